"""The plane of two numbers seen from above: outputs, samples, surfaces, paths and gradients."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure

from nnlib.errors import WrongValue
from nnlib.plots.arguments import (
    axes_for,
    check_named,
    check_parts,
    classes_of,
    outputs_of,
    read_finite,
    read_labels,
    read_numbers,
)
from nnlib.plots.style import CLASS_COLORS, COLORS, MARKERS, REGION_COLORS, REGION_OPACITY
from nnlib.types import Array

Function = Callable[[Array], Array]
"""From points ``(n, 2)``; what it returns for them is said where it is an argument."""

Limits = tuple[float, float]
"""From where to where an axis goes."""

GRID = 100
"""Points along each side of the grid on which a surface is measured."""

SHADES = 8
"""How many shades of grey a surface has."""

GRAYS = [str(gray) for gray in np.linspace(1.0, 0.72, SHADES)]
"""The shades, from the lowest to the highest."""

SHADES_OF_OUTPUT = 21
"""How many shades outputs have: an odd number, so that the one around ½ is white."""

FEW = 10
"""How many samples are few, and drawn large."""


def labelled_points(x: Array, labels: Array, *, title: str = "", ax: Axes | None = None) -> Axes:
    """Draw points of up to seven classes: circles for 0, squares for 1; the more, the smaller.

    Args:
        x: The points, ``(n, 2)``.
        labels: A label of any kind for each point, ``(n,)`` or ``(n, 1)``. Labels other than the
            numbers from 0 to 6 are named in a legend.
        title: What stands above.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes.
    """
    x = read_finite("x", x, ("n", 2))
    drawn = _classified(labels, len(x))
    ax = axes_for(ax, (6, 4.5))
    _draw_samples(ax, x, *drawn)
    ax.set(xlabel="input 1", ylabel="input 2", title=title)
    return ax


def regions_in_turn(predictions: Mapping[str, tuple[Function, Array, Array]]) -> Figure:
    """Colour the plane by the outputs of several networks, side by side.

    Args:
        predictions: For each title a function from points ``(n, 2)`` to one output ``(n, 1)``
            each, the points to draw on it ``(n, 2)``, and their labels ``(n,)`` or ``(n, 1)``.

    Returns:
        The figure, with one scale of colours at its right.
    """
    check_named("predictions", predictions, "network's predict, points and labels")
    panels = {title: _panel(f"predictions[{title!r}]", p) for title, p in predictions.items()}
    # Every plane is as large as all points together need; on it stand the network's own.
    limits = _limits_around(np.concatenate([x for _, x, _ in panels.values()]), 0.1)
    planes = [_heights_over("predict", predict, *limits, 150) for predict, *_ in panels.values()]
    every_label = np.concatenate([labels.astype(object) for *_, labels in panels.values()])
    classes = classes_of("labels", every_label)
    figure, axes = plt.subplots(
        1,
        len(panels),
        figsize=(3.6 * len(panels) + 0.6, 3.4),
        layout="compressed",
        sharex=True,
        sharey=True,
        squeeze=False,
    )
    for ax, plane, (title, (_, x, labels)) in zip(axes[0], planes, panels.items(), strict=True):
        regions = _draw_regions(ax, *plane)
        _draw_samples(ax, x, labels, classes)
        ax.set(title=title)
        ax.label_outer()
    figure.colorbar(regions, ax=axes, ticks=[0, 0.5, 1], label="prediction")
    return figure


def _panel(name: str, panel: Sequence[Any]) -> tuple[Function, Array, Array]:
    """A network's predict, its points ``(n, 2)`` and their labels ``(n,)``."""
    check_parts(name, panel, ("predict", "points", "labels"))
    predict, points, labels = panel
    x = read_finite(f"{name}: x", points, ("n", 2))
    return predict, x, read_labels(f"{name}: labels", labels, len(x))


def _limits_around(x: Array, margin: float) -> tuple[Limits, Limits]:
    """The limits of a plane that goes beyond the samples by a part of their range."""
    ranges = np.ptp(x, axis=0)
    pad = margin * np.where(ranges > 0, ranges, 1)
    (left, bottom), (right, top) = x.min(axis=0) - pad, x.max(axis=0) + pad
    return (left, right), (bottom, top)


def _classified(labels: Any, n: int) -> tuple[Array, Sequence[object]]:
    """The labels ``(n,)``, and the classes among them."""
    read = read_labels("labels", labels, n)
    return read, classes_of("labels", read)


def _heights_over(
    name: str, f: Function, xlim: Limits, ylim: Limits, k: int
) -> tuple[Array, Array, Array]:
    """The x, the y and the ``f`` of each point of a grid, ``(k, k)`` each."""
    grid_x, grid_y = np.meshgrid(np.linspace(*xlim, k), np.linspace(*ylim, k))
    points = np.column_stack([grid_x.ravel(), grid_y.ravel()])
    heights = outputs_of(name, f, points, (len(points),), (len(points), 1))
    return grid_x, grid_y, heights.reshape(grid_x.shape)


def _draw_regions(ax: Axes, grid_x: Array, grid_y: Array, outputs: Array) -> ContourSet:
    """Colour a plane by the output for each of its points, with a dashed border at 0.5."""
    shown, levels = np.clip(outputs, 0, 1), np.linspace(0, 1, SHADES_OF_OUTPUT + 1)
    colors: dict[str, Any] = {"cmap": REGION_COLORS, "alpha": REGION_OPACITY}
    regions = ax.contourf(grid_x, grid_y, shown, levels, **colors)
    if outputs.min() < 0.5 < outputs.max():
        ax.contour(grid_x, grid_y, outputs, [0.5], colors="black", linestyles="--")
    ax.set(xlabel="input 1", ylabel="input 2", aspect="equal")
    ax.grid(False)
    return regions


def _draw_samples(ax: Axes, x: Array, labels: Array, classes: Sequence[object]) -> None:
    """Draw samples, each class with a colour and a marker of its own; few ones large."""
    size, edge = (110.0, 1.5) if len(x) <= FEW else (min(40, 6000 / len(x)), 1.0)
    for label, color, marker in zip(classes, CLASS_COLORS, MARKERS, strict=False):
        across, up = x[labels == label].T
        name = str(label)
        ax.scatter(across, up, size, color, marker=marker, ec="black", lw=edge, label=name)
    if not isinstance(classes, range):
        ax.legend(frameon=True)


def landscape(
    f: Function,
    path: Array | None = None,
    *,
    xlim: Limits,
    ylim: Limits,
    minimum: tuple[float, float] = (0.0, 0.0),
    title: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw a surface over two parameters as a map, the paler the lower, with a path on it.

    All shades cover equal areas. The parts of a path outside of the map are cut off.

    Args:
        f: From points ``(n, 2)`` to their heights ``(n,)`` or ``(n, 1)``.
        path: The points of an optimizer's path, ``(steps + 1, 2)``: each has a mark, the first
            the largest.
        xlim: The limits of the first parameter.
        ylim: The limits of the second parameter.
        minimum: The lowest point, marked by a star.
        title: What stands above.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes, both to the same scale.
    """
    if path is not None:
        path = read_numbers("path", path, ("steps + 1", 2))
    grid_x, grid_y, heights = _heights_over("f", f, xlim, ylim, GRID)
    levels = _equal_areas(heights)
    ax = axes_for(ax, (9, 5))
    ax.contourf(grid_x, grid_y, heights, levels, colors=GRAYS)
    if path is not None:
        blue = COLORS["blue"]
        ax.plot(*path.T, "-o", color=blue, linewidth=1.4, markersize=4)
        ax.plot(*path[0], "o", color=blue, markersize=12, mec="black", zorder=4)
    ax.plot(*minimum, "*", color="black", markersize=16, zorder=5)
    ax.set(xlim=xlim, ylim=ylim, xlabel="parameter 1", ylabel="parameter 2")
    ax.set(title=title, aspect="equal")
    ax.grid(False)
    return ax


def _equal_areas(heights: Array) -> Array:
    """The levels between the shades of a map, so that all shades cover equal areas."""
    finite = heights[np.isfinite(heights)]
    if len(finite) == 0:
        raise WrongValue("f has no finite height anywhere on the map.")
    levels = np.unique(np.quantile(finite, np.linspace(0, 1, SHADES + 1)))
    return levels if len(levels) > 1 else levels[0] + np.array([0.0, 1.0])


def arrows(
    d_f: Function,
    points: Array,
    *,
    ax: Axes,
    length: float = 1.0,
) -> Axes:
    """Draw at each point an arrow against the gradient, all of the same length.

    Args:
        d_f: The gradient of a surface, from points ``(n, 2)`` to ``(n, 2)``.
        points: Where the arrows start, ``(n, 2)``.
        ax: The map on which to draw.
        length: How long the arrows are, in units of the parameters.

    Returns:
        The axes.
    """
    points = read_finite("points", points, ("n", 2))
    gradients = outputs_of("d_f", d_f, points, points.shape)
    norms = np.linalg.norm(gradients, axis=1, keepdims=True)
    # Where the surface is flat, no way is down.
    steps = -length * np.divide(gradients, norms, out=np.zeros_like(gradients), where=norms > 0)
    ax.quiver(
        *points.T,
        *steps.T,
        angles="xy",
        scale_units="xy",
        scale=1,
        width=0.008,
        color=COLORS["blue"],
        zorder=4,
    )
    return ax
