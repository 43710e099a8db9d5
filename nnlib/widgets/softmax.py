"""The softmax explorer: scores become probabilities; what a shift and a temperature do to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation
from matplotlib.ticker import PercentFormatter

from nnlib.activations import d_softmax, softmax
from nnlib.plots.style import COLORS, REGION_COLORS, in_style
from nnlib.types import Array
from nnlib.validation import require
from nnlib.widgets.base import PICTURE_WIDTH, Explorer, Picture, choice, number, slider

MOST = 5
"""How many scores there are at most."""

FIRST_SCORES = (2.0, 1.0, 0.0, -1.0, 0.5)

LIMIT = 5.0
"""How far a score goes to both sides."""

LARGEST_SHIFT = 5.0
"""How far all scores can be moved at once."""


class Answer(NamedTuple):
    """What softmax makes of a row of m scores."""

    scores: Array
    """The scores after the shift, ``(m,)``."""
    probabilities: Array
    """``(m,)``."""
    jacobian: Array
    """How each probability changes with each score, ``(m, m)``."""
    moved: float
    """The largest difference that the shift makes to a probability."""


def answer(scores: Sequence[float] | Array, shift: float, temperature: float) -> Answer:
    """Softmax of (scores + shift) / temperature, and its Jacobian with respect to the scores.

    Args:
        scores: ``(m,)``.
        shift: What is added to every score.
        temperature: T; 1 is softmax as it is, more makes the probabilities more alike.

    Returns:
        The shifted scores, the probabilities, the Jacobian, and what the shift has changed.

    Raises:
        ValueError: The temperature is not above 0.
    """
    cause = "a score divided by it is not a number, and near 0 the largest score takes all"
    require(temperature > 0, f"the temperature must be above 0: {cause}.")
    row = np.array(scores, dtype=float)[np.newaxis]
    shifted = row + shift
    probabilities = softmax(shifted / temperature)
    # The chain rule: the inner derivative of x / T is 1 / T.
    jacobian = d_softmax(shifted / temperature) / temperature
    moved = float(np.abs(probabilities - softmax(row / temperature)).max())
    return Answer(shifted[0], probabilities[0], jacobian[0], moved)


def words_for(found: Answer, shift: float) -> str:
    """Say what there is to see."""
    top = int(np.argmax(found.scores))
    share = found.probabilities[top]
    text = f"Class {top} has the largest score and gets {share:.1%}. "
    if np.sum(found.scores > found.scores[top] - 1e-9) > 1:
        text = f"Several classes share the largest score, and get {share:.1%} each. "
    if shift:
        same = "no probability and no slope" if found.moved < 1e-9 else "⚠ probabilities"
        text += f"The shift of {shift:+.1f} has moved every score; it has changed {same}. "
    slope = found.jacobian[top, top]
    if slope < 0.001:
        return text + "All slopes are near 0: softmax is saturated, a small step changes nothing."
    return (
        text + f"Score {top} up by 0.1: about {0.1 * slope:+.3f} for class {top}, paid by the rest."
    )


class SoftmaxPicture(Picture):
    """Bars of the scores, bars of the probabilities, and the Jacobian with its numbers."""

    def __init__(self) -> None:
        about = "Bars of the scores, bars of their softmax, and the Jacobian as a map with numbers."
        super().__init__(PICTURE_WIDTH, 350, about)
        with in_style():
            self.scores, self.shares, self.jacobian = self.figure.subplots(
                1, 3, width_ratios=[1, 1, 1.5]
            )
            reach = LIMIT + LARGEST_SHIFT
            self.scores.set(title="scores + shift", ylim=(-reach - 2, reach + 2))
            self.shares.set(title="softmax", ylim=(0, 1.12))
            self.shares.yaxis.set_major_formatter(PercentFormatter(1))
            self.jacobian.set(title="Jacobian of softmax")
            self._score_bars = _bars(self.scores, COLORS["blue"])
            self._share_bars = _bars(self.shares, COLORS["green"])
            self._tiles, self._numbers = _tiles(self.jacobian)
            self.scores.axhline(0, color="black", lw=1, ls="-")
        self.figure.set_layout_engine("constrained", wspace=0.06)
        for bars, texts in (self._score_bars, self._share_bars):
            self.moves(*bars, *texts)
        self.moves(*self._tiles.flat, *self._numbers.flat)
        self._m = 0

    def draw(self, count: int, shift: float, temperature: float, **scores: float) -> str:
        """Set the heights and the numbers, and say what there is to see."""
        found = answer(list(scores.values())[:count], shift, temperature)
        if count != self._m:
            self._make_room(count)
        more = int(count == 3)  # as many decimals as there is room for
        _set_bars(self._score_bars, found.scores, [number(x, 1) for x in found.scores])
        percent = [f"{share:.{more}%}" for share in found.probabilities]
        _set_bars(self._share_bars, found.probabilities, percent)
        for i, j in np.ndindex(count, count):
            value = float(found.jacobian[i, j])
            # Orange above 0, blue below, strongest at what is largest where T is 1.
            self._tiles[i, j].set_facecolor(REGION_COLORS(0.5 + 2 * np.clip(value, -0.25, 0.25)))
            self._numbers[i, j].set_text(number(value, 2 + more))
        return words_for(found, shift)

    def _make_room(self, m: int) -> None:
        """Show as many bars and tiles as there are scores."""
        for i in range(MOST):
            for artist in (*_column(self._score_bars, i), *_column(self._share_bars, i)):
                artist.set_visible(i < m)
            for j in range(MOST):
                for artist in (self._tiles[i, j], self._numbers[i, j]):
                    artist.set_visible(max(i, j) < m)
                self._numbers[i, j].set_fontsize(13 if m < MOST else 12)
        for ax in (self.scores, self.shares):
            ax.set(xlim=(-0.6, m - 0.4), xticks=range(m), xlabel="class")
        self.jacobian.set(xlim=(-0.5, m - 0.5), ylim=(m - 0.5, -0.5))
        self.jacobian.set(xticks=range(m), yticks=range(m), xlabel="score j", ylabel="output i")
        self._m = m
        self.changed()


Bars = tuple[list[Rectangle], list[Annotation]]
"""Bars, and the numbers on them."""


def _bars(ax: Axes, color: str) -> Bars:
    """A bar for each score there may be, with its number."""
    drawn = ax.bar(range(MOST), np.ones(MOST), color=color, ec="black")
    texts = [
        ax.annotate("", (i, 0), xytext=(0, 3), textcoords="offset points", ha="center", fontsize=13)
        for i in range(MOST)
    ]
    ax.grid(axis="x", visible=False)
    return list(drawn), texts


def _set_bars(bars: Bars, heights: Array, labels: Sequence[str]) -> None:
    for bar, text, height, label in zip(*bars, heights, labels, strict=False):
        bar.set_height(height)
        text.xy = (text.xy[0], height)
        text.set_text(label)
        text.set_fontsize(13 if len(labels) < MOST else 11)
        text.set_position((0, 3 if height >= 0 else -3))
        text.set_verticalalignment("bottom" if height >= 0 else "top")


def _column(bars: Bars, i: int) -> tuple[Rectangle, Annotation]:
    return bars[0][i], bars[1][i]


def _tiles(ax: Axes) -> tuple[Any, Any]:
    """A square for each entry that the Jacobian may have, and its number: two ``(MOST, MOST)``."""
    tiles, numbers = np.empty((2, MOST, MOST), dtype=object)
    for i, j in np.ndindex(MOST, MOST):
        tile = Rectangle((j - 0.5, i - 0.5), 1, 1, ec="black", alpha=0.55, lw=1, clip_on=False)
        tiles[i, j] = ax.add_patch(tile)
        numbers[i, j] = ax.text(j, i, "", ha="center", va="center", fontsize=13)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.grid(False)
    return tiles, numbers


def softmax_explorer(scores: Sequence[float] = FIRST_SCORES[:3]) -> Explorer:
    """Move scores, a shift of them all and a temperature: probabilities and their Jacobian.

    Args:
        scores: Three to five scores to start from, between -5 and 5.

    Returns:
        The explorer, to stand in the last line of a cell.

    Raises:
        ValueError: There are fewer than three scores or more than five.
    """
    came = f"scores came with {len(scores)} numbers, wanted 3 to {MOST}"
    require(3 <= len(scores) <= MOST, f"{came}: more would not be readable.")
    picture = SoftmaxPicture()
    first = [*scores, *FIRST_SCORES[len(scores) :]]
    counts = {"three": 3, "four": 4, "five": 5}
    count = choice("scores", counts, len(scores), "How many classes there are", width="140px")
    look = {"width": "265px", "readout_format": ".1f"}
    sliders = [
        slider(f"score {i}", float(x), -LIMIT, LIMIT, 0.1, f"The score of class {i}", **look)
        for i, x in enumerate(first)
    ]
    shift = slider("shift", 0.0, -LARGEST_SHIFT, LARGEST_SHIFT, 0.5, "Added to every score", **look)
    heat = slider("temperature", 1.0, 0.0, 5.0, 0.1, "Every score is divided by it", **look)

    def show_sliders(_change: object = None) -> None:
        for i, each in enumerate(sliders):
            each.layout.display = None if i < count.value else "none"

    show_sliders()
    count.observe(show_sliders, names="value")
    controls = {"count": count, "shift": shift, "temperature": heat}
    controls |= {f"score_{i}": each for i, each in enumerate(sliders)}
    rows = [sliders, [count, shift, heat]]
    return Explorer("Softmax explorer", picture, controls, picture.draw, rows=rows)
