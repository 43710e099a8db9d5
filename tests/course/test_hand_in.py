"""Handing in: what is in the zip file, and what a grader reads from it."""

import csv
import io
import json
import subprocess
import sys
import zipfile

import nbformat
import pytest

from nnlib.course import grade
from nnlib.course import hand_in as module
from nnlib.course.editions import read
from nnlib.course.grade import completed, grade_folder, opened
from nnlib.course.hand_in import hand_in
from nnlib.errors import PlainError

LESSON = "02_jacobians"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a lesson, in which the kernel works."""
    monkeypatch.chdir(tmp_path)
    result = nbformat.v4.new_output("stream", text="a result of mine")
    cells = [nbformat.v4.new_code_cell("1 + 1", outputs=[result])]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / f"{LESSON}.ipynb")
    return tmp_path


def test_zip_has_the_notebook_a_page_and_a_note(folder, monkeypatch, capsys):
    monkeypatch.setattr(module, "noted", lambda: ["02 softmax"])
    hand_in(LESSON, "Zoë O'Neill")
    assert "02_jacobians_Zoë_O_Neill.zip is ready to be sent" in capsys.readouterr().out
    with zipfile.ZipFile(folder / "02_jacobians_Zoë_O_Neill.zip") as file:
        assert sorted(file.namelist()) == [
            "02_jacobians.html",
            "02_jacobians.ipynb",
            "hand_in.json",
        ]
        note = json.loads(file.read("hand_in.json"))
        assert "a result of mine" in file.read("02_jacobians.html").decode()
    assert (note["name"], note["lesson"]) == ("Zoë O'Neill", LESSON)
    assert note["parts"] == ["02 softmax"]


def test_where_no_page_can_be_made_the_rest_is_handed_in(folder, monkeypatch):
    monkeypatch.setattr(module, "find_spec", lambda name: None)  # as in a browser
    hand_in(LESSON, "Ada")
    with zipfile.ZipFile(folder / "02_jacobians_Ada.zip") as file:
        assert sorted(file.namelist()) == ["02_jacobians.ipynb", "hand_in.json"]
    assert opened(folder / "02_jacobians_Ada.zip")[:2] == ("Ada", LESSON)


def test_importing_it_needs_neither_nbformat_nor_nbconvert():
    code = "import sys; sys.modules |= {'nbformat': None, 'nbconvert': None}"
    subprocess.run([sys.executable, "-c", f"{code}; import nnlib.course.hand_in"], check=True)


def test_grader_reads_what_was_handed_in(folder):
    hand_in(LESSON, "Ada")
    name, lesson, notebook = opened(folder / "02_jacobians_Ada.zip")
    assert (name, lesson) == ("Ada", LESSON)
    assert notebook == read(folder / f"{LESSON}.ipynb")


@pytest.mark.parametrize(("seconds", "is_said"), [(0, True), (3600, False)])
def test_it_says_that_what_was_not_saved_is_not_in_it(
    folder, capsys, monkeypatch, seconds, is_said
):
    monkeypatch.setattr(module, "A_WHILE", seconds)
    hand_in(LESSON, "Ada")
    assert ("save (Ctrl + S)" in capsys.readouterr().out) == is_said


@pytest.mark.parametrize("name", ["", "  "])
def test_without_a_name_nothing_is_made(folder, capsys, name):
    hand_in(LESSON, name)
    assert "Write your name" in capsys.readouterr().out
    assert list(folder.glob("*.zip")) == []


@pytest.mark.parametrize("name", ["../../evil", "a/b\\c", "***", "x" * 300])
def test_no_name_leads_out_of_the_folder(folder, name):
    hand_in(LESSON, name)
    assert len(list(folder.glob("*.zip"))) == 1


def test_missing_notebook_is_one_sentence(folder):
    with pytest.raises(PlainError, match="is not in this folder"):
        hand_in("03_losses", "Ada")


def test_nothing_is_handed_in_while_it_is_graded(folder, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    hand_in(LESSON, "Ada")
    assert list(folder.glob("*.zip")) == []


# What a grader meets


def put(path, **parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name.replace("__", "."), text)


NOTE = json.dumps({"name": "Eve", "lesson": LESSON})


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"hand_in__json": "{"},
        {"hand_in__json": "[]"},
        {"hand_in__json": NOTE},
        {"hand_in__json": NOTE, f"{LESSON}__ipynb": "{"},
        {"hand_in__json": NOTE, f"{LESSON}__ipynb": " " * 30_000_000},
        {"hand_in__json": json.dumps({"name": "Eve", "lesson": "../x"}), "../x__ipynb": "{}"},
    ],
    ids=["empty", "torn note", "no note", "no notebook", "torn notebook", "bomb", "path"],
)
def test_other_zip_files_are_refused_in_one_sentence(tmp_path, parts):
    put(tmp_path / "eve.zip", **parts)
    with pytest.raises(PlainError):
        opened(tmp_path / "eve.zip")


def test_folder_without_zip_files_is_one_sentence(tmp_path):
    with pytest.raises(PlainError, match="has no zip files"):
        grade_folder(tmp_path)


def test_missing_class_edition_is_one_sentence(tmp_path):
    put(tmp_path / "eve.zip")
    with pytest.raises(PlainError, match="Make the class edition first: make class"):
        grade_folder(tmp_path, tmp_path / "class")


def cell(name):
    return {"metadata": {"nbgrader": {"grade_id": name}} if name else {}, "source": name or "own"}


@pytest.mark.parametrize(
    ("handed_in", "expected"),
    [
        (["a", "a-check", "b", "b-check"], ["a", "a-check", "b", "b-check"]),
        (["a", None, "b", "b-check"], ["a", "a-check", None, "b", "b-check"]),
        ([None, "b", None], ["a", "a-check", None, "b", "b-check", None]),
        ([], ["a", "a-check", "b", "b-check"]),
        (["a-check", None, "b"], ["a", "a-check", None, "b", "b-check"]),
    ],
)
def test_deleted_cells_of_exercises_come_back_in_their_places(handed_in, expected):
    released = {"cells": [cell(name) for name in ("a", "a-check", "b", "b-check")]}
    made = completed({"cells": list(map(cell, handed_in))}, released)
    assert made["cells"] == list(map(cell, expected))


@pytest.mark.parametrize("beginning", ["=", "+", "-", "@", "\t", "\r"])
def test_no_name_or_remark_is_a_formula_in_a_spreadsheet(beginning):
    name = f"{beginning}1+1"
    line = grade.Grade(name, "01_activations", 1.0, 2.0, "", name, "a.zip")
    (row,) = csv.DictReader(io.StringIO(grade._table([line]), newline=""))
    assert row["name"] == row["remark"] == f"'{name}"
    assert row["points"] == "1.0"
