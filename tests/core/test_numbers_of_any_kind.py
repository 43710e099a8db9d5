"""Whatever numbers come as: lists, integers, bytes, frames, files give what float64 gives.

And what is not numbers is refused in nnlib's own words: no other library's exception comes through,
and no warning.
"""

import array
import functools
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import scipy.sparse

from nnlib import (
    SGD,
    ActivationLayer,
    Adagrad,
    Adam,
    Dropout,
    FCLayer,
    Network,
    RMSprop,
    binary_crossentropy,
    categorical_crossentropy,
    d_binary_crossentropy,
    d_categorical_crossentropy,
    d_identity,
    d_mse,
    d_relu,
    d_sigmoid,
    d_softmax,
    d_tanh,
    identity,
    mse,
    normalize,
    relu,
    sigmoid,
    softmax,
    standardize,
    tanh,
)
from nnlib.errors import PlainError

pytestmark = [
    pytest.mark.filterwarnings("error"),
    # np.matrix itself.
    pytest.mark.filterwarnings("ignore:the matrix subclass"),
]

# Rows of 0 and 1: they are integers, bytes, bool and probabilities as well.
ROWS = np.eye(3)[[0, 1, 2, 0, 1]]
INPUTS = np.random.default_rng(0).normal(size=(5, 3))
PROBABILITIES = np.full((5, 3), 1 / 3)


def network(dtype=np.float64, output=(softmax, d_softmax), loss=None):
    new = Network(seed=1, dtype=dtype)
    for layer in (FCLayer(3, 4), ActivationLayer(tanh, d_tanh), FCLayer(4, 3)):
        new.add(layer)
    new.add(ActivationLayer(*output))
    new.use(*(loss or (categorical_crossentropy, d_categorical_crossentropy)), SGD(0.1))
    return new


def trained(x, y, **options):
    """The parameters after two epochs."""
    new = network(**options)
    new.fit(x, y, 2, 2, progress=False)
    return new.params


def back(make, output_gradient):
    """What a layer hands back, and the gradient of its parameters."""
    layer = make()
    layer.forward(INPUTS)
    returned = layer.backward(output_gradient)
    return np.concatenate([returned.ravel(), layer.gradient])


def gradient(values, place, **options):
    """The flat gradient where the prediction, or the target, is ``values``."""
    new = network(**options)
    y_pred = new.forward(INPUTS)
    pair = (values, ROWS) if place == "y_pred" else (y_pred, values)
    return new.backward(*pair).copy()


def with_weights(weights):
    layer = FCLayer(5, 3)
    layer.weights = weights
    return layer.weights


def dense():
    return FCLayer(3, 3, seed=0)


LOSSES = [mse, d_mse, categorical_crossentropy, d_categorical_crossentropy,
          binary_crossentropy, d_binary_crossentropy]  # fmt: skip
MSE = {"output": (identity, d_identity), "loss": (mse, d_mse)}
BINARY = {
    "output": (sigmoid, d_sigmoid),
    "loss": (binary_crossentropy, d_binary_crossentropy),
}

MATRIX_FUNCTIONS = {
    **{f.__name__: f for f in (relu, d_relu, tanh, d_tanh, sigmoid, d_sigmoid)},
    **{f.__name__: f for f in (identity, d_identity, softmax, d_softmax)},
    **{f"{f.__name__}, y_pred": lambda v, f=f: f(v, ROWS) for f in LOSSES},
    **{f"{f.__name__}, y_true": lambda v, f=f: f(PROBABILITIES, v) for f in LOSSES},
    **{f.__name__: f for f in (normalize, standardize)},
    **{f"{f.__name__}, axis=0": lambda v, f=f: f(v, axis=0) for f in (normalize, standardize)},
    **{f"{f.__name__}, fitted_on": lambda v, f=f: f(INPUTS, v) for f in (normalize, standardize)},
    "FCLayer.forward": lambda v: dense().forward(v),
    "FCLayer.backward": lambda v: back(dense, v),
    "FCLayer.weights": with_weights,
    "ActivationLayer.forward": lambda v: ActivationLayer(tanh, d_tanh).forward(v),
    "ActivationLayer.backward": lambda v: back(lambda: ActivationLayer(tanh, d_tanh), v),
    "ActivationLayer.backward, rows": lambda v: back(
        lambda: ActivationLayer(softmax, d_softmax), v
    ),
    "Dropout.forward": lambda v: Dropout(0.5).forward(v),
    "fit, x": lambda v: trained(v, ROWS),
    "fit, x in float32": lambda v: trained(v, ROWS, dtype=np.float32),
    "fit, y": lambda v: trained(INPUTS, v),
    "fit, y of mse": lambda v: trained(INPUTS, v, **MSE),
    "fit, y of yes and no": lambda v: trained(INPUTS, v, **BINARY),
    "predict": lambda v: network().predict(v),
    "predict, labels": lambda v: network().predict(v, labels=True),
    "score, x": lambda v: network().score(v, ROWS),
    "score, y": lambda v: network().score(INPUTS, v),
    "score, rows of yes and no": lambda v: network(**BINARY).score(INPUTS, v, accuracy=True),
    "forward": lambda v: network().forward(v),
    "backward, y": lambda v: gradient(v, "y"),
    "backward, y by the chain rule": lambda v: gradient(v, "y", loss=(mse, d_mse)),
    "backward, y_pred": lambda v: gradient(v, "y_pred"),
}
"""Functions of a matrix (5, 3)."""

VECTOR = np.array([1.0, 0.0, 0.0, 1.0, 1.0])
VECTOR_FUNCTIONS = {
    **{f.__name__: f for f in (relu, sigmoid, tanh, normalize, standardize)},
    **{f"{kind.__name__}.update": lambda v, kind=kind: kind(0.1).update(np.arange(5.0), v)
       for kind in (SGD, Adam, RMSprop, Adagrad)},
    "SGD.update, old_params": lambda v: SGD(0.1).update(v, np.arange(5.0)),
}  # fmt: skip
"""Functions of a vector (5,)."""


def memmap(values, tmp_path):
    mapped = np.memmap(tmp_path / "values", values.dtype, "w+", shape=values.shape)
    mapped[:] = values
    return mapped


def read_only(values):
    values = values.copy()
    values.setflags(write=False)
    return values


def every_other(values):
    return np.repeat(values, 2, axis=0)[::2]


DTYPES = [
    np.uint8,
    np.int8,
    np.uint64,
    int,
    bool,
    np.float16,
    np.float32,
    np.longdouble,
    ">f8",
    ">i4",
]
NUMBERS = {
    **{f"{np.dtype(dtype)}": lambda v, path, dtype=dtype: v.astype(dtype) for dtype in DTYPES},
    "list": lambda v, path: v.tolist(),
    "tuple": lambda v, path: tuple(v.tolist()),
    "list of arrays": lambda v, path: list(v),
    "Fortran order": lambda v, path: np.asfortranarray(v),
    "not contiguous": lambda v, path: every_other(v),
    "backwards": lambda v, path: v[::-1].copy()[::-1],
    "read-only": lambda v, path: read_only(v),
    "memmap": memmap,
    "uint8 memmap": lambda v, path: memmap(v.astype(np.uint8), path),
    "nothing masked": lambda v, path: np.ma.array(v),
}
NUMBERS_IN_ROWS = {
    **NUMBERS,
    "np.matrix": lambda v, path: np.matrix(v),
    "frame": lambda v, path: pd.DataFrame(v, index=range(10, 15), columns=list("abc")),
    "frame of bytes": lambda v, path: pd.DataFrame(v.astype(np.uint8)),
    "frame of bool": lambda v, path: pd.DataFrame(v.astype(bool)),
    "frame of floats and integers": lambda v, path: pd.DataFrame(v).astype({0: int}),
    "sparse frame": lambda v, path: pd.DataFrame(v).astype(pd.SparseDtype(float, 0)),
}
NUMBERS_IN_A_VECTOR = {
    **NUMBERS,
    "series of any index": lambda v, path: pd.Series(v, index=list("vwxyz")),
    "series of bool": lambda v, path: pd.Series(v.astype(bool), index=range(9, 4, -1)),
    "series of nullable integers": lambda v, path: pd.Series(v).astype("Int64"),
    "array.array": lambda v, path: array.array("d", v),
}


def difference(function, numbers, expected):
    """Say how the result differs from the one for float64; nothing where it does not."""
    got = np.asarray(function(numbers))
    # Of float32, or in it, about seven digits are left.
    is_float32 = np.float32 in (got.dtype, np.asarray(numbers).dtype)
    relative, absolute = (1e-5, 1e-6) if is_float32 else (1e-12, 1e-15)
    if got.shape == np.shape(expected) and np.allclose(got, expected, relative, absolute):
        return None
    return f"{got} instead of {expected}"


def check_all_the_same(function, kinds, values, path):
    """Call the function with the same numbers in each form; no case for each, as there are many."""
    expected = function(values)
    differences = {
        kind: difference(function, make(values, path), expected) for kind, make in kinds.items()
    }
    assert not {kind: found for kind, found in differences.items() if found}


@pytest.mark.parametrize("name", MATRIX_FUNCTIONS)
def test_rows_of_any_kind_give_what_float64_gives(name, tmp_path):
    check_all_the_same(MATRIX_FUNCTIONS[name], NUMBERS_IN_ROWS, ROWS, tmp_path)


@pytest.mark.parametrize("name", VECTOR_FUNCTIONS)
def test_vectors_of_any_kind_give_what_float64_gives(name, tmp_path):
    check_all_the_same(VECTOR_FUNCTIONS[name], NUMBERS_IN_A_VECTOR, VECTOR, tmp_path)


def with_first(values, thing):
    values = values.astype(object)
    values.flat[0] = thing
    return values


NO_NUMBERS = {
    "None": lambda v: None,
    "text": lambda v: "abc",
    "bytes": lambda v: b"abc",
    "dict": lambda v: {"a": [1.0]},
    "set": lambda v: {1.0, 2.0},
    "function": lambda v: relu,
    "class": lambda v: FCLayer,
    "stub": lambda v: ...,
    "object": lambda v: object(),
    "generator": lambda v: (row for row in v),
    "iterator": lambda v: iter(v.tolist()),
    "zip": lambda v: zip(v.tolist(), v.tolist(), strict=True),
    "values of a dict": lambda v: dict(enumerate(v)).values(),
    "None in 0-D": lambda v: np.array(None),
    "words": lambda v: np.full(v.shape, "red"),
    "list of words": lambda v: np.full(v.shape, "red").tolist(),
    "one word": lambda v: with_first(v, "red"),
    "numbers as text": lambda v: v.astype(str),
    "numbers as bytes": lambda v: v.astype("S3"),
    "numbers as strings": lambda v: v.astype(str).astype(np.dtypes.StringDType()),
    "a None": lambda v: with_first(v, None),
    "list with a None": lambda v: with_first(v, None).tolist(),
    "NaN in objects": lambda v: with_first(v, np.nan),
    "NA": lambda v: with_first(v, pd.NA),
    "NaT": lambda v: with_first(v, pd.NaT),
    "objects": lambda v: v.astype(object),
    "fractions": lambda v: np.vectorize(Fraction, otypes=[object])(v),
    "integers beyond float64": lambda v: np.full(v.shape, 10**400, object),
    "objects that are no numbers": lambda v: with_first(v, object()),
    "arrays in an array": lambda v: pd.Series([[1.0, 2.0]] * len(v)),
    "complex": lambda v: v + 1j,
    "complex without imaginary part": lambda v: v.astype(complex),
    "dates": lambda v: v.astype("M8[D]"),
    "times": lambda v: v.astype("m8[s]"),
    "named fields": lambda v: np.zeros(len(v), [("a", float), ("b", int)]),
    "raw bytes": lambda v: np.ascontiguousarray(v).view("V8"),
    "masked": lambda v: np.ma.array(v, mask=v == 1),
    "masked bytes": lambda v: np.ma.masked_equal(v.astype(np.uint8), 1),
    "list with masked": lambda v: list(np.ma.array(v, mask=v == 1)),
    "ragged": lambda v: [[1.0, 2.0, 3.0], [1.0, 2.0]],
    "ragged inside": lambda v: [[1, 2, 3], [1, [2], 3]],
    "x and y": lambda v: (INPUTS, np.arange(5)),
    "sparse": lambda v: scipy.sparse.csr_matrix(np.atleast_2d(v)),
    "sparse array": lambda v: scipy.sparse.coo_array(np.atleast_2d(v)),
    "beyond float64": lambda v: v.astype(np.longdouble) * np.longdouble("1e4000"),
}  # fmt: skip
NO_NUMBERS_IN_ROWS = {
    **NO_NUMBERS,
    "frame with text": lambda v: pd.DataFrame(v).assign(a="red"),
    "frame of text": lambda v: pd.DataFrame(v).astype(str),
    "frame of strings": lambda v: pd.DataFrame(v).astype("string"),
    "frame of categories": lambda v: pd.DataFrame(v).assign(a=pd.Categorical(list("uvuvu"))),
    "frame of bool and floats": lambda v: pd.DataFrame(v).astype({0: bool}),
    "frame of nullable integers": lambda v: pd.DataFrame(v).astype("Int64"),
    "frame with NA": lambda v: pd.DataFrame(v).astype("Int64").mask(v == 1),
    "frame with None": lambda v: pd.DataFrame(with_first(v, None)),
    "frame with dates": lambda v: pd.DataFrame(v).assign(a=pd.Timestamp("2020-01-01")),
    "frame of complex": lambda v: pd.DataFrame(v).astype(complex),
    "series of lists": lambda v: pd.Series(v.tolist()),
    "series of arrays": lambda v: pd.Series(list(v)),
    "groups of a frame": lambda v: pd.DataFrame(v).groupby(0),
}
NO_NUMBERS_IN_A_VECTOR = {
    **NO_NUMBERS,
    "series of text": lambda v: pd.Series(v).astype(str),
    "series of words": lambda v: pd.Series(list("uvuvu")),
    "series of strings": lambda v: pd.Series(list("uvuvu"), dtype="string"),
    "series of categories": lambda v: pd.Series(list("uvuvu")).astype("category"),
    "series with NA in strings": lambda v: pd.Series(["u", None, *"uvu"], dtype="string"),
    "series with NA in bool": lambda v: pd.Series(v == 1).astype("boolean").mask(v == 1),
    "series of dates": lambda v: pd.Series(pd.date_range("2020-01-01", periods=5)),
}


def outcome(function, thing):
    """What comes of a wrong call, if it is not a message of nnlib's."""
    try:
        result = function(thing)
    except PlainError as error:
        is_sentence = str(error).endswith((".", "?")) and len(str(error)) < 300
        return None if is_sentence else f"unreadable: {error}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return f"accepted: {result}"


def check_all_refused(function, things):
    """Call the function with each thing, and expect nnlib's own words every time."""
    outcomes = {kind: outcome(function, thing) for kind, thing in things.items()}
    assert not {kind: found for kind, found in outcomes.items() if found}


def made(kinds, values):
    return {kind: make(values) for kind, make in kinds.items()}


@pytest.mark.parametrize("name", MATRIX_FUNCTIONS)
def test_what_is_not_numbers_is_refused_in_plain_words(name):
    things = made(NO_NUMBERS_IN_ROWS, ROWS)
    if name.endswith("fitted_on"):
        del things["None"]  # the default
    check_all_refused(MATRIX_FUNCTIONS[name], things)


@pytest.mark.parametrize("name", VECTOR_FUNCTIONS)
def test_what_is_not_a_vector_of_numbers_is_refused_in_plain_words(name):
    check_all_refused(VECTOR_FUNCTIONS[name], made(NO_NUMBERS_IN_A_VECTOR, VECTOR))


# The input of a network, and what is scaled; a formula hands NaN and infinity on, as NumPy does.
FINITE = ["normalize", "standardize", "normalize, fitted_on", "standardize, fitted_on",
          "FCLayer.weights", "fit, x", "fit, y", "fit, y of mse", "fit, y of yes and no",
          "predict", "score, x", "score, y", "score, rows of yes and no"]  # fmt: skip


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("name", FINITE)
def test_data_that_is_not_finite_is_refused(name, bad):
    values = ROWS.copy()
    values[2, 1] = bad
    dtypes = ("float64", "float16", "float32", "longdouble", ">f8")
    things = {dtype: values.astype(dtype) for dtype in dtypes}
    things |= {"frame": pd.DataFrame(values), "list": values.tolist()}
    check_all_refused(MATRIX_FUNCTIONS[name], things)


@pytest.mark.parametrize("name", ["fit, x in float32", "fit, y of mse in float32", "predict"])
def test_numbers_beyond_float32_are_refused_by_a_network_in_float32(name):
    functions = {
        "fit, x in float32": lambda v: trained(v, ROWS, dtype=np.float32),
        "fit, y of mse in float32": lambda v: trained(INPUTS, v, dtype=np.float32, **MSE),
        "predict": lambda v: network(np.float32).predict(v),
    }
    with pytest.raises(ValueError, match=r"has 1e\+39, first in row 0, too large for float32"):
        functions[name](1e39 * ROWS)


STEPS = [functools.partial(kind, 0.1) for kind in (SGD, Adam, RMSprop, Adagrad)]
IN_PLACE = {
    **{name: NO_NUMBERS_IN_A_VECTOR[name] for name in NO_NUMBERS_IN_A_VECTOR},
    "list": lambda v: v.tolist(),
    # The square of 16 is 0 in uint8, and 1e-4 in float16 has hardly any digits.
    **{f"{dtype}": lambda v, dtype=dtype: v.astype(dtype)
       for dtype in ("uint8", "int64", "bool", "float16", "longdouble", ">f8")},
    "series": pd.Series,
    "nothing masked": np.ma.array,
}  # fmt: skip


@pytest.mark.parametrize("make", STEPS, ids=lambda make: make.func.__name__)
def test_step_moves_only_arrays_of_floats_and_refuses_all_else(make):
    params = np.arange(5.0)
    check_all_refused(lambda gradient: make().step(params, gradient), made(IN_PLACE, VECTOR))
    check_all_refused(lambda others: make().step(others, VECTOR), made(IN_PLACE, VECTOR))
    np.testing.assert_array_equal(params, np.arange(5.0))
