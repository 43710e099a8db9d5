"""The figures that compare settings show what they were given."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from nnlib import plots


@pytest.fixture(autouse=True)
def no_window():
    mpl.use("agg")
    yield
    plt.close("all")


def texts_of(figure):
    return [text.get_text() for text in figure.findobj(mpl.text.Text) if text.get_text()]


def test_runs_in_rows_shows_each_run_its_median_and_what_was_published():
    values = {"raw": np.array([0.1, 0.2, 0.6]), "scaled": np.array([0.7, 0.8, 0.9])}
    ax = plots.runs_in_rows(values, xlabel="accuracy", published={"raw": 0.28})
    drawn = [line.get_xdata().tolist() for line in ax.lines]
    assert drawn == [[0.1, 0.2, 0.6], [0.2], [0.28], [0.7, 0.8, 0.9], [0.8]]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["raw", "scaled"]
    assert {"0.20", "0.80", "median"} <= set(texts_of(ax.figure))


def test_rate_panels_draws_a_panel_for_each_pair_with_a_star_at_the_chosen_rate():
    rates = [0.01, 0.1, 1.0]
    judged = {
        (row, column): (np.arange(6.0).reshape(3, 2) / 10, 0.1, np.array([0.2, 0.3]))
        for row in ("uniform", "normal")
        for column in ("raw", "normalized", "standardized")
    }
    figure = plots.rate_panels(rates, judged, ylabel="accuracy", title="5 seeds")
    assert len(figure.axes) == 6
    for ax in figure.axes:
        (star,) = [line for line in ax.lines if line.get_marker() == "*"]
        assert (star.get_xdata()[0], star.get_ydata()[0]) == (0.1, 0.25)
        assert ax.get_xscale() == "log"
    assert {"5 seeds", "raw", "standardized", "0.25"} <= set(texts_of(figure))
    assert "uniform\naccuracy" in texts_of(figure)


@pytest.mark.parametrize("log", [False, True])
def test_curves_may_begin_before_training(log):
    runs = np.array([[0.1, 0.2, 0.3], [0.3, 0.4, 0.5]])
    ax = plots.curves({"raw": runs}, ylabel="share", first=0, log=log)
    np.testing.assert_allclose(ax.lines[0].get_xydata(), [[0, 0.2], [1, 0.3], [2, 0.4]])
    assert ax.get_yscale() == ("log" if log else "linear")
    assert "raw" in texts_of(ax.figure)


def test_confusion_matrices_have_a_title_each():
    truth = np.arange(10)
    figure = plots.confusion_matrices(truth, {"right": truth, "turned": truth[::-1]})
    assert [ax.get_title() for ax in figure.axes] == ["right", "turned"]
