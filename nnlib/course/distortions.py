"""Distorted digits: shifted, turned and bent, so that a network sees new ones in every epoch.

A distortion says for each pixel of the new image at which position of the old one to look. The
positions lie between the pixels, so what is seen there is interpolated.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import ndimage  # type: ignore[import-untyped,unused-ignore]

from nnlib.types import Array
from nnlib.validation import require

__all__ = ["distort", "elastic_fields", "look_up", "turned_positions"]

CANVAS = 1000
"""Height and width of the field that all elastic fields are cut out of, in pixels."""

CHUNK = 500
"""Images that a thread takes at a time."""


def look_up(images: Array, rows: Array, columns: Array) -> Array:
    """See each image at positions between its pixels: interpolated linearly, 0 outside.

    Args:
        images: ``(n, height, width)``.
        rows: Where to look, in pixels from the topmost row, ``(n, height, width)``.
        columns: The same from the leftmost column, ``(n, height, width)``.

    Returns:
        ``(n, height, width)``, float32.

    >>> image = np.array([[[10.0, 20.0], [30.0, 40.0]]])
    >>> look_up(image, np.zeros((1, 2, 2)), np.array([[[0.0, 0.5], [1.0, 2.0]]]))
    array([[[10., 15.],
            [20.,  0.]]], dtype=float32)
    """
    n, height, width = images.shape
    # One below the other, with a frame of paper around each, they are a single large picture:
    # SciPy looks up two coordinates faster than three.
    strip = np.pad(images, ((0, 0), (1, 1), (1, 1))).reshape(-1, width + 2)
    top = (height + 2) * np.arange(n)[:, np.newaxis, np.newaxis] + 1
    positions = [np.clip(rows, -1, height) + top, np.clip(columns, -1, width) + 1]
    return ndimage.map_coordinates(strip, positions, np.float32, order=1)


def turned_positions(angles: Array, shifts: Array, size: int = 28) -> tuple[Array, Array]:
    """Where to look for images that are turned around their middle, and then shifted.

    Args:
        angles: How far each is turned, counterclockwise, in degrees, ``(n,)``.
        shifts: How far each is moved down and to the right, in pixels, ``(n, 2)``.
        size: Height and width of an image.

    Returns:
        Rows and columns for ``look_up``, ``(n, size, size)`` each.

    >>> turned_positions(np.array([0.0]), np.array([[1.0, 0.0]]), size=2)[0]
    array([[[-1., -1.],
            [ 0.,  0.]]])
    """
    middle = (size - 1) / 2
    down, right = np.indices((size, size))[:, np.newaxis] - shifts.T[..., None, None] - middle
    turns = np.deg2rad(angles)[:, np.newaxis, np.newaxis]
    cos, sin = np.cos(turns), np.sin(turns)
    return middle + cos * down + sin * right, middle - sin * down + cos * right


def elastic_fields(
    n: int, rng: np.random.Generator, alpha: float = 34, sigma: float = 4, size: int = 28
) -> Array:
    """Smooth random displacements: pixels close to each other move in nearly the same direction.

    Uniform noise on [-1, 1), blurred by a Gaussian, times alpha. Each image gets a window, cut at
    a random place out of one large field: blurring a field for each takes many times longer.

    Args:
        n: How many fields.
        rng: Where the randomness comes from.
        alpha: How strong the displacements are.
        sigma: How far the Gaussian blurs, in pixels: how smooth they are.
        size: Height and width of a field.

    Returns:
        Displacements down and to the right, ``(2, n, size, size)``, float32.

    Source:
        Simard, Steinkraus and Platt (2003), Best practices for convolutional neural networks
        applied to visual document analysis, section 2, from where sigma 4 and alpha 34 come.
    """
    noise = rng.uniform(-1, 1, (2, CANVAS, CANVAS)).astype(np.float32)
    field = alpha * ndimage.gaussian_filter(noise, (0, sigma, sigma))
    windows = sliding_window_view(field, (size, size), axis=(1, 2))
    top, left = rng.integers(0, CANVAS - size, (2, n), endpoint=True)
    return windows[:, top, left]


def distort(
    images: Array,
    rng: np.random.Generator,
    *,
    shift: float = 1,
    angle: float = 10,
    alpha: float = 34,
    sigma: float = 4,
) -> Array:
    """Turn, shift and bend each image at random, each in another way.

    Args:
        images: ``(n, size, size)``, of any numbers; paper is 0.
        rng: Where the randomness comes from.
        shift: The largest shift, in pixels: both directions are uniform on [-shift, shift).
        angle: The largest angle, in degrees: uniform on [-angle, angle).
        alpha: How strong the elastic distortion is; see ``elastic_fields``.
        sigma: How smooth it is.

    Returns:
        New images of the same shape, float32.

    Raises:
        ValueError: images is not ``(n, size, size)``.

    Source:
        Simard, Steinkraus and Platt (2003), Best practices for convolutional neural networks
        applied to visual document analysis, section 2.

    >>> images = np.eye(28)[np.newaxis]
    >>> still = distort(images, np.random.default_rng(0), shift=0, angle=0, alpha=0)
    >>> np.array_equal(still, images)
    True
    """
    is_square = images.ndim == 3 and images.shape[1] == images.shape[2]
    require(is_square, f"images came with shape {images.shape}, wanted (n, size, size).")
    n, size, _ = images.shape
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
