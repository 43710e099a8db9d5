"""Functions and their derivatives: curves, tangents, bars, matrices, and maps of the plane."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnlib.plots.regions import REGION_COLORS
from nnlib.plots.style import COLORS, looks, text_color
from nnlib.types import Activation, Array

SQUARE = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
"""The corners of the unit square, in the order of a walk around it."""


def tangents(
    f: Activation,
    d_f: Activation,
    at: Sequence[float],
    *,
    limits: tuple[float, float] = (-4, 4),
    title: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw a function of one variable, with tangents and their slopes at some points.

    Args:
        f: The function, elementwise.
        d_f: Its derivative, elementwise.
        at: Where the tangents touch.
        limits: The range of x.
        title: What stands above.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes.
    """
    if ax is None:
        ax = plt.subplots()[1]
    x, points = np.linspace(*limits, 401), np.array(at, dtype=float)
    ax.plot(x, f(x), color=COLORS["blue"], ls="-")
    for point, height, slope in zip(points, f(points), d_f(points), strict=True):
        run = np.array([-1.0, 1.0]) / np.hypot(1, slope)
        ax.plot(point + run, height + slope * run, color=COLORS["red"], ls="-", lw=3)
        ax.plot(point, height, "o", color="black")
        # Above on the left, below on the right: beside a curve that rises, neither is in its way.
        ax.annotate(
            f"{slope:.2f}",
            (point, height),
            xytext=(0, 10) if point <= 0 else (6, -17),
            textcoords="offset points",
            ha="right" if point <= 0 else "left",
            color=text_color(COLORS["red"]),
        )
    ax.set(xlabel="x", ylabel="f(x)", title=title)
    return ax


def bars(rows: Mapping[str, Array], *, xlabel: str) -> Figure:
    """Draw rows of numbers side by side as bars, with the numbers on them.

    Args:
        rows: For each title a row, ``(m,)``.
        xlabel: What the places 0, 1, 2 … are.

    Returns:
        The figure.
    """
    figure, axes = plt.subplots(1, len(rows), figsize=(4.2 * len(rows), 3.6), squeeze=False)
    for ax, (title, row), (color, *_) in zip(axes.flat, rows.items(), looks(rows), strict=True):
        drawn = ax.bar(range(len(row)), row, color=color)
        ax.bar_label(drawn, fmt="%.2f", padding=3)
        ax.axhline(0, color="black", lw=1, ls="-")
        ax.set(title=title, xlabel=xlabel, xticks=range(len(row)))
        ax.margins(y=0.18)
    return figure


def matrix(
    values: Array,
    *,
    title: str = "",
    xlabel: str = "",
    ylabel: str = "",
    decimals: int = 2,
    ax: Axes | None = None,
) -> Axes:
    """Draw a matrix as coloured squares with its numbers in them: blue below 0, orange above.

    Args:
        values: ``(rows, columns)``.
        title: What stands above.
        xlabel: What the columns are.
        ylabel: What the rows are.
        decimals: How many decimals each number has.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes.
    """
    rows, columns = values.shape
    if ax is None:
        ax = plt.subplots(figsize=(0.95 * columns + 1.2, 0.6 * rows + 1.4))[1]
    top = float(np.abs(values).max()) or 1.0
    ax.imshow(values, cmap=REGION_COLORS, vmin=-top, vmax=top, alpha=0.55, aspect="auto")
    for (i, j), value in np.ndenumerate(values):
        # Adding 0 turns -0 into 0.
        ax.text(j, i, f"{round(value, decimals) + 0:.{decimals}f}", ha="center", va="center")
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel, xticks=range(columns), yticks=range(rows))
    across, down = np.arange(rows + 1) - 0.5, np.arange(columns + 1) - 0.5
    ax.hlines(across, -0.5, columns - 0.5, color="black", lw=1, clip_on=False)
    ax.vlines(down, -0.5, rows - 0.5, color="black", lw=1, clip_on=False)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.grid(False)
    return ax


def plane_map(f: Activation, jacobian: Array, point: Sequence[float], side: float) -> Figure:
    """Draw what a function does to the plane: a grid and a small square in it, before and after.

    Args:
        f: From points ``(n, 2)`` to points ``(n, 2)``.
        jacobian: Its Jacobian at the point, ``(2, 2)``.
        point: The lower left corner of the square.
        side: The side of the square.

    Returns:
        The figure: on the left the inputs, on the right the outputs, with the columns of the
        Jacobian, times the side, as arrows.
    """
    corner = np.array(point, dtype=float)
    figure, (before, after) = plt.subplots(1, 2, figsize=(12, 5.2))
    for ax, g in ((before, lambda x: x), (after, f)):
        for line in _grid_lines(corner - side, corner + 2 * side):
            ax.plot(*g(line).T, color="0.75", ls="-", lw=1.2)
        ax.fill(*g(_outline(corner, side)).T, color=COLORS["sky"], alpha=0.5)
        ax.set_aspect("equal")
        ax.grid(False)
    _arrows(before, corner, side * np.eye(2), ("step in $x_1$", "step in $x_2$"))
    start = f(corner[np.newaxis])[0]
    _arrows(after, start, side * jacobian, ("first column of J", "second column of J"))
    before.set(xlabel="$x_1$", ylabel="$x_2$", title="before: the plane of inputs")
    after.set(xlabel="$y_1$", ylabel="$y_2$", title="after: the plane of outputs")
    return figure


def square_zooms(
    f: Activation, jacobian: Array, point: Sequence[float], sides: Sequence[float]
) -> Figure:
    """Draw the images of smaller and smaller squares, each with the parallelogram of the Jacobian.

    Args:
        f: From points ``(n, 2)`` to points ``(n, 2)``.
        jacobian: Its Jacobian at the point, ``(2, 2)``.
        point: The lower left corner of every square.
        sides: The side of each square, one for each pair of axes.

    Returns:
        The figure.
    """
    corner = np.array(point, dtype=float)
    start = f(corner[np.newaxis])[0]
    figure, axes = plt.subplots(1, len(sides), figsize=(4.2 * len(sides), 4.4), squeeze=False)
    for ax, side in zip(axes.flat, sides, strict=True):
        ax.fill(*f(_outline(corner, side)).T, color=COLORS["sky"], alpha=0.5)
        flat = np.vstack([SQUARE, SQUARE[:1]]) * side @ jacobian.T + start
        ax.plot(*flat.T, color=COLORS["red"], ls="--")
        ax.set(title=f"side {side:g}", xlabel="$y_1$", ylabel="$y_2$")
        ax.margins(0.12)
        ax.locator_params(nbins=4)
    return figure


def errors_against_step(
    h: Array,
    errors: Mapping[str, Array],
    *,
    guides: Mapping[str, Array] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the error of numerical derivatives against their step, on logarithmic axes.

    Args:
        h: The steps, ascending, ``(k,)``.
        errors: For each name the error at each step, ``(k,)``.
        guides: For each name what theory says, ``(k,)``, drawn thin and gray behind.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes, with a marker at the smallest error of each.
    """
    if ax is None:
        ax = plt.subplots(figsize=(9, 5.5))[1]
    low = 0.3 * min(error.min() for error in errors.values())
    high = 3 * max(error.max() for error in errors.values())
    for name, guide in (guides or {}).items():
        ax.loglog(h, guide, color="0.55", ls=":", lw=2)
        inside = np.flatnonzero((guide > low) & (guide < high))
        offset = (14, -12) if guide[-1] > guide[0] else (-44, -16)
        _name(ax, name, h, guide, int(inside[len(inside) // 2]), offset, "0.35")
    for (name, error), (color, style, marker) in zip(errors.items(), looks(errors), strict=True):
        best = int(np.nanargmin(error))
        ax.loglog(h, error, color=color, ls=style)
        ax.plot(h[best], error[best], marker, ms=12, color=color, mec="black")
        _name(ax, name, h, error, -1, (8, 0), text_color(color))
    ax.set(xlabel="step h (log scale)", ylabel="largest error (log scale)", ylim=(low, high))
    return ax


def _name(
    ax: Axes, name: str, x: Array, y: Array, i: int, offset: tuple[float, float], color: str
) -> None:
    """Write a name beside point i of a curve."""
    ax.annotate(
        name,
        (x[i], y[i]),
        xytext=offset,
        textcoords="offset points",
        va="center",
        color=color,
    )


def _grid_lines(low: Array, high: Array) -> list[Array]:
    """Vertical and horizontal lines in a rectangle of the plane, each as points ``(n, 2)``."""
    along = np.linspace(0, 1, 60)
    upright = [np.column_stack([np.full(60, t), along]) for t in np.linspace(0, 1, 7)]
    return [low + line * (high - low) for line in upright + [line[:, ::-1] for line in upright]]


def _outline(corner: Array, side: float) -> Array:
    """A walk around a square, as points ``(n, 2)``."""
    t = np.linspace(0, 1, 40)[:, np.newaxis]
    edges = [a + t * (b - a) for a, b in zip(SQUARE, np.roll(SQUARE, -1, axis=0), strict=True)]
    return corner + side * np.vstack(edges)


def _arrows(ax: Axes, start: Array, steps: Array, names: Sequence[str]) -> None:
    """An arrow for each column of steps ``(2, 2)``, with its name at its head."""
    styles: list[tuple[str, tuple[int, int], str]] = [
        (COLORS["blue"], (8, -6), "left"),
        (COLORS["red"], (-8, 4), "right"),
    ]
    for step, name, (color, offset, align) in zip(steps.T, names, styles, strict=True):
        arrow = {"arrowstyle": "-|>", "color": color, "lw": 3, "mutation_scale": 20}
        end, gaps = tuple(start + step), {"shrinkA": 0, "shrinkB": 0}
        ax.annotate("", end, tuple(start), arrowprops={**arrow, **gaps})
        ax.annotate(
            name,
            end,
            xytext=offset,
            textcoords="offset points",
            ha=align,
            color=text_color(color),
            bbox={"boxstyle": "round,pad=0.15", "color": "white", "alpha": 0.85},
        )
