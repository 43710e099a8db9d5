"""Curves over epochs or steps, one or several runs of each, named where they end."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from nnlib.plots.style import looks, text_color
from nnlib.types import Array


def curves(
    values: Mapping[str, Sequence[float] | Array],
    *,
    ylabel: str,
    xlabel: str = "epoch",
    first: int = 1,
    log: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw named curves over the epochs 1, 2, 3 …, each with its name at its end.

    Args:
        values: For each name a curve ``(epochs,)``, or several runs ``(runs, epochs)``: then the
            median is drawn, and a band from the lowest run to the highest.
        ylabel: What the height means.
        xlabel: What the steps are.
        first: The number of the first step; 0 for curves that begin before training.
        log: Whether heights are drawn on a logarithmic scale.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes.
    """
    if ax is None:
        ax = plt.subplots()[1]
    ends = {}
    for (name, curve), (color, *_) in zip(values.items(), looks(values), strict=True):
        runs = np.atleast_2d(curve)
        steps = np.arange(first, first + runs.shape[1])
        middle = np.median(runs, axis=0)
        ax.plot(steps, middle, color=color)
        if len(runs) > 1:
            ax.fill_between(steps, runs.min(axis=0), runs.max(axis=0), color=color, alpha=0.2, lw=0)
        ends[name] = (steps[-1], middle[-1], color)
    ax.set(xlabel=xlabel, ylabel=ylabel, yscale="log" if log else "linear")
    ax.locator_params(axis="x", integer=True)
    name_ends(ax, ends)
    return ax


def name_ends(ax: Axes, ends: Mapping[str, tuple[float, float, str]]) -> None:
    """Write each name to the right of its curve's end, moved up where it would hit another."""
    ax.figure.canvas.draw()
    line_height = 1.15 * plt.rcParams["font.size"] * ax.figure.dpi / 72
    occupied = -np.inf
    for name, (x, y, color) in sorted(ends.items(), key=lambda item: item[1][1]):
        height = ax.transData.transform((x, y))[1]
        occupied = max(height, occupied + line_height)
        ax.annotate(
            name,
            (x, y),
            xytext=(8, (occupied - height) * 72 / ax.figure.dpi),
            textcoords="offset points",
            va="center",
            color=text_color(color),
            annotation_clip=False,
        )
