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

from nnlib.course.cuts import CUTS, SHORT
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
from nnlib.course.home import is_home, parts_for_home, parts_to_skip
from nnlib.course.minutes import EXPLORER, minutes_at_home, minutes_of
from nnlib.course.waits import WAITS

LINK = re.compile(r"\]\((\d\d_\w+)\.ipynb")


def guide_to(notebook: Notebook, number: str) -> str:
    """Return the page to a lesson, in Markdown.

    Args:
        notebook: The lesson, with its answers.
        number: Its number, such as "02".
    """
    cells = notebook["cells"]
    lesson = import_module(f"nnlib.course.lesson_{number}")
    first = source_of(cells[0])
    goals = re.search(r"(\*\*You will be able to.*?)(?=\n\*\*All lessons)", first, flags=re.DOTALL)
    parts = [
        f"# {number}: {first.splitlines()[0].removeprefix('# ')}",
        LINK.sub(r"](\1.md", goals[1].strip()) if goals else "",
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
        "## Cells that fail, or may, and are meant to",
        "\n\n".join(map(_code, filter(_is_to_fail, cells))) or "This lesson has none.",
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _minutes(cells: list[Cell]) -> str:
    """Return a table: when each section begins, how long it is, and what is in it."""
    names = dict(_names_of_exercises(cells))
    rows = ["| begins | minutes | section | in it | for home |", "|---|---|---|---|---|"]
    begins = 0.0
    for title, section in sections(cells):
        in_class = [cell for cell in section if not is_home(cell)]
        home = ", ".join(part for part, _ in parts_for_home(section))
        if title.startswith(OPTIONAL):
            rows.append(f"| – | – | {title} | optional | {home} |")
        elif not in_class:
            rows.append(f"| – | – | {title} | | all of it |")
        else:
            ends = begins + sum(map(minutes_of, in_class))
            told = f"{begins:.0f} | {round(ends) - round(begins)} | {title}"
            rows.append(f"| {told} | {_contents(in_class, names)} | {home} |")
            begins = ends
    rows.append(f"| {begins:.0f} | | end | | {minutes_at_home(cells):.0f} minutes |")
    return "\n".join(rows)


def _live(cells: list[Cell], number: str) -> Iterator[str]:
    """Yield what moves in a lesson, and what keeps a class waiting."""
    waits = WAITS.get(number, {})
    for title, section in sections(cells):
        for cell in (cell for cell in section if cell["cell_type"] == "code"):
            source, where = source_of(cell), f"- {title}{_for_home(cell)}"
            if cell["id"] in waits:
                first = without_markers(source).splitlines()[0]
                yield f"{where}: the cell that begins `{first}` takes {waits[cell['id']]}."
            for name in dict.fromkeys(EXPLORER.findall(source)):
                yield f"{where}: `{name}` moves with its controls. Ask first what will happen."


def _for_home(cell: Cell) -> str:
    return " (for home)" if is_home(cell) else ""


def _cuts(cells: list[Cell], number: str) -> Iterator[str]:
    """Yield what can be left out or added, and where the lesson stands in a shorter course."""
    skipped = [part for part, _ in parts_to_skip(cells)]
    needed = [part for part, _ in parts_for_home(cells) if part not in skipped]
    if skipped:
        yield f"- Skip: {_listed(skipped)}. No cell of the class needs it."
    if needed:
        yield f"- Run, and leave for home: {_listed(needed)}. Later cells may need it."
    if number in CUTS:
        yield f"- Is that still too long? {CUTS[number]}"
    optional = [title for title, _ in sections(cells) if title.startswith(OPTIONAL)]
    yield from (f"- For those who are ahead: *{title}*" for title in optional)
    kept = "is one of them" if number in SHORT else "is for home"
    yield f"- In a course of ten lessons this one {kept}."
    half = "second" if int(number) % 2 else "first"
    yield f"- In eight double lessons it is the {half} half of number {int(number) // 2 + 1}."


def _listed(parts: list[str]) -> str:
    return ", ".join(part if part.startswith("`") else f"*{part}*" for part in parts)


def _names_of_exercises(cells: list[Cell]) -> Iterator[tuple[str | None, str]]:
    """Yield each exercise, and what is written in it."""
    for cell in cells:
        exercise, role = exercise_of(cell)
        check = CHECK.search(source_of(cell)) if role == "check" else None
        if check:
            yield exercise, check[1]


def _contents(section: list[Cell], names: dict[str | None, str]) -> str:
    sources = [source_of(cell) for cell in section if cell["cell_type"] == "code"]
    found = [f"predict `{name}`" for source in sources for name, *_ in predictions_in(source)]
    for cell in section:
        exercise, role = exercise_of(cell)
        if role == "answer":
            found.append(f"write `{names[exercise]}`")
    found += [f"explorer `{name}`" for source in sources for name in EXPLORER.findall(source)]
    return ", ".join(dict.fromkeys(found))


def _is_to_fail(cell: Cell) -> bool:
    return "raises-exception" in cell["metadata"].get("tags", [])


def _predictions(cells: list[Cell], lesson: ModuleType) -> Iterator[str]:
    for cell in cells:
        for name, question, choices in predictions_in(source_of(cell)):
            right, *more = getattr(lesson, name)
            why_not = more[0] if more else {}
            lines = [f"**{question}**{_for_home(cell)}", ""]
            for letter, choice in zip("ABCDEF", choices, strict=False):
                remark = "**right**" if choice == right else why_not.get(choice, "")
                lines.append(f"- {letter}: {choice}{f' – {remark}' if remark else ''}")
            yield "\n".join(lines)


def _exercises(cells: list[Cell], lesson: ModuleType) -> Iterator[str]:
    answers = {exercise_of(c)[0]: c for c in cells if exercise_of(c)[1] == "answer"}
    for exercise, name in _names_of_exercises(cells):
        answer = answers[exercise]
        where = "for home" if is_home(answer) else "in the lesson"
        yield "\n\n".join(
            [f"### `{name}`, {where}", _code(answer), _mistakes(getattr(lesson, name))]
        )


def _mistakes(exercise: Any) -> str:
    """Return what the check says to the mistakes that it knows."""
    known = list(dict.fromkeys([*exercise.slips, *exercise.stops.values()]))
    if not known:
        return "The check knows no particular mistakes here."
    return "\n".join(["The check says of mistakes:", "", *(f"- {each}" for each in known)])


def _code(cell: Cell) -> str:
    return f"```python\n{textwrap.dedent(without_markers(source_of(cell)))}\n```"
