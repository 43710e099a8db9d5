"""The data: XOR, the small MNIST that is always there, and the full one where it is."""

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest

from nnlib import load_mnist, xor

SPLIT_HASH = "006927b10369212bb446ebd181c28f0943f627d845aa204f02b987fa195a8876"


def test_xor_is_true_where_exactly_one_input_is():
    x, y = xor()
    assert x.dtype == y.dtype == np.float64
    np.testing.assert_array_equal(x, [[0, 0], [0, 1], [1, 0], [1, 1]])
    np.testing.assert_array_equal(y, [[0], [1], [1], [0]])


@pytest.fixture(scope="module")
def small():
    return load_mnist()


def test_small_set_has_the_shapes_and_types_of_keras(small):
    (x_train, y_train), (x_test, y_test) = small
    assert x_train.shape == (4000, 28, 28)
    assert x_test.shape == (1000, 28, 28)
    assert y_train.shape == (4000,)
    assert y_test.shape == (1000,)
    assert {e.dtype for pair in small for e in pair} == {np.dtype(np.uint8)}


def test_small_set_has_as_many_digits_of_each_class(small):
    (_, y_train), (_, y_test) = small
    np.testing.assert_array_equal(np.bincount(y_train), 10 * [400])
    np.testing.assert_array_equal(np.bincount(y_test), 10 * [100])


def test_digits_are_shuffled(small):
    (_, y_train), (_, y_test) = small
    for labels in (y_train, y_test):
        assert np.mean(labels[1:] == labels[:-1]) < 0.2


def test_no_test_digit_is_a_training_digit(small):
    (x_train, _), (x_test, _) = small
    assert not {e.tobytes() for e in x_train} & {e.tobytes() for e in x_test}


def test_images_are_ink_on_paper(small):
    (x_train, _), _ = small
    assert x_train.min() == 0
    assert x_train.max() == 255
    assert not x_train[:, 0, :].any()
    assert x_train[:, 14, 14].mean() > 100


def test_split_is_the_same_for_ever(small):
    content = b"".join(e.tobytes() for pair in small for e in pair)
    assert hashlib.sha256(content).hexdigest() == SPLIT_HASH


def test_split_hears_nothing_of_other_random_numbers(small):
    np.random.seed(99)
    again = load_mnist()
    for ours, theirs in zip(small, again, strict=True):
        np.testing.assert_array_equal(ours[0], theirs[0])
        np.testing.assert_array_equal(ours[1], theirs[1])


def test_every_call_gives_arrays_of_its_own(small):
    (x_train, _), _ = load_mnist()
    x_train[...] = 7
    assert small[0][0].max() == 255


@pytest.mark.skipif(
    "NNLIB_MNIST" not in os.environ, reason="NNLIB_MNIST does not name a file with the full MNIST"
)
def test_full_set_is_the_one_that_lecun_published():
    (x_train, y_train), (x_test, y_test) = load_mnist(full=True)
    assert x_train.shape == (60_000, 28, 28)
    assert x_test.shape == (10_000, 28, 28)
    assert x_train.dtype == y_test.dtype == np.uint8
    np.testing.assert_array_equal(y_train[:10], [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    np.testing.assert_array_equal(
        np.bincount(y_test), [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    )
    # The MD5 of the original files: a header of 16 bytes, then the images.
    for x, md5 in (
        (x_train, "6bbc9ace898e44ae57da46a324031adb"),
        (x_test, "2646ac647ad5339dbf082846283269ea"),
    ):
        header = np.array([2051, len(x), 28, 28], ">i4").tobytes()
        assert hashlib.md5(header + x.tobytes()).hexdigest() == md5


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (None, FileNotFoundError, ["NNLIB_MNIST names", "mnist.npz", "there is no", "Keras"]),
        (b"hello", ValueError, ["mnist.npz"]),
        (b"", ValueError, ["mnist.npz"]),
    ],
)
def test_file_that_cannot_be_read_is_named(tmp_path, monkeypatch, content, error, words):
    path = tmp_path / "mnist.npz"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv("NNLIB_MNIST", str(path))
    with pytest.raises(error) as caught:
        load_mnist(full=True)
    for word in words:
        assert word in str(caught.value)


# A person who loads MNIST knows nothing of save_params.
def test_file_that_is_no_npz_is_not_compared_with_save_params(tmp_path, monkeypatch):
    path = tmp_path / "mnist.npz"
    path.write_bytes(b"hello")
    monkeypatch.setenv("NNLIB_MNIST", str(path))
    with pytest.raises(ValueError) as error:
        load_mnist(full=True)
    assert "save_params" not in str(error.value)


def test_file_with_other_arrays_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "mnist.npz"
    np.savez(path, x_train=np.zeros((5, 28, 28)))
    monkeypatch.setenv("NNLIB_MNIST", str(path))
    with pytest.raises(ValueError, match=r"mnist.npz .*\(5, 28, 28\).*wanted.*\(60000, 28, 28\)"):
        load_mnist(full=True)


def test_small_set_does_not_care_for_the_file(monkeypatch):
    monkeypatch.setenv("NNLIB_MNIST", "/nowhere/mnist.npz")
    assert len(load_mnist()[0][0]) == 4000


ONE_CLEAR_ERROR = ["could not download", "internet", "mnist.npz", "NNLIB_MNIST", "load_mnist()"]


def test_failing_download_gives_one_clear_error(monkeypatch):
    def no_network():
        raise Exception("URL fetch failure: Name or service not known")

    monkeypatch.setenv("KERAS_BACKEND", "jax")
    monkeypatch.delenv("NNLIB_MNIST", raising=False)
    mnist = pytest.importorskip("keras.datasets.mnist")
    monkeypatch.setattr(mnist, "load_data", no_network)
    with pytest.raises(FileNotFoundError) as error:
        load_mnist(full=True)
    for word in ["Name or service not known", *ONE_CLEAR_ERROR]:
        assert word in str(error.value)


def test_keras_is_asked_where_no_file_is_named(monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    monkeypatch.delenv("NNLIB_MNIST", raising=False)
    mnist = pytest.importorskip("keras.datasets.mnist")
    monkeypatch.setattr(mnist, "load_data", lambda: "what Keras gives")
    assert load_mnist(full=True) == "what Keras gives"


# Left to itself, Keras looks for TensorFlow, which our environment does not have.
def test_fresh_process_without_network_and_settings_gives_one_clear_error(tmp_path):
    pytest.importorskip("jax")
    code = (
        "import socket\n"
        "def refuse(*args, **kwargs): raise OSError('no network in this test')\n"
        "socket.getaddrinfo = socket.create_connection = socket.socket.connect = refuse\n"
        "import nnlib\n"
        "try: nnlib.load_mnist(full=True)\n"
        "except FileNotFoundError as error: print(error)\n"
    )
    settings = ("NNLIB_MNIST", "KERAS_BACKEND", "KERAS_HOME")
    environment = {name: value for name, value in os.environ.items() if name not in settings}
    environment |= {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    for word in ["no network in this test", *ONE_CLEAR_ERROR]:
        assert word in run.stdout, run.stderr


def test_empty_variable_counts_as_not_set(monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    monkeypatch.setenv("NNLIB_MNIST", "")
    mnist = pytest.importorskip("keras.datasets.mnist")
    monkeypatch.setattr(mnist, "load_data", lambda: "what Keras gives")
    assert load_mnist(full=True) == "what Keras gives"
