"""Arrays in an .npz file: written whole or not at all, and read without running any code."""

import os
import secrets
import stat
import time
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from nnlib.errors import FileProblem, MissingFile, WrongType, WrongValue
from nnlib.types import Array
from nnlib.validation import check_numbers

UNFINISHED = ".nnlib-{}.unfinished"
"""The name of a file that is being written, beside the one that it will replace."""

LEFT_OVER = 3600
"""Seconds after which an unfinished file is taken for what a killed process has left behind."""

NPZ = (b"PK\x03\x04", b"PK\x05\x06")
"""What an .npz file begins with: it is a zip file."""

BEGINNINGS = {
    b"\x93NUMPY": "an .npy file, a single array without a name",
    b"\x89HDF": "an HDF5 file (.h5)",
    b"\x1f\x8b": "compressed with gzip (.gz)",
    b"\0\0\x08": "an IDX file",
    b"\x80": "a pickle",
    b"<": "a web page (HTML)",
}
"""What other files begin with."""

DAMAGE = (EOFError, OSError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error)
"""What NumPy raises where an .npz file is cut or changed."""


def write_arrays(path: str | os.PathLike[str], arrays: Mapping[str, Array]) -> None:
    """Write named arrays to exactly this path; an interrupted write leaves the old file whole.

    A link is followed, and the mode of an old file is kept. While it is written, the new file is
    called ``.nnlib-….unfinished``. If a process is killed meanwhile, this file stays; the next
    write to the same folder removes it if it is more than an hour old.

    Args:
        path: The file; ``~`` is the home folder.
        arrays: Arrays of numbers by name.

    Raises:
        FileNotFoundError: There is no such folder.
        OSError: The file cannot be written: no permission, or the disk is full.
        ValueError: The path is empty, or names a folder.
        TypeError: The path is not a str or Path.
    """
    target = Path(os.path.realpath(_checked_path(path)))
    if not target.parent.is_dir():
        raise MissingFile(f"there is no folder {target.parent} to save {target.name} in.")
    _remove_leftovers(target.parent)
    # Written beside it first: within one folder, replacing is a single step that cannot be cut.
    unfinished = target.with_name(UNFINISHED.format(secrets.token_hex(8)))
    try:
        with _problems_named(path, "written"):
            _write(unfinished, arrays)
            _keep_mode(target, unfinished)
            os.replace(unfinished, target)
    finally:
        with suppress(OSError):
            unfinished.unlink()


def read_arrays(path: str | os.PathLike[str]) -> dict[str, Array]:
    """Read the named arrays of an .npz file.

    Args:
        path: The file; ``~`` is the home folder.

    Raises:
        FileNotFoundError: There is no such file.
        OSError: The file cannot be read: no permission.
        ValueError: It is not a whole .npz file, or contains something else than real numbers.
        TypeError: The path is not a str or Path.
    """
    name = _checked_path(path)
    with _problems_named(path, "read"), open(name, "rb") as file:
        beginning = file.read(24)
        if not beginning.startswith(NPZ):
            raise WrongValue(f"{name} is not an .npz file: it {_described(beginning)}.")
        file.seek(0)
        arrays = _loaded(file, name)
    try:
        return {key: check_numbers(key, array) for key, array in arrays.items()}
    except (TypeError, ValueError) as error:
        raise WrongValue(f"{name} is not a file of numbers: {error}") from None


def _write(file_name: Path, arrays: Mapping[str, Array]) -> None:
    # Mode "x" opens no file that is there already, and follows no link.
    with open(file_name, "xb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]
        file.flush()
        os.fsync(file.fileno())


def _keep_mode(old: Path, new: Path) -> None:
    """Give a new file the mode of the old one, or say why that one must not be replaced."""
    if not old.exists():
        return
    if not old.is_file():
        raise OSError("it is a device or a pipe")
    if not os.access(old, os.W_OK):
        raise PermissionError("it is read-only")
    new.chmod(stat.S_IMODE(old.stat().st_mode))


def _loaded(file: BinaryIO, name: str) -> dict[str, Any]:
    """Return the arrays in a zip file, or say what is wrong with it."""
    try:
        # No pickle: a file from a stranger must not be able to run code here.
        return dict(np.load(file, allow_pickle=False))
    except MemoryError:
        raise WrongValue(f"{name} claims to hold more numbers than fit into memory.") from None
    except DAMAGE as error:
        # NumPy's own words would advise to load it with pickle all the same.
        if "Object arrays" in str(error):
            raise WrongValue(f"{name} contains Python objects, expected only numbers.") from None
        problem = f"{name} is not a whole .npz file: it is cut off, or was changed"
        raise WrongValue(f"{problem}. Save it or copy it again.") from None


def _checked_path(path: Any) -> str:
    """Return the name of a file, with ``~`` replaced, or say why it cannot be one."""
    if not isinstance(path, str | bytes | os.PathLike):
        got = f"{path!r} ({type(path).__name__})"
        raise WrongType(f"path is {got}, expected the name of a file: a str or a Path.")
    name = os.path.expanduser(os.fsdecode(path))
    if not name:
        raise WrongValue("path is empty, expected the name of a file, such as 'params.npz'.")
    if os.path.isdir(name) or name.endswith(("/", os.sep)):
        example = os.path.join(name, "params.npz")
        raise WrongValue(f"{name} is a folder, expected the name of a file, such as {example}.")
    return name


def _described(beginning: bytes) -> str:
    """Say what a file is that begins with these bytes."""
    if not beginning:
        return "is empty"
    for known, kind in BEGINNINGS.items():
        if beginning.startswith(known):
            return f"is {kind}"
    text = beginning.decode("ascii", errors="ignore")
    is_text = len(text) == len(beginning) and all(c.isprintable() or c.isspace() for c in text)
    return f"is a text that begins with {text!r}" if is_text else f"begins with {beginning[:8]!r}"


@contextmanager
def _problems_named(path: str | os.PathLike[str], done: str) -> Iterator[None]:
    """Name the path that the user knows in what the operating system says."""
    name = os.fsdecode(path)
    try:
        yield
    except FileNotFoundError:
        raise MissingFile(f"{name} cannot be {done}: there is no such file.") from None
    except OSError as error:
        raise FileProblem(f"{name} cannot be {done}: {error.strerror or error}.") from error


def _remove_leftovers(folder: Path) -> None:
    """Remove the unfinished files of killed processes."""
    for file in folder.glob(UNFINISHED.format("*")):
        # Another process may remove it first, or it may be somebody else's.
        with suppress(OSError):
            if time.time() - file.lstat().st_mtime > LEFT_OVER:
                file.unlink()
