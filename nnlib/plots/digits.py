"""Handwritten digits as pictures, and which of them are taken for which."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.metrics import ConfusionMatrixDisplay

from nnlib.types import Array


def digits(images: Array, titles: Sequence[object] | None = None, *, columns: int = 10) -> Figure:
    """Show images side by side, row after row, each with its title.

    Args:
        images: ``(n, 28, 28)`` or ``(n, 784)``.
        titles: What stands above each, ``(n,)``.
        columns: How many stand in a row.

    Returns:
        The figure.
    """
    rows = -(-len(images) // columns)
    lines = 0 if titles is None else max(str(title).count("\n") + 1 for title in titles)
    height = 0.9 + 0.28 * lines
    figure, axes = plt.subplots(
        rows, columns, figsize=(0.9 * columns, height * rows), squeeze=False
    )
    for ax in axes.flat:
        ax.axis("off")
    for ax, image in zip(axes.flat, images, strict=False):
        ax.imshow(image.reshape(28, 28))
    for ax, title in zip(axes.flat, titles if titles is not None else (), strict=False):
        ax.set_title(str(title), fontsize=13)
    return figure


def confusion_matrix(
    truth: Array, predicted: Array, *, title: str = "", ax: Axes | None = None
) -> Axes:
    """Count how often each digit is taken for each.

    Args:
        truth: Labels, ``(n,)``.
        predicted: Labels, ``(n,)``.
        title: What stands above.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes: a row for each true digit, a column for each predicted one.
    """
    if ax is None:
        ax = plt.subplots(figsize=(6.5, 6))[1]
    ConfusionMatrixDisplay.from_predictions(
        truth,
        predicted,
        labels=range(10),
        cmap="Blues",
        colorbar=False,
        ax=ax,
        text_kw={"fontsize": 11},
    )
    ax.set(xlabel="predicted digit", ylabel="true digit", title=title)
    ax.grid(False)
    return ax
