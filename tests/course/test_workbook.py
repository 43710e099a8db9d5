"""The workbook: made whole from the lessons, and never a loss of what the learner has written."""

import ast
import json
import re
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from nnlib.course import files, workbook
from nnlib.course.editions import NOTEBOOKS, exercise_of, read, source_of, text_of
from nnlib.course.workbook import MANIFEST, make_workbook, start_afresh
from nnlib.errors import PlainError

TODAY = files.date.today().isoformat()
LESSON = "02_jacobians.ipynb"
NEW, OLD = f"02_jacobians.new-{TODAY}.ipynb", f"02_jacobians.old-{TODAY}.ipynb"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The workbook of the whole course."""
    folder = tmp_path_factory.mktemp("whole") / "workbook"
    make_workbook(folder)
    return folder


@pytest.fixture
def lessons(tmp_path):
    """A course of two small notebooks."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    write_lesson(folder / LESSON, "first text")
    write_lesson(folder / "glossary.ipynb", "words")
    return folder


@pytest.fixture
def folder(tmp_path, lessons):
    """The workbook of the two."""
    make_workbook(tmp_path / "workbook", lessons)
    return tmp_path / "workbook"


def write_lesson(path, text, *sources):
    code = [nbformat.v4.new_code_cell(each, outputs=[output()]) for each in sources or ["1 + 1"]]
    cells = [nbformat.v4.new_markdown_cell(text), *code]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)


def output():
    return nbformat.v4.new_output("stream", text="2")


def change(path, place, source):
    """Write into a cell, as JupyterLab does when a learner saves."""
    notebook = read(path)
    notebook["cells"][place]["source"] = source.splitlines(keepends=True)
    path.write_text(text_of(notebook), encoding="utf-8")


def texts(path):
    return [source_of(cell) for cell in read(path)["cells"]]


def names(folder):
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def solutions(notebook):
    """The answer cells of the source by the name of their exercise."""
    cells = {exercise_of(cell): source_of(cell) for cell in notebook["cells"]}
    return {name: source for (name, role), source in cells.items() if role == "answer"}


# What is in it


def test_it_is_made_in_no_time(tmp_path):
    start = time.perf_counter()
    make_workbook(tmp_path / "workbook")
    assert time.perf_counter() - start < 10


def test_it_has_every_notebook_and_each_is_valid(whole):
    assert names(whole) == sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
    for path in whole.glob("*.ipynb"):
        nbformat.validate(nbformat.read(path, as_version=4))


def test_every_answer_is_a_stub_that_is_valid_python(whole):
    for path in whole.glob("[0-9]*.ipynb"):
        right = solutions(read(NOTEBOOKS / path.name))
        for exercise, source in solutions(read(path)).items():
            stubs = [line for line in source.splitlines() if "..." in line]
            assert any(line.strip().startswith("...  # your code here") for line in stubs), exercise
            assert ast.dump(ast.parse(source)) != ast.dump(ast.parse(right[exercise])), exercise


def test_each_answer_is_folded_under_its_check_and_nowhere_else(whole):
    for path in whole.glob("[0-9]*.ipynb"):
        right, cells = solutions(read(NOTEBOOKS / path.name)), read(path)["cells"]
        folded = [cell for cell in cells if "<summary>Solution</summary>" in source_of(cell)]
        assert len(folded) == len(right)
        for cell in folded:
            exercise, role = exercise_of(cells[cells.index(cell) - 1])
            assert role == "check"
            assert cell["cell_type"] == "markdown"
            (code,) = re.findall(r"```python\n(.*?)\n```", source_of(cell), flags=re.DOTALL)
            assert ast.dump(ast.parse(code)) == ast.dump(ast.parse(right[exercise]))


def test_no_result_no_marker_and_no_hidden_test_is_left(whole):
    for path in whole.glob("*.ipynb"):
        for cell in read(path)["cells"]:
            assert not cell.get("outputs")
            assert cell.get("execution_count") is None
            assert not re.search("### (BEGIN|END)", source_of(cell))


def test_its_links_lead_somewhere(whole):
    for path in whole.glob("*.ipynb"):
        cells = [cell for cell in read(path)["cells"] if cell["cell_type"] == "markdown"]
        prose = re.sub("```.*?```|`[^`]*`", "", "\n".join(map(source_of, cells)), flags=re.DOTALL)
        links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", prose)
        links += re.findall(r'(?:src|href)="([^":#]+)"', prose)
        assert [link for link in links if not (whole / link).exists()] == []


def test_hidden_tests_are_taken_out_and_long_checks_folded(tmp_path, lessons):
    check = "relu = lesson.relu(relu)"
    hidden = "\n### BEGIN HIDDEN TESTS\nassert relu(2) == 2\n### END HIDDEN TESTS"
    write_lesson(lessons / LESSON, "text", check + hidden, "a = 1\nb = 2\nc = 3\n" + check)
    notebook = read(lessons / LESSON)
    for number, cell in enumerate(notebook["cells"][1:]):
        cell["metadata"]["nbgrader"] = {"grade_id": f"{number}-check"}
    (lessons / LESSON).write_text(text_of(notebook), encoding="utf-8")
    make_workbook(tmp_path / "workbook", lessons)
    _, short, long = read(tmp_path / "workbook" / LESSON)["cells"]
    assert source_of(short) == check
    assert "jupyter" not in short["metadata"]
    assert long["metadata"]["jupyter"] == {"source_hidden": True}


# What an update does


def test_a_second_run_changes_nothing(folder, lessons):
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert make_workbook(folder, lessons) == []
    assert before == {path: path.read_bytes() for path in folder.iterdir()}


def test_unchanged_notebook_is_replaced_silently(folder, lessons):
    write_lesson(lessons / LESSON, "second text")
    assert make_workbook(folder, lessons) == []
    assert texts(folder / LESSON)[0] == "second text"
    assert names(folder) == [LESSON, "glossary.ipynb"]


def run_in_jupyterlab(path):
    """Do what JupyterLab does when a notebook is run to its end and saved, and nothing written."""
    notebook = read(path)
    notebook["cells"][1] |= {"outputs": [output()], "execution_count": 7, "metadata": {"x": 1}}
    notebook["cells"].append({**notebook["cells"][1], "id": "one-more", "source": []})
    notebook["metadata"] |= {"widgets": {"state": {}}}
    path.write_text(json.dumps(notebook), encoding="utf-8")


def test_results_are_no_change_and_stay_until_there_is_a_new_version(folder, lessons):
    run_in_jupyterlab(folder / LESSON)
    make_workbook(folder, lessons)
    assert read(folder / LESSON)["cells"][1]["outputs"]
    write_lesson(lessons / LESSON, "second text")
    assert make_workbook(folder, lessons) == []
    assert texts(folder / LESSON)[0] == "second text"


@pytest.mark.parametrize(("place", "source"), [(0, "a note of mine"), (1, "1 + 2")])
def test_changed_notebook_stays_and_its_new_version_is_put_beside_it_once(
    folder, lessons, place, source
):
    change(folder / LESSON, place, source)
    mine = (folder / LESSON).read_bytes()
    assert make_workbook(folder, lessons) == []
    write_lesson(lessons / LESSON, "second text")
    (line,) = make_workbook(folder, lessons)
    assert line == f"{LESSON} has changes of yours and stays. Its new version: {NEW}"
    assert (folder / LESSON).read_bytes() == mine
    assert texts(folder / NEW)[0] == "second text"
    assert make_workbook(folder, lessons) == []
    assert names(folder) == [LESSON, NEW, "glossary.ipynb"]


def test_two_new_versions_on_one_day_are_both_there(folder, lessons):
    change(folder / LESSON, 0, "a note of mine")
    for text in ("second text", "third text"):
        write_lesson(lessons / LESSON, text)
        make_workbook(folder, lessons)
    assert texts(folder / NEW)[0] == "second text"
    assert texts(folder / NEW.replace(TODAY, f"{TODAY}-2"))[0] == "third text"


def test_new_version_that_the_learner_has_taken_over_is_theirs_no_more(folder, lessons):
    change(folder / LESSON, 0, "a note of mine")
    write_lesson(lessons / LESSON, "second text")
    make_workbook(folder, lessons)
    (folder / NEW).replace(folder / LESSON)
    write_lesson(lessons / LESSON, "third text")
    assert make_workbook(folder, lessons) == []
    assert texts(folder / LESSON)[0] == "third text"


def test_files_of_the_learner_are_never_touched(folder, lessons):
    own = ["mine.ipynb", "02_jacobians-Copy1.ipynb", ".nnlib_progress.json", "notes.md"]
    for name in own:
        (folder / name).write_text("mine")
    change(folder / LESSON, 0, "a note of mine")
    write_lesson(lessons / LESSON, "second text")
    make_workbook(folder, lessons)
    start_afresh("02", folder, lessons)
    assert all((folder / name).read_text() == "mine" for name in own)


def test_notebook_that_was_deleted_comes_back(folder, lessons):
    (folder / LESSON).unlink()
    make_workbook(folder, lessons)
    assert texts(folder / LESSON)[0] == "first text"


@pytest.mark.parametrize(
    "manifest", [None, "", '{"02_jaco', "[]", "{}", '{"02_jacobians.ipynb": 3}']
)
def test_lost_or_torn_manifest_loses_nothing(folder, lessons, manifest):
    (folder / MANIFEST).unlink()
    if manifest is not None:
        (folder / MANIFEST).write_text(manifest)
    change(folder / LESSON, 0, "a note of mine")
    (line,) = make_workbook(folder, lessons)
    assert NEW in line
    assert texts(folder / LESSON)[0] == "a note of mine"
    assert names(folder) == [LESSON, NEW, "glossary.ipynb"]
    assert make_workbook(folder, lessons) == []


@pytest.mark.parametrize("content", [b"", b'{"cells": [', b"[]", b"{}", b"\xff", b'{"cells": [3]}'])
def test_file_that_is_no_notebook_counts_as_changed(folder, lessons, content):
    (folder / LESSON).write_bytes(content)
    write_lesson(lessons / LESSON, "second text")
    make_workbook(folder, lessons)
    assert (folder / LESSON).read_bytes() == content
    assert texts(folder / NEW)[0] == "second text"


def test_a_write_that_is_cut_leaves_the_old_file_whole(folder, lessons, monkeypatch):
    write_lesson(lessons / LESSON, "second text")
    monkeypatch.setattr(files.os, "fsync", lambda number: disk_is_full())
    with pytest.raises(OSError, match="No space left on device"):
        make_workbook(folder, lessons)
    assert texts(folder / LESSON)[0] == "first text"
    assert [path.name for path in folder.iterdir() if path.name.startswith(".02")] == []


def disk_is_full():
    raise OSError(28, "No space left on device")


# Starting afresh


def test_lesson_starts_afresh_and_the_old_copy_stays(folder, lessons):
    change(folder / LESSON, 0, "a note of mine")
    line = start_afresh("02", folder, lessons)[-1]
    assert line == f"{LESSON} is as it was at the beginning. Your old copy: {OLD}"
    assert texts(folder / LESSON)[0] == "first text"
    assert texts(folder / OLD)[0] == "a note of mine"


def test_each_old_copy_stays(folder, lessons):
    for note in ("one", "two"):
        change(folder / LESSON, 0, note)
        start_afresh(LESSON, folder, lessons)
    assert texts(folder / OLD)[0] == "one"
    assert texts(folder / OLD.replace(TODAY, f"{TODAY}-2"))[0] == "two"


@pytest.mark.parametrize("lesson", ["2", "02", "02_jacobians", LESSON])
def test_lesson_is_called_by_number_or_name(folder, lessons, lesson):
    assert start_afresh(lesson, folder, lessons)[-1].startswith(LESSON)


@pytest.mark.parametrize("lesson", ["", "3", "jacobians", "../02_jacobians"])
def test_unknown_lesson_is_refused_and_the_known_ones_named(folder, lessons, lesson):
    with pytest.raises(ValueError, match=r"there is no lesson .* 02_jacobians, glossary"):
        start_afresh(lesson, folder, lessons)


def test_afresh_works_where_there_is_no_workbook_yet(tmp_path, lessons):
    assert len(start_afresh("02", tmp_path / "workbook", lessons)) == 1
    assert names(tmp_path / "workbook") == [LESSON, "glossary.ipynb"]


# What can be in the way


def test_file_in_the_place_of_the_folder_is_one_sentence(tmp_path, lessons):
    (tmp_path / "workbook").write_text("mine")
    with pytest.raises(PlainError, match=r"workbook cannot be made: File exists\."):
        make_workbook(tmp_path / "workbook", lessons)
    assert (tmp_path / "workbook").read_text() == "mine"


@pytest.mark.parametrize("name", [LESSON, MANIFEST])
def test_folder_in_the_place_of_a_file_is_one_sentence(folder, lessons, name):
    (folder / name).unlink()
    (folder / name).mkdir()
    with pytest.raises(PlainError, match=rf"{name} cannot be read: "):
        make_workbook(folder, lessons)


def test_read_only_folder_is_one_sentence(folder, lessons, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    write_lesson(lessons / LESSON, "second text")
    monkeypatch.setattr(files, "open", refuse, raising=False)  # root may write everywhere
    with pytest.raises(PlainError, match=rf"{LESSON} cannot be written: Permission denied\."):
        make_workbook(folder, lessons)


def test_missing_lessons_are_one_sentence(tmp_path):
    with pytest.raises(PlainError, match="has no notebooks"):
        make_workbook(tmp_path / "workbook", tmp_path)
    assert not (tmp_path / "workbook").exists()


# The commands


def test_command_says_what_it_did(folder, lessons, monkeypatch, capsys):
    monkeypatch.setattr(workbook, "make_workbook", lambda: make_workbook(folder, lessons))
    assert workbook.main([]) == 0
    assert capsys.readouterr().out == "The workbook is ready, in the folder workbook.\n"


def test_command_that_cannot_says_why_in_one_line():
    command = [sys.executable, "-m", "nnlib.course.workbook", "--fresh", "99"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert run.stdout == ""
    assert re.fullmatch(r"there is no lesson '99', expected one of [^\n]*\n", run.stderr)


def test_lab_opens_what_is_in_the_workbook(whole):
    makefile = Path(NOTEBOOKS.parent, "Makefile").read_text(encoding="utf-8")
    (opened,) = re.findall(r"default_url=/lab/tree/workbook/(\S+)", makefile)
    assert (whole / opened).exists()
