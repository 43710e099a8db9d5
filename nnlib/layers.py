"""Layers: the steps that a network is made of, each with its way forward and its way back.

In the formulas, X is what comes into a layer and Z what goes out, and dX, dZ, dW, db stand for the
derivatives of the loss with respect to X, Z, W and b.
"""

from collections.abc import Callable

import numpy as np

from nnlib.types import Activation, Array
from nnlib.validation import check_positive_int

Initialization = Callable[[np.random.Generator, int, int], tuple[Array, Array]]


def normal(rng: np.random.Generator, fan_in: int, fan_out: int) -> tuple[Array, Array]:
    """Weights and biases from N(0, 1 / (fan_in + fan_out)).

    Source: half the variance that Glorot and Bengio (2010) derive in eq. 12.
    """
    deviation = (fan_in + fan_out) ** -0.5
    return (
        rng.normal(0, deviation, (fan_in, fan_out)),
        rng.normal(0, deviation, (1, fan_out)),
    )


def uniform(rng: np.random.Generator, fan_in: int, fan_out: int) -> tuple[Array, Array]:
    """Weights and biases uniform on [-0.5, 0.5), whatever the size of the layer."""
    return rng.random((fan_in, fan_out)) - 0.5, rng.random((1, fan_out)) - 0.5


def glorot_uniform(rng: np.random.Generator, fan_in: int, fan_out: int) -> tuple[Array, Array]:
    """Weights uniform with variance 2 / (fan_in + fan_out), biases 0; what Keras takes.

    Source: Glorot and Bengio (2010), Understanding the difficulty of training deep feedforward
    neural networks, eq. 16.
    """
    limit = (6 / (fan_in + fan_out)) ** 0.5
    return rng.uniform(-limit, limit, (fan_in, fan_out)), np.zeros((1, fan_out))


def he_normal(rng: np.random.Generator, fan_in: int, fan_out: int) -> tuple[Array, Array]:
    """Weights from N(0, 2 / fan_in), biases 0; for relu.

    Source: He, Zhang, Ren and Sun (2015), Delving deep into rectifiers, eq. 10.
    """
    return rng.normal(0, (2 / fan_in) ** 0.5, (fan_in, fan_out)), np.zeros((1, fan_out))


def zeros(rng: np.random.Generator, fan_in: int, fan_out: int) -> tuple[Array, Array]:
    """Weights and biases 0: all neurons of a layer stay alike for ever, a thing to be shown."""
    return np.zeros((fan_in, fan_out)), np.zeros((1, fan_out))


INITIALIZATIONS: dict[str, Initialization] = {
    "normal": normal,
    "uniform": uniform,
    "glorot_uniform": glorot_uniform,
    "he_normal": he_normal,
    "zeros": zeros,
}


class Layer:
    """A step of a network: ``forward`` computes, ``backward`` sends the derivative back.

    A layer keeps its parameters in one flat vector ``params`` and the derivatives of the loss with
    respect to them in ``gradient``; a layer without parameters has two empty ones. A network hands
    its layers views into vectors of its own, through ``bind``. A layer with parameters offers them
    as ``weights`` and ``bias``.
    """

    input_size: int | None = None
    """How many columns must come in; None where any number will do."""

    output_size: int | None = None
    """How many columns go out; None where it is as many as came in."""

    weights: Array
    bias: Array

    is_added = False
    """Whether the layer belongs to a network."""

    def __init__(self, params_size: int = 0) -> None:
        self.bind(np.zeros(params_size), np.zeros(params_size))

    def bind(self, params: Array, gradient: Array) -> None:
        """Keep the parameters and their derivatives in these two flat vectors from now on."""
        self.params = params
        self.gradient = gradient

    def forward(self, x: Array) -> Array:
        """Compute the output ``(n, output_size)`` from the input ``(n, input_size)``."""
        raise NotImplementedError

    def backward(self, output_gradient: Array) -> Array:
        """Fill ``gradient``, and give the derivative with respect to the last ``forward``'s input.

        Args:
            output_gradient: The derivative of the loss with respect to this layer's output,
                ``(n, output_size)``.

        Returns:
            The derivative of the loss with respect to this layer's input, ``(n, input_size)``.
        """
        raise NotImplementedError

    def backward_params(self, output_gradient: Array) -> None:
        """Fill ``gradient`` only: all that the first layer of a network has to do."""
        self.backward(output_gradient)


class FCLayer(Layer):
    """Fully connected layer: Z = X W + b.

    Args:
        input_size: Columns of X (fan_in).
        output_size: Columns of Z, the number of neurons (fan_out).
        initialization: A name from ``INITIALIZATIONS``, or a function of a random generator,
            fan_in and fan_out that gives weights and bias.
        seed: For a layer that draws the same numbers every time; a network has a seed of its own.

    Attributes:
        weights: W, ``(input_size, output_size)``.
        bias: b, ``(1, output_size)``.
        weights_gradient, bias_gradient: dW and db after ``backward``, of the same shapes.

    Raises:
        ValueError: A size is below 1, or the initialization is unknown or gives wrong shapes.
        TypeError: A size is not a whole number.

    Source:
        Goodfellow, Bengio and Courville (2016), Deep Learning, algorithms 6.3 and 6.4.

    >>> layer = FCLayer(3, 2)
    >>> layer.weights[...] = [[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]
    >>> layer.bias[...] = [[10.0, 20.0]]
    >>> layer.forward(np.array([[1.0, 2.0, 3.0]]))
    array([[11., 22.]])
    >>> layer.backward(np.array([[1.0, 0.0]]))
    array([[1., 0., 0.]])
    """

    input_size: int
    output_size: int

    def __init__(
        self,
        input_size: int,
        output_size: int,
        initialization: str | Initialization = "normal",
        *,
        seed: int | None = None,
    ) -> None:
        self.input_size = check_positive_int("input_size", input_size)
        self.output_size = check_positive_int("output_size", output_size)
        if isinstance(initialization, str) and initialization not in INITIALIZATIONS:
            raise ValueError(
                f"initialization came as {initialization!r}, wanted a function or one of "
                f"{', '.join(INITIALIZATIONS)}."
            )
        self.initialization = initialization
        self._x: Array | None = None
        super().__init__((self.input_size + 1) * self.output_size)
        self.initialize(np.random.default_rng(seed))
        # A network redraws what is still as it was drawn, and keeps what was set or seeded.
        self._as_drawn = self.params.copy() if seed is None else None

    def __repr__(self) -> str:
        return f"FCLayer({self.input_size}, {self.output_size})"

    @property
    def weights(self) -> Array:
        return self._weights

    @weights.setter
    def weights(self, values: Array) -> None:
        _copy_into(self._weights, values, f"weights of {self}")

    @property
    def bias(self) -> Array:
        return self._bias

    @bias.setter
    def bias(self, values: Array) -> None:
        _copy_into(self._bias, values, f"bias of {self}")

    @property
    def is_as_drawn(self) -> bool:
        """Whether the parameters are still those that came by chance."""
        return self._as_drawn is not None and np.array_equal(self.params, self._as_drawn)

    def initialize(self, rng: np.random.Generator) -> None:
        """Draw weights and bias anew."""
        draw = self.initialization
        if isinstance(draw, str):
            draw = INITIALIZATIONS[draw]
        self.weights, self.bias = draw(rng, self.input_size, self.output_size)

    def bind(self, params: Array, gradient: Array) -> None:
        """Keep the parameters and their derivatives in these two flat vectors from now on."""
        super().bind(params, gradient)
        self._weights, self._bias = self._views(params)
        self.weights_gradient, self.bias_gradient = self._views(gradient)

    def _views(self, vector: Array) -> tuple[Array, Array]:
        split = self.input_size * self.output_size
        return (
            vector[:split].reshape(self.input_size, self.output_size),
            vector[split:].reshape(1, self.output_size),
        )

    def forward(self, x: Array) -> Array:
        """Z = X W + b, ``(n, output_size)``."""
        if x.ndim != 2 or x.shape[1] != self.input_size:
            raise ValueError(f"x came with shape {x.shape}, {self} wants (n, {self.input_size}).")
        self._x = x
        return x @ self._weights + self._bias

    def backward(self, output_gradient: Array) -> Array:
        """dX = dZ Wᵀ, after ``backward_params``."""
        self.backward_params(output_gradient)
        return output_gradient @ self._weights.T

    def backward_params(self, output_gradient: Array) -> None:
        """dW = Xᵀ dZ, and db = the sum of dZ over the samples."""
        x = _remembered(self._x, self)
        _check_output_gradient(output_gradient, (len(x), self.output_size), self)
        np.matmul(x.T, output_gradient, out=self.weights_gradient)
        np.sum(output_gradient, axis=0, keepdims=True, out=self.bias_gradient)


class ActivationLayer(Layer):
    """An activation function as a layer: A = f(Z).

    Args:
        activation: f, from ``(n, m)`` to ``(n, m)``.
        d_activation: Its derivative, elementwise ``(n, m)``, or a Jacobian ``(n, m, m)`` for each
            sample where an output depends on the whole row. The shape tells which one it is.

    Source:
        Goodfellow, Bengio and Courville (2016), Deep Learning, algorithms 6.3 and 6.4.

    >>> from nnlib.activations import d_relu, relu
    >>> layer = ActivationLayer(relu, d_relu)
    >>> layer.forward(np.array([[-1.0, 2.0]]))
    array([[0., 2.]])
    >>> layer.backward(np.array([[5.0, 5.0]]))
    array([[0., 5.]])
    """

    def __init__(self, activation: Activation, d_activation: Activation) -> None:
        super().__init__()
        self.activation = activation
        self.d_activation = d_activation
        self._x: Array | None = None

    def __repr__(self) -> str:
        return f"ActivationLayer({getattr(self.activation, '__name__', self.activation)})"

    def forward(self, x: Array) -> Array:
        """A = f(Z), ``(n, m)``."""
        self._x = x
        output = self.activation(x)
        if output.shape != x.shape:
            raise ValueError(
                f"{self}: for an input of shape {x.shape} the activation gave {output.shape}, "
                "wanted the same shape."
            )
        return output

    def backward(self, output_gradient: Array) -> Array:
        """dZ = dA f'(Z), number by number; or the row dA times the Jacobian, for each sample."""
        x = _remembered(self._x, self)
        _check_output_gradient(output_gradient, x.shape, self)
        derivative = self.d_activation(x)
        if derivative.shape == x.shape:
            return output_gradient * derivative
        if derivative.shape == (*x.shape, x.shape[1]):
            return np.matmul(output_gradient[:, np.newaxis, :], derivative)[:, 0, :]
        raise ValueError(
            f"{self}: for an input of shape {x.shape} the derivative came with shape "
            f"{derivative.shape}, wanted {x.shape} (elementwise) or {(*x.shape, x.shape[1])} "
            "(a Jacobian for each sample)."
        )


def _copy_into(view: Array, values: Array, name: str) -> None:
    # Copied, never replaced: the network's flat vector has to see the new numbers.
    if np.shape(values) != view.shape:
        raise ValueError(f"{name} came with shape {np.shape(values)}, wanted {view.shape}.")
    view[...] = values


def _remembered(x: Array | None, layer: Layer) -> Array:
    if x is None:
        raise RuntimeError(f"{layer}: call forward before backward, it remembers the input.")
    return x


def _check_output_gradient(output_gradient: Array, shape: tuple[int, ...], layer: Layer) -> None:
    if output_gradient.shape != shape:
        raise ValueError(
            f"output_gradient came with shape {output_gradient.shape}, {layer} wants {shape}, "
            "the shape of its last output."
        )
