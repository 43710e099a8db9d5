"""Numerical derivatives, held against functions whose derivatives everybody knows."""

import numpy as np
import pytest

from nnlib import numerical_derivative, numerical_gradient, numerical_jacobian, relative_error

X = np.array([[0.5, -1.0, 2.0], [3.0, 0.1, -0.7]])
MATRIX = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])


def test_derivative_of_the_sine_is_the_cosine():
    np.testing.assert_allclose(numerical_derivative(np.sin, X), np.cos(X), rtol=1e-8)


def test_jacobian_of_a_linear_function_is_its_matrix():
    jacobian = numerical_jacobian(lambda x: x @ MATRIX.T, X)
    assert jacobian.shape == (2, 2, 3)
    np.testing.assert_allclose(jacobian, [MATRIX, MATRIX], rtol=1e-8)


def test_jacobian_is_taken_at_each_sample():
    jacobian = numerical_jacobian(lambda x: np.prod(x, axis=1, keepdims=True), X)
    expected = [[[-2.0, 1.0, -0.5]], [[-0.07, -2.1, 0.3]]]
    np.testing.assert_allclose(jacobian, expected, rtol=1e-8)


@pytest.mark.parametrize("shape", [(), (6,), (2, 3)])
def test_gradient_of_a_sum_of_cubes(shape):
    x = np.resize(X, shape)
    gradient = numerical_gradient(lambda x: float(np.sum(x**3)), x)
    assert gradient.shape == shape
    np.testing.assert_allclose(gradient, 3 * x**2, rtol=1e-7)


def test_gradient_leaves_x_as_it_was():
    x = X.copy()
    numerical_gradient(np.sum, x)
    np.testing.assert_array_equal(x, X)


@pytest.mark.parametrize("numerical", [numerical_derivative, numerical_jacobian])
def test_float32_is_differentiated_in_float64(numerical):
    result = numerical(np.square, X.astype(np.float32))
    assert result.dtype == np.float64
    np.testing.assert_allclose(result.sum(), 2 * X.sum(), rtol=1e-6)


def test_smaller_step_comes_nearer():
    errors = [relative_error(numerical_derivative(np.exp, X, h), np.exp(X)) for h in (0.1, 0.01)]
    assert errors[0] / errors[1] == pytest.approx(100, rel=0.01)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ([1.0, 100.0], [1.0, 101.0], 1 / 101),
        ([1.0, -2.0], [1.0, 2.0], 2.0),
        ([0.0, 0.0], [0.0, 0.0], 0.0),
        ([0.0], [3.0], 1.0),
        ([1e-300], [2e-300], 0.5),
    ],
)
def test_relative_error_is_in_units_of_the_largest_number(a, b, expected):
    assert relative_error(np.array(a), np.array(b)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("a", "b"),
    [([np.nan], [1.0]), ([1.0, 2.0], [np.nan, 2.0]), ([0.0], [np.nan]), ([np.nan], [0.0])],
)
def test_nan_is_never_a_small_error(a, b):
    assert np.isnan(relative_error(np.array(a), np.array(b)))


def test_relative_error_refuses_to_broadcast():
    with pytest.raises(ValueError, match=r"shapes \(3, 1\) and \(3,\)"):
        relative_error(np.zeros((3, 1)), np.zeros(3))
