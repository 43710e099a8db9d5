"""What a network answers everywhere in a plane of two inputs."""

from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from nnlib.plots.style import COLORS, MARKERS
from nnlib.types import Array

REGION_COLORS = LinearSegmentedColormap.from_list(
    "regions", [COLORS["blue"], "white", COLORS["orange"]]
)
"""Blue for 0, orange for 1, white where a network cannot tell."""


def decision_regions(
    predict: Callable[[Array], Array],
    x: Array,
    labels: Array,
    *,
    title: str = "",
    margin: float = 0.4,
    colorbar: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Colour the plane by a network's output, with the samples on it.

    Args:
        predict: From points ``(n, 2)`` to one output ``(n, 1)`` each, 0 to 1.
        x: The samples, ``(n, 2)``.
        labels: 0 or 1 for each sample, ``(n,)``.
        title: What stands above.
        margin: How far the plane goes beyond the samples, as a part of their range.
        colorbar: Whether to draw the scale of the colours beside it.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes.
    """
    if ax is None:
        ax = plt.subplots(figsize=(6, 5))[1]
    pad = margin * (x.max(axis=0) - x.min(axis=0))
    (left, bottom), (right, top) = x.min(axis=0) - pad, x.max(axis=0) + pad
    grid_x, grid_y = np.meshgrid(np.linspace(left, right, 150), np.linspace(bottom, top, 150))
    points = np.column_stack([grid_x.ravel(), grid_y.ravel()])
    heights = predict(points).reshape(grid_x.shape)
    levels = np.linspace(0, 1, 21)
    filled = ax.contourf(
        grid_x, grid_y, np.clip(heights, 0, 1), levels, cmap=REGION_COLORS, alpha=0.8
    )
    if heights.min() < 0.5 < heights.max():
        ax.contour(grid_x, grid_y, heights, [0.5], colors="black", linestyles="--")
    for label, color in ((0, COLORS["blue"]), (1, COLORS["orange"])):
        mine = x[np.ravel(labels) == label]
        ax.scatter(
            mine[:, 0], mine[:, 1], s=110, color=color, marker=MARKERS[label], ec="black", lw=1.5
        )
    ax.set(xlabel="input 1", ylabel="input 2", title=title)
    ax.grid(False)
    ax.set_aspect("equal")
    if colorbar:
        ax.figure.colorbar(filled, ax=ax, ticks=[0, 0.5, 1], label="prediction")
    return ax
