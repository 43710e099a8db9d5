"""A plane before and after a function moves it: grids, squares, hidden layers, bent paper."""

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnlib.plots.arguments import (
    check_named,
    check_parts,
    classes_of,
    outputs_of,
    read_finite,
    read_labels,
)
from nnlib.plots.style import CLASS_COLORS, COLORS, MARKERS, text_color
from nnlib.types import Array

Function = Callable[[Array], Array]
"""From points ``(n, 2)`` to points ``(n, 2)``."""

Stage = tuple[Function, Array, float]
"""A hidden layer, from inputs ``(n, 2)`` to activations ``(n, 2)``; the output's weights w
``(2, 1)``; and the threshold."""

SQUARE = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
"""The corners of the unit square, counterclockwise."""

SPAN = (-0.4, 1.4)
"""From where to where the inputs of a folded plane are drawn, in both directions."""

REACH = (-1.5, 1.5)
"""From where to where its hidden activations are drawn, in both directions."""

GRID_LINES = np.linspace(*SPAN, 10)
"""Where the lines of the grid over its inputs lie, in both directions."""

TOGETHER = 0.15
"""Points nearer than this share one text."""

CROWDED = 0.3
"""A text goes below its point where another point is less than this above it."""


def plane_map(f: Function, jacobian: Array, point: Sequence[float], side: float) -> Figure:
    """Draw what a function does to the plane: a grid and a small square in it, before and after.

    Args:
        f: From points ``(n, 2)`` to points ``(n, 2)``.
        jacobian: Its Jacobian at the point, ``(2, 2)``.
        point: The lower left corner of the square, ``(2,)``.
        side: The side of the square.

    Returns:
        The figure: on the left the inputs, on the right the outputs, with the columns of the
        Jacobian, times the side, as arrows, and their parallelogram, dashed.
    """
    corner = read_finite("point", point, (2,))
    jacobian = read_finite("jacobian", jacobian, (2, 2))
    start = _moved("f", f, corner[np.newaxis])[0]
    figure, (before, after) = plt.subplots(1, 2, figsize=(12, 5.2))
    for ax, g in ((before, np.copy), (after, f)):
        for line in _grid_lines(corner - side, corner + 2 * side):
            ax.plot(*_moved("f", g, line).T, color="0.75", ls="-", lw=1.2)
        ax.fill(*_moved("f", g, _outline(corner, side)).T, color=COLORS["sky"], alpha=0.5)
        ax.set_aspect("equal")
        ax.grid(False)
    linear = start + (_outline(corner, side) - corner) @ jacobian.T
    after.plot(*linear.T, color="black", ls="--", lw=1.5)
    _arrows(before, corner, side * np.eye(2), ("step in $x_0$", "step in $x_1$"))
    _arrows(after, start, side * jacobian, ("column 0 of J", "column 1 of J"))
    before.set(xlabel="$x_0$", ylabel="$x_1$", title="before: the plane of inputs")
    after.set(xlabel="$y_0$", ylabel="$y_1$", title="after: the plane of outputs")
    return figure


def _moved(name: str, f: Function, points: Array) -> Array:
    """Where a function moves points, ``(n, 2)``."""
    return outputs_of(name, f, points, points.shape)


def _grid_lines(low: Array, high: Array) -> list[Array]:
    """Vertical and horizontal lines in a rectangle of the plane, each as points ``(n, 2)``."""
    along = np.linspace(0, 1, 60)
    upright = [np.column_stack([np.full(60, t), along]) for t in np.linspace(0, 1, 7)]
    return [low + line * (high - low) for line in upright + [line[:, ::-1] for line in upright]]


def _outline(corner: Array, side: float) -> Array:
    """The outline of a square, as points ``(n, 2)``."""
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


def folded_plane(stages: Mapping[str, Stage], x: Array, labels: Array) -> Figure:
    """Draw the plane of inputs, and beside it the same plane as hidden layers move it.

    A grid over the inputs is moved with the samples, so it shows how the plane is folded. The
    network's answer is 1 where the background is shaded. The dashed border of the shade is straight
    among the activations; among the inputs it is that of the last stage.

    Args:
        stages: For each title a hidden layer of two neurons, and the line of the output in the
            plane of its activations a: the answer is 1 where a w is above the threshold.
        x: The samples, ``(n, 2)``.
        labels: A label of any kind for each sample, ``(n,)`` or ``(n, 1)``.

    Returns:
        The figure: the inputs first, then a pair of axes for each stage, two in a row.
    """
    check_named("stages", stages, "stage")
    x = read_finite("x", x, ("n", 2))
    read = {title: _read_stage(f"stages[{title!r}]", stage, x) for title, stage in stages.items()}
    labels = read_labels("labels", labels, len(x))
    classes = classes_of("labels", labels)
    rows = len(stages) // 2 + 1
    figure, axes = plt.subplots(rows, 2, figsize=(10, 4.9 * rows), layout="compressed")
    inputs, *others = axes.flat[: len(stages) + 1]
    *_, last = read.values()
    _draw_border(inputs, SPAN, *last)
    _draw_grid(inputs, np.copy)
    _draw_samples(inputs, x, x, labels, classes)
    ticks = (0, 0.5, 1)
    inputs.set(xlabel="input 1", ylabel="input 2", title="inputs", xticks=ticks, yticks=ticks)
    for ax, (title, (hidden, weights, threshold)) in zip(others, read.items(), strict=True):
        _draw_border(ax, REACH, np.copy, weights, threshold)
        _draw_grid(ax, hidden)
        _draw_samples(ax, x, hidden(x), labels, classes)
        ax.set(xlabel="hidden neuron 1", ylabel="hidden neuron 2", title=title)
    for ax in axes.flat[len(stages) + 1 :]:
        ax.remove()
    return figure


def _read_stage(name: str, stage: Stage, x: Array) -> Stage:
    """A stage whose function and weights have the right shapes."""
    check_parts(name, stage, ("layer", "weights", "threshold"))
    hidden, weights, threshold = stage
    _moved(f"{name}[0]", hidden, x)
    return hidden, read_finite(f"{name}[1]", weights, (2, 1), (2,)), threshold


def _draw_border(
    ax: Axes, span: tuple[float, float], move: Function, weights: Array, threshold: float
) -> None:
    """Shade a square plane where its points, once moved, lie above the output's line."""
    sides = np.linspace(*span, 200)
    plane = np.meshgrid(sides, sides)
    points = np.column_stack([axis.ravel() for axis in plane])
    heights = (move(points) @ weights - threshold).reshape(plane[0].shape)
    ax.contourf(*plane, heights, [0, np.inf], colors=[COLORS["orange"]], alpha=0.25)
    ax.contour(*plane, heights, [0], colors="black", linestyles="--", linewidths=2.5)
    ax.set(xlim=span, ylim=span, aspect="equal")
    ax.grid(False)


def _draw_grid(ax: Axes, move: Function) -> None:
    """Draw the grid where ``move`` takes it; solid lines were upright."""
    along = np.linspace(*SPAN, 200)
    for fixed in GRID_LINES:
        upright = np.column_stack([np.full(200, fixed), along])
        ax.plot(*move(upright).T, "-", color=COLORS["blue"], lw=1.2)
        ax.plot(*move(upright[:, ::-1]).T, ":", color=COLORS["green"], lw=1.6)


def _draw_samples(
    ax: Axes, x: Array, moved: Array, labels: Array, classes: Sequence[object]
) -> None:
    """Draw the samples where they are now, each with its inputs beside it."""
    texts: dict[tuple[float, float], list[str]] = {}
    for inputs, place, label in zip(x, moved, labels, strict=True):
        number = classes.index(label)
        color = CLASS_COLORS[number]
        ax.plot(*place, MARKERS[number], color=color, ms=13, mec="black", mew=1.5, zorder=5)
        near = [at for at in texts if np.hypot(*np.subtract(at, place)) < TOGETHER]
        key = near[0] if near else (float(place[0]), float(place[1]))
        texts.setdefault(key, []).append(f"({inputs[0]:g}, {inputs[1]:g})")
    for place, names in texts.items():
        box = {"boxstyle": "round,pad=0.15", "color": "white", "alpha": 0.85}
        text = "\n".join(names)
        above = [at for at in texts if 0 < at[1] - place[1] < CROWDED > abs(at[0] - place[0])]
        offset = (12, -22 if above else 10)
        ax.annotate(text, place, xytext=offset, textcoords="offset points", bbox=box, zorder=6)
