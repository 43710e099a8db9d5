"""What the peers have of the machine: one core, all cores, or cores that are busy already."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

US = "nnlib"

UNLIMITED = "nnlib on all threads"
"""nnlib as it runs on a busy machine where nobody limits its threads."""


@dataclass(frozen=True)
class Setting:
    """What each peer has of the machine.

    Attributes:
        name: What the tables say.
        cores: How many cores the process of each peer may use.
        is_busy: Whether each core has a process that computes all the time beside it.
    """

    name: str
    cores: int = CORES
    is_busy: bool = False

    def threads(self, peer: str) -> int:
        """Return as many threads as cores; for nnlib on a busy machine one, as in the lessons."""
        is_ours = peer.startswith(US) and peer != UNLIMITED
        return 1 if self.is_busy and is_ours else self.cores


SETTINGS = {
    "one": Setting("one core", cores=1),
    "all": Setting("all cores"),
    "busy": Setting("busy machine", is_busy=True),
}


@contextmanager
def busy_cores(cores: int) -> Iterator[list[BaseProcess]]:
    """Keep that many cores busy for a while, each by a process that only counts."""
    context = multiprocessing.get_context("spawn")
    processes = [
        context.Process(target=count, args=(core, os.getpid()), daemon=True)
        for core in range(cores)
    ]
    for process in processes:
        process.start()
    try:
        yield processes
    finally:
        for process in processes:
            process.terminate()
            process.join()


def count(core: int, parent: int) -> None:
    """Count on one core for as long as the parent lives, even if it is killed."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, [sorted(os.sched_getaffinity(0))[core]])
    while os.getppid() == parent:
        for _ in range(1_000_000):
            pass
