"""The descent explorer: the walk of an optimizer on a surface, and its loss, step by step."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from nnlib.optimizers import SGD, Adagrad, Adam, Optimizer, RMSprop
from nnlib.plots.maps import landscape
from nnlib.plots.style import COLORS, in_style
from nnlib.types import Array
from nnlib.widgets.base import PICTURE_WIDTH, Explorer, Picture, choice, log_slider, number, slider

ACROSS = 4.0
"""How far the map goes from 0 along parameter 1."""

UP = 3.0
"""How far the map goes from 0 along parameter 2."""

RAVINE = np.array([1.0, 100.0])
"""Its curvatures along the two parameters."""

TURN = np.array([[1.0, -1.0], [1.0, 1.0]]) / np.sqrt(2)
"""Turns rows by 45 degrees."""

LOST = 1e4
"""A walk is lost where its loss is so many times the loss at the start."""

NEAR = 0.05
"""A walk has arrived where it is so near to a minimum."""


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

OPTIMIZERS: dict[str, Callable[[float, float], Optimizer]] = {
    "SGD": lambda rate, momentum: SGD(rate, momentum),
    "Nesterov": lambda rate, momentum: SGD(rate, momentum, nesterov=True),
    "Adagrad": lambda rate, momentum: Adagrad(rate),
    "RMSprop": lambda rate, momentum: RMSprop(rate),
    "Adam": lambda rate, momentum: Adam(rate),
}
"""From a learning rate and a momentum to an optimizer; the last three have no momentum."""

WITH_MOMENTUM = ("SGD", "Nesterov")


class Walk(NamedTuple):
    """Where a walk went."""

    path: Array
    """Its points, ``(steps + 1, 2)``; fewer where it was lost."""
    losses: Array
    """Their heights, ``(steps + 1,)``."""
    lost_at: int | None
    """The step at which the walk was given up, or None."""


def walk(surface: Surface, optimizer: Optimizer, start: tuple[float, float], steps: int) -> Walk:
    """Walk downhill, and stop where the walk is lost.

    Args:
        surface: Where.
        optimizer: A new one.
        start: The parameters at first.
        steps: How many steps.

    Returns:
        The points, their heights, and at which step the loss came to be ``LOST`` times that of
        the start, or no number any more.
    """
    path = [np.array(start, dtype=float)]
    losses = [float(surface.f(path[0]))]
    limit = LOST * max(losses[0], 1e-3)
    for step in range(1, steps + 1):
        with np.errstate(over="ignore", invalid="ignore"):
            path.append(optimizer.update(path[-1], surface.d_f(path[-1])))
            losses.append(float(surface.f(path[-1])))
        if not losses[-1] <= limit:
            return Walk(np.array(path), np.array(losses), step)
    return Walk(np.array(path), np.array(losses), None)


def words_for(surface: Surface, walked: Walk, plain_rate: float | None) -> str:
    """Say what there is to see.

    Args:
        surface: Where it was.
        walked: The walk.
        plain_rate: The learning rate where the walk was plain gradient descent, else None.
    """
    steps, first, last = len(walked.losses) - 1, walked.losses[0], walked.losses[-1]
    if walked.lost_at is not None:
        times = f"more than {LOST:,.0f} times its start"
        return f"⚠ It diverges: at step {steps} the loss is {last:.2g}, {times}."
    text = f"After {steps} steps the loss has gone from {first:.3g} to {last:.3g}. "
    if last > first:
        if surface.bound and plain_rate and plain_rate > surface.bound:
            above = f"the learning rate is above 2/λ = {surface.bound:g}"
            return f"⚠ {text}It diverges, slowly: {above}, and each jump is longer than the last."
        return f"⚠ {text}It climbs: it is higher than at the start."
    end = walked.path[-1]
    if min(np.linalg.norm(end - minimum) for minimum in surface.minima) < NEAR:
        return f"{text}It has arrived: a minimum is less than {NEAR} away."
    if np.linalg.norm(surface.d_f(end)) < NEAR:
        return f"{text}It is caught on the saddle: flat, but no minimum."
    place = f"({number(end[0], 2)}, {number(end[1], 2)})"
    if abs(end[0]) > ACROSS or abs(end[1]) > UP:
        return f"⚠ {text}It is at {place}, outside of the map."
    return f"{text}It is at {place}, and has not arrived."


class DescentPicture(Picture):
    """On the left the walk on the map of the surface, on the right its loss."""

    def __init__(self) -> None:
        about = "A map of the surface with the walk on it, and the loss of the walk at each step."
        super().__init__(PICTURE_WIDTH, 360, about)
        blue = COLORS["blue"]
        self._shown = ""
        with in_style():
            self.map, self.curve = self.figure.subplots(1, 2, width_ratios=[1.35, 1])
            (self._path,) = self.map.plot([], [], "-o", color=blue, lw=1.4, ms=4, zorder=4)
            (self._start,) = self.map.plot([], [], "o", color=blue, ms=13, mec="black", zorder=5)
            (self._end,) = self.map.plot(
                [], [], "D", color=COLORS["orange"], ms=10, mec="black", zorder=6
            )
            (self._losses,) = self.curve.plot([], [], "-o", color=blue, ms=4)
            (self._last,) = self.curve.plot([], [], "D", color=COLORS["orange"], ms=10, mec="black")
            self._lost = self.curve.axvline(0, color=COLORS["red"], ls="--")
            self.curve.set(yscale="log", ylim=(1e-9, 1e6), title="loss", xlabel="step")
        self.figure.set_layout_engine("constrained", wspace=0.05)
        self.moves(self._path, self._start, self._end, self._losses, self._last, self._lost)
        self._most_steps = 0

    def draw(
        self,
        surface: str,
        optimizer: str,
        learning_rate: float,
        momentum: float,
        start_1: float,
        start_2: float,
        steps: int,
    ) -> str:
        """Draw the walk, and say what there is to see."""
        chosen = SURFACES[surface]
        rule = OPTIMIZERS[optimizer](learning_rate, momentum)
        walked = walk(chosen, rule, (start_1, start_2), steps)
        if surface != self._shown:
            self._show(surface)
        if steps != self._most_steps:
            self.curve.set_xlim(-0.03 * steps, 1.03 * steps)
            self._most_steps = steps
            self.changed()
        # What is far outside would only be cut off, and Agg cannot draw numbers that large.
        path = np.clip(np.nan_to_num(walked.path), -1e3, 1e3)
        losses = np.clip(np.nan_to_num(walked.losses, nan=np.inf), 1e-9, 1e7)
        self._path.set_data(*path.T)
        self._start.set_data(path[:1, 0], path[:1, 1])
        self._end.set_data(path[-1:, 0], path[-1:, 1])
        self._losses.set_data(np.arange(len(losses)), losses)
        self._last.set_data([len(losses) - 1], [losses[-1]])
        self._lost.set_visible(walked.lost_at is not None)
        self._lost.set_xdata([len(losses) - 1] * 2)
        is_plain = optimizer == "SGD" and momentum == 0
        return words_for(chosen, walked, learning_rate if is_plain else None)

    def _show(self, name: str) -> None:
        """Draw another map."""
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
        self._shown = name
        self.changed()


def descent_explorer(
    surface: str = "ravine", optimizer: str = "SGD", learning_rate: float = 0.01
) -> Explorer:
    """Choose a surface and an optimizer, and walk: the path on the map beside its loss.

    Args:
        surface: One of "bowl", "ravine", "turned ravine" and "two valleys", at first.
        optimizer: One of "SGD", "Nesterov", "Adagrad", "RMSprop" and "Adam", at first.
        learning_rate: At first.

    Returns:
        The explorer, to stand in the last line of a cell.
    """
    picture = DescentPicture()
    controls = {
        "surface": choice("surface", list(SURFACES), surface, "Where the walk goes"),
        "optimizer": choice("optimizer", list(OPTIMIZERS), optimizer, "How a step is made"),
        "steps": slider("steps", 40, 0, 200, 1, "How many steps are walked", width="260px"),
        "learning_rate": log_slider(
            "learning rate η", learning_rate, -3, 1, 0.02, "The length of a step"
        ),
        "momentum": slider(
            "momentum μ", 0.0, 0.0, 0.99, 0.01, "The part of the velocity that each step keeps"
        ),
        "start_1": slider(
            "start, parameter 1",
            -3.5,
            -ACROSS,
            ACROSS,
            0.1,
            "Where it begins",
            readout_format=".1f",
        ),
        "start_2": slider(
            "start, parameter 2", 1.0, -UP, UP, 0.1, "Where it begins", readout_format=".1f"
        ),
    }

    def lend_momentum(_change: object = None) -> None:
        controls["momentum"].disabled = controls["optimizer"].value not in WITH_MOMENTUM

    lend_momentum()
    controls["optimizer"].observe(lend_momentum, names="value")
    first, second = list(controls.values())[:3], list(controls.values())[3:]
    # The reset stands in the last row.
    rows = [second[:2], second[2:], first]
    return Explorer("Descent explorer", picture, controls, picture.draw, rows=rows)
