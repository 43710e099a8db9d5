"""What the checks of lesson 08 know: the cases, and the slips that learners make here."""

import copy
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

import nnlib
from nnlib.course.draws import STANDARD_ERRORS, alike, difference_of_draws
from nnlib.course.exercises import Case, Exercise
from nnlib.errors import kind_of
from nnlib.initializers import glorot_uniform as finished_glorot_uniform
from nnlib.initializers import he_normal as finished_he_normal
from nnlib.types import Activation, Array, Initializer

Drawn = tuple[Array, Array]

# --- predictions: the right choice, and why another one is tempting -------------------------------

zero_start = (
    "none of them",
    {
        "all 17": "A weight has a slope only if what comes in and the way out are both not 0.",
        "the 5 of the second layer": "Its weights are multiplied by activations, and tanh(0) is 0.",
        "one, that of the last bias": "Two of the four points pull it up, the two others pull it "
        "down, by as much.",
    },
)
size_of_sum = (
    "about 10",
    {
        "about 1": "Some of the 100 terms cancel each other, but not all of them.",
        "about 50": "Random signs cancel far more: the terms add up like the steps of somebody who "
        "turns round at random.",
        "about 100": "It would be so if all terms had the same sign. Their signs are random.",
    },
)
left_by_relu = (
    "a half",
    {
        "all of it": "What is negative becomes 0, and counts no more.",
        "a quarter": "Half of the numbers become 0. The other half stay as they are.",
        "it depends on the size of z": "relu(2z) is 2 relu(z): both sides grow alike.",
    },
)


def attempt(use: Callable[[Any], Any], function: Any) -> None:
    """Print what ``use`` returns for a function, or how it stops: the check after it says more."""
    if str(getattr(function, "__module__", "")).startswith("nnlib"):
        print("This is the finished version. Run the cell with your own first, then this one.")
        return
    returned: list[Any] = []

    def watched(*given: Any) -> Any:
        returned.append(function(*given))
        return returned[-1]

    try:
        measured = np.ravel(use(watched))
    except Exception as error:
        if any(each is None for each in returned):
            print("There are no numbers to print yet.")
            return
        print(f"It stops with {kind_of(error)}: {error}")
        return
    if measured.dtype.kind in "fiu":
        print("measured:", "  ".join(f"{number:.2g}" for number in measured))
    else:
        print("There are no numbers to print yet.")


# --- equal neurons in one -------------------------------------------------------------------------


def equal_neurons(rng: np.random.Generator) -> list[Case]:
    """The parameters of networks whose hidden neurons are all equal."""

    def network(inputs: int, hidden: int, outputs: int) -> tuple[Array, ...]:
        w1, b1 = rng.normal(size=(inputs, 1)), rng.normal(size=(1, 1))
        w2, b2 = rng.normal(size=(1, outputs)), rng.normal(size=(1, outputs))
        return np.tile(w1, hidden), np.tile(b1, hidden), np.tile(w2, (hidden, 1)), b2

    inputs, hidden = rng.choice([3, 5, 6, 7], size=2, replace=False)
    return [
        ("for one output", network(inputs, hidden, 1)),
        ("for several outputs", network(inputs, hidden, 2)),
    ]


def by_name(merge: Callable[..., Any], *params: Array) -> dict[str, Any]:
    """What an answer returns, by the names of the parameters."""
    w1, b1, w2, b2 = merge(*params)
    return {"w1": w1, "b1": b1, "w2": w2, "b2": b2}


merged = Exercise(
    "merged",
    lambda w1, b1, w2, b2: (w1[:, :1], b1[:, :1], w2.sum(axis=0, keepdims=True), b2),
    equal_neurons,
    {
        "w2 is the way out of one neuron. All of them have added to the output.": (
            lambda w1, b1, w2, b2: (w1[:, :1], b1[:, :1], w2[:1], b2)
        ),
        "w2 is 4 times that of one neuron. How many neurons are there here?": (
            lambda w1, b1, w2, b2: (w1[:, :1], b1[:, :1], 4 * w2[:1], b2)
        ),
        "w2 is multiplied by the number of inputs. The output adds up neurons: how many?": (
            lambda w1, b1, w2, b2: (w1[:, :1], b1[:, :1], len(w1) * w2[:1], b2)
        ),
        "all the neurons are still there. Keep one of them.": lambda w1, b1, w2, b2: (
            w1,
            b1,
            w2,
            b2,
        ),
        "w1 is added up, so tanh bends another number. Add up after tanh.": (
            lambda w1, b1, w2, b2: (w1.sum(1, keepdims=True), b1.sum(1, keepdims=True), w2[:1], b2)
        ),
        "an axis is lost. A slice keeps it: w1[:, :1].": (
            lambda w1, b1, w2, b2: (w1[:, 0], b1[:, 0], w2.sum(axis=0), b2[0])
        ),
        "b2 is multiplied as well. It was added once, and still is.": (
            lambda w1, b1, w2, b2: (w1[:, :1], b1[:, :1], w2[:1], len(w2) * b2)
        ),
    },
    use=by_name,
    stops={
        "NoneType": "Is the return missing?",
        "unpack": "Return all four, in the order in which they come in.",
    },
)

# --- the size, layer by layer ---------------------------------------------------------------------


def stacks_of_layers(rng: np.random.Generator) -> list[Case]:
    """A batch, weights of layers of different widths, and an activation."""

    def case(depth: int, f: Activation) -> tuple[Any, ...]:
        widths = rng.choice([4, 5, 6, 7, 8, 9], size=depth + 1, replace=False)
        pairs = pairwise(widths)
        return rng.normal(size=(3, widths[0])), [rng.normal(size=pair) for pair in pairs], f

    return [
        ("for tanh", case(4, nnlib.tanh)),
        ("for relu", case(3, nnlib.relu)),
        ("for a single layer", case(1, nnlib.tanh)),
    ]


def through(x: Array, weights: list[Array], f: Activation) -> list[tuple[Array, Array]]:
    """Z and A of each layer."""
    layers = []
    for w in weights:
        z = x @ w
        x = f(z)
        layers.append((z, x))
    return layers


def size(a: Array) -> Any:
    """The root of the mean square."""
    return np.sqrt(np.mean(a**2))


def of_activations(measure: Callable[[Array], Any]) -> Callable[..., Array]:
    """A measure of A in each layer."""
    return lambda x, weights, f: np.array([measure(a) for _, a in through(x, weights, f)])


sizes = Exercise(
    "sizes",
    of_activations(size),
    stacks_of_layers,
    {
        "the root is missing.": of_activations(lambda a: np.mean(a**2)),
        "the square is missing: numbers below and above 0 cancel.": of_activations(np.mean),
        "this is the root of the sum of the squares. Take that of their mean.": (
            of_activations(lambda a: np.sqrt(np.sum(a**2)))
        ),
        "the sum of the squares is divided by the samples only. Divide it by all numbers of A.": (
            of_activations(lambda a: np.sqrt(np.sum(a**2) / len(a)))
        ),
        "this is a mean of the sizes of rows. Take one mean over all of A, then the root.": (
            of_activations(lambda a: np.mean(np.sqrt(np.mean(a**2, axis=1))))
        ),
        "this is a mean of the sizes of columns. Take one mean over all of A, then the root.": (
            of_activations(lambda a: np.mean(np.sqrt(np.mean(a**2, axis=0))))
        ),
        "tanh is used, whatever f is. Call f.": (
            lambda x, weights, f: np.array([size(a) for a in _outputs(x, weights, nnlib.tanh)])
        ),
        "this is the square of the mean, and its root. Square first.": (
            of_activations(lambda a: np.sqrt(np.mean(a) ** 2))
        ),
        "this is the mean of the absolute values. Square, mean, root.": (
            of_activations(lambda a: np.mean(np.abs(a)))
        ),
        "this is the standard deviation, which subtracts the mean first. The size does not.": (
            of_activations(np.std)
        ),
        "these are sizes of Z. Measure after the activation.": (
            lambda x, weights, f: np.array([size(z) for z, _ in through(x, weights, f)])
        ),
        "f is used for measuring only. What goes into the next layer is f(x @ w).": (
            lambda x, weights, f: np.array([size(f(z)) for z in _outputs(x, weights, lambda z: z)])
        ),
        "the activation is missing.": (
            lambda x, weights, f: np.array([size(z) for z, _ in through(x, weights, lambda z: z)])
        ),
        "the size of the batch itself is in it. Begin after the first layer.": (
            lambda x, weights, f: np.array([size(x), *(size(a) for _, a in through(x, weights, f))])
        ),
        "each size is that of what goes into a layer. Take what comes out.": (
            lambda x, weights, f: np.array([size(x), *map(size, _outputs(x, weights, f)[:-1])])
        ),
        "every layer after the first measures something else: are the lists in the right order?": (
            lambda x, weights, f: np.array([size(a) for _, a in through(x, weights, f)][::-1])
        ),
        "one number comes for each neuron, or sample. Take the mean over all of A.": (
            lambda x, weights, f: np.array(
                [np.sqrt(np.mean(a**2, axis=1)) for a in _outputs(x, weights, f)]
            )
        ),
        "this is the size in the last layer. Keep that of each layer.": (
            lambda x, weights, f: np.array([size(_outputs(x, weights, f)[-1])])
        ),
        "this is the size in the first layer. Is the return inside the loop?": (
            lambda x, weights, f: np.array([size(_outputs(x, weights, f)[0])])
        ),
    },
    stops={
        "mismatch": "The output of a layer is the input of the next one: x is (n, d), W is (d, m).",
        "operands could not": "x * W multiplies number by number. A layer computes x @ W.",
        "from shape": "A layer may change the width, so its output does not fit into x[:].",
        "inhomogeneous": "One size for each layer, over all of A: np.mean without an axis.",
        "no attribute 'shape'": "weights is a list with one W for each layer.",
        "'list'": "weights is a list. Take one W after the other.",
    },
)


def _outputs(x: Array, weights: list[Array], f: Activation) -> list[Array]:
    return [a for _, a in through(x, weights, f)]


# --- initializers ---------------------------------------------------------------------------------

EQUAL_START = "the difference between two draws from generators in the same state"
IN_A_ROW = "the difference between two draws in a row"
SMALL_LAYER = 20, 30
"""A layer whose weights need not be many: two draws of it are equal, or they are not."""


def fans(rng: np.random.Generator) -> list[Case]:
    """A random generator, fan_in and fan_out; with so many weights that their statistics are exact.

    With these sizes no two of the slips draw nearly the same.
    """

    def case(many: str) -> tuple[Any, ...]:
        large, small = int(rng.integers(480, 540)), int(rng.integers(122, 137))
        pair = (large, small) if many == "in" else (small, large)
        return (np.random.default_rng(rng.integers(2**32)), *pair)

    return [
        ("for a layer with more inputs than neurons", case("in")),
        ("for one with more neurons than inputs", case("out")),
    ]


def draws(
    initialize: Initializer, rng: np.random.Generator, fan_in: int, fan_out: int
) -> dict[str, Any]:
    """What an initializer draws, and how it depends on the random generator."""
    w, b = initialize(rng, fan_in, fan_out)
    drawn: dict[str, Any] = {"W": w, "b": b}
    if isinstance(w, np.ndarray):
        twin = copy.deepcopy(rng)
        small = initialize(rng, *SMALL_LAYER)[0]
        drawn[EQUAL_START] = initialize(twin, *SMALL_LAYER)[0] - small
        drawn[IN_A_ROW] = initialize(rng, *SMALL_LAYER)[0] - small
    return drawn


def uniform(limit: Callable[[int, int], float]) -> Initializer:
    """Uniform weights on [-limit, limit), a function of fan_in and fan_out; biases 0."""

    def initialize(rng: np.random.Generator, i: int, o: int) -> Drawn:
        return rng.uniform(-limit(i, o), limit(i, o), (i, o)), np.zeros((1, o))

    return initialize


def normal(std: Callable[[int, int], float]) -> Initializer:
    """Normal weights with a standard deviation that depends on fan_in and fan_out; biases 0."""
    return lambda rng, i, o: (rng.normal(0, std(i, o), (i, o)), np.zeros((1, o)))


def slips_of_draws(right: Initializer) -> dict[str, Initializer]:
    """The slips that do not depend on the distribution of the weights."""

    def with_bias(bias: Callable[[np.random.Generator, int, int], Array]) -> Initializer:
        return lambda rng, i, o: (right(rng, i, o)[0], bias(rng, i, o))

    return {
        "W has its axes the wrong way round: each column is a neuron, (fan_in, fan_out).": (
            lambda rng, i, o: (right(rng, i, o)[0].T, np.zeros((1, o)))
        ),
        "the two are in the wrong order: return the weights first, then the bias.": (
            lambda rng, i, o: right(rng, i, o)[::-1]
        ),
        "b is drawn too. Biases start at 0.": with_bias(lambda rng, i, o: right(rng, i, o)[0][:1]),
        "b is 1. Biases start at 0.": with_bias(lambda rng, i, o: np.ones((1, o))),
        "b has one axis. It is a row: (1, fan_out).": with_bias(lambda rng, i, o: np.zeros(o)),
        "b has a number for each input. Each neuron has a bias: (1, fan_out).": (
            with_bias(lambda rng, i, o: np.zeros((1, i)))
        ),
        "b is a column. It is a row: (1, fan_out).": with_bias(lambda rng, i, o: np.zeros((o, 1))),
        "the numbers do not come from the rng that is passed in. Draw with that one.": (
            lambda rng, i, o: right(np.random.default_rng(), i, o)
        ),
        "the same numbers come each time. Draw with the rng that is passed in.": (
            lambda rng, i, o: right(np.random.default_rng(0), i, o)
        ),
    }


STOPS = {
    "NoneType": "Is the return missing? Return the weights and the bias.",
    "unpack": "Return two things: the weights and the bias.",
    "positional argument": "A shape is one argument, in brackets: (fan_in, fan_out).",
    "'numpy.random._generator.Generator' object has no attribute": (
        "A generator has rng.uniform(low, high, shape) and rng.normal(mean, std, shape)."
    ),
    "cannot be interpreted as an integer": "A shape is one argument: (fan_in, fan_out).",
}


def initializer(name: str, finished: Initializer, slips: dict[str, Initializer]) -> Exercise:
    """The check of an initializer: it compares what is drawn by its statistics."""
    return Exercise(
        name,
        finished,
        fans,
        {**slips, **slips_of_draws(finished)},
        use=draws,
        stops=STOPS,
        tolerance=STANDARD_ERRORS,
        same=alike,
        describe=difference_of_draws,
    )


glorot_uniform = initializer(
    "glorot_uniform",
    finished_glorot_uniform,
    {
        "l is the standard deviation. But l²/3 is the variance: solve for l.": (
            uniform(lambda i, o: (2 / (i + o)) ** 0.5)
        ),
        "l is what l² should be: the root is missing.": uniform(lambda i, o: 6 / (i + o)),
        "l is the variance. But l²/3 is the variance: solve for l.": (
            uniform(lambda i, o: 2 / (i + o))
        ),
        "brackets are missing: what is divided by the sum of both fans?": (
            uniform(lambda i, o: (6 / i + o) ** 0.5)
        ),
        "the fraction is upside down: larger layers need smaller weights.": (
            uniform(lambda i, o: (3 * (i + o) / 2) ** 0.5)
        ),
        "the variance is a quarter of the right one. 1 divided by a half is 2.": (
            uniform(lambda i, o: (3 / (i + o) / 2) ** 0.5)
        ),
        "l is one for all layers. Compute it from fan_in and fan_out.": (
            uniform(lambda i, o: 0.012**0.5)
        ),
        "l is 1, whatever the size of the layer.": uniform(lambda i, o: 1.0),
        "the 3 is on the wrong side: l² is 3 times the variance.": (
            uniform(lambda i, o: (2 / 3 / (i + o)) ** 0.5)
        ),
        "the 3 is outside of the root: l² is 3 times the variance, so the 3 belongs under it.": (
            uniform(lambda i, o: 3 * (2 / (i + o)) ** 0.5)
        ),
        "W follows the forward rule only. Where is fan_out?": uniform(lambda i, o: (3 / i) ** 0.5),
        "W follows the backward rule only. Where is fan_in?": uniform(lambda i, o: (3 / o) ** 0.5),
        "the variance is half of the right one. Is the mean of the two fans their sum?": (
            uniform(lambda i, o: (3 / (i + o)) ** 0.5)
        ),
        "W is normally distributed. Draw it with rng.uniform.": (
            normal(lambda i, o: (2 / (i + o)) ** 0.5)
        ),
        "W lies above 0. It should reach from -l to l.": (
            lambda rng, i, o: (rng.uniform(0, (6 / (i + o)) ** 0.5, (i, o)), np.zeros((1, o)))
        ),
    },
)

he_normal = initializer(
    "he_normal",
    finished_he_normal,
    {
        "the variance stands where rng.normal takes the standard deviation.": (
            normal(lambda i, o: 2 / i)
        ),
        "this is the forward rule without relu. Make up for what relu takes away.": (
            normal(lambda i, o: i**-0.5)
        ),
        "the factor for relu is outside of the root: it is one for the variance.": (
            normal(lambda i, o: 2 * i**-0.5)
        ),
        "only a part of the variance is under the root. All of it belongs there.": (
            normal(lambda i, o: 2**0.5 / i)
        ),
        "the variance is made smaller, as relu does it already. Make up for it.": normal(
            lambda i, o: (2 * i) ** -0.5
        ),
        "W follows fan_out. How many terms has the sum for one z?": (
            normal(lambda i, o: (2 / o) ** 0.5)
        ),
        "this is Glorot's variance. For relu, take the forward rule alone.": (
            normal(lambda i, o: (2 / (i + o)) ** 0.5)
        ),
        "this is a multiple of Glorot's variance. For relu, take the forward rule alone.": (
            normal(lambda i, o: (4 / (i + o)) ** 0.5)
        ),
        "W is uniformly distributed. Draw it with rng.normal.": (
            uniform(lambda i, o: (6 / i) ** 0.5)
        ),
        "the standard deviation is 1, whatever the size of the layer.": normal(lambda i, o: 1.0),
        "the standard deviation is one for all layers. Compute it from fan_in.": (
            normal(lambda i, o: 0.1)
        ),
        "the standard deviation is that of a layer with 100 inputs. Compute it from fan_in.": (
            normal(lambda i, o: 0.02**0.5)
        ),
        "the 6 belongs to a uniform distribution. rng.normal takes the standard deviation.": (
            normal(lambda i, o: (6 / i) ** 0.5)
        ),
        "this is Glorot's initializer. Draw with rng.normal, by the forward rule alone.": (
            uniform(lambda i, o: (6 / (i + o)) ** 0.5)
        ),
        "this is a multiple of Glorot's initializer. Draw with rng.normal, by the forward rule.": (
            uniform(lambda i, o: (12 / (i + o)) ** 0.5)
        ),
        "the standard deviation stands where rng.normal takes the mean: the mean comes first.": (
            lambda rng, i, o: (rng.normal((2 / i) ** 0.5, 1, (i, o)), np.zeros((1, o)))
        ),
        "nothing is drawn: the standard deviation is 0. rng.normal takes the mean first.": (
            lambda rng, i, o: (rng.normal((2 / i) ** 0.5, 0, (i, o)), np.zeros((1, o)))
        ),
    },
)
