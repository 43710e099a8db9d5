"""Numerical derivatives: what a derivative is, by its definition, to hold formulas against.

All of them are central differences, (f(x + h) - f(x - h)) / 2h, in float64. Their error has two
parts: one from the formula, that shrinks with h², and one from rounding, that grows with 1/h. The
sum is smallest near h = 1e-5, where about ten digits are right.

Source: Nocedal and Wright (2006), Numerical Optimization, section 8.1.
"""

from collections.abc import Callable

import numpy as np

from nnlib.types import Activation, Array

__all__ = ["numerical_derivative", "numerical_jacobian", "numerical_gradient", "relative_error"]

H = 1e-5
"""The step of the central differences."""


def numerical_derivative(f: Activation, x: Array, h: float = H) -> Array:
    """Derivative of an elementwise function, for each number.

    Args:
        f: A function that acts on each number alone.
        x: Where, of any shape.
        h: The step.

    Returns:
        The shape of x, float64.

    >>> numerical_derivative(np.square, np.array([1.0, 3.0])).round(6)
    array([2., 6.])
    """
    x = np.asarray(x, dtype=np.float64)
    return (f(x + h) - f(x - h)) / (2 * h)


def numerical_jacobian(f: Activation, x: Array, h: float = H) -> Array:
    """Jacobian of a function of rows, for each sample: how each output changes with each input.

    Args:
        f: From ``(n, m)`` to ``(n, k)``; each row of the output depends on the same row of x only.
        x: Where, ``(n, m)``.
        h: The step.

    Returns:
        ``(n, k, m)``, float64: ``J[s, i, j]`` = ∂out_i / ∂in_j of sample s.

    >>> swap = lambda x: x[:, ::-1]
    >>> numerical_jacobian(swap, np.array([[5.0, 7.0]])).round(6)
    array([[[0., 1.],
            [1., 0.]]])
    """
    x = np.asarray(x, dtype=np.float64)
    steps = h * np.eye(x.shape[1])
    columns = [(f(x + step) - f(x - step)) / (2 * h) for step in steps]
    return np.stack(columns, axis=2)


def numerical_gradient(f: Callable[[Array], float], x: Array, h: float = H) -> Array:
    """Gradient of a function that gives one number, with respect to each number of its input.

    Args:
        f: From an array to one number.
        x: Where, of any shape; it is left as it was.
        h: The step.

    Returns:
        The shape of x, float64.

    >>> numerical_gradient(lambda x: np.sum(x**2), np.array([1.0, 3.0])).round(6)
    array([2., 6.])
    """
    x = np.array(x, dtype=np.float64)
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        value = x[index]
        x[index] = value + h
        above = f(x)
        x[index] = value - h
        below = f(x)
        x[index] = value
        gradient[index] = (above - below) / (2 * h)
    return gradient


def relative_error(a: Array, b: Array) -> float:
    """The largest difference of two arrays, in units of their largest number.

    Args:
        a: An array, of any shape.
        b: An array of the same shape.

    Returns:
        max |a - b| / max(|a|, |b|); 0 where both are all zeros, NaN where either holds a NaN.

    Raises:
        ValueError: The shapes differ.

    >>> round(relative_error(np.array([1.0, 100.0]), np.array([1.0, 101.0])), 4)
    0.0099
    """
    if np.shape(a) != np.shape(b):
        raise ValueError(f"the two arrays have shapes {np.shape(a)} and {np.shape(b)}.")
    # Python's own max would lose a NaN.
    largest = np.maximum(np.max(np.abs(a)), np.max(np.abs(b)))
    if largest == 0:
        return 0.0
    return float(np.max(np.abs(np.subtract(a, b))) / largest)
