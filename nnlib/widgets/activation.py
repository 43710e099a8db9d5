"""The activation explorer: a point on a function, its tangent, its slope, and where it is flat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from nnlib.activations import d_relu, d_sigmoid, d_tanh, relu, sigmoid, tanh
from nnlib.plots.style import COLORS, MARKERS, in_style, text_color
from nnlib.types import Activation, Array
from nnlib.widgets.base import LABEL_BOX, PICTURE_WIDTH, Explorer, Picture, choice, slider

FLAT = 0.05
"""Where the slope is smaller than this, a neuron counts as saturated."""

FUNCTIONS: dict[str, tuple[Activation, Activation]] = {
    "tanh": (tanh, d_tanh),
    "sigmoid": (sigmoid, d_sigmoid),
    "relu": (relu, d_relu),
}

LIMIT = 6.0
"""How far the pre-activation goes to both sides."""


class Point(NamedTuple):
    """What there is to say about a function at one pre-activation."""

    value: float
    slope: float
    left: float
    """The slope just left of it, measured."""
    right: float
    """The slope just right of it, measured."""

    @property
    def is_corner(self) -> bool:
        return abs(self.right - self.left) > 0.01

    @property
    def is_saturated(self) -> bool:
        return abs(self.slope) < FLAT

    @property
    def is_wrong(self) -> bool:
        """Whether the derivative is none of the slopes measured, nor between them."""
        low, high = sorted((self.left, self.right))
        return not low - 0.001 <= self.slope <= high + 0.001


def point_at(f: Activation, d_f: Activation, z: float, h: float = 1e-6) -> Point:
    """Look at a function at one pre-activation.

    Args:
        f: The function, elementwise.
        d_f: Its derivative, elementwise.
        z: Where.
        h: The step with which the slopes on both sides are measured.

    Returns:
        Its value, its slope, and the slopes measured on both sides.

    Raises:
        ValueError: f or d_f does not give a finite number there.
    """
    below, here, above = f(np.array([z - h, z, z + h])).tolist()
    slope = d_f(np.array([z])).item()
    if not np.isfinite([below, here, above, slope]).all():
        raise ValueError(
            f"at z = {z:.1f} the function gives {here} and its derivative {slope:.3f}."
        )
    return Point(here, slope, (here - below) / h, (above - here) / h)


def words_for(name: str, z: float, point: Point) -> str:
    """Say what there is to see at a point."""
    text = f"{name}({z:.1f}) = {point.value:.3f}, and the slope there is {point.slope:.3f}."
    if point.is_corner:
        sides = f"{point.left:.2g} on the left, {point.right:.2g} on the right"
        return f"{text} It is a corner, without a tangent: the slope is {sides}."
    if point.is_wrong:
        measured = (point.left + point.right) / 2
        return f"⚠ {text} Measured, it is {measured:.3f}: the derivative is not this function's."
    if point.slope == 0:
        return f"{text} Flat: whatever travels back through this neuron is multiplied by 0."
    if point.is_saturated:
        return f"{text} Below {FLAT}: saturated, hardly anything travels back through this neuron."
    return f"{text} Not saturated: what travels back is multiplied by {point.slope:.3f}."


class ActivationPicture(Picture):
    """On the left the function with its tangent, on the right its derivative."""

    def __init__(self, functions: Mapping[str, tuple[Activation, Activation]]) -> None:
        about = "An activation function with its tangent at z, and its derivative beside it."
        super().__init__(PICTURE_WIDTH, 370, about)
        self.functions = functions
        self.x = np.linspace(-LIMIT, LIMIT, 601)
        self._shown = ""
        self._flat: list[Any] = []
        with in_style():
            self.left, self.right = self.figure.subplots(1, 2)
            self._curves = [
                ax.plot(self.x, self.x, color=COLORS[color], ls="-")[0]
                for ax, color in ((self.left, "blue"), (self.right, "red"))
            ]
            (self._tangent,) = self.left.plot([], [], color=COLORS["red"], ls="--", lw=3)
            self._points = [
                ax.plot([], [], MARKERS[0], color="black", ms=11)[0]
                for ax in (self.left, self.right)
            ]
            self._lines = [
                ax.axvline(0, color="0.4", ls=":", lw=1.5, zorder=0)
                for ax in (self.left, self.right)
            ]
            self._slope = self.right.annotate(
                "",
                (0, 0),
                xytext=(12, 4),
                textcoords="offset points",
                color=text_color(COLORS["red"]),
                fontsize=16,
                bbox=LABEL_BOX,
            )
            for ax in (self.left, self.right):
                ax.set(xlabel="pre-activation z", xlim=(-LIMIT, LIMIT), xticks=range(-6, 7, 2))
        self.figure.set_layout_engine("constrained", wspace=0.1)
        self.moves(self._tangent, *self._points, *self._lines, self._slope)

    def draw(self, function: str, z: float) -> str:
        """Put the point, the tangent and the slope where they belong, and say what there is."""
        f, d_f = self.functions[function]
        point = point_at(f, d_f, z)
        if function != self._shown:
            self._show(function, f(self.x), d_f(self.x))
        for line in self._lines:
            line.set_xdata([z, z])
        for marker, height in zip(self._points, (point.value, point.slope), strict=True):
            marker.set_data([z], [height])
        run = np.array([-2.0, 2.0]) / np.hypot(1, point.slope)
        self._tangent.set_data(z + run, point.value + point.slope * run)
        self._tangent.set_visible(not point.is_corner)
        # Beside the hill that most slopes are, above it at its foot, and never outside.
        is_far = abs(z) >= LIMIT / 2
        at_its_right = (z >= 0) != is_far
        self._slope.set_text(f"slope {point.slope:.3f}")
        self._slope.xy = (z, point.slope)
        self._slope.set_position((12 if at_its_right else -12, 24 if is_far else 4))
        self._slope.set_horizontalalignment("left" if at_its_right else "right")
        return words_for(function, z, point)

    def _show(self, name: str, heights: Array, slopes: Array) -> None:
        """Change to another function: its curves, and stripes where it is saturated."""
        while self._flat:
            self._flat.pop().remove()
        for ax, curve, y in zip(
            (self.left, self.right), self._curves, (heights, slopes), strict=True
        ):
            curve.set_ydata(y)
            drawn = y[np.isfinite(y)]
            low, high = drawn.min(initial=0), drawn.max(initial=0)
            pad = 0.18 * (high - low) or 1.0
            ax.set_ylim(low - pad, high + pad)
            look = {"fc": "none", "ec": "0.8", "lw": 0, "hatch": "//", "zorder": -1}
            across = {"transform": ax.get_xaxis_transform()}
            self._flat.append(
                ax.fill_between(self.x, 0, 1, where=np.abs(slopes) < FLAT, **across, **look)
            )
        self.left.set_title(f"{name}: the function and its tangent")
        self.right.set_title(f"its slope; striped: below {FLAT}")
        self._shown = name
        self.changed()


def activation_explorer(
    functions: Mapping[str, tuple[Activation, Activation]] | None = None, z: float = 1.0
) -> Explorer:
    """Choose a function, move z: the point, the tangent, the slope, and where it is saturated.

    Args:
        functions: For each name a function and its derivative, both elementwise; by default tanh,
            sigmoid and relu. Your own can be looked at as well.
        z: The pre-activation at first.

    Returns:
        The explorer, to stand in the last line of a cell.
    """
    functions = functions or FUNCTIONS
    picture = ActivationPicture(functions)
    controls = {
        "function": choice("function", list(functions), next(iter(functions)), "Which function"),
        "z": slider(
            "pre-activation z", z, -LIMIT, LIMIT, 0.1, "Where to look", readout_format=".1f"
        ),
    }
    return Explorer("Activation explorer", picture, controls, picture.draw)
