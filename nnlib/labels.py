"""Labels: to one-hot rows, and back from the outputs of a network."""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from nnlib.activations import sigmoid
from nnlib.losses import binary_crossentropy
from nnlib.types import Array


def one_hot(labels: Array, num_classes: int, dtype: DTypeLike = np.float64) -> Array:
    """Return a row for each label, with 1 in the column of the label and 0 elsewhere."""
    rows = np.zeros((len(labels), num_classes), dtype)
    rows[np.arange(len(labels)), labels] = 1
    return rows


def is_multi_label(network: Any) -> bool:
    """Whether the outputs are independent yes-or-no answers: sigmoid, binary cross-entropy."""
    activation = getattr(network.layers[-1], "activation", None)
    return activation is sigmoid and getattr(network, "loss", None) is binary_crossentropy


def to_labels(y_pred: Array, multi_label: bool) -> Array:
    """Return the labels that outputs ``(n, m)`` stand for.

    For a single output 1 where it is at least 0.5, else 0, ``(n,)``; where several are independent
    answers the same for each, ``(n, m)``; else the column of the largest, ``(n,)``.
    """
    if y_pred.shape[1] == 1:
        return (y_pred[:, 0] >= 0.5).astype(np.intp)
    return (y_pred >= 0.5).astype(np.intp) if multi_label else y_pred.argmax(axis=1)
