"""The workbook in JupyterLab, in a real browser: it opens, and all cells run with nothing solved.

Needs Chromium. Where there is none the tests are skipped, unless NNLIB_REQUIRE_BROWSER is set.
"""

import json
import time
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from chromium import needs_chromium
from lab import ROOT, menu, run_all_cells, write_notebook
from playwright.sync_api import expect

from nnlib.course.editions import read
from nnlib.course.workbook import fingerprint

HOW_OFTEN = {"02": [], "11": pytest.mark.slow}
"""Notebooks that together have what only a browser shows and no other test of it looks at:
predictions, the page of progress, explorers of the reader's own parts, bars."""

NOTEBOOKS = [
    pytest.param(path.name, marks=HOW_OFTEN.get(path.name[:2], pytest.mark.exhaustive))
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
]

pytestmark = needs_chromium


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_all_cells_run_and_every_figure_is_drawn(page, name):
    code = [c for c in stored_cells(name) if c["cell_type"] == "code"]
    # A cell may be allowed to fail, as it would with some answers, and not fail with the right one.
    failing = [c for c in code if any(o["output_type"] == "error" for o in c["outputs"])]
    figures = [o for c in code for o in c["outputs"] if "image/png" in o.get("data", {})]
    explorers = [o for c in code for o in c["outputs"] if is_explorer(o)]
    run_all_cells(page, name)
    assert page.locator(".jp-CodeCell").count() == len(code)
    # Exceptions and anything on stderr are drawn alike.
    errors = page.locator("[data-mime-type='application/vnd.jupyter.stderr']")
    assert errors.count() == len(failing)
    assert page.locator(".jp-RenderedImage img").count() == len(figures)
    expect(page.locator(".nnlib-explorer .nnlib-words")).to_have_count(len(explorers))
    expect(page.locator(".nnlib-impossible")).to_have_count(0)


@pytest.mark.parametrize(
    ("second_cell", "message"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        pytest.param("import os; os._exit(1)", "Kernel Restarting", marks=pytest.mark.slow),
    ],
)
def test_a_failed_cell_ends_the_run(page, lab_folder, second_cell, message):
    write_notebook(lab_folder, "fails", "1", second_cell, "3")
    start = time.monotonic()
    with pytest.raises(AssertionError, match=message):
        run_all_cells(page, "fails.ipynb")
    assert time.monotonic() - start < 60  # opening it takes most of that; it waited 600


def test_only_who_has_the_token_may_use_the_server(lab):
    with pytest.raises(HTTPError, match="403"):
        urlopen(f"{lab}/api/contents", timeout=10)


def test_what_jupyterlab_itself_saves_is_no_change_of_the_learner(page, lab_folder):
    slider = "import ipywidgets\nipywidgets.IntSlider()"
    write_notebook(lab_folder, "saved", "1 + 1", slider, "2 + 2")
    path = lab_folder / "workbook" / "saved.ipynb"
    before = fingerprint(read(path))
    run_all_cells(page, "saved.ipynb")
    # At the end of a notebook this also adds an empty cell.
    page.locator(".jp-CodeCell .cm-content").last.press("Shift+Enter")
    expect(page.locator(".jp-CodeCell")).to_have_count(4)
    menu(page, "File", "Save Notebook")
    expect(page.locator(".jp-mod-dirty")).to_have_count(0)
    assert len(read(path)["cells"]) == 4
    assert read(path)["cells"][0]["outputs"]
    assert fingerprint(read(path)) == before


def is_explorer(output):
    """Whether an output is an explorer, by what is stored for pages without a kernel."""
    return "run this cell in JupyterLab" in "".join(output.get("data", {}).get("text/plain", []))


def stored_cells(name):
    return json.loads((ROOT / "notebooks" / name).read_text(encoding="utf-8"))["cells"]
