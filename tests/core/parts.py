"""What several tests of networks share: functions with their derivatives, parts of one's own."""

import numpy as np

from nnlib import (
    SGD,
    Layer,
    binary_crossentropy,
    categorical_crossentropy,
    d_binary_crossentropy,
    d_categorical_crossentropy,
    d_identity,
    d_mse,
    d_relu,
    d_sigmoid,
    d_softmax,
    d_tanh,
    identity,
    mse,
    numerical_gradient,
    relative_error,
    relu,
    sigmoid,
    softmax,
    tanh,
)

RELU, TANH, SIGMOID = (relu, d_relu), (tanh, d_tanh), (sigmoid, d_sigmoid)
IDENTITY, SOFTMAX = (identity, d_identity), (softmax, d_softmax)
MSE = (mse, d_mse)
CATEGORICAL = (categorical_crossentropy, d_categorical_crossentropy)
BINARY = (binary_crossentropy, d_binary_crossentropy)

CANONICAL = [(IDENTITY, MSE), (SIGMOID, BINARY), (SOFTMAX, CATEGORICAL)]
PRODUCTS = [
    *((output, MSE) for output in (RELU, TANH, SIGMOID, SOFTMAX)),
    (SIGMOID, CATEGORICAL),
    (SOFTMAX, BINARY),
]


def name_of(value):
    """Name test cases by the functions in them."""
    if isinstance(value, tuple) and callable(value[0]):
        return value[0].__name__
    return None


def gradient_of(network, x, y):
    """A copy of the flat gradient for these samples."""
    return network.backward(network.forward(x), y).copy()


def numerical_gradient_of(network, x, y):
    """The central differences of the network's score."""

    def mean_loss(params):
        network.params = params
        return network.score(x, y)

    params = network.params.copy()
    numerical = numerical_gradient(mean_loss, params)
    network.params = params
    return numerical


def gradient_error(network, x, y):
    """How far the network's gradient is from central differences of its score."""
    return relative_error(gradient_of(network, x, y), numerical_gradient_of(network, x, y))


class Scale(Layer):
    """A layer of one's own: each column times a number that is learned."""

    def __init__(self, size):
        self.input_size = self.output_size = size
        super().__init__(size)
        self.params[:] = np.linspace(0.5, 1.5, size)

    def forward(self, x):
        self.x = x
        return x * self.params

    def backward(self, output_gradient):
        self.gradient[:] = np.sum(self.x * output_gradient, axis=0)
        return output_gradient * self.params


class Recorder:
    """SGD that keeps the parameters after each of its steps, and the gradients."""

    def __init__(self):
        self.sgd = SGD(learning_rate=0.1)
        self.params, self.gradients = [], []

    def update(self, old_params, gradient):
        new = self.sgd.update(old_params, gradient)
        self.params.append(new.copy())
        self.gradients.append(gradient.copy())
        return new


class Standstill:
    """An optimizer that never moves."""

    def update(self, old_params, gradient):
        return old_params.copy()
