"""The network: its gradient, how it is built, its training, and what it says afterwards."""

import copy
import tracemalloc

import numpy as np
import pytest
from parts import (
    BINARY,
    CANONICAL,
    CATEGORICAL,
    IDENTITY,
    MSE,
    PRODUCTS,
    RELU,
    SIGMOID,
    SOFTMAX,
    TANH,
    Recorder,
    Scale,
    Standstill,
    gradient_error,
    gradient_of,
    name_of,
    numerical_gradient_of,
)

from nnlib import (
    SGD,
    ActivationLayer,
    Adagrad,
    Adam,
    Dropout,
    FCLayer,
    Layer,
    Network,
    NeuralNetwork,
    RMSprop,
    binary_crossentropy,
    categorical_crossentropy,
    relative_error,
    softmax,
    tanh,
    xor,
)


def with_product(pair):
    """The same pair of functions, but the network does not know that they are canonical."""
    return pair[0], lambda *args: pair[1](*args)


# Forward and backward


def test_forward_runs_through_every_layer(make_network, x):
    network = make_network()
    (w1, w2), (b1, b2) = network.weights, network.biases
    np.testing.assert_allclose(network.forward(x), softmax(tanh(x @ w1 + b1) @ w2 + b2))


@pytest.mark.parametrize(("output", "loss"), CANONICAL + PRODUCTS, ids=name_of)
@pytest.mark.parametrize("hidden", [RELU, TANH, SIGMOID, SOFTMAX], ids=name_of)
def test_gradient_is_the_numerical_one(make_network, x, y, hidden, output, loss):
    network = make_network([4, 5, 4, 3], hidden, output, loss)
    assert gradient_error(network, x, y) < 1e-7


@pytest.mark.parametrize(("output", "loss"), CANONICAL, ids=name_of)
def test_gradient_is_the_numerical_one_for_one_output_and_one_sample(make_network, x, output, loss):
    network = make_network([4, 3, 1], output=output, loss=loss)
    assert gradient_error(network, x[:1], np.ones((1, 1))) < 1e-7


def test_gradient_is_the_numerical_one_with_probabilities_as_targets(make_network, x):
    y = np.random.default_rng(0).dirichlet([1, 1, 1], size=len(x))
    assert gradient_error(make_network(), x, y) < 1e-7


@pytest.mark.parametrize(("output", "loss"), CANONICAL, ids=name_of)
def test_canonical_form_and_product_agree(make_network, x, y, output, loss):
    canonical = gradient_of(make_network(output=output, loss=loss), x, y)
    product = gradient_of(make_network(output=with_product(output), loss=loss), x, y)
    assert relative_error(canonical, product) < 1e-12


@pytest.mark.parametrize(("output", "loss"), CANONICAL[1:], ids=name_of)
def test_canonical_form_learns_where_the_product_vanishes(make_network, output, loss):
    x, y = np.array([[1.0, 0.0, 0.0, 0.0]]), np.array([[0.0, 1.0, 0.0]])
    gradients = []
    for chosen in (output, with_product(output)):
        network = make_network([4, 3], output=chosen, loss=loss)
        # The right class gets a score of -2000: its probability underflows to 0.
        network.weights[0][0] = [1000.0, -2000.0, -1500.0]
        gradients.append(gradient_of(network, x, y))
    canonical, product = gradients
    assert canonical[1] <= -1 / 3
    assert product[1] == 0


def test_backward_returns_the_flat_gradient_itself(make_network, x, y):
    network = make_network()
    assert network.backward(network.forward(x), y) is network.gradient
    kept = network.gradient.copy()
    network.backward(network.forward(-x), y)
    assert not np.array_equal(network.gradient, kept)


def test_backward_leaves_parameters_outputs_and_targets_alone(make_network, x, y):
    network = make_network()
    y_pred = network.forward(x)
    arrays = [network.params, x, y, y_pred]
    before = copy.deepcopy(arrays)
    network.backward(y_pred, y)
    for array, kept in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, kept)


def test_backward_does_not_pile_up(make_network, x, y):
    network = make_network()
    np.testing.assert_array_equal(gradient_of(network, x, y), gradient_of(network, x, y))


@pytest.mark.parametrize("shape", [(30,), (30, 1), (29, 3)])
def test_backward_refuses_targets_of_another_shape(make_network, x, shape):
    network = make_network()
    with pytest.raises(ValueError, match=r"\(30, 3\).* expected the same"):
        network.backward(network.forward(x), np.zeros(shape))


@pytest.mark.parametrize("layers", [[Scale(4), FCLayer(4, 3)], [FCLayer(4, 3), Scale(3)]])
def test_gradient_is_the_numerical_one_through_a_layer_of_ones_own(x, y, layers):
    network = Network(seed=0)
    for layer in copy.deepcopy(layers):
        network.add(layer)
    network.use(*MSE, SGD())
    assert gradient_error(network, x, y) < 1e-7


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


class Unsuitable(Layer):
    """A layer that forgot ``super().__init__()``."""

    def __init__(self):
        pass


def drawn_nan(rng, fan_in, fan_out):
    return np.full((fan_in, fan_out), np.nan), np.zeros((1, fan_out))


def drawn_wrong(rng, fan_in, fan_out):
    return np.zeros((fan_out, fan_in)), np.zeros((1, fan_out))


@pytest.mark.parametrize(
    "make",
    [
        Unsuitable,
        lambda: FCLayer(4, 2),
        lambda: FCLayer(3, 2, drawn_nan),
        lambda: FCLayer(3, 2, drawn_wrong),
        lambda: "layer",
    ],
    ids=["no super().__init__()", "sizes", "NaN drawn", "wrong shape drawn", "text"],
)
def test_refused_add_leaves_the_network_as_it_was(make_network, x, y, make):
    network, other = make_network(), make_network()
    with pytest.raises((ValueError, TypeError)):
        network.add(make())
    assert repr(network) == repr(other)
    assert network.fit(x, y, progress=False) == other.fit(x, y, progress=False)
    network.add(FCLayer(3, 2))
    assert network.predict(x).shape == (30, 2)


def test_sizes_are_those_that_the_layers_declare():
    class Expand(Layer):
        """Takes any number of columns, returns six."""

        output_size = 6

        def forward(self, x):
            return np.hstack([x, x**2])[:, :6]

    network = Network(seed=0)
    for layer, sizes in [
        (Expand(), (None, 6)),
        (FCLayer(6, 3), (None, 3)),
        (ActivationLayer(*TANH), (None, 3)),
        (Scale(3), (None, 3)),
    ]:
        network.add(layer)
        assert (network.input_size, network.output_size) == sizes
    assert network.predict(np.ones((5, 4))).shape == (5, 3)


@pytest.mark.parametrize("width", [None, 4])
def test_output_is_as_wide_as_the_input_of_a_layer_that_says_no_other_width(width):
    layer = Layer()
    layer.input_size = width
    network = Network(seed=0)
    network.add(Dropout(0.5))
    network.add(layer)
    assert network.input_size == network.output_size == width
    if width:
        with pytest.raises(ValueError, match=r"expects 5 inputs, .* 4 outputs"):
            network.add(FCLayer(5, 2))


# float32 all the way


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
class TestDtype:
    def test_of_parameters_outputs_and_gradient(self, make_network, x, y, dtype):
        network = make_network(dtype=dtype)
        network.fit(x, y, progress=False)
        vectors = [network.params, gradient_of(network, x, y), network.predict(x)]
        views = [*network.weights, *network.biases, network.layers[0].weights_gradient]
        assert {e.dtype for e in vectors + views} == {np.dtype(dtype)}

    @pytest.mark.parametrize("number", [float, np.float64, np.float32])
    @pytest.mark.parametrize("kind", [SGD, Adam, RMSprop, Adagrad])
    def test_of_the_optimizers_memory(self, make_network, x, y, dtype, kind, number):
        optimizer = kind()
        for name in vars(optimizer).keys() & {"learning_rate", "momentum", "beta_1", "rho"}:
            setattr(optimizer, name, number(getattr(optimizer, name)))
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


def test_fit_returns_the_loss_of_each_epoch(make_network, x, y):
    network = make_network()
    losses = network.fit(x, y, epochs=50, progress=False)
    assert len(losses) == 50
    assert losses[-1] < 0.1 * losses[0]
    assert network.losses == losses


def test_losses_of_one_fit_are_not_mixed_with_those_of_the_next(make_network, x, y):
    network = make_network()
    first = network.fit(x, y, epochs=3, progress=False)
    kept = first.copy()
    second = network.fit(x, y, epochs=2, progress=False)
    assert first == kept
    assert network.losses == second


def test_first_loss_is_that_of_the_first_parameters(make_network, x, y):
    network = make_network()
    before = network.score(x, y)
    assert network.fit(x, y, batch_size=30, progress=False) == [pytest.approx(before, rel=1e-13)]


@pytest.mark.parametrize("kind", [SGD, Adam, RMSprop, Adagrad])
def test_every_optimizer_trains_a_network(make_network, x, y, kind):
    network = make_network(optimizer=kind(learning_rate=0.05))
    losses = network.fit(x, y, epochs=40, progress=False)
    assert losses[-1] < 0.5 * losses[0]


def test_regression_on_numbers_of_any_size_learns(make_network, x):
    y = 3 + x[:, :1] - 2 * x[:, 1:2]
    network = make_network([4, 8, 1], output=IDENTITY, loss=MSE, optimizer=Adam(0.05))
    assert network.fit(x, y, epochs=200, progress=False)[-1] < 0.05


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


def test_labels_train_layers_that_do_not_say_how_many_outputs_they_have(make_network, x, labels):
    class Plain(Layer):
        def __init__(self, weights):
            super().__init__(weights.size)
            self.shape = weights.shape
            self.params[:] = weights.ravel()

        def forward(self, x):
            self.x = x
            return x @ self.params.reshape(self.shape)

        def backward(self, output_gradient):
            self.gradient[:] = (self.x.T @ output_gradient).ravel()
            return output_gradient @ self.params.reshape(self.shape).T

    network = Network(seed=0)
    network.add(Plain(np.random.default_rng(0).normal(size=(4, 3))))
    network.add(ActivationLayer(*SOFTMAX))
    network.use(*CATEGORICAL, SGD(0.1))
    losses = network.fit(x, labels, epochs=30, categorical=True, progress=False)
    assert losses[-1] < 0.5 * losses[0]
    with pytest.raises(ValueError, match="labels from 0 to 2 for 3 classes"):
        network.fit(x, labels + 1, categorical=True, progress=False)


def test_labels_of_many_classes_need_no_more_memory_than_their_rows():
    network = NeuralNetwork([2, 5000], TANH, SOFTMAX, CATEGORICAL, SGD(), seed=0)
    x, labels = np.zeros((16, 2)), np.arange(16)
    tracemalloc.start()
    try:
        network.fit(x, labels, 8, categorical=True, progress=False)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # A row of 5,000 float64 takes 40 kB, an identity matrix 200 MB.
    assert peak < 20_000_000


def test_second_fit_goes_on_where_the_first_ended(make_network, x, y):
    once, twice = make_network(), make_network()
    losses = once.fit(x, y, 7, 4, progress=False)
    assert [e for _ in range(2) for e in twice.fit(x, y, 7, 2, progress=False)] == losses


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


def test_fit_epoch_takes_a_step_for_each_batch_and_returns_the_mean_loss(make_network, x, y):
    network = make_network(optimizer=Recorder())
    losses = []
    before = network.score(x[:10], y[:10])
    mean = network.fit_epoch([(x[:10], y[:10]), (x[10:], y[10:])], losses.append)
    assert len(network.optimizer.params) == 2
    np.testing.assert_array_equal(network.params, network.optimizer.params[-1])
    assert losses == [pytest.approx(before, rel=1e-13), mean]


def test_step_goes_along_the_gradient_of_the_batch(make_network, x, y):
    network = make_network(optimizer=Recorder())
    expected = numerical_gradient_of(network, x, y)
    network.fit_epoch([(x, y)])
    assert relative_error(network.optimizer.gradients[0], expected) < 1e-7


# predict and score


def test_predict_computes_what_forward_does(make_network, x):
    network = make_network()
    np.testing.assert_array_equal(network.predict(x), network.forward(x))


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


# Several yes-or-no answers side by side: sigmoid with binary cross-entropy


@pytest.fixture
def answering(make_network, x):
    """A network whose three outputs answer independent questions, and the right answers."""
    answers = (x[:, [0, 1, 3]] > [1.5, 1.5, 0]).astype(int)
    network = make_network(output=SIGMOID, loss=BINARY, optimizer=SGD(0.5))
    return network, answers


def test_labels_of_several_answers_are_rows_of_zeros_and_ones(answering, x):
    network, answers = answering
    network.fit(x, answers, 5, 200, progress=False)
    labels = network.predict(x, labels=True)
    np.testing.assert_array_equal(labels, network.predict(x) >= 0.5)
    assert labels.dtype.kind == "i"
    assert (labels == answers).mean() > 0.95
    # More than one yes in a row, and none at all, which no column of the largest could say.
    assert {0, 2} <= set(labels.sum(axis=1))


def test_accuracy_of_several_answers_is_the_share_of_right_ones(answering, x):
    network, _ = answering
    answers = network.predict(x, labels=True)
    assert network.score(x, answers, accuracy=True) == 1
    answers[:9, 1] = 1 - answers[:9, 1]
    assert network.score(x, answers, accuracy=True) == pytest.approx(1 - 9 / 90)


def test_score_of_several_answers_is_the_mean_loss(answering, x):
    network, answers = answering
    expected = binary_crossentropy(network.predict(x), answers).mean()
    assert network.score(x, answers) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize(
    ("output", "loss"), [(SIGMOID, MSE), (SIGMOID, CATEGORICAL), (SOFTMAX, CATEGORICAL)]
)
def test_outputs_of_other_networks_stand_for_one_class(make_network, x, output, loss):
    network = make_network(output=output, loss=loss)
    np.testing.assert_array_equal(
        network.predict(x, labels=True), network.predict(x).argmax(axis=1)
    )


def test_network_shows_its_layers(make_network):
    assert repr(make_network()).splitlines() == [
        "NeuralNetwork with 43 parameters, float64:",
        "  FCLayer(4, 5)",
        "  ActivationLayer(tanh)",
        "  FCLayer(5, 3)",
        "  ActivationLayer(softmax)",
    ]
