"""The notebooks pass their test where nothing can be written at home, as in many containers."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_matplotlib_says_nothing_in_a_notebook(tmp_path):
    (tmp_path / "a_file").touch()
    no_folder = str(tmp_path / "a_file" / "home")
    environment = os.environ | {"HOME": no_folder, "MPLCONFIGDIR": no_folder}
    first_cell = "notebooks/00_start_here.ipynb::Cell 0"
    options = ["--quiet", "--nbval", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *options, first_cell]
    run = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert "1 passed" in run.stdout, run.stdout
