"""Losses: values, derivatives against numerical ones, shapes, dtypes, extremes and EPS."""

import numpy as np
import pytest

from nnlib import (
    EPS,
    binary_crossentropy,
    categorical_crossentropy,
    d_binary_crossentropy,
    d_categorical_crossentropy,
    d_mse,
    mse,
    numerical_jacobian,
    relative_error,
)

PAIRS = [
    (mse, d_mse),
    (categorical_crossentropy, d_categorical_crossentropy),
    (binary_crossentropy, d_binary_crossentropy),
]
LOSSES = [loss for loss, _ in PAIRS]
DERIVATIVES = [d_loss for _, d_loss in PAIRS]

Y_PRED = np.array([[0.2, 0.5, 0.3], [0.7, 0.1, 0.2], [0.05, 0.05, 0.9], [0.3, 0.3, 0.4]])
ONE_HOT = np.eye(3)[[1, 0, 0, 2]]
SOFT = np.array([[0.1, 0.8, 0.1], [0.5, 0.25, 0.25], [0.3, 0.3, 0.4], [1.0, 0.0, 0.0]])


@pytest.mark.parametrize("y_true", [ONE_HOT, SOFT], ids=["one-hot", "soft"])
@pytest.mark.parametrize(("loss", "d_loss"), PAIRS)
def test_derivative_is_the_numerical_one(loss, d_loss, y_true):
    numerical = numerical_jacobian(lambda y_pred: loss(y_pred, y_true), Y_PRED)
    assert relative_error(d_loss(Y_PRED, y_true), numerical) < 1e-7


@pytest.mark.parametrize("loss", LOSSES)
def test_loss_is_one_number_for_each_sample(loss):
    assert loss(Y_PRED, ONE_HOT).shape == (4, 1)


@pytest.mark.parametrize("d_loss", DERIVATIVES)
def test_derivative_is_a_row_vector_for_each_sample(d_loss):
    assert d_loss(Y_PRED, ONE_HOT).shape == (4, 1, 3)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("f", LOSSES + DERIVATIVES)
def test_dtype_stays(f, dtype):
    assert f(Y_PRED.astype(dtype), ONE_HOT.astype(dtype)).dtype == dtype


@pytest.mark.parametrize(
    ("loss", "y_pred", "y_true", "expected"),
    [
        (mse, [1.0, 4.0], [1.0, 2.0], 2.0),
        (categorical_crossentropy, [0.25, 0.75], [1.0, 0.0], np.log(4)),
        (categorical_crossentropy, [0.25, 0.75], [0.5, 0.5], (np.log(4) + np.log(4 / 3)) / 2),
        (binary_crossentropy, [0.25], [1.0], np.log(4)),
        (binary_crossentropy, [0.25], [0.0], np.log(4 / 3)),
        (binary_crossentropy, [0.25, 0.25], [1.0, 0.0], (np.log(4) + np.log(4 / 3)) / 2),
    ],
)
def test_known_values(loss, y_pred, y_true, expected):
    assert loss(np.array([y_pred]), np.array([y_true])).item() == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("loss", [mse, binary_crossentropy])
def test_loss_is_a_mean_over_the_outputs(loss):
    twice = loss(np.hstack([Y_PRED, Y_PRED]), np.hstack([ONE_HOT, ONE_HOT]))
    np.testing.assert_allclose(twice, loss(Y_PRED, ONE_HOT), rtol=1e-14)


@pytest.mark.parametrize("loss", LOSSES)
def test_perfect_prediction_costs_nothing(loss):
    np.testing.assert_allclose(loss(ONE_HOT, ONE_HOT), 0.0, atol=2 * EPS)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("y_pred", [-1000.0, 0.0, 1e-30, 0.5, 1.0, 1000.0])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("f", LOSSES + DERIVATIVES)
def test_extreme_predictions_stay_finite_without_a_warning(f, dtype, y_pred):
    y_true = np.array([[0.0, 1.0]], dtype)
    assert np.isfinite(f(np.full((1, 2), y_pred, dtype), y_true)).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("loss", [categorical_crossentropy, binary_crossentropy])
def test_impossible_outcome_costs_minus_log_eps(loss, dtype):
    cost = loss(np.array([[0.0]], dtype), np.array([[1.0]], dtype))
    assert cost.item() == pytest.approx(-np.log(EPS), rel=1e-6)


@pytest.mark.parametrize("d_loss", [d_categorical_crossentropy, d_binary_crossentropy])
def test_impossible_outcome_still_pulls_upward(d_loss):
    slope = d_loss(np.array([[0.0]]), np.array([[1.0]]))
    assert slope.item() == pytest.approx(-1 / EPS)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_eps_can_be_divided_by_and_subtracted_from_one(dtype):
    assert np.isfinite(1 / dtype(EPS))
    assert 1 - dtype(EPS) < 1


@pytest.mark.parametrize(
    ("pred_shape", "true_shape"),
    [
        ((4, 1), (4,)),
        ((4,), (4,)),
        ((4, 3), (4,)),
        ((4, 3), (4, 1)),
        ((4, 3), (4, 2)),
        ((4, 3), (1, 3)),
        ((4, 3, 1), (4, 3, 1)),
        # Equal, but a mean over no outputs is NaN.
        ((4, 0), (4, 0)),
    ],
)
@pytest.mark.parametrize("f", LOSSES + DERIVATIVES)
def test_shapes_that_differ_are_refused_and_not_broadcast(f, pred_shape, true_shape):
    with pytest.raises(ValueError) as error:
        f(np.full(pred_shape, 0.5), np.full(true_shape, 0.5))
    for words in (f"y_pred has shape {pred_shape} and y_true {true_shape}", "the same (n, m)"):
        assert words in str(error.value)
