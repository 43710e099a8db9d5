"""The runs of the descent explorer: the present one, and the one before the last change."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from time import monotonic
from typing import Any, NamedTuple

import numpy as np

from nnlib.training import step_of
from nnlib.types import Array
from nnlib.widgets.own import explain
from nnlib.widgets.own_optimizers import Choice
from nnlib.widgets.surfaces import SURFACES, Surface

DIVERGED = 1e4
"""A path has diverged where its loss is so many times the loss at the start."""

REST = 1.5
"""After so many seconds a slider that moves again makes another change."""

ROUNDED = 0.03
"""Less than a step of the slider of the learning rate, as a part of it."""


class Trajectory(NamedTuple):
    """The points that an optimizer visits."""

    path: Array
    """The points, ``(steps + 1, 2)``; fewer where it diverged or failed."""
    losses: Array
    """Their heights, ``(steps + 1,)``."""
    diverged_at: int | None
    """The step at which it diverged, or None."""
    problem: str = ""
    """When and why it failed, if it did."""

    @property
    def has_not_moved(self) -> bool:
        """Whether it has taken steps, and stands where it started."""
        return len(self.path) > 1 and bool((self.path == self.path[0]).all())


class Settings(NamedTuple):
    """What belongs to one run; surface and steps are those of every run in the picture."""

    optimizer: str
    learning_rate: float
    momentum: float
    start_1: float
    start_2: float


class Ghost(NamedTuple):
    """The run before the last change."""

    settings: str
    """Those that are different now."""
    trajectory: Trajectory


class State(NamedTuple):
    """What is shown."""

    surface: str
    """The name of the surface."""
    steps: int
    """The number of steps that were asked for."""
    optimizer: str
    """The name of the optimizer."""
    trajectory: Trajectory
    plain_rate: float | None
    """The learning rate of plain gradient descent; None for any other optimizer."""
    ghost: Ghost | None


def descend(surface: Surface, optimizer: Any, start: tuple[float, float], steps: int) -> Trajectory:
    """Move downhill for some steps, and stop where it diverges or fails.

    Args:
        surface: The surface.
        optimizer: A new optimizer, with ``update`` or ``step``.
        start: The first parameters.
        steps: The number of steps.

    Returns:
        The points and their heights. It has diverged where the loss is ``DIVERGED`` times that of
        the start, or not a number.
    """
    path = [np.array(start, dtype=float)]
    losses = [float(surface.f(path[0]))]
    limit = DIVERGED * max(losses[0], 1e-3)
    diverged_at, problem, take_step = None, "", step_of(optimizer)
    for step in range(1, steps + 1):
        point = path[-1].copy()
        try:
            with np.errstate(all="ignore"):
                take_step(point, surface.d_f(point))
        except Exception as error:
            problem = f"at step {step}: {explain(error)}"
            break
        if not np.isfinite(point).all():
            problem = f"at step {step}: the new parameters are {point[0]:.3g} and {point[1]:.3g}."
            break
        path.append(point)
        with np.errstate(all="ignore"):
            losses.append(float(surface.f(point)))
        if not losses[-1] <= limit:
            diverged_at = step
            break
    return Trajectory(np.array(path), np.array(losses), diverged_at, problem)


class Runs:
    """Makes a run for the values of the controls, and keeps the run before the last change.

    A slider that moves on within ``REST`` seconds is still the same change.

    Args:
        choices: The optimizers by name.
    """

    def __init__(self, choices: Mapping[str, Choice]) -> None:
        self.choices = choices
        self._run = lru_cache(maxsize=4)(self._make_run)
        self.forget()

    def forget(self) -> None:
        """Forget the run before, as if nothing had been changed yet."""
        self._now: Settings | None = None
        self._before: Settings | None = None
        self._changed: list[str] = []
        self._changed_at = 0.0

    def compute(self, surface: str, steps: int, **values: Any) -> State:
        """Descend on a surface with a new optimizer, and with that of the run before."""
        now, before = self._note(Settings(**values))
        ghost = None
        if before is not None and _changed(before, now):
            ghost = Ghost(_difference(before, now), self._run(surface, steps, before))
        is_plain = now.optimizer == "SGD" and now.momentum == 0
        rate = now.learning_rate if is_plain else None
        run = self._run(surface, steps, now)
        return State(surface, steps, now.optimizer, run, rate, ghost)

    def _note(self, now: Settings) -> tuple[Settings, Settings | None]:
        """Return the settings, and those before the last change."""
        last, self._now = self._now or now, now
        changed = _changed(last, now)
        if changed:
            is_same = changed == self._changed != ["optimizer"]
            if not is_same or monotonic() - self._changed_at > REST:
                self._before = last
            self._changed, self._changed_at = changed, monotonic()
        return now, self._before

    def _make_run(self, surface: str, steps: int, settings: Settings) -> Trajectory:
        name, learning_rate, momentum, *start = settings
        try:
            optimizer = self.choices[name].make(learning_rate, momentum)
        except Exception as error:
            problem = f"before its first step: {explain(error)}"
            height = SURFACES[surface].f(np.array(start))
            return Trajectory(np.array([start]), np.array([height]), None, problem)
        return descend(SURFACES[surface], optimizer, (start[0], start[1]), steps)


def _changed(before: Settings, now: Settings) -> list[str]:
    """Name the fields that are different now."""
    pairs = zip(Settings._fields, before, now, strict=True)
    return [name for name, old, new in pairs if old != new and not _is_rounded(name, old, new)]


def _is_rounded(name: str, old: Any, new: Any) -> bool:
    """Whether the browser has moved a learning rate to the nearest place of its slider."""
    return name == "learning_rate" and math.isclose(old, new, rel_tol=ROUNDED)


def _difference(before: Settings, now: Settings) -> str:
    """Name the settings before that are different now."""
    texts = {
        "optimizer": before.optimizer,
        "learning_rate": f"η = {before.learning_rate:.3g}",
        "momentum": f"μ = {before.momentum:.2f}",
        "start_1": f"start at ({before.start_1:.1f}, {before.start_2:.1f})",
    }
    texts["start_2"] = texts["start_1"]
    return ", ".join(dict.fromkeys(texts[name] for name in _changed(before, now)))
