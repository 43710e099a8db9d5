"""A process for each peer: none slows another one's memory or threads, and each peak is its own."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from benchmarks.tasks import Task, initial_weights, load_data

THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NPROC")
"""What OpenBLAS, PyTorch and XLA read, before they start, to know how many threads to take."""

KERNEL_VARIABLES = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
"""What makes OpenBLAS compute for another processor; its speed would be that of another one too."""

PAUSE = 0.1
"""Seconds before each epoch, for the threads of the peer that had its turn to fall asleep.

OpenBLAS's wait for more work in a loop for some hundredths of a second, and take a core meanwhile.
"""


class PeerError(Exception):
    """A peer cannot run here; the message says why."""


class Trial:
    """One peer and its task; it lives in the peer's process."""

    def __init__(self, peer: str, task: Task) -> None:
        from benchmarks.peers import PEERS

        self.data = load_data(task.data, task.samples, task.dtype)
        self.peer = PEERS[peer](task, self.data, initial_weights(task))

    def epoch(self) -> float:
        """Train one epoch, and say how many seconds it took.

        A process that has one core is told its own time: what other programs take of that core is
        not in it. With more cores the times of its threads would add up, so the clock decides.
        """
        is_alone = hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) == 1
        seconds = time.process_time if is_alone else time.perf_counter
        time.sleep(PAUSE)
        start = seconds()
        self.peer.train_epoch()
        return seconds() - start

    def accuracy(self) -> float | None:
        """The share of right labels among the test samples; None for what cannot learn."""
        if not hasattr(self.peer, "labels"):
            return None
        return float((self.peer.labels(self.data.x_test) == self.data.y_test).mean())

    def weights(self) -> Any:
        return self.peer.weights()

    def memory(self) -> int:
        """The peak of this process so far, in bytes."""
        return memory("VmHWM")

    def forget_peak(self) -> int:
        """Begin a new peak where the system can; give the memory in use now, in bytes."""
        with contextlib.suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5")
        return memory("VmRSS")

    def parts(self, epochs: int) -> dict[str, float]:
        """Seconds in each part of nnlib, all epochs together."""
        from benchmarks.parts import profile

        return profile(self.peer.network, self.peer.train_epoch, epochs)


def memory(kind: str) -> int:
    """What this process has in use now (VmRSS), or had at its peak (VmHWM), in bytes.

    Pages of a mapped file count as long as they are mapped. Without /proc it is always the peak,
    and on Windows 0.
    """
    status = Path("/proc/self/status")
    if status.exists():  # getrusage would count what the parent had when it started this process
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines[kind].split()[0]) * 1024
    if sys.platform == "win32":
        return 0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def serve(connection: Connection) -> None:
    """Do what the parent asks, call by call, until it closes the connection."""
    trial: Trial
    while True:
        try:
            method, arguments = connection.recv()
        except EOFError:
            return
        try:
            if method == "prepare":
                trial = Trial(*arguments)
                answer = None
            else:
                answer = getattr(trial, method)(*arguments)
            connection.send((True, answer))
        except Exception as error:
            connection.send((False, reason(error)))


def reason(error: Exception) -> str:
    """Why a peer cannot run, in one line."""
    if isinstance(error, ModuleNotFoundError):
        return f"not installed: {error.name}"
    lines = str(error).strip().splitlines() or [""]
    return f"does not run here: {type(error).__name__}: {lines[0][:120]}"


class Worker:
    """A peer's process, seen from the parent: ``worker.call("epoch")``.

    Args:
        threads: How many threads it takes.
        cores: How many cores it may use; by default as many.
    """

    def __init__(self, threads: int, cores: int | None = None) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs,), daemon=True)
        with limits(threads, cores or threads):
            self.process.start()
        theirs.close()

    def call(self, method: str, *arguments: Any) -> Any:
        """Have it done over there; raise PeerError where it does not work."""
        try:
            self.connection.send((method, arguments))
            done, answer = self.connection.recv()
        except (EOFError, OSError):
            raise PeerError("its process ended (out of memory?)") from None
        if not done:
            raise PeerError(answer)
        return answer

    def close(self) -> None:
        """End the process."""
        self.connection.close()
        self.process.join(10)
        self.process.terminate()


@contextmanager
def limits(threads: int, cores: int) -> Iterator[None]:
    """Let a process that starts in here take that many threads, on the first so many cores."""
    before = {name: os.environ.pop(name, None) for name in (*THREAD_VARIABLES, *KERNEL_VARIABLES)}
    os.environ.update(dict.fromkeys(THREAD_VARIABLES, str(threads)))
    has_affinity = hasattr(os, "sched_setaffinity")
    allowed = sorted(os.sched_getaffinity(0)) if has_affinity else []
    try:
        if has_affinity:
            os.sched_setaffinity(0, allowed[:cores])
        yield
    finally:
        if has_affinity:
            os.sched_setaffinity(0, allowed)
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
