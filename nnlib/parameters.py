"""One flat vector for all parameters of a network, and one for their gradient."""

import copy
import os
from collections.abc import Sequence
from typing import Any, Self
from weakref import WeakValueDictionary

import numpy as np

from nnlib.layers import Layer
from nnlib.memory import aligned
from nnlib.network_validation import check_layer_params, check_params
from nnlib.storage import read_arrays, write_arrays
from nnlib.types import Array
from nnlib.validation import check_finite, require, require_shape

_networks: "WeakValueDictionary[int, FlatParameters]" = WeakValueDictionary()
"""All networks that exist, to see whether a layer or an optimizer is in two of them."""


def all_networks() -> Sequence["FlatParameters"]:
    """Return every network that exists."""
    found = [reference() for reference in _networks.valuerefs()]
    return [network for network in found if network is not None]


def make_writable(owner: object) -> None:
    """Replace the arrays of an optimizer or a layer that cannot be written to by copies."""
    for name, value in vars(owner).items() if hasattr(owner, "__dict__") else ():
        if isinstance(value, np.ndarray) and not value.flags.writeable:
            vars(owner)[name] = value.copy()


class FlatParameters:
    """Layers whose parameters are views into one flat vector.

    Attributes:
        layers: The layers, a tuple.
        params: All parameters in one flat vector; assigning copies the values into it. For a
            snapshot take ``params.copy()``: the vector itself moves on with the training.
        gradient: The derivative of the loss with respect to each of them; the next backward pass
            overwrites it.
        weights, biases: The weights and the biases of the layers that have them, as views.
    """

    input_size: int | None = None
    output_size: int | None = None

    def __init__(self, dtype: np.dtype[Any]) -> None:
        self.dtype = dtype
        self._layers: tuple[Layer, ...] = ()
        self._join()

    def append(self, layer: Layer) -> None:
        """Add a layer, and take its parameters into the flat vector."""
        check_layer_params(layer, self.dtype)
        if self.output_size is None:
            self.input_size = self.input_size or layer.input_size
        self.output_size = layer.output_size or layer.input_size or self.output_size
        self._layers = (*self._layers, layer)
        self._join()

    def _join(self) -> None:
        """Make each layer's parameters, and their gradient, views into two flat vectors."""
        _networks[id(self)] = self
        empty = np.zeros(0)
        params = np.concatenate([empty, *(layer.params for layer in self._layers)])
        gradient = np.concatenate([empty, *(layer.gradient for layer in self._layers)])
        self._params = aligned(params.astype(self.dtype))
        self._gradient = aligned(gradient.astype(self.dtype))
        end = 0
        for layer in self._layers:
            start, end = end, end + layer.params.size
            layer.params, layer.gradient = self._params[start:end], self._gradient[start:end]

    def __getstate__(self) -> dict[str, Any]:
        # The layers hold all parameters; copy.deepcopy and pickle would copy views array by array.
        vectors = ("_params", "_gradient")
        return {name: value for name, value in vars(self).items() if name not in vectors}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        # joblib hands large arrays to its workers as read-only files.
        for owner in (getattr(self, "optimizer", None), *self._layers):
            make_writable(owner)
        self._join()

    def __repr__(self) -> str:
        title = f"{type(self).__name__} with {self._params.size:,} parameters, {self.dtype}:"
        return "\n  ".join([title, *map(repr, self._layers)])

    def __copy__(self) -> Self:
        # Two networks cannot share their layers.
        return copy.deepcopy(self)

    def at_rest(self) -> Self:
        """Return a twin that shares all parameters, to predict with.

        Its layers remember their own inputs and are not in training, so predicting neither keeps
        the data nor disturbs a training that goes on in another thread.
        """
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin._layers = tuple(copy.copy(layer) for layer in self._layers)
        for layer in twin._layers:
            layer.training = False
        return twin

    def forget(self) -> None:
        """Let go of what the layers remember for the backward pass."""
        for layer in self._layers:
            for name in layer.remembered:
                setattr(layer, name, None)

    @property
    def layers(self) -> tuple[Layer, ...]:
        return self._layers

    @property
    def params(self) -> Array:
        return self._params

    @params.setter
    def params(self, values: Array) -> None:
        self._params[:] = check_params(self, values)  # type: ignore[arg-type]

    @property
    def gradient(self) -> Array:
        return self._gradient

    @property
    def weights(self) -> tuple[Array, ...]:
        return tuple(layer.weights for layer in self._layers if hasattr(layer, "weights"))

    @property
    def biases(self) -> tuple[Array, ...]:
        return tuple(layer.bias for layer in self._layers if hasattr(layer, "bias"))

    def save_params(self, path: str | os.PathLike[str]) -> None:
        """Write all parameters, and nothing else, to an .npz file at exactly this path.

        An interrupted save leaves an older file at that path whole.

        Args:
            path: Where to; an existing file is replaced.

        Raises:
            FileNotFoundError: There is no such folder.
            ValueError: A parameter is NaN or infinite.
        """
        named = self._named_params()
        for name, view in named.items():
            check_finite(name, view)
        write_arrays(path, named)

    def load_params(self, path: str | os.PathLike[str]) -> None:
        """Read parameters that a network with the same layers has saved.

        Args:
            path: A file that ``save_params`` wrote.

        Raises:
            FileNotFoundError: There is no such file.
            ValueError: It is no such file, or does not fit this network, which stays as it was.
        """
        arrays, views = read_arrays(path), self._named_params()
        got, expected = ", ".join(arrays) or "nothing", ", ".join(views)
        is_same = arrays.keys() == views.keys()
        require(is_same, f"{path} does not fit: it has {got}, expected {expected}.")
        for name, view in views.items():
            require_shape(f"{name} in {path}", arrays[name], view.shape)
            check_finite(f"{name} in {path}", arrays[name], self.dtype)
        for name, view in views.items():
            view[...] = arrays[name]

    def _named_params(self) -> dict[str, Array]:
        """Return views by name: ``weights_1``, ``bias_1``, ``weights_2`` and so on."""
        layers = [layer for layer in self._layers if layer.params.size]
        return {
            f"{name}_{number}": view
            for number, layer in enumerate(layers, start=1)
            for name, view in layer.named_params().items()
        }
