"""The browser edition in a real browser, served to this machine only: fixtures and moves.

Needs Chromium, JupyterLite, and an archive of Pyodide that NNLIB_PYODIDE names.
"""

import http.server
import os
import re
import subprocess
import sys
import threading
from functools import partial
from importlib.util import find_spec

import pytest
from chromium import chromium
from lab import CELLS, menu
from playwright.sync_api import Page, expect


@pytest.fixture(scope="session")
def edition(tmp_path_factory):
    """The folder of the browser edition."""
    if not os.environ.get("NNLIB_PYODIDE"):
        pytest.skip("NNLIB_PYODIDE does not name an archive of Pyodide")
    if not find_spec("jupyterlite_core"):
        pytest.skip("JupyterLite is not installed: make lite installs it")
    from lite.__main__ import make

    folder = tmp_path_factory.mktemp("lite") / "site"
    try:
        make(folder)
    except subprocess.CalledProcessError as error:
        if "pip" in error.cmd:
            pytest.skip("pip cannot download the packages of lite/wheels.txt")
        raise
    return folder


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder, and keeps its log to itself.

    By HTTP/1.0: a connection that is kept would outlive a server that is shut down.
    """

    def log_message(self, *_) -> None:
        pass


class Server(http.server.ThreadingHTTPServer):
    """Says nothing of a page that is closed before it has read all."""

    daemon_threads = True

    def handle_error(self, request, client_address) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@pytest.fixture(scope="session")
def serve(edition):
    """A function that starts a server of the edition: server.server_port, server.shutdown()."""
    servers = []

    def start():
        handler = partial(Quiet, directory=edition)
        servers.append(Server(("127.0.0.1", 0), handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return servers[-1]

    yield start
    for server in servers:
        server.server_close()


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


class Visit:
    """A page of the edition, and the requests that it made to other hosts."""

    def __init__(self, browser, server) -> None:
        self.address = f"http://127.0.0.1:{server.server_port}"
        self.context = browser.new_context(
            base_url=self.address, viewport={"width": 1280, "height": 720}
        )
        self.page = self.context.new_page()
        self.elsewhere: list[str] = []
        self.page.on("request", self._note)

    def _note(self, request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.elsewhere.append(request.url)

    def open(self, name: str) -> Page:
        """Open a lesson, as a link does."""
        self.page.goto(f"/lab/index.html?path={name}.ipynb")
        expect(self.page.locator(".jp-Notebook")).to_be_visible(timeout=60_000)
        return self.page


@pytest.fixture
def visit(browser, serve):
    """A page in a fresh browser, with a server of its own."""
    server = serve()
    visit = Visit(browser, server)
    visit.server = server
    yield visit
    visit.context.close()
    server.shutdown()


def wait_until_idle(page: Page) -> None:
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=180_000)


def run_all(page: Page, may_fail: list[bool]) -> None:
    """Run all cells; an AssertionError where one fails that must not, or writes to stderr."""
    wait_until_idle(page)
    # A cell that is folded away shows no prompt, by which one sees that it has run.
    menu(page, "View", "Expand All Code")
    menu(page, "Run", "Run All Cells")
    for _ in range(1200):
        cells = page.locator(".jp-CodeCell").evaluate_all(CELLS)
        for (_, error), expected in zip(cells, may_fail, strict=True):
            assert expected or not error, f"a cell failed:\n{error}"
        if all(re.match(r"^\[\d+\]:$", prompt) for prompt, _ in cells):
            return
        page.wait_for_timeout(500)
    raise TimeoutError("it still runs after ten minutes")


RUN = """async code => {
    const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    const future = kernel.requestExecute({code});
    let printed = "";
    future.onIOPub = ({content}) => { printed += content.text ?? content.evalue ?? ""; };
    await future.done;
    return printed;
}"""


def run(page: Page, code: str) -> str:
    """Run code in the kernel of the lesson, in no cell, and return what it prints."""
    return page.evaluate(RUN, code)
