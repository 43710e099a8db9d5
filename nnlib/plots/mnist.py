"""How well networks read digits: their errors beside each other, how sure they are, bent paper."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnlib.plots.rates import wilson_interval
from nnlib.plots.style import COLORS, text_color
from nnlib.types import Array

BINS = 10
"""Into how many bins of equal width a reliability diagram sorts the answers."""

FEWEST = 20
"""How many answers a bin needs for a dot: fewer say next to nothing."""

ERROR_TICKS = (0.5, 1, 2, 5, 10)


def error_dots(
    wrong: Mapping[str, Sequence[int]], n: int, published: Mapping[str, float]
) -> Figure:
    """Draw error rates as dots on a logarithmic axis, a row each, and published ones as stars.

    Args:
        wrong: For each name how many of n answers were wrong, in one run or several. A line shows
            the 95 % Wilson interval of the median run, a number its error.
        n: How many answers there were.
        published: For each name an error rate, in percent.

    Returns:
        The figure: ours above a dotted line, published ones below it.
    """
    names = [*wrong, *published]
    figure, ax = plt.subplots(figsize=(11, 0.5 * len(names) + 1.3))
    for row, runs in enumerate(wrong.values()):
        middle = float(np.median(runs))
        low, high = (100 * float(rate) for rate in wilson_interval(middle, n))
        ax.plot([low, high], [row, row], "-", color=COLORS["blue"])
        ax.plot(100 * np.array(runs) / n, [row] * len(runs), "o", color=COLORS["blue"], alpha=0.6)
        _beside(ax, f"{100 * middle / n:.2f} %", max(high, 100 * max(runs) / n), row)
    for row, error in enumerate(published.values(), start=len(wrong)):
        ax.plot(error, row, "*", color=COLORS["red"], markersize=15, mec="black")
        _beside(ax, f"{error:g} %", error, row)
    ax.axhline(len(wrong) - 0.5, color="black", linestyle=":", linewidth=1)
    ax.set_yticks(range(len(names)), names)
    ax.set(xscale="log", xlim=(0.45, 20), ylim=(len(names) - 0.5, -0.5))
    ax.set_xticks(ERROR_TICKS, [f"{tick:g}" for tick in ERROR_TICKS])
    ax.minorticks_off()
    ax.set_xlabel("test error in % (logarithmic scale)")
    return figure


def _beside(ax: Axes, label: str, x: float, y: float) -> None:
    ax.annotate(label, (x, y), xytext=(12, 0), textcoords="offset points", va="center")


def bent_grids(positions: Mapping[str, tuple[Array, Array]]) -> Figure:
    """Draw sheets of squared paper as they lie where distortions look for their pixels.

    Args:
        positions: For each title rows and columns, ``(height, width)`` each, for ``look_up``.

    Returns:
        The figure: each sheet in blue, on the frame of the image in black dots.
    """
    count = len(positions)
    figure, axes = plt.subplots(1, count, figsize=(3.4 * count, 3.6), squeeze=False)
    for ax, (title, (rows, columns)) in zip(axes[0], positions.items(), strict=True):
        height, width = rows.shape
        for down, across in ((rows[::3].T, columns[::3].T), (rows[:, ::3], columns[:, ::3])):
            ax.plot(across, down, "-", color=COLORS["blue"], linewidth=1.2)
        bottom, right = height - 1, width - 1
        ax.plot([0, right, right, 0, 0], [0, 0, bottom, bottom, 0], "k:", linewidth=1.5)
        ax.set(xlim=(-5, width + 4), ylim=(height + 4, -5), aspect="equal", title=title)
        ax.set(xticks=[0, right], yticks=[0, bottom])
        ax.grid(False)
    return figure


def reliability(answers: Mapping[str, tuple[Array, Array]]) -> Figure:
    """Draw how often answers are right against how sure they are, and how many are how sure.

    Args:
        answers: For each name the probability of each answer, ``(n,)``, and whether it was right,
            ``(n,)``.

    Returns:
        The figure. Above, for each bin of probabilities, the share that was right with its 95 %
        Wilson interval, where a bin has enough answers. Below, how many were right and wrong.
    """
    count = len(answers)
    size = (4.4 * count + 0.8, 7)
    figure, axes = plt.subplots(2, count, figsize=size, sharex=True, sharey="row", squeeze=False)
    for (above, below), (name, (sure, right)) in zip(axes.T, answers.items(), strict=True):
        _right_in_bins(sure, right, above)
        _counts_in_bins(sure, right, below)
        above.set_title(name)
    axes[0, 0].set_ylabel("share of right answers")
    axes[1, 0].set_ylabel("answers")
    figure.supxlabel("probability of the answer")
    return figure


def _right_in_bins(sure: Array, right: Array, ax: Axes) -> None:
    ax.plot([0, 1], [0, 1], "k:", linewidth=1.5)
    ax.text(1, 0.05, "dotted: as right as sure", ha="right", fontsize=12)
    # A probability of exactly 1 belongs into the last bin.
    numbers = np.minimum((sure * BINS).astype(int), BINS - 1)
    for number in range(BINS):
        inside = numbers == number
        if inside.sum() >= FEWEST:
            low, high = wilson_interval(int(right[inside].sum()), int(inside.sum()))
            x = float(sure[inside].mean())
            ax.plot([x, x], [float(low), float(high)], "-", color=COLORS["blue"])
            ax.plot(x, right[inside].mean(), "o", color=COLORS["blue"])
    ax.set(xlim=(0, 1.04), ylim=(0, 1.05))


def _counts_in_bins(sure: Array, right: Array, ax: Axes) -> None:
    edges = np.linspace(0, 1, BINS + 1)
    for label, color, line, height, chosen in (
        ("right, solid", COLORS["blue"], "-", 0.88, right),
        ("wrong, dashed", COLORS["red"], "--", 0.76, ~right),
    ):
        counts = np.histogram(sure[chosen], edges)[0]
        ax.stairs(counts, edges, color=color, linestyle=line, linewidth=2.2)
        ax.text(0.04, height, label, color=text_color(color), transform=ax.transAxes)
    ax.set(yscale="log", ylim=(0.6, 2e5))
