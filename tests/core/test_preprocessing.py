"""Preprocessing: one-hot rows, and scaling held against scikit-learn's."""

import tracemalloc

import numpy as np
import pytest
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from nnlib import load_mnist, normalize, standardize, to_categorical

SCALERS = [(normalize, MinMaxScaler), (standardize, StandardScaler)]


@pytest.fixture
def values():
    return np.random.default_rng(0).normal(3, 5, size=(6, 4))


@pytest.fixture
def other():
    return np.random.default_rng(1).normal(-2, 9, size=(5, 4))


def test_one_hot_rows_have_their_one_at_the_label():
    np.testing.assert_array_equal(
        to_categorical(np.array([2, 0, 1]), num_classes=4),
        [[0, 0, 1, 0], [1, 0, 0, 0], [0, 1, 0, 0]],
    )


def test_number_of_classes_is_the_largest_label_plus_one_by_default():
    assert to_categorical(np.array([0, 5, 2])).shape == (3, 6)


@pytest.mark.parametrize("num_classes", [1, 3])
def test_no_labels_make_no_rows(num_classes):
    assert to_categorical([], num_classes).shape == (0, num_classes)


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.float64, bool])
def test_labels_may_be_of_any_type_that_holds_whole_numbers(dtype):
    one_hot = to_categorical(np.array([0, 1, 1], dtype))
    assert one_hot.dtype == np.float64
    np.testing.assert_array_equal(one_hot, [[1, 0], [0, 1], [0, 1]])


def test_one_large_label_takes_no_more_memory_than_its_row():
    tracemalloc.start()
    try:
        one_hot = to_categorical(np.array([40_000]))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert one_hot.shape == (1, 40_001)
    assert peak < 2 * one_hot.nbytes


def test_no_labels_give_no_rows():
    assert to_categorical(np.array([], int), num_classes=3).shape == (0, 3)


@pytest.mark.parametrize(("scale", "scaler"), SCALERS)
def test_scaling_agrees_with_scikit_learn_on_all_values_as_one_column(scale, scaler, values):
    expected = scaler().fit_transform(values.reshape(-1, 1)).reshape(values.shape)
    np.testing.assert_allclose(scale(values), expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(("scale", "scaler"), SCALERS)
def test_test_data_is_scaled_by_the_numbers_of_the_training_data(scale, scaler, values, other):
    fitted = scaler().fit(values.reshape(-1, 1))
    expected = fitted.transform(other.reshape(-1, 1)).reshape(other.shape)
    np.testing.assert_allclose(scale(other, fitted_on=values), expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(("scale", "scaler"), SCALERS)
def test_images_are_scaled_as_scikit_learn_does(scale, scaler):
    (train, _), (test, _) = load_mnist()
    fitted = scaler().fit(train.reshape(-1, 1).astype(float))
    expected = fitted.transform(test.reshape(-1, 1).astype(float)).reshape(test.shape)
    np.testing.assert_allclose(scale(test, fitted_on=train), expected, rtol=1e-10, atol=1e-12)


# The last column is constant; scikit-learn makes 0 of it too.
@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.uint8])
@pytest.mark.parametrize(("scale", "scaler"), SCALERS)
def test_columns_by_themselves_are_scaled_as_scikit_learn_does(scale, scaler, dtype):
    table = np.array([[1, 100, 7], [3, 240, 7], [2, 100, 7], [9, 160, 7]], dtype)
    expected = scaler().fit_transform(table.astype(float))
    np.testing.assert_allclose(scale(table, axis=0), expected, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize(("scale", "scaler"), SCALERS)
def test_columns_of_test_data_are_scaled_by_those_of_the_training_data(
    scale, scaler, values, other
):
    expected = scaler().fit(values).transform(other)
    np.testing.assert_allclose(scale(other, values, axis=0), expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("scale", [normalize, standardize])
def test_column_that_is_constant_in_the_training_data_becomes_zero(scale, values):
    values[:, 1] = 7
    scaled = scale(np.arange(8.0).reshape(2, 4), fitted_on=values, axis=0)
    np.testing.assert_array_equal(scaled[:, 1], 0)


@pytest.mark.parametrize("scale", [normalize, standardize])
def test_images_can_be_scaled_pixel_by_pixel(scale, values):
    images = np.random.default_rng(2).normal(size=(5, 2, 3))
    by_pixel = scale(images, axis=0)
    np.testing.assert_array_equal(by_pixel.reshape(5, 6), scale(images.reshape(5, 6), axis=0))


@pytest.mark.parametrize("scale", [normalize, standardize])
def test_constant_test_data_can_be_scaled(scale, values):
    assert np.isfinite(scale(np.zeros(3), fitted_on=values)).all()


@pytest.mark.parametrize("scale", [normalize, standardize])
def test_one_number_can_be_scaled(scale, values):
    scaled = scale(values[2, 3], fitted_on=values)
    assert scaled.shape == ()
    assert scaled == scale(values)[2, 3]


@pytest.mark.parametrize("scale", [normalize, standardize])
def test_values_are_left_as_they_were(scale, values, other):
    values_before, other_before = values.copy(), other.copy()
    scale(values, fitted_on=other)
    np.testing.assert_array_equal(values, values_before)
    np.testing.assert_array_equal(other, other_before)


@pytest.mark.parametrize("scale", [normalize, standardize])
@pytest.mark.parametrize(
    ("dtype", "expected"),
    [(np.uint8, np.float64), (bool, np.float64), (np.float32, np.float32), (float, np.float64)],
)
def test_whole_numbers_become_float64_and_floats_keep_their_type(scale, dtype, expected):
    assert scale(np.array([0, 1, 1]).astype(dtype)).dtype == expected


@pytest.mark.parametrize("fitted_on", [np.array([0, 255], np.uint8), np.array([0.0, 255.0])])
def test_float32_stays_float32_whatever_it_is_fitted_on(fitted_on):
    values = np.array([0, 51, 255], np.float32)
    assert normalize(values, fitted_on).dtype == standardize(values, fitted_on).dtype == np.float32


def test_bytes_do_not_overflow():
    values = np.array([250, 5, 255], np.uint8)
    np.testing.assert_allclose(normalize(values), [0.98, 0, 1])


def test_many_float32_numbers_far_from_zero_keep_their_mean():
    # A column left out, so that NumPy sums them in an order in which digits get lost.
    values = np.random.default_rng(0).normal(1000, 1, size=(1_000_000, 4)).astype(np.float32)
    scaled = standardize(values[:, :3])
    assert scaled.dtype == np.float32
    assert scaled.astype(float).mean() == pytest.approx(0, abs=1e-4)


# The squares of such small differences underflow, and the standard deviation is 0.
@pytest.mark.parametrize("scale", [normalize, standardize])
def test_tiny_differences_give_finite_values_or_a_refusal(scale):
    try:
        scaled = scale(np.array([0.0, 1e-200]))
    except ValueError:
        return
    assert np.isfinite(scaled).all()


# In their own dtype the largest less the smallest would be infinite.
@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("dtype", "largest"), [(np.float16, 6e4), (np.float32, 3e38)])
def test_largest_numbers_of_a_dtype_can_be_normalized(dtype, largest):
    np.testing.assert_array_equal(normalize(np.array([-largest, 0, largest], dtype)), [0, 0.5, 1])
