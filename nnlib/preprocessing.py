"""Preprocessing: labels as one-hot rows, and inputs on a scale that a network can learn from."""

from typing import Any

import numpy as np

from nnlib.advice import unique_labels
from nnlib.errors import WrongValue
from nnlib.labels import one_hot
from nnlib.types import Array
from nnlib.validation import as_floats, check_finite, check_labels, check_positive_int, require

__all__ = ["to_categorical", "normalize", "standardize"]


def to_categorical(labels: Array, num_classes: int | None = None) -> Array:
    """One-hot rows from labels: label 2 of 4 classes becomes [0, 0, 1, 0].

    Args:
        labels: Integers from 0, ``(n,)`` or ``(n, 1)``; bool, and floats that are whole, too.
        num_classes: m, the length of a row; by default the largest label + 1.

    Returns:
        ``(n, m)``, float64.

    Raises:
        ValueError: A label is not an integer, is negative, or is not below num_classes; or the rows
            do not fit into memory.
        TypeError: labels are not numbers.

    >>> to_categorical(np.array([0, 2]), num_classes=4)
    array([[1., 0., 0., 0.],
           [0., 0., 1., 0.]])
    """
    why = ""
    if num_classes is not None:
        num_classes = check_positive_int("num_classes", num_classes)
        why = f"num_classes is {num_classes}"
    checked = check_labels("labels", labels, num_classes, why)
    require(num_classes or len(checked), "labels is empty, so num_classes must be given.")
    m = num_classes or int(checked.max()) + 1
    try:
        return one_hot(checked, m)
    except (MemoryError, ValueError, OverflowError):
        got = f"labels has {m - 1}, so that each row needs {m} numbers: too many for the memory"
        raise WrongValue(
            f"{got}. If they count from elsewhere: {unique_labels('labels')}."
        ) from None


def normalize(values: Array, fitted_on: Array | None = None, axis: int | None = None) -> Array:
    """Scale to [0, 1]: (v - min) / (max - min), over all values or for each column.

    Args:
        values: Numbers, of any shape.
        fitted_on: Where min and max come from, by default from values. Test data is scaled by the
            statistics of the training data: ``normalize(x_test, fitted_on=x_train)``.
        axis: None for one minimum and maximum of all values, as for pixels; 0 for those of each
            column, as for the columns of a table. A constant column becomes 0.

    Returns:
        The same shape; float32 or float64 as it comes, every other dtype becomes float64.

    Raises:
        ValueError: All values of fitted_on are equal, or one is NaN or infinite; or with axis=0 the
            columns of the two differ.
        TypeError: values are not numbers.

    Source:
        Han, Kamber and Pei (2012), Data Mining, section 3.5.2, min-max normalization.

    >>> normalize(np.array([0, 51, 255]))
    array([0. , 0.2, 1. ])
    >>> normalize(np.array([[1, 100], [3, 300], [2, 100]]), axis=0)
    array([[0. , 0. ],
           [1. , 1. ],
           [0.5, 0. ]])
    """
    values = _as_finite("values", values)
    reference = _reference(values, fitted_on, axis)
    low, high = reference.min(axis=axis), reference.max(axis=axis)
    with np.errstate(over="ignore"):
        spread = high.astype(np.float64) - low
    return _scaled(values, low, spread, high == low)


def standardize(values: Array, fitted_on: Array | None = None, axis: int | None = None) -> Array:
    """Scale to mean 0 and standard deviation 1: (v - mean) / std, over all values or by column.

    Args:
        values: Numbers, of any shape.
        fitted_on: Where mean and standard deviation come from, by default from values. Test data
            is scaled by the statistics of the training data:
            ``standardize(x_test, fitted_on=x_train)``.
        axis: None for one mean and standard deviation of all values, as for pixels; 0 for those of
            each column, as for the columns of a table. A constant column becomes 0.

    Returns:
        The same shape; float32 or float64 as it comes, every other dtype becomes float64.

    Raises:
        ValueError: All values of fitted_on are equal, or one is NaN or infinite; or with axis=0 the
            columns of the two differ.
        TypeError: values are not numbers.

    Source:
        Han, Kamber and Pei (2012), Data Mining, section 3.5.2, z-score normalization.

    >>> standardize(np.array([1.0, 3.0, 5.0])).round(4)
    array([-1.2247,  0.    ,  1.2247])
    >>> standardize(np.array([[1, 100], [3, 300]]), axis=0)
    array([[-1., -1.],
           [ 1.,  1.]])
    """
    values = _as_finite("values", values)
    reference = _reference(values, fitted_on, axis)
    is_constant = reference.max(axis=axis) == reference.min(axis=axis)
    # Sums of many float32 numbers are taken in float64, or their last digits get lost.
    with np.errstate(over="ignore", invalid="ignore"):
        mean = reference.mean(axis=axis, dtype=np.float64)
        std = reference.std(axis=axis, dtype=np.float64)
    return _scaled(values, mean, std, is_constant)


def _as_finite(name: str, values: Any) -> Array:
    """Return values as finite floats."""
    array = as_floats(name, values)
    require(array.size, f"{name} is empty, its shape is {array.shape}, expected numbers.")
    check_finite(name, np.atleast_1d(array), given=values)
    return array


def _reference(values: Array, fitted_on: Any, axis: int | None) -> Array:
    """Return the values that the statistics are taken of."""
    name = "values" if fitted_on is None else "fitted_on"
    reference = values if fitted_on is None else _as_finite(name, fitted_on)
    if axis is None:
        return reference
    is_zero = isinstance(axis, int | np.integer) and not isinstance(axis, bool) and axis == 0
    require(is_zero, f"axis is {axis!r}, expected None for all values, or 0 for each column.")
    expected = "expected rows and columns, as axis is 0"
    require(reference.ndim > 1, f"{name} has shape {reference.shape}, {expected}.")
    if values.shape[1:] != reference.shape[1:]:
        got = f"values has shape {values.shape} and fitted_on {reference.shape}"
        raise WrongValue(f"{got}, expected the same columns for both.")
    return reference


def _scaled(values: Array, shift: Array, spread: Array, is_constant: Array) -> Array:
    """Return (values - shift) / spread in the dtype of values; a constant column becomes 0."""
    if np.ndim(spread) == 0:
        got = f"all values are {shift:g}: to scale them would divide by 0"
        require(not is_constant, f"{got}. Is it the right array?")
    distance = "close together" if np.isfinite(spread).all() else "far apart"
    can_divide = np.isfinite(spread) & ((spread > 0) | is_constant)
    require(can_divide.all(), f"the values lie too {distance} to be scaled in float64.")
    with np.errstate(over="ignore"):
        scaled = (values - np.asarray(shift, np.float64)) / np.where(is_constant, 1.0, spread)
        scaled = np.asarray(scaled, values.dtype)
    scaled[..., is_constant] = 0
    is_finite = np.isfinite(scaled).all()
    require(is_finite, f"the values lie too far from fitted_on to be scaled in {values.dtype}.")
    return scaled
