"""Pictures made of pixels: digits, a first layer's weights, a drawing as a finished PNG."""

import math
from collections.abc import Mapping
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from nnlib.errors import WrongValue
from nnlib.plots.arguments import read_labels, read_named
from nnlib.plots.style import COLORS
from nnlib.types import Array
from nnlib.validation import check_numbers, check_positive_int

SIGN_COLORS = LinearSegmentedColormap.from_list("signs", [COLORS["blue"], "white", COLORS["red"]])
"""Blue for negative, white for 0, the style's red, which looks orange, for positive."""

CLEARLY_NEGATIVE = -0.4
"""Where a weight gets a dot, in units of the largest one on the scale: not at each faint one."""

DOT_SIZE = 3


def digits(images: Any, titles: Any = None, *, columns: int = 10) -> Figure:
    """Show images side by side, row after row, each with its title.

    Args:
        images: ``(n, height, width)``; or rows of the pixels of square images ``(n, pixels)``, such
            as ``(n, 784)`` or ``(n, 64)``; or one square image. An array or a DataFrame.
        titles: What stands above each, ``(n,)`` or ``(n, 1)``: labels or texts.
        columns: How many images stand in a row.

    Returns:
        The figure. Where there are no images, it says so.
    """
    pictures = _pictures(images)
    columns = check_positive_int("columns", columns)
    if len(pictures) == 0:
        return _sentence("No images to show.")
    texts = [""] * len(pictures)
    if titles is not None:
        titles = [titles] if np.ndim(titles) == 0 else titles
        texts = [str(title) for title in read_labels("titles", titles, len(pictures), "image")]
    rows = math.ceil(len(pictures) / columns)
    lines = 0 if titles is None else max(text.count("\n") + 1 for text in texts)
    size = (0.9 * columns, (0.9 + 0.28 * lines) * rows)
    figure, axes = plt.subplots(rows, columns, figsize=size, squeeze=False)
    for ax in axes.flat:
        ax.axis("off")
    for ax, picture, text in zip(axes.flat, pictures, texts, strict=False):
        ax.imshow(picture)
        ax.set_title(text, fontsize=13)
    return figure


def _pictures(images: Any) -> Array:
    """Images of any form as ``(n, height, width)``.

    >>> _pictures(np.zeros((5, 64))).shape, _pictures(np.zeros((28, 28))).shape
    ((5, 8, 8), (1, 28, 28))
    """
    array = check_numbers("images", images)
    if array.size == 0:
        return np.empty((0, 1, 1))
    if array.ndim == 3:
        return array
    rows = np.atleast_2d(array)
    side = math.isqrt(rows.shape[1])
    if rows.ndim == 2 and side**2 == rows.shape[1]:
        return rows.reshape(-1, side, side)
    if array.ndim == 2 and array.shape[0] == array.shape[1]:
        return array[np.newaxis]
    expected = "(n, height, width), or (n, pixels) of square images"
    raise WrongValue(f"images has shape {array.shape}, expected {expected}.")


def _sentence(text: str) -> Figure:
    """A figure that says why there is nothing to see."""
    figure, ax = plt.subplots(figsize=(8, 0.8))
    ax.axis("off")
    ax.text(0, 0.5, text, va="center")
    return figure


def weight_pictures(weights: Mapping[str, Array], *, neurons: int = 6) -> Figure:
    """Show the weights that lead to each neuron where their pixels are, all on one scale.

    A clearly negative weight has a dot, so that colour alone never tells the sign.

    Args:
        weights: For each name the weights of a first layer, ``(pixels, fan_out)``, such as
            ``(784, fan_out)``: a row of square pictures.
        neurons: How many neurons are shown, the first ones.

    Returns:
        The figure.
    """
    every = read_named("weights", weights, "weight matrix", ("pixels", "fan_out"))
    neurons = check_positive_int("neurons", neurons)
    pictures = {name: _square(f"weights[{name!r}]", columns.T) for name, columns in every.items()}
    rows = len(weights)
    size = (1.6 * neurons + 1, 1.6 * rows + 0.4)
    figure, axes = plt.subplots(rows, neurons, figsize=size, squeeze=False)
    # A few weights are far larger than the rest; they may be drawn in the last colour.
    limit = float(np.quantile(np.abs(np.concatenate([p.ravel() for p in pictures.values()])), 0.99))
    for line, (name, row) in zip(axes, pictures.items(), strict=True):
        for ax, pixels in zip(line, row, strict=False):
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


def _square(name: str, rows: Array) -> Array:
    """Rows of pixels ``(n, pixels)`` as square pictures ``(n, side, side)``."""
    side = math.isqrt(rows.shape[1])
    if side**2 != rows.shape[1]:
        raise WrongValue(f"{name} has {rows.shape[1]} rows, expected the pixels of square images.")
    return rows.reshape(-1, side, side)
