"""The initialization explorer: what it computes, and what it shows."""

import numpy as np
import pytest
from explorers import (
    assert_every_control_is_seen,
    assert_nothing_is_cut,
    assert_nothing_piles_up,
)

from nnlib import d_tanh, tanh
from nnlib.errors import WrongValue
from nnlib.widgets import initialization_explorer
from nnlib.widgets.initialization import SAMPLES, WIDTH, draw_layers


def test_the_layers_are_what_they_should_be():
    found = draw_layers("tanh", 1.0, 3, seed=5)
    rng = np.random.default_rng(5)
    a = rng.normal(size=(SAMPLES, WIDTH))
    for layer in range(3):
        z = a @ (rng.normal(size=(WIDTH, WIDTH)) / np.sqrt(WIDTH))
        a = tanh(z)
        assert np.allclose(found.activations[layer], a)
        assert found.flat[layer] == np.mean(d_tanh(z) < 0.05)
        assert found.signals[layer] == pytest.approx(np.sqrt(np.mean((a - a.mean(axis=0)) ** 2)))


def test_small_weights_multiply_the_signal_by_the_scale_in_every_layer():
    signals = draw_layers("tanh", 0.1, 10).signals
    assert np.allclose(signals[1:] / signals[:-1], 0.1, rtol=0.15)


def test_a_ten_times_larger_scale_draws_the_same_weights():
    small, large = (draw_layers("relu", scale, 4).activations for scale in (0.1, 1.0))
    for layer in range(4):
        assert np.allclose(large[layer], small[layer] * 10.0 ** (layer + 1))


def test_each_activation_has_its_scale():
    sizes = {
        (name, scale): np.sqrt(np.mean(draw_layers(name, scale, 10).activations[-1] ** 2))
        for name in ("relu",)
        for scale in (1.0, 2**0.5, 2.0)
    }
    assert sizes["relu", 1.0] < 0.1
    assert 0.4 < sizes["relu", 2**0.5] < 2
    assert sizes["relu", 2.0] > 10
    assert draw_layers("tanh", 5.0, 10).flat.min() > 0.5
    assert draw_layers("tanh", 1.0, 10).flat.max() < 0.1


def test_a_scale_of_zero_is_impossible():
    with pytest.raises(WrongValue, match="every weight is 0"):
        draw_layers("tanh", 0.0, 3)


@pytest.mark.parametrize(
    ("activation", "scale", "words"),
    [
        ("tanh", 1.0, "the signal gets through"),
        ("tanh", 0.1, "it vanishes"),
        ("tanh", 10.0, "saturated"),
        ("sigmoid", 1.0, "it vanishes"),
        ("relu", 2**0.5, "the signal gets through"),
        ("relu", 1.0, "it vanishes"),
        ("relu", 5.0, "it explodes"),
    ],
)
def test_it_says_what_becomes_of_the_signal(activation, scale, words):
    assert words in initialization_explorer(activation, scale).message


def test_every_control_is_seen():
    moves = {"activation": "relu", "scale": 2.0, "depth": 4}
    assert_every_control_is_seen(initialization_explorer(), moves)


def test_the_dotted_bounds_of_the_signal_are_numbers_on_its_axis():
    signal = initialization_explorer().picture.signal
    dotted = [line.get_ydata()[0] for line in signal.lines if line.get_linestyle() == ":"]
    labels = dict(zip(signal.get_yticks(), signal.get_yticklabels(), strict=True))
    assert [labels[bound].get_text() for bound in dotted] == ["0.1", "10"]


def test_nothing_is_cut():
    explorer = initialization_explorer()
    for activation in ("tanh", "relu", "sigmoid"):
        for depth in (1, 10):
            for scale in (0.1, 10.0):
                explorer.set(activation=activation, depth=depth, scale=scale)
                assert_nothing_is_cut(explorer)


def test_the_depth_is_drawn_without_a_new_background():
    explorer = initialization_explorer()
    background = explorer.picture._background
    explorer.set(depth=3)
    assert explorer.picture._background is background
    assert [ridge.get_visible() for ridge in explorer.picture._ridges] == 3 * [True] + 7 * [False]


@pytest.mark.parametrize("depth", [0, 11, 2.5])
def test_a_depth_out_of_range_is_refused(depth):
    with pytest.raises(WrongValue, match="expected an integer from 1 to 10"):
        initialization_explorer(depth=depth)


def test_nothing_piles_up():
    shapes = [{"activation": name, "depth": depth} for name in ("tanh", "relu") for depth in (2, 4)]
    assert_nothing_piles_up(initialization_explorer(), "scale", (0.3, 1.0, 4.0), shapes)
