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

__all__ = []
__all__ += activations.__all__
__all__ += losses.__all__
__all__ += optimizers.__all__
__all__ += layers.__all__
__all__ += network.__all__
__all__ += preprocessing.__all__
__all__ += gradient_check.__all__
__all__ += datasets.__all__
