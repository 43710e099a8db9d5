"""Initializers: the variance of what they draw, and how a layer is told which one to take."""

import numpy as np
import pytest

from nnlib import FCLayer
from nnlib.initializers import INITIALIZERS, normal


def test_every_initializer_is_known_by_its_name():
    assert {name: each.__name__ for name, each in INITIALIZERS.items()} == {
        name: name for name in ("normal", "uniform", "glorot_uniform", "he_normal", "zeros")
    }


@pytest.mark.parametrize("name", INITIALIZERS)
def test_shapes_are_those_of_a_layer(name):
    weights, bias = INITIALIZERS[name](np.random.default_rng(0), 3, 2)
    assert (weights.shape, bias.shape) == ((3, 2), (1, 2))
    assert weights.dtype == bias.dtype == np.float64


@pytest.mark.parametrize("name", INITIALIZERS)
def test_generator_alone_decides_the_numbers(name):
    draws = [INITIALIZERS[name](np.random.default_rng(seed), 3, 2) for seed in (5, 5, 6)]
    for first, second in zip(draws[0], draws[1], strict=True):
        np.testing.assert_array_equal(first, second)
    assert np.array_equal(draws[0][0], draws[2][0]) == (name == "zeros")


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
    weights, bias = INITIALIZERS[name](np.random.default_rng(0), 100, 2000)
    for values, variance in ((weights, weights_variance), (bias, bias_variance)):
        assert values.var() == pytest.approx(variance, rel=0.1)
        assert abs(values.mean()) <= 4 * (variance / values.size) ** 0.5


@pytest.mark.parametrize(("name", "limit"), [("uniform", 0.5), ("glorot_uniform", (6 / 90) ** 0.5)])
def test_uniform_initialization_fills_its_bounds(name, limit):
    weights, _ = INITIALIZERS[name](np.random.default_rng(0), 50, 40)
    assert -limit <= weights.min() < -0.98 * limit
    assert 0.98 * limit < weights.max() <= limit


def test_weights_and_biases_are_not_the_same_numbers():
    weights, bias = normal(np.random.default_rng(0), 1, 5)
    assert not np.isin(weights, bias).any()


def test_default_initialization_is_normal():
    default, by_name = FCLayer(3, 2, seed=0), FCLayer(3, 2, "normal", seed=0)
    np.testing.assert_array_equal(default.params, by_name.params)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_initialization_can_be_passed_as_a_function(name):
    by_name, by_function = FCLayer(3, 2, name, seed=0), FCLayer(3, 2, INITIALIZERS[name], seed=0)
    np.testing.assert_array_equal(by_name.params, by_function.params)


def test_own_initialization_gets_a_generator_and_both_sizes():
    def rows_count_up(rng, fan_in, fan_out):
        assert isinstance(rng, np.random.Generator)
        return np.arange(fan_in)[:, np.newaxis] * np.ones(fan_out), np.full((1, fan_out), 9.0)

    layer = FCLayer(3, 2, rows_count_up)
    np.testing.assert_array_equal(layer.weights, [[0, 0], [1, 1], [2, 2]])
    np.testing.assert_array_equal(layer.bias, [[9, 9]])


@pytest.mark.parametrize("drawn", [np.zeros((3, 2)), (np.zeros((3, 2)),), None])
def test_own_initialization_returns_weights_and_bias(drawn):
    with pytest.raises(ValueError, match=r"initializer returned .* expected \(weights, bias\)"):
        FCLayer(3, 2, lambda *_: drawn, seed=0)


def test_own_initialization_of_other_shapes_is_refused():
    with pytest.raises(ValueError, match=r"weights has shape \(2, 3\), expected \(3, 2\)"):
        FCLayer(3, 2, lambda *_: (np.zeros((2, 3)), np.zeros((1, 2))), seed=0)
