"""A figure can be read on a projector: text of 16 pixels where it is shown 1,000 pixels wide."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.text import Text

from nnlib import plots
from nnlib.plots.style import REGION_OPACITY, in_style

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
CLASSES = [0, 1, 1, 0]
RNG = np.random.default_rng(0)


def first(points):
    return points[:, :1]


def weights():
    return RNG.normal(size=(784, 24))


FIGURES = {
    "against_numerical": lambda: plots.against_numerical(dict.fromkeys("abc", (X[0], X[0]))),
    "bars": lambda: plots.bars({"scores": [2, 1, 0], "softmax": [0.7, 0.2, 0.1]}, xlabel="class"),
    "confusion_matrices": lambda: plots.confusion_matrices(
        range(10), dict.fromkeys(("raw", "normalized", "standardized"), range(10))
    ),
    "flat_vector": lambda: plots.flat_vector({"W1": (2, 3), "b1": (1, 3), "W2": (3, 2)}),
    "folded_plane": lambda: plots.folded_plane({"a": (np.copy, np.ones((2, 1)), 1)}, X, CLASSES),
    "layer_histograms": lambda: plots.layer_histograms(
        {f"std {std}": [RNG.normal(0, std, 100)] * 10 for std in (0.01, 0.1, 1)},
        limits=(-1, 1),
        xlabel="activation",
    ),
    "matrices": lambda: plots.matrices(
        {"X (4, 3)": np.ones((4, 3)), "W (3, 2)": np.ones((3, 2)), "Z (4, 2)": np.ones((4, 2))},
        symbols="@=",
    ),
    "plane_map": lambda: plots.plane_map(np.copy, np.eye(2), (0, 0), side=1),
    "rate_curves": lambda: plots.rate_curves(
        dict.fromkeys(
            ("one start", "another"),
            dict.fromkeys(("raw", "standardized"), ([0.1, 1.0], [[0.2, 0.3], [0.5, 0.6]], 1.0)),
        ),
        ylabel="test accuracy",
    ),
    "regions_in_turn": lambda: plots.regions_in_turn(
        {f"after {epochs} epochs": (first, X, CLASSES) for epochs in (2, 20, 100)}
    ),
    "weight_pictures": lambda: plots.weight_pictures({"before": weights(), "after": weights()}),
}


@pytest.mark.parametrize("name", FIGURES)
def test_text_can_be_read_from_the_last_row(name):
    with in_style():
        figure = FIGURES[name]()
        figure = figure.get_figure() or figure  # of axes, or the figure itself
        figure.canvas.draw()
        inches = figure.get_tightbbox().width
        texts = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]
        pixels = {text.get_text(): text.get_fontsize() / 72 * 1000 / inches for text in texts}
    assert {text: size for text, size in pixels.items() if size < 16} == {}


def luminance(color):
    """How bright a colour is, as the rules for accessible web pages define it."""
    parts = np.array(to_rgb(color))
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize("color", ["blue", "orange"])
def test_points_stand_out_on_regions_of_their_own_colour(color):
    full = np.array(to_rgb(plots.COLORS[color]))
    pale = REGION_OPACITY * full + (1 - REGION_OPACITY)
    assert (luminance(pale) + 0.05) / (luminance(full) + 0.05) > 1.4
