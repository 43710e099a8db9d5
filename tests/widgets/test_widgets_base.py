"""The base of the explorers: drawing in place, messages, errors, reset, controls."""

import io
import re
import threading
import warnings

import matplotlib.pyplot as plt
import numpy as np
import pytest
from explorers import drawn_anew
from PIL import Image

from nnlib import widgets
from nnlib.errors import WrongType, WrongValue
from nnlib.plots.style import in_style
from nnlib.widgets.base import (
    BLAS,
    LATE,
    MOST_BACKGROUNDS,
    Explorer,
    Picture,
    choice,
    in_picture_style,
    log_slider,
    number,
    slider,
    true_minus,
)
from nnlib.widgets.parts import look_up


@pytest.fixture
def drawn():
    """The values for which the explorer has computed, in turn."""
    return []


class LinePicture(Picture):
    """A line from the origin."""

    def __init__(self):
        super().__init__(300, 200, "a line")
        with in_style():
            (self.line,) = self.figure.subplots().plot([0, 1], [0, 1])
        self.animate(self.line)

    def draw(self, state):
        self.line.set_ydata([0, state])


@pytest.fixture
def explorer(drawn):
    """An explorer of a line, with a control z from -1 to 6 that may not be negative."""

    def compute(z):
        drawn.append(z)
        if z == 4:
            np.log(np.zeros(1))
        if z == 5:
            raise KeyError("a bug of ours")
        if z == 6:
            np.zeros(2) + np.zeros(3)
        if z < 0:
            raise WrongValue("z must be 0 or more.")
        return z

    controls = {"z": slider("z", 1, -1, 6, 1, "How steep")}
    return Explorer("Line explorer", LinePicture(), controls, compute, lambda z: f"z is <{z}>")


def is_faded(explorer):
    return "nnlib-stale" in explorer.picture.image._dom_classes


def test_a_moved_control_is_drawn_and_described(explorer):
    before = explorer.picture.image.value
    explorer.controls["z"].value = 3
    assert explorer.picture.image.value != before
    assert explorer.message == "z is <3>"
    assert "z is &lt;3&gt;" in explorer._status.value


def test_the_picture_is_opaque_white_and_of_the_right_size(explorer):
    image = Image.open(io.BytesIO(explorer.picture.image.value))
    assert image.size == (300, 200)
    assert image.mode == "RGB"
    assert image.getpixel((0, 0)) == (255, 255, 255)


def test_animated_artists_leave_no_trace(explorer):
    first = explorer.picture.image.value
    explorer.set(z=3)
    explorer.set(z=1)
    assert explorer.picture.image.value == first


def test_only_the_axes_that_change_are_drawn_anew(explorer):
    picture = explorer.picture
    (ax,) = picture.figure.axes
    assert drawn_anew(explorer, z=3) == []
    for key in range(MOST_BACKGROUNDS):
        picture.show_background(ax, key)
        assert drawn_anew(explorer, z=2) == [ax]
    picture.show_background(ax, 0)
    assert drawn_anew(explorer, z=3) == []
    # So many are kept; the first one has been forgotten.
    picture.show_background(ax, "one more")
    assert drawn_anew(explorer, z=3) == [ax]
    picture.show_background(ax, None)
    assert drawn_anew(explorer, z=3) == [ax]


def test_the_parts_together_are_the_figure(explorer):
    picture = explorer.picture
    explorer.set(z=3)
    with in_picture_style():
        picture._canvas.draw()
    assert np.array_equal(picture._background, picture._pixels())


def test_reset_puts_all_back_and_draws_once(explorer, drawn):
    first = explorer.picture.image.value
    explorer.set(z=3)
    drawn.clear()
    explorer.reset_button.click()
    assert drawn == [1]
    assert explorer.values == {"z": 1}
    assert explorer.picture.image.value == first


def test_a_value_that_a_click_on_reset_has_overtaken_is_not_the_last_word(explorer):
    explorer.set(z=3)
    explorer.reset_button.click()
    explorer.controls["z"].value = 2
    assert explorer.values == {"z": 1}
    explorer._reset_at -= LATE
    explorer.controls["z"].value = 2
    assert explorer.values == {"z": 2}


@pytest.mark.parametrize(
    ("z", "message"),
    [
        (-1, r"⚠ Impossible: z must be 0 or more\.$"),
        (4, r"⚠ Error in compute, line \d+: FloatingPointError: divide by zero"),
        (5, r"⚠ Error in compute, line \d+: KeyError: 'a bug of ours'"),
        (6, r"⚠ Error in compute, line \d+: ValueError: operands could not be broadcast"),
    ],
)
def test_an_error_is_shown_and_the_picture_fades_until_it_is_over(explorer, z, message, recwarn):
    explorer.controls["z"].value = z
    assert re.match(message, explorer.message)
    assert is_faded(explorer)
    assert "nnlib-impossible" in explorer._status.value
    explorer.controls["z"].value = 2
    assert explorer.message == "z is <2>"
    assert not is_faded(explorer)
    assert list(recwarn) == []


def test_a_warning_of_a_cell_in_another_thread_stays_a_warning(explorer):
    found = []

    def compute(z):
        cell = threading.Thread(target=lambda: found.append(np.log(np.zeros(1))))
        cell.start()
        cell.join()
        return z

    explorer._compute = compute
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        explorer.set(z=2)
    assert found == [-np.inf]


def test_it_leaves_the_settings_and_the_filters_outside_alone(explorer):
    settings, filters = dict(plt.rcParams), list(warnings.filters)
    explorer.set(z=2)
    assert dict(plt.rcParams) == settings
    assert warnings.filters == filters


def test_a_page_without_a_kernel_gets_a_sentence(explorer):
    text = explorer._repr_mimebundle_()["text/plain"]
    assert text == "Line explorer: run this cell in JupyterLab, and move its controls."


def test_the_style_outside_does_not_matter(explorer):
    before = explorer.picture.image.value
    with plt.rc_context({"lines.linewidth": 9, "font.size": 30, "axes.facecolor": "black"}):
        explorer.set(z=2)
        explorer.set(z=1)
    assert explorer.picture.image.value == before


def test_sliders_tell_integers_from_other_numbers():
    assert slider("n", 3, 1, 9, 1, "A count").value == 3
    for three in (3, 3.0, np.int64(3), np.float32(3)):
        assert isinstance(slider("n", three, 1, 9, 1, "A count").value, int)
        assert isinstance(slider("x", three, 1, 9, 0.5, "A number").value, float)
    assert log_slider("x", 0.01, -3, 1, 0.1, "A rate").min == -3


def test_numbers_have_a_true_minus_and_no_minus_zero():
    assert [number(x, 2) for x in (-1.234, -0.001, 2)] == ["−1.23", "0.00", "2.00"]


def test_messages_have_true_minuses(explorer):
    assert true_minus("(-1, -.5): -1.0e-07, x=-3") == "(−1, −.5): −1.0e−07, x=−3"
    assert true_minus("cross-entropy 1-2 re-3 e-x") == "cross-entropy 1-2 re-3 e-x"
    explorer.show_message("tanh(-6.0) = -1.000")
    assert explorer.message == "tanh(−6.0) = −1.000"


@pytest.mark.parametrize("value", [0, 10, 2.5, np.inf, np.nan])
def test_a_first_value_out_of_range_is_refused(value):
    with pytest.raises(WrongValue, match=r"n is .*, expected an integer from 1 to 9\."):
        slider("n", value, 1, 9, 1, "A count")


@pytest.mark.parametrize("value", [0, 20.0, -1])
def test_a_first_value_out_of_a_logarithmic_range_is_refused(value):
    with pytest.raises(WrongValue, match=r"x is .*, expected a number from 0.001 to 10\."):
        log_slider("x", value, -3, 1, 0.1, "A rate")


@pytest.mark.parametrize("value", ["3", None, True, [3], np.zeros(1)])
def test_a_first_value_that_is_not_a_number_is_refused(value):
    with pytest.raises(WrongType, match="expected an integer from 1 to 9"):
        slider("n", value, 1, 9, 1, "A count")


def test_an_unknown_name_is_refused():
    with pytest.raises(WrongValue, match="hill is 'up', expected one of down, flat"):
        choice("hill", ["down", "flat"], "up", "Which")
    with pytest.raises(WrongValue, match="size is 3, expected one of 1, 2"):
        choice("size", {"one": 1, "two": 2}, 3, "Which")
    with pytest.raises(WrongValue, match="hill is 'up', expected one of down, flat"):
        look_up("hill", "up", {"down": 1, "flat": 2})


def threads():
    """The number of threads of each BLAS."""
    return {each["num_threads"] for each in BLAS.info() if each["user_api"] == "blas"}


@pytest.mark.skipif(not threads(), reason="threadpoolctl does not know this BLAS")
def test_an_explorer_computes_with_one_blas_thread(explorer):
    inside = []

    def compute(z):
        inside.append(threads())
        if z == 3:
            raise KeyError
        return z

    explorer._compute = compute
    with BLAS.limit(limits=2):
        explorer.set(z=2)
        explorer.set(z=3)
        assert inside == [{1}, {1}]
        assert threads() == {2}


def test_the_message_is_a_live_region_and_the_picture_has_a_name(explorer):
    assert 'role="status" aria-live="polite"' in explorer._status.value
    assert explorer.picture.image.tooltip == "a line"


@pytest.mark.parametrize("name", ["activation", "softmax", "loss", "descent", "initialization"])
def test_every_explorer_has_labelled_controls_a_reset_and_a_message(name):
    explorer = getattr(widgets, f"{name}_explorer")()
    assert explorer.controls
    for control in explorer.controls.values():
        assert control.description
        assert control.tooltip
    assert explorer.reset_button.description == "Reset"
    assert explorer.message
    assert not explorer.message.startswith("⚠")
    assert explorer.picture.image.tooltip
    assert len(repr(explorer)) <= 110
    assert plt.get_fignums() == []
