"""nnlib: a neural network from scratch with NumPy, as the notebooks build it."""

from nnlib.activations import (
    d_identity,
    d_relu,
    d_sigmoid,
    d_softmax,
    d_tanh,
    identity,
    relu,
    sigmoid,
    softmax,
    tanh,
)
from nnlib.datasets import load_mnist, xor
from nnlib.gradient_check import (
    numerical_derivative,
    numerical_gradient,
    numerical_jacobian,
    relative_error,
)
from nnlib.layers import ActivationLayer, FCLayer, Layer
from nnlib.losses import (
    EPS,
    binary_crossentropy,
    categorical_crossentropy,
    d_binary_crossentropy,
    d_categorical_crossentropy,
    d_mse,
    mse,
)
from nnlib.network import DivergenceError, Network, NeuralNetwork
from nnlib.optimizers import SGD, Adagrad, Adam, Optimizer, RMSprop
from nnlib.preprocessing import normalize, standardize, to_categorical

__all__ = [
    "EPS",
    "SGD",
    "ActivationLayer",
    "Adagrad",
    "Adam",
    "DivergenceError",
    "FCLayer",
    "Layer",
    "Network",
    "NeuralNetwork",
    "Optimizer",
    "RMSprop",
    "binary_crossentropy",
    "categorical_crossentropy",
    "d_binary_crossentropy",
    "d_categorical_crossentropy",
    "d_identity",
    "d_mse",
    "d_relu",
    "d_sigmoid",
    "d_softmax",
    "d_tanh",
    "identity",
    "load_mnist",
    "mse",
    "normalize",
    "numerical_derivative",
    "numerical_gradient",
    "numerical_jacobian",
    "relative_error",
    "relu",
    "sigmoid",
    "softmax",
    "standardize",
    "tanh",
    "to_categorical",
    "xor",
]
