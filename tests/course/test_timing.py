"""Where a step spends its time: every part is there, and the network stays as it was."""

import numpy as np

from nnlib import SGD, NeuralNetwork
from nnlib.activations import d_relu, d_softmax, relu, softmax
from nnlib.course.timing import seconds_by_part
from nnlib.losses import categorical_crossentropy, d_categorical_crossentropy

PARTS = [
    "gather the batch",
    "layer 1 (6→5) forward",
    "layer 2 (relu) forward",
    "layer 3 (5→3) forward",
    "layer 4 (softmax) forward",
    "loss",
    "its derivative",
    "layer 3 (5→3) backward",
    "layer 2 (relu) backward",
    "layer 1 (6→5) backward",
    "update",
    "everything else",
]


def test_seconds_by_part_names_the_parts_in_the_order_of_a_step():
    network = NeuralNetwork(
        [6, 5, 3],
        (relu, d_relu),
        (softmax, d_softmax),
        (categorical_crossentropy, d_categorical_crossentropy),
        SGD(0.1),
        seed=0,
    )
    before = network.params.copy()
    x, y = np.random.default_rng(0).normal(size=(40, 6)), np.eye(3)[np.arange(40) % 3]
    parts = seconds_by_part(network, x, y, 8)
    assert list(parts) == PARTS
    assert all(0 <= products <= total for total, products in parts.values())
    with_products = [part for part, (_, products) in parts.items() if products > 0]
    assert with_products == [part for part in PARTS if "→" in part]
    assert np.array_equal(network.params, before)
    assert network.optimizer.steps == 0
