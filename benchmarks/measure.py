"""Peers beside each other on one task: interleaved rounds, and whether each has learned it."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks.settings import US, Setting, busy_cores
from benchmarks.tasks import Task
from benchmarks.workers import PeerError, Worker

LEARNED = 0.75
"""The accuracy below which a run has not learned."""

BAND = 0.03
"""How far an accuracy may lie from the median of all that have learned."""


@dataclass
class Row:
    """What one peer did with a task: seconds for each timed epoch, and what came of it.

    Attributes:
        accuracy: On the test samples, after all epochs; None for what does not learn.
        memory: The peak of its process, in bytes.
        note: Why the row does not count; empty where it does.
    """

    peer: str
    seconds: list[float] = field(default_factory=list)
    accuracy: float | None = None
    memory: int | None = None
    note: str = ""


@dataclass
class Comparison:
    """All peers on one task, in one setting."""

    task: Task
    rows: list[Row]
    setting: Setting

    def __str__(self) -> str:
        return f"{self.task}, {self.setting.name}"

    def row(self, peer: str) -> Row | None:
        return next((row for row in self.rows if row.peer == peer), None)

    def ratios(self, row: Row) -> list[float]:
        """nnlib's time over this peer's, for each round."""
        ours = self.row(US)
        if ours is None or ours.note or row.note:
            return []
        return [a / b for a, b in zip(ours.seconds, row.seconds, strict=True)]

    def ratio(self, peer: str) -> float | None:
        """The median of the ratios; None where the two cannot be compared."""
        row = self.row(peer)
        ratios = self.ratios(row) if row else []
        return statistics.median(ratios) if ratios else None


@contextmanager
def workers(peers: Iterable[str], setting: Setting) -> Iterator[dict[str, Worker]]:
    """A process for each peer, ended afterwards."""
    with busy_cores(setting.cores if setting.is_busy else 0):
        started = {peer: Worker(setting.threads(peer), setting.cores) for peer in peers}
        try:
            yield started
        finally:
            for worker in started.values():
                worker.close()


def compare(task: Task, started: dict[str, Worker], rounds: int, setting: Setting) -> Comparison:
    """Train the task in each peer, in turn, round by round.

    One epoch before the first round is not timed: in it JAX, Keras and ``torch.compile`` compile.
    """
    rows = {peer: Row(peer) for peer in started}
    for turn in range(-1, rounds):
        for peer in rotated(list(started), turn):
            if not rows[peer].note:
                take_turn(started[peer], rows[peer], task, turn)
    for peer, row in rows.items():
        if row.note:
            continue
        try:
            row.accuracy = started[peer].call("accuracy")
            row.memory = started[peer].call("memory")
        except PeerError as error:
            row.note = str(error)
    judge(list(rows.values()))
    return Comparison(task, list(rows.values()), setting)


def take_turn(worker: Worker, row: Row, task: Task, turn: int) -> None:
    """Train an epoch; in turn -1, which is not timed, get ready for the task first."""
    try:
        if turn < 0:
            worker.call("prepare", row.peer, task)
            worker.call("epoch")
        else:
            row.seconds.append(worker.call("epoch"))
    except PeerError as error:
        row.note = str(error)


def rotated(items: Sequence[str], by: int) -> Sequence[str]:
    """The items, another one first in each round, so that none always follows the same one."""
    start = by % len(items)
    return [*items[start:], *items[:start]]


def judge(rows: list[Row]) -> None:
    """Note in each row whose run has not learned, or not as well as the others, that it has not."""
    learning = [row for row in rows if row.accuracy is not None]
    learned = [row.accuracy for row in learning if row.accuracy >= LEARNED]
    middle = statistics.median(learned) if learned else 0.0
    for row in learning:
        if row.accuracy < LEARNED:
            row.note = f"did not learn: accuracy {row.accuracy:.3f}"
        elif abs(row.accuracy - middle) > BAND:
            row.note = f"learned something else: accuracy {row.accuracy:.3f}, others {middle:.3f}"
