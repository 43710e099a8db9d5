"""Where a training step spends its time, part by part, with the matrix products marked."""

import copy
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from nnlib.layers import FCLayer
from nnlib.network import Network
from nnlib.plots.style import COLORS, text_color
from nnlib.types import Array

REST = "all between"
"""The name of what no stopwatch stands around: the order of the samples, the bar, the calls."""

REPEATS = 50
"""How often a matrix product is timed by itself; the median counts."""


def seconds_by_part(
    network: Network, x: Array, y: Array, batch_size: int
) -> dict[str, tuple[float, float]]:
    """Train a copy of a network for an epoch, with stopwatches around the parts of a step.

    Args:
        network: A network with a loss and an optimizer; it stays as it is.
        x: Inputs, ``(n, features)``, n a multiple of ``batch_size``.
        y: Truths, ``(n, m)``.
        batch_size: Samples in a batch.

    Returns:
        For each part, in the order of a step, the seconds that it takes in one step (the median of
        all steps), and how many of them its matrix products take by themselves.
    """
    trained: Any = copy.deepcopy(network)
    trained.fit(x[:batch_size], y[:batch_size], batch_size, progress=False)
    seconds: defaultdict[str, list[float]] = defaultdict(list)

    def watch(owner: Any, method: str, part: str) -> None:
        setattr(owner, method, _timed(getattr(owner, method), part, seconds))

    products = {}
    watch(trained, "_batch", "gather the batch")
    for number, layer in enumerate(trained.layers, start=1):
        name, is_first = f"layer {number} ({_short_name(layer)})", number == 1
        watch(layer, "forward", f"{name} forward")
        watch(layer, "backward_params" if is_first else "backward", f"{name} backward")
        if isinstance(layer, FCLayer):
            forward, params, inputs = _product_seconds(layer, batch_size)
            products[f"{name} forward"] = forward
            products[f"{name} backward"] = params + (0 if is_first else inputs)
    watch(trained, "_losses", "loss")
    watch(trained, "_output_gradient", "its derivative")
    watch(trained, "_step", "update")
    watch(trained, "_fit_epoch", REST)
    trained.fit(x, y, batch_size, progress=False)

    # The epoch is around all the others.
    (epoch,) = seconds.pop(REST)
    rest = epoch - sum(sum(times) for times in seconds.values())
    # The median, as now and then the computer does something else in between.
    each = {part: float(np.median(times)) for part, times in seconds.items()}
    each[REST] = rest * batch_size / len(x)
    return {part: (each[part], min(products.get(part, 0.0), each[part])) for part in each}


def _timed(
    function: Callable[..., Any], part: str, seconds: defaultdict[str, list[float]]
) -> Callable[..., Any]:
    def timed(*arguments: Any) -> Any:
        start = time.perf_counter()
        try:
            return function(*arguments)
        finally:
            seconds[part].append(time.perf_counter() - start)

    return timed


def _short_name(layer: Any) -> str:
    if isinstance(layer, FCLayer):
        return f"{layer.input_size}→{layer.output_size}"
    return str(getattr(getattr(layer, "activation", layer), "__name__", "layer"))


def _product_seconds(layer: FCLayer, n: int) -> tuple[float, float, float]:
    """How long X W, Xᵀ dZ and dZ Wᵀ take by themselves, for n samples."""
    rng, weights = np.random.default_rng(0), layer.weights
    x, dz = (rng.random((n, size)).astype(weights.dtype) for size in weights.shape)
    factors = ((x, weights), (x.T, dz), (dz, weights.T))
    forward, params, inputs = (_median_seconds(left, right) for left, right in factors)
    return forward, params, inputs


def _median_seconds(left: Array, right: Array) -> float:
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        np.dot(left, right)
        times.append(time.perf_counter() - start)
    return float(np.median(times))


def step_parts(parts: Mapping[str, tuple[float, float]]) -> Axes:
    """Draw where a step spends its time, a bar for each part.

    Args:
        parts: For each part its seconds, and how many of them are matrix products, as
            ``seconds_by_part`` gives them.

    Returns:
        The axes: matrix products dark and hatched, everything else pale.
    """
    ax = plt.subplots(figsize=(9, 0.42 * len(parts) + 1.2))[1]
    totals, products = (1000 * np.array(column) for column in zip(*parts.values(), strict=True))
    rows = np.arange(len(parts))
    product, rest = COLORS["blue"], COLORS["orange"]
    ax.barh(rows, products, color=product, ec="white", hatch="//", lw=0)
    ax.barh(rows, totals - products, left=products, color=rest, alpha=0.6)
    for row, total in zip(rows, totals, strict=True):
        label = f"{total:.3f}"
        ax.annotate(label, (total, row), xytext=(6, 0), textcoords="offset points", va="center")
    labels = {"hatched: matrix products": product, "plain: everything else": rest}
    for line, (label, color) in enumerate(labels.items()):
        place = (0.98, 0.58 - 0.1 * line)
        ax.text(*place, label, color=text_color(color), ha="right", transform=ax.transAxes)
    ax.set_yticks(rows, list(parts))
    ax.set(
        xlabel="milliseconds a step", xlim=(0, 1.15 * totals.max()), ylim=(len(parts) - 0.4, -0.6)
    )
    ax.grid(visible=False, axis="y")
    return ax
