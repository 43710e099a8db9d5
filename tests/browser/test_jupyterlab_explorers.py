"""The explorers in JupyterLab, in a real browser: a key or the mouse moves them, the page changes.

Needs Chromium. Where there is none the tests are skipped, unless NNLIB_REQUIRE_BROWSER is set.
"""

import re
import time

import nbformat
import pytest
from chromium import needs_chromium
from lab import run_all_cells, show
from playwright.sync_api import Error, Locator, expect

pytestmark = needs_chromium


class OnThePage:
    """An explorer as its reader meets it: sliders, lists, words, a picture."""

    def __init__(self, explorer: Locator) -> None:
        self.explorer = explorer
        self.words = explorer.locator(".nnlib-words")
        self.image = explorer.locator("img.nnlib-picture")

    def bytes(self) -> str | None:
        """The picture that is shown, as text; None in the moment in which it is replaced."""
        read = """async image => {
            const bytes = new Uint8Array(await (await fetch(image.src)).arrayBuffer());
            return Array.from(bytes, byte => String.fromCharCode(byte)).join('');
        }"""
        try:
            return self.image.evaluate(read)
        except Error:
            return None

    def new_picture(self, *old: str) -> str:
        """Wait for a picture that is none of these: it may come a moment after the words."""
        return self._picture_that(lambda picture: picture not in (None, *old))

    def wait_for_picture(self, wanted: str) -> None:
        self._picture_that(lambda picture: picture == wanted)

    def _picture_that(self, is_right) -> str:
        last = time.monotonic() + 10
        while not is_right(picture := self.bytes()):
            assert time.monotonic() < last, "the picture does not change as it should"
            time.sleep(0.05)
        return picture

    def slider(self, label: str) -> Locator:
        return self.explorer.locator(".widget-slider").filter(has_text=label)

    def press(self, label: str, key: str, times: int = 1) -> None:
        handle = self.slider(label).locator(".noUi-handle")
        handle.focus()
        for _ in range(times):
            handle.press(key)

    def drag(self, label: str, to: float) -> None:
        """Take a slider's handle with the mouse, and let it go at this part of the way."""
        handle, track = (self.slider(label).locator(css) for css in (".noUi-handle", ".noUi-base"))
        track.scroll_into_view_if_needed()
        start, box = handle.bounding_box(), track.bounding_box()
        mouse, height = self.explorer.page.mouse, start["y"] + start["height"] / 2
        mouse.move(start["x"] + start["width"] / 2, height)
        mouse.down()
        mouse.move(box["x"] + to * box["width"], height, steps=5)
        mouse.up()


@pytest.fixture
def explorer(page, lab_folder, request):
    """The explorer of the name that the test asks for, in a notebook of its own."""
    name = request.param
    code = f"from nnlib.widgets import {name}\n\n{name}()"
    return OnThePage(show(page, lab_folder, name, code))


MOVES = [
    # explorer, slider, key, words after it; slider, where the mouse takes it, words after it
    ("activation_explorer", "z", "ArrowRight", "tanh(1.1) = 0.800", "z", 1, "saturated"),
    ("softmax_explorer", "score 0", "ArrowRight", "gets 68.7%", "shift", 0.9, "no probability"),
    ("loss_explorer", "prediction", "ArrowRight", "prediction 0.21", "truth", 0, "Truth 0.00"),
    ("descent_explorer", "start, parameter 2", "ArrowRight", "from 66.6", "rate", 1, "It diverges"),
    ("initialization_explorer", "depth", "ArrowLeft", "In layer 9", "scale", 0, "it vanishes"),
]


@pytest.mark.parametrize(
    ("explorer", "pressed", "key", "then", "dragged", "to", "at_last"),
    [MOVES[0], *(pytest.param(*move, marks=pytest.mark.slow) for move in MOVES[1:])],
    indirect=["explorer"],
    ids=[move[0] for move in MOVES],
)
def test_keys_and_mouse_move_it(explorer, pressed, key, then, dragged, to, at_last):
    words, first = explorer.words.inner_text(), explorer.new_picture()
    explorer.press(pressed, key)
    expect(explorer.words).to_contain_text(then)
    after_key = explorer.new_picture(first)
    explorer.drag(dragged, to)
    expect(explorer.words).to_contain_text(at_last)
    explorer.new_picture(first, after_key)
    explorer.explorer.get_by_role("button", name="Reset").click()
    expect(explorer.words).to_have_text(words)
    explorer.wait_for_picture(first)
    # The picture says in words what it is, and has loaded.
    expect(explorer.image).to_have_attribute("title", re.compile(r"\w+ \w+"))
    assert explorer.image.evaluate("image => image.naturalWidth") == 840


LAGGING = """
import time
from nnlib.widgets import activation_explorer

explorer = activation_explorer()
compute = explorer._compute

def slowly(**values):
    time.sleep(0.2)
    return compute(**values)

explorer._compute = slowly
explorer
"""


@pytest.mark.slow
def test_reset_has_the_last_word_where_the_explorer_lags_behind(page, lab_folder):
    explorer = OnThePage(show(page, lab_folder, "lags", LAGGING))
    words = explorer.words.inner_text()
    explorer.drag("z", 1)
    # A value of the slider is being drawn, and its last one waits for that in the browser.
    explorer.explorer.get_by_role("button", name="Reset").click()
    page.wait_for_timeout(5000)
    expect(explorer.words).to_have_text(words)


@pytest.mark.slow
@pytest.mark.parametrize("explorer", ["softmax_explorer"], indirect=True)
def test_an_impossible_setting_is_said_on_the_page_and_can_be_left(explorer):
    explorer.press("temperature", "Home")
    expect(explorer.words).to_have_text(
        re.compile("^⚠ Impossible: the temperature must be above 0")
    )
    expect(explorer.image).to_have_class(re.compile("nnlib-stale"))
    explorer.press("temperature", "ArrowRight")
    expect(explorer.words).to_contain_text("Class 0 has the largest score")
    expect(explorer.image).not_to_have_class(re.compile("nnlib-stale"))


@pytest.mark.parametrize("explorer", ["descent_explorer"], indirect=True)
def test_a_choice_changes_the_picture(explorer):
    first = explorer.new_picture()
    explorer.explorer.get_by_label("surface").select_option("two valleys")
    expect(explorer.words).to_contain_text("from 4.75")
    explorer.new_picture(first)


EVERY_EXPLORER = [
    *(f"{name}_explorer()" for name in ("activation", "softmax", "loss", "descent")),
    "activation_explorer(tanh, d_sigmoid)",
    "softmax_explorer(softmax, lambda x: -d_softmax(x))",
    "loss_explorer(mse, d_binary_crossentropy)",
    "descent_explorer({'mine': SGD, 'slow': SGD(0.001)})",
    "initialization_explorer()",
    "initialization_explorer('he_normal')",
    "backprop_stepper()",
    "playground()",
    "digit_explorer(None, *load_mnist()[1])",
]


@pytest.mark.slow
@pytest.mark.parametrize(
    "size",
    [(1024, 768), pytest.param((1280, 800), marks=pytest.mark.exhaustive)],
    ids=["1024", "1280"],
)
def test_nothing_jumps_or_is_cut(page, lab_folder, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    imports = "from nnlib import *\nfrom nnlib.widgets import *\n\n"
    cells = [nbformat.v4.new_code_cell(imports + call) for call in EVERY_EXPLORER]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=kernel)
    nbformat.write(notebook, lab_folder / "workbook" / "every.ipynb")
    run_all_cells(page, "every.ipynb")
    explorers = page.locator(".nnlib-explorer")
    expect(explorers.locator(".nnlib-words")).to_have_count(len(cells))
    for explorer in explorers.all():
        picture = explorer.locator("img.nnlib-picture")
        # At 1024 beside the list of files there are some 590 pixels.
        assert picture.bounding_box()["width"] >= 560
        places = {place_in(explorer, picture)}
        for handle in explorer.locator(".noUi-handle:visible").all():
            for key in ("End", "Home"):
                handle.press(key)
                page.wait_for_timeout(300)
                places.add(place_in(explorer, picture))
                for readout in explorer.locator(".widget-readout").all():
                    assert readout.evaluate("each => each.scrollWidth <= each.clientWidth")
        assert len(places) == 1, explorer.locator(".nnlib-words").inner_text()
        assert explorer.evaluate("each => each.scrollWidth <= each.clientWidth")


def place_in(explorer, picture):
    """How far below the upper edge of an explorer its picture stands."""
    return round(picture.bounding_box()["y"] - explorer.bounding_box()["y"])


@pytest.mark.parametrize("explorer", ["descent_explorer"], indirect=True)
def test_what_a_screen_reader_is_told(explorer):
    picture = explorer.explorer.get_by_role("img", name=re.compile("A map of the surface"))
    expect(picture).to_have_count(1)
    status = explorer.explorer.get_by_role("status")
    expect(status).to_contain_text("After 40 steps")
    explorer.explorer.get_by_label("optimizer").select_option("Adam")
    expect(explorer.explorer.locator(".widget-label", has_text="(unused)")).to_be_visible()
