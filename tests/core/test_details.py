"""Small promises. Each was broken on purpose (``make mutants``), and no other test noticed."""

import os
import warnings

import numpy as np
import pandas as pd
import pytest
from parts import IDENTITY, MSE, TANH, Recorder, Scale

from nnlib import (
    SGD,
    ActivationLayer,
    Adagrad,
    Adam,
    Dropout,
    Network,
    NeuralNetwork,
    Optimizer,
    RMSprop,
    d_relu,
    d_tanh,
    numerical_derivative,
    numerical_jacobian,
    relative_error,
    relu,
    sigmoid,
    standardize,
    tanh,
)
from nnlib.errors import PlainError
from nnlib.network_validation import first_layer_not_finite
from nnlib.storage import read_arrays, write_arrays

KINDS = [Optimizer, SGD, Adam, RMSprop, Adagrad]


# The network


def test_batch_has_32_samples_by_default(make_network):
    network = make_network(optimizer=Recorder())
    network.fit(np.ones((64, 4)), np.tile([1.0, 0, 0], (64, 1)), progress=False)
    assert len(network.optimizer.params) == 2
    network.fit(np.ones((65, 4)), np.tile([1.0, 0, 0], (65, 1)), progress=False)
    assert len(network.optimizer.params) == 2 + 3


def test_output_that_is_not_finite_is_refused_by_predict(make_network, x):
    network = make_network(output=IDENTITY, loss=MSE, hidden=IDENTITY)
    network.params = np.full(43, 1e200)
    words = r"the output for row 0 of x is NaN or infinite, first in the output of layer 3, FC"
    with np.errstate(all="ignore"), pytest.raises(ValueError, match=words):
        network.predict(x)


def test_first_row_that_is_not_finite_is_named_with_the_layer_that_began_it(make_network):
    network = make_network(output=IDENTITY, loss=MSE, hidden=IDENTITY)
    network.params = np.full(43, 1e100)
    network.layers[2].weights[:, 1:] = 0
    # Row 2 grows too large in layer 3 and one output; row 3 in layer 1, and so in all.
    x = np.zeros((6, 4))
    x[2], x[3] = 1e108, 1e300
    words = r"the output for row 2 of x is NaN or infinite, first in the output of layer 3, FC"
    with np.errstate(all="ignore"), pytest.raises(ValueError, match=words):
        network.predict(x)


@pytest.mark.filterwarnings("error")
def test_search_for_the_layer_warns_of_nothing(make_network):
    layers = make_network().layers
    layers[0].weights[...] = 1e300
    assert first_layer_not_finite(layers, np.full((1, 4), 1e300)) == (1, layers[0])


def test_no_layer_is_named_where_a_row_alone_is_finite(make_network, x):
    of_batches = (lambda z: z / (len(z) == 1), lambda z: np.ones_like(z))
    network = make_network(output=of_batches, loss=MSE)
    words = r"row 0 of x is NaN or infinite\. Is x scaled\?$"
    with np.errstate(all="ignore"), pytest.raises(ValueError, match=words):
        network.predict(x)


def test_mean_loss_is_taken_in_float64(make_network, x, y):
    network = make_network(dtype=np.float32)
    network.sample_losses = lambda *_: np.array([[1], [2.0**-25]], np.float32)
    assert network.score(x, y) == (1 + 2.0**-25) / 2


# Layers and optimizers


@pytest.mark.parametrize("bad", [None, "d_tanh"])
def test_derivative_of_a_layer_must_be_a_function(bad):
    with pytest.raises(TypeError, match=r"^d_activation is .*, expected a function, such as d_re"):
        ActivationLayer(tanh, bad)


def test_dropouts_draw_from_the_children_of_the_networks_generator():
    layers, rng = [Dropout(0.5), Dropout(0.5)], np.random.default_rng(0)
    for layer in layers:
        layer.draw(rng)
    for layer, child in zip(layers, np.random.default_rng(0).spawn(2), strict=True):
        assert layer.rng.random() == child.random()


@pytest.mark.parametrize("kind", KINDS)
def test_optimizer_is_equal_to_itself_only(kind):
    one, other = kind(), kind()
    assert one != other
    assert {one, other} == {other, one}


@pytest.mark.parametrize("kind", KINDS[1:])
@pytest.mark.parametrize("name", ["old_params", "gradient"])
def test_vector_that_is_none_is_named(kind, name):
    vectors = {"old_params": np.ones(2), "gradient": np.ones(2)} | {name: ["a", "b"]}
    with pytest.raises(TypeError, match=rf"^{name} "):
        kind().update(**vectors)


# Parameters


@pytest.mark.parametrize(
    ("params", "words"),
    [
        (np.ones((2, 1)), r"has params of shape \(2, 1\), gradient of shape \(2,\), expected two"),
        (np.array([1.0, np.nan]), r"^the params of .* has NaN"),
    ],
)
def test_layer_whose_params_cannot_be_joined_is_refused(params, words):
    network, layer = Network(), Scale(2)
    layer.params = params
    with pytest.raises(ValueError, match=words):
        network.add(layer)
    assert network.layers == ()


def test_parameters_are_pickled_once(make_network):
    network = make_network()
    network_state, layer_state = network.__getstate__(), network.layers[0].__getstate__()
    assert not {"_params", "_gradient"} & network_state.keys()
    names = ("weights", "bias", "weights_gradient", "bias_gradient")
    assert not {f"_{name}" for name in names} & layer_state.keys()


@pytest.mark.parametrize(("arrays", "got"), [({}, "nothing"), ({"a": 1, "b": 2}, "a, b")])
def test_file_of_other_arrays_is_told_what_it_has_and_should_have(
    make_network, tmp_path, arrays, got
):
    np.savez(tmp_path / "other.npz", **arrays)
    words = rf"does not fit: it has {got}, expected weights_1, bias_1, weights_2, bias_2\.$"
    with pytest.raises(ValueError, match=words):
        make_network().load_params(tmp_path / "other.npz")


# Activations


@pytest.mark.parametrize("f", [relu, d_relu, tanh, d_tanh, sigmoid])
def test_integers_become_float64_and_a_frame_of_float32_stays_it(f):
    assert f(np.uint8([[1]])).dtype == np.float64
    assert f(pd.DataFrame([[1.0]], dtype=np.float32)).dtype == np.float32


# Derivatives from differences


def test_point_without_numbers_is_not_called_nan():
    with pytest.raises(ValueError, match=r"^x is empty, its shape is \(0,\), expected finite"):
        numerical_derivative(tanh, [])
    with pytest.raises(ValueError, match=r"^x contains NaN or infinity, expected finite"):
        numerical_derivative(tanh, [np.nan])


def test_step_may_be_rounded_by_one_percent():
    numerical_derivative(tanh, [1.0], h=1.008 * 2.0**-52)
    with pytest.raises(ValueError, match="lost in rounding"):
        numerical_derivative(tanh, [1.0], h=1.012 * 2.0**-52)


@pytest.mark.parametrize(
    ("f", "words"),
    [
        (lambda x: None, r"^f returns None, expected numbers\. Is a return missing\?$"),
        (lambda x: "red", r"^f\(x\) "),
        (lambda x: x[:, 0], r"^f returns shape \(2,\), expected "),
        (lambda x: x.astype(np.float32), r"expected float64: with fewer digits, a difference"),
    ],
)
def test_function_whose_result_cannot_be_used_is_told_why(f, words):
    with pytest.raises(PlainError, match=words):
        numerical_jacobian(f, np.ones((2, 3)))


@pytest.mark.parametrize(("a", "b", "name"), [("red", 1.0, "a"), (1.0, "red", "b")])
def test_what_cannot_be_compared_is_named(a, b, name):
    with pytest.raises(TypeError, match=rf"^{name} "):
        relative_error(a, b)


# Scaling


def test_large_float32_are_scaled_by_a_deviation_in_float64():
    np.testing.assert_array_equal(standardize(np.float32([1e20, 3e20])), [-1, 1])


def test_numbers_too_far_apart_or_too_close_are_told_apart_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ValueError, match="lie too far apart to be scaled"):
            standardize(np.array([1.7e308, -1.7e308] * 8))
        with pytest.raises(ValueError, match="lie too close together to be scaled"):
            standardize(np.array([0.0, 1e-170]))


# Files


def refusal(call, *args):
    with pytest.raises(PlainError) as caught:
        call(*args)
    return str(caught.value)


def test_read_only_file_is_not_replaced(tmp_path, monkeypatch):
    path = tmp_path / "params.npz"
    path.write_bytes(b"precious")
    # Asked of the system, as root may write to any file.
    monkeypatch.setattr(os, "access", lambda *_: False)
    words = refusal(write_arrays, path, {"numbers": np.ones(3)})
    assert words == f"{path} cannot be written: it is read-only."
    assert path.read_bytes() == b"precious"


def test_file_that_is_not_there_cannot_be_read(tmp_path):
    assert "none.npz cannot be read: there is" in refusal(read_arrays, tmp_path / "none.npz")


def test_path_that_is_none_is_shown():
    assert refusal(read_arrays, 3) == (
        "path is 3 (int), expected the name of a file: a str or a Path."
    )


def test_folder_is_told_with_a_file_in_it(tmp_path):
    words = refusal(read_arrays, tmp_path)
    assert words.endswith(f"such as {tmp_path / 'params.npz'}.")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a text of twenty-four letters", "a text that begins with 'a text of twenty-four le'"),
        (b"\xe4bcdefghijk", r"begins with b'\xe4bcdefgh'"),
        (b"ab\x00defghijk", r"begins with b'ab\x00defgh'"),
    ],
)  # fmt: skip
def test_beginning_of_another_file_is_shown(content, words, tmp_path):
    path = tmp_path / "params.npz"
    path.write_bytes(content)
    assert words in refusal(read_arrays, path)


# Checks of arguments


def test_array_that_is_none_is_told_its_shape():
    network = NeuralNetwork([2, 1], TANH, IDENTITY, MSE, SGD())
    with pytest.raises(TypeError, match=r"^params is None, expected shape \(3,\)\.$"):
        network.params = None
