"""What is trained: the network, the data, the batches, the recipe. The same for every peer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from nnlib import load_mnist
from nnlib.initializers import he_normal
from nnlib.types import Array

LEARNING_RATES = {
    "SGD": {1: 0.001, 8: 0.01, 32: 0.05, 128: 0.1, 1024: 0.3},
    "Adam": {1: 0.0002, 32: 0.001, 128: 0.001, 1024: 0.004},
}
"""For each optimizer, by batch size; larger batches are less noisy and bear larger steps."""

ADAM_EPSILON = 1e-7
"""That of nnlib and Keras; PyTorch's and scikit-learn's own is 1e-8."""

Weights = list[tuple[Array, Array]]
"""For each layer weights and bias."""


@dataclass(frozen=True)
class Data:
    """Training and test samples, scaled to [0, 1], and their labels."""

    x: Array
    y: Array
    x_test: Array
    y_test: Array


@dataclass(frozen=True)
class Task:
    """One thing to train, in every detail that decides what it costs and what comes out.

    Attributes:
        layers: How many numbers go in, then the neurons of each layer.
        batch_size: Samples in a batch.
        dtype: "float32" or "float64".
        optimizer: "SGD", with momentum 0.9, or "Adam".
        data: "mnist" (60,000 digits), "digits" (4,000, always at hand), "blobs" (300 points, for
            tests), or the path of a .npy file of digits.
        samples: How many of them; where the data are fewer, they are repeated.
        shuffle: Whether each epoch sees them in a new order.
        seed: Of the initial weights, and of the order where nnlib draws it.
    """

    layers: tuple[int, ...] = (784, 100, 10)
    batch_size: int = 128
    dtype: str = "float32"
    optimizer: str = "SGD"
    data: str = "mnist"
    samples: int | None = None
    shuffle: bool = True
    seed: int = 0

    @property
    def learning_rate(self) -> float:
        """The one given for the largest batch size that is not above this one."""
        rates = LEARNING_RATES[self.optimizer]
        return rates[max(size for size in rates if size <= self.batch_size)]

    def __str__(self) -> str:
        network = "-".join(map(str, self.layers))
        return f"{network}, batch {self.batch_size}, {self.dtype}, {self.optimizer}"


def initial_weights(task: Task) -> Weights:
    """Weights ``(fan_in, fan_out)`` and bias ``(fan_out,)`` of each layer, in the task's dtype."""
    rng = np.random.default_rng(task.seed)
    drawn = [he_normal(rng, *sizes) for sizes in pairwise(task.layers)]
    return [(weights.astype(task.dtype), bias[0].astype(task.dtype)) for weights, bias in drawn]


@lru_cache(maxsize=1)
def load_data(data: str, samples: int | None, dtype: str) -> Data:
    """Read the data of a task; a .npy file is mapped, not read."""
    if data == "blobs":
        return _blobs(dtype)
    if Path(data).suffix == ".npy":
        x = np.load(data, mmap_mode="r")
        y = np.resize(load_mnist(full=False)[0][1], len(x))
        return Data(x, y.astype(np.int64), x[:1000], y[:1000].astype(np.int64))
    (x, y), (x_test, y_test) = load_mnist(full=data == "mnist")
    rows = np.resize(np.arange(len(x)), samples or len(x))
    return Data(
        _flat(x[rows], dtype),
        y[rows].astype(np.int64),
        _flat(x_test, dtype),
        y_test.astype(np.int64),
    )


def _flat(images: Array, dtype: str) -> Array:
    x = images.reshape(len(images), -1).astype(dtype)
    x /= 255
    return x


def _blobs(dtype: str) -> Data:
    """Points in eight dimensions, each of three classes around a place of its own."""
    y = np.arange(300) % 3
    x = np.random.default_rng(0).normal(size=(300, 8)) + 2 * np.eye(3, 8)[y]
    return Data(x.astype(dtype), y, x.astype(dtype), y)


def write_digits(path: Path, samples: int) -> None:
    """Write that many small-set digits, float32 in rows of 784, repeated, a piece at a time."""
    (images, _), _ = load_mnist()
    digits = _flat(images, "float32")
    file = np.lib.format.open_memmap(path, "w+", np.float32, (samples, digits.shape[1]))
    for start in range(0, samples, len(digits)):
        end = min(start + len(digits), samples)
        file[start:end] = digits[: end - start]
    file.flush()
