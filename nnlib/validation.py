"""Checks of numbers and arrays: what an argument is, what it got, what was expected, what to do."""

import functools
import math
import numbers
import operator
from typing import Any

import numpy as np

from nnlib.advice import (
    as_array,
    masked,
    not_a_pair,
    not_finite,
    not_labels,
    not_matrix,
    not_numbers,
    ragged,
    shown,
    unique_labels,
)
from nnlib.errors import WrongType, WrongValue
from nnlib.memory import release_pages
from nnlib.types import Activation, Array, Loss

CHUNK_SIZE = 1_000_000
"""How many numbers are checked at a time, so that data larger than memory can be checked."""

LARGEST = np.iinfo(np.intp).max
"""The largest number that an array can have of anything."""

FLOATS = frozenset({np.dtype(np.float64), np.dtype(np.float32)})
"""The dtypes that nnlib computes in. Every other real dtype is converted to float64 first."""


def require(condition: object, message: str) -> None:
    """Raise a ValueError with this message where the condition does not hold."""
    if not condition:
        raise WrongValue(message)


# --- single things -------------------------------------------------------------------------------


def check_positive_int(name: str, value: Any) -> int:
    """Return ``value`` as an int of at least 1."""
    try:
        number = None if isinstance(value, bool | np.bool_) else operator.index(value)
    except TypeError:
        number = None
    if number is None:
        raise WrongType(f"{name} is {shown(value)}, expected an integer.")
    require(number >= 1, f"{name} is {number}, expected at least 1.")
    require(number <= LARGEST, f"{name} is {number}, expected at most {LARGEST}.")
    return number


def check_flag(name: str, value: Any) -> bool:
    """Return ``value`` as a bool, or raise a TypeError unless it is True or False, or 1 or 0."""
    if not isinstance(value, bool | np.bool_ | int):
        raise WrongType(f"{name} is {shown(value)}, expected True or False.")
    return bool(value)


def check_number(
    name: str, value: Any, high: float = math.inf, *, above_zero: bool = False, hint: str = ""
) -> None:
    """Raise unless ``value`` is one number from 0 (or above it) and below ``high``."""
    if not isinstance(value, numbers.Real) or isinstance(value, bool | np.bool_):
        raise WrongType(f"{name} is {shown(value)}, expected a number.{hint}")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    low = "above 0" if above_zero else "of at least 0"
    limit = f" and below {high:g}" if high < math.inf or number == math.inf else ""
    is_inside = (number > 0 if above_zero else number >= 0) and number < high
    require(is_inside, f"{name} is {shown(value)}, expected a number {low}{limit}.")


def check_callable(name: str, value: Any, example: str) -> None:
    """Raise a TypeError where a function was expected and something else was passed."""
    if not callable(value):
        raise WrongType(f"{name} is {shown(value)}, expected a function, such as {example}.")


def make_rng(seed: Any) -> np.random.Generator:
    """Return a random generator from a seed, or say what is wrong with the seed."""
    message = f"seed is {shown(seed)}, expected an integer of at least 0, or None."
    try:
        return np.random.default_rng(seed)
    except TypeError:
        raise WrongType(message) from None
    except ValueError:
        raise WrongValue(message) from None


# --- arrays --------------------------------------------------------------------------------------


def check_numbers(name: str, values: Any) -> Array:
    """Return ``values`` as an array of real numbers."""
    parts = values if isinstance(values, list | tuple) else [values]
    if any(map(np.ma.is_masked, parts)):
        raise WrongValue(masked(name, values))
    try:
        array = np.asarray(values)
    except ValueError:
        raise WrongValue(ragged(name, values)) from None
    if array.dtype.kind not in "fiub":
        raise WrongType(not_numbers(name, values, array))
    return array


def as_floats(name: str, values: Any) -> Array:
    """Return ``values`` as an array of float64 or float32; every other dtype becomes float64."""
    if type(values) is np.ndarray and values.dtype in FLOATS:
        return values
    array = check_numbers(name, values)
    if array.dtype in FLOATS:
        return array
    with np.errstate(over="ignore"):
        floats = array.astype(np.float64)
    is_cut = array.dtype == np.longdouble and (np.isinf(floats) & np.isfinite(array)).any()
    require(not is_cut, f"{name} has numbers too large for float64. Scale them.")
    return floats


def require_shape(name: str, values: Any, shape: tuple[int, ...], hint: str = "") -> Array:
    """Return ``values`` as an array of real numbers of this shape."""
    if values is None:
        raise WrongType(f"{name} is None, expected shape {shape}{hint}.")
    array = check_numbers(name, values)
    require(array.shape == shape, f"{name} has shape {array.shape}, expected {shape}{hint}.")
    return array


def check_new_values(name: str, values: Any, old: Array) -> Array:
    """Return finite numbers to put in the place of old ones."""
    array = require_shape(name, values, old.shape)
    check_finite(name, array, old.dtype)
    return array


def check_matrix(name: str, values: Any, columns: int | None = None) -> Array:
    """Return ``values`` as an array of real numbers of shape (n, columns), with n > 0."""
    array = check_numbers(name, values)
    if array.ndim != 2 or array.shape[1] != (columns or array.shape[1]):
        raise WrongValue(not_matrix(name, values, columns))
    expected = f"expected (n, {columns or 'm'}) with n of at least 1"
    require(array.size > 0, f"{name} is empty, its shape is {array.shape}, {expected}.")
    return array


def check_finite(
    name: str, array: Array, dtype: np.dtype[Any] | None = None, given: Any = None
) -> None:
    """Raise where there is NaN or infinity, or a number too large for ``dtype``.

    Args:
        name: What the caller calls the argument.
        array: Real numbers.
        dtype: What they will be converted to, by default nothing else.
        given: What the caller passed, where it is samples: the message says how to drop rows of it.
    """
    if array.dtype.kind != "f":
        return
    if dtype is None or np.can_cast(array.dtype, dtype):
        dtype = array.dtype
    ones = np.ones(math.prod(array.shape[1:]), dtype)
    size = max(1, CHUNK_SIZE // max(1, len(ones)))
    for start in range(0, len(array), size):
        part = array[start : start + size].reshape(-1, len(ones))
        # The sums of all rows take half the time of a look at each number, or less. They are
        # finite if the numbers are, unless a sum is too large: then each number decides.
        with np.errstate(all="ignore"):
            rows = part.astype(dtype, copy=False)
            is_clean = np.isfinite(rows @ ones).all() or np.isfinite(rows).all()
        if not is_clean:
            row, column = np.argwhere(~np.isfinite(rows))[0]
            raise WrongValue(not_finite(name, given, part[row, column], start + int(row), dtype))
        release_pages(array)


# --- labels --------------------------------------------------------------------------------------


def check_labels(name: str, labels: Any, num_classes: int | None = None, why: str = "") -> Array:
    """Return class labels as integers from 0, of shape (n,).

    A column ``(n, 1)``, a pandas Series of any index, bool, and floats that are whole are taken.

    Args:
        name: What the caller calls the argument.
        labels: What was passed.
        num_classes: Labels must be below this.
        why: What says that there are so many classes: "the network has 3 outputs".
    """
    array = check_numbers(name, labels)
    array = array[:, 0] if array.shape[1:] == (1,) else array
    if array.ndim != 1:
        raise WrongValue(not_labels(name, labels, array))
    check_finite(name, array, given=labels)
    fractions = array[array != np.floor(array)] if array.dtype.kind == "f" else array[:0]
    if len(fractions):
        raise WrongValue(f"{name} has {fractions[0]:g}, expected labels: integers from 0.")
    _check_label_range(name, array, num_classes, why)
    return array.astype(np.intp)


def _check_label_range(name: str, array: Array, num_classes: int | None, why: str) -> None:
    """Raise unless labels are from 0, and below the number of classes."""
    low, high = (array.min().item(), array.max().item()) if array.size else (0, -1)
    limit = LARGEST if num_classes is None else num_classes
    if low >= 0 and high < limit:
        return
    expected = "from 0"
    if num_classes is not None:
        expected = f"from 0 to {num_classes - 1} for {num_classes} classes{why and ', as '}{why}"
    got = f"{name} has {low if low < 0 else high:.15g}, expected labels {expected}"
    distinct = len(np.unique(array))
    if distinct > limit:
        cure = f"There are {distinct} different labels, so {distinct} classes are needed"
        raise WrongValue(f"{got}. {cure}.")
    raise WrongValue(f"{got}. If they count from elsewhere: {unique_labels(name)}.")


# --- what functions return -----------------------------------------------------------------------

RESULTS = {
    "loss": ", a number for each sample: .mean(axis=1, keepdims=True)",
    "d_loss": ", a row vector for each sample: [:, np.newaxis, :]",
}
"""What a loss of one's own often forgets, and the code that ends it."""


def require_result(name: str, result: Any, shape: tuple[int, ...], hint: str = "") -> Array:
    """Return what a function of the user's returned, as floats, if it has this shape."""
    if type(result) is np.ndarray and result.shape == shape and result.dtype in FLOATS:
        return result
    hint = hint or RESULTS.get(name, "")
    name = f"the result of {name}"
    if result is None or result is ...:
        raise WrongType(f"{name} is {result}, expected shape {shape}. Is a return missing?")
    return as_floats(name, require_shape(name, result, shape, hint))


def call_loss(
    name: str, function: Loss, y_pred: Array, y_true: Array, shape: tuple[int, ...]
) -> Array:
    """Return what a loss, or its derivative, says of a batch, if it has this shape."""
    return require_result(name, function(read_only(y_pred), read_only(y_true)), shape)


def read_only(array: Array) -> Array:
    """Return a view that cannot be written to, as a function may be somebody's own."""
    view = array.view()
    # Passed as write=False it takes twice as long, in each step of a training.
    view.setflags(False)  # type: ignore[call-arg]
    return view


# --- decorators of the formulas ------------------------------------------------------------------


def elementwise(function: Activation) -> Activation:
    """Make a function of each number take any array of real numbers, as floats."""

    @functools.wraps(function)
    def checked(x: Array) -> Array:
        return function(as_floats("x", x))

    return checked


def rowwise(function: Activation) -> Activation:
    """Make a function of each row take any matrix of real numbers, as floats."""

    @functools.wraps(function)
    def checked(x: Array) -> Array:
        floats = as_floats("x", x)
        if floats.ndim != 2 or floats.shape[1] == 0:
            raise WrongValue(not_matrix("x", x))
        return function(floats)

    return checked


def per_sample(function: Loss) -> Loss:
    """Make a loss, or its derivative, take any two matrices of the same shape, as floats."""

    @functools.wraps(function)
    def checked(y_pred: Array, y_true: Array) -> Array:
        return function(*check_pair(y_pred, y_true))

    return checked


def check_pair(y_pred: Any, y_true: Any, name: str = "y_true") -> tuple[Array, Array]:
    """Return prediction and target as floats, if they have the same shape (n, m)."""
    predicted, true = as_floats("y_pred", y_pred), as_floats(name, y_true)
    # Without this, (n, 1) minus (n,) would silently become (n, n).
    if predicted.shape != true.shape or predicted.ndim != 2 or predicted.shape[1] == 0:
        raise WrongValue(not_a_pair(predicted, true, name, as_array(name, y_true)))
    return predicted, true
