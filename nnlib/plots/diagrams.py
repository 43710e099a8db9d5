"""Networks as neurons and arrows, computations as graphs, products and flat vectors as tables."""

from collections.abc import Mapping, Sequence
from itertools import cycle, pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from nnlib.errors import WrongValue
from nnlib.plots.arguments import axes_for, check_named, read_finite, read_numbers
from nnlib.plots.style import COLORS, as_text, text_color
from nnlib.types import Array
from nnlib.validation import check_positive_int

NEURON_SIZE = 36
"""The diameter of a drawn neuron, in points."""

MOST_NEURONS = 6
"""How many neurons of a layer are drawn; of a larger layer the first and the last ones."""

Neurons = list[tuple[int, float]]
"""The drawn neurons of a layer: the number of each, from 0, and its height."""

Labels = list[Any] | None
"""What stands in the neurons of a column, or on the arrows from it to the next."""

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


def network_diagram(
    sizes: Sequence[int],
    *,
    names: Sequence[str] | None = None,
    neuron_labels: Sequence[Sequence[object]] | None = None,
    arrow_labels: Sequence[Sequence[Sequence[object]]] | None = None,
    highlight: tuple[int, int] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw a network: a column of neurons for each layer, an arrow for each weight.

    Under each column stands its name and shape, above the arrows the shapes of W and b. A layer
    of more than six is drawn with a gap, and its first and last neurons only.

    Args:
        sizes: How many inputs there are, then the neurons of each layer, such as ``[2, 3, 1]``.
        names: The text under each column, by default X, A¹, A² … Ŷ, each with its shape.
        neuron_labels: For each column the text in its neurons, ``(size,)``.
        arrow_labels: For each pair of columns the text on its arrows, ``(fan_in, fan_out)``, such
            as a network's ``weights``.
        highlight: The column and the number of a neuron that is drawn in orange, with the arrows
            that lead to it.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes.
    """
    read_numbers("sizes", sizes, ("columns",))
    sizes = [check_positive_int(f"sizes[{i}]", size) for i, size in enumerate(sizes)]
    if names is None:
        names = [_default_name(i, sizes) for i in range(len(sizes))]
    names = _entries("names", names, len(sizes), "column")
    in_neurons = _neuron_labels(neuron_labels, sizes)
    on_arrows = _arrow_labels(arrow_labels, sizes)
    columns = [_column(size) for size in sizes]
    top = max(neurons[0][1] for neurons in columns)
    inches = _inches_apart(on_arrows)
    ax = axes_for(ax, (2.8 * (len(sizes) - 1) + 1.6, 2 * (inches * top + 1.05)))
    margin = 0.95 / inches
    lit_column, lit_neuron = highlight or (None, None)
    for i, (left, right) in enumerate(pairwise(columns)):
        _weights(ax, i, left, right, on_arrows[i], lit_neuron if i + 1 == lit_column else None)
        number = f"^{i + 1}" if len(sizes) > 2 else ""
        parameters = f"$W{number}$ {(sizes[i], sizes[i + 1])}\n$b{number}$ {(1, sizes[i + 1])}"
        ax.text(i + 0.5, top + margin, parameters, ha="center", va="top", fontsize=13)
    for i, (neurons, size) in enumerate(zip(columns, sizes, strict=True)):
        _neurons(ax, i, neurons, in_neurons[i], lit_neuron if i == lit_column else None)
        ax.text(i, -top - margin, names[i], ha="center", va="bottom", fontsize=13)
        if size > len(neurons):
            ax.text(i, 0, "⋮", ha="center", va="center", fontsize=24)
    ax.set(xlim=(-0.35, len(sizes) - 0.65), ylim=(-top - 1.1 * margin, top + 1.1 * margin))
    ax.axis("off")
    return ax


def _entries(name: str, things: Sequence[Any], n: int, one: str) -> list[Any]:
    """A sequence of n things as a list."""
    if len(things) != n:
        raise WrongValue(f"{name} has length {len(things)}, expected {n}: one for each {one}.")
    return list(things)


def _neuron_labels(labels: Sequence[Any] | None, sizes: Sequence[int]) -> list[Labels]:
    """The labels of each column, a list with one for each neuron, or None."""
    if labels is None:
        return [None] * len(sizes)
    columns = _entries("neuron_labels", labels, len(sizes), "column")
    return [
        _entries(f"neuron_labels[{i}]", column, size, "neuron")
        for i, (column, size) in enumerate(zip(columns, sizes, strict=True))
    ]


def _arrow_labels(labels: Sequence[Any] | None, sizes: Sequence[int]) -> list[Labels]:
    """The labels between each two columns, a list of rows ``(fan_in, fan_out)``, or None."""
    if labels is None:
        return [None] * (len(sizes) - 1)
    tables = _entries("arrow_labels", labels, len(sizes) - 1, "pair of columns")
    return [
        [
            _entries(f"arrow_labels[{i}]: row {j}", row, fan_out, "arrow from a neuron")
            for j, row in enumerate(_entries(f"arrow_labels[{i}]", table, fan_in, "neuron"))
        ]
        for i, (table, (fan_in, fan_out)) in enumerate(zip(tables, pairwise(sizes), strict=True))
    ]


def _column(size: int) -> Neurons:
    """The neurons to draw, the first one on top, around the height 0."""
    if size <= MOST_NEURONS:
        return [(i, (size - 1) / 2 - i) for i in range(size)]
    half = MOST_NEURONS // 2
    first = [(i, float(half - i)) for i in range(half)]
    last = [(size - i, float(i - 1 - half)) for i in range(half, 0, -1)]
    return first + last


def _inches_apart(arrow_labels: Sequence[Labels]) -> float:
    """How far apart two neurons of a layer lie, so that the labels on the arrows fit between."""
    line_height = 0.2
    needed = [
        line_height * (str(label).count("\n") + 1) * (len(row) + 1)
        for rows in arrow_labels
        for row in rows or ()
        for label in row
    ]
    return max([0.75, *needed])


def _default_name(i: int, sizes: Sequence[int]) -> str:
    name = "X" if i == 0 else r"\hat{Y}" if i == len(sizes) - 1 else f"A^{i}"
    return f"${name}$\n(n, {sizes[i]})"


def _neurons(ax: Axes, i: int, neurons: Neurons, labels: Labels, lit: int | None) -> None:
    """Draw the neurons of column ``i``, each with its label in it, number ``lit`` in orange."""
    for number, height in neurons:
        color = COLORS["orange"] if number == lit else "0.92" if i == 0 else "#D6E9F5"
        ax.plot(i, height, "o", ms=NEURON_SIZE, color=color, mec="black", mew=1.5)
        if labels is not None:
            ax.text(i, height, _label(labels[number]), ha="center", va="center", fontsize=12)


def _label(thing: object) -> str:
    """A text as it is, a number with a true minus sign."""
    return str(thing) if isinstance(thing, str) else str(thing).replace("-", "−")


def _weights(
    ax: Axes, i: int, left: Neurons, right: Neurons, labels: Labels, lit: int | None
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
                label = _label(labels[source][target])
                ax.text(*where, label, ha="center", va="center", fontsize=12, bbox=box)


def tiny_network_graph(
    values: Mapping[str, float],
    derivatives: Mapping[Arrow, float] | None = None,
    *,
    ax: Axes | None = None,
) -> Axes:
    """Draw the network of one input, two hidden neurons and one output as a graph.

    Args:
        values: The number in each node: x, w1, b1, z1, a1, v1, the same with 2, c, ŷ, y, L.
        derivatives: The derivative of L on each arrow, such as ``{("w1", "z1"): -8.0}``.
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
        places: The x and y of each node.
        sources: For each computed node the names of those that it is computed from.
        values: The number of each node; it stands below a node that no arrow leaves.
        derivatives: For arrows ``(source, target)`` the derivative that comes back along them.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes.
    """
    check_named("places", places, "node with its place")
    arrows = [(source, target) for target, used in sources.items() for source in used]
    nodes = [*places, *(node for arrow in arrows for node in arrow)]
    _check_nodes("places", places, nodes)
    _check_nodes("values", values, nodes)
    ax = axes_for(ax, (13, 8))
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


def _check_nodes(name: str, known: Mapping[str, object], nodes: Sequence[str]) -> None:
    missing = [node for node in dict.fromkeys(nodes) if node not in known]
    if missing:
        raise WrongValue(f"{name} has no entry for {', '.join(missing)}.")


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
    """Return the signs for the way of a value along an arrow, and for a derivative's way back."""
    across, up = np.subtract(end, start)
    return ("→", "←") if across else ("↑", "↓") if up > 0 else ("↓", "↑")


def _symbol(name: str) -> str:
    """A name in italics, with its digits below the line: w1 becomes w₁."""
    letters = name.rstrip("0123456789")
    symbol = r"\hat{y}" if letters == "ŷ" else letters
    return f"${symbol}_{{{name.removeprefix(letters)}}}$" if letters != name else f"${symbol}$"


def short(number: float) -> str:
    """Return a number as text with two decimals at most.

    >>> short(2.0), short(-0.125), short(-0.001)
    ('2', '−0.12', '0')
    """
    return as_text(round(float(number), 2), "g")


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
        left: The left matrix, ``(rows, inner)``.
        right: The right matrix, ``(inner, columns)``.
        names: The names of left, right and their product.
        entry: Row and column of the entry that is framed, with the row and the column that make it.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes: three tables of numbers, each with its name and shape above.
    """
    left = read_finite("left", left, ("rows", "inner"))
    right = read_finite("right", right, (left.shape[1], "columns"))
    names = _entries("names", names, 3, "matrix")
    product = left @ right
    (i, j), inner = entry, len(right)
    if not (0 <= i < len(left) and 0 <= j < right.shape[1]):
        raise WrongValue(f"entry is {entry}, expected a row and a column of {product.shape}.")
    ax = axes_for(ax, (11, 4))
    tallest = max(len(left), inner)
    frames = [(i, 0, 1, inner), (0, j, inner, 1), (i, j, 1, 1)]
    start = 0.0
    for matrix, name, frame, symbol in zip(
        (left, right, product), names, frames, ("@", "=", ""), strict=True
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
        shapes: For each name the shape ``(rows, columns)`` of a matrix, in order.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes: above the vector, a number in each cell for its place; below it the matrices,
        each in the colour of its part, with the same numbers.
    """
    check_named("shapes", shapes, "shape")
    for name, shape in shapes.items():
        if np.shape(shape) != (2,) or min(shape) < 1:
            raise WrongValue(
                f"shapes[{name!r}] is {shape}, expected (rows, columns), such as (1, 3)."
            )
    ax = axes_for(ax, (13, 6))
    start = 0
    lowest = 0.0
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
        start += len(places)
        lowest = min(lowest, -4.0 - rows)
    ax.set(xlim=(-0.1, start + 0.1), ylim=(lowest, 1), aspect="equal")
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
