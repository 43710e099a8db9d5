"""The activation explorer: a function with its tangent, its slope, and where it is saturated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import ScalarFormatter

from nnlib.errors import WrongValue
from nnlib.plots.style import COLORS, MARKERS, as_text, text_color
from nnlib.types import Activation, Array
from nnlib.validation import check_numbers
from nnlib.widgets.base import (
    PICTURE_WIDTH,
    Explorer,
    Picture,
    choice,
    in_picture_style,
    number,
    slider,
)
from nnlib.widgets.own import own_pairs, without_mark
from nnlib.widgets.parts import ACTIVATIONS, NONLINEAR

OwnFunction = Activation | Mapping[str, tuple[Activation, Activation]] | None
"""A function of the reader's, or for each name a function and its derivative."""

FLAT = 0.05
"""Where the slope is smaller than this, a neuron counts as saturated."""

LIMIT = 6.0
"""The largest pre-activation, on both sides of 0."""


GRID = np.linspace(-LIMIT, LIMIT, 601)
"""The pre-activations of the curves."""

STEP = 1e-6
"""The step with which the slopes on both sides are measured."""

TOLERANCE = 0.001
"""A derivative is wrong where it is so far from the measured slope; if steep, so many times it."""

FLAT_LOOK: dict[str, Any] = {"fc": "none", "ec": "0.8", "lw": 0, "hatch": "//", "zorder": -1}
"""How a saturated part looks."""

WRONG_LOOK: dict[str, Any] = {"fc": COLORS["orange"], "alpha": 0.4, "lw": 0, "zorder": -2}
"""How a part with a wrong derivative looks."""

CROSSING = 10
"""Two curves that cross agree at fewer points of the grid than this."""


PLAIN = (1e-4, 1e4)
"""Where a fifth of the heights lies between these, their numbers are short as they are."""


class Curve(NamedTuple):
    """A function at k pre-activations; each array is ``(k,)``."""

    z: Array
    values: Array
    slopes: Array
    """The derivative."""
    left: Array
    """The slopes just left of z, measured."""
    right: Array
    """The slopes just right of z, measured."""

    @property
    def measured(self) -> Array:
        """The slopes as measured; NaN at a corner, which has none."""
        is_smooth = np.abs(self.right - self.left) <= 0.01 * np.maximum(1, np.abs(self.left))
        return np.where(is_smooth, (self.left + self.right) / 2, np.nan)

    @property
    def both_slopes(self) -> Array:
        """The derivative, and the slopes as measured, ``(2k,)``."""
        return np.concatenate([self.slopes, self.measured])

    @property
    def is_wrong(self) -> Array:
        """Where the derivative is neither one of the measured slopes nor between them."""
        low, high = np.minimum(self.left, self.right), np.maximum(self.left, self.right)
        room = TOLERANCE * np.maximum(1, np.abs(low))
        is_right = (low - room <= self.slopes) & (self.slopes <= high + room)
        return np.isfinite(high) & ~is_right


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
    is_wrong: bool
    """Whether the derivative is neither one of the measured slopes nor between them."""

    @property
    def is_corner(self) -> bool:
        return abs(self.right - self.left) > 0.01

    @property
    def is_saturated(self) -> bool:
        return abs(self.slope) < FLAT


class State(NamedTuple):
    """What is shown."""

    function: str
    """The name of the function."""
    point: Point
    curve: Curve
    is_own: bool
    """Whether the function is the reader's own."""


def measure(f: Activation, d_f: Activation, z: Array, h: float = STEP) -> Curve:
    """Evaluate a function and its derivative, and measure the slopes on both sides.

    Args:
        f: The function, elementwise.
        d_f: Its derivative, elementwise.
        z: The pre-activations, ``(k,)``.
        h: The step with which the slopes are measured.

    Raises:
        WrongValue: f or d_f is not elementwise, or f returns too few digits to measure a slope.
    """
    below, here, above = np.split(evaluate(f, np.concatenate([z - h, z, z + h])), 3)
    slopes = evaluate(d_f, z, "derivative")
    with np.errstate(invalid="ignore"):
        return Curve(z, here, slopes, (here - below) / h, (above - here) / h)


def point_at(f: Activation, d_f: Activation, z: float, h: float = STEP) -> Point:
    """Evaluate and measure at one pre-activation, as ``measure`` does.

    Raises:
        WrongValue: f or d_f does not return a finite number there.
    """
    curve = measure(f, d_f, np.array([z]), h)
    here, slope, left, right = (each.item() for each in curve[1:])
    if not np.isfinite([here, slope, left, right]).all():
        raise WrongValue(
            f"at z = {z:.1f} the function returns {here:.3f} and its derivative {slope:.3f}."
        )
    return Point(z, here, slope, left, right, curve.is_wrong.item())


def evaluate(f: Activation, z: Array, name: str = "function") -> Array:
    """Return a function, or its derivative, at many pre-activations ``(k,)``, float64.

    Raises:
        WrongValue: It does not return one number for each, or not with the digits of float64.
    """
    # A function that works in place must not change the axis of the picture.
    row = z[np.newaxis].copy()
    # What is not finite is drawn as a gap, and said where it matters.
    with np.errstate(all="ignore"):
        values = check_numbers(f"what the {name} returns", f(row))
    if values.shape != row.shape:
        got = f"for an input of shape {row.shape} the {name} returns shape {values.shape}"
        raise WrongValue(f"{got}, expected one number for each: it must be elementwise.")
    if name == "function" and values.dtype in (np.float16, np.float32):
        why = "with fewer digits, a measured slope is mostly rounding"
        raise WrongValue(f"the function returns {values.dtype}, expected float64: {why}.")
    return values[0].astype(np.float64)


def stretches(curve: Curve) -> list[tuple[float, float]]:
    """Return the first and the last pre-activation of each stretch with a wrong derivative."""
    places = np.flatnonzero(curve.is_wrong)
    if places.size == 0:
        return []
    parts = np.split(places, np.flatnonzero(np.diff(places) > CROSSING) + 1)
    return [(float(curve.z[part[0]]), float(curve.z[part[-1]])) for part in parts]


def describe(state: State) -> str:
    """Say in words what the picture shows."""
    name, point = without_mark(state.function), state.point
    text = f"{name}({number(point.z, 1)}) = {number(point.value, 3)}"
    if point.is_wrong:
        return f"⚠ {text}. {_mistake(point)} {_verdict(state.curve)}"
    text += f", and the slope there is {number(point.slope, 3)}. {_meaning(point)}"
    if not state.is_own:
        return text
    return f"{text} {'⚠ ' if state.curve.is_wrong.any() else ''}{_verdict(state.curve)}"


def _mistake(point: Point) -> str:
    measured = number((point.left + point.right) / 2, 3)
    if point.is_corner:
        measured = f"{point.left:.2g} on the left, {point.right:.2g} on the right"
    return f"The derivative says slope {number(point.slope, 3)}, measured it is {measured}."


def _meaning(point: Point) -> str:
    """Say what a slope means for the neuron."""
    if point.is_corner:
        sides = f"{point.left:.2g} on the left, {point.right:.2g} on the right"
        return f"It is a corner, without a tangent: the slope is {sides}."
    if point.slope == 0:
        return "Flat: what comes back through this neuron is multiplied by 0."
    if point.is_saturated:
        return f"Below {FLAT}: saturated, hardly anything comes back through this neuron."
    return f"Not saturated: what comes back is multiplied by {number(point.slope, 3)}."


def _verdict(curve: Curve) -> str:
    """Say where the derivative is wrong."""
    wrong = stretches(curve)
    if not wrong:
        return f"Measured from {-LIMIT:g} to {LIMIT:g}, the derivative is right."
    first, *more = (
        f"from {number(a, 1)} to {number(b, 1)}" if a < b else f"at {number(a, 1)}"
        for a, b in wrong
    )
    if len(more) > 1:
        return f"The derivative is wrong in {len(wrong)} places, the first {first}."
    return f"The derivative is wrong {' and '.join([first, *more])}."


class ActivationPicture(Picture):
    """On the left the function with its tangent, on the right its derivative.

    Args:
        compared: The curves that may be chosen, where the measured slopes are to be drawn too, and
            to be marked where the derivative is wrong.
    """

    def __init__(self, compared: Sequence[Curve] = ()) -> None:
        about = "An activation function with its tangent at z, and its derivative beside it."
        super().__init__(PICTURE_WIDTH, 400 if compared else 370, about)
        self._compared = compared
        self._function = ""
        self._marks: list[Any] = []
        with in_picture_style():
            self.left, self.right = self.figure.subplots(1, 2)
            axes = (self.left, self.right)
            self._curves = [
                ax.plot(GRID, GRID, color=COLORS[color], ls="-")[0]
                for ax, color in zip(axes, ("blue", "red"), strict=True)
            ]
            (self._tangent,) = self.left.plot([], [], color=COLORS["red"], ls="--", lw=3)
            self._measured = [ax.plot([], [], "k:", lw=3, visible=bool(compared))[0] for ax in axes]
            self._points = [
                ax.plot([], [], MARKERS[0], color="black", ms=11, clip_on=False)[0] for ax in axes
            ]
            for point in self._points:
                # Always inside of its axes, but not while these are fitted to another curve.
                point.set_in_layout(False)
            self._lines = [ax.axvline(0, color="0.4", ls=":", lw=1.5, zorder=0) for ax in axes]
            self.right.set_title(" ", color=text_color(COLORS["red"]))
            for ax in axes:
                ax.set(xlabel="pre-activation z", xlim=(-LIMIT, LIMIT), xticks=range(-6, 7, 2))
            if compared:
                self._explain_lines()
        self.figure.set_layout_engine("constrained", wspace=0.1)
        self.animate(self._tangent, self._measured[0], *self._points, *self._lines)
        self.animate(self.right.title)

    def _explain_lines(self) -> None:
        """Say below the axes which line is which."""
        wrong = Patch(**WRONG_LOOK)
        parts = {"by the derivative": self._tangent, "as measured": self._measured[0]}
        parts["derivative wrong"] = wrong
        self.figure.legend(parts.values(), parts, loc="outside lower center", ncols=3)

    def lay_out(self) -> None:
        """Leave room for the widest numbers beside any of the curves."""
        limits = [ax.get_ylim() for ax in (self.left, self.right)]
        engine = self.figure.get_layout_engine()
        if self._compared and engine:
            engine.execute(self.figure)  # how many numbers there are depends on the height
            _fit_widest(self.left, [curve.values for curve in self._compared])
            _fit_widest(self.right, [curve.both_slopes for curve in self._compared])
        super().lay_out()
        for ax, ends in zip((self.left, self.right), limits, strict=True):
            ax.set_ylim(ends)

    def draw(self, state: State) -> None:
        """Move the point and the tangents, and write the slope."""
        point = state.point
        if state.function != self._function:
            self._change_function(state.function, state.curve)
        for line in self._lines:
            line.set_xdata([point.z, point.z])
        for marker, height in zip(self._points, (point.value, point.slope), strict=True):
            marker.set_data([point.z], [height])
        measured = (point.left + point.right) / 2
        for line, slope in ((self._tangent, point.slope), (self._measured[0], measured)):
            run = np.array([-2.0, 2.0]) / np.hypot(1, slope)
            line.set_data(point.z + run, point.value + slope * run)
        self._tangent.set_visible(point.is_wrong or not point.is_corner)
        self._measured[0].set_alpha(0 if point.is_corner else 1)
        is_short = abs(point.slope) < 1000
        shown = number(point.slope, 3) if is_short else as_text(point.slope, ".0e")
        self.right.set_title(f"slope {shown} (striped: < {FLAT})")

    def _change_function(self, name: str, curve: Curve) -> None:
        """Draw the curves of another function, and mark where it is saturated or wrong."""
        while self._marks:
            self._marks.pop().remove()
        left, right = self._curves
        for ax, line, y in ((self.left, left, curve.values), (self.right, right, curve.slopes)):
            line.set_ydata(y)
            _fit_height(ax, y)
            self._mark(ax, np.abs(curve.slopes) < FLAT, FLAT_LOOK)
        self._measured[1].set_data(curve.z, curve.measured)
        if self._compared:
            _fit_height(self.right, curve.both_slopes)
            # A single wrong point shall be seen too.
            is_near = np.convolve(curve.is_wrong, np.ones(9), mode="same") > 0
            self._mark(self.right, is_near, WRONG_LOOK)
            self._name_widest(stretches(curve))
        self.left.set_title(f"{name} and its tangent")
        self._function = name
        for ax in (self.left, self.right):
            self.show_background(ax, name)

    def _mark(self, ax: Axes, where: Array, look: dict[str, Any]) -> None:
        """Mark some of the pre-activations from the bottom to the top."""
        across = ax.get_xaxis_transform()
        self._marks.append(ax.fill_between(GRID, 0, 1, where=where, transform=across, **look))

    def _name_widest(self, wrong: list[tuple[float, float]]) -> None:
        """Write "wrong" on the widest stretch."""
        for low, high in sorted(wrong, key=lambda ends: ends[0] - ends[1])[:1]:
            middle = float(np.clip((low + high) / 2, 1 - LIMIT, LIMIT - 1))
            across = self.right.get_xaxis_transform()
            look: dict[str, Any] = {"ha": "center", "va": "top", "weight": "bold"}
            text = self.right.text(middle, 0.99, "wrong", transform=across, **look)
            self._marks.append(text)


def _fit_height(ax: Axes, heights: Array) -> None:
    """Make room for a curve and for 0, and a little more."""
    finite = heights[np.isfinite(heights)]
    low, high = finite.min(initial=0), finite.max(initial=0)
    pad = 0.18 * (high - low) or 1.0
    ax.set_ylim(low - pad, high + pad)
    # Otherwise matplotlib would write a common factor of the numbers where the title stands.
    is_plain = PLAIN[0] < pad < PLAIN[1]
    ax.yaxis.set_major_formatter(ScalarFormatter() if is_plain else "{x:g}")


def _curves_that_work(
    curve_of: Callable[[str], Curve], functions: Iterable[str]
) -> Iterator[Curve]:
    """Yield the curves of the functions; an error is shown when its function is chosen."""
    for function in functions:
        with suppress(Exception):
            yield curve_of(function)


def _fit_widest(ax: Axes, all_heights: Iterable[Array]) -> None:
    """Fit the height to that curve which has the widest numbers beside it."""

    def width(heights: Array) -> float:
        _fit_height(ax, heights)
        bounds = ax.yaxis.get_tightbbox()
        return bounds.width if bounds else 0.0

    _fit_height(ax, max(all_heights, key=width))


def activation_explorer(
    f: OwnFunction = None, d_f: Activation | None = None, *, z: float = 1.0
) -> Explorer:
    """Choose a function and move z: see the point, the tangent, the slope and the saturation.

    A function of your own, with its derivative, comes first in the list. Its slope is measured
    too: the tangent by your derivative is dashed and the measured one dotted, and where the two
    differ, the derivative is marked, and called wrong in words.

    Args:
        f: A function of your own, elementwise; or several, in a dictionary: for each name a
            function and its derivative.
        d_f: The derivative of f, elementwise.
        z: The first pre-activation, from -6 to 6.

    Returns:
        The explorer, for the last line of a cell.

    Raises:
        TypeError: f is neither a function with its derivative nor a dictionary of such pairs.
        ValueError: z is out of range.

    >>> def square(x):
    ...     return x**2
    >>> def d_square(x):
    ...     return x
    >>> explorer = activation_explorer(square, d_square)
    >>> print(explorer.message)  # doctest: +NORMALIZE_WHITESPACE
    ⚠ square(1.0) = 1.000. The derivative says slope 1.000, measured it is 2.000.
    The derivative is wrong from −6.0 to 6.0.
    """
    own = own_pairs(f, d_f, NONLINEAR, "tanh")
    functions = own | {name: ACTIVATIONS[name] for name in NONLINEAR}

    @cache
    def curve_of(function: str) -> Curve:
        return measure(*functions[function], GRID)

    def compute(function: str, z: float) -> State:
        point = point_at(*functions[function], z)
        return State(function, point, curve_of(function), function in own)

    first = next(iter(functions))
    about = "The input of the function"
    look: dict[str, Any] = {"narrow": 240, "readout_format": ".1f"}
    controls = {
        "function": choice("function", list(functions), first, "Which function", width=212),
        "z": slider("pre-activation z", z, -LIMIT, LIMIT, 0.1, about, **look),
    }
    picture = ActivationPicture([*_curves_that_work(curve_of, functions)] if own else ())
    return Explorer("Activation explorer", picture, controls, compute, describe)
