"""One flat vector: its views, copies and pickles, whose layers they are, what is kept and saved."""

import copy
import gc
import io
import pickle
import weakref

import numpy as np
import pytest
from parts import CATEGORICAL, IDENTITY, MSE, RELU, SIGMOID, SOFTMAX, TANH, Scale, gradient_of

from nnlib import (
    SGD,
    ActivationLayer,
    Adagrad,
    Adam,
    Dropout,
    FCLayer,
    Layer,
    Network,
    RMSprop,
)

KINDS = [SGD, Adam, RMSprop, Adagrad]

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


@pytest.mark.parametrize(
    "values",
    [np.arange(42.0), np.arange(43.0).reshape(-1, 1), np.full(43, np.nan), ["1"] * 43, None, 0.0],
    ids=["short", "column", "NaN", "text", "None", "number"],
)
def test_unsuitable_vector_is_refused_and_changes_nothing(make_network, values):
    network = make_network()
    before = network.params.copy()
    with pytest.raises((ValueError, TypeError), match="params"):
        network.params = values
    np.testing.assert_array_equal(network.params, before)


def test_gradients_of_the_layers_are_views_too(make_network, x, y):
    network = make_network()
    gradient = network.backward(network.forward(x), y)
    np.testing.assert_array_equal(network.layers[0].weights_gradient.ravel(), gradient[:20])
    np.testing.assert_array_equal(network.layers[2].bias_gradient.ravel(), gradient[40:])


def test_parameters_begin_where_a_cache_line_does(make_network):
    networks = [make_network() for _ in range(8)]
    assert {network.params.ctypes.data % 64 for network in networks} == {0}


@pytest.mark.parametrize("name", ["layers", "weights", "biases"])
def test_layers_and_weights_cannot_be_exchanged_without_effect(make_network, name):
    network = make_network()
    found = getattr(network, name)
    assert isinstance(found, tuple)
    with pytest.raises(TypeError, match="item assignment"):
        found[0] = None
    with pytest.raises(AttributeError):
        setattr(network, name, found)
    assert not hasattr(found, "append")


class Replaced(Scale):
    """A layer of one's own that puts a new array where it should write into the old one."""

    def __init__(self, size, name):
        super().__init__(size)
        self.name = name

    def backward(self, output_gradient):
        result = super().backward(output_gradient)
        setattr(self, self.name, getattr(self, self.name).copy())
        return result


@pytest.mark.parametrize("name", ["params", "gradient"])
def test_layer_that_replaces_its_vectors_is_refused(x, y, name):
    network = Network(seed=0)
    network.add(Replaced(4, name))
    network.add(FCLayer(4, 3))
    network.use(*MSE, SGD())
    words = rf"the {name} of .*Replaced.* replaced .* self\.{name}\[\.\.\.\] = "
    for _ in range(2):
        with pytest.raises(ValueError, match=words):
            network.fit(x, y, progress=False)


def test_parameters_that_were_replaced_from_outside_are_refused(make_network, x, y):
    network = make_network()
    start = network.params.copy()
    network.layers[2].params = np.zeros(18)
    with pytest.raises(ValueError, match=r"params of FCLayer\(5, 3\) was replaced"):
        network.fit(x, y, progress=False)
    np.testing.assert_array_equal(network.params, start)


# Copies


@pytest.fixture(name="joblib", scope="module")
def _joblib():
    return pytest.importorskip("joblib")


def through_joblib(network):
    joblib = pytest.importorskip("joblib")
    file = io.BytesIO()
    joblib.dump(network, file)
    file.seek(0)
    return joblib.load(file)


DUPLICATES = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda e: pickle.loads(pickle.dumps(e)),
    "joblib": through_joblib,
}


@pytest.mark.parametrize("duplicate", DUPLICATES.values(), ids=DUPLICATES)
class TestCopiedNetwork:
    def test_keeps_its_views_together(self, make_network, x, y, duplicate):
        copied = duplicate(make_network())
        copied.params = np.arange(43.0)
        assert copied.layers[2].bias[0, 2] == 42.0
        copied.weights[0][0, 0] = 7.0
        assert copied.params[0] == 7.0
        np.testing.assert_array_equal(
            gradient_of(copied, x, y)[40:], copied.layers[2].bias_gradient.ravel()
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

    @pytest.mark.parametrize("kind", KINDS)
    def test_goes_on_as_the_first_does(self, x, y, duplicate, kind):
        network = Network(seed=0)
        for layer in (FCLayer(4, 5), Dropout(0.3), FCLayer(5, 3), ActivationLayer(*SOFTMAX)):
            network.add(layer)
        network.use(*CATEGORICAL, kind())
        network.fit(x, y, progress=False)
        copied = duplicate(network)
        assert copied.fit(x, y, 7, 3, progress=False) == network.fit(x, y, 7, 3, progress=False)
        np.testing.assert_array_equal(copied.params, network.params)

    def test_keeps_layers_and_dtype_and_losses(self, make_network, x, y, duplicate):
        network = make_network(dtype=np.float32)
        network.fit(x, y, epochs=2, progress=False)
        copied = duplicate(network)
        assert repr(copied) == repr(network)
        assert copied.params.dtype == np.float32
        assert copied.losses == network.losses
        assert (copied.input_size, copied.output_size) == (4, 3)

    def test_grows_on_its_own(self, make_network, x, duplicate):
        network = make_network()
        copied = duplicate(network)
        copied.add(FCLayer(3, 2))
        assert copied.predict(x).shape == (30, 2)
        assert network.predict(x).shape == (30, 3)


class Averaging(Layer):
    """A layer of one's own that changes an array of its own while it is trained."""

    def __init__(self, size):
        super().__init__()
        self.mean = np.zeros(size)

    def forward(self, x):
        if self.training:
            self.mean *= 0.9
            self.mean += 0.1 * x.mean(axis=0)
        return x - self.mean

    def backward(self, output_gradient):
        return output_gradient


def large_network(optimizer):
    """A network of more than a megabyte, which joblib hands on as a file."""
    network = Network(seed=0)
    for layer in (
        FCLayer(4, 300), Averaging(300), ActivationLayer(*RELU), FCLayer(300, 500),
        ActivationLayer(*TANH), FCLayer(500, 3), ActivationLayer(*SOFTMAX),
    ):  # fmt: skip
        network.add(layer)
    network.use(*CATEGORICAL, optimizer)
    assert network.params.nbytes > 2**20
    return network


def trained_on(network, x, y):
    network.fit(x, y, progress=False)
    return network.params, [layer.mean for layer in network.layers if hasattr(layer, "mean")]


def assert_equal_results(found, expected):
    np.testing.assert_allclose(found[0], expected[0], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found[1], expected[1], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("is_trained", [False, True])
def test_network_is_trained_after_it_was_mapped_from_a_file(
    tmp_path, joblib, x, y, kind, is_trained
):
    network = large_network(kind())
    if is_trained:
        network.fit(x, y, progress=False)
    joblib.dump(network, tmp_path / "network")
    mapped = joblib.load(tmp_path / "network", mmap_mode="r")
    assert_equal_results(trained_on(mapped, x, y), trained_on(network, x, y))


def test_large_network_is_trained_in_a_worker(joblib, x, y):
    network = large_network(Adam())
    network.fit(x, y, progress=False)
    results = joblib.Parallel(n_jobs=2)(
        joblib.delayed(trained_on)(each, x, y) for each in (network, network)
    )
    expected = trained_on(network, x, y)
    for found in results:
        assert_equal_results(found, expected)


def test_optimizer_that_cannot_be_set_is_mapped_from_a_file(tmp_path, joblib, make_network, x, y):
    network = make_network(optimizer=Frozen())
    joblib.dump(network, tmp_path / "network")
    mapped = joblib.load(tmp_path / "network", mmap_mode="r")
    assert mapped.fit(x, y, progress=False) == network.fit(x, y, progress=False)


class Frozen:
    """An optimizer of one's own whose attributes cannot be set."""

    def __init__(self):
        vars(self)["rates"] = np.full(43, 0.1)

    def __setattr__(self, name, value):
        raise AttributeError(name)

    def step(self, params, gradient):
        params -= self.rates * gradient


# Whose a layer and an optimizer are


def test_optimizer_of_another_network_is_refused_at_once(make_network):
    network = make_network()
    with pytest.raises(ValueError, match="this SGD belongs to another network"):
        make_network(optimizer=network.optimizer)
    network.use(*CATEGORICAL, network.optimizer)


def test_own_optimizer_of_another_network_is_refused_too(make_network):
    class Own:
        """Compares in its own way, and cannot be hashed."""

        def __eq__(self, other):
            raise AssertionError("compared")

        def step(self, params, gradient):
            pass

    network = make_network(optimizer=Own())
    make_network(optimizer=Own())
    with pytest.raises(ValueError, match="this Own belongs to another network"):
        make_network(optimizer=network.optimizer)


def test_optimizer_of_a_copy_is_not_that_of_the_first(make_network, x, y):
    network = make_network()
    copied = copy.deepcopy(network)
    with pytest.raises(ValueError, match="belongs to another network"):
        copied.use(*CATEGORICAL, network.optimizer)


def test_optimizer_is_free_after_it_was_exchanged(make_network, x, y):
    first, second = make_network(), make_network()
    optimizer = first.optimizer
    first.use(*CATEGORICAL, SGD())
    second.use(*CATEGORICAL, optimizer)


def test_memory_that_was_changed_from_outside_is_refused(make_network, x, y):
    network = make_network(optimizer=SGD(momentum=0.5))
    network.fit(x, y, progress=False)
    network.optimizer.velocity = np.zeros(3)
    with pytest.raises(ValueError, match=r"SGD remembers 3 parameters, but there are 43"):
        network.fit(x, y, progress=False)


@pytest.mark.parametrize("kind", KINDS)
def test_optimizer_that_remembers_the_steps_of_another_network_is_refused(make_network, x, y, kind):
    """Also when that network is gone, as after a function that trains one and returns losses."""
    optimizer, other = kind(), kind()
    make_network(optimizer=optimizer).fit(x, y, progress=False)
    with pytest.raises(ValueError, match=rf"this {kind.__name__} remembers steps .* reset\(\)"):
        make_network(optimizer=optimizer)
    optimizer.reset()
    results = [
        make_network(optimizer=each).fit(x, y, progress=False) for each in (optimizer, other)
    ]
    assert results[0] == results[1]


def test_optimizer_goes_on_with_its_own_network(make_network, x, y):
    once, again = make_network(), make_network()
    once.fit(x, y, epochs=4, progress=False)
    for _ in range(2):
        again.fit(x, y, epochs=2, progress=False)
        again.use(*CATEGORICAL, again.optimizer)
    np.testing.assert_array_equal(again.params, once.params)


def test_layer_of_another_network_is_refused(make_network):
    layer = make_network().layers[2]
    network = make_network()
    first = network.layers[0]
    kept = make_network([5, 3])
    with pytest.raises(ValueError, match=r"FCLayer\(4, 5\) is in a network already"):
        Network().add(first)
    with pytest.raises(ValueError, match="is in a network already"):
        kept.add(kept.layers[1])
    Network().add(layer)  # its network is gone


def test_layer_and_optimizer_are_free_when_their_network_is_gone(make_network, x, y):
    network = make_network()
    network.fit(x, y, progress=False)
    layers, optimizer = network.layers, network.optimizer
    del network
    gc.collect()
    optimizer.reset()
    again = Network(seed=0)
    for layer in layers:
        again.add(layer)
    again.use(*CATEGORICAL, optimizer)
    assert len(again.fit(x, y, progress=False)) == 1


@pytest.mark.parametrize("duplicate", DUPLICATES.values(), ids=DUPLICATES)
def test_copied_layer_is_a_new_layer(make_network, x, duplicate):
    network, other = make_network(), Network()
    for layer in network.layers:
        other.add(duplicate(layer))
    np.testing.assert_array_equal(other.predict(x), network.predict(x))
    other.params = np.zeros(43)
    assert network.params.all()


# What is kept


def owner_of(array):
    """The object that holds the memory of an array; weak references to it tell when it is gone."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return weakref.ref(array)


@pytest.fixture
def with_every_layer():
    """A network with a layer of every kind."""
    network = Network(seed=0)
    for layer in (
        Scale(4), FCLayer(4, 5), ActivationLayer(*TANH), Dropout(0.5), FCLayer(5, 3),
        ActivationLayer(*SOFTMAX),
    ):  # fmt: skip
        network.add(layer)
    network.use(*CATEGORICAL, SGD())
    return network


@pytest.mark.parametrize(
    "action",
    [
        lambda network, x, y: network.predict(x),
        lambda network, x, y: network.predict(x, labels=True),
        lambda network, x, y: network.score(x, y),
        lambda network, x, y: network.score(x, np.argmax(y, axis=1), accuracy=True),
        lambda network, x, y: network.fit(x, y, progress=False),
        lambda network, x, y: network.fit(x, y, 500, progress=False),
        lambda network, x, y: network.fit(x, y.argmax(axis=1), categorical=True, progress=False),
    ],
    ids=["predict", "labels", "score", "accuracy", "fit", "fit in one batch", "fit to labels"],
)
def test_no_data_is_kept_and_none_is_pickled(with_every_layer, action):
    network = with_every_layer
    y = np.eye(3)[np.arange(500) % 3]
    x = np.random.default_rng(0).normal(size=(500, 4))
    before = len(pickle.dumps(network))
    references = [owner_of(x), owner_of(y)]
    action(network, x, y)
    del x, y
    assert [reference() for reference in references] == [None, None]
    assert all(layer.x is None for layer in network.layers)
    # The velocity of the optimizer may have come, but no inputs, and no mask of Dropout.
    assert len(pickle.dumps(network)) < before + 8 * network.params.size + 500


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError])
def test_no_data_is_kept_after_an_interrupted_training(with_every_layer, x, y, error):
    def fail(*_):
        raise error

    with_every_layer.optimizer.step = fail
    with pytest.raises(error):
        with_every_layer.fit(x, y, progress=False)
    assert all(layer.x is None for layer in with_every_layer.layers)


def test_pickle_of_a_network_carries_no_inputs_of_a_forward_pass(make_network):
    network = make_network()
    before = len(pickle.dumps(network))
    network.forward(np.ones((5000, 4)))
    assert len(pickle.dumps(network)) < before + 1000
    assert len(pickle.dumps(network.layers[0])) < before


# Saving layers of one's own


class Affine(Layer):
    """A layer of one's own that names its parameters."""

    def __init__(self, size):
        super().__init__(2 * size)
        self.input_size = self.output_size = size

    def named_params(self):
        half = self.params.size // 2
        return {"scale": self.params[:half], "shift": self.params[half:]}

    def forward(self, x):
        self.x = x
        scale, shift = self.named_params().values()
        return x * scale + shift

    def backward(self, output_gradient):
        half = self.params.size // 2
        self.gradient[:half] = (self.x * output_gradient).sum(axis=0)
        self.gradient[half:] = output_gradient.sum(axis=0)
        return output_gradient * self.params[:half]


def network_of_own_layers(seed, *, size=5):
    network = Network(seed=seed)
    for layer in (
        Scale(4), FCLayer(4, size), ActivationLayer(*TANH), Affine(size), Dropout(0.2),
        FCLayer(size, 3),
    ):  # fmt: skip
        network.add(layer)
    network.use(*MSE, SGD())
    network.params = np.random.default_rng(seed).normal(size=network.params.shape)
    return network


def test_parameters_of_layers_of_ones_own_are_saved_and_loaded(tmp_path, x):
    network, other = network_of_own_layers(0), network_of_own_layers(1)
    network.save_params(tmp_path / "p.npz")
    with np.load(tmp_path / "p.npz") as saved:
        assert sorted(saved) == [
            "bias_2", "bias_4", "params_1", "scale_3", "shift_3", "weights_2", "weights_4",
        ]  # fmt: skip
        np.testing.assert_array_equal(saved["params_1"], network.layers[0].params)
    other.load_params(tmp_path / "p.npz")
    np.testing.assert_array_equal(other.params, network.params)
    np.testing.assert_array_equal(other.predict(x), network.predict(x))


def test_parameters_of_layers_of_ones_own_must_have_the_right_shape(tmp_path):
    network_of_own_layers(0, size=6).save_params(tmp_path / "p.npz")
    network = network_of_own_layers(1)
    before = network.params.copy()
    with pytest.raises(ValueError, match=r"weights_2 in .* shape \(4, 6\), expected \(4, 5\)"):
        network.load_params(tmp_path / "p.npz")
    np.testing.assert_array_equal(network.params, before)


def test_weights_and_biases_are_those_of_the_layers_that_have_them():
    network = network_of_own_layers(0)
    assert [e.shape for e in network.weights] == [(4, 5), (5, 3)]
    assert [e.shape for e in network.biases] == [(1, 5), (1, 3)]


def test_parameters_that_are_not_finite_are_not_saved(tmp_path, make_network):
    network = make_network()
    network.weights[1][0, 0] = np.nan
    with pytest.raises(ValueError, match="weights_2 has NaN"):
        network.save_params(tmp_path / "p.npz")
    assert list(tmp_path.iterdir()) == []


def test_networks_that_predict_are_not_registered_as_networks(make_network, x):
    """The twin that predicts must not stand in the way of the layers' next network."""
    network = make_network(output=SIGMOID, loss=MSE, hidden=IDENTITY)
    network.predict(x)
    layer = network.layers[0]
    del network
    Network().add(layer)
