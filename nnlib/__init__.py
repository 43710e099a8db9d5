"""nnlib: a neural network from scratch with NumPy, as the notebooks build it."""

from nnlib import (
    activations,
    datasets,
    gradient_check,
    layers,
    losses,
    network,
    optimizers,
    preprocessing,
)
from nnlib.activations import *
from nnlib.datasets import *
from nnlib.gradient_check import *
from nnlib.layers import *
from nnlib.losses import *
from nnlib.network import *
from nnlib.optimizers import *
from nnlib.preprocessing import *

PARTS = [
    activations, losses, optimizers, layers, network, preprocessing, gradient_check, datasets,
]  # fmt: skip
__all__ = [name for part in PARTS for name in part.__all__]
