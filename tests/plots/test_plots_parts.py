"""The picture of where a step spends its time."""

import matplotlib as mpl

mpl.use("agg")

import matplotlib.pyplot as plt
import pytest

from nnlib import plots


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def test_step_parts_draw_products_and_the_rest_one_behind_the_other():
    ax = plots.step_parts({"gather": (0.002, 0.0), "product": (0.003, 0.001)})
    assert [label.get_text() for label in ax.get_yticklabels()] == ["gather", "product"]
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([0, 1, 2, 2])
    assert [text.get_text() for text in ax.texts[:2]] == ["2.000", "3.000"]
