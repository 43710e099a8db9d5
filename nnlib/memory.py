"""Memory: what was read of a file that is larger than memory is let go of again."""

import mmap

import numpy as np

from nnlib.types import Array


def release_pages(array: Array) -> None:
    """Let go of what was read of an ``np.memmap``; the file keeps it, and it is read when needed.

    The system would do it too, but only when memory is short, and until then it counts as used.
    Other arrays are left alone, and so is a memmap of mode "c", whose changes are in no file.
    """
    mapped = array if isinstance(array, np.memmap) else array.base
    if isinstance(mapped, np.memmap) and mapped.mode != "c" and hasattr(mmap, "MADV_DONTNEED"):
        mapped._mmap.madvise(mmap.MADV_DONTNEED)  # type: ignore[attr-defined]
