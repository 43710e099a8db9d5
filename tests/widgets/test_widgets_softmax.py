"""The softmax explorer: what it computes, and what it shows."""

import numpy as np
import pytest
from explorers import (
    assert_every_control_is_seen,
    assert_nothing_is_cut,
    assert_nothing_piles_up,
    seen,
)

from nnlib import numerical_jacobian, relative_error, softmax
from nnlib.errors import WrongValue
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
    assert_every_control_is_seen(softmax_explorer([2.0, 1.0, 0.0, -1.0, 0.5]), moves)


def test_only_the_sliders_of_the_scores_that_count_are_seen():
    explorer = softmax_explorer()
    shown = [explorer.controls[f"score_{i}"].layout.visibility for i in range(5)]
    assert shown == ["visible", "visible", "visible", "hidden", "hidden"]
    explorer.set(count=5)
    assert all(explorer.controls[f"score_{i}"].layout.visibility == "visible" for i in range(5))


@pytest.mark.parametrize("count", [2, 6])
def test_it_takes_three_to_five_scores(count):
    with pytest.raises(WrongValue, match=f"scores has {count} numbers, expected 3 to 5"):
        softmax_explorer([0.0] * count)


@pytest.mark.parametrize("count", [3, 4, 5])
def test_nothing_is_cut(count):
    explorer = softmax_explorer()
    for shift in (-5.0, 0.0, 5.0):
        explorer.set(count=count, shift=shift, score_0=5.0, score_1=5.0, score_2=-5.0)
        assert_nothing_is_cut(explorer)


def test_nothing_piles_up():
    counts = [{"count": 3}, {"count": 5}]
    assert_nothing_piles_up(softmax_explorer(), "score_0", (0.0, 1.0, -2.0), counts)
