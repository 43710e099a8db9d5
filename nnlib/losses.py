"""Loss functions: how wrong a prediction is, in one number for each sample, and the derivatives.

Each loss takes the prediction and the truth, both ``(n, m)``, and gives ``(n, 1)``. Its derivative
with respect to the prediction is a row vector for each sample, ``(n, 1, m)``, so that
``np.matmul(d_loss, jacobian)`` is the chain rule for every sample at once.
"""

import numpy as np

from nnlib.types import Array

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


def _check_pair(y_pred: Array, y_true: Array) -> None:
    # Without this, (n, 1) minus (n,) would silently become (n, n).
    if y_pred.ndim != 2 or y_pred.shape != y_true.shape:
        raise ValueError(
            f"y_pred came with shape {y_pred.shape} and y_true with {y_true.shape}, wanted the "
            "same shape (n, m) for both. Labels become one-hot with nnlib.to_categorical(labels), "
            "a vector becomes a column with y.reshape(-1, 1)."
        )
