"""Errors that a notebook shows as one sentence and the reader's own line, without a traceback.

Each is also the built-in exception that Python programmers expect, so ``except ValueError`` catches
a ``WrongValue``. Outside of notebooks they behave like any other exception.
"""

import linecache
from collections.abc import Sequence
from traceback import walk_tb

__all__ = ["DivergenceError"]

RED, PLAIN = "\x1b[31m", "\x1b[0m"


def kind_of(error: BaseException) -> str:
    """Return the name by which one would catch an error: a built-in one, or a public one of nnlib.

    >>> kind_of(WrongValue("x is empty."))
    'ValueError'
    """
    kinds = type(error).__mro__
    return next(e.__name__ for e in kinds if e.__module__ == "builtins" or e.__name__ in __all__)


class PlainError(Exception):
    """An error whose message is all that its reader needs."""

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows instead of a traceback."""
        notes = getattr(self, "__notes__", [])
        return [f"{RED}{kind_of(self)}{PLAIN}: {self}", *notes, *self._line_of_a_cell()]

    def _line_of_a_cell(self) -> list[str]:
        """Return the innermost line of a notebook's cell that led here, if there is one."""
        places = [(frame.f_code.co_filename, line) for frame, line in walk_tb(self.__traceback__)]
        cells = [each for each in places if "ipykernel" in each[0] or "<ipython" in each[0]]
        if not cells:
            return []
        file, line = cells[-1]
        return [f"In line {line} of the cell: {linecache.getline(file, line).strip()}"]


class WrongValue(PlainError, ValueError):
    """An argument has the right type, and a value that cannot work."""


class WrongType(PlainError, TypeError):
    """An argument is something else than expected."""


class WrongOrder(PlainError, RuntimeError):
    """A method was called before another one that it depends on."""


class MissingFile(PlainError, FileNotFoundError):
    """A file that is needed is not there."""


class FileProblem(PlainError, OSError):
    """A file cannot be read or written."""


class MissingPackage(PlainError, ImportError):
    """A package that is needed is not installed, or cannot be imported."""


class DivergenceError(PlainError, ArithmeticError):
    """Training diverged: the loss or a parameter became infinite or NaN.

    Attributes:
        losses: The mean losses of the epochs before.
    """

    def __init__(self, message: str, losses: Sequence[float] = ()) -> None:
        super().__init__(message)
        self.losses = list(losses)
