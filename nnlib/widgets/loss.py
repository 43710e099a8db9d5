"""The loss explorer: the loss of a prediction and its slope, by two losses."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Annotation

from nnlib.activations import sigmoid
from nnlib.losses import EPS, binary_crossentropy
from nnlib.plots.style import COLORS, LINE_STYLES, MARKERS, as_text, in_style, text_color
from nnlib.types import Array, Loss
from nnlib.widgets.base import PICTURE_WIDTH, Explorer, Picture, number, slider
from nnlib.widgets.parts import LOSSES

LOOKS = {
    "mse": (COLORS["blue"], LINE_STYLES[0], MARKERS[0]),
    "cross-entropy": (COLORS["red"], LINE_STYLES[1], MARKERS[1]),
}
"""For each loss its colour, its line and its marker."""

SYMBOLS = {"o": "●", "s": "■"}
"""The markers as letters."""

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


class State(NamedTuple):
    """What is shown."""

    truth: float
    prediction: float
    costs: dict[str, Cost]
    """The cost by the name of the loss."""


def cost(name: str, prediction: float, truth: float) -> Cost:
    """Compute a loss and its slopes, over the prediction and over the score behind it.

    Args:
        name: One of ``LOSSES``.
        prediction: ŷ, between 0 and 1.
        truth: y, between 0 and 1.
    """
    f, d_f = LOSSES[name]
    y_pred, y_true = np.array([[prediction]]), np.array([[truth]])
    slope = d_f(y_pred, y_true).item()
    # The chain rule; the slope of the sigmoid is ŷ (1 - ŷ), and the cross-entropy sees ŷ clipped.
    p = np.clip(prediction, EPS, 1 - EPS) if f is binary_crossentropy else prediction
    return Cost(f(y_pred, y_true).item(), slope, slope * p * (1 - p))


def score_of(prediction: float) -> float:
    """Return the score z with sigmoid(z) = prediction; infinite at 0 and at 1."""
    with np.errstate(divide="ignore"):
        return float(np.log(prediction) - np.log1p(-prediction))


def compute(truth: float, prediction: float) -> State:
    """Compute the cost of a prediction by each loss."""
    costs = {name: cost(name, prediction, truth) for name in LOSSES}
    return State(truth, prediction, costs)


def describe(state: State) -> str:
    """Say in words what the picture shows."""
    truth, prediction, costs = state
    text = f"Truth {truth:.2f}, prediction {prediction:.2f}. "
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


def _short(slope: float) -> str:
    return as_text(slope, ",.0f" if abs(slope) >= 1000 else ".2f")


class LossPicture(Picture):
    """On the left both losses over the prediction, on the right over the score behind it."""

    def __init__(self) -> None:
        about = "Squared error and cross-entropy with their tangents: over prediction and score."
        super().__init__(PICTURE_WIDTH, 400, about)
        self.p = np.linspace(0, 1, 1001)
        self.z = np.linspace(-LIMIT, LIMIT, 401)
        with in_style():
            self.over_p, self.over_z = self.figure.subplots(1, 2, sharey=True)
            self._truth = self.over_p.axvline(0, color="black", ls=":", lw=2.5)
            self._draw_lines()
            self._slopes = {
                name: [self._label(ax, name, row) for ax in (self.over_p, self.over_z)]
                for row, name in enumerate(reversed(LOOKS))
            }
            self.over_p.set(xlabel="prediction ŷ", ylabel="loss", xlim=(-0.02, 1.02))
            self.over_z.set(
                xlabel="score z, where ŷ = σ(z)", xlim=(-LIMIT, LIMIT), ylim=(-0.3, TOP)
            )
            # The slopes stand between the title and the axes, where no curve passes.
            self.over_p.set_title("over the prediction (dotted: the truth)", pad=44)
            self.over_z.set_title("over the score behind it", pad=44)
        self.figure.set_layout_engine("constrained", wspace=0.06)
        self.animate(self._truth)
        for name in LOOKS:
            self.animate(*self._curves[name], *self._tangents[name], *self._points[name])
            self.animate(*self._slopes[name])

    def _draw_lines(self) -> None:
        """Make the curves, the tangents and the points of both losses on both axes."""
        axes = (self.over_p, self.over_z)
        self._curves, self._tangents, self._points = ({}, {}, {})
        for name, (color, style, marker) in LOOKS.items():
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
        color, _, marker = LOOKS[name]
        look: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points"}
        look |= {"xytext": (0, 4 + 19 * row), "color": text_color(color)}
        # Only the number changes: text is what takes longest to draw.
        ax.annotate(f"{SYMBOLS[marker]} {name}: slope ", (0.65, 1), ha="right", **look)
        return ax.annotate("", (0.65, 1), ha="left", **look)

    def draw(self, state: State) -> None:
        """Draw the curves for a truth, and move the points and tangents to a prediction."""
        truth, prediction, costs = state
        z = score_of(prediction)
        self._truth.set_xdata([truth, truth])
        for name, each in costs.items():
            f = LOSSES[name][0]
            over_p, over_z = self._curves[name]
            over_p.set_data(self.p, _along(f, self.p, truth))
            over_z.set_data(self.z, _along(f, sigmoid(self.z), truth))
            slopes = (each.slope, each.slope_over_score)
            for label, slope in zip(self._slopes[name], slopes, strict=True):
                label.set_text(_short(slope))
            # Every tangent is about as long on the screen.
            for i, (x, unit) in enumerate(((prediction, 0.13), (z, 1.6))):
                is_inside = np.isfinite(x) and abs(x) <= LIMIT and each.loss <= TOP
                run = np.array([-unit, unit]) / np.hypot(1, slopes[i] * unit)
                self._tangents[name][i].set_data(x + run, each.loss + slopes[i] * run)
                self._points[name][i].set_data([x], [each.loss])
                self._tangents[name][i].set_visible(is_inside)
                self._points[name][i].set_visible(is_inside)


def _along(f: Loss, predictions: Array, truth: float) -> Array:
    """Return a loss at many predictions ``(k,)``."""
    column = predictions[:, np.newaxis]
    return f(column, np.full_like(column, truth))[:, 0]


def loss_explorer(truth: float = 1.0, prediction: float = 0.2) -> Explorer:
    """Move a truth and a prediction: see two losses and how steep they are.

    Args:
        truth: The first truth, a probability: 1 is yes, 0 is no.
        prediction: The first predicted probability.

    Returns:
        The explorer, for the last line of a cell.
    """
    controls = {
        "truth": slider(
            "truth y (1 = yes)", truth, 0, 1, 0.05, "The right answer: 1 is yes, 0 is no", width=345
        ),
        "prediction": slider(
            "prediction ŷ", prediction, 0, 1, 0.01, "The predicted probability of yes", width=345
        ),
    }
    return Explorer("Loss explorer", LossPicture(), controls, compute, describe)
