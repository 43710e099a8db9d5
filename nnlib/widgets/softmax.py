"""The softmax explorer: scores become probabilities; the effect of a shift and a temperature."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation
from matplotlib.ticker import PercentFormatter

from nnlib.activations import d_softmax, softmax
from nnlib.errors import WrongValue
from nnlib.gradient_check import numerical_jacobian
from nnlib.plots.style import COLORS, REGION_COLORS
from nnlib.types import Activation, Array
from nnlib.validation import check_finite, require_result
from nnlib.widgets.base import (
    LABEL_BOX,
    PICTURE_WIDTH,
    Explorer,
    Picture,
    choice,
    in_picture_style,
    number,
    slider,
)
from nnlib.widgets.own import Pair, own_pair

SLIDER_WIDTH = 265
"""The width of a slider in pixels: three stand side by side."""

LEAST, MOST = 3, 5
"""The smallest and the largest number of classes."""

FIRST_SCORES = (2.0, 1.0, 0.0, -1.0, 0.5)

LIMIT = 5.0
"""The largest score, on both sides of 0."""

TOLERANCE = 1e-4
"""A derivative is wrong where it is so far from the measured one."""

LARGEST_SHIFT = 5.0
"""The largest shift of all scores, on both sides of 0."""


class Answer(NamedTuple):
    """Softmax of a row of m scores."""

    shift: float
    """The number that was added to every score."""
    scores: Array
    """The scores after the shift, ``(m,)``."""
    probabilities: Array
    """``(m,)``."""
    jacobian: Array
    """The derivative of each probability with respect to each score, ``(m, m)``."""
    measured: Array
    """The Jacobian by central differences, ``(m, m)``."""
    moved: float
    """The largest change of a probability by the shift."""

    @property
    def is_wrong(self) -> Array:
        """Where the Jacobian differs from the measured one, ``(m, m)``."""
        return np.abs(self.jacobian - self.measured) > TOLERANCE


def answer(
    scores: Sequence[float] | Array,
    shift: float,
    temperature: float,
    functions: Pair = (softmax, d_softmax),
) -> Answer:
    """Compute softmax of (scores + shift) / temperature, and its Jacobian.

    Args:
        scores: ``(m,)``.
        shift: The number that is added to every score.
        temperature: T; 1 is plain softmax, a larger one makes the probabilities more alike.
        functions: softmax and its derivative, nnlib's or somebody's own.

    Returns:
        The shifted scores, the probabilities, and the Jacobian with respect to the scores.

    Raises:
        WrongValue: The temperature is not above 0; or what a function returns does not have the
            right shape, or is not finite.
    """
    if temperature <= 0:
        raise WrongValue(
            "the temperature must be above 0: division by 0 has no result, and near 0 the largest "
            "score takes all."
        )
    row = np.array(scores, dtype=float)[np.newaxis]
    shifted = row + shift
    m = row.size
    f, d_f = functions
    # Two rows, as a function of somebody's own may mistake rows for columns.
    batch = np.vstack([shifted, shifted[:, ::-1]]) / temperature
    with np.errstate(all="ignore"):
        probabilities = _checked("softmax", f(batch.copy()), (2, m))
        # The chain rule: the inner derivative of x / T is 1 / T.
        jacobian = _checked("its derivative", d_f(batch.copy()), (2, m, m)) / temperature
        measured = numerical_jacobian(lambda x: f(x / temperature), shifted)
        moved = float(np.abs(probabilities[:1] - f(row / temperature)).max())
    return Answer(shift, shifted[0], probabilities[0], jacobian[0], measured[0], moved)


def _checked(name: str, result: Any, shape: tuple[int, ...]) -> Array:
    """Return what a function returned, if it has this shape and is finite."""
    array = require_result(name, result, shape)
    check_finite(f"the result of {name}", array)
    return array


def describe(state: Answer) -> str:
    """Say in words what the picture shows."""
    top = int(np.argmax(state.scores))
    share = state.probabilities[top]
    text = f"Class {top} has the largest score and gets {share:.1%}. "
    if np.sum(state.scores > state.scores[top] - 1e-9) > 1:
        text = f"Several classes share the largest score, and get {share:.1%} each. "
    total = state.probabilities.sum()
    if abs(total - 1) > TOLERANCE:
        return f"⚠ The outputs sum to {number(total, 3)}, expected 1: they are no probabilities."
    if state.is_wrong.any():
        return f"⚠ {text}{_mistake(state)}"
    if state.shift:
        same = "no probability and no slope" if state.moved < 1e-9 else "⚠ probabilities"
        text += f"The shift of {state.shift:+.1f} has changed {same}. "
    slope = state.jacobian[top, top]
    if slope < 0.001:
        return text + "All slopes are near 0: softmax is saturated, a small step changes nothing."
    gain = f"class {top} gains about {0.1 * slope:.3f}, the others lose as much"
    return text + f"If score {top} grows by 0.1, {gain}."


def _mistake(state: Answer) -> str:
    """Say which entries of the Jacobian are wrong, and how the worst differs."""
    errors = np.abs(state.jacobian - state.measured)
    # Rounded, as of two that are as wrong each processor would choose another.
    i, j = np.unravel_index(int(np.argmax(errors.round(6))), errors.shape)
    says, is_measured = (number(each[i, j], 3) for each in (state.jacobian, state.measured))
    count = f"{state.is_wrong.sum()} of {errors.size} entries"
    text = f"{count} of the derivative are wrong (crossed out): for output {i} and score {j} it "
    return f"{text}says {says}, measured it is {is_measured}."


class SoftmaxPicture(Picture):
    """Bars of the scores, bars of the probabilities, and the Jacobian with its numbers."""

    def __init__(self) -> None:
        about = "Bars of the scores, bars of their softmax, and the Jacobian as a map with numbers."
        super().__init__(PICTURE_WIDTH, 350, about)
        with in_picture_style():
            self.scores, self.shares, self.jacobian = self.figure.subplots(
                1, 3, width_ratios=[1, 1, 1.5]
            )
            reach = LIMIT + LARGEST_SHIFT
            self.scores.set(title="scores + shift", ylim=(-reach - 2, reach + 2))
            self.shares.set(title="softmax", ylim=(0, 1.12))
            self.shares.yaxis.set_major_formatter(PercentFormatter(1))
            self.jacobian.set(title="Jacobian of softmax")
            self._score_bars = _bars(self.scores, COLORS["blue"])
            self._share_bars = _bars(self.shares, COLORS["red"])
            self._tiles, self._numbers = _tiles(self.jacobian)
            self.scores.axhline(0, color="black", lw=1, ls="-")
        self.figure.set_layout_engine("constrained", wspace=0.06)
        for bars, texts in (self._score_bars, self._share_bars):
            self.animate(*bars, *texts)
        self.animate(*self._tiles.flat, *self._numbers.flat)
        self._m = 0

    def draw(self, state: Answer) -> None:
        """Set the heights of the bars and the numbers."""
        count = len(state.scores)
        if count != self._m:
            self._make_room(count)
        more = int(count == LEAST)  # as many decimals as there is room for
        numbers = [number(x, 1) for x in state.scores]
        if count == MOST:
            numbers = [each.removesuffix(".0") for each in numbers]
        _set_bars(self._score_bars, state.scores, numbers)
        percent = [f"{share:.{more}%}" for share in state.probabilities]
        _set_bars(self._share_bars, state.probabilities, percent)
        is_wrong = state.is_wrong
        for i, j in np.ndindex(count, count):
            value = float(state.jacobian[i, j])
            # Orange above 0, blue below, strongest at the largest value that T = 1 allows.
            self._tiles[i, j].set_facecolor(REGION_COLORS(0.5 + 2 * np.clip(value, -0.25, 0.25)))
            self._tiles[i, j].set_hatch("x" if is_wrong[i, j] else None)
            self._numbers[i, j].set_bbox(LABEL_BOX if is_wrong[i, j] else None)
            self._numbers[i, j].set_text(number(value, 2 + more))

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
        for ax in self.figure.axes:
            self.show_background(ax, m)


Bars = tuple[list[Rectangle], list[Annotation]]
"""Bars, and the numbers on them."""


def _bars(ax: Axes, color: str) -> Bars:
    """Draw a bar for each possible score, with its number."""
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
    """Draw a square and a number for each possible entry of the Jacobian, ``(MOST, MOST)``."""
    tiles, numbers = np.empty((2, MOST, MOST), dtype=object)
    for i, j in np.ndindex(MOST, MOST):
        tile = Rectangle((j - 0.5, i - 0.5), 1, 1, ec="black", alpha=0.55, lw=1, clip_on=False)
        tiles[i, j] = ax.add_patch(tile)
        numbers[i, j] = ax.text(j, i, "", ha="center", va="center", fontsize=13)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.grid(False)
    return tiles, numbers


def count_of_classes(beginning: int) -> Any:
    """The list from which the number of classes is chosen."""
    counts = {str(count): count for count in range(LEAST, MOST + 1)}
    about = "How many scores there are"
    return choice("number of classes", counts, beginning, about, width=SLIDER_WIDTH)


def softmax_explorer(
    f: Activation | None = None,
    d_f: Activation | None = None,
    *,
    scores: Sequence[float] = FIRST_SCORES[:LEAST],
) -> Explorer:
    """Move scores, a shift and a temperature: see the probabilities and their Jacobian.

    With a softmax of your own, wrong entries of its Jacobian are crossed out, and said in words.

    Args:
        f: A softmax of your own, from ``(n, m)`` to ``(n, m)``; by default nnlib's.
        d_f: Its derivative, from ``(n, m)`` to Jacobians ``(n, m, m)``.
        scores: The first scores: three to five, each from -5 to 5.

    Returns:
        The explorer, for the last line of a cell.

    Raises:
        ValueError: There are fewer than three scores or more than five, or one is out of range.
        TypeError: f is not a function with its derivative.

    >>> from nnlib import softmax
    >>> def only_the_diagonal(x):
    ...     y = softmax(x)
    ...     return np.stack([np.diag(row * (1 - row)) for row in y])
    >>> explorer = softmax_explorer(softmax, only_the_diagonal)
    >>> print(explorer.message)  # doctest: +NORMALIZE_WHITESPACE
    ⚠ Class 0 has the largest score and gets 66.5%.
    6 of 9 entries of the derivative are wrong (crossed out): for output 0 and score 1 it says
    0.000, measured it is −0.163.
    """
    own = own_pair(f, d_f, (), "softmax")
    functions = next(iter(own.values()), (softmax, d_softmax))
    if not LEAST <= len(scores) <= MOST:
        expected = f"expected {LEAST} to {MOST}: more would not be readable"
        raise WrongValue(f"scores has {len(scores)} numbers, {expected}.")
    count = count_of_classes(len(scores))
    look: dict[str, Any] = {"width": SLIDER_WIDTH, "narrow": 255, "readout_format": ".1f"}
    shift = slider("shift", 0.0, -LARGEST_SHIFT, LARGEST_SHIFT, 0.5, "Added to every score", **look)
    heat = slider("temperature", 1.0, 0.0, 5.0, 0.1, "Every score is divided by it", **look)
    first = [*scores, *FIRST_SCORES[len(scores) :]]
    sliders = [
        slider(f"score {i}", x, -LIMIT, LIMIT, 0.1, f"The score of class {i}", **look)
        for i, x in enumerate(first)
    ]

    def show_sliders(_change: object = None) -> None:
        # A hidden slider keeps its place, so that nothing moves.
        for i, each in enumerate(sliders):
            each.layout.visibility = "visible" if i < count.value else "hidden"

    show_sliders()
    count.observe(show_sliders, names="value")
    controls = {f"score_{i}": each for i, each in enumerate(sliders)}
    controls |= {"count": count, "shift": shift, "temperature": heat}
    # The hidden sliders stand between others, so that they leave no empty line.
    rows = [[*sliders[:LEAST], count, *sliders[LEAST:], shift, heat]]

    def compute(count: int, shift: float, temperature: float, **scores: float) -> Answer:
        return answer(list(scores.values())[:count], shift, temperature, functions)

    picture = SoftmaxPicture()
    explorer = Explorer("Softmax explorer", picture, controls, compute, describe, rows=rows)
    # Another number of classes changes all axes: drawn here, it is fast the first time, too.
    for each in (*range(LEAST, MOST + 1), len(scores)):
        explorer.set(count=each)
    return explorer
