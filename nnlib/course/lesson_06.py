"""What the checks of lesson 06 know: the cases, and the slips that learners make here."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

import nnlib
from nnlib.course.comparison import agree
from nnlib.course.exercises import Case, Exercise, Mistake
from nnlib.types import Array

# --- predictions: the right choice, and why another one is tempting -------------------------------

noise = (
    "a tenth",
    {
        "a hundredth": "The errors of single samples cancel only in part: by the root of their "
        "number.",
        "half": "That takes a batch of 4.",
        "all of it": "The more samples in a mean, the nearer it is to the mean of all.",
    },
)
one_look = (
    "1,000 steps, each with 1 sample",
    {
        "1 step, with all 1,000 samples": "Its direction is exact. But it is one step only, and a "
        "ravine needs many.",
        "10 steps, each with 100 samples": "Ten steps are still few along the floor of a ravine.",
        "100 steps, each with 10 samples": "A good bargain, but more steps were worth more here.",
    },
)
turned = (
    "RMSprop, Adagrad and Adam",
    {
        "all five": "SGD steps along the gradient, and the gradient turns with the data.",
        "plain SGD and momentum": "They take the same path as before, turned.",
        "none": "Some of them have a rate for each parameter. Each parameter now sees both inputs.",
    },
)

# --- batches --------------------------------------------------------------------------------------


def sizes(rng: np.random.Generator) -> list[Case]:
    """Numbers of samples, batch sizes and seeds."""
    size, seed = int(rng.integers(7, 12)), int(rng.integers(1000))
    return [
        ("where the last batch is smaller", (4 * size + 3, size, seed)),
        ("where the batches fill up exactly", (5 * size, size, seed)),
        ("for batches of one sample", (40, 1, seed)),
        ("for one batch of all samples", (40, 40, seed)),
    ]


def finished_batches(n: int, batch_size: int, rng: np.random.Generator) -> list[Array]:
    """Row numbers 0 to n - 1 in random order, cut into batches."""
    return cut(rng.permutation(n), batch_size)


def cut(order: Array, batch_size: int) -> list[Array]:
    """Cut an order into batches; the last may be smaller."""
    return [order[start : start + batch_size] for start in range(0, len(order), batch_size)]


SEVERAL_ORDERS = (
    "each batch is cut from an order of its own: rows come twice, others never. Shuffle once, "
    "then cut."
)


def use_batches(draw: Callable[..., Any], n: int, batch_size: int, seed: int) -> Any:
    """What can be said of random batches: their sizes, their rows, and where the order is from."""
    rng = np.random.default_rng(seed)
    first = draw(n, batch_size, rng)
    if first is None:
        return None
    batches = list(first)
    if strange := [
        each for each in batches if not isinstance(each, list | np.ndarray | np.integer)
    ]:
        return {"a batch": strange[0]}
    order = _order_of(batches)
    if _is_cut_from_several(order, _order_of(draw(n, n, rng))):
        raise Mistake(SEVERAL_ORDERS)
    if order.dtype.kind not in "iu":
        raise Mistake("row numbers are whole numbers, and these are not.")
    again = _order_of(list(draw(n, batch_size, rng)))
    same_seed = _order_of(list(draw(n, batch_size, np.random.default_rng(seed))))
    straight = [bool(np.all(np.diff(np.ravel(each)) == 1)) for each in batches]
    return {
        "a batch": np.zeros(1),
        "the number of batches": float(len(batches)),
        "the size of each batch": np.array([np.size(each) for each in batches]),
        "the smallest row number": float(order.min()),
        "the largest row number": float(order.max()),
        "the number of different rows": float(len(np.unique(order))),
        "the order": float(np.all(np.diff(order) == 1))
        + 2 * float(batch_size > 1 and all(straight)),
        "the order of the next epoch": float(np.array_equal(order, again)),
        "the order for the same seed": float(np.array_equal(order, same_seed)),
    }


def _order_of(batches: Sequence[Any]) -> Array:
    """The row numbers of all batches, one batch behind the other."""
    return np.concatenate([np.ravel(batch) for batch in batches])


def _is_cut_from_several(rows: Array, in_one_batch: Array) -> bool:
    """Whether rows come twice in many batches, but not in one."""
    is_order = np.array_equal(np.sort(in_one_batch), np.arange(len(rows)))
    return is_order and len(rows) > len(np.unique(rows))


def fixed(n: int, batch_size: int, rng: np.random.Generator) -> list[Array]:
    """The same order each time."""
    return cut(np.random.default_rng(0).permutation(n), batch_size)


def overlapping(n: int, batch_size: int, rng: np.random.Generator) -> list[Array]:
    """A batch that begins at each row."""
    order = rng.permutation(n)
    return [order[start : start + batch_size] for start in range(n)]


shuffled_batches = Exercise(
    "shuffled_batches",
    finished_batches,
    sizes,
    {
        "this is one order of all rows. Cut it into batches.": (
            lambda n, size, rng: rng.permutation(n)
        ),
        "the last rows are missing: a last batch that is not full counts as well.": (
            lambda n, size, rng: cut(rng.permutation(n), size)[: n // size]
        ),
        "there is an empty batch at the end.": (
            lambda n, size, rng: [*cut(rng.permutation(n), size), np.empty(0, int)]
        ),
        "the batches are about equal. Each has batch_size rows, and the last what is left.": (
            lambda n, size, rng: np.array_split(rng.permutation(n), -(-n // size))
        ),
        "there are too few batches, and some are too large. Each has batch_size rows, and the last "
        "what is left.": lambda n, size, rng: np.array_split(rng.permutation(n), n // size),
        "the last batch is full, though fewer rows are left: so some rows come twice. Shuffle all "
        "rows once, then cut.": lambda n, size, rng: [
            rng.permutation(n)[:size] for _ in range(0, n, size)
        ],
        "each batch is one row short: a slice ends before its second number.": (
            lambda n, size, rng: [each[: size - 1] for each in cut(rng.permutation(n), size)]
        ),
        "the very last row is missing: a slice ends before its second number.": (
            lambda n, size, rng: cut(rng.permutation(n)[:-1], size)
        ),
        "batch_size is how many rows a batch has, not how many batches there are.": (
            lambda n, size, rng: np.array_split(rng.permutation(n), size)
        ),
        "there is one batch only. Are the others lost? Or is the return inside the loop?": (
            lambda n, size, rng: cut(rng.permutation(n), size)[:1]
        ),
        "this is one batch, and not a list of all. Is the return inside the loop?": (
            lambda n, size, rng: rng.permutation(n)[:size]
        ),
        "a slice ends at a place, not after a number of rows: start + batch_size.": (
            lambda n, size, rng: [rng.permutation(n)[i:size] for i in range(0, n, size)]
        ),
        "the batches overlap: the next one begins where the last one ended.": overlapping,
        "the rows count from 0 to n - 1.": (lambda n, size, rng: cut(rng.permutation(n) + 1, size)),
        "some rows come twice, so that others are missing. Shuffle, and put none back.": (
            lambda n, size, rng: cut(rng.integers(n, size=n), size)
        ),
        "the rows are not shuffled.": lambda n, size, rng: cut(np.arange(n), size),
        "the batches are shuffled, the rows in them are not. Shuffle the rows, then cut.": (
            lambda n, size, rng: [
                cut(np.arange(n), size)[i] for i in rng.permutation(-(-n // size))
            ]
        ),
        "each call has the same order. Draw it from the rng that is given.": fixed,
        "the order does not come from the rng that is given: another run would be another one.": (
            lambda n, size, rng: cut(np.random.default_rng().permutation(n), size)
        ),
    },
    use=use_batches,
    stops={
        "reshape": "The last batch may be smaller: then there is no such shape.",
        "0-d": "Is it a list of arrays?",
        "zero-dimensional": "Is it a list of arrays?",
        "not iterable": "Return a list of arrays.",
        "need at least one array": "The list is empty.",
    },
)

# --- optimizers: each is used for several steps, and beside another one of its class --------------


def gradients(rng: np.random.Generator) -> tuple[Array, Array]:
    """A start, and several gradients."""
    size = int(rng.integers(4, 7))
    return rng.normal(size=size), rng.normal(size=(4, size))


def steps_of(optimizer: Any, start: Array, several: Array, other: Any = None) -> Any:
    """The steps that an optimizer takes, ``(steps, size)``; or what it returns if that is none."""
    old, steps = start, []
    for gradient in several:
        if other is not None:
            other.update(start, gradient[::-1] + 1)
        new = optimizer.update(old, gradient)
        if not isinstance(new, np.ndarray) or new.shape != old.shape:
            return new
        steps.append(new - old)
        old = new
    return np.array(steps)


def use_optimizer(kind: Any, start: Array, several: Array, *settings: float) -> Any:
    """Whether it keeps its memory beside a second object of its class, and its steps in turn."""
    steps = steps_of(kind(*settings), start, several)
    if not isinstance(steps, np.ndarray) or steps.shape != several.shape:
        return {"update": steps}
    beside = steps_of(kind(*settings), start, several[:2], other=kind(*settings))
    return {
        "update": start,
        "the memory of each object": float(np.array_equal(beside, steps[:2], equal_nan=True)),
        "the first step": steps[0],
        "the first step is right, the second": steps[1],
        "the first two steps are right, a later one": steps[2:],
    }


class Mistaken:
    """An optimizer that makes a mistake: a function from (memory, old, g, settings)."""

    def __init__(self, *settings: float, epsilon: float | None = None) -> None:
        self.settings = settings if epsilon is None else (*settings, epsilon)
        self.memory = 0.0, 0.0, 0


def mistaken(step: Callable[..., tuple[Any, Any]]) -> type[Mistaken]:
    """A class whose ``update`` takes this step: to the new memory, and what it returns."""

    def update(self: Mistaken, old: Array, gradient: Array) -> Any:
        self.memory, new = step(self.memory, old, gradient, *self.settings)
        return new

    return type("Mistaken", (Mistaken,), {"update": update})


Velocity = Callable[[Any, Array, float, float], Any]


def pushed(velocity: Velocity, move: Callable[..., Any] | None = None) -> type[Mistaken]:
    """An SGD with this velocity, from (v, g, η, μ), and this move, from (old, v before, v)."""
    move = move or (lambda old, before, v, g, eta, mu: old + v)

    def step(memory: Any, old: Array, g: Array, eta: float, mu: float) -> tuple[Any, Any]:
        v = velocity(memory[0], g, eta, mu)
        return (v, 0.0, 0), move(old, memory[0], v, g, eta, mu)

    return mistaken(step)


def heavy(v: Any, g: Array, eta: float, mu: float) -> Any:
    """The right velocity."""
    return mu * v - eta * g


class Shared:
    """An SGD whose velocity belongs to the class."""

    velocity: Any = 0.0

    def __init__(self, learning_rate: float, momentum: float) -> None:
        self.settings = learning_rate, momentum
        Shared.velocity = 0.0

    def update(self, old: Array, gradient: Array) -> Array:
        """One step."""
        Shared.velocity = heavy(Shared.velocity, gradient, *self.settings)
        new: Array = old + Shared.velocity
        return new


STILL = mistaken(lambda memory, old, *rest: (memory, old))
NAMES = "Inside a class, write self. before what the object keeps, as in self.learning_rate."
STOPS = {
    "is not defined": NAMES,
    "local variable": NAMES,
    "type object": "The class itself keeps nothing: write self. before what an object keeps.",
    "broadcast": "Is something kept outside of self? Each object has its own memory.",
    "object has no attribute": "Is it set in __init__, and spelled the same?",
    "positional argument": "The first argument of each method is self.",
}

SGD = Exercise(
    "SGD",
    nnlib.SGD,
    lambda rng: [
        ("for four steps", (*gradients(rng), 0.1, 0.8)),
        ("for another rate and momentum", (*gradients(rng), 0.02, 0.5)),
        ("without momentum", (*gradients(rng), 0.3, 0.0)),
    ],
    {
        "the velocity is forgotten between two calls. Keep it in self.velocity.": pushed(
            lambda v, g, eta, mu: heavy(0.0, g, eta, mu)
        ),
        "this is the velocity alone. Add it to the old parameters.": pushed(
            heavy, lambda old, before, v, g, eta, mu: v
        ),
        "it goes uphill: a step goes against the gradient.": pushed(
            lambda v, g, eta, mu: mu * v + eta * g
        ),
        "it goes uphill: the velocity already has its minus. Add it.": pushed(
            heavy, lambda old, before, v, g, eta, mu: old - v
        ),
        "the gradient is multiplied by 1 - μ as well. Here it is not.": pushed(
            lambda v, g, eta, mu: mu * v - (1 - mu) * eta * g
        ),
        "the momentum multiplies the gradient too. It belongs to the old velocity alone.": pushed(
            lambda v, g, eta, mu: mu * (v - eta * g)
        ),
        "it steps with the velocity from before. First the new velocity, then the step.": pushed(
            heavy, lambda old, before, v, g, eta, mu: old + before
        ),
        "the gradient is subtracted twice: it is in the velocity already.": pushed(
            heavy, lambda old, before, v, g, eta, mu: old + v - eta * g
        ),
        "this is Nesterov's step, which looks ahead. Add the velocity as it is.": pushed(
            heavy, lambda old, before, v, g, eta, mu: old + mu * v - eta * g
        ),
        "the learning rate is missing.": pushed(lambda v, g, eta, mu: mu * v - g),
        "the learning rate multiplies the velocity too. It belongs to the gradient alone.": pushed(
            lambda v, g, eta, mu: eta * (mu * v - g)
        ),
        "the momentum is missing: nothing of the old velocity is let go.": pushed(
            lambda v, g, eta, mu: v - eta * g
        ),
        "learning rate and momentum are exchanged.": pushed(lambda v, g, eta, mu: eta * v - mu * g),
        "a second object of the class has the same velocity. Keep it in self.velocity.": Shared,
        "nothing moves: it returns the old parameters.": STILL,
    },
    use=use_optimizer,
    stops=STOPS,
    ready_made=["step"],
)

# --- RMSprop -------------------------------------------------------------------------------------


def rmsprop(
    mean: Callable[..., Any],
    divisor: Callable[[Any, float], Any] = lambda s, eps: np.sqrt(s + eps),
    sign: float = -1,
) -> type[Mistaken]:
    """An RMSprop with this mean, from (s, g, ρ), and this divisor, from (s, ε)."""

    def step(
        memory: Any, old: Array, g: Array, eta: float, rho: float, eps: float
    ) -> tuple[Any, Any]:
        s = mean(memory[0], g, rho)
        return (s, 0.0, 0), old + sign * eta * g / divisor(s, eps)

    return mistaken(step)


def running(s: Any, g: Array, rho: float) -> Any:
    """The running mean of the squares."""
    return rho * s + (1 - rho) * g**2


def old_mean(memory: Any, old: Array, g: Array, eta: float, rho: float, eps: float) -> Any:
    """A step that divides by the mean from before."""
    return (running(memory[0], g, rho), 0.0, 0), old - eta * g / np.sqrt(memory[0] + eps)


def without_brackets(memory: Any, old: Array, g: Array, eta: float, rho: float, eps: float) -> Any:
    """A step to which ε is added, as it stands outside of the divisor."""
    s = running(memory[0], g, rho)
    return (s, 0.0, 0), old - eta * g / np.sqrt(s) + eps


def alone(memory: Any, old: Array, g: Array, eta: float, rho: float, eps: float) -> Any:
    """The step itself, not the new parameters."""
    s = running(memory[0], g, rho)
    return (s, 0.0, 0), eta * g / np.sqrt(s + eps)


def without_gradient(memory: Any, old: Array, g: Array, eta: float, rho: float, eps: float) -> Any:
    """A step whose length does not know the gradient."""
    s = running(memory[0], g, rho)
    return (s, 0.0, 0), old - eta / np.sqrt(s + eps)


RMSprop = Exercise(
    "RMSprop",
    nnlib.RMSprop,
    lambda rng: [  # a large ε, so that its place can be seen
        ("for four steps", (*gradients(rng), 0.1, 0.9, 0.01)),
        ("for another rate and ρ", (*gradients(rng), 0.02, 0.6, 0.1)),
    ],
    {
        "the squares are added up. Take a running mean: keep the part ρ of the old one.": rmsprop(
            lambda s, g, rho: s + g**2
        ),
        "ρ and 1 - ρ are exchanged: ρ belongs to the old mean.": rmsprop(
            lambda s, g, rho: (1 - rho) * s + rho * g**2
        ),
        "the factor 1 - ρ is missing.": rmsprop(lambda s, g, rho: rho * s + g**2),
        "the new square is added to the whole old mean. Keep the part ρ of it.": rmsprop(
            lambda s, g, rho: s + (1 - rho) * g**2
        ),
        "the mean is forgotten between two calls. Keep it in self.mean_square.": rmsprop(
            lambda s, g, rho: (1 - rho) * g**2
        ),
        "this is one mean for all parameters. Each has its own: gradient**2 is a vector.": rmsprop(
            lambda s, g, rho: rho * s + (1 - rho) * np.mean(g**2)
        ),
        "this is one sum for all parameters. Each has its own mean: gradient**2 is a vector.": (
            rmsprop(lambda s, g, rho: rho * s + (1 - rho) * np.sum(g**2))
        ),
        "this is a mean of the gradients. Square them first.": rmsprop(
            lambda s, g, rho: rho * s + (1 - rho) * g
        ),
        "this is a mean of the sizes. Square the gradient.": rmsprop(
            lambda s, g, rho: rho * s + (1 - rho) * np.abs(g)
        ),
        "1 - ρ is squared with the gradient. Square the gradient alone.": rmsprop(
            lambda s, g, rho: rho * s + ((1 - rho) * g) ** 2
        ),
        "the root is missing: divide by the root of the mean square.": rmsprop(
            running, lambda s, eps: s + eps
        ),
        "the root and ε are missing.": rmsprop(running, lambda s, eps: s),
        "ε is added to the step, not to the mean. What is divided by needs brackets.": mistaken(
            without_brackets
        ),
        "this is the step alone. Subtract it from the old parameters.": mistaken(alone),
        "in this formula ε stands under the root.": rmsprop(
            running, lambda s, eps: np.sqrt(s) + eps
        ),
        "ε is missing.": rmsprop(running, lambda s, eps: np.sqrt(s)),
        "it multiplies by the root. Divide by it: large gradients need short steps.": rmsprop(
            running, lambda s, eps: 1 / np.sqrt(s + eps)
        ),
        "it is not divided by anything.": rmsprop(running, lambda s, eps: 1.0),
        "it goes uphill: a step goes against the gradient.": rmsprop(running, sign=1),
        "it divides by the mean from before. First the new mean, then the step.": mistaken(
            old_mean
        ),
        "the gradient itself is missing in the step.": mistaken(without_gradient),
        "nothing moves: it returns the old parameters.": STILL,
    },
    use=use_optimizer,
    stops=STOPS,
    ready_made=["step"],
)

# --- Adam ----------------------------------------------------------------------------------------

TINY = 1e-15
"""An ε that does not matter: the paper and libraries add it at different places."""


def use_adam(kind: Any, start: Array, several: Array, learning_rate: float) -> Any:
    """As ``use_optimizer``, with an ε that does not matter; then where a large one stands."""
    steps = use_optimizer(lambda rate: kind(rate, epsilon=TINY), start, several, learning_rate)
    if "the first step" in steps:
        once = kind(learning_rate, epsilon=LARGE).update(start, several[0])
        steps["the place of ε"] = place_of_epsilon(start - once, several[0], learning_rate)
    return steps


LARGE = 0.01
"""An ε that can be seen."""


def place_of_epsilon(step: Array, g: Array, rate: float) -> float:
    """Where ε stands: 0 beside the root, 1 under it, 2 nowhere, 3 beside the step, 4 elsewhere."""
    # The faster form of the paper adds it to a root that is not corrected yet.
    root, part = np.abs(g), 0.001**0.5
    places = [
        (0.0, [g / (root + LARGE), g / (root + LARGE / part)]),
        (1.0, [g / np.sqrt(g**2 + LARGE), g / np.sqrt(g**2 + LARGE / part**2)]),
        (2.0, [g / root]),
        (3.0, [g / root + far for far in (LARGE, LARGE / rate, -LARGE / rate)]),
    ]
    alike = (
        place for place, steps in places if any(agree(step, rate * one, 1e-9) for one in steps)
    )
    return next(alike, 4.0)


Means = Callable[[Any, Any, float], Any]


def beside_root(mean: Any, square: Any, eps: float) -> Any:
    """The step in units of the learning rate."""
    return mean / (np.sqrt(square) + eps)


def adam(
    correct: Callable[[int], tuple[float, float]],
    move: Means = beside_root,
    keep: Callable[..., tuple[Any, Any]] = lambda means, corrected: means,
) -> type[Mistaken]:
    """An Adam whose means are divided by what ``correct`` says at step t, and what it keeps."""

    def step(memory: Any, old: Array, g: Array, eta: float, eps: float) -> tuple[Any, Any]:
        means, t = (0.9 * memory[0] + 0.1 * g, 0.999 * memory[1] + 0.001 * g**2), memory[2] + 1
        corrected = means[0] / correct(t)[0], means[1] / correct(t)[1]
        return (*keep(means, corrected), t), old - eta * move(*corrected, eps)

    return mistaken(step)


def adam_alone(memory: Any, old: Array, g: Array, eta: float, eps: float) -> tuple[Any, Any]:
    """The step itself, not the new parameters."""
    mean, square, t = 0.9 * memory[0] + 0.1 * g, 0.999 * memory[1] + 0.001 * g**2, memory[2] + 1
    by = parts(t)
    return (mean, square, t), eta * beside_root(mean / by[0], square / by[1], eps)


def parts(t: int) -> tuple[float, float]:
    """How far both means have come after t steps."""
    return 1 - 0.9**t, 1 - 0.999**t


Adam = Exercise(
    "Adam",
    nnlib.Adam,
    lambda rng: [
        ("for four steps", (*gradients(rng), 0.1)),
        ("for another rate", (*gradients(rng), 0.01)),
    ],
    {
        "its means are not corrected. Divide both by the part of the way they have come, and use "
        "what comes out.": adam(lambda t: (1.0, 1.0)),
        "the corrected means are kept, and spoil the next step. Give them names of their own.": (
            adam(parts, keep=lambda means, corrected: corrected)
        ),
        "the means are forgotten between two calls. Keep them in self.mean and self.mean_square.": (
            adam(parts, keep=lambda means, corrected: (0.0, 0.0))
        ),
        "this is the step alone. Subtract it from the old parameters.": mistaken(adam_alone),
        "the mean is corrected, the mean square is not.": adam(lambda t: (parts(t)[0], 1.0)),
        "the mean square is corrected, the mean is not.": adam(lambda t: (1.0, parts(t)[1])),
        "both are corrected by the same β. Each mean has its own.": adam(
            lambda t: (parts(t)[0], parts(t)[0])
        ),
        "the two β are exchanged.": adam(lambda t: parts(t)[::-1]),
        "t is always 1: it has to count the steps.": adam(lambda t: parts(1)),
        "t is too small: count the step first, then correct.": adam(lambda t: parts(t - 1)),
        "t is one too large: the first step is step 1.": adam(lambda t: parts(t + 1)),
        "the means are multiplied by it, not divided.": adam(
            lambda t: (1 / parts(t)[0], 1 / parts(t)[1])
        ),
        "the power belongs to β alone: 1 - β**t, not (1 - β)**t.": adam(
            lambda t: (0.1**t, 0.001**t)
        ),
        "they are divided by β**t. The part of the way is 1 - β**t.": adam(
            lambda t: (0.9**t, 0.999**t)
        ),
        "β is multiplied by t. It is a power: β**t.": adam(lambda t: (1 - 0.9 * t, 1 - 0.999 * t)),
        "the root is missing: divide by the root of the mean square.": adam(
            parts, lambda mean, square, eps: mean / (square + eps)
        ),
        "it goes uphill: a step goes against the gradient.": adam(
            parts, lambda mean, square, eps: -beside_root(mean, square, eps)
        ),
        "in this formula ε stands beside the root, not under it.": adam(
            parts, lambda mean, square, eps: mean / np.sqrt(square + eps)
        ),
        "ε is missing: a gradient of 0 would divide by 0.": adam(
            parts, lambda mean, square, eps: mean / np.sqrt(square)
        ),
        "ε is added to the step, not to the root. What is divided by needs brackets.": adam(
            parts, lambda mean, square, eps: mean / np.sqrt(square) + eps
        ),
        "nothing moves: it returns the old parameters.": STILL,
    },
    use=use_adam,
    stops={**STOPS, "ZeroDivision": "At the first step t is 1: count it before you correct."},
    ready_made=["step"],
    tolerance=1e-9,
)
