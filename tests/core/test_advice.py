"""What is said of an argument that cannot be taken, word for word."""

import numpy as np
import pandas as pd
import pytest

from nnlib import advice

FIELDS = np.zeros(2, [("a", float), ("b", int)])
LISTS = np.empty(2, object)
LISTS[:] = [[1, 2], [3]]


def item(thing):
    array = np.empty((), object)
    array[()] = thing
    return array


def table(rows):
    return np.array(rows, object)


MISSING = pd.DataFrame({"a": [1, 2], "b": [1.5, np.nan]}, dtype=object)
WORDS = pd.DataFrame({"a": [1, 2], "b": ["u", "v"]})
MIXED = pd.DataFrame({"a": [1, 2], "b": [True, False]})

NOT_NUMBERS = [
    ("x", FIELDS, FIELDS,
     "x has named fields (a, b), expected a matrix: np.array(x.tolist())."),
    ("what f returns", None, item(None),
     "what f returns is None, expected an array of numbers. Is a return missing?"),
    ("x", None, item(None), "x is None, expected an array of numbers."),
    ("x", {}, item({}), "x is of type dict, expected an array of numbers."),
    ("x", "a", item("a"), "x is of type str, expected an array of numbers."),
    ("x", {1}, item({1}), "x is of type set, expected an array: np.array(list(x))."),
    ("what f returns", {1}, item({1}),
     "what f returns is of type set, expected an array: np.array(list(it))."),
    ("x", LISTS, LISTS, "x has an array in each row, expected a matrix: np.array(list(x))."),
    ("x", MISSING, MISSING.to_numpy(),
     "x has missing values, first in row 1, expected numbers. "
     "Drop such rows, of x and of y: x.dropna()."),
    ("x", [[1, None], [2, 3]], table([[1, None], [2, 3]]),
     "x has missing values, first in row 0, expected numbers. Drop such rows, of x and of y."),
    ("labels", [pd.NaT, 1], table([pd.NaT, 1]),
     "labels has missing values, first in row 0, expected numbers. Drop such rows."),
    ("x", WORDS, WORDS.to_numpy(),
     "x has text ('u' in column 'b'), expected numbers. "
     "Categories become columns of numbers: pd.get_dummies(x, dtype=float)."),
    ("x", [[1, 2, "u"], [1, 2, "v"]], table([[1, 2, "u"], [1, 2, "v"]]),
     "x has text ('u' in column 2), expected numbers. Categories become columns of numbers: "
     "pd.get_dummies(pd.DataFrame(x).infer_objects(), dtype=float)."),
    ("x", MIXED, MIXED.to_numpy(),
     "x has columns of type bool, int64, expected one type of number: x.to_numpy(float)."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "values", "array", "message"), NOT_NUMBERS)
def test_what_is_no_number(name, values, array, message):
    assert advice.not_numbers(name, values, array) == message


def test_an_object_in_an_array_is_of_no_type_of_numbers():
    things = table([object()])
    assert advice.not_numbers("x", things, things) == "x has dtype object, expected real numbers."


def test_a_tuple_of_arrays_is_told_from_ragged_rows():
    of_arrays = "x is a tuple of arrays of shapes (2,), (3, 4), expected one of them: x[0]."
    assert advice.ragged("x", (np.zeros(2), np.zeros((3, 4)))) == of_arrays
    for rows in ((np.zeros(2), [1]), [np.zeros(1), np.zeros(2)]):
        of_rows = "x has rows of different lengths, expected all of the same length."
        assert advice.ragged("x", rows) == of_rows


def test_what_is_called_is_shown_by_its_name_and_nothing_else_is():
    class Named:
        __name__ = "a name"

        def __repr__(self):
            return "Named()"

    assert advice.shown(abs) == "the function abs"
    assert advice.shown(Named()) == "Named()"


TOO_LARGE = [
    ("x", np.float32, "float32. Use nnlib.standardize(x) or a network with dtype=np.float64."),
    ("x", np.float64, "float64. Use nnlib.standardize(x)."),
    ("weights", np.float32, "float32. Use a network with dtype=np.float64."),
    ("weights", np.float64, "float64."),
]


@pytest.mark.parametrize(("name", "dtype", "end"), TOO_LARGE)
def test_what_is_too_large(name, dtype, end):
    message = advice.not_finite(name, None, np.float64(1.23456e200), 3, np.dtype(dtype))
    assert message == f"{name} has 1.23e+200, first in row 3, too large for {end}"


@pytest.mark.parametrize("name", ["labels", "values", "fitted_on", "images"])
def test_rows_that_are_samples_can_be_dropped(name):
    code = f"np.asarray({name})[np.isfinite(np.asarray({name}))]"
    message = f"{name} has infinity, first in row 1, expected finite numbers."
    assert advice.not_finite(name, [1, np.inf], np.inf, 1, float) == (
        f"{message} Drop such rows: {code}."
    )
    assert advice.not_finite("weights", [1, np.inf], np.inf, 1, float) == message.replace(
        name, "weights"
    )


NOT_MATRIX = [
    ((3, 5), 1, ": for each sample a row of 1 number"),
    ((3, 5), 2, ": for each sample a row of 2 numbers"),
    ((3, 5), None, ": for each sample a row of m numbers"),
    ((0, 4), 4, ": for each sample a row of 4 numbers"),
    ((4, 2), 4, ". Rows are samples, so if its columns are samples: x.T"),
    ((2, 3), 6, ". If it is one sample: x.reshape(1, -1)"),
    ((2, 3), 3, ": for each sample a row of 3 numbers"),
    ((2, 3, 4), 12, ". Flatten each sample: x.reshape(len(x), -1)"),
    ((2, 3, 4), None, ". Flatten each sample: x.reshape(len(x), -1)"),
    ((2, 3, 4), 5, ": for each sample a row of 5 numbers"),
    ((3,), None, ". For one sample: x.reshape(1, -1). As a column: x.reshape(-1, 1)"),
    ((3,), 1, ". As a column: x.reshape(-1, 1)"),
    ((3,), 3, ". For one sample: x.reshape(1, -1)"),
    ((3,), 2, ": for each sample a row of 2 numbers"),
    ((), None, ". For one sample: x.reshape(1, -1)"),
    ((), 2, ": for each sample a row of 2 numbers"),
]


@pytest.mark.parametrize(("shape", "columns", "end"), NOT_MATRIX)
def test_what_is_no_matrix(shape, columns, end):
    message = f"x has shape {shape}, expected (n, {columns or 'm'}){end}."
    assert advice.not_matrix("x", np.zeros(shape), columns) == message


NOT_A_PAIR = [
    ((3,), (4,), " As columns: y_pred.reshape(-1, 1) and y.reshape(-1, 1)."),
    ((3, 1), (3,), " As a column: y.reshape(-1, 1)."),
    ((3, 2), (3,), " If these are labels: to_categorical(y, 2)."),
    ((3, 2), (3, 1), " If these are labels: to_categorical(y, 2)."),
    ((3, 2), (4,), ""),
    ((3, 2, 1), (3,), ""),
    ((3,), (3, 1), ""),
]


@pytest.mark.parametrize(("predicted", "true", "end"), NOT_A_PAIR)
def test_what_is_no_pair(predicted, true, end):
    got = f"y_pred has shape {predicted} and y {true}, expected the same (n, m) for both."
    assert advice.not_a_pair(np.zeros(predicted), np.zeros(true), "y", "y") == got + end
