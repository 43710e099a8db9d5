"""use_style shows figures in a notebook whatever MPLBACKEND says, and changes no other backend."""

import os
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

USE_STYLE = "from nnlib import plots; plots.use_style()"
BACKEND = "import matplotlib.pyplot as plt; print(plt.get_backend().lower())"


def outputs_in_a_notebook(backend, *cells):
    """The outputs of the last of these cells, in a kernel that was started with a backend."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, kernel_name="python3").execute(
        env=os.environ | {"MPLBACKEND": backend}
    )
    return notebook.cells[-1].outputs


@pytest.mark.parametrize("backend", ["Agg", "svg", "module://matplotlib_inline.backend_inline"])
def test_a_notebook_shows_figures(backend):
    plot = "import matplotlib.pyplot as plt; _ = plt.plot([1, 2])"
    (figure,) = outputs_in_a_notebook(backend, USE_STYLE, plot)
    assert "image/png" in figure.data


def test_a_backend_that_shows_figures_itself_stays():
    (backend,) = outputs_in_a_notebook("nbagg", USE_STYLE, BACKEND)
    assert backend.text == "nbagg\n"


def test_check_environment_finds_what_use_style_mends():
    check = "from nnlib.course.environment import check_environment; check_environment()"
    (lines,) = outputs_in_a_notebook("Agg", check)
    assert "  figures       fine" in lines.text


@pytest.mark.parametrize("program", [["-c"], ["-m", "IPython", "-c"]], ids=["Python", "terminal"])
def test_outside_of_a_notebook_the_backend_stays(program, tmp_path):
    environment = os.environ | {"MPLBACKEND": "Agg", "IPYTHONDIR": str(tmp_path)}
    command = [sys.executable, *program, f"{USE_STYLE}\n{BACKEND}"]
    shown = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert shown.stdout == "agg\n"
