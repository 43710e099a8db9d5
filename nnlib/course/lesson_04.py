"""What the checks of lesson 04 know: the cases, and the slips that learners make here."""

import numpy as np

import nnlib
from nnlib.course.exercises import Case, Exercise
from nnlib.types import Array

# --- predictions: the right choice, and why another one is tempting -------------------------------

forgotten = (
    "(4, 4, 3)",
    {
        "an error": "NumPy takes (4, 3) for one matrix, and multiplies it with each Jacobian.",
        "(4, 3)": "That is what you want. But a matrix times a stack of matrices is a stack.",
        "(4, 1, 3)": "So it is with the axis of length 1.",
    },
)
certain = (
    "the product is 0, the difference is not",
    {
        "both say the same": "On paper they are equal. But EPS is in one of them only.",
        "the product is nan, the difference is fine": "EPS keeps the product finite, at 0.",
        "the product pulls harder": "Its row vector is huge, its Jacobian is 0.",
    },
)
saturated = (
    "mse close to 0, cross-entropy close to -1",
    {
        "both close to -1": "Only if the factor of the sigmoid cancels, and for mse it does not.",
        "both close to 0": "The cross-entropy has the sigmoid's slope below the fraction.",
        "mse close to -1, cross-entropy close to 0": "It is the other way round.",
    },
)


def stacks(rng: np.random.Generator) -> list[Case]:
    """Row vectors and Jacobians that are neither symmetric nor of as many rows as samples."""
    n, m = rng.choice([2, 3, 5, 6], size=2, replace=False)

    def case(n: int, m: int) -> tuple[Array, Array]:
        return rng.normal(size=(n, 1, m)), rng.normal(size=(n, m, m))

    return [
        ("for a batch", case(n, m)),
        ("for one sample", case(1, m)),
        ("for as many samples as outputs", case(m, m)),
    ]


def matrices(row: Array, jacobian: Array) -> Array:
    """Every row vector with every Jacobian."""
    return np.matmul(row[:, 0, :], jacobian)


through_output = Exercise(
    "through_output",
    lambda row, jacobian: np.matmul(row, jacobian)[:, 0, :],
    stacks,
    {
        "the axis of length 1 is still there. It has done its work: take it off.": np.matmul,
        "every sample meets the Jacobian of every other. Multiply with the axis of length 1.": (
            matrices
        ),
        "the sum is over the scores j. Sum over the outputs i: the rows of the Jacobian.": (
            lambda row, jacobian: np.matmul(row, jacobian.swapaxes(1, 2))[:, 0, :]
        ),
        "entry j of the row meets column j. Row entry i must meet row i of the Jacobian: that is "
        "np.matmul.": lambda row, jacobian: (row * jacobian).sum(axis=1),
        "this is the diagonal of each Jacobian only.": (
            lambda row, jacobian: row[:, 0] * np.diagonal(jacobian, axis1=1, axis2=2)
        ),
        "it multiplies place by place, and has not summed yet: @ or np.matmul does both.": (
            lambda row, jacobian: row * jacobian
        ),
        "only row 0 of each Jacobian is left. The sum over its rows is missing: @ does it.": (
            lambda row, jacobian: (row * jacobian)[:, 0, :]
        ),
        "every row vector meets every Jacobian: so it is with np.dot. Take np.matmul.": np.dot,
        "np.dot multiplies every row vector with every Jacobian. Take np.matmul.": (
            lambda row, jacobian: np.dot(row, jacobian)[:, 0, :]
        ),
        "the samples are added. Each has a row of its own in dZ.": (
            lambda row, jacobian: np.matmul(row, jacobian).sum(axis=0)
        ),
        "only the first sample is left. Which axis has length 1?": (
            lambda row, jacobian: np.matmul(row, jacobian)[0]
        ),
        "only the first score is left. Which axis has length 1?": (
            lambda row, jacobian: np.matmul(row, jacobian)[:, :, 0]
        ),
        "squeeze takes off every axis of length 1, and here there are two. Say which.": (
            lambda row, jacobian: np.matmul(row, jacobian).squeeze()
        ),
    },
    stops={
        "mismatch": "row is (n, 1, m) and jacobian (n, m, m): which of them stands first?",
        "remapped": "Is there a .T? It turns all three axes round. Here nothing has to be turned.",
    },
    may_loop=False,
)


NOT_GIVEN = {
    "name 'm'": "m is the number of columns: z.shape[1].",
    "name 'y_hat'": "The prediction is not given: make it of z.",
}
"""What to say where a letter of the text is taken for a name of Python."""


def scores(rng: np.random.Generator) -> list[Case]:
    """Scores and one-hot targets (n, m), n != m; last, scores that are far apart."""
    n, m = rng.choice([4, 5, 6, 7], size=2, replace=False)

    def case(n: int, m: int) -> tuple[Array, Array]:
        return rng.normal(size=(n, m)), np.eye(m)[rng.integers(m, size=n)]

    far = np.array([[0.0, -800.0, -40.0], [0.0, -30.0, 800.0]]), np.eye(3)[[1, 1]]
    return [
        ("for moderate scores", case(n, m)),
        ("for one sample", case(1, m)),
        ("for scores that are far apart", far),
    ]


def uncancelled(z: Array, y: Array) -> Array:
    """The long way without EPS: 0 divided by 0 where a probability underflows."""
    row = (-y / nnlib.softmax(z))[:, np.newaxis, :]
    return np.matmul(row, nnlib.d_softmax(z))[:, 0, :]


def true_class(z: Array, y: Array) -> Array:
    """The prediction of the true class, where that of each class should stand."""
    return (nnlib.softmax(z) * y).sum(axis=1, keepdims=True) - y


def by_product(z: Array, y: Array) -> Array:
    """The long way, through EPS and the Jacobian."""
    row = nnlib.d_categorical_crossentropy(nnlib.softmax(z), y)
    return np.matmul(row, nnlib.d_softmax(z))[:, 0, :]


dz_softmax = Exercise(
    "dz_softmax",
    lambda z, y: nnlib.softmax(z) - y,
    scores,
    {
        "the product has vanished. Work the sum out on paper, and write what is left.": by_product,
        "there 0 is divided by 0. Work the sum out on paper, and write what is left.": uncancelled,
        "the exponentials overflow. Take the prediction from softmax.": (
            lambda z, y: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True) - y
        ),
        "1 is subtracted everywhere. Only the true class has a 1 in the target.": (
            lambda z, y: nnlib.softmax(z) - 1
        ),
        "these are classes, of which one is true: take the softmax, not the sigmoid.": (
            lambda z, y: nnlib.sigmoid(z) - y
        ),
        "target and prediction are added. Look at the two signs.": (
            lambda z, y: nnlib.softmax(z) + y
        ),
        "it is the wrong way round: more of the true class must make it less wrong.": (
            lambda z, y: y - nnlib.softmax(z)
        ),
        "it is divided by the number of classes. This loss is a sum, not a mean.": (
            lambda z, y: (nnlib.softmax(z) - y) / z.shape[1]
        ),
        "it is divided by the number of samples. Here each sample has a loss of its own.": (
            lambda z, y: (nnlib.softmax(z) - y) / len(z)
        ),
        "this is the prediction. What is subtracted from it?": lambda z, y: nnlib.softmax(z),
        "scores stand where the prediction should: take the softmax of z.": lambda z, y: z - y,
        "only the true class is left. The others have a derivative too.": (
            lambda z, y: y * (nnlib.softmax(z) - 1)
        ),
        "there is one prediction too many: the fraction has cancelled it.": (
            lambda z, y: nnlib.softmax(z) * (nnlib.softmax(z) - y)
        ),
        "this is the loss, not its derivative.": (
            lambda z, y: -y * np.log(np.maximum(nnlib.softmax(z), nnlib.EPS))
        ),
        "this is the row vector, before it meets the Jacobian.": (
            lambda z, y: -y / np.maximum(nnlib.softmax(z), nnlib.EPS)
        ),
        "in the sum with the δ, too, the fraction cancels the prediction.": (
            lambda z, y: nnlib.softmax(z) * (1 - y)
        ),
        "it has the prediction of the true class. The index of what is taken out is j.": (
            true_class
        ),
        "it sums the targets of the whole batch. A sample has a row of its own.": (
            lambda z, y: nnlib.softmax(z) * y.sum() - y
        ),
        "both sums are over the whole batch, and the δ is lost. It leaves one term of a row.": (
            lambda z, y: nnlib.softmax(z) * y.sum() - y.sum()
        ),
        "both sums stand at the true class. In which of them does y_j remain?": (
            lambda z, y: nnlib.softmax(z) * y - 1
        ),
    },
    stops={**NOT_GIVEN, "broadcast": "What is left has (n, m) only: no np.eye, no Jacobian."},
    ready_made=["numerical_jacobian", "numerical_gradient"],
)


def yes_or_no(rng: np.random.Generator) -> list[Case]:
    """Scores and answers of 0 and 1, (n, m), n != m, 2/m no 1/3; last, far scores."""
    n, m = rng.choice([4, 5, 7], size=2, replace=False)

    def case(n: int, m: int) -> tuple[Array, Array]:
        return rng.normal(size=(n, m)), rng.integers(2, size=(n, m)).astype(float)

    far = np.array([[-800.0, 40.0, -30.0]]), np.array([[1.0, 0.0, 1.0]])
    return [
        ("for moderate scores", case(n, m)),
        ("for one sample", case(1, m)),
        ("for scores far from 0", far),
    ]


def sigmoid_product(z: Array, y: Array) -> Array:
    """The long way, through EPS and the slope of the sigmoid."""
    return nnlib.d_binary_crossentropy(nnlib.sigmoid(z), y)[:, 0, :] * nnlib.d_sigmoid(z)


def fraction(z: Array, y: Array) -> Array:
    """The row vector as it is written, without EPS."""
    p = nnlib.sigmoid(z)
    return (p - y) / (p * (1 - p)) / z.shape[1]


dz_sigmoid = Exercise(
    "dz_sigmoid",
    lambda z, y: (nnlib.sigmoid(z) - y) / z.shape[1],
    yes_or_no,
    {
        "the product has vanished. Cancel on paper, and write what is left.": sigmoid_product,
        "there 0 is divided by 0. Cancel on paper, and write what is left.": (
            lambda z, y: fraction(z, y) * nnlib.d_sigmoid(z)
        ),
        "the mean over the m questions is missing: divide by m.": (
            lambda z, y: nnlib.sigmoid(z) - y
        ),
        "it is divided by the number of samples. The mean is over the m questions.": (
            lambda z, y: (nnlib.sigmoid(z) - y) / len(z)
        ),
        "it is the wrong way round.": lambda z, y: (y - nnlib.sigmoid(z)) / z.shape[1],
        "the slope of the sigmoid is still there. The fraction has it below, and cancels it.": (
            lambda z, y: (nnlib.sigmoid(z) - y) * nnlib.d_sigmoid(z) / z.shape[1]
        ),
        "scores stand where the prediction should: take the sigmoid of z.": (
            lambda z, y: (z - y) / z.shape[1]
        ),
        "these are separate questions: take the sigmoid, not the softmax.": (
            lambda z, y: (nnlib.softmax(z) - y) / z.shape[1]
        ),
        "this is the row vector, before it meets the slope of the sigmoid.": fraction,
        "the slope is taken at the prediction. It belongs to the score: d_sigmoid(z).": (
            lambda z, y: fraction(z, y) * nnlib.d_sigmoid(nnlib.sigmoid(z))
        ),
        "/ p * (1 - p) divides by p and multiplies by the rest: a bracket is missing.": (
            lambda z, y: (nnlib.sigmoid(z) - y) * (1 - nnlib.sigmoid(z)) ** 2 / z.shape[1]
        ),
        "the slope of the sigmoid stands where the prediction should.": (
            lambda z, y: (nnlib.d_sigmoid(z) - y) / z.shape[1]
        ),
        "1 is subtracted everywhere. An answer may be 0, too.": (
            lambda z, y: (nnlib.sigmoid(z) - 1) / z.shape[1]
        ),
        "2/m belongs to the mean squared error. What does this row vector begin with?": (
            lambda z, y: 2 * (nnlib.sigmoid(z) - y) / z.shape[1]
        ),
        "it is divided by the size of the batch. The mean is over the m questions of a sample.": (
            lambda z, y: (nnlib.sigmoid(z) - y) / z.size
        ),
        "it is divided by 3, which fits one batch only. Take m from what comes in.": (
            lambda z, y: (nnlib.sigmoid(z) - y) / 3
        ),
        "the questions are averaged. Each score has a derivative of its own.": (
            lambda z, y: (nnlib.sigmoid(z) - y).mean(axis=1)
        ),
        "the questions are averaged. Each score has its own derivative, and is divided by m.": (
            lambda z, y: (nnlib.sigmoid(z) - y).mean(axis=1, keepdims=True)
        ),
    },
    stops=NOT_GIVEN,
    ready_made=["numerical_jacobian", "numerical_gradient"],
)
