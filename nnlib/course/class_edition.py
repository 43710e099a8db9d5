"""The class edition: what a teacher hands out and grades, through nbgrader.

``python -m nnlib.course.class_edition`` makes the folder ``class``, a course directory of nbgrader:
an assignment for each lesson in ``source`` (with answers and hidden tests, for the teacher) and in
``release`` (to hand out), and pages for the teacher in ``guide``. Its settings are those of
``nnlib.course.grading``.
"""

import copy
import os
import re
import sys
from pathlib import Path

from nnlib.course.editions import (
    BEGIN_HIDDEN,
    CHECK,
    END_HIDDEN,
    NOTEBOOKS,
    Cell,
    Notebook,
    exercise_of,
    read,
    source_of,
    text_of,
    without_results,
)
from nnlib.course.files import write_whole
from nnlib.course.guide import guide_to
from nnlib.course.guide_course import guide_to_course
from nnlib.course.names import names_in
from nnlib.errors import MissingPackage, PlainError

CLASS = NOTEBOOKS.with_name("class")
"""Where it is made: beside the folder of the lessons."""

SETTINGS = """\
# The settings of nbgrader for this course; each can be changed below.
from nnlib.course.grading import configure

configure(get_config())
"""

LINK = re.compile(r"\]\((\d\d_\w+|glossary)\.ipynb")


def make_class(folder: Path = CLASS, lessons: Path = NOTEBOOKS) -> list[str]:
    """Make the class edition, or make it anew; what was handed in and graded stays.

    Args:
        folder: The course directory.
        lessons: The folder of the lessons, with their answers.

    Returns:
        The names of the assignments.

    Raises:
        ImportError: nbgrader is not installed.
        OSError: The folder cannot be written.
    """
    try:
        from nnlib.course.grading import release
    except ImportError as error:
        advice = "make class installs it, and so does pip install 'nbgrader>=0.9.5'"
        raise MissingPackage(f"{error.name} is not installed: {advice}.") from None
    notebooks = {path.stem: read(path) for path in sorted(lessons.glob("[0-9]*.ipynb"))}
    for name, notebook in notebooks.items():
        source = text_of(for_teachers(notebook, name))
        write_whole(folder / "source" / name / f"{name}.ipynb", source)
        write_whole(folder / "guide" / f"{name}.md", guide_to(notebook, name[:2]))
    write_whole(folder / "guide" / "README.md", guide_to_course(notebooks))
    glossary = text_of(_with_links_between_folders(read(lessons / "glossary.ipynb")))
    for part in ("source", "release"):
        write_whole(folder / part / "glossary" / "glossary.ipynb", glossary)
    if not (folder / "nbgrader_config.py").exists():
        write_whole(folder / "nbgrader_config.py", SETTINGS)
    release(folder, list(notebooks))
    return list(notebooks)


def for_teachers(notebook: Notebook, name: str) -> Notebook:
    """Return a lesson as nbgrader takes it, with a cell at its end that hands it in.

    Each check has a hidden test, and no result tells an answer.
    """
    edition = _with_links_between_folders(notebook)
    told = _cells_that_tell(edition["cells"])
    for number, cell in enumerate(edition["cells"]):
        if cell["cell_type"] != "code":
            continue
        _, role = exercise_of(cell)
        if role == "check":
            cell["source"] = with_hidden_test(source_of(cell), name[:2]).splitlines(keepends=True)
        figures = [each for each in cell["outputs"] if "image/png" in each.get("data", {})]
        cell |= without_results(cell)
        if number in told:
            cell["metadata"].pop("alt", None)
        else:
            cell["outputs"] = figures
    edition["cells"] += _cells_to_hand_in(name)
    return edition


def _cells_to_hand_in(name: str) -> list[Cell]:
    code = ["from nnlib.course.hand_in import hand_in", "", f'hand_in("{name}", name="")']
    text = "## Hand in\n\nSave with Ctrl + S, write your name, run the cell, and send the zip file."
    return [
        {"cell_type": "markdown", "id": "hand-in-words", "metadata": {}, "source": text},
        without_results(
            {"cell_type": "code", "id": "hand-in", "metadata": {}, "source": "\n".join(code)}
        ),
    ]


def with_hidden_test(source: str, lesson: str) -> str:
    """Put a hidden test around a check: it marks the answer, and the mark is the cell's result."""
    found = CHECK.search(source)
    if found is None:
        return source
    name, answer = found.groups()
    before = [
        BEGIN_HIDDEN,
        "from nnlib.course.marks import mark",
        "",
        # Where its cell has failed there is no answer; the rest of the lesson goes on.
        f'{answer} = globals().get("{answer}")',
        f'points = mark("{lesson}", "{name}", {answer})',
        END_HIDDEN,
    ]
    after = [BEGIN_HIDDEN, "points", END_HIDDEN]
    return "\n".join([*before, source, *after])


def _with_links_between_folders(notebook: Notebook) -> Notebook:
    """Return a copy whose links lead to the lessons where each has a folder of its own."""
    edition = copy.deepcopy(notebook)
    for cell in edition["cells"]:
        if cell["cell_type"] == "markdown":
            text = LINK.sub(r"](../\1/\1.ipynb", source_of(cell))
            cell["source"] = text.splitlines(keepends=True)
    return edition


def _cells_that_tell(cells: list[Cell]) -> set[int]:
    """Return the numbers of the cells whose results tell an answer, or that of a prediction.

    These are the cells of exercises, all that use what an exercise defines, directly or not, and
    all between a prediction and the cell that reveals it.
    """
    telling: set[int] = set()
    answers: set[str] = set()
    open_predictions: set[str] = set()
    for number, cell in enumerate(cells):
        if cell["cell_type"] != "code":
            continue
        source = source_of(cell)
        defined, used = names_in(source)
        open_predictions |= set(re.findall(r"^(\w+) = Prediction\(", source, flags=re.MULTILINE))
        if exercise_of(cell)[1] or used & answers or open_predictions:
            telling.add(number)
            answers |= defined - open_predictions
        open_predictions -= set(re.findall(r"^(\w+)\.reveal\(", source, flags=re.MULTILINE))
    return telling


def path_with_alembic() -> str:
    """Return a PATH on which nbgrader finds alembic, which is beside this Python."""
    here = str(Path(sys.executable).parent)
    return os.pathsep.join([here, os.environ.get("PATH", os.defpath)])


def main() -> int:
    """Make the class edition."""
    try:
        names = make_class()
    except PlainError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{len(names)} lessons are ready to hand out, in the folder class/release.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
