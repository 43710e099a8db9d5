"""A real browser, for the tests that look at what only a browser shows.

Where there is no Chromium they are skipped, unless NNLIB_REQUIRE_BROWSER is set.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None and "NNLIB_REQUIRE_BROWSER" not in os.environ,
    reason="there is no Chromium on this machine",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser that knows no other host than this machine."""
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
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            ],
        )
        yield browser
        browser.close()
