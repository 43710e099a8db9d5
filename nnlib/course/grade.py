"""Grading what was handed in as zip files: a folder of them in, a table of points out.

``python -m nnlib.course.grade FOLDER`` grades each zip file in the folder with nbgrader, one after
the other and each in a process of its own, and writes ``grades.csv`` beside them. The zip files
are those of ``hand_in``; the class edition must have been made.
"""

import argparse
import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from nnlib.course.class_edition import CLASS, path_with_alembic
from nnlib.course.editions import Cell, Notebook, read, text_of
from nnlib.course.files import problem_named, write_whole
from nnlib.course.hand_in import NOTE
from nnlib.errors import MissingFile, PlainError, WrongValue

SECONDS = 900
"""How long one submission may take in all; its cells have a limit of their own before that."""

LARGEST = 20_000_000
"""How many bytes a notebook may have."""


@dataclass
class Grade:
    """A line of the table."""

    name: str
    lesson: str
    points: float
    out_of: float
    exercises: str
    remark: str
    file: str


def grade_folder(folder: Path, course: Path = CLASS) -> list[Grade]:
    """Grade each zip file in a folder, and write ``grades.csv`` there.

    What cannot be graded gets 0 points and a remark, and does not stop the others.

    Args:
        folder: The folder with the zip files.
        course: The class edition.

    Returns:
        A grade for each zip file.

    Raises:
        FileNotFoundError: There are no zip files, or no class edition.
        OSError: The table cannot be written.
    """
    paths = sorted(folder.glob("*.zip"))
    if not paths:
        raise MissingFile(f"{folder} has no zip files.")
    if not (course / "gradebook.db").exists():
        raise MissingFile(f"{course} is not there. Make the class edition first: make class.")
    grades = []
    for number, path in enumerate(paths, start=1):
        grades.append(_grade(path, course))
        grade = grades[-1]
        points = f"{grade.points:g} of {grade.out_of:g}"
        print(f"{number}/{len(paths)} {path.name}: {points} {grade.remark}".rstrip(), flush=True)
        write_whole(folder / "grades.csv", _table(grades))
    return grades


def _grade(path: Path, course: Path) -> Grade:
    grade = Grade(path.stem, "", 0, 0, "", "", path.name)
    try:
        grade.name, grade.lesson, notebook = opened(path)
        released = course / "release" / grade.lesson / f"{grade.lesson}.ipynb"
        if not released.exists():
            raise WrongValue(f"there is no lesson {grade.lesson}.")
        student = re.sub(r"\W+", "_", path.stem)
        submitted = course / "submitted" / student / grade.lesson / released.name
        write_whole(submitted, text_of(completed(notebook, read(released))))
        grade.remark = _autograde(grade.lesson, student, course)
        _read_points(grade, student, course)
        if grade.remark:  # the points are of an earlier time, if there are any
            grade.points, grade.exercises = 0, ""
    except PlainError as error:
        grade.remark = str(error)
    except Exception as error:  # whatever a file has in it, the next one is graded
        grade.remark = f"cannot be graded: {type(error).__name__}: {error}"
    return grade


def opened(path: Path) -> tuple[str, str, Notebook]:
    """Return who hands in, which lesson, and the notebook; nothing is unpacked to the disk.

    Raises:
        ValueError: It is no zip file of ``hand_in``.
    """
    try:
        with zipfile.ZipFile(path) as file:
            note = json.loads(_part(file, NOTE))
            name, lesson = str(note["name"]), str(note["lesson"])
            notebook = json.loads(_part(file, f"{lesson}.ipynb"))
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, EOFError, RuntimeError) as error:
        raise WrongValue(f"it is not a zip file made by hand_in ({error}).") from None
    if not re.fullmatch(r"\w+", lesson):
        raise WrongValue(f"there is no lesson {lesson}.")
    return name, lesson, notebook


def _part(file: zipfile.ZipFile, name: str) -> bytes:
    if file.getinfo(name).file_size > LARGEST:
        raise ValueError(f"{name} is too large")
    return file.read(name)


def completed(notebook: Notebook, released: Notebook) -> Notebook:
    """Put the cells of exercises that were deleted back into a notebook, in their places."""
    cells = list(notebook["cells"])
    place = 0
    for cell in released["cells"]:
        name = _grade_id(cell)
        if name is None:
            continue
        names = [_grade_id(each) for each in cells]
        if name in names:
            place = len(names) - names[::-1].index(name)
        else:
            cells.insert(place, cell)
            place += 1
    return {**released, "cells": cells}


def _grade_id(cell: Cell) -> str | None:
    name = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")
    return name if isinstance(name, str) else None


def _autograde(lesson: str, student: str, course: Path) -> str:
    """Run ``nbgrader autograde``; return a remark where it could not be run to the end."""
    command = [sys.executable, "-m", "nbgrader", "autograde", lesson, "--student", student]
    environment = os.environ | {"PATH": path_with_alembic(), "PYTHONWARNINGS": "ignore"}
    with subprocess.Popen(
        [*command, "--force"],
        cwd=course,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            _, log = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            return f"stopped after {SECONDS} s."
    if process.returncode == 0:
        return ""
    if "DeadKernelError" in log:
        return "could not be run to its end: it ended its Python, by exit or for want of memory."
    errors = re.findall(r"^ +([\w.]*(?:Error|Exception)\b.*)$", log, flags=re.MULTILINE)
    return f"could not be run to its end: {errors[-1] if errors else log[-200:]}"


def _read_points(grade: Grade, student: str, course: Path) -> None:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.resolve() / 'gradebook.db'}") as book:
        submission = book.find_submission(grade.lesson, student)
        grade.points, grade.out_of = submission.score, submission.max_score
        marks = {each.name: each.score for part in submission.notebooks for each in part.grades}
    each = (f"{name.removesuffix('-check')} {mark:g}" for name, mark in marks.items())
    grade.exercises = "; ".join(each)


def _table(grades: Sequence[Grade]) -> str:
    text = io.StringIO()
    names = [field.name for field in fields(Grade)]
    # Quoted, as csv takes a carriage return inside a name for the end of a line.
    writer = csv.DictWriter(text, names, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _safe(value) for key, value in asdict(g).items()} for g in grades)
    return text.getvalue()


def _safe(value: object) -> object:
    """Return a value that no spreadsheet takes for a formula, whoever has written it."""
    return f"'{value}" if isinstance(value, str) and value[:1] in tuple("=+-@\t\r") else value


def main(arguments: Sequence[str] | None = None) -> int:
    """Grade a folder of zip files."""
    parser = argparse.ArgumentParser(prog="python -m nnlib.course.grade", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder with the zip files")
    folder = parser.parse_args(arguments).folder.expanduser()
    try:
        with problem_named(folder, "read"):
            grades = grade_folder(folder)
    except PlainError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{len(grades)} graded; the points are in {folder / 'grades.csv'}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
