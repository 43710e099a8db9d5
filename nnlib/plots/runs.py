"""Runs side by side, and how often something succeeds, with the uncertainty that is left."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnlib.errors import WrongValue
from nnlib.plots.arguments import (
    axes_for,
    check_log,
    check_named,
    check_parts,
    read_finite,
    read_named,
    read_numbers,
)
from nnlib.plots.style import COLORS, LineStyle, as_text, looks, mark_size, plain_ticks
from nnlib.types import Array
from nnlib.validation import check_numbers, check_positive_int

Z95 = 1.959964
"""How many standard deviations around the mean of a normal distribution hold 95 % of it."""

Judged = tuple[Array, Array, float]
"""Of one setting: its learning rates ``(r,)``, its runs at each of them ``(r, runs)``, and the rate
that was chosen."""


def runs_in_rows(
    values: Mapping[str, Sequence[float] | Array],
    *,
    xlabel: str,
    published: Mapping[str, float] | None = None,
    log: bool = False,
    write_medians: bool = True,
    title: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw each run as a dot, a row for each setting, with a bar at the median.

    Args:
        values: For each setting the results of its runs, ``(runs,)``.
        xlabel: What the numbers are.
        published: Numbers to compare with, drawn as stars: in the row of the setting of the same
            name, or in a row of their own below a dotted line.
        log: Whether the numbers are drawn on a logarithmic scale.
        write_medians: Whether the medians also stand at the right as numbers.
        title: What stands above.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes, the first setting on top.
    """
    every = read_named("values", values, "row of runs", ("runs",))
    if log:
        check_log("values", every.values())
    stars = read_named("published", published, "published number", ()) if published else {}
    names = [*every, *(name for name in stars if name not in every)]
    ax = axes_for(ax, (9, 0.55 * len(names) + 1.6))
    for row, runs in enumerate(every.values()):
        ax.plot(runs, np.full(len(runs), row), "o", color=COLORS["blue"], alpha=0.5)
        ax.plot(np.median(runs), row, "|", color="black", markersize=22, mew=3)
    for row, name in enumerate(names):
        if name in stars:
            ax.plot(stars[name], row, "*", color=COLORS["red"], markersize=15, mec="black")
    if len(names) > len(every):
        ax.axhline(len(every) - 0.5, color="black", linestyle=":", linewidth=1)
    ax.set_yticks(range(len(names)), names)
    ax.set(xscale="log" if log else "linear", xlabel=xlabel, title=title)
    ax.set_ylim(len(names) - 0.5, -0.5)
    if log:
        plain_ticks(ax.xaxis)
    if write_medians:
        texts = [_median_text(runs) for runs in every.values()]
        _write_at_right(ax, texts + [f"{stars[name]:g}" for name in names[len(every) :]])
    return ax


def _median_text(runs: Array) -> str:
    """The median with two decimals, or with an exponent where these would not say much."""
    middle = float(np.median(runs))
    return as_text(middle, ".2f" if middle == 0 or 0.01 <= abs(middle) < 1e4 else ".1e")


def _write_at_right(ax: Axes, texts: Sequence[str]) -> None:
    """Write the medians beside the rows."""
    ax.text(1.02, 1, "median", transform=ax.transAxes, va="bottom")
    for row, text in enumerate(texts):
        ax.text(1.02, row, text, transform=ax.get_yaxis_transform(), va="center")


def wilson_interval(successes: Array | float, runs: int) -> tuple[Array, Array]:
    """Return the success rates that fit the counts: Wilson's interval, with 95 % confidence.

    Unlike rate ± 2 √(rate (1 - rate) / runs), it says something where all runs succeed or none.

    Args:
        successes: How many runs succeeded: one number, or several of any shape.
        runs: Out of how many, at least 1.

    Returns:
        The lowest and the highest rate, 0 to 1, each of the shape of ``successes``.

    Raises:
        ValueError: No runs, or successes outside of 0 to ``runs``.

    Source:
        Wilson (1927), Probable inference, the law of succession, and statistical inference.

    >>> low, high = wilson_interval(100, 100)
    >>> round(float(low), 3), round(float(high), 3)
    (0.963, 1.0)
    """
    runs = check_positive_int("runs", runs)
    counts = check_numbers("successes", successes)
    if not ((counts >= 0) & (counts <= runs)).all():
        raise WrongValue(f"successes is {successes}, expected 0 to runs, which is {runs}.")
    rate = counts / runs
    spread = Z95**2 / runs
    middle = (rate + spread / 2) / (1 + spread)
    half = np.sqrt(spread * rate * (1 - rate) + spread**2 / 4) / (1 + spread)
    return middle - half, middle + half


def success_rates(
    successes: Mapping[str, Sequence[int]],
    runs: int,
    *,
    titles: Sequence[str],
    xlabel: str = "% of the runs",
) -> Figure:
    """Draw success rates as dots with Wilson's intervals, a row for each name.

    Args:
        successes: For each name how many runs succeeded in each panel, ``(panels,)``.
        runs: Out of how many.
        titles: What stands above each panel, ``(panels,)``.
        xlabel: What the rates are.

    Returns:
        The figure, its panels two in a row, all to one scale.
    """
    if len(titles) == 0:
        raise WrongValue("titles is empty, expected one for each panel.")
    counts = read_named("successes", successes, "row of counts", (len(titles),))
    intervals = {name: wilson_interval(row, runs) for name, row in counts.items()}
    styles = looks(counts)
    columns = min(2, len(titles))
    rows = -(-len(titles) // columns)
    size = (3.6 * columns + 2.6, rows * (0.52 * len(counts) + 0.7) + 0.4)
    figure, axes = plt.subplots(rows, columns, figsize=size, sharex=True, sharey=True)
    for ax in np.ravel(axes)[len(titles) :]:
        ax.remove()
    for panel, (ax, title) in enumerate(zip(np.ravel(axes), titles, strict=False)):
        for row, (name, (color, _, marker)) in enumerate(zip(counts, styles, strict=True)):
            low, high = (100 * ends[panel] for ends in intervals[name])
            ax.plot([low, high], [row, row], "-", color=color, lw=3)
            rate = 100 * counts[name][panel] / runs
            ax.plot(rate, row, marker, color=color, mec="black")
            inside = {"ha": "right", "xytext": (12, 11)} if rate > 90 else {"xytext": (-9, 11)}
            label = f"{rate:.0f}"
            ax.annotate(label, (rate, row), textcoords="offset points", fontsize=12, **inside)
        ax.set(title=title, xlim=(0, 104), xticks=[0, 50, 100])
    ax.set(ylim=(len(counts) - 0.5, -0.7))
    ax.set_yticks(range(len(counts)), list(counts))
    figure.supxlabel(xlabel)
    figure.set_layout_engine("constrained", wspace=0.05)
    return figure


def rate_curves(panels: Mapping[str, Mapping[str, Judged]], *, ylabel: str) -> Figure:
    """Draw results against the learning rate: a curve for each setting, a panel for each group.

    The line is the median of the runs, the band goes from the lowest to the highest. A star marks
    the chosen rate; the legend says the median there. Marks become smaller from one setting to the
    next, so that of those at one place all are seen.

    Args:
        panels: For each title the settings of a panel, up to seven. For each setting its learning
            rates ``(r,)``, its runs at each of them ``(r, runs)``, and which one was chosen.
        ylabel: What the height means.

    Returns:
        The figure, its panels side by side, all of one height.
    """
    check_named("panels", panels, "group of settings")
    groups = {title: _settings(f"panels[{title!r}]", group) for title, group in panels.items()}
    size = (5.3 * len(groups) + 0.4, 4.8)
    figure, axes = plt.subplots(1, len(groups), figsize=size, sharey=True, squeeze=False)
    for ax, (title, group) in zip(axes[0], groups.items(), strict=True):
        for place, ((name, judged), look) in enumerate(
            zip(group.items(), looks(group), strict=True)
        ):
            _rate_curve(ax, name, judged, look, mark_size(place))
        ax.set(title=title, xscale="log", xlabel="learning rate η", ylabel=ylabel)
        ax.label_outer()
        ax.minorticks_off()
        plain_ticks(ax.xaxis, (1, 3))
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), fontsize=14)
    return figure


def _settings(name: str, group: Mapping[str, Judged]) -> dict[str, Judged]:
    """The settings of one panel, with arrays in them, and no more than can be told apart."""
    check_named(name, group, "setting")
    looks(group)
    return {key: _judged(f"{name}[{key!r}]", judged) for key, judged in group.items()}


def _judged(name: str, judged: Judged) -> Judged:
    """One setting's rates, runs and chosen rate, as arrays."""
    check_parts(name, judged, ("rates", "runs at each rate", "chosen rate"))
    rates = read_finite(f"{name}[0]", judged[0], ("r",))
    runs = read_numbers(f"{name}[1]", judged[1], (len(rates), "runs"))
    if judged[2] not in rates:
        raise WrongValue(f"{name}[2] is {judged[2]}, expected one of the rates.")
    return rates, runs, judged[2]


def _rate_curve(
    ax: Axes, name: str, judged: Judged, look: tuple[str, LineStyle, str], size: int
) -> None:
    """The median, a band, and a star at the chosen rate."""
    rates, runs, chosen = judged
    color, line, marker = look
    middle = np.median(runs, axis=1)
    height = float(middle[rates == chosen][0])
    label = f"{name}: {as_text(height, '.2f')} at η = {chosen:g}"
    ax.fill_between(rates, runs.min(axis=1), runs.max(axis=1), color=color, alpha=0.2, lw=0)
    ax.plot(rates, middle, color=color, linestyle=line, marker=marker, ms=0.7 * size, label=label)
    ax.plot(chosen, height, "*", color=color, ms=1.7 * size, mec="black", mew=0.8, zorder=4)
