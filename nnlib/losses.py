"""Loss functions: how wrong a prediction is, in one number for each sample, and the derivatives.

Each loss takes the prediction and the truth, both ``(n, m)``, and gives ``(n, 1)``. Its derivative
with respect to the prediction is a row vector for each sample, ``(n, 1, m)``, so that
``np.matmul(d_loss, jacobian)`` is the chain rule for every sample at once.
"""

from collections.abc import Callable

import numpy as np

from nnlib.activations import d_identity, d_sigmoid, d_softmax, identity, sigmoid, softmax
from nnlib.types import Activation, Array, Loss

__all__ = [
    "EPS", "mse", "d_mse", "categorical_crossentropy", "d_categorical_crossentropy",
    "binary_crossentropy", "d_binary_crossentropy",
]  # fmt: skip

EPS = 1e-7
"""The smallest probability that the cross-entropies see.

Predictions below it count as EPS, so that neither log(p) nor 1 / p is ever infinite. Keras takes
the same number. It has to be small, but 1 / EPS must be finite in float32 too, and 1 - EPS
must not round to 1 there: float32 has about seven digits.
"""


def mse(y_pred: Array, y_true: Array) -> Array:
    """Mean squared error over the m outputs: (1/m) sum_i (ŷ_i - y_i)^2.

    Args:
        y_pred: Prediction, ``(n, m)``.
        y_true: Truth, ``(n, m)``.

    Returns:
        ``(n, 1)``, a loss for each sample.

    Raises:
        ValueError: The two do not have the same shape (n, m).

    Source:
        Goodfellow, Bengio and Courville (2016), Deep Learning, eq. 5.4.

    >>> mse(np.array([[1.0, 4.0]]), np.array([[1.0, 2.0]]))
    array([[2.]])
    """
    _check_pair(y_pred, y_true)
    return np.mean((y_pred - y_true) ** 2, axis=1, keepdims=True)


def d_mse(y_pred: Array, y_true: Array) -> Array:
    """Derivative of mse with respect to the prediction: (2/m) (ŷ - y).

    Args:
        y_pred: Prediction, ``(n, m)``.
        y_true: Truth, ``(n, m)``.

    Returns:
        ``(n, 1, m)``, a row vector for each sample.

    Raises:
        ValueError: The two do not have the same shape (n, m).

    >>> d_mse(np.array([[1.0, 4.0]]), np.array([[1.0, 2.0]]))
    array([[[0., 2.]]])
    """
    _check_pair(y_pred, y_true)
    m = y_pred.shape[1]
    return np.expand_dims(2 / m * (y_pred - y_true), axis=1)


def categorical_crossentropy(y_pred: Array, y_true: Array) -> Array:
    """Cross-entropy of one class out of m: -sum_i y_i log ŷ_i.

    With a one-hot truth this is -log of the probability that the true class was given.

    Args:
        y_pred: Probabilities, ``(n, m)``; below EPS they count as EPS.
        y_true: One-hot truth (or probabilities that sum to 1), ``(n, m)``.

    Returns:
        ``(n, 1)``, a loss for each sample, in nats.

    Raises:
        ValueError: The two do not have the same shape (n, m).

    Source:
        Bishop (2006), Pattern Recognition and Machine Learning, eq. 4.108.

    >>> categorical_crossentropy(np.array([[0.25, 0.75]]), np.array([[0.0, 1.0]])).round(4)
    array([[0.2877]])
    """
    _check_pair(y_pred, y_true)
    return -np.sum(y_true * np.log(np.maximum(y_pred, EPS)), axis=1, keepdims=True)


def d_categorical_crossentropy(y_pred: Array, y_true: Array) -> Array:
    """Derivative of the categorical cross-entropy with respect to the prediction: -y / ŷ.

    Args:
        y_pred: Probabilities, ``(n, m)``; below EPS they count as EPS.
        y_true: One-hot truth (or probabilities that sum to 1), ``(n, m)``.

    Returns:
        ``(n, 1, m)``, a row vector for each sample.

    Raises:
        ValueError: The two do not have the same shape (n, m).

    >>> d_categorical_crossentropy(np.array([[0.25, 0.75]]), np.array([[1.0, 0.0]]))
    array([[[-4., -0.]]])
    """
    _check_pair(y_pred, y_true)
    return np.expand_dims(-y_true / np.maximum(y_pred, EPS), axis=1)


def binary_crossentropy(y_pred: Array, y_true: Array) -> Array:
    """Cross-entropy of m yes-or-no answers: -(1/m) sum_i [y_i log ŷ_i + (1 - y_i) log(1 - ŷ_i)].

    Args:
        y_pred: Probabilities of yes, ``(n, m)``; clipped to between EPS and 1 - EPS.
        y_true: 1 for yes, 0 for no, ``(n, m)``.

    Returns:
        ``(n, 1)``, a loss for each sample, in nats.

    Raises:
        ValueError: The two do not have the same shape (n, m).

    Source:
        Bishop (2006), Pattern Recognition and Machine Learning, eq. 4.90; the mean over the
        m outputs as in Keras.

    >>> binary_crossentropy(np.array([[0.5, 0.5]]), np.array([[0.0, 1.0]])).round(4)
    array([[0.6931]])
    """
    _check_pair(y_pred, y_true)
    p = np.clip(y_pred, EPS, 1 - EPS)
    return -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p), axis=1, keepdims=True)


def d_binary_crossentropy(y_pred: Array, y_true: Array) -> Array:
    """Derivative of the binary cross-entropy: (1/m) (ŷ - y) / (ŷ (1 - ŷ)).

    Args:
        y_pred: Probabilities of yes, ``(n, m)``; clipped to between EPS and 1 - EPS.
        y_true: 1 for yes, 0 for no, ``(n, m)``.

    Returns:
        ``(n, 1, m)``, a row vector for each sample.

    Raises:
        ValueError: The two do not have the same shape (n, m).

    >>> d_binary_crossentropy(np.array([[0.5, 0.5]]), np.array([[0.0, 1.0]]))
    array([[[ 1., -1.]]])
    """
    _check_pair(y_pred, y_true)
    m = y_pred.shape[1]
    p = np.clip(y_pred, EPS, 1 - EPS)
    return np.expand_dims((p - y_true) / (p * (1 - p)) / m, axis=1)


COLLAPSED_PAIRS: dict[tuple[Activation, Activation, Loss, Loss], Callable[[int], float]] = {
    (identity, d_identity, mse, d_mse): lambda m: 2 / m,
    (sigmoid, d_sigmoid, binary_crossentropy, d_binary_crossentropy): lambda m: 1 / m,
    (softmax, d_softmax, categorical_crossentropy, d_categorical_crossentropy): lambda m: 1.0,
}
"""Output and loss for which row vector times Jacobian collapses to c (ŷ - y), with c for m outputs.

It is not only less work. Where a probability underflows to 0, the Jacobian is 0 and so is the
product, and learning dies; the collapsed form stays right.

Source: Bishop (2006), Pattern Recognition and Machine Learning, section 4.3.6, canonical links.
"""


def _check_pair(y_pred: Array, y_true: Array) -> None:
    # Without this, (n, 1) minus (n,) would silently become (n, n).
    if y_pred.ndim != 2 or y_pred.shape != y_true.shape:
        came = f"y_pred came with shape {y_pred.shape} and y_true with {y_true.shape}"
        cure = "labels become rows with to_categorical(labels), a vector with y.reshape(-1, 1)"
        raise ValueError(f"{came}, wanted the same (n, m) for both: {cure}.")
