"""The slides in a real browser, as a projector of 1024 × 768 shows them: nothing is cut off."""

from importlib.util import find_spec

import pytest
from chromium import needs_chromium

from nnlib.course.editions import NOTEBOOKS
from nnlib.course.slides import make_slides

pytestmark = [
    needs_chromium,
    pytest.mark.exhaustive,
    pytest.mark.skipif(
        find_spec("sphinx_revealjs") is None,
        reason="reveal.js is not installed: make slides does it",
    ),
]

LESSONS = sorted(path.stem for path in NOTEBOOKS.glob("[0-9]*.ipynb"))

MEASURE = """() => Reveal.getSlides().map(slide => {
    const { h, v } = Reveal.getIndices(slide);
    Reveal.slide(h, v);
    const room = slide.querySelector(".room");
    const parts = [...room.querySelectorAll("*")].map(each => each.getBoundingClientRect());
    return {
        begins: room.innerText.slice(0, 60),
        bottom: Math.max(...parts.map(part => part.bottom)),
        right: Math.max(...parts.map(part => part.right)),
        wider: Math.max(...[room, ...room.querySelectorAll("pre")]
            .map(each => each.scrollWidth - each.clientWidth)),
        code: Math.min(20, ...[...room.querySelectorAll("pre")]
            .map(each => parseFloat(getComputedStyle(each).fontSize))),
        letters: 26 * (room.style.zoom || 1),
        errors: slide.querySelectorAll("mjx-merror, [data-mjx-error]").length,
    };
})"""


@pytest.fixture(scope="module")
def slides(tmp_path_factory):
    folder = tmp_path_factory.mktemp("slides")
    make_slides(folder)
    return folder


@pytest.mark.parametrize("name", LESSONS)
def test_every_slide_fits_and_asks_nothing_of_another_host(slides, browser, name):
    page = browser.new_page(viewport={"width": 1024, "height": 768})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{slides.as_uri()}/{name}.html")
    page.wait_for_selector("body[data-ready]", timeout=120_000)
    measured = page.evaluate(MEASURE)
    page.close()
    assert len(measured) > 20
    for slide in measured:
        assert slide["bottom"] <= 768, slide
        assert slide["right"] <= 1024, slide
        assert slide["wider"] <= 0, slide
        assert slide["letters"] >= 18, slide
        assert slide["code"] >= 15, slide
        assert slide["errors"] == 0, slide
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
