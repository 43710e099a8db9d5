"""The loss explorer: what a prediction costs, and which way it is pulled, by two losses."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nnlib.activations import sigmoid
from nnlib.losses import EPS, binary_crossentropy, d_binary_crossentropy, d_mse, mse
from nnlib.plots.style import COLORS, LINE_STYLES, MARKERS, as_text, in_style, text_color
from nnlib.types import Array, Loss
from nnlib.widgets.base import LABEL_BOX, PICTURE_WIDTH, Explorer, Picture, number, slider

LOSSES: dict[str, tuple[Loss, Loss]] = {
    "mse": (mse, d_mse),
    "cross-entropy": (binary_crossentropy, d_binary_crossentropy),
}
"""The two that are compared, each with its derivative."""

LOOKS = {
    "mse": (COLORS["blue"], LINE_STYLES[0], MARKERS[0]),
    "cross-entropy": (COLORS["red"], LINE_STYLES[1], MARKERS[1]),
}

SYMBOLS = {"o": "●", "s": "■"}
"""The markers as letters."""

TOP = 5.0
"""How high a loss is drawn."""

LIMIT = 6.0
"""How far the score goes to both sides."""


class Cost(NamedTuple):
    """What a loss says of one prediction."""

    loss: float
    slope: float
    """With respect to the prediction."""
    slope_over_score: float
    """With respect to the score z, where the prediction is sigmoid(z)."""


def cost(name: str, prediction: float, truth: float) -> Cost:
    """What a loss says of one prediction.

    Args:
        name: One of ``LOSSES``.
        prediction: ŷ, between 0 and 1.
        truth: y, between 0 and 1.

    Returns:
        The loss and its slopes, over the prediction and over the score behind it.
    """
    f, d_f = LOSSES[name]
    y_pred, y_true = np.array([[prediction]]), np.array([[truth]])
    slope = d_f(y_pred, y_true).item()
    # The chain rule; the slope of the sigmoid is ŷ (1 - ŷ), and the cross-entropy sees it clipped.
    p = np.clip(prediction, EPS, 1 - EPS) if f is binary_crossentropy else prediction
    return Cost(f(y_pred, y_true).item(), slope, slope * p * (1 - p))


def score_of(prediction: float) -> float:
    """The score z with sigmoid(z) = prediction; infinite at 0 and at 1."""
    with np.errstate(divide="ignore"):
        return float(np.log(prediction) - np.log1p(-prediction))


def words_for(prediction: float, truth: float, costs: dict[str, Cost]) -> str:
    """Say what there is to see."""
    text = f"Truth {truth:.2f}, prediction {prediction:.2f}. "
    for name, found in costs.items():
        where = " (above the picture)" if found.loss > TOP else ""
        text += f"{name} {found.loss:.3f}{where}, slope {_short(found.slope)}. "
    square, entropy = (found.slope_over_score for found in costs.values())
    if prediction in (0, 1):
        ends = "No finite score gives exactly 0 or 1"
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
        super().__init__(PICTURE_WIDTH, 380, about)
        self.p = np.linspace(0, 1, 1001)
        self.z = np.linspace(-LIMIT, LIMIT, 401)
        with in_style():
            self.over_p, self.over_z = self.figure.subplots(1, 2, sharey=True)
            axes = (self.over_p, self.over_z)
            self._truth = self.over_p.axvline(0, color="black", ls=":", lw=2.5)
            self._curves, self._tangents, self._points = (
                {
                    name: [
                        ax.plot([], [], color=color, ls=style if kind == 0 else "-")[0]
                        for ax in axes
                    ]
                    for name, (color, style, _) in LOOKS.items()
                }
                for kind in range(3)
            )
            for name, (color, _, marker) in LOOKS.items():
                for line in self._tangents[name]:
                    line.set(color=text_color(color), lw=5, alpha=0.45)
                for line in self._points[name]:
                    line.set(color=color, marker=marker, ms=12, mec="black")
                    line.set_linestyle("none")
            self.over_p.set(xlabel="prediction ŷ", ylabel="loss", xlim=(-0.02, 1.02))
            self.over_z.set(
                xlabel="score z, where ŷ = σ(z)", xlim=(-LIMIT, LIMIT), ylim=(-0.3, TOP)
            )
            self.over_p.set_title("over the prediction (dotted: the truth)")
            self.over_z.set_title("over the score behind it")
            self._slopes = {
                name: [
                    ax.text(
                        0.5,
                        0.93 - 0.1 * row,
                        "",
                        transform=ax.transAxes,
                        ha="center",
                        color=text_color(LOOKS[name][0]),
                        bbox=LABEL_BOX,
                    )
                    for ax in axes
                ]
                for row, name in enumerate(LOOKS)
            }
        self.figure.set_layout_engine("constrained", wspace=0.06)
        self.moves(self._truth)
        for name in LOOKS:
            self.moves(*self._curves[name], *self._tangents[name], *self._points[name])
            self.moves(*self._slopes[name])

    def draw(self, truth: float, prediction: float) -> str:
        """Put curves, points and tangents where they belong, and say what there is to see."""
        z = score_of(prediction)
        costs = {name: cost(name, prediction, truth) for name in LOSSES}
        self._truth.set_xdata([truth, truth])
        for name, found in costs.items():
            f = LOSSES[name][0]
            over_p, over_z = self._curves[name]
            over_p.set_data(self.p, _along(f, self.p, truth))
            over_z.set_data(self.z, _along(f, sigmoid(self.z), truth))
            slopes = (found.slope, found.slope_over_score)
            symbol = SYMBOLS[LOOKS[name][2]]
            for label, slope in zip(self._slopes[name], slopes, strict=True):
                label.set_text(f"{symbol} {name}: slope {_short(slope)}")
            # Every tangent is about as long on the screen.
            for i, (x, unit) in enumerate(((prediction, 0.13), (z, 1.6))):
                is_there = np.isfinite(x) and abs(x) <= LIMIT
                run = np.array([-unit, unit]) / np.hypot(1, slopes[i] * unit)
                self._tangents[name][i].set_data(x + run, found.loss + slopes[i] * run)
                self._points[name][i].set_data([x], [found.loss])
                self._tangents[name][i].set_visible(is_there)
                self._points[name][i].set_visible(is_there)
        return words_for(prediction, truth, costs)


def _along(f: Loss, predictions: Array, truth: float) -> Array:
    """A loss at many predictions ``(k,)``."""
    column = predictions[:, np.newaxis]
    return f(column, np.full_like(column, truth))[:, 0]


def loss_explorer(truth: float = 1.0, prediction: float = 0.2) -> Explorer:
    """Move a truth and a prediction: what two losses say, and how steep they are there.

    Args:
        truth: The probability that is right, at first; 1 is yes, 0 is no.
        prediction: The probability that is predicted, at first.

    Returns:
        The explorer, to stand in the last line of a cell.
    """
    picture = LossPicture()
    controls = {
        "truth": slider(
            "truth y (1 = yes)",
            truth,
            0,
            1,
            0.05,
            "What is right: 1 is yes, 0 is no",
            width="345px",
        ),
        "prediction": slider(
            "prediction ŷ", prediction, 0, 1, 0.01, "The probability of yes", width="345px"
        ),
    }
    return Explorer("Loss explorer", picture, controls, picture.draw)
