"""nnlib: a neural network from scratch with NumPy, as the notebooks build it.

Read the files in this order:

1. ``activations``: relu, tanh, sigmoid, identity, softmax, each with its derivative
2. ``losses``: mean squared error and the two cross-entropies, each with its derivative
3. ``initializers``: how weights and biases are drawn
4. ``layers``: fully connected layer, activation layer, dropout, each forward and backward
5. ``optimizers``: SGD with momentum, Adam, RMSprop, Adagrad
6. ``network``: forward, backward, fit, predict, score

One step of training, in ``Network.fit_epoch``: ``batches`` shuffles the samples, takes some of them
and makes one-hot rows of labels. ``forward`` sends them through the layers. The loss is measured.
``backward`` begins with the derivative of the loss with respect to the prediction (for a canonical
pair of output activation and loss with the short form of ``losses.CANONICAL_PAIRS``), and sends it
back through the layers, each of which fills its part of the gradient. Then the optimizer moves the
parameters. All parameters are one flat vector, all derivatives another one (``parameters``); the
weights and biases of a layer are views into it (``weights``), so that they move with it.

What stands behind them: ``batches``, ``labels``, ``parameters`` (also copying and saving),
``weights``, ``training`` (progress bar, stop button, divergence), ``validation`` and
``network_validation`` (every check of an argument), ``advice`` (what their messages say),
``errors``, ``storage``, ``memory``, ``types``. Beside them: ``preprocessing``, ``gradient_check``,
``datasets`` with ``full_mnist``; ``plots``, ``widgets``, and ``course`` for the lessons.
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
