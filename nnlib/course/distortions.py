"""Distorted digits: shifted, turned and bent, so that a network sees new ones in every epoch.

A distortion is a position in the old image for each pixel of the new one. The positions lie
between the pixels of the old image, so the value there is interpolated.
"""

from __future__ import annotations

import math
import os
from concurrent.futures import ThreadPoolExecutor
from numbers import Real
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import ndimage

from nnlib.errors import WrongType, WrongValue
from nnlib.types import Array
from nnlib.validation import check_numbers

__all__ = ["distort", "elastic_fields", "look_up", "turned_positions"]

CANVAS = 1000
"""Height and width of the field that all elastic fields are cut from, in pixels."""

CHUNK = 500
"""How many images a thread takes at a time."""

Rng = np.random.Generator | int
"""A random generator, or the seed of one."""


def look_up(images: Array, rows: Array, columns: Array) -> Array:
    """Look up each image at positions between its pixels: interpolated linearly, 0 outside.

    Args:
        images: ``(n, height, width)``, real numbers.
        rows: The positions, in pixels from the topmost row, ``(n, height, width)``.
        columns: The same from the leftmost column, ``(n, height, width)``.

    Returns:
        ``(n, height, width)``, float32.

    Raises:
        ValueError: images is not ``(n, height, width)``, or there are not as many positions.

    >>> image = np.array([[[10.0, 20.0], [30.0, 40.0]]])
    >>> look_up(image, np.zeros((1, 2, 2)), np.array([[[0.0, 0.5], [1.0, 2.0]]]))
    array([[[10., 15.],
            [20.,  0.]]], dtype=float32)
    """
    images = _checked_images(images)
    rows, columns = _checked_positions(rows, columns, len(images))
    n, height, width = images.shape
    # One below the other, with a frame of 0 around each, they are a single large image: SciPy
    # looks up two coordinates faster than three.
    strip = np.pad(images, ((0, 0), (1, 1), (1, 1))).reshape(-1, width + 2)
    top = (height + 2) * np.arange(n)[:, np.newaxis, np.newaxis] + 1
    positions = [np.clip(rows, -1, height) + top, np.clip(columns, -1, width) + 1]
    return ndimage.map_coordinates(strip, positions, np.float32, order=1)


def turned_positions(angles: Array, shifts: Array, size: int = 28) -> tuple[Array, Array]:
    """Positions at which ``look_up`` turns images around their center and then shifts them.

    Args:
        angles: By how much each is turned counterclockwise, in degrees, ``(n,)``.
        shifts: By how much each is moved down and to the right, in pixels, ``(n, 2)``.
        size: Height and width of an image.

    Returns:
        Rows and columns, ``(n, size, size)`` each.

    >>> turned_positions(np.array([0.0]), np.array([[1.0, 0.0]]), size=2)[0]
    array([[[-1., -1.],
            [ 0.,  0.]]])
    """
    angles, shifts = np.asarray(angles), np.asarray(shifts)
    middle = (size - 1) / 2
    down, right = np.indices((size, size))[:, np.newaxis] - shifts.T[..., None, None] - middle
    turns = np.deg2rad(angles)[:, np.newaxis, np.newaxis]
    cos, sin = np.cos(turns), np.sin(turns)
    return middle + cos * down + sin * right, middle - sin * down + cos * right


def elastic_fields(n: int, rng: Rng, alpha: float = 34, sigma: float = 4, size: int = 28) -> Array:
    """Smooth random displacements: pixels close to each other move in nearly the same direction.

    Uniform noise on [-1, 1), blurred by a Gaussian, times alpha. Each image gets a window at a
    random place of one large field: to blur a field for each would take many times longer.

    Args:
        n: How many fields.
        rng: A random generator, or a seed.
        alpha: How strong the displacements are.
        sigma: Standard deviation of the Gaussian, in pixels: how smooth they are.
        size: Height and width of a field, at most 1000.

    Returns:
        Displacements down and to the right, ``(2, n, size, size)``, float32.

    Raises:
        ValueError: alpha or sigma is negative or not finite, or size is above 1000.

    Source:
        Simard, Steinkraus and Platt (2003), Best practices for convolutional neural networks
        applied to visual document analysis, section 2: with sigma 4 and alpha 34.
    """
    _check_field(size, alpha, sigma)
    rng = _generator(rng)
    noise = rng.uniform(-1, 1, (2, CANVAS, CANVAS)).astype(np.float32)
    field = alpha * ndimage.gaussian_filter(noise, (0, sigma, sigma))
    windows = sliding_window_view(field, (size, size), axis=(1, 2))
    top, left = rng.integers(0, CANVAS - size, (2, n), endpoint=True)
    return windows[:, top, left]


def distort(
    images: Array,
    rng: Rng,
    *,
    shift: float = 1,
    angle: float = 10,
    alpha: float = 34,
    sigma: float = 4,
) -> Array:
    """Turn, shift and bend each image at random, each in another way.

    Args:
        images: ``(n, size, size)``, real numbers; paper is 0.
        rng: A random generator, or a seed. The same seed distorts in the same way.
        shift: The largest shift, in pixels: both directions are uniform on [-shift, shift).
        angle: The largest angle, in degrees: uniform on [-angle, angle).
        alpha: How strong the elastic distortion is; see ``elastic_fields``.
        sigma: How smooth it is.

    Returns:
        New images of the same shape, float32.

    Raises:
        ValueError: images is not ``(n, size, size)``, or an amount is negative or not finite.

    Source:
        Simard, Steinkraus and Platt (2003), Best practices for convolutional neural networks
        applied to visual document analysis, section 2.

    >>> images = np.eye(28)[np.newaxis]
    >>> still = distort(images, np.random.default_rng(0), shift=0, angle=0, alpha=0)
    >>> np.array_equal(still, images)
    True
    """
    images = _checked_images(images, square=True)
    _check_amounts(shift=shift, angle=angle)
    rng = _generator(rng)
    n, size, _ = images.shape
    if n == 0:
        return images.astype(np.float32)
    angles = rng.uniform(-angle, angle, (n,))
    shifts = rng.uniform(-shift, shift, (n, 2))
    fields = elastic_fields(n, rng, alpha, sigma, size)

    def distorted(start: int) -> Array:
        part = slice(start, start + CHUNK)
        rows, columns = turned_positions(angles[part], shifts[part], size)
        return look_up(images[part], rows + fields[0, part], columns + fields[1, part])

    # SciPy lets other threads run while it computes, so threads share the work without copies.
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return np.concatenate([*threads.map(distorted, range(0, n, CHUNK))])


def _checked_images(images: Any, square: bool = False) -> Array:
    """Return images as an array that SciPy can compute with, or say why not."""
    images = check_numbers("images", images)
    if images.ndim != 3:
        cure = f"For {'one image' if images.ndim == 2 else 'flat images of 28 by 28 pixels'}"
        cure += ": images[np.newaxis]." if images.ndim == 2 else ": images.reshape(-1, 28, 28)."
        raise WrongValue(f"images has shape {images.shape}, expected (n, height, width). {cure}")
    if square and images.shape[1] != images.shape[2]:
        raise WrongValue(f"images has shape {images.shape}, expected square ones: (n, size, size).")
    # SciPy knows neither half nor extended precision.
    is_known = images.dtype not in (np.float16, np.longdouble)
    return images if is_known else images.astype(np.float32)


def _checked_positions(rows: Any, columns: Any, n: int) -> tuple[Array, Array]:
    """Return the positions as arrays, or say why they cannot be looked up in n images."""
    rows, columns = np.asarray(rows), np.asarray(columns)
    if rows.shape != columns.shape or rows.ndim != 3 or len(rows) != n:
        shapes = f"rows has shape {rows.shape} and columns {columns.shape}"
        raise WrongValue(f"{shapes}, expected ({n}, height, width) for {n} images.")
    return rows, columns


def _check_field(size: int, alpha: float, sigma: float) -> None:
    """Raise where no elastic field of this kind can be made."""
    _check_amounts(alpha=alpha, sigma=sigma)
    if size > CANVAS:
        raise WrongValue(f"images are {size} pixels wide, expected at most {CANVAS}.")


def _check_amounts(**amounts: Any) -> None:
    """Raise where the strength of a distortion is not a finite number of at least 0."""
    for name, value in amounts.items():
        if not isinstance(value, Real) or not 0 <= float(value) < math.inf:
            raise WrongValue(f"{name} is {value!r}, expected a number of at least 0.")


def _generator(rng: Any) -> np.random.Generator:
    """Return a random generator: rng itself, or a new one with rng as its seed."""
    try:
        return np.random.default_rng(rng)
    except (TypeError, ValueError):
        expected = "a generator, such as np.random.default_rng(0), or a seed"
        raise WrongType(f"rng is {rng!r}, expected {expected}.") from None
