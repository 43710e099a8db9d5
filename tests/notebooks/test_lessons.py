"""Lessons in which the learner writes the parts: with nothing solved, half solved, all solved.

For each lesson NN there is ``nnlib/course/lesson_NN.py``, what its checks know, and here
``answers/lesson_NN.py``: for each exercise ``RIGHT`` has bodies that pass, ``WRONG`` pairs of a
body and words that the refusal has in it. A body replaces the lines between the markers.
"""

import contextlib
import importlib
import io
import linecache
import re

import cloudpickle
import numpy as np
import pytest

from nnlib.course.editions import (
    CHECK,
    NOTEBOOKS,
    OPTIONAL,
    STUB,
    exercise_of,
    read,
    sections,
    source_of,
    with_answer,
)
from nnlib.course.exercises import GRADING, Exercise, NotRight
from nnlib.course.home import parts_to_skip
from nnlib.course.marks import judge as share_of

LESSONS = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))
DRAWS = [1, pytest.param(5, marks=pytest.mark.exhaustive)]
"""How often each answer is tried, as the input of a check is drawn anew each time."""

each_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


@pytest.fixture(autouse=True)
def few_digits(monkeypatch):
    """Let lesson 15 train on 5,000 digits; nbval runs it with all of them."""
    monkeypatch.setenv("NNLIB_MNIST", "not_there.npz")


def code_cells(path):
    """The code cells that a lesson needs: (exercise or None, is it the check?, source)."""
    for cell in read(path)["cells"]:
        if cell["cell_type"] != "code" or "raises-exception" in cell["metadata"].get("tags", []):
            continue
        exercise, role = exercise_of(cell)
        yield exercise, role == "check", source_of(cell)


def answers_of(path):
    return importlib.import_module(f"answers.lesson_{path.name[:2]}")


def run(source, names):
    """Run a cell; return what it printed. Its source can be looked up, as in a notebook."""
    file, printed = f"<cell {hash(source)}>", io.StringIO()
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    with contextlib.redirect_stdout(printed):
        exec(compile(source, file, "exec"), names)
    return printed.getvalue()


def run_lesson(path, solved):
    """Run all cells, those exercises solved that ``solved`` says; return the names and prints."""
    names, printed = {"__name__": "__main__", "display": lambda *things: None}, {}
    for exercise, is_check, source in code_cells(path):
        if exercise and not is_check and not solved(exercise):
            source = with_answer(source)
        text = run(source, names)
        if is_check:
            printed[exercise] = text
    return names, printed


LONG = ("12", "13", "14", "15")
"""Lessons that train for long, solved or not: nbval has run them once already."""


@pytest.mark.parametrize(
    "path",
    [pytest.param(p, marks=[pytest.mark.slow] * p.name.startswith(LONG)) for p in LESSONS],
    ids=lambda path: path.stem,
)
def test_it_runs_with_nothing_solved(path):
    _, printed = run_lesson(path, lambda exercise: False)
    for exercise, text in printed.items():
        assert "is not there yet" in text, exercise
        assert "the lesson goes on with the finished one" in text, exercise


@each_lesson
@pytest.mark.exhaustive
def test_it_runs_with_half_of_it_solved(path):
    exercises = list(answers_of(path).RIGHT)
    for part in (exercises[::2], exercises[1::2]):
        _, printed = run_lesson(path, part.__contains__)
        for exercise, text in printed.items():
            goes_on = "yours" if exercise in part else "the finished one"
            assert f"goes on with {goes_on}" in text, exercise


@each_lesson
@pytest.mark.exhaustive
def test_it_runs_without_what_a_class_can_skip(path):
    cells = read(path)["cells"]
    optional = [
        cell for title, held in sections(cells) if title.startswith(OPTIONAL) for cell in held
    ]
    skipped = [cell for _, held in parts_to_skip(cells) for cell in held]
    left_out = set(map(source_of, optional + skipped))
    names = {"__name__": "__main__", "display": lambda *things: None}
    for _, _, source in code_cells(path):
        if source not in left_out:
            run(source, names)


@each_lesson
@pytest.mark.exhaustive
def test_its_exercise_cells_can_be_run_again_after_the_last_cell(path):
    names, printed = run_lesson(path, lambda exercise: True)
    for exercise, is_check, source in code_cells(path):
        if exercise:
            text = run(source, names)
            assert not is_check or text == printed[exercise], exercise


@each_lesson
@pytest.mark.parametrize("draws", DRAWS)
def test_every_answer_is_judged_rightly(path, draws, monkeypatch):
    monkeypatch.setenv(GRADING, "1")
    right, wrong = answers_of(path).RIGHT, answers_of(path).WRONG
    names = {"__name__": "__main__", "display": lambda *things: None}
    answer, seen = "", []
    for exercise, is_check, source in code_cells(path):
        if exercise and not is_check:
            answer = source
            continue
        if is_check:
            seen.append(exercise)
            for body in right[exercise]:
                for _ in range(draws):
                    judge(with_answer(answer, body), source, names)
                assert marked(with_answer(answer, body), source, names) == 1
            for body, words in [(STUB, "is not there yet"), *wrong[exercise]]:
                for _ in range(draws):
                    assert_refused(with_answer(answer, body), source, names, words)
            run(answer, names)
        run(source, names)
    assert seen == list(right) == list(wrong)
    assert all(len(answers) >= 5 for answers in wrong.values()), "too few wrong answers"


@each_lesson
def test_each_rule_of_a_check_says_yes_or_no_to_an_array(path):
    lesson = importlib.import_module(f"nnlib.course.lesson_{path.name[:2]}")
    for exercise in vars(lesson).values():
        if isinstance(exercise, Exercise) and exercise.rules:
            for _, given in exercise.cases(np.random.default_rng(0)):
                for result in exercise._parts_of(exercise.finished, given).values():
                    said = [holds(np.asarray(result)) for holds in exercise.rules.values()]
                    assert all(np.ndim(each) == 0 and each in (True, False) for each in said)


def judge(answer, check, names):
    tried = dict(names)
    run(answer, tried)
    run(check, tried)


def marked(answer, check, names):
    """The share of the points that a grader finds, from the answer alone."""
    tried, (name, answer_name) = dict(names), CHECK.search(check).groups()
    run(answer, tried)
    share, _ = share_of(tried["lesson"].__name__[-2:], name, cloudpickle.dumps(tried[answer_name]))
    return share


def assert_refused(answer, check, names, words):
    with pytest.raises(NotRight, match=words) as refusal:
        judge(answer, check, names)
    # Shapes and factors are named, numbers of the right answer are not.
    told = re.sub(r"is [\d.e+-]+ times too", "", str(refusal.value))
    assert not re.search(r"\d\.\d\d", told), told
