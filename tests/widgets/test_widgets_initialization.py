"""The initialization explorer: what it computes, and what it shows."""

import numpy as np
import pytest
from explorers import (
    MOVES,
    assert_every_control_is_seen,
    assert_nothing_is_cut,
    assert_nothing_piles_up,
    drawn_anew,
)

from nnlib import SGD, NeuralNetwork, d_mse, d_tanh, mse, tanh
from nnlib.errors import WrongValue
from nnlib.initializers import glorot_uniform, he_normal, uniform
from nnlib.widgets import initialization_explorer
from nnlib.widgets.initialization import SAMPLES, WIDTH, draw_layers, scaled_normal


def test_the_layers_are_what_they_should_be():
    found = draw_layers("tanh", scaled_normal(1.0), 3, seed=5)
    rng = np.random.default_rng(5)
    a = rng.normal(size=(SAMPLES, WIDTH))
    for layer in range(3):
        z = a @ (rng.normal(size=(WIDTH, WIDTH)) / np.sqrt(WIDTH))
        a = tanh(z)
        assert np.allclose(found.activations[layer], a)
        assert found.flat[layer] == np.mean(d_tanh(z) < 0.05)
        assert found.signals[layer] == pytest.approx(np.sqrt(np.mean((a - a.mean(axis=0)) ** 2)))


def test_small_weights_multiply_the_signal_by_the_scale_in_every_layer():
    signals = draw_layers("tanh", scaled_normal(0.1), 10).signals
    assert np.allclose(signals[1:] / signals[:-1], 0.1, rtol=0.15)


def test_a_ten_times_larger_scale_draws_the_same_weights():
    small, large = (
        draw_layers("relu", scaled_normal(scale), 4).activations for scale in (0.1, 1.0)
    )
    for layer in range(4):
        assert np.allclose(large[layer], small[layer] * 10.0 ** (layer + 1))


def test_each_activation_has_its_scale():
    sizes = {
        (name, scale): np.sqrt(
            np.mean(draw_layers(name, scaled_normal(scale), 10).activations[-1] ** 2)
        )
        for name in ("relu",)
        for scale in (1.0, 2**0.5, 2.0)
    }
    assert sizes["relu", 1.0] < 0.1
    assert 0.4 < sizes["relu", 2**0.5] < 2
    assert sizes["relu", 2.0] > 10
    assert draw_layers("tanh", scaled_normal(5.0), 10).flat.min() > 0.5
    assert draw_layers("tanh", scaled_normal(1.0), 10).flat.max() < 0.1


def test_a_scale_of_zero_is_impossible():
    with pytest.raises(WrongValue, match="every weight is 0"):
        scaled_normal(0.0)


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
    assert words in initialization_explorer(activation=activation, scale=scale).message


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
    assert drawn_anew(explorer, depth=3) == []
    assert [ridge.get_visible() for ridge in explorer.picture._ridges] == 3 * [True] + 7 * [False]


def test_an_activation_changes_the_histograms_alone():
    explorer = initialization_explorer()
    assert drawn_anew(explorer, activation="relu") == [explorer.picture.ridges]
    assert drawn_anew(explorer, activation="tanh") == []


@pytest.mark.parametrize("depth", [0, 11, 2.5])
def test_a_depth_out_of_range_is_refused(depth):
    with pytest.raises(WrongValue, match="expected an integer from 1 to 10"):
        initialization_explorer(depth=depth)


@MOVES
def test_nothing_piles_up(times):
    shapes = [{"activation": name, "depth": depth} for name in ("tanh", "relu") for depth in (2, 4)]
    assert_nothing_piles_up(times, initialization_explorer(), "scale", (0.3, 1.0, 4.0), shapes)


def mine(rng, fan_in, fan_out):
    """Weights as small as a beginner may take them."""
    return rng.normal(0, 0.01, (fan_in, fan_out)), np.zeros((1, fan_out))


def test_an_initializer_of_your_own_is_shown_beside_scaled_normal_weights():
    explorer = initialization_explorer(mine, scale=1.0)
    picture = explorer.picture
    assert explorer.values["weights"] == "mine"
    assert explorer.message.startswith("mine, std 0.01. In layer 10")
    assert "it vanishes" in explorer.message
    assert "(grey, normal weights with std 1/√fan_in: 0.22), and" in explorer.message
    own, normal = (
        draw_layers("tanh", initializer, 10) for initializer in (mine, scaled_normal(1.0))
    )
    assert np.allclose(picture._signals.get_ydata(), np.clip(own.signals, 1e-6, None))
    assert np.allclose(picture._normal[0].get_ydata(), normal.signals)
    assert np.allclose(picture._normal[1].get_ydata(), normal.flat)
    explorer.set(weights="normal, scaled")
    assert explorer.message == initialization_explorer().message
    assert not any(line.get_visible() for line in picture._normal)


def test_an_initializer_is_used_as_a_layer_uses_it():
    layers = draw_layers("tanh", uniform, 2)
    pair = (tanh, d_tanh)
    network = NeuralNetwork([WIDTH, WIDTH, WIDTH], pair, pair, (mse, d_mse), SGD())
    rng = np.random.default_rng(0)
    x = rng.normal(size=(SAMPLES, WIDTH))
    for layer in network.layers[::2]:
        layer.weights, layer.bias = uniform(rng, WIDTH, WIDTH)
    assert np.allclose(network.forward(x), layers.activations[-1])
    assert layers.std == pytest.approx(1 / np.sqrt(12), rel=0.02)


def test_several_initializers_can_be_chosen_by_name():
    explorer = initialization_explorer({"glorot": glorot_uniform, "he": "he_normal"})
    assert explorer.controls["weights"].options == ("glorot", "he", "normal, scaled")
    explorer.set(activation="relu", weights="he")
    assert explorer.message.startswith("he, std 0.14.")
    assert "the signal gets through" in explorer.message
    explorer.set(weights="glorot")
    assert "it vanishes" in explorer.message
    assert initialization_explorer("he_normal").message.startswith("he_normal, std")


def test_every_control_is_seen_with_an_initializer_of_your_own():
    moves = {"activation": "relu", "scale": 2.0, "depth": 4, "weights": "normal, scaled"}
    assert_every_control_is_seen(initialization_explorer(he_normal), moves)
    assert_nothing_is_cut(initialization_explorer(mine, depth=1))


def transposed(rng, fan_in, fan_out):
    return rng.normal(size=(fan_out, fan_in)), np.zeros((1, fan_out))


def weights_alone(rng, fan_in, fan_out):
    return rng.normal(size=(fan_in, fan_out))


def flat_bias(rng, fan_in, fan_out):
    return rng.normal(size=(fan_in, fan_out)), np.zeros(fan_out)


def not_numbers(rng, fan_in, fan_out):
    return np.full((fan_in, fan_out), np.nan), np.zeros((1, fan_out))


def endless_bias(rng, fan_in, fan_out):
    return np.zeros((fan_in, fan_out)), np.full((1, fan_out), np.inf)


def fails(rng, fan_in, fan_out):
    return [][fan_in]


def far_too_large(rng, fan_in, fan_out):
    return rng.normal(0, 1e60, (fan_in, fan_out)), np.zeros((1, fan_out))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (transposed, "weights has shape (2, 3), expected (3, 2) from the initializer."),
        (
            weights_alone,
            "the initializer returned ndarray, expected (weights, bias), of shapes (3, 2) and "
            "(1, 2).",
        ),
        (flat_bias, "bias has shape (2,), expected (1, 2) from the initializer."),
        (lambda rng, fan_in, fan_out: None, "the initializer returned NoneType, expected"),
        (not_numbers, "the array of weights from the initializer has NaN"),
        (endless_bias, "the bias from the initializer has infinity"),
        (fails, "the initializer fails: IndexError in fails, line "),
        (lambda fan_in, fan_out: None, "the initializer fails: TypeError: "),
        (far_too_large, "in layer 6 the activations are too large for float64."),
    ],
)
def test_what_an_initializer_does_wrong_is_said_in_one_sentence(wrong, sentence, recwarn):
    explorer = initialization_explorer(wrong, activation="relu")
    assert explorer.message.startswith(f"⚠ Impossible: {sentence}")
    assert "\n" not in explorer.message
    # The other weights can still be looked at.
    explorer.set(weights="normal, scaled")
    assert not explorer.message.startswith("⚠")
    assert list(recwarn) == []


@pytest.mark.parametrize("given", [3, "relu", [mine], {"mine": 3}])
def test_what_is_not_an_initializer_is_refused(given):
    with pytest.raises(WrongValue, match=r"initialization is .*or a function of rng, fan_in and"):
        initialization_explorer(given)


def test_no_initializer_by_name_is_refused():
    with pytest.raises(WrongValue, match="expected at least one function, by name"):
        initialization_explorer({})
