"""What a learner reads when something is wrong: the argument, what it got, what was expected.

Each case is a wrong call, the exception, and words that its message must hold.
"""

import numpy as np
import pandas as pd
import pytest

from nnlib import (
    SGD,
    ActivationLayer,
    Adam,
    DivergenceError,
    Dropout,
    FCLayer,
    Layer,
    Network,
    NeuralNetwork,
    Optimizer,
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
    to_categorical,
)

IDENTITY, RELU, TANH = (identity, d_identity), (relu, d_relu), (tanh, d_tanh)
SIGMOID, SOFTMAX = (sigmoid, d_sigmoid), (softmax, d_softmax)
CATEGORICAL, MSE = (categorical_crossentropy, d_categorical_crossentropy), (mse, d_mse)
BINARY = (binary_crossentropy, d_binary_crossentropy)


def case(name, call, error, *words):
    return pytest.param(call, error, words, id=name)


def check(call, error, words):
    with pytest.raises(error) as caught:
        call()
    message = str(caught.value)
    for word in words:
        assert word in message


def with_row(array, row, value):
    """A copy of an array in which one row holds a bad value."""
    array = array.astype(float)
    array[row, -1] = value
    return array


# Data: each case is what comes instead of x (30, 4), y (30, 3) or the labels (30,)

BAD_X = [
    case("3-D", lambda x: x.reshape(30, 2, 2), ValueError, "x has shape (30, 2, 2)",
         "expected (n, 4)", "Flatten each sample: x.reshape(len(x), -1)"),
    case("1-D", lambda x: x[0], ValueError, "x has shape (4,)", "expected (n, 4)",
         "For one sample: x.reshape(1, -1)"),
    case("one sample as an image", lambda x: x[0].reshape(2, 2), ValueError, "x has shape (2, 2)",
         "expected (n, 4)", "If it is one sample: x.reshape(1, -1)"),
    case("samples in columns", lambda x: x.T, ValueError, "x has shape (4, 30)", "expected (n, 4)",
         "Rows are samples, so if its columns are samples: x.T"),
    case("0-D", lambda x: 3.0, ValueError, "x has shape ()", "expected (n, 4)"),
    case("features", lambda x: x[:, :3], ValueError, "x has shape (30, 3)", "expected (n, 4)",
         "4 numbers"),
    case("empty", lambda x: x[:0], ValueError, "x is empty", "(0, 4)", "expected (n, 4)",
         "n of at least 1"),
    case("NaN", lambda x: with_row(x, 7, np.nan), ValueError, "x has NaN", "row 7"),
    case("infinity", lambda x: with_row(x, 0, -np.inf), ValueError, "x has infinity", "row 0"),
    case("strings", lambda x: x.astype(str), TypeError, "x has numbers written as text",
         "expected numbers", "np.asarray(x, float)"),
    case("words", lambda x: np.full(x.shape, "red"), TypeError, "x has text ('red' in column 0)",
         "expected numbers", "pd.get_dummies("),
    case("objects", lambda x: x.astype(object), TypeError, "x has dtype object",
         "expected real numbers", "np.asarray(x, float)"),
    case("complex", lambda x: x + 1j, TypeError, "x has dtype complex128", "expected real numbers",
         "np.real(x)"),
    case("None", lambda x: None, TypeError, "x is None", "expected an array of numbers"),
    case("ragged", lambda x: [[1.0, 2.0, 3.0, 4.0], [1.0, 2.0]], ValueError,
         "x has rows of different lengths", "expected all of the same length"),
    case("x and y", lambda x: (x, x[:, 0]), ValueError,
         "x is a tuple of arrays of shapes (30, 4), (30,)", "expected one of them: x[0]"),
]  # fmt: skip

BAD_Y = [
    case("labels", lambda y, labels: labels, ValueError, "y has shape (30,)", "expected (n, 3)",
         "If these are labels: to_categorical(y, 3)"),
    case("column of labels", lambda y, labels: labels.reshape(-1, 1), ValueError,
         "y has shape (30, 1)", "expected (n, 3)", "If these are labels: to_categorical(y, 3)"),
    case("3-D", lambda y, labels: y.reshape(30, 3, 1), ValueError, "y has shape (30, 3, 1)",
         "expected (n, 3)"),
    case("outputs", lambda y, labels: y[:, :2], ValueError, "y has shape (30, 2)",
         "expected (n, 3)", "3 numbers"),
    case("ragged", lambda y, labels: [[1, 0], [1]], ValueError, "y has rows of different lengths"),
    case("length", lambda y, labels: y[:20], ValueError, "x has 30 samples", "y has 20"),
    case("empty", lambda y, labels: y[:0], ValueError, "y is empty", "(0, 3)", "expected (n, 3)"),
    case("NaN", lambda y, labels: with_row(y, 29, np.nan), ValueError, "y has NaN", "row 29"),
    case("infinity", lambda y, labels: with_row(y, 3, np.inf), ValueError, "y has infinity",
         "row 3"),
    case("strings", lambda y, labels: y.astype(str), TypeError, "y has numbers written as text",
         "expected numbers"),
    case("above 1", lambda y, labels: 2 * y, ValueError, "y ", "0 to 2",
         "categorical_crossentropy expects numbers from 0 to 1"),
    case("below 0", lambda y, labels: -y, ValueError, "y ", "-1",
         "categorical_crossentropy expects numbers from 0 to 1"),
    case("sum", lambda y, labels: with_row(y, 4, 0.5), ValueError, "row 4 of y sums to 1.5",
         "expected 1: one-hot rows, or probabilities. For several yes-or-no answers use binary"),
    case("sum of nearly 1", lambda y, labels: with_row(y, 4, 0.0012), ValueError,
         "row 4 of y sums to 1.0012, expected 1"),
    case("NaN in a table", lambda y, labels: pd.DataFrame(with_row(y, 29, np.nan)), ValueError,
         "y has NaN, first in row 29", "y.dropna()"),
]  # fmt: skip

BAD_LABELS = [
    case("one-hot", lambda y, labels: y, ValueError, "y has shape (30, 3)",
         "labels of shape (n,)", "y.argmax(axis=1)"),
    case("rows that are not one-hot", lambda y, labels: 2 * y, ValueError, "y has shape (30, 3)",
         "expected labels of shape (n,): one integer for each sample"),
    case("one row", lambda y, labels: labels.reshape(1, -1), ValueError, "y has shape (1, 30)",
         "labels of shape (n,)", "y.ravel()"),
    case("too large", lambda y, labels: labels + 5, ValueError, "y has 7",
         "labels from 0 to 2 for 3 classes, as the network has 3 outputs",
         "np.unique(y, return_inverse=True)"),
    case("too many", lambda y, labels: np.arange(30), ValueError, "y has 29", "0 to 2",
         "30 different labels, so 30 classes are needed"),
    case("negative", lambda y, labels: labels - 1, ValueError, "y has -1",
         "expected labels from 0", "If they count from elsewhere"),
    case("fractions", lambda y, labels: labels / 2, ValueError, "y has 0.5",
         "expected labels: integers from 0"),
    case("NaN", lambda y, labels: np.where(labels == 1, np.nan, labels), ValueError,
         "y has NaN, first in row 1"),
    case("infinity", lambda y, labels: np.where(labels == 1, np.inf, labels), ValueError,
         "y has infinity, first in row 1"),
    case("huge", lambda y, labels: np.where(labels == 1, 1e300, labels), ValueError, "y has 1e+300",
         "labels from 0 to 2"),
    case("strings", lambda y, labels: labels.astype(str), TypeError,
         "y has numbers written as text ('0')", "expected numbers: np.asarray(y, float)"),
    case("words", lambda y, labels: np.array(["a", "b", "c"])[labels], TypeError,
         "y has text ('a')", "names, y = np.unique(y, return_inverse=True)"),
    case("length", lambda y, labels: labels[:20], ValueError, "x has 30 samples", "y has 20"),
]  # fmt: skip


@pytest.mark.parametrize("method", ["fit", "score", "accuracy", "predict"])
@pytest.mark.parametrize(("change", "error", "words"), BAD_X)
def test_bad_x(make_network, x, y, labels, method, change, error, words):
    network, bad = make_network(), change(x)
    calls = {
        "fit": lambda: network.fit(bad, y, progress=False),
        "score": lambda: network.score(bad, y),
        "accuracy": lambda: network.score(bad, labels, accuracy=True),
        "predict": lambda: network.predict(bad),
    }
    check(calls[method], error, words)


@pytest.mark.parametrize(("method", "with_labels"), [
    ("fit", "fit(x, y, categorical=True)"), ("score", "score(x, y, accuracy=True)")
])  # fmt: skip
@pytest.mark.parametrize(("change", "error", "words"), BAD_Y)
def test_bad_y(make_network, x, y, labels, method, with_labels, change, error, words):
    network, options = make_network(), {"progress": False} if method == "fit" else {}
    if "If these are labels" in words[-1]:
        words = (*words, with_labels)
    check(lambda: getattr(network, method)(x, change(y, labels), **options), error, words)


@pytest.mark.parametrize(("change", "words"), [
    (lambda y, labels: y[:20], ["y_pred has shape (30, 3) and y (20, 3)", "the same (n, m)"]),
    (lambda y, labels: labels, ["y_pred has shape (30, 3) and y (30,)", "to_categorical(y, 3)"]),
    (lambda y, labels: None, ["y is None, expected an array of numbers"]),
    (lambda y, labels: y.astype(str), ["y has numbers written as text"]),
])  # fmt: skip
def test_bad_y_of_a_backward_pass(make_network, x, y, labels, change, words):
    network = make_network()
    y_pred = network.forward(x)
    check(lambda: network.backward(y_pred, change(y, labels)), (ValueError, TypeError), words)


def test_numbers_of_one_feature_are_told_to_become_a_column(make_network):
    network = make_network(layers=(1, 5, 3))
    words = ["x has shape (30,)", "expected (n, 1)", "x.reshape(-1, 1)"]
    check(lambda: network.predict(np.zeros(30)), ValueError, words)


@pytest.mark.parametrize("large", [1e38, -1e38])
def test_large_numbers_are_finite_also_where_their_sum_is_not(make_network, large):
    network = make_network(dtype=np.float32)
    assert network.predict(np.full((3, 4), large, np.float32)).shape == (3, 3)


@pytest.mark.parametrize("method", ["fit", "score"])
@pytest.mark.parametrize(("change", "error", "words"), BAD_LABELS)
def test_bad_labels(make_network, x, y, labels, method, change, error, words):
    network, bad = make_network(), change(y, labels)
    calls = {
        "fit": lambda: network.fit(x, bad, categorical=True, progress=False),
        "score": lambda: network.score(x, bad, accuracy=True),
    }
    check(calls[method], error, words)


def test_vector_for_a_single_output_is_told_how_to_become_a_column(make_network, x, labels):
    network = make_network([4, 5, 1], output=SIGMOID, loss=MSE)
    words = ["y has shape (30,)", "expected (n, 1)", "As a column: y.reshape(-1, 1)"]
    check(lambda: network.fit(x, labels, progress=False), ValueError, words)


def test_row_with_nan_is_found_in_large_data(make_network):
    x = np.zeros((600_000, 4), np.float32)
    x[512_345, 2] = np.nan
    check(lambda: make_network().predict(x), ValueError, ["x has NaN", "row 512345"])


class Shift(Layer):
    """A layer of one's own that takes any number of columns, and adds the same to each."""

    def __init__(self):
        super().__init__(1)

    def forward(self, x):
        return x + self.params


@pytest.mark.parametrize("shape", [(0, 4), (4, 0), (0, 0)])
def test_nothing_is_refused_also_where_any_number_of_columns_is_taken(shape):
    network = build(Shift())
    assert network.predict(np.ones((2, 7))).shape == (2, 7)
    words = [f"x is empty, its shape is {shape}, expected (n, m)"]
    check(lambda: network.predict(np.zeros(shape)), ValueError, words)


# In whole numbers without a sign, 0 - 1 overflows.
@pytest.mark.filterwarnings("error")
def test_row_without_a_one_is_found_in_bytes_too(make_network, x, y):
    y = y.astype(np.uint8)
    y[4] = 0
    check(lambda: make_network().fit(x, y, progress=False), ValueError, ["row 4 of y sums to 0"])


def test_refused_data_leaves_the_network_as_it_was(make_network, x, y):
    network = make_network()
    before = network.params.copy()
    with pytest.raises(ValueError):
        network.fit(with_row(x, 29, np.nan), y, progress=False)
    np.testing.assert_array_equal(network.params, before)


# The arguments of fit


@pytest.mark.parametrize("name", ["batch_size", "epochs"])
@pytest.mark.parametrize(
    ("value", "error", "expected"),
    [
        (0, ValueError, "at least 1"),
        (-1, ValueError, "at least 1"),
        (2.5, TypeError, "an integer"),
        ("32", TypeError, "an integer"),
        (None, TypeError, "an integer"),
        # fit(x, y, True) is not categorical=True.
        (True, TypeError, "an integer"),
    ],
)
def test_numbers_of_fit(make_network, x, y, name, value, error, expected):
    network = make_network()
    words = [f"{name} is {value!r}, expected {expected}"]
    check(lambda: network.fit(x, y, progress=False, **{name: value}), error, words)


# Building a network


def build(*layers, loss=None, optimizer=None):
    network = Network(seed=0)
    for layer in layers:
        network.add(layer)
    if loss:
        network.use(*loss, optimizer or SGD())
    return network


def twice(layer):
    return build(layer, layer)


def in_two_networks(layer):
    first = build(layer)
    return first, build(layer)


def optimizer_of_another_network(size):
    """An optimizer that has trained one network is given to another."""
    optimizer = Adam()
    first = build(FCLayer(4, 3), loss=MSE, optimizer=optimizer)
    first.fit(np.ones((2, 4)), np.ones((2, 3)), progress=False)
    return first, build(FCLayer(4, size), loss=MSE, optimizer=optimizer)


def optimizer_shared_by_two_networks():
    """Two networks are given the same fresh optimizer."""
    optimizer = Adam()
    return [build(FCLayer(4, 3), loss=MSE, optimizer=optimizer) for _ in range(2)]


def network_of(layers=(4, 5, 3), hidden=TANH, output=SOFTMAX, loss=CATEGORICAL, **options):
    return NeuralNetwork(layers, hidden, output, loss, SGD(), **options)


class NoInit(Layer):
    """A layer of one's own that forgot to call the __init__ of Layer."""

    def __init__(self):
        self.input_size = 4


class Matrix(Layer):
    """A layer of one's own with a matrix of parameters."""

    def __init__(self):
        super().__init__()
        self.params = self.gradient = np.zeros((2, 2))

    def __repr__(self):
        return type(self).__name__


class TwoLengths(Matrix):
    """A layer of one's own whose gradient is longer than its parameters."""

    def __init__(self):
        super().__init__()
        self.params, self.gradient = np.zeros(2), np.zeros(3)


BUILDING = [
    case("sizes", lambda: build(FCLayer(4, 5), ActivationLayer(*TANH), FCLayer(6, 3)), ValueError,
         "FCLayer(6, 3) expects 6 inputs", "the layers before it have 5 outputs"),
    case("added twice", lambda: twice(FCLayer(4, 4)), ValueError,
         "FCLayer(4, 4) is in a network already", "copy.deepcopy(layer)"),
    case("activation added twice", lambda: twice(ActivationLayer(*TANH)), ValueError,
         "ActivationLayer(tanh) is in a network already"),
    case("in two networks", lambda: in_two_networks(FCLayer(4, 4)), ValueError,
         "FCLayer(4, 4) is in a network already"),
    case("without its __init__", lambda: build(NoInit()), ValueError,
         "layer has no params", "super().__init__()", "NoInit"),
    case("one size", lambda: network_of([4]), ValueError, "layers is [4]",
         "expected two sizes or more, such as [784, 100, 10]"),
    case("size of 0", lambda: network_of([4, 0, 3]), ValueError, "layers[1] is 0",
         "expected at least 1"),
    case("size 2.5", lambda: network_of([4, 2.5, 3]), TypeError, "layers[1] is 2.5",
         "expected an integer"),
    case("layer of size -1", lambda: FCLayer(-1, 3), ValueError, "input_size is -1",
         "expected at least 1"),
    case("layer with -1 outputs", lambda: FCLayer(4, -1), ValueError, "output_size is -1",
         "expected at least 1"),
    case("whole dtype", lambda: Network(dtype=int), ValueError, "dtype is the class int",
         "expected np.float64 or np.float32"),
    # None == np.dtype(float), so that what is no dtype at all must not be compared as None.
    case("no dtype", lambda: Network(dtype="flaot32"), ValueError, "dtype is 'flaot32'",
         "expected np.float64 or np.float32"),
    case("initialization", lambda: FCLayer(4, 3, "nrmal"), ValueError,
         "initialization is 'nrmal'", "expected one of", "'glorot_uniform', 'he_normal'"),
    case("list for an initialization", lambda: FCLayer(4, 3, ["normal"]), ValueError,
         "initialization is ['normal']", "expected one of"),
    case("shape of weights", lambda: FCLayer(4, 3, lambda rng, n, m: (np.ones((m, n)), 0)).weights,
         ValueError, "weights has shape (3, 4), expected (4, 3) from the initializer"),
    case("shape of bias",
         lambda: FCLayer(4, 3, lambda rng, n, m: (np.ones((n, m)), np.ones(m))).bias,
         ValueError, "bias has shape (3,), expected (1, 3) from the initializer"),
    case("weights without bias", lambda: FCLayer(4, 3, lambda rng, n, m: np.ones((n, m))).weights,
         ValueError, "the initializer returned", "expected (weights, bias), of shapes (4, 3) and"),
    case("params", lambda: setattr(network_of(), "params", np.ones(42)), ValueError,
         "params has shape (42,)", "expected (43,)"),
    case("optimizer", lambda: network_of().use(*MSE, "SGD"), TypeError, "optimizer is 'SGD'",
         "update(old_params, gradient)", "SGD()"),
    case("base class as optimizer", lambda: network_of().use(*MSE, Optimizer()), TypeError,
         "optimizer is Optimizer(", "step(params, gradient)", "SGD()"),
    case("optimizer of another", lambda: optimizer_of_another_network(3), ValueError,
         "this Adam belongs to another network", "for each network: Adam(…)"),
    case("optimizer of another size", lambda: optimizer_of_another_network(2), ValueError,
         "this Adam belongs to another network"),
    case("optimizer shared", optimizer_shared_by_two_networks, ValueError,
         "this Adam belongs to another network"),
    # The type has an update as well as its instances.
    case("type of optimizer", lambda: network_of().use(*MSE, SGD), TypeError,
         "optimizer is the class SGD", "SGD()"),
    # In float16, 1 - EPS is 1, and losses would become NaN.
    case("float16", lambda: Network(dtype=np.float16), ValueError, "float16", "float64", "float32"),
    case("one number", lambda: network_of(784), ValueError, "layers is 784", "[784, 100, 10]"),
    case("no derivative", lambda: network_of(hidden=tanh), ValueError,
         "hidden_activation is the function tanh", "(relu, d_relu)"),
    case("derivative is None", lambda: network_of(hidden=(tanh, None)), TypeError,
         "hidden_activation[1] is None", "expected a function"),
    case("loss by name", lambda: network_of(loss=("mse", "d_mse")), TypeError, "loss[0] is 'mse'",
         "expected a function, such as mse"),
    case("activation by name", lambda: ActivationLayer("tanh", d_tanh), TypeError,
         "activation is 'tanh'", "expected a function, such as relu"),
    case("use of None", lambda: network_of().use(None, None, SGD()), TypeError, "loss is None",
         "expected a function, such as mse"),
    case("use without a derivative", lambda: network_of().use(mse, None, SGD()), TypeError,
         "d_loss is None", "expected a function, such as d_mse"),
    case("output by name", lambda: network_of(output="softmax"), ValueError,
         "output_activation is 'softmax'", "such as (softmax, d_softmax)"),
    case("derivative by name", lambda: network_of(output=(softmax, "d_softmax")), TypeError,
         "output_activation[1] is 'd_softmax'", "expected a function, such as d_softmax"),
    case("params that are no vector", lambda: build(Matrix()), ValueError,
         "Matrix has params of shape (2, 2)", "expected two flat vectors of the same length"),
    case("gradient of another length", lambda: build(TwoLengths()), ValueError,
         "TwoLengths has params of shape (2,), gradient of shape (3,)", "of the same length"),
    case("seed", lambda: Network(seed=-1), ValueError, "seed is -1",
         "expected an integer of at least 0, or None"),
    case("seed of text", lambda: FCLayer(4, 3, seed="a"), TypeError, "seed is 'a'",
         "expected an integer"),
    case("learning rate", lambda: SGD(learning_rate="0.1"), TypeError, "learning_rate is '0.1'",
         "expected a number", "on_epoch_end"),
    case("learning rate of 0", lambda: SGD(learning_rate=0), ValueError, "learning_rate is 0",
         "expected a number above 0."),
    case("learning rate beyond float", lambda: SGD(learning_rate=10**400), ValueError,
         "learning_rate is 1000", "expected a number above 0 and below inf."),
    case("schedule", lambda: Adam(learning_rate=abs), TypeError,
         "learning_rate is the function abs", "on_epoch_end"),
    case("rate of 1", lambda: Dropout(1), ValueError, "rate is 1",
         "expected a number of at least 0 and below 1"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "error", "words"), BUILDING)
def test_building(call, error, words):
    check(call, error, words)


@pytest.mark.parametrize(
    ("thing", "name"),
    [(FCLayer, "the class FCLayer"), (tanh, "the function tanh"), ("relu", "'relu'")],
)
def test_what_is_no_layer_is_refused_and_harms_nothing(thing, name):
    network = Network(seed=0)
    check(lambda: network.add(thing), TypeError, [f"layer is {name}", "FCLayer(2, 3)"])
    assert network.layers == ()
    network.add(FCLayer(4, 3))


@pytest.mark.parametrize("layer", [FCLayer(4, 3), NoInit()], ids=["other size", "no __init__"])
def test_refused_layer_leaves_the_network_as_it_was(layer):
    network = build(FCLayer(4, 3))
    with pytest.raises(ValueError):
        network.add(layer)
    assert len(network.layers) == 1
    assert network.params.shape == (15,)


# Using it too early


TOO_EARLY = [
    case("fit without layers", lambda x, y: build(loss=MSE).fit(x, y), RuntimeError,
         "no parameters yet", "add(FCLayer(…))"),
    case("predict without layers", lambda x, y: build().predict(x), RuntimeError,
         "no parameters yet", "add(FCLayer(…))"),
    case("predict with an activation only",
         lambda x, y: build(ActivationLayer(*TANH)).predict(x), RuntimeError, "no parameters yet"),
    case("fit without loss", lambda x, y: build(FCLayer(4, 3)).fit(x, y), RuntimeError,
         "no loss yet", "use("),
    case("score without loss", lambda x, y: build(FCLayer(4, 3)).score(x, y), RuntimeError,
         "no loss yet", "use("),
    case("backward without loss", lambda x, y: build(FCLayer(4, 3)).backward(y, y), RuntimeError,
         "no loss yet", "use("),
    case("backward with an activation only",
         lambda x, y: build(ActivationLayer(*TANH), loss=MSE).backward(y, y), RuntimeError,
         "no parameters yet"),
    case("backward before forward", lambda x, y: FCLayer(4, 3).backward(y), RuntimeError,
         "FCLayer(4, 3)", "forward before backward"),
    case("activation's backward before forward",
         lambda x, y: ActivationLayer(*TANH).backward(y), RuntimeError, "ActivationLayer(tanh)",
         "forward before backward"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "error", "words"), TOO_EARLY)
def test_too_early(x, y, call, error, words):
    check(lambda: call(x, y), error, words)


# Functions of a learner's own that give wrong shapes


def first_column(x):
    return x[:, :1]


class Broken:
    """An optimizer of one's own that gives back something wrong."""

    def __init__(self, result):
        self.result = result

    def update(self, old_params, gradient):
        return self.result


OWN_FUNCTIONS = [
    case("activation", {"hidden": (first_column, d_tanh)}, ValueError,
         "the result of activation(x) has shape (30, 1), expected (30, 5)"),
    case("derivative", {"hidden": (tanh, first_column)}, ValueError,
         "the result of d_activation(x) has shape (30, 1)", "(30, 5) (elementwise)", "(30, 5, 5)",
         "Jacobian"),
    case("derivative of text", {"hidden": (tanh, lambda x: np.full(x.shape, "0.5"))}, TypeError,
         "the result of d_activation(x) has numbers written as text ('0.5')"),
    case("derivative of the output", {"output": (softmax, first_column)}, ValueError,
         "the result of d_activation(x) has shape (30, 1)", "(30, 3) (elementwise)", "(30, 3, 3)"),
    case("loss of the batch", {"loss": (lambda p, t: np.mean((p - t) ** 2, keepdims=True), d_mse)},
         ValueError, "the result of loss has shape (1, 1), expected (30, 1)",
         "a number for each sample: .mean(axis=1, keepdims=True)"),
    case("loss without axis", {"loss": (lambda p, t: np.mean((p - t) ** 2, axis=1), d_mse)},
         ValueError, "the result of loss has shape (30,), expected (30, 1)"),
    case("d_loss", {"loss": (mse, lambda p, t: p - t)}, ValueError,
         "the result of d_loss has shape (30, 3), expected (30, 1, 3)",
         "a row vector for each sample: [:, np.newaxis, :]"),
    case("optimizer's shape", {"optimizer": Broken(np.ones(2))}, ValueError, "update", "(2,)",
         "(43,)"),
    case("optimizer returns nothing", {"optimizer": Broken(None)}, TypeError,
         "the result of optimizer.update(params, gradient) is None", "Is a return missing?"),
]  # fmt: skip


@pytest.mark.parametrize(("options", "error", "words"), OWN_FUNCTIONS)
def test_own_functions(make_network, x, y, options, error, words):
    network = make_network(**options)
    check(lambda: network.fit(x, y, progress=False), error, words)


def forgets_to_return(*args):
    pass


def is_not_written_yet(*args):
    return ...


@pytest.mark.parametrize("function", [forgets_to_return, is_not_written_yet])
@pytest.mark.parametrize(
    ("place", "name"),
    [
        (lambda f: {"hidden": (f, d_tanh)}, "activation(x)"),
        (lambda f: {"hidden": (tanh, f)}, "d_activation(x)"),
        (lambda f: {"loss": (f, d_mse)}, "loss"),
        (lambda f: {"loss": (mse, f)}, "d_loss"),
    ],
    ids=["activation", "d_activation", "loss", "d_loss"],
)
def test_function_that_forgets_to_return_is_named(make_network, x, y, place, name, function):
    network = make_network(**place(function))
    words = [f"the result of {name} is {function()}, expected ", "Is a return missing?"]
    check(lambda: network.fit(x, y, progress=False), TypeError, words)


def test_loss_of_a_wrong_shape_is_found_by_score_too(make_network, x, y):
    network = make_network(loss=(lambda y_pred, y_true: np.mean(y_pred), d_mse))
    check(lambda: network.score(x, y), ValueError, ["loss has shape ()", "expected (30, 1)"])


def test_layer_that_implements_nothing_says_so():
    for call in (Layer().forward, Layer().backward):
        with pytest.raises(NotImplementedError):
            call(np.ones((1, 1)))


def backward(layer, gradient):
    layer.forward(np.ones((1, 1)))
    layer.backward(gradient)


LAYERS = [
    case("x with other features", lambda: FCLayer(4, 3).forward(np.ones((2, 5))), ValueError,
         "x has shape (2, 5)", "FCLayer(4, 3) expected (n, 4)"),
    case("x without rows", lambda: FCLayer(4, 3).forward(np.ones(4)), ValueError,
         "x has shape (4,)", "FCLayer(4, 3) expected (n, 4)", "x.reshape(1, -1)"),
    case("x of any width without rows", lambda: ActivationLayer(*TANH).forward(np.ones(4)),
         ValueError, "x has shape (4,)", "ActivationLayer(tanh) expected (n, m)"),
    case("weights", lambda: setattr(FCLayer(4, 3), "weights", np.ones((3, 4))), ValueError,
         "weights has shape (3, 4), expected (4, 3)"),
    case("bias", lambda: setattr(FCLayer(4, 3), "bias", np.ones(3)), ValueError,
         "bias has shape (3,), expected (1, 3)"),
    case("weights of NaN", lambda: setattr(FCLayer(4, 3), "weights", np.full((4, 3), np.nan)),
         ValueError, "weights has NaN", "expected finite numbers"),
    case("weights of text", lambda: setattr(FCLayer(4, 3), "weights", [["a"] * 3] * 4),
         TypeError, "weights has text ('a'"),
    case("x of text", lambda: FCLayer(1, 3).forward([["a"]]), TypeError, "x has text ('a'"),
    case("gradient of text", lambda: backward(ActivationLayer(*TANH), [["a"]]), TypeError,
         "output_gradient has text ('a'"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "error", "words"), LAYERS)
def test_layers(call, error, words):
    check(call, error, words)


@pytest.mark.parametrize("layer", [FCLayer(4, 3), ActivationLayer(*TANH)], ids=repr)
def test_gradient_of_another_shape_is_refused_by_a_layer(layer):
    outputs = layer.forward(np.ones((2, 4))).shape[1]
    words = ["output_gradient has shape (5, 2)", f"expected (2, {outputs})"]
    check(lambda: layer.backward(np.ones((5, 2))), ValueError, words)


@pytest.mark.parametrize(("params", "gradient", "words"), [
    case("list", [1.0], np.ones(1), "params is of type list", "expected a NumPy array"),
    case("gradient", np.ones(1), [1.0], "gradient is of type list", "expected a NumPy array"),
    case("integers", np.ones(2, int), np.ones(2, int), "params has dtype int64", "float64"),
    case("matrix", np.ones((2, 3)), np.ones(6), "(2, 3), the gradient (6,)", "flat vectors"),
    case("lengths", np.ones(2), np.ones(3), "(2,), the gradient (3,)", "of the same length"),
])  # fmt: skip
def test_what_an_optimizer_cannot_step_with(params, gradient, words):
    with pytest.raises((TypeError, ValueError)) as error:
        SGD().step(params, gradient)
    assert all(word in str(error.value) for word in words)


# Functions that are called directly


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: sigmoid(["a"]), "x has text ('a')"),
        (lambda: softmax([["a"]]), "x has text ('a')"),
        (lambda: mse([["a"]], [[1.0]]), "y_pred has text ('a')"),
        (lambda: mse([[1.0]], [["a"]]), "y_true has text ('a')"),
    ],
)
def test_argument_of_a_function_is_named(call, word):
    check(call, TypeError, [word])


# Preprocessing


PREPROCESSING = [
    case("label outside", lambda: to_categorical(np.array([0, 3]), 3), ValueError,
         "labels has 3", "expected labels from 0 to 2 for 3 classes, as num_classes is 3"),
    case("negative label", lambda: to_categorical(np.array([0, -2])), ValueError,
         "labels has -2", "expected labels from 0"),
    case("fraction", lambda: to_categorical(np.array([0.5, 1])), ValueError,
         "labels has 0.5", "expected labels: integers from 0"),
    case("NaN label", lambda: to_categorical(np.array([0, np.nan])), ValueError,
         "labels has NaN, first in row 1"),
    case("infinite label", lambda: to_categorical(np.array([0, np.inf])), ValueError,
         "labels has infinity"),
    case("string", lambda: to_categorical(np.array(["a", "b"])), TypeError, "labels has text ('a')",
         "names, labels = np.unique(labels, return_inverse=True)"),
    case("rows", lambda: to_categorical(np.eye(3)), ValueError, "labels has shape (3, 3)",
         "labels of shape (n,)", "labels.argmax(axis=1)"),
    case("one label", lambda: to_categorical(3), ValueError, "labels has shape ()", "[labels]"),
    case("no labels", lambda: to_categorical(np.array([], int)), ValueError, "labels is empty",
         "num_classes must be given"),
    case("no classes", lambda: to_categorical(np.array([0]), 0), ValueError,
         "num_classes is 0, expected at least 1"),
    case("2.5 classes", lambda: to_categorical(np.array([0]), 2.5), TypeError,
         "num_classes is 2.5, expected an integer"),
    case("more than fits into memory", lambda: to_categorical([2**62]), ValueError,
         "labels has 4611686018427387904", "too many for the memory", "np.unique(labels"),
    case("more than an integer", lambda: to_categorical([2.0**63]), ValueError,
         "labels has 9.22337203685478e+18", "expected labels from 0"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "error", "words"), PREPROCESSING)
def test_preprocessing(call, error, words):
    check(call, error, words)


SCALING = [
    case("constant", (np.full(5, 7.0),), ValueError, "all values are 7", "divide by 0"),
    case("constant, with a rounding error", (np.full(3, 0.1),), ValueError, "all values are 0.1"),
    case("one value", (np.array([3]),), ValueError, "all values are 3", "divide by 0"),
    case("constant fitted_on", (np.arange(3), np.zeros(4)), ValueError, "all values are 0"),
    case("NaN", (with_row(np.eye(5), 3, np.nan),), ValueError, "values has NaN", "row 3"),
    case("infinity in fitted_on", (np.eye(5), with_row(np.eye(5), 2, np.inf)), ValueError,
         "fitted_on has infinity", "row 2"),
    case("NaN alone", (np.array(np.nan),), ValueError, "values has NaN", "row 0"),
    case("empty", (np.array([]),), ValueError, "values is empty", "(0,)"),
    case("empty fitted_on", (np.arange(3), np.array([])), ValueError, "fitted_on is empty"),
    case("strings", (np.array(["a"]),), TypeError, "values has text ('a')", "expected numbers"),
    case("columns of a vector", (np.arange(3.0), None, 0), ValueError, "values has shape (3,)",
         "rows and columns"),
    case("other columns", (np.eye(3), np.ones((3, 4)), 0), ValueError,
         "values has shape (3, 3) and fitted_on (3, 4)", "the same columns"),
    case("axis 1", (np.eye(3), None, 1), ValueError, "axis is 1",
         "expected None for all values, or 0 for each column"),
    # As an index, False is 0.
    case("axis False", (np.eye(3), None, False), ValueError, "axis is False"),
    case("too far apart", (np.array([-1e308, 1e308]),), ValueError, "too far apart"),
    case("too far from fitted_on", (np.array([1e38], np.float32), [0, 1e-10]), ValueError,
         "too far from fitted_on to be scaled in float32"),
]  # fmt: skip


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("scale", [normalize, standardize])
@pytest.mark.parametrize(("arguments", "error", "words"), SCALING)
def test_scaling(scale, arguments, error, words):
    check(lambda: scale(*arguments), error, words)


# What would train to nothing, without a word

OUTPUTS = {"identity": IDENTITY, "relu": RELU, "tanh": TANH, "sigmoid": SIGMOID, "softmax": SOFTMAX}
LOSSES = {"mse": MSE, "binary": BINARY, "categorical": CATEGORICAL}
SIGMOID_INSTEAD = "For one output use sigmoid with binary_crossentropy"


def reason_to_refuse(output, loss, outputs, categorical):
    """Words of the message where this output cannot work with this loss; None where it can."""
    if outputs == 1 and loss == "categorical" and not categorical:
        return ["of y sums to 0, expected 1", SIGMOID_INSTEAD]
    if outputs == 1 and output == "softmax":
        return ["softmax over one output is always 1", SIGMOID_INSTEAD]
    if outputs == 1 and loss == "categorical":
        return ["categorical_crossentropy needs an output for each class", SIGMOID_INSTEAD]
    if output in ("identity", "relu", "tanh") and loss != "mse":
        return [
            f"ActivationLayer({output})",
            "are not probabilities",
            "expects numbers from 0 to 1",
        ]
    return None


@pytest.mark.parametrize("outputs", [1, 2])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("categorical", [True, False])
def test_output_that_cannot_work_with_its_loss_is_refused(
    make_network, x, output, loss, outputs, categorical
):
    network = make_network((4, 5, outputs), output=OUTPUTS[output], loss=LOSSES[loss])
    labels = (np.arange(30) % 3 == 0).astype(int)
    rows = labels.reshape(-1, 1) if outputs == 1 else to_categorical(labels)
    y = labels if categorical else rows
    words = reason_to_refuse(output, loss, outputs, categorical)
    if words:
        check(lambda: network.fit(x, y, categorical=categorical, progress=False), ValueError, words)
    else:
        losses = network.fit(x, y, 5, 30, categorical, progress=False)
        assert 0 <= losses[-1] < losses[0]


@pytest.mark.parametrize(("loss", "end"), [("binary", "sigmoid"), ("categorical", "softmax")])
def test_scores_without_an_activation_are_refused_by_a_cross_entropy(x, y, loss, end):
    network = build(FCLayer(4, 3), loss=LOSSES[loss])
    words = ["FCLayer(4, 3) are not probabilities", f"ActivationLayer({end}, d_{end})"]
    check(lambda: network.fit(x, y, progress=False), ValueError, words)


def from_zero_to(high):
    """An activation of one's own, whose outputs go from exactly 0 to this number."""
    return (lambda z: np.clip(9 * z, 0, high)), (lambda z: 9.0 * (z > 0) * (9 * z < high))


def test_probabilities_of_an_activation_of_ones_own_may_be_exactly_0_and_1(x, y):
    network = build(FCLayer(4, 3), ActivationLayer(*from_zero_to(1)), loss=BINARY)
    predicted = network.predict(x)
    assert (predicted.min(), predicted.max()) == (0, 1)
    network.fit(x, y, progress=False)


def test_outputs_above_1_are_no_probabilities(x, y):
    network = build(FCLayer(4, 3), ActivationLayer(*from_zero_to(1.5)), loss=BINARY)
    words = ["are not probabilities (here from 0 to 1.5)"]
    check(lambda: network.fit(x, y, progress=False), ValueError, words)


class Squash(Layer):
    """A last layer of one's own that has parameters, and probabilities as outputs."""

    def __init__(self):
        self.input_size = self.output_size = 3
        super().__init__(3)

    def forward(self, x):
        self.x = x
        return sigmoid(x + self.params)

    def backward(self, output_gradient):
        dz = output_gradient * d_sigmoid(self.x + self.params)
        self.gradient[...] = dz.sum(axis=0)
        return dz


def test_probabilities_of_a_layer_of_ones_own_are_taken(x, y):
    network = build(FCLayer(4, 3), Squash(), loss=BINARY)
    losses = network.fit(x, y, 5, 30, progress=False)
    assert losses[-1] < losses[0]


# Divergence


@pytest.mark.filterwarnings("error")
def test_training_that_runs_away_says_so_in_words(make_network, x, y):
    network = make_network(
        output=(identity, d_identity), loss=MSE, optimizer=SGD(learning_rate=1e6)
    )
    words = ["diverged in epoch", "NaN", "has its parameters from before this epoch",
             "learning rate", "1000000.0", "x is not scaled", "nnlib.standardize"]  # fmt: skip
    check(lambda: network.fit(1e6 * x, y, 5, 50, progress=False), DivergenceError, words)


@pytest.mark.parametrize("answer", ["no", None, 0.5, np.zeros(3)])
def test_what_is_neither_yes_nor_no_is_refused(make_network, x, y, answer):
    words = ["expected True or False"]
    check(lambda: SGD(nesterov=answer), TypeError, ["nesterov is ", *words])
    network = make_network()
    training = lambda: network.fit(x, y, categorical=answer, progress=False)  # noqa: E731
    check(training, TypeError, ["categorical is ", *words])
    check(lambda: network.predict(x, labels=answer), TypeError, ["labels is ", *words])
    check(lambda: network.score(x, y, accuracy=answer), TypeError, ["accuracy is ", *words])


def test_loss_of_outputs_that_are_no_probabilities_is_refused(x, y):
    network = build(FCLayer(4, 3), loss=CATEGORICAL)
    words = ["are not probabilities", "categorical_crossentropy expects numbers from 0 to 1",
             "ActivationLayer(softmax, d_softmax)"]  # fmt: skip
    check(lambda: network.score(x, y), ValueError, words)


@pytest.mark.parametrize("batches", [[], iter(())])
def test_epoch_without_a_batch_is_refused(make_network, batches):
    words = ["there is no batch", "[(x, y)]"]
    check(lambda: make_network().fit_epoch(batches), ValueError, words)
