"""What all explorers share: drawing in place, words for what cannot be, reset, controls."""

import io
import warnings

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from nnlib import widgets
from nnlib.plots.style import in_style
from nnlib.widgets.base import Explorer, Picture, log_slider, number, slider


@pytest.fixture
def drawn():
    """The values for which the explorer has drawn, in turn."""
    return []


@pytest.fixture
def explorer(drawn):
    """An explorer of a line, with a control z from -1 to 5 that may not be negative."""
    picture = Picture(300, 200, "a line")
    with in_style():
        (line,) = picture.figure.subplots().plot([0, 1], [0, 1])
    picture.moves(line)

    def draw(z):
        drawn.append(z)
        if z == 4:
            np.log(np.zeros(1))
        if z == 5:
            raise KeyError("a mistake of ours")
        if z < 0:
            raise ValueError("z must be 0 or more.")
        line.set_ydata([0, z])
        return f"z is <{z}>"

    controls = {"z": slider("z", 1, -1, 5, 1, "How steep")}
    return Explorer("Line explorer", picture, controls, draw)


def is_faded(explorer):
    return "nnlib-stale" in explorer.picture.image._dom_classes


def test_a_moved_control_is_drawn_and_said(explorer):
    before = explorer.picture.image.value
    explorer.controls["z"].value = 3
    assert explorer.picture.image.value != before
    assert explorer.words == "z is <3>"
    assert "z is &lt;3&gt;" in explorer._status.value


def test_the_picture_is_opaque_white_and_of_the_right_size(explorer):
    image = Image.open(io.BytesIO(explorer.picture.image.value))
    assert image.size == (300, 200)
    assert image.mode == "RGB"
    assert image.getpixel((0, 0)) == (255, 255, 255)


def test_what_moves_leaves_no_trace(explorer):
    first = explorer.picture.image.value
    explorer.set(z=3)
    explorer.set(z=1)
    assert explorer.picture.image.value == first


def test_reset_puts_all_back_and_draws_once(explorer, drawn):
    first = explorer.picture.image.value
    explorer.set(z=3)
    drawn.clear()
    explorer.reset_button.click()
    assert drawn == [1]
    assert explorer.values == {"z": 1}
    assert explorer.picture.image.value == first


@pytest.mark.parametrize(
    ("z", "words"),
    [
        (-1, "⚠ Impossible: z must be 0 or more."),
        (4, "⚠ Error: RuntimeWarning: divide by zero"),
        (5, "⚠ Error: KeyError: 'a mistake of ours'"),
    ],
)
def test_what_cannot_be_is_said_and_the_picture_fades_until_it_can(explorer, z, words, recwarn):
    explorer.controls["z"].value = z
    assert explorer.words.startswith(words)
    assert is_faded(explorer)
    assert "nnlib-impossible" in explorer._status.value
    explorer.controls["z"].value = 2
    assert explorer.words == "z is <2>"
    assert not is_faded(explorer)
    assert list(recwarn) == []


def test_it_leaves_the_settings_and_the_filters_outside_alone(explorer):
    settings, filters = dict(plt.rcParams), list(warnings.filters)
    explorer.set(z=2)
    assert dict(plt.rcParams) == settings
    assert warnings.filters == filters


def test_a_page_without_a_kernel_gets_a_sentence(explorer):
    words = explorer._repr_mimebundle_()["text/plain"]
    assert words == "Line explorer: run this cell in JupyterLab, and move its controls."


def test_the_style_outside_does_not_matter(explorer):
    before = explorer.picture.image.value
    with plt.rc_context({"lines.linewidth": 9, "font.size": 30, "axes.facecolor": "black"}):
        explorer.set(z=2)
        explorer.set(z=1)
    assert explorer.picture.image.value == before


def test_sliders_tell_whole_numbers_from_others():
    assert slider("n", 3, 1, 9, 1, "A count").value == 3
    assert isinstance(slider("n", 3, 1, 9, 1, "A count").value, int)
    assert isinstance(slider("x", 3.0, 1, 9, 1, "A number").value, float)
    assert log_slider("x", 0.01, -3, 1, 0.1, "A rate").min == -3


def test_numbers_have_a_true_minus_and_no_minus_zero():
    assert [number(x, 2) for x in (-1.234, -0.001, 2)] == ["−1.23", "0.00", "2.00"]


@pytest.mark.parametrize("name", ["activation", "softmax", "loss", "descent", "initialization"])
def test_every_explorer_has_labelled_controls_a_reset_and_a_sentence(name):
    explorer = getattr(widgets, f"{name}_explorer")()
    assert explorer.controls
    for control in explorer.controls.values():
        assert control.description
        assert control.tooltip
    assert explorer.reset_button.description == "Reset"
    assert explorer.words
    assert not explorer.words.startswith("⚠")
    assert explorer.picture.image.tooltip
    assert len(repr(explorer)) <= 110
    assert plt.get_fignums() == []
