"""Layers: the steps that a network is made of, each with its way forward and its way back.

In the formulas, X is what comes into a layer and Z what goes out, and dX, dZ, dW, db stand for the
derivatives of the loss with respect to X, Z, W and b.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from nnlib.types import Activation, Array
from nnlib.validation import check_positive_int, require, require_shape

__all__ = ["Layer", "FCLayer", "ActivationLayer"]

Initialization = Callable[[np.random.Generator, int, int], tuple[Array, Array]]


def normal(rng: np.random.Generator, fan_in: int, fan_out: int) -> tuple[Array, Array]:
    """Weights and biases from N(0, 1 / (fan_in + fan_out)).

    Source: half the variance that Glorot and Bengio (2010) derive in eq. 12.
    """
    std = (fan_in + fan_out) ** -0.5
    return rng.normal(0, std, (fan_in, fan_out)), rng.normal(0, std, (1, fan_out))


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
    each.__name__: each for each in (normal, uniform, glorot_uniform, he_normal, zeros)
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

    _x: Array | None = None

    is_added = False
    """Whether the layer belongs to a network."""

    def __init__(self, params_size: int = 0) -> None:
        self.bind(np.zeros(params_size), np.zeros(params_size))

    def bind(self, params: Array, gradient: Array) -> None:
        """Keep the parameters and their derivatives in these two flat vectors from now on."""
        self.params = params
        self.gradient = gradient

    def __setstate__(self, state: dict[str, Any]) -> None:
        # copy.deepcopy and pickle copy each array alone, which cuts views from their vector.
        self.__dict__.update(state)
        self.bind(self.params, self.gradient)

    def draw(self, rng: np.random.Generator) -> None:
        """Draw the parameters that have not been set by hand; here there are none."""

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

    def _remembered(self) -> Array:
        if self._x is None:
            raise RuntimeError(f"{self}: call forward before backward, it remembers the input.")
        return self._x


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
        if not callable(initialization):
            names = ", ".join(INITIALIZATIONS)
            came = f"initialization came as {initialization!r}"
            require(initialization in INITIALIZATIONS, f"{came}, wanted one of {names}.")
            initialization = INITIALIZATIONS[initialization]
        self.initialization = initialization
        super().__init__((self.input_size + 1) * self.output_size)
        self._drawn = self.params.copy()
        self.draw(np.random.default_rng(seed))
        if seed is not None:
            # Nothing equals NaN, so all that this seed has drawn counts as set by hand.
            self._drawn[:] = np.nan

    def __repr__(self) -> str:
        return f"FCLayer({self.input_size}, {self.output_size})"

    @property
    def weights(self) -> Array:
        return self._weights

    @weights.setter
    def weights(self, values: Array) -> None:
        require_shape("weights", values, self._weights.shape)
        self._weights[...] = values

    @property
    def bias(self) -> Array:
        return self._bias

    @bias.setter
    def bias(self, values: Array) -> None:
        require_shape("bias", values, self._bias.shape)
        self._bias[...] = values

    def draw(self, rng: np.random.Generator) -> None:
        """Draw weights and bias before training, but for the numbers that were set by hand."""
        drawn = self.initialization(rng, self.input_size, self.output_size)
        is_pair = isinstance(drawn, tuple) and len(drawn) == 2
        require(is_pair, "initialization gives (weights, bias).")
        kept, by_hand = self.params.copy(), self.params != self._drawn
        self.weights, self.bias = drawn
        self._drawn[:] = self.params
        self.params[by_hand] = kept[by_hand]

    def bind(self, params: Array, gradient: Array) -> None:
        """Keep the parameters and their derivatives in these two flat vectors from now on."""
        super().bind(params, gradient)
        self._weights, self._bias = self._split(params)
        self.weights_gradient, self.bias_gradient = self._split(gradient)

    def _split(self, vector: Array) -> tuple[Array, Array]:
        """Two views into a flat vector, in the shapes of W and b."""
        weights, bias = np.split(vector, [self.input_size * self.output_size])
        return weights.reshape(self.input_size, self.output_size), bias.reshape(1, -1)

    def forward(self, x: Array) -> Array:
        """Z = X W + b, ``(n, output_size)``."""
        if x.ndim != 2 or x.shape[1] != self.input_size:
            raise ValueError(f"x came with shape {x.shape}, {self} wants (n, {self.input_size}).")
        self._x = x = np.asarray(x, dtype=self.params.dtype)
        return x @ self._weights + self._bias

    def backward(self, output_gradient: Array) -> Array:
        """dX = dZ Wᵀ, after ``backward_params``."""
        self.backward_params(output_gradient)
        return output_gradient @ self._weights.T

    def backward_params(self, output_gradient: Array) -> None:
        """dW = Xᵀ dZ, and db = the sum of dZ over the samples."""
        x = self._remembered()
        require_shape("output_gradient", output_gradient, (len(x), self.output_size))
        output_gradient = np.asarray(output_gradient, dtype=x.dtype)
        # For matrices dot and matmul are one; for a single sample dot is several times faster.
        np.dot(x.T, output_gradient, out=self.weights_gradient)
        output_gradient.sum(axis=0, keepdims=True, out=self.bias_gradient)


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

    def __repr__(self) -> str:
        return f"ActivationLayer({getattr(self.activation, '__name__', self.activation)})"

    def forward(self, x: Array) -> Array:
        """A = f(Z), ``(n, m)``."""
        self._x = x
        output = self.activation(x)
        require_shape("the activation's output", output, x.shape, ", the shape of its input")
        return output

    def backward(self, output_gradient: Array) -> Array:
        """dZ = dA f'(Z), number by number; or the row dA times the Jacobian, for each sample."""
        x = self._remembered()
        require_shape("output_gradient", output_gradient, x.shape)
        derivative = self.d_activation(x)
        if np.shape(derivative) == x.shape:
            return output_gradient * derivative
        hint = f" (a Jacobian for each sample) or {x.shape} (elementwise)"
        require_shape("d_activation", derivative, (*x.shape, x.shape[1]), hint)
        return np.matmul(output_gradient[:, np.newaxis, :], derivative)[:, 0, :]
