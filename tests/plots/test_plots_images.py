"""Digits of any form are shown, and a drawing becomes a finished picture."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from drawn import all_texts

from nnlib import plots

EIGHT = np.arange(3 * 64.0).reshape(3, 8, 8)


def shown(figure):
    return [ax.images[0].get_array().data.tolist() for ax in figure.axes if ax.images]


def frame(values):
    return pytest.importorskip("pandas").DataFrame(values)


FORMS = {
    "(n, 8, 8)": lambda: EIGHT,
    "(n, 64)": lambda: EIGHT.reshape(3, 64),
    "DataFrame": lambda: frame(EIGHT.reshape(3, 64)),
    "list of images": lambda: list(EIGHT),
    "bytes": lambda: EIGHT.astype(np.uint8),
}


@pytest.mark.parametrize("form", FORMS)
def test_images_of_any_form_are_shown(form):
    assert shown(plots.digits(FORMS[form]())) == EIGHT.tolist()


@pytest.mark.parametrize("image", [EIGHT[0], EIGHT[0].ravel(), EIGHT[:1]], ids=np.shape)
def test_a_single_image_is_shown(image):
    assert shown(plots.digits(image)) == EIGHT[:1].tolist()


@pytest.mark.parametrize("side", [8, 28, 32])
def test_square_images_of_any_size_are_shown(side):
    (picture,) = shown(plots.digits(np.zeros((1, side**2))))
    assert np.shape(picture) == (side, side)


@pytest.mark.parametrize("title", [7, "seven", np.int64(7), [7]])
def test_a_single_image_may_have_one_title(title):
    figure = plots.digits(EIGHT[0], title)
    assert all_texts(figure) == [str(np.ravel(title)[0])]


@pytest.mark.parametrize("images", [np.empty((0, 28, 28)), np.empty((0, 784)), []], ids=np.shape)
def test_no_image_left_is_said_in_the_figure(images):
    figure = plots.digits(images, titles=[])
    assert all_texts(figure)[0] == "No images to show."
    assert shown(figure) == []


def test_digits_stand_in_rows_with_their_titles():
    figure = plots.digits(EIGHT, ["a", "b\nc", "d"], columns=2)
    assert [ax.get_title() for ax in figure.axes] == ["a", "b\nc", "d", ""]
    assert figure.axes[2].get_position().y1 < figure.axes[0].get_position().y0


@pytest.mark.parametrize("columns", [0, -1, 2.5])
def test_columns_must_be_a_number_of_images(columns):
    with pytest.raises((TypeError, ValueError), match="columns"):
        plots.digits(EIGHT, columns=columns)
    assert plt.get_fignums() == []


def test_pictures_of_weights_of_different_widths_stand_below_each_other():
    random = np.random.default_rng(0)
    weights = {"narrow": random.normal(size=(784, 6)), "wide": random.normal(size=(784, 9))}
    assert len(plots.weight_pictures(weights).axes) == 2 * 6 + 1


def test_weights_of_8_by_8_images_are_shown_where_their_pixels_are():
    weights = np.random.default_rng(0).normal(size=(64, 2))
    figure = plots.weight_pictures({"digits": weights}, neurons=2)
    assert shown(figure)[:2] == weights.T.reshape(2, 8, 8).tolist()
