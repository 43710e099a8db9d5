"""Memory: where parameters lie in it, and how a file that is larger than it is read."""

import mmap

import numpy as np

from nnlib.types import Array

CACHE_LINE = 64
"""How many bytes a processor moves at a time between its cores and memory."""


def aligned(array: Array) -> Array:
    """A copy that begins where a cache line does; NumPy's arrays may begin in the midst of one.

    A training step writes the parameters, and all cores read them: in the midst of lines, a step
    with two cores takes up to a fifth longer.
    """
    memory = np.empty(array.nbytes + CACHE_LINE, np.uint8)
    start = -memory.ctypes.data % CACHE_LINE
    copy = memory[start : start + array.nbytes].view(array.dtype).reshape(array.shape)
    copy[...] = array
    return copy


def release_pages(array: Array) -> None:
    """Let go of what was read of an ``np.memmap``; the file keeps it, and it is read when needed.

    The system would do it too, but only when memory is short, and until then it counts as used.
    Other arrays are left alone. So is a memmap of mode "c", whose changes are in no file, and a
    copy of a memmap, which is one by name only and has no mode.
    """
    mapped = array if isinstance(array, np.memmap) else array.base
    if not isinstance(mapped, np.memmap) or mapped.mode in ("c", None):
        return
    if hasattr(mmap, "MADV_DONTNEED"):
        mapped._mmap.madvise(mmap.MADV_DONTNEED)  # type: ignore[attr-defined]
