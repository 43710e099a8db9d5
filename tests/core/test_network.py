"""The network: its gradient, its flat vector, its training, and what it says afterwards."""

import copy
import itertools
import mmap
import pickle
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from nnlib import (
    SGD,
    ActivationLayer,
    Adagrad,
    Adam,
    DivergenceError,
    FCLayer,
    Layer,
    Network,
    NeuralNetwork,
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
    numerical_gradient,
    relative_error,
    relu,
    sigmoid,
    softmax,
    tanh,
    xor,
)

RELU, TANH, SIGMOID = (relu, d_relu), (tanh, d_tanh), (sigmoid, d_sigmoid)
IDENTITY, SOFTMAX = (identity, d_identity), (softmax, d_softmax)
MSE = (mse, d_mse)
CATEGORICAL = (categorical_crossentropy, d_categorical_crossentropy)
BINARY = (binary_crossentropy, d_binary_crossentropy)

COLLAPSED = [(IDENTITY, MSE), (SIGMOID, BINARY), (SOFTMAX, CATEGORICAL)]
PRODUCTS = [
    *((output, MSE) for output in (RELU, TANH, SIGMOID, SOFTMAX)),
    (SIGMOID, CATEGORICAL),
    (SOFTMAX, BINARY),
]


def name(value):
    """Name test cases by the functions in them."""
    if isinstance(value, tuple) and callable(value[0]):
        return value[0].__name__
    return None


def gradient_error(network, x, y):
    """How far the network's gradient is from central differences of its score."""

    def mean_loss(params):
        network.params = params
        return network.score(x, y)

    params = network.params.copy()
    numerical = numerical_gradient(mean_loss, params)
    network.params = params
    return relative_error(network.gradient(x, y), numerical)


def with_product(pair):
    """The same pair of functions, but the network does not know that it could collapse."""
    return pair[0], lambda *args: pair[1](*args)


def stop_at(call, function):
    """The same function, but the stop button is pressed during one of its calls."""
    calls = itertools.count(1)

    def stopped(*args):
        if next(calls) == call:
            raise KeyboardInterrupt
        return function(*args)

    return stopped


def fit_until_stop(network, *args, progress=False, **options):
    """The losses of fit; a KeyboardInterrupt that gets through would end all of pytest."""
    try:
        return network.fit(*args, progress=progress, **options)
    except KeyboardInterrupt:
        pytest.fail("fit let the KeyboardInterrupt through")


class Recorder:
    """SGD that keeps the parameters after each of its steps, and the gradients."""

    def __init__(self):
        self.sgd = SGD(learning_rate=0.1)
        self.params, self.gradients = [], []

    def update(self, old_params, gradient):
        new = self.sgd.update(old_params, gradient)
        self.params.append(new.copy())
        self.gradients.append(gradient.copy())
        return new


class Standstill:
    """An optimizer that never moves."""

    def update(self, old_params, gradient):
        return old_params.copy()


# The gradient


@pytest.mark.parametrize(("output", "loss"), COLLAPSED + PRODUCTS, ids=name)
@pytest.mark.parametrize("hidden", [RELU, TANH, SIGMOID, SOFTMAX], ids=name)
def test_gradient_is_the_numerical_one(make_network, x, y, hidden, output, loss):
    network = make_network([4, 5, 4, 3], hidden, output, loss)
    assert gradient_error(network, x, y) < 1e-7


@pytest.mark.parametrize(("output", "loss"), COLLAPSED, ids=name)
def test_gradient_is_the_numerical_one_for_one_output_and_one_sample(
    make_network, x, y, output, loss
):
    network = make_network([4, 3, 1], output=output, loss=loss)
    assert gradient_error(network, x[:1], np.ones((1, 1))) < 1e-7


def test_gradient_is_the_numerical_one_with_probabilities_as_truth(make_network, x):
    y = np.random.default_rng(0).dirichlet([1, 1, 1], size=len(x))
    assert gradient_error(make_network(), x, y) < 1e-7


@pytest.mark.parametrize(("output", "loss"), COLLAPSED, ids=name)
def test_collapsed_form_and_product_agree(make_network, x, y, output, loss):
    collapsed = make_network(output=output, loss=loss).gradient(x, y)
    product = make_network(output=with_product(output), loss=loss).gradient(x, y)
    assert relative_error(collapsed, product) < 1e-12


@pytest.mark.parametrize(("output", "loss"), COLLAPSED[1:], ids=name)
def test_collapsed_form_learns_where_the_product_is_dead(make_network, output, loss):
    x, y = np.array([[1.0, 0.0, 0.0, 0.0]]), np.array([[0.0, 1.0, 0.0]])
    gradients = []
    for chosen in (output, with_product(output)):
        network = make_network([4, 3], output=chosen, loss=loss)
        # The right class gets a score of -2000: its probability underflows to 0.
        network.weights[0][0] = [1000.0, -2000.0, -1500.0]
        gradients.append(network.gradient(x, y))
    collapsed, product = gradients
    assert collapsed[1] <= -1 / 3
    assert product[1] == 0


def test_gradient_is_a_copy(make_network, x, y):
    network = make_network()
    gradient = network.gradient(x, y)
    kept = gradient.copy()
    network.gradient(-x, y)
    np.testing.assert_array_equal(gradient, kept)


def test_gradient_leaves_the_parameters_alone(make_network, x, y):
    network = make_network()
    before = network.params.copy()
    network.gradient(x, y)
    np.testing.assert_array_equal(network.params, before)


class Scale(Layer):
    """A layer of one's own: each column times a number that is learned."""

    def __init__(self, size):
        self.input_size = self.output_size = size
        super().__init__(size)
        self.params[:] = np.linspace(0.5, 1.5, size)

    def forward(self, x):
        self.x = x
        return x * self.params

    def backward(self, output_gradient):
        self.gradient[:] = np.sum(self.x * output_gradient, axis=0)
        return output_gradient * self.params


@pytest.mark.parametrize("layers", [[Scale(4), FCLayer(4, 3)], [FCLayer(4, 3), Scale(3)]])
def test_layer_of_ones_own_serves(x, y, layers):
    network = Network(seed=0)
    for layer in copy.deepcopy(layers):
        network.add(layer)
    network.use(*MSE, SGD())
    assert gradient_error(network, x, y) < 1e-7


# One flat vector


def test_flat_vector_holds_weights_and_bias_layer_by_layer(make_network):
    network = make_network()
    parts = zip(network.weights, network.biases, strict=True)
    expected = np.concatenate([e.ravel() for pair in parts for e in pair])
    np.testing.assert_array_equal(network.params, expected)
    assert [e.shape for e in network.weights] == [(4, 5), (5, 3)]
    assert [e.shape for e in network.biases] == [(1, 5), (1, 3)]


@pytest.mark.parametrize("in_place", [True, False])
def test_change_of_the_flat_vector_changes_the_layers(make_network, in_place):
    network = make_network()
    values = np.arange(43.0)
    if in_place:
        network.params[...] = values
    else:
        network.params = values
    np.testing.assert_array_equal(network.layers[0].weights, values[:20].reshape(4, 5))
    np.testing.assert_array_equal(network.biases[1], [values[40:]])


def test_change_of_a_layer_changes_the_flat_vector(make_network):
    network = make_network()
    network.layers[0].weights[0, 1] = 7.0
    network.layers[0].bias = np.full((1, 5), 8.0)
    network.weights[1][...] = 9.0
    assert network.params[1] == 7.0
    np.testing.assert_array_equal(network.params[20:25], 8.0)
    np.testing.assert_array_equal(network.params[25:40], 9.0)


def test_assigned_vector_is_copied(make_network):
    network, values = make_network(), np.arange(43.0)
    network.params = values
    values[0] = 100.0
    assert network.params[0] == 0.0


def test_gradients_of_the_layers_are_views_too(make_network, x, y):
    network = make_network()
    gradient = network.gradient(x, y)
    np.testing.assert_array_equal(network.layers[0].weights_gradient.ravel(), gradient[:20])
    np.testing.assert_array_equal(network.layers[2].bias_gradient.ravel(), gradient[40:])


def test_parameters_begin_where_a_cache_line_does(make_network):
    networks = [make_network() for _ in range(8)]
    assert {network.params.ctypes.data % 64 for network in networks} == {0}


@pytest.mark.parametrize(
    "duplicate",
    [copy.copy, copy.deepcopy, lambda e: pickle.loads(pickle.dumps(e))],
    ids=["copy", "deepcopy", "pickle"],
)
class TestCopiedNetwork:
    def test_keeps_its_views_together(self, make_network, x, y, duplicate):
        copied = duplicate(make_network())
        copied.params = np.arange(43.0)
        assert copied.layers[2].bias[0, 2] == 42.0
        copied.weights[0][0, 0] = 7.0
        assert copied.params[0] == 7.0
        np.testing.assert_array_equal(
            copied.gradient(x, y)[40:], copied.layers[2].bias_gradient.ravel()
        )

    def test_begins_where_a_cache_line_does(self, make_network, duplicate):
        copies = [duplicate(make_network()) for _ in range(8)]
        assert {copied.params.ctypes.data % 64 for copied in copies} == {0}

    def test_shares_nothing_with_the_first(self, make_network, x, y, duplicate):
        network = make_network()
        before = network.params.copy()
        duplicate(network).fit(x, y, progress=False)
        np.testing.assert_array_equal(network.params, before)
        network.fit(x, y, progress=False)
        np.testing.assert_array_equal(network.layers[0].weights.ravel(), network.params[:20])
        assert not np.array_equal(network.params, before)

    def test_goes_on_as_the_first_does(self, make_network, x, y, duplicate):
        network = make_network(optimizer=Adam())
        network.fit(x, y, progress=False)
        copied = duplicate(network)
        assert copied.fit(x, y, 7, 3, progress=False) == network.fit(x, y, 7, 3, progress=False)
        np.testing.assert_array_equal(copied.params, network.params)


# Both ways to build one


def test_network_and_neural_network_give_the_same_numbers(make_network, x, y):
    network = Network(seed=1)
    for layer in (
        FCLayer(4, 5),
        ActivationLayer(*TANH),
        FCLayer(5, 3),
        ActivationLayer(*SOFTMAX),
    ):
        network.add(layer)
    network.use(*CATEGORICAL, SGD(learning_rate=0.1))
    other = make_network()
    np.testing.assert_array_equal(network.params, other.params)
    assert network.fit(x, y, 7, 3, progress=False) == other.fit(x, y, 7, 3, progress=False)
    np.testing.assert_array_equal(network.params, other.params)


def test_neural_network_is_a_network(make_network):
    assert isinstance(make_network(), Network)


def test_seed_decides_the_parameters(make_network):
    np.testing.assert_array_equal(make_network(seed=3).params, make_network(seed=3).params)
    assert not np.array_equal(make_network(seed=3).params, make_network(seed=4).params)


def test_initialization_reaches_every_layer(make_network):
    network = make_network(initialization="glorot_uniform")
    assert not any(bias.any() for bias in network.biases)
    assert all(weights.all() for weights in network.weights)


def test_network_of_one_layer_is_a_network(make_network, x, y):
    network = make_network([4, 3])
    losses = network.fit(x, y, epochs=20, progress=False)
    assert losses[-1] < losses[0]


# float32 all the way


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
class TestDtype:
    def test_of_parameters_outputs_and_gradient(self, make_network, x, y, dtype):
        network = make_network(dtype=dtype)
        network.fit(x, y, progress=False)
        vectors = [network.params, network.gradient(x, y), network.predict(x)]
        views = [*network.weights, *network.biases, network.layers[0].weights_gradient]
        assert {e.dtype for e in vectors + views} == {np.dtype(dtype)}

    @pytest.mark.parametrize("kind", [SGD, Adam, RMSprop, Adagrad])
    def test_of_the_optimizers_memory(self, make_network, x, y, dtype, kind):
        optimizer = kind()
        make_network(optimizer=optimizer, dtype=dtype).fit(x, y, progress=False)
        memories = [e for e in vars(optimizer).values() if isinstance(e, np.ndarray)]
        assert memories
        assert {e.dtype for e in memories} == {np.dtype(dtype)}

    def test_of_everything_that_passes_through(self, make_network, x, y, dtype):
        seen = []

        def record(function):
            def recorded(*args):
                result = function(*args)
                seen.extend([*args, result])
                return result

            return recorded

        hidden, output, loss = (tuple(map(record, e)) for e in (TANH, SOFTMAX, CATEGORICAL))
        make_network(hidden=hidden, output=output, loss=loss, dtype=dtype).fit(x, y, progress=False)
        assert {e.dtype for e in seen} == {np.dtype(dtype)}


def test_float32_learns_what_float64_learns(make_network, x, y):
    losses = [make_network(dtype=e).fit(x, y, 7, 5, progress=False) for e in ("f4", "f8")]
    np.testing.assert_allclose(*losses, rtol=1e-4)


# fit


def test_fit_gives_the_loss_of_each_epoch(make_network, x, y):
    losses = make_network().fit(x, y, epochs=50, progress=False)
    assert len(losses) == 50
    assert losses[-1] < 0.1 * losses[0]


def test_first_loss_is_that_of_the_first_parameters(make_network, x, y):
    network = make_network()
    before = network.score(x, y)
    assert network.fit(x, y, batch_size=30, progress=False) == [pytest.approx(before, rel=1e-13)]


@pytest.mark.parametrize("kind", [SGD, Adam, RMSprop, Adagrad])
def test_every_optimizer_trains_a_network(make_network, x, y, kind):
    network = make_network(optimizer=kind(learning_rate=0.05))
    losses = network.fit(x, y, epochs=40, progress=False)
    assert losses[-1] < 0.5 * losses[0]


def test_xor_is_learned():
    x, y = xor()
    network = NeuralNetwork([2, 4, 1], TANH, SIGMOID, BINARY, SGD(learning_rate=0.5), seed=0)
    network.fit(x, y, epochs=500, progress=False)
    np.testing.assert_array_equal(network.predict(x, labels=True), [0, 1, 1, 0])


@pytest.mark.parametrize("shape", [(30,), (30, 1)])
def test_labels_train_as_their_one_hot_rows_do(make_network, x, y, labels, shape):
    by_rows, by_labels = make_network(), make_network()
    losses = by_rows.fit(x, y, 7, 3, progress=False)
    labels = labels.reshape(shape)
    assert by_labels.fit(x, labels, 7, 3, categorical=True, progress=False) == losses
    np.testing.assert_array_equal(by_labels.params, by_rows.params)


def test_labels_train_a_single_output(make_network, x, labels):
    labels = (labels == 1).astype(np.uint8)
    by_column, by_labels = (make_network([4, 5, 1], output=SIGMOID, loss=BINARY) for _ in range(2))
    losses = by_column.fit(x, labels.reshape(-1, 1), 7, 3, progress=False)
    assert by_labels.fit(x, labels, 7, 3, categorical=True, progress=False) == losses


def test_hook_sees_network_epoch_and_loss(make_network, x, y):
    network, calls = make_network(), []
    losses = network.fit(
        x, y, epochs=3, on_epoch_end=lambda *args: calls.append(args), progress=False
    )
    assert calls == [(network, epoch, loss) for epoch, loss in enumerate(losses, start=1)]


def test_hook_sees_the_parameters_of_its_epoch(make_network, x, y):
    network, snapshots = make_network(optimizer=Recorder()), []
    network.fit(
        x,
        y,
        batch_size=10,
        epochs=2,
        on_epoch_end=lambda network, *_: snapshots.append(network.params.copy()),
        progress=False,
    )
    np.testing.assert_array_equal(snapshots, network.optimizer.params[2::3])


def test_hook_can_change_the_learning_rate(make_network, x, y):
    def stop_moving(network, epoch, loss):
        network.optimizer.learning_rate = 0.0

    network = make_network(optimizer=SGD(learning_rate=0.1, momentum=0))
    losses = network.fit(x, y, epochs=3, on_epoch_end=stop_moving, progress=False)
    assert losses[0] > losses[1] == pytest.approx(losses[2])


def seen_by(network, x, y, **options):
    """The first column of x as the network meets it in training."""
    seen = []
    forward = network.layers[0].forward
    network.layers[0].forward = lambda x: (seen.append(x[:, 0]), forward(x))[1]
    network.fit(x, y, progress=False, **options)
    return np.concatenate(seen), [len(e) for e in seen]


def test_every_sample_is_seen_once_in_every_epoch(make_network, x, y):
    seen, sizes = seen_by(make_network(), x, y, batch_size=7, epochs=2)
    assert sizes == 2 * [7, 7, 7, 7, 2]
    for epoch in np.split(seen, 2):
        np.testing.assert_array_equal(np.sort(epoch), np.sort(x[:, 0]))


def test_order_changes_from_epoch_to_epoch(make_network, x, y):
    seen, _ = seen_by(make_network(), x, y, epochs=2)
    first, second = np.split(seen, 2)
    assert not np.array_equal(first, x[:, 0])
    assert not np.array_equal(first, second)


def test_order_comes_from_the_networks_seed_alone(make_network, x, y):
    orders = []
    for seed in (1, 1, 2):
        np.random.seed(len(orders))
        orders.append(seen_by(make_network(seed=seed), x, y)[0])
    np.testing.assert_array_equal(orders[0], orders[1])
    assert not np.array_equal(orders[0], orders[2])


def test_x_and_y_stay_together_in_the_shuffle(make_network, x, y):
    network = make_network(optimizer=Recorder())
    expected = network.gradient(x, y)
    network.fit(x, y, batch_size=30, progress=False)
    assert relative_error(network.optimizer.gradients[0], expected) < 1e-13


def test_smaller_last_batch_weighs_less_in_the_mean_loss(make_network, x, y):
    network = make_network(optimizer=Standstill())
    assert network.fit(x, y, batch_size=8, progress=False) == [
        pytest.approx(network.score(x, y), rel=1e-13)
    ]


def test_batch_may_be_larger_than_the_data(make_network, x, y):
    larger, exact = make_network(), make_network()
    assert larger.fit(x, y, 1000, progress=False) == exact.fit(x, y, 30, progress=False)


def test_fit_leaves_its_data_as_it_was(make_network, x, y):
    x_before, y_before = x.copy(), y.copy()
    make_network().fit(x, y, progress=False)
    np.testing.assert_array_equal(x, x_before)
    np.testing.assert_array_equal(y, y_before)


def test_second_fit_goes_on_where_the_first_ended(make_network, x, y):
    once, twice = make_network(), make_network()
    losses = once.fit(x, y, 7, 4, progress=False)
    assert [e for _ in range(2) for e in twice.fit(x, y, 7, 2, progress=False)] == losses


def test_progress_bar_shows_epoch_batches_and_mean_loss(make_network, x, y, capsys):
    losses = make_network().fit(x, y, batch_size=10, epochs=2)
    shown = capsys.readouterr().err
    for words in ("epoch 2/2", "6/6", f"loss {losses[-1]:.4f}"):
        assert words in shown


def test_progress_bar_can_be_left_out(make_network, x, y, capsys):
    make_network().fit(x, y, progress=False)
    assert capsys.readouterr() == ("", "")


# Data of other kinds


KINDS = ["uint8", "int64", "float32", "bool", "list", "memmap", "uint8 memmap", "copy of a memmap"]


@pytest.fixture(params=KINDS)
def same_data(request, tmp_path):
    """Whole numbers as float64, and once more in another form."""
    numbers = np.random.default_rng(0).integers(0, 2, size=(30, 4))
    kind = request.param
    if kind == "list":
        return numbers.astype(float), numbers.tolist()
    if "memmap" not in kind:
        return numbers.astype(float), numbers.astype(kind)
    dtype = np.uint8 if "uint8" in kind else np.float64
    mapped = np.memmap(tmp_path / "x", dtype, mode="w+", shape=numbers.shape)
    mapped[...] = numbers
    return numbers.astype(float), mapped.copy() if "copy" in kind else mapped


def test_data_of_any_kind_gives_what_float_gives(make_network, same_data, y, labels):
    results = []
    for x in same_data:
        network = make_network()
        losses = network.fit(x, y, 7, 2, progress=False)
        scores = [network.score(x, y), network.score(x, labels, accuracy=True)]
        results.append([losses, scores, network.predict(x), network.gradient(x, y)])
    for floats, others in zip(*results, strict=True):
        np.testing.assert_array_equal(floats, others)


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_data_larger_than_memory_is_taken_batch_by_batch(tmp_path, dtype):
    features = 784
    rows = 100_000_000 // (features * np.dtype(dtype).itemsize)
    # All zeros but for the beginning, so that the file takes no room on the disk.
    x = np.memmap(tmp_path / "x", dtype, mode="w+", shape=(rows, features))
    x[:1000] = np.random.default_rng(0).integers(0, 2, size=(1000, features))
    labels = np.arange(rows) % 2
    network = NeuralNetwork(
        [features, 4, 2], TANH, SOFTMAX, CATEGORICAL, SGD(), dtype=np.float32, seed=0
    )

    tracemalloc.start()
    try:
        network.fit(x, labels, batch_size=512, categorical=True, progress=False)
        network.predict(x, labels=True)
        network.score(x, labels, accuracy=True)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000


def pages_of_files():
    """How much of this process's memory are files that are mapped into it, in bytes."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith("RssFile"))


@pytest.mark.skipif(not hasattr(mmap, "MADV_DONTNEED"), reason="this system lets go of no pages")
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system tells no RssFile")
def test_pages_of_a_memmap_are_let_go_of(tmp_path):
    x = np.memmap(tmp_path / "x", np.float32, mode="w+", shape=(40_000, 784))
    network = NeuralNetwork([784, 4, 2], TANH, SOFTMAX, CATEGORICAL, SGD(), seed=0)
    before, held = pages_of_files(), []
    network.fit(x, np.arange(40_000) % 2, 512, categorical=True, progress=False)
    held.append(pages_of_files() - before)
    network.predict(x)
    held.append(pages_of_files() - before)
    assert max(held) < x.nbytes / 4


def test_what_was_changed_in_a_copy_of_a_memmap_stays(tmp_path):
    np.zeros((100, 4), np.float32).tofile(tmp_path / "x")
    x = np.memmap(tmp_path / "x", np.float32, mode="c", shape=(100, 4))
    x[:] = 1
    network = NeuralNetwork([4, 3, 2], TANH, SOFTMAX, CATEGORICAL, SGD(), seed=0)
    network.fit(x, np.arange(100) % 2, categorical=True, progress=False)
    assert (x == 1).all()


# The stop button: 30 samples in batches of 10 are three batches an epoch


@pytest.mark.parametrize("batch", [1, 2, 3, 4, 5, 6])
@pytest.mark.parametrize("where", ["activation", "derivative", "loss", "optimizer"])
def test_stop_leaves_the_last_finished_batch(make_network, x, y, where, batch):
    functions = {"activation": tanh, "derivative": d_tanh, "loss": categorical_crossentropy}
    if where != "optimizer":
        functions[where] = stop_at(batch, functions[where])
    network = make_network(
        hidden=(functions["activation"], functions["derivative"]),
        loss=(functions["loss"], d_categorical_crossentropy),
        optimizer=Recorder(),
    )
    recorder, start = network.optimizer, network.params.copy()
    if where == "optimizer":
        recorder.update = stop_at(batch, recorder.update)

    losses = fit_until_stop(network, x, y, batch_size=10, epochs=2)

    assert len(losses) == (batch - 1) // 3
    finished = [start, *recorder.params][batch - 1]
    np.testing.assert_array_equal(network.params, finished)


def test_stop_in_the_hook_keeps_the_epoch(make_network, x, y):
    network = make_network(optimizer=Recorder())
    hook = stop_at(2, lambda *_: None)
    losses = fit_until_stop(network, x, y, batch_size=10, epochs=5, on_epoch_end=hook)
    assert len(losses) == 2
    assert len(network.optimizer.params) == 6
    np.testing.assert_array_equal(network.params, network.optimizer.params[-1])


@pytest.mark.parametrize("kind", [SGD, Adam, RMSprop, Adagrad])
def test_stop_in_the_middle_of_a_step_of_our_optimizers(make_network, x, y, monkeypatch, kind):
    network = make_network(optimizer=kind())
    start = network.params.copy()
    monkeypatch.setattr(network.optimizer, "step", stop_at(1, network.optimizer.step))
    assert fit_until_stop(network, x, y, epochs=3) == []
    np.testing.assert_array_equal(network.params, start)
    assert len(network.fit(x, y, epochs=3, progress=False)) == 3


def test_training_goes_on_after_a_stop(make_network, x, y):
    network = make_network(hidden=(stop_at(5, tanh), d_tanh))
    fit_until_stop(network, x, y, batch_size=10, epochs=2)
    losses = network.fit(x, y, epochs=50, progress=False)
    assert len(losses) == 50
    assert losses[-1] < 0.1


def test_stop_is_told_by_the_progress_bar(make_network, x, y, capsys):
    network = make_network(hidden=(stop_at(5, tanh), d_tanh))
    fit_until_stop(network, x, y, batch_size=10, epochs=2, progress=True)
    assert "stopped after 1 of 2 epochs" in capsys.readouterr().err


def test_other_errors_are_not_swallowed(make_network, x, y):
    def broken_hook(*_):
        raise ZeroDivisionError("from the hook")

    with pytest.raises(ZeroDivisionError, match="from the hook"):
        make_network().fit(x, y, on_epoch_end=broken_hook, progress=False)


# Divergence


def wild_rate_after(epoch):
    """A hook that makes the learning rate far too large after an epoch."""

    def hook(network, number, _):
        if number == epoch:
            network.kept = network.params.copy()
            network.optimizer.learning_rate = 1e200

    return hook


@pytest.fixture
def diverged(make_network, x, y):
    """A network whose training ran away in epoch 3, and the error."""
    network = make_network(output=IDENTITY, loss=MSE, optimizer=SGD(learning_rate=0.01))
    with pytest.raises(DivergenceError) as error:
        network.fit(x, y, 10, 9, on_epoch_end=wild_rate_after(2), progress=False)
    return network, error.value


@pytest.mark.filterwarnings("error")
def test_divergence_names_epoch_and_causes(diverged):
    _, error = diverged
    for words in ("diverged in epoch 3", "learning rate", "1e+200", "not scaled", "range from"):
        assert words in str(error)


def test_divergence_hands_over_the_losses_so_far(diverged):
    _, error = diverged
    assert len(error.losses) == 2
    assert np.isfinite(error.losses).all()


def test_divergence_puts_the_network_back_before_the_epoch(diverged):
    network, _ = diverged
    np.testing.assert_array_equal(network.params, network.kept)


@pytest.mark.parametrize("kind", [SGD, Adam, RMSprop, Adagrad])
def test_network_is_trainable_after_divergence(make_network, x, y, kind):
    network = make_network(output=IDENTITY, loss=MSE, optimizer=kind(learning_rate=0.01))
    with pytest.raises(DivergenceError):
        network.fit(x, y, 10, 9, on_epoch_end=wild_rate_after(2), progress=False)
    network.optimizer.learning_rate = 0.01
    losses = network.fit(x, y, epochs=50, progress=False)
    assert losses[-1] < losses[0]


class LastStep(Standstill):
    """An optimizer that breaks the parameters in the last of three steps."""

    steps = 0

    def update(self, old_params, gradient):
        self.steps += 1
        return old_params * (np.inf if self.steps == 3 else 1)


def test_parameters_that_become_infinite_in_the_last_batch_are_found(make_network, x, y):
    network = make_network(optimizer=LastStep())
    before = network.params.copy()
    with pytest.raises(DivergenceError, match=r"epoch 1: .*a parameter became infinite or NaN"):
        network.fit(x, y, batch_size=10, epochs=1, progress=False)
    np.testing.assert_array_equal(network.params, before)


def test_divergence_of_an_optimizer_of_ones_own_is_told_too(make_network, x, y):
    class Wild:
        def update(self, old_params, gradient):
            return old_params + np.nan

    with pytest.raises(DivergenceError, match="epoch 1"):
        make_network(optimizer=Wild()).fit(x, y, progress=False)


# predict and score


def test_predict_runs_through_every_layer(make_network, x):
    network = make_network()
    (w1, w2), (b1, b2) = network.weights, network.biases
    np.testing.assert_allclose(network.predict(x), softmax(tanh(x @ w1 + b1) @ w2 + b2))


def test_predict_leaves_no_seam_between_its_batches(make_network):
    x = np.random.default_rng(0).normal(size=(2500, 4))
    network = make_network()
    one_by_one = np.vstack([network.predict(row.reshape(1, -1)) for row in x[1000:1050]])
    outputs = network.predict(x)
    assert outputs.shape == (2500, 3)
    np.testing.assert_allclose(outputs[1000:1050], one_by_one, rtol=1e-13)


def test_labels_are_the_columns_of_the_largest_output(make_network, x):
    network = make_network()
    labels = network.predict(x, labels=True)
    assert labels.dtype.kind == "i"
    np.testing.assert_array_equal(labels, network.predict(x).argmax(axis=1))


def test_label_of_a_single_output_is_one_from_a_half_on(make_network):
    network = make_network([1, 1], output=IDENTITY, loss=MSE)
    network.params = [1.0, 0.0]
    labels = network.predict(np.array([[-3.0], [0.4999], [0.5], [7.0]]), labels=True)
    np.testing.assert_array_equal(labels, [0, 0, 1, 1])


def test_score_is_the_mean_loss(make_network, x, y):
    network = make_network()
    expected = categorical_crossentropy(network.predict(x), y).mean()
    assert network.score(x, y) == pytest.approx(expected, rel=1e-13)


def test_score_weighs_every_batch_by_its_size(make_network):
    x = np.random.default_rng(0).normal(size=(1500, 4))
    network = make_network()
    y = np.eye(3)[network.predict(x, labels=True)]
    expected = categorical_crossentropy(network.predict(x), y).mean()
    assert network.score(x, y) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("wrong", [0, 3, 30])
def test_accuracy_is_the_share_of_right_labels(make_network, x, wrong):
    network = make_network()
    labels = network.predict(x, labels=True)
    labels[:wrong] = (labels[:wrong] + 1) % 3
    assert network.score(x, labels, accuracy=True) == pytest.approx(1 - wrong / 30)


def test_accuracy_of_a_single_output(make_network):
    network = make_network([1, 1], output=IDENTITY, loss=MSE)
    network.params = [1.0, 0.0]
    x = np.array([[0.1], [0.9], [0.2], [0.8]])
    assert network.score(x, [0, 1, 1, 1], accuracy=True) == 0.75
    assert network.score(x, [[0], [1], [1], [1]], accuracy=True) == 0.75


def test_predict_and_accuracy_need_no_loss(x, labels):
    network = Network(seed=0)
    network.add(FCLayer(4, 3))
    assert network.predict(x).shape == (30, 3)
    assert 0 <= network.score(x, labels, accuracy=True) <= 1


def test_network_shows_its_layers(make_network):
    assert repr(make_network()).splitlines() == [
        "NeuralNetwork with 43 parameters, float64:",
        "  FCLayer(4, 5)",
        "  ActivationLayer(tanh)",
        "  FCLayer(5, 3)",
        "  ActivationLayer(softmax)",
    ]
