"""What the checks of lesson 07 know: the cases, and the slips that learners make here."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

import nnlib
from nnlib.course.exercises import Case, Exercise
from nnlib.types import Activation, Array

# --- predictions: the right choice, and why another one is tempting -------------------------------

square = (
    "other numbers, of the right shape",
    {
        "an error": "NumPy compares the shapes only, and these fit.",
        "the same numbers": "Only if W equals its own transpose.",
        "the same numbers, in another order": "Each sum takes a row of W in place of a column.",
    },
)
best_answers = (
    "1/2 at every corner",
    {
        "all four right": "One line would have to be high at two opposite corners and low at the "
        "other two.",
        "three right, one wrong": "A threshold at 1/2 can put three corners on their right side. "
        "But the squared error is then larger than with 1/2 everywhere.",
        "0 at every corner": "Then two answers are wrong by 1. There is something better.",
    },
)
untrained = (
    "about 2.3",
    {
        "about 0.1": "0.1 is the probability of the true digit. The loss is minus its logarithm.",
        "about 1": "That is the logarithm to the base 10. The cross-entropy takes the natural one.",
        "about 10": "The number of classes stands inside the logarithm.",
    },
)


# --- the fully connected layer --------------------------------------------------------------------


def parameters(rng: np.random.Generator) -> list[Case]:
    """Samples, weights and bias; the numbers of samples, inputs and neurons differ at first."""
    n, d, m = (int(size) for size in rng.choice([4, 5, 6, 7, 8], size=3, replace=False))

    def case(n: int, d: int, m: int) -> tuple[Array, Array, Array]:
        return rng.normal(size=(n, d)), rng.normal(size=(d, m)), rng.normal(size=(1, m))

    return [
        ("for a batch", case(n, d, m)),
        ("for one sample", case(1, d, m)),
        ("for one neuron", case(n, d, 1)),
        ("for as many neurons as inputs", case(n, d, d)),
        ("for as many neurons as samples", case(n, d, n)),
    ]


def use_layer(answer: Any, x: Array, weights: Array, bias: Array) -> Any:
    """Send samples through a layer with these parameters, twice; a slip is a function of all."""
    if not isinstance(answer, type):
        return answer(x, weights, bias)
    layer = answer(*weights.shape)
    layer.weights, layer.bias = weights, bias
    layer.forward(x)
    return layer.forward(x)


OWN = "What belongs to the layer begins with self: self.weights, self.bias."
INNER = (
    "In a product of two matrices the inner two numbers must be equal. Which comes first, is each "
    "the right way up, and is it the layer's own, with self?"
)

FCLayer = Exercise(
    "FCLayer",
    nnlib.FCLayer,
    parameters,
    {
        "the bias is missing.": lambda x, w, b: x @ w,
        "it has the size of the bias alone. Where do the inputs come in?": (
            lambda x, w, b: np.broadcast_to(b, (len(x), b.size))
        ),
        "the biases are subtracted.": lambda x, w, b: x @ w - b,
        "every neuron gets the sum of all biases. Each has one of its own.": (
            lambda x, w, b: x @ w + b.sum()
        ),
        "every neuron gets the same bias. Each has one of its own.": (
            lambda x, w, b: x @ w + b[0, 0]
        ),
        "the bias is a factor here. It is added.": lambda x, w, b: x @ w * b,
        "samples stand in columns here. Each row is a sample: x comes first in the product.": (
            lambda x, w, b: w.T @ x.T + b.T
        ),
        "the neurons are added up. Each has an output of its own.": (
            lambda x, w, b: (x @ w + b).sum(axis=1, keepdims=True)
        ),
        "these are the sums after a bend. The bend is a layer of its own.": (
            lambda x, w, b: np.tanh(x @ w + b)
        ),
    },
    inputs=["x", "self.weights", "self.bias"],
    use=use_layer,
    stops={
        "name 'weights'": OWN,
        "name 'bias'": OWN,
        "name 'W'": OWN,
        "name 'b'": OWN,
        "no attribute": "The names that a layer has are those in its __init__.",
        "mismatch": INNER,
        "not aligned": INNER,
        "broadcast": "For the sums take the matrix product, @. The bias is a row "
        "(1, output_size) and stays one: NumPy adds it to each row.",
    },
    ready_made=["forward", "linear_layer", "neuron"],
    may_loop=False,
)


# --- the activation layer -------------------------------------------------------------------------


def cube(z: Array) -> Array:
    """A function that nobody would take for an activation."""
    return z**3


def d_cube(z: Array) -> Array:
    """Its derivative."""
    return 3 * z**2


def activations(rng: np.random.Generator) -> list[Case]:
    """Activations with their derivatives, and pre-activations (n, m), n != m."""
    n, m = rng.choice([4, 5, 6, 7], size=2, replace=False)
    z = rng.normal(size=(n, m))
    return [
        ("for tanh", (nnlib.tanh, nnlib.d_tanh, z)),
        ("for softmax", (nnlib.softmax, nnlib.d_softmax, z)),
        ("for a function that it has never seen", (cube, d_cube, z)),
        ("for one sample", (nnlib.relu, nnlib.d_relu, z[:1])),
    ]


def use_activation(answer: Any, f: Activation, d_f: Activation, z: Array) -> Any:
    """Send pre-activations through an activation layer; a slip is a function of all."""
    return answer(f, d_f).forward(z) if isinstance(answer, type) else answer(f, d_f, z)


OWN_FUNCTION = "The function belongs to the layer: self.activation."
ONLY_X = "Call the function with x, and with nothing else."

ActivationLayer = Exercise(
    "ActivationLayer",
    nnlib.ActivationLayer,
    activations,
    {
        "this is the derivative. It is for the way back.": lambda f, d_f, z: d_f(z),
        "x goes through unchanged. Use the function on it.": lambda f, d_f, z: z,
        "it is tanh here. Take the function that the layer was made with.": (
            lambda f, d_f, z: np.tanh(z)
        ),
        "x is multiplied by it. The output is what the function makes of x.": (
            lambda f, d_f, z: z * f(z)
        ),
        "the function is used twice.": lambda f, d_f, z: f(f(z)),
        "function and derivative are both in it. Forward needs the function alone.": (
            lambda f, d_f, z: f(z) * d_f(z) if np.shape(d_f(z)) == z.shape else None
        ),
    },
    use=use_activation,
    stops={
        "name 'activation'": OWN_FUNCTION,
        "no attribute": "The names that a layer has are those in its __init__.",
        "missing 1 required positional argument": ONLY_X,
        "takes 1 positional argument": ONLY_X,
        "unsupported operand": "self.activation is a function, no number. " + ONLY_X,
        "expected (n, m)": "Give the function x as a whole, with all its rows.",
    },
    ready_made=["forward"],
)


# --- a list of layers -----------------------------------------------------------------------------


def finished_forward(layers: Sequence[Any], x: Array) -> Array:
    """Send samples through a list of layers."""
    for layer in layers:
        x = layer.forward(x)
    return x


def lists_of_layers(rng: np.random.Generator) -> list[Case]:
    """Lists of layers whose order matters, and samples for the first of them."""
    n, d, h, m = (int(size) for size in rng.choice([3, 4, 5, 6, 7], size=4, replace=False))
    x = rng.normal(size=(n, d))

    def full(fan_in: int, fan_out: int) -> nnlib.FCLayer:
        return nnlib.FCLayer(fan_in, fan_out, seed=int(rng.integers(1000)))

    bend = nnlib.ActivationLayer(nnlib.tanh, nnlib.d_tanh)
    end = nnlib.ActivationLayer(nnlib.softmax, nnlib.d_softmax)
    return [
        ("for four layers", ([full(d, h), bend, full(h, m), end], x)),
        ("for layers of equal width", ([full(d, d), bend, full(d, d)], x)),
        ("for one layer", ([full(d, m)], x)),
        ("for no layer at all", ([], x)),
    ]


def each_alone(layers: Sequence[Any], x: Array) -> Array | None:
    """Every layer gets x: what is left is the last one's output."""
    outputs = [layer.forward(x) for layer in layers if layer.input_size in (None, x.shape[1])]
    return outputs[-1] if outputs else None


NEXT = (
    "The first of the layers gets x. What does the next one get? Does each come once, in order, "
    "and are they those of the list layers?"
)
OWN_WORK = "Not every layer has that. Each has the method forward, which does its work."
EMPTY = "Where no layer is in the list, there is no layers[0]. What comes out then?"

forward = Exercise(
    "forward",
    finished_forward,
    lists_of_layers,
    {
        "every layer gets x itself. The second one needs what the first one returns.": each_alone,
        "it ends after the first layer. Is the return inside the loop?": (
            lambda layers, x: layers[0].forward(x)
        ),
        "the last layer is left out.": lambda layers, x: finished_forward(layers[:-1], x),
        "the first layer is left out.": lambda layers, x: finished_forward(layers[1:], x),
        "the layers are used from the last to the first.": (
            lambda layers, x: finished_forward(layers[::-1], x)
        ),
        "x comes out as it went in. Give the output of each layer a name that the next one uses.": (
            lambda layers, x: x
        ),
    },
    stops={
        "object is not callable": "Call the method of the layer: layer.forward(…).",
        "object is not iterable": "A single layer is no list. Its method is layer.forward(…).",
        "'list' object has no attribute": "The list has no forward. Each layer in it has one.",
        "has no attribute 'weights'": OWN_WORK,
        "has no attribute 'activation'": OWN_WORK,
        "list indices": "A loop over layers yields the layers themselves, not their numbers.",
        "list index out of range": EMPTY,
        "expected (n,": NEXT,
        "not aligned": NEXT,
        "mismatch": NEXT,
        "broadcast": "What comes out of a layer is not added to what went in. " + NEXT,
        "cannot access local variable": "Without a layer the loop does not run: what is x then?",
        "missing 1 required positional argument": "forward needs an input. " + NEXT,
        "name 'network'": "The list is called layers here.",
    },
    ready_made=["reduce"],
)


# --- labels as rows -------------------------------------------------------------------------------


def labels_of_classes(rng: np.random.Generator) -> list[Case]:
    """Labels, more of them than classes, and how many classes there are."""
    m = int(rng.choice([5, 7, 8]))  # not 4, as in the lesson; and never ten labels: a slip
    every = rng.permutation(np.concatenate([np.arange(m), rng.integers(m, size=4)]))
    return [
        ("for a batch", (every, m)),
        ("where the last classes do not occur", (every % (m - 2), m)),
        ("for one label", (every[:1], m)),
        ("for labels of the type uint8, as digits have them", (every.astype(np.uint8), m)),
    ]


def ones_at(rows_and_columns: Callable[[Array], Any]) -> Callable[[Array, int], Array]:
    """Rows of zeros with ones where an index says."""

    def rows(labels: Array, m: int) -> Array:
        result = np.zeros((len(labels), m))
        result[rows_and_columns(labels)] = 1
        return result

    return rows


ROWS = "Each one needs both: its row (which label?) and its column (which class?)."

to_categorical = Exercise(
    "to_categorical",
    nnlib.to_categorical,
    labels_of_classes,
    {
        "labels stand in columns here. Each label has a row.": lambda y, m: np.eye(m)[:, y],
        "every place is 0. Each row needs a 1.": lambda y, m: np.zeros((len(y), m)),
        "every place is 1. If you wrote [:, labels]: that means all rows. " + ROWS: (
            lambda y, m: np.ones((len(y), m))
        ),
        "row k has its 1 in column k, whatever label k is.": lambda y, m: np.eye(len(y), m),
        "whole rows are filled: [labels] picks rows. " + ROWS: ones_at(lambda y: y),
        "each 1 stands one column too far left. Classes count from 0.": (
            lambda y, m: np.eye(m)[y.astype(int) - 1]
        ),
        "each 1 stands one column too far right. Classes count from 0.": (
            lambda y, m: np.eye(m)[(y.astype(int) + 1) % m]
        ),
        "there is a column for each class that occurs. num_classes says how many there are.": (
            lambda y, m: np.eye(int(y.max()) + 1)[y]
        ),
        "there is one column too many. Classes count from 0.": lambda y, m: np.eye(m + 1)[y],
        "there are as many columns as labels. num_classes says how many there should be.": (
            lambda y, m: np.eye(max(len(y), int(y.max()) + 1))[y]
        ),
        "there are ten columns. num_classes says how many there should be.": (
            lambda y, m: np.eye(10)[y]
        ),
        "the label itself stands where the 1 should.": lambda y, m: np.eye(m)[y] * y[:, None],
        "0 and 1 are exchanged.": lambda y, m: 1 - np.eye(m)[y],
        "these are the rows in order of their class. Row k belongs to label k.": (
            lambda y, m: np.eye(m)[np.sort(y)]
        ),
        "this is one row for each class. There must be one for each label.": lambda y, m: np.eye(m),
    },
    stops={
        "broadcast": "labels is (n,). As a column (n, 1), labels[:, np.newaxis], it meets a row.",
        "out of bounds": "An index is too large. Is it the number of a row, or of a column? How "
        "many rows are there, how many columns?",
        "only integer scalar": "A size is one number: num_classes, or len(labels).",
        "object is not callable": "Rows of an array are picked by [ ], not by ( ).",
        "must be integers": "An index is a whole number: labels, not numbers made of them.",
        "Cannot interpret": "np.zeros wants one shape, as a pair: np.zeros((rows, columns)).",
        "name 'n'": "How many labels are there? len(labels).",
        "name 'm'": "The number of classes is called num_classes here.",
    },
    ready_made=["to_categorical", "one_hot", "get_dummies", "label_binarize"],
    may_loop=False,
)
