"""Numerical derivatives: a derivative by its definition, to check a formula against.

All of them are central differences, (f(x + h) - f(x - h)) / 2h, in float64. Their error has two
parts: one from the formula, which shrinks with h², and one from rounding, which grows with 1/h.
The sum is smallest near h = 1e-5, where about ten digits are right if x and f(x) are near 1.

Source: Nocedal and Wright (2006), Numerical Optimization, section 8.1.
"""

import math
from collections.abc import Callable
from numbers import Real
from typing import Any

import numpy as np

from nnlib.errors import WrongType, WrongValue
from nnlib.types import Activation, Array
from nnlib.validation import check_matrix, check_numbers

__all__ = ["numerical_derivative", "numerical_jacobian", "numerical_gradient", "relative_error"]

H = 1e-5
"""The step of the central differences."""

SMALL = 0.01
"""Numbers below this are compared in units of this: see ``relative_error``."""


def numerical_derivative(f: Activation, x: Array, h: float = H) -> Array:
    """Derivative of an elementwise function, for each number.

    Args:
        f: A function that acts on each number alone.
        x: Where to take the derivative, of any shape.
        h: The step.

    Returns:
        The shape of x, float64.

    Raises:
        ValueError: f returns another shape than that of x, or no step of h can be taken from x.

    >>> numerical_derivative(np.square, np.array([1.0, 3.0])).round(6)
    array([2., 6.])
    """
    x = _checked_point(x, h)
    f = _checked_function(f, x.shape, f"{x.shape}: it must act on each number of x alone")
    return (f(x + h) - f(x - h)) / (2 * h)


def numerical_jacobian(f: Activation, x: Array, h: float = H) -> Array:
    """Jacobian of a function of rows, for each sample: how each output changes with each input.

    Args:
        f: From ``(n, m)`` to ``(n, k)``; each row of the output depends on the same row of x only.
        x: Where to take the Jacobian, ``(n, m)``.
        h: The step.

    Returns:
        ``(n, k, m)``, float64: ``J[s, i, j]`` = ∂out_i / ∂in_j of sample s.

    Raises:
        ValueError: x is not ``(n, m)``, f does not return ``(n, k)``, or no step of h can be taken
            from x.

    >>> swap = lambda x: x[:, ::-1]
    >>> numerical_jacobian(swap, np.array([[5.0, 7.0]])).round(6)
    array([[[0., 1.],
            [1., 0.]]])
    """
    x = _checked_point(check_matrix("x", x), h)
    f = _checked_function(f, (len(x), None), f"({len(x)}, k): a row for each sample of x")
    steps = h * np.eye(x.shape[1])
    columns = [(f(x + step) - f(x - step)) / (2 * h) for step in steps]
    return np.stack(columns, axis=2)


def numerical_gradient(f: Callable[[Array], float], x: Array, h: float = H) -> Array:
    """Gradient of a function that returns one number, with respect to each number of its input.

    Args:
        f: From an array to one number, computed in float64.
        x: Where to take the gradient, of any shape.
        h: The step.

    Returns:
        The shape of x, float64.

    Raises:
        ValueError: f returns more than one number, or no step of h can be taken from x.

    >>> numerical_gradient(lambda x: np.sum(x**2), np.array([1.0, 3.0])).round(6)
    array([2., 6.])
    """
    x = _checked_point(x, h)
    f = _checked_function(f, (), "one number: use .mean()")
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = h
        gradient[index] = (f(x + step) - f(x - step)) / (2 * h)
    return gradient


def relative_error(a: Array, b: Array) -> float:
    """The largest difference between two arrays, each in units of the larger of its two numbers.

    The unit is never less than a hundredth, nor than a hundredth of the largest number of all.
    Central differences are exact to about 1e-10 of that, so with a smaller unit their rounding
    would look like a mistake. For a right formula expect less than 1e-7.

    Args:
        a: An array, of any shape.
        b: An array of the same shape.

    Returns:
        ``max |a - b| / max(|a|, |b|, unit)``, ``unit = 0.01 max(1, largest number)``; NaN where
        either contains a NaN.

    Raises:
        ValueError: The shapes differ, or the arrays are empty.

    >>> round(relative_error(np.array([1.0, 100.0]), np.array([1.0, 101.0])), 4)
    0.0099
    >>> round(relative_error(np.array([1.0, 100.0]), np.array([1.1, 100.0])), 4)
    0.0909
    """
    a, b = _checked_pair(a, b)
    size = np.maximum(np.abs(a), np.abs(b))
    unit = SMALL * max(1.0, np.max(size))
    return float(np.max(np.abs(a - b) / np.maximum(size, unit)))


def _checked_point(x: Any, h: float) -> Array:
    """Return a copy of x as float64, or say why no step of h can be taken from it."""
    if not isinstance(h, Real) or not 0 < h < math.inf:
        raise WrongValue(f"h is {h!r}, expected a small positive number: the step, {H} by default.")
    # A copy, as f may write into the array that x is: a network's parameters, for example.
    x = np.array(check_numbers("x", x), dtype=np.float64)
    if x.size == 0 or not np.isfinite(x).all():
        problem = "contains NaN or infinity" if x.size else f"is empty, its shape is {x.shape}"
        raise WrongValue(f"x {problem}, expected finite numbers.")
    steps = (x + h) - x
    if np.any(np.abs(steps - h) > 0.01 * h):
        largest = np.max(np.abs(x))
        cure = f"Scale x down, or choose a larger h, here {largest * H:.0e}."
        raise WrongValue(f"x holds {largest:g}, where a step of {h:g} is lost in rounding. {cure}")
    return x


def _checked_function(
    f: Any, shape: tuple[int | None, ...], expected: str
) -> Callable[[Array], Any]:
    """Return f with results in float64, checked for their shape, in which None is any size."""
    if not callable(f):
        raise WrongType(f"f is of type {type(f).__name__}, expected a function.")

    def checked(x: Array) -> Array:
        result = f(x)
        if result is None:
            raise WrongType("f returns None, expected numbers. Is a return missing?")
        array = check_numbers("f(x)", result)
        pairs = zip(array.shape, shape, strict=False)
        if array.ndim != len(shape) or any(size not in (got, None) for got, size in pairs):
            raise WrongValue(f"f returns shape {array.shape}, expected {expected}.")
        if array.dtype in (np.float16, np.float32):
            why = "with fewer digits, a difference is mostly rounding"
            raise WrongValue(f"f returns {array.dtype}, expected float64: {why}.")
        # A copy, as f may return the same array each time, with other numbers in it.
        return array.astype(np.float64)

    return checked


def _checked_pair(a: Any, b: Any) -> tuple[Array, Array]:
    """Return two arrays of one shape as float64, or say why they cannot be compared."""
    a, b = check_numbers("a", a), check_numbers("b", b)
    if a.shape != b.shape:
        raise WrongValue(f"a has shape {a.shape} and b {b.shape}, expected one shape.")
    if a.size == 0:
        raise WrongValue(f"a and b are empty (shape {a.shape}), expected numbers to compare.")
    return a.astype(np.float64), b.astype(np.float64)
