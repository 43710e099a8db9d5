"""What a lesson says of its time: its minutes, and what is for home."""

import re

import pytest

from nnlib.course.editions import NOTEBOOKS, exercise_of, read, source_of
from nnlib.course.home import is_home
from nnlib.course.minutes import minutes_at_home, minutes_of_lesson

LESSONS = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))

pytestmark = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


def test_its_headings_say_which_cells_are_for_home(path):
    level, home_exercise, tasks = 0, None, []
    for cell in read(path)["cells"]:
        exercise, role = exercise_of(cell)
        heading = (
            re.match(r"(##+) (.*)", source_of(cell)) if cell["cell_type"] == "markdown" else None
        )
        if heading and len(heading[1]) <= level:
            level = 0
        if heading and re.match(r"(\d\. )?For home: ", heading[2]):
            level = len(heading[1])
        if role == "task":
            task = re.match(r"Write (\d)(, for home)?: `", heading[2])
            tasks.append(int(task[1]))
            home_exercise = exercise if task[2] else None
        assert is_home(cell) == bool(level or (exercise and exercise == home_exercise)), cell["id"]
    assert tasks == list(range(1, len(tasks) + 1)) != []


def test_its_first_cell_says_how_long_it_takes(path):
    cells = read(path)["cells"]
    in_class, at_home = minutes_of_lesson(cells), minutes_at_home(cells)
    told = re.search(
        r"\*\*It takes\*\* about (\d+) minutes(?: in a class, and (\d+))?", source_of(cells[0])
    )
    assert abs(int(told[1]) - in_class) < 3
    assert abs(int(told[2] or told[1]) - (in_class + at_home)) < 3
