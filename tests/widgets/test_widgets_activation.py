"""The activation explorer: what it computes, and what it shows."""

import re

import numpy as np
import pytest
from explorers import (
    MOVES,
    assert_every_control_is_seen,
    assert_nothing_is_cut,
    assert_nothing_piles_up,
    drawn_anew,
)

from nnlib import d_sigmoid, d_tanh, numerical_derivative, sigmoid, tanh
from nnlib.errors import WrongType
from nnlib.widgets import activation_explorer
from nnlib.widgets.activation import GRID, point_at
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


def silu(x):
    return x * sigmoid(x)


def d_silu(x):
    return sigmoid(x) + x * d_sigmoid(x)


def test_a_readers_own_function_comes_first_beside_the_built_in_ones():
    explorer = activation_explorer(silu, d_silu)
    assert explorer.controls["function"].options == ("silu", *NONLINEAR)
    assert explorer.message.startswith("silu(1.0) = 0.731")
    assert explorer.message.endswith("Measured from −6 to 6, the derivative is right.")
    explorer.set(function="tanh")
    assert explorer.message.startswith("tanh(1.0) = 0.762")
    assert "Measured" not in explorer.message


def test_several_functions_have_the_names_they_are_given():
    own = {"silu": (silu, d_silu), "tanh": (tanh, lambda z: 1 - tanh(z) ** 2)}
    explorer = activation_explorer(own | {"relu": ACTIVATIONS["relu"]})
    expected = ("silu", "tanh (yours)", "relu (finished)", *NONLINEAR)
    assert explorer.controls["function"].options == expected
    explorer.set(function="tanh (yours)")
    assert explorer.message.startswith("tanh(1.0) = 0.762")


def d_silu_without_product_rule(x):
    return d_sigmoid(x)


def d_tanh_without_square(x):
    return 1 - np.tanh(x)


def d_tanh_of_the_output(a):
    return 1 - a**2


def d_tanh_with_wrong_sign(x):
    return -d_tanh(x)


def d_sin_with_gaps(x):
    return np.where(np.floor(x) % 4 == 3, 7, np.cos(x))


def d_relu_nan(x):
    with np.errstate(all="ignore"):
        return np.maximum(x, 0) / x


@pytest.mark.parametrize(
    ("f", "wrong", "where"),
    [
        (silu, d_silu_without_product_rule, "from −6.0 to 6.0"),
        (tanh, d_tanh_without_square, "from −6.0 to 3.8"),
        (tanh, d_tanh_of_the_output, "from −6.0 to −0.2 and from 0.2 to 6.0"),
        (tanh, d_tanh_with_wrong_sign, "from −4.5 to 4.5"),
        (ACTIVATIONS["relu"][0], d_relu_nan, "at 0.0"),
        (np.sin, d_sin_with_gaps, "in 3 places, the first from −5.0 to −4.0"),
    ],
)
def test_it_says_where_a_derivative_is_wrong(f, wrong, where):
    explorer = activation_explorer(f, wrong)
    explorer.set(z=0.3)
    assert f"The derivative is wrong {where}" in explorer.message
    assert explorer.message.count("⚠") == 1
    assert_nothing_is_cut(explorer)
    (word,) = [each for each in explorer.picture.right.texts if each.get_text() == "wrong"]
    assert word.get_visible()
    explorer.set(function="sigmoid")
    assert "wrong" not in explorer.message
    assert not explorer.picture.right.texts


def test_a_wrong_derivative_is_drawn_beside_the_measured_slope():
    explorer = activation_explorer(tanh, d_tanh_without_square)
    assert explorer.message.startswith(
        "⚠ tanh(1.0) = 0.762. The derivative says slope 0.238, measured it is 0.420."
    )
    picture = explorer.picture
    slopes = [
        np.divide(*np.ptp(line.get_data(), axis=1)[::-1])
        for line in (picture._tangent, picture._measured[0])
    ]
    assert slopes == pytest.approx([1 - np.tanh(1), d_tanh(np.ones(1)).item()], abs=1e-5)
    explorer.set(z=-3.0)
    # Far from 1, where the mistake does not show, it is said that it does elsewhere.
    explorer.set(z=5.0)
    assert explorer.message.startswith("tanh(5.0) = 1.000, and the slope there is 0.000.")
    assert explorer.message.endswith("⚠ The derivative is wrong from −6.0 to 3.8.")


def test_a_wrong_derivative_at_the_corner_is_found_and_any_between_the_sides_is_right():
    relu = ACTIVATIONS["relu"][0]
    for slope, is_wrong in ((0, False), (0.5, False), (1, False), (5, True), (-1, True)):
        explorer = activation_explorer(relu, lambda x, s=slope: np.where(x == 0, s, x > 0))
        explorer.set(z=0.0)
        assert explorer.message.startswith("⚠") == is_wrong, slope
        assert ("wrong at 0.0" in explorer.message) == is_wrong, slope


@pytest.mark.parametrize("f", [np.exp, np.square, lambda x: x**3, np.abs, np.floor, np.sin])
def test_steep_flat_and_broken_functions_have_right_derivatives_too(f):
    def d_f(x):
        return numerical_derivative(f, x)

    explorer = activation_explorer({"f": (f, d_f)})
    assert "the derivative is right" in explorer.message
    assert_nothing_is_cut(explorer)


def test_a_function_of_few_digits_is_refused_in_words():
    explorer = activation_explorer(lambda x: np.tanh(x.astype(np.float32)), d_tanh)
    assert "returns float32, expected float64" in explorer.message


def test_a_function_that_fails_says_where_and_the_explorer_goes_on():
    def slow_relu(x):
        return x if x > 0 else 0

    explorer = activation_explorer(slow_relu, lambda x: x > 0)
    assert re.match(r"⚠ Error in slow_relu, line \d+: ValueError: The truth", explorer.message)
    explorer.set(function="tanh")
    assert explorer.message.startswith("tanh(1.0) = 0.762")
    explorer.set(function="slow_relu", z=2.0)
    assert explorer.message.startswith("⚠ Error in slow_relu")


def test_a_function_without_a_return_says_so():
    explorer = activation_explorer(lambda x: None, d_tanh)
    assert explorer.message.startswith("⚠ Impossible: what the function returns is None")


def test_a_function_that_overflows_says_so():
    def naive_tanh(x):
        return np.where(x > 2, np.nan, np.tanh(x))

    explorer = activation_explorer(naive_tanh, d_tanh)
    assert explorer.message.startswith("naive_tanh(1.0) = 0.762")
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
    assert (GRID[0], GRID[-1]) == (-6, 6)


def test_a_function_that_is_not_elementwise_says_so():
    explorer = activation_explorer({"sum": (lambda x: x.sum(axis=1), d_tanh)})
    assert explorer.message.startswith("⚠ Impossible: for an input of shape (1, 3) the function")
    assert "it must be elementwise" in explorer.message


def test_a_derivative_of_bools_counts_as_numbers():
    explorer = activation_explorer({"relu": (lambda x: np.maximum(x, 0), lambda x: x > 0)})
    assert "the slope there is 1.000. Not saturated" in explorer.message


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([{}], r"f is {}, expected a function and its derivative for each name, such as {'tanh':"),
        ([tanh], r"d_f is None, expected a function and its derivative, such as tanh, d_tanh"),
        ([None, d_tanh], r"f is None, expected a function and its derivative"),
        ([[(tanh, d_tanh)]], r"f is \[\(<.*, expected a function and its derivative"),
        ([{"tanh": tanh}], "its derivative for each name"),
        ([{"tanh": (tanh, "d_tanh")}], "its derivative for each name"),
        ([{"tanh": (tanh, d_tanh)}, d_tanh], "d_f is the function d_tanh, expected None"),
        ([tanh, tanh(np.ones(2))], r"d_f is array\(.*expected a function and its derivative"),
    ],
)
def test_anything_but_functions_with_their_derivatives_is_refused(arguments, message):
    with pytest.raises(WrongType, match=message):
        activation_explorer(*arguments)


@MOVES
def test_nothing_piles_up(times):
    functions = [{"function": name} for name in NONLINEAR]
    assert_nothing_piles_up(times, activation_explorer(), "z", (-3.0, 0.4, 2.0), functions)


def test_a_function_draws_the_axes_once():
    explorer = activation_explorer()
    picture = explorer.picture
    assert drawn_anew(explorer, z=-3.0) == []
    assert drawn_anew(explorer, function="relu") == [picture.left, picture.right]
    assert drawn_anew(explorer, function="tanh") == []


def test_there_is_room_for_the_numbers_of_every_function_and_the_axes_stay():
    explorer = activation_explorer(
        {
            "tanh": (tanh, d_tanh),
            "small": (lambda z: 1e-4 * z, np.ones_like),
            "large": (lambda z: 1e6 * z, lambda z: np.full_like(z, 1e6)),
            "middle": (lambda z: 12345 * z, lambda z: np.full_like(z, 12345.0)),
            "fails": (lambda z: z / 0, d_tanh),
        }
    )
    places = set()
    for function in explorer.controls["function"].options:
        explorer.set(function=function)
        if function != "fails":
            assert_nothing_is_cut(explorer)
        places.add(tuple(tuple(ax.get_position().bounds) for ax in explorer.picture.figure.axes))
    assert len(places) == 1
