"""Surfaces seen from above, and the walks that optimizers take on them."""

from collections.abc import Callable, Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from nnlib.plots.style import COLORS, looks
from nnlib.types import Array

GRID = 100
"""Points along each side of the grid on which a surface is measured."""

SHADES = 8
"""How many shades a map has."""

GRAYS = np.linspace(1.0, 0.72, SHADES)
"""The shades, from the lowest to the highest."""


def landscape(
    f: Callable[[Array], Array],
    walk: Array | None = None,
    *,
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    minimum: tuple[float, float] = (0.0, 0.0),
    title: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw a surface over two parameters as a map, the paler the lower, with a walk on it.

    All shades cover equal areas. What a walk does outside of the map is cut off.

    Args:
        f: From points ``(n, 2)`` to their heights ``(n,)``.
        walk: Its points, ``(steps + 1, 2)``, each with a mark, the first the largest.
        xlim: From where to where the first parameter goes.
        ylim: From where to where the second one goes.
        minimum: The lowest point, marked by a star.
        title: What stands above.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes, both to the same scale.
    """
    if ax is None:
        ax = plt.subplots(figsize=(9, 5))[1]
    grid_x, grid_y = np.meshgrid(np.linspace(*xlim, GRID), np.linspace(*ylim, GRID))
    points = np.column_stack([grid_x.ravel(), grid_y.ravel()])
    heights = f(points).reshape(grid_x.shape)
    levels = np.unique(np.quantile(heights, np.linspace(0, 1, SHADES + 1)))
    ax.contourf(grid_x, grid_y, heights, levels, colors=[str(g) for g in GRAYS])
    if walk is not None:
        blue = COLORS["blue"]
        ax.plot(*walk.T, "-o", color=blue, linewidth=1.4, markersize=4)
        ax.plot(*walk[0], "o", color=blue, markersize=12, mec="black", zorder=4)
    ax.plot(*minimum, "*", color="black", markersize=16, zorder=5)
    ax.set(
        xlim=xlim,
        ylim=ylim,
        xlabel="parameter 1",
        ylabel="parameter 2",
        title=title,
        aspect="equal",
    )
    ax.grid(False)
    return ax


def arrows(
    d_f: Callable[[Array], Array],
    points: Array,
    *,
    ax: Axes,
    length: float = 1.0,
    color: str = COLORS["blue"],
) -> Axes:
    """Draw at each point an arrow against the gradient, all of the same length.

    Args:
        d_f: The gradient of a surface, from points ``(n, 2)`` to ``(n, 2)``.
        points: Where the arrows start, ``(n, 2)``.
        ax: The map on which to draw.
        length: How long the arrows are, in units of the parameters.
        color: Their colour.

    Returns:
        The axes.
    """
    gradients = d_f(points)
    steps = -length * gradients / np.linalg.norm(gradients, axis=1, keepdims=True)
    ax.quiver(
        *points.T,
        *steps.T,
        angles="xy",
        scale_units="xy",
        scale=1,
        width=0.008,
        color=color,
        zorder=4,
    )
    return ax


def against_rate(
    rates: Array,
    losses: Mapping[str, Array],
    *,
    bounds: Mapping[str, float] | None = None,
    ylabel: str = "loss at the end",
    ax: Axes | None = None,
) -> Axes:
    """Draw how good a walk ends against its learning rate, both on logarithmic scales.

    Args:
        rates: The learning rates, ``(r,)``.
        losses: For each name the loss at the end for each rate, ``(r,)``; where it is not finite,
            nothing is drawn. The lowest point of each curve is marked.
        bounds: Learning rates to mark by a dotted line, each with the text beside it.
        ylabel: What the height means.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes.
    """
    if ax is None:
        ax = plt.subplots()[1]
    for (name, loss), (color, style, marker) in zip(losses.items(), looks(losses), strict=True):
        finite = np.where(np.isfinite(loss), loss, np.nan)
        ax.plot(
            rates,
            finite,
            color=color,
            linestyle=style,
            marker=marker,
            markersize=11,
            markevery=[int(np.nanargmin(finite))] if np.isfinite(finite).any() else [],
            mec="black",
            label=name,
        )
    for text, bound in (bounds or {}).items():
        ax.axvline(bound, color="black", linestyle=":")
        ax.annotate(
            text,
            (bound, 0.02),
            xycoords=("data", "axes fraction"),
            xytext=(5, 0),
            textcoords="offset points",
            rotation=90,
        )
    ax.set(xscale="log", yscale="log", xlabel="learning rate η", ylabel=ylabel)
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return ax


def dots(
    values: Mapping[str, Array],
    *,
    xlabel: str,
    title: str = "",
    floor: float = 0.0,
    ax: Axes | None = None,
) -> Axes:
    """Draw each number as a dot, a row for each name, with a bar at the median.

    Args:
        values: For each name its numbers, ``(runs,)``, all above 0 or raised to the floor.
        xlabel: What the numbers are.
        title: What stands above.
        floor: What lies lower is drawn here.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes, with a logarithmic scale.
    """
    if ax is None:
        ax = plt.subplots()[1]
    for row, (numbers, (color, _, marker)) in enumerate(
        zip(values.values(), looks(values), strict=True)
    ):
        shown = np.maximum(numbers, floor)
        ax.plot(shown, np.full(len(shown), row), marker, color=color, alpha=0.5)
        ax.plot(np.median(shown), row, "|", color="black", markersize=26, mew=3)
    ax.set_yticks(range(len(values)), list(values))
    ax.set(xscale="log", xlabel=xlabel, title=title, ylim=(len(values) - 0.5, -0.5))
    return ax
