"""Networks of the reader's own: what the playground needs of them."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Sized
from typing import Any

import numpy as np

from nnlib.advice import shown
from nnlib.errors import WrongOrder, WrongType, WrongValue
from nnlib.parameters import FlatParameters

__all__ = ["check_own_network"]


def check_own_network(network: Any) -> None:
    """Raise unless the playground can train a network that somebody has built.

    Args:
        network: A ``Network``, or an object of a class like that of lesson 11: it inherits from
            ``FlatParameters``, and has ``forward`` and ``fit``.

    Raises:
        WrongType: It is something else, or has no such method.
        WrongValue: It does not have two inputs and one output; or its ``fit`` does not return the
            loss of each epoch.
        WrongOrder: It has no loss and no optimizer yet.

    >>> check_own_network("a network")
    Traceback (most recent call last):
        ...
    nnlib.errors.WrongType: network is 'a network', expected a Network, or an object of a class \
of your own as in lesson 11.
    """
    own = "a class of your own as in lesson 11"
    if not isinstance(network, FlatParameters):
        expected = f"expected a Network, or an object of {own}"
        raise WrongType(f"network is {shown(network)}, {expected}.")
    missing = [name for name in ("forward", "fit") if not callable(getattr(network, name, None))]
    if missing:
        kind = type(network).__name__
        raise WrongType(f"{kind} has no method {missing[0]}, which {own} has.")
    if not hasattr(network, "loss"):
        raise WrongOrder("network has no loss yet: call network.use(loss, d_loss, optimizer).")
    if not network.params.size or not network.layers:
        raise WrongValue("network has no parameters: add layers that have some, such as FCLayer.")
    # Of a copy, as a trial changes the parameters, and what the layers remember.
    trial = copy.deepcopy(network)
    _check_sizes(trial)
    _check_fit(trial)


def _check_sizes(network: Any) -> None:
    sizes = network.input_size, network.output_size
    hint = "The playground's points have two coordinates, and a class that is 0 or 1."
    if sizes[0] not in (2, None) or sizes[1] not in (1, None):
        got = f"{sizes[0]} inputs and {sizes[1]} outputs"
        raise WrongValue(f"network has {got}, expected 2 and 1. {hint}")
    shape = np.shape(network.forward(np.zeros((5, 2))))
    if shape != (5, 1):
        raise WrongValue(f"forward(x) returned shape {shape} for (5, 2), expected (5, 1). {hint}")


def _check_fit(network: Any) -> None:
    options = inspect.signature(network.fit).parameters
    if any(name not in options for name in ("batch_size", "epochs")):
        got = ", ".join(options)
        raise WrongType(f"fit takes ({got}), expected (x, y, batch_size=32, epochs=1).")
    quiet = {"progress": False} if "progress" in options else {}
    x, y = np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([[0.0], [1.0]])
    losses = network.fit(x, y, batch_size=2, epochs=1, **quiet)
    if not isinstance(losses, Sized) or len(losses) != 1:
        raise WrongValue(f"fit returned {shown(losses)}, expected a list: the loss of each epoch.")
