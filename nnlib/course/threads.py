"""How many threads NumPy computes with: the trainings of the lessons keep to one."""

import sys
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from threadpoolctl import threadpool_limits

__all__ = ["one_thread", "use_one_thread"]


def use_one_thread() -> None:
    """Have NumPy compute with one thread, from here on in this process.

    By default NumPy's matrix products (its BLAS library) are shared out over all cores. For the
    small networks of the lessons that gains little. But the threads wait for each other in a loop
    (busy-wait), so where somebody else uses the cores too, as in a video call or with a class on
    one server, a training takes many times longer. And one thread adds in one order: the same
    processor then gives the same numbers, however many cores there are.

    It holds for the libraries that have been imported before the call.

    >>> use_one_thread()
    """
    one_thread()


def one_thread() -> AbstractContextManager[Any]:
    """Have NumPy compute with one thread from here on; as a context manager, until its end.

    In a browser there is never more than one, and nothing to do.
    """
    return nullcontext() if sys.platform == "emscripten" else threadpool_limits(1)
