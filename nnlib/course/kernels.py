"""The BLAS kernel: which processor NumPy's matrix products are computed for.

OpenBLAS, which computes NumPy's matrix products, has a kernel for each family of processors. They
add the same numbers in another order, so the same seed ends in other last digits, and where a
training is sensitive in another result.
"""

import os
import subprocess
import sys

import joblib
from threadpoolctl import threadpool_info

__all__ = ["KERNELS", "environment_with", "kernel", "report", "why_not"]

KERNELS = {"Haswell": "with AVX2", "SkylakeX": "with AVX-512", "Nehalem": "with neither"}
"""Kernels that differ, and what their processors have."""

CHOSEN_HERE = {"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_NUM_THREADS"}
"""Variables that may be set already, and would decide in our place."""

PRODUCTS = """
import numpy as np
from nnlib.course.kernels import report
for dtype in (np.float32, np.float64):  # a kernel that the processor lacks crashes here
    np.ones((200, 200), dtype) @ np.ones((200, 200), dtype)
print(report("FIELD"))
"""


def kernel() -> str:
    """The kernel that NumPy computes with in this process, such as "Haswell"."""
    return report("architecture")


def report(field: str) -> str:
    """What threadpoolctl reports of NumPy's BLAS library: a field such as "architecture".

    Returns:
        The value as text; "unknown" where there is no such library, as in a browser.
    """
    found = {str(pool.get(field)) for pool in threadpool_info() if pool["user_api"] == "blas"}
    return " ".join(sorted(found)) or "unknown"


def environment_with(variable: str, value: str) -> dict[str, str]:
    """The environment for a process of ours, with this variable.

    It has a thread for each core, unless the variables say how many.
    """
    kept = {name: value for name, value in os.environ.items() if name not in CHOSEN_HERE}
    return {"OMP_NUM_THREADS": str(joblib.cpu_count())} | kept | {variable: value}


def why_not(variable: str, value: str, field: str) -> str | None:
    """Why NumPy does not compute as this variable asks on this machine; None where it does.

    Args:
        variable: The environment variable, such as "OPENBLAS_CORETYPE".
        value: Its value, such as "Haswell".
        field: The field of threadpoolctl's report that shows it, such as "architecture".
    """
    command = [sys.executable, "-c", PRODUCTS.replace("FIELD", field)]
    environment = environment_with(variable, value)
    process = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    found = process.stdout.strip()
    if process.returncode != 0:
        return "NumPy crashes: this processor lacks the instructions"
    if found != value:
        return f"NumPy runs with {field} {found} all the same: another processor, or BLAS"
    return None
