"""Each message that shows code shows code that works: here it is run, as the reader would run it.

Each case is a wrong argument, and the line that the message must show. The line is run on the
argument, and the same call must then be right.
"""

import copy
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import scipy.sparse

import nnlib
from nnlib import (
    SGD,
    ActivationLayer,
    FCLayer,
    Network,
    NeuralNetwork,
    binary_crossentropy,
    categorical_crossentropy,
    d_binary_crossentropy,
    d_categorical_crossentropy,
    d_mse,
    d_sigmoid,
    d_softmax,
    d_tanh,
    mse,
    normalize,
    sigmoid,
    softmax,
    standardize,
    tanh,
    to_categorical,
)

X = np.random.default_rng(0).normal(size=(6, 4))
LABELS = np.array([0, 2, 1, 1, 0, 2])
NAMES = np.array(["bird", "cat", "dog"])[LABELS]


def network(inputs=4, outputs=3, dtype=np.float64):
    loss = categorical_crossentropy, d_categorical_crossentropy
    sizes = [inputs, 5, outputs]
    return NeuralNetwork(sizes, (tanh, d_tanh), (softmax, d_softmax), loss, SGD(), dtype=dtype)


def with_value(values, row, value):
    values = values.copy()
    values[row] = value
    return values


def refused(call):
    with pytest.raises((ValueError, TypeError, RuntimeError)) as caught:
        call()
    return str(caught.value)


def cured(line, name, value):
    """What the argument is after the line of code: an expression, or an assignment."""
    names = {"np": np, "pd": pd, "nnlib": nnlib, "to_categorical": to_categorical, name: value}
    if " = " in line:
        exec(line, names)
        return names[name]
    return eval(line, names)


def predict(inputs=4, dtype=np.float64):
    return lambda x: network(inputs, dtype=dtype).predict(x)


FRAME = pd.DataFrame(X, columns=list("abcd"))
WITH_WORDS = FRAME.assign(a=NAMES)

INPUTS = [
    ("one sample", X[0], predict(), "x.reshape(1, -1)"),
    ("one sample in a list", X[0].tolist(), predict(), "np.asarray(x).reshape(1, -1)"),
    ("one sample of a frame", FRAME.loc[2], predict(), "np.asarray(x).reshape(1, -1)"),
    ("one image", X[0].reshape(2, 2), predict(), "x.reshape(1, -1)"),
    ("one image with a channel", X[0].reshape(2, 2, 1), predict(), "x.reshape(1, -1)"),
    ("images", X.reshape(6, 2, 2), predict(), "x.reshape(len(x), -1)"),
    ("images in a list", X.reshape(6, 2, 2).tolist(), predict(),
     "np.asarray(x).reshape(len(np.asarray(x)), -1)"),
    ("samples in columns", X.T, predict(), "x.T"),
    ("one sample as a column", X[:1].T, predict(), "x.T"),
    ("numbers of one feature", X[:, 0], predict(1), "x.reshape(-1, 1)"),
    ("series of one feature", FRAME["a"], predict(1), "np.asarray(x).reshape(-1, 1)"),
    ("a number", np.array(2.0), predict(1), "x.reshape(1, -1)"),
    ("x and y", (X, LABELS), predict(), "x[0]"),
    ("sparse", scipy.sparse.csr_matrix(X), predict(), "x.toarray()"),
    ("generator", (row for row in X), predict(), "np.array(list(x))"),
    ("map", map(list, X), predict(), "np.array(list(x))"),
    ("values of a dict", dict(enumerate(X)).values(), predict(), "np.array(list(x))"),
    ("series of rows", pd.Series(X.tolist()), predict(), "np.array(list(x))"),
    ("series of arrays", pd.Series(list(X)), predict(), "np.array(list(x))"),
    ("text", X.astype(str), predict(), "np.asarray(x, float)"),
    ("text in lists", X.astype(str).tolist(), predict(), "np.asarray(x, float)"),
    ("bytes", X.astype("S9"), predict(), "np.asarray(x, float)"),
    ("strings", X.astype(str).astype(np.dtypes.StringDType()), predict(), "np.asarray(x, float)"),
    ("frame of text", FRAME.astype(str), predict(), "x.to_numpy(float)"),
    ("column of text", FRAME.assign(a="7"), predict(), "x.to_numpy(float)"),
    ("objects", X.astype(object), predict(), "np.asarray(x, float)"),
    ("fractions", [[Fraction(1, 3)] * 4], predict(), "np.asarray(x, float)"),
    ("frame of bool and floats", FRAME.assign(a=True), predict(), "x.to_numpy(float)"),
    ("frame of nullable numbers", FRAME.astype("Float64"), predict(), "x.to_numpy(float)"),
    ("named fields", np.array([(1.0, 2, 3.0, 4)], "f8, i4, f4, f8"), predict(),
     "np.array(x.tolist())"),
    ("complex", X + 1j, predict(), "np.real(x)"),
    ("complex in lists", (X + 1j).tolist(), predict(), "np.real(x)"),
    ("dates", np.arange("2020-01-01", "2020-01-07", dtype="M8[D]").reshape(6, 1), predict(1),
     "(x - x.min()) / np.timedelta64(1, 'D')"),
    ("text in a frame", WITH_WORDS, predict(6), "pd.get_dummies(x, dtype=float)"),
    ("text in an array", WITH_WORDS.to_numpy(object), predict(6),
     "pd.get_dummies(pd.DataFrame(x).infer_objects(), dtype=float)"),
    ("NaN", with_value(X, 2, np.nan), predict(), "x[np.isfinite(x).all(axis=1)]"),
    ("infinity", with_value(X, 2, np.inf), predict(), "x[np.isfinite(x).all(axis=1)]"),
    ("NaN in lists", with_value(X, 2, np.nan).tolist(), predict(),
     "np.asarray(x)[np.isfinite(np.asarray(x)).all(axis=1)]"),
    ("NaN in a frame", FRAME.mask(X > 1), predict(), "x.dropna()"),
    ("infinity in a frame", FRAME.mask(X > 1, np.inf), predict(),
     "np.asarray(x)[np.isfinite(np.asarray(x)).all(axis=1)]"),
    ("masked", np.ma.array(X, mask=X > 1), predict(), "x[~np.ma.getmaskarray(x).any(axis=1)]"),
    ("too large for float32", 1e39 * X, predict(dtype=np.float32), "nnlib.standardize(x)"),
    ("one row of a formula", X[0], softmax, "x.reshape(1, -1)"),
    ("a column of a formula", X[0], softmax, "x.reshape(-1, 1)"),
]  # fmt: skip


def case(name, value, call, line):
    return pytest.param(value, call, line, id=name)


@pytest.mark.parametrize(("x", "call", "line"), [case(*each) for each in INPUTS])
def test_line_that_cures_x(x, call, line):
    message = refused(lambda: call(x))
    assert line in message
    assert len(call(cured(line, "x", x))) >= 1


def fit(y, categorical=False, outputs=3):
    return network(outputs=outputs).fit(X, y, categorical=categorical, progress=False)


def labels_of_fit(y):
    return fit(y, categorical=True)


def label_of_one_sample(y):
    return network().fit(X[:1], y, categorical=True, progress=False)


def row_of_one_sample(y):
    return network().fit(X[:1], y, progress=False)


def column_of_fit(y):
    loss = binary_crossentropy, d_binary_crossentropy
    new = NeuralNetwork([4, 5, 1], (tanh, d_tanh), (sigmoid, d_sigmoid), loss, SGD())
    return new.fit(X, y, progress=False)


Y = to_categorical(LABELS)
TARGETS = [
    ("labels", LABELS, fit, "to_categorical(y, 3)"),
    ("labels without the last class", LABELS % 2, fit, "to_categorical(y, 3)"),
    ("column of labels", LABELS.reshape(-1, 1), fit, "to_categorical(y, 3)"),
    ("series of labels", pd.Series(LABELS), fit, "to_categorical(y, 3)"),
    ("list of labels", LABELS.tolist(), fit, "to_categorical(y, 3)"),
    ("vector for one output", LABELS % 2, column_of_fit, "y.reshape(-1, 1)"),
    ("list for one output", [0, 1, 1, 0, 0, 1], column_of_fit, "np.asarray(y).reshape(-1, 1)"),
    ("one-hot in columns", Y.T, fit, "y.T"),
    ("sparse", scipy.sparse.csr_matrix(Y), fit, "y.toarray()"),
    ("one-hot for labels", Y, labels_of_fit, "y.argmax(axis=1)"),
    ("frame for labels", pd.DataFrame(Y), labels_of_fit, "np.asarray(y).argmax(axis=1)"),
    ("row of labels", LABELS.reshape(1, -1), labels_of_fit, "y.ravel()"),
    ("list with a row of labels", [LABELS.tolist()], labels_of_fit, "np.asarray(y).ravel()"),
    ("labels from 1", LABELS + 1, labels_of_fit, "names, y = np.unique(y, return_inverse=True)"),
    ("labels from -1", LABELS - 1, labels_of_fit, "names, y = np.unique(y, return_inverse=True)"),
    ("labels far apart", 1000 * LABELS, labels_of_fit,
     "names, y = np.unique(y, return_inverse=True)"),
    ("one label", np.array(2), label_of_one_sample, "[y]"),
    ("row of one sample", np.eye(3)[1], row_of_one_sample, "y.reshape(1, -1)"),
    ("words", NAMES, labels_of_fit, "names, y = np.unique(y, return_inverse=True)"),
    ("list of words", NAMES.tolist(), labels_of_fit,
     "names, y = np.unique(y, return_inverse=True)"),
    ("column of words", NAMES.reshape(-1, 1), labels_of_fit,
     "names, y = np.unique(y, return_inverse=True)"),
    ("series of words", pd.Series(NAMES), labels_of_fit,
     "names, y = np.unique(y, return_inverse=True)"),
    ("categories", pd.Series(NAMES).astype("category"), labels_of_fit,
     "names, y = np.unique(y, return_inverse=True)"),
    ("text digits", LABELS.astype(str), labels_of_fit, "np.asarray(y, float)"),
    ("list of text digits", LABELS.astype(str).tolist(), labels_of_fit, "np.asarray(y, float)"),
    ("series of text digits", pd.Series(LABELS.astype(str)), labels_of_fit, "y.to_numpy(float)"),
]  # fmt: skip


@pytest.mark.parametrize(("y", "call", "line"), [case(*each) for each in TARGETS])
def test_line_that_cures_y(y, call, line):
    message = refused(lambda: call(y))
    assert line in message
    assert np.isfinite(call(cured(line, "y", y))).all()


@pytest.mark.parametrize("call", ["fit(x, y, categorical=True)", "score(x, y, accuracy=True)"])
def test_call_that_takes_labels(call):
    method = getattr(network(), call.split("(")[0])
    assert call in refused(lambda: method(X, LABELS))
    assert eval(f"network.{call}", {"network": network(), "x": X, "y": LABELS}) is not None


@pytest.mark.parametrize(
    ("y", "line", "dropped"),
    [
        (with_value(LABELS.astype(float), 1, np.nan), "y[np.isfinite(y)]", [1]),
        (with_value(LABELS.astype(float), 1, np.inf), "y[np.isfinite(y)]", [1]),
        (pd.Series(with_value(LABELS.astype(float), 1, np.nan)), "y.dropna()", [1]),
        (pd.Series(LABELS).astype("Int64").mask(LABELS == 2), "y.dropna()", [1, 5]),
        (np.ma.array(LABELS, mask=LABELS == 2), "y[~np.ma.getmaskarray(y)]", [1, 5]),
    ],
    ids=["NaN", "infinity", "NaN in a series", "NA in a series", "masked"],
)
def test_rows_without_a_label_are_dropped_of_x_and_of_y(y, line, dropped):
    message = refused(lambda: labels_of_fit(y))
    assert f"Drop such rows, of x and of y: {line}" in message
    rest = cured(line, "y", y)
    kept = np.delete(X, dropped, axis=0)
    assert network().fit(kept, rest, categorical=True, progress=False)


@pytest.mark.parametrize("scale", [normalize, standardize])
@pytest.mark.parametrize(
    ("values", "line"),
    [
        (with_value(X, 2, np.nan), "values[np.isfinite(values).all(axis=1)]"),
        (with_value(X[:, 0], 2, np.nan), "values[np.isfinite(values)]"),
        (with_value(X.reshape(6, 2, 2), 2, np.inf), "values[np.isfinite(values).all(axis=(1, 2))]"),
        (FRAME.mask(X > 1), "values.dropna()"),
        (
            np.ma.array(X, mask=X > 1).reshape(6, 2, 2),
            "values[~np.ma.getmaskarray(values).any(axis=(1, 2))]",
        ),
        (X.astype(str), "np.asarray(values, float)"),
        (WITH_WORDS, "pd.get_dummies(values, dtype=float)"),
    ],
    ids=[
        "NaN",
        "NaN in a vector",
        "infinity in images",
        "NaN in a frame",
        "masked",
        "text",
        "words",
    ],
)
def test_line_that_cures_values_to_scale(scale, values, line):
    assert line in refused(lambda: scale(values))
    assert np.isfinite(scale(cured(line, "values", values))).all()


PAIRS = [
    ("labels", LABELS, 3, "to_categorical(y_true, 3)"),
    ("column of labels", LABELS.reshape(-1, 1), 3, "to_categorical(y_true, 3)"),
    ("vector for one output", LABELS % 2, 1, "y_true.reshape(-1, 1)"),
    ("list for one output", [0, 1, 1, 0, 0, 1], 1, "np.asarray(y_true).reshape(-1, 1)"),
]


@pytest.mark.parametrize(("y_true", "outputs", "line"), [case(*each) for each in PAIRS])
def test_line_that_cures_a_target_of_a_loss(y_true, outputs, line):
    y_pred = np.full((6, outputs), 0.5)
    for function in (mse, d_mse, categorical_crossentropy, binary_crossentropy):
        assert line in refused(lambda function=function: function(y_pred, y_true))
        assert len(function(y_pred, cured(line, "y_true", y_true))) == 6


def test_line_that_makes_columns_of_two_vectors():
    y_pred, y_true = np.zeros(6), [1.0] * 6
    line = "y_pred.reshape(-1, 1) and np.asarray(y_true).reshape(-1, 1)"
    assert line in refused(lambda: mse(y_pred, y_true))
    assert mse(y_pred.reshape(-1, 1), np.asarray(y_true).reshape(-1, 1)).shape == (6, 1)


def test_end_of_a_network_that_a_cross_entropy_takes():
    for name, loss in (
        ("softmax", (categorical_crossentropy, d_categorical_crossentropy)),
        ("sigmoid", (binary_crossentropy, d_binary_crossentropy)),
    ):
        new = Network()
        new.add(FCLayer(4, 3))
        new.use(*loss, SGD())
        line = f"ActivationLayer({name}, d_{name})"
        assert line in refused(lambda new=new: new.fit(X, Y, progress=False))
        functions = {"softmax": softmax, "d_softmax": d_softmax}
        functions |= {"sigmoid": sigmoid, "d_sigmoid": d_sigmoid}
        new.add(eval(line, {"ActivationLayer": ActivationLayer, **functions}))
        assert new.fit(X, Y, progress=False)


def test_copy_of_a_layer_can_be_added():
    first, second, layer = Network(), Network(), FCLayer(4, 3)
    first.add(layer)
    assert "copy.deepcopy(layer)" in refused(lambda: second.add(layer))
    second.add(copy.deepcopy(layer))
    np.testing.assert_array_equal(first.params, second.params)


def test_learning_rate_that_changes_is_set_in_the_hook():
    message = refused(lambda: SGD(learning_rate=lambda step: 0.1 / step))
    assert "set network.optimizer.learning_rate in fit(on_epoch_end=…)" in message
    rates = []

    def on_epoch_end(network, epoch, loss):
        network.optimizer.learning_rate = 0.1 / epoch
        rates.append(network.optimizer.learning_rate)

    network().fit(X, Y, epochs=2, on_epoch_end=on_epoch_end, progress=False)
    assert rates == [0.1, 0.05]


def test_gradient_of_integers_is_converted_before_a_step():
    gradient, params = np.array([10, 20], np.uint8), np.array([1.0, 2.0])
    line = "np.asarray(gradient, float)"
    assert line in refused(lambda: SGD(0.1).step(params, gradient))
    SGD(0.1).step(params, cured(line, "gradient", gradient))
    np.testing.assert_allclose(params, [0.0, 0.0])


def loss_without_keepdims(y_pred, y_true):
    return ((y_pred - y_true) ** 2).mean(axis=1)


def d_loss_of_rows(y_pred, y_true):
    return 2 / 3 * (y_pred - y_true)


def test_end_of_a_loss_of_ones_own():
    new = network()
    new.use(loss_without_keepdims, d_mse, SGD())
    message = refused(lambda: new.fit(X, Y, progress=False))
    assert ".mean(axis=1, keepdims=True)" in message
    new.use(lambda p, t: ((p - t) ** 2).mean(axis=1, keepdims=True), d_mse, new.optimizer)
    assert new.fit(X, Y, progress=False)


def test_end_of_a_d_loss_of_ones_own():
    new = network()
    new.use(mse, d_loss_of_rows, SGD())
    message = refused(lambda: new.fit(X, Y, progress=False))
    assert "[:, np.newaxis, :]" in message
    new.use(mse, lambda p, t: d_loss_of_rows(p, t)[:, np.newaxis, :], new.optimizer)
    assert new.fit(X, Y, progress=False)
