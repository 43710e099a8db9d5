"""How long a lesson takes, as readers took it: a minute for so many words, cells, exercises."""

import re

from nnlib.course.editions import Cell, exercise_of, source_of

WORDS, CELLS, FIGURES, EXERCISES = 1 / 100, 1 / 3, 1 / 2, 5.0
"""Minutes for a word, a code cell, a figure and an exercise."""


def minutes_of(cell: Cell) -> float:
    """Return how long a cell takes; exercises for home take no time of the lesson."""
    exercise, role = exercise_of(cell)
    if exercise:
        return EXERCISES if role == "answer" and not is_home(cell) else 0
    if cell["cell_type"] == "markdown":
        return WORDS * len(re.findall(r"[^\W\d_][\w’'-]*", source_of(cell)))
    return CELLS + FIGURES * any("image/png" in each.get("data", {}) for each in cell["outputs"])


def is_home(cell: Cell) -> bool:
    """Whether an exercise is for home."""
    return "home" in cell["metadata"].get("tags", [])
