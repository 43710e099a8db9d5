"""What test files share: each test stands alone, and there is a small problem with a network."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from nnlib import (
    SGD,
    NeuralNetwork,
    categorical_crossentropy,
    d_categorical_crossentropy,
    d_softmax,
    d_tanh,
    softmax,
    tanh,
    to_categorical,
)


@pytest.fixture(autouse=True)
def progress_in_a_folder_of_its_own(tmp_path_factory, monkeypatch):
    """Keep what the checks note out of this folder."""
    folder = tmp_path_factory.mktemp("progress")
    monkeypatch.setattr("nnlib.course.progress.FILE", folder / "progress.json")


@pytest.fixture(autouse=True)
def figures_without_windows():
    """Draw in memory, in matplotlib's own style; leave neither a figure nor a style behind."""
    with mpl.rc_context():
        mpl.rcdefaults()  # a fixture of a whole file may have run a lesson, and left its style
        mpl.use("agg")
        yield
        plt.close("all")


@pytest.fixture
def labels():
    """30 labels out of three classes."""
    return np.arange(30) % 3


@pytest.fixture
def y(labels):
    """The labels as one-hot rows, (30, 3)."""
    return to_categorical(labels)


@pytest.fixture
def x(y):
    """30 points in four dimensions, each class around a place of its own."""
    noise = np.random.default_rng(0).normal(size=(30, 4))
    noise[:, :3] += 3 * y
    return noise


@pytest.fixture
def make_network():
    """A function that makes a network of 43 parameters for the points, in which all can vary."""

    def make(
        layers=(4, 5, 3),
        hidden=(tanh, d_tanh),
        output=(softmax, d_softmax),
        loss=(categorical_crossentropy, d_categorical_crossentropy),
        optimizer=None,
        seed=1,
        **options,
    ):
        optimizer = optimizer or SGD(learning_rate=0.1)
        return NeuralNetwork(layers, hidden, output, loss, optimizer, seed=seed, **options)

    return make
