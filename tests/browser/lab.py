"""JupyterLab in a real browser: the fixtures and the moves that the tests of it share."""

import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest
from chromium import chromium
from playwright.sync_api import Locator, Page, expect

from nnlib.course.workbook import make_workbook

# A crowded machine takes longer than the five seconds that Playwright waits by itself.
expect.set_options(timeout=20_000)

ROOT = Path(__file__).parents[2]

TOKEN = secrets.token_hex(32)
"""Without it nobody else on this machine can have the server run a program."""


@pytest.fixture(scope="session")
def lab_folder(tmp_path_factory):
    """A folder of which JupyterLab serves ``workbook``: the lessons, to which more may come."""
    folder = tmp_path_factory.mktemp("lab")
    make_workbook(folder / "workbook")
    return folder


@pytest.fixture(scope="session")
def lab(lab_folder):
    """The address of a JupyterLab that serves a workbook."""
    folder = lab_folder
    settings = folder / "JUPYTER_CONFIG_DIR/lab/user-settings/@jupyterlab/notebook-extension"
    settings.mkdir(parents=True)
    # By default JupyterLab keeps only the cells in sight on the page.
    (settings / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}')
    homes = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "jupyterlab",
            "--no-browser",
            "--allow-root",
            "--ip=127.0.0.1",
            f"--port={port}",
            "--port-retries=0",
        ],
        cwd=folder / "workbook",
        # Without the full MNIST notebook 15 is quick, and must say so; nbval runs it with it.
        env=os.environ
        | {name: str(folder / name) for name in homes}
        | {"NNLIB_MNIST": str(folder / "not_there.npz"), "JUPYTER_TOKEN": TOKEN},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/api")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for(address, seconds=60):
    for _ in range(seconds * 2):
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(f"{address} does not answer")


@pytest.fixture
def page(lab):
    with chromium() as browser:
        page = browser.new_page(base_url=lab, viewport={"width": 1280, "height": 720})
        page.goto(f"/api/status?token={TOKEN}")  # the server answers with a cookie
        yield page


def menu(page: Page, *path: str) -> None:
    for css, label in zip((".lm-MenuBar-itemLabel", ".lm-Menu-itemLabel"), path, strict=True):
        page.locator(css).get_by_text(label, exact=True).first.click()


def open_notebook(page: Page, name: str) -> None:
    """Open a notebook, and wait until its kernel is there."""
    page.goto(f"/lab/tree/{name}?reset")
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=60_000)


CELLS = """cells => cells.map(cell => [
    cell.querySelector(".jp-InputArea-prompt").innerText,
    Array.from(cell.querySelectorAll("[data-mime-type='application/vnd.jupyter.stderr']"))
        .map(error => error.innerText).join("\\n"),
])"""
"""Each code cell's prompt, and what it shows as an exception or on stderr: they are drawn alike."""


def run_all_cells(page: Page, name: str) -> None:
    """Open a notebook without its stored outputs, run it, and wait until every cell has run.

    A cell that fails is an AssertionError at once: JupyterLab runs none of the cells after it.
    """
    open_notebook(page, name)
    # A cell that is folded away shows no prompt, by which one sees that it has run.
    menu(page, "View", "Expand All Code")
    menu(page, "Edit", "Clear Outputs of All Cells")
    expect(page.locator(".jp-OutputArea-output")).to_have_count(0)
    menu(page, "Run", "Run All Cells")
    may_fail = [is_to_fail(cell) for cell in code_cells(page, name)]
    for _ in range(1200):
        cells = page.locator(".jp-CodeCell").evaluate_all(CELLS)
        for (_, error), expected in zip(cells, may_fail, strict=True):
            assert expected or not error, f"a cell of {name} failed:\n{error}"
        assert page.locator(".jp-Dialog").count() == 0, page.locator(".jp-Dialog").inner_text()
        if all(re.match(r"^\[\d+\]:$", prompt) for prompt, _ in cells):
            return
        page.wait_for_timeout(500)
    raise TimeoutError(f"{name} still runs after ten minutes")


def code_cells(page: Page, name: str) -> list[dict]:
    """The code cells of a notebook, as the server has them."""
    cells = page.request.get(f"/api/contents/{name}").json()["content"]["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def is_to_fail(cell: dict) -> bool:
    return "raises-exception" in cell["metadata"].get("tags", [])


def write_notebook(lab_folder: Path, name: str, *sources: str) -> None:
    """Make a notebook of these code cells where JupyterLab finds it."""
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=kernel)
    nbformat.write(notebook, lab_folder / "workbook" / f"{name}.ipynb")


def show(page: Page, lab_folder: Path, name: str, code: str) -> Locator:
    """Make a notebook of one cell, run it, and give the explorer that it shows."""
    write_notebook(lab_folder, name, code)
    run_all_cells(page, f"{name}.ipynb")
    explorer = page.locator(".nnlib-explorer")
    expect(explorer.locator(".nnlib-words")).to_have_count(1)
    return explorer
