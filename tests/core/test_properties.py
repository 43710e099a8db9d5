"""Properties that hold whatever the numbers: hypothesis looks for some for which they do not."""

from itertools import pairwise

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from nnlib import (
    FCLayer,
    Network,
    d_sigmoid,
    d_softmax,
    d_tanh,
    normalize,
    relative_error,
    relu,
    sigmoid,
    softmax,
    standardize,
    tanh,
    to_categorical,
)

# The same examples in every run, and no deadline that a busy machine could miss.
settings.register_profile("nnlib", max_examples=40, deadline=None, derandomize=True, database=None)
quick = settings(settings.get_profile("nnlib"))


def floats(largest):
    # Neither so small that a square underflows, nor so large that it overflows.
    return st.floats(-largest, largest).filter(lambda value: value == 0 or abs(value) > 1e-50)


def matrices(largest):
    shapes = array_shapes(min_dims=2, max_dims=2, max_side=6)
    return arrays(np.float64, shapes, elements=floats(largest))


def any_arrays(largest):
    return arrays(np.float64, array_shapes(max_dims=3, max_side=5), elements=floats(largest))


@quick
@given(matrices(50), st.floats(-500, 500))
def test_softmax_is_the_same_after_a_shift(x, shift):
    np.testing.assert_allclose(softmax(x + shift), softmax(x), rtol=1e-9)


@quick
@given(matrices(1000))
def test_softmax_rows_are_probabilities_that_sum_to_one(x):
    s = softmax(x)
    assert s.min() >= 0
    np.testing.assert_allclose(s.sum(axis=1), 1, rtol=1e-12)


@quick
@given(matrices(1000))
def test_softmax_keeps_the_order_of_the_scores(x):
    s = softmax(x)
    np.testing.assert_array_equal(s.max(axis=1), s[np.arange(len(x)), x.argmax(axis=1)])


@quick
@given(matrices(1000))
def test_rows_and_columns_of_the_softmax_jacobian_sum_to_zero(x):
    jacobian = d_softmax(x)
    np.testing.assert_allclose(jacobian.sum(axis=2), 0, atol=1e-14)
    np.testing.assert_allclose(jacobian.sum(axis=1), 0, atol=1e-14)


@quick
@given(any_arrays(1000))
def test_sigmoid_is_a_tanh_and_symmetric(x):
    np.testing.assert_allclose(sigmoid(x), (1 + tanh(x / 2)) / 2, atol=1e-15)
    np.testing.assert_allclose(sigmoid(x) + sigmoid(-x), 1, rtol=1e-15)


@quick
@given(any_arrays(1000))
def test_slopes_stay_in_their_bounds(x):
    assert ((d_sigmoid(x) >= 0) & (d_sigmoid(x) <= 0.25)).all()
    assert ((d_tanh(x) >= 0) & (d_tanh(x) <= 1)).all()


@quick
@given(any_arrays(1000))
def test_relu_of_x_less_relu_of_minus_x_is_x(x):
    np.testing.assert_array_equal(relu(x) - relu(-x), x)


@quick
@given(st.lists(st.integers(1, 6), min_size=2, max_size=5), st.integers(0, 100))
def test_flat_vector_becomes_layers_and_a_flat_vector_again(sizes, seed):
    network = Network(seed=0)
    for fan_in, fan_out in pairwise(sizes):
        network.add(FCLayer(fan_in, fan_out))
    values = np.random.default_rng(seed).normal(size=network.params.shape)
    network.params = values
    parts = [part.copy() for layer in network.layers for part in (layer.weights, layer.bias)]
    np.testing.assert_array_equal(np.concatenate([part.ravel() for part in parts]), values)
    network.params = 0 * values
    for layer, weights, bias in zip(network.layers, parts[::2], parts[1::2], strict=True):
        layer.weights, layer.bias = weights, bias
    np.testing.assert_array_equal(network.params, values)


@quick
@given(arrays(np.int64, st.integers(1, 30), elements=st.integers(0, 9)), st.integers(10, 12))
def test_one_hot_rows_lead_back_to_the_labels(labels, num_classes):
    one_hot = to_categorical(labels, num_classes)
    assert one_hot.shape == (len(labels), num_classes)
    assert set(np.unique(one_hot)) == {0, 1}
    np.testing.assert_array_equal(one_hot.sum(axis=1), 1)
    np.testing.assert_array_equal(one_hot.argmax(axis=1), labels)


@quick
@given(any_arrays(1e6))
def test_normalized_values_fill_zero_to_one(values):
    assume(values.max() > values.min())
    scaled = normalize(values)
    assert scaled.shape == values.shape
    assert scaled.min() == 0
    assert scaled.max() == 1
    in_order = scaled.ravel()[values.ravel().argsort()]
    assert (np.diff(in_order) >= 0).all()


@quick
@given(matrices(1e6))
def test_columns_normalized_by_themselves_fill_zero_to_one(values):
    scaled = normalize(values, axis=0)
    is_constant = values.max(axis=0) == values.min(axis=0)
    np.testing.assert_array_equal(scaled.min(axis=0), 0)
    np.testing.assert_array_equal(scaled.max(axis=0), np.where(is_constant, 0, 1))


@quick
@given(any_arrays(1e6))
def test_standardized_values_have_mean_zero_and_deviation_one(values):
    assume(np.ptp(values) > 1e-6 * np.abs(values).max())
    scaled = standardize(values)
    assert scaled.shape == values.shape
    np.testing.assert_allclose(scaled.mean(), 0, atol=1e-8)
    np.testing.assert_allclose(scaled.std(), 1, rtol=1e-8)


@quick
@given(any_arrays(1e6), st.floats(-1, 1))
def test_relative_error_is_symmetric_and_between_zero_and_two(a, change):
    b = a * (1 + change)
    assert relative_error(a, b) == relative_error(b, a)
    assert 0 <= relative_error(a, b) <= 2
    assert relative_error(a, a) == 0
