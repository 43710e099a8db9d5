"""The pages for the teacher: all predictions, all exercises, and minutes that add up."""

import re
from importlib import import_module

import pytest

from nnlib.course.cuts import CUTS, SHORT
from nnlib.course.editions import CHECK, NOTEBOOKS, exercise_of, read, source_of
from nnlib.course.guide import guide_to
from nnlib.course.guide_course import ON_THE_HUB, guide_to_course
from nnlib.course.home import class_path, parts_for_home
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
def test_a_mistake_is_listed_once_for_each_exercise(path):
    page = guide_to(read(path), path.name[:2])
    for exercise in page.split("\n### ")[1:]:
        mistakes = re.findall(r"^- (.+)$", exercise, flags=re.MULTILINE)
        assert len(set(mistakes)) == len(mistakes)


@each_lesson
def test_its_links_lead_to_other_pages_of_the_guide(path):
    links = set(re.findall(r"\]\(([^)]+)\)", guide_to(read(path), path.name[:2])))
    assert links <= {f"{other.stem}.md" for other in LESSONS}


@each_lesson
def test_all_that_is_for_home_is_either_run_or_skipped(path):
    cells = read(path)["cells"]
    page = guide_to({"cells": cells}, path.name[:2])
    lines = [line for line in page.splitlines() if line.startswith(("- Skip: ", "- Run, and"))]
    parts = [part.strip("`") for part, _ in parts_for_home(cells)]
    named = re.findall(r"[`*]([^`*]+)[`*]", "".join(lines))
    assert sorted(named) == sorted(parts)


@pytest.mark.parametrize("number", CUTS)
def test_what_is_cut_first_is_there_for_the_class(number):
    path = next(path for path in LESSONS if path.name.startswith(number))
    taught = "".join(map(source_of, class_path(read(path)["cells"])))
    assert all(f"def {name}" in taught for name in re.findall(r"`(\w+)`", CUTS[number]))


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
    minutes = dict(re.findall(r"^\| \[(\d\d)\w+\]\(\w+\.md\) \| (\d+) ", page, flags=re.MULTILINE))
    pairs = re.findall(r"^\| [1-8] \| (\d\d) and (\d\d) \| (\d+) \|$", page, flags=re.MULTILINE)
    assert len(pairs) == 8
    for one, other, together in pairs:
        assert int(together) == int(minutes[one]) + int(minutes[other])
    for commands in ON_THE_HUB.values():
        assert all(command.format(lesson="02_jacobians") in page for command in commands)
