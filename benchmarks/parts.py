"""Where a step of nnlib spends its time, part by part, over whole calls of ``fit``."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.stopwatch import REST, watch_epochs
from nnlib import Network

CHECK = "once in a call of fit"
"""What ``fit`` does outside of its steps: above all, it checks its input."""


def profile(network: Network, train_epoch: Callable[[], None], epochs: int) -> dict[str, float]:
    """Return the seconds in each part, in the order of a step; together they are all epochs."""
    stopwatch = watch_epochs(network)
    for _ in range(epochs):
        stopwatch.timed(CHECK, train_epoch)()
    seconds = {part: sum(times) for part, times in stopwatch.seconds.items()}
    rest = seconds.pop(REST)
    return {**seconds, REST: rest}
