"""What the checks of lesson 09 know: the cases, and the slips that learners make here."""

from collections.abc import Callable
from typing import Any

import numpy as np

import nnlib
from nnlib.course.exercises import Case, Exercise
from nnlib.types import Activation, Array

# --- predictions: the right choice, and why another one is tempting -------------------------------

two_paths = (
    "-10, the sum of -8 and -2",
    {
        "16, the product of -8 and -2": "Along one path factors are multiplied. But these are two.",
        "-8, the stronger one": "Both neurons move when x moves, and both move the loss.",
        "-5, the mean of -8 and -2": "A change of x acts along both paths in full, not by half.",
    },
)
no_sum = (
    "no error: b becomes (4, 2)",
    {
        "an error: the shapes differ": "(1, 2) and (4, 2) fit: NumPy stretches the row.",
        "no error: b stays (1, 2), NumPy adds up the rows": "NumPy repeats rows, it adds none up.",
    },
)
stale = (
    "numbers that belong to no batch",
    {
        "the gradient of the first batch": "For that the layer would have to remember its input. "
        "It remembers the last one.",
        "the gradient of the second batch": "The input is that of the second batch. But what came "
        "back belongs to the first.",
        "an error": "Both batches have 4 samples, so the shapes fit.",
    },
)


# --- W1: weights_gradient -------------------------------------------------------------------------


def inputs_and_dz(rng: np.random.Generator) -> list[Case]:
    """Inputs (n, d) and dZ (n, m), all three sizes different."""
    n, d, m = rng.choice([3, 4, 5, 6, 7], size=3, replace=False)

    def case(n: int) -> tuple[Array, Array]:
        return rng.normal(size=(n, d)), rng.normal(size=(n, m))

    return [("for a batch", case(n)), ("for one sample", case(1))]


def finished_weights_gradient(x: Array, dz: Array) -> Array:
    """dW = Xᵀ dZ."""
    return np.matmul(x.T, dz)


NUMBER_BY_NUMBER = (
    "These two do not fit number by number. A sum of products is what @ makes. And a size is taken "
    "from what comes in, .shape: is one written as a number?"
)
MIDDLE = "What the sum runs over must stand in the middle of the two shapes: (…, {0}) @ ({0}, …)."

weights_gradient = Exercise(
    "weights_gradient",
    finished_weights_gradient,
    inputs_and_dz,
    {
        "the numbers are right, but transposed. dW has the shape of W, (d, m).": (
            lambda x, dz: dz.T @ x
        ),
        "it is divided by the number of samples. A sum is asked for: the loss that dZ comes from "
        "has the mean in it already.": lambda x, dz: x.T @ dz / len(x),
        "there is still a matrix for each sample. Add them up: a weight is used in all of them.": (
            lambda x, dz: x[:, :, np.newaxis] * dz[:, np.newaxis, :]
        ),
        "it adds up first and then multiplies. In each sample the two are multiplied, then comes "
        "the sum.": lambda x, dz: np.outer(x.sum(axis=0), dz.sum(axis=0)),
        "only the first sample is in it. Add up over all of them.": (
            lambda x, dz: np.outer(x[0], dz[0])
        ),
        "only the last sample is in it. Add up over all of them.": (
            lambda x, dz: np.outer(x[-1], dz[-1])
        ),
        "reshape gives a matrix the right shape, but leaves its numbers in their old order. A "
        "transpose moves them: X.T.": lambda x, dz: x.reshape(x.shape[::-1]) @ dz,
    },
    stops={
        "mismatch": MIDDLE.format("n"),
        "not aligned": MIDDLE.format("n"),
        "could not be broadcast": NUMBER_BY_NUMBER,
    },
    ready_made=["numerical_gradient", "numerical_jacobian", "backward", "backward_params"],
    may_loop=False,
)


# --- W2: input_gradient ---------------------------------------------------------------------------


def dz_and_weights(rng: np.random.Generator) -> list[Case]:
    """dZ (n, m) and weights (d, m), all three sizes different; last, a square matrix."""
    n, d, m = rng.choice([3, 4, 5, 6, 7], size=3, replace=False)

    def case(n: int, d: int) -> tuple[Array, Array]:
        return rng.normal(size=(n, m)), rng.normal(size=(d, m))

    return [
        ("for a batch", case(n, d)),
        ("for one sample", case(1, d)),
        ("for as many neurons as inputs", case(n, m)),
    ]


def finished_input_gradient(dz: Array, weights: Array) -> Array:
    """dX = dZ Wᵀ."""
    return np.matmul(dz, weights.T)


def without_transpose(dz: Array, weights: Array) -> Array:
    """W itself, where it has the shape for it."""
    return dz @ weights if weights.shape[0] == weights.shape[1] else np.zeros(0)


input_gradient = Exercise(
    "input_gradient",
    finished_input_gradient,
    dz_and_weights,
    {
        "the numbers are right, but transposed. dX has the shape of X, (n, d).": (
            lambda dz, weights: weights @ dz.T
        ),
        "the transpose is missing. Here W is square, so NumPy says nothing.": without_transpose,
        "reshape gives a matrix the right shape, but leaves its numbers in their old order. A "
        "transpose moves them: W.T.": lambda dz, weights: dz @ weights.reshape(weights.shape[::-1]),
        "this undoes W. But a derivative goes back through the same weights: no inverse.": (
            lambda dz, weights: dz @ np.linalg.pinv(weights)
        ),
        "it is divided by the number of neurons. An input acts through each of them in full: "
        "a sum, no mean.": lambda dz, weights: dz @ weights.T / weights.shape[1],
        "it is divided by the number of samples. The sum runs over the neurons, and is no mean.": (
            lambda dz, weights: dz @ weights.T / len(dz)
        ),
        "the products are there, but not their sum over the neurons.": (
            lambda dz, weights: dz[:, np.newaxis, :] * weights
        ),
    },
    stops={
        "mismatch": MIDDLE.format("m"),
        "not aligned": MIDDLE.format("m"),
        "could not be broadcast": NUMBER_BY_NUMBER,
    },
    ready_made=["numerical_gradient", "numerical_jacobian", "backward"],
    may_loop=False,
)


# --- W3: FCLayer ----------------------------------------------------------------------------------


def passes(rng: np.random.Generator) -> list[Case]:
    """A batch with weights and bias; then as many neurons as inputs, and a second pass."""
    n, d, m = rng.choice([3, 4, 5, 6, 7], size=3, replace=False)

    def case(n: int, d: int) -> tuple[Array, ...]:
        shapes = (n, d), (d, m), (1, m), (n, m)
        return tuple(rng.normal(size=shape) for shape in shapes)

    earlier = [(rng.normal(size=(n, d)), rng.normal(size=(n, m)))]
    return [
        ("for a batch", case(n, d)),
        ("for one sample", case(1, d)),
        ("for as many neurons as inputs", case(n, m)),
        ("in a second pass, after another batch", (*case(n, d), earlier)),
    ]


RETURNED = "what backward returns"
"""The part of a pass that is returned, in words that stand before "is nothing"."""


def pass_through(
    layer_class: Any,
    x: Array,
    weights: Array,
    bias: Array,
    output_gradient: Array,
    earlier: Any = (),
) -> dict[str, Any]:
    """Send batches forward and back through a layer; return what the last one leaves."""
    layer = layer_class(*weights.shape)
    layer.weights, layer.bias = weights.copy(), bias.copy()
    for inputs, gradient in [*earlier, (x, output_gradient)]:
        layer.forward(inputs)
        returned = layer.backward(gradient)
    are_kept = np.array_equal(layer.weights, weights) and np.array_equal(layer.bias, bias)
    return {
        "parameters_are_kept": np.array([float(are_kept)]),
        "weights_gradient": layer.weights_gradient,
        "bias_gradient": layer.bias_gradient,
        RETURNED: returned,
    }


class Written:
    """FCLayer as a learner writes it."""

    x: Array
    weights: Array
    bias: Array

    def __init__(self, input_size: int, output_size: int) -> None:
        """Leave the numbers to whoever sets them."""

    def forward(self, x: Array) -> Array:
        """Z = X W + b."""
        self.x = x
        return x @ self.weights + self.bias

    def backward(self, dz: Array) -> Array:
        """dW, db and dX."""
        self.weights_gradient = self.x.T @ dz
        self.bias_gradient = dz.sum(axis=0, keepdims=True)
        return dz @ self.weights.T


def slip(backward: Callable[[Any, Array], Any]) -> type:
    """The layer with something done to its results, after a right backward."""

    def slipped(self: Written, dz: Array) -> Any:
        dx = Written.backward(self, dz)
        changed = backward(self, dz)
        return dx if changed is None else changed

    return type("Slip", (Written,), {"backward": slipped})


def weights_slip(change: Callable[[Any, Array], Array]) -> type:
    """The layer with other derivatives of the weights."""
    return slip(lambda self, dz: setattr(self, "weights_gradient", change(self, dz)))


def bias_slip(change: Callable[[Any, Array], Any]) -> type:
    """The layer with other derivatives of the bias."""
    return slip(lambda self, dz: setattr(self, "bias_gradient", change(self, dz)))


class FirstInput(Written):
    """Keeps the first input that it ever got."""

    def forward(self, x: Array) -> Array:
        """Z = X W + b."""
        self.x = getattr(self, "x", x)
        return x @ self.weights + self.bias


class Adding(Written):
    """Adds each gradient to those of the passes before."""

    weights_gradient: Any = 0.0
    bias_gradient: Any = 0.0

    def backward(self, dz: Array) -> Array:
        """dW, db and dX."""
        self.weights_gradient = self.weights_gradient + self.x.T @ dz
        self.bias_gradient = self.bias_gradient + dz.sum(axis=0, keepdims=True)
        return dz @ self.weights.T


class FromOutput(Written):
    """Sends back its own output."""

    def backward(self, dz: Array) -> Array:
        """dW, db and dX, for other numbers."""
        return super().backward(self.forward(self.x))


class Stepping(Written):
    """Makes the step of the training, too."""

    def backward(self, dz: Array) -> Array:
        """dW, db and dX, and new weights."""
        dx = super().backward(dz)
        self.weights = self.weights - self.weights_gradient
        return dx


def square_without_transpose(layer: Any, dz: Array) -> Array:
    """What goes back through W itself."""
    return without_transpose(dz, layer.weights)


KEPT = "forward has kept the input: self.x, not x alone."

ORDER = (
    "Which of your two functions gets what, in which order? Take only what the layer has, such as "
    "self.x, and output_gradient."
)

FCLayer = Exercise(
    "FCLayer",
    nnlib.FCLayer,
    passes,
    {
        "backward changes the weights or the bias. It finds the derivatives, and the step comes "
        "later.": Stepping,
        "it adds to what an earlier pass has left. Each begins anew: = and not +=.": Adding,
        "dW is that of an earlier input. Take self.x as the last forward has left it.": (
            FirstInput
        ),
        "it begins with the output of the layer. What came back is output_gradient.": FromOutput,
        "dW has the right numbers, but transposed. It needs the shape of W.": (
            weights_slip(lambda self, dz: dz.T @ self.x)
        ),
        "dW is divided by the number of samples. A sum is asked for.": (
            weights_slip(lambda self, dz: self.x.T @ dz / len(dz))
        ),
        "db has a row for each sample. The one row of b is used in all of them: add them up.": (
            bias_slip(lambda self, dz: dz)
        ),
        "db has lost an axis. b is a row, (1, m), and so is its derivative: keepdims=True.": (
            bias_slip(lambda self, dz: dz.sum(axis=0))
        ),
        "db is a mean over the samples. Take the sum: dZ has the mean of the loss in it.": (
            bias_slip(lambda self, dz: dz.mean(axis=0, keepdims=True))
        ),
        "db is a mean over the samples, and has lost an axis. Take the sum, as a row.": (
            bias_slip(lambda self, dz: dz.mean(axis=0))
        ),
        "db adds up over the neurons. Each of them has a bias of its own: which axis are the "
        "samples?": bias_slip(lambda self, dz: dz.sum(axis=1, keepdims=True)),
        "db adds up over the neurons. Which axis are the samples?": (
            bias_slip(lambda self, dz: dz.sum(axis=1))
        ),
        "db is one number for all neurons. Each has a bias of its own: add up over one axis.": (
            bias_slip(lambda self, dz: dz.sum(keepdims=True))
        ),
        "db is 1 for each neuron. That is how Z changes with b. How does the loss change with Z?": (
            bias_slip(lambda self, dz: np.ones_like(self.bias))
        ),
        "db is multiplied by the bias. That is the rule of the product, and b is added.": (
            bias_slip(lambda self, dz: self.bias * dz.sum(axis=0, keepdims=True))
        ),
        "db has the bias in it. What comes back to a sum goes on unchanged.": (
            bias_slip(lambda self, dz: self.bias + dz.sum(axis=0, keepdims=True))
        ),
        "backward sends dZ through dW. It goes back through the weights: self.weights.": (
            slip(lambda self, dz: dz @ self.weights_gradient.T)
        ),
        "backward returns dW. That stays in the layer: dX is what goes on.": (
            slip(lambda self, dz: self.x.T @ dz)
        ),
        "backward returns what it got. Send it through the weights first.": slip(
            lambda self, dz: dz
        ),
        "backward returns the right numbers, but transposed. dX has the shape of X.": (
            slip(lambda self, dz: self.weights @ dz.T)
        ),
        "backward lacks the transpose of W. Here W is square, so NumPy says nothing.": (
            slip(square_without_transpose)
        ),
        "backward returns the output of the layer, which is the way forward.": (
            slip(lambda self, dz: self.x @ self.weights + self.bias)
        ),
    },
    use=pass_through,
    stops={
        "'float' object has no attribute": KEPT,
        "does not have enough dimensions": KEPT,
        "shape ()": KEPT,
        "local variable 'weights_gradient'": "The result is kept as self.weights_gradient. Without "
        "self, this name is your function.",
        "no attribute 'weights_gradient'": "backward keeps dW in self.weights_gradient, with =. "
        "Your function of this name is called without self.",
        "no attribute 'bias_gradient'": "backward keeps db in self.bias_gradient.",
        "no attribute 'input_gradient'": "Your function is called without self: input_gradient(…).",
        "'FCLayer' object has no attribute": "It has self.x, self.weights and self.bias, and what "
        "you keep in it.",
        "name 'x' is not defined": KEPT,
        "name 'weights' is not defined": "The weights belong to the layer: self.weights.",
        "name 'bias_gradient' is not defined": "There is no such function: write the sum here.",
        "name 'dZ' is not defined": "In this method it is called output_gradient.",
        "name 'dz' is not defined": "In this method it is called output_gradient.",
        "mismatch": ORDER,
        "not aligned": ORDER,
        "positional argument": "Which of your two functions gets what?",
    },
    ready_made=["numerical_gradient", "numerical_jacobian", "backward", "backward_params"],
    may_loop=False,
)


# --- W4: ActivationLayer --------------------------------------------------------------------------


def mixing(m: int, rng: np.random.Generator) -> tuple[Activation, Activation]:
    """A function of rows whose Jacobian is not symmetric, and this Jacobian."""
    mix = rng.normal(size=(m, m))
    return (
        lambda x: np.tanh(x) @ mix,
        lambda x: mix.T * (1 - np.tanh(x) ** 2)[:, np.newaxis, :],
    )


def activations(rng: np.random.Generator) -> list[Case]:
    """Elementwise functions and functions of rows; then a second pass."""
    n, m = rng.choice([3, 5, 6, 7], size=2, replace=False)  # not 4 and 3, as in the lesson

    def batch(n: int, m: int) -> tuple[Array, Array]:
        return rng.normal(size=(n, m)), rng.normal(size=(n, m))

    tanh, softmax = (nnlib.tanh, nnlib.d_tanh), (nnlib.softmax, nnlib.d_softmax)
    rows = mixing(m, rng)
    return [
        ("for tanh", (*batch(n, m), *tanh)),
        ("for relu", (*batch(n, m), nnlib.relu, nnlib.d_relu)),
        ("for softmax", (*batch(n, m), *softmax)),
        ("for a function whose Jacobian is not symmetric", (*batch(n, m), *rows)),
        ("for one sample", (*batch(1, m), *rows)),
        ("for as many samples as neurons", (*batch(m, m), *rows)),
        ("for tanh with as many samples as neurons", (*batch(m, m), *tanh)),
        ("in a second pass, after another batch", (*batch(n, m), *tanh, [batch(n, m)])),
    ]


def pass_activation(
    layer_class: Any,
    x: Array,
    output_gradient: Array,
    activation: Activation,
    d_activation: Activation,
    earlier: Any = (),
) -> dict[str, Any]:
    """Send batches forward and back through an activation; return what comes back last."""
    layer = layer_class(activation, d_activation)
    for inputs, gradient in [*earlier, (x, output_gradient)]:
        layer.forward(inputs)
        returned = layer.backward(gradient)
    return {RETURNED: returned}


class WrittenActivation:
    """ActivationLayer as a learner writes it."""

    x: Array

    def __init__(self, activation: Activation, d_activation: Activation) -> None:
        self.activation, self.d_activation = activation, d_activation

    def forward(self, x: Array) -> Array:
        """A = f(Z)."""
        self.x = x
        return self.activation(x)


def activation_slip(backward: Callable[[Any, Array], Any]) -> type:
    """The layer with another backward."""
    return type("Slip", (WrittenActivation,), {"backward": backward})


def chained(da: Array, derivative: Array) -> Array:
    """DA through an elementwise derivative, or through a Jacobian."""
    if derivative.shape == da.shape:
        return da * derivative
    return np.matmul(da[:, np.newaxis, :], derivative)[:, 0, :]


def only_jacobian(change: Callable[[Array, Array], Array]) -> type:
    """The layer with something else done where the derivative is a Jacobian."""

    def backward(self: WrittenActivation, da: Array) -> Any:
        derivative = self.d_activation(self.x)
        return change(da, derivative) if derivative.ndim == 3 else da * derivative

    return activation_slip(backward)


NOT_YET = (
    "Is the derivative, taken at self.x, (n, m) or (n, m, m) here? Each needs another product: ask "
    "its shape."
)

CALL_IT = "d_activation is a function. Call it with the input."

ActivationLayer = Exercise(
    "ActivationLayer",
    nnlib.ActivationLayer,
    activations,
    {
        "backward takes the slope at the output. Take it at the input, which forward has kept.": (
            activation_slip(
                lambda self, da: chained(da, self.d_activation(self.activation(self.x)))
            )
        ),
        "backward multiplies by the activation, not by its derivative.": (
            activation_slip(lambda self, da: da * self.activation(self.x))
        ),
        "backward returns what it got. The slope is missing.": activation_slip(lambda self, da: da),
        "backward returns the slopes alone. What came back is missing.": (
            activation_slip(lambda self, da: self.d_activation(self.x))
        ),
        "backward takes the slope at what came back, not at the input.": (
            activation_slip(lambda self, da: chained(da, self.d_activation(da)))
        ),
        "backward takes the slope at the x of section 1. The input is self.x.": (
            activation_slip(lambda self, da: da * self.d_activation(2.0))
        ),
        "backward takes the slope of tanh, whatever the function. The layer has its own: "
        "self.d_activation.": activation_slip(lambda self, da: da * nnlib.d_tanh(self.x)),
        "backward divides by the slope. It is multiplied: that is the chain rule.": (
            activation_slip(lambda self, da: da / self.d_activation(self.x))
        ),
        "backward still has the axis of length 1. It has done its work: take it off.": (
            only_jacobian(lambda da, jacobian: np.matmul(da[:, np.newaxis, :], jacobian))
        ),
        "backward returns columns. The row stands before the Jacobian.": (
            only_jacobian(lambda da, jacobian: np.matmul(jacobian, da[:, :, np.newaxis]))
        ),
        "backward takes the Jacobian the wrong way round: the row stands before it.": (
            only_jacobian(lambda da, j: np.matmul(j, da[:, :, np.newaxis])[:, :, 0])
        ),
        "backward lets every sample meet the Jacobian of every other. The row needs an axis of "
        "length 1.": only_jacobian(np.matmul),
        "backward returns the first sample only. The axis to take off is the one in the middle.": (
            only_jacobian(lambda da, jacobian: np.matmul(da[:, np.newaxis, :], jacobian)[0])
        ),
        "backward has lost the axis of the samples, too: squeeze takes off every axis of length 1. "
        "Say which one.": (
            only_jacobian(lambda da, j: np.matmul(da[:, np.newaxis, :], j).squeeze())
        ),
        "backward multiplies, and has not added up. @ or np.matmul does both.": (
            only_jacobian(lambda da, jacobian: da[:, :, np.newaxis] * jacobian)
        ),
        "backward multiplies number by number, and has not added up. Use @ or np.matmul: they do "
        "both.": only_jacobian(lambda da, jacobian: da[:, np.newaxis, :] * jacobian),
        "backward uses the diagonal of the Jacobian only. What of the rest?": (
            only_jacobian(lambda da, j: da * np.diagonal(j, axis1=1, axis2=2))
        ),
    },
    use=pass_activation,
    stops={
        "could not be broadcast": NOT_YET,
        "mismatch": NOT_YET,
        "not aligned": NOT_YET,
        "too many indices": NOT_YET,
        "does not have enough dimensions": KEPT,
        "shape ()": KEPT,
        "truth value of an array": "Compare shapes, not arrays: derivative.shape == self.x.shape.",
        "name 'x' is not defined": KEPT,
        "name 'dA' is not defined": "In this method it is called output_gradient.",
        "name 'n' is not defined": "The shape of the input is self.x.shape.",
        "name 'm' is not defined": "The shape of the input is self.x.shape.",
        "name 'd_activation' is not defined": "It belongs to the layer: self.d_activation.",
        "unsupported operand": CALL_IT,
        "'function' object": CALL_IT,
    },
    ready_made=[
        "numerical_derivative",
        "numerical_gradient",
        "numerical_jacobian",
        "backward",
    ],
    may_loop=False,
)


# --- W5: skip_backward ----------------------------------------------------------------------------


def around(rng: np.random.Generator) -> list[Case]:
    """Inputs (n, m), square weights (m, m) and dA (n, m)."""
    n, m = rng.choice([3, 4, 5, 6], size=2, replace=False)

    def case(n: int) -> tuple[Array, Array, Array]:
        x, weights, da = (rng.normal(size=shape) for shape in ((n, m), (m, m), (n, m)))
        return x, weights, da

    return [
        ("for a batch", case(n)),
        ("for one sample", case(1)),
        ("for as many samples as neurons", case(m)),
    ]


def finished_skip_backward(x: Array, weights: Array, da: Array) -> Array:
    """DA past the layer, plus dA through tanh and W."""
    return da + np.matmul(da * nnlib.d_tanh(x @ weights), weights.T)


SKIP_SHAPES = "W is (m, m), the other two are (n, m)."

skip_backward = Exercise(
    "skip_backward",
    finished_skip_backward,
    around,
    {
        "the path past the layer is missing. In how many places is X used?": (
            lambda x, w, da: da * nnlib.d_tanh(x @ w) @ w.T
        ),
        "the path through W and tanh is missing.": lambda x, w, da: da,
        "the transpose is missing. W is square, so NumPy says nothing.": (
            lambda x, w, da: da + da * nnlib.d_tanh(x @ w) @ w
        ),
        "the slope of tanh is taken at X. It belongs at X @ W, the input of tanh.": (
            lambda x, w, da: da + da * nnlib.d_tanh(x) @ w.T
        ),
        "the slope of tanh is taken at its output. It belongs at X @ W, its input.": (
            lambda x, w, da: da + da * nnlib.d_tanh(nnlib.tanh(x @ w)) @ w.T
        ),
        "on the way back tanh comes first, and then W.": (
            lambda x, w, da: da + da @ w.T * nnlib.d_tanh(x @ w)
        ),
        "past the layer goes what came back, dA, and not 1.": (
            lambda x, w, da: 1 + da * nnlib.d_tanh(x @ w) @ w.T
        ),
        "past the layer goes what came back, dA, and not X.": (
            lambda x, w, da: x + da * nnlib.d_tanh(x @ w) @ w.T
        ),
        "in the second path dA is missing.": (lambda x, w, da: da + nnlib.d_tanh(x @ w) @ w.T),
        "tanh itself stands where its slope should.": (
            lambda x, w, da: da + da * nnlib.tanh(x @ w) @ w.T
        ),
        "the slope of tanh is missing.": lambda x, w, da: da + da @ w.T,
        "after tanh, what goes back still has to meet the weights.": (
            lambda x, w, da: da + da * nnlib.d_tanh(x @ w)
        ),
        "dA meets the slope first, number by number. Only then comes the product with the "
        "weights.": lambda x, w, da: da + da * (nnlib.d_tanh(x @ w) @ w.T),
        "the weights are on both paths. The one past the layer has none.": (
            lambda x, w, da: (da + da * nnlib.d_tanh(x @ w)) @ w.T
        ),
        "this is A, the way forward.": lambda x, w, da: x + nnlib.tanh(x @ w),
        "the two paths are multiplied. Paths add up.": (
            lambda x, w, da: da * (da * nnlib.d_tanh(x @ w) @ w.T)
        ),
    },
    stops={
        "mismatch": SKIP_SHAPES,
        "not aligned": SKIP_SHAPES,
        "could not be broadcast": f"{SKIP_SHAPES} Where is a product of matrices needed, @?",
    },
    ready_made=["numerical_gradient", "numerical_jacobian"],
    may_loop=False,
)
