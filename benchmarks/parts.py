"""Where a step of nnlib spends its time, part by part, over whole calls of ``fit``."""

from __future__ import annotations

import time
from collections.abc import Callable

from nnlib import Network
from nnlib.course.timing import REST, stopwatch, watch_steps

CHECK = "look over the input"
"""What ``fit`` does once in a call, before the first step."""


def profile(network: Network, train_epoch: Callable[[], None], epochs: int) -> dict[str, float]:
    """Seconds in each part, in the order of a step, and in everything between; all epochs."""
    watched = watch_steps(network)
    stopwatch(network, "_check_inputs", CHECK, watched)
    start = time.perf_counter()
    for _ in range(epochs):
        train_epoch()
    total = time.perf_counter() - start
    seconds = {part: sum(times) for part, times in watched.items()}
    return {**seconds, REST: total - sum(seconds.values())}
