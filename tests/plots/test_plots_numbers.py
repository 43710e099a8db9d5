"""Matrices, bars, histograms and counts show their numbers; how these are written."""

import numpy as np
import pytest
from drawn import row_names, texts

from nnlib import plots
from nnlib.plots.style import as_text


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (-1.5, ".2f", "−1.50"),
        (-0.001, ".2f", "0.00"),
        (-0.0, "g", "0"),
        (1e-5, ".1e", "1.0e−05"),
        (-12345.6, ",.0f", "−12,346"),
        (np.float32(-0.25), ".3g", "−0.25"),
        (np.int64(-3), ".1f", "−3.0"),
        (True, ".0f", "1"),
        (-np.inf, ".2f", "−inf"),
    ],
)
def test_numbers_are_written_with_a_true_minus_sign_and_0_without_any(number, form, text):
    assert as_text(number, form) == text


def test_matrix_writes_its_numbers_with_a_true_minus():
    ax = plots.matrix([[-1.234, -0.001], [2, 0]])
    assert texts(ax) == ["−1.23", "0.00", "2.00", "0.00"]


@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int8, np.float16])
def test_matrix_of_any_dtype_is_drawn(dtype):
    ax = plots.matrix(np.array([[1, 0]], dtype))
    assert texts(ax) == ["1.00", "0.00"]
    assert ax.images[0].get_clim() == (-1, 1)


def test_matrix_with_nan_shows_it():
    assert texts(plots.matrix([[np.nan, 2.0]])) == ["nan", "2.00"]


def test_matrices_stand_side_by_side_with_symbols_between():
    figure = plots.matrices({"A": np.eye(2), "B": np.ones((2, 1))}, ["@"])
    assert [texts(ax)[-1] for ax in figure.axes] == ["A", "@", "B"]


def test_bars_have_their_numbers_on_them():
    (ax,) = plots.bars({"scores": [1, -2.5]}, xlabel="class").axes
    assert [bar.get_height() for bar in ax.patches] == [1, -2.5]
    assert texts(ax) == ["1.00", "−2.50"]


def test_histograms_of_layers_have_the_size_of_their_numbers_beside():
    values = {"a": [np.full((3, 2), 2.0), np.zeros(4), [3e-5]]}
    (ax,) = plots.layer_histograms(values, limits=(-1, 1), xlabel="z").axes
    assert texts(ax) == ["2", "0.0e+00", "3.0e−05", "size"]
    assert row_names(ax) == ["1", "2", "3"]


def test_histogram_of_a_diverged_layer_is_empty():
    (ax,) = plots.layer_histograms({"a": [[np.nan, np.nan]]}, limits=(-1, 1), xlabel="z").axes
    assert set(ax.patches[0].get_data().values) == {-1}
    assert texts(ax)[0] == "nan"


def test_histograms_of_bytes_do_not_wrap_around():
    values = {"a": [np.array([200, 200], np.uint8)]}
    (ax,) = plots.layer_histograms(values, limits=(0, 255), xlabel="pixel").axes
    assert texts(ax)[0] == "200"


def test_confusion_matrix_counts_all_ten_digits():
    truth = np.array([9, 9, 1])
    (ax,) = plots.confusion_matrices(truth, {"net": [9, 4, 1]}).axes
    counts = ax.images[0].get_array()
    assert counts.shape == (10, 10)
    assert (counts[9, 9], counts[9, 4], counts[1, 1], counts.sum()) == (1, 1, 1, 3)
    assert (ax.get_title(), ax.get_xlabel()) == ("net", "predicted digit")


def test_three_confusion_matrices_show_their_counts_by_colour_alone():
    truth = [4, 4, 1]
    assert "2" in texts(plots.confusion_matrices(truth, dict.fromkeys("ab", truth)).axes[0])
    assert texts(plots.confusion_matrices(truth, dict.fromkeys("abc", truth)).axes[0]) == []


def test_confusion_matrices_have_a_title_each():
    truth = np.arange(10)
    figure = plots.confusion_matrices(truth, {"right": truth, "turned": truth[::-1]})
    assert [ax.get_title() for ax in figure.axes] == ["right", "turned"]
    assert figure.axes[1].images[0].get_array().tolist() == np.eye(10)[::-1].tolist()


def test_more_classes_than_can_be_read_are_refused():
    with pytest.raises(ValueError, match="31 classes, at most 30"):
        plots.confusion_matrices(range(31), {"a": range(31)})
