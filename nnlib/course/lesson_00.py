"""What the checks of lesson 00 know: the cases, and the slips that learners make here."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import prod

import numpy as np

from nnlib.course.exercises import Case, Exercise
from nnlib.types import Array

# --- predictions: the right choice, and why another one is tempting -------------------------------

untrained = (
    "about 100",
    {
        "none": "To be wrong every time, it would have to know something about digits.",
        "about 500": "It has ten answers to choose from, not two.",
        "about 900": "It has not seen a single digit yet.",
    },
)
trained = (
    "about 900",
    {
        "about 300": "That is three times as many as before. It learns more than that.",
        "about 500": "It learns more than that, and most of it in the first epoch.",
        "about 700": "It learns more than that, and most of it in the first epoch.",
    },
)
corner = (
    "not at all",
    {
        "they become 0": "To become 0 they would have to change, and nothing tells them to.",
        "they become negative": "That would help where ink in a corner misleads. There is none.",
        "as much as all others": "A weight is multiplied by its pixel, which is 0 in each picture: "
        "whatever the weight is, the answer stays the same. So nothing changes it.",
    },
)


# --- a check that refuses, to look at -------------------------------------------------------------


def finished_accuracy(answers: Array, labels: Array) -> np.floating:
    """Return the share of answers that equal their labels."""
    return np.mean(answers == labels)


def answers_and_labels(rng: np.random.Generator) -> list[Case]:
    """Answers to some digits, and labels that some of them equal."""
    labels = rng.integers(10, size=20)
    shift = rng.permutation([0, 0, 0, 1] * 5)
    return [("for some answers", ((labels + shift) % 10, labels))]


def divided_by(count: int) -> Callable[[Array, Array], np.floating]:
    """The number of right answers, divided by a number that stands in the lesson."""
    return lambda answers, labels: np.sum(answers == labels) / count


def no_share(got: Array, right: Array, tolerance: float, shapes: str) -> str:
    """Say what a number is not, and how the share is counted."""
    what = "the share of right answers" if 0 <= got <= 1 else "a number from 0 to 1, as a share is"
    return f"is not {what}. Count the right ones, and divide by how many answers there are."


accuracy = Exercise(
    "accuracy",
    finished_accuracy,
    answers_and_labels,
    {
        "it counts the right answers. Their share is this number divided by how many answers "
        "there are.": lambda answers, labels: np.sum(answers == labels),
        "it is the share of the wrong answers.": lambda answers, labels: np.mean(answers != labels),
        "it is in percent. A share is a number from 0 to 1.": (
            lambda answers, labels: 100 * np.mean(answers == labels)
        ),
        "it is rounded. Return all digits of the share.": (
            lambda answers, labels: np.round(np.mean(answers == labels))
        ),
        **{
            f"it always divides by {count}. The check has fewer answers: take their number from "
            "what comes in.": divided_by(count)
            for count in (1000, 4000)
        },
    },
    describe=no_share,
    is_graded=False,
)


# --- the number of parameters ---------------------------------------------------------------------


def finished_count(sizes: Sequence[int]) -> int:
    """Return how many parameters a network of these sizes has: a W and a b for each layer."""
    return sum(fan_in * fan_out + fan_out for fan_in, fan_out in pairwise(sizes))


def lists_of_sizes(rng: np.random.Generator) -> list[Case]:
    """Sizes that differ, from a wide range: so two mistakes hardly ever return the same number."""

    def sizes(count: int) -> list[int]:
        return [int(size) for size in rng.choice(np.arange(10, 1000), size=count, replace=False)]

    return [
        ("with three hidden layers", (sizes(5),)),
        ("with one hidden layer", (sizes(3),)),
        ("without a hidden layer", (sizes(2),)),
    ]


def each_layer(count: Callable[[int, int], int]) -> Callable[[Sequence[int]], int]:
    """The sum over all layers of what is counted in one, from its fan_in and fan_out."""
    return lambda sizes: sum(count(fan_in, fan_out) for fan_in, fan_out in pairwise(sizes))


def known_by_heart(sizes: Sequence[int]) -> Callable[[Sequence[int]], int]:
    """The number for a network that the lesson speaks of."""
    return lambda others: finished_count(sizes)


def too_small_or_too_large(got: Array, right: Array, tolerance: float, shapes: str) -> str:
    """Say in which direction a number is wrong, and on what to try it."""
    return (
        f"is too {'small' if got < right else 'large'}. Try yours on [5, 2] and [5, 2, 3], whose "
        "numbers you know from paper."
    )


SHOWN = ([3, 4, 2], [5, 2], [5, 2, 3], [784, 24, 10])
ONE_LAYER = "A layer takes sizes[i] numbers and has sizes[i + 1] neurons."

count_parameters = Exercise(
    "count_parameters",
    finished_count,
    lists_of_sizes,
    {
        "the biases are missing, one for each neuron.": each_layer(lambda a, b: a * b),
        "the weights are missing: a neuron has one for each number that comes in.": (
            lambda sizes: sum(sizes[1:])
        ),
        "inputs have no bias: nothing is computed in them.": (
            lambda sizes: each_layer(lambda a, b: a * b)(sizes) + sum(sizes)
        ),
        "there is one bias for each layer. Each neuron has a bias of its own.": (
            each_layer(lambda a, b: a * b + 1)
        ),
        "there is one bias in all. Each neuron has a bias of its own.": (
            lambda sizes: each_layer(lambda a, b: a * b)(sizes) + 1
        ),
        "only the biases of the last layer are added. Add those of each layer, inside the loop.": (
            lambda sizes: each_layer(lambda a, b: a * b)(sizes) + sizes[-1]
        ),
        "there is a bias for each number that comes in. There is one for each neuron.": (
            each_layer(lambda a, b: a * b + a)
        ),
        "the biases of the last layer are missing. Its neurons have some, too.": (
            lambda sizes: finished_count(sizes) - sizes[-1]
        ),
        "each layer has one neuron too many. Only what comes in gets an extra 1, for the bias.": (
            each_layer(lambda a, b: (a + 1) * (b + 1))
        ),
        "these are the circles. Parameters are the arrows, and a bias for each neuron.": sum,
        "all sizes are multiplied. Each layer has a W of its own: add up their sizes.": prod,
        "two sizes are added where a W has rows and columns: how many numbers are in it?": (
            each_layer(lambda a, b: a + b + b)
        ),
        "each size meets itself. A layer stands between one size and the next. " + ONE_LAYER: (
            lambda sizes: sum(size * size + size for size in sizes)
        ),
        "only the first layer is counted. Is the return inside the loop?": (
            lambda sizes: finished_count(sizes[:2])
        ),
        "only the last layer is counted. Add each layer to what you have so far.": (
            lambda sizes: finished_count(sizes[-2:])
        ),
        "only the first two layers are counted. The list can have any length: take a loop.": (
            lambda sizes: finished_count(sizes[:3])
        ),
        "only the weights of the first layer are counted. Add them up, then return the sum.": (
            lambda sizes: sizes[0] * sizes[1]
        ),
        "only the weights of the first two layers are counted. Take a loop, and add biases.": (
            lambda sizes: sizes[0] * sizes[1] + sizes[1] * sizes[2] if len(sizes) > 2 else None
        ),
        "the last layer is left out.": lambda sizes: finished_count(sizes[:-1]),
        "the first layer is left out.": lambda sizes: finished_count(sizes[1:]),
        **{
            f"it is the number for {sizes}, whatever comes in. Compute it from sizes.": (
                known_by_heart(sizes)
            )
            for sizes in SHOWN
        },
    },
    stops={
        "index out of range": "The list can have two sizes only, its last size has no next one, "
        "and a loop over sizes yields sizes, not places.",
        "values to unpack": "The list can have any length. " + ONE_LAYER,
        "can't multiply sequence": "Multiply two numbers of the list, not the list itself.",
        "unsupported operand": "Add and multiply single numbers, not lists or shapes.",
        "can only concatenate list": "Add numbers of the list, not the list itself.",
        "cannot unpack non-iterable int": "A loop over sizes yields single numbers. " + ONE_LAYER,
        "'int' object is not iterable": "One number cannot be looped over, or summed. " + ONE_LAYER,
        "list indices must be integers": "A loop over sizes yields the sizes, not their places. "
        + ONE_LAYER,
        "'list' object is not callable": "Numbers of a list are picked by [ ], not by ( ).",
        "has no attribute 'shape'": "sizes is a list. Its length is len(sizes).",
        "name 'fan_": ONE_LAYER,
    },
    ready_made=["NeuralNetwork.__init__"],
    describe=too_small_or_too_large,
)
