"""Checks of layers, optimizers and networks, and of what is passed to their methods."""

import inspect
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.advice import not_matrix, shown
from nnlib.errors import WrongOrder, WrongType, WrongValue
from nnlib.initializers import INITIALIZERS
from nnlib.types import Array, Initializer
from nnlib.validation import (
    FLOATS,
    as_floats,
    check_callable,
    check_finite,
    check_flag,
    check_labels,
    check_matrix,
    check_new_values,
    check_number,
    check_numbers,
    check_pair,
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
    is_known = isinstance(given, str) and given in INITIALIZERS
    require(is_known, f"initialization is {shown(given)}, {expected}.")
    return INITIALIZERS[given]


def check_drawn(drawn: Any, fan_in: int, fan_out: int) -> tuple[Array, Array]:
    """Return what an initializer has drawn, if it is weights and a bias of the right shapes."""
    shapes = (fan_in, fan_out), (1, fan_out)
    if not isinstance(drawn, tuple | list) or len(drawn) != 2:
        expected = f"expected (weights, bias), of shapes {shapes[0]} and {shapes[1]}"
        raise WrongValue(f"the initializer returned {type(drawn).__name__}, {expected}.")
    hint = " from the initializer"
    weights = require_shape("weights", drawn[0], shapes[0], hint)
    return weights, require_shape("bias", drawn[1], shapes[1], hint)


def check_input(layer: "Layer", x: Any) -> Array:
    """Return the input of a layer as floats, if it has as many columns as the layer expects."""
    floats, columns = as_floats("x", x), layer.input_size
    if floats.ndim != 2 or (columns is not None and floats.shape[1] != columns):
        raise WrongValue(not_matrix("x", x, columns, f"{layer} "))
    return floats


def check_output_gradient(layer: "Layer", output_gradient: Any) -> Array:
    """Return the derivative with respect to a layer's output, in the dtype of its input."""
    x = layer.x
    if x is None:
        raise WrongOrder(f"{layer} has no input yet: call forward before backward.")
    shape = (len(x), layer.output_size or x.shape[1])
    if (
        type(output_gradient) is np.ndarray
        and output_gradient.shape == shape
        and output_gradient.dtype == x.dtype
    ):
        return output_gradient
    array = require_shape("output_gradient", output_gradient, shape)
    return as_floats("output_gradient", array).astype(x.dtype, copy=False)


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


def settle_hyperparameters(optimizer: Any, *, is_training: bool = False) -> None:
    """Raise where a hyperparameter of one of nnlib's optimizers is not a number in its range.

    In training the learning rate may be 0, where a schedule ends. A scalar of NumPy's becomes a
    float: np.float64(0.1) would make the memory of a float32 network float64.
    """
    for name in _declared(optimizer) & HYPERPARAMETERS.keys():
        value = getattr(optimizer, name)
        rules = dict(HYPERPARAMETERS[name])
        if name == "learning_rate" and is_training:
            rules["above_zero"] = False
        if name != "weight_decay" or value is not None:
            check_number(name, value, **rules)
        if isinstance(value, np.floating):
            setattr(optimizer, name, float(value))
    if "nesterov" in _declared(optimizer):
        check_flag("nesterov", optimizer.nesterov)


def check_flat_pair(params: Any, gradient: Any) -> None:
    """Raise unless parameters and gradient are flat vectors of floats, of the same length."""
    if (
        type(params) is type(gradient) is np.ndarray
        and params.dtype == gradient.dtype
        and params.dtype in FLOATS
        and params.shape == gradient.shape == (params.size,)
    ):
        return
    for name, vector in (("params", params), ("gradient", gradient)):
        if not isinstance(vector, np.ndarray) or isinstance(vector, np.ma.MaskedArray):
            got = f"{name} is of type {type(vector).__name__}"
            raise WrongType(f"{got}, expected a NumPy array: step changes params in place.")
        if vector.dtype not in FLOATS:
            cure = f"np.asarray({name}, float)"
            raise WrongType(f"{name} has dtype {vector.dtype}, expected float64: {cure}.")
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
    from nnlib.optimizers import Optimizer

    methods = [getattr(optimizer, name, None) for name in ("step", "update")]
    is_unfit = isinstance(optimizer, type) or type(optimizer) is Optimizer
    if is_unfit or not any(map(callable, methods)):
        expected = "an object with step(params, gradient) or update(old_params, gradient)"
        raise WrongType(f"optimizer is {shown(optimizer)}, expected {expected}, such as SGD().")
    others = (each for each in networks if each is not network)
    if any(getattr(each, "optimizer", None) is optimizer for each in others):
        kind = type(optimizer).__name__
        got = f"this {kind} belongs to another network, and remembers the steps it takes for it"
        raise WrongValue(f"{got}. Make an optimizer for each network: {kind}(…).")


def check_unused(optimizer: Any) -> None:
    """Raise where one of nnlib's optimizers remembers steps, as for a network that is gone."""
    if any(isinstance(getattr(optimizer, name, None), np.ndarray) for name in _declared(optimizer)):
        got = f"this {type(optimizer).__name__} remembers steps that it has taken before"
        raise WrongValue(f"{got}. Call its reset(), or make a new one.")


def check_memory(optimizer: Any, size: int) -> None:
    """Raise where one of nnlib's optimizers remembers another number of parameters than there are.

    An optimizer of the user's, also a subclass, may keep what it likes.
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
    except (TypeError, ValueError):
        found = np.dtype(object)
    require(found in FLOATS, f"dtype is {shown(dtype)}, expected np.float64 or np.float32.")
    return found


def check_new_layer(network: "Network", layer: Any, networks: Sequence[Any]) -> None:
    """Raise unless this layer can come after the last one, and is in no network yet."""
    from nnlib.layers import Layer

    if not isinstance(layer, Layer):
        raise WrongType(f"layer is {shown(layer)}, expected a Layer, such as FCLayer(2, 3).")
    # Not its params: to look at them before they are drawn would draw them here.
    if not isinstance(getattr(layer, "gradient", None), np.ndarray):
        init = f"super().__init__() in the __init__ of {type(layer).__name__}"
        raise WrongValue(f"layer has no params. Is {init} missing?")
    if any(layer is each for other in networks for each in other.layers):
        cure = "Make a new layer, or copy.deepcopy(layer)"
        raise WrongValue(f"{layer} is in a network already. {cure}.")
    width = network.output_size
    if None not in (width, layer.input_size) and layer.input_size != width:
        got = f"{layer} expects {layer.input_size} inputs"
        raise WrongValue(f"{got}, but the layers before it have {width} outputs.")


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
    require(len(sizes) >= 2, f"layers is {shown(layers)}, expected {expected}.")
    _check_functions("hidden_activation", hidden, "relu")
    _check_functions("output_activation", output, "softmax")
    _check_functions("loss", loss, "mse")
    return [check_positive_int(f"layers[{i}]", size) for i, size in enumerate(sizes)]


def _check_functions(name: str, pair: Any, example: str) -> None:
    """Raise unless this is a function and its derivative."""
    is_pair = isinstance(pair, Sequence) and len(pair) == 2 and not isinstance(pair, str)
    expected = f"a function and its derivative, such as ({example}, d_{example})"
    require(is_pair, f"{name} is {shown(pair)}, expected {expected}.")
    check_callable(f"{name}[0]", pair[0], example)
    check_callable(f"{name}[1]", pair[1], f"d_{example}")


def check_params(network: "Network", values: Any) -> Array:
    """Return new parameters for a network, if there are as many, and finite."""
    return check_new_values("params", values, network.params)


# --- what is passed to a network -----------------------------------------------------------------

FOR_ONE = "For one output use sigmoid with binary_crossentropy"


def check_has_params(network: "Network") -> None:
    """Raise where no layer of the network has parameters."""
    if not network.params.size:
        raise WrongOrder("the network has no parameters yet: add(FCLayer(…)) first.")


def check_inputs(network: "Network", x: Any) -> Array:
    """Return x as a matrix of finite numbers that fits the network."""
    check_has_params(network)
    array = check_matrix("x", x, network.input_size)
    check_finite("x", array, network.dtype, given=x)
    return array


def check_targets(network: "Network", y: Any, n: int, with_labels: str) -> Array:
    """Return y as rows ``(n, m)`` of finite numbers that fit the network and its loss.

    Args:
        network: Says what m is.
        y: What was passed.
        n: How many samples x has.
        with_labels: The call that takes labels: "fit(x, y, categorical=True)".
    """
    check_loss_chosen(network)
    array, m = check_numbers("y", y), network.output_size
    is_vector = array.shape in ((array.size,), (array.size, 1))
    if is_vector and m not in (1, None) and (n, m) != (1, array.size):
        got = f"y has shape {array.shape}, expected (n, {m}): a row for each sample"
        raise WrongValue(f"{got}. If these are labels: to_categorical(y, {m}), or {with_labels}.")
    array = check_matrix("y", y, m)
    check_length(array, n)
    check_finite("y", array, network.dtype, given=y)
    check_probabilities(network, array)
    return array


def check_scored(network: "Network", y_pred: Array, y: Any) -> Array:
    """Return y as rows ``(n, m)`` that the loss of a network can compare with its outputs."""
    array = check_targets(network, y, len(y_pred), "score(x, y, accuracy=True)")
    if _cross_entropy_of(network) is not None:
        check_predicted_probabilities(network, y_pred)
    return array


def check_outputs(network: "Network", y_pred: Any, y: Any) -> tuple[Array, Array]:
    """Return prediction and target as floats, if a network can go backward from them."""
    check_loss_chosen(network)
    check_has_params(network)
    return check_pair(y_pred, y, "y")


def check_length(y: Array, n: int) -> None:
    """Raise unless y has as many rows as x."""
    require(
        len(y) == n, f"x has {n} samples but y has {len(y)}, expected a row of y for each sample."
    )


def check_probabilities(network: "Network", y: Array) -> None:
    """Raise where a target of a cross-entropy is not a probability, or a row does not sum to 1."""
    loss = _cross_entropy_of(network)
    if loss is None:
        return
    low, high = y.min(), y.max()
    got = f"y has numbers from {low:g} to {high:g}, {loss} expects numbers from 0 to 1"
    require(low >= 0 and high <= 1, f"{got}. For other numbers: mse.")
    if loss == "categorical_crossentropy":
        sums = y.sum(axis=1, dtype=np.float64)
        row = int(np.argmax(np.abs(sums - 1)))
        got = f"row {row} of y sums to {sums[row]:g}, expected 1: one-hot rows, or probabilities"
        several = "For several yes-or-no answers use binary_crossentropy"
        cure = FOR_ONE if y.shape[1] == 1 else several
        require(abs(sums[row] - 1) < 1e-3, f"{got}. {cure}.")


def check_class_labels(network: "Network", y: Any, n: int) -> Array:
    """Return y as labels ``(n,)`` that the network's outputs can stand for."""
    m = network.output_size
    outputs = "one output" if m == 1 else f"{m} outputs"
    labels = check_labels("y", y, 2 if m == 1 else m, f"the network has {outputs}")
    check_length(labels, n)
    return labels


def check_true_labels(network: "Network", y: Any, n: int) -> Array:
    """Return the true labels for an accuracy: ``(n,)``, or ``(n, m)`` of 0 and 1."""
    from nnlib.labels import is_multi_label

    array = check_numbers("y", y)
    are_rows = array.ndim == 2 and array.shape not in ((n, 1), (1, n))
    if not (are_rows and network.output_size != 1 and is_multi_label(network)):
        return check_class_labels(network, y, n)
    array = check_matrix("y", y, network.output_size)
    check_length(array, n)
    others = array[(array != 0) & (array != 1)]
    if others.size:
        raise WrongValue(f"y has {others[0]:g}, expected only 0 and 1: no and yes.")
    return array


def check_ready(network: "Network") -> None:
    """Raise unless a network has a loss, its own parameters, and an optimizer in order."""
    check_loss_chosen(network)
    check_views(network)
    settle_hyperparameters(network.optimizer)
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
        raise WrongType(f"on_epoch_end is {shown(hook)}, expected {expected} ({error}).") from None
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
    from nnlib.activations import softmax

    loss = _cross_entropy_of(network)
    if network.output_size == 1:
        always = "softmax over one output is always 1: it learns nothing"
        is_softmax = getattr(network.layers[-1], "activation", None) is softmax
        require(not is_softmax, f"{always}. {FOR_ONE}.")
        needs = "categorical_crossentropy needs an output for each class: one learns nothing"
        require(loss != "categorical_crossentropy", f"{needs}. {FOR_ONE}.")
    if loss is not None:
        check_predicted_probabilities(network, network.predict(x[:100]))


def check_predicted_probabilities(network: "Network", y_pred: Array) -> None:
    """Raise where outputs are not, or need not be, the numbers from 0 to 1 of a cross-entropy."""
    from nnlib.activations import identity, relu, tanh
    from nnlib.layers import FCLayer

    loss, output = _cross_entropy_of(network), network.layers[-1]
    activation = getattr(output, "activation", None)
    low, high = y_pred.min(), y_pred.max()
    is_unbounded = any(activation is each for each in (identity, relu, tanh))
    if is_unbounded or isinstance(output, FCLayer) or low < 0 or high > 1:
        got = f"the outputs of {output} are not probabilities (here from {low:g} to {high:g})"
        name = "softmax" if loss == "categorical_crossentropy" else "sigmoid"
        cure = f"End with ActivationLayer({name}, d_{name})"
        raise WrongValue(f"{got}, and {loss} expects numbers from 0 to 1. {cure}.")


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
    found = first_layer_not_finite(network.layers, sample)
    where = f", first in the output of layer {found[0]}, {found[1]}" if found else ""
    raise WrongValue(f"the output for row {row} of x is NaN or infinite{where}. Is x scaled?")
