"""Where parameters lie in memory, and how to read a file that is larger than memory."""

import mmap

import numpy as np

from nnlib.types import Array

CACHE_LINE = 64
"""How many bytes a processor moves at a time between memory and its cores."""


def aligned(array: Array) -> Array:
    """Return a copy that is aligned to a cache line.

    A training step writes the parameters while all cores read them: unaligned, a step on two cores
    takes up to a fifth longer.
    """
    memory = np.empty(array.nbytes + CACHE_LINE, np.uint8)
    start = -memory.ctypes.data % CACHE_LINE
    copy = memory[start : start + array.nbytes].view(array.dtype).reshape(array.shape)
    copy[...] = array
    return copy


def release_pages(array: Array) -> None:
    """Tell the system that the pages of an ``np.memmap`` read so far may be dropped.

    It would drop them by itself, but only when memory is short, and until then they count as used.
    Other arrays are left alone; so is a memmap of mode "c", whose changes are in no file.
    """
    mapped = _memmap_under(array)
    if mapped is not None and hasattr(mmap, "MADV_DONTNEED"):
        mapped._mmap.madvise(mmap.MADV_DONTNEED)  # type: ignore[attr-defined]


def _memmap_under(array: object) -> "np.memmap[tuple[int, ...], np.dtype[np.generic]] | None":
    """Return the memmap of which an array is a view, however far down."""
    while isinstance(array, np.ndarray):
        if isinstance(array, np.memmap):
            # A copy of a memmap is one by name only, and has no mode.
            return None if array.mode in ("c", None) else array
        array = array.base
    return None
