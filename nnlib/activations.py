"""Activation functions and their derivatives.

``relu``, ``tanh`` and ``sigmoid`` act on each number alone, so each derivative has the shape of the
input, ``(n, m)``. ``identity`` and ``softmax`` are for the output: their derivative is a Jacobian
matrix for each sample, ``(n, m, m)``, as an output may depend on the whole row. All of them compute
in float32 or float64 as it comes; every other real dtype (integers, bool, float16), lists and
frames are converted to float64 first. What is not real numbers raises a TypeError.
"""

import numpy as np

from nnlib.types import Array
from nnlib.validation import elementwise, rowwise

__all__ = ["relu", "d_relu", "tanh", "d_tanh", "sigmoid", "d_sigmoid",
           "identity", "d_identity", "softmax", "d_softmax"]  # fmt: skip


@elementwise
def relu(x: Array) -> Array:
    """Rectified linear unit, for each number: max(0, x).

    Args:
        x: Pre-activations, ``(n, m)``.

    Returns:
        ``(n, m)``, every negative number replaced by 0.

    Source:
        Nair and Hinton (2010), Rectified linear units improve restricted Boltzmann machines.

    >>> relu(np.array([[-2.0, 0.0, 3.0]]))
    array([[0., 0., 3.]])
    """
    return np.maximum(x, 0)


@elementwise
def d_relu(x: Array) -> Array:
    """Derivative of relu: 1 where x > 0, else 0.

    At x = 0 the slope jumps from 0 to 1; we take 0, as Keras and PyTorch do.

    Args:
        x: Pre-activations, ``(n, m)``.

    Returns:
        ``(n, m)``.

    >>> d_relu(np.array([[-2.0, 0.0, 3.0]]))
    array([[0., 0., 1.]])
    """
    return (x > 0).astype(x.dtype)


@elementwise
def tanh(x: Array) -> Array:
    """Hyperbolic tangent, for each number: (e^x - e^-x) / (e^x + e^-x), between -1 and 1.

    Args:
        x: Pre-activations, ``(n, m)``.

    Returns:
        ``(n, m)``.

    Source:
        LeCun, Bottou, Orr and Müller (1998), Efficient BackProp, section 4.4.

    >>> tanh(np.array([[0.0, 100.0]]))
    array([[0., 1.]])
    """
    return np.tanh(x)


@elementwise
def d_tanh(x: Array) -> Array:
    """Derivative of tanh: 1 - tanh(x)^2.

    Args:
        x: Pre-activations, ``(n, m)``.

    Returns:
        ``(n, m)``.

    >>> d_tanh(np.array([[0.0, 100.0]]))
    array([[1., 0.]])
    """
    return 1 - np.tanh(x) ** 2


@elementwise
def sigmoid(x: Array) -> Array:
    """Logistic sigmoid, for each number: 1 / (1 + e^-x), between 0 and 1.

    Args:
        x: Pre-activations, ``(n, m)``.

    Returns:
        ``(n, m)``.

    Source:
        Goodfellow, Bengio and Courville (2016), Deep Learning, eq. 3.30.

    >>> sigmoid(np.array([[-1000.0, 0.0, 1000.0]]))
    array([[0. , 0.5, 1. ]])
    """
    # The same as 1 / (1 + exp(-x)), but exp(-x) itself overflows at x = -1000.
    return np.exp(-np.logaddexp(0, -x))


@elementwise
def d_sigmoid(x: Array) -> Array:
    """Derivative of the sigmoid: sigmoid(x) (1 - sigmoid(x)), never above 1/4.

    Args:
        x: Pre-activations, ``(n, m)``.

    Returns:
        ``(n, m)``.

    >>> d_sigmoid(np.array([[0.0, 1000.0]]))
    array([[0.25, 0.  ]])
    """
    s = sigmoid(x)
    return s * (1 - s)


@rowwise
def identity(x: Array) -> Array:
    """Identity: the output itself, for regression.

    Args:
        x: Pre-activations, ``(n, m)``.

    Returns:
        ``(n, m)``, a copy of x.

    >>> identity(np.array([[-2.0, 3.0]]))
    array([[-2.,  3.]])
    """
    return x.copy()


@rowwise
def d_identity(x: Array) -> Array:
    """Jacobian of the identity: the identity matrix, once for each sample.

    Args:
        x: Pre-activations, ``(n, m)``.

    Returns:
        ``(n, m, m)``.

    Raises:
        ValueError: x is not a matrix.

    >>> d_identity(np.array([[-2.0, 3.0]]))
    array([[[1., 0.],
            [0., 1.]]])
    """
    n, m = x.shape
    return np.tile(np.eye(m, dtype=x.dtype), (n, 1, 1))


@rowwise
def softmax(x: Array) -> Array:
    """Softmax, for each row: e^x_i / sum_j e^x_j, probabilities that sum to 1.

    Args:
        x: Scores (logits), ``(n, m)``.

    Returns:
        ``(n, m)``: every number between 0 and 1, every row sums to 1.

    Raises:
        ValueError: x is not a matrix.

    Source:
        Bridle (1990), Probabilistic interpretation of feedforward classification network outputs;
        the shift by the maximum: Goodfellow, Bengio and Courville (2016), section 4.1.

    >>> softmax(np.array([[1000.0, 1000.0], [0.0, np.log(3)]]))
    array([[0.5 , 0.5 ],
           [0.25, 0.75]])
    """
    # A shift of the whole row changes nothing, and after this one no exponential overflows.
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@rowwise
def d_softmax(x: Array) -> Array:
    """Jacobian of softmax: J_ij = s_i (δ_ij - s_j), for each sample.

    Args:
        x: Scores (logits), ``(n, m)``.

    Returns:
        ``(n, m, m)``: ``J[k, i, j]`` says how output i of sample k changes with its score j.

    Raises:
        ValueError: x is not a matrix.

    Source:
        Bishop (2006), Pattern Recognition and Machine Learning, eq. 4.106.

    >>> d_softmax(np.array([[0.0, 0.0]]))
    array([[[ 0.25, -0.25],
            [-0.25,  0.25]]])
    """
    s = softmax(x)
    delta = np.eye(x.shape[1], dtype=x.dtype)
    return s[:, :, np.newaxis] * (delta - s[:, np.newaxis, :])
