"""Loss functions and their derivatives: how wrong a prediction is, in one number for each sample.

Each loss takes the prediction and the target, both ``(n, m)``, and returns ``(n, 1)``. Its
derivative with respect to the prediction is a row vector for each sample, ``(n, 1, m)``, so that
``np.matmul(d_loss, jacobian)`` is the chain rule for every sample at once. Integers, bool, float16,
lists and frames are converted to float64 first; what is not real numbers raises a TypeError.
"""

from typing import Any

import numpy as np

from nnlib.activations import d_identity, d_sigmoid, d_softmax, identity, sigmoid, softmax
from nnlib.types import Activation, Array, Loss, Scale
from nnlib.validation import per_sample

__all__ = ["EPS", "mse", "d_mse", "categorical_crossentropy", "d_categorical_crossentropy",
           "binary_crossentropy", "d_binary_crossentropy"]  # fmt: skip

EPS = 1e-7
"""The smallest probability that the cross-entropies see.

Predictions below it count as EPS, so that neither log(p) nor 1 / p is ever infinite. Keras takes
the same number. It has to be small, but 1 / EPS must be finite in float32 too, and 1 - EPS
must not round to 1 there: float32 has about seven digits.
"""


@per_sample
def mse(y_pred: Array, y_true: Array) -> Array:
    """Mean squared error over the m outputs: (1/m) sum_i (ŷ_i - y_i)^2.

    Args:
        y_pred: Prediction, ``(n, m)``.
        y_true: Target, ``(n, m)``.

    Returns:
        ``(n, 1)``, a loss for each sample.

    Raises:
        ValueError: The two do not have the same shape (n, m).

    Source:
        Goodfellow, Bengio and Courville (2016), Deep Learning, eq. 5.4.

    >>> mse(np.array([[1.0, 4.0]]), np.array([[1.0, 2.0]]))
    array([[2.]])
    """
    return ((y_pred - y_true) ** 2).mean(axis=1, keepdims=True)


@per_sample
def d_mse(y_pred: Array, y_true: Array) -> Array:
    """Derivative of mse with respect to the prediction: (2/m) (ŷ - y).

    Args:
        y_pred: Prediction, ``(n, m)``.
        y_true: Target, ``(n, m)``.

    Returns:
        ``(n, 1, m)``, a row vector for each sample.

    Raises:
        ValueError: The two do not have the same shape (n, m).

    >>> d_mse(np.array([[1.0, 4.0]]), np.array([[1.0, 2.0]]))
    array([[[0., 2.]]])
    """
    m = y_pred.shape[1]
    return (2 / m * (y_pred - y_true))[:, np.newaxis, :]


@per_sample
def categorical_crossentropy(y_pred: Array, y_true: Array) -> Array:
    """Cross-entropy of one class out of m: -sum_i y_i log ŷ_i.

    With a one-hot target this is -log of the probability of the true class.

    Args:
        y_pred: Probabilities, ``(n, m)``; below EPS they count as EPS.
        y_true: One-hot target (or probabilities that sum to 1), ``(n, m)``.

    Returns:
        ``(n, 1)``, a loss for each sample, in nats.

    Raises:
        ValueError: The two do not have the same shape (n, m).

    Source:
        Bishop (2006), Pattern Recognition and Machine Learning, eq. 4.108.

    >>> categorical_crossentropy(np.array([[0.25, 0.75]]), np.array([[0.0, 1.0]])).round(4)
    array([[0.2877]])
    """
    return -(y_true * np.log(np.maximum(y_pred, EPS))).sum(axis=1, keepdims=True)


@per_sample
def d_categorical_crossentropy(y_pred: Array, y_true: Array) -> Array:
    """Derivative of the categorical cross-entropy with respect to the prediction: -y / ŷ.

    Below EPS this is the slope at EPS, although the loss is constant there and a numerical
    derivative says 0: a sample that is certainly wrong would learn nothing from a 0.

    Args:
        y_pred: Probabilities, ``(n, m)``; below EPS they count as EPS.
        y_true: One-hot target (or probabilities that sum to 1), ``(n, m)``.

    Returns:
        ``(n, 1, m)``, a row vector for each sample.

    Raises:
        ValueError: The two do not have the same shape (n, m).

    >>> d_categorical_crossentropy(np.array([[0.25, 0.75]]), np.array([[1.0, 0.0]]))
    array([[[-4., -0.]]])
    """
    return (-y_true / np.maximum(y_pred, EPS))[:, np.newaxis, :]


@per_sample
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
    p = np.clip(y_pred, EPS, 1 - EPS)
    return -(y_true * np.log(p) + (1 - y_true) * np.log(1 - p)).mean(axis=1, keepdims=True)


@per_sample
def d_binary_crossentropy(y_pred: Array, y_true: Array) -> Array:
    """Derivative of the binary cross-entropy: (1/m) (ŷ - y) / (ŷ (1 - ŷ)).

    Beyond EPS and 1 - EPS this is the slope at that border, as in d_categorical_crossentropy.

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
    m = y_pred.shape[1]
    p = np.clip(y_pred, EPS, 1 - EPS)
    return ((p - y_true) / (p * (1 - p)) / m)[:, np.newaxis, :]


CANONICAL_PAIRS: list[tuple[Activation, Activation, Loss, Loss, Scale]] = [
    (identity, d_identity, mse, d_mse, lambda m: 2 / m),
    (sigmoid, d_sigmoid, binary_crossentropy, d_binary_crossentropy, lambda m: 1 / m),
    (softmax, d_softmax, categorical_crossentropy, d_categorical_crossentropy, lambda m: 1.0),
]
"""Output activation and loss for which d_loss times d_activation is c (ŷ - y), and c for m outputs.

For softmax this holds where each row of y sums to 1: then y_i (1 - ŷ_i) and what the other classes
add, -y_j ŷ_i, leave ŷ_i - y_i. A network takes this form and calls neither of the two derivatives.
It is faster. And where EPS or underflow have cut a probability off, the product would be 0, and
learning would stop; this form is still right.

Source: Bishop (2006), Pattern Recognition and Machine Learning, section 4.3.6, canonical links.
"""


def canonical_scale(output_layer: Any, loss: Loss, d_loss: Loss) -> Scale | None:
    """Return c, a function of m, for a canonical pair of output layer and loss, else None."""
    # Only for nnlib's own layers: a layer of the user's may do anything with its functions.
    known = vars(output_layer) if type(output_layer).__module__ == "nnlib.layers" else {}
    activation, d_activation = known.get("activation"), known.get("d_activation")
    # By identity: a function of the user's need not be hashable or comparable.
    for f, d_f, g, d_g, scale in CANONICAL_PAIRS:
        if activation is f and d_activation is d_f and loss is g and d_loss is d_g:
            return scale
    return None
