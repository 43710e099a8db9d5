"""Numbers as they are: in the cells of matrices, as bars, as histograms, as counts."""

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnlib.errors import WrongValue
from nnlib.plots.arguments import (
    axes_for,
    check_named,
    classes_of,
    read_labels,
    read_named,
    read_numbers,
)
from nnlib.plots.style import REGION_COLORS, as_text, looks
from nnlib.types import Array

BINS = 60
"""How many bars a histogram has."""

MOST_CLASSES = 30
"""How many classes a confusion matrix has at most: more numbers could not be read."""

MOST_WITH_COUNTS = 2
"""How many confusion matrices side by side have their counts written into them."""


def matrix(
    values: Array,
    *,
    title: str = "",
    xlabel: str = "",
    ylabel: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw a matrix as coloured squares with its numbers in them: blue below 0, orange above.

    Args:
        values: The matrix, ``(rows, columns)``.
        title: What stands above.
        xlabel: What the columns are.
        ylabel: What the rows are.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes.
    """
    values = read_numbers("values", values, ("rows", "columns"))
    rows, columns = values.shape
    ax = axes_for(ax, (0.95 * columns + 1.2, 0.6 * rows + 1.4))
    top = float(np.abs(values).max(where=np.isfinite(values), initial=0)) or 1.0
    ax.imshow(values, cmap=REGION_COLORS, vmin=-top, vmax=top, alpha=0.55, aspect="auto")
    for (i, j), value in np.ndenumerate(values):
        ax.text(j, i, as_text(value, ".2f"), ha="center", va="center")
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel, xticks=range(columns), yticks=range(rows))
    across, down = np.arange(rows + 1) - 0.5, np.arange(columns + 1) - 0.5
    ax.hlines(across, -0.5, columns - 0.5, color="black", lw=1, clip_on=False)
    ax.vlines(down, -0.5, rows - 0.5, color="black", lw=1, clip_on=False)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.grid(False)
    return ax


def matrices(values: Mapping[str, Array], symbols: Sequence[str] = ()) -> Figure:
    """Draw matrices side by side with a number in each cell, as in an equation.

    Args:
        values: For each title a matrix ``(rows, columns)``.
        symbols: The signs between neighbours, one fewer than matrices: "@", "=".

    Returns:
        The figure: cells of one size; orange above 0, blue below, white at 0.
    """
    tables = read_named("values", values, "matrix", ("rows", "columns"))
    tallest = max(len(cells) for cells in tables.values())
    widths = [0.6] * (2 * len(tables) - 1)
    widths[::2] = [cells.shape[1] for cells in tables.values()]
    size = (1.05 * sum(widths) + 0.6, 0.8 * tallest + 0.9)
    figure, axes = plt.subplots(1, len(widths), figsize=size, width_ratios=widths, squeeze=False)
    for ax, (title, cells) in zip(axes[0, ::2], tables.items(), strict=True):
        matrix(cells, ax=ax)
        middle = (len(cells) - 1) / 2
        ax.set_ylim(middle + tallest / 2, middle - tallest / 2)
        ax.text((cells.shape[1] - 1) / 2, -0.65, title, ha="center", va="bottom")
    for ax, symbol in zip(axes[0, 1::2], symbols, strict=False):
        ax.text(0.5, 0.5, symbol, ha="center", va="center", fontsize=24, transform=ax.transAxes)
    for ax in axes.flat:
        ax.axis("off")
    return figure


def bars(rows: Mapping[str, Array], *, xlabel: str) -> Figure:
    """Draw rows of numbers side by side as bars, with the numbers on them.

    Args:
        rows: For each title a row, ``(m,)``.
        xlabel: What the places 0, 1, 2 … are.

    Returns:
        The figure, a pair of axes for each row.
    """
    every = read_named("rows", rows, "row", ("m",))
    styles = looks(every)
    figure, axes = plt.subplots(1, len(every), figsize=(4.2 * len(every), 3.6), squeeze=False)
    for ax, (title, row), (color, *_) in zip(axes.flat, every.items(), styles, strict=True):
        drawn = ax.bar(range(len(row)), row, color=color)
        ax.bar_label(drawn, [as_text(value, ".2f") for value in row], padding=3)
        ax.axhline(0, color="black", lw=1, ls="-")
        ax.set(title=title, xlabel=xlabel, xticks=range(len(row)))
        ax.margins(y=0.18)
    return figure


def layer_histograms(
    values: Mapping[str, Sequence[Array]],
    *,
    limits: tuple[float, float],
    xlabel: str,
) -> Figure:
    """Draw for each setting a column of histograms, one for each layer, the first layer on top.

    At the right of each histogram stands the root of the mean square of its numbers. Every
    histogram is as high as every other: shapes are to be compared, not counts.

    Args:
        values: For each title, up to seven, a sequence with the numbers of each layer, arrays of
            any shape.
        limits: The range of the numbers; those outside are counted at the edge.
        xlabel: What the numbers are.

    Returns:
        The figure, with a pair of axes for each title.
    """
    check_named("values", values, "sequence of layers")
    styles = looks(values)
    columns = {title: _layers(f"values[{title!r}]", each) for title, each in values.items()}
    edges = np.linspace(*limits, BINS + 1)
    layers = max(map(len, columns.values()))
    inches = (min(4.3, 9.8 / len(columns)) * len(columns) + 0.5, 0.52 * layers + 1.3)
    figure, axes = plt.subplots(1, len(columns), figsize=inches, sharey=True, squeeze=False)
    for ax, (title, arrays), (color, *_) in zip(axes[0], columns.items(), styles, strict=True):
        for i, numbers in enumerate(arrays):
            _ridge(ax, numbers, edges, -i - 1, color)
        ax.text(1.02, -0.35, "size", transform=ax.get_yaxis_transform(), fontsize=12, va="bottom")
        ax.set(xlim=limits, ylim=(-layers - 0.08, 0), title=title, xlabel=xlabel)
        ax.set_yticks([-i - 0.75 for i in range(layers)], [str(i + 1) for i in range(layers)])
        ax.grid(axis="y", visible=False)
        ax.tick_params(axis="y", length=0)
    axes[0, 0].set_ylabel("layer")
    return figure


def _layers(name: str, layers: Sequence[Array]) -> list[Array]:
    """The numbers of each layer as ``(k,)``."""
    if len(layers) == 0:
        raise WrongValue(f"{name} is empty, expected the numbers of at least one layer.")
    return [np.ravel(read_numbers(f"{name}[{i}]", layer)) for i, layer in enumerate(layers)]


def _ridge(ax: Axes, numbers: Array, edges: Array, bottom: float, color: str) -> None:
    """One histogram that stands on the height ``bottom``, with the size of its numbers beside."""
    counts, _ = np.histogram(np.clip(numbers, edges[0], edges[-1]), edges)
    ax.stairs(
        bottom + 0.85 * counts / max(1, counts.max()),
        edges,
        baseline=bottom,
        fill=True,
        color=color,
    )
    ax.plot(edges[[0, -1]], [bottom, bottom], color="0.5", ls="-", lw=0.8)
    across = ax.get_yaxis_transform()
    label = _short(float(np.sqrt(np.mean(np.square(numbers)))))
    ax.text(1.02, bottom + 0.1, label, transform=across, fontsize=12, va="bottom")


def _short(number: float) -> str:
    """A number with two digits, as 0.96, 510 or 9.7e−05."""
    if 1e-3 <= number < 1e4:
        return np.format_float_positional(number, 2, fractional=False, trim="-")
    return as_text(number, ".1e")


def confusion_matrices(truth: Any, predicted: Mapping[str, Any]) -> Figure:
    """Count for several networks how often each digit, or each class, is taken for each.

    Args:
        truth: True labels of any kind, ``(n,)`` or ``(n, 1)``.
        predicted: For each title the labels that a network predicts, ``(n,)`` or ``(n, 1)``.

    Returns:
        The figure, a matrix for each title. Of more than two, the counts themselves would be too
        small to read: then they are shown by colour alone.
    """
    check_named("predicted", predicted, "row of predicted labels")
    named = {f"predicted[{title!r}]": labels for title, labels in predicted.items()}
    every, classes = _count(named, truth)
    can_read = len(every) <= MOST_WITH_COUNTS
    side = 5.6 if can_read else 11.6 / len(every)
    size = (side * len(every), side + 0.2)
    figure, axes = plt.subplots(1, len(every), figsize=size, squeeze=False)
    for ax, title, counts in zip(axes[0], predicted, every, strict=True):
        _draw_counts(ax, counts, classes, title, write_counts=can_read)
        ax.label_outer()
    return figure


def _count(predicted: Mapping[str, Any], truth: Any) -> tuple[list[Array], Sequence[object]]:
    """How often each class is taken for each, ``(classes, classes)`` for each name; the classes."""
    rows = [read_labels("truth", truth)]
    rows += [read_labels(name, labels, len(rows[0])) for name, labels in predicted.items()]
    every = np.concatenate([row.astype(object) for row in rows])
    classes = classes_of("labels", every, MOST_CLASSES)
    true, *others = np.array([classes.index(label) for label in every]).reshape(len(rows), -1)
    counts = [np.zeros((len(classes), len(classes)), int) for _ in others]
    for table, answers in zip(counts, others, strict=True):
        np.add.at(table, (true, answers), 1)
    return counts, classes


def _draw_counts(
    ax: Axes, counts: Array, classes: Sequence[object], title: str, write_counts: bool = True
) -> None:
    """Draw the counts as a table of blue squares."""
    # Takes a second and 70 MB in every kernel, and most lessons draw no such table.
    from sklearn.metrics import ConfusionMatrixDisplay

    ConfusionMatrixDisplay(counts, display_labels=classes).plot(
        cmap="Blues",
        colorbar=False,
        ax=ax,
        include_values=write_counts,
        text_kw={"fontsize": 11} if write_counts else None,
    )
    kind = "digit" if classes == range(10) else "class"
    ax.set(xlabel=f"predicted {kind}", ylabel=f"true {kind}", title=title)
    ax.grid(False)
