"""Initializers: how a layer draws its weights and biases before training.

Each takes a random generator, fan_in (the inputs of the layer) and fan_out (its neurons), and
returns weights ``(fan_in, fan_out)`` and a bias ``(1, fan_out)``, float64.
"""

import numpy as np

from nnlib.types import Array, Initializer

__all__ = ["INITIALIZERS", "normal", "uniform", "glorot_uniform", "he_normal", "zeros"]


def normal(rng: np.random.Generator, fan_in: int, fan_out: int) -> tuple[Array, Array]:
    """Weights and biases from N(0, 1 / (fan_in + fan_out)).

    Source: half the variance that Glorot and Bengio (2010) derive in eq. 12.

    >>> weights, bias = normal(np.random.default_rng(0), 300, 200)
    >>> weights.shape, bias.shape, round(float(weights.var()) * (300 + 200), 1)
    ((300, 200), (1, 200), 1.0)
    """
    std = (fan_in + fan_out) ** -0.5
    return rng.normal(0, std, (fan_in, fan_out)), rng.normal(0, std, (1, fan_out))


def uniform(rng: np.random.Generator, fan_in: int, fan_out: int) -> tuple[Array, Array]:
    """Weights and biases uniform on [-0.5, 0.5), whatever the size of the layer.

    >>> weights, bias = uniform(np.random.default_rng(0), 3, 2)
    >>> weights.shape, bool(abs(weights).max() <= 0.5)
    ((3, 2), True)
    """
    return rng.random((fan_in, fan_out)) - 0.5, rng.random((1, fan_out)) - 0.5


def glorot_uniform(rng: np.random.Generator, fan_in: int, fan_out: int) -> tuple[Array, Array]:
    """Weights uniform with variance 2 / (fan_in + fan_out), biases 0: the default of Keras.

    Source: Glorot and Bengio (2010), Understanding the difficulty of training deep feedforward
    neural networks, eq. 16.

    >>> weights, bias = glorot_uniform(np.random.default_rng(0), 300, 200)
    >>> round(float(weights.var()) * 500, 1), bias.any().item()
    (2.0, False)
    """
    limit = (6 / (fan_in + fan_out)) ** 0.5
    return rng.uniform(-limit, limit, (fan_in, fan_out)), np.zeros((1, fan_out))


def he_normal(rng: np.random.Generator, fan_in: int, fan_out: int) -> tuple[Array, Array]:
    """Weights from N(0, 2 / fan_in), biases 0: for relu.

    Source: He, Zhang, Ren and Sun (2015), Delving deep into rectifiers, eq. 10.

    >>> weights, bias = he_normal(np.random.default_rng(0), 300, 200)
    >>> round(float(weights.var()) * 300, 1), bias.any().item()
    (2.0, False)
    """
    return rng.normal(0, (2 / fan_in) ** 0.5, (fan_in, fan_out)), np.zeros((1, fan_out))


def zeros(rng: np.random.Generator, fan_in: int, fan_out: int) -> tuple[Array, Array]:
    """All zeros. Every neuron of the layer then learns the same: for demonstration only.

    >>> zeros(np.random.default_rng(0), 1, 2)
    (array([[0., 0.]]), array([[0., 0.]]))
    """
    return np.zeros((fan_in, fan_out)), np.zeros((1, fan_out))


INITIALIZERS: dict[str, Initializer] = {
    each.__name__: each for each in (normal, uniform, glorot_uniform, he_normal, zeros)
}
"""The initializers that ``FCLayer`` knows by name."""
