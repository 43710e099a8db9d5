"""Preprocessing: labels as one-hot rows, and inputs on a scale that a network can learn from."""

import numpy as np

from nnlib.labels import one_hot
from nnlib.types import Array
from nnlib.validation import as_floats, check_finite, check_labels, check_positive_int, require

__all__ = ["to_categorical", "normalize", "standardize"]


def to_categorical(labels: Array, num_classes: int | None = None) -> Array:
    """One-hot rows from labels: label 2 of 4 classes becomes [0, 0, 1, 0].

    Args:
        labels: Integers from 0, ``(n,)`` or ``(n, 1)``.
        num_classes: m, the length of a row; by default the largest label + 1.

    Returns:
        ``(n, m)``, float64.

    Raises:
        ValueError: A label is not an integer, negative, or not below num_classes.
        TypeError: labels are not numbers.

    >>> to_categorical(np.array([0, 2]), num_classes=4)
    array([[1., 0., 0., 0.],
           [0., 0., 1., 0.]])
    """
    if num_classes is not None:
        num_classes = check_positive_int("num_classes", num_classes)
    labels = check_labels("labels", labels, num_classes)
    require(num_classes or len(labels), "labels is empty, so num_classes must be given.")
    return one_hot(labels, num_classes or int(labels.max()) + 1)


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
        ValueError: All values of fitted_on are equal, or one is NaN or infinite.
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
    values, reference = _as_finite("values", values), _reference(values, fitted_on, axis)
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
        ValueError: All values of fitted_on are equal, or one is NaN or infinite.
        TypeError: values are not numbers.

    Source:
        Han, Kamber and Pei (2012), Data Mining, section 3.5.2, z-score normalization.

    >>> standardize(np.array([1.0, 3.0, 5.0])).round(4)
    array([-1.2247,  0.    ,  1.2247])
    >>> standardize(np.array([[1, 100], [3, 300]]), axis=0)
    array([[-1., -1.],
           [ 1.,  1.]])
    """
    values, reference = _as_finite("values", values), _reference(values, fitted_on, axis)
    is_constant = reference.max(axis=axis) == reference.min(axis=axis)
    # Sums of many float32 numbers are taken in float64, or their last digits get lost.
    with np.errstate(over="ignore", invalid="ignore"):
        mean = reference.mean(axis=axis, dtype=np.float64)
        std = reference.std(axis=axis, dtype=np.float64)
    return _scaled(values, mean, std, is_constant)


def _as_finite(name: str, values: Array) -> Array:
    array = as_floats(name, values)
    require(array.size, f"{name} is empty.")
    check_finite(name, np.atleast_1d(array))
    return array


def _reference(values: Array, fitted_on: Array | None, axis: int | None) -> Array:
    """Return the values that the statistics are taken of."""
    name = "values" if fitted_on is None else "fitted_on"
    reference = _as_finite(name, values if fitted_on is None else fitted_on)
    require(axis is None or axis == 0, f"axis is {axis!r}, expected None or 0.")
    if axis == 0:
        require(reference.ndim > 1, f"{name} has shape {reference.shape}, axis=0 expects columns.")
        columns, expected = np.shape(values)[1:], reference.shape[1:]
        got = f"values has rows of shape {columns}, fitted_on of shape {expected}"
        require(columns == expected, f"{got}: both need the same columns.")
    return reference


def _scaled(values: Array, shift: Array, spread: Array, is_constant: Array) -> Array:
    """Return (values - shift) / spread in the dtype of values; a constant column becomes 0."""
    if np.ndim(spread) == 0:
        message = f"all values are {shift:g}, so they cannot be scaled: that would divide by 0."
        require(not is_constant, f"{message} Is it the right array?")
    can_divide = np.isfinite(spread) & ((spread > 0) | is_constant)
    require(can_divide.all(), "the values lie too far apart, or too close together, to be scaled.")
    scaled = (values - np.float64(shift)) / np.where(is_constant, 1.0, spread)
    return np.where(is_constant, 0.0, scaled).astype(values.dtype, copy=False)
