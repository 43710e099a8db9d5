"""The experiments of lesson 15: recipes for 784-100-10, and 784-800-10 on distorted digits."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np

from nnlib.activations import d_relu, d_softmax, relu, softmax
from nnlib.course.distortions import distort
from nnlib.course.recorded import Experiment
from nnlib.datasets import load_mnist
from nnlib.losses import categorical_crossentropy, d_categorical_crossentropy
from nnlib.network import NeuralNetwork
from nnlib.optimizers import SGD
from nnlib.preprocessing import to_categorical
from nnlib.types import Array

END = 0.01
"""What is left of the learning rate after the last epoch, as a part of the first."""

SOFTNESS = 0.1
"""How much of each target is shared out over all classes."""

ALPHA = 20.0
"""How strong the elastic distortions are: 34 in Simard et al. (2003), without turns and shifts."""

FRESH = 2
"""For how many epochs the distorted digits are the same: to make them takes as long as an epoch."""


class Digits(NamedTuple):
    """Digits in three parts, scaled to 0…1: pixels ``(n, 784)`` and labels ``(n,)`` of each."""

    x: Array
    labels: Array
    x_val: Array
    labels_val: Array
    x_test: Array
    labels_test: Array


@cache
def three_parts(full: bool) -> Digits:
    """Load MNIST, and hold out the last sixth of the training digits for validation.

    >>> [len(part) for part in three_parts(full=False)]
    [3333, 3333, 667, 667, 1000, 1000]
    """
    (images, labels), (images_test, labels_test) = load_mnist(full)
    n = len(images) * 5 // 6
    x, x_test = (each.reshape(-1, 784).astype(np.float32) / 255 for each in (images, images_test))
    return Digits(x[:n], labels[:n], x[n:], labels[n:], x_test, labels_test)


def soften(y: Array, softness: float) -> Array:
    """Share out a part of each one-hot target over all classes: label smoothing.

    Args:
        y: Targets, ``(n, m)``.
        softness: The part, 0 to 1.

    Source:
        Szegedy, Vanhoucke, Ioffe, Shlens and Wojna (2016), Rethinking the Inception architecture
        for computer vision, section 7.

    >>> soften(np.array([[1.0, 0.0]]), 0.2)
    array([[0.9, 0.1]])
    """
    return (1 - softness) * y + softness / y.shape[1]


class Decay:
    """A hook that lets the learning rate fall by the same factor after each epoch.

    Args:
        epochs: How many epochs the training has.
        end: What is left of the learning rate after them, as a part of the first.
    """

    def __init__(self, epochs: int, end: float) -> None:
        self.epochs, self.end = epochs, end

    def on_epoch_end(self, network: NeuralNetwork, epoch: int, loss: float) -> None:
        """Multiply the learning rate by ``end ** (1 / epochs)``."""
        network.optimizer.learning_rate *= self.end ** (1 / self.epochs)


def new_network(hidden: int, learning_rate: float, seed: int) -> NeuralNetwork:
    """Make the network of the lesson, with one hidden layer.

    >>> new_network(100, 0.1, seed=0).params.size
    79510
    """
    return NeuralNetwork(
        [784, hidden, 10],
        (relu, d_relu),
        (softmax, d_softmax),
        (categorical_crossentropy, d_categorical_crossentropy),
        SGD(learning_rate),
        dtype=np.float32,
        seed=seed,
    )


def error(network: NeuralNetwork, x: Array, labels: Array) -> float:
    """Return how many of 100 digits a network takes for another one, to two decimals."""
    return round(100 * (1 - network.score(x, labels, accuracy=True)), 2)


def trained(
    digits: Digits,
    seed: int,
    *,
    hidden: int,
    rate: float,
    end: float,
    softness: float,
    batch_size: int,
    epochs: int,
    alpha: float | None = None,
) -> tuple[NeuralNetwork, list[float]]:
    """Train a network; return it, and its error on the validation digits after each epoch.

    With an alpha it sees each digit distorted, anew after every second epoch.
    """
    network = new_network(hidden, rate, seed)
    rng = np.random.default_rng(seed)
    y = soften(to_categorical(digits.labels, 10).astype(np.float32), softness)
    decay = Decay(epochs, end)
    errors = []
    x = digits.x
    for epoch in range(epochs):
        if alpha is not None and epoch % FRESH == 0:
            x = distort(digits.x.reshape(-1, 28, 28), rng, alpha=alpha).reshape(-1, 784)
        network.fit(x, y, batch_size, 1, on_epoch_end=decay.on_epoch_end, progress=False)
        errors.append(error(network, digits.x_val, digits.labels_val))
    return network, errors


def mnist_runs(
    seeds: range, *, full: bool = True, **setting: Any
) -> dict[str, list[list[float]] | list[float]]:
    """Errors in %: on validation digits after each epoch, on test digits after the last one."""
    digits = three_parts(full)
    validation, test = [], []
    for seed in seeds:
        network, errors = trained(digits, seed, **setting)
        validation.append(errors)
        test.append(error(network, digits.x_test, digits.labels_test))
    return {"validation": validation, "test": test}


SMALL: dict[str, Any] = {"hidden": 100, "batch_size": 64, "epochs": 15}
"""784-100-10, as in all recipes."""

CONSTANT, DECAY, SOFT = (
    [SMALL | {"rate": rate, "end": end, "softness": softness} for rate in rates]
    for end, softness, rates in (
        (1, 0, (0.025, 0.05, 0.1)),
        (END, 0, (0.05, 0.1, 0.2)),
        (END, SOFTNESS, (0.05, 0.1, 0.2)),
    )
)
"""A constant rate, a decaying one, and that with soft targets, at three rates each."""

RECIPES = [*CONSTANT, *DECAY, *SOFT]

CHECKED: dict[str, Any] = {"full": False, "epochs": 2}
"""What makes a run short: the digits that come with a package, for two epochs."""

WIDE: dict[str, Any] = {"hidden": 800, "batch_size": 128, "epochs": 60, "rate": 0.1, "end": END}
"""784-800-10, as in Simard et al. (2003)."""

CONTROL, WIDE_SOFT, DISTORTED = (
    WIDE | {"softness": softness, "alpha": alpha}
    for softness, alpha in ((0, None), (SOFTNESS, None), (0, ALPHA))
)
"""One-hot targets; soft ones; and one-hot targets on distorted digits."""

RECIPE_RUNS = Experiment(
    "mnist_recipes",
    mnist_runs,
    [*RECIPES, RECIPES[-1] | CHECKED],
    seeds=3,
    live=CHECKED,
    sample=[RECIPES[-1] | CHECKED],
)

WIDE_RUNS = Experiment(
    "mnist_800",
    mnist_runs,
    [CONTROL, WIDE_SOFT, DISTORTED, DISTORTED | CHECKED],
    seeds=3,
    live_seeds=1,
    live=CHECKED,
    sample=[DISTORTED | CHECKED],
)

EXPERIMENTS = (RECIPE_RUNS, WIDE_RUNS)
