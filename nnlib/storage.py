"""Arrays in an .npz file: written whole or not at all, and read without running any code."""

import os
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from nnlib.types import Array
from nnlib.validation import check_numbers, require

NOT_ZIP = (EOFError, OSError, RuntimeError, zipfile.BadZipFile, zlib.error)
UNREADABLE = (ValueError, TypeError, *NOT_ZIP)
"""What NumPy raises where a file is cut, changed or something else."""


def write_arrays(path: str | os.PathLike[str], arrays: Mapping[str, Array]) -> None:
    """Write named arrays to exactly this path; an interrupted write leaves the old file whole.

    Raises:
        FileNotFoundError: There is no such folder.
    """
    target = Path(path)
    if not target.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {target.parent} to save {target.name} in.")
    # Written beside it first: within one folder, replacing is a single step that cannot be cut.
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        with open(unfinished, "wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)


def read_arrays(path: str | os.PathLike[str]) -> dict[str, Array]:
    """Read the named arrays of an .npz file.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It is no whole .npz file, or holds something else than real numbers.
    """
    with open(path, "rb") as file:
        try:
            # No pickle: a file from a stranger must not be able to run code here.
            arrays = np.load(file, allow_pickle=False)
            require(isinstance(arrays, Mapping), "it holds a single array, without a name")
            return {name: check_numbers(name, array) for name, array in arrays.items()}
        except UNREADABLE as error:
            raise ValueError(f"{path} is not a whole .npz file of numbers: {error}") from error
