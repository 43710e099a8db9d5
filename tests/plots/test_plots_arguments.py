"""Labels of any kind are drawn where samples or digits are labelled; missing ones are refused."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from drawn import row_names
from matplotlib.colors import to_hex

from nnlib import plots
from nnlib.errors import WrongType, WrongValue
from nnlib.plots.style import COLORS

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def series(labels, **options):
    pandas = pytest.importorskip("pandas")
    return pandas.Series(labels, index=[7, 5, 3, 1], **options)


# In each of them the first and the last sample are of the first class.
KINDS = {
    "numbers": lambda: np.array([0, 1, 1, 0]),
    "list": lambda: [0, 1, 1, 0],
    "floats": lambda: np.array([0.0, 1.0, 1.0, 0.0]),
    "bytes": lambda: np.array([0, 1, 1, 0], np.uint8),
    "column": lambda: np.array([[0], [1], [1], [0]]),
    "bools": lambda: np.array([False, True, True, False]),
    "column of bools": lambda: [[False], [True], [True], [False]],
    "other numbers": lambda: [-1, 1, 1, -1],
    "large numbers": lambda: [10001, 94043, 94043, 10001],
    "halves": lambda: [0.5, 1.5, 1.5, 0.5],
    "text": lambda: np.array(["cat", "dog", "dog", "cat"]),
    "list of text": lambda: ["cat", "dog", "dog", "cat"],
    "text digits": lambda: ["3", "8", "8", "3"],
    "column of text": lambda: np.array([["cat"], ["dog"], ["dog"], ["cat"]]),
    "objects": lambda: np.array(["cat", "dog", "dog", "cat"], dtype=object),
    "Series": lambda: series([0, 1, 1, 0]),
    "Series of text": lambda: series(["cat", "dog", "dog", "cat"]),
    "Series of categories": lambda: series(["cat", "dog", "dog", "cat"], dtype="category"),
    "Series of nullable numbers": lambda: series([0, 1, 1, 0], dtype="Int64"),
    "masked array without a mask": lambda: np.ma.masked_array([0, 1, 1, 0]),
}


def predict(points):
    return points[:, :1]


def scattered(ax):
    """The points of each class that a scatter plot shows, with their colours."""
    *_, first, second = ax.collections
    return [
        (to_hex(each.get_facecolor()[0]), each.get_offsets().tolist()) for each in (first, second)
    ]


def plotted(ax):
    """The same of points that were drawn one by one."""
    points = [line for line in ax.lines if line.get_zorder() == 5]
    colors = [COLORS["blue"], COLORS["orange"]]
    return [
        (
            to_hex(color),
            [each.get_xydata()[0].tolist() for each in points if each.get_color() == color],
        )
        for color in colors
    ]


DRAWN = {
    "labelled_points": lambda labels: scattered(plots.labelled_points(X, labels)),
    "regions_in_turn": lambda labels: scattered(
        plots.regions_in_turn({"net": (predict, X, labels)}).axes[0]
    ),
    "folded_plane": lambda labels: plotted(
        plots.folded_plane({"still": (np.copy, np.ones((2, 1)), 1)}, X, labels).axes[0]
    ),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("figure", DRAWN)
def test_samples_of_any_labels_are_drawn_class_by_class(figure, kind):
    assert DRAWN[figure](KINDS[kind]()) == [
        (to_hex(COLORS["blue"]), X[[0, 3]].tolist()),
        (to_hex(COLORS["orange"]), X[[1, 2]].tolist()),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_answers_of_any_labels_are_counted(kind):
    labels = KINDS[kind]()
    (ax,) = plots.confusion_matrices(labels, {"a": labels}).axes
    assert ax.images[0].get_array().tolist() == [[2, 0], [0, 2]]


@pytest.mark.parametrize("kind", KINDS)
def test_digits_have_titles_of_any_labels(kind):
    labels = KINDS[kind]()
    figure = plots.digits(np.zeros((4, 8, 8)), labels, columns=4)
    assert [ax.get_title() for ax in figure.axes] == [str(each) for each in np.ravel(labels)]


def test_labels_that_are_not_small_numbers_are_named_in_a_legend():
    legend = plots.labelled_points(X, ["cat", "dog", "dog", "cat"]).get_legend()
    assert [text.get_text() for text in legend.get_texts()] == ["cat", "dog"]
    assert plots.labelled_points(X, [0, 1, 1, 0]).get_legend() is None


def test_a_label_keeps_its_colour_where_the_other_class_is_absent():
    (_, zeros), (color, ones) = scattered(plots.labelled_points(X, [1, 1, 1, 1]))
    assert (zeros, color, ones) == ([], to_hex(COLORS["orange"]), X.tolist())


def test_text_labels_have_the_same_colours_in_all_panels():
    panels = {
        "one": (predict, X, ["yes"] * 4),
        "both": (predict, X, ["no", "yes", "yes", "no"]),
        "one again": (predict, X, ["yes"] * 4),
    }
    figure = plots.regions_in_turn(panels)
    for ax in (figure.axes[0], figure.axes[2]):
        (_, none), (color, every) = scattered(ax)
        assert (none, color, every) == ([], to_hex(COLORS["orange"]), X.tolist())


def test_seven_classes_are_told_apart_by_colour_and_marker():
    x = np.arange(14.0).reshape(7, 2)
    ax = plots.labelled_points(x, list("abcdefg"))
    assert len({to_hex(each.get_facecolor()[0]) for each in ax.collections}) == 7
    assert len({each.get_paths()[0].vertices.tobytes() for each in ax.collections}) == 7


def test_rows_of_a_confusion_matrix_are_named_by_the_labels():
    predicted = {"a": ["cat", "cat", "dog"]}
    (ax,) = plots.confusion_matrices(["cat", "dog", "dog"], predicted).axes
    assert ax.images[0].get_array().tolist() == [[1, 0], [1, 1]]
    assert row_names(ax) == ["cat", "dog"]
    assert ax.get_ylabel() == "true class"


def test_confusion_matrices_side_by_side_have_the_same_classes():
    figure = plots.confusion_matrices(["a", "b"], {"one": ["a", "b"], "other": ["a", "c"]})
    assert [ax.images[0].get_array().shape for ax in figure.axes] == [(3, 3), (3, 3)]


TAKERS = {
    "confusion_matrices, truth": lambda labels: plots.confusion_matrices(
        labels, {"a": [0, 1, 1, 0]}
    ),
    "confusion_matrices": lambda labels: plots.confusion_matrices([0, 1, 1, 0], {"a": labels}),
    "digits": lambda labels: plots.digits(np.zeros((4, 8, 8)), labels),
    **DRAWN,
}

MISSING = {
    "None": lambda: [0, 1, None, 0],
    "NaN": lambda: np.array([0, 1, np.nan, 0]),
    "NaN beside text": lambda: ["cat", "dog", np.nan, "cat"],
    "masked": lambda: np.ma.masked_array([0, 1, 1, 0], [False, False, True, False]),
    "NA": lambda: series([0, 1, None, 0], dtype="Int64"),
    "missing text": lambda: series(["cat", "dog", None, "cat"]),
    "missing category": lambda: series(["cat", "dog", None, "cat"], dtype="category"),
    "no time": lambda: np.array(["2000", "2001", "NaT", "2000"], "datetime64[D]"),
}


@pytest.mark.parametrize("case", MISSING)
@pytest.mark.parametrize("taker", TAKERS)
def test_missing_and_masked_labels_are_refused(taker, case):
    with pytest.raises(WrongValue, match=r"masked entries|missing value, .*, first in row 2"):
        TAKERS[taker](MISSING[case]())
    assert plt.get_fignums() == []


@pytest.mark.parametrize("taker", sorted(TAKERS.keys() - {"confusion_matrices, truth"}))
def test_labels_of_another_number_are_refused(taker):
    with pytest.raises(WrongValue, match="has 3 entries, expected 4: one for each"):
        TAKERS[taker]([0, 1, 1])
    assert plt.get_fignums() == []


@pytest.mark.parametrize("taker", TAKERS)
def test_one_hot_rows_are_refused_with_their_cure(taker):
    with pytest.raises(WrongValue, match=r"\(4, 2\), expected \(.*argmax\(axis=1\)"):
        TAKERS[taker](np.eye(2)[[0, 1, 1, 0]])
    assert plt.get_fignums() == []


@pytest.mark.parametrize("taker", sorted(TAKERS.keys() - {"digits"}))
def test_text_beside_numbers_is_refused(taker):
    with pytest.raises(WrongType, match="mixes text and numbers"):
        TAKERS[taker]([0, "1", 1, 0])
    assert plt.get_fignums() == []


@pytest.mark.parametrize("taker", DRAWN)
def test_more_classes_than_colours_are_refused(taker, monkeypatch):
    x = np.arange(16.0).reshape(8, 2)
    monkeypatch.setattr(f"{__name__}.X", x)
    with pytest.raises(WrongValue, match="8 classes, at most 7"):
        TAKERS[taker](list(range(8)))
    assert plt.get_fignums() == []
