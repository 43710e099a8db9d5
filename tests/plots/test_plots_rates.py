"""What the plots of notebook 07 compute: intervals of rates, and finished pictures."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy.stats import binomtest

from nnlib import plots


@pytest.mark.parametrize("runs", [1, 20, 100, 1000])
def test_wilson_interval_is_that_of_scipy(runs):
    successes = np.unique(np.linspace(0, runs, 7).astype(int))
    lows, highs = plots.wilson_interval(successes, runs)
    for count, low, high in zip(successes, lows, highs, strict=True):
        wanted = binomtest(int(count), runs).proportion_ci(method="wilson")
        assert np.allclose((low, high), wanted, rtol=0, atol=1e-7)


def test_success_rates_draws_a_panel_for_each_title():
    counts = {"one": [0, 50, 100], "other": np.array([10, 20, 30])}
    figure = plots.success_rates(counts, 100, titles=["a", "b", "c"])
    assert [ax.get_title() for ax in figure.axes] == ["a", "b", "c"]
    assert [text.get_text() for text in figure.axes[1].texts] == ["50", "20"]
    plt.close(figure)


def test_success_rates_wants_a_title_for_each_column():
    with pytest.raises(ValueError):
        plots.success_rates({"one": [1, 2]}, 10, titles=["a", "b", "c"])
    plt.close("all")


def test_png_gives_a_picture_and_leaves_no_figure_open():
    before = plt.get_fignums()
    picture = plots.png(lambda ax: ax.plot([0, 1]))
    assert picture.startswith(b"\x89PNG")
    assert plt.get_fignums() == before


def test_folded_plane_moves_the_points():
    x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    stages = {"half": (lambda points: points / 2, np.ones((2, 1)), 0.1)}
    stages["shifted"] = (lambda points: points - 0.5, np.ones((2, 1)), 0.1)
    figure = plots.folded_plane(stages, x, np.array([0, 1, 1, 0]))
    assert [ax.get_title() for ax in figure.axes] == ["inputs", "half", "shifted"]
    for ax, places in zip(figure.axes, (x, x / 2, x - 0.5), strict=True):
        drawn = [line.get_xydata()[0] for line in ax.lines if line.get_zorder() == 5]
        assert np.allclose(drawn, places)
    plt.close(figure)
