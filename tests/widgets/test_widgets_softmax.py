"""The softmax explorer: what it computes, and what it shows."""

import re

import numpy as np
import pytest
from explorers import (
    MOVES,
    assert_every_control_is_seen,
    assert_nothing_is_cut,
    assert_nothing_piles_up,
    drawn_anew,
    seen,
)

from nnlib import d_softmax, numerical_jacobian, relative_error, softmax
from nnlib.errors import WrongType, WrongValue
from nnlib.widgets import softmax_explorer
from nnlib.widgets.softmax import answer

SCORES = [2.0, 1.0, 0.0, -1.0]


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
@pytest.mark.parametrize("shift", [0.0, -7.0])
def test_the_jacobian_is_that_of_the_shifted_and_heated_softmax(shift, temperature):
    found = answer(SCORES, shift, temperature)
    numerical = numerical_jacobian(lambda x: softmax((x + shift) / temperature), np.array([SCORES]))
    assert relative_error(found.jacobian, numerical[0]) < 1e-7
    assert np.allclose(found.probabilities, softmax(np.array([SCORES]) / temperature))
    assert np.allclose(found.scores, np.array(SCORES) + shift)


def test_a_shift_changes_nothing():
    plain, shifted = answer(SCORES, 0.0, 1.0), answer(SCORES, 100.0, 1.0)
    assert np.allclose(plain.probabilities, shifted.probabilities)
    assert np.allclose(plain.jacobian, shifted.jacobian)
    assert shifted.moved < 1e-12


def test_heat_makes_alike_and_cold_makes_certain():
    tops = [answer(SCORES, 0.0, temperature).probabilities.max() for temperature in (0.1, 1, 5)]
    assert tops == sorted(tops, reverse=True)
    assert tops[0] > 0.999


@pytest.mark.parametrize("temperature", [0.0, -1.0])
def test_a_temperature_of_zero_is_impossible(temperature):
    with pytest.raises(WrongValue, match="must be above 0"):
        answer(SCORES, 0.0, temperature)


def test_it_says_what_is_to_be_seen():
    explorer = softmax_explorer()
    assert explorer.message.startswith("Class 0 has the largest score and gets 66.5%.")
    assert explorer.message.endswith(
        "If score 0 grows by 0.1, class 0 gains about 0.022, the others lose as much."
    )
    explorer.set(shift=-4.0)
    assert "The shift of −4.0 has" in explorer.message
    assert "changed no probability and no slope" in explorer.message
    explorer.set(shift=0.0, temperature=0.1)
    assert "saturated" in explorer.message
    explorer.set(temperature=1.0, score_1=2.0)
    assert explorer.message.startswith(
        "Several classes share the largest score, and get 46.8% each."
    )


def test_an_impossible_temperature_is_said_and_can_be_left():
    explorer = softmax_explorer()
    first = seen(explorer)
    explorer.controls["temperature"].value = 0
    assert explorer.message.startswith("⚠ Impossible: the temperature must be above 0")
    explorer.controls["temperature"].value = 1
    assert seen(explorer) == first


def test_every_control_is_seen():
    scores = {"score_0": 0.5, "score_1": 3.0, "score_2": -4.0, "score_3": 1.0, "score_4": 2.0}
    moves = {"count": 3, "shift": 2.0, "temperature": 2.0} | scores
    assert_every_control_is_seen(softmax_explorer(scores=[2.0, 1.0, 0.0, -1.0, 0.5]), moves)


def test_only_the_sliders_of_the_scores_that_count_are_seen():
    explorer = softmax_explorer()
    shown = [explorer.controls[f"score_{i}"].layout.visibility for i in range(5)]
    assert shown == ["visible", "visible", "visible", "hidden", "hidden"]
    explorer.set(count=5)
    assert all(explorer.controls[f"score_{i}"].layout.visibility == "visible" for i in range(5))


@pytest.mark.parametrize("count", [2, 6])
def test_it_takes_three_to_five_scores(count):
    with pytest.raises(WrongValue, match=f"scores has {count} numbers, expected 3 to 5"):
        softmax_explorer(scores=[0.0] * count)


@pytest.mark.parametrize("count", [3, 4, 5])
def test_nothing_is_cut(count):
    explorer = softmax_explorer()
    for shift in (-5.0, 0.0, 5.0):
        explorer.set(count=count, shift=shift, score_0=5.0, score_1=5.0, score_2=-5.0)
        assert_nothing_is_cut(explorer)


def my_softmax(x):
    powers = np.exp(x)
    return powers / powers.sum(axis=1, keepdims=True)


def only_the_diagonal(x):
    return np.stack([np.diag(row * (1 - row)) for row in softmax(x)])


def test_a_readers_own_softmax_and_jacobian_are_shown():
    mine, ours = softmax_explorer(my_softmax, d_softmax), softmax_explorer()
    for values in ({"shift": 3.0}, {"temperature": 2.0}, {"count": 5}):
        mine.set(**values)
        ours.set(**values)
        assert mine.message == ours.message
    assert not any(tile.get_hatch() for tile in mine.picture._tiles.flat)


def test_a_wrong_jacobian_is_crossed_out_and_said():
    explorer = softmax_explorer(softmax, only_the_diagonal)
    says = "6 of 9 entries of the derivative are wrong (crossed out): for output 0 and score 1 it"
    assert f"{says} says 0.000, measured it is −0.163." in explorer.message
    assert explorer.message.startswith("⚠")
    crossed = [[tile.get_hatch() == "x" for tile in row] for row in explorer.picture._tiles]
    assert np.array_equal(np.array(crossed)[:3, :3], ~np.eye(3, dtype=bool))
    explorer.set(count=5)
    assert "20 of 25 entries" in explorer.message
    assert_nothing_is_cut(explorer)


@pytest.mark.parametrize(
    ("f", "d_f", "message"),
    [
        (np.exp, d_softmax, "⚠ The outputs sum to 11.107, expected 1"),
        (lambda x: softmax(x.T).T, d_softmax, "⚠ The outputs sum to"),
        (lambda x: np.exp(x) / np.exp(x).sum(axis=1), d_softmax, "⚠ Error in <lambda>, line"),
        (softmax, lambda x: softmax(x), "⚠ Impossible: the result of its derivative has shape"),
        (lambda x: None, d_softmax, "⚠ Impossible: the result of softmax is None"),
        (softmax, lambda x: np.nan * d_softmax(x), "⚠ Impossible: .* its derivative has NaN"),
    ],
)
def test_what_is_no_softmax_is_said_and_the_explorer_goes_on(f, d_f, message, recwarn):
    explorer = softmax_explorer(f, d_f)
    assert re.match(message, explorer.message), explorer.message
    explorer.set(score_0=1.0, count=4)
    assert explorer.message.startswith("⚠")
    assert list(recwarn) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([softmax], "d_f is None, expected a function and its derivative, such as softmax"),
        ([[3.0, 1.0, 0.0]], r"f is \[3.0, 1.0, 0.0\], expected a function"),
        ([{"mine": (softmax, d_softmax)}], "expected one function, such as softmax"),
    ],
)
def test_anything_but_a_function_with_its_derivative_is_refused(arguments, message):
    with pytest.raises(WrongType, match=message):
        softmax_explorer(*arguments)


@MOVES
def test_nothing_piles_up(times):
    counts = [{"count": 3}, {"count": 5}]
    assert_nothing_piles_up(times, softmax_explorer(), "score_0", (0.0, 1.0, -2.0), counts)


def test_no_control_draws_the_axes_anew():
    explorer = softmax_explorer()
    assert drawn_anew(explorer, score_0=-3.0, shift=2.0, temperature=2.0) == []
    assert drawn_anew(explorer, count=5) == []
    assert drawn_anew(explorer, count=4) == []
