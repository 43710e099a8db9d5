"""check_environment says that all is well, or what is wrong and what to do."""

from importlib import metadata

import matplotlib.pyplot as plt
import pytest

from nnlib.course import environment
from nnlib.course.environment import check_environment


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
    assert not any(character.isdigit() for character in text.replace("notebook 09", ""))
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
    assert "1 to be mended" in text


def test_an_old_package_is_named_with_both_versions(capsys, monkeypatch):
    version = metadata.version
    monkeypatch.setattr(
        metadata, "version", lambda name: "1.26.4" if name == "numpy" else version(name)
    )
    assert "! numpy         is 1.26.4, the series needs 2.0 or newer." in lines_of(capsys)


def test_an_old_python_is_named_with_the_cure(capsys, monkeypatch):
    monkeypatch.setattr(environment.sys, "version_info", (3, 9, 1))
    assert "! Python        is 3.9, the series needs 3.11 or newer." in lines_of(capsys)


def test_a_copy_elsewhere_is_named(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "FOLDER", tmp_path)
    assert f"! nnlib         is a copy in {tmp_path}" in lines_of(capsys)


def test_another_checkout_is_named(capsys, monkeypatch, tmp_path):
    (tmp_path / "nnlib" / "course").mkdir(parents=True)
    (tmp_path / "nnlib" / "course" / "environment.py").touch()
    monkeypatch.chdir(tmp_path)
    assert f"and this notebook lies in {tmp_path}" in lines_of(capsys)


def test_figures_outside_a_notebook_are_named(capsys, monkeypatch):
    monkeypatch.setattr(plt, "get_backend", lambda: "tkagg")
    assert "! figures       go to tkagg, not into a notebook." in lines_of(capsys)


def test_a_check_that_breaks_is_a_line_and_no_traceback(capsys, monkeypatch):
    def broken():
        raise OSError("the disk is full")

    monkeypatch.setattr(environment, "_digits", broken)
    assert "! digits        does not work: OSError: the disk is full" in lines_of(capsys)


def test_the_full_mnist_is_looked_for_where_it_would_be(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("NNLIB_MNIST", str(tmp_path / "mnist.npz"))
    assert f"! full MNIST    is not at {tmp_path}" in lines_of(capsys, optional=True)
    (tmp_path / "mnist.npz").touch()
    assert "  full MNIST    fine" in lines_of(capsys, optional=True)
