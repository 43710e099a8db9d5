"""The descent explorer: what it computes, and what it shows."""

import numpy as np
import pytest
from explorers import assert_every_control_is_seen, assert_nothing_piles_up

from nnlib import SGD, numerical_gradient, relative_error
from nnlib.widgets import descent_explorer
from nnlib.widgets.descent import LOST, OPTIMIZERS, SURFACES, walk

START = (-3.5, 1.0)


@pytest.mark.parametrize("name", SURFACES)
def test_the_gradient_of_a_surface_is_right(name):
    surface = SURFACES[name]
    points = np.random.default_rng(0).normal(size=(5, 2))
    for point in points:
        assert relative_error(surface.d_f(point), numerical_gradient(surface.f, point)) < 1e-7
    assert np.allclose(surface.f(points), [surface.f(point) for point in points])
    assert np.allclose(surface.d_f(points), [surface.d_f(point) for point in points])


@pytest.mark.parametrize("name", SURFACES)
def test_the_minima_are_minima(name):
    surface = SURFACES[name]
    around = np.random.default_rng(0).normal(0, 0.3, size=(200, 2))
    for minimum in surface.minima:
        assert np.allclose(surface.d_f(np.array(minimum)), 0)
        assert (surface.f(np.array(minimum) + around) > surface.f(np.array(minimum))).all()


def test_two_valleys_have_a_saddle_between_them():
    f, d_f = SURFACES["two valleys"][:2]
    assert np.allclose(d_f(np.zeros(2)), 0)
    assert f(np.array([0.1, 0.0])) < f(np.zeros(2)) < f(np.array([0.0, 0.1]))


def test_plain_descent_in_the_ravine_is_known_without_walking():
    walked = walk(SURFACES["ravine"], SGD(0.015, 0.0), START, 40)
    t = np.arange(41)[:, np.newaxis]
    assert np.allclose(walked.path, (1 - 0.015 * np.array([1.0, 100.0])) ** t * START)
    assert walked.lost_at is None


def test_a_lost_walk_ends_at_the_right_step():
    # At 0.03 the second parameter doubles in each step, so its part of the loss grows by 4.
    walked = walk(SURFACES["ravine"], SGD(0.03, 0.0), START, 200)
    expected = int(np.ceil(np.log(LOST * walked.losses[0] / 50) / np.log(4)))
    assert walked.lost_at == expected == len(walked.losses) - 1
    assert np.isfinite(walked.losses).all()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("rate", [1e-3, 10.0])
def test_no_setting_warns_or_fails(surface, optimizer, rate, recwarn):
    explorer = descent_explorer(surface, optimizer, rate)
    explorer.set(momentum=0.99, steps=200)
    assert not explorer.words.startswith(("⚠ Error", "⚠ Impossible")), explorer.words
    assert list(recwarn) == []


def test_it_says_when_it_diverges_and_at_which_step():
    explorer = descent_explorer()
    explorer.set(learning_rate=0.03, steps=200)
    lost_at = walk(SURFACES["ravine"], SGD(0.03, 0.0), START, 200).lost_at
    assert explorer.words.startswith(f"⚠ It diverges: at step {lost_at} the loss is")
    explorer.set(learning_rate=0.021, steps=40)
    assert "It diverges, slowly: the learning rate is above 2/λ = 0.02" in explorer.words


def test_it_says_where_the_walk_ends():
    explorer = descent_explorer()
    assert explorer.words.endswith("It is at (−2.34, 0.00), and has not arrived.")
    explorer.set(surface="two valleys", learning_rate=0.1, steps=100)
    assert "It has arrived" in explorer.words
    explorer.set(start_1=0.0)
    assert "It is caught on the saddle" in explorer.words
    explorer.set(surface="bowl", optimizer="Adam", learning_rate=10.0, steps=1)
    assert explorer.words.startswith("⚠")
    assert "higher than at the start" in explorer.words


def test_only_an_optimizer_with_momentum_lends_its_slider():
    explorer = descent_explorer()
    disabled = {}
    for name in OPTIMIZERS:
        explorer.set(optimizer=name)
        disabled[name] = explorer.controls["momentum"].disabled
    assert [name for name in disabled if not disabled[name]] == ["SGD", "Nesterov"]


def test_every_control_is_seen():
    moves = {
        "surface": "turned ravine",
        "optimizer": "Adam",
        "learning_rate": 0.5,
        "momentum": 0.9,
        "start_1": 2.0,
        "start_2": -2.0,
        "steps": 7,
    }
    assert_every_control_is_seen(descent_explorer(), moves)


def test_nothing_piles_up():
    surfaces = [{"surface": name} for name in SURFACES]
    assert_nothing_piles_up(descent_explorer(), "learning_rate", (0.01, 0.03, 0.5), surfaces)
