"""What every test, doctest and notebook runs under, whichever of them is asked for."""

import os
from importlib.util import find_spec

import pytest

# The tests run side by side, a process for each core; more threads would stand in each other's way.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# Where matplotlib cannot write its folder, it takes a temporary one, says so, and leaves its name
# in the environment; where it knows no fonts yet, it looks for them, and may say so. Both happen
# here, once, and not in the first cell of each notebook.
import matplotlib.font_manager  # noqa: F401

# It needs nbgrader, which make class and make test install: see the folder requirements.
collect_ignore = [] if find_spec("nbgrader") else ["nnlib/course/grading.py"]

SLOWEST = ("tests/browser", "tests/notebooks", "notebooks")
"""What takes longest is begun first, so that no process waits for another one at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort the slowest files to the front."""
    items.sort(key=lambda item: not item.nodeid.startswith(SLOWEST))
