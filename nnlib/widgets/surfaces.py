"""The surfaces of the descent explorer: heights over two parameters, and their gradients."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from nnlib.types import Array

RAVINE = np.array([1.0, 100.0])
"""The curvatures of the ravine along the two parameters."""

TURN = np.array([[1.0, -1.0], [1.0, 1.0]]) / np.sqrt(2)
"""Turns rows by 45 degrees."""


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
