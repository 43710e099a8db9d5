"""The activation explorer: what it computes, and what it shows."""

import numpy as np
import pytest
from explorers import (
    assert_every_control_is_seen,
    assert_nothing_is_cut,
    assert_nothing_piles_up,
)

from nnlib import d_sigmoid, d_tanh, numerical_derivative, sigmoid, tanh
from nnlib.errors import WrongType
from nnlib.widgets import activation_explorer
from nnlib.widgets.activation import point_at
from nnlib.widgets.parts import ACTIVATIONS, NONLINEAR


@pytest.mark.parametrize("name", NONLINEAR)
@pytest.mark.parametrize("z", [-6.0, -1.3, 0.7, 6.0])
def test_value_and_slope_are_right(name, z):
    f, d_f = ACTIVATIONS[name]
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
    corners = {name: point_at(*ACTIVATIONS[name], 0.0).is_corner for name in NONLINEAR}
    assert corners == {"tanh": False, "sigmoid": False, "relu": True}
    corner = point_at(*ACTIVATIONS["relu"], 0.0)
    assert (corner.left, corner.right) == pytest.approx((0, 1))


def test_it_says_what_is_to_be_seen():
    explorer = activation_explorer()
    assert explorer.message.startswith("tanh(1.0) = 0.762, and the slope there is 0.420.")
    explorer.set(z=3.0)
    assert "saturated" in explorer.message
    assert "Not saturated" not in explorer.message
    explorer.set(function="relu", z=0.0)
    assert "a corner" in explorer.message
    explorer.set(z=-2.0)
    assert "multiplied by 0" in explorer.message


def test_every_control_is_seen():
    assert_every_control_is_seen(activation_explorer(), {"function": "relu", "z": -2.5})


def test_a_readers_own_function_can_be_looked_at_and_a_wrong_derivative_is_found():
    def silu(x):
        return x * sigmoid(x)

    def d_silu(x):
        return sigmoid(x) + x * d_sigmoid(x)

    explorer = activation_explorer({"silu": (silu, d_silu), "wrong": (silu, d_sigmoid)})
    assert explorer.message.startswith("silu(1.0) = 0.731")
    explorer.set(function="wrong")
    assert explorer.message.startswith("⚠ wrong(1.0)")
    assert "not this function's" in explorer.message


def test_a_function_that_overflows_says_so():
    def naive_tanh(x):
        return np.where(x > 2, np.nan, np.tanh(x))

    explorer = activation_explorer({"tanh": (naive_tanh, d_tanh)})
    assert explorer.message.startswith("tanh(1.0) = 0.762")
    explorer.set(z=3.0)
    assert (
        explorer.message
        == "⚠ Impossible: at z = 3.0 the function returns nan and its derivative 0.010."
    )


def test_nothing_is_cut():
    explorer = activation_explorer()
    for function in NONLINEAR:
        for z in (-6.0, 0.0, 1.0, 6.0):
            explorer.set(function=function, z=z)
            assert_nothing_is_cut(explorer)
    # At the end of the axis the point stands outside of it, by half.
    assert not any(point.get_clip_on() for point in explorer.picture._points)


def test_numbers_have_true_minuses():
    assert activation_explorer(z=-6.0).message.startswith("tanh(−6.0) = −1.000")


def test_a_function_that_works_in_place_does_no_harm():
    def shift(x):
        x += 1.0
        return x

    def one(x):
        return np.ones_like(x)

    explorer = activation_explorer({"shift": (shift, one)})
    assert explorer.message.startswith("shift(1.0) = 2.000, and the slope there is 1.000.")
    assert (explorer.picture.z[0], explorer.picture.z[-1]) == (-6, 6)


def test_a_function_that_is_not_elementwise_says_so():
    explorer = activation_explorer({"sum": (lambda x: x.sum(axis=1), d_tanh)})
    assert explorer.message.startswith("⚠ Impossible: for an input of shape (1, 3) the function")
    assert "it must be elementwise" in explorer.message


def test_a_derivative_of_bools_counts_as_numbers():
    explorer = activation_explorer({"relu": (lambda x: np.maximum(x, 0), lambda x: x > 0)})
    assert "the slope there is 1.000. Not saturated" in explorer.message


@pytest.mark.parametrize(
    "functions", [{}, tanh, [(tanh, d_tanh)], {"tanh": tanh}, {"tanh": (tanh, "d_tanh")}]
)
def test_anything_but_pairs_by_name_is_refused(functions):
    with pytest.raises(WrongType, match="expected a function and its derivative for each name"):
        activation_explorer(functions)


def test_nothing_piles_up():
    functions = [{"function": name} for name in NONLINEAR]
    assert_nothing_piles_up(activation_explorer(), "z", (-3.0, 0.4, 2.0), functions)
