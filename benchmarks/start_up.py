"""How long ``import nnlib`` takes, in a new process that has imported NumPy already."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import time, numpy
start = time.perf_counter()
import nnlib
print(time.perf_counter() - start)
"""


def import_seconds(rounds: int) -> list[float]:
    """Return the seconds of each import; the first one, which compiles the modules, is left out."""
    command = [sys.executable, "-c", CODE]
    printed = [subprocess.check_output(command, text=True) for _ in range(rounds + 1)]
    return [float(line) for line in printed[1:]]
