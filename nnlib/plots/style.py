"""One style for every figure of the series: large text, few lines, safe colours."""

import sys
from collections.abc import Iterator, Sequence, Sized
from contextlib import contextmanager

import matplotlib as mpl
import matplotlib.pyplot as plt
from cycler import cycler
from matplotlib.axis import Axis
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb
from matplotlib.ticker import LogLocator, NullLocator

from nnlib.errors import WrongValue

COLORS = {
    "blue": "#0072B2",
    "red": "#D55E00",
    "green": "#009E73",
    "purple": "#CC79A7",
    "black": "#000000",
    "orange": "#E69F00",
    "sky": "#56B4E9",
}
"""The colours of Okabe and Ito (2008), the ones easiest to see on white first."""

MARKERS = ["o", "s", "^", "D", "v", "P", "X"]
"""A marker for each colour, so that colour alone never tells points apart."""

CLASS_COLORS = [
    COLORS[name] for name in ("blue", "orange", "green", "purple", "red", "sky", "black")
]
"""A colour for each class of samples: 0 is blue and 1 is orange, as in ``REGION_COLORS``."""

REGION_COLORS = LinearSegmentedColormap.from_list(
    "regions", [COLORS["blue"], "white", COLORS["orange"]]
)
"""Blue for 0 or less, orange for 1 or more, white in the middle."""

REGION_OPACITY = 0.5
"""So pale are regions, that points in the full colours stand out on their own."""

LineStyle = str | tuple[int, tuple[int, ...]]

LINE_STYLES: list[LineStyle] = ["-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)), (0, (1, 1))]


FEWEST_TICKS = 3
"""So many numbers an axis needs for its scale to be read."""

FINE_DIGITS = (1, 2, 3, 4, 6, 8)
"""The first digits of the ticks on a logarithmic axis so short that the usual ones are too few."""


def looks(things: Sized) -> list[tuple[str, LineStyle, str]]:
    """Return a colour, a line style and a marker for each of up to seven things."""
    count, most = len(things), len(COLORS)
    if count > most:
        raise WrongValue(f"There are {count} to draw, at most {most} can be told apart.")
    return list(zip(COLORS.values(), LINE_STYLES, MARKERS, strict=True))[:count]


def colors_of(things: Sized, names: Sequence[str]) -> list[str]:
    """Return a colour for each thing: those of these names, such as "blue", in order."""
    if unknown := [name for name in names if name not in COLORS]:
        raise WrongValue(f"colors has {unknown[0]!r}, expected names such as {', '.join(COLORS)}.")
    if len(names) < len(things):
        raise WrongValue(f"colors has {len(names)} names, expected {len(things)}.")
    return [COLORS[name] for name in names][: len(things)]


def mark_size(place: int) -> int:
    """Return how large the first mark, the second, … is, so that of marks at one place all show."""
    return max(7, 15 - 3 * place)


FILE_BACKENDS = {"agg", "cairo", "pdf", "pgf", "ps", "svg", "template"}
"""Matplotlib's backends that write files, and show nothing."""


def as_text(number: float, form: str) -> str:
    """Return a number as text, with a true minus sign, and 0 without any.

    Args:
        number: One number.
        form: How Python's ``format`` writes it, such as ".2f" or ".3g".

    >>> as_text(-1.234, ".2f"), as_text(-0.001, ".2f"), as_text(-12345.6, ",.0f")
    ('−1.23', '0.00', '−12,346')
    """
    return format(float(number), f"z{form}").replace("-", "−")


def text_color(color: str) -> str:
    """Return a darker shade of a colour for text: thin strokes need more contrast than lines."""
    red, green, blue = to_rgb(color)
    return to_hex((0.7 * red, 0.7 * green, 0.7 * blue))


def plain_ticks(axis: Axis, digits: tuple[int, ...] = (1, 2, 5)) -> None:
    """Write plain numbers on a logarithmic axis that shows less than three decades.

    Args:
        axis: The axis, with its limits already set.
        digits: The first digits of the ticks: 1, 2 and 5 make 0.1, 0.2, 0.5, 1, 2 … Where fewer
            than three of them are in sight, there are more.
    """
    low, high = sorted(axis.get_view_interval())
    if high < 1000 * low:
        ticks = LogLocator(subs=digits, numticks=100).tick_values(low, high)
        if sum(low <= tick <= high for tick in ticks) < FEWEST_TICKS:
            digits = FINE_DIGITS
        axis.set_major_locator(LogLocator(subs=digits, numticks=100))
        axis.set_major_formatter("{x:g}")
        axis.set_minor_locator(NullLocator())


def use_style() -> None:
    """Draw every figure from here on in the style of the series, and show it in the notebook."""
    show_in_notebook()
    _set_style()


def show_in_notebook() -> None:
    """Show figures in the notebook where its backend only writes files, as ``MPLBACKEND=Agg`` does.

    Backends that show figures themselves stay, and so does everything outside of a notebook.
    """
    if "IPython" in sys.modules and plt.get_backend().lower() in FILE_BACKENDS:
        shell = sys.modules["IPython"].get_ipython()
        if hasattr(shell, "kernel"):
            shell.run_line_magic("matplotlib", "inline")


def _set_style() -> None:
    plt.rcdefaults()
    plt.rcParams.update(
        {
            "figure.figsize": (8, 4.5),
            "figure.dpi": 100,
            "figure.constrained_layout.use": True,
            "savefig.facecolor": "white",
            "font.size": 14,
            "axes.titlesize": 15,
            "figure.labelsize": "medium",
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "axes.axisbelow": True,
            "axes.prop_cycle": cycler(color=COLORS.values()) + cycler(linestyle=LINE_STYLES),
            "grid.color": "0.9",
            "lines.linewidth": 2.2,
            "lines.markersize": 9,
            "legend.frameon": False,
            "image.cmap": "gray_r",
        }
    )


@contextmanager
def in_style() -> Iterator[None]:
    """Draw what is inside in the style of the series, and leave the settings outside alone."""
    with mpl.rc_context():
        _set_style()
        yield
