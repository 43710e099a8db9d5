"""Curves show the numbers that they are called with, and name each line."""

import numpy as np
import pytest
from drawn import all_texts, texts, written_ticks

from nnlib import plots


@pytest.mark.parametrize("log", [False, True])
def test_curves_may_begin_before_training(log):
    runs = np.array([[0.1, 0.2, 0.3], [0.3, 0.4, 0.5]])
    ax = plots.curves({"raw": runs}, ylabel="share", first=0, log=log)
    np.testing.assert_allclose(ax.lines[0].get_xydata(), [[0, 0.2], [1, 0.3], [2, 0.4]])
    assert ax.get_yscale() == ("log" if log else "linear")
    assert "raw" in all_texts(ax.figure)


def test_curves_have_the_colours_that_are_asked_for():
    lines = {"a": [1.0, 0.5], "b": [0.9, 0.6]}
    ax = plots.curves(lines, ylabel="loss", colors=["purple", "black"])
    assert [line.get_color() for line in ax.lines] == ["#CC79A7", "#000000"]
    with pytest.raises(ValueError, match="colors has 'pink', expected names such as blue"):
        plots.curves(lines, ylabel="loss", colors=["pink", "black"])
    with pytest.raises(ValueError, match="colors has 1 names, expected 2"):
        plots.curves(lines, ylabel="loss", colors=["purple"])


def test_names_stand_one_above_the_other_where_lines_end_together():
    ax = plots.curves({"a": [1.0, 0.5], "b": [0.9, 0.5], "c": [0.8, 0.5]}, ylabel="loss")
    offsets = [text.xyann[1] for text in ax.texts]
    assert np.diff(sorted(offsets)) == pytest.approx([1.15 * 10] * 2)


@pytest.mark.parametrize("order", [("flat", "steep"), ("steep", "flat")])
def test_of_two_lines_that_end_together_the_one_from_above_is_named_above(order):
    lines = {"flat": [0.5, 0.1, 0.0], "steep": [2.0, 1.0, 0.0]}
    ax = plots.named_functions(
        np.arange(3), {name: np.array(lines[name]) for name in order}, xlabel="x", ylabel="y"
    )
    assert texts(ax) == ["flat", "steep"]


@pytest.mark.parametrize(
    ("curve", "log", "end"),
    [
        ([3, 2, np.inf], False, (2, 2)),
        ([3, np.nan, np.nan], False, (1, 3)),
        ([3, 2, 0], True, (2, 2)),
        ([3, 2, 0], False, (3, 0)),
    ],
)
def test_a_name_stands_at_the_last_point_that_is_drawn(curve, log, end):
    ax = plots.curves({"lost": curve}, ylabel="loss", log=log)
    assert [(text.get_text(), text.xy) for text in ax.texts] == [("lost", end)]


def test_a_curve_without_a_finite_point_has_no_name_beside_another_one():
    ax = plots.curves({"lost": [np.nan, np.nan], "found": [2, 1]}, ylabel="loss")
    assert texts(ax) == ["found"]


def test_one_epoch_is_a_curve():
    assert texts(plots.curves({"training": [0.5]}, ylabel="loss")) == ["training"]


@pytest.mark.parametrize("dtype", [bool, np.uint8, np.float16, np.float32])
def test_numbers_of_any_dtype_are_drawn(dtype):
    ax = plots.curves({"a": np.array([[1, 0], [1, 1]], dtype)}, ylabel="share")
    assert ax.lines[0].get_ydata().tolist() == [1, 0.5]


def test_what_was_measured_is_marked_and_named_in_a_legend_that_shows_the_marks():
    heights = {"a": np.array([1, 2, 3]), "b": np.array([[3], [3], [3]])}
    ax = plots.named_functions(np.arange(3), heights, xlabel="x", ylabel="y", measured=True)
    assert {line.get_marker() for line in ax.lines} == {"o", "s"}
    assert texts(ax) == []
    marks = [line.get_marker() for line in ax.get_legend().get_lines()]
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert list(zip(names, marks, strict=True)) == [("a", "o"), ("b", "s")]
    assert [line.get_ydata().tolist() for line in ax.lines] == [[1, 2, 3], [3, 3, 3]]


def test_a_lone_measured_function_needs_no_name():
    ax = plots.named_functions([0, 1], {"": [1, 2]}, xlabel="x", ylabel="y", measured=True)
    assert ax.lines[0].get_marker() == "o"
    assert ax.get_legend() is None


def test_tangents_touch_the_function_with_its_slope():
    ax = plots.tangents(np.square, lambda x: 2 * x, (-1, 0.5))
    _, left, *_ = ax.lines
    (x1, y1), (x2, y2) = left.get_xydata()
    assert (y2 - y1) / (x2 - x1) == pytest.approx(-2)
    assert texts(ax) == ["−2.00", "1.00"]


def test_smallest_error_of_each_method_is_marked():
    h = np.array([1e-3, 1e-2, 1e-1])
    errors = {"forward": [3e-1, 1e-2, 2e-1], "central": [np.nan, 1e-3, 1e-4]}
    guides = {"in sight": h, "far away": 1e9 * h}
    ax = plots.errors_against_step(h, errors, guides=guides)
    marked = [tuple(line.get_xydata()[0]) for line in ax.lines if line.get_marker() in "os"]
    assert marked == [(1e-2, 1e-2), (1e-1, 1e-4)]
    assert texts(ax) == ["in sight", "forward", "central"]


def test_a_guide_has_its_name_on_the_side_without_curves():
    h = np.array([1e-3, 1e-2, 1e-1])
    guides = {"rises": h, "falls": 1e-4 / h}
    ax = plots.errors_against_step(h, {"forward": [0.05, 0.01, 0.05]}, guides=guides)
    rises, falls, _ = (text.xyann for text in ax.texts)
    assert rises[0] > 0 > rises[1]
    assert min(falls) > 0


def test_errors_of_0_leave_the_axis_logarithmic():
    ax = plots.errors_against_step([0.1, 1], {"a": [0.0, 1.0]})
    assert ax.get_ylim() == pytest.approx((0.3, 3))


def test_lowest_loss_is_marked_beside_one_that_diverged():
    losses = {"SGD": np.array([np.nan, 0.5, np.inf]), "lost": np.full(3, np.inf)}
    ax = plots.against_rate(np.array([0.1, 1, 10]), losses, bounds={"2/λ": 2})
    assert [line.get_markevery() for line in ax.lines[:2]] == [[1], []]
    assert texts(ax) == ["2/λ"]


def test_marks_at_one_place_are_all_seen():
    same = {name: np.array([1.0, 0.5, 1.0]) for name in "abcd"}
    sizes = [line.get_markersize() for line in plots.against_rate([0.1, 1, 10], same).lines]
    assert sizes == sorted(set(sizes), reverse=True)


def test_numbers_on_a_short_logarithmic_axis_are_plain():
    ax = plots.against_rate([0.003, 0.01, 0.03, 0.1], {"SGD": [0.9, 0.3, 0.26, 1.3]})
    assert written_ticks(ax.xaxis) == ["0.003", "0.01", "0.03", "0.1"]
    assert written_ticks(ax.yaxis) == ["0.3", "0.4", "0.6", "0.8", "1"]
    ax = plots.curves({"falls": [2.3, 0.03]}, ylabel="loss", log=True)
    assert written_ticks(ax.yaxis) == ["0.05", "0.1", "0.2", "0.5", "1", "2"]
    ax = plots.named_functions([0, 1], {"": [1, 1e-6]}, xlabel="x", ylabel="y", log=True)
    assert "$" in written_ticks(ax.yaxis)[0]


def test_each_derivative_is_a_dot_over_its_numerical_one():
    figure = plots.against_numerical({"right": ([1, -2], [1, -2]), "dead": ([0, 0], [0, 0])})
    right, dead, empty = figure.axes
    assert right.lines[1].get_xydata().tolist() == [[1, 1], [-2, -2]]
    assert right.get_xlim() == pytest.approx((-2.2, 2.2))
    assert dead.get_xlim() == (-1, 1)
    assert not empty.axison


def test_points_over_have_the_colours_of_the_curves_of_their_places():
    ax = plots.curves({"raw": [1, 2, 3], "normalized": [2, 3, 4]}, ylabel="accuracy")
    plots.points_over(ax, {"raw": (3, 2.5), "normalized": ([1, 2], [2, 3])}, marker="*")
    curves, points = ax.lines[:2], ax.lines[2:]
    assert {each.get_marker() for each in points} == {"*"}
    assert [each.get_color() for each in points] == [each.get_color() for each in curves]
    assert points[1].get_xydata().tolist() == [[1, 2], [2, 3]]


def test_points_of_several_curves_are_told_apart_by_their_marks():
    ax = plots.curves({"raw": [1, 2], "normalized": [2, 3]}, ylabel="accuracy")
    plots.points_over(ax, {"raw": (1, 1.5), "normalized": (1, 2.5)})
    assert [each.get_marker() for each in ax.lines[2:]] == ["o", "s"]
