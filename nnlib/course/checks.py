"""Checks for the exercises: they say what is wrong with an answer, not only that it is wrong.

A check knows the right answer and the answers that common mistakes lead to. It compares, and where
an answer is wrong it looks for the reason: nothing returned, a wrong shape, a transpose, a wrong
sign, a constant factor, one of the named mistakes, or a part of the input where it goes wrong.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from nnlib.errors import PlainError
from nnlib.types import Array

TOLERANCE = 1e-6
"""The largest relative error of a right answer."""

SMALL = 0.01
"""Numbers below this fraction of the largest one are compared in units of this fraction."""


LARGEST_FACTOR = 1e9
"""Larger factors are no slip: then the places are named."""


class NotRight(PlainError, AssertionError):
    """An answer to an exercise is not right; the message says why."""


def check_value(
    name: str, answer: object, right: Any, mistakes: Mapping[str, Any] | None = None
) -> None:
    """Print that an answer is right, or say why it is not.

    Args:
        name: What the answer is, in the words of the task.
        answer: What the learner has computed.
        right: What it should be: a number, an array, a word.
        mistakes: For each reason, as a sentence, the answer that it leads to.

    Raises:
        NotRight: An AssertionError that says what is wrong.

    >>> check_value("dW", np.ones((2, 3)), np.ones((2, 3)))
    dW is right.
    >>> check_value("dW", np.ones((3, 2)), np.ones((2, 3)))
    Traceback (most recent call last):
        ...
    nnlib.course.checks.NotRight: dW has shape (3, 2), expected (2, 3): it is transposed.
    """
    problem = _problem(answer, right, mistakes or {})
    if problem is not None:
        raise NotRight(f"{name} {problem}")
    print(f"{name} is right.")


def check_function(
    function: Callable[..., Any],
    right: Callable[..., Any],
    *arguments: Any,
    mistakes: Mapping[str, Callable[..., Any]] | None = None,
) -> None:
    """Print that a function is right, or say why it is not.

    Args:
        function: What the learner has written.
        right: A function that returns the right answers.
        arguments: What both are called with; the learner's function must not change them.
        mistakes: For each reason, as a sentence, the function that it leads to.

    Raises:
        NotRight: An AssertionError that says what is wrong.

    >>> def double(x):
    ...     return x + x
    >>> check_function(double, lambda x: 2 * x, np.array([[1.0, -2.0]]))
    double is right.
    >>> from nnlib import d_relu
    >>> def slope(x):
    ...     return np.ones_like(x)
    >>> check_function(slope, d_relu, np.array([[1.0, -2.0]]))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    nnlib.course.checks.NotRight: slope is right where x > 0, wrong where x < 0: at x = -2 it ...
    """
    name = getattr(function, "__name__", "your function")
    answer = _answer(function, name, arguments)
    known = {reason: mistake(*arguments) for reason, mistake in (mistakes or {}).items()}
    problem = _problem(answer, right(*arguments), known, *arguments[:1])
    if problem is not None:
        raise NotRight(f"{name} {problem}")
    print(f"{name} is right.")


def _answer(function: Any, name: str, arguments: tuple[Any, ...]) -> Any:
    """Call the learner's function on copies; say so where it stops or changes them."""
    if not callable(function):
        raise NotRight(f"{name} is {_shown(function)}, expected a function.")
    copies = copy.deepcopy(arguments)
    try:
        answer = function(*copies)
    except NotImplementedError:
        raise NotRight(f"{name} is not there yet: write its body.") from None
    except Exception as error:
        shapes = ", ".join(str(each.shape) for each in arguments if isinstance(each, np.ndarray))
        given = f" (shape of its input: {shapes})" if shapes else ""
        problem = f"{_kind(error)}: {error}".rstrip(".")
        stopped = NotRight(f"{name} stopped with {problem}{given}.")
        # With the learner's traceback, whose innermost line is the one to look at.
        raise stopped.with_traceback(error.__traceback__) from None
    if any(_differ(before, after) for before, after in zip(arguments, copies, strict=True)):
        raise NotRight(f"{name} changes its input; compute a new array instead.")
    return answer


def _kind(error: Exception) -> str:
    """The name of the built-in exception that an error is a kind of."""
    return next(kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins")


def _differ(before: Any, after: Any) -> bool:
    """Whether an array was changed; byte by byte, as NaN does not equal itself."""
    if not isinstance(before, np.ndarray):
        return False
    return before.shape != after.shape or before.tobytes() != after.tobytes()


def _problem(answer: Any, right: Any, mistakes: Mapping[str, Any], x: Any = None) -> str | None:
    """Say what is wrong, as the end of a sentence; None where nothing is."""
    if answer is Ellipsis:
        return "is not there yet: it is still `...`."
    if answer is None:
        return "is not there yet: it is None (is a return missing?)."
    if isinstance(right, str):
        is_right = _agree(answer, right)
        return None if is_right else _reason(answer, mistakes) or f"is not {_shown(answer)}."
    numbers = _numbers(answer)
    if numbers is None:
        return f"is {_shown(answer)}, expected numbers."
    right = np.asarray(right, dtype=np.float64)
    if _agree(numbers, right):
        return None
    return (
        _reason(numbers, mistakes)
        or _shape_problem(numbers, right)
        or _nan_problem(numbers, right)
        or _factor_problem(numbers, right)
        or _place_problem(numbers, right, x)
    )


def _numbers(answer: Any) -> Array | None:
    """The answer as an array of float64; None where it does not hold real numbers."""
    try:
        array = np.asarray(answer)
    except (TypeError, ValueError):
        return None
    return array.astype(np.float64) if array.dtype.kind in "fiub" else None


def _shown(answer: Any) -> str:
    """The answer as one short line, with its type."""
    text = " ".join(repr(answer).split())
    return f"{text[:60]}{' …' if len(text) > 60 else ''} ({type(answer).__name__})"


def _agree(answer: Any, right: Any) -> bool:
    if isinstance(right, str):
        return isinstance(answer, str) and answer == right
    numbers, right = _numbers(answer), np.asarray(right, dtype=np.float64)
    if numbers is None or numbers.shape != right.shape:
        return False
    return not _wrong(numbers, right).any()


def _wrong(answer: Array, right: Array) -> Array:
    """Which numbers are wrong: each is held against its own size, unless it is tiny."""
    sizes = np.where(np.isfinite(right), np.abs(right), 0.0)
    largest = np.max(sizes, initial=0.0) or TOLERANCE
    tolerances = TOLERANCE * np.maximum(sizes, SMALL * largest)
    return ~np.isclose(answer, right, rtol=0, atol=tolerances, equal_nan=True)


def _reason(answer: Any, mistakes: Mapping[str, Any]) -> str | None:
    return next((f"is wrong: {why}" for why, it in mistakes.items() if _agree(answer, it)), None)


def _shape_problem(answer: Array, right: Array) -> str | None:
    transposed = answer.swapaxes(-1, -2) if answer.ndim > 1 else answer
    if answer.shape == right.shape:
        is_turned = _agree(transposed, right)
        return "is transposed: rows and columns are swapped." if is_turned else None
    shapes = f"has shape {answer.shape}, expected {right.shape}"
    if transposed.shape == right.shape:
        return f"{shapes}: it is transposed."
    if answer.size == right.size:
        return f"{shapes}: as many numbers, but in other rows and columns."
    return f"{shapes}."


def _nan_problem(answer: Array, right: Array) -> str | None:
    if not (np.isfinite(right) & ~np.isfinite(answer)).any():
        return None
    return "contains NaN or infinity: somewhere it overflows, divides by 0 or takes log(0)."


def _factor_problem(answer: Array, right: Array) -> str | None:
    nonzero = right != 0
    if not nonzero.any() or right.size < 2 or not _agree(answer[~nonzero], right[~nonzero]):
        return None
    if not answer.any():
        return "is 0 everywhere."
    with np.errstate(all="ignore"):
        ratios = answer[nonzero] / right[nonzero]
    factor = float(np.median(ratios))
    is_constant = np.allclose(ratios, factor, rtol=1e-5, atol=0)
    if not is_constant or not 1 / LARGEST_FACTOR < abs(factor) < LARGEST_FACTOR:
        return None
    if math.isclose(factor, -1, rel_tol=1e-5):
        return "has the wrong sign everywhere."
    if math.isclose(factor, 1, rel_tol=1e-4):
        return None
    if abs(factor) > 1:
        return f"is exactly {factor:.6g} times too large everywhere."
    return f"is exactly {1 / factor:.6g} times too small everywhere."


def _place_problem(answer: Array, right: Array, x: Any) -> str:
    wrong = _wrong(answer, right)
    where = tuple(int(i) for i in np.argwhere(wrong)[0]) if answer.ndim else ()
    got, expected = f"{answer[where]:.6g}", f"{right[where]:.6g}"
    if isinstance(x, np.ndarray) and x.dtype.kind in "fiub" and x.shape == answer.shape:
        signs = {"x < 0": x < 0, "x = 0": x == 0, "x > 0": x > 0, "x is NaN": np.isnan(x)}
        bad = [sign for sign, here in signs.items() if (wrong & here).any()]
        good = [sign for sign, here in signs.items() if here.any() and not (wrong & here).any()]
        start = f"is right where {' and '.join(good)}, wrong" if good else "is wrong"
        place = f"where {' and '.join(bad)}: at x = {x[where]:.6g}"
        return f"{start} {place} it returns {got}, expected {expected}."
    if answer.ndim == 0:
        return f"is {got}, which is not right."
    places = f"{wrong.sum()} of {wrong.size} places"
    return f"is wrong in {places}, first at {list(where)}: got {got}, expected {expected}."
