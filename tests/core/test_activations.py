"""Activations: values, derivatives against numerical ones, shapes, dtypes and extremes."""

import re

import numpy as np
import pytest

from nnlib import (
    d_identity,
    d_relu,
    d_sigmoid,
    d_softmax,
    d_tanh,
    identity,
    numerical_derivative,
    numerical_jacobian,
    relative_error,
    relu,
    sigmoid,
    softmax,
    tanh,
)

ELEMENTWISE = [(relu, d_relu), (tanh, d_tanh), (sigmoid, d_sigmoid)]
ROWWISE = [(identity, d_identity), (softmax, d_softmax)]
ALL = [function for pair in ELEMENTWISE + ROWWISE for function in pair]

# Away from 0, where relu has a kink, and wide enough that nothing is linear.
X = np.array([[-3.0, -1.2, 0.4, 2.5], [0.1, 1.7, -0.3, -0.9], [4.0, -2.0, 1.0, 0.5]])
EXTREMES = [[-1000.0, 0.0, 1000.0], [1000.0, 1000.0, 1000.0], [-1000.0, -1000.0, -1000.0]]


@pytest.mark.parametrize(("f", "d_f"), ELEMENTWISE)
def test_elementwise_derivative_is_the_numerical_one(f, d_f):
    assert relative_error(d_f(X), numerical_derivative(f, X)) < 1e-9


@pytest.mark.parametrize(("f", "d_f"), ELEMENTWISE)
def test_elementwise_derivative_is_all_there_is_in_the_jacobian(f, d_f):
    diagonal_matrices = d_f(X)[:, :, np.newaxis] * np.eye(X.shape[1])
    assert relative_error(diagonal_matrices, numerical_jacobian(f, X)) < 1e-9


@pytest.mark.parametrize(("f", "d_f"), ROWWISE)
def test_jacobian_is_the_numerical_one(f, d_f):
    assert relative_error(d_f(X), numerical_jacobian(f, X)) < 1e-9


def test_jacobian_has_outputs_in_rows_and_inputs_in_columns():
    # softmax's Jacobian is symmetric and cannot tell; so look at the definition, J_ij = ds_i/dx_j.
    scores = np.array([[1.0, 2.0, 4.0]])
    s = softmax(scores)[0]
    assert d_softmax(scores)[0, 0, 2] == pytest.approx(-s[0] * s[2])
    assert d_softmax(scores)[0, 2, 2] == pytest.approx(s[2] * (1 - s[2]))


@pytest.mark.parametrize("f", [f for f, _ in ELEMENTWISE + ROWWISE] + [d for _, d in ELEMENTWISE])
def test_shape_stays(f):
    assert f(X).shape == (3, 4)


@pytest.mark.parametrize("d_f", [d for _, d in ROWWISE])
def test_jacobians_are_stacked_one_for_each_sample(d_f):
    assert d_f(X).shape == (3, 4, 4)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("f", ALL)
def test_dtype_stays(f, dtype):
    assert f(X.astype(dtype)).dtype == dtype


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("f", ALL)
def test_extreme_inputs_stay_finite_without_a_warning(f, dtype):
    assert np.isfinite(f(np.array(EXTREMES, dtype))).all()


@pytest.mark.parametrize("f", ALL)
def test_input_is_left_as_it_was(f):
    x = X.copy()
    result = f(x)
    result[...] = 7.0
    np.testing.assert_array_equal(x, X)


@pytest.mark.parametrize(
    ("f", "x", "expected"),
    [
        (relu, [-2.0, 0.0, 3.0], [0.0, 0.0, 3.0]),
        (d_relu, [-2.0, 0.0, 3.0], [0.0, 0.0, 1.0]),
        (tanh, [0.0, np.log(2)], [0.0, 0.6]),
        (d_tanh, [0.0, np.log(2)], [1.0, 0.64]),
        (sigmoid, [0.0, np.log(3), -np.log(3)], [0.5, 0.75, 0.25]),
        (d_sigmoid, [0.0, np.log(3)], [0.25, 0.1875]),
        (identity, [-2.0, 3.0], [-2.0, 3.0]),
        (softmax, [0.0, np.log(3)], [0.25, 0.75]),
    ],
)
def test_known_values(f, x, expected):
    np.testing.assert_allclose(f(np.array([x])), [expected], rtol=1e-14)


@pytest.mark.parametrize(
    ("f", "expected"),
    [
        (tanh, [-1.0, 0.0, 1.0]),
        (sigmoid, [0.0, 0.5, 1.0]),
        (softmax, [0.0, 0.0, 1.0]),
    ],
)
def test_values_at_the_ends(f, expected):
    np.testing.assert_array_equal(f(np.array([[-1000.0, 0.0, 1000.0]])), [expected])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sigmoid_of_a_very_negative_number_keeps_its_digits(dtype):
    np.testing.assert_allclose(sigmoid(np.array([[-50.0]], dtype)), np.exp(-50.0), rtol=1e-5)


def test_softmax_rows_sum_to_one():
    np.testing.assert_allclose(softmax(X).sum(axis=1), 1.0, rtol=1e-15)


def test_softmax_looks_at_each_row_alone():
    np.testing.assert_array_equal(softmax(X)[1:2], softmax(X[1:2]))


@pytest.mark.parametrize("shape", [(), (4,), (2, 3, 4), (2, 0)])
@pytest.mark.parametrize("f", [function for pair in ROWWISE for function in pair])
def test_functions_of_rows_refuse_what_has_no_rows(f, shape):
    with pytest.raises(
        ValueError, match=rf"x has shape {re.escape(str(shape))}, expected \(n, m\)"
    ):
        f(np.zeros(shape))


@pytest.mark.parametrize("f", ALL)
def test_no_rows_at_all_stay_no_rows(f):
    assert len(f(np.zeros((0, 3)))) == 0
