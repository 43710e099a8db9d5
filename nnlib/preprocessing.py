"""Preprocessing: labels as one-hot rows, and inputs on a scale that a network can learn from."""

import numpy as np

from nnlib.types import Array
from nnlib.validation import check_finite, check_labels, check_numbers, check_positive_int, require

__all__ = ["to_categorical", "normalize", "standardize"]


def to_categorical(labels: Array, num_classes: int | None = None) -> Array:
    """One-hot rows: label 2 of 4 classes becomes [0, 0, 1, 0].

    Args:
        labels: Whole numbers from 0, ``(n,)``.
        num_classes: m, the length of a row; by default the largest label + 1.

    Returns:
        ``(n, m)``, float64.

    Raises:
        ValueError: A label is no whole number, negative, or not below num_classes.

    >>> to_categorical(np.array([0, 2]), num_classes=4)
    array([[1., 0., 0., 0.],
           [0., 0., 1., 0.]])
    """
    labels = check_labels("labels", labels, num_classes)
    if num_classes is None:
        require(len(labels), "labels is empty, so num_classes must be given.")
        num_classes = int(labels.max()) + 1
    return np.eye(check_positive_int("num_classes", num_classes))[labels]


def normalize(values: Array, fitted_on: Array | None = None) -> Array:
    """Scale to [0, 1]: (v - min) / (max - min), over all values.

    Args:
        values: Numbers, of any shape.
        fitted_on: Where min and max come from, by default from values. Test data is scaled by the
            numbers of the training data: ``normalize(x_test, fitted_on=x_train)``.

    Returns:
        The same shape; whole numbers become float64.

    Raises:
        ValueError: All values of fitted_on are equal, or one is NaN or infinite.

    Source:
        Han, Kamber and Pei (2012), Data Mining, section 3.5.2, min-max normalization.

    >>> normalize(np.array([0, 51, 255]))
    array([0. , 0.2, 1. ])
    """
    values, reference = _as_floats("values", values), _as_floats("fitted_on", fitted_on, values)
    low, high = float(reference.min()), float(reference.max())
    _check_spread("max - min", high - low, reference)
    return (values - low) / (high - low)


def standardize(values: Array, fitted_on: Array | None = None) -> Array:
    """Scale to mean 0 and standard deviation 1: (v - mean) / std, over all values.

    Args:
        values: Numbers, of any shape.
        fitted_on: Where mean and standard deviation come from, by default from values. Test data
            is scaled by the numbers of the training data:
            ``standardize(x_test, fitted_on=x_train)``.

    Returns:
        The same shape; whole numbers become float64.

    Raises:
        ValueError: All values of fitted_on are equal, or one is NaN or infinite.

    Source:
        Han, Kamber and Pei (2012), Data Mining, section 3.5.2, z-score normalization.

    >>> standardize(np.array([1.0, 3.0, 5.0])).round(4)
    array([-1.2247,  0.    ,  1.2247])
    """
    values, reference = _as_floats("values", values), _as_floats("fitted_on", fitted_on, values)
    # Sums of many float32 numbers are taken in float64, or their last digits get lost.
    mean, std = float(reference.mean(dtype=np.float64)), float(reference.std(dtype=np.float64))
    _check_spread("the standard deviation", std, reference)
    return (values - mean) / std


def _as_floats(name: str, values: Array | None, default: Array | None = None) -> Array:
    array = check_numbers(name, default if values is None else values)
    require(array.size, f"{name} is empty.")
    check_finite(name, np.atleast_1d(array))
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def _check_spread(name: str, spread: float, reference: Array) -> None:
    low, high = reference.min(), reference.max()
    constant = f"an array in which every value is {low:g} cannot be scaled: {name} is 0"
    # Of equal numbers the standard deviation may be a rounding error instead of 0.
    constant += ", and nothing can be divided by 0. Is it the right array?"
    require(low < high and spread > 0, constant)
    require(spread < np.inf, f"the values lie too far apart to be scaled: {name} is infinite.")
