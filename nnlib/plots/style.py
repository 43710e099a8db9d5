"""One style for every figure of the series: large text, few lines, safe colours."""

import sys
from collections.abc import Iterator, Sized
from contextlib import contextmanager

import matplotlib as mpl
import matplotlib.pyplot as plt
from cycler import cycler
from matplotlib.colors import to_hex, to_rgb

from nnlib.validation import require

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

LineStyle = str | tuple[int, tuple[int, ...]]

LINE_STYLES: list[LineStyle] = ["-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)), (0, (1, 1))]


def looks(things: Sized) -> list[tuple[str, LineStyle, str]]:
    """A colour, a line style and a marker for each of up to seven things."""
    count = len(things)
    require(count <= len(COLORS), f"{count} came, at most {len(COLORS)} can be told apart.")
    return list(zip(COLORS.values(), LINE_STYLES, MARKERS, strict=True))[:count]


def text_color(color: str) -> str:
    """A darker shade of a colour, for letters: thin strokes need more contrast than lines."""
    red, green, blue = to_rgb(color)
    return to_hex((0.7 * red, 0.7 * green, 0.7 * blue))


FILE_BACKENDS = {"agg", "cairo", "pdf", "pgf", "ps", "svg", "template"}
"""Matplotlib's backends that write files, and show nothing."""


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
