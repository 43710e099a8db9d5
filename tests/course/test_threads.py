"""NumPy computes with one thread after a lesson has asked for it."""

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits

from nnlib.course.threads import use_one_thread


def blas_threads():
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def test_numpy_computes_with_one_thread_from_then_on():
    with threadpool_limits(2, user_api="blas"):
        assert blas_threads() == {2}
        use_one_thread()
        assert blas_threads() == {1}
        np.ones((300, 300)) @ np.ones((300, 300))
        assert blas_threads() == {1}
