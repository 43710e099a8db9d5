"""Where a training step spends its time: the methods of one network are timed."""

import copy
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np

from nnlib.layers import FCLayer
from nnlib.network import Network
from nnlib.types import Array

__all__ = ["seconds_by_part", "stopwatch", "watch_steps"]

Seconds = defaultdict[str, list[float]]
"""For each part, the seconds of each call."""

REST = "everything else"
"""The name of what is not timed by itself: shuffling, the progress bar, the calls."""

REPEATS = 50
"""How often a matrix product is timed by itself; the median is taken."""


def stopwatch(owner: Any, method: str, part: str, seconds: Seconds) -> None:
    """Time each call of an object's method, and add its seconds to a part."""
    function: Callable[..., Any] = getattr(owner, method)

    def timed(*arguments: Any) -> Any:
        start = time.perf_counter()
        try:
            return function(*arguments)
        finally:
            seconds[part].append(time.perf_counter() - start)

    setattr(owner, method, timed)


def watch_steps(network: Network) -> Seconds:
    """Time the parts of each training step from now on; return where the seconds are added."""
    seconds: Seconds = defaultdict(list)
    stopwatch(network, "_batch", "gather the batch", seconds)
    for name, layer in _named(network):
        is_first = layer is network.layers[0]
        stopwatch(layer, "forward", f"{name} forward", seconds)
        way_back = "backward_params" if is_first else "backward"
        stopwatch(layer, way_back, f"{name} backward", seconds)
    stopwatch(network, "_losses", "loss", seconds)
    stopwatch(network, "_output_gradient", "its derivative", seconds)
    stopwatch(network, "_step", "update", seconds)
    return seconds


def seconds_by_part(
    network: Network, x: Array, y: Array, batch_size: int
) -> dict[str, tuple[float, float]]:
    """Train a copy of a network for an epoch, and time each part of a step.

    Args:
        network: A network with a loss and an optimizer; it is not changed.
        x: Inputs, ``(n, features)``, n a multiple of ``batch_size``.
        y: Targets, ``(n, m)``.
        batch_size: Samples in a batch.

    Returns:
        For each part, in the order of a step, its seconds in one step (the median over all steps),
        and how many of them its matrix products alone take.
    """
    trained = copy.deepcopy(network)
    trained.fit(x[:batch_size], y[:batch_size], batch_size, progress=False)
    seconds = watch_steps(trained)
    stopwatch(trained, "_fit_epoch", REST, seconds)
    trained.fit(x, y, batch_size, progress=False)

    # The time of the epoch includes that of all the others.
    (epoch,) = seconds.pop(REST)
    rest = epoch - sum(sum(times) for times in seconds.values())
    # The median, because now and then the computer does something else meanwhile.
    each = {part: float(np.median(times)) for part, times in seconds.items()}
    each[REST] = rest * batch_size / len(x)
    products = _product_seconds(network, batch_size)
    return {part: (each[part], min(products.get(part, 0.0), each[part])) for part in each}


def _named(network: Network) -> list[tuple[str, Any]]:
    """The layers, each with a name: its number and its sizes or function."""
    named = []
    for number, layer in enumerate(network.layers, start=1):
        is_full = isinstance(layer, FCLayer)
        sizes = f"{layer.input_size}→{layer.output_size}"
        function = getattr(layer, "activation", layer)
        kind = sizes if is_full else getattr(function, "__name__", "layer")
        named.append((f"layer {number} ({kind})", layer))
    return named


def _product_seconds(network: Network, n: int) -> dict[str, float]:
    """The seconds of the matrix products alone: X W forward, Xᵀ dZ and dZ Wᵀ backward."""
    rng, products = np.random.default_rng(0), {}
    for name, layer in _named(network):
        if isinstance(layer, FCLayer):
            weights = layer.weights
            x, dz = (rng.random((n, size)).astype(weights.dtype) for size in weights.shape)
            products[f"{name} forward"] = _median_seconds(x, weights)
            is_first = layer is network.layers[0]
            to_input = 0.0 if is_first else _median_seconds(dz, weights.T)
            products[f"{name} backward"] = _median_seconds(x.T, dz) + to_input
    return products


def _median_seconds(left: Array, right: Array) -> float:
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        np.dot(left, right)
        times.append(time.perf_counter() - start)
    return float(np.median(times))
