"""What a network has made of points in a plane: the points, its answers, its losses."""

from collections.abc import Callable, Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnlib.plots.curves import curves
from nnlib.plots.regions import decision_regions
from nnlib.plots.style import COLORS, MARKERS
from nnlib.types import Array

POINT_SIZE = 36
"""The area of a point, in square points: small enough for a few hundred of them."""


def labelled_points(x: Array, labels: Array, *, title: str = "", ax: Axes | None = None) -> Axes:
    """Draw points of two classes, circles for 0 and squares for 1.

    Args:
        x: The points, ``(n, 2)``.
        labels: 0 or 1 for each, ``(n,)`` or ``(n, 1)``.
        title: What stands above.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes.
    """
    if ax is None:
        ax = plt.subplots(figsize=(6, 4.5))[1]
    for label, color in ((0, COLORS["blue"]), (1, COLORS["orange"])):
        mine = x[np.ravel(labels) == label]
        ax.scatter(
            mine[:, 0], mine[:, 1], s=POINT_SIZE, color=color, marker=MARKERS[label], ec="black"
        )
    ax.set(xlabel="input 1", ylabel="input 2", title=title)
    return ax


def regions_in_turn(
    predictions: Mapping[str, tuple[Callable[[Array], Array], Array, Array]],
) -> Figure:
    """Colour the plane by the outputs of several networks, side by side.

    Args:
        predictions: For each title a function from points ``(n, 2)`` to one output ``(n, 1)``
            each, the points to draw on it ``(n, 2)``, and their labels.

    Returns:
        The figure, with one scale of colours at its right.
    """
    count = len(predictions)
    plane = np.concatenate([x for _, x, _ in predictions.values()])
    nobody = np.full(len(plane), -1)
    figure, axes = plt.subplots(
        1, count, figsize=(4.3 * count + 0.6, 3.6), sharex=True, sharey=True, squeeze=False
    )
    for ax, (title, (predict, x, labels)) in zip(axes[0], predictions.items(), strict=True):
        # All planes are of one size: every point gives it, and then each draws its own.
        decision_regions(predict, plane, nobody, margin=0.1, colorbar=False, ax=ax)
        labelled_points(x, labels, title=title, ax=ax)
        ax.label_outer()
    colors = axes[0, 0].collections[0]
    figure.colorbar(colors, ax=axes, ticks=[0, 0.5, 1], label="prediction")
    return figure


def training_and_held_out(runs: Mapping[str, tuple[Array, Array]], *, ylabel: str) -> Figure:
    """Draw what was measured on training points beside what was measured on held-out points.

    Args:
        runs: For each title two arrays ``(runs, epochs)``, or ``(epochs,)`` for a single run:
            training first, held out second.
        ylabel: What was measured.

    Returns:
        The figure, a pair of axes for each title, all of one height.
    """
    count = len(runs)
    size = (8, 4.5) if count == 1 else (4.6 * count, 4.2)
    figure, axes = plt.subplots(1, count, figsize=size, sharey=True)
    highest = max(float(np.max(values)) for pair in runs.values() for values in pair)
    for ax, (title, (training, held_out)) in zip(np.ravel(axes), runs.items(), strict=True):
        ax.set(ylim=(0, 1.05 * highest), title=title)
        curves({"training": training, "held out": held_out}, ylabel=ylabel, ax=ax)
        ax.label_outer()
    return figure
