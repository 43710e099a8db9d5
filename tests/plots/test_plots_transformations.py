"""Planes are drawn where functions move them."""

import numpy as np

from nnlib import plots

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def test_plane_map_moves_the_square_and_draws_the_columns_of_the_jacobian():
    jacobian = np.array([[2.0, 1.0], [0.0, 3.0]])
    figure = plots.plane_map(lambda points: points @ jacobian.T, jacobian, (1, 1), side=0.5)
    before, after = figure.axes
    corner = np.array([1.0, 1.0])
    for ax, step, start in ((before, 0.5 * np.eye(2), corner), (after, 0.5 * jacobian, [3, 3])):
        heads = [text.xy for text in ax.texts if text.arrow_patch is not None]
        assert np.allclose(heads, np.array(start) + step.T)


def test_plane_map_draws_what_the_jacobian_makes_of_the_square():
    jacobian = np.array([[2.0, 1.0], [0.0, 3.0]])
    figure = plots.plane_map(np.square, jacobian, (1, 1), side=0.5)
    dashed = figure.axes[1].lines[-1].get_xydata()
    for corner in ([1, 1], [2, 1], [1.5, 2.5], [2.5, 2.5]):
        assert np.isclose(dashed, corner).all(axis=1).any()


def test_folded_plane_moves_the_points():
    stages = {"half": (lambda points: points / 2, np.ones((2, 1)), 0.1)}
    stages["shifted"] = (lambda points: points - 0.5, np.ones(2), 0.1)
    figure = plots.folded_plane(stages, X, np.array([0, 1, 1, 0]))
    assert [ax.get_title() for ax in figure.axes] == ["inputs", "half", "shifted"]
    for ax, places in zip(figure.axes, (X, X / 2, X - 0.5), strict=True):
        drawn = [line.get_xydata()[0] for line in ax.lines if line.get_zorder() == 5]
        assert np.allclose(drawn, places)
