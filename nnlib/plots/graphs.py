"""Backpropagation as pictures: a graph with values and derivatives, products, a flat vector."""

from collections.abc import Mapping, Sequence
from itertools import cycle

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from nnlib.plots.style import COLORS, text_color
from nnlib.types import Array

Arrow = tuple[str, str]
"""From the name of a node to the name of another."""

TINY_PLACES = {
    "x": (0.0, 0.0),
    "w1": (0.0, 2.5),
    "w2": (0.0, -2.5),
    "b1": (1.5, 2.9),
    "b2": (1.5, -2.9),
    "z1": (1.5, 1.15),
    "z2": (1.5, -1.15),
    "a1": (3.0, 1.15),
    "a2": (3.0, -1.15),
    "c": (3.0, 0.0),
    "v1": (4.5, 2.9),
    "v2": (4.5, -2.9),
    "ŷ": (4.5, 0.0),
    "y": (6.0, 2.9),
    "L": (6.0, 0.0),
}
"""Where the nodes of the tiny network stand."""

TINY_SOURCES = {
    "z1": ("x", "w1", "b1"),
    "z2": ("x", "w2", "b2"),
    "a1": ("z1",),
    "a2": ("z2",),
    "ŷ": ("a1", "a2", "v1", "v2", "c"),
    "L": ("ŷ", "y"),
}
"""What each computed number of the tiny network is computed from."""

NODE_SIZE = 42
"""The diameter of a drawn node, in points."""

TINTS = ["#CFE6F5", "#FBE3B5", "#C9EBDF", "#F3DDE9", "#F6D2BC", "0.88"]
"""Pale colours that black numbers can be read on."""


def tiny_network_graph(
    values: Mapping[str, float],
    derivatives: Mapping[Arrow, float] | None = None,
    *,
    ax: Axes | None = None,
) -> Axes:
    """Draw the network of one input, two hidden neurons and one output as a graph.

    Args:
        values: The number in each node: x, w1, b1, z1, a1, v1, the same with 2, c, ŷ, y, L.
        derivatives: What comes back along each arrow, such as ``{("w1", "z1"): -8.0}``.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes.
    """
    return computational_graph(TINY_PLACES, TINY_SOURCES, values, derivatives, ax=ax)


def computational_graph(
    places: Mapping[str, tuple[float, float]],
    sources: Mapping[str, Sequence[str]],
    values: Mapping[str, float],
    derivatives: Mapping[Arrow, float] | None = None,
    *,
    ax: Axes | None = None,
) -> Axes:
    """Draw how numbers are computed from numbers: a node for each, an arrow where one uses another.

    Squares are given, circles are computed. On each arrow stands the value that goes forward
    along it, and under it, bold and red, the derivative that comes back.

    Args:
        places: Where each node stands.
        sources: For each computed number those that it is computed from.
        values: The number of each node; it stands below a node that no arrow leaves.
        derivatives: What comes back along an arrow; arrows that are left out carry nothing back.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes.
    """
    if ax is None:
        ax = plt.subplots(figsize=(13, 8))[1]
    arrows = [(source, target) for target, used in sources.items() for source in used]
    for source, target in arrows:
        _graph_arrow(ax, places[source], places[target])
        back = (derivatives or {}).get((source, target))
        _arrow_label(ax, places[source], places[target], values[source], back)
    for name, (x, y) in places.items():
        marker, size, color = ("o", 1.0, TINTS[0]) if name in sources else ("s", 0.85, TINTS[5])
        ax.plot(x, y, marker, ms=size * NODE_SIZE, color=color, mec="black", mew=1.5)
        ax.text(x, y, _symbol(name), ha="center", va="center", fontsize=20)
    for name in places.keys() - {source for source, _ in arrows}:
        x, y = places[name]
        text, color = f"{_symbol(name)} = {short(values[name])}", text_color(COLORS["blue"])
        ax.text(x, y - 0.55, text, ha="center", va="top", fontsize=19, color=color)
    ax.margins(0.07, 0.1)
    ax.axis("off")
    return ax


def _graph_arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    gap = NODE_SIZE / 2 + 1
    style = {"arrowstyle": "-|>", "color": "0.5", "lw": 1.6, "mutation_scale": 18}
    ax.annotate("", end, start, arrowprops={**style, "shrinkA": gap, "shrinkB": gap})


def _arrow_label(
    ax: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    value: float,
    back: float | None,
) -> None:
    """The value above, the derivative below; alone in the middle where nothing comes back."""
    x, y = 0.5 * np.add(start, end)
    ahead, behind = directions(start, end)
    side = "center" if back is None else "bottom"
    lines = [(f"{short(value)} {ahead}", side, "blue", "normal")]
    if back is not None:
        lines.append((f"{behind} {short(back)}", "top", "red", "bold"))
    for text, side, color, weight in lines:
        label = ax.text(x, y, text, ha="center", va=side, fontsize=18, weight=weight)
        label.set(color=text_color(COLORS[color]))
        label.set_bbox({"boxstyle": "round,pad=0.1", "color": "white"})


def directions(start: tuple[float, float], end: tuple[float, float]) -> tuple[str, str]:
    """Which way a value goes along an arrow, and which way a derivative comes back."""
    across, up = np.subtract(end, start)
    return ("→", "←") if across else ("↑", "↓") if up > 0 else ("↓", "↑")


def _symbol(name: str) -> str:
    """A name in italics, with its digits below the line: w1 becomes w₁."""
    letters = name.rstrip("0123456789")
    symbol = r"\hat{y}" if letters == "ŷ" else letters
    return f"${symbol}_{{{name.removeprefix(letters)}}}$" if letters != name else f"${symbol}$"


def short(number: float) -> str:
    """Two decimals at most, with a true minus sign."""
    # Adding 0 turns -0 into 0.
    return f"{round(number, 2) + 0:g}".replace("-", "−")


def product_entry(
    left: Array,
    right: Array,
    *,
    names: Sequence[str],
    entry: tuple[int, int],
    ax: Axes | None = None,
) -> Axes:
    """Draw a matrix product, with the row and the column that make one of its entries.

    Args:
        left: ``(rows, inner)``.
        right: ``(inner, columns)``.
        names: The names of left, right and their product.
        entry: Row and column of the entry that is framed, with the row and the column that make it.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes: three tables of numbers, each with its name and shape above.
    """
    if ax is None:
        ax = plt.subplots(figsize=(11, 4))[1]
    (i, j), inner = entry, len(right)
    tallest = max(len(left), inner)
    frames = [(i, 0, 1, inner), (0, j, inner, 1), (i, j, 1, 1)]
    start = 0.0
    for matrix, name, frame, symbol in zip(
        (left, right, left @ right), names, frames, ("@", "=", ""), strict=True
    ):
        rows, columns = matrix.shape
        top = (rows - tallest) / 2
        _draw_cells(ax, (start, top), matrix, "white")
        _draw_frame(ax, (start, top), frame)
        title = f"{name}  {matrix.shape}"
        ax.text(start + columns / 2, top + 0.2, title, ha="center", va="bottom", fontsize=17)
        middle = (start + columns + 0.75, -tallest / 2)
        ax.text(*middle, symbol, ha="center", va="center", fontsize=24)
        start += columns + 1.5
    ax.set(xlim=(-0.4, start - 1.1), ylim=(-tallest - 0.1, 0.8), aspect="equal")
    ax.axis("off")
    return ax


def flat_vector(shapes: Mapping[str, tuple[int, int]], *, ax: Axes | None = None) -> Axes:
    """Draw how matrices lie one behind the other in a flat vector.

    Args:
        shapes: For each name a shape, in order.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes: above the vector, a number in each cell for its place; below it the matrices,
        each in the colour of its part, with the same numbers.
    """
    size = sum(rows * columns for rows, columns in shapes.values())
    if ax is None:
        ax = plt.subplots(figsize=(13, 6))[1]
    start, lowest = 0, 0.0
    for (name, (rows, columns)), color in zip(shapes.items(), cycle(TINTS)):
        places = np.arange(start, start + rows * columns)
        _draw_cells(ax, (start, 0), places[np.newaxis], color)
        left = start + (len(places) - columns) / 2
        _draw_cells(ax, (left, -2.4), places.reshape(rows, columns), color)
        middle = start + len(places) / 2
        style = {"arrowstyle": "<->", "color": "0.4", "lw": 1.6}
        ax.annotate("", (middle, -2.35), (middle, -1.05), arrowprops=style)
        ax.text(middle, 0.2, f"[{start}:{places[-1] + 1}]", ha="center", va="bottom", fontsize=15)
        title = f"{name}\n{(rows, columns)}"
        ax.text(middle, -2.55 - rows, title, ha="center", va="top", fontsize=16)
        start, lowest = start + len(places), min(lowest, -4.0 - rows)
    ax.set(xlim=(-0.1, size + 0.1), ylim=(lowest, 1), aspect="equal")
    ax.axis("off")
    return ax


def _draw_cells(ax: Axes, corner: tuple[float, float], numbers: Array, color: str) -> None:
    """A table of numbers, drawn to the right of and below its upper left corner."""
    left, top = corner
    for (i, j), number in np.ndenumerate(numbers):
        where = (left + j, top - i - 1)
        ax.add_patch(Rectangle(where, 1, 1, facecolor=color, edgecolor="black", lw=1))
        text = short(float(number))
        ax.text(left + j + 0.5, top - i - 0.5, text, ha="center", va="center", fontsize=15)


def _draw_frame(ax: Axes, corner: tuple[float, float], frame: tuple[int, int, int, int]) -> None:
    """Colour some cells of a table, and frame them: first row, first column, and how many."""
    left, top = corner
    i, j, rows, columns = frame
    where = (left + j, top - i - rows)
    color = COLORS["orange"]
    ax.add_patch(Rectangle(where, columns, rows, facecolor=color, alpha=0.35, zorder=1.5))
    ax.add_patch(Rectangle(where, columns, rows, fill=False, edgecolor=COLORS["red"], lw=4))


def against_numerical(pairs: Mapping[str, tuple[Array, Array]], *, columns: int = 3) -> Figure:
    """Draw each derivative from backpropagation over the same derivative, taken numerically.

    Args:
        pairs: For each title two vectors of the same length: from backpropagation, numerical.
        columns: How many pairs of axes stand in a row.

    Returns:
        The figure: a dot for each parameter; where the two agree it lies on the dashed line.
    """
    rows = -(-len(pairs) // columns)
    figure, axes = plt.subplots(rows, columns, figsize=(4.4 * columns, 3.9 * rows), squeeze=False)
    for ax in axes.flat[len(pairs) :]:
        ax.axis("off")
    for ax, (title, (backpropagated, numerical)) in zip(axes.flat, pairs.items(), strict=False):
        reach = 1.1 * max(np.abs(numerical).max(), np.abs(backpropagated).max())
        across = 1.1 * np.abs(numerical).max()
        ax.plot([-across, across], [-across, across], color="black", ls="--", lw=1.5)
        ax.plot(numerical, backpropagated, "o", color=COLORS["blue"], ms=5, alpha=0.5)
        ax.set(title=title, xlim=(-across, across), ylim=(-reach, reach))
        ax.locator_params(nbins=5)
    figure.supxlabel("numerical derivative")
    figure.supylabel("derivative from backpropagation")
    return figure
