"""Batches: rows of the data in random order, in the dtype of the network."""

import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import DTypeLike

from nnlib import network_validation as check
from nnlib.errors import WrongValue
from nnlib.labels import one_hot
from nnlib.memory import release_pages
from nnlib.types import Array, Batch
from nnlib.validation import check_flag, check_positive_int

if TYPE_CHECKING:
    from nnlib.network import Network

PREDICT_SIZE = 1024
"""How many rows ``predict`` and ``score`` compute at a time."""


class Batches:
    """Every sample once, in a new random order each time; labels become one-hot rows.

    Args:
        x: Inputs, ``(n, features)``.
        y: Targets ``(n, m)``, or labels ``(n,)``.
        size: Samples in a batch; the last one may be smaller.
        num_classes: The length of the one-hot rows that labels become.
        dtype: What each batch is converted to, when its turn comes.
        rng: Decides the order.
    """

    def __init__(
        self,
        x: Array,
        y: Array,
        size: int,
        num_classes: int,
        dtype: DTypeLike,
        rng: np.random.Generator,
    ) -> None:
        self.x, self.y, self.size = x, y, size
        self.num_classes, self.dtype, self.rng = num_classes, dtype, rng

    def __len__(self) -> int:
        return math.ceil(len(self.x) / self.size)

    def __iter__(self) -> Iterator[tuple[Array, Array]]:
        order = self.rng.permutation(len(self.x))
        for start in range(0, len(order), self.size):
            rows = order[start : start + self.size]
            # An index array would do as well; take gathers the same rows in less time.
            x, y = self.x.take(rows, axis=0), self.y.take(rows, axis=0)
            release_pages(self.x)
            y = one_hot(y, self.num_classes, self.dtype) if y.ndim == 1 else y
            yield x.astype(self.dtype, copy=False), y.astype(self.dtype, copy=False)


def training_batches(
    network: "Network", x: Array, y: Array, size: int, categorical: bool
) -> Batches:
    """Return the batches to train a network with, if x, y and the network are in order."""
    check.check_ready(network)
    check_flag("categorical", categorical)
    x = check.check_inputs(network, x)
    # A layer of the user's may not say how many outputs it has: its first output shows it.
    outputs = network.output_size = network.output_size or network.predict(x[:1]).shape[1]
    if categorical:
        y = check.check_class_labels(network, y, len(x))
        y = y.reshape(-1, 1) if outputs == 1 else y
    else:
        y = check.check_targets(network, y, len(x), "fit(x, y, categorical=True)")
    check.check_outputs_suit_loss(network, x)
    size = check_positive_int("batch_size", size)
    return Batches(x, y, size, outputs, network.dtype, network.rng)


def at_least_one(batches: Iterable[Batch]) -> Iterator[Batch]:
    """Yield the batches, and raise a ValueError where there is none."""
    batch = None
    for batch in batches:
        yield batch
    if batch is None:
        raise WrongValue(
            "there is no batch, expected pairs of inputs and targets. For one batch: [(x, y)]."
        )


def in_order(x: Array, dtype: DTypeLike) -> Iterator[Array]:
    """Yield the rows of x in order, a part at a time, in this dtype."""
    for start in range(0, len(x), PREDICT_SIZE):
        # A copy, so that a layer of the user's that works in place changes no data of theirs.
        yield np.array(x[start : start + PREDICT_SIZE], dtype)
        release_pages(x)
