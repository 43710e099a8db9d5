"""The outputs of all layers of neurons."""

from __future__ import annotations

import numpy as np

from nnlib.layers import ActivationLayer
from nnlib.network import Network
from nnlib.types import Array

__all__ = ["layer_outputs"]


def layer_outputs(network: Network, x: Array) -> list[Array]:
    """Return the outputs of every activation layer, and of the last layer: the prediction.

    Args:
        network: The network; its parameters do not change.
        x: Inputs, ``(n, features)``.

    Returns:
        For each layer of neurons ``(n, neurons)``.

    >>> from nnlib import SGD, NeuralNetwork, d_mse, d_relu, d_tanh, mse, relu, tanh
    >>> pairs = (tanh, d_tanh), (relu, d_relu), (mse, d_mse)
    >>> network = NeuralNetwork([2, 3, 4, 1], *pairs, SGD(), seed=0)
    >>> [outputs.shape for outputs in layer_outputs(network, np.zeros((5, 2)))]
    [(5, 3), (5, 4), (5, 1)]
    """
    x = np.asarray(x, dtype=network.dtype)
    outputs = []
    with np.errstate(all="ignore"):
        for layer in network.layers:
            x = layer.forward(x)
            if isinstance(layer, ActivationLayer) or layer is network.layers[-1]:
                outputs.append(x)
    return outputs
