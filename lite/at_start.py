"""What the kernel of the browser edition does when it starts, and goes on with between cells.

It is packed as ``nnlib_at_start``.
"""

import asyncio
import importlib
from contextlib import suppress

import pyodide_js
import tqdm
from IPython import get_ipython

USUAL = ("matplotlib.pyplot", "nnlib.plots", "nnlib.widgets")
"""What nearly every lesson imports."""

TASKS: list[asyncio.Future[None]] = []
"""What goes on between cells: a task that nobody keeps may vanish before its end."""


def begin() -> None:
    """Begin to get ready."""
    # There are no threads, and tqdm would want one to watch over its bars.
    tqdm.tqdm.monitor_interval = 0
    # Tab offers what the values have: jedi, which would guess from the sources, is not here.
    get_ipython().Completer.use_jedi = False
    TASKS.append(asyncio.ensure_future(get_ready()))


async def get_ready() -> None:
    """Import what is usual and load the largest packages, while the reader reads."""
    for name in USUAL:
        await asyncio.sleep(0.1)  # a cell that waits to be run comes first
        with suppress(Exception):  # the cell that imports it will say what is wrong
            importlib.import_module(name)
    await asyncio.sleep(5)
    await pyodide_js.loadPackage("scikit-learn")
