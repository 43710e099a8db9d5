"""The arguments that figures share: axes, dicts of names, numbers of a shape, functions, labels."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from nnlib.errors import WrongType, WrongValue
from nnlib.plots.style import CLASS_COLORS
from nnlib.types import Array
from nnlib.validation import check_finite, check_numbers

Shape = tuple[str | int, ...]
"""A shape in which names stand for sizes of any kind: ``("n", 2)``."""


def axes_for(ax: Axes | None, figsize: tuple[float, float] | None = None) -> Axes:
    """Return the axes to draw into: those that were passed, or those of a new figure."""
    if ax is None:
        return plt.subplots(figsize=figsize)[1]
    if not isinstance(ax, Axes):
        kind = type(ax).__name__
        raise WrongType(f"ax is a {kind}, expected one pair of axes, such as axes[0].")
    return ax


def check_named(name: str, values: object, one: str) -> None:
    """Raise unless ``values`` is a dict with at least one entry.

    Args:
        name: What an error message calls the dict.
        values: What should be a dict.
        one: What each entry is: a curve, a matrix.
    """
    if not isinstance(values, Mapping):
        example = f'{{"a name": {name}}}'
        kind = type(values).__name__
        raise WrongType(f"{name} is a {kind}, expected a dict that names each {one}: {example}.")
    if not values:
        raise WrongValue(f"{name} is empty, expected at least one {one}.")


def read_numbers(name: str, values: object, *shapes: Shape) -> Array:
    """Return numbers as a float array that has one of the shapes, with something in it.

    Args:
        name: What an error message calls the numbers.
        values: Numbers: an array, a list, a DataFrame.
        shapes: The shapes that are allowed, any if there are none; a name stands for any size.

    Raises:
        ValueError: Another shape, nothing in it, or masked entries.
        TypeError: Not numbers.

    >>> read_numbers("x", [[0, 1], [2, 3], [4, 5]], ("n", 2)).shape
    (3, 2)
    """
    _check_not_masked(name, values)
    array = check_numbers(name, values)
    if shapes and not any(_fits(array.shape, shape) for shape in shapes):
        expected = " or ".join(map(_written, shapes))
        raise WrongValue(f"{name} has shape {array.shape}, expected {expected}.")
    if array.size == 0:
        raise WrongValue(f"{name} is empty, shape {array.shape}: there is nothing to draw.")
    return array if array.dtype in (np.float32, np.float64) else array.astype(np.float64)


def read_finite(name: str, values: object, *shapes: Shape) -> Array:
    """Return the same as ``read_numbers``, and raise where one is NaN or infinite."""
    array = read_numbers(name, values, *shapes)
    check_finite(name, array)
    return array


def read_named(name: str, values: Mapping[str, Any], one: str, *shapes: Shape) -> dict[str, Array]:
    """Return a dict of numbers, each of them read by ``read_numbers``, and at least one of them.

    >>> read_named("values", {"training": [3, 2, 1]}, "curve", ("epochs",))
    {'training': array([3., 2., 1.])}
    """
    check_named(name, values, one)
    return {key: read_numbers(f"{name}[{key!r}]", each, *shapes) for key, each in values.items()}


def read_pairs(
    name: str,
    pairs: Mapping[str, Any],
    parts: tuple[str, str],
    *shapes: Shape,
) -> dict[str, tuple[Array, Array]]:
    """Return a dict of pairs of numbers, each read by ``read_numbers``, and at least one pair.

    Args:
        name: What an error message calls the dict.
        pairs: For each name a pair.
        parts: What the two of a pair are.
        shapes: The shapes that are allowed; both of a pair have the same.

    >>> read_pairs("runs", {"small": ([3, 2], [4, 3])}, ("training", "held out"), ("epochs",))
    {'small': (array([3., 2.]), array([4., 3.]))}
    """
    check_named(name, pairs, f"pair of {' and '.join(parts)}")
    result = {}
    for key, pair in pairs.items():
        check_parts(f"{name}[{key!r}]", pair, parts)
        first = read_numbers(f"{name}[{key!r}][0]", pair[0], *shapes)
        second = read_numbers(f"{name}[{key!r}][1]", pair[1], first.shape)
        result[key] = (first, second)
    return result


def check_parts(name: str, entry: object, parts: Sequence[str]) -> None:
    """Raise unless an entry is a tuple with as many parts as there should be."""
    if not isinstance(entry, (tuple, list, np.ndarray)) or len(entry) != len(parts):
        raise WrongValue(f"{name} has other parts, expected ({', '.join(parts)}).")


def check_log(name: str, arrays: Iterable[Array]) -> None:
    """Raise unless a logarithmic axis can show at least one of the numbers."""
    if not any((np.isfinite(array) & (array > 0)).any() for array in arrays):
        raise WrongValue(
            f"{name} has no finite number above 0, so no logarithmic axis can show it."
        )


def _fits(shape: tuple[int, ...], expected: Shape) -> bool:
    sizes = zip(shape, expected, strict=False)
    return len(shape) == len(expected) and all(
        isinstance(right, str) or size == right for size, right in sizes
    )


def _written(shape: Shape) -> str:
    """A shape as Python writes it, with names in it: (n, 2) or (epochs,)."""
    if not shape:
        return "one number"
    return f"({shape[0]},)" if len(shape) == 1 else f"({', '.join(map(str, shape))})"


def outputs_of(name: str, f: Callable[[Array], Array], points: Array, *shapes: Shape) -> Array:
    """Return ``f(points)`` as numbers of one of the shapes.

    >>> outputs_of("f", np.square, np.array([1.0, 2.0]), (2,))
    array([1., 4.])
    """
    if not callable(f):
        raise WrongType(f"{name} is a {type(f).__name__}, expected a function of points.")
    return read_numbers(f"the output of {name}", f(points), *shapes)


def read_labels(name: str, labels: Any, n: int | None = None, one: str = "sample") -> Array:
    """Return labels of any kind (numbers, bools, text) as an array ``(n,)``.

    Args:
        name: What an error message calls the labels.
        labels: ``(n,)``, or a column ``(n, 1)``: an array, a list, a Series of any index.
        n: How many labels there must be, if that is known.
        one: What each label belongs to.

    Raises:
        ValueError: Another shape, another number of labels, none, a missing or masked one.

    >>> read_labels("labels", [["cat"], ["dog"]])
    array(['cat', 'dog'], dtype=object)
    """
    _check_not_masked(name, labels)
    # As objects, so that a list of text and None does not become text alone.
    array = np.asarray(labels, dtype=None if hasattr(labels, "__array__") else object)
    column = array[:, 0] if array.shape[1:] == (1,) else array
    if column.ndim != 1:
        cure = f" For one-hot rows: {name}.argmax(axis=1)." if column.ndim == 2 else ""
        raise WrongValue(f"{name} has shape {column.shape}, expected ({n or 'n'},).{cure}")
    if len(column) == 0:
        raise WrongValue(f"{name} is empty: there is nothing to draw.")
    if n is not None and len(column) != n:
        raise WrongValue(f"{name} has {len(column)} entries, expected {n}: one for each {one}.")
    for row, label in enumerate(column):
        if _is_missing(label):
            raise WrongValue(f"{name} has a missing value, {label}, first in row {row}.")
    return column


def classes_of(name: str, labels: Array, most: int = len(CLASS_COLORS)) -> Sequence[object]:
    """Return the different labels in order: by default at most seven, as there are colours.

    Returns:
        A range from 0 where the labels are small whole numbers, so that a label keeps its colour
        although another one is absent; otherwise a list.

    >>> classes_of("labels", np.array([1, 1]))
    range(0, 2)
    >>> classes_of("labels", np.array(["no", "yes", "no"], dtype=object))
    ['no', 'yes']
    """
    try:
        classes = list(np.unique(labels))
    except TypeError:
        raise WrongType(f"{name} mixes text and numbers, expected labels of one kind.") from None
    if set(classes) <= set(range(most)):
        return range(max(2, 1 + int(classes[-1])))
    if len(classes) > most:
        raise WrongValue(f"{name} has {len(classes)} classes, at most {most} can be told apart.")
    return classes


def _check_not_masked(name: str, values: object) -> None:
    if np.ma.is_masked(values):
        raise WrongValue(f"{name} has masked entries. Leave them out first.")


def _is_missing(label: object) -> bool:
    """Whether a label is None, NaN, NaT or pandas' NA: only the last three differ from themselves.

    >>> [_is_missing(label) for label in (None, np.nan, np.datetime64("NaT"), 0, "", False)]
    [True, True, True, False, False, False]
    """
    # NA == NA is neither True nor False, and cannot be made a bool.
    return label is None or str(label == label) != "True"
