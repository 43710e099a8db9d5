"""The loss explorer: the loss of a prediction and its slope, by two losses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Annotation

from nnlib.activations import sigmoid
from nnlib.losses import EPS, binary_crossentropy
from nnlib.plots.style import COLORS, LINE_STYLES, MARKERS, as_text, text_color
from nnlib.types import Array, Loss
from nnlib.validation import call_loss
from nnlib.widgets.activation import measure, stretches
from nnlib.widgets.base import PICTURE_WIDTH, Explorer, Picture, in_picture_style, number, slider
from nnlib.widgets.own import own_pair, without_mark
from nnlib.widgets.parts import LOSSES

LOOKS = {
    "mse": (COLORS["blue"], LINE_STYLES[0], MARKERS[0]),
    "cross-entropy": (COLORS["red"], LINE_STYLES[1], MARKERS[1]),
}
"""For each loss its colour, its line and its marker."""

OWN_LOOK = (COLORS["green"], LINE_STYLES[2], MARKERS[2])
"""The same for the reader's own loss."""

SYMBOLS = {"o": "●", "s": "■", "^": "▲"}
"""The markers as letters."""

GRID = np.linspace(0.01, 0.99, 99)
"""The predictions at which the slope of the reader's own loss is measured."""

TOP = 5.0
"""The largest loss in the picture."""

LIMIT = 6.0
"""The largest score in the picture, on both sides of 0."""


class Cost(NamedTuple):
    """A loss at one prediction."""

    loss: float
    slope: float
    """The derivative with respect to the prediction."""
    slope_over_score: float
    """The derivative with respect to the score z, where the prediction is sigmoid(z)."""


class Own(NamedTuple):
    """The reader's own loss beside its measured slopes."""

    name: str
    measured: float
    """The slope at the prediction; NaN where the loss is not finite, such as at 0 and 1."""
    wrong: list[tuple[float, float]]
    """The first and the last prediction of each stretch with a wrong derivative."""


class State(NamedTuple):
    """What is shown."""

    truth: float
    prediction: float
    costs: dict[str, Cost]
    """The cost by the name of the loss."""
    own: Own | None


def cost(functions: tuple[Loss, Loss], prediction: float, truth: float) -> Cost:
    """Compute a loss and its slopes, over the prediction and over the score behind it.

    Args:
        functions: The loss and its derivative.
        prediction: ŷ, between 0 and 1.
        truth: y, between 0 and 1.
    """
    f, d_f = functions
    y_pred, y_true = np.array([[prediction]]), np.array([[truth]])
    with np.errstate(all="ignore"):
        loss = call_loss("loss", f, y_pred, y_true, (1, 1)).item()
        slope = call_loss("d_loss", d_f, y_pred, y_true, (1, 1, 1)).item()
        # The chain rule; the slope of the sigmoid is ŷ (1 - ŷ), and the cross-entropy sees ŷ
        # clipped.
        is_clipped = f is binary_crossentropy
        p = np.clip(prediction, EPS, 1 - EPS) if is_clipped else prediction
        return Cost(loss, slope, slope * p * (1 - p))


def compare(name: str, functions: tuple[Loss, Loss], prediction: float, truth: float) -> Own:
    """Measure the slopes of a loss over the prediction, and find where its derivative is wrong."""

    def f(row: Array) -> Array:
        y_pred = row.T
        y_true = np.full_like(y_pred, truth)
        return call_loss("loss", functions[0], y_pred, y_true, y_pred.shape).T

    def d_f(row: Array) -> Array:
        y_pred = row.T
        y_true = np.full_like(y_pred, truth)
        shape = (len(y_pred), 1, 1)
        return call_loss("d_loss", functions[1], y_pred, y_true, shape)[:, 0].T

    here = measure(f, d_f, np.array([prediction]))
    return Own(name, float(here.measured.item()), stretches(measure(f, d_f, GRID)))


def score_of(prediction: float) -> float:
    """Return the score z with sigmoid(z) = prediction; infinite at 0 and at 1."""
    with np.errstate(divide="ignore"):
        return float(np.log(prediction) - np.log1p(-prediction))


def describe(state: State) -> str:
    """Say in words what the picture shows."""
    truth, prediction, costs, own = state
    text = f"Truth {truth:.2f}, prediction {prediction:.2f}. "
    if own is not None:
        return _describe_own(text, costs[own.name], own)
    for name, each in costs.items():
        where = " (above the picture)" if each.loss > TOP else ""
        text += f"{name} {each.loss:.3f}{where}, slope {_short(each.slope)}. "
    square, entropy = (each.slope_over_score for each in costs.values())
    if prediction in (0, 1):
        ends = "No finite score gives 0 or 1"
        wrong = abs(prediction - truth) > EPS
        kept = f", and only EPS = {EPS:.0e} keeps the cross-entropy finite." if wrong else "."
        return text + ends + kept
    pulls = f"{number(square, 3)} (mse) and {number(entropy, 3)} (cross-entropy)"
    text += f"Over the score z the slopes are {pulls}"
    if abs(entropy) < 0.005:
        return text + ": at the truth both are flat."
    if abs(prediction - truth) > 0.5 and abs(square) < 0.2 * abs(entropy):
        return text + ": certain and wrong, and mse hardly pulls."
    return text + "."


def _describe_own(text: str, each: Cost, own: Own) -> str:
    """Say how steep the reader's own loss is, and where its derivative is wrong."""
    text += f"{without_mark(own.name)} {each.loss:.3f}, slope {_short(each.slope)}"
    text += f", measured {_short(own.measured)}. " if np.isfinite(own.measured) else ". "
    ends = f"{GRID[0]:g} to {GRID[-1]:g}"
    if not own.wrong:
        return f"{text}Measured at the predictions from {ends}, the derivative is right."
    first, *more = (f"{low:.2f} to {high:.2f}" for low, high in own.wrong)
    if len(more) > 1:
        return f"⚠ {text}The derivative is wrong in {len(own.wrong)} places, the first {first}."
    return f"⚠ {text}The derivative is wrong at predictions from {' and '.join([first, *more])}."


def _short(slope: float) -> str:
    return as_text(slope, ",.0f" if abs(slope) >= 1000 else ".2f")


class LossPicture(Picture):
    """On the left the losses over the prediction, on the right over the score behind it.

    Args:
        losses: A loss and its derivative by name; the third is the reader's own.
    """

    def __init__(self, losses: Mapping[str, tuple[Loss, Loss]]) -> None:
        about = "Squared error and cross-entropy with their tangents: over prediction and score."
        super().__init__(PICTURE_WIDTH, 362 + 19 * len(losses), about)
        self.losses = losses
        self.looks = {name: LOOKS.get(name, OWN_LOOK) for name in losses}
        self.p = np.linspace(0, 1, 1001)
        self.z = np.linspace(-LIMIT, LIMIT, 401)
        with in_picture_style():
            self.over_p, self.over_z = self.figure.subplots(1, 2, sharey=True)
            self._truth = self.over_p.axvline(0, color="black", ls=":", lw=2.5)
            self._draw_lines()
            self._slopes = {
                name: [self._label(ax, name, row) for ax in (self.over_p, self.over_z)]
                for row, name in enumerate(reversed(self.looks))
            }
            self.over_p.set(xlabel="prediction ŷ", ylabel="loss", xlim=(-0.02, 1.02))
            self.over_z.set(
                xlabel="score z, where ŷ = σ(z)", xlim=(-LIMIT, LIMIT), ylim=(-0.3, TOP)
            )
            # The slopes stand between the title and the axes, where no curve passes.
            self.over_p.set_title(
                "over the prediction (dotted: the truth)", pad=6 + 19 * len(losses)
            )
            self.over_z.set_title("over the score behind it", pad=6 + 19 * len(losses))
        self.figure.set_layout_engine("constrained", wspace=0.06)
        self.animate(self._truth)
        for name in self.looks:
            self.animate(*self._curves[name], *self._tangents[name], *self._points[name])
            self.animate(*self._slopes[name])

    def _draw_lines(self) -> None:
        """Make the curves, the tangents and the points of the losses on both axes."""
        axes = (self.over_p, self.over_z)
        self._curves, self._tangents, self._points = ({}, {}, {})
        for name, (color, style, marker) in self.looks.items():
            self._curves[name] = [ax.plot([], [], color=color, ls=style)[0] for ax in axes]
            self._tangents[name] = [
                ax.plot([], [], color=text_color(color), ls="-", lw=5, alpha=0.45)[0] for ax in axes
            ]
            self._points[name] = [
                ax.plot([], [], marker, color=color, ms=12, mec="black", clip_on=False)[0]
                for ax in axes
            ]

    def _label(self, ax: Axes, name: str, row: int) -> Annotation:
        """Write the name of a loss above the axes, and return the empty text of its slope."""
        color, _, marker = self.looks[name]
        look: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points"}
        look |= {"xytext": (0, 4 + 19 * row), "color": text_color(color)}
        # Only the number changes: text is what takes longest to draw.
        label = name if name in LOOKS else "yours"
        ax.annotate(f"{SYMBOLS[marker]} {label}: slope ", (0.65, 1), ha="right", **look)
        return ax.annotate("", (0.65, 1), ha="left", **look)

    def draw(self, state: State) -> None:
        """Draw the curves for a truth, and move the points and tangents to a prediction."""
        truth, prediction, costs, _ = state
        z = score_of(prediction)
        self._truth.set_xdata([truth, truth])
        for name, each in costs.items():
            f = self.losses[name][0]
            over_p, over_z = self._curves[name]
            over_p.set_data(self.p, _along(f, self.p, truth))
            over_z.set_data(self.z, _along(f, sigmoid(self.z), truth))
            slopes = (each.slope, each.slope_over_score)
            for label, slope in zip(self._slopes[name], slopes, strict=True):
                label.set_text(_short(slope))
            for i, (x, unit) in enumerate(((prediction, 0.13), (z, 1.6))):
                tangent, point = self._tangents[name][i], self._points[name][i]
                is_inside = bool(np.isfinite(x) and abs(x) <= LIMIT and each.loss <= TOP)
                tangent.set_visible(is_inside)
                point.set_visible(is_inside)
                if is_inside:
                    # Every tangent is about as long on the screen.
                    run = np.array([-unit, unit]) / np.hypot(1, slopes[i] * unit)
                    tangent.set_data(x + run, each.loss + slopes[i] * run)
                    point.set_data([x], [each.loss])


def _along(f: Loss, predictions: Array, truth: float) -> Array:
    """Return a loss at many predictions ``(k,)``."""
    column = predictions[:, np.newaxis]
    with np.errstate(all="ignore"):
        return call_loss("loss", f, column, np.full_like(column, truth), column.shape)[:, 0]


def loss_explorer(
    f: Loss | None = None,
    d_f: Loss | None = None,
    *,
    truth: float = 1.0,
    prediction: float = 0.2,
) -> Explorer:
    """Move a truth and a prediction: see two losses and how steep they are.

    A loss of your own is drawn beside them, and its slope is measured: the words say where the
    derivative is wrong.

    Args:
        f: A loss of your own, from prediction and target, both ``(n, 1)``, to ``(n, 1)``.
        d_f: Its derivative, ``(n, 1, 1)``.
        truth: The first truth, a probability: 1 is yes, 0 is no.
        prediction: The first predicted probability.

    Returns:
        The explorer, for the last line of a cell.

    Raises:
        ValueError: A number is not from 0 to 1.
        TypeError: f is not a function with its derivative.

    >>> def absolute_error(y_pred, y_true):
    ...     return np.abs(y_pred - y_true).mean(axis=1, keepdims=True)
    >>> def d_absolute_error(y_pred, y_true):
    ...     return (y_pred - y_true)[:, np.newaxis, :]
    >>> explorer = loss_explorer(absolute_error, d_absolute_error)
    >>> print(explorer.message)  # doctest: +NORMALIZE_WHITESPACE
    ⚠ Truth 1.00, prediction 0.20. absolute_error 0.800, slope −0.80, measured −1.00.
    The derivative is wrong at predictions from 0.01 to 0.99.
    """
    own = own_pair(f, d_f, LOSSES, "mse")
    losses = LOSSES | own

    def compute(truth: float, prediction: float) -> State:
        costs = {name: cost(pair, prediction, truth) for name, pair in losses.items()}
        compared = [compare(name, pair, prediction, truth) for name, pair in own.items()]
        return State(truth, prediction, costs, compared[0] if compared else None)

    controls = {
        "truth": slider(
            "truth y (1 = yes)", truth, 0, 1, 0.05, "The right answer: 1 is yes, 0 is no", width=345
        ),
        "prediction": slider(
            "prediction ŷ", prediction, 0, 1, 0.01, "The predicted probability of yes", width=345
        ),
    }
    return Explorer("Loss explorer", LossPicture(losses), controls, compute, describe)
