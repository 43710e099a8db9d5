"""How what an answer draws at random differs from what it should draw: in words, no right value."""

from typing import Any

import numpy as np

from nnlib.course.comparison import difference
from nnlib.types import Array

STANDARD_ERRORS = 8.0
"""How far means and spreads may be off, in units of 1/√(how many numbers): never by chance."""


def alike(got: Any, other: Any, tolerance: float = STANDARD_ERRORS) -> bool:
    """Whether two arrays may be draws from the same distribution.

    Compared are the shape, the mean, the standard deviation and the mean distance from the mean,
    which tells a uniform distribution from a normal one. Where one is constant, or repeats a row or
    a column, so does the other.

    >>> rng = np.random.default_rng(0)
    >>> normal, uniform = rng.normal(size=(300, 300)), rng.uniform(-1, 1, size=(300, 300))
    >>> alike(normal, rng.normal(size=(300, 300)))
    True
    >>> alike(normal, 3**0.5 * uniform), alike(uniform, 1.1 * uniform)
    (False, False)
    """
    if got is None or other is None or np.shape(got) != np.shape(other):
        return False
    got, other = np.asarray(got, float), np.asarray(other, float)
    if not np.isfinite(got).all() or np.ptp(got) == 0 or np.ptp(other) == 0:
        return np.array_equal(got, other)
    if _repeated(got) != _repeated(other):
        return False
    allowed = tolerance / other.size**0.5
    is_centred = abs(got.mean() - other.mean()) <= allowed * other.std()
    is_spread = abs(got.std() / other.std() - 1) <= allowed
    return bool(is_centred and is_spread and abs(_form(got) - _form(other)) <= allowed)


def _repeated(values: Array) -> str | None:
    """What the rows, or the columns, of a matrix are where they are all the same."""
    for what, lines in (("row", values), ("column", values.T)):
        if values.ndim == 2 and len(lines) > 1 and np.array_equal(lines[0], lines[1]):
            return what if (lines == lines[0]).all() else None
    return None


def _form(values: Array) -> float:
    """The mean distance from the mean, in standard deviations: uniform 0.87, normal 0.80."""
    return float(np.abs(values - values.mean()).mean() / values.std())


def difference_of_draws(
    got: Array, right: Array, tolerance: float = STANDARD_ERRORS, shapes: str = "like this"
) -> str:
    """Say how a draw differs from what should be drawn.

    Args:
        got: What an answer drew.
        right: A draw as it should be.
        tolerance: How far means may be off, in units of 1/√size.
        shapes: The shapes of the input, in words.

    Returns:
        A sentence without its subject.

    >>> right = np.random.default_rng(0).normal(size=(300, 300))
    >>> difference_of_draws(3 * right, right)
    'is spread about 3 times too widely.'
    """
    if got.shape != right.shape or not np.isfinite(got).all():
        return difference(got, right, tolerance, shapes)
    if np.ptp(right) == 0:
        return "is not the same number everywhere, as it should be, or another one."
    if np.ptp(got) == 0:
        return "is the same number everywhere: nothing is drawn."
    if (what := _repeated(got)) and not _repeated(right):
        return f"has the same numbers in every {what}. Draw all of them."
    spread = max(got.std(), right.std())
    if abs(got.mean() - right.mean()) > tolerance * spread / right.size**0.5:
        return "lies too far to one side. What is its mean?"
    factor = float(got.std() / right.std())
    if abs(factor - 1) > tolerance / right.size**0.5:
        way, times = ("widely", factor) if factor > 1 else ("narrowly", 1 / factor)
        if times < 1.15:
            return f"is spread a little too {way}."
        return f"is spread about {float(f'{times:.2g}'):g} times too {way}."
    return "has the right mean and spread, but another distribution. Which one is asked for?"
