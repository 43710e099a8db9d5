"""Checks for the exercises: they say what is wrong with an answer, not only that it is.

A check knows the right answer and the answers that common mistakes give. It compares, and where an
answer is wrong it looks for the reason: nothing returned, a wrong shape, a transpose, a wrong sign,
a constant factor, one of the named mistakes, or a part of the input where it goes wrong.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from nnlib.types import Array

TOLERANCE = 1e-6
"""How far an answer may be off, in units of its largest number."""


def check_value(
    name: str, answer: object, right: Any, mistakes: Mapping[str, Any] | None = None
) -> None:
    """Raise an AssertionError that says why ``answer`` is not ``right``; else print so.

    Args:
        name: What the answer is, in the words of the task.
        answer: What the learner has computed.
        right: What it should be: a number, an array, a word.
        mistakes: For each reason, as a sentence, the answer that it would give.

    >>> check_value("dW", np.ones((2, 3)), np.ones((2, 3)))
    dW is right.
    >>> check_value("dW", np.ones((3, 2)), np.ones((2, 3)))
    Traceback (most recent call last):
        ...
    AssertionError: dW has shape (3, 2), wanted (2, 3): it is transposed.
    """
    problem = _problem(answer, right, mistakes or {})
    if problem is not None:
        raise AssertionError(f"{name} {problem}")
    print(f"{name} is right.")


def check_function(
    function: Callable[..., Any],
    right: Callable[..., Any],
    *arguments: Any,
    mistakes: Mapping[str, Callable[..., Any]] | None = None,
) -> None:
    """Raise an AssertionError that says why ``function`` is not like ``right``; else print so.

    Args:
        function: What the learner has written.
        right: The function that it should be like.
        arguments: What both are called with; arrays must come out unchanged.
        mistakes: For each reason, as a sentence, the function that it would give.

    >>> def double(x):
    ...     return x + x
    >>> check_function(double, lambda x: 2 * x, np.array([[1.0, -2.0]]))
    double is right.
    >>> from nnlib import d_relu
    >>> def slope(x):
    ...     return np.ones_like(x)
    >>> check_function(slope, d_relu, np.array([[1.0, -2.0]]))
    Traceback (most recent call last):
        ...
    AssertionError: slope is right where x > 0, wrong where x < 0: at x = -2 it gives 1, wanted 0.
    """
    name = getattr(function, "__name__", "your function")
    copies = [_copied(argument) for argument in arguments]
    shapes = ", ".join(str(np.shape(argument)) for argument in arguments)
    try:
        answer = function(*copies)
    except NotImplementedError:
        raise AssertionError(f"{name} is not there yet: write its body.") from None
    except Exception as error:
        raise AssertionError(
            f"{name} stopped with {type(error).__name__}: {error} (its input had shape {shapes})."
        ) from error
    for before, after in zip(arguments, copies, strict=True):
        changed = isinstance(before, np.ndarray) and not np.array_equal(before, after)
        if changed:
            raise AssertionError(f"{name} changes its input; compute a new array instead.")
    known = {reason: mistake(*arguments) for reason, mistake in (mistakes or {}).items()}
    problem = _problem(answer, right(*arguments), known, arguments[0])
    if problem is not None:
        raise AssertionError(f"{name} {problem}")
    print(f"{name} is right.")


def _copied(argument: Any) -> Any:
    return argument.copy() if isinstance(argument, np.ndarray) else argument


def _problem(answer: Any, right: Any, mistakes: Mapping[str, Any], x: Any = None) -> str | None:
    """Say what is wrong, as the end of a sentence; None where nothing is."""
    if answer is None or answer is Ellipsis:
        return "is not there yet: nothing was given (is a return missing?)."
    if isinstance(right, str):
        return None if answer == right else _reason(answer, mistakes) or f"is not {answer!r}."
    try:
        answer = np.asarray(answer, dtype=np.float64)
    except (TypeError, ValueError):
        return f"should be numbers, it is {type(answer).__name__}: {answer!r}."
    right = np.asarray(right, dtype=np.float64)
    if _agree(answer, right):
        return None
    return (
        _reason(answer, mistakes)
        or _shape_problem(answer, right)
        or _nan_problem(answer)
        or _factor_problem(answer, right)
        or _place_problem(answer, right, x)
    )


def _agree(answer: Any, right: Any) -> bool:
    if isinstance(right, str):
        return bool(answer == right)
    right = np.asarray(right, dtype=np.float64)
    if np.shape(answer) != right.shape:
        return False
    if not np.isfinite(right).all():
        return bool(np.array_equal(answer, right, equal_nan=True))
    return bool(np.allclose(answer, right, rtol=0, atol=_tolerance(right)))


def _tolerance(right: Array) -> float:
    return float(TOLERANCE * (np.max(np.abs(right), initial=0.0) or TOLERANCE))


def _reason(answer: Any, mistakes: Mapping[str, Any]) -> str | None:
    return next((f"is wrong: {why}" for why, it in mistakes.items() if _agree(answer, it)), None)


def _shape_problem(answer: Array, right: Array) -> str | None:
    transposed = answer.swapaxes(-1, -2) if answer.ndim > 1 else answer
    if answer.shape == right.shape:
        is_turned = _agree(transposed, right)
        return "is transposed: rows and columns are exchanged." if is_turned else None
    came = f"has shape {answer.shape}, wanted {right.shape}"
    if transposed.shape == right.shape:
        return f"{came}: it is transposed."
    if answer.size == right.size:
        return f"{came}: there are as many numbers, but not in these rows and columns."
    return f"{came}."


def _nan_problem(answer: Array) -> str | None:
    if np.isfinite(answer).all():
        return None
    return "holds NaN or infinity: somewhere it overflows, divides by 0 or takes log(0)."


def _factor_problem(answer: Array, right: Array) -> str | None:
    nonzero = right != 0
    if not nonzero.any() or right.size < 2 or not _agree(answer[~nonzero], right[~nonzero]):
        return None
    ratios = answer[nonzero] / right[nonzero]
    factor = float(np.median(ratios))
    if math.isclose(factor, 1, rel_tol=1e-4) or not np.allclose(ratios, factor, rtol=1e-5):
        return None
    if math.isclose(factor, -1, rel_tol=1e-5):
        return "has the wrong sign everywhere."
    if factor == 0:
        return "is 0 everywhere."
    if abs(factor) > 1:
        return f"is exactly {factor:.6g} times too large everywhere."
    return f"is exactly {1 / factor:.6g} times too small everywhere."


def _place_problem(answer: Array, right: Array, x: Any) -> str:
    wrong = ~np.isclose(answer, right, rtol=0, atol=_tolerance(right))
    where = tuple(int(i) for i in np.argwhere(wrong)[0]) if answer.ndim else ()
    gives, wanted = f"{answer[where]:.6g}", f"{right[where]:.6g}"
    if isinstance(x, np.ndarray) and x.shape == answer.shape:
        signs = {"x < 0": x < 0, "x = 0": x == 0, "x > 0": x > 0}
        bad = [sign for sign, here in signs.items() if (wrong & here).any()]
        good = [sign for sign, here in signs.items() if here.any() and not (wrong & here).any()]
        start = f"is right where {' and '.join(good)}, wrong" if good else "is wrong"
        place = f"where {' and '.join(bad)}: at x = {x[where]:.6g}"
        return f"{start} {place} it gives {gives}, wanted {wanted}."
    if answer.ndim == 0:
        return f"is {gives}, which is not right."
    places = f"{wrong.sum()} of {wrong.size} places"
    return f"is wrong in {places}, first at {list(where)}: {gives}, wanted {wanted}."
