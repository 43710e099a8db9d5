"""What was measured, as pictures in the style of the series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.measure import Comparison
from benchmarks.race import Run
from benchmarks.scaling import Scaling
from benchmarks.settings import US
from benchmarks.suites import goal
from nnlib.plots import runs_in_rows
from nnlib.plots.style import COLORS, MARKERS

PALETTE = list(COLORS.values())


def look(index: int) -> dict[str, Any]:
    """A colour and a marker for each peer; open ones where the colours begin again."""
    color, marker = PALETTE[index % len(PALETTE)], MARKERS[index % len(MARKERS)]
    is_open = index >= min(len(PALETTE), len(MARKERS))
    return {"color": color, "marker": marker, "mfc": "white" if is_open else color}


def ratios(comparisons: Sequence[Comparison]) -> Figure:
    """nnlib's time over each peer's: a row of axes for each setting, a dot with its spread a peer.

    The comparisons come setting by setting, with as many tasks in each.
    """
    peers = list(dict.fromkeys(r.peer for each in comparisons for r in each.rows if r.peer != US))
    lines = len({each.setting for each in comparisons})
    columns = len(comparisons) // lines
    size = (4 + 3.2 * columns, 1 + (1.2 + 0.42 * len(peers)) * lines)
    figure, axes = plt.subplots(lines, columns, figsize=size, sharey=True, squeeze=False)
    for ax, comparison in zip(axes.flat, comparisons, strict=True):
        for height, peer in enumerate(reversed(peers)):
            _ratio(ax, height, comparison, peer)
        ax.axvline(1, color="black", lw=1)
        network, *others = str(comparison).split(", ")
        ax.set(xscale="log", title=f"{network}, {others[0]}\n{', '.join(others[1:])}")
        ax.set_xticks([1 / 16, 1 / 4, 1, 4], ["1/16", "1/4", "1", "4"])
        ax.set_xticks([], minor=True)
        ax.set(xlim=(1 / 20, 6), xlabel="nnlib's time / its time")
        ax.title.set_fontsize(12)
    axes[0, 0].set_yticks(range(len(peers)), list(reversed(peers)))
    figure.suptitle("Left of 1, nnlib is faster. Dot: median; bar: all rounds; open: goal")
    return figure


def _ratio(ax: Axes, height: int, comparison: Comparison, peer: str) -> None:
    row = comparison.row(peer)
    found = comparison.ratios(row) if row else []
    wanted = goal(comparison.task, peer, comparison.setting)
    if wanted is not None:
        ax.plot(wanted, height, "D", mfc="none", mec=COLORS["black"], ms=9)
    if not found:
        ax.text(1, height, " not measured", va="center", fontsize=11, color="0.35")
        return
    ax.plot(
        [min(found), max(found)], [height, height], color=COLORS["blue"], ls="-", lw=3, alpha=0.5
    )
    ax.plot(comparison.ratio(peer), height, "o", color=COLORS["blue"])


def grid(comparisons: Sequence[Comparison]) -> Figure:
    """nnlib's time over each peer's against the batch size, for each network, dtype, optimizer."""
    networks = list(dict.fromkeys(each.task.layers for each in comparisons))
    kinds = list(dict.fromkeys((each.task.dtype, each.task.optimizer) for each in comparisons))
    size = (4.5 * len(networks) + 3, 3.2 * len(kinds) + 0.8)
    figure, axes = plt.subplots(
        len(kinds), len(networks), figsize=size, sharex=True, sharey=True, squeeze=False
    )
    for line, (dtype, optimizer) in zip(axes, kinds, strict=True):
        for ax, layers in zip(line, networks, strict=True):
            here = [
                each
                for each in comparisons
                if (each.task.layers, each.task.dtype, each.task.optimizer)
                == (layers, dtype, optimizer)
            ]
            _against_batch(ax, here)
            ax.set_title(f"{'-'.join(map(str, layers))}, {dtype}, {optimizer}", fontsize=12)
            ax.label_outer()
    handles, names = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside right center", fontsize=12)
    figure.suptitle("nnlib's time / the peer's: below 1, nnlib is faster")
    return figure


def _against_batch(ax: Axes, comparisons: Sequence[Comparison]) -> None:
    peers = [row.peer for row in comparisons[0].rows if row.peer != US]
    sizes = [each.task.batch_size for each in comparisons]
    for index, peer in enumerate(peers):
        values = [each.ratio(peer) for each in comparisons]
        heights = [float("nan") if value is None else value for value in values]
        ax.plot(sizes, heights, label=peer, **look(index))
    ax.axhline(1, color="black", lw=1, ls="-")
    ax.set(xscale="log", yscale="log", xlabel="batch size", ylabel="ratio")
    ax.set_xticks(sizes, map(str, sizes))
    ax.set_xticks([], minor=True)


def scaling(scalings: Sequence[Scaling]) -> Figure:
    """Seconds an epoch, and peak memory below, against each thing that grows.

    Above each pair stand the exponents k of seconds ~ size^k.
    """
    count = len(scalings)
    size = (3.8 * count + 1, 9)
    figure, axes = plt.subplots(2, count, figsize=size, sharex="col", sharey="row", squeeze=False)
    for (above, below), each in zip(axes.T, scalings, strict=True):
        title = f"growing {each.what}"
        for index, peer in enumerate(dict.fromkeys(point.peer for point in each.points)):
            points = each.of(peer)
            sizes = [point.size for point in points]
            above.plot(sizes, [point.seconds for point in points], label=peer, **look(index))
            below.plot(sizes, [point.memory / 1e6 for point in points], **look(index))
            slope, error = each.exponent(peer)
            title += f"\n{peer}: k = {slope:.2f} ± {error:.2f}"
        above.set(xscale="log", yscale="log")
        above.set_title(title, fontsize=12)
        below.set(yscale="log", xlabel=each.what)
    axes[0, 0].set_ylabel("seconds an epoch")
    axes[1, 0].set_ylabel("peak memory, MB")
    handles, names = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=len(names))
    return figure


def race(runs: Sequence[Run]) -> Figure:
    """Seconds to the target, a row for each peer, a dot for each of its runs that reached it."""
    times: dict[str, list[float]] = {}
    for run in runs:
        if run.reached:
            times.setdefault(run.peer, []).append(run.time)
    rows = {peer: np.array(seconds) for peer, seconds in times.items()}
    rows = rows or {"nobody reached it": np.array([np.nan])}
    ax = runs_in_rows(rows, xlabel=f"seconds of training to {runs[0].target:.0%} test accuracy")
    ax.set_xlim(left=0)
    return ax.get_figure(root=True)


def parts(found: dict[int, dict[str, float]], products: dict[int, float]) -> Figure:
    """The parts of a step as bars, a pair of axes for each batch size.

    Args:
        found: For each batch size, the seconds in each part of a step.
        products: For each batch size, the seconds that the bare matrix products take.
    """
    figure, axes = plt.subplots(
        1, len(found), figsize=(4 + 3.6 * len(found), 5.2), sharey=True, squeeze=False
    )
    names = list(next(iter(found.values())))
    for ax, (size, seconds) in zip(axes[0], found.items(), strict=True):
        values = [1e6 * seconds.get(name, 0) for name in names]
        colors = [COLORS["blue"] if "→" in name else COLORS["sky"] for name in names]
        bars = ax.barh(range(len(names)), values, color=colors, ec="black", lw=0.6)
        ax.bar_label(bars, [f"{value:.0f}" for value in values], padding=3, fontsize=12)
        title = f"batch {size}: {sum(values):.0f} µs\nbare products {1e6 * products[size]:.0f} µs"
        ax.set(xlabel="µs a step", title=title, xlim=(0, 1.25 * max(values)))
    axes[0, 0].set_yticks(range(len(names)), names)
    axes[0, 0].invert_yaxis()
    return figure
