"""The reader's own optimizers in the explorers: which settings they take, and a new one per run."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Mapping
from numbers import Real
from typing import Any, NamedTuple

from nnlib.advice import shown
from nnlib.errors import WrongType, WrongValue
from nnlib.widgets.own import free_name, name_of
from nnlib.widgets.parts import OPTIMIZERS, WITH_MOMENTUM

SETTINGS = ("learning_rate", "momentum")
"""What an explorer sets in an optimizer that has it."""


class Choice(NamedTuple):
    """An optimizer in the list of an explorer."""

    make: Callable[[float, float], Any]
    """From a learning rate and a momentum to a new optimizer."""
    settings: Mapping[str, float | None]
    """The settings that it has; an object's with their values."""


BUILT_IN = {
    name: Choice(make, dict.fromkeys(SETTINGS[: 2 if name in WITH_MOMENTUM else 1]))
    for name, make in OPTIMIZERS.items()
}
"""nnlib's optimizers by name."""


def choices_with(optimizer: Any) -> tuple[dict[str, Choice], str]:
    """Return all optimizers to choose from, the reader's own first, and the name of the first.

    Args:
        optimizer: The name of one of nnlib's; or a class or an object of the reader's; or a
            dictionary of such ones by name.

    Raises:
        WrongType: It is anything else, or a class that needs more than a learning rate and a
            momentum.
        WrongValue: nnlib has none of that name.

    >>> from nnlib import SGD
    >>> choices, first = choices_with({"mine": SGD(), "Adam": SGD})
    >>> first, list(choices)[:3], dict(choices["mine"].settings)
    ('mine', ['mine', 'Adam (yours)', 'SGD'], {'learning_rate': 0.01, 'momentum': 0.9})
    """
    if isinstance(optimizer, str):
        if optimizer not in BUILT_IN:
            expected = f"expected one of {', '.join(BUILT_IN)}, or a class of your own"
            raise WrongValue(f"optimizer is {optimizer!r}, {expected}.")
        return BUILT_IN, optimizer
    parts = optimizer if isinstance(optimizer, Mapping) else {name_of(optimizer): optimizer}
    own = {free_name(str(name), BUILT_IN): _own_choice(part) for name, part in parts.items()}
    if not own:
        raise WrongValue("optimizer is {}, expected at least one optimizer, by name.")
    return own | BUILT_IN, next(iter(own))


def _own_choice(part: Any) -> Choice:
    """Find out which settings a class or an object takes, and how to make a new one."""
    if not any(callable(getattr(part, name, None)) for name in ("update", "step")):
        expected = "expected a class or an object with update(old_params, gradient)"
        raise WrongType(f"optimizer is {shown(part)}, {expected} or step(params, gradient).")
    return _class_choice(part) if isinstance(part, type) else _object_choice(part)


def _class_choice(part: type) -> Choice:
    parameters = inspect.signature(part).parameters
    taken = [name for name in SETTINGS if name in parameters]
    for name, each in parameters.items():
        is_open = each.kind in (each.VAR_POSITIONAL, each.VAR_KEYWORD)
        if name not in SETTINGS and each.default is each.empty and not is_open:
            cure = f"Call it learning_rate or momentum, or pass an object: {part.__name__}(…)"
            raise WrongType(f"optimizer is {shown(part)}, which needs {name}. {cure}.")

    def make(*values: float) -> Any:
        given = dict(zip(SETTINGS, values, strict=True))
        return part(**{name: given[name] for name in taken})

    return Choice(make, dict.fromkeys(taken))


def _object_choice(part: Any) -> Choice:
    # A copy from now: what the reader does with the object later does not matter here.
    original = copy.deepcopy(part)
    found = {name: getattr(part, name, None) for name in SETTINGS}
    settings = {name: float(x) for name, x in found.items() if isinstance(x, Real)}

    def make(*values: float) -> Any:
        made = copy.deepcopy(original)
        for name, value in zip(SETTINGS, values, strict=True):
            if name in settings:
                setattr(made, name, value)
        return made

    return Choice(make, settings)
