"""What the checks of lesson 13 know: the cases, and the slips that learners make here."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

import nnlib
from nnlib import ActivationLayer, FCLayer, Network, activations, losses
from nnlib.course.exercises import Case, Exercise, Mistake, returned
from nnlib.plots import wilson_interval
from nnlib.types import Array

X, Y = nnlib.xor()

# --- predictions: the right choice, and why another one is tempting -------------------------------

how_many = (
    "about two in three",
    {
        "nearly all": "So one would hope. But seed 0 was no rare accident.",
        "about nine in ten": "So one would hope. But seed 0 was no rare accident.",
        "about one in three": "It is better than that, but far from certain.",
    },
)
arrive = (
    "nearly all",
    {
        "nearly none": "Then the surface would hold them. It is the same surface, from the same "
        "starts, and nearly all get down.",
        "about half": "That would be more than before. It is nearly all of them.",
    },
)
pair_of_04 = (
    "clearly fewer than the classic recipe",
    {
        "clearly more than the classic recipe": "The gradient of this pair does not vanish where "
        "the output is wrong and certain. But here nothing is certain: the answers are near ½.",
        "too close to tell": "In the panel of two neurons the two intervals lie far apart.",
    },
)

# --- XOR by hand ---------------------------------------------------------------------------------

SHAPES = {"W1": (2, 2), "b1": (1, 2), "W2": (2, 1), "b2": (1, 1)}


def weights_by_hand() -> tuple[Array, Array, Array, Array]:
    """Two relu neurons, one that counts the ones and one that notices the second, solve XOR.

    Source: Goodfellow, Bengio and Courville (2016), Deep Learning, section 6.1.
    """
    return (
        np.array([[1.0, 1.0], [1.0, 1.0]]),
        np.array([[0.0, -1.0]]),
        np.array([[1.0], [-2.0]]),
        np.array([[0.0]]),
    )


def use_weights(answer: Any) -> dict[str, Array]:
    """What a network answers that has these weights, with relu between its two layers."""
    result = returned(answer)
    if not isinstance(result, tuple | list) or len(result) != len(SHAPES):
        raise Mistake(f"it should return four arrays: {', '.join(SHAPES)}.")
    for (name, shape), each in zip(SHAPES.items(), result, strict=True):
        if np.shape(each) != shape:
            raise Mistake(f"{name} has shape {np.shape(each)}, expected {shape}.")
        if np.asarray(each).dtype.kind not in "fiu" or not np.isfinite(each).all():
            raise Mistake(f"{name} should be an array of finite numbers.")
    w1, b1, w2, b2 = map(np.asarray, result)
    answers = activations.relu(X @ w1 + b1) @ w2 + b2
    if np.ptp(answers) < 1e-9:
        raise Mistake("all four points get the same answer.")
    return {"your network": answers}


def wrong_points(got: Array, right: Array, tolerance: float, shapes: str) -> str:
    """Say at which points the answer is wrong, and what it is there.

    >>> wrong_points(np.array([[0], [1], [-1], [0]]), Y, 1e-11, "")
    'answers -1 at (1, 0), which is wrong. Compute the two neurons there by hand.'
    """
    wrong = ~np.isclose(got, right, rtol=0, atol=tolerance).ravel()
    places = [
        f"{answer:.3g} at ({point[0]:.0f}, {point[1]:.0f})"
        for answer, point in zip(got.ravel()[wrong], X[wrong], strict=True)
    ]
    several = len(places) > 1
    said = " and ".join([", ".join(places[:-1]), places[-1]] if several else places)
    there = f"Compute the two neurons {'at one of them' if several else 'there'} by hand."
    return f"answers {said}, which is wrong. {there}"


def only_at_the_points(rng: np.random.Generator) -> list[Case]:
    """There is nothing to draw: XOR has four points."""
    return [("at the four points", ())]


def by_hand(b1: tuple[float, float], w2: tuple[float, float], b2: float = 0.0) -> Any:
    """Other numbers for the same two neurons."""
    w1 = np.ones((2, 2))
    return lambda: (w1, np.array([b1]), np.array(w2)[:, np.newaxis], np.array([[b2]]))


xor_weights = Exercise(
    "xor_weights",
    weights_by_hand,
    only_at_the_points,
    {
        "this is OR: (1, 1) gets a 1 as well. There more has to be taken away.": (
            by_hand((0, -1), (1, -1))
        ),
        "this is AND: it is 1 at (1, 1) alone.": by_hand((0, -1), (0, 1)),
        "it counts the ones. At (1, 1) two have to be taken away.": (by_hand((0, 0), (1, 0))),
        "it is right everywhere but turned round: 1 where XOR is 0.": by_hand((0, -1), (-1, 2), 1),
        "every answer has the wrong sign.": by_hand((0, -1), (-1, 2)),
        "the answers at (0, 1), (1, 0) and (1, 1) are too large by as much: b1 goes in before relu "
        "cuts, so a neuron with bias -1 is 0 at one 1, and 1 at two.": by_hand((0, 1), (1, -2), 2),
    },
    use=use_weights,
    describe=wrong_points,
    stops={"not enough values to unpack": "Return four arrays: W1, b1, W2, b2."},
)

# --- the run of one seed -------------------------------------------------------------------------

Run = tuple[Network, list[float]]


def recipe(
    seed: int | None,
    width: int,
    epochs: int,
    *,
    start: str = "uniform",
    output: str = "tanh",
    hidden: str = "tanh",
    rate: float = 0.1,
    momentum: float = 0.0,
    batch_size: int = 1,
) -> Run:
    """Train a network of one seed by the classic recipe, or with one thing changed."""
    network = Network(seed=seed)
    for sizes, name in [((2, width), hidden), ((width, 1), output)]:
        network.add(FCLayer(*sizes, start))
        f, d_f = getattr(activations, name), getattr(activations, f"d_{name}")
        network.add(ActivationLayer(f, d_f))
    network.use(losses.mse, losses.d_mse, nnlib.SGD(rate, momentum))
    return network, network.fit(X, Y, batch_size, epochs, progress=False)


def classic(seed: int, width: int, epochs: int) -> Run:
    """The classic recipe for XOR: tanh twice, uniform start, a step of plain SGD for each sample.

    >>> network, seen = classic(seed=35, width=3, epochs=2)
    >>> network.params.shape, len(seen)
    ((13,), 2)
    """
    return recipe(seed, width, epochs)


def use_run(answer: Any, seed: int, width: int, epochs: int) -> dict[str, Any]:
    """The losses of a run and its parameters in the end."""
    try:
        result = returned(answer, seed, width, epochs)
    except TimeoutError as error:
        reason = f"{epochs} epochs take it too long. Does fit get the epochs that come in?"
        raise Mistake(reason) from error
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise Mistake("it should return two things: the network, and what fit returns.")
    network, seen = result
    if isinstance(network, list) and hasattr(seen, "params"):
        raise Mistake("the network comes first, then what fit returns.")
    if not isinstance(network, Network):
        raise Mistake(f"the first thing it returns is a {type(network).__name__}, not a Network.")
    if not isinstance(seen, list | tuple | np.ndarray) or np.ndim(seen) != 1:
        raise Mistake("the second thing it returns should be the list that fit returns.")
    look_at_layers(network, width)
    if len(seen) != epochs:
        reason = f"there are {len(seen)} losses after {epochs} epochs."
        raise Mistake(f"{reason} Does fit get the epochs that come in?")
    if not np.array_equal(network.params, answer(seed, width, epochs)[0].params):
        reason = "two runs of the same seed end differently."
        raise Mistake(f"{reason} Does the seed go into the Network, and is it a new one each time?")
    return {"the list of losses": np.array(seen), "the vector of parameters": network.params}


def look_at_layers(network: Network, width: int) -> None:
    """Two layers of weights, each with an activation behind it, and as wide as asked."""
    kinds = [type(layer).__name__ for layer in network.layers]
    if kinds != ["FCLayer", "ActivationLayer"] * 2:
        has = ", ".join(kinds) or "none"
        raise Mistake(f"its layers are: {has}. Expected an FCLayer and an ActivationLayer, twice.")
    shapes = [weights.shape for weights in network.weights]
    if shapes != [(2, width), (width, 1)]:
        raise Mistake(f"for a width of {width}, its weights have the shapes {shapes}.")


def runs(rng: np.random.Generator) -> list[Case]:
    """Seeds, widths, and few epochs, so that it takes no time."""

    def case(width: int, epochs: int) -> tuple[int, int, int]:
        return int(rng.integers(100, 10**6)), width, epochs

    return [
        ("for a short run", case(3, 4)),
        ("for another seed, width and length", case(5, 3)),
    ]


def changed(**changes: Any) -> Callable[..., Run]:
    """The recipe with something changed."""
    return partial(recipe, **changes)


classic_run = Exercise(
    "classic_run",
    classic,
    runs,
    {
        "SGD has a momentum unless you set it to 0.": changed(momentum=0.9),
        "SGD has its own learning rate, and momentum, unless you set both.": changed(
            rate=0.01, momentum=0.9
        ),
        "the learning rate is not that of the recipe.": changed(rate=0.01),
        "the learning rate is ten times too large.": changed(rate=1.0),
        "a batch should hold one sample: batch_size=1.": changed(batch_size=4),
        "a batch should hold one sample; fit takes 32 unless you say so, here all four.": changed(
            batch_size=32
        ),
        "the layers draw their weights in nnlib's own way. Pass "
        '"uniform" to each FCLayer.': changed(start="normal"),
        "the output has no tanh.": changed(output="identity"),
        "the output has a sigmoid, expected tanh.": changed(output="sigmoid"),
        "the hidden neurons have a sigmoid, expected tanh.": changed(hidden="sigmoid"),
        "the hidden neurons have relu, expected tanh.": changed(hidden="relu"),
        "the seed of the network is always 0. Use the one that comes in.": (
            lambda seed, width, epochs: recipe(0, width, epochs)
        ),
        "the seed of the network is always the same. Use the one that comes in.": (
            lambda seed, width, epochs: recipe(35, width, epochs)
        ),
    },
    use=use_run,
    stops={
        "Network.__init__() takes 1 positional": "The seed goes in by its name: seed=….",
        "y has shape": "The last layer needs one output: its FCLayer is (width, 1, …).",
        "has no loss": "Choose loss and optimizer by network.use before you call fit.",
        "'Network' object is not": "fit returns the list of losses, not the network.",
        "argument: 'optimizer'": "network.use takes three things: mse, d_mse, and the optimizer.",
    },
    rules={
        "Go through the recipe again: each tanh with its derivative, the rate, the momentum, "
        "the batch, the seed": lambda got: False
    },
)

# --- which rates fit to a count ------------------------------------------------------------------


DEVIATIONS = 1.96
"""How many standard deviations around the mean of a normal distribution hold 95 % of it."""

NEAR_ENOUGH = 3e-4
"""How far an end of the interval may be off: three steps of the lesson's grid."""


def fitting_rates(solved: int, runs: int) -> tuple[float, float]:
    """The lowest and the highest success rate that fit the count: Wilson's interval.

    >>> low, high = fitting_rates(70, 100)
    >>> round(low, 2), round(high, 2)
    (0.6, 0.78)
    """
    low, high = wilson_interval(solved, runs)
    return float(low), float(high)


def use_interval(answer: Any, solved: int, runs: int) -> Array:
    """The two ends, as an array."""
    result = returned(answer, solved, runs)
    if np.asarray(result).dtype.kind == "b":
        raise Mistake(
            "it returns True or False, which the comparison gives for each rate. Put it into "
            "rates[…]: that keeps the rates for which it is true."
        )
    if np.shape(result) != (2,):
        shape = np.shape(result)
        raise Mistake(
            "it should return two numbers, the lowest and the highest rate that fit."
            + (f" It returns an array of shape {shape}." if shape else "")
        )
    if isinstance(result, str) or np.asarray(result).dtype.kind not in "fiu":
        raise Mistake("it should return two numbers, the lowest and the highest rate that fit.")
    low, high = (float(end) for end in result)
    if low > high:
        raise Mistake("the lowest comes first, then the highest.")
    if max(low, high) > 1 + NEAR_ENOUGH:
        are_places = np.asarray(result).dtype.kind in "iu"
        hint = " Are these places in the array of rates? Return the rates there."
        raise Mistake("rates lie between 0 and 1." + hint * are_places)
    return np.array([low, high])


def counts(rng: np.random.Generator) -> list[Case]:
    """How many of how many: in the middle, near the end, all of them, none."""
    few, many = int(rng.integers(15, 40)), int(rng.integers(200, 900))
    return [
        ("for a count in the middle", (int(0.6 * many), many)),
        ("for few runs", (int(0.3 * few), few)),
        ("where all runs succeed", (few, few)),
        ("where none succeeds", (0, few)),
    ]


def deviations(p: Array, seen: float, n: int) -> Array:
    """How far off a rate may be: 1.96 standard deviations."""
    return DEVIATIONS * np.sqrt(p * (1 - p) / n)


def inverted(
    allowed: Callable[[Array, float, int], Array],
    tried: int = 10_001,
    size: Callable[[Array], Array] = np.abs,
) -> Callable[[int, int], Any]:
    """The rates that fit by another rule for how far off they may be, or of a coarser grid."""

    def interval(solved: int, runs: int) -> Any:
        rates = np.linspace(0, 1, tried)
        seen = solved / runs
        fits = rates[size(seen - rates) <= allowed(rates, seen, runs) + 1e-12]
        return np.array([fits.min(), fits.max()])

    return interval


def near(got: Any, other: Any, tolerance: float) -> bool:
    """Whether both ends agree, in units of a rate: a grid of rates is only so fine."""
    is_pair = np.shape(got) == np.shape(other) == (2,)
    return is_pair and bool(np.all(np.abs(np.subtract(got, other)) < tolerance))


rates_that_fit = Exercise(
    "rates_that_fit",
    fitting_rates,
    counts,
    {
        "the standard deviation is that of the rate that is tried, p, not of the rate seen.": (
            inverted(lambda p, seen, n: DEVIATIONS * np.sqrt(seen * (1 - seen) / n))
        ),
        "one standard deviation is allowed. The inequality allows nearly two of them.": (
            inverted(lambda p, seen, n: np.sqrt(p * (1 - p) / n))
        ),
        "the square root is missing.": inverted(lambda p, seen, n: DEVIATIONS * p * (1 - p) / n),
        "this is the rate seen. Which others fit to it?": inverted(lambda p, seen, n: 0 * p + 5e-5),
        "n is the number of all runs, not of those that solved it.": (
            inverted(lambda p, seen, n: deviations(p, seen, max(round(seen * n), 1)))
        ),
        "both factors under the root, p and 1 - p, are of the rate that is tried.": (
            inverted(lambda p, seen, n: DEVIATIONS * np.sqrt(seen * (1 - p) / n))
        ),
        "the division by n is missing: many runs tell more than few.": (
            inverted(lambda p, seen, n: DEVIATIONS * np.sqrt(p * (1 - p)))
        ),
        "the division by n belongs under the square root.": (
            inverted(lambda p, seen, n: DEVIATIONS * np.sqrt(p * (1 - p)) / n)
        ),
        "the factor 1 - p is missing.": inverted(lambda p, seen, n: DEVIATIONS * np.sqrt(p / n)),
        "the number of deviations belongs in front of the square root.": (
            inverted(lambda p, seen, n: np.sqrt(DEVIATIONS * p * (1 - p) / n))
        ),
        **{
            f"the rates that are tried are too far apart. {advice}": inverted(deviations, tried)
            for tried, advice in [
                (101, "Take 10,001 of them."),
                (1001, "Take ten times as many."),
            ]
        },
        "one end is right. A rate may be off to both sides, so the difference needs its bars: "
        "np.abs.": inverted(deviations, size=np.positive),
        "one end is right. A rate may be off to both sides: it is the size of the difference "
        "that counts, np.abs.": inverted(deviations, size=np.negative),
        "these are all rates, from 0 to 1. Keep those that fit.": lambda solved, runs: (0.0, 1.0),
    },
    use=use_interval,
    tolerance=NEAR_ENOUGH,
    same=near,
    stops={
        **dict.fromkeys(
            [
                "zero-size array",
                "empty sequence",
                "argument is empty",  # the same in Python 3.14
                "index 0 is out of bounds",
                "list index out",
            ],
            "No rate fits. The rate seen is solved / runs.",
        ),
        "unsupported operand": "Rates are numbers: solved / runs.",
    },
    ready_made=["wilson_interval", "proportion_ci"],
)

# --- pairs ---------------------------------------------------------------------------------------


def discordant(first: Array, second: Array) -> tuple[int, int]:
    """For how many seeds did only the first method succeed, for how many only the second?

    >>> discordant(np.array([True, True, False]), np.array([True, False, False]))
    (1, 0)
    """
    return int(np.sum(first & ~second)), int(np.sum(second & ~first))


def use_pairs(answer: Any, first: Array, second: Array) -> dict[str, Array]:
    """The two counts."""
    result = returned(answer, first, second)
    if np.shape(result) == (2, len(first)):
        raise Mistake("it returns a True or False for each seed. Count them.")
    if isinstance(result, str) or np.shape(result) != (2,):
        what = f"an array of shape {np.shape(result)}" if np.shape(result) else "one thing"
        raise Mistake(f"it returns {what}, expected two counts.")
    if np.asarray(result).dtype.kind not in "iuf":
        raise Mistake("it should return two counts.")
    return {"the pair of counts": np.array(result)}


def successes(rng: np.random.Generator) -> list[Case]:
    """Who succeeded with each seed, by two methods; no two sums of the four counts are equal."""

    def case(*sizes: int) -> tuple[Array, Array]:
        kinds = np.repeat([(1, 1), (1, 0), (0, 1), (0, 0)], rng.permutation(sizes), axis=0) == 1
        first, second = rng.permutation(kinds).T.copy()
        return first, second

    return [
        ("for two methods", case(7, 5, 6, 3)),
        ("for more seeds", case(40, 21, 13, 29)),
        ("for a method against itself", 2 * (rng.random(12) < 0.5,)),
    ]


pairs = Exercise(
    "pairs",
    discordant,
    successes,
    {
        "the two counts are exchanged.": lambda first, second: discordant(second, first),
        "this is how often each of them succeeded. Seeds with which both did count in both.": (
            lambda first, second: (first.sum(), second.sum())
        ),
        "these are the seeds with which both succeeded, and both failed. Those tell nothing "
        "of which is better.": lambda first, second: (
            np.sum(first & second),
            np.sum(~first & ~second),
        ),
        "this is how often each of them failed.": (
            lambda first, second: (np.sum(~first), np.sum(~second))
        ),
        "both counts are the seeds in which the two differ. Which of them succeeded?": (
            lambda first, second: (np.sum(first != second), np.sum(first != second))
        ),
        "this is the difference of how often each of them succeeded. Seeds that only the one and "
        "only the other solves cancel in it. Count them apart.": (
            lambda first, second: (first.sum() - second.sum(), second.sum() - first.sum())
        ),
        "both counts are those of the first one. For the second one exchange the names.": (
            lambda first, second: 2 * (discordant(first, second)[0],)
        ),
        "both counts are all seeds: len does not look whether an entry is True. Use np.sum.": (
            lambda first, second: (len(first), len(second))
        ),
        "these are the seeds in which the two differ, and agree. Which of them succeeded?": (
            lambda first, second: (np.sum(first != second), np.sum(first == second))
        ),
        "the second count is of the seeds with which both succeeded.": (
            lambda first, second: (discordant(first, second)[0], np.sum(first & second))
        ),
        "these are shares. Count the seeds: np.sum.": (
            lambda first, second: (np.mean(first & ~second), np.mean(second & ~first))
        ),
        "| is or. One has to succeed and the other to fail: &.": (
            lambda first, second: (np.sum(first | ~second), np.sum(second | ~first))
        ),
        "it counts the seeds with which both succeeded, too. One has to succeed and the other "
        "to fail.": lambda first, second: (np.sum(first | second), np.sum(first | second)),
    },
    use=use_pairs,
    inputs=("first", "second"),
    stops={
        "boolean negative": "For arrays of True and False, not is written ~.",
        "boolean subtract": "True and False are combined by & (and), | (or) and ~ (not).",
        "ambiguous": "For arrays the words are signs: & (and), | (or), ~ (not).",
        "object is not iterable": "Return two numbers, with a comma between them.",
    },
)
