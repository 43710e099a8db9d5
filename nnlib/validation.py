"""Checks of arrays and numbers: what an argument is, what it got, what was expected, what to do."""

import functools
import math
import numbers
import operator
from typing import Any

import numpy as np

from nnlib.errors import WrongType, WrongValue
from nnlib.memory import release_pages
from nnlib.types import Activation, Array, Loss

CHUNK_SIZE = 1_000_000
"""How many numbers are checked at a time, so that data larger than memory can be checked."""

FLOATS = (np.dtype(np.float64), np.dtype(np.float32))
"""The dtypes that nnlib computes in. Every other real dtype is converted to float64 first."""


def require(condition: object, message: str) -> None:
    """Raise a ValueError with this message where the condition does not hold."""
    if not condition:
        raise WrongValue(message)


def require_shape(name: str, array: Any, shape: tuple[int, ...], hint: str = "") -> None:
    """Raise a ValueError where an array does not have this shape."""
    if getattr(array, "shape", None) != shape and (array is None or np.shape(array) != shape):
        got = "is None" if array is None else f"has shape {np.shape(array)}"
        raise WrongValue(f"{name} {got}, expected {shape}{hint}.")


def require_result(name: str, array: Any, shape: tuple[int, ...], hint: str = "") -> Array:
    """Return what a function of the user's computed, if it is real numbers of this shape."""
    if type(array) is np.ndarray and array.shape == shape and array.dtype in FLOATS:
        return array
    require_shape(f"the result of {name}", array, shape, hint)
    return check_numbers(f"the result of {name}", array)


def check_callable(name: str, value: Any, example: str) -> None:
    """Raise a TypeError where a function was expected and something else was passed."""
    if not callable(value):
        raise WrongType(f"{name} is {value!r}, expected a function, such as {example}.")


def read_only(array: Array) -> Array:
    """Return a view that cannot be written to, for functions that are not nnlib's own."""
    view = array.view()
    view.setflags(write=False)
    return view


# --- numbers -------------------------------------------------------------------------------------


def check_positive_int(name: str, value: Any) -> int:
    """Return ``value`` as an int of at least 1."""
    try:
        number = operator.index(value)
    except TypeError:
        raise WrongType(f"{name} is {value!r}, expected an integer.") from None
    require(number >= 1, f"{name} is {number}, expected at least 1.")
    return number


def check_number(
    name: str, value: Any, high: float = math.inf, *, above_zero: bool = False, hint: str = ""
) -> None:
    """Raise unless ``value`` is one number from 0 (or above it) and below ``high``."""
    if not isinstance(value, numbers.Real) or isinstance(value, bool | np.bool_):
        raise WrongType(f"{name} is {value!r}, expected a number.{hint}")
    low = "above 0" if above_zero else "of at least 0"
    limit = "" if high == math.inf else f" and below {high:g}"
    is_inside = (float(value) > 0 if above_zero else float(value) >= 0) and float(value) < high
    require(is_inside, f"{name} is {value}, expected a number {low}{limit}.{hint}")


def make_rng(seed: Any) -> np.random.Generator:
    """Return a random generator from a seed, or say what is wrong with the seed."""
    try:
        return np.random.default_rng(seed)
    except (TypeError, ValueError):
        message = f"seed is {seed!r}, expected an integer of at least 0, or None."
        raise WrongType(message) from None


# --- arrays --------------------------------------------------------------------------------------


def check_numbers(name: str, values: Any) -> Array:
    """Return ``values`` as an array of real numbers."""
    if isinstance(values, np.ma.MaskedArray) and np.ma.is_masked(values):
        raise WrongValue(
            f"{name} has masked values, expected a number everywhere. Drop their rows, or fill "
            f"them: {name}.filled(0)."
        )
    try:
        array = np.asarray(values)
    except ValueError:
        message = f"{name} has rows of different lengths, expected all of the same length."
        raise WrongValue(message) from None
    if array.dtype.kind not in "fiub":
        raise WrongType(f"{name} {_not_numbers(name, values, array)}")
    return array


def _not_numbers(name: str, values: Any, array: Array) -> str:
    """Say what there is instead of numbers, and how to make numbers of it."""
    if values is None:
        return "is None, expected an array of numbers."
    if hasattr(values, "toarray"):
        return f"is a sparse matrix, expected an array: {name}.toarray()."
    if hasattr(values, "__next__"):
        return f"is a generator, expected an array: np.array(list({name}))."
    items = array.ravel().tolist()
    missing = [i for i, item in enumerate(items) if item is None or item != item]
    if missing:
        row = missing[0] // max(1, math.prod(array.shape[1:]))
        return f"has missing values, expected numbers. The first is in row {row}: drop such rows."
    text = next((item for item in items if isinstance(item, str | bytes)), None)
    if text is not None:
        return _text(name, values, array, text)
    if hasattr(values, "to_numpy") and array.dtype == object:
        return f"has columns of different types, expected numbers: {name}.to_numpy(float)."
    return f"has dtype {array.dtype}, expected real numbers: {name} = np.asarray({name}, float)."


def _text(name: str, values: Any, array: Array, text: str | bytes) -> str:
    """Say that there is text, and how to make numbers of it."""
    try:
        array.astype(float)
    except ValueError:
        pass
    else:
        convert = "to_numpy(float)" if hasattr(values, "to_numpy") else "astype(float)"
        return f"has numbers written as text, expected numbers: {name}.{convert}."
    column = _column_of(values, text)
    cure = f"Text labels become integers by {_unique(name)}, categories columns by pd.get_dummies"
    return f"has text in it ({text!r}{column}), expected numbers. {cure}."


def _unique(name: str) -> str:
    return f"names, {name} = np.unique({name}, return_inverse=True)"


def _column_of(frame: Any, text: str | bytes) -> str:
    """Return in which column of a frame a text stands; nothing where it is not a frame."""
    names = getattr(frame, "columns", [])
    found = (each for each in names if text in np.asarray(frame[each]).tolist())
    return next((f" in column {each!r}" for each in found), "")


def as_floats(name: str, values: Any) -> Array:
    """Return ``values`` as an array of float64 or float32; every other dtype becomes float64."""
    if type(values) is np.ndarray and values.dtype in FLOATS:
        return values
    array = check_numbers(name, values)
    return array if array.dtype in FLOATS else array.astype(np.float64)


def check_matrix(name: str, values: Any, columns: int | None = None) -> Array:
    """Return ``values`` as an array of real numbers of shape (n, columns), with n > 0."""
    array = check_numbers(name, values)
    got = f"{name} has shape {array.shape}, expected (n, {columns or 'features'})"
    if array.ndim == 2 and array.shape[1] == (columns or array.shape[1]):
        require(len(array) > 0, f"{got}: {name} is empty.")
        return array
    raise WrongValue(f"{got}{_reshaping(name, array.shape, columns)}")


def _reshaping(name: str, shape: tuple[int, ...], columns: int | None) -> str:
    """Say which reshaping gives (n, columns), as far as the shape tells."""
    n, size = (shape[0] if shape else 1), math.prod(shape)
    if len(shape) == 2 and shape[0] == columns and shape[0] != shape[1]:
        return f". Rows are samples, so if its columns are samples: {name}.T."
    if size == columns and len(shape) != 2:
        return f". For one sample: {name}.reshape(1, -1)."
    if len(shape) == 2 and size == columns:
        return f". If it is one sample: {name}.reshape(1, -1)."
    if len(shape) == 1 and columns in (1, None):
        one = "" if columns else f", for one sample {name}.reshape(1, -1)"
        return f". For numbers of one feature: {name}.reshape(-1, 1){one}."
    if len(shape) > 2 and (columns is None or size == n * columns):
        return f". Flatten each sample: {name}.reshape(len({name}), -1)."
    return f": a row for each sample, with {columns or 'all its'} numbers in each row."


def check_finite(name: str, array: Array, dtype: np.dtype[Any] | None = None) -> None:
    """Raise where there is NaN or infinity, or a number too large for ``dtype``."""
    if array.dtype.kind != "f" and dtype != np.float32:
        return
    dtype = np.dtype(dtype or array.dtype)
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
            _report_not_finite(name, part, rows, start)
        release_pages(array)


def _report_not_finite(name: str, part: Array, rows: Array, start: int) -> None:
    """Raise for the first number that is not finite after the conversion to a dtype."""
    row, column = np.argwhere(~np.isfinite(rows))[0]
    value, where = part[row, column], f"first in row {start + row}"
    if np.isfinite(value):
        cure = f"Scale it (nnlib.standardize({name})), or make the network with dtype=np.float64"
        raise WrongValue(f"{name} has {value:g}, {where}, too large for {rows.dtype}. {cure}.")
    cure = f"Drop such rows, or replace the values: np.nan_to_num({name})"
    raise WrongValue(f"{name} has NaN or infinity, {where}. {cure}.")


# --- labels --------------------------------------------------------------------------------------


def check_labels(name: str, labels: Any, num_classes: int | None = None) -> Array:
    """Return class labels as integers from 0, of shape (n,).

    A column ``(n, 1)``, a pandas Series of any index, bool, and floats that are whole are taken.
    """
    array = check_numbers(name, labels)
    array = array[:, 0] if array.shape[1:] == (1,) else array
    if array.ndim != 1:
        raise WrongValue(f"{name} has shape {array.shape}, {_not_labels(name, array)}")
    if array.dtype.kind == "f":
        _check_whole(name, array)
    _check_label_range(name, array, num_classes)
    return array.astype(np.intp)


def _not_labels(name: str, array: Array) -> str:
    if array.ndim == 0:
        return f"expected labels of shape (n,). For one label: [{array}]."
    is_one_hot = array.ndim == 2 and ((array == 1).sum(axis=1) == 1).all()
    if is_one_hot and ((array == 0) | (array == 1)).all():
        return (
            f"expected labels of shape (n,). Its labels, as it is one-hot: {name}.argmax(axis=1)."
        )
    return "expected labels of shape (n,): one integer for each sample."


def _check_whole(name: str, array: Array) -> None:
    missing, fractions = np.flatnonzero(~np.isfinite(array)), array[array != np.floor(array)]
    if len(missing):
        raise WrongValue(f"{name} has missing values, first in row {missing[0]}. Drop such rows.")
    if len(fractions):
        raise WrongValue(f"{name} has {fractions[0]:g}, expected labels: integers from 0.")


def _check_label_range(name: str, array: Array, num_classes: int | None) -> None:
    low, high = (array.min(), array.max()) if array.size else (0, -1)
    cure = f"Labels that do not count from 0 become such by {_unique(name)}"
    require(low >= 0, f"{name} has {low:g}, expected labels from 0. {cure}.")
    if num_classes is not None and high >= num_classes:
        expected = f"expected labels from 0 to {num_classes - 1} for {num_classes} classes"
        raise WrongValue(f"{name} has {high:g}, {expected}. {cure}.")


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
        x = as_floats("x", x)
        if x.ndim != 2:
            got = f"x has shape {x.shape}, expected (n, m): a row for each sample"
            raise WrongValue(f"{got}. For one sample: x.reshape(1, -1).")
        return function(x)

    return checked


def per_sample(function: Loss) -> Loss:
    """Make a loss, or its derivative, take any two matrices of the same shape, as floats."""

    @functools.wraps(function)
    def checked(y_pred: Array, y_true: Array) -> Array:
        y_pred, y_true = as_floats("y_pred", y_pred), as_floats("y_true", y_true)
        check_pair(y_pred, y_true)
        return function(y_pred, y_true)

    return checked


def check_pair(y_pred: Array, y_true: Array) -> None:
    """Raise unless prediction and target have the same shape (n, m)."""
    # Without this, (n, 1) minus (n,) would silently become (n, n).
    if y_pred.ndim != 2 or y_pred.shape != y_true.shape:
        got = f"y_pred has shape {y_pred.shape} and y_true {y_true.shape}"
        cure = "Labels become rows by to_categorical(labels), a vector by y.reshape(-1, 1)"
        raise WrongValue(f"{got}, expected the same (n, m) for both. {cure}.")
