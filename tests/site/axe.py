"""axe-core, which finds faults of a page for readers who cannot see it well; npm brings it.

``package-lock.json`` names its version and hash; npm refuses another one.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def installed(folder: Path) -> Path:
    """Return axe's script, installed into a folder; skip the test where npm cannot."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed: axe-core comes through it")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        pytest.skip(f"npm could not install axe-core:\n{result.stderr.strip()}")
    return folder / "node_modules/axe-core/axe.min.js"
