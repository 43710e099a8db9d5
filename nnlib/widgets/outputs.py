"""The outputs of all layers of neurons."""

from __future__ import annotations

import numpy as np

from nnlib.parameters import FlatParameters
from nnlib.types import Array

__all__ = ["layer_outputs"]


def layer_outputs(network: FlatParameters, x: Array) -> list[Array]:
    """Return what each layer of neurons passes on to the next one, and the prediction.

    Args:
        network: The network, nnlib's or one of your own; its parameters do not change.
        x: Inputs, ``(n, features)``.

    Returns:
        For each layer of neurons ``(n, neurons)``, after its activation.

    >>> from nnlib import SGD, NeuralNetwork, d_mse, d_relu, d_tanh, mse, relu, tanh
    >>> pairs = (tanh, d_tanh), (relu, d_relu), (mse, d_mse)
    >>> network = NeuralNetwork([2, 3, 4, 1], *pairs, SGD(), seed=0)
    >>> [outputs.shape for outputs in layer_outputs(network, np.zeros((5, 2)))]
    [(5, 3), (5, 4), (5, 1)]
    """
    x = np.asarray(x, dtype=network.dtype)
    outputs = []
    with np.errstate(all="ignore"):
        for number, layer in enumerate(network.layers):
            if number and layer.params.size:
                outputs.append(x)
            x = layer.forward(x)
    return [*outputs, x]
