"""Where the files of Pyodide come from, and which of them the browser edition takes.

    python -m lite.pyodide    writes ``pyodide.json`` anew

Pyodide is Python for the browser. Its files come from an archive or a folder on this machine, which
the environment variable ``NNLIB_PYODIDE`` names, or else from its own server. ``pyodide.json`` has
the SHA-256 of each, and what each package depends on.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tarfile
import urllib.request
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

from nnlib.errors import FileProblem, MissingFile, PlainError

PINNED = Path(__file__).with_name("pyodide.json")
VARIABLE = "NNLIB_PYODIDE"
SERVER = "https://cdn.jsdelivr.net/pyodide/v{version}/full/"

LOCK = "pyodide-lock.json"
STANDARD_LIBRARY = "python_stdlib.zip"
RUNTIME = ("pyodide.js", "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", STANDARD_LIBRARY)

PACKAGES = (
    "numpy", "matplotlib", "scipy", "scikit-learn", "pillow", "joblib", "threadpoolctl",
    "ipython", "jedi", "micropip", "sqlite3", "ssl",
)  # fmt: skip
"""Those of Pyodide's packages that the lessons or JupyterLite's kernel ask for."""

LEFT_OUT = ("fonttools", "matplotlib-pyodide", "pytz")
"""What others are said to depend on, and do not use here: each costs a moment at every start."""

Package = dict[str, Any]
Read = Callable[[str], bytes]


def read_pyodide() -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return what ``pyodide.json`` says, and the content of each file by its name.

    Raises:
        FileNotFoundError: A file is not where ``NNLIB_PYODIDE`` says.
        OSError: It cannot be downloaded, or is not the one that was pinned.
    """
    pinned = json.loads(PINNED.read_text(encoding="utf-8"))
    hashes = pinned["runtime"] | {
        package["file_name"]: package["sha256"] for package in pinned["packages"].values()
    }
    read = reader(pinned["info"]["version"])
    files = {name: read(name) for name in hashes}
    for name, content in files.items():
        if digest(content) != hashes[name]:
            raise FileProblem(f"{name} is not the file that {PINNED.name} names. Is it cut off?")
    return pinned, files


def digest(content: bytes) -> str:
    """Return the SHA-256 of a file's content."""
    return hashlib.sha256(content).hexdigest()


def reader(version: str) -> Read:
    """Return a function from the name of one of Pyodide's files to its content."""
    named = os.environ.get(VARIABLE)
    if not named:
        return lambda name: download(SERVER.format(version=version) + name)
    source = Path(named)
    if source.is_dir():
        return lambda name: (source / name).read_bytes()
    if not source.is_file():
        raise MissingFile(f"{VARIABLE} names {source}, and there is no such file or folder.")
    return unpacked(source).__getitem__


def unpacked(archive: Path) -> dict[str, bytes]:
    """Return the content of each file in a tar archive, by its name without folders."""
    files = {}
    with tarfile.open(archive) as members:
        for member in members:
            if file := members.extractfile(member):
                files[Path(member.name).name] = file.read()
    return files


def download(address: str) -> bytes:
    """Return what is at an address.

    Raises:
        OSError: It cannot be reached.
    """
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            content: bytes = answer.read()
    except OSError as error:
        raise FileProblem(
            f"{address} cannot be downloaded: {error}. Without a network, let {VARIABLE} name an "
            "archive with the files of Pyodide."
        ) from error
    return content


def pin() -> None:
    """Choose the packages, with all that they depend on, and write ``pyodide.json`` anew."""
    version = json.loads(PINNED.read_text(encoding="utf-8"))["info"]["version"]
    read = reader(version)
    lock = json.loads(read(LOCK))
    pinned = {
        "info": lock["info"],
        "runtime": {name: digest(read(name)) for name in RUNTIME},
        "packages": with_dependencies(PACKAGES, lock["packages"], LEFT_OUT),
    }
    PINNED.write_text(json.dumps(pinned, indent=1) + "\n", encoding="utf-8")


def with_dependencies(
    names: Iterable[str], known: dict[str, Package], left_out: Collection[str] = ()
) -> dict[str, Package]:
    """Return these packages and all that they depend on, but those that are left out.

    >>> known = {"a": {"depends": ["b", "d"]}, "b": {"depends": ["c_c"]}, "c-c": {"depends": []}}
    >>> with_dependencies(["a"], known, left_out=["d"])
    {'a': {'depends': ['b']}, 'b': {'depends': ['c-c']}, 'c-c': {'depends': []}}
    """
    found: dict[str, Package] = {}
    left = list(names)
    while left:
        name = left.pop(0)
        if name not in found:
            depends = [each.replace("_", "-") for each in known[name]["depends"]]
            found[name] = known[name] | {"depends": [e for e in depends if e not in left_out]}
            left += found[name]["depends"]
    return dict(sorted(found.items()))


if __name__ == "__main__":
    try:
        pin()
    except PlainError as problem:
        sys.exit(str(problem))
