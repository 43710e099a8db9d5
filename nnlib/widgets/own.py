"""The reader's own functions in the explorers: their names, and checks of what was passed."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from nnlib.advice import shown
from nnlib.errors import PlainError, WrongType

LONGEST_NAME = 15
"""How many letters of a name there is room for in a list."""

LONGEST_ERROR = 110
"""How many letters of an error there is room for in a message."""

MARK, FINISHED = " (yours)", " (finished)"
"""What tells a part that was passed from one of the explorer's own with the same name.

A lesson goes on with nnlib's finished parts where the reader's are not there yet.
"""

Pair = tuple[Callable[..., Any], Callable[..., Any]]
"""A function and its derivative."""


def own_pairs(f: Any, d_f: Any, taken: Iterable[str], example: str) -> dict[str, Pair]:
    """Return the reader's own functions with their derivatives, by name.

    Args:
        f: A function; or a dictionary, for each name a function and its derivative; or None.
        d_f: The derivative of the function, otherwise None.
        taken: The names of nnlib's own; the same name gets a mark.
        example: The name of a function to speak of in an error, such as "tanh".

    Raises:
        WrongType: They are anything else.

    >>> list(own_pairs(abs, max, ["abs"], "tanh")), list(own_pairs(abs, max, [], "tanh"))
    (['abs (yours)'], ['abs'])
    """
    if f is None and d_f is None:
        return {}
    expected = "expected a function and its derivative"
    such = f"such as {example}, d_{example}"
    if not isinstance(f, Mapping):
        for name, part in (("f", f), ("d_f", d_f)):
            if not callable(part):
                raise WrongType(f"{name} is {shown(part)}, {expected}, {such}.")
        f = {name_of(f): (f, d_f)}
    elif d_f is not None:
        raise WrongType(f"d_f is {shown(d_f)}, expected None beside a dictionary of pairs.")
    _check_pairs(f, f"{expected} for each name, such as {{'{example}': ({example}, d_{example})}}")
    return {free_name(name, taken, _mark(pair)): (pair[0], pair[1]) for name, pair in f.items()}


def _mark(pair: Iterable[Any]) -> str:
    """Return the mark of a pair: it is the reader's own if a part of it is."""
    modules = [str(getattr(part, "__module__", "")) for part in pair]
    return FINISHED if all(module.startswith("nnlib.") for module in modules) else MARK


def own_pair(f: Any, d_f: Any, taken: Iterable[str], example: str) -> dict[str, Pair]:
    """Return what ``own_pairs`` returns, where there is room for one function only.

    Raises:
        WrongType: f is a dictionary, or they are not two functions.
    """
    if isinstance(f, Mapping):
        raise WrongType(f"f is {shown(f)}, expected one function, such as {example}.")
    return own_pairs(f, d_f, taken, example)


def _check_pairs(pairs: Mapping[Any, Any], expected: str) -> None:
    is_right = len(pairs) > 0
    for name, pair in pairs.items():
        is_pair = isinstance(pair, tuple | list) and len(pair) == 2 and all(map(callable, pair))
        is_right = is_right and is_pair and isinstance(name, str)
    if not is_right:
        raise WrongType(f"f is {shown(pairs)}, {expected}.")


def name_of(part: Any) -> str:
    """Return the name of a function or a class, or of an object's class.

    >>> name_of(abs), name_of(int), name_of(1), name_of(lambda x: x)
    ('abs', 'int', 'int', 'yours')
    """
    name = str(getattr(part, "__name__", type(part).__name__))
    return "yours" if name == "<lambda>" else name


def free_name(name: str, taken: Iterable[str], mark: str = MARK) -> str:
    """Return a name that fits into a list and is not taken."""
    if name in taken:
        return name + mark
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def without_mark(name: str) -> str:
    """Return the name of a part without the mark."""
    return name.removesuffix(MARK).removesuffix(FINISHED)


def explain(error: Exception) -> str:
    """Say what went wrong in the reader's own code, and in which of its lines.

    >>> try:
    ...     {}["velocity"]
    ... except KeyError as error:
    ...     print(explain(error))
    KeyError in <module>, line 2: 'velocity'
    """
    text = str(error)
    if isinstance(error, PlainError):
        return text
    if len(text) > LONGEST_ERROR:
        text = f"{text[: LONGEST_ERROR - 1]}…"
    ours = Path(__file__).parents[1]
    frames = traceback.extract_tb(error.__traceback__)
    theirs = [frame for frame in frames if ours not in Path(frame.filename).parents]
    place = f" in {theirs[-1].name}, line {theirs[-1].lineno}" if theirs else ""
    return f"{type(error).__name__}{place}: {text}"
