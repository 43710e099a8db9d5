"""The weights of a first layer as pictures: what each neuron looks for in an image."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from nnlib.plots.style import COLORS
from nnlib.types import Array

SIGN_COLORS = LinearSegmentedColormap.from_list("signs", [COLORS["blue"], "white", COLORS["red"]])
"""Blue for negative, white for 0, red for positive."""


def weight_pictures(weights: Mapping[str, Array], *, neurons: int = 8) -> Figure:
    """Show the weights that lead to each neuron where their pixels are, all on one scale.

    Args:
        weights: For each name the weights of a first layer, ``(784, fan_out)``: a row of pictures.
        neurons: How many neurons are shown, the first ones.

    Returns:
        The figure.
    """
    rows = len(weights)
    size = (1.3 * neurons + 1, 1.4 * rows + 0.3)
    figure, axes = plt.subplots(rows, neurons, figsize=size, squeeze=False)
    # A few weights are far larger than the rest; they may be drawn in the last colour.
    limit = float(np.quantile(np.abs(np.concatenate([*weights.values()])), 0.99))
    for line, (name, columns) in zip(axes, weights.items(), strict=True):
        for ax, column in zip(line, columns.T, strict=False):
            picture = ax.imshow(column.reshape(28, 28), cmap=SIGN_COLORS, vmin=-limit, vmax=limit)
            ax.set(xticks=[], yticks=[])
            ax.grid(False)
        line[0].set_ylabel(name)
    for number, ax in enumerate(axes[0], start=1):
        ax.set_title(f"neuron {number}", fontsize=13)
    figure.colorbar(picture, ax=axes, ticks=[0], label="− weight +", extend="both")
    return figure
