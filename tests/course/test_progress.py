"""The progress page: what the learner has written, and nothing that came with the notebook."""

import json
import linecache
from pathlib import Path

import pytest

from nnlib.course import lesson_01, progress
from nnlib.course.progress import note, show_progress

BODY = "return np.maximum(z, 0)"
START = Path(__file__).parents[2] / "notebooks" / "00_start_here.ipynb"


@pytest.fixture
def cell():
    """A function that runs a cell that defines ``relu``, as a notebook does, and returns it."""

    def run(*lines):
        source = "import numpy as np\ndef relu(z):\n" + "".join(f"    {line}\n" for line in lines)
        file, names = f"<cell {hash(source)}>", {}
        linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
        exec(compile(source, file, "exec"), names)
        return names["relu"]

    return run


def row(lesson):
    lines = show_progress().data.splitlines()
    return next(line for line in lines if line.startswith(f"| {lesson} |"))


def test_nothing_is_written_yet():
    assert show_progress().data.startswith("**0 of ")
    assert "`relu`" in row("01").split("|")[3]


def test_lesson_00_shows_the_page_as_it_is_now():
    cells = json.loads(START.read_text(encoding="utf-8"))["cells"]
    (shown,) = (cell for cell in cells if "".join(cell["source"]).endswith("show_progress()"))
    (output,) = shown["outputs"]
    assert "".join(output["data"]["text/markdown"]) == show_progress().data


def test_check_that_passes_makes_a_part_the_learners(cell, capsys):
    lesson_01.relu(cell(BODY))
    assert "relu is right" in capsys.readouterr().out
    assert show_progress().data.startswith("**1 of ")
    assert row("01").split("|")[2] == " `relu` "


def test_part_counts_once(cell):
    for _ in range(2):
        note(lesson_01.relu, cell(BODY))
    assert show_progress().data.startswith("**1 of ")


def test_wrong_answer_is_not_the_learners(cell):
    lesson_01.relu(cell("return np.minimum(z, 0)"))
    assert not progress.FILE.exists()


def test_answer_that_came_with_the_notebook_is_not_the_learners(cell):
    lesson_01.relu(cell("### BEGIN SOLUTION", BODY, "### END SOLUTION"))
    assert not progress.FILE.exists()


def test_several_lessons_are_kept_beside_each_other(cell):
    from nnlib.course import lesson_02

    note(lesson_01.relu, cell(BODY))
    note(lesson_02.softmax, cell(BODY))
    assert show_progress().data.startswith("**2 of ")


@pytest.mark.parametrize("content", ["", "not JSON", "{}", "[1, null]"])
def test_file_that_is_broken_counts_as_empty_and_is_written_anew(cell, content):
    progress.FILE.write_text(content)
    assert show_progress().data.startswith("**0 of ")
    note(lesson_01.relu, cell(BODY))
    assert show_progress().data.startswith("**1 of ")


def test_folder_that_cannot_be_written_is_no_problem(cell, monkeypatch, tmp_path):
    (tmp_path / "no folder").touch()
    monkeypatch.setattr(progress, "FILE", tmp_path / "no folder" / "file.json")
    note(lesson_01.relu, cell(BODY))
    assert show_progress().data.startswith("**0 of ")


def test_no_file_is_left_over(cell):
    note(lesson_01.relu, cell(BODY))
    assert list(progress.FILE.parent.iterdir()) == [progress.FILE]
