"""Diagrams have a neuron, an arrow, a cell for each number that they are called with."""

import numpy as np
import pytest
from drawn import texts

from nnlib import plots
from nnlib.plots.diagrams import short


def test_network_diagram_has_an_arrow_for_each_weight():
    ax = plots.network_diagram([3, 4, 2])
    arrows = [text for text in ax.texts if getattr(text, "arrow_patch", None) is not None]
    assert len(arrows) == 3 * 4 + 4 * 2
    assert len(ax.lines) == 3 + 4 + 2


def test_large_layers_are_drawn_with_a_gap():
    ax = plots.network_diagram([784, 1])
    assert len(ax.lines) == 6 + 1
    assert texts(ax).count("⋮") == 1


def test_neurons_and_arrows_are_labelled_in_order_whatever_the_index():
    pandas = pytest.importorskip("pandas")
    inputs = pandas.Series(["one", "two"], index=[5, 3])
    ax = plots.network_diagram(
        [2, 1], neuron_labels=[inputs, np.array([0.5])], arrow_labels=[np.array([[7], [8]])]
    )
    labels = [text for text in texts(ax) if text in {"one", "two", "0.5", "7", "8"}]
    assert labels == ["7", "8", "one", "two", "0.5"]


def test_numbers_in_a_diagram_have_a_true_minus_and_words_keep_their_hyphens():
    ax = plots.network_diagram(
        [1, 1], neuron_labels=[["so-called"], [np.float64(-0.5)]], arrow_labels=[[[-2]]]
    )
    assert {"so-called", "−0.5", "−2"} <= set(texts(ax))


def test_a_layer_without_neurons_is_refused():
    with pytest.raises(ValueError, match=r"sizes\[1\] .*at least 1"):
        plots.network_diagram([2, 0])


def test_graph_has_values_on_its_arrows_and_below_its_last_node():
    places = {"a": (0, 0), "b": (1, 0)}
    ax = plots.computational_graph(places, {"b": ["a"]}, {"a": -2.0, "b": 4.0}, {("a", "b"): -4.0})
    assert [text for text in texts(ax) if text] == ["−2 →", "← −4", "$a$", "$b$", "$b$ = 4"]


@pytest.mark.parametrize("missing", ["places", "values"])
def test_a_graph_names_the_node_that_is_missing(missing):
    arguments = {"places": {"a": (0, 0), "b": (1, 0)}, "values": {"a": 1.0, "b": 2.0}}
    del arguments[missing]["a"]
    with pytest.raises(ValueError, match=f"{missing} has no entry for a"):
        plots.computational_graph(sources={"b": ["a"]}, **arguments)


def test_product_entry_writes_the_product():
    left, right = np.array([[1, 2]]), np.array([[3], [-4]])
    ax = plots.product_entry(left, right, names=("A", "B", "AB"), entry=(0, 0))
    assert [text for text in texts(ax) if len(text) < 3] == [
        "1",
        "2",
        "@",
        "3",
        "−4",
        "=",
        "−5",
        "",
    ]


def test_cells_of_a_flat_vector_are_numbered_twice():
    ax = plots.flat_vector({"W": (2, 2), "b": (1, 2)})
    numbers = [text for text in texts(ax) if text.isdigit()]
    assert sorted(numbers) == sorted("0123012345" + "45")
    assert {"[0:4]", "[4:6]"} <= set(texts(ax))


@pytest.mark.parametrize(
    ("number", "text"), [(2.0, "2"), (-0.126, "−0.13"), (-0.001, "0"), (np.float32(0.5), "0.5")]
)
def test_numbers_in_diagrams_have_two_decimals_at_most(number, text):
    assert short(number) == text
