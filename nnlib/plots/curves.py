"""One quantity drawn against another: over epochs, inputs, steps, learning rates."""

import math
from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnlib.plots.arguments import (
    axes_for,
    check_log,
    outputs_of,
    read_finite,
    read_named,
    read_numbers,
    read_pairs,
)
from nnlib.plots.style import COLORS, as_text, colors_of, looks, mark_size, plain_ticks, text_color
from nnlib.types import Activation, Array
from nnlib.validation import check_positive_int

RUNS = (("epochs",), ("runs", "epochs"))
"""The shapes of one curve, and of several runs of it."""


def curves(
    values: Mapping[str, Sequence[float] | Array],
    *,
    ylabel: str,
    xlabel: str = "epoch",
    first: int = 1,
    log: bool = False,
    colors: Sequence[str] = tuple(COLORS),
    ax: Axes | None = None,
) -> Axes:
    """Draw named curves over the epochs 1, 2, 3 …, each with its name at its end.

    Args:
        values: For each name a curve ``(epochs,)``, or several runs ``(runs, epochs)``: then the
            median is drawn, and a band from the lowest run to the highest.
        ylabel: What the height means.
        xlabel: What the steps are.
        first: The number of the first step; 0 for curves that begin before training.
        log: Whether heights are drawn on a logarithmic scale.
        colors: The names of their colours, such as "blue", in order: so that a thing has the same
            one in each figure.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes.
    """
    every = read_named("values", values, "curve", *RUNS)
    if log:
        check_log("values", every.values())
    looks(every)  # refuses more curves than can be told apart
    ax = axes_for(ax)
    lines = {}
    for (name, curve), color in zip(every.items(), colors_of(every, colors), strict=True):
        runs = np.atleast_2d(curve)
        steps = np.arange(first, first + runs.shape[1])
        middle = np.median(runs, axis=0)
        ax.plot(steps, middle, color=color)
        if len(runs) > 1:
            ax.fill_between(steps, runs.min(axis=0), runs.max(axis=0), color=color, alpha=0.2, lw=0)
        lines[name] = (steps, middle, color)
    ax.set(xlabel=xlabel, ylabel=ylabel, yscale="log" if log else "linear")
    ax.locator_params(axis="x", integer=True)
    if log:
        plain_ticks(ax.yaxis)
    _name_ends(ax, lines)
    return ax


def points_over(
    ax: Axes,
    points: Mapping[str, tuple[float | Sequence[float], float | Sequence[float]]],
    *,
    marker: str = "",
) -> Axes:
    """Draw points into a figure of ``curves``, each in the colour of the curve of its place.

    Args:
        ax: The axes with the curves.
        points: For each name, in the order of the curves, the x and the y: numbers, or ``(k,)``.
        marker: How they look; "*" for published numbers. By default those of each name have a
            mark of their own.

    Returns:
        The axes.
    """
    every = read_pairs("points", points, ("x", "y"), (), ("k",))
    size = 14 if marker == "*" else 7
    for (x, y), (color, _, own) in zip(every.values(), looks(every), strict=True):
        ax.plot(x, y, marker or own, color=color, markersize=size, mec="black", zorder=4)
    return ax


def _name_ends(ax: Axes, lines: Mapping[str, tuple[Array, Array, str]]) -> None:
    """Write each name to the right of its line's end, moved up where it would hit another.

    Args:
        ax: Where the lines are drawn, its scales already set.
        lines: For each name the x ``(k,)`` and the y ``(k,)`` of the line, and its colour.
    """
    ax.figure.canvas.draw()
    line_height = 1.15 * plt.rcParams["font.size"] * ax.figure.dpi / 72
    log = ax.get_yscale() == "log"
    ends = {name: _last_points(x, y, log) for name, (x, y, _) in lines.items()}
    named = [(name, points) for name, points in ends.items() if len(points)]
    occupied = -np.inf
    # Of two lines that end at one height, the one that comes from above is named above.
    for name, points in sorted(named, key=lambda item: item[1][:, 1].tolist()):
        height = ax.transData.transform(points[0])[1]
        occupied = max(height, occupied + line_height)
        ax.annotate(
            name,
            tuple(points[0]),
            xytext=(8, (occupied - height) * 72 / ax.figure.dpi),
            textcoords="offset points",
            va="center",
            color=text_color(lines[name][2]),
            annotation_clip=False,
        )


def _last_points(x: Array, y: Array, log: bool) -> Array:
    """The last point of a line that is drawn, and the one before it, as far as there are any.

    A line that diverges ends before its last step.
    """
    drawn = np.flatnonzero(np.isfinite(y) & ((y > 0) | (not log)))
    return np.column_stack([x, y])[drawn[:-3:-1]]


def named_functions(
    x: Array,
    values: Mapping[str, Array],
    *,
    xlabel: str,
    ylabel: str,
    title: str = "",
    log: bool = False,
    measured: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw functions of the same x, up to seven, each with its name.

    The name stands at the right end of a function. Of measured ones a legend shows name and mark.

    Args:
        x: Where, ``(k,)`` or a column ``(k, 1)``.
        values: For each name the heights, ``(k,)`` or ``(k, 1)``; the name of a lone function may
            be "".
        xlabel: What x means.
        ylabel: What the height means.
        title: What stands above.
        log: Whether heights are drawn on a logarithmic scale.
        measured: Whether to mark each height, where there are few that were measured.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes.
    """
    x = np.ravel(read_numbers("x", x, ("k",), ("k", 1)))
    every = read_named("values", values, "function", (len(x),), (len(x), 1))
    if log:
        check_log("values", every.values())
    styles = looks(every)
    ax = axes_for(ax)
    lines = {}
    for (name, column), (color, style, marker) in zip(every.items(), styles, strict=True):
        heights = np.ravel(column)
        mark = marker if measured else ""
        ax.plot(x, heights, color=color, linestyle=style, marker=mark, label=name)
        lines[name] = (x, heights, color)
    ax.set(xlabel=xlabel, ylabel=ylabel, title=title, yscale="log" if log else "linear")
    if log:
        plain_ticks(ax.yaxis)
    if measured and any(every):
        _legend_at_right(ax)
    else:
        _name_ends(ax, lines)
    return ax


def _legend_at_right(ax: Axes) -> None:
    """Name the lines beside the figure, with their looks: for ends that lie on each other."""
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))


def tangents(
    f: Activation,
    d_f: Activation,
    at: Sequence[float],
    *,
    limits: tuple[float, float] = (-4, 4),
    title: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw a function of one variable, with tangents and their slopes at some points.

    Args:
        f: The function, elementwise, from ``(k,)`` to ``(k,)``.
        d_f: Its derivative, elementwise.
        at: Where the tangents touch, ``(k,)``.
        limits: The range of x.
        title: What stands above.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes.
    """
    points = read_finite("at", at, ("k",))
    heights = outputs_of("f", f, points, points.shape)
    slopes = outputs_of("d_f", d_f, points, points.shape)
    x = np.linspace(*limits, 401)
    y = outputs_of("f", f, x, x.shape)
    ax = axes_for(ax)
    ax.plot(x, y, color=COLORS["blue"], ls="-")
    for point, height, slope in zip(points, heights, slopes, strict=True):
        run = np.array([-1.0, 1.0]) / np.hypot(1, slope)
        ax.plot(point + run, height + slope * run, color=COLORS["red"], ls="-", lw=3)
        ax.plot(point, height, "o", color="black")
        # Above on the left, below on the right: beside a curve that rises, neither is in its way.
        ax.annotate(
            as_text(slope, ".2f"),
            (point, height),
            xytext=(0, 10) if point <= 0 else (6, -17),
            textcoords="offset points",
            ha="right" if point <= 0 else "left",
            color=text_color(COLORS["red"]),
        )
    ax.set(xlabel="x", ylabel="f(x)", title=title)
    return ax


def errors_against_step(
    h: Array,
    errors: Mapping[str, Array],
    *,
    guides: Mapping[str, Array] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the error of numerical derivatives against their step, on logarithmic axes.

    Args:
        h: The steps, ascending, ``(k,)``.
        errors: For each name the error at each step, ``(k,)``.
        guides: For each name the error that theory expects, ``(k,)``, drawn thin and grey behind.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes, with a marker at the smallest error of each.
    """
    h = read_finite("h", h, ("k",))
    measured = read_named("errors", errors, "error", h.shape)
    expected = read_named("guides", guides, "guide", h.shape) if guides else {}
    check_log("errors", measured.values())
    low, high = _limits_around(np.concatenate(list(measured.values())))
    styles = looks(measured)
    ax = axes_for(ax, (9, 5.5))
    for name, guide in expected.items():
        ax.loglog(h, guide, color="0.55", ls=":", lw=2)
        offset = (14, -12) if guide[-1] > guide[0] else (14, 12)
        inside = np.flatnonzero((guide > low) & (guide < high))
        if len(inside):
            middle = inside[len(inside) // 2]
            _write_beside(ax, name, (h[middle], guide[middle]), offset, "0.35")
    for (name, error), (color, style, marker) in zip(measured.items(), styles, strict=True):
        ax.loglog(h, error, color=color, ls=style)
        best = np.argmin(np.where(np.isfinite(error), error, np.inf))
        ax.plot(h[best], error[best], marker, ms=12, color=color, mec="black")
        _write_beside(ax, name, (h[-1], error[-1]), (8, 0), text_color(color))
    ax.set(xlabel="step h (log scale)", ylabel="largest error (log scale)", ylim=(low, high))
    return ax


def _limits_around(errors: Array) -> tuple[float, float]:
    """The limits of a logarithmic axis that shows all errors but those that are 0."""
    shown = errors[np.isfinite(errors) & (errors > 0)]
    return 0.3 * float(shown.min()), 3 * float(shown.max())


def _write_beside(
    ax: Axes, name: str, point: tuple[float, float], offset: tuple[float, float], color: str
) -> None:
    ax.annotate(name, point, xytext=offset, textcoords="offset points", va="center", color=color)


def against_rate(
    rates: Array,
    losses: Mapping[str, Array],
    *,
    bounds: Mapping[str, float] | None = None,
    ylabel: str = "loss at the end",
    ax: Axes | None = None,
) -> Axes:
    """Draw the loss at the end of a training against its learning rate, both scales logarithmic.

    Args:
        rates: The learning rates, ``(r,)``.
        losses: For each name the loss at the end for each rate, ``(r,)``; where it is not finite,
            nothing is drawn. The lowest point of each curve is marked.
        bounds: Learning rates to mark by a dotted line, each with the text beside it.
        ylabel: What the height means.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes.
    """
    rates = read_finite("rates", rates, ("r",))
    every = read_named("losses", losses, "row of losses", rates.shape)
    marked = read_named("bounds", bounds, "learning rate", ()) if bounds else {}
    styles = looks(every)
    ax = axes_for(ax)
    for place, ((name, loss), (color, style, marker)) in enumerate(
        zip(every.items(), styles, strict=True)
    ):
        finite = np.where(np.isfinite(loss), loss, np.nan)
        ax.plot(
            rates,
            finite,
            color=color,
            linestyle=style,
            marker=marker,
            markersize=mark_size(place),
            markevery=[int(np.nanargmin(finite))] if np.isfinite(finite).any() else [],
            mec="black",
            label=name,
        )
    for text, bound in marked.items():
        _mark_rate(ax, text, float(bound))
    ax.set(xscale="log", yscale="log", xlabel="learning rate η", ylabel=ylabel)
    plain_ticks(ax.xaxis, (1, 3))
    plain_ticks(ax.yaxis)
    _legend_at_right(ax)
    return ax


def _mark_rate(ax: Axes, text: str, rate: float) -> None:
    """Draw a dotted line at a learning rate, with a text beside it."""
    ax.axvline(rate, color="black", linestyle=":")
    ax.annotate(
        text,
        (rate, 0.02),
        xycoords=("data", "axes fraction"),
        xytext=(5, 0),
        textcoords="offset points",
        rotation=90,
    )


def against_numerical(pairs: Mapping[str, tuple[Array, Array]], *, columns: int = 3) -> Figure:
    """Draw each derivative from backpropagation against the same derivative, taken numerically.

    Args:
        pairs: For each title two vectors ``(parameters,)``: from backpropagation, numerical.
        columns: How many pairs of axes stand in a row.

    Returns:
        The figure: a dot for each parameter; where the two agree it lies on the dashed line.
    """
    parts = ("derivatives from backpropagation", "numerical ones")
    every = read_pairs("pairs", pairs, parts, ("parameters",))
    columns = check_positive_int("columns", columns)
    rows = math.ceil(len(pairs) / columns)
    figure, axes = plt.subplots(rows, columns, figsize=(4 * columns, 3.9 * rows), squeeze=False)
    for ax in axes.flat[len(pairs) :]:
        ax.axis("off")
    for ax, (title, (backpropagated, numerical)) in zip(axes.flat, every.items(), strict=False):
        across = 1.1 * _highest(np.abs(numerical)) or 1
        reach = max(across, 1.1 * _highest(np.abs(backpropagated)))
        ax.plot([-across, across], [-across, across], color="black", ls="--", lw=1.5)
        ax.plot(numerical, backpropagated, "o", color=COLORS["blue"], ms=5, alpha=0.5)
        ax.set(title=title, xlim=(-across, across), ylim=(-reach, reach))
        ax.locator_params(nbins=4)
    figure.supxlabel("numerical derivative")
    figure.supylabel("derivative from backpropagation")
    return figure


def _highest(values: Array) -> float:
    """The largest finite number."""
    return float(np.max(values, where=np.isfinite(values), initial=0))
