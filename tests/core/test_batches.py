"""The batches of a training: their order, and data of every kind, also larger than memory."""

import mmap
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from parts import CATEGORICAL, SOFTMAX, TANH, Recorder, gradient_of

from nnlib import SGD, ActivationLayer, FCLayer, Layer, Network, NeuralNetwork, relative_error


class Watcher(Layer):
    """A layer that changes nothing, and keeps the first column of what it sees in training."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def forward(self, x):
        if self.training:
            self.seen.append(x[:, 0].copy())
        return x

    def backward(self, output_gradient):
        return output_gradient


def seen_by_a_network(x, y, seed=1, **options):
    """The first columns of the batches that a network is trained with."""
    network, watcher = Network(seed=seed), Watcher()
    for layer in (watcher, FCLayer(4, 3), ActivationLayer(*SOFTMAX)):
        network.add(layer)
    network.use(*CATEGORICAL, SGD())
    network.fit(x, y, progress=False, **options)
    return watcher.seen


def test_every_sample_is_seen_once_in_every_epoch(x, y):
    seen = seen_by_a_network(x, y, batch_size=7, epochs=2)
    assert [len(e) for e in seen] == 2 * [7, 7, 7, 7, 2]
    for epoch in np.split(np.concatenate(seen), 2):
        np.testing.assert_array_equal(np.sort(epoch), np.sort(x[:, 0]))


def test_order_changes_from_epoch_to_epoch(x, y):
    first, second = seen_by_a_network(x, y, epochs=2)
    assert not np.array_equal(first, x[:, 0])
    assert not np.array_equal(first, second)


def test_order_comes_from_the_networks_seed_alone(x, y):
    orders = []
    for seed in (1, 1, 2):
        np.random.seed(len(orders))
        orders.append(seen_by_a_network(x, y, seed))
    np.testing.assert_array_equal(orders[0], orders[1])
    assert not np.array_equal(orders[0], orders[2])


def test_numpys_global_generator_is_neither_read_nor_moved(make_network, x, y):
    np.random.seed(0)
    expected = np.random.random()
    np.random.seed(0)
    make_network().fit(x, y, progress=False)
    assert np.random.random() == expected


def test_x_and_y_stay_together_in_the_shuffle(make_network, x, y):
    network = make_network(optimizer=Recorder())
    expected = gradient_of(network, x, y)
    network.fit(x, y, batch_size=30, progress=False)
    assert relative_error(network.optimizer.gradients[0], expected) < 1e-13


# Data of other kinds


KINDS = ["uint8", "int64", "float32", "float16", "bool", "list", "column by column",
         "memmap", "uint8 memmap", "copy of a memmap", "memmap below"]  # fmt: skip


@pytest.fixture(params=KINDS)
def same_data(request, tmp_path):
    """Whole numbers as float64, and once more in another form."""
    numbers = np.random.default_rng(0).integers(0, 2, size=(30, 4))
    kind = request.param
    if kind == "list":
        return numbers.astype(float), numbers.tolist()
    if kind == "column by column":
        return numbers.astype(float), np.asfortranarray(numbers, float)
    if "memmap" not in kind:
        return numbers.astype(float), numbers.astype(kind)
    dtype = np.uint8 if "uint8" in kind else np.float64
    mapped = np.memmap(tmp_path / "x", dtype, mode="w+", shape=numbers.shape)
    mapped[...] = numbers
    other = {"copy of a memmap": mapped.copy, "memmap below": lambda: np.asarray(mapped)[:]}
    return numbers.astype(float), other.get(kind, lambda: mapped)()


def test_data_of_any_kind_gives_what_float_gives(make_network, same_data, y, labels):
    results = []
    for x in same_data:
        network = make_network()
        losses = network.fit(x, y, 7, 2, progress=False)
        scores = [network.score(x, y), network.score(x, labels, accuracy=True)]
        results.append([losses, scores, network.predict(x), network.params])
    for floats, others in zip(*results, strict=True):
        np.testing.assert_array_equal(floats, others)


@pytest.mark.parametrize("kind", ["uint8", "bool", "float16", "float32", "list"])
def test_one_hot_rows_of_any_kind_train_as_floats_do(make_network, x, y, kind):
    other = y.tolist() if kind == "list" else y.astype(kind)
    results = []
    for targets in (y, other):
        network = make_network()
        results.append([*network.fit(x, targets, 7, 2, progress=False), network.score(x, targets)])
    assert results[0] == results[1]


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_data_larger_than_memory_is_taken_batch_by_batch(tmp_path, dtype):
    features = 784
    rows = 100_000_000 // (features * np.dtype(dtype).itemsize)
    # All zeros but for the beginning, so that the file takes no room on the disk.
    x = np.memmap(tmp_path / "x", dtype, mode="w+", shape=(rows, features))
    x[:1000] = np.random.default_rng(0).integers(0, 2, size=(1000, features))
    labels = np.arange(rows) % 2
    network = NeuralNetwork(
        [features, 4, 2], TANH, SOFTMAX, CATEGORICAL, SGD(), dtype=np.float32, seed=0
    )

    tracemalloc.start()
    try:
        network.fit(x, labels, batch_size=512, categorical=True, progress=False)
        network.predict(x, labels=True)
        network.score(x, labels, accuracy=True)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000


def pages_of_files():
    """How much of this process's memory are files that are mapped into it, in bytes."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith("RssFile"))


@pytest.mark.skipif(not hasattr(mmap, "MADV_DONTNEED"), reason="this system drops no pages")
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system tells no RssFile")
@pytest.mark.parametrize("view", [lambda x: x, lambda x: np.asarray(x)[5:]], ids=["it", "its rows"])
def test_pages_of_a_memmap_are_dropped(tmp_path, view):
    mapped = np.memmap(tmp_path / "x", np.float32, mode="w+", shape=(40_005, 784))
    x = view(mapped)
    network = NeuralNetwork([784, 4, 2], TANH, SOFTMAX, CATEGORICAL, SGD(), seed=0)
    before, held = pages_of_files(), []
    network.fit(x, np.arange(len(x)) % 2, 512, categorical=True, progress=False)
    held.append(pages_of_files() - before)
    network.predict(x)
    held.append(pages_of_files() - before)
    assert max(held) < x.nbytes / 4


def test_what_was_changed_in_a_copy_of_a_memmap_stays(tmp_path):
    np.zeros((100, 4), np.float32).tofile(tmp_path / "x")
    x = np.memmap(tmp_path / "x", np.float32, mode="c", shape=(100, 4))
    x[:] = 1
    network = NeuralNetwork([4, 3, 2], TANH, SOFTMAX, CATEGORICAL, SGD(), seed=0)
    network.fit(x, np.arange(100) % 2, categorical=True, progress=False)
    assert (x == 1).all()
