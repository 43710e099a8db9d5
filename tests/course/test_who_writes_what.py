"""The table of who writes what, beside nnlib and beside the notebooks."""

import importlib
import inspect
import json
import re
from pathlib import Path

import pytest

import nnlib
from nnlib import activations, initializers, layers, losses, network, optimizers
from nnlib.course.exercises import Exercise
from nnlib.course.who_writes_what import PARTS, Given, Written

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
PATH = [activations, losses, initializers, layers, optimizers, network]
WRITTEN = {name: part for name, part in PARTS.items() if isinstance(part, Written)}
GIVEN = {name: part for name, part in PARTS.items() if isinstance(part, Given)}
NO_PARTS = {
    "00 accuracy",  # an example of a check
    "00 count_parameters",  # of a network that is there
    "02 naive_softmax",  # softmax, before it is made safe
    "03 categorical_crossentropy",  # the same, before it has EPS
    "05 d_ravine",  # the slope of a surface
    "05 best_rate",  # which of several trainings went best
    "08 merged",  # an experiment with equal neurons
    "08 sizes",  # a measurement
    "09 skip_backward",  # a layer that nnlib does not have
    "13 xor_weights",  # numbers
    "13 classic_run",  # an experiment
    "13 rates_that_fit",  # plots.wilson_interval, found by trying
    "13 pairs",  # a count
    "14 fit_to_scale",  # the same network on another scale
}
"""Exercises after which no part of nnlib is the learner's."""


def names_of(module):
    """The public functions of a module, and the public methods that its classes define."""
    for name in module.__all__:
        thing = getattr(module, name)
        methods = (
            [each for each in vars(thing) if not each.startswith("_")]
            if inspect.isclass(thing)
            else []
        )
        methods = [each for each in methods if inspect.isfunction(getattr(thing, each))]
        if methods:
            yield from (f"{name}.{method}" for method in methods)
        elif callable(thing):
            yield name


def cells_of(lesson, *kinds):
    (path,) = NOTEBOOKS.glob(f"{lesson}_*.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] in kinds or not kinds]


def exercise_of(part):
    return getattr(importlib.import_module(f"nnlib.course.lesson_{part.lesson}"), part.exercise)


def test_every_public_function_and_method_of_the_reading_path_is_in_the_table():
    path = {name for module in PATH for name in names_of(module)}
    assert path - PARTS.keys() == set()


def test_at_least_thirty_names_are_written_by_the_learner():
    assert len(WRITTEN) >= 30


@pytest.mark.parametrize(("name", "part"), GIVEN.items(), ids=GIVEN)
def test_each_gift_has_a_reason_and_its_lesson_speaks_of_it(name, part):
    assert len(part.why.split()) > 1
    text = "\n".join(cells_of(part.lesson))
    for words in [part.words] if part.words else name.split("."):
        assert re.search(rf"\b{re.escape(words)}\b", text), words


def test_each_exercise_is_a_part_or_known_to_be_none():
    asked = {
        f"{path.name[:2]} {exercise}"
        for path in sorted(NOTEBOOKS.glob("[01]*.ipynb"))
        for cell in cells_of(path.name[:2], "code")
        for exercise in re.findall(r"= lesson\.(\w+)\(\s*\w+\s*\)$", cell, re.MULTILINE)
    }
    assert asked - {f"{part.lesson} {part.exercise}" for part in WRITTEN.values()} == NO_PARTS


@pytest.mark.parametrize(("name", "part"), WRITTEN.items(), ids=WRITTEN)
def test_each_stub_names_the_function_and_the_check_follows(name, part):
    cells = cells_of(part.lesson, "code")
    check = re.compile(rf"= lesson\.{part.exercise}\(")
    place = next(i for i, cell in enumerate(cells) if check.search(cell))
    stub = cells[place - 1]
    assert "### BEGIN SOLUTION" in stub
    assert f"def {part.name or name.rpartition('.')[2]}(" in stub


@pytest.mark.parametrize(("name", "part"), WRITTEN.items(), ids=WRITTEN)
def test_each_check_compares_with_what_nnlib_has(name, part):
    exercise, owner = exercise_of(part), name.partition(".")[0]
    assert isinstance(exercise, Exercise)
    if owner in nnlib.__all__ and not part.name and exercise.finished is not getattr(nnlib, owner):
        # Written as a method, or wrapped so that it can be compared: by nnlib's all the same.
        lesson = inspect.getsource(importlib.import_module(f"nnlib.course.lesson_{part.lesson}"))
        assert re.search(rf"\b(nnlib\.|import ){owner}\b", lesson)
