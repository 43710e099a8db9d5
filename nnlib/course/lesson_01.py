"""What the checks of lesson 01 know: the cases, and the slips that learners make here."""

from collections.abc import Callable
from typing import Any

import numpy as np

import nnlib
from nnlib.course.exercises import Case, Exercise
from nnlib.types import Array

# --- predictions: the right choice, and why another one is tempting -------------------------------

two_layers = (
    "nothing",
    {
        "draw curves": "A curve needs something that is not a product or a sum.",
        "have more outputs": "The second layer has two neurons, so there are two outputs.",
        "choose among more straight lines": "Every such line is in reach of one layer as well.",
    },
)
corner = (
    "1/2",
    {
        "0": "That is the slope to the left alone.",
        "1": "That is the slope to the right alone.",
        "an error": "The two heights exist, and so does their difference.",
    },
)
saturated = (
    "about two thirds",
    {
        "none": "So it is with a standard deviation of 0.5. Ten times that goes far out.",
        "about one in ten": "Where tanh is flat begins not far from 0: beyond about 2.2.",
        "nearly all": "One in three still lies between -2.2 and 2.2.",
    },
)


def arrays(rng: np.random.Generator, *extra: Case) -> list[Case]:
    """Arrays (n, m) with n != m, and none of a size that the lesson shows."""
    n, m = rng.choice([2, 3, 5, 7], size=2, replace=False)
    return [
        ("for moderate numbers", (1.5 * rng.normal(size=(n, m)),)),
        ("for a single row", (rng.normal(size=(1, m)),)),
        ("for numbers without rows", (rng.normal(size=m),)),
        *extra,
    ]


# --- the numerical derivative --------------------------------------------------------------------


def functions(rng: np.random.Generator) -> list[Case]:
    """Smooth functions, and points of several shapes."""
    a, b = rng.uniform(0.5, 1.5, size=2)

    def wave(x: Array) -> Array:
        return np.sin(a * x) + b * x**2

    x = rng.normal(size=(3, 4))
    return [
        ("with the usual h", (wave, x)),
        ("for a single row of points", (np.tanh, rng.normal(size=5))),
        ("with h = 0.1", (wave, x, 0.1)),
    ]


numerical_derivative = Exercise(
    "numerical_derivative",
    nnlib.numerical_derivative,
    functions,
    {
        "it steps to one side only. Step to both: from x - h to x + h.": (
            lambda f, x, h=1e-5: (f(x + h) - f(x)) / h
        ),
        "it steps to one side only, to the left. Step to both: from x - h to x + h.": (
            lambda f, x, h=1e-5: (f(x) - f(x - h)) / h
        ),
        "how far is it from x - h to x + h? That is what to divide by.": (
            lambda f, x, h=1e-5: (f(x + h) - f(x - h)) / h
        ),
        "the difference of the heights is not yet divided by the width of the step.": (
            lambda f, x, h=1e-5: f(x + h) - f(x - h)
        ),
        "/ 2 * h divides by 2 and multiplies by h. Put brackets round 2 * h.": (
            lambda f, x, h=1e-5: (f(x + h) - f(x - h)) / 2 * h
        ),
        "brackets are missing: only the second height is divided.": (
            lambda f, x, h=1e-5: f(x + h) - f(x - h) / (2 * h)
        ),
        "brackets are missing, in two places: only the second height is divided.": (
            lambda f, x, h=1e-5: f(x + h) - f(x - h) / 2 * h
        ),
        "this is the slope of x². f is another function each time.": lambda f, x, h=1e-5: 2 * x,
        "the heights are added. A slope comes from their difference.": (
            lambda f, x, h=1e-5: (f(x + h) + f(x - h)) / (2 * h)
        ),
        "these are steps of the heights, f(x) + h. Step in x: f(x + h).": (
            lambda f, x, h=1e-5: ((f(x) + h) - (f(x) - h)) / (2 * h)
        ),
        "it steps by h/2. Step by h to both sides, and divide by 2h.": (
            lambda f, x, h=1e-5: (f(x + h / 2) - f(x - h / 2)) / h
        ),
        "h is not used: the step stays 1e-5.": lambda f, x, h: (f(x + 1e-5) - f(x - 1e-5)) / 2e-5,
    },
    ready_made=["numerical_derivative", "gradient", "derivative", "approx_derivative"],
    tolerance=1e-6,
)

# --- relu ----------------------------------------------------------------------------------------

AMBIGUOUS = "x holds many numbers. Use a function of NumPy that compares each of them with 0."

relu = Exercise(
    "relu",
    nnlib.relu,
    arrays,
    {
        "the negative numbers have become positive. They should become 0.": np.abs,
        "these are zeros and ones: where x > 0. Where x > 0, keep x.": (
            lambda x: (x > 0).astype(float)
        ),
        "it keeps the negative numbers, and makes the positive ones 0.": lambda x: np.minimum(x, 0),
        "these are the largest numbers of each column. np.max is another function.": (
            lambda x: np.max(x, axis=0)
        ),
        "this is the largest number of all. np.max is another function.": lambda x: np.array(
            x.max()
        ),
        "negative numbers come out as they are.": lambda x: x.copy(),
        "negative numbers have become 1. They should become 0.": lambda x: np.maximum(x, 1),
        "numbers between 0 and 1 are cut off too. The bend is at 0.": lambda x: np.where(
            x > 1, x, 0
        ),
        "large numbers are cut off too.": lambda x: np.clip(x, 0, 1),
    },
    stops={
        "ambiguous": AMBIGUOUS,
        "must be an integer": "Which function of NumPy takes two arrays?",
    },
    ready_made=["relu"],
)

# --- derivatives by hand -------------------------------------------------------------------------


def far(rng: np.random.Generator) -> list[Case]:
    """Moderate numbers, and numbers for which e^x overflows."""
    ends = np.array([[-1000.0, -30.0, 0.0, 30.0, 1000.0]])
    return arrays(rng, ("for numbers far from 0", (ends,)))


READY = ["numerical_derivative", "d_tanh", "d_sigmoid", "gradient", "derivative"]


def in_s(formula: Callable[[Array], Array]) -> Callable[[Array], Any]:
    """A formula in s = sigmoid(x)."""
    return lambda x: formula(nnlib.sigmoid(x))


d_tanh = Exercise(
    "d_tanh",
    nnlib.d_tanh,
    far,
    {
        "a power is missing: there is u²/v², not u/v.": lambda x: 1 - np.tanh(x),
        "the second term has x itself in it. What became of u and v?": lambda x: 1 - x**2,
        "the 1 is missing.": lambda x: np.tanh(x) ** 2,
        "this is tanh itself.": np.tanh,
        "the sign of the second term is wrong: u'v - uv'.": lambda x: 1 + np.tanh(x) ** 2,
        "* 2 doubles. A square is ** 2.": lambda x: 1 - np.tanh(x) * 2,
        "the two terms are exchanged.": lambda x: np.tanh(x) ** 2 - 1,
        "this is tanh of the square. Square after tanh.": lambda x: 1 - np.tanh(x**2),
        "this has the form of the sigmoid's derivative.": lambda x: np.tanh(x) * (1 - np.tanh(x)),
        "the exponentials overflow. Express it by tanh(x), which does not.": (
            lambda x: 1 - ((np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))) ** 2
        ),
    },
    ready_made=READY,
)

d_sigmoid = Exercise(
    "d_sigmoid",
    nnlib.d_sigmoid,
    far,
    {
        "this is the sigmoid itself.": nnlib.sigmoid,
        "one factor is missing: it is a product of two.": in_s(lambda s: 1 - s),
        "this has the form of tanh's derivative.": in_s(lambda s: 1 - s**2),
        "a square is too much: one of the two factors is 1 - s.": in_s(lambda s: s**2),
        "the sign is lost in the chain rule: the inner derivative of e^-x is -e^-x.": (
            in_s(lambda s: -s * (1 - s))
        ),
        "brackets are missing: s * 1 - s is s - s.": in_s(lambda s: s * 1 - s),
        "the sign in the second factor is wrong: the slope is small where s is close to 1.": in_s(
            lambda s: s * (1 + s)
        ),
        "x stands in the second factor. What is left of (u - 1)/u?": (
            lambda x: nnlib.sigmoid(x) * (1 - x)
        ),
        "x stands where sigmoid(x) should.": lambda x: x * (1 - x),
        "the exponentials overflow. Express it by sigmoid(x), which does not.": (
            lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2
        ),
        "e^-x is not squared below: the rule for 1/u has u squared.": (
            lambda x: np.exp(-x) / (1 + np.exp(-x))
        ),
    },
    ready_made=READY,
)
