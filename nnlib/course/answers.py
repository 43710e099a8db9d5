"""What an answer does when it is run: what it returns, calls and changes, and for how long."""

import copy
import dis
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from types import CodeType, FrameType
from typing import Any

import numpy as np

SECONDS = 5.0
"""How long an answer may take before it is stopped: it has an endless loop, most likely."""

HIDDEN_LOOPS = {"map", "vectorize", "apply_along_axis", "nditer", "ndindex", "fromiter"}

exactly = partial(np.array_equal, equal_nan=True)
nearly = partial(np.allclose, rtol=0, atol=1e-12, equal_nan=True)


@dataclass
class Outcome:
    """What happened when an answer was run.

    Attributes:
        result: What it returned; None where it stopped.
        error: The exception that it stopped with, if any.
        called: The code of every Python function that was called, its own included.
        changed: Whether an array that it was given has other values now.
        rounded: Whether they differ in their last digits only.
    """

    result: Any = None
    error: Exception | None = None
    called: set[CodeType] = field(default_factory=set)
    changed: bool = False
    rounded: bool = False


def run(use: Callable[..., Any], given: Sequence[Any], seconds: float = SECONDS) -> Outcome:
    """Call ``use`` with copies of what is given, for a limited time, and watch it.

    Warnings of NumPy are not shown: what overflows is seen in the result.
    """
    outcome = Outcome()
    copies = copied(given)
    try:
        with np.errstate(all="ignore"), _watched(outcome.called, seconds):
            outcome.result = use(*copies)
    except Exception as error:
        outcome.error = error
    outcome.changed = not _is_same(list(given), copies, exactly)
    outcome.rounded = outcome.changed and _is_same(list(given), copies, nearly)
    return outcome


def copied(given: Sequence[Any]) -> list[Any]:
    """Return a copy of each argument; a function is itself."""
    return [each if callable(each) else copy.deepcopy(each) for each in given]


def _is_same(before: Any, after: Any, same: Callable[..., bool]) -> bool:
    if isinstance(before, list | tuple):
        pairs = zip(before, after, strict=False)
        return len(before) == len(after) and all(_is_same(a, b, same) for a, b in pairs)
    return not isinstance(before, np.ndarray) or same(before, after)


@contextmanager
def _watched(called: set[CodeType], seconds: float) -> Iterator[None]:
    """Note every function that is called, and stop after some seconds, in any thread."""
    end = time.monotonic() + seconds
    before = sys.gettrace()

    def watch(frame: FrameType, event: str, argument: Any) -> Any:
        called.add(frame.f_code)
        if time.monotonic() > end:
            raise TimeoutError
        return watch

    sys.settrace(watch)
    try:
        yield
    finally:
        sys.settrace(before)


def codes_of(answer: Any) -> list[CodeType]:
    """Return the code of a function, or of each method that a class defines itself."""
    functions = vars(answer).values() if isinstance(answer, type) else [answer]
    return [each.__code__ for each in functions if hasattr(each, "__code__")]


def is_stub(code: CodeType) -> bool:
    """Whether a body does nothing with its arguments or with anything else."""
    used = ("LOAD_FAST", "LOAD_GLOBAL", "LOAD_NAME", "LOAD_DEREF", "CALL", "RAISE")
    # For a small number Python 3.14 has an instruction of its own, and no constant.
    does_something = any(
        op.opname.startswith((*used, "LOAD_SMALL_INT")) for op in dis.get_instructions(code)
    )
    constants = [each for each in code.co_consts if each is not None and each is not Ellipsis]
    is_docstring = len(constants) == 1 and isinstance(constants[0], str)
    return not does_something and (not constants or is_docstring)


def loop_in(code: CodeType) -> str | None:
    """Return what loops in a body: ``for``, ``while`` or a function that hides a loop."""
    if hidden := HIDDEN_LOOPS.intersection(code.co_names):
        return min(hidden)
    names = [op.opname for op in dis.get_instructions(code)]
    if any(name == "FOR_ITER" or "JUMP_BACKWARD" in name for name in names):
        return "for or while"
    inner = (each for each in code.co_consts if isinstance(each, CodeType))
    return next(filter(None, map(loop_in, inner)), None)


def names_outside(answer: Any) -> dict[str, Any]:
    """Return what a body, or the bodies of a class, take from outside, by name."""
    functions = vars(answer).values() if isinstance(answer, type) else [answer]
    return {
        str(op.argval): function.__globals__.get(op.argval)
        for function in functions
        if hasattr(function, "__code__")
        for op in dis.get_instructions(function)
        if op.opname == "LOAD_GLOBAL"
    }
