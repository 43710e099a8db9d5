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

NO_LABEL = -1
"""A label of neither class: its point takes part, and is not drawn."""


def labelled_points(x: Array, labels: Array, *, title: str = "", ax: Axes | None = None) -> Axes:
    """Draw points of two classes, circles for 0 and squares for 1; the more, the smaller.

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
    size = min(40, 6000 / len(x))
    for label, color in ((0, COLORS["blue"]), (1, COLORS["orange"])):
        across, up = x[np.ravel(labels) == label].T
        ax.scatter(across, up, s=size, color=color, marker=MARKERS[label], ec="black")
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
    figure, axes = plt.subplots(
        1,
        len(predictions),
        figsize=(4.3 * len(predictions) + 0.6, 3.6),
        layout="compressed",
        sharex=True,
        sharey=True,
        squeeze=False,
    )
    all_points = np.concatenate([x for _, x, _ in predictions.values()])
    not_drawn = np.full(len(all_points), NO_LABEL)
    for ax, (title, (predict, x, labels)) in zip(axes[0], predictions.items(), strict=True):
        # Every plane is as large as all points together need; on it stand the network's own.
        decision_regions(predict, all_points, not_drawn, margin=0.1, colorbar=False, ax=ax)
        labelled_points(x, labels, title=title, ax=ax)
        ax.label_outer()
    regions = axes[0, 0].collections[0]
    figure.colorbar(regions, ax=axes, ticks=[0, 0.5, 1], label="prediction")
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
    width = 8 if len(runs) == 1 else 4.6 * len(runs)
    figure, axes = plt.subplots(1, len(runs), figsize=(width, 4.3), sharey=True, squeeze=False)
    highest = max(float(np.max(values)) for pair in runs.values() for values in pair)
    for ax, (title, (training, held_out)) in zip(axes[0], runs.items(), strict=True):
        ax.set(ylim=(0, 1.05 * highest), title=title)
        curves({"training": training, "held out": held_out}, ylabel=ylabel, ax=ax)
        ax.label_outer()
    return figure
