"""What the tests of the browser edition share: Pyodide's files, where they are on this machine."""

import os
import subprocess

import pytest

from lite.packages import download_wheels


@pytest.fixture(scope="session")
def pyodide_is_here():
    """Skip where no archive of Pyodide is at hand: a test downloads no 45 MB."""
    if not os.environ.get("NNLIB_PYODIDE"):
        pytest.skip("NNLIB_PYODIDE does not name an archive of Pyodide")


@pytest.fixture(scope="session")
def wheels(pyodide_is_here, tmp_path_factory):
    """The packages that are not Pyodide's."""
    try:
        return download_wheels(tmp_path_factory.mktemp("wheels"))
    except subprocess.CalledProcessError:
        pytest.skip("pip cannot download the packages of lite/wheels.txt")
