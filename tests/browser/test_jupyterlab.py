"""The notebooks in JupyterLab, in a real browser: they open, and all their cells run.

Needs Chromium. Where there is none the tests are skipped, unless NNLIB_REQUIRE_BROWSER is set.
"""

import json

import pytest
from lab import ROOT, needs_chromium, run_all_cells
from playwright.sync_api import expect

NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))

pytestmark = needs_chromium


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_all_cells_run_and_every_figure_is_drawn(page, name):
    code = [c for c in stored_cells(name) if c["cell_type"] == "code"]
    failing = [c for c in code if "raises-exception" in c["metadata"].get("tags", [])]
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


def is_explorer(output):
    """Whether an output is an explorer, by what is stored for pages without a kernel."""
    return "run this cell in JupyterLab" in "".join(output.get("data", {}).get("text/plain", []))


def stored_cells(name):
    return json.loads((ROOT / "notebooks" / name).read_text(encoding="utf-8"))["cells"]
