"""The pages for the teacher: all predictions, all exercises, and minutes that add up."""

import re
from importlib import import_module

import pytest

from nnlib.course.cuts import SHORT
from nnlib.course.editions import CHECK, NOTEBOOKS, exercise_of, read, source_of
from nnlib.course.guide import guide_to
from nnlib.course.guide_course import ON_THE_HUB, guide_to_course
from nnlib.course.waits import WAITS

LESSONS = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))

each_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


def test_page_to_the_course_has_a_line_for_each_lesson_and_names_only_these():
    page = guide_to_course({path.stem: read(path) for path in LESSONS})
    assert re.findall(r"\]\((\w+)\.md\)", page) == [path.stem for path in LESSONS]
    assert len(SHORT) == 10
    assert set(SHORT) <= {path.name[:2] for path in LESSONS}


@each_lesson
def test_each_prediction_has_one_right_answer(path):
    notebook = read(path)
    asked = sum(source_of(cell).count("Prediction(") for cell in notebook["cells"])
    assert guide_to(notebook, path.name[:2]).count("**right**") == asked


@each_lesson
def test_each_wrong_prediction_that_is_explained_can_be_chosen(path):
    lesson = import_module(f"nnlib.course.lesson_{path.name[:2]}")
    page = guide_to(read(path), path.name[:2])
    for name in re.findall(
        r"\.reveal\(\*lesson\.(\w+)\)", "".join(map(source_of, read(path)["cells"]))
    ):
        for choice, reason in dict(*getattr(lesson, name)[1:]).items():
            assert f": {choice} – {reason}" in page, name


@each_lesson
def test_each_exercise_has_its_solution_and_what_the_check_says(path):
    notebook, number = read(path), path.name[:2]
    page, lesson = guide_to(notebook, number), import_module(f"nnlib.course.lesson_{number}")
    for cell in notebook["cells"]:
        if exercise_of(cell)[1] == "check":
            name = CHECK.search(source_of(cell))[1]
            assert f"### `{name}`, " in page
            assert all(f"- {slip}\n" in page for slip in getattr(lesson, name).slips)
    assert "### BEGIN" not in page


@each_lesson
def test_the_minutes_are_those_of_a_lesson(path):
    page = guide_to(read(path), path.name[:2])
    rows = re.findall(r"^\| (\d+) \| (\d*) \|", page, flags=re.MULTILINE)
    begins = [int(begin) for begin, _ in rows]
    assert begins == sorted(begins)
    assert 30 <= begins[-1] <= 50
    assert abs(sum(int(minutes or 0) for _, minutes in rows) - begins[-1]) < len(rows)


@each_lesson
def test_the_page_says_where_the_lesson_waits_and_what_to_leave_out(path):
    notebook, number = read(path), path.name[:2]
    page, ids = guide_to(notebook, number), {cell["id"] for cell in notebook["cells"]}
    waits = WAITS.get(number, {})
    assert set(waits) <= ids
    assert len(re.findall(r"the cell that begins `.+` takes ", page)) == len(waits)
    assert "In a course of ten lessons this one" in page
    explorers = re.findall(
        r"^(\w+_explorer|\w+_stepper|playground)\(", sources(notebook), flags=re.MULTILINE
    )
    assert all(f"`{name}` moves" in page for name in explorers)


def sources(notebook):
    return "\n".join(source_of(c) for c in notebook["cells"] if c["cell_type"] == "code")


def test_page_to_the_course_has_eight_double_lessons_and_every_command():
    page = guide_to_course({path.stem: read(path) for path in LESSONS})
    assert len(re.findall(r"^\| [1-8] \| \d\d and \d\d \| \d+ \|$", page, flags=re.MULTILINE)) == 8
    for commands in ON_THE_HUB.values():
        assert all(command.format(lesson="02_jacobians") in page for command in commands)
