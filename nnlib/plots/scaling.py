"""Settings beside each other: the runs of each, at its own learning rate, and over the epochs."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnlib.plots.digits import confusion_matrix
from nnlib.plots.style import COLORS, looks, text_color
from nnlib.types import Array


def runs_in_rows(
    values: Mapping[str, Array],
    *,
    xlabel: str,
    published: Mapping[str, float] | None = None,
    log: bool = False,
    title: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw each run as a dot, a row for each setting, with the median as a bar and as a number.

    Args:
        values: For each setting what its runs gave, ``(runs,)``.
        xlabel: What the numbers are.
        published: For some settings a number to compare with, drawn as a star.
        log: Whether the numbers are drawn on a logarithmic scale.
        title: What stands above.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes, the first setting on top.
    """
    if ax is None:
        ax = plt.subplots(figsize=(9, 0.55 * len(values) + 1.6))[1]
    for row, (name, runs) in enumerate(values.items()):
        middle = float(np.median(runs))
        ax.plot(runs, np.full(len(runs), row), "o", color=COLORS["blue"], alpha=0.5)
        ax.plot(middle, row, "|", color="black", markersize=22, mew=3)
        ax.text(1.02, row, f"{middle:.2f}", transform=ax.get_yaxis_transform(), va="center")
        if published and name in published:
            ax.plot(published[name], row, "*", color=COLORS["red"], markersize=15, mec="black")
    ax.set_yticks(range(len(values)), list(values))
    scale = "log" if log else "linear"
    ax.set(xscale=scale, xlabel=xlabel, title=title, ylim=(len(values) - 0.5, -0.5))
    ax.text(1.02, 1, "median", transform=ax.transAxes, va="bottom")
    return ax


def rate_panels(
    rates: Sequence[float] | Mapping[str, Sequence[float]],
    judged: Mapping[tuple[str, str], tuple[Array, float, Array]],
    *,
    ylabel: str,
    title: str = "",
) -> Figure:
    """Draw accuracy against learning rate, a panel for each pair of a row and a column.

    In each panel its own runs are drawn in colour, the median with a band from the lowest to the
    highest; the medians of the other panels of its row are grey. A star marks the chosen rate.

    Args:
        rates: The learning rates, ``(r,)``; or for each column its own.
        judged: For each pair, the name of a row and the name of a column, the runs at each rate,
            ``(r, runs)``, the chosen rate, and the runs at that one, ``(runs,)``.
        ylabel: What the height means.
        title: What stands above all.

    Returns:
        The figure.
    """
    rows, columns = (list(dict.fromkeys(names)) for names in zip(*judged, strict=True))
    own = rates if isinstance(rates, Mapping) else dict.fromkeys(columns, rates)
    size = (4.1 * len(columns) + 0.6, 2.9 * len(rows) + 1)
    figure, axes = plt.subplots(
        len(rows), len(columns), figsize=size, sharex=True, sharey=True, squeeze=False
    )
    for line, row in zip(axes, rows, strict=True):
        for ax, column, (color, _, marker) in zip(line, columns, looks(columns), strict=True):
            for other in columns:
                middle = np.median(judged[row, other][0], axis=1)
                ax.plot(own[other], middle, "-", color="0.75", lw=1.5)
            _rate_curve(ax, own[column], *judged[row, column], color=color, marker=marker)
        line[0].set_ylabel(f"{row}\n{ylabel}" if len(rows) > 1 else ylabel)
    for top, bottom, column in zip(axes[0], axes[-1], columns, strict=True):
        top.set(title=column, xscale="log", ylim=(0, 1.05))
        bottom.set_xlabel("learning rate η")
        bottom.minorticks_off()
    figure.suptitle(title, fontsize=15)
    return figure


def _rate_curve(
    ax: Axes,
    rates: Sequence[float],
    runs: Array,
    chosen: float,
    at_chosen: Array,
    *,
    color: str,
    marker: str,
) -> None:
    """One panel's own runs: their median, a band, and a star with a number at the chosen rate."""
    ax.fill_between(rates, runs.min(axis=1), runs.max(axis=1), color=color, alpha=0.25, lw=0)
    ax.plot(rates, np.median(runs, axis=1), "-", color=color, marker=marker, markersize=6)
    height = float(np.median(at_chosen))
    ax.plot(chosen, height, "*", color=color, markersize=18, mec="black", zorder=4)
    ax.annotate(
        f"{height:.2f}",
        (chosen, height),
        xytext=(0, 11),
        textcoords="offset points",
        ha="center",
        color=text_color(color),
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1},
    )


def confusion_matrices(truth: Array, predicted: Mapping[str, Array]) -> Figure:
    """Count for several networks how often each digit is taken for each.

    Args:
        truth: Labels, ``(n,)``.
        predicted: For each title the labels that a network gives, ``(n,)``.

    Returns:
        The figure, a matrix for each title.
    """
    figure, axes = plt.subplots(1, len(predicted), figsize=(5.6 * len(predicted), 5.8))
    for ax, (title, labels) in zip(np.atleast_1d(axes), predicted.items(), strict=True):
        confusion_matrix(truth, labels, title=title, ax=ax)
        ax.label_outer()
    return figure
