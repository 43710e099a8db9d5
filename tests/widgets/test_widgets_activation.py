"""The activation explorer: what it computes, and what it shows."""

import numpy as np
import pytest
from explorers import assert_every_control_is_seen, assert_nothing_piles_up

from nnlib import d_sigmoid, d_tanh, numerical_derivative, sigmoid, tanh
from nnlib.widgets import activation_explorer
from nnlib.widgets.activation import FUNCTIONS, point_at


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("z", [-6.0, -1.3, 0.7, 6.0])
def test_value_and_slope_are_right(name, z):
    f, d_f = FUNCTIONS[name]
    point = point_at(f, d_f, z)
    assert point.value == f(np.array([z])).item()
    slope = numerical_derivative(f, np.array([[z]])).item()
    assert point.slope == pytest.approx(slope, abs=1e-8)
    assert point.left == pytest.approx(slope, abs=1e-5)
    assert point.right == pytest.approx(slope, abs=1e-5)
    assert not point.is_corner
    assert not point.is_wrong


def test_saturation_begins_where_the_slope_falls_below_a_twentieth():
    edge = np.arctanh(np.sqrt(0.95))
    assert not point_at(tanh, d_tanh, edge - 0.01).is_saturated
    assert point_at(tanh, d_tanh, edge + 0.01).is_saturated


def test_only_relu_has_a_corner_and_it_lies_at_zero():
    corners = {name: point_at(*pair, 0.0).is_corner for name, pair in FUNCTIONS.items()}
    assert corners == {"tanh": False, "sigmoid": False, "relu": True}
    assert point_at(*FUNCTIONS["relu"], 0.0)[2:] == pytest.approx((0, 1))


def test_it_says_what_is_to_be_seen():
    explorer = activation_explorer()
    assert explorer.words.startswith("tanh(1.0) = 0.762, and the slope there is 0.420.")
    explorer.set(z=3.0)
    assert "saturated" in explorer.words
    assert "Not saturated" not in explorer.words
    explorer.set(function="relu", z=0.0)
    assert "a corner" in explorer.words
    explorer.set(z=-2.0)
    assert "multiplied by 0" in explorer.words


def test_every_control_is_seen():
    assert_every_control_is_seen(activation_explorer(), {"function": "relu", "z": -2.5})


def test_a_readers_own_function_can_be_looked_at_and_a_wrong_derivative_is_found():
    def silu(x):
        return x * sigmoid(x)

    def d_silu(x):
        return sigmoid(x) + x * d_sigmoid(x)

    explorer = activation_explorer({"silu": (silu, d_silu), "wrong": (silu, d_sigmoid)})
    assert explorer.words.startswith("silu(1.0) = 0.731")
    explorer.set(function="wrong")
    assert explorer.words.startswith("⚠ wrong(1.0)")
    assert "not this function's" in explorer.words


def test_a_function_that_overflows_says_so():
    def naive_tanh(x):
        return np.where(x > 2, np.nan, np.tanh(x))

    explorer = activation_explorer({"tanh": (naive_tanh, d_tanh)})
    assert explorer.words.startswith("tanh(1.0) = 0.762")
    explorer.set(z=3.0)
    assert (
        explorer.words
        == "⚠ Impossible: at z = 3.0 the function gives nan and its derivative 0.010."
    )


def test_nothing_piles_up():
    functions = [{"function": name} for name in FUNCTIONS]
    assert_nothing_piles_up(activation_explorer(), "z", (-3.0, 0.4, 2.0), functions)
