"""The weights of a first layer as pictures: what each neuron looks for in an image."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from nnlib.plots.style import COLORS
from nnlib.types import Array

SIGN_COLORS = LinearSegmentedColormap.from_list("signs", [COLORS["blue"], "white", COLORS["red"]])
"""Blue for negative, white for 0, the style's red, which looks orange, for positive."""

CLEARLY_NEGATIVE = -0.4
"""Where a weight gets a dot, in units of the largest one on the scale: not at each faint one."""

DOT_SIZE = 3


def weight_pictures(weights: Mapping[str, Array], *, neurons: int = 6) -> Figure:
    """Show the weights that lead to each neuron where their pixels are, all on one scale.

    A clearly negative weight has a dot, so that colour alone never tells the sign.

    Args:
        weights: For each name the weights of a first layer, ``(784, fan_out)``: a row of pictures.
        neurons: How many neurons are shown, the first ones.

    Returns:
        The figure.
    """
    rows = len(weights)
    figure, axes = plt.subplots(
        rows, neurons, figsize=(2 * neurons + 1, 2 * rows + 0.3), squeeze=False
    )
    # A few weights are far larger than the rest; they may be drawn in the last colour.
    every = np.concatenate([each.ravel() for each in weights.values()])
    limit = float(np.quantile(np.abs(every), 0.99))
    for line, (name, columns) in zip(axes, weights.items(), strict=True):
        for ax, column in zip(line, columns.T, strict=False):
            pixels = column.reshape(28, 28)
            picture = ax.imshow(pixels, cmap=SIGN_COLORS, vmin=-limit, vmax=limit)
            down, across = np.nonzero(pixels < CLEARLY_NEGATIVE * limit)
            ax.scatter(across, down, s=DOT_SIZE, color="black")
            ax.set(xticks=[], yticks=[])
            ax.grid(False)
        line[0].set_ylabel(name)
    for number, ax in enumerate(axes[0], start=1):
        ax.set_title(f"neuron {number}")
    bar = figure.colorbar(picture, ax=axes, ticks=[0], label="− weight +", extend="both")
    heights = np.linspace(-1, CLEARLY_NEGATIVE, 8) * limit
    bar.ax.scatter(np.full(8, 0.5), heights, s=DOT_SIZE, color="black")
    return figure
