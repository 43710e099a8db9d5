"""Weights and bias of a layer: drawn once, and kept as views into flat vectors."""

from typing import NamedTuple

import numpy as np

from nnlib import validation as check
from nnlib.network_validation import check_drawn, find_initializer
from nnlib.types import Array, Initializer


class Views(NamedTuple):
    """W, b, dW and db as views into the two flat vectors of a layer."""

    params: Array
    gradient: Array
    weights: Array
    bias: Array
    weights_gradient: Array
    bias_gradient: Array


class WeightsAndBias:
    """The parameters of a layer with weights W and bias b.

    They are drawn once: when the layer is added to a network, or when somebody looks at them
    before that. What has been set or seen stays.
    """

    input_size: int
    output_size: int
    gradient: Array
    _params: Array
    _views: Views | None = None

    def __init__(
        self,
        input_size: int,
        output_size: int,
        initialization: str | Initializer = "normal",
        *,
        seed: int | None = None,
    ) -> None:
        self.input_size = check.check_positive_int("input_size", input_size)
        self.output_size = check.check_positive_int("output_size", output_size)
        self.initializer = find_initializer(initialization)
        super().__init__((self.input_size + 1) * self.output_size)  # type: ignore[call-arg]
        self.undrawn = {"weights", "bias"}
        if seed is not None:
            self.draw(check.make_rng(seed))

    def draw(self, rng: np.random.Generator) -> None:
        """Initialize the weights and the bias, but for what was set or seen before."""
        self._draw(rng, ("weights", "bias"))

    def _draw(self, rng: np.random.Generator, names: tuple[str, ...]) -> None:
        sizes = self.input_size, self.output_size
        drawn = check_drawn(self.initializer(rng, *sizes), *sizes)
        for name, values in zip(("weights", "bias"), drawn, strict=True):
            if name in names and name in self.undrawn:
                setattr(self, name, values)

    def split(self, vector: Array) -> tuple[Array, Array]:
        """Return W and b, or their derivatives, as views into a flat vector."""
        weights, bias = vector[: -self.output_size], vector[-self.output_size :]
        return weights.reshape(self.input_size, self.output_size), bias.reshape(1, -1)

    def views(self) -> Views:
        """Return all views, made anew after the flat vectors have been replaced."""
        views = self._views
        if views is None or views[0] is not self._params or views[1] is not self.gradient:
            both = (*self.split(self._params), *self.split(self.gradient))
            self._views = views = Views(self._params, self.gradient, *both)
        return views

    @property
    def params(self) -> Array:
        if self.undrawn:
            self.draw(np.random.default_rng())
        return self._params

    @params.setter
    def params(self, vector: Array) -> None:
        self._params = vector

    @property
    def weights(self) -> Array:
        if "weights" in self.undrawn:
            self._draw(np.random.default_rng(), ("weights",))
        return self.views().weights

    @weights.setter
    def weights(self, values: Array) -> None:
        weights = self.views().weights
        weights[...] = check.check_new_values("weights", values, weights)
        self.undrawn.discard("weights")

    @property
    def bias(self) -> Array:
        if "bias" in self.undrawn:
            self._draw(np.random.default_rng(), ("bias",))
        return self.views().bias

    @bias.setter
    def bias(self, values: Array) -> None:
        bias = self.views().bias
        bias[...] = check.check_new_values("bias", values, bias)
        self.undrawn.discard("bias")

    @property
    def weights_gradient(self) -> Array:
        return self.views().weights_gradient

    @property
    def bias_gradient(self) -> Array:
        return self.views().bias_gradient

    def named_params(self) -> dict[str, Array]:
        """Return W and b by name, as views: what is saved."""
        return {"weights": self.weights, "bias": self.bias}
