"""The two pictures of the README, in ``docs/pictures``: ``python -m docs.pictures``.

One is an explorer, the other a mistake as the gallery shows it: ``make site`` comes first. Needs
Chromium.
"""

import io
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from docs import explorers

DOCS = Path(__file__).parent
PAGE = DOCS.with_name("build") / "site/gallery/09_backpropagation_one_layer.html"

WORDS = "only the last sample"
"""Of the mistake that is shown: a loop that keeps the last sample instead of the sum of all."""

AROUND = """words => {
    const said = [...document.querySelectorAll("blockquote")]
        .find(each => each.textContent.includes(words));
    const boxes = [said.previousElementSibling, said, said.nextElementSibling]
        .map(each => each.getBoundingClientRect());
    const top = boxes[0].top + window.scrollY, bottom = boxes[2].bottom + window.scrollY;
    return {x: boxes[1].left - 8, y: top - 8, width: boxes[1].width + 16,
            height: bottom - top + 16};
}"""


def main() -> None:
    """Write both pictures."""
    last = explorers.train_to(explorers.spirals_playground(), explorers.EPOCHS[-1])
    write_small(last, DOCS / "pictures/explorer.png")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 620, "height": 900}, device_scale_factor=1.5)
        page.goto(PAGE.as_uri())
        shot = page.screenshot(full_page=True, clip=page.evaluate(AROUND, WORDS))
        browser.close()
    write_small(Image.open(io.BytesIO(shot)), DOCS / "pictures/check.png")


def write_small(picture: Image.Image, path: Path) -> None:
    """Write a picture with a palette of 64 colours, which a drawing needs at most."""
    picture.convert("RGB").quantize(64).save(path, optimize=True)


if __name__ == "__main__":
    main()
