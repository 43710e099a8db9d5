"""What every test, doctest and notebook runs under, whichever of them is asked for."""

import os
from importlib.util import find_spec

# The tests run side by side, a process for each core; more threads would stand in each other's way.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# Where matplotlib cannot write its folder, it takes a temporary one, says so, and leaves its name
# in the environment; where it knows no fonts yet, it looks for them, and may say so. Both happen
# here, once, and not in the first cell of each notebook.
import matplotlib.font_manager  # noqa: F401
import pytest

from nnlib.full_mnist import full_mnist_path

# It needs nbgrader, which make class and make test install.
collect_ignore = [] if find_spec("nbgrader") else ["nnlib/course/grading.py"]


def pytest_collection_modifyitems(items):
    """Skip the cells of the notebook on all of MNIST where that is not at hand."""
    if full_mnist_path().exists():
        return
    reason = "all of MNIST is not at hand: neither NNLIB_MNIST names it nor has Keras cached it"
    for item in items:
        if item.path.name == "15_mnist.ipynb":
            item.add_marker(pytest.mark.skip(reason=reason))
