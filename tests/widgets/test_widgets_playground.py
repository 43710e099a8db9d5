"""The playground: what its buttons and knobs do."""

import sys
import threading

import numpy as np
import pytest
from explorers import MOVES, assert_nothing_is_cut, assert_nothing_piles_up, drawn_anew
from own_networks import OwnNetwork, make_network

from nnlib import Network
from nnlib.errors import WrongType, WrongValue
from nnlib.widgets import playground
from nnlib.widgets.playground import Playground
from nnlib.widgets.points import CLICKED, PROBLEMS


def test_train_pause_step_start_over_reset():
    widget = playground("XOR")
    assert "Epoch 0" in widget.message
    widget.ticker.value += 1
    assert "Epoch 0" in widget.message, "a tick without the button down trains nothing"
    widget.step_button.click()
    assert "Paused. Epoch 1:" in widget.message
    widget.train.value = True
    assert widget.train.description == "Pause"
    before = widget.picture.image.value
    widget.ticker.value += 1
    assert "Training. Epoch" in widget.message
    assert len(widget.training.losses) > 1
    assert widget.picture.image.value != before
    widget.train.value = False
    standing = len(widget.training.losses)
    assert f"Paused. Epoch {standing}" in widget.message
    assert widget.train.description == "Train"
    widget.ticker.value += 1
    assert len(widget.training.losses) == standing
    widget.again_button.click()
    assert "Epoch 0" in widget.message
    widget.set(seed=7, learning_rate=1.0)
    widget.train.value = True
    widget.ticker.value += 1
    widget.reset_button.click()
    assert "Epoch 0" in widget.message
    assert not widget.train.value
    assert widget.controls["seed"].value == 1
    assert widget.controls["learning_rate"].value == 0.1


def test_what_starts_anew_and_what_does_not():
    widget = playground("moons")
    widget.step_button.click()
    widget.set(learning_rate=1.0, momentum=0.5, optimizer="Adam", weight_decay=0.1, batch_size=8)
    assert "Epoch 1:" in widget.message
    assert widget.controls["momentum"].disabled
    for name, value in (
        ("width_1", 5),
        ("width_2", 3),
        ("activation", "relu"),
        ("loss", "squared error"),
        ("seed", 2),
        ("count", 50),
        ("noise", 3.0),
        ("problem", "circles"),
    ):
        widget.again_button.click()
        widget.step_button.click()
        assert "Epoch 1:" in widget.message
        widget.controls[name].value = value
        assert "Epoch 0" in widget.message, name


def test_every_setting_may_change_while_it_trains():
    widget = playground("moons")
    widget.train.value = True
    rng = np.random.default_rng(0)
    for _ in range(60):
        name = rng.choice(list(widget.controls))
        control = widget.controls[name]
        if hasattr(control, "options"):
            control.value = rng.choice([value for _, value in control._options_full])
        else:
            control.value = rng.choice([control.min, control.max])
        widget.ticker.value += 1
        assert "⚠ Error" not in widget.message
        assert "⚠ Impossible" not in widget.message
        assert np.isfinite(widget.training.network.params).all()
    widget.reset()


def test_divergence_is_said_and_pauses():
    widget = playground("spirals")
    widget.set(activation="relu", width_1=8, width_2=8, loss="squared error", learning_rate=10.0)
    widget.train.value = True
    for _ in range(50):
        widget.ticker.value += 1
    assert "⚠ Diverged in epoch" in widget.message
    assert not widget.train.value
    widget.set(learning_rate=0.01)
    widget.again_button.click()
    widget.step_button.click()
    assert "Paused. Epoch 1:" in widget.message


def test_a_rate_that_is_too_large_is_said():
    widget = playground("moons")
    widget.set(learning_rate=10.0, epochs=100, momentum=0.99)
    widget.train.value = True
    for _ in range(10):
        widget.ticker.value += 1
    assert "⚠ Worse than guessing ½" in widget.message
    widget.reset()


def test_an_error_is_said_and_pauses(monkeypatch):
    widget = playground("moons")
    widget.train.value = True

    def broken(*_):
        raise RuntimeError("something broke")

    monkeypatch.setattr(widget.training, "run", broken)
    widget.ticker.value += 1
    assert "something broke" in widget.message
    assert not widget.train.value


def test_one_playground_trains_at_a_time_and_a_new_one_ends_the_old_ones_training():
    first, second = playground("moons"), playground("XOR")
    first.train.value = True
    second.train.value = True
    assert not first.train.value
    assert Playground.running is second
    third = playground("moons")
    assert not second.train.value
    assert Playground.running is None
    assert not third.train.value


def test_moves_that_come_from_two_threads_do_not_mix():
    # JupyterLab sends some messages of widgets to the main thread and some to a subshell.
    widget = playground("XOR")
    widget.train.value = True
    said = []

    def tick():
        for _ in range(30):
            widget.ticker.value += 1
            said.append(widget.message)

    ticking = threading.Thread(target=tick)
    ticking.start()
    for seed in range(10):
        widget.set(seed=seed)
        widget.again_button.click()
    widget.reset_button.click()
    said.append(widget.message)
    ticking.join()
    assert widget.message.startswith("Epoch 0: nothing learned yet")
    assert not any("⚠" in words for words in said)


def test_it_pauses_by_itself_in_the_end(monkeypatch):
    monkeypatch.setattr(sys.modules["nnlib.widgets.playground"], "EPOCHS_A_RUN", 20)
    widget = playground("XOR")
    widget.train.value = True
    for _ in range(5):
        widget.ticker.value += 1
    assert not widget.train.value
    assert 20 <= len(widget.training.losses) < 40


def test_an_unknown_problem_is_refused():
    with pytest.raises(WrongValue, match="expected one of XOR, moons, spirals, circles, set by"):
        playground("stars")


@pytest.mark.parametrize("name", [*PROBLEMS, CLICKED])
def test_nothing_is_cut(name):
    widget = playground(name)
    widget.set(width_1=8, width_2=8)
    for epochs, loss in ((0, 0.5), (40, 0.5), (1000, 0.0), (20_000, 1e9)):
        widget.training.losses = [loss] * epochs
        widget.refresh()
        assert_nothing_is_cut(widget)
    widget.start_over()
    assert widget.before is not None
    assert_nothing_is_cut(widget)


def test_the_stop_button_is_a_pause(monkeypatch):
    widget = playground("moons")
    widget.train.value = True
    widget.ticker.value += 1

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(widget.training, "run", interrupted)
    widget.ticker.value += 1
    assert not widget.train.value
    assert widget.message.startswith("Paused. Epoch ")


def test_the_rates_and_momenta_to_choose_from():
    controls = playground().controls
    rates = [value for _, value in controls["learning_rate"]._options_full]
    assert rates == sorted(rates)
    assert (rates[0], rates[-1]) == (0.0001, 10.0)
    labels = [label for label, _ in controls["learning_rate"]._options_full]
    assert labels[:3] == ["0.0001", "0.0003", "0.001"]
    controls["optimizer"].value = "RMSprop"
    assert controls["momentum"].description == "momentum μ (unused)"


@MOVES
def test_nothing_piles_up(times):
    changes = [{"seed": 1, "width_2": 3}, {"seed": 2, "width_2": 0}]
    assert_nothing_piles_up(times, playground("XOR"), "learning_rate", (0.1, 1.0), changes)


def test_the_rarely_used_is_folded_at_first():
    widget = playground()
    for fold in (widget.more, widget.code):
        assert fold.content.layout.display == "none"
        fold.button.value = True
        assert fold.content.layout.display != "none"
        fold.button.value = False
        assert fold.content.layout.display == "none"


def test_test_points_are_counted_and_drawn():
    widget = playground("moons")
    widget.step_button.click()
    training = widget.training
    words = f"test loss {training.test_losses[-1]:.3g}, {training.test_right()} of 100 right."
    assert words in widget.message
    assert sum(len(line.get_xdata()) for line in widget.picture.test_points) == 100
    widget.set(problem="XOR")
    widget.step_button.click()
    assert "test" not in widget.message
    assert sum(len(line.get_xdata()) for line in widget.picture.test_points) == 0


def test_the_run_before_stays_in_grey():
    widget = playground("moons")
    assert widget.before is None
    widget.step_button.click()
    first = widget.training
    widget.set(learning_rate=0.3, weight_decay=0.1)
    widget.again_button.click()
    assert widget.before is first
    assert "Grey, the run before: learning rate η = 0.1, weight decay λ = 0." in widget.message
    line, test_line = widget.picture.losses_before
    assert list(line.get_ydata()) == first.losses
    assert list(test_line.get_ydata()) == first.test_losses
    widget.set(seed=5)
    assert widget.before is first, "a run without an epoch is none"
    assert "Grey, the run before: several other settings." in widget.message
    widget.reset_button.click()
    assert widget.before is None
    assert "Grey" not in widget.message
    assert not len(line.get_ydata())


def test_the_same_settings_again_give_the_same_run():
    widget = playground("circles")
    for _ in range(3):
        widget.step_button.click()
    widget.again_button.click()
    assert "Grey, the run before: the same settings." in widget.message
    for _ in range(3):
        widget.step_button.click()
    assert widget.training.losses == widget.before.losses


@pytest.mark.parametrize("change", [{"problem": "circles"}, {"loss": "squared error"}])
def test_what_cannot_be_compared_is_no_run_before(change):
    widget = playground("moons")
    widget.step_button.click()
    widget.again_button.click()
    assert widget.before is not None
    widget.set(**change)
    assert widget.before is None
    widget.step_button.click()
    widget.again_button.click()
    assert widget.before is not None


def test_the_picture_is_the_same_whether_its_background_was_kept_or_not():
    widget = playground("moons")
    first = widget.picture.image.value
    for problem in [*PROBLEMS, "moons"]:
        widget.set(problem=problem)
    assert widget.picture.image.value == first
    fresh = playground("spirals")
    widget.set(problem="spirals")
    assert widget.picture.image.value == fresh.picture.image.value


def test_points_are_set_by_clicking():
    widget = playground("moons")
    clicks = widget.clicks
    assert clicks.canvas.layout.display == clicks.row.layout.display == "none"
    widget.set(problem=CLICKED)
    assert clicks.canvas.layout.display == clicks.row.layout.display == ""
    assert "of 2 points right. Click on the plane to set points. Press Train." in widget.message
    widget.step_button.click()
    # The middle of the plane, and its corners: left above, right below.
    clicks.canvas._mouse_down_callbacks(200, 200)
    clicks.next_class.value = 1
    clicks.canvas._mouse_down_callbacks(0, 0)
    clicks.canvas._touch_start_callbacks([(400, 400)])
    assert clicks.points[2:] == [(0.0, 0.0, 0), (-1.2, 1.2, 1), (1.2, -1.2, 1)]
    assert "Epoch 0" in widget.message
    assert "of 5 points right" in widget.message
    widget.step_button.click()
    clicks.undo_button.click()
    assert "of 4 points right" in widget.message
    assert widget.before is not None
    clicks.clear_button.click()
    clicks.clear_button.click()
    clicks.undo_button.click()
    assert "of 2 points right" in widget.message
    clicks.canvas._mouse_down_callbacks(200, 200)
    widget.reset_button.click()
    assert len(clicks.points) == 2
    assert clicks.canvas.layout.display == "none"


def test_the_keyboard_can_leave_the_plane(monkeypatch):
    clicks, focused = playground(CLICKED).clicks, []
    for name in ("clear_button", "next_class"):
        focus = lambda name=name: focused.append(name)  # noqa: E731
        monkeypatch.setattr(type(getattr(clicks, name)), "focus", lambda _, focus=focus: focus())
    clicks._leave("Tab", False)
    clicks._leave("Tab", True)
    clicks._leave("a", False)
    assert focused == ["next_class", "clear_button"]


def test_the_code_is_written_while_it_is_seen():
    widget = playground("moons")
    *_, area = widget.code.content.children
    assert area.value == ""
    widget.code.button.value = True
    assert "NeuralNetwork(" in area.value
    assert "fit" not in area.value
    widget.step_button.click()
    assert "epochs=1)" in area.value
    assert area.rows == area.value.count("\n") + 1
    widget.code.button.value = False
    widget.step_button.click()
    assert "epochs=1)" in area.value
    widget.code.button.value = True
    assert "epochs=2)" in area.value


@pytest.mark.parametrize("kind", [Network, OwnNetwork])
def test_a_network_of_ones_own(kind):
    network = make_network(kind)
    before = network.params.copy()
    widget = playground("moons", network)
    assert set(widget.controls) == {
        *("problem", "learning_rate", "batch_size", "count", "noise", "epochs")
    }
    assert_nothing_is_cut(widget)
    for _ in range(5):
        widget.step_button.click()
    assert "Paused. Epoch 5:" in widget.message
    first = list(widget.training.losses)
    widget.set(learning_rate=0.3)
    widget.again_button.click()
    assert "Grey, the run before: learning rate η = 0.1." in widget.message
    widget.set(problem="circles", batch_size=8)
    widget.step_button.click()
    widget.reset_button.click()
    for _ in range(5):
        widget.step_button.click()
    assert widget.training.losses == first
    assert np.array_equal(network.params, before)


def test_a_rate_of_ones_own_is_among_the_choices():
    network = make_network(Network)
    network.optimizer.learning_rate = 0.07
    control = playground("XOR", network).controls["learning_rate"]
    assert control.value == 0.07
    assert "0.07" in [label for label, _ in control._options_full]


def test_an_optimizer_of_ones_own_needs_no_rate():
    class Signs:
        def update(self, old_params, gradient):
            return old_params - 0.01 * np.sign(gradient)

    network = make_network(Network)
    network.optimizer = Signs()
    widget = playground("moons", network)
    assert "learning_rate" not in widget.controls
    widget.step_button.click()
    assert "Paused. Epoch 1:" in widget.message


def test_a_network_in_the_place_of_the_problem_is_refused():
    with pytest.raises(
        WrongType, match=r"problem has the type Network.*comes second: playground\(\"mo"
    ):
        playground(make_network(OwnNetwork))


def test_what_is_no_network_is_refused():
    with pytest.raises(WrongType, match="network is 3, expected a Network"):
        playground("moons", 3)


def test_a_setting_draws_only_what_it_changes_and_only_once():
    explorer = playground("moons")
    picture = explorer.picture
    changed = {"width_1": 8, "width_2": 3, "activation": "relu", "learning_rate": 0.3, "seed": 2}
    assert drawn_anew(explorer, **changed) == []
    assert drawn_anew(explorer, loss="squared error") == [picture.losses_ax]
    assert drawn_anew(explorer, noise=2.0) == [picture.plane_ax]
    # XOR has no points to test with, so there is another legend beside the axes.
    assert picture.mosaic_ax not in drawn_anew(explorer, problem="XOR")
    assert drawn_anew(explorer, problem="moons") == []
