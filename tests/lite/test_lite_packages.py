"""The packages of the browser edition: what is in them, and what their lock file says."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from lite.packages import HERE, WHEELS, packed_nnlib, without_what_nobody_reads, zipped
from lite.pyodide import PACKAGES, PINNED, RUNTIME
from nnlib.course import runs_scaling, runs_xor
from nnlib.course.recorded import Experiment

ROOT = HERE.parent


@pytest.fixture(scope="module")
def names():
    return set(zipfile.ZipFile(io.BytesIO(packed_nnlib())).namelist())


def test_all_of_nnlib_is_packed(names):
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "nnlib").rglob("*.py")}
    assert len(modules) > 90
    assert modules <= names


def test_the_recorded_results_of_lessons_13_and_14_are_packed_where_nnlib_looks_for_them(names):
    experiments = [
        each
        for module in (runs_scaling, runs_xor)
        for each in vars(module).values()
        if isinstance(each, Experiment)
    ]
    assert len(experiments) >= 5
    assert {each.path.relative_to(ROOT).as_posix() for each in experiments} <= names
    assert not any("mnist_" in name for name in names if name.startswith("notebooks/"))


def test_the_kernel_starts_with_a_file_that_is_packed(names):
    settings = json.loads((HERE / "jupyter-lite.json").read_text())["jupyter-config-data"]
    (kernel,) = settings["litePluginSettings"].values()
    startup = Path(kernel["loadPyodideOptions"]["env"]["PYTHONSTARTUP"])
    assert startup.parent.name == "site-packages"
    assert startup.name in names


def test_the_same_files_make_the_same_archive():
    assert packed_nnlib() == packed_nnlib()


@pytest.mark.parametrize(
    ("left_out", "kept"),
    [
        ("mlxtend/plotting/b.py", "mlxtend/data/a.csv"),
        ("jedi/api/__init__.py", "IPython/core/completer.py"),
        ("numpy/random/tests/test_random.py", "numpy/testing/__init__.py"),
        ("numpy/__init__.pyi", "numpy/__init__.py"),
        ("ipycanvas-0.14.3.data/data/share/package.json", "ipycanvas-0.14.3.dist-info/METADATA"),
        ("matplotlib/mpl-data/fonts/afm/cmr10.afm", "matplotlib/mpl-data/fonts/ttf/cmr10.ttf"),
    ],
)
def test_files_that_nobody_reads_are_left_out(left_out, kept):
    archive = zipped({left_out: b"1", kept: b"2"})
    left = zipfile.ZipFile(io.BytesIO(without_what_nobody_reads(archive)))
    assert left.namelist() == [kept]
    assert left.read(kept) == b"2"


@pytest.fixture(scope="module")
def pinned():
    return json.loads(PINNED.read_text())


def test_every_file_of_pyodide_is_pinned(pinned):
    assert set(pinned["runtime"]) == set(RUNTIME)
    assert set(PACKAGES) <= set(pinned["packages"])
    hashes = [*pinned["runtime"].values(), *(p["sha256"] for p in pinned["packages"].values())]
    assert all(len(each) == 64 for each in hashes)


def test_what_a_pinned_package_depends_on_is_pinned_too(pinned):
    for package in pinned["packages"].values():
        assert set(package["depends"]) <= set(pinned["packages"])


def test_every_other_package_is_pinned_with_its_hash_and_no_host():
    lines = WHEELS.read_text().splitlines()
    assert len(lines) == 6
    assert all("==" in line and " --hash=sha256:" in line for line in lines)
    assert "://" not in WHEELS.read_text()
