"""The activations, losses and optimizers that the explorers offer, by name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from nnlib.activations import (
    d_identity,
    d_relu,
    d_sigmoid,
    d_tanh,
    identity,
    relu,
    sigmoid,
    tanh,
)
from nnlib.errors import WrongValue
from nnlib.losses import binary_crossentropy, d_binary_crossentropy, d_mse, mse
from nnlib.optimizers import SGD, Adagrad, Adam, Optimizer, RMSprop
from nnlib.types import Activation, Loss

Value = TypeVar("Value")

ACTIVATIONS: dict[str, tuple[Activation, Activation]] = {
    "tanh": (tanh, d_tanh),
    "sigmoid": (sigmoid, d_sigmoid),
    "relu": (relu, d_relu),
    "identity": (identity, d_identity),
}
"""Each with its derivative."""

NONLINEAR = ("tanh", "sigmoid", "relu")
"""The activations that are no straight line."""

LOSSES: dict[str, tuple[Loss, Loss]] = {
    "mse": (mse, d_mse),
    "cross-entropy": (binary_crossentropy, d_binary_crossentropy),
}
"""Losses of one output, each with its derivative."""

OUTPUTS = {
    "cross-entropy": (ACTIVATIONS["sigmoid"], LOSSES["cross-entropy"]),
    "squared error": (ACTIVATIONS["identity"], LOSSES["mse"]),
}
"""The canonical pairs of output activation and loss, by the name of the loss."""

OPTIMIZERS: dict[str, Callable[[float, float], Optimizer]] = {
    "SGD": lambda rate, momentum: SGD(rate, momentum),
    "Nesterov": lambda rate, momentum: SGD(rate, momentum, nesterov=True),
    "Adagrad": lambda rate, momentum: Adagrad(rate),
    "RMSprop": lambda rate, momentum: RMSprop(rate),
    "Adam": lambda rate, momentum: Adam(rate),
}
"""Each makes an optimizer from a learning rate and a momentum."""

WITH_MOMENTUM = ("SGD", "Nesterov")
"""The optimizers that have a momentum; the others ignore it."""


def look_up(name: str, key: str, table: Mapping[str, Value]) -> Value:
    """Return ``table[key]``.

    Args:
        name: What the key is, for the error message.
        key: The key.
        table: Where to look.

    Raises:
        WrongValue: The key is not in the table.
    """
    if key not in table:
        raise WrongValue(f"{name} is {key!r}, expected one of {', '.join(table)}.")
    return table[key]


def link_momentum(optimizer: Any, momentum: Any) -> None:
    """Disable the control of the momentum while the chosen optimizer has none, and say so.

    Args:
        optimizer: The control of the optimizer, whose values are names from ``OPTIMIZERS``.
        momentum: The control of the momentum.
    """
    mark_unused(optimizer, momentum, WITH_MOMENTUM)


def mark_unused(optimizer: Any, control: Any, users: Collection[str]) -> None:
    """Disable a control while the chosen optimizer does not use it, and say so.

    Args:
        optimizer: The control of the optimizer, whose values are names.
        control: The other control.
        users: The names of the optimizers that use it.
    """
    label = control.description

    def update(_change: object = None) -> None:
        is_used = optimizer.value in users
        control.disabled = not is_used
        control.description = label if is_used else f"{label} (unused)"

    update()
    optimizer.observe(update, names="value")
