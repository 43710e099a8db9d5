"""What the checks of lesson 05 know: the cases, and the slips that learners make here."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from nnlib.course.comparison import agree
from nnlib.course.exercises import Case, Exercise, Mistake
from nnlib.types import Array

# --- predictions: the right choice, and why another one is tempting -------------------------------

downhill = (
    "in the bowl only",
    {
        "in both": "It points to where the surface falls fastest. In the ravine that is the floor.",
        "in neither": "In the bowl all directions curve alike, and the fastest way leads there.",
        "in the ravine only": "There the fastest way down leads across, to the floor.",
    },
)
past_the_bound = (
    "it arrives",
    {
        "it diverges faster": "Steps become ten times as long only where the gradient keeps its "
        "sign. Across the ravine it does not.",
        "it diverges more slowly": "Near, but momentum shortens the jumps across so much that they "
        "shrink.",
        "it jumps to and fro forever": "So it would exactly at the bound. But momentum has moved "
        "the bound.",
    },
)
which_momentum = (
    "0.7",
    {
        "0": "Without momentum no rate is good for both directions.",
        "0.5": "It is better than none, but keeps too little of the velocity along the floor.",
        "0.9": "It is fastest along the floor, but then it runs past the lowest point, and swings.",
        "0.99": "Such a heavy ball has not come to rest after 100 steps, at any rate.",
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

POINTS = (
    "For points (n, 2), params[0] is the first point, not the first parameter. Multiply whole "
    "arrays: the axis of the parameters is the last one in both."
)


def gradient_of_the_ravine(params: Array) -> Array:
    """The derivative with respect to each parameter."""
    return CURVATURES * params


def use_gradient(d_f: Any, params: Array) -> Any:
    """Call it, and see whether it adds up what belongs to each parameter."""
    result = d_f(params)
    sums = [(CURVATURES * terms).sum() for terms in (params, params**2, params**2 / 2)]
    if any(agree(result, each) for each in sums):
        raise Mistake(
            f"it returns one number, expected an array of shape {params.shape}: a slope for each "
            "parameter. Leave out the sum."
        )
    return result


d_ravine = Exercise(
    "d_ravine",
    gradient_of_the_ravine,
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
        "these are the terms of the surface. Take the derivative of each.": (
            lambda p: 0.5 * CURVATURES * p**2
        ),
        "the sign is wrong: the gradient points uphill.": lambda p: -CURVATURES * p,
        "the curvature 100 belongs to parameter 2 only.": lambda p: 100.0 * p,
        "the curvatures are exchanged.": lambda p: CURVATURES[::-1] * p,
        "this is the second derivative, the curvature: the parameter has gone.": (
            lambda p: CURVATURES + 0 * p
        ),
        "it takes rows for parameters. " + POINTS: (lambda p: np.array([p[0], 100.0 * p[1]])),
    },
    use=use_gradient,
    stops={"out of bounds": POINTS},
    ready_made=["numerical_gradient", "numerical_jacobian", "numerical_derivative"],
)

# --- walks ---------------------------------------------------------------------------------------

Walk = Callable[..., Array]


def quadratic(rng: np.random.Generator) -> tuple[Callable[[Array], Array], Array]:
    """A quadratic's gradient, and a start, for some number of parameters."""
    size = int(rng.integers(3, 6))
    curvatures = rng.uniform(0.5, 2.0, size)

    def d_f(point: Array) -> Array:
        return curvatures * point

    return d_f, rng.normal(size=size)


def curved(rng: np.random.Generator) -> tuple[Callable[[Array], Array], Array]:
    """The gradient of a surface that is no quadratic, and a start."""

    def d_f(point: Array) -> Array:
        return np.tanh(point) + point**3 / 10

    return d_f, rng.normal(size=int(rng.integers(3, 6)))


def descents(rng: np.random.Generator) -> list[Case]:
    """Surfaces, starts, rates and numbers of steps."""
    (f, start), (g, other) = quadratic(rng), curved(rng)
    return [
        ("for a few steps", (f, start, 0.15, 5)),
        ("for another surface and rate", (g, other, 0.3, 12)),
        ("for no step at all", (f, start, 0.1, 0)),
    ]


def walk(d_f: Any, start: Array, learning_rate: float, steps: int, mistake: str = "") -> Array:
    """Gradient descent, with a mistake."""
    path = [start]
    for _ in range(steps):
        gradient = d_f(start if mistake in ("start", "all from start") else path[-1])
        step = (1 if mistake in ("uphill", "no point, uphill") else -1) * learning_rate * gradient
        begin = {"no point": 0, "no point, uphill": 0, "from start": start, "all from start": start}
        path.append(begin.get(mistake, path[-1]) + step)
    return np.array(path)


def without_start(path: Array) -> Array:
    """The path without its first point."""
    return path[1:]


def last_point(path: Array) -> Array:
    """The last point alone."""
    return path[-1]


def first_twice(path: Array) -> Array:
    """The first point twice, and the last one not."""
    return np.concatenate([path[:1], path[:-1]])


def last_everywhere(path: Array) -> Array:
    """The last point in every place."""
    return np.tile(path[-1], (len(path), 1))


def start_then_last(path: Array) -> Array:
    """The start, and then the last point in every place."""
    return np.concatenate([path[:1], np.tile(path[-1], (len(path) - 1, 1))])


def of(walk: Walk, change: Callable[[Array], Array]) -> Walk:
    """A walk whose path is returned with a change."""
    return lambda *given: change(walk(*given))


def of_the_check(walk: Walk, rate: bool = False, momentum: bool = False) -> Walk:
    """A walk that always has the learning rate, or the momentum, of the steps by hand."""

    def slip(d_f: Any, start: Array, learning_rate: float, *rest: float) -> Array:
        others = (0.9, *rest[1:]) if momentum else rest
        return walk(d_f, start, 0.01 if rate else learning_rate, *others)

    return slip


RATE_OF_THE_CHECK = "the learning rate of the check is written into it. Use learning_rate."


def slips_of_two_numbers(walk: Walk) -> dict[str, Walk]:
    """Where numbers of the steps by hand stand in place of the arguments."""
    return {
        RATE_OF_THE_CHECK: of_the_check(walk, rate=True),
        "the momentum of the check is written into it. Use momentum.": (
            of_the_check(walk, momentum=True)
        ),
        "the learning rate and the momentum of the check are written into it. Use learning_rate "
        "and momentum.": of_the_check(walk, rate=True, momentum=True),
    }


NO_POINT = (
    "after the start stand the steps, not the points. A point is the one before plus its step."
)

IN_PLACE = "An array that is changed in place (-= or +=) is the same one each time: make a new one."


def slips_of_a_path(walk: Walk) -> dict[str, Walk]:
    """What can go wrong with the path of a walk that is right itself."""
    return {
        "only the last point comes back. Return the whole path, start included.": of(
            walk, last_point
        ),
        "the start is missing in the path.": of(walk, without_start),
        "the start stands twice in the path, and the last point is missing.": of(walk, first_twice),
        "all points are the last one. " + IN_PLACE: of(walk, last_everywhere),
        "all points but the start are the last one. " + IN_PLACE: of(walk, start_then_last),
        "these are the steps. The path has the points, the start included.": of(
            walk, lambda path: np.diff(path, axis=0)
        ),
        "only the first step comes back. Is the return inside the loop?": of(
            walk, lambda path: path[:2]
        ),
        "it takes two steps, whatever comes in. Use steps.": of(walk, lambda path: path[:3]),
        "there is one step too many.": lambda *given: walk(*given[:-1], given[-1] + 1),
        "the last step is missing.": lambda *given: walk(*given[:-1], max(given[-1] - 1, 0)),
    }


STOPS = {
    "broadcast": "It must work on any surface: use d_f and start, not d_ravine and START, and no "
    "fixed number of parameters.",
    "out of bounds": "The path has steps + 1 points.",
    "required positional argument": "d_f is a function: it needs a point, as in d_f(path[-1]).",
    "'function'": "d_f is a function. The gradient is what it returns for a point.",
    "'float' object is not iterable": "range takes the number of steps.",
}

descend = Exercise(
    "descend",
    walk,
    descents,
    {
        "it walks uphill: the step goes against the gradient.": partial(walk, mistake="uphill"),
        "the gradient is always that of the start. Measure it at the last point.": (
            partial(walk, mistake="start")
        ),
        "every step begins at start. Step from the last point of the path.": (
            partial(walk, mistake="from start")
        ),
        "every step begins at start, and has its gradient. Take both from the last point.": (
            partial(walk, mistake="all from start")
        ),
        NO_POINT: partial(walk, mistake="no point"),
        NO_POINT + " The step goes against the gradient.": (
            partial(walk, mistake="no point, uphill")
        ),
        RATE_OF_THE_CHECK: of_the_check(walk, rate=True),
        "the learning rate is missing.": lambda d_f, start, rate, steps: walk(
            d_f, start, 1.0, steps
        ),
        **slips_of_a_path(walk),
    },
    stops=STOPS,
    ready_made=["SGD.step"],
)


def pushes(rng: np.random.Generator) -> list[Case]:
    """Surfaces, starts, rates, momenta and numbers of steps."""
    (f, start), (g, other) = quadratic(rng), curved(rng)
    return [
        ("for a few steps", (f, start, 0.15, 0.8, 6)),
        ("for another surface and momentum", (g, other, 0.05, 0.5, 12)),
        ("without momentum", (f, start, 0.1, 0.0, 4)),
    ]


def rolled(
    d_f: Any, start: Array, learning_rate: float, momentum: float, steps: int, mistake: str = ""
) -> Array:
    """A walk with momentum, with a mistake."""
    path, velocity = [start], start if mistake == "not at rest" else np.zeros_like(start)
    for _ in range(steps):
        before = velocity
        gradient = d_f({"start": start, "at velocity": before}.get(mistake, path[-1]))
        velocity = momentum * before - learning_rate * gradient
        if mistake == "damped":
            velocity = momentum * before - (1 - momentum) * learning_rate * gradient
        if mistake == "uphill":
            velocity = momentum * before + learning_rate * gradient
        if mistake == "all scaled":
            velocity = momentum * (before - learning_rate * gradient)
        if mistake == "not scaled":
            velocity = before - learning_rate * gradient
        if mistake == "added":
            velocity = before + momentum * before - learning_rate * gradient
        if mistake == "no rate":
            velocity = momentum * before - gradient
        step = before if mistake == "late" else velocity
        if mistake == "rate twice":
            step = learning_rate * step
        if mistake == "gradient twice":
            step = step - learning_rate * gradient
        path.append({"no point": 0, "from start": start}.get(mistake, path[-1]) + step)
    return np.array(path)


def mistaken(mistake: str) -> Walk:
    """A walk with momentum that makes this mistake."""
    return partial(rolled, mistake=mistake)


def ahead(
    d_f: Any, start: Array, learning_rate: float, momentum: float, steps: int, mistake: str = ""
) -> Array:
    """Nesterov's walk, whose gradients are measured ahead, with a mistake."""
    path, places, velocity = [start], [start], np.zeros_like(start)
    for _ in range(steps):
        kept = momentum * velocity
        look = {"too far": velocity, "back": -kept, "outside": 0, "in the gradient": 0}
        if mistake == "new velocity":
            look[mistake] = momentum * (kept - learning_rate * d_f(path[-1]))
        place = path[-1] + look.get(mistake, kept)
        gradient = d_f(kept if mistake == "no point" else place)
        if mistake == "in the gradient":
            gradient = gradient + kept
        factor = {"forgotten": 0, "outside": 2, "scaled twice": momentum}.get(mistake, 1)
        velocity = factor * kept - learning_rate * gradient
        step = momentum * velocity if mistake == "part" else velocity
        path.append({"from ahead": place, "from start": start}.get(mistake, path[-1]) + step)
        places.append(path[-1] + momentum * velocity)
    return np.array(places if mistake == "places" else path)


FORGOTTEN = (
    "the velocity is forgotten: each step begins again at rest. Set it to 0 once only, before the "
    "loop, and add it to the point."
)


def forgetful(d_f: Any, start: Array, learning_rate: float, momentum: float, steps: int) -> Array:
    """A walk that forgets its velocity: gradient descent."""
    return walk(d_f, start, learning_rate, steps)


FROM_START = "the velocity is added to the start each time. Add it to the last point."

UPHILL = (
    "it walks uphill. One minus is needed: the gradient is subtracted from the velocity, and the "
    "velocity is added to the point."
)

momentum_walk = Exercise(
    "momentum_walk",
    rolled,
    pushes,
    {
        FORGOTTEN: forgetful,
        "it steps with the velocity from before. First the new velocity, then the step.": (
            mistaken("late")
        ),
        "the gradient is multiplied by 1 - μ as well. Here it is not.": mistaken("damped"),
        "the momentum multiplies the gradient too. It belongs to the old velocity alone, and the "
        "step is all of the new one.": mistaken("all scaled"),
        "the momentum is missing: each step keeps only the part μ of the velocity.": (
            mistaken("not scaled")
        ),
        "the old velocity comes in twice: with +=, the part μ is added to all of it.": (
            mistaken("added")
        ),
        "the velocity begins as the start. It begins at 0.": mistaken("not at rest"),
        "the gradient is measured at the velocity. Measure it at the last point.": (
            mistaken("at velocity")
        ),
        "the gradient is subtracted twice: it is in the new velocity already.": (
            mistaken("gradient twice")
        ),
        UPHILL: mistaken("uphill"),
        FROM_START: mistaken("from start"),
        NO_POINT: mistaken("no point"),
        "the learning rate is missing.": mistaken("no rate"),
        "the learning rate comes in twice. It is in the velocity already.": mistaken("rate twice"),
        "the gradient is always that of the start. Measure it at the last point.": (
            mistaken("start")
        ),
        "the gradient is measured ahead of the point. Here it is measured at the point.": ahead,
        "learning rate and momentum are exchanged.": lambda d_f, start, rate, momentum, steps: (
            rolled(d_f, start, momentum, rate, steps)
        ),
        **slips_of_two_numbers(rolled),
        **slips_of_a_path(rolled),
    },
    stops=STOPS,
    ready_made=["SGD.step"],
)

nesterov_walk = Exercise(
    "nesterov_walk",
    ahead,
    pushes,
    {
        "the gradient is measured at the point itself. Measure it ahead.": rolled,
        "it looks ahead by the whole velocity. Of it, the part μ is kept.": (
            partial(ahead, mistake="too far")
        ),
        "it looks back: the gradient is measured at θ - μ v.": partial(ahead, mistake="back"),
        "the gradient is measured at μ v. The point itself is missing.": (
            partial(ahead, mistake="no point")
        ),
        "the step goes on from the place ahead. It starts at the point: θ + v.": (
            partial(ahead, mistake="from ahead")
        ),
        "the look ahead is added to the velocity. Add it to the point, inside d_f(...).": (
            partial(ahead, mistake="outside")
        ),
        "the look ahead is added to the gradient. Add it to the point, inside d_f(...).": (
            partial(ahead, mistake="in the gradient")
        ),
        "it looks ahead with the new velocity. Look with the old one.": (
            partial(ahead, mistake="new velocity")
        ),
        "the old velocity is multiplied by μ twice.": partial(ahead, mistake="scaled twice"),
        "the step is the part μ of the new velocity. It is all of it.": (
            partial(ahead, mistake="part")
        ),
        "these are the places ahead, where the gradients are measured. Return the points.": (
            partial(ahead, mistake="places")
        ),
        FROM_START: partial(ahead, mistake="from start"),
        FORGOTTEN: forgetful,
        "the new velocity forgets the old one. Keep the part μ of it.": (
            partial(ahead, mistake="forgotten")
        ),
        UPHILL: lambda d_f, *given: ahead(lambda point: -d_f(point), *given),
        **slips_of_two_numbers(ahead),
        **slips_of_a_path(ahead),
    },
    stops=STOPS,
    ready_made=["SGD.step"],
)

# --- the best rate -------------------------------------------------------------------------------


def judged(rng: np.random.Generator) -> list[Case]:
    """Rates and their losses: all finite, and with walks that got lost."""

    def case(lost: Sequence[float]) -> tuple[Array, Array]:
        # What the slips return lies in places of its own each: see them below.
        best = rng.integers(2, 4)
        worst, *places = rng.permutation(np.arange(4, 8))
        rates, losses = np.sort(rng.uniform(0.01, 1, 9)), rng.uniform(5, 10, 9)
        losses[best], losses[worst] = rng.uniform(1, 2), rng.uniform(60, 70)
        losses[places[: len(lost)]] = lost
        return rates, losses

    first_lost = case([])
    first_lost[1][0] = np.nan
    rates, losses = case([np.nan])
    return [
        ("where no walk got lost", case([])),
        ("where a loss is infinite", case([np.inf, np.inf])),
        ("where a loss is nan", case([np.nan, np.inf, np.nan])),
        ("where the first loss is nan", first_lost),
        ("where a loss is nan and the others are huge", (rates, 1e300 * losses)),
    ]


def at_lowest(rates: Array, losses: Array) -> Any:
    """The rate with the lowest loss, nan passed over."""
    return rates[np.nanargmin(losses)]


NAN = "min of numbers with a nan can be nan, and nan equals nothing, itself neither."

best_rate = Exercise(
    "best_rate",
    at_lowest,
    judged,
    {
        "a walk that got lost has won. Nothing is comparable with nan: leave it out, or put "
        "infinity in its place.": lambda rates, losses: rates[np.argmin(losses)],
        "this is the lowest loss. Return the rate that it belongs to.": (
            lambda rates, losses: np.nanmin(losses)
        ),
        "this is the place of the rate. Take the rate at this place: rates[...].": (
            lambda rates, losses: np.nanargmin(losses)
        ),
        "this is a rate of the lesson. Take it from the argument rates.": (
            lambda rates, losses: np.geomspace(0.0005, 0.05, 80)[np.nanargmin(losses)]
        ),
        "this is a rate of the check. Take it from the argument rates.": (
            lambda rates, losses: np.array([0.1, 0.2, 0.3])[min(int(np.nanargmin(losses)), 2)]
        ),
        "this is the rate with the highest loss.": (
            lambda rates, losses: rates[np.nanargmax(losses)]
        ),
        "this is the loss at the place where the rate is lowest.": (
            lambda rates, losses: losses[np.argmin(rates)]
        ),
        "this is the lowest rate. Which has the lowest loss?": lambda rates, losses: rates.min(),
        "this is the largest rate. Which has the lowest loss?": lambda rates, losses: rates.max(),
        "the places have moved: once losses are left out, leave out their rates too.": (
            lambda rates, losses: rates[np.argmin(losses[np.isfinite(losses)])]
        ),
    },
    stops={
        "is not in list": NAN,
        "x not in list": NAN,  # Python 3.14
        "with size 0": NAN,
        "with size 3": "Take the rate from the argument rates.",
        "for axis 0": "The place is counted in one array, and used in a shorter one.",
    },
)
