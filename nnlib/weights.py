"""Weights and bias of a layer: drawn once, and kept as views into flat vectors."""

import numpy as np

from nnlib import validation
from nnlib.network_validation import check_drawn, find_initializer
from nnlib.types import Array, Initializer

VIEWS = ("_weights", "_bias", "_weights_gradient", "_bias_gradient")


class WeightsAndBias:
    """The parameters of a layer with weights W and bias b.

    They are drawn when the layer is added to a network, or when somebody looks at them before
    that. What has been set or seen stays.
    """

    input_size: int
    output_size: int
    undrawn: set[str]

    def __init__(
        self,
        input_size: int,
        output_size: int,
        initialization: str | Initializer = "normal",
        *,
        seed: int | None = None,
    ) -> None:
        self.input_size = validation.check_positive_int("input_size", input_size)
        self.output_size = validation.check_positive_int("output_size", output_size)
        self.initializer = find_initializer(initialization)
        super().__init__((self.input_size + 1) * self.output_size)  # type: ignore[call-arg]
        self.undrawn = {"weights", "bias"}
        if seed is not None:
            self.draw(validation.make_rng(seed))

    def draw(self, rng: np.random.Generator) -> None:
        """Initialize the weights and the bias, but for what was set or seen before."""
        self._draw(rng, ("weights", "bias"))

    def _draw(self, rng: np.random.Generator, names: tuple[str, ...]) -> None:
        # Also where nothing of it is kept: what the layers after this one draw depends on it.
        sizes = self.input_size, self.output_size
        drawn = check_drawn(self.initializer(rng, *sizes), *sizes)
        for name, values in zip(("weights", "bias"), drawn, strict=True):
            if name in names and name in self.undrawn:
                setattr(self, name, values)

    def split(self, vector: Array) -> tuple[Array, Array]:
        """Return W and b, or their derivatives, as views into a flat vector."""
        weights, bias = vector[: -self.output_size], vector[-self.output_size :]
        return weights.reshape(self.input_size, self.output_size), bias.reshape(1, -1)

    @property
    def params(self) -> Array:
        if self.undrawn:
            self.draw(np.random.default_rng())
        return self._params

    @params.setter
    def params(self, vector: Array) -> None:
        # The views are made here, once, as each training step looks at them several times.
        self._params = vector
        self._weights, self._bias = self.split(vector)

    @property
    def gradient(self) -> Array:
        return self._gradient

    @gradient.setter
    def gradient(self, vector: Array) -> None:
        self._gradient = vector
        self._weights_gradient, self._bias_gradient = self.split(vector)

    def __getstate__(self) -> dict[str, object]:
        # copy.deepcopy and pickle would make arrays of their own of the views.
        state: dict[str, object] = super().__getstate__()  # type: ignore[assignment]
        return {name: value for name, value in state.items() if name not in VIEWS}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        self.params, self.gradient = self._params, self._gradient

    @property
    def weights(self) -> Array:
        if "weights" in self.undrawn:
            self._draw(np.random.default_rng(), ("weights",))
        return self._weights

    @weights.setter
    def weights(self, values: Array) -> None:
        self._weights[...] = validation.check_new_values("weights", values, self._weights)
        self.undrawn.discard("weights")

    @property
    def bias(self) -> Array:
        if "bias" in self.undrawn:
            self._draw(np.random.default_rng(), ("bias",))
        return self._bias

    @bias.setter
    def bias(self, values: Array) -> None:
        self._bias[...] = validation.check_new_values("bias", values, self._bias)
        self.undrawn.discard("bias")

    @property
    def weights_gradient(self) -> Array:
        return self._weights_gradient

    @property
    def bias_gradient(self) -> Array:
        return self._bias_gradient

    def named_params(self) -> dict[str, Array]:
        """Return W and b by name, as views: what is saved."""
        return {"weights": self.weights, "bias": self.bias}
