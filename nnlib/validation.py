"""What nnlib says when an argument is wrong: what came, what was wanted, what to do."""

import math
import operator

import numpy as np

from nnlib.types import Array

CHUNK_SIZE = 1_000_000
"""How many numbers are looked at in one go, so that data larger than memory can be checked."""


def check_matrix(name: str, values: object, columns: int | None = None) -> Array:
    """Give ``values`` as an array of numbers of shape (n, columns), with n > 0, or say why not."""
    array = np.asarray(values)
    wanted = f"(n, {'features' if columns is None else columns})"
    came = f"{name} came with shape {array.shape}, wanted {wanted}: a row for each sample."
    if array.dtype.kind not in "fiub":
        raise TypeError(f"{name} came with dtype {array.dtype}, wanted numbers.")
    if array.ndim == 1:
        raise ValueError(f"{came} For one sample: {name}.reshape(1, -1).")
    if array.ndim != 2:
        raise ValueError(f"{came} Flatten each sample: {name}.reshape(len({name}), -1).")
    if len(array) == 0:
        raise ValueError(f"{came} There is not one sample in it.")
    if columns is not None and array.shape[1] != columns:
        raise ValueError(f"{came} Each row needs {columns} numbers, it has {array.shape[1]}.")
    return array


def check_finite(name: str, array: Array) -> None:
    """Raise where a NaN or an infinity hides, and say in which row the first one is."""
    if array.dtype.kind != "f":
        return
    rows = max(1, CHUNK_SIZE * len(array) // max(1, array.size))
    for start in range(0, len(array), rows):
        finite = np.isfinite(array[start : start + rows]).reshape(-1, math.prod(array.shape[1:]))
        if not finite.all():
            row = start + int(np.argmin(finite.all(axis=1)))
            raise ValueError(
                f"{name} holds NaN or infinity, first in row {row}; every number must be finite. "
                f"Drop such rows, or replace the values: np.nan_to_num({name})."
            )


def check_labels(name: str, labels: object, num_classes: int | None = None) -> Array:
    """Give ``labels`` as whole numbers (n,), each below ``num_classes``, or say why not."""
    array = np.asarray(labels)
    if array.ndim != 1:
        raise ValueError(
            f"{name} came with shape {array.shape}, wanted labels of shape (n,). "
            f"If it is one-hot, its labels are {name}.argmax(axis=1)."
        )
    if array.dtype.kind not in "fiub" or not np.array_equal(array, np.floor(array)):
        raise ValueError(f"{name} must be whole numbers, it came as {array.dtype}: {array[:5]}.")
    if array.size and array.min() < 0:
        raise ValueError(f"{name} holds {array.min()}; labels count from 0.")
    if num_classes is not None and array.size and array.max() >= num_classes:
        raise ValueError(
            f"{name} holds {array.max()}, but num_classes={num_classes} "
            f"allows 0 to {num_classes - 1} only."
        )
    return array.astype(np.intp)


def check_positive_int(name: str, value: int) -> int:
    """Give ``value`` as an int of at least 1, or say why not."""
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} came as {value!r}, wanted a whole number.") from None
    if number < 1:
        raise ValueError(f"{name} came as {number}, wanted at least 1.")
    return number
