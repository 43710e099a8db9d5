"""NumPy computes with one thread after a lesson has asked for it, and no library in a browser."""

import subprocess
import sys

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits

from nnlib.course.threads import one_thread, use_one_thread


def blas_threads():
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def test_numpy_computes_with_one_thread_from_then_on():
    with threadpool_limits(2, user_api="blas"):
        assert blas_threads() == {2}
        use_one_thread()
        assert blas_threads() == {1}
        np.ones((300, 300)) @ np.ones((300, 300))
        assert blas_threads() == {1}


AS_IN_A_BROWSER = """
import sys
import ipycanvas, joblib, matplotlib.pyplot, threadpoolctl  # they know that it is not so
sys.platform = "emscripten"

def looked_for(*_, **__):
    raise AssertionError("the libraries are looked at, while they may be half loaded")

threadpoolctl.ThreadpoolController = threadpoolctl.threadpool_limits = looked_for
from nnlib.course.experiments import run_all
from nnlib.widgets import softmax_explorer
softmax_explorer()
assert run_all(abs, [-1, 2]) == [1, 2]
"""


def test_in_a_browser_nobody_looks_at_the_libraries():
    subprocess.run([sys.executable, "-c", AS_IN_A_BROWSER], check=True)


def test_one_thread_ends_with_its_block():
    with threadpool_limits(2, user_api="blas"):
        with one_thread():
            assert blas_threads() == {1}
        assert blas_threads() == {2}
