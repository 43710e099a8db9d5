"""This version of nnlib beside another one, such as the one before a change: which is faster?"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.tasks import Task
from benchmarks.workers import limits

HERE = Path(__file__).parents[1]

SAME_LOSS = 0.01
"""How far apart the losses of the two versions may be, as a part of the loss."""

TASKS = [
    Task(batch_size=size, optimizer=optimizer, samples=samples)
    for optimizer in ("SGD", "Adam")
    for size, samples in ((128, 12_800), (32, 6_400), (1, 2_000))
]


class VersionError(Exception):
    """A version cannot be measured; the message says why."""


class Version:
    """A process in which nnlib comes from one folder: ``version.train(task)``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        script = Path(__file__).with_name("one_version.py")
        with limits(threads=1, cores=1):
            self.process = subprocess.Popen(
                [sys.executable, "-P", str(script)],
                env={**os.environ, "PYTHONPATH": str(self.folder)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )

    def train(self, task: Task) -> tuple[float, float]:
        """Train one epoch; return its seconds and its mean loss."""
        wanted: dict[str, Any] = {
            "optimizer": task.optimizer,
            "learning_rate": task.learning_rate,
            "batch_size": task.batch_size,
            "samples": task.samples,
        }
        try:
            print(json.dumps(wanted), file=self.process.stdin, flush=True)
            answer = json.loads(self.process.stdout.readline())  # type: ignore[union-attr]
        except (OSError, ValueError):
            raise VersionError(f"nnlib in {self.folder} does not run: see above") from None
        if not Path(answer["from"]).is_relative_to(self.folder):
            raise VersionError(f"there is no nnlib in {self.folder}, found {answer['from']}")
        return answer["seconds"], answer["loss"]

    def close(self) -> None:
        """End the process."""
        self.process.communicate()


@dataclass
class Pair:
    """Both versions on one task: the seconds of each epoch, and the loss of the last one."""

    task: Task
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)
    losses: tuple[float, float] = (0.0, 0.0)

    @property
    def note(self) -> str:
        """Why the two cannot be compared; empty where they can."""
        ours, theirs = self.losses
        is_same = math.isclose(ours, theirs, rel_tol=SAME_LOSS)
        return "" if is_same else f"the losses differ: {ours:.4f} and {theirs:.4f}"

    @property
    def ratios(self) -> list[float]:
        """This version's time over the other one's, for each round."""
        return [] if self.note else [a / b for a, b in zip(self.ours, self.theirs, strict=True)]

    def microseconds(self) -> tuple[float, float]:
        """Return what a step takes, in this version and in the other one."""
        steps = math.ceil((self.task.samples or 1) / self.task.batch_size)
        return 1e6 * median(self.ours) / steps, 1e6 * median(self.theirs) / steps


def compare_versions(
    other: Path, starts: int, rounds: int, tasks: Sequence[Task] = TASKS
) -> list[Pair]:
    """Train each task in both versions, in turn, round by round; the first round is not timed.

    Each has one thread on the same core. Both processes are started several times, as where their
    memory happens to be makes all of their times some percent longer or shorter.
    """
    pairs = [Pair(task) for task in tasks]
    for _ in range(starts):
        versions = [Version(HERE), Version(other)]
        try:
            for turn in range(-1, rounds):
                for pair in pairs:
                    take_turn(versions, pair, turn)
        finally:
            for version in versions:
                version.close()
    return pairs


def take_turn(versions: list[Version], pair: Pair, turn: int) -> None:
    """Train an epoch in each version, every other time in the other order."""
    order = (0, 1) if turn % 2 else (1, 0)
    found = {index: versions[index].train(pair.task) for index in order}
    if turn >= 0:
        pair.ours.append(found[0][0])
        pair.theirs.append(found[1][0])
        pair.losses = found[0][1], found[1][1]
