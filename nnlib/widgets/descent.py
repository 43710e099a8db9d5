"""The descent explorer: the path of an optimizer on a surface, and its loss step by step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.artist import Artist

from nnlib.plots.maps import landscape
from nnlib.plots.style import COLORS
from nnlib.types import Array
from nnlib.widgets.base import (
    PICTURE_WIDTH,
    Explorer,
    Picture,
    choice,
    exclusive,
    in_picture_style,
    log_slider,
    number,
    slider,
)
from nnlib.widgets.own import without_mark
from nnlib.widgets.own_optimizers import SETTINGS, choices_with
from nnlib.widgets.parts import mark_unused
from nnlib.widgets.runs import DIVERGED, Ghost, Runs, State, Trajectory
from nnlib.widgets.surfaces import SURFACES, Surface

ACROSS = 4.0
"""The largest value of parameter 1 on the map, on both sides of 0."""

UP = 3.0
"""The largest value of parameter 2 on the map, on both sides of 0."""

NEAR = 0.05
"""A path has arrived where it is so near to a minimum."""

LOSS_LIMITS = (1e-9, 1e6)
"""The range of the losses in the picture."""

STEP_AXES = (10, 20, 50, 100, 200)
"""Where the axis of the steps may end, so that it seldom changes."""

FIRST_RATE = 10**-1.74
"""The first learning rate, a place of the slider: the browser would round any other one."""


def describe(state: State) -> str:
    """Say in words what the picture shows."""
    problem = state.trajectory.problem
    if problem:
        return f"⚠ {without_mark(state.optimizer)} fails {problem}"
    text = _describe_run(state)
    if state.ghost is None:
        return text
    settings, (_, losses, diverged_at, problem) = state.ghost
    end = f"loss {losses[-1]:.3g}"
    if problem or diverged_at:
        end = "it fails" if problem else f"it diverges at step {diverged_at}"
    return f"{text} Grey, dashed: before, with {settings}: {end}."


def _describe_run(state: State) -> str:
    """Say how a run goes that does not fail."""
    surface, (path, losses, diverged_at, _) = SURFACES[state.surface], state.trajectory
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
        return f"⚠ {text}{_describe_climb(surface, state.plain_rate)}"
    distance = min(np.linalg.norm(end - minimum) for minimum in surface.minima)
    if distance < NEAR:
        return f"{text}It has arrived: a minimum is less than {NEAR} away."
    if np.linalg.norm(surface.d_f(end)) < NEAR:
        return f"{text}It is caught on the saddle: flat, but not a minimum."
    if state.trajectory.has_not_moved:
        cure = "update must return new parameters, step must change params in place"
        return f"⚠ After {steps} steps it stands where it started: {cure}."
    if not is_on_map(end):
        return f"⚠ {text}It is at {place}, outside the map."
    return f"{text}It is at {place}, {distance:.2f} away from the nearest minimum."


def _describe_climb(surface: Surface, plain_rate: float | None) -> str:
    """Say why the loss is higher than at the start, where it is known."""
    if surface.bound and plain_rate and plain_rate > surface.bound:
        above = f"the learning rate is above 2/λ = {surface.bound:g}"
        return f"It diverges, slowly: {above}, and each jump is longer than the last."
    return "It climbs: it is higher than at the start."


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
        self._maps: dict[str, list[Artist]] = {}
        self._last_step = 0
        ends = {"mec": "black", "clip_on": False}
        with in_picture_style():
            self.map, self.curve = self.figure.subplots(1, 2, width_ratios=[1.35, 1])
            gray: dict[str, Any] = {
                "color": "0.3",
                "lw": 1.4,
                "ms": 4,
                "mfc": "white",
                "zorder": 3.5,
            }
            self._ghosts = [ax.plot([], [], "--s", **gray)[0] for ax in (self.map, self.curve)]
            (self._path,) = self.map.plot([], [], "-o", color=blue, lw=1.4, ms=4, zorder=4)
            (self._start,) = self.map.plot([], [], "o", color=blue, ms=13, zorder=5, **ends)
            (self._end,) = self.map.plot([], [], "D", color=orange, ms=10, zorder=6, **ends)
            (self._losses,) = self.curve.plot([], [], "-o", color=blue, ms=4, zorder=4)
            (self._last,) = self.curve.plot([], [], "D", color=orange, ms=10, zorder=6, **ends)
            self._stop = self.curve.axvline(0, color=COLORS["red"], ls="--")
            self.curve.set(yscale="log", ylim=LOSS_LIMITS, xlabel="step")
            self.curve.set_title("loss: ● now, □ before")
        # At the right there is room for half of the longest number of steps.
        self.figure.set_layout_engine("constrained", wspace=0.05, rect=(0, 0, 0.985, 1))
        self.animate(
            *self._ghosts, self._path, self._start, self._end, self._losses, self._last, self._stop
        )

    def draw(self, state: State) -> None:
        """Draw the path on the map and its losses."""
        path, losses, diverged_at, _ = state.trajectory
        self._show_surface(state.surface)
        last_step = next(end for end in STEP_AXES if end >= state.steps)
        if last_step != self._last_step:
            self._last_step = last_step
            self.curve.set_xlim(-0.03 * last_step, 1.03 * last_step)
            self.curve.set_xticks([0, last_step // 2, last_step])
            self.show_background(self.curve, last_step)
        (points, heights), high = _drawable(state.trajectory), LOSS_LIMITS[1]
        self._path.set_data(*points.T)
        self._start.set_data(*points[:1].T)
        self._end.set_data(*points[-1:].T)
        self._end.set_visible(is_on_map(path[-1]))
        self._losses.set_data(np.arange(len(heights)), heights)
        self._last.set_data([len(heights) - 1], [heights[-1]])
        self._last.set_visible(heights[-1] <= high)
        self._stop.set_visible(len(losses) - 1 < state.steps or diverged_at is not None)
        self._stop.set_xdata([len(heights) - 1] * 2)
        self._draw_ghost(state.ghost)

    def _draw_ghost(self, ghost: Ghost | None) -> None:
        """Draw the run before, if there is one."""
        for line in self._ghosts:
            line.set_visible(ghost is not None)
        if ghost is not None:
            points, heights = _drawable(ghost.trajectory)
            self._ghosts[0].set_data(*points.T)
            self._ghosts[1].set_data(np.arange(len(heights)), heights)

    def _show_surface(self, name: str) -> None:
        """Show the map of a surface; it is made when it is shown first."""
        if name == self._surface:
            return
        self._surface = name
        if name not in self._maps:
            self._maps[name] = self._make_map(SURFACES[name])
        for surface, artists in self._maps.items():
            for artist in artists:
                artist.set_visible(surface == name)
        self.map.set_title(f"{name}: ● start, ◆ end, ★ lowest")
        self.show_background(self.map, name)

    def _make_map(self, surface: Surface) -> list[Artist]:
        before = self.map.get_children()
        for minimum in surface.minima:
            self.map.plot(*minimum, "*", color="black", ms=16, zorder=3)
        xlim, ylim = (-ACROSS, ACROSS), (-UP, UP)
        landscape(surface.f, xlim=xlim, ylim=ylim, minimum=surface.minima[0], ax=self.map)
        return [artist for artist in self.map.get_children() if artist not in before]


def _drawable(trajectory: Trajectory) -> tuple[Array, Array]:
    """Return points and heights as far as Agg can draw them; far outside they are cut off."""
    low, high = LOSS_LIMITS
    points = np.clip(np.nan_to_num(trajectory.path), -1e3, 1e3)
    return points, np.clip(np.nan_to_num(trajectory.losses, nan=np.inf), low, 10 * high)


class DescentExplorer(Explorer):
    """The explorer, whose reset forgets the run before too."""

    def __init__(self, runs: Runs, controls: Mapping[str, Any], rows: list[list[Any]]) -> None:
        self.runs = runs
        picture = DescentPicture()
        super().__init__("Descent explorer", picture, controls, runs.compute, describe, rows=rows)

    @exclusive
    def reset(self) -> None:
        """Set every control back to its first value, and show one run alone."""
        self.runs.forget()
        super().reset()


def descent_explorer(
    optimizer: Any = "SGD",
    surface: str = "ravine",
    learning_rate: float | None = None,
    momentum: float | None = None,
) -> Explorer:
    """Choose a surface and an optimizer: see the path on the map beside its loss.

    The run before the last change stays in grey, so that two settings can be compared; a change of
    the surface or of the number of steps applies to both.

    Args:
        optimizer: "SGD", "Nesterov", "Adagrad", "RMSprop" or "Adam". Or one of your own, that comes
            first in the list: a class, or an object that has not taken a step, with
            ``update(old_params, gradient)`` or ``step(params, gradient)``. The sliders set its
            ``learning_rate`` and ``momentum``, if it has them. Or several, in a dictionary.
        surface: The first surface: "bowl", "ravine", "turned ravine" or "two valleys".
        learning_rate: The first learning rate, from 0.001 to 10; by default the object's own, or
            0.0182.
        momentum: The first momentum, from 0 to 0.99; by default the object's own, or 0.

    Returns:
        The explorer, for the last line of a cell.

    Raises:
        ValueError: A name is unknown, or a number is out of range.
        TypeError: The optimizer has neither ``update`` nor ``step``, or its class needs something
            else than a learning rate and a momentum.

    >>> class PlainDescent:
    ...     def __init__(self, learning_rate):
    ...         self.learning_rate = learning_rate
    ...     def update(self, old_params, gradient):
    ...         return old_params - self.learning_rate * gradient
    >>> explorer = descent_explorer(PlainDescent, surface="bowl", learning_rate=0.1)
    >>> print(explorer.message)  # doctest: +NORMALIZE_WHITESPACE
    After 40 steps the loss has gone from 6.62 to 0.00145.
    It is at (−0.05, 0.01), 0.05 away from the nearest minimum.
    """
    choices, first = choices_with(optimizer)
    settings = choices[first].settings
    if learning_rate is None:
        learning_rate = settings.get("learning_rate") or FIRST_RATE
    if momentum is None:
        momentum = settings.get("momentum") or 0.0
    controls = {
        "surface": choice("surface", list(SURFACES), surface, "The function to minimize"),
        "optimizer": choice("optimizer", list(choices), first, "The rule of a step", width=230),
        "learning_rate": log_slider(
            "learning rate η", learning_rate, -3, 1, 0.02, "The length of a step"
        ),
        "momentum": slider(
            "momentum μ", momentum, 0.0, 0.99, 0.01, "The part of the velocity that each step keeps"
        ),
        "start_1": _start_slider(1, -3.5, ACROSS),
        "start_2": _start_slider(2, 1.0, UP),
        "steps": slider(
            "steps", 40, 0, STEP_AXES[-1], 1, "The number of steps", width=260, narrow=240
        ),
    }
    for name in SETTINGS:
        users = [each for each, chosen in choices.items() if name in chosen.settings]
        mark_unused(controls["optimizer"], controls[name], users)
    order = [SETTINGS, ("start_1", "start_2"), ("surface", "optimizer", "steps")]
    rows = [[controls[name] for name in names] for names in order]
    return DescentExplorer(Runs(choices), controls, rows)


def _start_slider(i: int, first: float, far: float) -> Any:
    label, about = f"start, parameter {i}", "The first point"
    return slider(label, first, -far, far, 0.1, about, readout_format=".1f")
