"""The notebooks in JupyterLab, in a real browser: they open, and all their cells run.

Needs Chromium. Where there is none the tests are skipped, unless NNLIB_REQUIRE_BROWSER is set.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)

pytestmark = pytest.mark.skipif(
    CHROMIUM is None and "NNLIB_REQUIRE_BROWSER" not in os.environ,
    reason="there is no Chromium on this machine",
)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The address of a JupyterLab that serves a copy of the notebooks."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
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
            "--IdentityProvider.token=",
        ],
        cwd=folder / "notebooks",
        env=os.environ | {name: str(folder / name) for name in homes},
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
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
            ],
        )
        yield browser.new_page(base_url=lab, viewport={"width": 1280, "height": 720})
        browser.close()


def menu(page: Page, *path: str) -> None:
    for css, label in zip((".lm-MenuBar-itemLabel", ".lm-Menu-itemLabel"), path, strict=True):
        page.locator(css).get_by_text(label, exact=True).first.click()


def run_all_cells(page: Page, name: str) -> None:
    """Open a notebook without its stored outputs, run it, and wait until every cell has run."""
    page.goto(f"/lab/tree/{name}?reset")
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=60_000)
    menu(page, "Edit", "Clear Outputs of All Cells")
    expect(page.locator(".jp-OutputArea-output")).to_have_count(0)
    menu(page, "Run", "Run All Cells")
    prompts = page.locator(".jp-CodeCell .jp-InputArea-prompt")
    numbered = re.compile(r"^\[\d+\]:$")
    expect(prompts.filter(has_not_text=numbered)).to_have_count(0, timeout=300_000)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_all_cells_run_and_every_figure_is_drawn(page, name):
    code = [c for c in stored_cells(name) if c["cell_type"] == "code"]
    failing = [c for c in code if "raises-exception" in c["metadata"].get("tags", [])]
    figures = [o for c in code for o in c["outputs"] if "image/png" in o.get("data", {})]
    run_all_cells(page, name)
    assert page.locator(".jp-CodeCell").count() == len(code)
    # Exceptions and anything on stderr are drawn alike.
    errors = page.locator("[data-mime-type='application/vnd.jupyter.stderr']")
    assert errors.count() == len(failing)
    assert page.locator(".jp-OutputArea-output img").count() == len(figures)


def stored_cells(name):
    return json.loads((ROOT / "notebooks" / name).read_text(encoding="utf-8"))["cells"]
