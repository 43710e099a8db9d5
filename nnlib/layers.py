"""Layers, each with a forward and a backward pass.

In the formulas, X is the input of a layer, Z or A its output, and dX, dZ, dA, dW, db are the
derivatives of the loss with respect to X, Z, A, W and b.
"""

from typing import Any

import numpy as np

from nnlib import validation
from nnlib.network_validation import check_input, check_output_gradient
from nnlib.types import Activation, Array
from nnlib.weights import WeightsAndBias

__all__ = ["Layer", "FCLayer", "ActivationLayer", "Dropout"]


class Layer:
    """A layer of a network: the base class, also of a layer of your own.

    A layer of your own writes ``forward`` and ``backward``. It calls ``super().__init__(size)``
    with the number of its parameters, keeps them in ``params``, and fills ``gradient`` with their
    derivatives in ``backward``. A network replaces both vectors by views into its own, so write
    ``self.gradient[...] = …``. ``remembered`` names the attributes that ``forward`` keeps for
    ``backward``, such as the input ``self.x``: ``fit`` removes them at its end, and they are
    neither copied nor saved.

    Attributes:
        params: All parameters of the layer in one flat vector, ``(size,)``.
        gradient: The derivatives of the loss with respect to them, ``(size,)``.
        training: True within a training epoch, else False: for layers such as Dropout.
        input_size: How many columns the input must have; None for any number.
        output_size: How many columns the output has; None for as many as the input.
    """

    input_size: int | None = None
    output_size: int | None = None
    training = False
    remembered: tuple[str, ...] = ("x",)
    x: Any = None

    def __init__(self, size: int = 0) -> None:
        self.params, self.gradient = np.zeros(size), np.zeros(size)

    def __getstate__(self) -> dict[str, object]:
        state = vars(self).copy()  # at once, as a training in another thread may change it
        return {name: value for name, value in state.items() if name not in self.remembered}

    def draw(self, rng: np.random.Generator) -> None:
        """Draw what is random in the layer; a network calls it when the layer is added."""

    def named_params(self) -> dict[str, Array]:
        """The parameters by name, as views: what is saved."""
        return {"params": self.params} if self.params.size else {}

    def forward(self, x: Array) -> Array:
        """Compute the output ``(n, output_size)`` from the input ``(n, input_size)``."""
        raise NotImplementedError(f"{type(self).__name__} has no forward")

    def backward(self, output_gradient: Array) -> Array:
        """Fill ``gradient``, and return the derivative of the loss with respect to the input.

        Args:
            output_gradient: The derivative with respect to the output, ``(n, output_size)``.

        Returns:
            The derivative with respect to the input of the last ``forward``, ``(n, input_size)``.
        """
        raise NotImplementedError(f"{type(self).__name__} has no backward")


class FCLayer(WeightsAndBias, Layer):  # type: ignore[misc]
    """Fully connected layer: Z = X W + b. (Other libraries call it Dense or Linear.)

    Weights and bias are drawn when the layer is added to a network, or when you look at them before
    that. What you have set or seen stays. ``WeightsAndBias`` in ``weights.py`` has the constructor:
    ``params`` is one vector, first W row by row, then b; ``weights`` and ``bias`` are views of it.

    Args:
        input_size: Columns of X (fan_in).
        output_size: Columns of Z, the number of neurons (fan_out).
        initialization: A name from ``nnlib.initializers.INITIALIZERS``, or a function of a random
            generator, fan_in and fan_out that returns weights and bias.
        seed: To draw the same numbers every time; without it the network's own seed decides.

    Attributes:
        weights: W, ``(input_size, output_size)``.
        bias: b, ``(1, output_size)``.
        weights_gradient, bias_gradient: dW and db after ``backward``, of the same shapes.

    Raises:
        ValueError: A size is below 1, or the initialization is unknown or returns other shapes.
        TypeError: A size is not an integer.

    Source:
        Goodfellow, Bengio and Courville (2016), Deep Learning, algorithms 6.3 and 6.4.

    >>> layer = FCLayer(3, 2)
    >>> layer.weights = [[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]
    >>> layer.bias = [[10.0, 20.0]]
    >>> layer.forward(np.array([[1.0, 2.0, 3.0]]))
    array([[11., 22.]])
    >>> layer.backward(np.array([[1.0, 0.0]]))
    array([[1., 0., 0.]])
    >>> layer.weights_gradient
    array([[1., 0.],
           [2., 0.],
           [3., 0.]])
    """

    def __repr__(self) -> str:
        return f"FCLayer({self.input_size}, {self.output_size})"

    def forward(self, x: Array) -> Array:
        """Z = X W + b, ``(n, output_size)``."""
        self.x = x = check_input(self, x).astype(self.params.dtype, copy=False)
        return x @ self.weights + self.bias

    def backward(self, output_gradient: Array) -> Array:
        """Fill dW and db, and return dX = dZ Wᵀ."""
        self.backward_params(output_gradient)
        return np.asarray(output_gradient, self.x.dtype).dot(self.weights.T)

    def backward_params(self, output_gradient: Array) -> None:
        """dW = Xᵀ dZ, and db = the sum of dZ over the samples."""
        dz = check_output_gradient(self, output_gradient)
        # For matrices dot is the same as @, and for a single sample it is faster.
        self.x.T.dot(dz, out=self.weights_gradient)
        dz.sum(axis=0, keepdims=True, out=self.bias_gradient)


class ActivationLayer(Layer):
    """An activation function as a layer: A = f(Z).

    Args:
        activation: f, from ``(n, m)`` to ``(n, m)``.
        d_activation: Its derivative, elementwise ``(n, m)``, or a Jacobian ``(n, m, m)`` for each
            sample where an output depends on the whole row. The shape tells which one it is.

    Raises:
        TypeError: One of the two is not a function.

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
        validation.check_callable("activation", activation, "relu")
        validation.check_callable("d_activation", d_activation, "d_relu")
        self.activation, self.d_activation = activation, d_activation

    def __repr__(self) -> str:
        return f"ActivationLayer({getattr(self.activation, '__name__', self.activation)})"

    def forward(self, x: Array) -> Array:
        """A = f(Z), ``(n, m)``."""
        self.x = x = validation.read_only(check_input(self, x))
        return validation.require_result("activation(x)", self.activation(x), x.shape)

    def backward(self, output_gradient: Array) -> Array:
        """dZ = dA f'(Z), elementwise; or the row dA times the Jacobian, for each sample."""
        da, x = check_output_gradient(self, output_gradient), self.x
        derivative = validation.as_floats("the result of d_activation(x)", self.d_activation(x))
        if derivative.shape == x.shape:
            return da * derivative
        hint = f" (a Jacobian for each sample) or {x.shape} (elementwise)"
        validation.require_result("d_activation(x)", derivative, (*x.shape, x.shape[1]), hint)
        return np.matmul(da[:, np.newaxis, :], derivative)[:, 0, :]


class Dropout(Layer):
    """Dropout: in training, set each number to 0 with probability ``rate``.

    The others are divided by 1 - rate, so that the expected sum stays the same (inverted dropout).
    Outside of training the layer changes nothing.

    Args:
        rate: The share of numbers that are set to 0, in [0, 1).
        seed: To drop the same numbers every time; without it the network's own seed decides.

    Raises:
        ValueError: rate is not in [0, 1).
        TypeError: rate is not a number.

    Source:
        Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov (2014), Dropout: a simple way to
        prevent neural networks from overfitting, section 10.

    >>> layer = Dropout(0.5, seed=0)
    >>> layer.forward(np.ones((1, 4)))
    array([[1., 1., 1., 1.]])
    >>> layer.training = True
    >>> layer.forward(np.ones((1, 4)))
    array([[2., 0., 0., 0.]])
    """

    remembered = ("x", "mask")
    mask: Array | float

    def __init__(self, rate: float, seed: int | None = None) -> None:
        super().__init__()
        validation.check_number("rate", rate, high=1)
        self.rate, self.seed = float(rate), seed
        self.rng = validation.make_rng(seed)

    def __repr__(self) -> str:
        return f"Dropout({self.rate})"

    def draw(self, rng: np.random.Generator) -> None:
        """Take a random generator of its own from the network's, unless there is a seed."""
        if self.seed is None:
            self.rng = rng.spawn(1)[0]

    def forward(self, x: Array) -> Array:
        """X times a mask of 0 and 1 / (1 - rate) in training, else X itself."""
        self.x = x = check_input(self, x)
        self.mask = 1.0
        if self.training:
            is_kept = self.rng.random(x.shape) >= self.rate
            self.mask = is_kept.astype(x.dtype) / (1 - self.rate)
        return x * self.mask

    def backward(self, output_gradient: Array) -> Array:
        """The same mask times the output gradient."""
        return check_output_gradient(self, output_gradient) * self.mask
