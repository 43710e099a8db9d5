"""The loss explorer: what it computes, and what it shows."""

import re

import numpy as np
import pytest
from explorers import (
    MOVES,
    assert_every_control_is_seen,
    assert_nothing_is_cut,
    assert_nothing_piles_up,
    drawn_anew,
)

from nnlib import EPS, sigmoid
from nnlib.errors import WrongType
from nnlib.widgets import loss_explorer
from nnlib.widgets.loss import cost, score_of
from nnlib.widgets.parts import LOSSES


def numerical(f, x, h=1e-6):
    return (f(x + h) - f(x - h)) / (2 * h)


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("prediction", [0.02, 0.5, 0.9])
@pytest.mark.parametrize("truth", [0.0, 0.35, 1.0])
def test_both_slopes_are_right(name, prediction, truth):
    found = cost(LOSSES[name], prediction, truth)

    def loss(p):
        return cost(LOSSES[name], p, truth).loss

    def loss_over_score(z):
        return loss(sigmoid(np.array([z])).item())

    assert found.slope == pytest.approx(numerical(loss, prediction), rel=1e-5, abs=1e-7)
    slope = numerical(loss_over_score, score_of(prediction))
    assert found.slope_over_score == pytest.approx(slope, rel=1e-5, abs=1e-7)


def test_over_the_score_cross_entropy_is_prediction_minus_truth():
    for prediction in (0.01, 0.4, 0.99):
        assert cost(LOSSES["cross-entropy"], prediction, 1.0).slope_over_score == pytest.approx(
            prediction - 1
        )


def test_at_the_ends_all_is_finite_but_the_score():
    assert cost(LOSSES["cross-entropy"], 0.0, 1.0).loss == pytest.approx(-np.log(EPS))
    assert cost(LOSSES["cross-entropy"], 0.0, 1.0).slope == pytest.approx(-1 / EPS)
    assert cost(LOSSES["cross-entropy"], 0.0, 1.0).slope_over_score == pytest.approx(-1)
    assert (score_of(0.0), score_of(1.0)) == (-np.inf, np.inf)
    assert score_of(0.5) == 0


def test_it_says_what_is_to_be_seen():
    explorer = loss_explorer()
    assert "mse 0.640, slope −1.60. cross-entropy 1.609, slope −5.00." in explorer.message
    explorer.set(prediction=0.01)
    assert "certain and wrong, and mse hardly pulls" in explorer.message
    explorer.set(prediction=0.95)
    assert "certain and wrong" not in explorer.message
    explorer.set(prediction=0.0)
    assert "cross-entropy 16.118 (above the picture), slope −10,000,000" in explorer.message
    assert "only EPS = 1e−07 keeps the cross-entropy finite" in explorer.message
    explorer.set(prediction=1.0)
    assert explorer.message.endswith("No finite score gives 0 or 1.")
    explorer.set(truth=0.5, prediction=0.5)
    assert explorer.message.endswith("at the truth both are flat.")


def test_every_control_is_seen():
    assert_every_control_is_seen(loss_explorer(), {"truth": 0.0, "prediction": 0.7})


def test_nothing_is_cut_and_the_slopes_stand_above_the_curves():
    explorer = loss_explorer()
    picture = explorer.picture
    for truth in (0.0, 0.5, 1.0):
        for prediction in (0.0, 0.01, 0.5, 1.0):
            explorer.set(truth=truth, prediction=prediction)
            assert_nothing_is_cut(explorer)
            for labels in picture._slopes.values():
                for label, ax in zip(labels, (picture.over_p, picture.over_z), strict=True):
                    assert label.get_window_extent().y0 >= ax.get_window_extent().y1


def my_mse(y_pred, y_true):
    return np.mean((y_pred - y_true) ** 2, axis=1, keepdims=True)


def d_my_mse(y_pred, y_true):
    return (2 * (y_pred - y_true) / y_pred.shape[1])[:, np.newaxis, :]


def bare_crossentropy(y_pred, y_true):
    return -np.sum(y_true * np.log(y_pred), axis=1, keepdims=True)


def d_bare_crossentropy(y_pred, y_true):
    return (-y_true / y_pred)[:, np.newaxis, :]


@pytest.mark.parametrize(
    ("f", "d_f"), [(my_mse, d_my_mse), (bare_crossentropy, d_bare_crossentropy), *LOSSES.values()]
)
@pytest.mark.parametrize("truth", [0.0, 0.5, 1.0])
def test_a_readers_own_loss_is_drawn_and_a_right_derivative_called_right(f, d_f, truth, recwarn):
    explorer = loss_explorer(f, d_f, truth=truth)
    for prediction in (0.0, 0.3, 1.0):
        explorer.set(prediction=prediction)
        assert explorer.message.endswith("the derivative is right.")
        assert_nothing_is_cut(explorer)
    assert list(recwarn) == []
    assert list(explorer.picture.looks)[:2] == list(LOSSES)
    assert len(explorer.picture.looks) == 3


@pytest.mark.parametrize(
    ("f", "d_f", "message"),
    [
        (my_mse, lambda p, y: -d_my_mse(p, y), "slope 1.60, measured −1.60. The derivative is"),
        (my_mse, lambda p, y: d_my_mse(p, y) / 2, "wrong at predictions from 0.01 to 0.99."),
        (my_mse, lambda p, y: d_my_mse(np.maximum(p, 0.5), y), "from 0.01 to 0.49."),
    ],
)
def test_it_says_where_a_derivative_is_wrong(f, d_f, message):
    explorer = loss_explorer(f, d_f)
    assert explorer.message.startswith("⚠ Truth 1.00, prediction 0.20. my_mse 0.640, slope")
    assert message in explorer.message


@pytest.mark.parametrize(
    ("f", "d_f", "message"),
    [
        (lambda p, y: None, d_my_mse, "⚠ Impossible: the result of loss is None"),
        (lambda p, y: (p - y).mean(), d_my_mse, "⚠ Impossible: the result of loss has shape"),
        (my_mse, lambda p, y: p - y, "⚠ Impossible: the result of d_loss has shape .*newaxis"),
        (lambda p, y: p - z, d_my_mse, "⚠ Error in <lambda>, line .*NameError"),  # noqa: F821
    ],
)
def test_a_loss_that_fails_is_said(f, d_f, message):
    explorer = loss_explorer(f, d_f)
    assert re.match(message, explorer.message), explorer.message
    explorer.set(prediction=0.4)
    assert re.match(message, explorer.message)


def test_anything_but_a_loss_with_its_derivative_is_refused():
    for arguments in ([my_mse], [1.0], [1.0, 0.2], [{"mine": (my_mse, d_my_mse)}]):
        with pytest.raises(WrongType, match="expected"):
            loss_explorer(*arguments)


@MOVES
def test_nothing_piles_up(times):
    truths = [{"truth": 0.0}, {"truth": 1.0}]
    assert_nothing_piles_up(times, loss_explorer(), "prediction", (0.1, 0.6, 1.0), truths)


def test_no_move_draws_the_axes_anew():
    explorer = loss_explorer()
    assert drawn_anew(explorer, truth=0.3, prediction=0.9) == []
