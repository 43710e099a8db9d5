"""How often something succeeds, with the uncertainty that a number of runs leaves."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from nnlib.plots.style import looks
from nnlib.types import Array

Z95 = 1.959964
"""How many standard deviations around the mean of a normal distribution hold 95 % of it."""


def wilson_interval(successes: Array | float, runs: int) -> tuple[Array, Array]:
    """The rates that fit to a number of successes: Wilson's interval, with 95 % confidence.

    Unlike rate ± 2 √(rate (1 - rate) / runs), it says something where all runs succeed or none.

    Args:
        successes: How many runs succeeded, one number or several.
        runs: Out of how many.

    Returns:
        The lowest and the highest rate, each of the shape of ``successes``.

    Source:
        Wilson (1927), Probable inference, the law of succession, and statistical inference.

    >>> low, high = wilson_interval(100, 100)
    >>> round(float(low), 3), round(float(high), 3)
    (0.963, 1.0)
    """
    rate = np.asarray(successes) / runs
    spread = Z95**2 / runs
    middle = (rate + spread / 2) / (1 + spread)
    half = np.sqrt(spread * rate * (1 - rate) + spread**2 / 4) / (1 + spread)
    return middle - half, middle + half


def success_rates(
    successes: Mapping[str, Sequence[int]],
    runs: int,
    *,
    titles: Sequence[str],
    xlabel: str = "% of the runs",
) -> Figure:
    """Draw success rates as dots with Wilson's intervals, a row for each name.

    Args:
        successes: For each name how many runs succeeded, a number for each panel.
        runs: Out of how many.
        titles: What stands above each panel.
        xlabel: What the rates are.

    Returns:
        The figure, its panels side by side, all to one scale.
    """
    size = (3.1 * len(titles) + 2.4, 0.62 * len(successes) + 1.5)
    figure, axes = plt.subplots(1, len(titles), figsize=size, sharex=True, sharey=True)
    for ax, title, column in zip(
        np.ravel(axes), titles, zip(*successes.values(), strict=True), strict=True
    ):
        counts = np.array(column)
        lows, highs = wilson_interval(counts, runs)
        for row, (color, _, marker) in enumerate(looks(counts)):
            ax.plot([100 * lows[row], 100 * highs[row]], [row, row], "-", color=color, lw=3)
            rate = 100 * counts[row] / runs
            ax.plot(rate, row, marker, color=color, mec="black")
            inside = {"ha": "right", "xytext": (12, 11)} if rate > 90 else {"xytext": (-9, 11)}
            label = f"{rate:.0f}"
            ax.annotate(label, (rate, row), textcoords="offset points", fontsize=12, **inside)
        ax.set(title=title, xlim=(0, 104), xticks=[0, 50, 100])
    ax.set(ylim=(len(successes) - 0.5, -0.7))
    ax.set_yticks(range(len(successes)), list(successes))
    figure.supxlabel(xlabel, fontsize=plt.rcParams["axes.labelsize"])
    figure.set_layout_engine("constrained", wspace=0.05)
    return figure
