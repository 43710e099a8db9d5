"""What a hidden layer of two neurons makes of the plane."""

from collections.abc import Callable, Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnlib.plots.style import COLORS, MARKERS
from nnlib.types import Array

SPAN = (-0.4, 1.4)
"""From where to where the inputs are drawn, in both directions."""

LIMIT = 1.5
"""The hidden activations are drawn from minus this to this."""

GRID_LINES = np.linspace(*SPAN, 10)
"""Where the lines of the grid over the inputs lie, in both directions."""

TOGETHER = 0.15
"""Points nearer than this share one label."""

CROWDED = 0.3
"""A label goes below its point where another point is less than this above it."""


Stage = tuple[Callable[[Array], Array], Array, float]
"""The hidden layer, from inputs ``(n, 2)`` to activations ``(n, 2)``; the output's weights w
``(2, 1)``; and the threshold above which a w must be for the answer 1."""


def folded_plane(stages: Mapping[str, Stage], x: Array, labels: Array) -> Figure:
    """Draw the plane of inputs, and beside it the same plane as hidden layers move it.

    A grid over the inputs is moved with the points, so it shows how the plane is folded. The
    answer is 1 where the ground is shaded. The dashed border of it is straight among the
    activations; for the inputs it is drawn as the last stage has it.

    Args:
        stages: For each title a hidden layer of two neurons and the output's line in its plane.
        x: The samples, ``(n, 2)``.
        labels: 0 or 1 for each, ``(n,)`` or ``(n, 1)``.

    Returns:
        The figure: the inputs first, then a pair of axes for each stage, two in a row.
    """
    rows = len(stages) // 2 + 1
    figure, axes = plt.subplots(rows, 2, figsize=(12.5, 6 * rows), layout="compressed")
    inputs, *others = axes.flat[: len(stages) + 1]
    *_, (hidden, weights, threshold) = stages.values()
    _border(inputs, SPAN, hidden, weights, threshold)
    _moved(inputs, np.copy, x, labels)
    inputs.set(
        xlabel="input 1", ylabel="input 2", title="inputs", xticks=(0, 0.5, 1), yticks=(0, 0.5, 1)
    )
    for ax, (title, (hidden, weights, threshold)) in zip(others, stages.items(), strict=True):
        _border(ax, (-LIMIT, LIMIT), np.copy, weights, threshold)
        _moved(ax, hidden, x, labels)
        ax.set(xlabel="hidden neuron 1", ylabel="hidden neuron 2", title=title)
    for ax in axes.flat[len(stages) + 1 :]:
        ax.remove()
    return figure


def _border(
    ax: Axes,
    span: tuple[float, float],
    move: Callable[[Array], Array],
    weights: Array,
    threshold: float,
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


def _moved(ax: Axes, move: Callable[[Array], Array], x: Array, labels: Array) -> None:
    """Draw the grid and the samples where ``move`` takes them; solid lines were upright."""
    along = np.linspace(*SPAN, 200)
    for fixed in GRID_LINES:
        upright = np.column_stack([np.full(200, fixed), along])
        ax.plot(*move(upright).T, "-", color=COLORS["blue"], lw=1.2)
        ax.plot(*move(upright[:, ::-1]).T, ":", color=COLORS["green"], lw=1.6)
    _points(ax, x, move(x), labels)


def _points(ax: Axes, x: Array, moved: Array, labels: Array) -> None:
    """Draw the samples where they are now, each with its inputs beside it."""
    texts: dict[tuple[float, float], list[str]] = {}
    for inputs, place, label in zip(x, moved, np.ravel(labels), strict=True):
        color = COLORS["orange"] if label else COLORS["blue"]
        ax.plot(*place, MARKERS[int(label)], color=color, ms=13, mec="black", mew=1.5, zorder=5)
        near = [at for at in texts if np.hypot(*np.subtract(at, place)) < TOGETHER]
        key = near[0] if near else (float(place[0]), float(place[1]))
        texts.setdefault(key, []).append(f"({inputs[0]:g}, {inputs[1]:g})")
    for place, names in texts.items():
        box = {"boxstyle": "round,pad=0.15", "color": "white", "alpha": 0.85}
        text = "\n".join(names)
        above = [at for at in texts if 0 < at[1] - place[1] < CROWDED > abs(at[0] - place[0])]
        offset = (12, -22 if above else 10)
        ax.annotate(text, place, xytext=offset, textcoords="offset points", bbox=box, zorder=6)
