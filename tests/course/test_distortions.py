"""Distorted digits: known shifts and turns exactly, random ones within their bounds, repeatable."""

import numpy as np
import pytest
from scipy import ndimage

from nnlib import load_mnist
from nnlib.course.distortions import CHUNK, distort, elastic_fields, look_up, turned_positions


@pytest.fixture(scope="module")
def images():
    return load_mnist()[0][0][:50]


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def moved(images, angle, down, right):
    n = len(images)
    shifts = np.tile([float(down), float(right)], (n, 1))
    return look_up(images, *turned_positions(np.full(n, float(angle)), shifts))


def test_positions_that_stay_give_the_same_images(images):
    np.testing.assert_array_equal(moved(images, 0, 0, 0), images)


@pytest.mark.parametrize(("down", "right"), [(2, 0), (0, -3), (-1, 4), (30, 0)])
def test_whole_shift_moves_pixels_and_lets_paper_in(images, down, right):
    expected = ndimage.shift(images, (0, down, right), order=0)
    np.testing.assert_array_equal(moved(images, 0, down, right), expected)


def test_half_a_pixel_is_the_mean_of_two(images):
    expected = (images.astype(float) + ndimage.shift(images.astype(float), (0, 0, 1), order=0)) / 2
    np.testing.assert_allclose(moved(images, 0, 0, 0.5), expected, atol=1e-4)


def test_positive_angle_turns_counterclockwise(images):
    expected = np.rot90(images, axes=(1, 2))
    np.testing.assert_allclose(moved(images, 90, 0, 0), expected, atol=1e-3)


def test_turn_comes_before_shift(images):
    expected = ndimage.shift(np.rot90(images, axes=(1, 2)), (0, 3, 1), order=0)
    np.testing.assert_allclose(moved(images, 90, 3, 1), expected, atol=1e-3)


def test_no_image_leaks_into_its_neighbour():
    ink = np.zeros((3, 28, 28))
    ink[1] = 255
    rng = np.random.default_rng(0)
    rows, columns = rng.uniform(-60, 90, (2, 3, 28, 28))
    seen = look_up(ink, rows, columns)
    assert not seen[[0, 2]].any()
    assert seen[1].max() == 255


def test_what_lies_outside_is_paper():
    ink = np.full((1, 28, 28), 255.0)
    for far in (-1.0, 28.0, -1000.0, 1000.0):
        assert not look_up(ink, np.full((1, 28, 28), far), np.full((1, 28, 28), 5.0)).any()


def test_look_up_is_that_of_scipy_image_by_image(images, rng):
    rows, columns = rng.uniform(0, 27, (2, 50, 28, 28))
    for image, down, right, seen in zip(
        images, rows, columns, look_up(images, rows, columns), strict=True
    ):
        expected = ndimage.map_coordinates(image.astype(float), [down, right], order=1)
        np.testing.assert_allclose(seen, expected, atol=1e-3)


def test_fields_are_smooth_and_as_strong_as_alpha_says(rng):
    fields = elastic_fields(2000, rng, alpha=34, sigma=4)
    assert fields.shape == (2, 2000, 28, 28)
    assert fields.dtype == np.float32
    # Uniform noise of variance 1/3, averaged by a Gaussian in two dimensions.
    expected = 34 * (1 / 3) ** 0.5 / (2 * 4 * np.pi**0.5)
    assert abs(fields.mean()) < 0.1
    assert fields.std() == pytest.approx(expected, rel=0.05)
    assert np.diff(fields, axis=3).std() < 0.25 * fields.std()


@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.float64])
def test_distorted_images_are_new_and_near_the_old(images, rng, dtype):
    images = images.astype(dtype)
    before = images.copy()
    new = distort(images, rng)
    np.testing.assert_array_equal(images, before)
    assert new.shape == images.shape
    assert new.dtype == np.float32
    assert new.min() >= 0
    assert new.max() <= 255.001
    # As much ink as before, more or less, but elsewhere.
    assert new.sum() == pytest.approx(images.sum(), rel=0.1)
    assert all((a != b).any() for a, b in zip(new, images, strict=True))


def test_fields_move_down_and_to_the_right_in_this_order(images, rng, monkeypatch):
    def two_down(n, rng, alpha, sigma, size):
        return np.stack([np.full((n, size, size), 2.0), np.zeros((n, size, size))])

    monkeypatch.setattr("nnlib.course.distortions.elastic_fields", two_down)
    # Each pixel looks two rows further down, so what is seen moves up.
    moved = distort(images, rng, shift=0, angle=0)
    np.testing.assert_allclose(moved[:, :-2], images[:, 2:], atol=1e-3)


def test_each_image_is_distorted_in_another_way(images, rng):
    same = np.repeat(images[:1], 20, axis=0)
    assert len({image.tobytes() for image in distort(same, rng)}) == 20


def test_same_seed_gives_same_images_however_they_are_cut_into_chunks(images, monkeypatch):
    first = distort(images, np.random.default_rng(5))
    monkeypatch.setattr("nnlib.course.distortions.CHUNK", 7)
    np.testing.assert_array_equal(distort(images, np.random.default_rng(5)), first)
    assert not np.array_equal(distort(images, np.random.default_rng(6)), first)


def test_more_images_than_a_chunk_keep_their_order(rng):
    numbers = np.arange(2 * CHUNK + 3, dtype=np.float32)
    images = np.broadcast_to(numbers[:, None, None], (len(numbers), 28, 28))
    still = distort(images, rng, shift=0, angle=0, alpha=0)
    np.testing.assert_array_equal(still[:, 14, 14], numbers)


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ((784,), "images.reshape(-1, 28, 28)"),
        ((10, 784), "images[np.newaxis]"),
        ((10, 28, 20), "square"),
        ((2, 10, 28, 28), "images.reshape(-1, 28, 28)"),
        ((1, 1001, 1001), "images are 1001 pixels wide, expected at most 1000"),
    ],
)
def test_wrong_shape_is_named(rng, shape, words):
    with pytest.raises(ValueError) as error:
        distort(np.zeros(shape), rng)
    assert words in str(error.value)


@pytest.mark.parametrize("dtype", [bool, np.int8, np.int64, np.float16, np.longdouble])
def test_every_real_dtype_is_distorted_like_float64(images, dtype):
    images = (images[:3] // 4).astype(dtype)
    expected = distort(images.astype(np.float64), 0)
    np.testing.assert_allclose(distort(images, 0), expected, atol=1e-4)
    np.testing.assert_allclose(distort(images.tolist(), 0), expected, atol=1e-4)


@pytest.mark.parametrize("dtype", [complex, str, object])
def test_what_is_not_real_numbers_is_refused(images, dtype):
    with pytest.raises(TypeError, match="images"):
        distort(images[:1].astype(dtype), 0)


def test_no_images_are_no_images(rng):
    new = distort(np.empty((0, 28, 28), np.uint8), rng)
    assert new.shape == (0, 28, 28)
    assert new.dtype == np.float32


def test_seed_stands_for_its_generator(images):
    expected = distort(images, np.random.default_rng(7))
    np.testing.assert_array_equal(distort(images, 7), expected)
    fields = elastic_fields(2, np.random.default_rng(7))
    np.testing.assert_array_equal(elastic_fields(2, 7), fields)


@pytest.mark.parametrize("rng", ["0", -1, 1.5, np.random])
def test_what_is_not_a_generator_is_refused(images, rng):
    with pytest.raises(TypeError, match=r"rng is .*, expected a generator, such as"):
        distort(images, rng)


@pytest.mark.parametrize("name", ["shift", "angle", "alpha", "sigma"])
@pytest.mark.parametrize("value", [-1, np.nan, np.inf, "1", None, [1]])
def test_amount_that_is_not_a_number_from_zero_up_is_refused(images, name, value):
    with pytest.raises(ValueError, match=f"{name} is .*, expected a number of at least 0"):
        distort(images, 0, **{name: value})
    if name in ("alpha", "sigma"):
        with pytest.raises(ValueError, match=f"{name} is "):
            elastic_fields(1, 0, **{name: value})


def test_positions_are_lists_or_arrays_and_as_many_as_images():
    rows, columns = turned_positions([90.0], [[0.0, 0.0]], size=2)
    image = [[[1.0, 2.0], [3.0, 4.0]]]
    np.testing.assert_allclose(look_up(image, rows, columns), [[[2, 4], [1, 3]]], atol=1e-6)
    np.testing.assert_array_equal(look_up(image, [[[0]]], [[[1]]]), [[[2]]])
    for wrong in (rows[:, :1], rows[0], np.repeat(rows, 2, axis=0)):
        with pytest.raises(ValueError, match=r"rows has shape .*, expected \(1, height, width\)"):
            look_up(image, wrong, wrong if len(wrong) == 2 else columns)
