"""Arrays in an .npz file: written whole or not at all, and read without running any code."""

import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from nnlib.types import Array


def write_arrays(path: str | os.PathLike[str], arrays: Mapping[str, Array]) -> None:
    """Write named arrays to exactly this path; an interrupted write leaves the old file whole."""
    target = Path(path)
    # Written beside it first: within one folder, replacing is a single step that cannot be cut.
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        with open(unfinished, "wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)


def read_arrays(path: str | os.PathLike[str]) -> dict[str, Array]:
    """Read the named arrays of an .npz file.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It is no whole .npz file of plain arrays.
    """
    try:
        # No pickle: a file from a stranger must not be able to run code here.
        with np.load(path, allow_pickle=False) as arrays:
            return dict(arrays)
    except (ValueError, EOFError, TypeError, AttributeError, zipfile.BadZipFile) as error:
        raise ValueError(
            f"{os.fspath(path)} is not a whole .npz file of plain arrays, as save_params writes "
            f"it ({error})."
        ) from error
