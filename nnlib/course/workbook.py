"""The workbook: the learner's own copy of the lessons, which no update overwrites.

``python -m nnlib.course.workbook`` makes the folder ``workbook``, or brings it up to date;
``--fresh 02`` begins a lesson once more. A notebook counts as changed where its cells are: their
text, their kind, pictures put into them. Results, empty cells and what JupyterLab keeps for itself
do not count, as running the cells brings them back.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from nnlib.course.editions import NOTEBOOKS, Notebook, for_learners, read, source_of, text_of
from nnlib.course.files import free_name, problem_named, write_whole
from nnlib.errors import MissingFile, PlainError, WrongValue

WORKBOOK = NOTEBOOKS.with_name("workbook")
"""Where a learner works: beside the folder of the lessons."""

MANIFEST = ".nnlib_workbook.json"
"""The file in it that says for each notebook what was last written, as a fingerprint."""


UNREADABLE = "unreadable"
"""Stands for the fingerprint of a file that is no notebook: then it counts as changed."""


def make_workbook(folder: Path = WORKBOOK, lessons: Path = NOTEBOOKS) -> list[str]:
    """Make the workbook, or bring it up to date; a notebook that was changed in it stays.

    The new version of a notebook that was changed is put beside it, under a name with the date.

    Args:
        folder: The workbook.
        lessons: The folder of the lessons, with their answers.

    Returns:
        A line for each notebook that was changed and has a new version.

    Raises:
        FileNotFoundError: There are no lessons.
        OSError: The workbook cannot be read or written.
    """
    editions = {path.name: for_learners(read(path)) for path in _lessons_in(lessons)}
    with problem_named(folder, "made"):
        folder.mkdir(exist_ok=True)
    written = _written(folder)
    lines = []
    for name, edition in editions.items():
        path = folder / name
        new = fingerprint(edition)
        now = _fingerprint_of_file(path)
        old = written.get(name)
        if now != new and now in (None, old):
            write_whole(path, text_of(edition))
        elif now != new and new != old:
            beside = free_name(path, "new")
            write_whole(beside, text_of(edition))
            lines.append(f"{name} has changes of yours and stays. Its new version: {beside.name}")
        written[name] = new
    write_whole(folder / MANIFEST, json.dumps(written, indent=1))
    return lines


def start_afresh(lesson: str, folder: Path = WORKBOOK, lessons: Path = NOTEBOOKS) -> list[str]:
    """Begin a lesson once more; the old copy stays beside it, under a name with the date.

    Args:
        lesson: Its number or its name, such as "2", "02" or "02_jacobians".
        folder: The workbook.
        lessons: The folder of the lessons, with their answers.

    Returns:
        The lines of ``make_workbook``, and one that says where the old copy is.

    Raises:
        ValueError: There is no such lesson.
        FileNotFoundError: There are no lessons.
        OSError: The workbook cannot be read or written.
    """
    path = folder / _name_of(lesson, lessons)
    old = free_name(path, "old")
    if not path.exists():
        return [*make_workbook(folder, lessons), f"{path.name} is as it was at the beginning."]
    with problem_named(path, "renamed"):
        path.rename(old)
    lines = make_workbook(folder, lessons)
    return [*lines, f"{path.name} is as it was at the beginning. Your old copy: {old.name}"]


def fingerprint(notebook: Notebook) -> str:
    """Return a text that is the same for notebooks whose cells are, results aside."""
    cells = [
        [cell["cell_type"], source, cell.get("attachments", {})]
        for cell in notebook["cells"]
        if (source := source_of(cell)).strip()
    ]
    return hashlib.sha256(json.dumps(cells, sort_keys=True).encode()).hexdigest()


def _fingerprint_of_file(path: Path) -> str | None:
    """Return the fingerprint of a notebook's file; None where there is none."""
    with problem_named(path, "read"):
        try:
            return fingerprint(read(path))
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):
            return UNREADABLE


def _written(folder: Path) -> dict[str, str]:
    """Return what the manifest says; nothing where it is torn, so that all counts as changed."""
    with problem_named(folder / MANIFEST, "read"):
        try:
            written = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
    return written if isinstance(written, dict) else {}


def _lessons_in(folder: Path) -> list[Path]:
    """Return the notebooks of the course, the glossary among them."""
    paths = sorted(folder.glob("*.ipynb"))
    if not paths:
        raise MissingFile(f"{folder} has no notebooks. nnlib must lie in the folder of the course.")
    return paths


def _name_of(lesson: str, folder: Path) -> str:
    names = {path.stem: path.name for path in _lessons_in(folder)}
    wanted = lesson.removesuffix(".ipynb")
    for stem, name in names.items():
        if wanted in (stem, stem[:2], stem[:2].removeprefix("0")):
            return name
    raise WrongValue(f"there is no lesson {lesson!r}, expected one of {', '.join(names)}.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the workbook, or begin one lesson of it once more."""
    parser = argparse.ArgumentParser(prog="python -m nnlib.course.workbook", description=__doc__)
    parser.add_argument("--fresh", metavar="LESSON", help="begin this lesson once more, such as 02")
    lesson = parser.parse_args(arguments).fresh
    try:
        lines = make_workbook() if lesson is None else start_afresh(lesson)
    except PlainError as error:
        print(error, file=sys.stderr)
        return 1
    print(*lines, "The workbook is ready, in the folder workbook.", sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
