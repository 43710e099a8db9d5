"""Which tasks are measured: the ones with a goal, and the whole grid."""

from __future__ import annotations

from itertools import product

from benchmarks.tasks import Task

GOALS = {
    ("784-100-10", 128, "SGD"): {
        "PyTorch eager": 0.6,
        "Keras on JAX": 0.45,
        "scikit-learn": 0.6,
        "literal NumPy loop": 0.5,
        "jitted JAX scan": 1.2,
        "bare matrix products": 1.6,
    },
    ("784-100-10", 32, "SGD"): {
        "PyTorch eager": 0.5,
        "Keras on JAX": 0.55,
        "scikit-learn": 0.6,
        "literal NumPy loop": 0.45,
        "jitted JAX scan": 1.2,
        "bare matrix products": 2.0,
    },
    ("784-100-10", 1, "SGD"): {
        "PyTorch eager": 0.7,
        "Keras on JAX": 0.7,
        "scikit-learn": 0.55,
        "literal NumPy loop": 0.6,
    },
    ("784-800-10", 128, "SGD"): {"bare matrix products": 1.25},
    ("784-100-10", 128, "Adam"): {"PyTorch eager": 0.6},
}
"""What nnlib's time may be at most, as a part of each peer's, in float32."""


def goal(task: Task, peer: str) -> float | None:
    """The goal for a peer on a task, where there is one."""
    network = "-".join(map(str, task.layers))
    goals = GOALS.get((network, task.batch_size, task.optimizer), {})
    return goals.get(peer) if task.dtype == "float32" else None


def goal_tasks(data: str, quick: bool) -> list[Task]:
    """The tasks that have goals; quick, and one sample at a time: some thousand samples only."""
    return [
        Task(
            tuple(map(int, network.split("-"))),
            batch_size,
            optimizer=optimizer,
            data=data,
            samples=6_000 if batch_size == 1 else 8_000 if quick else None,
        )
        for network, batch_size, optimizer in GOALS
    ]


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
