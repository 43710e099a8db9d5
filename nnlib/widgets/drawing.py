"""Digits drawn by hand, and how they become images like MNIST's."""

from __future__ import annotations

import numpy as np

from nnlib.errors import WrongValue
from nnlib.types import Array
from nnlib.validation import check_numbers

__all__ = ["draw_line", "to_mnist_form"]

SIDE, BOX = 28, 20
"""MNIST scales a digit into a box of 20 by 20 pixels, inside an image of 28 by 28."""

SOFTNESS = 4.0
"""The width of the edge of a stroke, in pixels, where ink fades to paper."""


def draw_line(
    ink: Array, start: tuple[float, float], end: tuple[float, float], width: float
) -> None:
    """Draw a straight stroke with a round, soft brush; darker pixels stay as they are.

    Args:
        ink: The drawing, ``(height, width)``, 0 for paper and 255 for ink; it is changed in place.
        start: The first point of the stroke, (x, y) in pixels, y downwards.
        end: The last point; the same point twice makes a dot.
        width: The width of the brush, in pixels.

    >>> sheet = np.zeros((5, 5))
    >>> draw_line(sheet, (1.0, 2.0), (3.0, 2.0), width=2.0)
    >>> sheet[2].round()
    array([128., 191., 191., 191., 128.])
    """
    (x0, y0), (x1, y1) = start, end
    reach = int(width / 2 + SOFTNESS) + 1
    rows = slice(max(0, int(min(y0, y1)) - reach), max(0, int(max(y0, y1)) + reach + 1))
    columns = slice(max(0, int(min(x0, x1)) - reach), max(0, int(max(x0, x1)) + reach + 1))
    y, x = np.mgrid[: ink.shape[0], : ink.shape[1]][:, rows, columns]
    # For every pixel: where on the stroke its nearest point is, from 0 to 1.
    length = (x1 - x0) ** 2 + (y1 - y0) ** 2
    along = ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length if length else 0 * x
    along = np.clip(along, 0, 1)
    distance = np.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0))
    shade = 255 * np.clip((width / 2 - distance) / SOFTNESS + 0.5, 0, 1)
    np.maximum(ink[rows, columns], shade, out=ink[rows, columns])


def to_mnist_form(ink: Array) -> Array:
    """Scale a drawing into 20 by 20 pixels, with its centre of mass in the middle of 28 by 28.

    Args:
        ink: The drawing, ``(height, width)``, 0 for paper and 255 for ink.

    Returns:
        ``(28, 28)``, float64, 0 to 255; all 0 where there is no ink.

    Raises:
        WrongValue: ink is not a matrix of numbers from 0 to 255.

    Source:
        LeCun, Bottou, Bengio and Haffner (1998), section III.A: scaled "while preserving the aspect
        ratio", then translated so that the centre of mass comes to the centre of the field.

    >>> drawing = np.zeros((100, 100))
    >>> drawing[10:90, 20:30] = 255
    >>> image = to_mnist_form(drawing)
    >>> rows, columns = image.nonzero()
    >>> int(np.ptp(rows)) + 1, image.shape
    (20, (28, 28))
    """
    ink = check_numbers("ink", ink)
    if ink.ndim != 2:
        raise WrongValue(f"ink has shape {ink.shape}, expected (height, width).")
    image = np.zeros((SIDE, SIDE))
    if not ink.any():
        return image
    low, high = ink.min(), ink.max()
    if not (low >= 0 and high <= 255):
        raise WrongValue(f"ink has values from {low:g} to {high:g}, expected 0 to 255.")
    small = _into_box(_without_margins(ink))
    top, left = (
        int(np.clip(round(SIDE / 2 - centre), 0, SIDE - side))
        for centre, side in zip(_centre_of_mass(small), small.shape, strict=True)
    )
    image[top : top + small.shape[0], left : left + small.shape[1]] = small
    return image


def _without_margins(ink: Array) -> Array:
    """Cut the empty rows and columns off the border."""
    rows, columns = ink.nonzero()
    return ink[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def _into_box(ink: Array) -> Array:
    """Scale so that the longer side has 20 pixels, each the mean of the pixels that it covers."""
    from PIL.Image import Resampling, fromarray

    height, width = (max(1, round(side * BOX / max(ink.shape))) for side in ink.shape)
    image = fromarray(ink.astype(np.float32)).resize((width, height), Resampling.BOX)
    return np.asarray(image, dtype=np.float64)


def _centre_of_mass(ink: Array) -> tuple[float, float]:
    """Return the mean row and the mean column of the ink."""
    rows, columns = np.indices(ink.shape)
    return float(np.average(rows, weights=ink)), float(np.average(columns, weights=ink))
