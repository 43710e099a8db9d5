"""Experiments: the same run with many settings and seeds, on all the cores that there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from joblib import Parallel, delayed
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped,unused-ignore]
from tqdm.auto import tqdm

__all__ = ["run_all"]

Setting = TypeVar("Setting")
Result = TypeVar("Result")


def run_all(run: Callable[[Setting], Result], settings: Iterable[Setting]) -> list[Result]:
    """Call ``run`` with each setting, side by side where there are workers, and show a bar.

    Where the runs go is joblib's to say: without more, one after another in this process; inside
    ``with joblib.parallel_config("loky", n_jobs=-1):`` on all cores of this machine; inside
    ``with joblib.parallel_config("dask"):``, with a Dask client at hand, on a cluster.

    Each run keeps to one thread. Runs that are side by side would else take turns on the same
    cores; and more threads add in another order, so the last digits of a sum would depend on how
    many there are. With one, the same processor gives the same numbers, however many workers
    share the work.

    Args:
        run: From one setting to its result. All that is random in it must come from the setting,
            as a seed does.
        settings: What to run, of any kind: seeds, tuples, dictionaries.

    Returns:
        The results, in the order of the settings.

    Raises:
        Exception: Whatever a run raises; a note on it names the setting. Runs that have not begun
            are dropped.

    >>> import joblib
    >>> with joblib.parallel_config("threading", n_jobs=2):
    ...     run_all(abs, [-3, 1, -2])
    [3, 1, 2]
    """
    settings = list(settings)
    # Here too, for the runs that stay in this process: their threads come back at the end.
    with threadpool_limits(1):
        results = Parallel(return_as="generator")(delayed(_run_one)(run, each) for each in settings)
        return list(tqdm(results, total=len(settings), unit="run"))


def _run_one(run: Callable[[Setting], Result], setting: Setting) -> Result:
    # For good, as a worker does nothing else: to give back the threads at the end of one run
    # would give them to another one that goes on in the same process.
    threadpool_limits(1)
    try:
        return run(setting)
    except Exception as error:
        error.add_note(f"It was the run with the setting {setting!r}.")
        raise
