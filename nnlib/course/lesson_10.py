"""What the checks of lesson 10 know: the cases, and the slips that learners make here."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

import nnlib
from nnlib.course.exercises import Case, Exercise, Mistake, returned
from nnlib.layers import Layer
from nnlib.types import Array

# --- predictions: the right choice, and why another one is tempting -------------------------------

broken = (
    "falls far below 2.3, but not as fast as the right one's",
    {
        "stays near 2.3: the first layer gets nonsense": "Two layers of three get the right "
        "derivatives, and the first sends them something to work with even so.",
        "grows: the steps lead uphill": "The derivatives of two layers are right. Those of the "
        "first are wrong, but not opposite.",
        "falls as fast as the right one's": "A mistake does not stop the training, but it costs.",
    },
)
located = (
    "W1 and b1",
    {
        "W2 and b2": "The layer itself computes its dW and db from what comes in, and that is "
        "right. What it sends on is wrong.",
        "W1, b1, W2 and b2": "dW2 and db2 are computed from what comes in, not from what goes out.",
        "all six": "The last layer has done its work before the derivative meets the mistake.",
    },
)
# --- the loop backward ---------------------------------------------------------------------------

Slip = Callable[..., Any]


def layers_of(sizes: Sequence[int]) -> list[Layer]:
    """Fully connected layers of these sizes, with tanh and relu in turn between them."""
    layers: list[Layer] = []
    for number, (fan_in, fan_out) in enumerate(pairwise(sizes)):
        bends = ((nnlib.tanh, nnlib.d_tanh), (nnlib.relu, nnlib.d_relu))
        layers += [nnlib.FCLayer(fan_in, fan_out), nnlib.ActivationLayer(*bends[number % 2])]
    return layers[:-1]


def networks(rng: np.random.Generator) -> list[Case]:
    """Sizes, seed, inputs and the derivative by the outputs of networks."""

    def case(when: str, n: int, *sizes: int) -> Case:
        arrays = rng.normal(size=(n, sizes[0])), rng.normal(size=(n, sizes[-1]))
        return when, (sizes, int(rng.integers(1000)), *arrays)

    d, h, m, n = (int(size) for size in rng.permutation([4, 5, 6, 7]))
    return [
        case("for three layers", n, d, h, m),
        case("for one layer", n, d, m),
        case("for five layers", n, d, h, m, d),
        case("for layers that are all of one size", n, m, m, m),
    ]


def backward_through(
    answer: Slip, sizes: Sequence[int], seed: int, x: Array, dz: Array
) -> dict[str, Any]:
    """Run a network forward, then the answer; return what comes out and what the layers keep."""
    layers = layers_of(sizes)
    rng = np.random.default_rng(seed)
    values = x
    for layer in layers:
        layer.params[:] = rng.normal(size=layer.params.size)
        values = layer.forward(values)
    order = list(layers)
    found = {"it": answer(layers, dz)}
    for number, layer in enumerate(order):
        if layer.params.size:
            found[f"the gradient in layers[{number}]"] = layer.gradient
    found["the list of layers"] = np.array([order.index(layer) for layer in layers])
    return found


def sent_back(layers: Sequence[Layer], derivative: Array) -> Array:
    """Send a derivative back through layers."""
    for layer in reversed(layers):
        derivative = layer.backward(derivative)
    return derivative


def turned_round(layers: list[Layer], derivative: Array) -> Array:
    """The same, with the mistake that the list stays turned round."""
    layers.reverse()
    return sent_back(layers[::-1], derivative)


def used_up(layers: list[Layer], derivative: Array) -> Array:
    """The same, with the mistake that the list is empty afterwards."""
    derivative = sent_back(layers, derivative)
    layers.clear()
    return derivative


def divided_each_time(layers: Sequence[Layer], derivative: Array) -> Array:
    """The same, divided by n in each layer."""
    for layer in reversed(layers):
        derivative = layer.backward(derivative) / len(derivative)
    return derivative


def without_activations(layers: Sequence[Layer], derivative: Array) -> Array:
    """The same, through the fully connected layers only."""
    return sent_back([layer for layer in layers if layer.params.size], derivative)


backward = Exercise(
    "backward",
    sent_back,
    networks,
    {
        "a layer's backward was never called: its gradient is still 0.": lambda layers, dz: (
            np.zeros(0)
        ),
        "only the last layer was passed. Does the return stand inside the loop?": (
            lambda layers, dz: layers[-1].backward(dz)
        ),
        "the first layer, layers[0], is left out. Where does your loop end?": (
            lambda layers, dz: sent_back(layers[1:], dz)
        ),
        "what came in goes out again. Keep what each layer returns, and return the last of it.": (
            lambda layers, dz: dz
        ),
        "the activation layers are left out. They have a backward too.": without_activations,
        "it is divided by n. The 1/n is in the derivative that comes in.": (
            lambda layers, dz: sent_back(layers, dz / len(dz))
        ),
        "it is divided by n in each layer. The 1/n is in the derivative that comes in.": (
            divided_each_time
        ),
        "the list of layers is turned round, and stays so for the next forward. reversed(layers) "
        "leaves it as it is.": turned_round,
        "the list of layers is empty afterwards: pop takes the layers out of it. reversed(layers) "
        "leaves it as it is.": used_up,
    },
    inputs=["x", "derivative"],
    use=backward_through,
    stops={
        "output_gradient": "Which layer comes first on the way back? And the next one needs what "
        "that one has returned.",
        "x has": "On the way back each layer's backward is called, not its forward.",
        "not subscriptable": "layers is a list, and a layer is not.",
        "broadcast": "What a layer returns takes the place of what came in. Its backward has "
        "multiplied already.",
        "has no len": "reversed(layers) has no length: loop over it.",
        "list index": "The places are 0 to len(layers) - 1. With reversed(layers) you need none.",
        "'list' object has no attribute": "layers is a list: loop over it.",
        "'list' object is not callable": "layers is a list: loop over it.",
        "Layer' object is not callable": "Call its backward.",
        "no attribute 'weights'": "Not every layer has weights, but each has a backward: call it.",
        "to unpack": "The list can have any length: loop over it.",
        "'NoneType' object is not iterable": "layers.reverse() returns nothing: it turns the list "
        "itself round. Take reversed(layers).",
    },
    ready_made=["numerical_gradient", "numerical_jacobian"],
)

# --- flatten and restore -------------------------------------------------------------------------


def shapes_of(rng: np.random.Generator) -> list[tuple[int, int]]:
    """The shapes of weights and biases of a network, no two sizes alike."""
    d, h, m = (int(size) for size in rng.permutation([3, 4, 5]))
    return [(d, h), (1, h), (h, m), (1, m)]


def lists(rng: np.random.Generator) -> list[Case]:
    """Arrays (rows, columns)."""
    arrays = [rng.normal(size=shape) for shape in shapes_of(rng)]
    return [
        ("for weights and biases of two layers", tuple(arrays)),
        ("for a single array", (arrays[0],)),
    ]


def flat(arrays: Sequence[Array]) -> Array:
    """All numbers of the arrays, one after the other."""
    return np.concatenate([array.ravel() for array in arrays])


flatten = Exercise(
    "flatten",
    flat,
    lists,
    {
        "each array is read column by column. Read it row by row, as ravel does.": (
            lambda arrays: np.concatenate([array.T.ravel() for array in arrays])
        ),
        "the arrays come in the opposite order.": lambda arrays: flat(arrays[::-1]),
        "it is a row (1, size). A flat vector has one axis: (size,).": (
            lambda arrays: flat(arrays)[None]
        ),
        "it is a column (size, 1). A flat vector has one axis: (size,).": (
            lambda arrays: flat(arrays)[:, None]
        ),
        "only the first array is in it.": lambda arrays: arrays[0].ravel(),
        "only the last array is in it.": lambda arrays: arrays[-1].ravel(),
        "the numbers are sorted. Keep their order.": lambda arrays: np.sort(flat(arrays)),
    },
    use=lambda answer, *arrays: answer(list(arrays)),
    stops={
        "inhomogeneous": "np.array wants arrays of one shape. Make each flat, then join them.",
        "dimensions": "Arrays that are joined must fit each other. Make each flat first.",
        "same shape": "np.stack wants arrays of one shape. np.concatenate joins flat ones of any "
        "size.",
        "broadcast": "The arrays are joined, not added.",
        "to unpack": "The list can have any length: loop over it.",
        "'list' object has no attribute": "arrays is a list: each array in it has to become flat.",
        "to be a sequence": "np.concatenate takes a list: put [ ] round what is in its brackets.",
        "can only join": "np.concatenate takes one list of arrays.",
        "integer scalar arrays": "np.concatenate takes one list of arrays.",
    },
)


def vectors(rng: np.random.Generator) -> list[Case]:
    """A flat vector, and the shapes of what it holds."""

    def case(when: str, shapes: list[tuple[int, int]]) -> Case:
        return when, (rng.normal(size=sum(a * b for a, b in shapes)), shapes)

    shapes = shapes_of(rng)
    return [case("for weights and biases of two layers", shapes), case("for one shape", shapes[:1])]


def arrays_by_name(answer: Slip, vector: Array, shapes: Sequence[tuple[int, int]]) -> Any:
    """Use ``restore``: return its arrays by name."""
    expected = len(shapes)  # an answer may change the list
    arrays = returned(answer, vector, shapes)
    if not isinstance(arrays, list | tuple):
        kind = type(arrays).__name__
        raise Mistake(f"it returns a {kind}, expected a list with one array for each shape.")
    if len(arrays) != expected:
        inside = " Does the return stand inside the loop?" if len(arrays) == 1 else ""
        raise Mistake(f"its list has the length {len(arrays)}, expected {expected}.{inside}")
    return {f"array {number}": array for number, array in enumerate(arrays)}


def cut(
    vector: Array,
    shapes: Sequence[tuple[int, int]],
    gap: int = 0,
    shape_up: Callable[[Array, tuple[int, int]], Array] = np.reshape,
) -> list[Array]:
    """Cut a vector into arrays, with the mistakes that ``gap`` and ``shape_up`` make."""
    arrays, end = [], 0
    padded = np.append(vector, vector)
    for rows, columns in shapes:
        start, end = end, end + rows * columns
        arrays.append(shape_up(padded[start:end], (rows, columns)))
        end += gap
    return arrays


def from_the_last_size(vector: Array, shapes: Sequence[tuple[int, int]]) -> list[Array]:
    """The same, with the mistake that a part begins at the size of the one before it."""
    arrays, start = [], 0
    for rows, columns in shapes:
        size = rows * columns
        arrays.append(vector[start : start + size].reshape(rows, columns))
        start = size
    return arrays


restore = Exercise(
    "restore",
    cut,
    vectors,
    {
        "each part begins at place 0. It should begin where the one before it ends.": (
            lambda vector, shapes: [vector[: a * b].reshape(a, b) for a, b in shapes]
        ),
        "it begins at the size of the part before it. It should begin where that part ends.": (
            from_the_last_size
        ),
        "one number is lost before it. The slice [a:b] ends before b, so the next begins at b.": (
            lambda vector, shapes: cut(vector, shapes, gap=1)
        ),
        "one number is in it twice. The slice [a:b] ends before b, so the next begins at b.": (
            lambda vector, shapes: cut(vector, shapes, gap=-1)
        ),
        "it is still flat. Give it its shape.": (
            lambda vector, shapes: cut(vector, shapes, shape_up=lambda part, shape: part)
        ),
        "it is filled column by column. flatten reads row by row.": lambda vector, shapes: cut(
            vector, shapes, shape_up=lambda part, shape: part.reshape(shape[::-1]).T
        ),
        "rows and columns are exchanged.": lambda vector, shapes: cut(
            vector, shapes, shape_up=lambda part, shape: part.reshape(shape[::-1])
        ),
        "it is cut from the end of the vector. The first shape belongs to the first numbers.": (
            lambda vector, shapes: cut(vector, shapes[::-1])[::-1]
        ),
        "it belongs at the other end of the list. The first array has the first shape.": (
            lambda vector, shapes: cut(vector, shapes)[::-1]
        ),
    },
    use=arrays_by_name,
    stops={
        "cannot reshape": "A part has rows * columns numbers. Where does it begin, where does it "
        "end?",
        "cannot be interpreted": "Each part has a shape of its own: loop over the shapes.",
        "must be integers": "A shape is a pair: how many numbers does such an array hold?",
        "inhomogeneous": "The arrays differ in shape: return them in a list, not in one array.",
        "no attribute 'append'": "append returns nothing: it lengthens the list itself.",
    },
)

# --- the numerical gradient ----------------------------------------------------------------------


def functions(rng: np.random.Generator) -> list[Case]:
    """Functions of a flat vector that return one number."""
    cases: list[Case] = []
    for size, when in ((int(rng.integers(4, 8)), "with the usual h"), (1, "for one parameter")):
        mix = rng.normal(size=(size, size)) + np.eye(size)

        def f(x: Array, mix: Array = mix) -> float:
            return float(np.tanh(x) @ mix @ x)  # not special: no number acts alone

        cases.append((when, (f, rng.normal(size=size))))
    f, x = cases[0][1]
    x[rng.integers(x.size)] *= 1e-9  # moved up by h and back down, it is another number
    return [*cases, ("with h = 0.1", (f, x, 0.1))]


def differences(
    f: Callable[[Array], float], x: Array, h: float, back: float = 1.0, over: float = 2.0
) -> Array:
    """The same, with the mistakes that ``back`` and ``over`` make."""
    steps = h * np.eye(len(x))
    return np.array([(f(x + step) - f(x - back * step)) / (over * h) for step in steps])


def by_one(f: Callable[[Array], float], x: Array, h: float = 1e-5) -> Array:
    """The same with steps of 1, divided by the width of steps of h."""
    return differences(f, x, 1) / h


def piling_up(f: Callable[[Array], float], x: Array, h: float = 1e-5) -> Array:
    """Central differences whose steps are never taken back."""
    up, down, found = x.copy(), x.copy(), []
    for place in range(len(x)):
        up[place] += h
        down[place] -= h
        found.append((f(up) - f(down)) / (2 * h))
    return np.array(found)


def only(place: int) -> Slip:
    """A gradient that is filled in one place only."""

    def gradient(f: Callable[[Array], float], x: Array, h: float = 1e-5) -> Array:
        found = np.zeros(len(x))
        found[place] = nnlib.numerical_gradient(f, x, h)[place]
        return found

    return gradient


numerical_gradient = Exercise(
    "numerical_gradient",
    nnlib.numerical_gradient,
    functions,
    {
        "it steps to one side only. A central difference steps to both.": (
            lambda f, x, h=1e-5: differences(f, x, h, back=0, over=1)
        ),
        "how far is it from x - h to x + h? That is what to divide by.": (
            lambda f, x, h=1e-5: differences(f, x, h, over=1)
        ),
        "it steps from x to x + h only, and divides by 2 * h. If one array is moved up and then "
        "down, it has to go down by 2 * h.": lambda f, x, h=1e-5: differences(f, x, h, back=0),
        "the number is moved by 1, not by h.": by_one,
        "the difference is not yet divided by the width of the step.": (
            lambda f, x, h=1e-5: differences(f, x, h, over=1 / h)
        ),
        "/ 2 * h divides by 2 and multiplies by h. Put brackets round 2 * h.": (
            lambda f, x, h=1e-5: differences(f, x, h, over=2 / h**2)
        ),
        "the sign is wrong: f at x + h comes first.": lambda f, x, h=1e-5: (
            -nnlib.numerical_gradient(f, x, h)
        ),
        "all numbers are moved at once. Move one, and leave the others as they are.": (
            lambda f, x, h=1e-5: np.full(len(x), (f(x + h) - f(x - h)) / (2 * h))
        ),
        "a number stays moved while the next one is moved. Begin each time with x itself.": (
            piling_up
        ),
        "it is 0 everywhere. Is f called, and with two arrays that differ? Two names for one array "
        "are no copy.": lambda f, x, h=1e-5: np.zeros(len(x)),
        "only the first place is filled. Does the return stand inside the loop?": only(0),
        "only the last place is filled. Collect all of them.": only(-1),
        "h is not used: the step stays 1e-5.": lambda f, x, h: nnlib.numerical_gradient(f, x),
    },
    stops={
        "expected (n, m)": "numerical_jacobian is for rows, and f takes one flat vector. Write the "
        "loop over its places yourself.",
        "matmul": "f takes the whole vector with one number moved, not that number alone.",
        "0-dimensional": "f takes one vector: use the rows of the steps one at a time.",
        "sequence": "f returns one number. Did you move the whole matrix of steps at once?",
        "out of bounds": "The places are 0 to len(x) - 1.",
        "not iterable": "Loop over the places: range(len(x)).",
        "index": "A place is a whole number: range(len(x)) has all of them.",
        "valid indices": "A place is a whole number: range(len(x)) has all of them.",
        "broadcast": "x can have any length: take it from len(x).",
    },
    ready_made=[
        "numerical_gradient",
        "numerical_derivative",
        "numerical_jacobian",
        "approx_fprime",
    ],
    tolerance=1e-6,
)

# --- how far apart are two gradients? -------------------------------------------------------------


def gradients(rng: np.random.Generator) -> list[Case]:
    """Pairs of vectors for which each part of the rule counts."""

    def case(when: str, size: float, last: float, off: float, top: float = 0) -> Case:
        a = rng.uniform(0.5, 0.9, 5) * [1, -1, 1, -1, 1]
        difference = rng.uniform(0.03, 0.04) * np.array([1, -0.3, 0, 0.5, 0])
        a[2], a[-1], difference[2], difference[-1] = 0.95, last, top or 0.01, off
        if top:
            a[2] = -0.95 if top < 0 else top - 0.95  # the largest: negative, in one of the two
        order = rng.permutation(5)
        return when, (size * a[order], size * (a - difference)[order])

    return [
        case("for numbers near 1", 1, 0.1, -rng.uniform(0.015, 0.025)),
        case("where a number is 0 in one of the two only", 1, 0, 0.003),
        case("where a small number is wrong", 1, 0.1, 0.06),
        case("where a small number has the wrong sign", 1, -0.1, -0.18),
        case("for large numbers", 500, 0, 0.004, top=-0.1),
        case("for large numbers", 500, 0, 0.004, top=0.1),
        case("for small numbers", 1e-4, 0.5, 0.3),
        ("for zeros", (np.zeros(4), np.zeros(4))),
    ]


def ratio(a: Array, b: Array, unit: Any = None, size: Any = np.maximum) -> Any:
    """The differences in units of the larger number, or of ``unit`` where that is more."""
    units = size(np.abs(a), np.abs(b))
    return np.abs(a - b) / (units if unit is None else np.maximum(units, unit))


def length(vector: Array) -> float:
    """The length of a vector."""
    return float(np.linalg.norm(vector))


def unit(a: Array, b: Array) -> float:
    """The smallest unit."""
    return 0.01 * max(1.0, np.abs(a).max(), np.abs(b).max())


def unit_of_one(vector: Array) -> float:
    """The smallest unit as one of the two vectors has it."""
    return 0.01 * max(1.0, np.abs(vector).max())


def small(a: Array, b: Array) -> float:
    """A hundredth of the largest number, however small."""
    return 0.01 * max(np.abs(a).max(), np.abs(b).max())


relative_error = Exercise(
    "relative_error",
    nnlib.relative_error,
    gradients,
    {
        "the largest difference is divided by the largest number. Then a wrong small number does "
        "not show: divide each difference by the size of its own numbers.": (
            lambda a, b: np.abs(a - b).max() / max(np.abs(a).max(), np.abs(b).max())
        ),
        "the length of the whole difference is divided by the sum of two lengths. Then a wrong "
        "small number does not show: divide each difference by the size of its own numbers.": (
            lambda a, b: length(a - b) / (length(a) + length(b))
        ),
        "the length of the whole difference is divided by the length of b. Then a wrong small "
        "number does not show: divide each difference by the size of its own numbers.": (
            lambda a, b: length(a - b) / length(b)
        ),
        "the smallest unit is a hundredth here too. It grows with the largest number of all.": (
            lambda a, b: float(ratio(a, b, 0.01).max())
        ),
        "there is no smallest unit: rounding in a number near 0 counts as a mistake.": (
            lambda a, b: float(np.max(ratio(a, b)))
        ),
        "this is the mean. One wrong number among a thousand should show: take the largest.": (
            lambda a, b: float(ratio(a, b, unit(a, b)).mean())
        ),
        "this is the sum. Take the largest.": lambda a, b: float(ratio(a, b, unit(a, b)).sum()),
        "this is the smallest of the ratios. Take the largest.": (
            lambda a, b: float(ratio(a, b, unit(a, b)).min())
        ),
        "a difference has lost its size: a - b can be negative, and then it is never the "
        "largest.": lambda a, b: float(
            ((a - b) / np.maximum(np.maximum(np.abs(a), np.abs(b)), unit(a, b))).max()
        ),
        "np.abs comes after the maximum: of -5 and 1 the larger size is 5. Take np.abs of each "
        "first.": lambda a, b: float(
            (np.abs(a - b) / np.maximum(np.abs(np.maximum(a, b)), unit(a, b))).max()
        ),
        "the sizes are missing: -5 is as large as 5. np.abs, also below the fraction.": (
            lambda a, b: float((np.abs(a - b) / np.maximum(np.maximum(a, b), unit(a, b))).max())
        ),
        "this is the largest difference in units of 1. A difference is divided by the size of its "
        "numbers, and the smallest unit is a hundredth.": (
            lambda a, b: float(ratio(a, b, 100 * unit(a, b)).max())
        ),
        "the difference is that of the sizes: 5 and -5 then agree. Subtract first, and then take "
        "np.abs.": lambda a, b: float(ratio(np.abs(a), np.abs(b), unit(a, b)).max()),
        "the smallest unit is a tenth of the largest number. It is a hundredth of it.": (
            lambda a, b: float(ratio(a, b, 10 * small(a, b)).max())
        ),
        "the division is missing: this is the largest difference itself.": (
            lambda a, b: float(np.abs(a - b).max())
        ),
        "each difference is divided by the smallest unit. The larger of the two numbers counts "
        "where it is more.": lambda a, b: float(np.max(np.abs(a - b) / unit(a, b))),
        "each difference is divided by the size of a alone. The larger of the two counts.": (
            lambda a, b: float(ratio(a, b, unit(a, b), lambda a, b: a).max())
        ),
        "each difference is divided by the size of b alone. The larger of the two counts.": (
            lambda a, b: float(ratio(a, b, unit(a, b), lambda a, b: b).max())
        ),
        "each difference is divided by the smaller of the two numbers. Take the larger one.": (
            lambda a, b: float(ratio(a, b, unit(a, b), np.minimum).max())
        ),
        "each difference is divided by the sum of the two numbers. Take the larger one.": (
            lambda a, b: float(ratio(a, b, unit(a, b), np.add).max())
        ),
        "the smallest unit shrinks with the numbers here. It is never less than a hundredth.": (
            lambda a, b: float(ratio(a, b, small(a, b)).max())
        ),
        "the smallest unit looks at a alone. The largest number of both vectors counts.": (
            lambda a, b: float(ratio(a, b, unit_of_one(a)).max())
        ),
        "the smallest unit looks at b alone. The largest number of both vectors counts.": (
            lambda a, b: float(ratio(a, b, unit_of_one(b)).max())
        ),
        "the smallest unit belongs to the number that is the largest by its size: -5 before 4.": (
            lambda a, b: float(ratio(a, b, 0.01 * max(1, a.max(), b.max())).max())
        ),
        "the smallest unit looks at the numbers of a alone, and loses -5 before 4. The largest "
        "size in both vectors counts.": lambda a, b: float(
            ratio(a, b, 0.01 * max(1, a.max())).max()
        ),
        "the smallest unit looks at the numbers of b alone, and loses -5 before 4. The largest "
        "size in both vectors counts.": lambda a, b: float(
            ratio(a, b, 0.01 * max(1, b.max())).max()
        ),
        "the smallest unit is the one of the example here too. It depends on the vectors.": (
            lambda a, b: float(ratio(a, b, 0.04).max())
        ),
        "the smallest unit is a hundred times the largest number. It is a hundredth of it.": (
            lambda a, b: float(ratio(a, b, 1e4 * small(a, b)).max())
        ),
        "the smallest unit is the sum of its two bounds. Take the larger of them.": (
            lambda a, b: float(ratio(a, b, 0.01 + small(a, b)).max())
        ),
        "the larger of the two sizes and the smallest unit are added. Take the larger of them.": (
            lambda a, b: float(
                (np.abs(a - b) / (np.maximum(np.abs(a), np.abs(b)) + unit(a, b))).max()
            )
        ),
        "np.minimum keeps the smaller one, so the unit never counts where it should.": (
            lambda a, b: float(
                np.max(np.abs(a - b) / np.minimum(np.maximum(np.abs(a), np.abs(b)), unit(a, b)))
            )
        ),
    },
    stops={
        "ambiguous": "np.maximum takes two arrays number by number; max does not.",
        "integer scalar": "np.maximum takes two arrays, np.max one.",
        "must be an integer": "np.maximum takes two arrays, np.max one.",
        "interpreted as an integer": "np.maximum takes two arrays, np.max one.",
        "positional argument": "np.maximum takes two arrays, np.max one.",
        "ArrayType": "np.maximum takes two arrays. For three, put one np.maximum into another.",
    },
    ready_made=["allclose", "isclose", "assert_allclose"],
)
