"""How many threads NumPy computes with: the trainings of the lessons keep to one."""

from threadpoolctl import threadpool_limits

__all__ = ["use_one_thread"]


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
    threadpool_limits(1)
