"""What nnlib says when an argument is wrong: what came, what was wanted, what to do."""

import math
import operator
from typing import Any

import numpy as np

from nnlib.memory import release_pages
from nnlib.types import Array

CHUNK_SIZE = 1_000_000
"""How many numbers are looked at in one go, so that data larger than memory can be checked."""


def require(condition: object, message: str) -> None:
    """Raise a ValueError with this message where the condition does not hold."""
    if not condition:
        raise ValueError(message)


def require_shape(name: str, array: Any, shape: tuple[int, ...], hint: str = "") -> None:
    """Raise a ValueError where an array does not have this shape."""
    if array is None or np.shape(array) != shape:
        came = "as None" if array is None else f"with shape {np.shape(array)}"
        raise ValueError(f"{name} came {came}, wanted {shape}{hint}.")


def check_numbers(name: str, values: Any) -> Array:
    """Give ``values`` as an array of real numbers, or say why not."""
    try:
        array = np.asarray(values)
    except ValueError:
        raise ValueError(f"{name} has rows of different lengths, wanted one length.") from None
    if array.dtype.kind not in "fiub":
        raise TypeError(f"{name} came with dtype {array.dtype}, wanted numbers.")
    return array


def check_matrix(name: str, values: Any, columns: int | None = None) -> Array:
    """Give ``values`` as an array of numbers of shape (n, columns), with n > 0, or say why not."""
    array = check_numbers(name, values)
    wanted = f"(n, {columns or 'features'}): a row for each sample"
    came = f"{name} came with shape {array.shape}, wanted {wanted}"
    cure = f"For numbers of one feature: {name}.reshape(-1, 1)."
    cure = cure if columns == 1 else f"For one sample: {name}.reshape(1, -1)."
    require(array.ndim != 1, f"{came}. {cure}")
    require(array.ndim == 2, f"{came}. Flatten each sample: {name}.reshape(len({name}), -1).")
    require(len(array) > 0, f"{came}. There is not one sample in it.")
    require(columns in (None, array.shape[1]), f"{came}, with {columns} numbers in each row.")
    return array


def check_finite(name: str, array: Array) -> None:
    """Raise where a NaN or an infinity hides, and say in which row the first one is."""
    if array.dtype.kind != "f":
        return
    ones = np.ones(math.prod(array.shape[1:]), array.dtype)
    size = max(1, CHUNK_SIZE // max(1, len(ones)))
    for start in range(0, len(array), size):
        rows = array[start : start + size].reshape(-1, len(ones))
        # The sums of all rows take half the time of a look at each number, or less. They are
        # finite if the numbers are, unless a sum is too large: then each number decides.
        with np.errstate(all="ignore"):
            is_clean = np.isfinite(rows @ ones).all()
        if not is_clean and not np.isfinite(rows).all():
            row = start + np.argwhere(~np.isfinite(rows))[0, 0]
            drop = f"drop such rows, or replace the values: np.nan_to_num({name})"
            raise ValueError(f"{name} holds NaN or infinity, first in row {row}; {drop}.")
        release_pages(array)


def check_labels(name: str, labels: Any, num_classes: int | None = None) -> Array:
    """Give ``labels`` as whole numbers (n,), each below ``num_classes``, or say why not."""
    array = check_numbers(name, labels)
    came = f"{name} came with shape {array.shape}, wanted labels of shape (n,)"
    require(array.ndim == 1, f"{came}. If it is one-hot, its labels are {name}.argmax(axis=1).")
    whole = np.isfinite(array).all() and np.array_equal(array, np.floor(array))
    require(whole, f"{name} must be whole numbers, it came as {array.dtype}: {array[:5]}.")
    low, high = (array.min(), array.max()) if array.size else (0, -1)
    require(low >= 0, f"{name} holds {low}; labels count from 0.")
    classes = f"num_classes={num_classes} allows 0 to {num_classes and num_classes - 1} only"
    require(num_classes is None or high < num_classes, f"{name} holds {high}, but {classes}.")
    return array.astype(np.intp)


def check_class_labels(y: Any, n: int, outputs: int | None) -> Array:
    """Give y as the labels of n samples, for a network with that many outputs, or say why not."""
    array = check_numbers("y", y)
    column = array[:, 0] if array.shape[1:] == (1,) else array
    labels = check_labels("y", column, 2 if outputs == 1 else outputs)
    require(len(labels) == n, f"x has {n} samples and y has {len(labels)}, wanted as many.")
    return labels


def check_truth_rows(y: Any, n: int, outputs: int | None) -> Array:
    """Give y as the rows of truths ``(n, outputs)`` of n samples, or say why not."""
    array = check_numbers("y", y)
    came = f"y came with shape {array.shape}, wanted (n, {outputs}), a row for each sample"
    rows = "y.reshape(-1, 1)" if outputs == 1 else "to_categorical(y), or fit(categorical=True)"
    require(array.ndim != 1, f"{came}. If these are labels, make rows of them: {rows}.")
    array = check_matrix("y", array, outputs)
    check_finite("y", array)
    require(len(array) == n, f"x has {n} samples and y has {len(array)}, wanted as many.")
    return array


def check_probabilities(y: Array, rows_sum_to_one: bool) -> None:
    """Raise where y holds something that is no probability, or a row does not sum to 1."""
    low, high, sums = y.min(), y.max(), y.sum(axis=1, dtype=np.float64)
    require(low >= 0 and high <= 1, f"y holds {low} to {high}, a cross-entropy wants 0 to 1.")
    row = int(np.argmax(np.abs(sums - 1)))
    ok = not rows_sum_to_one or abs(sums[row] - 1) < 1e-3
    require(ok, f"row {row} of y sums to {sums[row]:g}, wanted 1: one-hot, or probabilities.")


def check_positive_int(name: str, value: int) -> int:
    """Give ``value`` as an int of at least 1, or say why not."""
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} came as {value!r}, wanted a whole number.") from None
    require(number >= 1, f"{name} came as {number}, wanted at least 1.")
    return number
