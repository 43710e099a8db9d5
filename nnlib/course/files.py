"""Files that are written whole or not at all, and problems with them in one sentence."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from itertools import chain, count
from pathlib import Path

from nnlib.errors import FileProblem, PlainError


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file such that an interruption leaves the old one whole; make its folder if need be.

    Raises:
        OSError: It cannot be written: no permission, the disk is full.
    """
    with problem_named(path.parent, "made"):
        path.parent.mkdir(parents=True, exist_ok=True)
    data = content.encode() if isinstance(content, str) else content
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with problem_named(path, "written"), open(unfinished, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with problem_named(path, "written"):
            unfinished.replace(path)
    finally:
        with suppress(OSError):
            unfinished.unlink()


def free_name(path: Path, word: str) -> Path:
    """Return a name beside a path that says what is there and since when, and is not taken.

    >>> free_name(Path("02_jacobians.ipynb"), "old").name  # doctest: +SKIP
    '02_jacobians.old-2026-11-26.ipynb'
    """
    start = f"{path.stem}.{word}-{date.today().isoformat()}"
    names = chain([start], (f"{start}-{number}" for number in count(2)))
    paths = (path.with_name(name + path.suffix) for name in names)
    return next(each for each in paths if not os.path.lexists(each))


@contextmanager
def problem_named(path: Path, done: str) -> Iterator[None]:
    """Say of which file it is, and what could not be done, where the operating system refuses."""
    try:
        yield
    except PlainError:
        raise
    except OSError as error:
        raise FileProblem(f"{path} cannot be {done}: {error.strerror or error}.") from error
