"""Layers on their own: both passes through them, how their parameters are drawn and set."""

import copy
import pickle

import numpy as np
import pytest

from nnlib import (
    SGD,
    ActivationLayer,
    Dropout,
    FCLayer,
    Layer,
    Network,
    categorical_crossentropy,
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
)

ACTIVATIONS = [
    (relu, d_relu),
    (tanh, d_tanh),
    (sigmoid, d_sigmoid),
    (identity, d_identity),
    (softmax, d_softmax),
]

X = np.array([[-3.0, -1.2, 0.4], [0.1, 1.7, -0.3], [4.0, -2.0, 1.0], [2.0, 0.6, -0.8]])
OUTPUT_GRADIENT = np.array([[1.0, -2.0], [0.5, 3.0], [-1.5, 0.2], [0.7, 0.9]])


@pytest.fixture
def layer():
    return FCLayer(3, 2, seed=0)


def test_forward_is_x_times_weights_plus_bias(layer):
    layer.weights[...] = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
    layer.bias[...] = [[10.0, 20.0]]
    np.testing.assert_array_equal(layer.forward(np.array([[1.0, 0.0, 2.0]])), [[21.0, 34.0]])


def test_fc_backward_gives_the_input_gradient(layer):
    def loss(x):
        return np.sum(layer.forward(x) * OUTPUT_GRADIENT)

    numerical = numerical_gradient(loss, X)
    layer.forward(X)
    assert relative_error(layer.backward(OUTPUT_GRADIENT), numerical) < 1e-9


@pytest.mark.parametrize("backward", ["backward", "backward_params"])
def test_fc_backward_fills_the_parameter_gradient(layer, backward):
    def loss(params):
        layer.params[...] = params
        return np.sum(layer.forward(X) * OUTPUT_GRADIENT)

    numerical = numerical_gradient(loss, layer.params)
    layer.forward(X)
    getattr(layer, backward)(OUTPUT_GRADIENT)
    assert relative_error(layer.gradient, numerical) < 1e-9


def test_fc_gradients_belong_to_weights_and_bias(layer):
    layer.forward(X)
    layer.backward(OUTPUT_GRADIENT)
    np.testing.assert_allclose(layer.weights_gradient, X.T @ OUTPUT_GRADIENT)
    np.testing.assert_allclose(layer.bias_gradient, [OUTPUT_GRADIENT.sum(axis=0)])


def test_fc_gradient_does_not_pile_up(layer):
    for _ in range(2):
        layer.forward(X)
        layer.backward(OUTPUT_GRADIENT)
    np.testing.assert_allclose(layer.bias_gradient, [OUTPUT_GRADIENT.sum(axis=0)])


@pytest.mark.parametrize(("f", "d_f"), ACTIVATIONS)
def test_activation_backward_gives_the_input_gradient(f, d_f):
    layer = ActivationLayer(f, d_f)
    output_gradient = X[::-1] + 0.5

    def loss(x):
        return np.sum(layer.forward(x) * output_gradient)

    numerical = numerical_gradient(loss, X)
    layer.forward(X)
    assert relative_error(layer.backward(output_gradient), numerical) < 1e-9


def test_jacobian_meets_the_row_from_its_left():
    # out_0 = x_1 and out_1 = 0: a Jacobian that is not symmetric, so that a transpose would show.
    layer = ActivationLayer(
        lambda x: np.column_stack([x[:, 1], np.zeros(len(x))]),
        lambda x: np.tile([[0.0, 1.0], [0.0, 0.0]], (len(x), 1, 1)),
    )
    layer.forward(np.ones((1, 2)))
    np.testing.assert_array_equal(layer.backward(np.array([[5.0, 7.0]])), [[0.0, 5.0]])


@pytest.mark.parametrize("samples", [1, 2, 3])
def test_elementwise_derivative_and_jacobian_are_told_apart_at_any_batch_size(samples):
    x = np.linspace(-1, 1, samples * 3).reshape(samples, 3)
    elementwise = ActivationLayer(tanh, d_tanh)
    jacobian = ActivationLayer(tanh, lambda x: d_tanh(x)[:, :, np.newaxis] * np.eye(x.shape[1]))
    gradients = []
    for layer in (elementwise, jacobian):
        layer.forward(x)
        gradients.append(layer.backward(np.ones_like(x)))
    np.testing.assert_allclose(*gradients)


def test_activation_layer_has_no_parameters():
    layer = ActivationLayer(tanh, d_tanh)
    assert layer.params.size == layer.gradient.size == 0


def test_seed_decides_the_numbers():
    np.testing.assert_array_equal(FCLayer(3, 2, seed=5).params, FCLayer(3, 2, seed=5).params)
    assert not np.array_equal(FCLayer(3, 2, seed=5).params, FCLayer(3, 2, seed=6).params)


def test_without_a_seed_two_layers_differ():
    assert not np.array_equal(FCLayer(3, 2).params, FCLayer(3, 2).params)


def set_in_place(layer, weights, bias):
    layer.weights[...] = weights
    layer.bias[...] = bias


def set_by_name(layer, weights, bias):
    layer.weights = weights
    layer.bias = bias


@pytest.mark.parametrize("seed", [None, 3])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("set_values", [set_in_place, set_by_name])
def test_parameters_set_by_hand_stay_and_reach_the_flat_vector(set_values, when, seed):
    weights, bias = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.array([[7.0, 8.0]])
    network, layer = Network(seed=0), FCLayer(3, 2, seed=seed)
    if when == "before":
        set_values(layer, weights, bias)
    network.add(layer)
    if when == "after":
        set_values(layer, weights, bias)
    np.testing.assert_array_equal(network.params, [1, 2, 3, 4, 5, 6, 7, 8])
    np.testing.assert_array_equal(layer.forward(np.ones((1, 3))), [[16, 20]])


def test_layer_with_a_seed_keeps_its_numbers_in_a_network():
    network, layer = Network(seed=0), FCLayer(3, 2, seed=5)
    drawn = layer.params.copy()
    network.add(layer)
    np.testing.assert_array_equal(network.params, drawn)


def test_layer_without_a_seed_takes_its_numbers_from_the_network():
    first, second = Network(seed=0), Network(seed=0)
    first.add(FCLayer(3, 2))
    second.add(FCLayer(3, 2))
    np.testing.assert_array_equal(first.params, second.params)


@pytest.mark.parametrize("in_place", [True, False])
@pytest.mark.parametrize("by_hand", ["weights", "bias"])
def test_what_was_not_set_by_hand_comes_from_the_networks_seed(by_hand, in_place):
    """The same numbers as in a layer of which nothing was set."""
    networks = []
    for is_set in (True, False):
        network, layer = Network(seed=0), FCLayer(3, 2)
        if is_set and in_place:
            getattr(layer, by_hand)[...] = 1.0
        elif is_set:
            setattr(layer, by_hand, np.ones({"weights": (3, 2), "bias": (1, 2)}[by_hand]))
        network.add(layer)
        networks.append(network)
    by_hand_layer, drawn_layer = (network.layers[0] for network in networks)
    other = "bias" if by_hand == "weights" else "weights"
    assert (getattr(by_hand_layer, by_hand) == 1).all()
    np.testing.assert_array_equal(getattr(by_hand_layer, other), getattr(drawn_layer, other))


def test_what_was_seen_stays():
    network, layer = Network(seed=0), FCLayer(3, 2)
    seen = layer.weights.copy(), layer.bias.copy()
    network.add(layer)
    np.testing.assert_array_equal(network.weights[0], seen[0])
    np.testing.assert_array_equal(network.biases[0], seen[1])


def test_flat_vector_that_was_seen_or_set_stays():
    network, seen, was_set = Network(seed=0), FCLayer(3, 2), FCLayer(2, 2)
    before = seen.params.copy()
    assert before.all()
    was_set.params[...] = 7.0
    network.add(seen)
    network.add(was_set)
    np.testing.assert_array_equal(network.params, [*before, *6 * [7.0]])


def test_gradient_of_a_new_layer_is_the_numerical_one_at_once():
    layer = FCLayer(3, 2)

    def loss(params):
        layer.params[...] = params
        return np.sum(layer.forward(X) * OUTPUT_GRADIENT)

    numerical = numerical_gradient(loss, layer.params)
    layer.forward(X)
    layer.backward(OUTPUT_GRADIENT)
    assert relative_error(layer.gradient, numerical) < 1e-9


def test_numbers_of_another_layer_stay():
    """Also where they are those that the layer has drawn itself, and in float32."""
    first, second = FCLayer(3, 2, seed=1), FCLayer(3, 2, seed=2)
    second.weights, second.bias = first.weights, first.bias
    first.weights = first.weights.copy()
    networks = [Network(seed=seed, dtype=np.float32) for seed in (3, 4)]
    for network, layer in zip(networks, (first, second), strict=True):
        network.add(layer)
    np.testing.assert_array_equal(networks[0].params, networks[1].params)


def test_each_layer_is_drawn_once():
    draws = []

    def counted(rng, fan_in, fan_out):
        draws.append((fan_in, fan_out))
        return np.ones((fan_in, fan_out)), np.ones((1, fan_out))

    network = Network(seed=0)
    for sizes in ((3, 4), (4, 2)):
        network.add(FCLayer(*sizes, counted))
    network.predict(X)
    assert draws == [(3, 4), (4, 2)]


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda e: pickle.loads(pickle.dumps(e))])
def test_copied_layer_keeps_its_views(layer, duplicate):
    copied = duplicate(layer)
    copied.weights[...] = 7.0
    np.testing.assert_array_equal(copied.params[:6], 7.0)


@pytest.mark.parametrize("name", ["weights", "bias"])
def test_setting_a_wrong_shape_is_refused(layer, name):
    with pytest.raises(ValueError, match=rf"{name} has shape \(2,\), expected"):
        setattr(layer, name, np.zeros(2))


def test_layers_say_what_they_are():
    assert repr(FCLayer(3, 2)) == "FCLayer(3, 2)"
    assert repr(ActivationLayer(tanh, d_tanh)) == "ActivationLayer(tanh)"
    assert repr(Dropout(0.25)) == "Dropout(0.25)"


@pytest.mark.parametrize("dtype", [np.float32, np.int64])
def test_layer_on_its_own_takes_numbers_of_another_dtype(dtype):
    layer, x, dz = FCLayer(3, 2, seed=0), np.eye(3, dtype=dtype), np.ones((3, 2), dtype)
    assert layer.forward(x).dtype == np.float64
    assert layer.backward(dz).dtype == np.float64
    np.testing.assert_array_equal(layer.weights_gradient, x.T @ dz)


@pytest.mark.parametrize("make", [lambda: FCLayer(3, 2), lambda: ActivationLayer(tanh, d_tanh),
                                  lambda: Dropout(0.5)])  # fmt: skip
class TestOrderAndShape:
    def test_backward_before_forward_is_refused(self, make):
        with pytest.raises(RuntimeError, match="call forward before backward"):
            make().backward(np.ones((4, 2)))

    def test_output_gradient_of_another_shape_is_refused(self, make):
        layer = make()
        output = layer.forward(X)
        expected = rf"output_gradient has shape \(1, {output.shape[1]}\), expected \(4, "
        with pytest.raises(ValueError, match=expected):
            layer.backward(np.ones((1, output.shape[1])))

    @pytest.mark.parametrize("x", [np.ones(3), np.ones((2, 3, 1)), 1.0])
    def test_input_that_is_not_a_matrix_is_refused(self, make, x):
        with pytest.raises(ValueError, match=r"x has shape .* expected \(n, "):
            make().forward(x)

    def test_input_stays_as_it_was(self, make):
        layer, x = make(), X.copy()
        layer.training = True
        layer.backward(np.ones_like(layer.forward(x)))
        np.testing.assert_array_equal(x, X)


# Dropout


@pytest.fixture
def dropout():
    """A layer in training that drops 30 of 100 numbers."""
    layer = Dropout(0.3, seed=0)
    layer.training = True
    return layer


def test_dropout_drops_its_share_and_scales_up_the_others(dropout):
    """Inverted dropout, as in Keras: the expected sum stays the same."""
    x = np.random.default_rng(1).uniform(1, 2, size=(200, 500))
    output = dropout.forward(x)
    is_dropped = output == 0
    # The standard deviation of the share is √(0.3 · 0.7 / 100,000) = 0.0014.
    assert is_dropped.mean() == pytest.approx(0.3, abs=0.006)
    np.testing.assert_allclose(output[~is_dropped], x[~is_dropped] / 0.7, rtol=1e-15)
    assert output.sum() == pytest.approx(x.sum(), rel=0.01)


def test_dropout_drops_each_number_by_itself(dropout):
    is_dropped = dropout.forward(np.ones((2000, 20))) == 0
    for axis in (0, 1):
        assert is_dropped.mean(axis=axis).std() > 0
    assert np.abs(np.corrcoef(is_dropped.T) - np.eye(20)).max() < 0.12


def test_dropout_drops_others_each_time(dropout):
    x = np.ones((10, 10))
    assert not np.array_equal(dropout.forward(x), dropout.forward(x))


def test_dropout_of_nothing_changes_nothing(dropout):
    dropout.rate = 0.0
    np.testing.assert_array_equal(dropout.forward(X), X)


def test_dropout_outside_of_training_changes_nothing(dropout):
    dropout.forward(X)
    dropout.training = False
    np.testing.assert_array_equal(dropout.forward(X), X)
    np.testing.assert_array_equal(dropout.backward(X), X)


def test_dropout_backward_is_the_numerical_one_with_the_same_mask(dropout):
    def loss(x):
        dropout.rng = np.random.default_rng(5)
        return np.sum(dropout.forward(x) * X[::-1])

    numerical = numerical_gradient(loss, X)
    assert (numerical == 0).any()
    assert relative_error(dropout.backward(X[::-1]), numerical) < 1e-9


@pytest.mark.parametrize("rate", [0.3, np.float64(0.3), np.float32(0.25), 0])
def test_dropout_keeps_float32(rate):
    layer = Dropout(rate, seed=0)
    layer.training = True
    x = np.ones((5, 4), np.float32)
    assert layer.forward(x).dtype == layer.backward(x).dtype == np.float32


def test_dropout_of_whole_numbers_gives_floats(dropout):
    output = dropout.forward(np.ones((5, 4), np.uint8))
    assert output.dtype == np.float64
    assert set(np.unique(output)) == {0, 1 / 0.7}


@pytest.mark.parametrize("rate", [-0.1, 1, 1.5, np.nan])
def test_dropout_of_an_impossible_share_is_refused(rate):
    with pytest.raises(ValueError, match=f"rate is {rate}, expected a number .* below 1"):
        Dropout(rate)


@pytest.mark.parametrize("rate", ["0.5", None, True])
def test_dropout_of_something_else_is_refused(rate):
    with pytest.raises(TypeError, match=r"rate is .* expected a number"):
        Dropout(rate)


def masks_in_training(seed, *, dropout_seed=None, duplicate=lambda network: network):
    """The masks of two Dropout layers in the batches of a training, and the first weights."""
    network = Network(seed=seed)
    for layer in (FCLayer(3, 8), Dropout(0.5, dropout_seed), FCLayer(8, 8), Dropout(0.5)):
        network.add(layer)
    network = duplicate(network)
    weights = network.weights[0].copy()
    network.use(mse, d_mse, SGD())
    masks = []
    original = Dropout.forward

    def forward(layer, x):
        output = original(layer, x)
        if layer.training:
            masks.append(layer.mask.copy())
        return output

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Dropout, "forward", forward)
        network.fit(X, np.ones((4, 8)), batch_size=4, epochs=2, progress=False)
    return masks, weights


def same(masks, others):
    return [np.array_equal(mask, other) for mask, other in zip(masks, others, strict=True)]


def test_dropout_takes_its_numbers_from_the_networks_seed():
    masks, _ = masks_in_training(1)
    assert same(masks, masks_in_training(1)[0]) == 4 * [True]
    assert same(masks, masks_in_training(2)[0]) == 4 * [False]
    first, second, third, fourth = masks
    # Neither both layers nor both epochs drop the same.
    assert not any(same([first, first, second], [second, third, fourth]))


def test_dropout_with_a_seed_of_its_own_keeps_to_it():
    masks, others = (masks_in_training(seed, dropout_seed=7)[0] for seed in (1, 2))
    assert same(masks, others) == [True, False, True, False]


def test_dropout_in_a_copy_drops_the_same():
    masks, _ = masks_in_training(1)
    assert same(masks, masks_in_training(1, duplicate=copy.deepcopy)[0]) == 4 * [True]


def test_dropout_leaves_the_networks_other_numbers_alone():
    """The weights and the order of the samples are those of the network without it."""
    _, weights = masks_in_training(1)
    network = Network(seed=1)
    network.add(FCLayer(3, 8))
    np.testing.assert_array_equal(weights, network.weights[0])


def test_dropout_works_while_fit_runs_only():
    network, sums = Network(seed=0), []
    for layer in (FCLayer(3, 8), Dropout(0.5)):
        network.add(layer)
    network.use(mse, d_mse, SGD(1e-9))
    expected = network.predict(X)
    original = Dropout.forward

    def forward(layer, x):
        output = original(layer, x)
        sums.append(bool((output == 0).any()))
        return output

    def hook(network, *_):
        sums.clear()
        np.testing.assert_allclose(network.predict(X), expected, rtol=1e-6)
        network.forward(X)
        network.score(X, np.ones((4, 8)))
        assert sums == 3 * [False]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Dropout, "forward", forward)
        network.fit(X, np.ones((4, 8)), epochs=2, on_epoch_end=hook, progress=False)
        sums.clear()
        network.fit_epoch([(X, np.ones((4, 8)))])
        assert sums == [True]
        sums.clear()
        network.predict(X)
        assert sums == [False]


def test_dropout_trains_a_network():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 3))
    labels = (x.sum(axis=1) > 0).astype(int)
    network = Network(seed=0)
    for layer in (
        Dropout(0.1), FCLayer(3, 20), ActivationLayer(relu, d_relu), Dropout(0.5), FCLayer(20, 2),
        ActivationLayer(softmax, d_softmax),
    ):  # fmt: skip
        network.add(layer)
    network.use(categorical_crossentropy, d_categorical_crossentropy, SGD(0.05))
    network.fit(x, labels, epochs=30, categorical=True, progress=False)
    assert network.score(x, labels, accuracy=True) > 0.95


def test_base_class_is_a_layer_without_parameters_that_is_not_in_training():
    layer = Layer()
    assert layer.params.size == layer.gradient.size == 0
    assert layer.named_params() == {}
    assert layer.training is False
    assert Layer(3).named_params()["params"].shape == (3,)


def test_gradient_of_another_dtype_becomes_that_of_the_layer():
    network = Network(dtype=np.float32)
    network.add(FCLayer(3, 2))
    network.layers[0].forward(np.ones((4, 3), np.float32))
    assert network.layers[0].backward(np.ones((4, 2))).dtype == np.float32


def test_mask_of_dropout_is_not_kept_after_training(make_network, x, y):
    network = make_network(layers=[4, 3])
    network.add(Dropout(0.5))
    network.fit(x, y, progress=False)
    assert network.layers[-1].mask is None
