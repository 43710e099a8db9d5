"""Functions drawn over what they depend on, and matrices with their numbers in them."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnlib.plots.curves import name_ends
from nnlib.plots.functions import matrix
from nnlib.plots.style import looks
from nnlib.types import Array


def named_functions(
    x: Array,
    values: Mapping[str, Array],
    *,
    xlabel: str,
    ylabel: str,
    title: str = "",
    log: bool = False,
    measured: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw functions of the same x, up to seven, each with its name at its right end.

    Args:
        x: Where, ``(k,)`` or a column ``(k, 1)``.
        values: For each name the heights, of the shape of x; a lone function may have the name "".
        xlabel: What x means.
        ylabel: What the height means.
        title: What stands above.
        log: Whether heights are drawn on a logarithmic scale.
        measured: Whether to mark each height, where there are few that were measured.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes.
    """
    if ax is None:
        ax = plt.subplots()[1]
    ends = {}
    for (name, heights), (color, style, marker) in zip(values.items(), looks(values), strict=True):
        ax.plot(x, heights, color=color, linestyle=style, marker=marker if measured else "")
        ends[name] = (np.ravel(x)[-1], np.ravel(heights)[-1], color)
    ax.set(xlabel=xlabel, ylabel=ylabel, title=title, yscale="log" if log else "linear")
    name_ends(ax, ends)
    return ax


def matrices(values: Mapping[str, Array], symbols: Sequence[str] = ()) -> Figure:
    """Draw matrices side by side with a number in each cell, as in an equation.

    Args:
        values: For each title a matrix ``(rows, columns)``.
        symbols: What stands between two neighbours, one fewer than matrices: "@", "=".

    Returns:
        The figure: cells of one size; orange above 0, blue below, white at 0.
    """
    tallest = max(len(cells) for cells in values.values())
    widths = [0.6] * (2 * len(values) - 1)
    widths[::2] = [cells.shape[1] for cells in values.values()]
    size = (1.05 * sum(widths) + 0.6, 0.8 * tallest + 0.9)
    figure, axes = plt.subplots(1, len(widths), figsize=size, width_ratios=widths, squeeze=False)
    for ax, (title, cells) in zip(axes[0, ::2], values.items(), strict=True):
        matrix(cells, ax=ax)
        middle = (len(cells) - 1) / 2
        ax.set_ylim(middle + tallest / 2, middle - tallest / 2)
        ax.text((cells.shape[1] - 1) / 2, -0.65, title, ha="center", va="bottom")
    for ax, symbol in zip(axes[0, 1::2], symbols, strict=False):
        ax.text(0.5, 0.5, symbol, ha="center", va="center", fontsize=24, transform=ax.transAxes)
    for ax in axes.flat:
        ax.axis("off")
    return figure
