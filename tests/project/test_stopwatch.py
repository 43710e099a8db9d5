"""Where a step spends its time: every part is there, and the network stays as it was."""

import numpy as np
import pytest

from benchmarks import stopwatch as module
from benchmarks.stopwatch import REST, Stopwatch, watch_epochs
from nnlib import SGD, NeuralNetwork
from nnlib.activations import d_relu, d_softmax, relu, softmax
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
]


def small_network(optimizer):
    return NeuralNetwork(
        [6, 5, 3],
        (relu, d_relu),
        (softmax, d_softmax),
        (categorical_crossentropy, d_categorical_crossentropy),
        optimizer,
        seed=0,
    )


X, Y = np.random.default_rng(0).normal(size=(40, 6)), np.eye(3)[np.arange(40) % 3]


@pytest.fixture
def clock(monkeypatch):
    """A clock that says one second more at each look."""
    looks = iter(range(10**6))
    monkeypatch.setattr(module.time, "perf_counter", lambda: float(next(looks)))


@pytest.mark.usefixtures("clock")
def test_a_part_is_timed_without_the_parts_inside_it():
    stopwatch = Stopwatch()
    inner = stopwatch.timed("inner", lambda: None)
    outer = stopwatch.timed("outer", lambda: [inner(), inner()])
    outer()
    inner()
    # From the first look of outer to its last there are five seconds, two of them inside.
    assert stopwatch.seconds == {"outer": [3], "inner": [1, 1, 1]}


@pytest.mark.usefixtures("clock")
def test_a_function_that_fails_is_timed_too():
    stopwatch = Stopwatch()
    inner = stopwatch.timed("inner", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        stopwatch.timed("outer", inner)()
    assert stopwatch.seconds == {"outer": [2], "inner": [1]}


@pytest.mark.usefixtures("clock")
def test_the_parts_of_an_epoch_add_up_to_it():
    network = small_network(SGD(0.1))
    stopwatch = watch_epochs(network)
    fit = stopwatch.timed("fit", lambda: network.fit(X, Y, 8, epochs=2, progress=False))
    start = module.time.perf_counter()
    fit()
    end = module.time.perf_counter()
    # Between these two looks at the clock and those of the outermost stopwatch is a second each.
    assert sum(map(sum, stopwatch.seconds.values())) == end - start - 2


def test_a_watched_network_learns_the_same_and_is_itself_again():
    networks = [small_network(SGD(0.1)) for _ in range(2)]
    stopwatch = watch_epochs(networks[0])
    losses = [network.fit(X, Y, 8, epochs=2, progress=False) for network in networks]
    assert losses[0] == losses[1]
    assert np.array_equal(networks[0].params, networks[1].params)
    # Five batches in each of two epochs; and no forward pass of the check before them.
    calls = {part: len(seconds) for part, seconds in stopwatch.seconds.items()}
    assert calls.pop(REST) == 2
    assert calls.pop(module.GATHER) == 2 * (5 + 1)
    assert set(calls.values()) == {10}
    for owner in (networks[0].optimizer, *networks[0].layers):
        assert not {"step", "forward", "backward", "backward_params"} & vars(owner).keys()


class Halving:
    """An optimizer of the user's, with update alone."""

    def update(self, old_params, gradient):
        return old_params / 2


@pytest.mark.parametrize("optimizer", [SGD(0.1), Halving()])
def test_the_parts_have_names_and_come_in_the_order_of_a_step(optimizer):
    network = small_network(optimizer)
    seconds = watch_epochs(network).seconds
    network.fit(X, Y, 8, progress=False)
    assert [part for part in seconds if part != REST] == PARTS
