"""Checks of layers, optimizers and networks, and of what is passed to their methods."""

import inspect
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.errors import WrongOrder, WrongType, WrongValue
from nnlib.initializers import INITIALIZERS
from nnlib.types import Array, Initializer
from nnlib.validation import (
    as_floats,
    check_callable,
    check_finite,
    check_labels,
    check_matrix,
    check_number,
    check_numbers,
    check_positive_int,
    require,
    require_shape,
)

if TYPE_CHECKING:
    from nnlib.layers import Layer
    from nnlib.network import Network

# --- layers --------------------------------------------------------------------------------------


def find_initializer(given: str | Initializer) -> Initializer:
    """Return the initializer of this name, or the function itself."""
    if callable(given):
        return given
    names = ", ".join(map(repr, INITIALIZERS))
    expected = f"expected one of {names}, or a function of rng, fan_in and fan_out"
    require(given in INITIALIZERS, f"initialization is {given!r}, {expected}.")
    return INITIALIZERS[given]


def check_drawn(drawn: Any) -> tuple[Array, Array]:
    """Return what an initializer has drawn, if it is a pair of weights and bias."""
    is_pair = isinstance(drawn, tuple) and len(drawn) == 2
    require(is_pair, f"the initializer returned {type(drawn)}, expected (weights, bias).")
    weights, bias = drawn
    return weights, bias


def check_input(layer: "Layer", x: Any) -> Array:
    """Return the input of a layer as floats, if it has as many columns as the layer expects."""
    x, columns = as_floats("x", x), layer.input_size
    if x.ndim != 2 or columns not in (None, x.shape[1]):
        cure = " For one sample: x.reshape(1, -1)." if x.ndim == 1 else ""
        expected = f"{layer} expected (n, {columns or 'm'})"
        raise WrongValue(f"x has shape {x.shape}, {expected}.{cure}")
    return x


def check_output_gradient(layer: "Layer", output_gradient: Any) -> Array:
    """Return the derivative with respect to a layer's output, in the dtype of its input."""
    if layer.x is None:
        raise WrongOrder(f"{layer} has no input yet: call forward before backward.")
    shape = (len(layer.x), layer.output_size or layer.x.shape[1])
    require_shape("output_gradient", output_gradient, shape)
    return np.asarray(output_gradient, layer.x.dtype)


# --- optimizers ----------------------------------------------------------------------------------

SCHEDULE = " For a rate that changes, set network.optimizer.learning_rate in fit(on_epoch_end=…)."

HYPERPARAMETERS: dict[str, dict[str, Any]] = {
    "learning_rate": {"above_zero": True, "hint": SCHEDULE},
    "momentum": {"high": 1},
    "beta_1": {"high": 1},
    "beta_2": {"high": 1},
    "rho": {"high": 1},
    "epsilon": {"above_zero": True},
    "initial_accumulator_value": {},
    "weight_decay": {},
}
"""For each hyperparameter the range that ``check_number`` asks for."""


def _declared(optimizer: Any) -> set[str]:
    """Return the names of the fields that nnlib's optimizers declare, not those of a subclass."""
    own = [kind for kind in type(optimizer).__mro__ if kind.__module__ == "nnlib.optimizers"]
    return {name for kind in own for name in inspect.get_annotations(kind)}


def check_hyperparameters(optimizer: Any) -> None:
    """Raise where a hyperparameter of one of nnlib's optimizers is not a number in its range."""
    for name in _declared(optimizer) & HYPERPARAMETERS.keys():
        value = getattr(optimizer, name)
        if name != "weight_decay" or value is not None:
            check_number(name, value, **HYPERPARAMETERS[name])


def check_flat_pair(params: Array, gradient: Array) -> None:
    """Raise unless parameters and gradient are flat vectors of the same length."""
    if params.ndim != 1 or params.shape != gradient.shape:
        got = f"the parameters have shape {params.shape}, the gradient {gradient.shape}"
        raise WrongValue(f"{got}, expected two flat vectors of the same length.")


def check_use(
    network: "Network", loss: Any, d_loss: Any, optimizer: Any, networks: Sequence[Any]
) -> None:
    """Raise unless loss and d_loss are functions, and the optimizer is for this network alone."""
    check_callable("loss", loss, "mse")
    check_callable("d_loss", d_loss, "d_mse")
    check_optimizer(network, optimizer, networks)
    if getattr(network, "optimizer", None) is not optimizer:
        check_unused(optimizer)


def check_optimizer(network: "Network", optimizer: Any, networks: Sequence[Any]) -> None:
    """Raise unless this is an optimizer that no other network uses."""
    methods = [getattr(optimizer, name, None) for name in ("step", "update")]
    if isinstance(optimizer, type) or not any(map(callable, methods)):
        expected = "an object with step(params, gradient) or update(old_params, gradient)"
        raise WrongType(f"optimizer is {optimizer!r}, expected {expected}, such as SGD().")
    if any(
        getattr(each, "optimizer", None) is optimizer for each in networks if each is not network
    ):
        kind = type(optimizer).__name__
        raise WrongValue(
            f"this {kind} belongs to another network, and remembers the steps it takes for it. "
            f"Give each network an optimizer of its own: {kind}(…)."
        )


def check_unused(optimizer: Any) -> None:
    """Raise where one of nnlib's optimizers remembers steps, as for a network that is gone."""
    if any(isinstance(getattr(optimizer, name, None), np.ndarray) for name in _declared(optimizer)):
        got = f"this {type(optimizer).__name__} remembers steps that it has taken before"
        raise WrongValue(f"{got}. Call its reset(), or make a new one.")


def check_memory(optimizer: Any, size: int) -> None:
    """Raise where one of nnlib's optimizers remembers another number of parameters than there are.

    What somebody's own optimizer keeps, also a subclass, it knows best.
    """
    for name in _declared(optimizer):
        value = getattr(optimizer, name, None)
        if isinstance(value, np.ndarray) and value.shape != (size,):
            got = f"{type(optimizer).__name__} remembers {value.size} parameters, but there are"
            raise WrongValue(f"{got} {size}. Call its reset(), or make a new one.")


# --- building a network --------------------------------------------------------------------------


def check_dtype(dtype: Any) -> np.dtype[Any]:
    """Return the dtype of a network, if it is float64 or float32."""
    try:
        found = np.dtype(dtype)
    except TypeError:
        found = None
    if found not in (np.dtype(np.float64), np.dtype(np.float32)):
        raise WrongValue(f"dtype is {dtype!r}, expected np.float64 or np.float32.")
    return found


def check_new_layer(network: "Network", layer: Any, networks: Sequence[Any]) -> None:
    """Raise unless this layer can come after the last one, and is in no network yet."""
    from nnlib.layers import Layer

    if not isinstance(layer, Layer):
        raise WrongType(f"layer is {layer!r}, expected a Layer, such as FCLayer(2, 3).")
    # Not its params: to look at them before they are drawn would draw them here.
    if not isinstance(getattr(layer, "gradient", None), np.ndarray):
        init = f"super().__init__() in the __init__ of {type(layer).__name__}"
        raise WrongValue(f"layer has no params. Is {init} missing?")
    if any(layer is each for other in networks for each in other.layers):
        raise WrongValue(f"{layer} is in a network already. Make a new layer, or a copy of it.")
    width = network.output_size
    if None not in (width, layer.input_size) and layer.input_size != width:
        got = (
            f"{layer} expects {layer.input_size} inputs, the layers before it have {width} outputs"
        )
        raise WrongValue(f"the sizes do not match: {got}.")


def check_layer_params(layer: "Layer", dtype: np.dtype[Any]) -> None:
    """Raise unless a layer's parameters and their gradient are flat, as long, and finite."""
    if np.ndim(layer.params) != 1 or np.shape(layer.params) != layer.gradient.shape:
        shapes = f"{np.shape(layer.params)}, gradient of shape {layer.gradient.shape}"
        expected = "expected two flat vectors of the same length"
        raise WrongValue(f"{layer} has params of shape {shapes}, {expected}.")
    check_finite(f"the params of {layer}", layer.params, dtype)


def check_recipe(layers: Any, hidden: Any, output: Any, loss: Any) -> list[int]:
    """Return the sizes of a ``NeuralNetwork``, if they and the pairs of functions are in order."""
    sizes = list(layers) if np.iterable(layers) and not isinstance(layers, str) else []
    expected = "two sizes or more, such as [784, 100, 10]"
    require(len(sizes) >= 2, f"layers is {layers!r}, expected {expected}.")
    pairs = {"hidden_activation": hidden, "output_activation": output, "loss": loss}
    for name, pair in pairs.items():
        expected = "a function and its derivative, such as (relu, d_relu)"
        is_pair = isinstance(pair, Sequence) and len(pair) == 2 and not isinstance(pair, str)
        require(is_pair, f"{name} is {pair!r}, expected {expected}.")
        check_callable(f"{name}[0]", pair[0], "relu")
        check_callable(f"{name}[1]", pair[1], "d_relu")
    return [check_positive_int("a size in layers", size) for size in sizes]


def check_params(network: "Network", values: Any) -> Array:
    """Return new parameters for a network, if there are as many, and finite."""
    require_shape("params", values, network.params.shape)
    array = check_numbers("params", values)
    check_finite("params", array, network.dtype)
    return array


# --- what is passed to a network -----------------------------------------------------------------


def check_inputs(network: "Network", x: Any) -> Array:
    """Return x as a matrix of finite numbers that fits the network."""
    if not network.params.size:
        raise WrongOrder("the network has no parameters yet: add(FCLayer(…)) first.")
    x = check_matrix("x", x, network.input_size)
    check_finite("x", x, network.dtype)
    return x


def check_targets(network: "Network", y: Any, n: int, labels_hint: str) -> Array:
    """Return y as rows ``(n, m)`` of finite numbers that fit the network and its loss."""
    y, m = check_numbers("y", y), network.output_size
    if y.ndim == 1:
        rows = "y.reshape(-1, 1)" if m == 1 else f"to_categorical(y), or {labels_hint}"
        got = f"y has shape {y.shape}, expected (n, {m or 'm'}): a row for each sample"
        raise WrongValue(f"{got}. If these are labels: {rows}.")
    y = check_matrix("y", y, m)
    require(len(y) == n, f"x has {n} samples but y has {len(y)}.")
    check_finite("y", y, network.dtype)
    check_probabilities(network, y)
    return y


def check_probabilities(network: "Network", y: Array) -> None:
    """Raise where a target of a cross-entropy is not a probability, or a row does not sum to 1."""
    if _cross_entropy_of(network) is None:
        return
    low, high = y.min(), y.max()
    expected = f"{_cross_entropy_of(network)} expects numbers from 0 to 1"
    require(low >= 0 and high <= 1, f"y has numbers from {low:g} to {high:g}, {expected}.")
    if _cross_entropy_of(network) == "categorical_crossentropy":
        sums = y.sum(axis=1, dtype=np.float64)
        row = int(np.argmax(np.abs(sums - 1)))
        got = f"row {row} of y sums to {sums[row]:g}, expected 1"
        require(abs(sums[row] - 1) < 1e-3, f"{got}: one-hot rows, or probabilities.")


def check_class_labels(network: "Network", y: Any, n: int) -> Array:
    """Return y as labels ``(n,)`` that the network's outputs can stand for."""
    outputs = network.output_size
    labels = check_labels("y", y, 2 if outputs == 1 else outputs)
    require(len(labels) == n, f"x has {n} samples but y has {len(labels)}.")
    return labels


def check_true_labels(network: "Network", y: Any, n: int) -> Array:
    """Return the true labels for an accuracy: ``(n,)``, or ``(n, m)`` of 0 and 1."""
    from nnlib.labels import is_multi_label

    is_rows = np.ndim(y) == 2 and np.shape(y)[1] > 1
    if not (is_rows and is_multi_label(network)):
        return check_class_labels(network, y, n)
    y = check_matrix("y", y, network.output_size)
    require(len(y) == n, f"x has {n} samples but y has {len(y)}.")
    require(np.isin(y, (0, 1)).all(), "y has other numbers than 0 and 1, expected yes or no.")
    return y


def check_ready(network: "Network") -> None:
    """Raise unless a network has a loss, its own parameters, and an optimizer in order."""
    check_loss_chosen(network)
    check_views(network)
    check_hyperparameters(network.optimizer)
    check_memory(network.optimizer, network.params.size)


def check_views(network: "Network") -> None:
    """Raise where the parameters of a layer, or their gradient, are not the network's any more."""
    for layer in network.layers:
        for name in ("params", "gradient"):
            found, whole = getattr(layer, name), getattr(network, name)
            if np.size(found) and not np.may_share_memory(np.asarray(found), whole):
                got = f"the {name} of {layer} was replaced by another array"
                raise WrongValue(f"{got}. Write into it instead: self.{name}[...] = values.")


def check_loss_chosen(network: "Network") -> None:
    """Raise where no loss has been chosen yet."""
    if not hasattr(network, "loss"):
        raise WrongOrder("the network has no loss yet: use(mse, d_mse, SGD()) first.")


def check_hook(hook: Any) -> None:
    """Raise unless ``on_epoch_end`` is None, or a function of three arguments."""
    if hook is None:
        return
    check_callable("on_epoch_end", hook, "lambda network, epoch, loss: print(epoch, loss)")
    try:
        inspect.signature(hook).bind("network", 1, 0.0)
    except TypeError as error:
        expected = "a function of three arguments: network, epoch, loss"
        raise WrongType(f"on_epoch_end is {hook!r}, expected {expected} ({error}).") from None
    except ValueError:
        return  # a function written in C may have no signature


# --- what a network computes ---------------------------------------------------------------------


def _cross_entropy_of(network: "Network") -> str | None:
    """Return the name of the loss, if it is one of the two cross-entropies."""
    from nnlib.losses import binary_crossentropy, categorical_crossentropy

    known = (binary_crossentropy, categorical_crossentropy)
    return next((each.__name__ for each in known if network.loss is each), None)


def check_outputs_suit_loss(network: "Network", x: Array) -> None:
    """Raise where output and loss cannot work together: they would train to nothing, in silence."""
    from nnlib.activations import identity, relu, softmax, tanh

    output, loss = network.layers[-1], _cross_entropy_of(network)
    activation = getattr(output, "activation", None)
    if network.output_size == 1 and (activation is softmax or loss == "categorical_crossentropy"):
        what = (
            "softmax over one output is always 1"
            if activation is softmax
            else f"{loss} of one output"
        )
        cure = "Use sigmoid with binary_crossentropy, or one output for each class"
        raise WrongValue(f"{what}: there is nothing to learn. {cure}.")
    if loss is None:
        return
    y_pred = network.predict(x[:100])
    is_unbounded = not network.layers[-1].params.size and any(
        activation is each for each in (identity, relu, tanh)
    )
    low, high = y_pred.min(), y_pred.max()
    if is_unbounded or output.params.size or low < 0 or high > 1:
        got = (
            f"the outputs of {output} are not probabilities (here they go from {low:g} to {high:g})"
        )
        raise WrongValue(f"{got}, and {loss} expects numbers from 0 to 1. Use softmax, or sigmoid.")


def first_layer_not_finite(layers: Sequence["Layer"], x: Array) -> "tuple[int, Layer] | None":
    """Return the number (from 1) of the first layer whose output is not finite, and the layer."""
    with np.errstate(all="ignore"):
        for number, layer in enumerate(layers, start=1):
            x = layer.forward(x)
            if not np.isfinite(x).all():
                return number, layer
    return None


def check_predicted(network: "Network", x: Array, y_pred: Array) -> None:
    """Raise where an output is NaN or infinite, and say which layer began it."""
    if np.isfinite(y_pred).all():
        return
    row = int(np.argwhere(~np.isfinite(y_pred))[0, 0])
    sample = np.asarray(x[row : row + 1], network.dtype)
    number, layer = first_layer_not_finite(network.layers, sample) or (0, None)
    where = f", first in the output of layer {number}, {layer}" if layer else ""
    raise WrongValue(f"the output for row {row} of x is NaN or infinite{where}. Is x scaled?")
