"""The playground: its problems, its training, and what its buttons and knobs do."""

import sys
import threading

import numpy as np
import pytest
from explorers import assert_nothing_is_cut, assert_nothing_piles_up

from nnlib.errors import WrongValue
from nnlib.widgets import playground
from nnlib.widgets.outputs import layer_outputs
from nnlib.widgets.parts import OPTIMIZERS
from nnlib.widgets.playground import GRID, Playground, mosaic, plane
from nnlib.widgets.training import PROBLEMS, Training, problem


@pytest.mark.parametrize("name", PROBLEMS)
def test_problems(name):
    x, y = problem(name)
    assert x.shape == (len(y), 2)
    assert y.shape == (len(x), 1)
    assert np.sum(y == 0) == np.sum(y == 1) == len(y) / 2
    assert np.array_equal(problem(name)[0], x)
    (left, right, bottom, top), grid = plane(x)
    assert left < x[:, 0].min()
    assert x[:, 0].max() < right
    assert bottom < x[:, 1].min()
    assert x[:, 1].max() < top
    assert grid.shape == (GRID * GRID, 2)
    assert np.isclose(right - left, top - bottom)


@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_all_problems_and_optimizers_can_be_learned(name, optimizer):
    training = Training(name, [8, 8], seed=1)
    training.tune(
        optimizer, {"SGD": 0.1, "Nesterov": 0.1, "Adagrad": 0.3}.get(optimizer, 0.02), 0.9
    )
    before = training.right()
    training.run(300)
    assert training.right() >= 0.85 * len(training.x) > before
    assert training.losses[-1] < training.losses[0]


def test_no_hidden_activation_no_curved_border():
    training = Training("circles", [8], activation="identity")
    training.tune("Adam", 0.03)
    training.run(200)
    assert training.right() < 0.7 * len(training.x)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("rings", [2]), "problem is 'rings', expected one of XOR"),
        (("XOR", [2], "cosine"), "activation is 'cosine'"),
        (("XOR", [2], "tanh", "hinge"), "loss is 'hinge'"),
    ],
)
def test_unknown_names(arguments, words):
    with pytest.raises(WrongValue, match=words):
        Training(*arguments)


def test_turning_knobs_keeps_the_network_and_the_velocity():
    training = Training("moons", [4])
    training.tune("SGD", 0.1, 0.9)
    training.run(5)
    velocity, params = training.network.optimizer.velocity.copy(), training.network.params.copy()
    training.tune("SGD", 0.01, 0.5)
    optimizer = training.network.optimizer
    assert (optimizer.learning_rate, optimizer.momentum) == (0.01, 0.5)
    assert np.array_equal(optimizer.velocity, velocity)
    training.tune("Adam", 0.01)
    assert np.array_equal(training.network.params, params)
    training.run(1)
    assert len(training.losses) == 6


def test_divergence_leaves_the_network_whole():
    training = Training("spirals", [8, 8], activation="relu", loss="squared error", seed=1)
    training.tune("SGD", 10.0, 0.9)
    training.run(200)
    assert training.diverged
    assert np.isfinite(training.network.params).all()
    assert np.isfinite(training.losses).all()
    training.run(0)
    assert training.diverged
    again = Training("spirals", [8, 8], activation="relu", loss="squared error", seed=1)
    again.tune("SGD", 0.01, 0.9)
    again.run(20)
    assert not again.diverged
    assert len(again.losses) == 20


def test_a_slice_of_training_ends_in_time():
    training = Training("moons", [8, 8])
    training.run(10**6, seconds=0.0)
    assert len(training.losses) == 1


def test_the_mosaic_holds_a_tile_for_each_neuron():
    training = Training("moons", [3, 8])
    _, grid = plane(training.x)
    *hidden, _ = layer_outputs(training.network, grid)
    image = mosaic(hidden)
    assert np.nanmin(image) >= 0
    assert np.nanmax(image) <= 1
    for row, count in ((0, 3), (1, 8)):
        for column in range(8):
            tile = image[23 * row : 23 * row + 20, 23 * column : 23 * column + 20]
            assert np.isfinite(tile).all() if column < count else np.isnan(tile).all()


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
    widget.set(learning_rate=1.0, momentum=0.5, optimizer="Adam")
    assert "Epoch 1:" in widget.message
    assert widget.controls["momentum"].disabled
    for name, value in (
        ("width_1", 5),
        ("width_2", 3),
        ("activation", "relu"),
        ("loss", "squared error"),
        ("seed", 2),
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
    with pytest.raises(WrongValue, match="expected one of XOR, moons, spirals, circles"):
        playground("stars")


@pytest.mark.parametrize("name", PROBLEMS)
def test_nothing_is_cut(name):
    widget = playground(name)
    widget.set(width_1=8, width_2=8)
    for epochs in (0, 40, 1000, 20_000):
        widget.training.losses = [0.5] * epochs
        widget.refresh()
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


def test_nothing_piles_up():
    changes = [{"seed": 1, "width_2": 3}, {"seed": 2, "width_2": 0}]
    assert_nothing_piles_up(playground("XOR"), "learning_rate", (0.1, 1.0), changes)
