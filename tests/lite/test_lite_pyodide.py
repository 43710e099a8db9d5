"""Where Pyodide's files come from, and what is said where they do not come."""

import doctest
import http.server
import json
import tarfile
import threading
from functools import partial

import pytest

from lite import pyodide
from lite.pyodide import digest, pin, read_pyodide
from nnlib.errors import FileProblem, MissingFile

FILES = {name: f"content of {name}".encode() for name in [*pyodide.RUNTIME, "numpy.whl"]}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a small Pyodide, and the file that pins it."""
    folder = tmp_path / "pyodide"
    folder.mkdir()
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    numpy = {"file_name": "numpy.whl", "sha256": digest(FILES["numpy.whl"]), "depends": []}
    lock = {"info": {"version": "1.2.3"}, "packages": {"numpy": numpy, "other": {"depends": []}}}
    (folder / "pyodide-lock.json").write_text(json.dumps(lock))
    monkeypatch.setattr(pyodide, "PINNED", tmp_path / "pyodide.json")
    monkeypatch.setattr(pyodide, "PACKAGES", ["numpy"])
    monkeypatch.setenv("NNLIB_PYODIDE", str(folder))
    pyodide.PINNED.write_text(json.dumps({"info": lock["info"]}))
    pin()
    return folder


def test_what_is_pinned_is_what_was_asked_for(folder):
    pinned, files = read_pyodide()
    assert list(pinned["packages"]) == ["numpy"]
    assert files == FILES


def test_from_an_archive(folder, tmp_path, monkeypatch):
    with tarfile.open(tmp_path / "pyodide.tar.bz2", "w:bz2") as archive:
        archive.add(folder, "pyodide")
    monkeypatch.setenv("NNLIB_PYODIDE", str(tmp_path / "pyodide.tar.bz2"))
    assert read_pyodide()[1] == FILES


@pytest.fixture
def server(folder, monkeypatch):
    """A server from which Pyodide's files are downloaded."""
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.delenv("NNLIB_PYODIDE")
        monkeypatch.setattr(pyodide, "SERVER", f"http://127.0.0.1:{server.server_port}/")
        yield server
        server.shutdown()


def test_from_the_server(server):
    assert read_pyodide()[1] == FILES


def test_a_file_that_is_not_on_the_server_is_named(server, folder):
    (folder / "numpy.whl").unlink()
    with pytest.raises(FileProblem, match=r"/numpy\.whl cannot be downloaded: HTTP Error 404"):
        read_pyodide()


def test_another_file_than_the_pinned_one_is_refused(folder):
    (folder / "numpy.whl").write_bytes(b"something else")
    with pytest.raises(FileProblem, match=r"numpy\.whl is not the file that pyodide\.json names"):
        read_pyodide()


def test_a_missing_archive_is_named(folder, monkeypatch):
    monkeypatch.setenv("NNLIB_PYODIDE", "/not/there.tar.bz2")
    with pytest.raises(MissingFile, match=r"NNLIB_PYODIDE names /not/there\.tar\.bz2"):
        read_pyodide()


def test_its_example_is_right():
    assert doctest.testmod(pyodide).failed == 0
