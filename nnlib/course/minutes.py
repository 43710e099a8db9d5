"""How long a lesson takes: a minute for so many words, cells, figures, exercises.

The numbers are those of a teacher who went through lessons 00 to 12 with a clock, and of readers.
"""

import re

from nnlib.course.editions import Cell, exercise_of, predictions_in, source_of
from nnlib.course.home import class_path, is_home

WORDS, CELLS, FIGURES = 1 / 100, 1 / 3, 1 / 2
"""Minutes to read a word, to run a cell and look at what it prints, to look at a figure."""

EXERCISES, PREDICTIONS, EXPLORERS = 6.0, 1.5, 4.0
"""Minutes to write an exercise together, to vote for a prediction, to play with an explorer."""

EXPLORER = re.compile(r"\b(\w+_explorer|\w+_stepper|playground)\(")


def minutes_of_lesson(cells: list[Cell]) -> float:
    """Return how long a lesson takes a class: what is optional and for home is not counted."""
    return sum(map(minutes_of, class_path(cells)))


def minutes_at_home(cells: list[Cell]) -> float:
    """Return how long that takes which is left for home."""
    return sum(map(minutes_of, filter(is_home, cells)))


def minutes_of(cell: Cell) -> float:
    """Return how long a cell takes; those of an exercise count once, at its answer."""
    exercise, role = exercise_of(cell)
    if exercise:
        return EXERCISES if role == "answer" else 0
    source = source_of(cell)
    if cell["cell_type"] == "markdown":
        return WORDS * len(re.findall(r"[^\W\d_][\w’'-]*", source))
    seen = CELLS + FIGURES * any("image/png" in each.get("data", {}) for each in cell["outputs"])
    votes = PREDICTIONS * len(list(predictions_in(source)))
    return seen + votes + EXPLORERS * len(EXPLORER.findall(source))
