"""Pages for the teacher: one to the course, and one to each lesson.

A lesson's minutes, predictions and usual mistakes are read from it and from what its checks know,
so that they cannot grow old.
"""

import re
import textwrap
from collections.abc import Iterator, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

from nnlib.course.editions import (
    CHECK,
    OPTIONAL,
    Cell,
    Notebook,
    exercise_of,
    predictions_in,
    sections,
    source_of,
    without_markers,
)

WORDS, CELLS, FIGURES, EXERCISES = 1 / 100, 1 / 3, 1 / 2, 5.0
"""Minutes for a word, a code cell, a figure and an exercise, as readers took them."""

SHORT = ("01", "02", "03", "04", "05", "07", "09", "10", "11", "13")
"""The lessons to keep where there is time for ten."""

HOW_TO = """\
A lesson is made for 45 minutes on a projector. Each runs alone: what was not written in an earlier
lesson comes from `nnlib`, and what is not solved in this one from the finished version. So any
lesson can be left out, shortened, or read at home.

- **Before the lesson** run it once on the machine of the room (*Run → Run All Cells*), then choose
  *Kernel → Restart Kernel and Clear Outputs of All Cells*.
- **In the lesson** ask each prediction aloud, let everybody choose, and only then run on. Write one
  or two exercises together, mistakes included: the check names them. The others are for home.
- **Ten lessons:** {short}. The rest is for home, or for those who are ahead.
- **Eight double lessons:** two lessons at a time, in their order.
- **Short of time?** Leave out what is called "Going deeper" (not counted here), then explorers,
  then the last exercise of a lesson."""


def guide_to_course(notebooks: Mapping[str, Notebook]) -> str:
    """Return the page to the course, in Markdown.

    Args:
        notebooks: The lessons by name, such as "02_jacobians", with their answers.
    """
    rows = ["| lesson | minutes | to write in the lesson | at home |", "|---|---|---|---|"]
    for name, notebook in notebooks.items():
        cells = notebook["cells"]
        counted = (s for title, s in sections(cells) if not title.startswith(OPTIONAL))
        minutes = sum(_minutes_of(cell) for section in counted for cell in section)
        answers = [cell for cell in cells if exercise_of(cell)[1] == "answer"]
        home = sum(map(_is_home, answers))
        rows.append(f"| [{name}]({name}.md) | {minutes:.0f} | {len(answers) - home} | {home} |")
    how_to = HOW_TO.format(short=", ".join(SHORT))
    return "\n".join(["# The course, for its teacher", "", *rows, "", how_to, ""])


def guide_to(notebook: Notebook, number: str) -> str:
    """Return the page to a lesson, in Markdown.

    Args:
        notebook: The lesson, with its answers.
        number: Its number, such as "02".
    """
    cells = notebook["cells"]
    lesson = import_module(f"nnlib.course.lesson_{number}")
    first = source_of(cells[0])
    goals = re.search(r"(\*\*You will be able to.*?)(?=\n\|)", first, flags=re.DOTALL)
    parts = [
        f"# {number}: {first.splitlines()[0].removeprefix('# ')}",
        goals[1].strip() if goals else "",
        "## Minute by minute",
        _minutes(cells),
        "## Predictions, and their answers",
        "\n\n".join(_predictions(cells, lesson)) or "This lesson has none.",
        "## Exercises, and their usual mistakes",
        "\n\n".join(_exercises(cells, lesson)),
        "## Cells that fail, and are meant to",
        "\n\n".join(map(_code, filter(_is_to_fail, cells))) or "This lesson has none.",
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _minutes(cells: list[Cell]) -> str:
    """Return a table: when each section begins, how long it is, and what is in it."""
    rows = ["| begins | minutes | section | in it |", "|---|---|---|---|"]
    begins = 0.0
    for title, section in sections(cells):
        minutes = sum(map(_minutes_of, section))
        if title.startswith(OPTIONAL):
            rows.append(f"| – | {minutes:.0f} | {title} | optional, not counted |")
            continue
        rows.append(f"| {begins:.0f} | {minutes:.0f} | {title} | {_contents(section)} |")
        begins += minutes
    return "\n".join([*rows, f"| {begins:.0f} | | end | |"])


def _minutes_of(cell: Cell) -> float:
    """Return how long a cell takes; exercises for home take no time of the lesson."""
    exercise, role = exercise_of(cell)
    if exercise:
        return EXERCISES if role == "answer" and not _is_home(cell) else 0
    if cell["cell_type"] == "markdown":
        return WORDS * len(re.findall(r"[^\W\d_][\w’'-]*", source_of(cell)))
    return CELLS + FIGURES * any("image/png" in each.get("data", {}) for each in cell["outputs"])


def _contents(section: list[Cell]) -> str:
    sources = [source_of(cell) for cell in section if cell["cell_type"] == "code"]
    found = [f"predict `{name}`" for source in sources for name, *_ in predictions_in(source)]
    for cell in section:
        exercise, role = exercise_of(cell)
        if exercise and role == "answer":
            where = " (home)" if _is_home(cell) else ""
            found.append(f"write `{exercise[3:]}`{where}")
    found += [
        f"explorer `{name}`" for source in sources for name in re.findall(r"\w+_explorer", source)
    ]
    return ", ".join(dict.fromkeys(found))


def _is_home(cell: Cell) -> bool:
    return "home" in cell["metadata"].get("tags", [])


def _is_to_fail(cell: Cell) -> bool:
    return "raises-exception" in cell["metadata"].get("tags", [])


def _predictions(cells: list[Cell], lesson: ModuleType) -> Iterator[str]:
    for cell in cells:
        for name, question, choices in predictions_in(source_of(cell)):
            right, *more = getattr(lesson, name)
            why_not = more[0] if more else {}
            lines = [f"**{question}**", ""]
            for letter, choice in zip("ABCDEF", choices, strict=False):
                remark = "**right**" if choice == right else why_not.get(choice, "")
                lines.append(f"- {letter}: {choice}{f' – {remark}' if remark else ''}")
            yield "\n".join(lines)


def _exercises(cells: list[Cell], lesson: ModuleType) -> Iterator[str]:
    answers = {exercise_of(c)[0]: c for c in cells if exercise_of(c)[1] == "answer"}
    for cell in cells:
        exercise, role = exercise_of(cell)
        check = CHECK.search(source_of(cell)) if role == "check" else None
        if check is None:
            continue
        answer = answers[exercise]
        where = "for home" if _is_home(answer) else "in the lesson"
        slips = _mistakes(getattr(lesson, check[1]))
        yield "\n\n".join([f"### `{check[1]}`, {where}", _code(answer), slips])


def _mistakes(exercise: Any) -> str:
    """Return what the check says to the mistakes that it knows."""
    known = [*exercise.slips, *exercise.stops.values()]
    if not known:
        return "The check knows no particular mistakes here."
    return "\n".join(["The check says of mistakes:", "", *(f"- {each}" for each in known)])


def _code(cell: Cell) -> str:
    return f"```python\n{textwrap.dedent(without_markers(source_of(cell)))}\n```"
