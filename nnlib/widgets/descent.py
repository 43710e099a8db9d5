"""The descent explorer: the path of an optimizer on a surface, and its loss step by step."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from nnlib.optimizers import Optimizer
from nnlib.plots.maps import landscape
from nnlib.plots.style import COLORS, in_style
from nnlib.types import Array
from nnlib.widgets.base import PICTURE_WIDTH, Explorer, Picture, choice, log_slider, number, slider
from nnlib.widgets.parts import OPTIMIZERS, link_momentum

ACROSS = 4.0
"""The largest value of parameter 1 on the map, on both sides of 0."""

UP = 3.0
"""The largest value of parameter 2 on the map, on both sides of 0."""

RAVINE = np.array([1.0, 100.0])
"""The curvatures of the ravine along the two parameters."""

TURN = np.array([[1.0, -1.0], [1.0, 1.0]]) / np.sqrt(2)
"""Turns rows by 45 degrees."""

DIVERGED = 1e4
"""A path has diverged where its loss is so many times the loss at the start."""

NEAR = 0.05
"""A path has arrived where it is so near to a minimum."""

LOSS_LIMITS = (1e-9, 1e6)
"""The range of the losses in the picture."""

STEP_AXES = (10, 20, 50, 100, 200)
"""Where the axis of the steps may end, so that it seldom changes."""


class Surface(NamedTuple):
    """A surface over two parameters."""

    f: Callable[[Array], Array]
    """From points ``(n, 2)``, or one ``(2,)``, to their heights."""
    d_f: Callable[[Array], Array]
    """The gradient, of the shape of the points."""
    minima: tuple[tuple[float, float], ...]
    bound: float | None = None
    """The learning rate above which plain gradient descent diverges, where it is known."""


def quadratic(curvatures: Array, turn: Array) -> Surface:
    """½ Σ λ_i u_i², with u = θ ``turn``, lowest at 0."""

    def f(params: Array) -> Array:
        return 0.5 * np.sum(curvatures * (params @ turn) ** 2, axis=-1)

    def d_f(params: Array) -> Array:
        return (curvatures * (params @ turn)) @ turn.T

    return Surface(f, d_f, ((0.0, 0.0),), 2 / float(curvatures.max()))


def two_valleys(params: Array) -> Array:
    """(θ_1² - 4)² / 16 + θ_2² / 2: lowest at (-2, 0) and (2, 0), with a saddle at (0, 0)."""
    x, y = params[..., 0], params[..., 1]
    return (x**2 - 4) ** 2 / 16 + y**2 / 2


def d_two_valleys(params: Array) -> Array:
    """Its gradient: (θ_1 (θ_1² - 4) / 4, θ_2)."""
    x, y = params[..., 0], params[..., 1]
    return np.stack([x * (x**2 - 4) / 4, y], axis=-1)


SURFACES = {
    "bowl": quadratic(np.ones(2), np.eye(2)),
    "ravine": quadratic(RAVINE, np.eye(2)),
    "turned ravine": quadratic(RAVINE, TURN),
    "two valleys": Surface(two_valleys, d_two_valleys, ((-2.0, 0.0), (2.0, 0.0))),
}


class Trajectory(NamedTuple):
    """The points that an optimizer visits."""

    path: Array
    """The points, ``(steps + 1, 2)``; fewer where it diverged."""
    losses: Array
    """Their heights, ``(steps + 1,)``."""
    diverged_at: int | None
    """The step at which it diverged, or None."""


class State(NamedTuple):
    """What is shown."""

    surface: str
    """The name of the surface."""
    steps: int
    """The number of steps that were asked for."""
    trajectory: Trajectory
    plain_rate: float | None
    """The learning rate of plain gradient descent; None for any other optimizer."""


def descend(
    surface: Surface, optimizer: Optimizer, start: tuple[float, float], steps: int
) -> Trajectory:
    """Move downhill for some steps, and stop where it diverges.

    Args:
        surface: The surface.
        optimizer: A new optimizer.
        start: The first parameters.
        steps: The number of steps.

    Returns:
        The points and their heights. It has diverged where the loss is ``DIVERGED`` times that of
        the start, or not a number.
    """
    path = [np.array(start, dtype=float)]
    losses = [float(surface.f(path[0]))]
    limit = DIVERGED * max(losses[0], 1e-3)
    for step in range(1, steps + 1):
        with np.errstate(over="ignore", invalid="ignore"):
            path.append(optimizer.update(path[-1], surface.d_f(path[-1])))
            losses.append(float(surface.f(path[-1])))
        if not losses[-1] <= limit:
            return Trajectory(np.array(path), np.array(losses), step)
    return Trajectory(np.array(path), np.array(losses), None)


def compute(
    surface: str,
    optimizer: str,
    learning_rate: float,
    momentum: float,
    start_1: float,
    start_2: float,
    steps: int,
) -> State:
    """Descend on a surface with a new optimizer."""
    rule = OPTIMIZERS[optimizer](learning_rate, momentum)
    trajectory = descend(SURFACES[surface], rule, (start_1, start_2), steps)
    is_plain = optimizer == "SGD" and momentum == 0
    return State(surface, steps, trajectory, learning_rate if is_plain else None)


def describe(state: State) -> str:
    """Say in words what the picture shows."""
    surface, (path, losses, diverged_at) = SURFACES[state.surface], state.trajectory
    steps, first, last, end = len(losses) - 1, losses[0], losses[-1], path[-1]
    place = f"({number(end[0], 2)}, {number(end[1], 2)})"
    if steps == 0:
        return f"No step yet: at the start, {place}, the loss is {first:.3g}."
    if diverged_at is not None:
        times = f"more than {DIVERGED:,.0f} times its start"
        return f"⚠ It diverges: at step {steps} the loss is {last:.2g}, {times}."
    text = f"After {steps} step{'s' if steps > 1 else ''} the loss has gone from {first:.3g} to "
    text += f"{last:.3g}. "
    if last > first:
        if surface.bound and state.plain_rate and state.plain_rate > surface.bound:
            above = f"the learning rate is above 2/λ = {surface.bound:g}"
            return f"⚠ {text}It diverges, slowly: {above}, and each jump is longer than the last."
        return f"⚠ {text}It climbs: it is higher than at the start."
    distance = min(np.linalg.norm(end - minimum) for minimum in surface.minima)
    if distance < NEAR:
        return f"{text}It has arrived: a minimum is less than {NEAR} away."
    if np.linalg.norm(surface.d_f(end)) < NEAR:
        return f"{text}It is caught on the saddle: flat, but not a minimum."
    if not is_on_map(end):
        return f"⚠ {text}It is at {place}, outside the map."
    return f"{text}It is at {place}, {distance:.2f} away from the nearest minimum."


def is_on_map(point: Array) -> bool:
    """Whether a point ``(2,)`` lies on the map."""
    return bool(abs(point[0]) <= ACROSS and abs(point[1]) <= UP)


class DescentPicture(Picture):
    """On the left the path on the map of the surface, on the right its loss."""

    def __init__(self) -> None:
        about = "A map of the surface with the optimizer's path, and the loss at each step."
        super().__init__(PICTURE_WIDTH, 360, about)
        blue, orange = COLORS["blue"], COLORS["orange"]
        self._surface = ""
        self._last_step = 0
        ends = {"mec": "black", "clip_on": False}
        with in_style():
            self.map, self.curve = self.figure.subplots(1, 2, width_ratios=[1.35, 1])
            (self._path,) = self.map.plot([], [], "-o", color=blue, lw=1.4, ms=4, zorder=4)
            (self._start,) = self.map.plot([], [], "o", color=blue, ms=13, zorder=5, **ends)
            (self._end,) = self.map.plot([], [], "D", color=orange, ms=10, zorder=6, **ends)
            (self._losses,) = self.curve.plot([], [], "-o", color=blue, ms=4)
            (self._last,) = self.curve.plot([], [], "D", color=orange, ms=10, **ends)
            self._diverged = self.curve.axvline(0, color=COLORS["red"], ls="--")
            self.curve.set(yscale="log", ylim=LOSS_LIMITS, title="loss", xlabel="step")
        # At the right there is room for half of the longest number of steps.
        self.figure.set_layout_engine("constrained", wspace=0.05, rect=(0, 0, 0.985, 1))
        self.animate(self._path, self._start, self._end, self._losses, self._last, self._diverged)

    def draw(self, state: State) -> None:
        """Draw the path on the map and its losses."""
        path, losses, diverged_at = state.trajectory
        if state.surface != self._surface:
            self._change_surface(state.surface)
        last_step = next(end for end in STEP_AXES if end >= state.steps)
        if last_step != self._last_step:
            self._last_step = last_step
            self.curve.set_xlim(-0.03 * last_step, 1.03 * last_step)
            self.curve.set_xticks([0, last_step // 2, last_step])
            self.invalidate()
        low, high = LOSS_LIMITS
        # Agg cannot draw very large numbers; far outside, these are cut off all the same.
        points = np.clip(np.nan_to_num(path), -1e3, 1e3)
        heights = np.clip(np.nan_to_num(losses, nan=np.inf), low, 10 * high)
        self._path.set_data(*points.T)
        self._start.set_data(*points[:1].T)
        self._end.set_data(*points[-1:].T)
        self._end.set_visible(is_on_map(points[-1]))
        self._losses.set_data(np.arange(len(heights)), heights)
        self._last.set_data([len(heights) - 1], [heights[-1]])
        self._last.set_visible(heights[-1] <= high)
        self._diverged.set_visible(diverged_at is not None)
        self._diverged.set_xdata([len(heights) - 1] * 2)

    def _change_surface(self, name: str) -> None:
        """Draw the map of another surface."""
        kept = (self._path, self._start, self._end)
        for artist in [*self.map.collections, *self.map.lines]:
            if artist not in kept:
                artist.remove()
        surface = SURFACES[name]
        for minimum in surface.minima:
            self.map.plot(*minimum, "*", color="black", ms=16, zorder=3)
        landscape(
            surface.f,
            xlim=(-ACROSS, ACROSS),
            ylim=(-UP, UP),
            minimum=surface.minima[0],
            ax=self.map,
        )
        self.map.set_title(f"{name}: ● start, ◆ end, ★ lowest")
        self._surface = name
        self.invalidate()


def descent_explorer(
    surface: str = "ravine", optimizer: str = "SGD", learning_rate: float = 0.018
) -> Explorer:
    """Choose a surface and an optimizer: see the path on the map beside its loss.

    Args:
        surface: The first surface: "bowl", "ravine", "turned ravine" or "two valleys".
        optimizer: The first optimizer: "SGD", "Nesterov", "Adagrad", "RMSprop" or "Adam".
        learning_rate: The first learning rate, from 0.001 to 10.

    Returns:
        The explorer, for the last line of a cell.
    """
    steps = slider("steps", 40, 0, STEP_AXES[-1], 1, "The number of steps", width=260, narrow=240)
    rate = log_slider("learning rate η", learning_rate, -3, 1, 0.02, "The length of a step")
    momentum = slider(
        "momentum μ", 0.0, 0.0, 0.99, 0.01, "The part of the velocity that each step keeps"
    )
    starts = [
        slider(
            f"start, parameter {i}", first, -far, far, 0.1, "The first point", readout_format=".1f"
        )
        for i, first, far in ((1, -3.5, ACROSS), (2, 1.0, UP))
    ]
    controls = {
        "surface": choice("surface", list(SURFACES), surface, "The function to minimize"),
        "optimizer": choice("optimizer", list(OPTIMIZERS), optimizer, "The rule of a step"),
        "learning_rate": rate,
        "momentum": momentum,
        "start_1": starts[0],
        "start_2": starts[1],
        "steps": steps,
    }
    link_momentum(controls["optimizer"], momentum)
    rows = [[rate, momentum], starts, [controls["surface"], controls["optimizer"], steps]]
    return Explorer("Descent explorer", DescentPicture(), controls, compute, describe, rows=rows)
