"""How two arrays differ, in words: shapes, signs, factors and places, but no right value."""

import copy
from typing import Any

import numpy as np

from nnlib.errors import kind_of
from nnlib.types import Array

DIGITS_OF_A_FORMULA = 1e-11
"""How far a formula may be off, in units of the largest number; a numerical derivative is more."""

MEASURED = 1e-6
"""The same for what central differences have measured."""


def agree(got: Any, other: Any, tolerance: float = DIGITS_OF_A_FORMULA) -> bool:
    """Whether two arrays agree, up to ``tolerance`` in units of the largest number."""
    if got is None or other is None or np.shape(got) != np.shape(other):
        return False
    try:
        got, other = np.asarray(got, float), np.asarray(other, float)
    except (TypeError, ValueError):
        return False  # not numbers
    scale = np.abs(other[np.isfinite(other)]).max(initial=0)
    return np.allclose(got, other, rtol=0, atol=tolerance * scale, equal_nan=True)


def difference(got: Array, right: Array, tolerance: float, shapes: str) -> str:
    """Say how an array differs from the right one.

    Args:
        got: What an answer returned.
        right: What it should be.
        tolerance: How far it may be off, in units of the largest number.
        shapes: The shapes of the input, in words.

    Returns:
        A sentence without its subject, such as "has the wrong sign everywhere."

    >>> difference(np.array([-1.0, -2.0]), np.array([1.0, 2.0]), 1e-11, "(2,)")
    'has the wrong sign everywhere.'
    """
    if got.shape != right.shape:
        is_turned = got.ndim == right.ndim and sorted(got.shape) == sorted(right.shape)
        hint = ": the axes are in another order" if is_turned else ""
        return f"has shape {got.shape} for an input {shapes}, expected {right.shape}{hint}."
    if not np.isfinite(got).all():
        return "has nan or infinity in it. What overflows, or what is divided by 0?"
    return _factor(got, right) or _digits(got, right) or _place(got, right, tolerance)


def _factor(got: Array, right: Array) -> str | None:
    """Name a factor, or a sign, that is wrong everywhere."""
    large = np.abs(right) > 1e-3 * np.abs(right).max(initial=0)
    if not large.any():
        return None
    ratios = got[large] / right[large]
    factor = float(np.median(ratios))
    if factor == 0 or not np.allclose(ratios, factor, rtol=1e-6, atol=0):
        return None
    if abs(abs(factor) - 1) < 1e-6:
        return "has the wrong sign everywhere." if factor < 0 else None
    if right.size < 3:
        return None  # any few numbers have a ratio
    size, way = max(abs(factor), 1 / abs(factor)), "large" if abs(factor) > 1 else "small"
    sign = ", and has the wrong sign" if factor < 0 else ""
    return f"is {size:.4g} times too {way} everywhere{sign}."


def _digits(got: Array, right: Array) -> str | None:
    """Say where all that is wrong are the last digits."""
    off = np.abs(got - right).max() / np.abs(right).max(initial=1e-300)
    if off > 1e-5:
        return None
    return "is right to a few digits only. Is something added, cut off or measured?"


def _place(got: Array, right: Array, tolerance: float) -> str:
    """Say how much is wrong, and where, if there is a pattern."""
    wrong = np.abs(got - right) > tolerance * np.abs(right).max()
    if right.ndim > 1 and right.shape[-1] == right.shape[-2] > 1:
        diagonal = np.broadcast_to(np.eye(right.shape[-1], dtype=bool), right.shape)
        for here, good, bad in ((diagonal, "on", "off"), (~diagonal, "off", "on")):
            if not wrong[here].any():
                return f"is right {good} the diagonal, wrong {bad} it."
    if wrong.all():
        return "is wrong everywhere." if wrong.size > 1 else "is not the right number."
    return f"is wrong in {wrong.sum()} of {wrong.size} places."


def compare(
    formula: Any,
    measured: Array,
    at: Array | None = None,
    names: tuple[str, str] = ("formula", "measurement"),
) -> None:
    """Print whether what a formula gives agrees with what was measured, and where it does not.

    Args:
        formula: An array, or the function that computes it ``at`` some input.
        measured: What numerical derivatives say.
        at: The input, for a function. An error of the function is printed and does not stop the
            cell, so that the check after it can say more.
        names: What the two are called, where they are no formula and no measurement.

    >>> compare(np.array([1.0, 2.0]), np.array([1.0, 2.0 + 1e-9]))
    Formula and measurement agree.
    >>> compare(3.0, np.array([1.0, 2.0]))
    The formula gives shape (), the measurement (2,).
    >>> compare(np.array([1.0, 2.0]), np.array([1.0, 3.0]))
    Formula and measurement differ in 1 of 2 numbers, by up to 1; the first of them is at [1].
    >>> compare(np.array([1.0]), np.array([1.0]), names=("walk", "steps by hand"))
    Walk and steps by hand agree.
    >>> compare(np.array([1.0]), np.array([1.0]), names=("step on 10 X", "step on X"))
    Step on 10 X and step on X agree.
    >>> compare([1.0], np.array([1.0]))
    The formula gives something of the type list, not an array of numbers.
    """
    name, other = names
    if str(getattr(formula, "__module__", "")).startswith("nnlib"):
        print("This is the finished version. Run the cell with your own first, then this one.")
        return
    try:
        # A copy, as an answer may change it.
        formula = formula(copy.deepcopy(at)) if callable(formula) else formula
    except Exception as error:
        print(_stopped(name, error))
        return
    problem = _no_numbers(name, formula)
    if problem is None and np.shape(formula) != measured.shape:
        problem = f"The {name} gives shape {np.shape(formula)}, the {other} {measured.shape}."
    both = f"{name[:1].upper()}{name[1:]} and {other}"
    if problem is None and agree(formula, measured, MEASURED):
        problem = f"{both} agree."
    print(problem or f"{both} differ {_how_far(np.asarray(formula), measured)}")


def _stopped(name: str, error: Exception) -> str:
    if "NoneType" in str(error):
        return _not_written(name)
    return f"The {name} stops with {kind_of(error)}: {error}"


def _not_written(name: str) -> str:
    return f"The {name} gives nothing yet. It is still to be written, or its return is missing."


def _no_numbers(name: str, formula: Any) -> str | None:
    """Say what a formula gives, where it is neither an array of numbers nor one number."""
    if isinstance(formula, int | float | np.number):
        return None
    is_array = isinstance(formula, np.ndarray)
    if formula is None or formula is Ellipsis or (is_array and formula.dtype == object):
        return _not_written(name)
    if is_array and formula.dtype.kind in "biuf":
        return None
    kind = formula.dtype if is_array else type(formula).__name__
    return f"The {name} gives something of the type {kind}, not an array of numbers."


def _how_far(formula: Array, measured: Array) -> str:
    off = np.abs(formula - measured)
    wrong = ~(off <= MEASURED * np.abs(measured).max())
    first = [int(i) for i in np.argwhere(wrong)[0]]
    how_much = f"in {wrong.sum()} of {wrong.size} numbers, by up to {off.max():.2g}"
    return f"{how_much}; the first of them is at {first}."
