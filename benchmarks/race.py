"""How long until 98 % of the test digits are right: one recipe, the same for every peer."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from statistics import median

from benchmarks.measure import rotated, workers
from benchmarks.settings import Setting
from benchmarks.tasks import Task
from benchmarks.workers import PeerError, Worker

RECIPE = Task(layers=(784, 300, 100, 10), batch_size=128, optimizer="SGD")
TARGETS = {"mnist": 0.98, "digits": 0.92}
"""The accuracy to reach, on the full MNIST and on the small set."""

MOST_EPOCHS = 20


@dataclass
class Run:
    """One peer's way to the target: seconds of each epoch, and the accuracy after it."""

    peer: str
    seed: int
    seconds: list[float] = field(default_factory=list)
    accuracies: list[float] = field(default_factory=list)
    target: float = 0.0
    note: str = ""

    @property
    def is_over(self) -> bool:
        return bool(self.note) or self.reached or len(self.seconds) == MOST_EPOCHS

    @property
    def reached(self) -> bool:
        return bool(self.accuracies) and self.accuracies[-1] >= self.target

    @property
    def start_up(self) -> float:
        """What the first epoch took longer than the others: compilation."""
        return max(0.0, self.seconds[0] - median(self.seconds[1:] or self.seconds))

    @property
    def time(self) -> float:
        """Seconds of training, without start-up."""
        return sum(self.seconds) - self.start_up


def race(task: Task, target: float, peers: list[str], seeds: range, setting: Setting) -> list[Run]:
    """Train in turn, epoch by epoch, until each has reached the target."""
    runs = []
    for seed in seeds:
        with workers(peers, setting) as started:
            now = {peer: Run(peer, seed, target=target) for peer in peers}
            seeded = replace(task, seed=seed)
            for turn in range(MOST_EPOCHS):
                for peer in rotated(peers, turn):
                    if not now[peer].is_over:
                        take_turn(started[peer], now[peer], seeded)
        runs += now.values()
    return runs


def take_turn(worker: Worker, run: Run, task: Task) -> None:
    """Train an epoch and look at the accuracy, which is not timed."""
    try:
        if not run.seconds:
            worker.call("prepare", run.peer, task)
        seconds = worker.call("epoch")
        accuracy = worker.call("accuracy")
    except PeerError as error:
        run.note = str(error)
    else:
        run.seconds.append(seconds)
        run.accuracies.append(accuracy)
