"""Maps show outputs, surfaces, paths and gradients where they are in the plane."""

import numpy as np
import pytest

from nnlib import plots

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def plane_of(predict, x, labels):
    return plots.regions_in_turn({"net": (predict, x, labels)}).axes[0]


@pytest.mark.parametrize("shape", [(-1, 1), (-1,)], ids=["column", "row"])
def test_plane_is_coloured_by_the_output(shape):
    ax = plane_of(lambda points: points[:, 0].reshape(shape), X, X[:, 0])
    regions, border, *_ = ax.collections
    assert regions.get_array().min() < 0.05 < 0.95 < regions.get_array().max()
    assert border.get_paths()[0].vertices[:, 0] == pytest.approx(0.5)
    assert ax.get_xlim() == pytest.approx((-0.1, 1.1))


def test_plane_is_white_where_the_answer_is_one_half():
    regions = plane_of(lambda points: np.full(len(points), 0.5), X, X[:, 0]).collections[0]
    (shade,) = [
        color
        for color, path in zip(regions.get_facecolor(), regions.get_paths(), strict=True)
        if len(path.vertices)
    ]
    assert shade[:3] == pytest.approx([1, 1, 1], abs=0.01)


def test_plane_around_a_single_sample_has_a_size():
    ax = plane_of(lambda points: points[:, :1], [[2, 3]], [1])
    assert ax.get_xlim() == pytest.approx((1.9, 2.1))


def test_samples_with_nan_are_refused():
    with pytest.raises(ValueError, match=r"x .*NaN"):
        plots.labelled_points([[0, np.nan]], [1])


def test_the_more_points_the_smaller():
    sizes = []
    for n in (4, 40, 400):
        ax = plots.labelled_points(np.zeros((n, 2)), np.zeros(n))
        sizes.append(ax.collections[0].get_sizes()[0])
    assert sizes == [110, 40, 15]


def test_regions_in_turn_have_one_plane_for_all_points():
    predict = lambda points: points[:, :1]  # noqa: E731
    figure = plots.regions_in_turn({"a": (predict, X, X[:, 0]), "b": (predict, 3 * X, X[:, 0])})
    first, second, _ = figure.axes
    assert first.get_xlim() == second.get_xlim() == pytest.approx((-0.3, 3.3))
    assert [ax.get_title() for ax in (first, second)] == ["a", "b"]


def heights(points):
    return (points**2).sum(axis=1)


def test_landscape_shows_a_path_from_its_first_point():
    path = np.array([[1, 1], [0.5, 0.5], [0, 0]])
    ax = plots.landscape(heights, path, xlim=(-1, 2), ylim=(-1, 1))
    assert ax.lines[0].get_xydata().tolist() == path.tolist()
    assert ax.lines[1].get_xydata().tolist() == [[1, 1]]


@pytest.mark.parametrize(
    "surface",
    [
        lambda points: np.zeros(len(points)),
        lambda points: np.where(points[:, 0] > 0, np.inf, points[:, 0]),
    ],
    ids=["flat", "infinite in places"],
)
def test_a_surface_without_a_scale_is_drawn_all_the_same(surface):
    assert plots.landscape(surface, xlim=(-1, 1), ylim=(-1, 1)).collections


def test_a_surface_that_is_nowhere_finite_is_refused():
    with pytest.raises(ValueError, match="no finite height"):
        plots.landscape(lambda p: np.full(len(p), np.nan), xlim=(-1, 1), ylim=(-1, 1))


def test_arrows_point_against_the_gradient_and_stay_where_it_is_0():
    ax = plots.landscape(heights, xlim=(-1, 1), ylim=(-1, 1))
    plots.arrows(lambda points: 2 * points, [[3, 4], [0, 0]], ax=ax, length=2)
    drawn = ax.collections[-1]
    assert drawn.U.tolist() == pytest.approx([-1.2, 0])
    assert drawn.V.tolist() == pytest.approx([-1.6, 0])
