"""Which parts are the learner's own already, kept in a small file beside the notebooks."""

import json
import linecache
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from IPython.display import Markdown

from nnlib.course.answers import codes_of
from nnlib.course.editions import BEGIN_SOLUTION
from nnlib.course.files import write_whole
from nnlib.course.who_writes_what import PARTS, Written

FILE = Path(".nnlib_progress.json")
"""Where it is kept: in the folder of the notebooks, hidden."""


def note(exercise: object, answer: Any) -> None:
    """Take note that an answer is right, if the learner has written it.

    Where nothing can be written, as on a read-only disk, nothing is kept.
    """
    place = _place_of(exercise)
    kept = noted()
    if place is None or place in kept or _came_with_the_notebook(answer):
        return
    with suppress(OSError):
        write_whole(FILE, json.dumps([*kept, place]))


def noted() -> list[str]:
    """Return which parts are the learner's own, such as "02 softmax"."""
    try:
        kept = json.loads(FILE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [place for place in kept if isinstance(place, str)] if isinstance(kept, list) else []


def show_progress() -> Markdown:
    """Show all parts of the network that the learner writes: those written already, and the rest.

    Returns:
        A table that a notebook shows: a line for each lesson.
    """
    kept = noted()
    done = 0
    lines = ["| lesson | yours | still to write |", "|---|---|---|"]
    for lesson, parts in _by_lesson().items():
        yours = [name for name, place in parts.items() if place in kept]
        left = [name for name in parts if name not in yours]
        done += len(yours)
        lines.append(f"| {lesson} | {_listed(yours)} | {_listed(left)} |")
    total = sum(map(len, _by_lesson().values()))
    title = f"**{done} of {total} parts are yours.**"
    return Markdown("\n".join([title, "", *lines]))  # type: ignore[no-untyped-call]


def _by_lesson() -> dict[str, dict[str, str]]:
    """Return for each lesson the parts that the learner writes there, and their places."""
    lessons: dict[str, dict[str, str]] = {}
    for name, part in sorted(PARTS.items(), key=lambda item: item[1].lesson):
        if isinstance(part, Written):
            lessons.setdefault(part.lesson, {})[name] = f"{part.lesson} {part.exercise}"
    return lessons


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _place_of(exercise: object) -> str | None:
    """Return the lesson and the name of an exercise, such as "02 softmax"."""
    return next((place for place, each in _all_exercises() if each is exercise), None)


def _all_exercises() -> Iterator[tuple[str, object]]:
    for module_name, module in list(sys.modules.items()):
        if module_name.startswith("nnlib.course.lesson_"):
            for name, thing in vars(module).items():
                yield f"{module_name[-2:]} {name}", thing


def _came_with_the_notebook(answer: Any) -> bool:
    """Whether the cell that defines it still has the markers of a solution."""
    cells = {code.co_filename for code in codes_of(answer)}
    return any(BEGIN_SOLUTION in line for cell in cells for line in linecache.getlines(cell))
