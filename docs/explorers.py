"""Pictures of the explorers, for pages that have no Python behind them."""

import io
import re
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image

from nnlib import load_mnist, widgets

NAMED = re.compile(rf"^({'|'.join(widgets.__all__)})\(", flags=re.MULTILINE)
"""A line of a cell that shows an explorer."""

EPOCHS = (0, 1, 2, 4, 6, 8, 10, 13, 16, 20, 25, 30, 40, 50, 65, 80, 100, 125, 150, 200, 250, 300)
"""When the moving picture shows the network; the numbers of the last ones lie further apart."""

FRAME, LAST_FRAME = 300, 2500
"""How long a frame stands, in milliseconds."""


def named_in(source: str) -> str | None:
    r"""Return the name of the explorer that a cell shows, or None.

    >>> named_in("from nnlib.widgets import playground\n\nplayground('XOR')")
    'playground'
    """
    found = NAMED.search(source)
    return found[1] if found else None


@cache
def _made(name: str) -> Any:
    if name == "digit_explorer":
        _, (images, labels) = load_mnist()
        return widgets.digit_explorer(None, images, labels)
    return getattr(widgets, name)()


def picture_of(name: str) -> bytes:
    """Return what an explorer shows at first, as a PNG."""
    picture: bytes = _made(name).picture.image.value
    return picture


def alt_of(source: str) -> str | None:
    """Return the alternative text of the explorer that a cell shows, or None."""
    name = named_in(source)
    if name is None:
        return None
    explorer = _made(name)
    return f"{explorer.picture.image.tooltip.rstrip('.')}. {explorer.message}"


def spirals_playground() -> Any:
    """Return a playground that tells two spirals apart, before it has learned anything."""
    explorer = widgets.playground("spirals")
    explorer.set(width_1=8, width_2=8, learning_rate=0.03, optimizer="Adam")
    return explorer


def train_to(explorer: Any, epoch: int) -> Image.Image:
    """Train a playground up to an epoch, and return what it shows then."""
    while len(explorer.training.losses) < epoch:
        explorer.step_button.click()
    return Image.open(io.BytesIO(explorer.picture.image.value)).convert("RGB")


def write_moving_picture(folder: Path) -> None:
    """Write ``moving.webp``, a network that learns in the playground, and ``still.webp``, its end.

    Args:
        folder: A folder that exists.
    """
    explorer = spirals_playground()
    first, *others = [train_to(explorer, epoch) for epoch in EPOCHS]
    times = [FRAME] * len(others) + [LAST_FRAME]
    look: dict[str, Any] = {"quality": 60, "method": 4}
    first.save(
        folder / "moving.webp", save_all=True, append_images=others, duration=times, loop=0, **look
    )
    others[-1].save(folder / "still.webp", **look)
