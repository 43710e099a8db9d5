"""Runs side by side, and the intervals of rates."""

import numpy as np
import pytest
from drawn import all_texts, row_names, texts, written_ticks
from scipy.stats import binomtest

from nnlib import plots


def lines_with(ax, marker):
    return [line.get_xdata().tolist() for line in ax.lines if line.get_marker() == marker]


def test_runs_in_rows_show_each_run_its_median_and_the_published_number():
    values = {"raw": np.array([0.1, 0.2, 0.6]), "scaled": [0.7, 0.8, 0.9]}
    ax = plots.runs_in_rows(values, xlabel="accuracy", published={"raw": 0.28})
    assert lines_with(ax, "o") == [[0.1, 0.2, 0.6], [0.7, 0.8, 0.9]]
    assert lines_with(ax, "|") == [[0.2], [0.8]]
    assert lines_with(ax, "*") == [[0.28]]
    assert row_names(ax) == ["raw", "scaled"]
    assert texts(ax) == ["median", "0.20", "0.80"]


def test_published_numbers_without_runs_have_rows_of_their_own_below():
    ax = plots.runs_in_rows({"ours": [2.0]}, xlabel="error", published={"theirs": 4.7})
    assert row_names(ax) == ["ours", "theirs"]
    assert texts(ax) == ["median", "2.00", "4.7"]
    assert [line.get_ydata().tolist() for line in ax.lines if line.get_marker() == "*"] == [[1]]
    assert ax.lines[-1].get_ydata() == [0.5, 0.5]


def test_an_even_number_of_runs_has_its_median_between_two():
    ax = plots.runs_in_rows({"ours": [10.0, 10.1]}, xlabel="error in %")
    assert texts(ax)[1] == "10.05"


def test_medians_far_below_1_are_written_with_an_exponent_or_not_at_all():
    runs = {"a": [1e-12, 3.4e-7, np.inf], "lost": [np.inf]}
    assert texts(plots.runs_in_rows(runs, xlabel="loss", log=True)) == ["median", "3.4e−07", "inf"]
    assert texts(plots.runs_in_rows(runs, xlabel="loss", log=True, write_medians=False)) == []


@pytest.mark.parametrize(
    ("runs", "plain"),
    [([0.7, 9.0], ["1", "2", "5", "10"]), ([1e-9, 1.0], None)],
    ids=["near", "far"],
)
def test_a_short_logarithmic_axis_has_plain_ticks(runs, plain):
    ax = plots.runs_in_rows({"a": runs}, xlabel="error", log=True)
    ticks = written_ticks(ax.xaxis)
    assert ticks == plain if plain else all("10^" in tick for tick in ticks)


@pytest.mark.parametrize("runs", [1, 20, 100, 1000])
def test_wilson_interval_is_that_of_scipy(runs):
    successes = np.unique(np.linspace(0, runs, 7).astype(int))
    lows, highs = plots.wilson_interval(successes, runs)
    for count, low, high in zip(successes, lows, highs, strict=True):
        expected = binomtest(int(count), runs).proportion_ci(method="wilson")
        assert np.allclose((low, high), expected, rtol=0, atol=1e-7)


@pytest.mark.parametrize(
    ("successes", "runs"),
    [(0, 0), (5, 3), (-1, 3), ([1, 4], 3), (np.nan, 3), (1, -3), (1, 2.5), ("one", 3)],
)
def test_wilson_interval_refuses_counts_that_cannot_be(successes, runs):
    with pytest.raises((ValueError, TypeError), match=r"^(successes|runs) "):
        plots.wilson_interval(successes, runs)


def test_success_rates_draw_a_panel_for_each_title():
    counts = {"one": [0, 50, 100], "other": np.array([10, 20, 30])}
    figure = plots.success_rates(counts, 100, titles=["a", "b", "c"])
    assert [ax.get_title() for ax in figure.axes] == ["a", "b", "c"]
    assert texts(figure.axes[1]) == ["50", "20"]


def test_more_successes_than_runs_are_refused():
    with pytest.raises(ValueError, match="expected 0 to runs, which is 10"):
        plots.success_rates({"one": [11]}, 10, titles=["a"])


def test_rate_curves_draw_a_panel_for_each_group_with_a_star_at_each_chosen_rate():
    judged = ([0.01, 0.1, 1.0], np.arange(6.0).reshape(3, 2) / 10, 0.1)
    group = dict.fromkeys(("raw", "normalized", "standardized"), judged)
    figure = plots.rate_curves({"uniform": group, "normal": group}, ylabel="accuracy")
    assert len(figure.axes) == 2
    for ax in figure.axes:
        stars = [line for line in ax.lines if line.get_marker() == "*"]
        assert [(s.get_xdata()[0], s.get_ydata()[0]) for s in stars] == 3 * [(0.1, 0.25)]
        assert ax.get_xscale() == "log"
        sizes = [star.get_markersize() for star in stars]
        assert sizes == sorted(set(sizes), reverse=True)  # of stars at one place all are seen
        assert written_ticks(ax.xaxis) == ["0.01", "0.03", "0.1", "0.3", "1"]
    assert {"uniform", "normal", "raw: 0.25 at η = 0.1"} <= set(all_texts(figure))
