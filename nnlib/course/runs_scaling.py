"""The experiments of lesson 14: one network, and the same digits on several scales."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from nnlib import SGD, FCLayer, NeuralNetwork, load_mnist, normalize, standardize, to_categorical
from nnlib.activations import d_relu, d_softmax, d_tanh, relu, softmax, tanh
from nnlib.course.recorded import Experiment, Recording
from nnlib.errors import DivergenceError
from nnlib.losses import categorical_crossentropy, d_categorical_crossentropy, d_mse, mse
from nnlib.types import Array

SIZES = [784, 100, 50, 10]
EPOCHS = 35

SCALINGS: dict[str, Callable[[Array, Array], Array]] = {
    "raw": lambda x, fitted_on: x,
    "normalized": normalize,
    "standardized": standardize,
}
"""For each name the function of the pixels, and of those that the statistics come from."""


class Digits(NamedTuple):
    """The first 1,000 digits to learn from, the next 1,000 to choose by, and the test digits.

    Attributes:
        x, x_validation, x_test: Pixels, ``(n, 784)``.
        y: One-hot truths of x, ``(1000, 10)``.
        labels_validation, labels_test: Labels, ``(n,)``.
    """

    x: Array
    y: Array
    x_validation: Array
    labels_validation: Array
    x_test: Array
    labels_test: Array


@cache
def digits(full: bool, scaling: str) -> Digits:
    """The digits on one scale, by the statistics of the first 1,000.

    Args:
        full: Whether they are those of the full MNIST, with 10,000 test digits; else of the 5,000
            digits that are always at hand, with 1,000.
        scaling: A name in ``SCALINGS``.
    """
    (images, labels), (images_test, labels_test) = load_mnist(full)
    rows, rows_test = (each.reshape(len(each), 784) for each in (images[:2000], images_test))
    pixels = rows.astype(np.float32)
    scaled = SCALINGS[scaling](pixels, pixels[:1000])
    return Digits(
        scaled[:1000],
        to_categorical(labels[:1000], 10),
        scaled[1000:],
        labels[1000:2000],
        SCALINGS[scaling](rows_test.astype(np.float32), pixels[:1000]),
        labels_test,
    )


class RateForEach:
    """Gradient descent with a learning rate for each parameter.

    Args:
        rates: The learning rates, ``(size,)``.
        momentum: How much of the velocity stays, from one step to the next.
    """

    def __init__(self, rates: Array, momentum: float = 0.0) -> None:
        self.rates, self.momentum = rates, momentum
        self.velocity = np.zeros_like(rates)

    def update(self, old_params: Array, gradient: Array) -> Array:
        """Return the new parameters."""
        self.velocity = self.momentum * self.velocity - self.rates * gradient
        return old_params + self.velocity


def classic_network(initialization: str, rate: float, seed: int) -> NeuralNetwork:
    """The network of the classic comparison: tanh everywhere, mse, plain gradient descent."""
    more: dict[str, Any] = {"initialization": initialization, "dtype": np.float32, "seed": seed}
    return NeuralNetwork(
        SIZES, (tanh, d_tanh), (tanh, d_tanh), (mse, d_mse), SGD(rate, momentum=0), **more
    )


def network_of_today(initialization: str, rate: float, seed: int) -> NeuralNetwork:
    """A network of the same sizes: relu, softmax and cross-entropy, and momentum."""
    more: dict[str, Any] = {"initialization": initialization, "dtype": np.float32, "seed": seed}
    loss = (categorical_crossentropy, d_categorical_crossentropy)
    return NeuralNetwork(
        SIZES, (relu, d_relu), (softmax, d_softmax), loss, SGD(rate, momentum=0.9), **more
    )


def first_layer(network: NeuralNetwork) -> FCLayer:
    """The first layer, which the inputs go into."""
    layer = network.layers[0]
    assert isinstance(layer, FCLayer)
    return layer


# --- the classic comparison ----------------------------------------------------------------------


def saturated_share(activation: Array) -> float:
    """The share of activations of tanh, of any shape, where its slope is below 0.05."""
    return float(np.mean(1 - activation**2 < 0.05))


def look(network: NeuralNetwork, x: Array, y: Array) -> list[float]:
    """The saturated share of layer 1, and the norm of its gradient, on some samples."""
    network.backward(network.forward(x), y)
    first = first_layer(network)
    activation = network.layers[1].forward(first.forward(x))
    return [saturated_share(activation), float(np.linalg.norm(first.weights_gradient))]


def classic_runs(
    seeds: Iterable[int], *, scaling: str, full: bool, epochs: int = EPOCHS
) -> dict[str, list[Any]]:
    """Train the classic network: one digit at a time, rate 0.1, weights uniform on [-0.5, 0.5).

    Returns:
        For each seed the test accuracy and the training loss of each epoch; the saturated share
        and the norm of the gradient of layer 1, before training and after each epoch; and how
        many test digits of each class were taken for each, row by row.
    """
    runs = [_classic_run(digits(full, scaling), seed, epochs) for seed in seeds]
    return {name: [run[name] for run in runs] for name in runs[0]}


def _classic_run(data: Digits, seed: int, epochs: int) -> dict[str, list[Any]]:
    network = classic_network("uniform", 0.1, seed)
    some = data.x[:200], data.y[:200]
    seen = [look(network, *some)]
    accuracy = []

    def note(network: NeuralNetwork, epoch: int, loss: float) -> None:
        seen.append(look(network, *some))
        accuracy.append(network.score(data.x_test, data.labels_test, accuracy=True))

    loss = network.fit(data.x, data.y, 1, epochs, on_epoch_end=note, progress=False)
    counts = np.zeros((10, 10), int)
    np.add.at(counts, (data.labels_test, network.predict(data.x_test, labels=True)), 1)
    shares, norms = zip(*seen, strict=True)
    return {
        "accuracy": rounded(accuracy, 4),
        "loss": rounded(loss, 3),
        "saturated": rounded(shares, 3),
        "gradient": rounded(norms, 3),
        "confusion": counts.ravel().tolist(),
    }


def rounded(numbers: Iterable[float], digits: int) -> list[float]:
    """Numbers with so many digits, as they are recorded.

    >>> rounded([1 / 3, 0.0001234567], 3)
    [0.333, 0.000123]
    """
    return [float(f"{number:.{digits}g}") for number in numbers]


SHORT = {"full": False, "epochs": 2}
"""Runs that a test does again: in the first epochs all processors still agree."""

CLASSIC = Experiment(
    name="scaling_classic",
    run=classic_runs,
    settings=[
        *(
            {"scaling": name, "full": full, "epochs": EPOCHS}
            for full in (True, False)
            for name in SCALINGS
        ),
        *({"scaling": name, **SHORT} for name in SCALINGS),
    ],
    seeds=10,
    block=5,
    live={"full": False, "epochs": 3},
    sample=[{"scaling": name, **SHORT} for name in SCALINGS],
)


def labels_from(counts: Array) -> tuple[Array, Array]:
    """True and predicted labels that have these counts.

    Args:
        counts: How many of each class were taken for each, row by row, ``(100,)``.

    >>> truth, predicted = labels_from(np.eye(10)[::-1].ravel())
    >>> predicted.tolist()
    [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
    """
    pairs = np.repeat(np.arange(100), np.asarray(counts, int))
    return pairs // 10, pairs % 10


# --- each scaling at its own best rate -----------------------------------------------------------

RECIPES = {"classic": (classic_network, 10), "today": (network_of_today, 32)}
"""For each name the network, and the samples in a batch."""


def size(array: Array) -> float:
    """The root of the mean square."""
    return float(np.sqrt(np.mean(array.astype(float) ** 2)))


def fit_to_size(network: NeuralNetwork, x: Array, rate: float, momentum: float) -> None:
    """Divide the first weights by the size of the inputs, and their rate by its square."""
    c = size(x)
    first_layer(network).weights = network.weights[0] / c
    rates = np.full(network.params.size, rate, network.params.dtype)
    rates[: network.weights[0].size] /= c**2
    network.use(network.loss, network.d_loss, RateForEach(rates, momentum))


def judged_runs(
    seeds: Iterable[int],
    *,
    recipe: str,
    start: str,
    scaling: str,
    rate: float,
    full: bool = True,
    epochs: int = 20,
) -> dict[str, list[Any]]:
    """Train with one learning rate, from one start.

    Args:
        seeds: Which.
        recipe: A name in ``RECIPES``.
        start: "uniform" or "normal", how all parameters are drawn; "weights by size", normal with
            the first weights divided by the size of the inputs; "by size", the same with the rate
            of the first weights divided by the square of that size.
        scaling: A name in ``SCALINGS``.
        rate: The learning rate.
        full: See ``digits``.
        epochs: How many.

    Returns:
        For each seed the validation accuracy, the test accuracy, and how far the weights of each
        layer have moved, in units of their first size. A training that diverges guesses: 0.1.
    """
    data = digits(full, scaling)
    runs = [_judged_run(data, recipe, start, rate, seed, epochs) for seed in seeds]
    return {name: [run[name] for run in runs] for name in ("validation", "test", "moved")}


def _judged_run(
    data: Digits, recipe: str, start: str, rate: float, seed: int, epochs: int
) -> dict[str, Any]:
    build, batch_size = RECIPES[recipe]
    network = build("uniform" if start == "uniform" else "normal", rate, seed)
    if start == "by size":
        fit_to_size(network, data.x, rate, network.optimizer.momentum)
    elif start == "weights by size":
        first_layer(network).weights = network.weights[0] / size(data.x)
    first = [weights.copy() for weights in network.weights]
    try:
        network.fit(data.x, data.y, batch_size, epochs, progress=False)
    except DivergenceError:
        return {"validation": 0.1, "test": 0.1, "moved": [0.0, 0.0, 0.0]}
    moved = [size(W - W_0) / size(W_0) for W, W_0 in zip(network.weights, first, strict=True)]
    return {
        "validation": network.score(data.x_validation, data.labels_validation, accuracy=True),
        "test": network.score(data.x_test, data.labels_test, accuracy=True),
        "moved": rounded(moved, 3),
    }


def _settings(
    recipe: str, start: str, scaling: str, rates: Sequence[float], **more: Any
) -> list[dict[str, Any]]:
    same = {"recipe": recipe, "start": start, "scaling": scaling}
    return [{**same, "rate": rate, "full": True, **more} for rate in rates]


RATES = Experiment(
    name="scaling_rates",
    run=judged_runs,
    settings=[
        *_settings("classic", "uniform", "raw", [0.01, 0.03, 0.1, 0.3, 1.0]),
        *_settings("classic", "uniform", "normalized", [0.1, 0.3, 1.0, 3.0]),
        *_settings("classic", "uniform", "standardized", [0.1, 0.3, 1.0, 3.0]),
        *_settings("classic", "by size", "raw", [0.1, 0.3, 1.0, 3.0]),
        *_settings("classic", "by size", "normalized", [0.1, 0.3, 1.0, 3.0]),
        *_settings("classic", "by size", "standardized", [0.1, 0.3, 1.0, 3.0]),
        *_settings("classic", "weights by size", "raw", [1e-5, 3e-5, 1e-4, 3e-4]),
        *_settings("classic", "by size", "raw", [0.1], **SHORT),
    ],
    seeds=10,
    block=5,
    live={"full": False, "epochs": 1},
    sample=_settings("classic", "by size", "raw", [0.1], **SHORT),
)

TODAY = Experiment(
    name="scaling_today",
    run=judged_runs,
    settings=[
        *_settings("today", "normal", "raw", [1e-4, 3e-4, 1e-3]),
        *_settings("today", "normal", "normalized", [0.01, 0.03, 0.1, 0.3]),
        *_settings("today", "normal", "standardized", [0.003, 0.01, 0.03, 0.1]),
        *_settings("today", "by size", "raw", [0.003, 0.01, 0.03, 0.1]),
        *_settings("today", "normal", "normalized", [0.01], **SHORT),
    ],
    seeds=10,
    block=5,
    live={"full": False, "epochs": 1},
    sample=_settings("today", "normal", "normalized", [0.01], **SHORT),
)

EXPERIMENTS = (CLASSIC, RATES, TODAY)


def judged(
    recording: Recording, experiment: Experiment, **setting: Any
) -> tuple[Array, Array, float]:
    """Judge a setting by the test digits, at the learning rate that the validation digits chose.

    Args:
        recording: That of ``experiment``.
        experiment: ``RATES`` or ``TODAY``.
        **setting: Recipe, start and scaling.

    Returns:
        The learning rates ``(r,)``; the test accuracies of all kernels and seeds at each of them,
        ``(r, runs)``; and the rate with the highest median accuracy on the validation digits.
    """
    wanted = {**setting, "full": True}
    rates = [each["rate"] for each in experiment.settings if wanted.items() <= each.items()]

    def accuracies(result: str) -> Array:
        return np.array([recording(result, rate=rate, **wanted).ravel() for rate in rates])

    best = int(np.median(accuracies("validation"), axis=1).argmax())
    return np.array(rates), accuracies("test"), rates[best]
