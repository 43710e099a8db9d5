"""Where a step of nnlib spends its time, part by part.

nnlib itself is not changed: stopwatches are put around the methods of one network.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from nnlib import Network

METHODS = {
    "_check_inputs": "look over the input",
    "_batch": "gather the batch",
    "_losses": "loss",
    "_output_gradient": "its derivative",
    "_step": "update",
}
"""The network's own methods that a step passes through, and what they do."""

REST = "everything between"


class Stopwatch:
    """Adds up the seconds that functions take, by name."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def around(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, timed."""

        def timed(*arguments: Any) -> Any:
            start = time.perf_counter()
            try:
                return function(*arguments)
            finally:
                self.seconds[name] += time.perf_counter() - start

        return timed


def profile(network: Network, train_epoch: Callable[[], None], epochs: int) -> dict[str, float]:
    """Seconds in each part, in the order of a step, and in everything between; all epochs."""
    watch = Stopwatch()
    put_stopwatches(network, watch)
    start = time.perf_counter()
    for _ in range(epochs):
        train_epoch()
    total = time.perf_counter() - start
    return {**watch.seconds, REST: total - sum(watch.seconds.values())}


def put_stopwatches(network: Any, watch: Stopwatch) -> None:
    """Put a stopwatch around each part of a step, so that none is counted twice."""
    for name, part in METHODS.items():
        setattr(network, name, watch.around(part, getattr(network, name)))
    for layer in network.layers:
        first = layer is network.layers[0]
        back = "backward_params" if first else "backward"
        layer.forward = watch.around(f"{layer} forward", layer.forward)
        setattr(layer, back, watch.around(f"{layer} backward", getattr(layer, back)))
