"""Drawings as finished pictures, to be looked at one after another."""

from collections.abc import Callable
from io import BytesIO

import matplotlib.pyplot as plt
from matplotlib.axes import Axes


def png(draw: Callable[[Axes], object], *, figsize: tuple[float, float] = (6, 5)) -> bytes:
    """Draw once, and give the picture itself, as ``ipywidgets.Image`` takes it.

    A slider that changes from one finished picture to the next is quick, and no figure stays open.

    Args:
        draw: Draws into the axes that it is given.
        figsize: Width and height in inches.

    Returns:
        The bytes of a PNG file.
    """
    figure, ax = plt.subplots(figsize=figsize)
    draw(ax)
    picture = BytesIO()
    figure.savefig(picture, format="png")
    plt.close(figure)
    return picture.getvalue()
