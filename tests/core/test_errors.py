"""What a learner reads when something is wrong: the argument, what came, what was wanted.

Each case is a wrong call, the exception, and words that its message must hold.
"""

import numpy as np
import pytest

from nnlib import (
    SGD,
    ActivationLayer,
    Adam,
    DivergenceError,
    FCLayer,
    Layer,
    Network,
    NeuralNetwork,
    categorical_crossentropy,
    d_categorical_crossentropy,
    d_identity,
    d_mse,
    d_sigmoid,
    d_softmax,
    d_tanh,
    identity,
    mse,
    normalize,
    sigmoid,
    softmax,
    standardize,
    tanh,
    to_categorical,
)

TANH, SIGMOID, SOFTMAX = (tanh, d_tanh), (sigmoid, d_sigmoid), (softmax, d_softmax)
CATEGORICAL, MSE = (categorical_crossentropy, d_categorical_crossentropy), (mse, d_mse)


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
    case("3-D", lambda x: x.reshape(30, 2, 2), ValueError, "x came with shape (30, 2, 2)",
         "wanted (n, 4)", "x.reshape(len(x), -1)"),
    case("1-D", lambda x: x[0], ValueError, "x came with shape (4,)", "wanted (n, 4)",
         "x.reshape(1, -1)"),
    case("0-D", lambda x: 3.0, ValueError, "x came with shape ()", "wanted (n, 4)"),
    case("features", lambda x: x[:, :3], ValueError, "x came with shape (30, 3)", "wanted (n, 4)",
         "4 numbers"),
    case("empty", lambda x: x[:0], ValueError, "x came with shape (0, 4)", "wanted (n, 4)",
         "not one sample"),
    case("NaN", lambda x: with_row(x, 7, np.nan), ValueError, "x holds NaN", "row 7"),
    case("infinity", lambda x: with_row(x, 0, -np.inf), ValueError, "x holds", "infinity", "row 0"),
    case("strings", lambda x: x.astype(str), TypeError, "x came with dtype <U", "wanted numbers"),
    case("objects", lambda x: x.astype(object), TypeError, "x came with dtype object",
         "wanted numbers"),
    case("complex", lambda x: x + 1j, TypeError, "x came with dtype complex128", "wanted numbers"),
    case("None", lambda x: None, TypeError, "x came with dtype object", "wanted numbers"),
    case("ragged", lambda x: [[1.0, 2.0, 3.0, 4.0], [1.0, 2.0]], ValueError, "x ", "row"),
]  # fmt: skip

BAD_Y = [
    case("labels", lambda y, labels: labels, ValueError, "y came with shape (30,)",
         "wanted (n, 3)", "to_categorical(y)", "fit(categorical=True)"),
    case("3-D", lambda y, labels: y.reshape(30, 3, 1), ValueError, "y came with shape (30, 3, 1)",
         "wanted (n, 3)"),
    case("outputs", lambda y, labels: y[:, :2], ValueError, "y came with shape (30, 2)",
         "wanted (n, 3)", "3 numbers"),
    case("ragged", lambda y, labels: [[1, 0], [1]], ValueError, "y has rows of different lengths"),
    case("length", lambda y, labels: y[:20], ValueError, "x has 30 samples", "y has 20"),
    case("empty", lambda y, labels: y[:0], ValueError, "y came with shape (0, 3)",
         "not one sample"),
    case("NaN", lambda y, labels: with_row(y, 29, np.nan), ValueError, "y holds NaN", "row 29"),
    case("infinity", lambda y, labels: with_row(y, 3, np.inf), ValueError, "y holds", "infinity",
         "row 3"),
    case("strings", lambda y, labels: y.astype(str), TypeError, "y came with dtype <U",
         "wanted numbers"),
    case("above 1", lambda y, labels: 2 * y, ValueError, "y ", "0.0 to 2.0", "cross-entropy",
         "0 to 1"),
    case("below 0", lambda y, labels: -y, ValueError, "y ", "-1.0", "cross-entropy", "0 to 1"),
    case("sum", lambda y, labels: with_row(y, 4, 0.5), ValueError, "row 4 of y sums to 1.5",
         "one-hot", "probabilities"),
]  # fmt: skip

BAD_LABELS = [
    case("one-hot", lambda y, labels: y, ValueError, "y came with shape (30, 3)",
         "labels of shape (n,)", "y.argmax(axis=1)"),
    case("too large", lambda y, labels: labels + 5, ValueError, "y holds 7", "num_classes=3",
         "0 to"),
    case("negative", lambda y, labels: labels - 1, ValueError, "y holds -1", "count from 0"),
    case("fractions", lambda y, labels: labels / 2, ValueError, "y must be whole numbers",
         "float64", "0.5"),
    case("NaN", lambda y, labels: np.where(labels == 1, np.nan, labels), ValueError,
         "y must be whole numbers", "nan"),
    case("infinity", lambda y, labels: np.where(labels == 1, np.inf, labels), ValueError,
         "y ", "inf"),
    case("strings", lambda y, labels: labels.astype(str), (ValueError, TypeError),
         "y ", "<U", "numbers"),
    case("length", lambda y, labels: labels[:20], ValueError, "x has 30 samples", "y has 20"),
]  # fmt: skip


@pytest.mark.parametrize("method", ["fit", "gradient", "score", "accuracy", "predict"])
@pytest.mark.parametrize(("change", "error", "words"), BAD_X)
def test_bad_x(make_network, x, y, labels, method, change, error, words):
    network, bad = make_network(), change(x)
    calls = {
        "fit": lambda: network.fit(bad, y, progress=False),
        "gradient": lambda: network.gradient(bad, y),
        "score": lambda: network.score(bad, y),
        "accuracy": lambda: network.score(bad, labels, accuracy=True),
        "predict": lambda: network.predict(bad),
    }
    check(calls[method], error, words)


@pytest.mark.parametrize("method", ["fit", "gradient", "score"])
@pytest.mark.parametrize(("change", "error", "words"), BAD_Y)
def test_bad_y(make_network, x, y, labels, method, change, error, words):
    network, options = make_network(), {"progress": False} if method == "fit" else {}
    check(lambda: getattr(network, method)(x, change(y, labels), **options), error, words)


def test_numbers_of_one_feature_are_told_to_become_a_column(make_network):
    network = make_network(layers=(1, 5, 3))
    words = ["x came with shape (30,)", "wanted (n, 1)", "x.reshape(-1, 1)"]
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
    words = ["y came with shape (30,)", "wanted (n, 1)", "y.reshape(-1, 1)"]
    check(lambda: network.fit(x, labels, progress=False), ValueError, words)


def test_row_with_nan_is_found_in_large_data(make_network):
    x = np.zeros((600_000, 4), np.float32)
    x[512_345, 2] = np.nan
    check(lambda: make_network().predict(x), ValueError, ["x holds NaN", "row 512345"])


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
    ("value", "error", "wanted"),
    [
        (0, ValueError, "at least 1"),
        (-1, ValueError, "at least 1"),
        (2.5, TypeError, "a whole number"),
        ("32", TypeError, "a whole number"),
        (None, TypeError, "a whole number"),
    ],
)
def test_numbers_of_fit(make_network, x, y, name, value, error, wanted):
    network = make_network()
    words = [f"{name} came as {value!r}", wanted]
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
    build(layer)
    build(layer)


def optimizer_of_another_network(size):
    """An optimizer that has trained one network is given to another."""
    optimizer = Adam()
    build(FCLayer(4, 3), loss=MSE, optimizer=optimizer).fit(
        np.ones((2, 4)), np.ones((2, 3)), progress=False
    )
    return build(FCLayer(4, size), loss=MSE, optimizer=optimizer)


def optimizer_shared_by_two_networks():
    """Two networks of different size are given the same fresh optimizer."""
    optimizer = Adam()
    networks = [build(FCLayer(4, m), loss=MSE, optimizer=optimizer) for m in (3, 2)]
    for m, network in zip((3, 2), networks, strict=True):
        network.fit(np.ones((2, 4)), np.ones((2, m)), progress=False)


def network_of(layers=(4, 5, 3), hidden=TANH, output=SOFTMAX, loss=CATEGORICAL, **options):
    return NeuralNetwork(layers, hidden, output, loss, SGD(), **options)


BUILDING = [
    case("sizes", lambda: build(FCLayer(4, 5), ActivationLayer(*TANH), FCLayer(6, 3)), ValueError,
         "sizes do not chain", "FCLayer(6, 3) wants 6", "give 5"),
    case("added twice", lambda: twice(FCLayer(4, 4)), ValueError, "FCLayer(4, 4)",
         "belongs to a network already", "make a new layer"),
    case("activation added twice", lambda: twice(ActivationLayer(*TANH)), ValueError,
         "ActivationLayer(tanh)", "belongs to a network already"),
    case("in two networks", lambda: in_two_networks(FCLayer(4, 4)), ValueError, "FCLayer(4, 4)",
         "belongs to a network already"),
    case("one size", lambda: network_of([4]), ValueError, "layers came as [4]",
         "wanted two sizes or more"),
    case("size of 0", lambda: network_of([4, 0, 3]), ValueError, "output_size came as 0",
         "at least 1"),
    case("size 2.5", lambda: network_of([4, 2.5, 3]), TypeError, "output_size came as 2.5",
         "a whole number"),
    case("layer of size -1", lambda: FCLayer(-1, 3), ValueError, "input_size came as -1",
         "at least 1"),
    case("whole dtype", lambda: Network(dtype=int), ValueError, "dtype came as int64", "float64",
         "float32"),
    case("initialization", lambda: FCLayer(4, 3, "nrmal"), ValueError,
         "initialization came as 'nrmal'", "wanted", "normal", "he_normal"),
    case("shape of weights", lambda: FCLayer(4, 3, lambda rng, n, m: (np.ones((m, n)), 0)),
         ValueError, "weights", "came with shape (3, 4)", "wanted (4, 3)"),
    case("shape of bias", lambda: FCLayer(4, 3, lambda rng, n, m: (np.ones((n, m)), np.ones(m))),
         ValueError, "bias", "came with shape (3,)", "wanted (1, 3)"),
    case("params", lambda: setattr(network_of(), "params", np.ones(42)), ValueError,
         "params came with shape (42,)", "wanted (43,)"),
    case("optimizer", lambda: network_of().use(*MSE, "SGD"), TypeError, "optimizer came as 'SGD'",
         "update(old_params, gradient)", "SGD()"),
    case("optimizer of another", lambda: optimizer_of_another_network(3), ValueError, "this Adam",
         "1 steps", "another network"),
    case("optimizer of another size", lambda: optimizer_of_another_network(2), ValueError,
         "this Adam", "another network"),
    case("optimizer shared", optimizer_shared_by_two_networks, ValueError, "this Adam",
         "15 parameters", "10 came", "new optimizer"),
    # The type has an update as well as its instances.
    case("type of optimizer", lambda: network_of().use(*MSE, SGD), TypeError, "optimizer", "SGD()"),
    # In float16, 1 - EPS is 1, and losses would become NaN.
    case("float16", lambda: Network(dtype=np.float16), ValueError, "float16", "float64", "float32"),
    case("one number", lambda: network_of(784), (TypeError, ValueError), "layers", "784"),
    case("no derivative", lambda: network_of(hidden=tanh), (TypeError, ValueError),
         "hidden_activation", "(relu, d_relu)"),
    case("weights without bias", lambda: FCLayer(4, 3, lambda rng, n, m: np.ones((n, m))),
         (TypeError, ValueError), "initialization", "bias"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "error", "words"), BUILDING)
def test_building(call, error, words):
    check(call, error, words)


# A type that was marked as added would make every later layer look as if it were.
@pytest.mark.parametrize("thing", [FCLayer, tanh, "relu"])
def test_what_is_no_layer_is_refused_and_harms_nothing(monkeypatch, thing):
    monkeypatch.setattr(FCLayer, "is_added", False)  # Put back afterwards, whatever happens.
    network = Network(seed=0)
    with pytest.raises((TypeError, ValueError), match="layer"):
        network.add(thing)
    assert network.layers == []
    network.add(FCLayer(4, 3))


def test_refused_layer_leaves_the_network_as_it_was():
    network = build(FCLayer(4, 3))
    with pytest.raises(ValueError):
        network.add(FCLayer(4, 3))
    assert len(network.layers) == 1
    assert network.params.shape == (15,)


# Using it too early


TOO_EARLY = [
    case("fit without layers", lambda x, y: build(loss=MSE).fit(x, y), ValueError,
         "no parameters yet", "add(FCLayer(...))"),
    case("predict without layers", lambda x, y: build().predict(x), ValueError,
         "no parameters yet", "add(FCLayer(...))"),
    case("predict with an activation only",
         lambda x, y: build(ActivationLayer(*TANH)).predict(x), ValueError, "no parameters yet"),
    case("fit without loss", lambda x, y: build(FCLayer(4, 3)).fit(x, y), ValueError,
         "choose a loss and an optimizer first", "use("),
    case("score without loss", lambda x, y: build(FCLayer(4, 3)).score(x, y), ValueError,
         "choose a loss and an optimizer first"),
    case("gradient without loss", lambda x, y: build(FCLayer(4, 3)).gradient(x, y), ValueError,
         "choose a loss and an optimizer first"),
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
         "activation", "(30, 1)", "(30, 5)", "shape", "input"),
    case("derivative", {"hidden": (tanh, first_column)}, ValueError, "activation",
         "came with shape (30, 1)", "(30, 5) (elementwise)", "(30, 5, 5)", "Jacobian"),
    case("derivative of the output", {"output": (softmax, first_column)}, ValueError,
         "activation", "came with shape (30, 1)", "(30, 3) (elementwise)", "(30, 3, 3)"),
    case("loss of the batch", {"loss": (lambda p, t: np.mean((p - t) ** 2, keepdims=True), d_mse)},
         ValueError, "loss", "shape (1, 1)", "wanted (30, 1)", "one number for each sample"),
    case("loss without axis", {"loss": (lambda p, t: np.mean((p - t) ** 2, axis=1), d_mse)},
         ValueError, "loss", "shape (30,)", "wanted (30, 1)"),
    case("d_loss", {"loss": (mse, lambda p, t: p - t)}, ValueError, "d_loss", "shape (30, 3)",
         "wanted (30, 1, 3)", "row vector"),
    case("optimizer's shape", {"optimizer": Broken(np.ones(2))}, ValueError, "update", "(2,)",
         "(43,)"),
    case("optimizer gives nothing", {"optimizer": Broken(None)}, (TypeError, ValueError), "update",
         "None"),
]  # fmt: skip


@pytest.mark.parametrize(("options", "error", "words"), OWN_FUNCTIONS)
def test_own_functions(make_network, x, y, options, error, words):
    network = make_network(**options)
    check(lambda: network.fit(x, y, progress=False), error, words)


def forgets_to_return(*args):
    pass


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"hidden": (forgets_to_return, d_tanh)}, "activation"),
        ({"hidden": (tanh, forgets_to_return)}, "d_activation"),
        ({"loss": (forgets_to_return, d_mse)}, "loss"),
        ({"loss": (mse, forgets_to_return)}, "d_loss"),
    ],
)
def test_function_that_forgets_to_return_is_named(make_network, x, y, options, word):
    network = make_network(**options)
    check(lambda: network.fit(x, y, progress=False), (TypeError, ValueError), [word, "None"])


def test_loss_of_a_wrong_shape_is_found_by_score_too(make_network, x, y):
    network = make_network(loss=(lambda y_pred, y_true: np.mean(y_pred), d_mse))
    check(lambda: network.score(x, y), ValueError, ["loss", "shape ()", "wanted (30, 1)"])


def test_layer_that_implements_nothing_says_so():
    for call in (Layer().forward, Layer().backward):
        with pytest.raises(NotImplementedError):
            call(np.ones((1, 1)))


LAYERS = [
    case("x with other features", lambda: FCLayer(4, 3).forward(np.ones((2, 5))), ValueError,
         "x came with shape (2, 5)", "FCLayer(4, 3) wants (n, 4)"),
    case("x without rows", lambda: FCLayer(4, 3).forward(np.ones(4)), ValueError,
         "x came with shape (4,)", "FCLayer(4, 3) wants (n, 4)"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "error", "words"), LAYERS)
def test_layers(call, error, words):
    check(call, error, words)


@pytest.mark.parametrize("layer", [FCLayer(4, 3), ActivationLayer(*TANH)], ids=repr)
def test_gradient_of_another_shape_is_refused_by_a_layer(layer):
    outputs = layer.forward(np.ones((2, 4))).shape[1]
    words = ["output_gradient came with shape (5, 2)", f"(2, {outputs})"]
    check(lambda: layer.backward(np.ones((5, 2))), ValueError, words)


# Preprocessing


PREPROCESSING = [
    case("label outside", lambda: to_categorical(np.array([0, 3]), 3), ValueError,
         "labels holds 3", "num_classes=3", "0 to"),
    case("negative label", lambda: to_categorical(np.array([0, -2])), ValueError,
         "labels holds -2", "count from 0"),
    case("fraction", lambda: to_categorical(np.array([0.5, 1])), ValueError,
         "labels must be whole numbers", "float64", "0.5"),
    case("NaN label", lambda: to_categorical(np.array([0, np.nan])), ValueError,
         "labels must be whole numbers", "nan"),
    case("infinite label", lambda: to_categorical(np.array([0, np.inf])), ValueError, "labels",
         "inf"),
    case("string", lambda: to_categorical(np.array(["a", "b"])), (ValueError, TypeError),
         "labels", "<U1", "numbers"),
    case("rows", lambda: to_categorical(np.eye(3)), ValueError, "labels came with shape (3, 3)",
         "labels of shape (n,)", "labels.argmax(axis=1)"),
    case("no labels", lambda: to_categorical(np.array([], int)), ValueError, "labels is empty",
         "num_classes must be given"),
    case("no classes", lambda: to_categorical(np.array([0]), 0), ValueError,
         "num_classes", "0"),
    case("2.5 classes", lambda: to_categorical(np.array([0]), 2.5), TypeError,
         "num_classes came as 2.5", "a whole number"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "error", "words"), PREPROCESSING)
def test_preprocessing(call, error, words):
    check(call, error, words)


SCALING = [
    case("constant", (np.full(5, 7.0),), ValueError, "every value is 7", "divided by 0"),
    case("constant, with a rounding error", (np.full(3, 0.1),), ValueError, "every value is 0.1"),
    case("one value", (np.array([3]),), ValueError, "every value is 3", "divided by 0"),
    case("constant fitted_on", (np.arange(3), np.zeros(4)), ValueError, "every value is 0"),
    case("NaN", (with_row(np.eye(5), 3, np.nan),), ValueError, "values holds NaN", "row 3"),
    case("infinity in fitted_on", (np.eye(5), with_row(np.eye(5), 2, np.inf)), ValueError,
         "fitted_on holds NaN or infinity", "row 2"),
    case("NaN alone", (np.array(np.nan),), ValueError, "values holds NaN", "row 0"),
    case("empty", (np.array([]),), ValueError, "values is empty"),
    case("empty fitted_on", (np.arange(3), np.array([])), ValueError, "fitted_on is empty"),
    case("strings", (np.array(["a"]),), TypeError, "values came with dtype <U1", "wanted numbers"),
]  # fmt: skip


@pytest.mark.parametrize("scale", [normalize, standardize])
@pytest.mark.parametrize(("arguments", "error", "words"), SCALING)
def test_scaling(scale, arguments, error, words):
    check(lambda: scale(*arguments), error, words)


# Divergence


@pytest.mark.filterwarnings("error")
def test_training_that_runs_away_says_so_in_words(make_network, x, y):
    network = make_network(
        output=(identity, d_identity), loss=MSE, optimizer=SGD(learning_rate=1e6)
    )
    words = ["diverged in epoch", "NaN", "back at its parameters", "learning rate", "1000000.0",
             "not scaled", "nnlib.standardize", "initial weights"]  # fmt: skip
    check(lambda: network.fit(1e6 * x, y, 5, 50, progress=False), DivergenceError, words)
