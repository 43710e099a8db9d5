"""Where a training step spends its time: stopwatches around the public methods of a network."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from nnlib.layers import FCLayer
from nnlib.network import Network
from nnlib.training import has_own_update
from nnlib.types import Batch, Report

GATHER = "gather the batch"

REST = "everything else"
"""The name of what is in none of the parts: the mean loss so far, the progress bar, the calls."""


class Stopwatch:
    """Times functions that call each other, each without the timed functions inside it.

    So the seconds of all parts add up to those of the outermost function.

    Attributes:
        seconds: For each part, in the order in which they begin, the seconds of each call.
    """

    def __init__(self) -> None:
        self.seconds: defaultdict[str, list[float]] = defaultdict(list)
        self.inner = [0.0]

    def timed(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the same function, which adds the seconds of each call to a part."""

        def timed_function(*arguments: Any) -> Any:
            calls = self.seconds[part]
            self.inner.append(0.0)
            start = time.perf_counter()
            try:
                return function(*arguments)
            finally:
                whole = time.perf_counter() - start
                calls.append(whole - self.inner.pop())
                self.inner[-1] += whole

        return timed_function

    def gathered(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        """Yield the same batches, and time how long it takes to get each of them."""
        get_next, remaining = self.timed(GATHER, next), iter(batches)
        while (batch := get_next(remaining, None)) is not None:
            yield batch

    @contextmanager
    def on(self, watched: list[tuple[Any, str, str]]) -> Iterator[None]:
        """Time methods of objects for a while: triples of object, name of the method and part."""
        for owner, method, part in watched:
            setattr(owner, method, self.timed(part, getattr(owner, method)))
        try:
            yield
        finally:
            for owner, method, _ in watched:
                delattr(owner, method)


def watch_epochs(network: Network) -> Stopwatch:
    """Time the parts of each step that a network takes from now on; return the stopwatch."""
    stopwatch, fit_epoch = Stopwatch(), network.fit_epoch

    def watched_epoch(batches: Iterable[Batch], report: Report) -> float:
        # Only while it trains: at its beginning, fit also predicts, to check the outputs.
        with stopwatch.on(_methods(network)):
            loss: float = stopwatch.timed(REST, fit_epoch)(stopwatch.gathered(batches), report)
        return loss

    network.fit_epoch = watched_epoch
    return stopwatch


def _methods(network: Network) -> list[tuple[Any, str, str]]:
    """Return the methods to time: each with its object, and the part of a step that it is."""
    optimizer = network.optimizer
    methods = [
        (network, "sample_losses", "loss"),
        # Of its time, what the layers take is theirs.
        (network, "backward", "its derivative"),
        (optimizer, "update" if has_own_update(optimizer) else "step", "update"),
    ]
    for name, layer in _named(network):
        is_first = layer is network.layers[0]
        methods.append((layer, "forward", f"{name} forward"))
        methods.append((layer, "backward_params" if is_first else "backward", f"{name} backward"))
    return methods


def _named(network: Network) -> list[tuple[str, Any]]:
    """Return the layers, each with a name: its number and what it is."""
    named = []
    for number, layer in enumerate(network.layers, start=1):
        is_full = isinstance(layer, FCLayer)
        sizes = f"{layer.input_size}→{layer.output_size}"
        function = getattr(layer, "activation", layer)
        kind = sizes if is_full else getattr(function, "__name__", "layer")
        named.append((f"layer {number} ({kind})", layer))
    return named
