"""Numerical derivatives, held against functions whose derivatives everybody knows."""

import numpy as np
import pandas as pd
import pytest

from nnlib import mse, numerical_derivative, numerical_gradient, numerical_jacobian, relative_error

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


def test_smaller_step_comes_nearer():
    errors = [relative_error(numerical_derivative(np.exp, X, h), np.exp(X)) for h in (0.1, 0.01)]
    assert errors[0] / errors[1] == pytest.approx(100, rel=0.01)


NUMERICAL = [numerical_derivative, numerical_jacobian, numerical_gradient]


def squares(numerical):
    """A function that each of the three can differentiate."""
    return (lambda x: np.sum(x**2)) if numerical is numerical_gradient else np.square


@pytest.mark.parametrize("numerical", NUMERICAL)
@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int64, bool, np.float16, np.float32])
def test_every_kind_of_real_numbers_is_differentiated_in_float64(numerical, dtype):
    x = np.array([[0, 1, 1], [1, 0, 1]]).astype(dtype)
    result = numerical(squares(numerical), x)
    assert result.dtype == np.float64
    np.testing.assert_allclose(result, numerical(squares(numerical), x.astype(float)))


@pytest.mark.parametrize("numerical", NUMERICAL)
@pytest.mark.parametrize("make", [np.ndarray.tolist, pd.DataFrame], ids=["list", "frame"])
def test_lists_and_frames_are_arrays_too(numerical, make):
    result = numerical(squares(numerical), make(X))
    np.testing.assert_allclose(result, numerical(squares(numerical), X), rtol=1e-9)


def test_series_and_single_numbers_are_arrays_too():
    series = pd.Series([1.0, 3.0], index=[7, 9])
    np.testing.assert_allclose(numerical_derivative(np.square, series), [2, 6])
    np.testing.assert_allclose(numerical_gradient(np.sum, series), [1, 1])
    np.testing.assert_allclose(numerical_derivative(np.square, 3), 6)


BUFFER = np.empty_like(X)


def tanh_in_place(x):
    return np.tanh(x, out=x)


def tanh_into_one_array(x):
    return np.tanh(x, out=BUFFER)


@pytest.mark.parametrize("f", [tanh_in_place, tanh_into_one_array])
def test_function_that_works_in_place_has_the_same_derivative(f):
    x, slopes = X.copy(), 1 - np.tanh(X) ** 2
    np.testing.assert_allclose(numerical_derivative(f, x), slopes, rtol=1e-8)
    diagonal = np.diagonal(numerical_jacobian(f, x), axis1=1, axis2=2)
    np.testing.assert_allclose(diagonal, slopes, rtol=1e-8)
    np.testing.assert_allclose(numerical_gradient(lambda x: f(x).sum(), x), slopes, rtol=1e-8)
    np.testing.assert_array_equal(x, X)


def test_function_may_write_into_the_array_that_x_is():
    params = X.copy()

    def loss_at(values):
        params[...] = values
        return np.sum(params**2)

    np.testing.assert_allclose(numerical_gradient(loss_at, params), 2 * X, rtol=1e-8)


def mean_loss_forgotten(x):
    return mse(x, np.zeros(x.shape))


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: numerical_gradient(mean_loss_forgotten, X[:1]), ValueError,
         "f returns shape (1, 1), expected one number: use .mean()."),
        (lambda: numerical_gradient(mean_loss_forgotten, X), ValueError,
         "f returns shape (2, 1), expected one number"),
        (lambda: numerical_gradient(lambda x: x, X[0]), ValueError,
         "f returns shape (3,), expected one number"),
        (lambda: numerical_derivative(np.sum, X), ValueError,
         "f returns shape (), expected (2, 3)"),
        (lambda: numerical_derivative(softmax_of_columns, X), ValueError,
         "f returns shape (3, 2), expected (2, 3)"),
        (lambda: numerical_jacobian(np.tanh, X[0]), ValueError, "x.reshape(1, -1)"),
        (lambda: numerical_jacobian(np.tanh, X[np.newaxis]), ValueError, "x.reshape(len(x), -1)"),
        (lambda: numerical_jacobian(lambda x: x.sum(axis=1), X), ValueError,
         "f returns shape (2,), expected (2, k): a row for each sample"),
        (lambda: numerical_jacobian(lambda x: x[:1], X), ValueError,
         "f returns shape (1, 3), expected (2, k)"),
        (lambda: numerical_jacobian(lambda x: x[:, None], X), ValueError,
         "f returns shape (2, 1, 3), expected (2, k)"),
        (lambda: numerical_jacobian(np.tanh, X[:, :0]), ValueError, "x is empty"),
        *((lambda n=n: n(squares(n), X, 0), ValueError, "h is 0, expected") for n in NUMERICAL),
        *((lambda n=n: n(squares(n), X, -1e-5), ValueError, "h is -1e-05") for n in NUMERICAL),
        *((lambda n=n: n(squares(n), X, np.nan), ValueError, "h is nan") for n in NUMERICAL),
        *((lambda n=n: n(squares(n), X, "1"), ValueError, "h is '1'") for n in NUMERICAL),
        *((lambda n=n: n(squares(n), X, [1e-5]), ValueError, "h is [1e-05]") for n in NUMERICAL),
        *((lambda n=n: n(squares(n), 1e12 * X), ValueError,
           "x holds 3e+12, where a step of 1e-05 is lost in rounding. Scale x down, or choose a "
           "larger h, here 3e+07.") for n in NUMERICAL),
        *((lambda n=n: n(squares(n), X * np.nan), ValueError, "x contains NaN or infinity")
          for n in NUMERICAL),
        *((lambda n=n: n(squares(n), X + 1j), TypeError, "complex128") for n in NUMERICAL),
        *((lambda n=n: n(squares(n), X.astype(str)), TypeError, "x ") for n in NUMERICAL),
        *((lambda n=n: n(lambda x: None, X), TypeError, "Is a return missing?")
          for n in NUMERICAL),
        *((lambda n=n: n("tanh", X), TypeError, "f is of type str, expected a function")
          for n in NUMERICAL),
        *((lambda n=n: n(lambda x: squares(n)(x).astype(np.float32), X), ValueError,
           "f returns float32, expected float64") for n in NUMERICAL),
        (lambda: relative_error([], []), ValueError, "a and b are empty"),
        (lambda: relative_error(X, X + 1j), TypeError, "complex128"),
        (lambda: relative_error(X, None), TypeError, "b "),
        (lambda: relative_error(X, "abc"), TypeError, "b "),
    ],
)  # fmt: skip
def test_what_cannot_be_differentiated_or_compared_is_told_why(call, error, words):
    with pytest.raises(error) as caught:
        call()
    assert words in str(caught.value)


def softmax_of_columns(x):
    return np.exp(x.T) / np.exp(x.T).sum(axis=0)


# Near 1 the noise of a central difference is not yet noise in the third digit.
@pytest.mark.parametrize("h", [1e-1, 1e-13])
def test_step_that_is_large_or_small_is_taken(h):
    assert numerical_derivative(np.square, 1.0, h) == pytest.approx(2, rel=0.02)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ([1.0, 100.0], [1.0, 101.0], 1 / 101),
        ([1.0, -2.0], [1.0, 2.0], 2.0),
        ([0.0, 0.0], [0.0, 0.0], 0.0),
        ([0.0], [3.0], 1.0),
        # A wrong number is seen beside a large one,
        ([1.0, 100.0], [2.0, 100.0], 1 / 2),
        ([1e6, 1.0], [1e6, 2.0], 1 / 1e4),
        ([1.0, 1e-8], [1.0, 2e-8], 1e-8 / 0.01),
        # and what a central difference leaves of a 0 is not taken for one.
        ([1.0, 0.0], [1.0, 1e-10], 1e-10 / 0.01),
        ([0.0], [1e-11], 1e-11 / 0.01),
        ([1e6, 0.0], [1e6, 1e-4], 1e-4 / 1e4),
    ],
)
def test_relative_error_is_in_units_of_each_number_that_is_not_tiny(a, b, expected):
    assert relative_error(np.array(a), np.array(b)) == pytest.approx(expected)
    assert relative_error(np.array(b), np.array(a)) == pytest.approx(expected)


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, bool, np.float16, np.float32])
def test_relative_error_is_that_of_float64_whatever_the_dtype(dtype):
    a, b = np.array([[1, 0], [100, 1]]).astype(dtype), np.array([[1, 1], [127, 0]]).astype(dtype)
    assert relative_error(a, b) == relative_error(a.astype(float), b.astype(float))


def test_relative_error_takes_lists_and_frames():
    assert relative_error([1, 100], [1.0, 99.0]) == pytest.approx(0.01)
    assert relative_error(pd.DataFrame(X), X) == 0


@pytest.mark.parametrize(
    ("a", "b"),
    [([np.nan], [1.0]), ([1.0, 2.0], [np.nan, 2.0]), ([0.0], [np.nan]), ([np.nan], [0.0])],
)
def test_nan_is_never_a_small_error(a, b):
    assert np.isnan(relative_error(np.array(a), np.array(b)))


@pytest.mark.filterwarnings("ignore:invalid value")
@pytest.mark.parametrize(("a", "b"), [(np.inf, 1.0), (np.inf, np.inf), (np.inf, -np.inf)])
def test_infinity_is_never_a_small_error(a, b):
    assert not relative_error([a], [b]) < 1


def test_relative_error_refuses_to_broadcast():
    with pytest.raises(ValueError, match=r"a has shape \(3, 1\) and b \(3,\), expected one shape"):
        relative_error(np.zeros((3, 1)), np.zeros(3))
