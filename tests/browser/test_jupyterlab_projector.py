"""Letters for a projector, in JupyterLab at 1024 × 768: larger, and no line of code is cut off."""

import nbformat
import pytest
from chromium import needs_chromium
from lab import menu, open_notebook
from playwright.sync_api import expect

pytestmark = [needs_chromium, pytest.mark.exhaustive]

LONGEST = "x = " + "'" + "a" * 73 + "'"

LETTERS = "cell => parseFloat(getComputedStyle(cell).fontSize)"
CUT_OFF = """scrollers => scrollers
    .filter(each => each.scrollWidth > each.clientWidth)
    .map(each => each.innerText)"""


def test_letters_grow_until_79_fit_and_shrink_again(page, lab_folder):
    code = nbformat.v4.new_code_cell
    cells = [
        code("from nnlib.course.projector import projector\n\nprojector()"),
        code(LONGEST),
        code("projector(False)\n'taken back'"),
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=kernel)
    nbformat.write(notebook, lab_folder / "workbook" / "projector.ipynb")
    page.set_viewport_size({"width": 1024, "height": 768})
    open_notebook(page, "projector.ipynb")
    if page.locator("#jp-left-stack").is_visible():
        page.keyboard.press("Control+b")
    letters = page.locator(".jp-Notebook .cm-content").nth(1)
    before = letters.evaluate(LETTERS)
    page.locator(".jp-Notebook .cm-content").first.click()
    page.keyboard.press("Shift+Enter")
    expect(page.get_by_text("Letters for a projector")).to_be_visible(timeout=60_000)
    assert letters.evaluate(LETTERS) >= 17
    assert page.locator(".jp-Notebook .cm-scroller").evaluate_all(CUT_OFF) == []
    menu(page, "Run", "Run All Cells")
    expect(page.get_by_text("taken back").last).to_be_visible(timeout=60_000)
    assert letters.evaluate(LETTERS) == before
