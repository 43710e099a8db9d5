"""The teacher's page to a lesson.

Minutes, predictions and usual mistakes are read from the lesson and from what its checks know,
so that they cannot grow old.
"""

import re
import textwrap
from collections.abc import Iterator
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
from nnlib.course.guide_course import SHORT
from nnlib.course.minutes import EXERCISES, EXPLORER, is_home, minutes_at_home, minutes_of
from nnlib.course.waits import WAITS

FOR_HOME = re.compile(r"### For home: (.*)")


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
        "## What to show live, and where it waits",
        "\n".join(_live(cells, number)) or "Nothing here moves or waits.",
        "## When there is less time, or more",
        "\n".join(_cuts(cells, number)),
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
    rows = ["| begins | minutes | section | in it | for home |", "|---|---|---|---|---|"]
    begins = 0.0
    for title, section in sections(cells):
        in_class = [cell for cell in section if not is_home(cell)]
        home = ", ".join(_at_home(section))
        if title.startswith(OPTIONAL):
            rows.append(f"| – | – | {title} | optional | {home} |")
        elif not in_class:
            rows.append(f"| – | – | {title} | | all of it |")
        else:
            minutes = sum(map(minutes_of, in_class))
            held = f"{begins:.0f} | {minutes:.0f} | {title} | {_contents(in_class)}"
            rows.append(f"| {held} | {home} |")
            begins += minutes
    rows.append(f"| {begins:.0f} | | end | | {minutes_at_home(cells):.0f} minutes |")
    return "\n".join(rows)


def _at_home(section: list[Cell]) -> Iterator[str]:
    """Yield what a section leaves for home: by its heading, or as an exercise."""
    for cell in filter(is_home, section):
        heading = FOR_HOME.match(source_of(cell))
        if heading:
            yield heading[1]
        exercise, role = exercise_of(cell)
        if exercise and role == "answer":
            yield f"write `{exercise[3:]}`"


def _live(cells: list[Cell], number: str) -> Iterator[str]:
    """Yield what moves in a lesson, and what keeps a class waiting."""
    waits = WAITS.get(number, {})
    for title, section in sections(cells):
        for cell in (cell for cell in section if cell["cell_type"] == "code"):
            source = source_of(cell)
            if cell["id"] in waits:
                first = without_markers(source).splitlines()[0]
                yield f"- {title}: the cell that begins `{first}` takes {waits[cell['id']]}."
            for name in dict.fromkeys(EXPLORER.findall(source)):
                yield f"- {title}: `{name}` moves with its controls. Ask first what will happen."


def _cuts(cells: list[Cell], number: str) -> Iterator[str]:
    """Yield what can be left out or added, and where the lesson stands in a shorter course."""
    written = [
        exercise_of(cell)[0]
        for cell in cells
        if exercise_of(cell)[1] == "answer" and not is_home(cell)
    ]
    last = str(written[-1])[3:]
    yield f"- Give `{last}` as homework, too: that saves {EXERCISES:.0f} minutes."
    if any(map(is_home, cells)):
        yield "- What is for home you only run, and say in a sentence what it shows."
    optional = [title for title, _ in sections(cells) if title.startswith(OPTIONAL)]
    yield from (f"- For those who are ahead: *{title}*" for title in optional)
    kept = "is one of them" if number in SHORT else "is for home"
    yield f"- In a course of ten lessons this one {kept}."
    half = "second" if int(number) % 2 else "first"
    yield f"- In eight double lessons it is the {half} half of number {int(number) // 2 + 1}."


def _contents(section: list[Cell]) -> str:
    sources = [source_of(cell) for cell in section if cell["cell_type"] == "code"]
    found = [f"predict `{name}`" for source in sources for name, *_ in predictions_in(source)]
    for cell in section:
        exercise, role = exercise_of(cell)
        if exercise and role == "answer":
            found.append(f"write `{exercise[3:]}`")
    found += [f"explorer `{name}`" for source in sources for name in EXPLORER.findall(source)]
    return ", ".join(dict.fromkeys(found))


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
        where = "for home" if is_home(answer) else "in the lesson"
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
