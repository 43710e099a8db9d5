"""Problems in the plane, and a network that learns one of them a few epochs at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

from nnlib import activations, losses
from nnlib.datasets import xor
from nnlib.errors import DivergenceError
from nnlib.network import NeuralNetwork
from nnlib.optimizers import SGD, Adagrad, Adam, Optimizer, RMSprop
from nnlib.types import Array

__all__ = ["ACTIVATIONS", "LOSSES", "OPTIMIZERS", "PROBLEMS", "Training", "problem"]

Value = TypeVar("Value")

N_POINTS = 200
"""How many points each problem has, but for XOR, which has four."""

BATCH_SIZE = 32


def spirals() -> tuple[Array, Array]:
    """Two arms that wind around each other once, with a little noise."""
    rng = np.random.default_rng(0)
    # With the root, the points lie equally close to each other all along the arm.
    radius = 2 * np.sqrt(rng.uniform(0.02, 1, (N_POINTS // 2, 1)))
    angle = 1.25 * np.pi * radius
    arm = radius * np.hstack([np.cos(angle), np.sin(angle)])
    x = np.vstack([arm, -arm]) + rng.normal(0, 0.05, (N_POINTS, 2))
    return x, np.repeat([[0.0], [1.0]], N_POINTS // 2, axis=0)


def moons() -> tuple[Array, Array]:
    """Two half circles that reach into each other: the points of notebook 06."""
    from sklearn.datasets import make_moons

    x, labels = make_moons(N_POINTS, noise=0.2, random_state=0)
    return x, labels.reshape(-1, 1).astype(float)


def circles() -> tuple[Array, Array]:
    """A circle inside of another one."""
    from sklearn.datasets import make_circles

    x, labels = make_circles(N_POINTS, noise=0.1, factor=0.4, random_state=0)
    return x, labels.reshape(-1, 1).astype(float)


PROBLEMS: dict[str, Callable[[], tuple[Array, Array]]] = {
    "XOR": xor,
    "moons": moons,
    "spirals": spirals,
    "circles": circles,
}

ACTIVATIONS = {
    name: (getattr(activations, name), getattr(activations, f"d_{name}"))
    for name in ("tanh", "relu", "sigmoid", "identity")
}

LOSSES = {
    "cross-entropy": (
        (activations.sigmoid, activations.d_sigmoid),
        (losses.binary_crossentropy, losses.d_binary_crossentropy),
    ),
    "squared error": (
        (activations.identity, activations.d_identity),
        (losses.mse, losses.d_mse),
    ),
}
"""The classic pairs of output and loss."""

OPTIMIZERS: dict[str, type[Optimizer]] = {
    "SGD": SGD,
    "Adam": Adam,
    "RMSprop": RMSprop,
    "Adagrad": Adagrad,
}


def problem(name: str) -> tuple[Array, Array]:
    """Points of two classes in the plane.

    Args:
        name: "XOR", "moons", "spirals" or "circles".

    Returns:
        x ``(n, 2)`` and y ``(n, 1)``, the same every time.

    Raises:
        ValueError: There is no such problem.

    >>> x, y = problem("XOR")
    >>> x.shape, y.shape
    ((4, 2), (4, 1))
    """
    return _look_up("problem", name, PROBLEMS)()


class Training:
    """A network on its way, and what happened so far.

    Args:
        name: The problem.
        widths: The neurons of each hidden layer.
        activation: That of the hidden layers, a name from ``ACTIVATIONS``.
        loss: A name from ``LOSSES``; it brings the activation of the output with it.
        seed: That of the network.

    Attributes:
        x, y: The points and their classes.
        network: The network.
        losses: The mean loss of each epoch so far.
        diverged: Whether the last ``run`` ended in numbers without bounds. The network is whole
            then, as it was before that epoch.

    Raises:
        ValueError: A name is unknown.

    >>> training = Training("XOR", [3], seed=0)
    >>> training.tune("Adam", learning_rate=0.1)
    >>> training.run(200)
    >>> len(training.losses), training.right()
    (200, 4)
    """

    def __init__(
        self,
        name: str,
        widths: Sequence[int],
        activation: str = "tanh",
        loss: str = "cross-entropy",
        seed: int = 0,
    ) -> None:
        self.x, self.y = problem(name)
        hidden = _look_up("activation", activation, ACTIVATIONS)
        output, self._loss = _look_up("loss", loss, LOSSES)
        sizes = [2, *widths, 1]
        self.network = NeuralNetwork(sizes, hidden, output, self._loss, SGD(), seed=seed)
        self.losses: list[float] = []
        self.diverged = False

    def tune(self, optimizer: str, learning_rate: float, momentum: float = 0.0) -> None:
        """Choose the optimizer, or turn its knobs; an optimizer of the same kind goes on.

        Args:
            optimizer: A name from ``OPTIMIZERS``.
            learning_rate: η.
            momentum: μ, for SGD only.
        """
        kind = _look_up("optimizer", optimizer, OPTIMIZERS)
        if type(self.network.optimizer) is not kind:
            self.network.use(*self._loss, kind())
        knobs = {"learning_rate": learning_rate}
        knobs |= {"momentum": momentum} if kind is SGD else {}
        vars(self.network.optimizer).update(knobs)

    def run(self, epochs: int, seconds: float = np.inf) -> None:
        """Train for some epochs, or until the time is over, but at least for one.

        Args:
            epochs: How many at most.
            seconds: How long at most, but for the end of the last epoch.
        """
        end = time.perf_counter() + seconds
        for _ in range(epochs):
            self.diverged = False
            try:
                self.losses += self.network.fit(self.x, self.y, BATCH_SIZE, progress=False)
            except DivergenceError:
                self.diverged = True
            if self.diverged or time.perf_counter() > end:
                break

    def right(self) -> int:
        """How many points the network gives the right class."""
        with np.errstate(all="ignore"):
            answers = self.network.predict(self.x, labels=True)
        return int(np.sum(answers == self.y[:, 0]))

    def guessing_loss(self) -> float:
        """The loss of a network that always answers ½."""
        loss, _ = self._loss
        return float(loss(np.full_like(self.y, 0.5), self.y).mean())


def _look_up(kind: str, name: str, table: dict[str, Value]) -> Value:
    if name not in table:
        raise ValueError(f"{kind} came as {name!r}, wanted one of {', '.join(table)}.")
    return table[name]
