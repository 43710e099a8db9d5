"""What the checks of lesson 02 know: the cases, and the slips that learners make here."""

from collections.abc import Callable
from typing import Any

import numpy as np

import nnlib
from nnlib.course.exercises import Case, Exercise
from nnlib.types import Array

# --- predictions: the right choice, and why another one is tempting -------------------------------

overflow = (
    "nan and 0",
    {
        "1 and 0": "That is what it should be, and on paper it is. But a computer takes e to the "
        "1000 first, and that number is too large for it.",
        "0.5 and 0.5": "Both would have to be the same, and one of them is not even a number.",
        "an error that stops the cell": "NumPy goes on with inf and nan, and only warns.",
    },
)
shift = (
    "only multiplying",
    {
        "only adding": "It is the other way round: look at the three lines above.",
        "both": "Adding changes every exponential by the same factor, and so the sum: it cancels.",
        "neither": "Ten times the scores make the differences ten times as large.",
    },
)
direction = (
    "y0 by 1 step, y1 by 1.5 steps",
    {
        "y0 by 0 steps, y1 by 1 step": "Then y0 would not depend on x1, but there is + x1 in it.",
        "y0 by 0.3 steps, y1 by 1.5 steps": "That is the second row. A row belongs to an output.",
    },
)
quotient = (
    "s_i (δ_ij - s_j)",
    {
        "s_i (1 - s_i)": "That is the case i = j alone.",
        "δ_ij - s_i s_j": "The first term has lost its factor: e_i / T is s_i, not 1.",
        "s_i (δ_ij + s_j)": "Look at the sign in the quotient rule.",
    },
)
touched = (
    "all three",
    {
        "output 0 only": "So it is for tanh. But here the sum below the fraction has grown too.",
        "outputs 0 and 1": "Every output is divided by the same sum, output 2 as well.",
    },
)
lined_up = (
    "(n, 1, m)",
    {
        "(n, m, 1)": "That is what s_ki needs: there, m counts the outputs i.",
        "(1, n, m)": "Then the samples would lie along i.",
        "(n, m)": "Read from the right, its n would meet i. The sample needs an axis of its own.",
    },
)

# --- softmax -------------------------------------------------------------------------------------


def finished_naive(x: Array) -> Array:
    """Softmax as its formula stands."""
    e = np.exp(x)
    return e / e.sum(axis=1, keepdims=True)


def shifted(x: Array) -> Array:
    """The exponentials after the shift."""
    return np.exp(x - x.max(axis=1, keepdims=True))


def scores(rng: np.random.Generator, *extra: Case) -> list[Case]:
    """Batches (n, m) with n != m, none of a size that the lesson shows."""
    n, m = rng.choice([2, 5, 6, 7], size=2, replace=False)
    return [
        ("for a batch of moderate scores", (rng.normal(size=(n, m)),)),
        ("for one sample", (rng.normal(size=(1, m)),)),
        ("for as many samples as scores", (rng.normal(size=(m, m)),)),
        *extra,
    ]


def extreme(rng: np.random.Generator) -> list[Case]:
    """Scores for which the naive formula overflows, or divides 0 by 0."""
    near = 1000 + rng.normal(size=(3, 6))
    apart = rng.normal(size=(4, 2)) - np.array([[0], [20_000], [0], [500]])
    # The largest score stands in another column in each row: no column is the right shift.
    row = rng.permutation([-20_000.0, 0.0, 1.0, 20_000.0])
    wide = np.array([np.roll(row, by) for by in range(3)])
    return scores(
        rng,
        ("for scores near 1000", (near,)),
        ("for a batch in which one row lies far below the others", (apart,)),
        ("for rows that hold very large and very small scores", (wide,)),
    )


LOST_AXIS = "A sum or a maximum has lost its axis: keepdims=True keeps it as a column (n, 1)."
SUMS = {"Its rows do not add up to 1": lambda s: np.allclose(s.sum(axis=-1), 1)}

SOFTMAX_SLIPS: dict[str, Callable[..., Any]] = {
    "each column adds up to 1, each row should. Along which axis do you sum?": (
        lambda x: nnlib.softmax(x.T).T
    ),
    "the whole batch adds up to 1, each row should. Along which axis do you sum?": (
        lambda x: np.exp(x - x.max()) / np.exp(x - x.max()).sum()
    ),
    "these are the exponentials. The division by their sum is missing.": np.exp,
    "these are the exponentials after the shift. The division by their sum is missing.": shifted,
    "each row is divided by its largest exponential, not by the sum.": (
        lambda x: np.exp(x) / np.exp(x).max(axis=1, keepdims=True)
    ),
    "the scores themselves are divided by their sum. Where is the exponential?": (
        lambda x: x / x.sum(axis=1, keepdims=True)
    ),
    "the shifted scores are divided by their sum. Where is the exponential?": (
        lambda x: (
            (x - x.max(1, keepdims=True)) / (x - x.max(1, keepdims=True)).sum(1, keepdims=True)
        )
    ),
    "the exponentials are divided by the sum of the scores. Which sum does the formula have?": (
        lambda x: np.exp(x) / x.sum(axis=1, keepdims=True)
    ),
    "each number is treated alone (a sigmoid). Divide by the sum of the row.": nnlib.sigmoid,
    "the largest score gets the smallest probability. Look at the sign in the exponent.": (
        lambda x: nnlib.softmax(-x)
    ),
    "the powers are not those of e.": lambda x: nnlib.softmax(x * np.log(2)),
    "e stands there with four digits only. NumPy has a function for the powers of e.": (
        lambda x: nnlib.softmax(x * np.log(2.718))
    ),
    "each column is divided by one sum, each row should be. " + LOST_AXIS: (
        lambda x: np.exp(x) / np.exp(x).sum(axis=1)
    ),
}

naive_softmax = Exercise(
    "naive_softmax",
    finished_naive,
    scores,
    {
        **SOFTMAX_SLIPS,
        "the scores are added up before the exponential. The formula adds up exponentials.": (
            lambda x: np.exp(x) / np.exp(x.sum(axis=1, keepdims=True))
        ),
        "these are sigmoids, divided by their sum. The formula has exponentials.": (
            lambda x: nnlib.sigmoid(x) / nnlib.sigmoid(x).sum(axis=1, keepdims=True)
        ),
    },
    stops={"broadcast": LOST_AXIS},
    rules=SUMS,
    ready_made=["softmax", "log_softmax"],
)

softmax = Exercise(
    "softmax",
    nnlib.softmax,
    extreme,
    {
        # First, as every slip that overflows gives the same nan.
        "exponentials still overflow. Is every exponent 0 or less after your shift?": (
            lambda x: finished_naive(x) if x.max() > 700 else None
        ),
        **SOFTMAX_SLIPS,
        "the exponentials of a whole row have become 0. Whose maximum do you subtract?": (
            lambda x: finished_naive(x - x.max())
        ),
        "the shift differs within a row, and then it does not cancel. Whose maximum is it?": (
            lambda x: finished_naive(x - x.max(axis=0))
        ),
        "the shift differs within a row: " + LOST_AXIS: (
            lambda x: finished_naive(x - x.max(axis=1))
        ),
        "the whole batch adds up to 1, each row should.": lambda x: shifted(x) / shifted(x).sum(),
        "one number for all rows fits some batches only. Which number of each row fits always?": (
            lambda x: finished_naive(x - 1000)
        ),
        "large scores are cut off, so that their differences are lost.": (
            lambda x: finished_naive(np.clip(x, -700, 700))
        ),
        "nan is hidden, not avoided. Choose a shift so that nothing overflows.": (
            lambda x: np.nan_to_num(finished_naive(x))
        ),
        "exponentials still overflow: the mean of a row is too small a shift.": (
            lambda x: finished_naive(x - x.mean(axis=1, keepdims=True))
        ),
        "exponentials still overflow: subtracting the minimum makes exponents large.": (
            lambda x: finished_naive(x - x.min(axis=1, keepdims=True))
        ),
        "exponentials still overflow: the first score of a row is not always its largest.": (
            lambda x: finished_naive(x - x[:, :1])
        ),
        "a row of negative scores is shifted down further, until all exponentials are 0. Is its "
        "largest exponent 0?": (lambda x: finished_naive(x - abs(x).max(axis=1, keepdims=True))),
        "the scores are divided, not shifted. A factor changes the answer.": (
            lambda x: finished_naive(x / x.max(axis=1, keepdims=True))
        ),
        "the shift is in the exponentials only: their sum below needs the same shift.": (
            lambda x: shifted(x) / np.exp(x).sum(axis=1, keepdims=True)
        ),
        "the shift is in the sum only: the exponentials above it need the same shift.": (
            lambda x: np.exp(x) / shifted(x).sum(axis=1, keepdims=True)
        ),
    },
    stops={"broadcast": LOST_AXIS},
    rules=SUMS,
    ready_made=["softmax", "log_softmax", "logsumexp"],
)

# --- the numerical Jacobian ----------------------------------------------------------------------


def functions(rng: np.random.Generator) -> list[Case]:
    """Functions of rows with p outputs, m inputs and n samples, all different."""
    cases: list[Case] = []
    for n, m, p, when in ((5, 3, 2, ""), (1, 2, 4, "for one sample"), (2, 3, 3, "for p = m")):
        mix = rng.normal(size=(m, p))

        def f(x: Array, mix: Array = mix) -> Array:
            # Not special: its Jacobian is neither square nor symmetric. Rows only, as warp.
            return np.tanh(x[:, :]) @ mix

        cases.append((when, (f, rng.normal(size=(n, m)))))
    _, (f, x) = cases[0]
    cases[0] = ("with the usual h", (f, x))
    return [*cases, ("with h = 0.1", (f, x, 0.1))]


def differences(
    f: Callable[[Array], Array], x: Array, h: float = 1e-5, back: float = 1.0, over: float = 2.0
) -> list[Array]:
    """The columns, with the mistakes that ``back`` and ``over`` make."""
    steps = h * np.eye(x.shape[1])
    return [(f(x + step) - f(x - back * step)) / (over * h) for step in steps]


def stacked(**mistake: float) -> Callable[..., Any]:
    """A numerical Jacobian with a mistake in the differences."""
    return lambda f, x, h=1e-5: np.stack(differences(f, x, h, **mistake), axis=2)


numerical_jacobian = Exercise(
    "numerical_jacobian",
    nnlib.numerical_jacobian,
    functions,
    {
        "it steps to one side only. A central difference steps to both.": stacked(back=0, over=1),
        "how far is it from x - h to x + h? That is what to divide by.": stacked(over=1),
        "the difference is not yet divided by the width of the step.": (
            lambda f, x, h=1e-5: stacked(over=1 / h)(f, x, h)
        ),
        "/ 2 * h divides by 2 and multiplies by h. Put brackets round 2 * h.": (
            lambda f, x, h=1e-5: stacked(over=2 / h**2)(f, x, h)
        ),
        "the steps have the size 1, and h is missing in both places.": (
            lambda f, x, h=1e-5: np.stack(differences(f, x, 1), axis=2)
        ),
        "it is 0 everywhere: f gets the same on both sides. With a = x, a is x itself and no copy; "
        "and an array of integers cannot hold h.": (
            lambda f, x, h=1e-5: np.zeros((*f(x).shape, x.shape[1]))
        ),
        "the steps have the size 1, not h.": lambda f, x, h=1e-5: np.stack(
            [d / h for d in differences(f, x, 1)], axis=2
        ),
        "only the first column comes back. Does the return stand inside the loop?": (
            lambda f, x, h=1e-5: np.stack(differences(f, x, h)[:1], axis=2)
        ),
        "the inputs come first. The columns belong along a new last axis.": (
            lambda f, x, h=1e-5: np.stack(differences(f, x, h))
        ),
        "rows and columns are exchanged: a row for each output, a column for each input.": (
            lambda f, x, h=1e-5: np.stack(differences(f, x, h), axis=1)
        ),
        "all inputs are pushed at once. Push one at a time, and keep a column for each.": (
            lambda f, x, h=1e-5: (f(x + h) - f(x - h)) / (2 * h)
        ),
        "the columns stand beside each other along an old axis. They need a new one.": (
            lambda f, x, h=1e-5: np.concatenate(differences(f, x, h), axis=1)
        ),
        "only the last column comes back. Collect all of them.": (
            lambda f, x, h=1e-5: differences(f, x, h)[-1]
        ),
        "h is not used: the step stays 1e-5.": lambda f, x, h: np.stack(differences(f, x), axis=2),
    },
    stops={
        "broadcast": "A step has a number for each input, x.shape[1]; a column has a number for "
        "each output, f(x).shape[1].",
        "too many indices": "f takes rows, (n, m). Hand it all samples at once, x.",
    },
    ready_made=["numerical_jacobian", "numerical_derivative", "approx_derivative"],
    tolerance=1e-6,
)

# --- the Jacobians of softmax --------------------------------------------------------------------


def batch(formula: Callable[[Array, Array], Array]) -> Callable[[Array], Array]:
    """A formula in the probabilities s and the identity matrix."""
    return lambda x: formula(nnlib.softmax(x), np.eye(x.shape[1]))


def columns_add_up_to_zero(j: Array) -> bool:
    """Whether what one output gains the others lose."""
    return bool(np.allclose(j.sum(axis=-2), 0))


d_softmax = Exercise(
    "d_softmax",
    nnlib.d_softmax,
    lambda rng: scores(rng, ("for scores near 1000", (1000 + rng.normal(size=(3, 5)),))),
    {
        "s has the index i of the output both times. One of them needs the index j.": (
            batch(lambda s, eye: s[:, :, None] * (eye - s[:, :, None]))
        ),
        "s has the index j of the score both times. One of them needs the index i.": (
            batch(lambda s, eye: s[:, None, :] * (eye - s[:, None, :]))
        ),
        "the delta is 1 on the diagonal only: it needs the identity matrix.": (
            batch(lambda s, eye: s[:, :, None] * (1 - s[:, None, :]))
        ),
        "the factor in front of the brackets is missing.": batch(
            lambda s, eye: eye - s[:, None, :]
        ),
        "the factor in front belongs to the delta too. Are there brackets?": (
            batch(lambda s, eye: s[:, :, None] * eye - s[:, None, :])
        ),
        "the first term has lost its factor: on the diagonal it is s_i, not 1.": (
            batch(lambda s, eye: eye - s[:, :, None] * s[:, None, :])
        ),
        "the sign of the second term is wrong.": (
            batch(lambda s, eye: s[:, :, None] * (eye + s[:, None, :]))
        ),
        "only the second term is there. Where is the one with the delta?": (
            batch(lambda s, eye: -s[:, :, None] * s[:, None, :])
        ),
        "only the second term is there, and without its minus. Where is the one with the delta?": (
            batch(lambda s, eye: s[:, :, None] * s[:, None, :])
        ),
        "a row times itself by @ is one number. The second term has one for each i and j.": (
            batch(lambda s, eye: s[:, :, None] * eye - (s**2).sum(axis=1)[:, None, None])
        ),
        "only the term with the delta is there. Where is the second one?": (
            batch(lambda s, eye: s[:, :, None] * eye)
        ),
        "these are the diagonals only. The whole matrix of each sample counts.": (
            batch(lambda s, eye: s * (1 - s))
        ),
        "the numbers off the diagonals are not 0: each score moves every output.": (
            batch(lambda s, eye: s[:, :, None] * (eye - s[:, :, None]) * eye)
        ),
        "scores stand where probabilities should: the formula is in s, not in x.": (
            lambda x: x[:, :, None] * (np.eye(x.shape[1]) - x[:, None, :])
        ),
        "every sample got the same matrix. Which axis of yours is the sample's?": (
            lambda x: np.repeat(nnlib.d_softmax(x[:1]), len(x), axis=0)
        ),
        "all exponentials overflow. Take s from softmax.": (
            lambda x: np.full((*x.shape, x.shape[1]), np.nan)
        ),
    },
    stops={
        "broadcast": "Write the shape of each term beside it: which axis is k, i, j? The identity "
        "matrix is (m, m), with m from x.shape.",
        "AxisError": "Hand softmax the whole batch (n, m).",
        "expected (n, m)": "Hand softmax the whole batch, not a row of it.",
    },
    rules={"Its columns do not add up to 0": columns_add_up_to_zero},
    ready_made=["d_softmax", "numerical_jacobian"],
    may_loop=False,
)
