"""Layers on their own: both ways through them, how they start, how their parameters are set."""

import copy
import pickle

import numpy as np
import pytest

from nnlib import (
    ActivationLayer,
    FCLayer,
    Network,
    d_identity,
    d_relu,
    d_sigmoid,
    d_softmax,
    d_tanh,
    identity,
    numerical_gradient,
    relative_error,
    relu,
    sigmoid,
    softmax,
    tanh,
)
from nnlib.layers import INITIALIZATIONS

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


@pytest.mark.parametrize(
    ("name", "weights_variance", "bias_variance"),
    [
        ("normal", 1 / 2100, 1 / 2100),
        ("uniform", 1 / 12, 1 / 12),
        ("glorot_uniform", 2 / 2100, 0),
        ("he_normal", 2 / 100, 0),
        ("zeros", 0, 0),
    ],
)
def test_initialization_has_its_mean_and_variance(name, weights_variance, bias_variance):
    layer = FCLayer(100, 2000, name, seed=0)
    for values, variance in ((layer.weights, weights_variance), (layer.bias, bias_variance)):
        assert values.var() == pytest.approx(variance, rel=0.1)
        assert abs(values.mean()) <= 4 * (variance / values.size) ** 0.5


@pytest.mark.parametrize(("name", "limit"), [("uniform", 0.5), ("glorot_uniform", (6 / 90) ** 0.5)])
def test_uniform_initialization_fills_its_bounds(name, limit):
    weights = FCLayer(50, 40, name, seed=0).weights
    assert -limit <= weights.min() < -0.98 * limit
    assert 0.98 * limit < weights.max() <= limit


def test_default_initialization_is_normal():
    default, normal = FCLayer(3, 2, seed=0), FCLayer(3, 2, "normal", seed=0)
    np.testing.assert_array_equal(default.params, normal.params)


@pytest.mark.parametrize("name", INITIALIZATIONS)
def test_initialization_can_be_passed_as_a_function(name):
    by_name, by_function = FCLayer(3, 2, name, seed=0), FCLayer(3, 2, INITIALIZATIONS[name], seed=0)
    np.testing.assert_array_equal(by_name.params, by_function.params)


def test_own_initialization_is_given_a_generator_and_both_sizes():
    def rows_count_up(rng, fan_in, fan_out):
        assert isinstance(rng, np.random.Generator)
        return np.arange(fan_in)[:, np.newaxis] * np.ones(fan_out), np.full((1, fan_out), 9.0)

    layer = FCLayer(3, 2, rows_count_up)
    np.testing.assert_array_equal(layer.weights, [[0, 0], [1, 1], [2, 2]])
    np.testing.assert_array_equal(layer.bias, [[9, 9]])


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


@pytest.mark.parametrize("by_hand", ["weights", "bias"])
def test_what_was_not_set_by_hand_comes_from_the_networks_seed(by_hand):
    params = []
    for _ in range(2):
        network, layer = Network(seed=0), FCLayer(3, 2)
        getattr(layer, by_hand)[...] = 1.0
        network.add(layer)
        params.append(network.params.copy())
    np.testing.assert_array_equal(*params)


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda e: pickle.loads(pickle.dumps(e))])
def test_copied_layer_keeps_its_views(layer, duplicate):
    copied = duplicate(layer)
    copied.weights[...] = 7.0
    np.testing.assert_array_equal(copied.params[:6], 7.0)


@pytest.mark.parametrize("name", ["weights", "bias"])
def test_setting_a_wrong_shape_is_refused(layer, name):
    with pytest.raises(ValueError, match=rf"{name}.* came with shape \(2,\), wanted"):
        setattr(layer, name, np.zeros(2))


def test_layers_say_what_they_are():
    assert repr(FCLayer(3, 2)) == "FCLayer(3, 2)"
    assert repr(ActivationLayer(tanh, d_tanh)) == "ActivationLayer(tanh)"


@pytest.mark.parametrize("dtype", [np.float32, np.int64])
def test_layer_on_its_own_takes_numbers_of_another_dtype(dtype):
    layer, x, dz = FCLayer(3, 2, seed=0), np.eye(3, dtype=dtype), np.ones((3, 2), dtype)
    assert layer.forward(x).dtype == np.float64
    assert layer.backward(dz).dtype == np.float64
    np.testing.assert_array_equal(layer.weights_gradient, x.T @ dz)
