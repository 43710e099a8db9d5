"""The training of a network in the plane, a few epochs at a time, and what was done in it."""

from __future__ import annotations

import copy
import inspect
import time
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nnlib import DivergenceError
from nnlib.network import NeuralNetwork
from nnlib.optimizers import Optimizer
from nnlib.types import Array
from nnlib.widgets.parts import ACTIVATIONS, OPTIMIZERS, OUTPUTS, WITH_MOMENTUM, look_up
from nnlib.widgets.points import Points

__all__ = ["Phase", "Recipe", "Training", "Tuning"]


@dataclass(frozen=True)
class Tuning:
    """What may change while a network is in training.

    Args:
        learning_rate: η; None leaves the optimizer's own.
        optimizer: A name from ``OPTIMIZERS``; None leaves the network its optimizer.
        momentum: μ, for the optimizers that have one.
        weight_decay: λ, 0 for none.
        batch_size: Points in a batch.
    """

    learning_rate: float | None
    optimizer: str | None = "SGD"
    momentum: float = 0.0
    weight_decay: float = 0.0
    batch_size: int = 32

    def make(self) -> Optimizer:
        """Make the optimizer."""
        rate = 0.01 if self.learning_rate is None else self.learning_rate
        make = look_up("optimizer", str(self.optimizer), OPTIMIZERS)
        optimizer = make(rate, self.momentum)
        optimizer.weight_decay = self.weight_decay or None
        return optimizer

    def set(self, optimizer: Any) -> None:
        """Set the optimizer's numbers; what it remembers of its steps stays."""
        if self.learning_rate is not None:
            optimizer.learning_rate = self.learning_rate
        if self.optimizer is not None:
            optimizer.weight_decay = self.weight_decay or None
        if self.optimizer in WITH_MOMENTUM:
            optimizer.momentum = self.momentum


@dataclass(frozen=True)
class Recipe:
    """A network with two inputs and one output.

    Args:
        widths: The number of neurons of each hidden layer.
        activation: That of the hidden layers, a name from ``ACTIVATIONS``.
        loss: A name from ``OUTPUTS``, which adds the activation of the output.
        seed: The network's seed.
    """

    widths: tuple[int, ...]
    activation: str = "tanh"
    loss: str = "cross-entropy"
    seed: int = 0

    def build(self, tuning: Tuning) -> NeuralNetwork:
        """Build the network.

        Raises:
            WrongValue: A name is unknown.
        """
        hidden = look_up("activation", self.activation, ACTIVATIONS)
        output, loss = look_up("loss", self.loss, OUTPUTS)
        sizes = [2, *self.widths, 1]
        return NeuralNetwork(sizes, hidden, output, loss, tuning.make(), seed=self.seed)


@dataclass(frozen=True)
class Phase:
    """Epochs in a row with the same settings."""

    tuning: Tuning
    epochs: int


class Training:
    """A network in training, and its losses so far.

    Args:
        points: What it learns, and what it is tested with.
        network: How to build the network; or a network of your own, of which a copy is trained.
        tuning: How it is trained at first.

    Attributes:
        network: The network.
        losses, test_losses: The mean loss of each epoch so far, and that of the points to test
            with after each epoch, where there are any.
        phases: What was done so far.
        diverged: Whether the training diverged. The network is then as it was before that epoch,
            and trains no more.

    Raises:
        WrongValue: A name is unknown.

    >>> from nnlib.widgets.points import points_of
    >>> training = Training(points_of("XOR"), Recipe((3,)), Tuning(0.1, "Adam"))
    >>> training.run(200)
    >>> len(training.losses), training.right()
    (200, 4)
    """

    def __init__(self, points: Points, network: Any, tuning: Tuning) -> None:
        self.points, self.tuning = points, tuning
        self.recipe = network if isinstance(network, Recipe) else None
        self.network: Any = self.recipe.build(tuning) if self.recipe else copy.deepcopy(network)
        tuning.set(self.network.optimizer)
        self.losses: list[float] = []
        self.test_losses: list[float] = []
        self.phases: list[Phase] = []
        self.diverged = False
        has_progress_bar = "progress" in inspect.signature(self.network.fit).parameters
        self._options = {"progress": False} if has_progress_bar else {}

    def tune(self, tuning: Tuning) -> None:
        """Choose how to train on; the same optimizer as before keeps what it remembers."""
        if tuning.optimizer != self.tuning.optimizer:
            self.network.use(self.network.loss, self.network.d_loss, tuning.make())
        tuning.set(self.network.optimizer)
        self.tuning = tuning

    def run(self, epochs: int, seconds: float = np.inf) -> None:
        """Train for some epochs, or until the time is over, but at least for one.

        Args:
            epochs: The largest number of epochs.
            seconds: The time after which no further epoch begins.
        """
        end = time.perf_counter() + seconds
        for _ in range(epochs):
            if not self.diverged:
                self._run_epoch()
            if self.diverged or time.perf_counter() > end:
                break

    def _run_epoch(self) -> None:
        network, x, y = self.network, self.points.x, self.points.y
        before, loss = network.params.copy(), np.nan
        try:
            # What overflows ends as infinity or NaN, which is looked for below.
            with np.errstate(all="ignore"):
                # Copies, as a fit that somebody has written may shuffle its arguments in place.
                sizes = {"batch_size": self.tuning.batch_size, "epochs": 1}
                (loss,) = network.fit(x.copy(), y.copy(), **sizes, **self._options)
        except DivergenceError:
            pass
        self.diverged = not (np.isfinite(loss) and np.isfinite(network.params).all())
        if self.diverged:
            network.params = before
            return
        self.losses.append(float(loss))
        if len(self.points.x_test):
            self.test_losses.append(self._test_loss())
        self._note_epoch()

    def _note_epoch(self) -> None:
        last = self.phases[-1] if self.phases else None
        if last is not None and last.tuning == self.tuning:
            self.phases[-1] = replace(last, epochs=last.epochs + 1)
        else:
            self.phases.append(Phase(self.tuning, 1))

    def _test_loss(self) -> float:
        with np.errstate(all="ignore"):
            y_pred = self.network.forward(self.points.x_test)
            return float(self.network.loss(y_pred, self.points.y_test).mean())

    def right(self) -> int:
        """Return how many points are classified correctly."""
        return self._count_right(self.points.x, self.points.y)

    def test_right(self) -> int:
        """Return how many points to test with are classified correctly."""
        return self._count_right(self.points.x_test, self.points.y_test)

    def _count_right(self, x: Array, y: Array) -> int:
        with np.errstate(all="ignore"):
            return int(np.sum((self.network.forward(x) >= 0.5) == (y == 1)))

    def guessing_loss(self) -> float:
        """Return the loss of a network whose output is always ½."""
        y = self.points.y
        return float(self.network.loss(np.full_like(y, 0.5), y).mean())
