"""Which tasks are measured: the ones with a goal, and the whole grid."""

from __future__ import annotations

from itertools import product

from benchmarks.peers import ONE_HOT, PEERS
from benchmarks.settings import UNLIMITED, Setting
from benchmarks.tasks import Task

NETWORK = (784, 100, 10)
"""The network of the goals."""

GOALS = {
    "one core": {
        128: {
            "PyTorch eager": 0.5,
            "Keras on JAX": 0.75,
            "scikit-learn": 0.7,
            "jitted JAX scan": 1.1,
            "bare matrix products": 1.65,
        },
        32: {
            "PyTorch eager": 0.5,
            "Keras on JAX": 0.7,
            "scikit-learn": 0.65,
            "jitted JAX scan": 1.1,
            "bare matrix products": 2.1,
        },
        1: {
            "PyTorch eager": 0.45,
            "Keras on JAX": 0.5,
            "scikit-learn": 0.35,
            "jitted JAX scan": 1.5,
        },
    },
    "busy machine": {size: {"jitted JAX scan": 1.5} for size in (128, 32, 1)},
}
"""What nnlib's time may be at most, divided by each peer's, in float32 with SGD."""

BATCH_SIZES = (128, 32, 1)

SAMPLES_OF_ONE = 6_000
"""How many samples an epoch has at batch 1, where each of them is a step."""

LABELS = Task((784, 10, 5000), batch_size=8, data="digits", samples=2_000)
"""Very many outputs: labels must not cost more than the one-hot rows that they stand for."""

LABELS_GOAL = 1.0

IMPORT_GOAL = 0.1
"""Seconds that ``import nnlib`` may take after NumPy."""

VERSION_GOAL = 1.03
"""What a step of this version may take at most, divided by a step of the version before."""


def goal(task: Task, peer: str, setting: Setting) -> float | None:
    """The goal for a peer on a task in a setting, where there is one."""
    if (task.layers, peer) == (LABELS.layers, ONE_HOT):
        return LABELS_GOAL
    if (task.layers, task.dtype, task.optimizer) != (NETWORK, "float32", "SGD"):
        return None
    return GOALS.get(setting.name, {}).get(task.batch_size, {}).get(peer)


def goal_tasks(data: str, quick: bool, setting: Setting) -> list[Task]:
    """The tasks that have goals; fewer samples where each takes longer."""
    samples: dict[int, int | None] = dict.fromkeys(BATCH_SIZES, 8_000 if quick else None)
    if setting.is_busy:
        samples |= {128: 12_800, 32: 6_400}
    samples[1] = 1_000 if quick or setting.is_busy else SAMPLES_OF_ONE
    return [Task(NETWORK, size, data=data, samples=number) for size, number in samples.items()]


COMPARED = [peer for peer in PEERS if peer not in (UNLIMITED, ONE_HOT)]
"""The peers that every task can have; the other two answer a question of their own."""


def goal_peers(setting: Setting) -> list[str]:
    """The peers of the goals: all but the one that compiles for half a minute for each task."""
    peers = [peer for peer in COMPARED if peer != "PyTorch compiled"]
    return [*peers, UNLIMITED] if setting.is_busy else peers


SAMPLES = {1: 4_000, 32: 20_000, 128: 60_000, 1024: 60_000}
"""How many samples an epoch of the grid has, by batch size: smaller batches need more steps."""


def grid_tasks(data: str, quick: bool) -> list[Task]:
    """Every network with every batch size, dtype and optimizer; quick: a corner of that."""
    networks = [(784, 100, 10), (784, 800, 10), (784, 300, 100, 10)]
    batch_sizes, dtypes, optimizers = [1, 32, 128, 1024], ["float32", "float64"], ["SGD", "Adam"]
    if quick:
        networks, batch_sizes, dtypes = networks[:1], [32, 1024], ["float32"]
    return [
        Task(layers, size, dtype, optimizer, data, SAMPLES[size] // (2 if quick else 1))
        for layers, size, dtype, optimizer in product(networks, batch_sizes, dtypes, optimizers)
    ]
