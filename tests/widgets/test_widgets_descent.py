"""The descent explorer: what it computes, and what it shows."""

import numpy as np
import pytest
from explorers import (
    assert_every_control_is_seen,
    assert_nothing_is_cut,
    assert_nothing_piles_up,
)

from nnlib import SGD, numerical_gradient, relative_error
from nnlib.errors import WrongValue
from nnlib.widgets import descent_explorer
from nnlib.widgets.descent import DIVERGED, SURFACES, descend
from nnlib.widgets.parts import OPTIMIZERS

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


def test_plain_descent_in_the_ravine_is_known_in_closed_form():
    found = descend(SURFACES["ravine"], SGD(0.015, 0.0), START, 40)
    t = np.arange(41)[:, np.newaxis]
    assert np.allclose(found.path, (1 - 0.015 * np.array([1.0, 100.0])) ** t * START)
    assert found.diverged_at is None


def test_a_diverging_path_ends_at_the_right_step():
    # At 0.03 the second parameter doubles in each step, so its part of the loss grows by 4.
    found = descend(SURFACES["ravine"], SGD(0.03, 0.0), START, 200)
    expected = int(np.ceil(np.log(DIVERGED * found.losses[0] / 50) / np.log(4)))
    assert found.diverged_at == expected == len(found.losses) - 1
    assert np.isfinite(found.losses).all()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("rate", [1e-3, 10.0])
def test_no_setting_warns_or_fails(surface, optimizer, rate, recwarn):
    explorer = descent_explorer(surface, optimizer, rate)
    explorer.set(momentum=0.99, steps=200)
    assert not explorer.message.startswith(("⚠ Error", "⚠ Impossible")), explorer.message
    assert list(recwarn) == []


def test_it_says_when_it_diverges_and_at_which_step():
    explorer = descent_explorer()
    explorer.set(learning_rate=0.03, steps=200)
    step = descend(SURFACES["ravine"], SGD(0.03, 0.0), START, 200).diverged_at
    assert explorer.message.startswith(f"⚠ It diverges: at step {step} the loss is")
    explorer.set(learning_rate=0.021, steps=40)
    assert "It diverges, slowly: the learning rate is above 2/λ = 0.02" in explorer.message


def test_it_says_where_the_path_ends():
    explorer = descent_explorer(learning_rate=0.01)
    assert explorer.message.endswith("It is at (−2.34, 0.00), 2.34 away from the nearest minimum.")
    explorer.set(steps=0)
    assert explorer.message == "No step yet: at the start, (−3.50, 1.00), the loss is 56.1."
    explorer.set(surface="two valleys", learning_rate=0.1, steps=100)
    assert "It has arrived" in explorer.message
    explorer.set(start_1=0.0)
    assert "It is caught on the saddle" in explorer.message
    explorer.set(surface="bowl", optimizer="Adam", learning_rate=10.0, steps=1)
    assert explorer.message.startswith("⚠")
    assert "higher than at the start" in explorer.message


def test_the_momentum_is_marked_as_unused_where_the_optimizer_has_none():
    explorer = descent_explorer()
    disabled = {}
    for name in OPTIMIZERS:
        explorer.set(optimizer=name)
        disabled[name] = explorer.controls["momentum"].disabled
        label = explorer.controls["momentum"].description
        assert label == ("momentum μ (unused)" if disabled[name] else "momentum μ")
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


def test_nothing_is_cut():
    explorer = descent_explorer()
    for steps in (0, 1, 10, 51, 200):
        for start in ((-4.0, -3.0), (4.0, 3.0)):
            explorer.set(steps=steps, start_1=start[0], start_2=start[1])
            assert_nothing_is_cut(explorer)


def test_the_ends_are_drawn_whole_at_the_border_and_not_outside_the_map():
    explorer = descent_explorer()
    picture = explorer.picture
    explorer.set(start_1=4.0, start_2=3.0, steps=0)
    for marker in (picture._start, picture._end, picture._last):
        assert marker.get_visible()
        assert not marker.get_clip_on()
    explorer.set(learning_rate=1.0, steps=40)
    assert not picture._end.get_visible()
    assert not picture._last.get_visible()


def test_the_axis_of_the_steps_seldom_changes():
    explorer = descent_explorer()
    ends = {}
    for steps in (0, 10, 11, 20, 21, 50, 51, 100, 101, 200):
        explorer.set(steps=steps)
        ends[steps] = explorer.picture.curve.get_xticks()[-1]
    assert list(ends.values()) == [10, 10, 20, 20, 50, 50, 100, 100, 200, 200]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"surface": "hill"}, "surface is 'hill', expected one of bowl, ravine"),
        ({"optimizer": "adam"}, "optimizer is 'adam', expected one of SGD, Nesterov"),
        ({"learning_rate": 100.0}, "learning rate η is 100, expected a number from 0.001 to 10"),
    ],
)
def test_wrong_arguments_are_refused(arguments, message):
    with pytest.raises(WrongValue, match=message):
        descent_explorer(**arguments)


def test_nothing_piles_up():
    surfaces = [{"surface": name} for name in SURFACES]
    assert_nothing_piles_up(descent_explorer(), "learning_rate", (0.01, 0.03, 0.5), surfaces)
