"""Points of two classes in the plane, to train with and to test with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from nnlib.datasets import xor
from nnlib.types import Array
from nnlib.widgets.parts import look_up

__all__ = ["CLICKED", "PROBLEMS", "Points", "clicked_points", "points_of", "problem"]

N_POINTS, N_TEST_POINTS = 200, 100
"""The number of points of each problem but XOR, which has four, and no others to test with."""

CLICKED = "set by clicking"
"""The name of the problem whose points the reader sets."""


def spirals(n: int, noise: float, seed: int) -> tuple[Array, Array]:
    """Two arms that wind around each other once."""
    rng = np.random.default_rng(seed)
    # With the root, the points lie equally close to each other all along the arm.
    radius = 2 * np.sqrt(rng.uniform(0.02, 1, (n // 2, 1)))
    angle = 1.25 * np.pi * radius
    arm = radius * np.hstack([np.cos(angle), np.sin(angle)])
    x = np.vstack([arm, -arm]) + rng.normal(0, noise, (n, 2))
    return x, np.repeat([[0.0], [1.0]], n // 2, axis=0)


def moons(n: int, noise: float, seed: int) -> tuple[Array, Array]:
    """Two half circles that reach into each other: by default the points of notebook 11."""
    from sklearn.datasets import make_moons

    x, labels = make_moons(n, noise=noise, random_state=seed)
    return x, labels.reshape(-1, 1).astype(float)


def circles(n: int, noise: float, seed: int) -> tuple[Array, Array]:
    """A circle inside another one."""
    from sklearn.datasets import make_circles

    x, labels = make_circles(n, noise=noise, factor=0.4, random_state=seed)
    return x, labels.reshape(-1, 1).astype(float)


PROBLEMS: dict[str, Callable[[int, float, int], tuple[Array, Array]]] = {
    "XOR": lambda n, noise, seed: xor(),
    "moons": moons,
    "spirals": spirals,
    "circles": circles,
}

NOISE = {"XOR": 0.0, "moons": 0.2, "spirals": 0.05, "circles": 0.1}
"""The usual standard deviation of the points around their curve."""


def problem(
    name: str, n: int = N_POINTS, noise: float | None = None, seed: int = 0
) -> tuple[Array, Array]:
    """Return points of two classes in the plane, the same every time.

    Args:
        name: "XOR", "moons", "spirals" or "circles".
        n: The number of points, even; XOR always has its four.
        noise: The standard deviation of the points around their curve; by default the usual one.
        seed: Another one gives other points of the same kind.

    Returns:
        x ``(n, 2)`` and y ``(n, 1)``.

    Raises:
        WrongValue: There is no such problem.

    >>> x, y = problem("XOR")
    >>> x.shape, y.shape
    ((4, 2), (4, 1))
    """
    draw = look_up("problem", name, PROBLEMS)
    return draw(n, NOISE[name] if noise is None else noise, seed)


class Points(NamedTuple):
    """Points to train with, and other points of the same kind to test with."""

    name: str
    """The problem: a key of ``PROBLEMS``, or ``CLICKED``."""
    noise: float
    """The standard deviation of the points around their curve."""
    x: Array
    """``(n, 2)``."""
    y: Array
    """``(n, 1)``."""
    x_test: Array
    """``(n_test, 2)``; n_test is 0 where there are no points to test with."""
    y_test: Array
    """``(n_test, 1)``."""
    shown: Array
    """Points that the picture of the plane must hold, ``(k, 2)``."""


@cache
def points_of(name: str, n: int = N_POINTS, times_noise: float = 1.0) -> Points:
    """Return the points of a problem.

    Args:
        name: "XOR", "moons", "spirals" or "circles".
        n: The number of points to train with; there are always 100 to test with, but none of XOR.
        times_noise: The noise in multiples of the usual one.

    Raises:
        WrongValue: There is no such problem.

    >>> moons = points_of("moons", n=50, times_noise=2.0)
    >>> moons.x.shape, moons.x_test.shape, moons.noise
    ((50, 2), (100, 2), 0.4)
    """
    look_up("problem", name, PROBLEMS)
    noise = times_noise * NOISE[name]
    x, y = problem(name, n, noise)
    x_test, y_test = problem(name, N_TEST_POINTS, noise, seed=1)
    if name == "XOR":
        x_test, y_test = x_test[:0], y_test[:0]
    return Points(name, noise, x, y, x_test, y_test, np.vstack([x, x_test]))


def clicked_points(clicks: Sequence[tuple[float, float, int]]) -> Points:
    """Return points that somebody has set in the square from -1 to 1, and none to test with.

    Args:
        clicks: The places of the points, and their classes, 0 or 1.

    >>> clicked_points([(-0.5, 0.0, 0), (0.5, 0.0, 1)]).y
    array([[0.],
           [1.]])
    """
    table = np.array(clicks, dtype=float).reshape(-1, 3)
    x, y = table[:, :2], table[:, 2:]
    corners = np.array([(-1.0, -1.0), (1.0, 1.0)])
    return Points(CLICKED, 0.0, x, y, x[:0], y[:0], corners)
