"""What to say of an argument that cannot be taken: what it is, and the line of code that cures it.

Where a message shows code, that code works: the tests run each line.
"""

import math
import numbers
import reprlib
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from nnlib.types import Array

SAMPLES = ("x", "y", "labels", "values", "fitted_on", "images")
"""Arguments whose rows are samples, so that one with a missing value can be dropped."""


def named(name: str) -> str:
    """Return the name of an argument as it stands in code; "it" where the name is a description."""
    return name if name.isidentifier() else "it"


def shown(value: Any) -> str:
    """Return a value as it stands in a message: functions by their names, long ones cut."""
    if isinstance(value, type):
        return f"the class {value.__name__}"
    if callable(value) and hasattr(value, "__name__"):
        return f"the function {value.__name__}"
    return reprlib.repr(value)


def as_array(name: str, values: Any) -> str:
    """Return the code for an argument that has the methods of an array: a list has none."""
    return named(name) if isinstance(values, np.ndarray) else f"np.asarray({named(name)})"


def unique_labels(name: str) -> str:
    """Return the code that makes labels from 0 of any labels, and keeps their names."""
    return f"names, {named(name)} = np.unique({named(name)}, return_inverse=True)"


# --- not numbers ---------------------------------------------------------------------------------


def not_numbers(name: str, values: Any, array: Array) -> str:
    """Say what there is instead of real numbers, and how to make numbers of it.

    Args:
        name: What the caller calls the argument.
        values: What was passed.
        array: The same as an array, whose dtype is not one of real numbers.
    """
    it, kind = named(name), array.dtype.kind
    if array.ndim == 0:
        return _one_object(name, array.item())
    if array.dtype.names:
        fields = ", ".join(array.dtype.names)
        return f"{name} has named fields ({fields}), expected a matrix: np.array({it}.tolist())."
    if kind == "c":
        got = f"{name} has dtype {array.dtype}, expected real numbers"
        return f"{got}. The real part of complex numbers: np.real({it})."
    if kind in "mM":
        days = f"({it} - {it}.min()) / np.timedelta64(1, 'D')"
        got = f"{name} has dtype {array.dtype}, expected real numbers"
        return f"{got}. Dates as days since the first: {days}."
    return _objects_or_text(name, values, array)


def _one_object(name: str, thing: Any) -> str:
    """Say what a thing is that NumPy takes for a single object."""
    got = f"{name} is of type {type(thing).__name__}"
    if thing is None or thing is ...:
        question = "" if name.isidentifier() else " Is a return missing?"
        return f"{name} is {thing}, expected an array of numbers.{question}"
    if hasattr(thing, "toarray"):
        return f"{name} is a sparse matrix, expected an array: {named(name)}.toarray()."
    if isinstance(thing, Iterable) and not isinstance(thing, Mapping | str | bytes):
        return f"{got}, expected an array: np.array(list({named(name)}))."
    return f"{got}, expected an array of numbers."


def _objects_or_text(name: str, values: Any, array: Array) -> str:
    """Say what the items are of an array that has text or Python objects in it."""
    items = array.ravel().tolist()
    missing = next((index for index, item in enumerate(items) if _is_missing(item)), None)
    if missing is not None:
        row = missing * len(array) // len(items)
        code = f"{named(name)}.dropna()" if hasattr(values, "dropna") else ""
        got = f"{name} has missing values, first in row {row}, expected numbers"
        return f"{got}.{drop_rows(name, code)}"
    texts = [item for item in items if isinstance(item, str)]
    word = next((text for text in texts if not _is_convertible(text)), None)
    if word is not None:
        return _words(name, values, array, word)
    if _is_convertible(array):
        return _convertible(name, values, texts)
    if items and isinstance(items[0], Iterable) and array.dtype == object:
        return f"{name} has an array in each row, expected a matrix: np.array(list({named(name)}))."
    return f"{name} has dtype {array.dtype}, expected real numbers."


def _is_missing(item: Any) -> bool:
    """Whether an item is None, NaN, or pandas' NA or NaT."""
    is_nan = isinstance(item, numbers.Number) and item != item
    return item is None or is_nan or type(item).__name__ in ("NAType", "NaTType")


def _is_convertible(values: Any) -> bool:
    """Whether everything is a number, or a number written as text."""
    try:
        np.asarray(values, np.float64)
    except (ValueError, TypeError, OverflowError):
        return False
    return True


def _convertible(name: str, values: Any, texts: list[str]) -> str:
    """Say that there are numbers, but not of a type of numbers."""
    it = named(name)
    cure = f"{it}.to_numpy(float)" if hasattr(values, "to_numpy") else f"np.asarray({it}, float)"
    if texts:
        return f"{name} has numbers written as text ({texts[0]!r}), expected numbers: {cure}."
    if hasattr(values, "columns"):
        types = ", ".join(sorted({str(dtype) for dtype in values.dtypes}))
        return f"{name} has columns of type {types}, expected one type of number: {cure}."
    return f"{name} has dtype {np.asarray(values).dtype}, expected real numbers: {cure}."


def _words(name: str, values: Any, array: Array, word: str) -> str:
    """Say that there is text, and how labels or categories become numbers."""
    if array.ndim == 1 or array.shape[1:] == (1,):
        cure = f"Text labels become integers: {unique_labels(name)}"
        return f"{name} has text ({word!r}), expected numbers. {cure}."
    is_frame, it = hasattr(values, "columns"), named(name)
    columns = values.columns if is_frame else range(array.shape[-1])
    column = next(each for each, items in zip(columns, array.T, strict=True) if word in items)
    frame = it if is_frame else f"pd.DataFrame({it}).infer_objects()"
    cure = f"Categories become columns of numbers: pd.get_dummies({frame}, dtype=float)"
    return f"{name} has text ({word!r} in column {column!r}), expected numbers. {cure}."


def ragged(name: str, values: Any) -> str:
    """Say why no array can be made of nested sequences."""
    if isinstance(values, tuple) and all(isinstance(each, np.ndarray) for each in values):
        shapes = ", ".join(str(each.shape) for each in values)
        return f"{name} is a tuple of arrays of shapes {shapes}, expected one of them: {name}[0]."
    return f"{name} has rows of different lengths, expected all of the same length."


# --- not finite ----------------------------------------------------------------------------------


def not_finite(name: str, given: Any, number: Any, row: int, dtype: Any) -> str:
    """Say that there is NaN, infinity, or a number too large for the dtype, and how to go on."""
    where, kind = f"first in row {row}", "NaN" if np.isnan(number) else "infinity"
    if np.isfinite(number):
        size = np.format_float_scientific(number, precision=2, trim="-")
        cures = [f"nnlib.standardize({name})"] if name in SAMPLES else []
        cures += ["a network with dtype=np.float64"] if dtype != np.float64 else []
        use = f" Use {' or '.join(cures)}." if cures else ""
        return f"{name} has {size}, {where}, too large for {dtype}.{use}"
    array = as_array(name, given)
    code = f"{array}[{over_columns(f'np.isfinite({array})', given, 'all')}]"
    if kind == "NaN" and hasattr(given, "dropna"):
        code = f"{name}.dropna()"
    return f"{name} has {kind}, {where}, expected finite numbers.{drop_rows(name, code)}"


def masked(name: str, values: Any) -> str:
    """Say that values are masked, and how to drop their rows."""
    got = f"{name} has masked values, expected a number everywhere"
    if not isinstance(values, np.ma.MaskedArray):
        return f"{got}.{drop_rows(name)}"
    rows = over_columns(f"np.ma.getmaskarray({name})", values, "any")
    return f"{got}.{drop_rows(name, f'{name}[~{rows}]')}"


def over_columns(code: str, values: Any, how: str) -> str:
    """Return the code for all, or any, of the numbers in each row."""
    columns = tuple(range(1, np.ndim(values)))
    axis = columns[0] if len(columns) == 1 else columns
    return f"{code}.{how}(axis={axis})" if columns else code


def drop_rows(name: str, code: str = "") -> str:
    """Say that rows are to be dropped, and how; nothing where the rows are no samples."""
    if name not in SAMPLES:
        return ""
    everywhere = ", of x and of y" if name in ("x", "y") else ""
    colon = ": " if code else ""
    return f" Drop such rows{everywhere}{colon}{code}."


# --- another shape -------------------------------------------------------------------------------


def not_matrix(name: str, values: Any, columns: int | None = None, who: str = "") -> str:
    """Say which shape values have, which was expected, and which reshaping gives it."""
    shape = np.shape(values)
    got = f"{name} has shape {shape}, {who}expected (n, {columns or 'm'})"
    numbers_in_it = "1 number" if columns == 1 else f"{columns or 'm'} numbers"
    rows = f": for each sample a row of {numbers_in_it}"
    return f"{got}{_reshaping(as_array(name, values), shape, columns) or rows}."


def _reshaping(array: str, shape: tuple[int, ...], columns: int | None) -> str:
    """Return the code that makes (n, columns) of an array, as far as its shape tells."""
    n, size = (shape[0] if shape else 1), math.prod(shape)
    if size == 0:
        return ""
    if len(shape) == 2 and n == columns:
        return f". Rows are samples, so if its columns are samples: {array}.T"
    if len(shape) == 2 and size == columns:
        return f". If it is one sample: {array}.reshape(1, -1)"
    if len(shape) > 2 and size == n * (columns or size // n):
        return f". Flatten each sample: {array}.reshape(len({array}), -1)"
    if len(shape) == 1 and columns is None:
        return f". For one sample: {array}.reshape(1, -1). As a column: {array}.reshape(-1, 1)"
    if len(shape) == 1 and columns == 1:
        return f". As a column: {array}.reshape(-1, 1)"
    if size == (columns or 1):
        return f". For one sample: {array}.reshape(1, -1)"
    return ""


def not_labels(name: str, values: Any, array: Array) -> str:
    """Say which labels were expected, and how to get them from a number, a row or one-hot rows."""
    got = f"{name} has shape {array.shape}, expected labels of shape (n,)"
    code = as_array(name, values)
    if array.ndim == 0:
        return f"{got}. For one label: [{named(name)}]."
    if array.size and array.size == max(array.shape):
        return f"{got}. As one row of labels: {code}.ravel()."
    is_one_hot = array.ndim == 2 and ((array == 1).sum(axis=1) == 1).all()
    if array.size and is_one_hot and ((array == 0) | (array == 1)).all():
        return f"{got}. If it is one-hot, its labels are {code}.argmax(axis=1)."
    return f"{got}: one integer for each sample."


def not_a_pair(y_pred: Array, y_true: Array, name: str, code: str) -> str:
    """Say that prediction and target differ in shape, and how the target gets that of the other."""
    got = f"y_pred has shape {y_pred.shape} and {name} {y_true.shape}"
    got = f"{got}, expected the same (n, m) for both."
    if y_pred.ndim == y_true.ndim == 1:
        return f"{got} As columns: y_pred.reshape(-1, 1) and {code}.reshape(-1, 1)."
    if y_pred.ndim != 2 or y_true.shape not in ((len(y_pred),), (len(y_pred), 1)):
        return got
    if y_pred.shape[1] == 1:
        return f"{got} As a column: {code}.reshape(-1, 1)."
    return f"{got} If these are labels: to_categorical({named(name)}, {y_pred.shape[1]})."
