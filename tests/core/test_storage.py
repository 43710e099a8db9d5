"""Files of parameters: a round trip, an interrupted save, and files that do not fit."""

import os
import pickle
from pathlib import Path

import numpy as np
import pytest

FITTING = {
    "weights_1": np.ones((4, 5)),
    "bias_1": np.ones((1, 5)),
    "weights_2": np.ones((5, 3)),
    "bias_2": np.ones((1, 3)),
}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "digits.npz"


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_load_gives_back_what_was_saved(make_network, x, path, dtype):
    saved, loaded = make_network(seed=1, dtype=dtype), make_network(seed=2, dtype=dtype)
    saved.save_params(path)
    loaded.load_params(path)
    np.testing.assert_array_equal(loaded.params, saved.params)
    np.testing.assert_array_equal(loaded.predict(x), saved.predict(x))


@pytest.mark.parametrize("name", ["params.npz", "params", "params.weights", "two words ü.bin"])
@pytest.mark.parametrize("kind", [str, Path])
def test_file_lies_at_exactly_the_path(make_network, tmp_path, name, kind):
    network = make_network()
    network.save_params(kind(tmp_path / name))
    assert os.listdir(tmp_path) == [name]
    network.load_params(kind(tmp_path / name))


def test_path_may_be_relative(make_network, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    make_network().save_params("params.npz")
    assert os.listdir(tmp_path) == ["params.npz"]


def test_file_holds_weights_and_biases_and_nothing_else(make_network, path):
    network = make_network()
    network.save_params(path)
    with np.load(path, allow_pickle=False) as arrays:
        assert sorted(arrays) == ["bias_1", "bias_2", "weights_1", "weights_2"]
        np.testing.assert_array_equal(arrays["weights_2"], network.weights[1])
        np.testing.assert_array_equal(arrays["bias_1"], network.biases[0])


# NumPy 2.0 knows no option allow_pickle in savez and would store it as one more array.
def test_nothing_but_arrays_is_handed_to_savez(make_network, path, monkeypatch):
    names = []
    monkeypatch.setattr("numpy.savez", lambda file, **arrays: names.extend(arrays))
    make_network().save_params(path)
    assert sorted(names) == ["bias_1", "bias_2", "weights_1", "weights_2"]


def test_save_replaces_an_older_file(make_network, path):
    path.write_text("old")
    network = make_network()
    network.save_params(path)
    network.load_params(path)
    assert os.listdir(path.parent) == [path.name]


def test_loading_keeps_the_views(make_network, path):
    network = make_network()
    np.savez(path, **FITTING)
    network.load_params(path)
    np.testing.assert_array_equal(network.params, 1.0)
    network.weights[0][0, 0] = 7.0
    assert network.params[0] == 7.0


def test_order_of_the_arrays_does_not_matter(make_network, path):
    network = make_network()
    np.savez(path, **dict(reversed(FITTING.items())))
    network.load_params(path)
    np.testing.assert_array_equal(network.params, 1.0)


def half_written(file, **arrays):
    file.write(b"half of it")
    raise KeyboardInterrupt


def stopped(*args):
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("function", "replacement"),
    [("numpy.savez", half_written), ("os.fsync", stopped), ("os.replace", stopped)],
)
@pytest.mark.parametrize("before", [None, b"the old file"])
def test_interrupted_save_changes_nothing(
    make_network, path, monkeypatch, function, replacement, before
):
    if before:
        path.write_bytes(before)
    monkeypatch.setattr(function, replacement)
    with pytest.raises(KeyboardInterrupt):
        make_network().save_params(path)
    if before:
        assert path.read_bytes() == before
    assert os.listdir(path.parent) == ([path.name] if before else [])


def test_full_disk_changes_nothing(make_network, path, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    path.write_bytes(b"the old file")
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        make_network().save_params(path)
    assert path.read_bytes() == b"the old file"
    assert os.listdir(path.parent) == [path.name]


# Files that do not fit


def write(path, **changes):
    """Write a file that fits but for the changes; None leaves an array out."""
    arrays = FITTING | changes
    np.savez(path, **{name: array for name, array in arrays.items() if array is not None})


def no_file(path):
    pass


def misfit(path):
    write(path, weights_2=np.ones((5, 4)))


def layer_missing(path):
    write(path, weights_2=None, bias_2=None)


def layer_too_many(path):
    write(path, weights_3=np.ones((3, 3)), bias_3=np.ones((1, 3)))


def empty_archive(path):
    np.savez(path)


def nan_inside(path):
    bias = np.ones((1, 3))
    bias[0, 1] = np.nan
    write(path, bias_2=bias)


def strings_inside(path):
    write(path, bias_2=np.full((1, 3), "a"))


def complex_inside(path):
    write(path, bias_2=np.full((1, 3), 1 + 2j))


def objects_inside(path):
    np.savez(path, **(FITTING | {"bias_2": np.full((1, 3), None)}))


def truncated(path):
    write(path)
    path.write_bytes(path.read_bytes()[:-100])


def corrupt(path):
    write(path)
    content = bytearray(path.read_bytes())
    place = content.index(np.ones(4).tobytes())
    content[place : place + 8] = b"\xff" * 8
    path.write_bytes(content)


def corrupt_compressed(path):
    # As np.savez_compressed writes it, and Keras the file of MNIST.
    np.savez_compressed(path, **{name: np.ones((90, 90)) for name in FITTING})
    content = bytearray(path.read_bytes())
    content[60:90] = b"\xff" * 30
    path.write_bytes(content)


def unknown_compression(path):
    write(path)
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 10] = 99
    path.write_bytes(content)


def wrong_offset(path):
    write(path)
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x05\x06") + 18] = 1
    path.write_bytes(content)


def npy(path):
    with open(path, "wb") as file:
        np.save(file, np.ones(43))


def pickled(path):
    path.write_bytes(pickle.dumps(FITTING))


def text(path):
    path.write_text("hello")


def empty_file(path):
    path.write_bytes(b"")


@pytest.mark.parametrize(
    ("make_file", "error", "words"),
    [
        (no_file, FileNotFoundError, ["digits.npz"]),
        (misfit, ValueError, ["weights_2", "(5, 4)", "(5, 3)"]),
        (layer_missing, ValueError, ["holds weights_1, bias_1,", "wanted", "weights_2, bias_2"]),
        (layer_too_many, ValueError, ["weights_3, bias_3", "wanted", "weights_2, bias_2"]),
        (empty_archive, ValueError, ["holds nothing", "wanted weights_1"]),
        (nan_inside, ValueError, ["bias_2", "NaN or infinity"]),
        (strings_inside, ValueError, ["bias_2", "<U1"]),
        (complex_inside, ValueError, ["bias_2", "complex128"]),
        (objects_inside, ValueError, ["not a whole .npz file"]),
        (truncated, ValueError, ["not a whole .npz file"]),
        (corrupt, ValueError, ["not a whole .npz file"]),
        (corrupt_compressed, ValueError, ["not a whole .npz file"]),
        (unknown_compression, ValueError, ["not a whole .npz file"]),
        (wrong_offset, ValueError, ["not a whole .npz file"]),
        (npy, ValueError, ["not a whole .npz file"]),
        (pickled, ValueError, ["not a whole .npz file"]),
        (text, ValueError, ["not a whole .npz file"]),
        (empty_file, ValueError, ["not a whole .npz file"]),
    ],
)
def test_file_that_does_not_fit_is_refused_and_changes_nothing(
    make_network, path, make_file, error, words
):
    network = make_network()
    before = network.params.copy()
    make_file(path)
    with pytest.raises(error) as caught:
        network.load_params(path)
    for word in ["digits.npz", *words]:
        assert word in str(caught.value)
    np.testing.assert_array_equal(network.params, before)


def test_numbers_too_large_for_float32_are_refused(make_network, path):
    network = make_network(dtype=np.float32)
    write(path, weights_1=np.full((4, 5), 1e300))
    with pytest.raises(ValueError, match="weights_1"):
        network.load_params(path)


class Trap:
    """Makes a folder when it is unpickled: proof that a file could run code."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (self.path,)


def test_no_code_in_a_file_is_run(make_network, path):
    folder = path.parent / "trapped"
    trap = np.array([[Trap(str(folder))]], dtype=object)
    np.savez(path, **(FITTING | {"weights_1": trap}))
    with pytest.raises(ValueError):
        make_network().load_params(path)
    assert not folder.exists()


def test_folder_that_is_not_there_is_named(make_network, tmp_path):
    with pytest.raises(FileNotFoundError) as error:
        make_network().save_params(tmp_path / "nowhere" / "digits.npz")
    assert "nowhere" in str(error.value)
    assert "unfinished" not in str(error.value)
