"""nnlib: a neural network from scratch with NumPy, as the notebooks build it.

Read the files in this order; a newcomer needs no other to understand training:

1. ``activations``: relu, tanh, sigmoid, identity, softmax, each with its derivative
2. ``losses``: mean squared error and the two cross-entropies, each with its derivative
3. ``initializers``: how weights and biases are drawn
4. ``layers``: fully connected layer, activation layer, dropout, each forward and backward
5. ``optimizers``: SGD with momentum, Adam, RMSprop, Adagrad
6. ``network``: forward, backward, fit, predict, score

What stands behind them: ``batches``, ``parameters`` (the flat vector, copying, saving),
``training`` (progress bar, stop button, divergence), ``validation`` and ``network_validation``
(every check of an argument), ``advice`` (what their messages say), ``errors``, ``storage``,
``memory``, ``types``. Beside them: ``preprocessing``, ``gradient_check``, ``datasets``.
"""

from nnlib import (
    activations,
    datasets,
    errors,
    gradient_check,
    layers,
    losses,
    network,
    optimizers,
    preprocessing,
)
from nnlib.activations import *
from nnlib.datasets import *
from nnlib.errors import *
from nnlib.gradient_check import *
from nnlib.layers import *
from nnlib.losses import *
from nnlib.network import *
from nnlib.optimizers import *
from nnlib.preprocessing import *

__version__ = "0.2.0"

PARTS = [
    activations, losses, optimizers, layers, network, preprocessing, gradient_check, datasets,
    errors,
]  # fmt: skip
__all__ = [name for part in PARTS for name in part.__all__]
