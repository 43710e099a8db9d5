"""The activation explorer: a function with its tangent, its slope, and where it is saturated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from nnlib.errors import WrongType, WrongValue
from nnlib.plots.style import COLORS, MARKERS, in_style, text_color
from nnlib.types import Activation, Array
from nnlib.widgets.base import PICTURE_WIDTH, Explorer, Picture, choice, number, slider
from nnlib.widgets.parts import ACTIVATIONS, NONLINEAR

FLAT = 0.05
"""Where the slope is smaller than this, a neuron counts as saturated."""

LIMIT = 6.0
"""The largest pre-activation, on both sides of 0."""


class Point(NamedTuple):
    """A function at one pre-activation."""

    z: float
    value: float
    slope: float
    """The derivative."""
    left: float
    """The slope just left of z, measured."""
    right: float
    """The slope just right of z, measured."""

    @property
    def is_corner(self) -> bool:
        return abs(self.right - self.left) > 0.01

    @property
    def is_saturated(self) -> bool:
        return abs(self.slope) < FLAT

    @property
    def is_wrong(self) -> bool:
        """Whether the derivative is neither one of the measured slopes nor between them."""
        low, high = sorted((self.left, self.right))
        return not low - 0.001 <= self.slope <= high + 0.001


class State(NamedTuple):
    """What is shown."""

    function: str
    """The name of the function."""
    point: Point


def point_at(f: Activation, d_f: Activation, z: float, h: float = 1e-6) -> Point:
    """Evaluate a function and its derivative at one pre-activation, and measure the slopes there.

    Args:
        f: The function, elementwise.
        d_f: Its derivative, elementwise.
        z: The pre-activation.
        h: The step with which the slopes on both sides are measured.

    Raises:
        WrongValue: f or d_f does not return a finite number there.
    """
    below, here, above = evaluate(f, np.array([z - h, z, z + h]))
    (slope,) = evaluate(d_f, np.array([z]))
    if not np.isfinite([below, here, above, slope]).all():
        raise WrongValue(
            f"at z = {z:.1f} the function returns {here:.3f} and its derivative {slope:.3f}."
        )
    return Point(z, here, slope, (here - below) / h, (above - here) / h)


def evaluate(f: Activation, z: Array) -> Array:
    """Return a function at many pre-activations ``(k,)``, float64.

    Raises:
        WrongValue: It does not return one number for each.
    """
    # A function that works in place must not change the axis of the picture.
    row = z[np.newaxis].copy()
    values = np.asarray(f(row), dtype=np.float64)
    if values.shape != row.shape:
        got = f"for an input of shape {row.shape} the function returns shape {values.shape}"
        raise WrongValue(f"{got}, expected one number for each: it must be elementwise.")
    return values[0]


def describe(state: State) -> str:
    """Say in words what the picture shows."""
    name, point = state
    text = f"{name}({number(point.z, 1)}) = {number(point.value, 3)}"
    text += f", and the slope there is {number(point.slope, 3)}."
    if point.is_corner:
        sides = f"{point.left:.2g} on the left, {point.right:.2g} on the right"
        return f"{text} It is a corner, without a tangent: the slope is {sides}."
    if point.is_wrong:
        measured = number((point.left + point.right) / 2, 3)
        return f"⚠ {text} Measured, it is {measured}: the derivative is not this function's."
    if point.slope == 0:
        return f"{text} Flat: what comes back through this neuron is multiplied by 0."
    if point.is_saturated:
        return f"{text} Below {FLAT}: saturated, hardly anything comes back through this neuron."
    return f"{text} Not saturated: what comes back is multiplied by {number(point.slope, 3)}."


class ActivationPicture(Picture):
    """On the left the function with its tangent, on the right its derivative."""

    def __init__(self, functions: Mapping[str, tuple[Activation, Activation]]) -> None:
        about = "An activation function with its tangent at z, and its derivative beside it."
        super().__init__(PICTURE_WIDTH, 370, about)
        self.functions = functions
        self.z = np.linspace(-LIMIT, LIMIT, 601)
        self._function = ""
        self._flat: list[Any] = []
        with in_style():
            self.left, self.right = self.figure.subplots(1, 2)
            axes = (self.left, self.right)
            self._curves = [
                ax.plot(self.z, self.z, color=COLORS[color], ls="-")[0]
                for ax, color in zip(axes, ("blue", "red"), strict=True)
            ]
            (self._tangent,) = self.left.plot([], [], color=COLORS["red"], ls="--", lw=3)
            self._points = [
                ax.plot([], [], MARKERS[0], color="black", ms=11, clip_on=False)[0] for ax in axes
            ]
            self._lines = [ax.axvline(0, color="0.4", ls=":", lw=1.5, zorder=0) for ax in axes]
            self.right.set_title(" ", color=text_color(COLORS["red"]))
            for ax in axes:
                ax.set(xlabel="pre-activation z", xlim=(-LIMIT, LIMIT), xticks=range(-6, 7, 2))
        self.figure.set_layout_engine("constrained", wspace=0.1)
        self.animate(self._tangent, *self._points, *self._lines, self.right.title)

    def draw(self, state: State) -> None:
        """Move the point and the tangent, and write the slope."""
        name, point = state
        if name != self._function:
            self._change_function(name)
        for line in self._lines:
            line.set_xdata([point.z, point.z])
        for marker, height in zip(self._points, (point.value, point.slope), strict=True):
            marker.set_data([point.z], [height])
        run = np.array([-2.0, 2.0]) / np.hypot(1, point.slope)
        self._tangent.set_data(point.z + run, point.value + point.slope * run)
        self._tangent.set_visible(not point.is_corner)
        self.right.set_title(f"slope {number(point.slope, 3)} (striped: < {FLAT})")

    def _change_function(self, name: str) -> None:
        """Draw the curves of another function, and stripes where it is saturated."""
        while self._flat:
            self._flat.pop().remove()
        heights, slopes = (evaluate(f, self.z) for f in self.functions[name])
        for ax, curve, y in zip(
            (self.left, self.right), self._curves, (heights, slopes), strict=True
        ):
            curve.set_ydata(y)
            finite = y[np.isfinite(y)]
            low, high = finite.min(initial=0), finite.max(initial=0)
            pad = 0.18 * (high - low) or 1.0
            ax.set_ylim(low - pad, high + pad)
            look = {"fc": "none", "ec": "0.8", "lw": 0, "hatch": "//", "zorder": -1}
            across = {"transform": ax.get_xaxis_transform()}
            self._flat.append(
                ax.fill_between(self.z, 0, 1, where=np.abs(slopes) < FLAT, **across, **look)
            )
        self.left.set_title(f"{name}: the function and its tangent")
        self._function = name
        self.invalidate()


def activation_explorer(
    functions: Mapping[str, tuple[Activation, Activation]] | None = None, z: float = 1.0
) -> Explorer:
    """Choose a function and move z: see the point, the tangent, the slope and the saturation.

    Args:
        functions: For each name a function and its derivative, both elementwise; by default tanh,
            sigmoid and relu. Your own work as well.
        z: The first pre-activation, from -6 to 6.

    Returns:
        The explorer, for the last line of a cell.

    Raises:
        WrongType: functions is not a dictionary of pairs.
    """
    if functions is None:
        functions = {name: ACTIVATIONS[name] for name in NONLINEAR}
    _check_pairs(functions)

    def compute(function: str, z: float) -> State:
        return State(function, point_at(*functions[function], z))

    controls = {
        "function": choice("function", list(functions), next(iter(functions)), "Which function"),
        "z": slider(
            "pre-activation z",
            z,
            -LIMIT,
            LIMIT,
            0.1,
            "The input of the function",
            narrow=240,
            readout_format=".1f",
        ),
    }
    picture = ActivationPicture(functions)
    return Explorer("Activation explorer", picture, controls, compute, describe)


def _check_pairs(functions: Any) -> None:
    is_right = isinstance(functions, Mapping) and len(functions) > 0
    for pair in functions.values() if is_right else ():
        is_pair = isinstance(pair, tuple | list) and len(pair) == 2
        is_right = is_right and is_pair and all(map(callable, pair))
    if not is_right:
        expected = "a function and its derivative for each name, such as {'tanh': (tanh, d_tanh)}"
        raise WrongType(f"functions is {functions!r}, expected {expected}.")
