"""The descent explorer: what it computes, and what it shows."""

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

from nnlib import SGD, numerical_gradient, relative_error
from nnlib.errors import WrongType, WrongValue
from nnlib.widgets import descent_explorer
from nnlib.widgets.parts import OPTIMIZERS
from nnlib.widgets.runs import DIVERGED, descend
from nnlib.widgets.surfaces import SURFACES

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
    explorer = descent_explorer(optimizer, surface, rate)
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
        ({"optimizer": {}}, "expected at least one optimizer"),
        ({"optimizer": SGD(99.0)}, "learning rate η is 99, expected a number from 0.001 to 10"),
        ({"momentum": 1.0}, "momentum μ is 1, expected a number from 0 to 0.99"),
        ({"learning_rate": 100.0}, "learning rate η is 100, expected a number from 0.001 to 10"),
    ],
)
def test_wrong_arguments_are_refused(arguments, message):
    with pytest.raises(WrongValue, match=message):
        descent_explorer(**arguments)


class MySGD:
    """An optimizer as a reader writes it."""

    def __init__(self, learning_rate, momentum):
        self.learning_rate, self.momentum = learning_rate, momentum
        self.velocity = 0.0

    def update(self, old_params, gradient):
        self.velocity = self.momentum * self.velocity - self.learning_rate * gradient
        return old_params + self.velocity


class InPlace:
    """An optimizer with step, and with numbers of its own."""

    def step(self, params, gradient):
        params -= 0.01 * gradient


@pytest.mark.parametrize("own", [MySGD, MySGD(0.02, 0.0), SGD(0.02, 0.0)])
def test_a_readers_own_optimizer_is_run_like_nnlibs(own):
    mine, ours = descent_explorer(own, learning_rate=0.02), descent_explorer(learning_rate=0.02)
    for _ in range(2):  # a new optimizer for each run, without the velocity of the last one
        for explorer in (mine, ours):
            explorer.set(momentum=0.0)
            explorer.set(momentum=0.9)
        name = mine.controls["optimizer"].value
        assert mine.message == ours.message.replace("SGD", name)
        assert np.allclose(mine.picture._path.get_data(), ours.picture._path.get_data())


def test_an_own_optimizer_comes_first_beside_the_built_in_ones():
    assert descent_explorer(MySGD).controls["optimizer"].options == ("MySGD", *OPTIMIZERS)
    both = descent_explorer({"mine": MySGD, "Adam": InPlace()})
    assert both.controls["optimizer"].options == ("mine", "Adam (yours)", *OPTIMIZERS)
    own = descent_explorer(SGD).controls["optimizer"]
    assert (own.value, own.options) == ("SGD (yours)", ("SGD (yours)", *OPTIMIZERS))


def test_an_object_brings_its_settings_and_keeps_them():
    mine = MySGD(0.01, 0.5)
    explorer = descent_explorer(mine)
    assert (explorer.values["learning_rate"], explorer.values["momentum"]) == (0.01, 0.5)
    explorer.set(learning_rate=0.1)
    assert (mine.learning_rate, mine.velocity) == (0.01, 0.0)
    assert descent_explorer(mine, learning_rate=0.02).values["learning_rate"] == 0.02


def test_what_an_own_optimizer_does_not_have_is_marked_as_unused():
    explorer = descent_explorer({"fixed": InPlace, "mine": MySGD})
    rate, momentum = (explorer.controls[name] for name in ("learning_rate", "momentum"))
    assert (rate.disabled, momentum.disabled) == (True, True)
    assert rate.description == "learning rate η (unused)"
    explorer.set(optimizer="mine")
    assert (rate.disabled, momentum.disabled) == (False, False)
    explorer.set(optimizer="Adam")
    assert (rate.disabled, momentum.disabled) == (False, True)


def fails_late(self, old_params, gradient):
    self.count = getattr(self, "count", 0) + 1
    return old_params - 0.01 * gradient if self.count < 6 else self.velocity


FAILURES = {
    "no return": (lambda self, p, g: None, "at step 1: .* is None, expected shape .*return"),
    "too many": (lambda self, p, g: p - g[:, None], r"at step 1: .* has shape \(2, 2\), expected"),
    "one number": (lambda self, p, g: 0.0, r"at step 1: .* has shape \(\), expected \(2,\)"),
    "text": (lambda self, p, g: "abc", "at step 1: .* type str, expected an array of numbers"),
    "nan": (lambda self, p, g: p - np.sqrt(-(g**2)), "at step 1: the new parameters are nan and"),
    "inf": (lambda self, p, g: p / 0, "at step 1: the new parameters are -inf and inf"),
    "arguments": (lambda self, p: p, "at step 1: TypeError: .* takes 2 positional arguments"),
    "late": (fails_late, r"at step 6: AttributeError in fails_late, line \d+: 'Mine' object has"),
}


@pytest.mark.parametrize(("update", "message"), FAILURES.values(), ids=FAILURES)
def test_an_update_that_fails_is_said_and_the_explorer_goes_on(update, message, recwarn):
    explorer = descent_explorer(type("Mine", (), {"update": update}))
    assert re.match(f"⚠ Mine fails {message}", explorer.message), explorer.message
    assert explorer.picture._stop.get_visible()
    assert_nothing_is_cut(explorer)
    explorer.set(optimizer="Adam")
    assert explorer.message.startswith("After 40 steps")
    assert explorer.message.endswith("before, with Mine: it fails.")
    explorer.set(optimizer="Mine", steps=0)
    assert explorer.message.startswith("No step yet")
    assert list(recwarn) == []


def test_a_class_that_cannot_be_made_is_said():
    def init(self, learning_rate):
        raise KeyError("velocity")

    explorer = descent_explorer(type("Mine", (MySGD,), {"__init__": init}))
    message = r"⚠ Mine fails before its first step: KeyError in init, line \d+: 'velocity'"
    assert re.match(message, explorer.message)
    explorer.set(optimizer="SGD")
    assert explorer.message.startswith("After 40 steps")


@pytest.mark.parametrize(
    "methods",
    [
        {"update": lambda self, old_params, gradient: old_params},
        {"step": lambda self, params, gradient: print(end="")},
    ],
)
def test_an_optimizer_that_does_not_move_is_told_what_is_expected(methods):
    explorer = descent_explorer(type("Mine", (), methods))
    assert explorer.message.startswith("⚠ After 40 steps it stands where it started: update must")


def test_a_step_that_returns_instead_of_moving_is_told_so():
    step = {"step": lambda self, params, gradient: params - 0.01 * gradient}
    explorer = descent_explorer(type("Mine", (), step))
    assert "expected that it moves params: params -= …" in explorer.message


@pytest.fixture
def clock(monkeypatch):
    """A clock, in seconds, that the test moves."""
    now = [0.0]
    monkeypatch.setattr("nnlib.widgets.runs.monotonic", lambda: now[0])
    return now


def ghost_of(explorer):
    """The points of the run before, or None."""
    line = explorer.picture._ghosts[0]
    return np.transpose(line.get_data()) if line.get_visible() else None


def path_of(explorer):
    return np.transpose(explorer.picture._path.get_data())


def test_the_run_before_stays_as_a_ghost():
    explorer = descent_explorer()
    assert ghost_of(explorer) is None
    before = path_of(explorer)
    explorer.set(optimizer="Adam")
    assert np.array_equal(ghost_of(explorer), before)
    assert explorer.message.endswith("Grey, dashed: before, with SGD: loss 1.41.")
    picture = explorer.picture
    for now, ghost in zip((picture._path, picture._losses), picture._ghosts, strict=True):
        assert now.get_zorder() > ghost.get_zorder(), "the run now lies over the one before"
    before = path_of(explorer)
    explorer.set(optimizer="RMSprop")
    assert np.array_equal(ghost_of(explorer), before)
    before = path_of(explorer)
    explorer.set(start_1=2.0, start_2=-1.0)
    assert np.array_equal(ghost_of(explorer), before)
    assert "before, with start at (−3.5, 1.0): loss" in explorer.message
    explorer.reset_button.click()
    assert ghost_of(explorer) is None
    assert "before" not in explorer.message


def test_a_slider_on_its_way_is_one_change(clock):
    explorer = descent_explorer()
    first = path_of(explorer)
    for rate in (0.011, 0.012, 0.013):
        clock[0] += 1.0
        explorer.set(learning_rate=rate)
        assert np.array_equal(ghost_of(explorer), first)
    rested = path_of(explorer)
    clock[0] += 2.0
    explorer.set(learning_rate=0.014)
    assert np.array_equal(ghost_of(explorer), rested)
    assert "before, with η = 0.013: loss" in explorer.message
    # Another slider is another change at once.
    before = path_of(explorer)
    explorer.set(momentum=0.5)
    assert np.array_equal(ghost_of(explorer), before)
    # Back where it was there is nothing to compare.
    explorer.set(momentum=0.0)
    assert ghost_of(explorer) is None


def test_a_learning_rate_that_the_browser_rounds_is_no_change():
    explorer = descent_explorer()
    explorer.set(learning_rate=10**-1.74)
    assert ghost_of(explorer) is None
    explorer.set(learning_rate=10**-1.72)
    assert "before, with η = 0.0182" in explorer.message


def test_surface_and_steps_are_those_of_both_runs():
    explorer = descent_explorer()
    explorer.set(optimizer="Adam")
    explorer.set(surface="bowl", steps=12)
    rule = SGD(explorer.values["learning_rate"], 0.0)
    assert np.array_equal(ghost_of(explorer), descend(SURFACES["bowl"], rule, START, 12).path)
    assert "before, with SGD" in explorer.message


def test_a_ghost_that_diverges_says_so():
    explorer = descent_explorer()
    explorer.set(learning_rate=1.0)
    explorer.set(optimizer="Adam")
    assert "before, with SGD: it diverges at step" in explorer.message
    assert_nothing_is_cut(explorer)


@pytest.mark.parametrize(
    ("own", "message"),
    [
        (3, r"optimizer is 3, expected a class or an object with update\(old_params, gradient\)"),
        (None, "optimizer is None, expected a class or an object"),
        (descend, "optimizer is the function descend, expected a class or an object"),
        (type("Empty", (), {}), "optimizer is the class Empty, expected a class or an object"),
        ({"mine": 3}, "optimizer is 3, expected a class"),
    ],
)
def test_anything_but_an_optimizer_is_refused(own, message):
    with pytest.raises(WrongType, match=message):
        descent_explorer(own)


def test_a_class_that_needs_more_is_refused_with_a_cure():
    class Mine(MySGD):
        def __init__(self, lr):
            super().__init__(lr, 0.9)

    with pytest.raises(WrongType, match=r"which needs lr\. Call it learning_rate .* Mine\(…\)"):
        descent_explorer(Mine)
    assert descent_explorer(Mine(0.02)).values["learning_rate"] == 0.02


@MOVES
def test_nothing_piles_up(times):
    surfaces = [{"surface": name} for name in SURFACES]
    explorer = descent_explorer()
    for surface in surfaces:
        # The map of each is made once, and kept.
        explorer.set(**surface)
    assert_nothing_piles_up(times, explorer, "learning_rate", (0.01, 0.03, 0.5), surfaces)


def test_a_choice_draws_only_what_it_changes_and_only_once():
    explorer = descent_explorer()
    picture = explorer.picture
    assert drawn_anew(explorer, learning_rate=0.01, optimizer="Adam") == []
    assert drawn_anew(explorer, surface="bowl") == [picture.map]
    assert drawn_anew(explorer, steps=200) == [picture.curve]
    assert drawn_anew(explorer, surface="ravine", steps=40) == []


def test_the_maps_of_the_other_surfaces_are_hidden():
    explorer = descent_explorer()
    for surface in ("bowl", "two valleys", "ravine"):
        explorer.set(surface=surface)
    stars = [line for line in explorer.picture.map.lines if line.get_marker() == "*"]
    assert len({star.get_xydata().tobytes() for star in stars if star.get_visible()}) == 1
    assert sum(each.get_visible() for each in explorer.picture.map.collections) == 1
