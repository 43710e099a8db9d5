"""The loss explorer: what it computes, and what it shows."""

import numpy as np
import pytest
from explorers import (
    assert_every_control_is_seen,
    assert_nothing_is_cut,
    assert_nothing_piles_up,
)

from nnlib import EPS, sigmoid
from nnlib.widgets import loss_explorer
from nnlib.widgets.loss import cost, score_of
from nnlib.widgets.parts import LOSSES


def numerical(f, x, h=1e-6):
    return (f(x + h) - f(x - h)) / (2 * h)


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("prediction", [0.02, 0.5, 0.9])
@pytest.mark.parametrize("truth", [0.0, 0.35, 1.0])
def test_both_slopes_are_right(name, prediction, truth):
    found = cost(name, prediction, truth)

    def loss(p):
        return cost(name, p, truth).loss

    def loss_over_score(z):
        return loss(sigmoid(np.array([z])).item())

    assert found.slope == pytest.approx(numerical(loss, prediction), rel=1e-5, abs=1e-7)
    slope = numerical(loss_over_score, score_of(prediction))
    assert found.slope_over_score == pytest.approx(slope, rel=1e-5, abs=1e-7)


def test_over_the_score_cross_entropy_is_prediction_minus_truth():
    for prediction in (0.01, 0.4, 0.99):
        assert cost("cross-entropy", prediction, 1.0).slope_over_score == pytest.approx(
            prediction - 1
        )


def test_at_the_ends_all_is_finite_but_the_score():
    assert cost("cross-entropy", 0.0, 1.0).loss == pytest.approx(-np.log(EPS))
    assert cost("cross-entropy", 0.0, 1.0).slope == pytest.approx(-1 / EPS)
    assert cost("cross-entropy", 0.0, 1.0).slope_over_score == pytest.approx(-1)
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


def test_nothing_piles_up():
    truths = [{"truth": 0.0}, {"truth": 1.0}]
    assert_nothing_piles_up(loss_explorer(), "prediction", (0.1, 0.6, 1.0), truths)
