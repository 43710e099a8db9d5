"""What the checks of lesson 05 know: the cases, and the slips that learners make here."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from nnlib.course.exercises import Case, Exercise
from nnlib.types import Array

# --- predictions: the right choice, and why another one is tempting -------------------------------

downhill = (
    "in the bowl only",
    {
        "in both": "It points to where the surface falls fastest. In the ravine that is the floor.",
        "in neither": "In the bowl all directions curve alike, and the fastest way leads there.",
        "in the ravine only": "It is the other way round.",
    },
)
three_rates = (
    "0.018 comes nearest, and has not arrived",
    {
        "0.002 comes nearest": "It never jumps, and its steps along the floor are tiny.",
        "0.0202 comes nearest": "It is past the bound: each jump across is longer than the last.",
        "0.018 arrives": "Along the floor the factor is 1 - 0.018: after 60 steps a third is left.",
    },
)
past_the_bound = (
    "it arrives",
    {
        "it diverges": "Gradient descent does, at this rate. Momentum shortens jumps to and fro.",
        "it needs a tenth of the rate": "Steps become ten times as long only where the gradient "
        "keeps its sign.",
    },
)

# --- the gradient --------------------------------------------------------------------------------


def points(rng: np.random.Generator) -> list[Case]:
    """Points of two parameters: one, and several at once."""
    return [
        ("for one point", (rng.normal(size=2),)),
        ("for several points at once", (rng.normal(size=(5, 2)),)),
        ("for two points at once", (rng.normal(size=(2, 2)),)),
    ]


CURVATURES = np.array([1.0, 100.0])

d_ravine = Exercise(
    "d_ravine",
    lambda params: CURVATURES * params,
    points,
    {
        "the curvatures are missing: each parameter has one of its own.": lambda p: 1.0 * p,
        "the 1/2 is still there. The derivative of a square is 2 times what is squared.": (
            lambda p: 0.5 * CURVATURES * p
        ),
        "the 2 of the square is still there. The 1/2 in front cancels it.": (
            lambda p: 2 * CURVATURES * p
        ),
        "the squares are still there.": lambda p: CURVATURES * p**2,
        "this is one number. The gradient has one for each parameter: do not sum.": (
            lambda p: np.sum(CURVATURES * p, axis=-1)
        ),
        "the sign is wrong: the gradient points uphill.": lambda p: -CURVATURES * p,
        "the curvature 100 belongs to all parameters here.": lambda p: 100.0 * p,
    },
    stops={"out of bounds": "It must work for points (n, 2) too: CURVATURES * params does."},
    ready_made=["numerical_gradient"],
)

# --- walks ---------------------------------------------------------------------------------------

Walk = Callable[..., Array]


def quadratic(rng: np.random.Generator) -> tuple[Callable[[Array], Array], Array]:
    """A quadratic's gradient, and a start, for some number of parameters."""
    size = int(rng.integers(3, 6))
    curvatures = rng.uniform(0.5, 2.0, size)
    return (lambda params: curvatures * params), rng.normal(size=size)


def descents(rng: np.random.Generator) -> list[Case]:
    """Surfaces, starts, rates and numbers of steps."""
    (f, start), (g, other) = quadratic(rng), quadratic(rng)
    return [
        ("for a few steps", (f, start, 0.1, 5)),
        ("for another surface and rate", (g, other, 0.3, 12)),
        ("for no step at all", (f, start, 0.1, 0)),
    ]


def walk(d_f: Any, start: Array, learning_rate: float, steps: int, mistake: str = "") -> Array:
    """Gradient descent, with a mistake."""
    path = [start]
    for _ in range(steps):
        gradient = d_f(start if mistake == "start" else path[-1])
        path.append(path[-1] + (1 if mistake == "uphill" else -1) * learning_rate * gradient)
    return np.array(path)


descend = Exercise(
    "descend",
    walk,
    descents,
    {
        "it walks uphill: the step goes against the gradient.": (
            lambda d_f, start, rate, steps: walk(d_f, start, rate, steps, "uphill")
        ),
        "the gradient is always that of the start. Measure it at the last point.": (
            lambda d_f, start, rate, steps: walk(d_f, start, rate, steps, "start")
        ),
        "the learning rate is missing.": lambda d_f, start, rate, steps: walk(
            d_f, start, 1.0, steps
        ),
        "only the last point comes back. Return the whole path, start included.": (
            lambda d_f, start, rate, steps: walk(d_f, start, rate, steps)[-1]
        ),
        "the start is missing in the path.": (
            lambda d_f, start, rate, steps: walk(d_f, start, rate, steps)[1:]
        ),
        "there is one step too many.": (
            lambda d_f, start, rate, steps: walk(d_f, start, rate, steps + 1)
        ),
        "the last step is missing.": (
            lambda d_f, start, rate, steps: walk(d_f, start, rate, max(steps - 1, 0))
        ),
        "all points are the last one: an array that is changed in place is the same each time.": (
            lambda d_f, start, rate, steps: np.tile(
                walk(d_f, start, rate, steps)[-1], (steps + 1, 1)
            )
        ),
    },
)


def pushes(rng: np.random.Generator) -> list[Case]:
    """Surfaces, starts, rates, momenta and numbers of steps."""
    (f, start), (g, other) = quadratic(rng), quadratic(rng)
    return [
        ("for a few steps", (f, start, 0.1, 0.8, 6)),
        ("for another surface and momentum", (g, other, 0.05, 0.5, 12)),
        ("without momentum", (f, start, 0.1, 0.0, 4)),
    ]


def rolled(
    d_f: Any, start: Array, learning_rate: float, momentum: float, steps: int, mistake: str = ""
) -> Array:
    """A walk with momentum, with a mistake."""
    path, velocity = [start], np.zeros_like(start)
    for _ in range(steps):
        before, gradient = velocity, d_f(path[-1])
        velocity = momentum * velocity - learning_rate * gradient
        if mistake == "damped":
            velocity = momentum * before - (1 - momentum) * learning_rate * gradient
        if mistake == "uphill":
            velocity = momentum * before + learning_rate * gradient
        if mistake == "all scaled":
            velocity = momentum * (before - learning_rate * gradient)
        path.append(path[-1] + (before if mistake == "late" else velocity))
    return np.array(path)


def mistaken(mistake: str) -> Walk:
    """A walk with momentum that makes this mistake."""
    return partial(rolled, mistake=mistake)


momentum_walk = Exercise(
    "momentum_walk",
    rolled,
    pushes,
    {
        "the velocity is forgotten: each step begins again at rest.": (
            lambda d_f, start, rate, momentum, steps: walk(d_f, start, rate, steps)
        ),
        "it steps with the velocity from before. First the new velocity, then the step.": (
            mistaken("late")
        ),
        "the gradient is multiplied by 1 - μ as well. Here it is not.": mistaken("damped"),
        "the momentum multiplies the gradient too. It belongs to the old velocity alone.": (
            mistaken("all scaled")
        ),
        "it walks uphill: the gradient is subtracted from the velocity.": mistaken("uphill"),
        "it subtracts the velocity. The minus is in the velocity already.": (
            lambda d_f, start, rate, momentum, steps: rolled(
                lambda p: -d_f(p), start, rate, momentum, steps
            )
        ),
        "only the last point comes back. Return the whole path, start included.": (
            lambda *given: rolled(*given)[-1]
        ),
        "the start is missing in the path.": lambda *given: rolled(*given)[1:],
    },
    stops={"_walk() ": "Take the arguments in the order of the first line."},
)
