"""What an epoch costs, in time and memory, as one thing grows: samples, width, depth or batch."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks.settings import US
from benchmarks.tasks import Task, write_digits
from benchmarks.workers import PeerError, Worker

PEERS = [US, "PyTorch eager", "bare matrix products"]

EPOCHS = 3
"""Timed epochs of each run, after one that is not."""

IN_MEMORY = 100_000
"""The largest number of samples that is kept in memory; more are read from a file as needed."""


@dataclass
class Point:
    """One run in a fresh process.

    Attributes:
        size: How large the thing is that grows.
        seconds: The median epoch.
        memory: Peak memory of the process, in bytes.
        above_start: How much of that came with training, after imports and data.
    """

    peer: str
    size: int
    seconds: float
    memory: int
    above_start: int


@dataclass
class Scaling:
    """How one thing's growth shows.

    Attributes:
        what: What grows.
        points: What was measured.
        missing: What could not be measured: the peer, the size, and why not.
    """

    what: str
    points: list[Point] = field(default_factory=list)
    missing: list[tuple[str, int, str]] = field(default_factory=list)

    def of(self, peer: str) -> list[Point]:
        return [point for point in self.points if point.peer == peer]

    def exponent(self, peer: str) -> tuple[float, float]:
        """The k of seconds ~ size^k and its standard error, fitted over all sizes."""
        points = self.of(peer)
        return fit_exponent([point.size for point in points], [point.seconds for point in points])


def fit_exponent(sizes: Iterable[float], seconds: Iterable[float]) -> tuple[float, float]:
    """The slope of a line through the logarithms, by least squares, and its standard error.

    >>> slope, error = fit_exponent([1, 10, 100], [2, 20, 200])
    >>> round(slope, 6), round(error, 6)
    (1.0, 0.0)
    """
    x, y = np.log(list(sizes)), np.log(list(seconds))
    x -= x.mean()
    slope = float(x @ y / (x @ x))
    residuals = y - y.mean() - slope * x
    return slope, float((residuals @ residuals / max(1, len(x) - 2) / (x @ x)) ** 0.5)


def variants(data: str, quick: bool, folder: Path) -> dict[str, dict[int, Task]]:
    """For each thing that grows, its sizes and their tasks."""
    base = Task(data=data, samples=4_000 if quick else 20_000)
    last = 2 if quick else 4
    samples = [10**k for k in range(3, 6 if quick else 7)]
    return {
        "samples": {n: sampled(base, n, folder) for n in samples},
        "width": {
            w: replace(base, layers=(784, w, 10))
            for w in (50, 100, 200, 400, 800, 1600)[: last + 2]
        },
        "depth": {
            # SGD at the same rate would diverge in the deepest one.
            d: replace(base, layers=(784, *[100] * d, 10), optimizer="Adam")
            for d in (1, 2, 4, 8, 16)[: last + 1]
        },
        "batch": {
            b: replace(base, batch_size=b)
            for b in (1, 4, 16, 64, 256, 1024, 4096)[:: 3 if quick else 1]
        },
    }


def sampled(base: Task, samples: int, folder: Path) -> Task:
    """The task on that many samples: in memory, or mapped from a file in the folder."""
    if samples <= IN_MEMORY:
        return replace(base, samples=samples)
    return replace(base, data=str(folder / f"{samples}.npy"), samples=None)


def scale(data: str, quick: bool, threads: int) -> Iterator[Scaling]:
    """Measure every size of every thing, each run in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        for what, tasks in variants(data, quick, Path(folder)).items():
            scaling = Scaling(what)
            for size, task in tasks.items():
                if task.data.endswith(".npy"):
                    write_digits(Path(task.data), size)
                for peer in PEERS:
                    try:
                        scaling.points.append(run(peer, size, task, threads))
                    except PeerError as error:
                        scaling.missing.append((peer, size, str(error)))
            yield scaling


def run(peer: str, size: int, task: Task, threads: int) -> Point:
    """One run."""
    if peer != US and task.data.endswith(".npy"):
        raise PeerError("not measured: it would copy the file into memory")
    worker = Worker(threads)
    try:
        worker.call("prepare", peer, task)
        before, start = worker.call("memory"), worker.call("forget_peak")
        seconds = [worker.call("epoch") for _ in range(EPOCHS + 1)][1:]
        peak = worker.call("memory")
    finally:
        worker.close()
    return Point(peer, size, median(seconds), max(before, peak), peak - start)
