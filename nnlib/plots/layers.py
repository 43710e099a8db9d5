"""Layers as neurons and arrows, and the numbers that they hold as histograms."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnlib.plots.style import COLORS, looks
from nnlib.types import Array

NEURON_SIZE = 36
"""The diameter of a drawn neuron, in points."""

Neurons = list[tuple[int, float]]
"""The drawn neurons of a layer: the number of each, from 0, and its height."""


def network_diagram(
    sizes: Sequence[int],
    *,
    names: Sequence[str] | None = None,
    neuron_labels: Sequence[Sequence[object]] | None = None,
    arrow_labels: Sequence[Sequence[Sequence[object]]] | None = None,
    highlight: tuple[int, int] | None = None,
    max_neurons: int = 6,
    ax: Axes | None = None,
) -> Axes:
    """Draw a network: a column of neurons for each layer, an arrow for each weight.

    Under each column stands its name and shape, above the arrows the shapes of W and b. A layer
    of more than ``max_neurons`` is drawn with a gap, and its first and last neurons only.

    Args:
        sizes: How many numbers go in, then the neurons of each layer, such as ``[2, 3, 1]``.
        names: What stands under each column, by default X, A¹, A² … Ŷ, each with its shape.
        neuron_labels: What stands in each neuron, a sequence for each column.
        arrow_labels: What stands on each arrow, ``(fan_in, fan_out)`` for each pair of columns,
            such as a network's ``weights``.
        highlight: The column and the number of a neuron that is drawn in orange, with the arrows
            that lead to it.
        max_neurons: How many neurons of a layer are drawn at most.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes.
    """
    columns = [_column(size, max_neurons) for size in sizes]
    names = names or [_default_name(i, sizes) for i in range(len(sizes))]
    lit_column, lit_neuron = highlight or (None, None)
    top = max(neurons[0][1] for neurons in columns)
    inches = _inches_apart(arrow_labels or ())
    if ax is None:
        figure_size = (2.8 * (len(sizes) - 1) + 1.6, 2 * (inches * top + 1.05))
        ax = plt.subplots(figsize=figure_size)[1]
    margin = 0.95 / inches
    for i, (left, right) in enumerate(pairwise(columns)):
        lit = lit_neuron if i + 1 == lit_column else None
        _arrows(ax, i, left, right, arrow_labels[i] if arrow_labels else None, lit)
        number = f"^{i + 1}" if len(sizes) > 2 else ""
        parameters = f"$W{number}$ {(sizes[i], sizes[i + 1])}\n$b{number}$ {(1, sizes[i + 1])}"
        ax.text(i + 0.5, top + margin, parameters, ha="center", va="top", fontsize=13)
    for i, (neurons, size) in enumerate(zip(columns, sizes, strict=True)):
        lit = lit_neuron if i == lit_column else None
        _neurons(ax, i, neurons, neuron_labels[i] if neuron_labels else None, lit)
        ax.text(i, -top - margin, names[i], ha="center", va="bottom", fontsize=13)
        if size > len(neurons):
            ax.text(i, 0, "⋮", ha="center", va="center", fontsize=24)
    ax.set(xlim=(-0.35, len(sizes) - 0.65), ylim=(-top - 1.1 * margin, top + 1.1 * margin))
    ax.axis("off")
    return ax


def _column(size: int, max_neurons: int) -> Neurons:
    """The neurons to draw, the first one on top, around the height 0."""
    if size <= max_neurons:
        return [(i, (size - 1) / 2 - i) for i in range(size)]
    half = max_neurons // 2
    first = [(i, float(half - i)) for i in range(half)]
    last = [(size - i, float(i - 1 - half)) for i in range(half, 0, -1)]
    return first + last


def _inches_apart(arrow_labels: Sequence[Sequence[Sequence[object]]]) -> float:
    """How far apart two neurons of a layer lie, so that the labels on the arrows fit between."""
    line_height = 0.2
    needed = [
        line_height * (str(label).count("\n") + 1) * (len(row) + 1)
        for rows in arrow_labels
        for row in rows
        for label in row
    ]
    return max([0.75, *needed])


def _default_name(i: int, sizes: Sequence[int]) -> str:
    name = "X" if i == 0 else r"\hat{Y}" if i == len(sizes) - 1 else f"A^{i}"
    return f"${name}$\n(n, {sizes[i]})"


def _neurons(
    ax: Axes, i: int, neurons: Neurons, labels: Sequence[object] | None, lit: int | None
) -> None:
    """Draw the neurons of column ``i``, each with its label in it, number ``lit`` in orange."""
    for number, height in neurons:
        color = COLORS["orange"] if number == lit else "0.92" if i == 0 else "#D6E9F5"
        ax.plot(i, height, "o", ms=NEURON_SIZE, color=color, mec="black", mew=1.5)
        if labels is not None:
            ax.text(i, height, str(labels[number]), ha="center", va="center", fontsize=12)


def _arrows(
    ax: Axes,
    i: int,
    left: Neurons,
    right: Neurons,
    labels: Sequence[Sequence[object]] | None,
    lit: int | None,
) -> None:
    """Draw the arrows from column ``i`` to the next, thick where they lead to number ``lit``."""
    # Nearer to the start where there are many ends: so no two labels meet.
    along = 1 / (len(right) + 1)
    for source, start in left:
        for target, end in right:
            color, width = (COLORS["red"], 2.6) if target == lit else ("0.45", 1.2)
            style = {"arrowstyle": "-|>", "color": color, "lw": width, "mutation_scale": 13}
            gap = {"shrinkA": NEURON_SIZE / 2, "shrinkB": NEURON_SIZE / 2 + 1}
            ax.annotate("", (i + 1, end), (i, start), arrowprops={**style, **gap})
            if labels is not None:
                where = (i + along, start + along * (end - start))
                box = {"boxstyle": "round,pad=0.12", "color": "white"}
                label = str(labels[source][target])
                ax.text(*where, label, ha="center", va="center", fontsize=12, bbox=box)


def layer_histograms(
    values: Mapping[str, Sequence[Array]],
    *,
    limits: tuple[float, float],
    xlabel: str,
    magnitudes: bool = False,
    bins: int = 60,
) -> Figure:
    """Draw for each setting a column of histograms, one for each layer, the first layer on top.

    At the right of each histogram stands the root of the mean square of its numbers. Every
    histogram is as high as every other: shapes are to be compared, not counts.

    Args:
        values: For each title, up to seven, the numbers that each layer holds, arrays of any shape.
        limits: From where to where the numbers go; what lies outside is counted at the edge.
        xlabel: What the numbers are.
        magnitudes: Whether the logarithm (to base 10) of each number's size is drawn, for numbers
            of very different sizes. The limits are powers of 10 then.
        bins: How many bars a histogram has.

    Returns:
        The figure, with a pair of axes for each title.
    """
    layers = max(map(len, values.values()))
    inches = (4.3 * len(values) + 0.5, 0.52 * layers + 1.3)
    figure, axes = plt.subplots(1, len(values), figsize=inches, sharey=True, squeeze=False)
    edges = np.linspace(*limits, bins + 1)
    for ax, (title, arrays), (color, *_) in zip(
        axes[0], values.items(), looks(values), strict=True
    ):
        for i, numbers in enumerate(arrays):
            _ridge(ax, numbers, edges, -i - 1, magnitudes, color)
        ax.text(1.02, -0.35, "size", transform=ax.get_yaxis_transform(), fontsize=12, va="bottom")
        ax.set(xlim=limits, ylim=(-layers - 0.08, 0), title=title, xlabel=xlabel)
        ax.set_yticks([-i - 0.75 for i in range(layers)], [str(i + 1) for i in range(layers)])
        ax.grid(axis="y", visible=False)
        ax.tick_params(axis="y", length=0)
    if magnitudes:
        ticks = np.linspace(*limits, 5).round()
        for ax in axes[0]:
            ax.set_xticks(ticks, [f"$10^{{{tick:.0f}}}$" for tick in ticks])
    axes[0, 0].set_ylabel("layer")
    return figure


def _ridge(
    ax: Axes, numbers: Array, edges: Array, bottom: float, magnitudes: bool, color: str
) -> None:
    """One histogram that stands on the height ``bottom``, with the size of its numbers beside."""
    tiny = np.finfo(np.float64).tiny  # log10(0) would be -inf
    shown = np.log10(np.maximum(np.abs(numbers), tiny)) if magnitudes else numbers
    counts, _ = np.histogram(np.clip(shown, edges[0], edges[-1]), edges)
    ax.stairs(bottom + 0.85 * counts / counts.max(), edges, baseline=bottom, fill=True, color=color)
    ax.plot(edges[[0, -1]], [bottom, bottom], color="0.5", ls="-", lw=0.8)
    across = ax.get_yaxis_transform()
    label = _short(float(np.sqrt(np.mean(np.square(numbers)))))
    ax.text(1.02, bottom + 0.1, label, transform=across, fontsize=12, va="bottom")


def _short(number: float) -> str:
    """A number with two digits, as 0.96, 510 or 9.7e-05."""
    if 1e-3 <= number < 1e4:
        return np.format_float_positional(number, 2, fractional=False, trim="-")
    return f"{number:.1e}"
