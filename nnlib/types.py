"""The names that nnlib's signatures use for arrays, functions and hooks."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: An array of numbers; the docstrings give its shape.
Array = NDArray[Any]

#: An activation or its derivative: one array in, one array out.
Activation = Callable[[Array], Array]

#: A loss or its derivative: prediction and target in, one array out.
Loss = Callable[[Array, Array], Array]

#: Draws the weights and the bias of a layer: from a random generator, fan_in and fan_out.
Initializer = Callable[[np.random.Generator, int, int], tuple[Array, Array]]

#: Called after each epoch with the network, the epoch's number (from 1) and its mean loss.
EpochHook = Callable[[Any, int, float], object]

#: The factor c of a canonical pair, for m outputs.
Scale = Callable[[int], float]

#: The inputs and the targets of a batch.
Batch = tuple[Array, Array]

#: Called before each step of the optimizer with the mean loss of the epoch so far; it may raise.
Report = Callable[[float], object]
