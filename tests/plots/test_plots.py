"""The package as a whole: each figure is documented, filed, and says what it cannot draw."""

import inspect

import matplotlib.pyplot as plt
import numpy as np
import pytest

from nnlib import plots
from nnlib.errors import WrongType, WrongValue

PUBLIC = [name for name in plots.__all__ if inspect.isfunction(getattr(plots, name))]
XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
CLASSES = [0, 1, 1, 0]


def first(points):
    """A network's predict: one output for each point."""
    return points[:, :1]


def test_public_names_are_sorted_and_there():
    assert plots.__all__ == sorted(plots.__all__)
    assert all(hasattr(plots, name) for name in plots.__all__)


@pytest.mark.parametrize("name", PUBLIC)
def test_docstring_names_each_argument_and_what_is_returned(name):
    function = getattr(plots, name)
    doc = inspect.getdoc(function)
    for parameter in inspect.signature(function).parameters:
        assert f"{parameter}: " in doc
    assert "Returns:" in doc or name == "use_style"


@pytest.mark.parametrize("name", PUBLIC)
def test_package_says_where_each_figure_is_filed(name):
    module = getattr(plots, name).__module__.rpartition(".")[2]
    assert f"``{module}``" in plots.__doc__


NOTHING = {
    "against_numerical": lambda: plots.against_numerical({}),
    "against_rate": lambda: plots.against_rate(np.array([0.1]), {}),
    "against_rate, no rates": lambda: plots.against_rate([], {"a": []}),
    "arrows": lambda: plots.arrows(np.copy, np.empty((0, 2)), ax=None),
    "bars": lambda: plots.bars({}, xlabel=""),
    "bars, empty row": lambda: plots.bars({"a": []}, xlabel=""),
    "computational_graph": lambda: plots.computational_graph({}, {}, {}),
    "confusion_matrices": lambda: plots.confusion_matrices(CLASSES, {}),
    "confusion_matrices, no sample": lambda: plots.confusion_matrices([], {"a": []}),
    "curves": lambda: plots.curves({}, ylabel=""),
    "curves, no epoch finished": lambda: plots.curves({"training": []}, ylabel="loss"),
    "curves, no run": lambda: plots.curves({"training": np.empty((0, 5))}, ylabel="loss"),
    "errors_against_step": lambda: plots.errors_against_step([], {"a": []}),
    "curves, no height above 0": lambda: plots.curves({"a": [0, -1]}, ylabel="", log=True),
    "errors_against_step, no error": lambda: plots.errors_against_step([0.1], {"a": [0.0]}),
    "flat_vector": lambda: plots.flat_vector({}),
    "folded_plane": lambda: plots.folded_plane({}, XOR, CLASSES),
    "labelled_points": lambda: plots.labelled_points(np.empty((0, 2)), []),
    "layer_histograms": lambda: plots.layer_histograms({}, limits=(-1, 1), xlabel=""),
    "layer_histograms, no layer": lambda: plots.layer_histograms(
        {"a": []}, limits=(-1, 1), xlabel=""
    ),
    "layer_histograms, empty layer": lambda: plots.layer_histograms(
        {"a": [[]]}, limits=(-1, 1), xlabel=""
    ),
    "matrices": lambda: plots.matrices({}),
    "matrix": lambda: plots.matrix(np.empty((0, 3))),
    "named_functions": lambda: plots.named_functions([0.0], {}, xlabel="", ylabel=""),
    "named_functions, no height above 0": lambda: plots.named_functions(
        [0, 1], {"a": [0, np.nan]}, xlabel="", ylabel="", log=True
    ),
    "named_functions, no x": lambda: plots.named_functions([], {"a": []}, xlabel="", ylabel=""),
    "network_diagram": lambda: plots.network_diagram([]),
    "product_entry": lambda: plots.product_entry(
        np.empty((0, 0)), np.empty((0, 0)), names="ABC", entry=(0, 0)
    ),
    "points_over": lambda: plots.points_over(None, {}),
    "rate_curves": lambda: plots.rate_curves({}, ylabel=""),
    "rate_curves, no setting": lambda: plots.rate_curves({"a": {}}, ylabel=""),
    "regions_in_turn": lambda: plots.regions_in_turn({}),
    "runs_in_rows": lambda: plots.runs_in_rows({}, xlabel=""),
    "runs_in_rows, all diverged": lambda: plots.runs_in_rows({"a": [np.inf]}, xlabel="", log=True),
    "runs_in_rows, no run": lambda: plots.runs_in_rows({"a": []}, xlabel=""),
    "success_rates": lambda: plots.success_rates({}, 10, titles=["a"]),
    "success_rates, no panel": lambda: plots.success_rates({"a": []}, 10, titles=[]),
    "success_rates, no run": lambda: plots.success_rates({"a": [0]}, 0, titles=["a"]),
    "tangents": lambda: plots.tangents(np.sin, np.cos, []),
    "tiny_network_graph": lambda: plots.tiny_network_graph({}),
    "weight_pictures": lambda: plots.weight_pictures({}),
    "weight_pictures, no neuron": lambda: plots.weight_pictures({"a": np.empty((784, 0))}),
    "wilson_interval": lambda: plots.wilson_interval(0, 0),
}


@pytest.mark.parametrize("case", NOTHING)
def test_nothing_to_draw_is_said_in_one_sentence_without_an_empty_figure(case):
    with pytest.raises(ValueError, match=r"is empty|no finite number above 0|no entry|at least 1"):
        NOTHING[case]()
    assert plt.get_fignums() == []


DRAWN_WITHOUT = {"digits", "landscape", "plane_map", "use_style"}
"""Figures that have no list or dict that could be empty, or that draw a sentence instead."""


def test_each_figure_was_called_with_nothing():
    assert {case.partition(",")[0] for case in NOTHING} == set(PUBLIC) - DRAWN_WITHOUT


NO_DICT = {
    "against_numerical": lambda a: plots.against_numerical(a),
    "against_rate": lambda a: plots.against_rate([0.1, 1, 10], a),
    "bars": lambda a: plots.bars(a, xlabel=""),
    "confusion_matrices": lambda a: plots.confusion_matrices(CLASSES, a),
    "curves": lambda a: plots.curves(a, ylabel="loss"),
    "errors_against_step": lambda a: plots.errors_against_step([0.1, 1, 10], a),
    "flat_vector": lambda a: plots.flat_vector(a),
    "folded_plane": lambda a: plots.folded_plane(a, XOR, CLASSES),
    "layer_histograms": lambda a: plots.layer_histograms(a, limits=(-1, 1), xlabel=""),
    "matrices": lambda a: plots.matrices(a),
    "named_functions": lambda a: plots.named_functions([0.1, 1, 10], a, xlabel="", ylabel=""),
    "points_over": lambda a: plots.points_over(None, a),
    "rate_curves": lambda a: plots.rate_curves(a, ylabel=""),
    "regions_in_turn": lambda a: plots.regions_in_turn(a),
    "runs_in_rows": lambda a: plots.runs_in_rows(a, xlabel=""),
    "success_rates": lambda a: plots.success_rates(a, 10, titles=["a"]),
    "weight_pictures": lambda a: plots.weight_pictures(a),
}


@pytest.mark.parametrize("case", NO_DICT)
@pytest.mark.parametrize("values", [[1.0, 0.5, 0.2], np.ones((3, 3))], ids=["list", "array"])
def test_values_without_names_are_refused_with_the_dict_that_is_needed(case, values):
    with pytest.raises(WrongType, match=r'is an? (list|ndarray), expected a dict .*\{"'):
        NO_DICT[case](values)
    assert plt.get_fignums() == []


UNFIT = {
    "against_numerical": lambda: plots.against_numerical({"a": ([1, 2, 3], [1, 2])}),
    "against_rate": lambda: plots.against_rate([0.1, 1], {"a": [1, 2, 3]}),
    "arrows": lambda: plots.arrows(first, XOR, ax=None),
    "bars": lambda: plots.bars({"a": [[1, 2]]}, xlabel=""),
    "confusion_matrices": lambda: plots.confusion_matrices([0, 1, 1], {"a": [0, 1]}),
    "curves": lambda: plots.curves({"a": np.zeros((2, 3, 4))}, ylabel=""),
    "curves, one number": lambda: plots.curves({"a": 0.5}, ylabel=""),
    "digits": lambda: plots.digits(np.zeros((5, 785))),
    "digits, coloured": lambda: plots.digits(np.zeros((5, 8, 8, 3))),
    "errors_against_step": lambda: plots.errors_against_step([0.1, 1], {"a": [1, 2, 3]}),
    "errors_against_step, guide": lambda: plots.errors_against_step(
        [0.1, 1], {"a": [1, 2]}, guides={"b": [1, 2, 3]}
    ),
    "flat_vector": lambda: plots.flat_vector({"b": (3,)}),
    "folded_plane": lambda: plots.folded_plane({"a": (first, np.ones((2, 1)), 0)}, XOR, CLASSES),
    "folded_plane, weights": lambda: plots.folded_plane(
        {"a": (np.copy, np.ones((3, 1)), 0)}, XOR, CLASSES
    ),
    "folded_plane, no threshold": lambda: plots.folded_plane(
        {"a": (np.copy, np.ones((2, 1)))}, XOR, CLASSES
    ),
    "labelled_points": lambda: plots.labelled_points(np.zeros(4), CLASSES),
    "landscape": lambda: plots.landscape(np.copy, xlim=(0, 1), ylim=(0, 1)),
    "landscape, path": lambda: plots.landscape(first, np.zeros(3), xlim=(0, 1), ylim=(0, 1)),
    "matrices": lambda: plots.matrices({"a": np.zeros(3)}),
    "matrix": lambda: plots.matrix(np.zeros(3)),
    "named_functions": lambda: plots.named_functions([0, 1], {"a": [1]}, xlabel="", ylabel=""),
    "network_diagram, names": lambda: plots.network_diagram([2, 1], names=["x"]),
    "network_diagram, neurons": lambda: plots.network_diagram([2, 1], neuron_labels=[[1], [2]]),
    "network_diagram, arrows": lambda: plots.network_diagram([2, 1], arrow_labels=[[[1, 2]]]),
    "plane_map": lambda: plots.plane_map(first, np.eye(2), (0, 0), 1),
    "plane_map, Jacobian": lambda: plots.plane_map(np.copy, np.eye(3), (0, 0), 1),
    "product_entry": lambda: plots.product_entry(np.eye(2), np.eye(3), names="ABC", entry=(0, 0)),
    "product_entry, entry": lambda: plots.product_entry(
        np.eye(2), np.eye(2), names="ABC", entry=(2, 0)
    ),
    "product_entry, names": lambda: plots.product_entry(
        np.eye(2), np.eye(2), names="AB", entry=(0, 0)
    ),
    "points_over": lambda: plots.points_over(None, {"a": ([1, 2], [1, 2, 3])}),
    "rate_curves": lambda: plots.rate_curves(
        {"a": {"b": ([0.1, 1], np.zeros((3, 4)), 0.1)}}, ylabel=""
    ),
    "rate_curves, another rate": lambda: plots.rate_curves(
        {"a": {"b": ([0.1, 1], np.zeros((2, 4)), 0.3)}}, ylabel=""
    ),
    "rate_curves, no chosen rate": lambda: plots.rate_curves(
        {"a": {"b": np.zeros((1, 4))}}, ylabel=""
    ),
    "regions_in_turn": lambda: plots.regions_in_turn({"a": (np.copy, XOR, CLASSES)}),
    "regions_in_turn, no labels": lambda: plots.regions_in_turn({"a": (first, XOR)}),
    "runs_in_rows": lambda: plots.runs_in_rows({"a": [[1, 2]]}, xlabel=""),
    "success_rates": lambda: plots.success_rates({"a": [1, 2]}, 10, titles=["a", "b", "c"]),
    "tangents": lambda: plots.tangents(np.sin, lambda x: 1.0, [0.0, 1.0]),
    "weight_pictures": lambda: plots.weight_pictures({"a": np.zeros((785, 10))}),
    "wilson_interval": lambda: plots.wilson_interval(5, 3),
}


@pytest.mark.parametrize("case", UNFIT)
def test_shapes_that_do_not_fit_are_refused_with_the_ones_that_are_expected(case):
    with pytest.raises(WrongValue, match=r"expected|has no entry"):
        UNFIT[case]()
    assert plt.get_fignums() == []


@pytest.mark.parametrize(
    "values", [["0.5", "0.2"], [None, 0.2], [[0.1], [0.2, 0.3]]], ids=["text", "None", "ragged"]
)
def test_what_is_not_a_number_is_refused_by_its_name(values):
    with pytest.raises((TypeError, ValueError), match="training"):
        plots.curves({"training": values}, ylabel="loss")
    assert plt.get_fignums() == []


def test_hidden_numbers_of_a_masked_array_are_not_drawn():
    masked = np.ma.masked_array([0.5, 99.0, 0.2], [False, True, False])
    with pytest.raises(WrongValue, match="masked"):
        plots.curves({"training": masked}, ylabel="loss")


FUNCTIONS = {
    "regions_in_turn": lambda f: plots.regions_in_turn({"a": (f, XOR, CLASSES)}),
    "landscape": lambda f: plots.landscape(f, xlim=(0, 1), ylim=(0, 1)),
    "tangents": lambda f: plots.tangents(f, f, [0.0]),
}


@pytest.mark.parametrize("case", FUNCTIONS)
def test_a_network_in_place_of_its_predict_is_refused(case, make_network):
    with pytest.raises(WrongType, match=r"is a NeuralNetwork, expected a function"):
        FUNCTIONS[case](make_network())
    assert plt.get_fignums() == []


def test_a_row_of_axes_in_place_of_one_is_refused():
    _, axes = plt.subplots(1, 2)
    with pytest.raises(WrongType, match=r"ax is a ndarray.*axes\[0\]"):
        plots.curves({"training": [1, 2]}, ylabel="loss", ax=axes)


EIGHT = {str(number): np.arange(1.0, 4.0) for number in range(8)}
TOO_MANY = {
    "against_rate": lambda: plots.against_rate([0.1, 1, 10], EIGHT),
    "bars": lambda: plots.bars(EIGHT, xlabel=""),
    "curves": lambda: plots.curves(EIGHT, ylabel=""),
    "errors_against_step": lambda: plots.errors_against_step([0.1, 1, 10], EIGHT),
    "layer_histograms": lambda: plots.layer_histograms(EIGHT, limits=(0, 3), xlabel=""),
    "named_functions": lambda: plots.named_functions([0, 1, 2], EIGHT, xlabel="", ylabel=""),
    "points_over": lambda: plots.points_over(None, dict.fromkeys(EIGHT, (1, 2))),
    "rate_curves": lambda: plots.rate_curves(
        {"a": {name: ([0.1], [[1, 2]], 0.1) for name in EIGHT}}, ylabel=""
    ),
    "success_rates": lambda: plots.success_rates(EIGHT, 10, titles=["a", "b", "c"]),
}


@pytest.mark.parametrize("case", TOO_MANY)
def test_more_things_than_colours_are_refused(case):
    with pytest.raises(WrongValue, match="8 to draw, at most 7"):
        TOO_MANY[case]()
    assert plt.get_fignums() == []
