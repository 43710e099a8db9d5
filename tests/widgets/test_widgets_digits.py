"""The digit explorer: a drawing brought to MNIST's form, and what the widget shows of a network."""

import re

import numpy as np
import pandas as pd
import pytest
from explorers import MOVES, assert_nothing_is_cut, assert_nothing_piles_up

from nnlib import (
    SGD,
    FCLayer,
    Network,
    NeuralNetwork,
    categorical_crossentropy,
    d_categorical_crossentropy,
    d_identity,
    d_mse,
    d_relu,
    d_softmax,
    identity,
    load_mnist,
    mse,
    relu,
    softmax,
    standardize,
)
from nnlib.widgets import digit_explorer
from nnlib.widgets.digits import CANVAS_SIDE, grid_of, scalings
from nnlib.widgets.drawing import draw_line, to_mnist_form
from nnlib.widgets.outputs import layer_outputs

CROSSENTROPY = (categorical_crossentropy, d_categorical_crossentropy)


@pytest.fixture(scope="module")
def mnist():
    return load_mnist()


@pytest.fixture(scope="module")
def scale(mnist):
    (images, _), _ = mnist
    return lambda rows: standardize(rows, fitted_on=images)


@pytest.fixture(scope="module")
def network(mnist, scale):
    (images, labels), _ = mnist
    network = new_network([784, 40, 10])
    network.fit(scale(images.reshape(-1, 784)), labels, epochs=5, categorical=True, progress=False)
    return network


def new_network(sizes, output=(softmax, d_softmax), loss=CROSSENTROPY):
    return NeuralNetwork(sizes, (relu, d_relu), output, loss, SGD(), dtype=np.float32, seed=0)


@pytest.fixture
def explorer(mnist, network, scale):
    (x_train, _), (images, labels) = mnist
    return digit_explorer(network, images, labels, scale=scale, fitted_on=x_train)


def centre(image):
    rows, columns = np.indices(image.shape)
    return np.average(rows, weights=image), np.average(columns, weights=image)


def test_mnists_own_digits_are_in_that_form_already(mnist):
    _, (images, _) = mnist
    for image in images:
        assert np.array_equal(to_mnist_form(image), image)


@pytest.mark.parametrize(("height", "width"), [(100, 30), (30, 100), (60, 60), (7, 3), (200, 1)])
def test_the_longer_side_has_20_pixels_and_the_shape_stays(height, width):
    sheet = np.zeros((300, 300))
    sheet[40 : 40 + height, 60 : 60 + width] = 255
    image = to_mnist_form(sheet)
    rows, columns = image.nonzero()
    sides = np.ptp(rows) + 1, np.ptp(columns) + 1
    assert max(sides) == 20
    assert np.allclose(sides, 20 * np.array([height, width]) / max(height, width), atol=1)
    assert np.allclose(centre(image), 14, atol=0.5)
    assert np.isclose(image.max(), 255)


def test_neither_place_nor_size_matters():
    small, large = np.zeros((200, 200)), np.zeros((200, 200))
    letter = np.kron(np.array([[1, 0], [1, 0], [1, 1]]), np.ones((20, 20))) * 255
    small[3:63, 150:190] = letter
    large[70:190, 10:90] = np.kron(letter, np.ones((2, 2)))
    assert np.allclose(to_mnist_form(small), to_mnist_form(large))


def test_the_centre_of_mass_counts_not_the_middle():
    sheet = np.zeros((100, 100))
    sheet[10:90, 30:40] = 255
    sheet[80:90, 30:80] = 255
    image = to_mnist_form(sheet)
    rows, _ = image.nonzero()
    assert np.allclose(centre(image), 14, atol=0.5)
    assert (rows.min() + rows.max()) / 2 < 13


def test_no_ink_and_no_drawing():
    assert not to_mnist_form(np.zeros((50, 40))).any()
    with pytest.raises(ValueError, match="ink has shape"):
        to_mnist_form(np.zeros(784))
    with pytest.raises(ValueError, match="ink has values from 0 to 300"):
        to_mnist_form(np.eye(9) * 300)


def test_a_stroke_is_soft_round_and_only_adds():
    sheet = np.zeros((60, 80))
    draw_line(sheet, (20.0, 30.0), (60.0, 30.0), width=12.0)
    assert sheet[30, 20:61].min() == 255
    assert sheet.max() == 255
    assert 0 < sheet[30 - 6, 40] < 255
    assert not sheet[30 - 9].any()
    assert not sheet[:, 5].any()
    assert np.allclose(sheet[:, 1:], sheet[:, :0:-1])
    before = sheet.copy()
    draw_line(sheet, (40.0, 10.0), (40.0, 10.0), width=12.0)
    assert (sheet >= before).all()
    assert sheet[10, 40] == 255


def test_a_stroke_may_leave_the_sheet():
    sheet = np.zeros((20, 20))
    draw_line(sheet, (-30.0, 10.0), (50.0, 10.0), width=4.0)
    assert sheet[10].min() == 255
    draw_line(sheet, (-100.0, -100.0), (-90.0, -90.0), width=4.0)


def test_scalings_use_the_training_images(mnist):
    (images, _), _ = mnist
    ways = scalings(images)
    assert ways["raw"](images[0]).max() == images[0].max()
    assert np.isclose(ways["normalized"](np.array([255.0]))[0], 1)
    assert np.isclose(np.mean(ways["standardized"](images)), 0, atol=1e-9)


def test_layer_outputs_are_those_of_the_network(network, mnist, scale):
    rows = scale(mnist[1][0][:5].reshape(5, 784))
    hidden, outputs = layer_outputs(network, rows)
    assert hidden.shape == (5, 40)
    assert np.allclose(outputs, network.predict(rows))
    by_hand = np.maximum(rows @ network.weights[0] + network.biases[0], 0)
    assert np.allclose(hidden, by_hand, atol=1e-4)


def test_a_last_layer_without_activation_gives_the_prediction():
    network = Network(seed=0)
    network.add(FCLayer(784, 10))
    (outputs,) = layer_outputs(network, np.ones((2, 784)))
    assert np.allclose(outputs, network.predict(np.ones((2, 784))))


def test_grid():
    assert grid_of(np.arange(50.0)).shape == (7, 8)
    assert np.isnan(grid_of(np.arange(5.0))).sum() == 1


def test_browsing(explorer, mnist, network, scale):
    _, (images, labels) = mnist
    before = explorer.picture.image.value
    explorer.controls["index"].value = 7
    predicted = network.predict(scale(images[7:8].reshape(1, 784)), labels=True)[0]
    assert f"Number 7: its label is {labels[7]}. The network says {predicted}" in explorer.message
    assert explorer.picture.image.value != before
    explorer.reset_button.click()
    assert explorer.picture.image.value == before


def test_only_mistakes(explorer, mnist, network, scale):
    _, (images, labels) = mnist
    predicted = network.predict(scale(images.reshape(-1, 784)), labels=True)
    wrong = np.flatnonzero(predicted != labels)
    explorer.controls["index"].value = 999
    explorer.controls["only_mistakes"].value = True
    assert explorer.controls["index"].max == len(wrong) - 1
    explorer.controls["index"].value = 2
    assert f"Number {wrong[2]}:" in explorer.message
    assert "which is wrong" in explorer.message
    explorer.controls["only_mistakes"].value = False
    assert explorer.controls["index"].max == 999


def test_no_mistakes_are_said(mnist, network, scale):
    _, (images, labels) = mnist
    right = np.flatnonzero(network.predict(scale(images.reshape(-1, 784)), labels=True) == labels)[
        :5
    ]
    explorer = digit_explorer(network, images[right], labels[right], scale=scale)
    explorer.controls["only_mistakes"].value = True
    assert "Impossible" in explorer.message
    explorer.controls["only_mistakes"].value = False
    assert "Number 0" in explorer.message


def one():
    return [(135.0, 40.0 + 8 * k) for k in range(22)]


def zero():
    turns = np.linspace(0, 2 * np.pi, 50)
    return [(128 + 58 * np.sin(turn), 128 - 88 * np.cos(turn)) for turn in turns]


@pytest.mark.parametrize(("stroke", "digit"), [(one(), 1), (zero(), 0)])
@pytest.mark.parametrize("by", ["mouse", "touch"])
def test_a_drawing_is_classified(explorer, stroke, digit, by):
    def send(event, x, y):
        place = {"x": x, "y": y} if event.startswith("mouse") else {"touches": [{"x": x, "y": y}]}
        explorer.canvas._handle_frontend_event(None, {"event": event} | place, None)

    names = ("mouse_down", "mouse_move", "mouse_up")
    if by == "touch":
        names = ("touch_start", "touch_move", "touch_end")
    send("mouse_move", 10.0, 10.0)
    assert not explorer.ink.any(), "nothing is drawn before the button is down"
    send(names[0], *stroke[0])
    for place in stroke[1:]:
        send(names[1], *place)
    send(names[2], *stroke[-1])
    assert f"Your drawing, centred as MNIST does it. The network says {digit} " in explorer.message
    assert np.allclose(centre(to_mnist_form(explorer.ink)), 14, atol=0.5)
    drawn = explorer.ink.copy()
    send("mouse_move", 10.0, 10.0)
    assert np.array_equal(explorer.ink, drawn)
    explorer.clear_button.click()
    assert not explorer.ink.any()
    assert "Number 0" in explorer.message


def test_it_is_classified_while_one_draws(explorer, monkeypatch):
    monkeypatch.setattr("nnlib.widgets.digits.PAUSE", 0.0)
    explorer._press(135.0, 40.0)
    explorer._move(135.0, 200.0)
    assert "Your drawing" in explorer.message
    explorer._lift()
    explorer.controls["index"].value = 1
    assert "Number 1:" in explorer.message


def test_an_error_while_one_draws_is_said(explorer, monkeypatch):
    def broken(*_):
        raise RuntimeError("the canvas is gone")

    monkeypatch.setattr(explorer.canvas, "stroke_line", broken)
    explorer._press(135.0, 40.0)
    assert re.match(
        r"⚠ Error in broken, line \d+: RuntimeError: the canvas is gone", explorer.message
    )


def test_tab_leaves_the_canvas(explorer, monkeypatch):
    left = []
    monkeypatch.setattr(type(explorer.clear_button), "focus", lambda button: left.append(button))
    explorer.canvas._handle_frontend_event(
        None,
        {
            "event": "key_down",
            "key": "Tab",
            "shift_key": False,
            "ctrl_key": False,
            "meta_key": False,
        },
        None,
    )
    assert left == [explorer.clear_button]


def test_without_a_network(mnist):
    _, (images, labels) = mnist
    explorer = digit_explorer(None, images[:5], labels[:5])
    explorer.controls["index"].value = 3
    assert explorer.message == f"Number 3: its label is {labels[3]}."
    assert explorer.controls["only_mistakes"].disabled


@pytest.mark.parametrize("sizes", [[784, 10], [784, 30, 20, 10], [784, 16, 16, 16, 10]])
def test_networks_of_any_depth(mnist, sizes):
    _, (images, labels) = mnist
    network = new_network(sizes, (identity, d_identity), (mse, d_mse))
    explorer = digit_explorer(network, images[:5], labels[:5], scale=lambda rows: rows / 255)
    explorer.controls["index"].value = 3
    assert "The network says" in explorer.message


@pytest.mark.parametrize("shape", [(5, 784), (784,), (0, 28, 28), (5, 28, 28, 1)])
def test_images_of_a_wrong_shape_are_refused(shape, network):
    with pytest.raises(ValueError, match=r"images has shape .* expected \(n, 28, 28\)"):
        digit_explorer(network, np.zeros(shape), np.zeros(5, dtype=int))


def test_what_does_not_fit_is_refused(network):
    images, labels = np.zeros((5, 28, 28)), np.arange(5)
    images[:, 3, 3] = 255
    with pytest.raises(ValueError, match="5 images but 4 labels"):
        digit_explorer(network, images, labels[:4])
    with pytest.raises(ValueError, match="labels has 11"):
        digit_explorer(network, images, labels + 7)
    with pytest.raises(ValueError, match="2 inputs and 1 outputs, expected 784 and 10"):
        digit_explorer(new_network([2, 3, 1], (identity, d_identity), (mse, d_mse)), images, labels)
    with pytest.raises(TypeError, match="expected a Network"):
        digit_explorer("a network", images, labels)
    with pytest.raises(ValueError, match="scale returns an array of shape"):
        digit_explorer(network, images, labels, scale=lambda rows: rows[0])


def test_the_sheet_is_as_large_as_the_canvas(explorer):
    assert explorer.ink.shape == (explorer.canvas.height, explorer.canvas.width)
    assert explorer.canvas.width == CANVAS_SIDE


@pytest.mark.parametrize("has_network", [True, False])
def test_nothing_is_cut(has_network, network, mnist, scale):
    _, (images, labels) = mnist
    explorer = digit_explorer(
        network if has_network else None,
        images[:9],
        labels[:9],
        scale=scale if has_network else None,
    )
    for index in range(9):
        explorer.set(index=index)
        assert_nothing_is_cut(explorer)


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.float16, np.float32, np.float64])
def test_images_of_any_numeric_dtype(dtype, mnist, network, scale):
    _, (images, labels) = mnist
    plain = digit_explorer(network, images[:9], labels[:9], scale=scale, fitted_on=images)
    explorer = digit_explorer(
        network, images[:9].astype(dtype), labels[:9], scale=scale, fitted_on=images
    )
    assert explorer.message == plain.message
    assert explorer.picture.image.value == plain.picture.image.value
    explorer.set(only_mistakes=True)


LABELS = {
    "list": list,
    "float": lambda labels: labels.astype(float),
    "uint8": lambda labels: labels.astype(np.uint8),
    "Series with another index": lambda labels: pd.Series(labels, index=labels[::-1] + 100),
}


@pytest.mark.parametrize("form", LABELS)
def test_labels_of_any_form(form, mnist, network, scale):
    _, (images, labels) = mnist
    given = LABELS[form](labels[:200])
    explorer = digit_explorer(network, images[:200], given, scale=scale)
    assert explorer.labels.dtype.kind == "i"
    assert np.array_equal(explorer.labels, labels[:200])
    explorer.set(index=7)
    assert explorer.message.startswith(f"Number 7: its label is {labels[7]}. ")
    explorer.set(only_mistakes=True, index=0)
    assert "which is wrong" in explorer.message


def test_the_labels_are_those_that_validation_returns(monkeypatch, mnist):
    _, (images, labels) = mnist
    monkeypatch.setattr("nnlib.widgets.digits.check_labels", lambda *_: labels[:5])
    assert np.array_equal(digit_explorer(None, images[:5], "any form").labels, labels[:5])


def test_an_output_that_is_not_a_probability_is_not_a_percentage(mnist):
    _, (images, labels) = mnist
    network = new_network([784, 10], (identity, d_identity), (mse, d_mse))
    explorer = digit_explorer(network, images[:5], labels[:5], scale=lambda rows: rows / 255)
    assert "%" not in explorer.message


@MOVES
def test_nothing_piles_up(explorer, times):
    assert_nothing_piles_up(times, explorer, "index", (1, 2, 3))
