"""The class edition: nothing in it tells an answer, and nbgrader grades it rightly.

What calls nbgrader itself is skipped where it is not installed; ``make test`` installs it.
"""

import csv
import json
import os
import re
import subprocess
import sys
import zipfile

import nbformat
import pytest

from nnlib.course import lesson_01
from nnlib.course.class_edition import for_teachers, make_class
from nnlib.course.editions import (
    NOTEBOOKS,
    STUB,
    exercise_of,
    read,
    source_of,
    text_of,
    with_answer,
    without_markers,
)
from nnlib.course.grade import grade_folder
from nnlib.course.guide_course import ON_THE_HUB
from nnlib.course.marks import mark

LESSONS = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))
SMALL = "01_small"
RIGHT = {"relu": "return np.maximum(x, 0)", "d_tanh": "return 1 - np.tanh(x) ** 2"}


def nbgrader():
    return pytest.importorskip("nbgrader", reason="nbgrader is not installed: make class does it")


# The edition, as it is before nbgrader


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_each_check_has_a_hidden_test_and_valid_python(path):
    for cell in for_teachers(read(path), path.stem)["cells"]:
        exercise, role = exercise_of(cell)
        if role == "check":
            source = source_of(cell)
            assert source.count("### BEGIN HIDDEN TESTS") == 2, exercise
            assert source.rstrip().endswith("points\n### END HIDDEN TESTS"), exercise
        if cell["cell_type"] == "code":
            compile(source_of(cell), "<cell>", "exec")


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_only_figures_are_left_of_the_results_and_none_under_an_exercise(path):
    for cell in for_teachers(read(path), path.stem)["cells"]:
        for output in cell.get("outputs", []):
            assert "image/png" in output["data"]
            assert exercise_of(cell)[0] is None
            assert ".reveal(" not in source_of(cell)


def test_figure_that_no_answer_is_needed_for_stays():
    edition = for_teachers(read(NOTEBOOKS / "00_start_here.ipynb"), "00_start_here")
    shown = [cell for cell in edition["cells"] if cell.get("outputs")]
    assert any("plots.network_diagram" in source_of(cell) for cell in shown)


# A mark


def relu(x):
    import numpy as np

    return np.maximum(x, 0)


@pytest.mark.parametrize("answer", [None, 3, abs, lesson_01.relu.finished, lambda x: ...])
def test_what_is_no_answer_gets_no_points(answer, capsys):
    assert mark("01", "relu", answer) == 0
    assert capsys.readouterr().out.startswith("relu ")


def test_right_answer_gets_all_points_whatever_was_done_to_the_check(monkeypatch):
    monkeypatch.setattr(lesson_01.relu, "problem", lambda answer: "is wrong")
    relu.__module__ = "__main__"  # so that it is sent as it is, as from a notebook
    assert mark("01", "relu", relu) == 1


def test_answer_that_is_right_in_the_plainest_case_only_gets_half(capsys):
    def softmax(x):
        import numpy as np

        return np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)

    assert mark("02", "softmax", softmax) == 0.5
    assert re.match(r"softmax is right .*, but not ", capsys.readouterr().out)


def test_endless_answer_gets_no_points():
    def relu(x):
        while True:
            pass

    assert mark("01", "relu", relu) == 0


@pytest.mark.parametrize("name", ["problem", "cases"])
def test_check_that_was_replaced_gives_no_points(monkeypatch, name):
    monkeypatch.setattr(lesson_01.relu, name, lambda *_: None)
    assert mark("01", "relu", lambda x: x) == 0


def test_answer_that_ends_its_python_gets_no_points(capsys):
    assert mark("01", "relu", lambda x: __import__("os")._exit(0)) == 0
    assert mark("01", "relu", lambda x: __import__("os")._exit(3)) == 0
    assert "relu ended the Python that judged it.\n" in capsys.readouterr().out
    assert mark("01", "relu", lambda x: __import__("os").write(1, b"[1.0, null]") and x) == 0


# With nbgrader, on a small lesson


def small_lesson():
    """A lesson with two exercises of lesson 01, and no more than they need."""

    def cell(make, source, name="", **nbgrader):
        made = make(source, id=name or "start")
        flags = {"grade": False, "locked": True, "solution": False, "task": False}
        if name:
            made.metadata.nbgrader = {"grade_id": name, "schema_version": 3, **flags, **nbgrader}
        return made

    code, text = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell
    cells = [cell(code, "import numpy as np\nfrom nnlib.course import lesson_01 as lesson")]
    for name, body in RIGHT.items():
        solution = f"def {name}(x):\n    ### BEGIN SOLUTION\n    {body}\n    ### END SOLUTION"
        check = f"{name} = lesson.{name}({name})"
        cells += [
            cell(text, f"Write `{name}`.", f"01-{name}-task"),
            cell(code, solution, f"01-{name}", solution=True, locked=False),
            cell(code, check, f"01-{name}-check", grade=True, points=1),
        ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return nbformat.v4.new_notebook(cells=cells, metadata=kernel)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A class edition of one small lesson, made by nbgrader."""
    nbgrader()
    folder = tmp_path_factory.mktemp("course")
    lessons = folder / "notebooks"
    lessons.mkdir()
    nbformat.write(small_lesson(), lessons / f"{SMALL}.ipynb")
    nbformat.write(nbformat.v4.new_notebook(), lessons / "glossary.ipynb")
    make_class(folder / "class", lessons)
    return folder / "class"


@pytest.fixture(scope="module")
def released(course):
    return read(course / "release" / SMALL / f"{SMALL}.ipynb")


def solved(notebook, **bodies):
    """The notebook with these bodies, or whole cells, in the place of stubs."""
    made = json.loads(json.dumps(notebook))
    for cell in made["cells"]:
        exercise, role = exercise_of(cell)
        body = bodies.get((exercise or "").removeprefix("01-"))
        if role == "answer" and body is not None:
            source = source_of(cell)
            cell["source"] = body if "\n" in body else source.replace(STUB, body)
    return made


def without(notebook, *names):
    cells = [c for c in notebook["cells"] if "".join(exercise_of(c)[1:] or ()) not in names]
    return {**notebook, "cells": cells}


def with_first_cell(notebook, source):
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    return {**notebook, "cells": [{**cell, "id": "mine", "source": source}, *notebook["cells"]]}


def with_checks(notebook, source):
    """The notebook with other checks in it."""
    made = json.loads(json.dumps(notebook))
    for cell in made["cells"]:
        if exercise_of(cell)[1] == "check":
            cell["source"] = source
    return made


def put(folder, name, notebook, lesson=SMALL):
    """Hand in a notebook: the zip file that hand_in makes."""
    note = {"name": name, "lesson": lesson, "parts": [], "saved": ""}
    with zipfile.ZipFile(folder / f"{lesson}_{name}.zip", "w") as file:
        file.writestr("hand_in.json", json.dumps(note))
        file.writestr(f"{lesson}.ipynb", text_of(notebook))


ENDLESS = "while True:\n    pass"
PRINTS = "while True:\n    print('x' * 10_000)"
WARNS = "import warnings; warnings.warn('mind'); return np.maximum(x, 0)"
EXITS = "import os\nos._exit(0)"
RAISES = "raise ValueError\n"
AT_ONCE = "print('x' * 2 * 10**8)\n"


def submissions(released):
    """By name: a notebook, its points, and words of the remark.

    None stands for what depends on the machine: whether it is quick enough for the rest.
    """
    right = solved(released, **RIGHT)
    wrong = solved(released, relu="return x", d_tanh="return x")
    cheat = "from nnlib.course.exercises import Exercise\nExercise.problem = lambda *_: None"
    return {
        "nothing": (released, 0, ""),
        "all": (right, 2, ""),
        "warns": (solved(released, relu=WARNS, d_tanh=RIGHT["d_tanh"]), 2, ""),
        "half": (solved(released, relu=RIGHT["relu"]), 1, ""),
        "wrong": (wrong, 0, ""),
        "replaced": (with_checks(wrong, "relu = d_tanh = 1.0\n1.0"), 0, ""),
        "deleted": (without(wrong, "check"), 0, ""),
        "deleted_right": (without(right, "check"), 2, ""),
        "only_text": ({**right, "cells": []}, 0, ""),
        "patched": (with_first_cell(wrong, cheat), 0, ""),
        "endless": (solved(released, relu=ENDLESS, d_tanh=RIGHT["d_tanh"]), 1, ""),
        "prints": (solved(released, relu=PRINTS, d_tanh=RIGHT["d_tanh"]), None, ""),
        "at_once": (solved(released, relu=AT_ONCE, d_tanh=RIGHT["d_tanh"]), None, ""),
        "raises": (solved(released, relu=RAISES, d_tanh=RIGHT["d_tanh"]), 1, ""),
        "exits": (solved(released, relu=EXITS, d_tanh=RIGHT["d_tanh"]), 0, "could not be run"),
    }


@pytest.mark.exhaustive
def test_a_folder_of_submissions_is_graded_whatever_is_in_it(course, released, tmp_path):
    settings = course / "nbgrader_config.py"
    settings.write_text(settings.read_text() + "get_config().ExecuteWithLimits.timeout = 5\n")
    expected = submissions(released)
    for name, (notebook, _, _) in expected.items():
        put(tmp_path, name, notebook)
    (tmp_path / "broken.zip").write_bytes(b"PK nothing")
    put(tmp_path, "other", released, lesson="99_other")
    grade_folder(tmp_path, course)
    with open(tmp_path / "grades.csv", encoding="utf-8", newline="") as file:
        rows = {row["name"]: row for row in csv.DictReader(file)}
    for name, (_, points, words) in expected.items():
        row = rows[name]
        if points is None:
            assert row["points"] == "1.0" or "could not be run" in row["remark"], row
            continue
        assert float(row["points"]) == points, row
        assert words in row["remark"], row
        assert words or not row["remark"], row
    assert "not a zip file made by hand_in" in rows["broken"]["remark"]
    assert "there is no lesson 99_other" in rows["other"]["remark"]
    assert len(rows) == len(expected) + 2


def test_nothing_in_what_is_handed_out_tells_an_answer(released):
    text = text_of(released)
    for secret in (*RIGHT.values(), "HIDDEN", "SOLUTION", "marks", "points ="):
        assert secret not in text


@pytest.mark.slow
def test_plain_commands_of_nbgrader_take_the_same_settings(course, released):
    submitted = course / "submitted" / "by_hand" / SMALL
    submitted.mkdir(parents=True)
    notebook = solved(released, **RIGHT)
    (submitted / f"{SMALL}.ipynb").write_text(text_of(notebook), encoding="utf-8")
    for arguments in (
        ["autograde", SMALL, "--student=by_hand"],
        ["generate_feedback", SMALL, "--student=by_hand"],
        ["export", "--to=all.csv"],
    ):
        command = [sys.executable, "-m", "nbgrader", *arguments]
        run = subprocess.run(command, cwd=course, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
    (row,) = (r for r in (course / "all.csv").read_text().splitlines() if ",by_hand," in r)
    assert row.endswith(",2.0,2.0")


@pytest.mark.exhaustive
def test_lessons_are_exchanged_as_on_a_jupyterhub(course, tmp_path):
    """The commands of the guide, run in two homes that share nothing but a folder."""
    exchange, student = tmp_path / "exchange", tmp_path / "student"
    for folder in (exchange, student):
        folder.mkdir()
    exchange.chmod(0o777)
    make_class(tmp_path / "class", course.parent / "notebooks")
    settings = "c = get_config()\nc.CourseDirectory.course_id = 'nnlib'\n"
    settings += f"c.Exchange.root = {str(exchange)!r}\n"
    (tmp_path / "nbgrader_config.py").write_text(settings)
    names = ("teacher", "student", "teacher", "student")
    for name, commands in zip(names, ON_THE_HUB.values(), strict=True):
        folder = student if name == "student" else tmp_path / "class"
        for command in commands:
            if command.startswith("nbgrader submit"):
                path = student / SMALL / f"{SMALL}.ipynb"
                path.write_text(text_of(solved(read(path), **RIGHT)), encoding="utf-8")
            run_as(name, folder, command.format(lesson=SMALL), tmp_path)
    (row,) = csv.DictReader((tmp_path / "class/grades.csv").read_text().splitlines())
    assert float(row["score"]) == 2
    assert list((student / SMALL / "feedback").rglob("*.html"))


def run_as(name, folder, command, shared):
    """Run a command of nbgrader as this user would, with the settings of the whole machine."""
    words = [sys.executable, "-m", *command.split()]
    home = {"HOME": str(shared / f"home_{name}"), "JUPYTER_CONFIG_DIR": str(shared)}
    run = subprocess.run(
        words,
        cwd=folder,
        env=os.environ | home,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr


@pytest.mark.slow
def test_made_again_it_keeps_what_was_graded(course, released, tmp_path):
    put(tmp_path, "early", solved(released, **RIGHT))
    assert grade_folder(tmp_path, course)[0].points == 2
    make_class(course, course.parent / "notebooks")
    assert grade_folder(tmp_path, course)[0].points == 2


@pytest.mark.slow
def test_points_of_an_earlier_time_do_not_stay(course, released, tmp_path):
    for answer, points in ((RIGHT["relu"], 1), (EXITS, 0)):
        put(tmp_path, "again", solved(released, relu=answer))
        assert grade_folder(tmp_path, course)[0].points == points


# With nbgrader, on the lessons


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The class edition of the whole course."""
    nbgrader()
    folder = tmp_path_factory.mktemp("whole") / "class"
    make_class(folder)
    return folder


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_no_solution_is_in_what_is_handed_out(whole, path):
    text = (whole / "release" / path.stem / path.name).read_text(encoding="utf-8")
    assert not re.search("BEGIN|HIDDEN|course.marks", text)
    released, source = json.loads(text), read(path)["cells"]
    stubs = {exercise_of(cell)[0]: source_of(cell) for cell in filter(is_answer, released["cells"])}
    handed_out = {line.strip() for part in texts_in(released) for line in part.splitlines()}
    for cell in filter(is_answer, source):
        stub = with_answer(source_of(cell))
        assert stubs[exercise_of(cell)[0]] == stub
        lines = set(without_markers(source_of(cell)).splitlines()) - set(stub.splitlines())
        assert lines
        assert [line for line in lines if line.strip() in handed_out - {""}] == []


def texts_in(part):
    """Every text in a notebook: sources, metadata, results."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list):
        for each in part.values() if isinstance(part, dict) else part:
            yield from texts_in("".join(each) if is_lines(each) else each)


def is_lines(part):
    return isinstance(part, list) and all(isinstance(each, str) for each in part)


def is_answer(cell):
    return exercise_of(cell)[1] == "answer"


def test_it_hands_out_the_glossary_and_its_links_lead_somewhere(whole):
    for path in (whole / "release").glob("*/*.ipynb"):
        prose = "\n".join(map(source_of, read(path)["cells"]))
        links = re.findall(r"\]\(([^)#:]+\.ipynb)", prose)
        assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(
            p, marks=pytest.mark.slow if p.name.startswith("02") else pytest.mark.exhaustive
        )
        for p in LESSONS
    ],
    ids=lambda path: path.stem,
)
def test_nothing_solved_gets_no_points_and_the_source_gets_all(whole, path, tmp_path):
    released = read(whole / "release" / path.stem / path.name)
    answers = {exercise_of(c): c for c in read(path)["cells"] if exercise_of(c)[1] == "answer"}
    full = [answers.get(exercise_of(c), c) if exercise_of(c)[0] else c for c in released["cells"]]
    put(tmp_path, "all", {**released, "cells": full}, lesson=path.stem)
    put(tmp_path, "none", released, lesson=path.stem)
    everything, nothing = grade_folder(tmp_path, whole)
    assert everything.points == everything.out_of == len(answers), everything
    assert (nothing.points, nothing.remark) == (0, ""), nothing
