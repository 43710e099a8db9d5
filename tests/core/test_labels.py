"""Labels: to one-hot rows, and back from the outputs of a network."""

import tracemalloc

import numpy as np
import pytest
from parts import BINARY, CATEGORICAL, MSE, SIGMOID, SOFTMAX

from nnlib import FCLayer, Network
from nnlib.labels import is_multi_label, one_hot, to_labels


def test_one_hot_rows_hold_a_one_in_the_column_of_the_label():
    np.testing.assert_array_equal(
        one_hot(np.array([2, 0, 2]), 4), [[0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 1, 0]]
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_one_hot_rows_have_the_dtype_that_was_asked_for(dtype):
    assert one_hot(np.array([0, 1]), 2, dtype).dtype == dtype


def test_one_large_label_takes_the_memory_of_its_row_alone():
    tracemalloc.start()
    try:
        rows = one_hot(np.array([40_000]), 40_001)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert rows.shape == (1, 40_001)
    assert peak < 2 * rows.nbytes


def test_outputs_stand_for_the_column_of_the_largest():
    y_pred = np.array([[0.1, 0.9, 0.8], [3.0, -1.0, 2.0]])
    np.testing.assert_array_equal(to_labels(y_pred, multi_label=False), [1, 0])


def test_independent_outputs_stand_for_an_answer_each():
    y_pred = np.array([[0.1, 0.9, 0.5], [0.4999, 0.2, 0.0]])
    np.testing.assert_array_equal(to_labels(y_pred, multi_label=True), [[0, 1, 1], [0, 0, 0]])


@pytest.mark.parametrize("multi_label", [False, True])
def test_a_single_output_stands_for_one_answer(multi_label):
    labels = to_labels(np.array([[0.4999], [0.5], [1.0]]), multi_label)
    np.testing.assert_array_equal(labels, [0, 1, 1])


@pytest.mark.parametrize(
    ("output", "loss", "expected"),
    [
        (SIGMOID, BINARY, True),
        (SIGMOID, MSE, False),
        (SIGMOID, CATEGORICAL, False),
        (SOFTMAX, BINARY, False),
        (SOFTMAX, CATEGORICAL, False),
    ],
)
def test_sigmoid_with_binary_cross_entropy_makes_independent_answers(
    make_network, output, loss, expected
):
    assert is_multi_label(make_network(output=output, loss=loss)) is expected


def test_without_a_loss_or_an_activation_there_is_one_class():
    network = Network()
    network.add(FCLayer(4, 3))
    assert not is_multi_label(network)
