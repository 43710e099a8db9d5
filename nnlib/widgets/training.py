"""Problems in the plane, and the training of a network on one of them, a few epochs at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np

from nnlib import DivergenceError
from nnlib.datasets import xor
from nnlib.network import NeuralNetwork
from nnlib.types import Array
from nnlib.widgets.parts import ACTIVATIONS, OPTIMIZERS, OUTPUTS, WITH_MOMENTUM, look_up

__all__ = ["PROBLEMS", "Training", "problem"]

N_POINTS = 200
"""The number of points of each problem but XOR, which has four."""

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
    """Two half circles that reach into each other: the points of notebook 11."""
    from sklearn.datasets import make_moons

    x, labels = make_moons(N_POINTS, noise=0.2, random_state=0)
    return x, labels.reshape(-1, 1).astype(float)


def circles() -> tuple[Array, Array]:
    """A circle inside another one."""
    from sklearn.datasets import make_circles

    x, labels = make_circles(N_POINTS, noise=0.1, factor=0.4, random_state=0)
    return x, labels.reshape(-1, 1).astype(float)


PROBLEMS: dict[str, Callable[[], tuple[Array, Array]]] = {
    "XOR": xor,
    "moons": moons,
    "spirals": spirals,
    "circles": circles,
}


def problem(name: str) -> tuple[Array, Array]:
    """Return the points of two classes in the plane, the same every time.

    Args:
        name: "XOR", "moons", "spirals" or "circles".

    Returns:
        x ``(n, 2)`` and y ``(n, 1)``.

    Raises:
        WrongValue: There is no such problem.

    >>> x, y = problem("XOR")
    >>> x.shape, y.shape
    ((4, 2), (4, 1))
    """
    return look_up("problem", name, PROBLEMS)()


class Training:
    """A network in training, and its losses so far.

    Args:
        name: The problem.
        widths: The number of neurons of each hidden layer.
        activation: That of the hidden layers, a name from ``ACTIVATIONS``.
        loss: A name from ``OUTPUTS``, which adds the activation of the output.
        seed: The network's seed.

    Attributes:
        x, y: The points and their classes.
        network: The network.
        losses: The mean loss of each epoch so far.
        diverged: Whether the last ``run`` diverged. The network is then as it was before that
            epoch.

    Raises:
        WrongValue: A name is unknown.

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
        hidden = look_up("activation", activation, ACTIVATIONS)
        output, self._loss = look_up("loss", loss, OUTPUTS)
        self._optimizer = "SGD"
        optimizer = OPTIMIZERS[self._optimizer](0.01, 0.0)
        self.network = NeuralNetwork(
            [2, *widths, 1], hidden, output, self._loss, optimizer, seed=seed
        )
        self.losses: list[float] = []
        self.diverged = False

    def tune(self, optimizer: str, learning_rate: float, momentum: float = 0.0) -> None:
        """Choose the optimizer and its settings; the same optimizer as before keeps its state.

        Args:
            optimizer: A name from ``OPTIMIZERS``.
            learning_rate: η.
            momentum: μ, for the optimizers that have one.
        """
        make = look_up("optimizer", optimizer, OPTIMIZERS)
        if optimizer != self._optimizer:
            self._optimizer = optimizer
            self.network.use(*self._loss, make(learning_rate, momentum))
        settings = {"learning_rate": learning_rate}
        if optimizer in WITH_MOMENTUM:
            settings["momentum"] = momentum
        for name, value in settings.items():
            setattr(self.network.optimizer, name, value)

    def run(self, epochs: int, seconds: float = np.inf) -> None:
        """Train for some epochs, or until the time is over, but at least for one.

        Args:
            epochs: The largest number of epochs.
            seconds: The time after which no further epoch begins.
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
        """Return how many points are classified correctly."""
        with np.errstate(all="ignore"):
            answers = self.network.predict(self.x, labels=True)
        return int(np.sum(answers == self.y[:, 0]))

    def guessing_loss(self) -> float:
        """Return the loss of a network whose output is always ½."""
        loss, _ = self._loss
        return float(loss(np.full_like(self.y, 0.5), self.y).mean())
