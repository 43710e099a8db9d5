"""The names that nnlib's signatures use for arrays, functions and optimizers."""

from collections.abc import Callable
from typing import Any, Protocol

from numpy.typing import NDArray

#: An array of numbers; the docstrings give its shape.
Array = NDArray[Any]

#: An activation or its derivative: one array in, one array out.
Activation = Callable[[Array], Array]

#: A loss or its derivative: prediction and truth in, one array out.
Loss = Callable[[Array, Array], Array]


class UpdateRule(Protocol):
    """What a network asks of an optimizer: any object with such an ``update`` serves."""

    def update(self, old_params: Array, gradient: Array) -> Array:
        """Give the new flat vector of parameters and leave the old one as it was."""
