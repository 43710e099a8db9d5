"""Experiments: the same run with many settings and seeds, on all cores of a machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from joblib import Parallel, delayed
from tqdm.auto import tqdm

from nnlib.course.threads import one_thread, use_one_thread

__all__ = ["run_all", "run_each"]

Setting = TypeVar("Setting")
Result = TypeVar("Result")


def run_all(run: Callable[[Setting], Result], settings: Iterable[Setting]) -> list[Result]:
    """Call ``run`` with each setting, in parallel if there are workers, with a progress bar.

    joblib decides where the runs take place: by default one after another in this process; inside
    ``with joblib.parallel_config("loky", n_jobs=-1):`` on all cores of this machine; inside
    ``with joblib.parallel_config("dask"):``, with a Dask client, on a cluster.

    Each run uses one thread. Several threads in each of several parallel runs would compete for
    the same cores; and threads add in another order, so the last digits of a sum would depend on
    how many there are. With one thread, the same processor returns the same numbers, however many
    workers there are.

    Args:
        run: A function from one setting to its result. Everything random in it must come from the
            setting, for example from a seed.
        settings: What to call it with, of any type: seeds, tuples, dictionaries.

    Returns:
        The results, in the order of the settings.

    Raises:
        Exception: Whatever a run raises; a note on it names the setting. Runs that have not begun
            are dropped, also if they are interrupted (KeyboardInterrupt).

    >>> import joblib
    >>> with joblib.parallel_config("threading", n_jobs=2):
    ...     run_all(abs, [-3, 1, -2])
    [3, 1, 2]
    """
    return list(run_each(run, settings))


def run_each(run: Callable[[Setting], Result], settings: Iterable[Setting]) -> Iterator[Result]:
    """Yield what ``run_all`` returns one by one, each as soon as it and those before it are there.

    >>> list(run_each(abs, [-3, 1, -2]))
    [3, 1, 2]
    """
    settings = list(settings)
    # Here too, for runs in this process: the number of threads is restored at the end.
    with one_thread():
        results = Parallel(return_as="generator")(delayed(_run_one)(run, each) for each in settings)
        yield from tqdm(results, total=len(settings), unit="run")


def _run_one(run: Callable[[Setting], Result], setting: Setting) -> Result:
    # Not undone afterwards: another run in this process may still rely on it.
    use_one_thread()
    try:
        return run(setting)
    except Exception as error:
        error.add_note(f"It was the run with the setting {setting!r}.")
        raise
