"""What the checks of lesson 03 know: the cases, and the slips that learners make here."""

from collections.abc import Callable
from typing import Any

import numpy as np

import nnlib
from nnlib.course.exercises import Case, Exercise
from nnlib.types import Array

# --- predictions: the right choice, and why another one is tempting -------------------------------

staircase = (
    "all of them",
    {
        "none of them": "The accuracy changes only where a student changes sides, in a jump. "
        "Between the jumps nothing changes.",
        "about half of them": "At every jump the slope is none at all, and between them it is 0.",
        "those left of the best t": "It is flat on both sides of the best t.",
    },
)
wrong_numbers = (
    "other numbers than 0, and no error",
    {
        "0 for each sample": "So it would be if both had the shape (4, 1).",
        "an error: the shapes differ": "NumPy stretches what is missing, and says nothing.",
        "nan": "Nothing is divided by 0 here.",
    },
)
forecasters = (
    "the bold one counts more right days, the cautious one has the lower loss",
    {
        "the bold one is ahead in both": "One of its days costs more than ten of the other.",
        "the cautious one is ahead in both": "The bold one was right on nine days, not on eight.",
    },
)
perfect = (
    "it is nan",
    {
        "it is 0": "It should be. But 0 times minus infinity is not a number.",
        "it is infinite": "That is so for the wrong one alone, without the zeros beside it.",
    },
)


def numbers(rng: np.random.Generator) -> list[Case]:
    """Predictions and targets (n, m) with n != m."""
    n, m = rng.choice([4, 5, 6, 7], size=2, replace=False)
    return [
        ("for a batch", (rng.normal(size=(n, m)), rng.normal(size=(n, m)))),
        ("for one sample", (rng.normal(size=(1, m)), rng.normal(size=(1, m)))),
        ("for one output", (rng.normal(size=(n, 1)), rng.normal(size=(n, 1)))),
    ]


def probabilities(rng: np.random.Generator) -> list[Case]:
    """Probabilities and one-hot targets (n, m) with n != m, none of them below EPS."""
    n, m = rng.choice([4, 5, 6, 7], size=2, replace=False)

    def pair(n: int) -> tuple[Array, Array]:
        return nnlib.softmax(rng.normal(size=(n, m))), np.eye(m)[rng.integers(m, size=n)]

    return [("for a batch", pair(n)), ("for one sample", pair(1))]


def certain(rng: np.random.Generator) -> list[Case]:
    """Probabilities, and predictions that are certain: right and wrong."""
    sure, truth = np.eye(3)[[0, 1, 2, 0]], np.eye(3)[[0, 1, 1, 2]]
    tiny = np.array([[1e-20, 1 - 1e-20, 0.0], [1e-9, 0.0, 1 - 1e-9]])
    return [
        *probabilities(rng),
        ("where a probability is exactly 0", (sure, truth)),
        ("where a probability lies between 0 and EPS", (tiny, np.eye(3)[[0, 0]])),
    ]


def squares(p: Array, y: Array) -> Array:
    """The squared errors."""
    return (p - y) ** 2


COLUMN = "The loss of each sample belongs into a column (n, 1): keepdims=True."

mse = Exercise(
    "mse",
    nnlib.mse,
    numbers,
    {
        "this is one number for all samples. Each sample has a loss of its own: axis=1.": (
            lambda p, y: np.array(squares(p, y).mean())
        ),
        "this is a mean for each column, over the samples. Each row is a sample: axis=1.": (
            lambda p, y: squares(p, y).mean(axis=0, keepdims=True)
        ),
        "this is a mean for each column, over the samples. Each row is a sample.": (
            lambda p, y: squares(p, y).mean(axis=0)
        ),
        "the axis is lost. " + COLUMN: lambda p, y: squares(p, y).mean(axis=1),
        "this is the sum of the squares. Take their mean over the m outputs.": (
            lambda p, y: squares(p, y).sum(axis=1, keepdims=True)
        ),
        "half of it is missing: there is no 1/2 in this loss.": lambda p, y: nnlib.mse(p, y) / 2,
        "the square is missing.": lambda p, y: (p - y).mean(axis=1, keepdims=True),
        "this is the square of the mean. Square first.": (
            lambda p, y: (p - y).mean(axis=1, keepdims=True) ** 2
        ),
        "these are distances, not their squares.": (
            lambda p, y: np.abs(p - y).mean(axis=1, keepdims=True)
        ),
        "this is the root of it.": lambda p, y: np.sqrt(nnlib.mse(p, y)),
        "the mean over the outputs is missing.": squares,
        "it is divided by the number of samples. The mean is over the m outputs.": (
            lambda p, y: squares(p, y).sum(axis=1, keepdims=True) / len(p)
        ),
    },
    ready_made=["mse", "mean_squared_error"],
)


def row(slopes: Callable[[Array, Array], Array]) -> Callable[[Array, Array], Any]:
    """Slopes (n, m) as row vectors (n, 1, m)."""
    return lambda p, y: slopes(p, y)[:, np.newaxis, :]


AXIS = "Each sample has a row vector (1, m), so the shape is (n, 1, m): put an axis in the middle."

d_mse = Exercise(
    "d_mse",
    nnlib.d_mse,
    numbers,
    {
        "the numbers are right, the axis is missing. " + AXIS: lambda p, y: nnlib.d_mse(p, y)[:, 0],
        "these are columns. " + AXIS: lambda p, y: nnlib.d_mse(p, y).swapaxes(1, 2),
        "the 2 from the square is missing.": row(lambda p, y: (p - y) / p.shape[1]),
        "the mean over the m outputs is missing: divide by m.": row(lambda p, y: 2 * (p - y)),
        "both the 2 and the division by m are missing.": row(lambda p, y: p - y),
        "it is divided by the number of samples. The mean is over the m outputs.": (
            row(lambda p, y: 2 * (p - y) / len(p))
        ),
        "the difference is the wrong way round: which way makes it worse?": (
            row(lambda p, y: 2 * (y - p) / p.shape[1])
        ),
        "the square is still there. Its derivative is 2 times what is inside.": (
            row(lambda p, y: 2 * (p - y) ** 2 / p.shape[1])
        ),
    },
    ready_made=["d_mse", "numerical_jacobian", "numerical_gradient"],
)


def logs(p: Array, y: Array) -> Array:
    """The terms y log p, with EPS."""
    return y * np.log(np.maximum(p, nnlib.EPS))


categorical_crossentropy = Exercise(
    "categorical_crossentropy",
    nnlib.categorical_crossentropy,
    probabilities,
    {
        "the sign is missing: a loss is small where the prediction is good.": (
            lambda p, y: logs(p, y).sum(axis=1, keepdims=True)
        ),
        "the axis is lost. " + COLUMN: lambda p, y: -logs(p, y).sum(axis=1),
        "this is the mean over the classes. Take their sum: one term is left.": (
            lambda p, y: -logs(p, y).mean(axis=1, keepdims=True)
        ),
        "this is one number for all samples. Each sample has a loss of its own: axis=1.": (
            lambda p, y: np.array(-logs(p, y).mean())
        ),
        "this is one number for all samples. Each sample has its own: axis=1.": (
            lambda p, y: np.array(-logs(p, y).sum())
        ),
        "it sums over the samples, for each class. Each row is a sample: axis=1.": (
            lambda p, y: -logs(p, y).sum(axis=0, keepdims=True)
        ),
        "all classes count here. Multiply by the one-hot target, so that one is left.": (
            lambda p, y: -np.log(p).sum(axis=1, keepdims=True)
        ),
        "the sum over the classes is missing.": lambda p, y: -logs(p, y),
        "the logarithm is that of 10. Take the natural one, np.log.": (
            lambda p, y: -(y * np.log10(p)).sum(axis=1, keepdims=True)
        ),
        "the logarithm is that of 2. Take the natural one, np.log.": (
            lambda p, y: -(y * np.log2(p)).sum(axis=1, keepdims=True)
        ),
        "prediction and target are exchanged: the logarithm is of the prediction.": (
            lambda p, y: -(p * np.log(y)).sum(axis=1, keepdims=True)
        ),
        "this is 1 minus the probability. Where is the logarithm?": (
            lambda p, y: 1 - (y * p).sum(axis=1, keepdims=True)
        ),
    },
    ready_made=["categorical_crossentropy", "log_loss", "cross_entropy"],
)

NAN = "It has nan where the probability is 0: no logarithm, and no division, may see less than EPS."

with_eps = Exercise(
    "with_eps",
    nnlib.categorical_crossentropy,
    certain,
    {
        "the smallest probability is not EPS where it counts. " + NAN: (
            lambda p, y: -(y * np.log(p)).sum(axis=1, keepdims=True)
        ),
        "EPS is added, and moves every probability. Replace only those below it.": (
            lambda p, y: -(y * np.log(p + nnlib.EPS)).sum(axis=1, keepdims=True)
        ),
        "nan is hidden, not avoided: being certain and wrong costs nothing.": (
            lambda p, y: np.nan_to_num(-(y * np.log(p)).sum(axis=1, keepdims=True))
        ),
        "np.minimum keeps the smaller one. Which of the two do you want?": (
            lambda p, y: -(y * np.log(np.minimum(p, nnlib.EPS))).sum(axis=1, keepdims=True)
        ),
        "it is cut off at the other end too. Being certain and right should cost nothing.": (
            lambda p, y: -(y * np.log(np.clip(p, nnlib.EPS, 1 - nnlib.EPS))).sum(1, keepdims=True)
        ),
        "the target is changed as well. EPS is for the prediction alone.": (
            lambda p, y: (
                -(np.maximum(y, nnlib.EPS) * np.log(np.maximum(p, nnlib.EPS))).sum(
                    axis=1, keepdims=True
                )
            )
        ),
        "only 0 itself is replaced. Every probability below EPS should count as EPS.": (
            lambda p, y: -(y * np.log(np.where(p == 0, nnlib.EPS, p))).sum(axis=1, keepdims=True)
        ),
        "EPS stands in the loss, not in the probability.": (
            lambda p, y: np.maximum(-(y * np.log(p)).sum(axis=1, keepdims=True), nnlib.EPS)
        ),
        "the axis is lost. " + COLUMN: lambda p, y: -logs(p, y).sum(axis=1),
        "the sign is missing.": lambda p, y: logs(p, y).sum(axis=1, keepdims=True),
    },
    ready_made=["log_loss"],
)

d_categorical_crossentropy = Exercise(
    "d_categorical_crossentropy",
    nnlib.d_categorical_crossentropy,
    certain,
    {
        "it is not finite where a probability is 0. Divide by nothing below EPS.": (
            row(lambda p, y: -y / p)
        ),
        "below EPS you took the true slope, 0, as the loss is flat there. Then such a sample could "
        "learn nothing: take the slope at EPS.": row(
            lambda p, y: np.where(p < nnlib.EPS, 0, -y / p)
        ),
        "only 0 itself is replaced. Every probability below EPS should count as EPS.": (
            row(lambda p, y: -y / np.where(p == 0, nnlib.EPS, p))
        ),
        "the numbers are right, the axis is missing. " + AXIS: (
            lambda p, y: nnlib.d_categorical_crossentropy(p, y)[:, 0]
        ),
        "these are columns. " + AXIS: (
            lambda p, y: nnlib.d_categorical_crossentropy(p, y).swapaxes(1, 2)
        ),
        "the sign is wrong: more of the true class makes it less wrong.": (
            row(lambda p, y: y / np.maximum(p, nnlib.EPS))
        ),
        "all classes have a slope here. Which of them occur in the loss?": (
            row(lambda p, y: -1 / np.maximum(p, nnlib.EPS))
        ),
        "this belongs to another place. Here, look at one term: y_i times log of the prediction.": (
            row(lambda p, y: p - y)
        ),
        "it is divided by the number of classes. This loss is a sum, not a mean.": (
            row(lambda p, y: -y / np.maximum(p, nnlib.EPS) / p.shape[1])
        ),
        "prediction and target are exchanged in the fraction.": row(lambda p, y: -p / y),
        "EPS is added, and moves every probability. Replace only those below it.": (
            row(lambda p, y: -y / (p + nnlib.EPS))
        ),
        "this is the loss itself, not its derivative.": row(lambda p, y: -logs(p, y)),
    },
    ready_made=["d_categorical_crossentropy", "numerical_jacobian", "numerical_gradient"],
)
