"""The figures of notebook 09: what they draw is what they were given."""

import matplotlib as mpl

mpl.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from nnlib import plots


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_error_dots_name_the_median_error_and_the_published_ones():
    (ax,) = plots.error_dots({"ours": [100, 300, 120]}, 10_000, {"theirs": 4.7}).axes
    assert texts(ax) == ["1.20 %", "4.7 %"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["ours", "theirs"]
    interval, dots = ax.lines[:2]
    low, high = interval.get_xdata()
    assert low < 1.2 < high
    assert list(dots.get_xdata()) == [1.0, 3.0, 1.2]


def test_an_even_number_of_runs_has_its_median_between_two():
    (ax,) = plots.error_dots({"ours": [100, 101]}, 1000, {}).axes
    assert texts(ax) == ["10.05 %"]


def test_pictures_of_weights_of_different_widths_stand_below_each_other():
    random = np.random.default_rng(0)
    weights = {"narrow": random.normal(size=(784, 6)), "wide": random.normal(size=(784, 9))}
    assert len(plots.weight_pictures(weights).axes) == 2 * 6 + 1


def test_more_than_seven_lines_are_refused():
    eight = {str(number): np.arange(3.0) for number in range(8)}
    with pytest.raises(ValueError, match="8 came, at most 7"):
        plots.curves(eight, ylabel="y")


def test_lowest_loss_is_marked_beside_one_that_diverged():
    losses = {"SGD": np.array([np.nan, 0.5, np.inf]), "lost": np.full(3, np.inf)}
    ax = plots.against_rate(np.array([0.1, 1, 10]), losses)
    assert [line.get_markevery() for line in ax.lines] == [[1], []]


def test_bent_grids_draw_a_sheet_each():
    rows, columns = np.indices((28, 28)).astype(float)
    figure = plots.bent_grids({"still": (rows, columns), "moved": (rows + 3, columns)})
    assert [ax.get_title() for ax in figure.axes] == ["still", "moved"]
    assert len(figure.axes[0].lines) == 10 + 10 + 1


def test_reliability_counts_each_answer_and_leaves_out_nearly_empty_bins():
    sure = np.concatenate([np.full(50, 0.55), np.full(100, 1.0), np.full(3, 0.2)])
    right = np.concatenate([np.arange(50) < 20, np.ones(100, bool), np.zeros(3, bool)])
    above, below = plots.reliability({"net": (sure, right)}).axes
    dots = [line for line in above.lines if line.get_marker() == "o"]
    points = [(float(dot.get_xdata()[0]), float(dot.get_ydata()[0])) for dot in dots]
    assert points == [(pytest.approx(0.55), 0.4), (1.0, 1.0)]
    counts = [patch.get_data().values.sum() for patch in below.patches]
    assert counts == [120, 33]


def test_what_was_measured_is_marked_and_each_line_named():
    heights = {"a": np.array([1, 2, 3]), "b": np.array([3, 3, 3])}
    ax = plots.named_functions(np.arange(3), heights, xlabel="x", ylabel="y", measured=True)
    assert {line.get_marker() for line in ax.lines} == {"o", "s"}
    assert sorted(texts(ax)) == ["a", "b"]
    assert list(ax.lines[0].get_ydata()) == [1, 2, 3]
