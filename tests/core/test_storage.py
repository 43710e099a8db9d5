"""Files of arrays: a round trip, an interrupted or killed write, odd paths, unfit files."""

import os
import pickle
import signal
import stat
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest

from nnlib import storage
from nnlib.errors import PlainError
from nnlib.storage import read_arrays, write_arrays

ARRAYS = {
    "weights_1": np.arange(20.0).reshape(4, 5),
    "bias_1": np.ones((1, 5)),
    "weights_2": np.ones((5, 3), np.float32),
    "bias_2": np.ones((1, 3)),
}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "digits.npz"


def assert_read(path, arrays=ARRAYS):
    found = read_arrays(path)
    assert list(found) == list(arrays)
    for name, array in arrays.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)


# Paths


@pytest.mark.parametrize("name", ["params.npz", "params", "params.weights", "two words ü.bin"])
@pytest.mark.parametrize("kind", [str, Path, os.fsencode])
def test_file_lies_at_exactly_the_path(tmp_path, name, kind):
    write_arrays(kind(tmp_path / name), ARRAYS)
    assert os.listdir(tmp_path) == [name]
    assert_read(kind(tmp_path / name))


def test_path_may_be_relative(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_arrays("params.npz", ARRAYS)
    assert os.listdir(tmp_path) == ["params.npz"]
    assert_read("params.npz")


@pytest.mark.parametrize("kind", [str, Path])
def test_tilde_is_the_home_folder(tmp_path, monkeypatch, kind):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    write_arrays(kind("~/params.npz"), ARRAYS)
    assert os.listdir(tmp_path) == ["params.npz"]
    assert_read(kind("~/params.npz"))


@pytest.mark.parametrize("length", [237, 255])
def test_every_legal_name_can_be_written(tmp_path, length):
    path = tmp_path / ("n" * length)
    write_arrays(path, ARRAYS)
    assert_read(path)


def refusal(error, function, path, *arguments):
    """The message of an error that a notebook shows as one sentence."""
    with pytest.raises(error) as caught:
        function(path, *arguments)
    assert isinstance(caught.value, PlainError)
    assert "unfinished" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("path", [3, True, None, 1.5, ["a"], np.array(1)])
def test_what_is_not_a_path_is_refused(path):
    for function, arguments in ((write_arrays, [ARRAYS]), (read_arrays, [])):
        words = refusal(TypeError, function, path, *arguments)
        assert "path is " in words
        assert "expected the name of a file" in words


def test_number_is_not_taken_for_an_open_file():
    reading, writing = os.pipe()
    try:
        refusal(TypeError, read_arrays, reading)
        os.write(writing, b"it is still open")
        assert os.read(reading, 100) == b"it is still open"
    finally:
        os.close(reading)
        os.close(writing)


@pytest.mark.parametrize(("make", "words"), [
    (lambda folder: "", "path is empty"),
    (lambda folder: folder, "is a folder"),
    (lambda folder: f"{folder}/new/", "is a folder"),
])  # fmt: skip
def test_path_without_a_file_name_is_refused(tmp_path, make, words):
    assert words in refusal(ValueError, read_arrays, make(tmp_path))
    assert words in refusal(ValueError, write_arrays, make(tmp_path), ARRAYS)
    assert os.listdir(tmp_path) == []


def test_folder_that_is_not_there_is_named(tmp_path):
    words = refusal(FileNotFoundError, write_arrays, tmp_path / "nowhere" / "digits.npz", ARRAYS)
    assert "there is no folder" in words
    assert "nowhere" in words


def test_file_that_is_not_there_is_named(path):
    assert "digits.npz" in refusal(FileNotFoundError, read_arrays, path)


def test_name_that_is_too_long_is_named(tmp_path):
    words = refusal(OSError, write_arrays, tmp_path / ("n" * 300), ARRAYS)
    assert "nnn cannot be written" in words
    assert os.listdir(tmp_path) == []


AS_NOBODY = """
    import os, sys
    from nnlib.storage import read_arrays, write_arrays
    import numpy.lib.format, zipfile
    os.chdir(sys.argv[1])
    if os.geteuid() == 0:
        os.setuid(65534)
    for function, *arguments in (
        (read_arrays, "secret.npz"),
        (write_arrays, "locked/new.npz", {}),
        (write_arrays, "open/read_only.npz", {}),
    ):
        try:
            function(*arguments)
        except OSError as error:
            print(error)
    print(os.listdir("open"), os.listdir("locked"))
"""


@pytest.fixture
def open_folder():
    """A folder that everybody may look into."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


# Root may do everything, so this is tried as somebody else.
@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows has other permissions")
def test_missing_permission_is_named_with_the_path_of_the_user(open_folder):
    (open_folder / "locked").mkdir(mode=0o555)
    (open_folder / "open").mkdir()
    (open_folder / "open").chmod(0o777)
    for name, mode in (("secret.npz", 0o000), ("open/read_only.npz", 0o444)):
        write_arrays(open_folder / name, ARRAYS)
        (open_folder / name).chmod(mode)
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(AS_NOBODY), str(open_folder)],
        capture_output=True,
        text=True,
    )
    assert run.stdout.splitlines() == [
        "secret.npz cannot be read: Permission denied.",
        "locked/new.npz cannot be written: Permission denied.",
        "open/read_only.npz cannot be written: it is read-only.",
        "['read_only.npz'] []",
    ], run.stderr
    assert_read(open_folder / "open" / "read_only.npz")


# Writing


# NumPy 2.0 knows no option allow_pickle in savez and would store it as one more array.
def test_nothing_but_arrays_is_handed_to_savez(path, monkeypatch):
    names = []
    monkeypatch.setattr("numpy.savez", lambda file, **arrays: names.extend(arrays))
    write_arrays(path, ARRAYS)
    assert names == list(ARRAYS)


def test_write_replaces_an_older_file_and_keeps_its_mode(path):
    path.write_text("old")
    path.chmod(0o640)
    write_arrays(path, ARRAYS)
    assert_read(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(path.parent) == [path.name]


def test_new_file_has_the_mode_of_any_new_file(path):
    write_arrays(path, ARRAYS)
    path.with_name("other").touch()
    assert path.stat().st_mode == path.with_name("other").stat().st_mode


@pytest.mark.parametrize("before", [None, "old"])
def test_link_is_followed_and_stays(path, tmp_path, before):
    real = tmp_path / "elsewhere" / "real.npz"
    real.parent.mkdir()
    if before:
        real.write_text(before)
    path.symlink_to(real)
    write_arrays(path, ARRAYS)
    assert path.readlink() == real
    assert not real.is_symlink()
    assert_read(real)
    assert os.listdir(real.parent) == ["real.npz"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
def test_device_or_pipe_is_not_replaced(path):
    os.mkfifo(path)
    assert "it is a device or a pipe" in refusal(OSError, write_arrays, path, ARRAYS)
    assert path.is_fifo()
    assert os.listdir(path.parent) == [path.name]


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
def test_interrupted_write_changes_nothing(path, monkeypatch, function, replacement, before):
    if before:
        path.write_bytes(before)
    monkeypatch.setattr(function, replacement)
    with pytest.raises(KeyboardInterrupt):
        write_arrays(path, ARRAYS)
    if before:
        assert path.read_bytes() == before
    assert os.listdir(path.parent) == ([path.name] if before else [])


def test_full_disk_changes_nothing(path, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    path.write_bytes(b"the old file")
    monkeypatch.setattr("os.fsync", full)
    words = refusal(OSError, write_arrays, path, ARRAYS)
    assert "digits.npz cannot be written: No space left on device." in words
    assert path.read_bytes() == b"the old file"
    assert os.listdir(path.parent) == [path.name]


def test_threads_that_write_to_one_path_leave_one_whole_file(path):
    errors = []

    def write(number):
        try:
            for _ in range(25):
                write_arrays(path, {"numbers": np.full(5000, number)})
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        if path.exists():
            assert len(set(read_arrays(path)["numbers"])) == 1
    assert errors == []
    assert os.listdir(path.parent) == [path.name]


def test_planted_link_is_not_written_through(path, monkeypatch):
    victim = path.with_name("victim")
    victim.write_text("precious")
    monkeypatch.setattr("secrets.token_hex", lambda count: "known")
    path.with_name(storage.UNFINISHED.format("known")).symlink_to(victim)
    refusal(OSError, write_arrays, path, ARRAYS)
    assert victim.read_text() == "precious"
    assert not path.exists()


def test_name_of_the_unfinished_file_is_another_one_each_time(path, monkeypatch):
    names = []
    monkeypatch.setattr("os.replace", lambda old, new: names.append(old.name))
    for _ in range(5):
        write_arrays(path, ARRAYS)
    assert len(set(names)) == 5


KILLED = """
    import os, signal, sys
    import numpy as np
    from nnlib.storage import write_arrays

    os.fsync = lambda descriptor: os.kill(os.getpid(), signal.SIGKILL)
    write_arrays(sys.argv[1], {"numbers": np.ones(1000)})
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows cannot kill like this")
def test_what_a_killed_process_leaves_is_removed_an_hour_later(path):
    path.write_bytes(b"the old file")
    subprocess.run([sys.executable, "-c", textwrap.dedent(KILLED), str(path)])
    (left,) = set(os.listdir(path.parent)) - {path.name}
    assert path.read_bytes() == b"the old file"
    # It may still be written by somebody else,
    write_arrays(path, ARRAYS)
    assert set(os.listdir(path.parent)) == {path.name, left}
    # but not for an hour.
    then = time.time() - 3700
    os.utime(path.with_name(left), (then, then))
    write_arrays(path.with_name("another.npz"), ARRAYS)
    assert set(os.listdir(path.parent)) == {path.name, "another.npz"}


def test_no_other_file_is_taken_for_a_left_over(path):
    others = ["notes.unfinished", ".nnlib-notes", ".digits.npz.123.unfinished"]
    for name in others:
        path.with_name(name).touch()
        os.utime(path.with_name(name), (0, 0))
    path.with_name(storage.UNFINISHED.format("folder")).mkdir()
    write_arrays(path, ARRAYS)
    assert len(os.listdir(path.parent)) == len(others) + 2


# Files that cannot be read


def empty_zip(path):
    np.savez(path)


def strings_inside(path):
    np.savez(path, **(ARRAYS | {"bias_2": np.full((1, 3), "a")}))


def complex_inside(path):
    np.savez(path, **(ARRAYS | {"bias_2": np.full((1, 3), 1 + 2j)}))


def objects_inside(path):
    np.savez(path, **(ARRAYS | {"bias_2": np.full((1, 3), None)}))


def truncated(path):
    np.savez(path, **ARRAYS)
    path.write_bytes(path.read_bytes()[:-100])


def corrupt(path):
    np.savez(path, **ARRAYS)
    content = bytearray(path.read_bytes())
    place = content.index(np.ones(4).tobytes())
    content[place : place + 8] = b"\xff" * 8
    path.write_bytes(content)


def corrupt_compressed(path):
    # As np.savez_compressed writes it, and Keras the file of MNIST.
    np.savez_compressed(path, **{name: np.ones((90, 90)) for name in ARRAYS})
    content = bytearray(path.read_bytes())
    content[60:90] = b"\xff" * 30
    path.write_bytes(content)


def unknown_compression(path):
    np.savez(path, **ARRAYS)
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 10] = 99
    path.write_bytes(content)


def wrong_offset(path):
    np.savez(path, **ARRAYS)
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x05\x06") + 18] = 1
    path.write_bytes(content)


def too_large_header(path):
    """Claim 72 TiB of numbers in a file of a few hundred bytes."""
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (10000000000000,), }"
    header = header.ljust(117) + b"\n"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(
            "bias_2.npy", b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header
        )


def endless_header(path):
    header = b"{" + b" " * 60_000
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(
            "bias_2.npy", b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header
        )


def other_zip(path):
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("word/document.xml", "<xml/>")


def npy(path):
    with open(path, "wb") as file:
        np.save(file, np.ones(43))


def pickled(path):
    path.write_bytes(pickle.dumps(ARRAYS))


def content(start):
    def write(path):
        path.write_bytes(start)

    return write


@pytest.mark.parametrize(
    ("make_file", "words"),
    [
        (strings_inside, ["bias_2", "has text"]),
        (complex_inside, ["bias_2", "complex128"]),
        (objects_inside, ["contains Python objects"]),
        (truncated, ["not a whole .npz file: it is cut off, or was changed"]),
        (corrupt, ["not a whole .npz file"]),
        (corrupt_compressed, ["not a whole .npz file"]),
        (unknown_compression, ["not a whole .npz file"]),
        (wrong_offset, ["not a whole .npz file"]),
        (too_large_header, ["more numbers than fit into memory"]),
        (endless_header, ["not a whole .npz file"]),
        (other_zip, ["word/document.xml"]),
        (npy, ["not an .npz file: it is an .npy file"]),
        (pickled, ["not an .npz file: it is a pickle"]),
        (content(b""), ["not an .npz file: it is empty"]),
        (content(b"hello"), ["not an .npz file: it is a text that begins with 'hello'"]),
        (content(b"label,1x1,1x2\n5,0,0"), ["is a text that begins with 'label,1x1"]),
        (content(b"<!DOCTYPE html>"), ["it is a web page"]),
        (content(b"\x1f\x8b\x08\x08ab"), ["it is compressed with gzip"]),
        (content(b"\x89HDF\r\n\x1a\n" + bytes(90)), ["it is an HDF5 file"]),
        (content(b"\x89PNG\r\n\x1a\n" + bytes(90)), [r"it begins with b'\x89PNG"]),
        (content(b"PK"), ["not an .npz file"]),
    ],
)
def test_file_that_cannot_be_read_is_told_why(path, make_file, words):
    make_file(path)
    message = refusal(ValueError, read_arrays, path)
    assert message.count("\n") == 0
    for word in ["digits.npz", *words]:
        assert word in message
    # NumPy's advice, for what nnlib does not have and nobody should do.
    assert "allow_pickle" not in message
    assert "trust" not in message


def test_empty_zip_holds_no_array(path):
    empty_zip(path)
    assert read_arrays(path) == {}


class Trap:
    """Makes a folder when it is unpickled: proof that a file could run code."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (self.path,)


def test_no_code_in_a_file_is_run(path):
    folder = path.parent / "trapped"
    trap = np.array([[Trap(str(folder))]], dtype=object)
    np.savez(path, **(ARRAYS | {"weights_1": trap}))
    with pytest.raises(ValueError):
        read_arrays(path)
    path.write_bytes(pickle.dumps(Trap(str(folder))))
    with pytest.raises(ValueError):
        read_arrays(path)
    assert not folder.exists()


# The parameters of a network


FITTING = {
    "weights_1": np.ones((4, 5)),
    "bias_1": np.ones((1, 5)),
    "weights_2": np.ones((5, 3)),
    "bias_2": np.ones((1, 3)),
}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_load_gives_back_what_was_saved(make_network, x, path, dtype):
    saved, loaded = make_network(seed=1, dtype=dtype), make_network(seed=2, dtype=dtype)
    saved.save_params(path)
    loaded.load_params(path)
    np.testing.assert_array_equal(loaded.params, saved.params)
    np.testing.assert_array_equal(loaded.predict(x), saved.predict(x))
    assert os.listdir(path.parent) == [path.name]


def test_file_holds_weights_and_biases_and_nothing_else(make_network, path):
    network = make_network()
    network.save_params(path)
    with np.load(path, allow_pickle=False) as arrays:
        assert sorted(arrays) == ["bias_1", "bias_2", "weights_1", "weights_2"]
        np.testing.assert_array_equal(arrays["weights_2"], network.weights[1])
        np.testing.assert_array_equal(arrays["bias_1"], network.biases[0])


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


def with_nan():
    bias = np.ones((1, 3))
    bias[0, 1] = np.nan
    return bias


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"weights_2": np.ones((5, 4))}, ["weights_2", "(5, 4)", "(5, 3)"]),
        ({"weights_2": None, "bias_2": None}, ["weights_1", "weights_2", "bias_2"]),
        ({"weights_3": np.ones((3, 3)), "bias_3": np.ones((1, 3))}, ["weights_3", "bias_3"]),
        (dict.fromkeys(FITTING), ["weights_1"]),
        ({"bias_2": with_nan()}, ["bias_2", "NaN"]),
        ({"bias_2": np.full((1, 3), "a")}, ["bias_2", "has text"]),
    ],
)
def test_file_that_does_not_fit_is_refused_and_changes_nothing(make_network, path, changes, words):
    network = make_network()
    before = network.params.copy()
    arrays = {name: array for name, array in (FITTING | changes).items() if array is not None}
    np.savez(path, **arrays)
    with pytest.raises(ValueError) as caught:
        network.load_params(path)
    for word in ["digits.npz", *words]:
        assert word in str(caught.value)
    np.testing.assert_array_equal(network.params, before)


def test_file_that_cannot_be_read_changes_nothing(make_network, path):
    network = make_network()
    before = network.params.copy()
    for make_file in (truncated, corrupt, npy, content(b"hello")):
        make_file(path)
        with pytest.raises(ValueError, match=r"digits\.npz"):
            network.load_params(path)
    np.testing.assert_array_equal(network.params, before)


def test_numbers_too_large_for_float32_are_refused(make_network, path):
    network = make_network(dtype=np.float32)
    np.savez(path, **(FITTING | {"weights_1": np.full((4, 5), 1e300)}))
    with pytest.raises(ValueError, match="weights_1"):
        network.load_params(path)
