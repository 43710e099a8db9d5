"""What the other editions of a lesson are made of: answers out, outputs out, machinery folded.

The notebooks in ``notebooks/`` have everything in them. An answer stands between two comments
that begin with ``###``, and so do tests that only a grader runs.
"""

import ast
import copy
import json
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
"""Where the lessons are, with their answers."""

BEGIN_SOLUTION, END_SOLUTION = "### BEGIN SOLUTION", "### END SOLUTION"
BEGIN_HIDDEN, END_HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"

STUB = "...  # your code here, in place of this line"
"""What stands where an answer was. A check knows it: the body does nothing."""

SOLUTION = re.compile(rf"^( *){BEGIN_SOLUTION}\n.*?{END_SOLUTION}$", flags=re.DOTALL | re.MULTILINE)
HIDDEN = re.compile(rf"\n? *{BEGIN_HIDDEN}\n.*?{END_HIDDEN}", flags=re.DOTALL)

CHECK = re.compile(r"^[\w.]+ = lesson\.(\w+)\(\s*(\w+)\s*\)$", flags=re.MULTILINE)
"""The line of a check: the name that it has in its lesson, and the answer."""

LONG_CHECK = 3
"""Lines of code beyond which a check is folded away."""

SECTION = re.compile(r"^#{1,2} (.*)")
OPTIONAL = "Going deeper"
"""How the heading of a section begins that no lesson counts on."""

Cell = dict[str, Any]
Notebook = dict[str, Any]


def read(path: Path) -> Notebook:
    """Read a notebook as the dictionary that its file holds."""
    notebook: Notebook = json.loads(path.read_text(encoding="utf-8"))
    return notebook


def text_of(notebook: Notebook) -> str:
    """Return the text of a notebook's file, as Jupyter writes it."""
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def source_of(cell: Cell) -> str:
    """Return what is written in a cell."""
    return "".join(cell["source"])


def exercise_of(cell: Cell) -> tuple[str | None, str]:
    """Return the name of the exercise that a cell belongs to, and its role there.

    The roles are "task", "answer" and "check"; a cell of no exercise has the name None.
    """
    name = cell["metadata"].get("nbgrader", {}).get("grade_id")
    if name is None:
        return None, ""
    role = next((role for role in ("task", "check") if name.endswith(f"-{role}")), "answer")
    return name.removesuffix(f"-{role}"), role


def sections(cells: list[Cell]) -> Iterator[tuple[str, list[Cell]]]:
    """Yield the heading of each section of a lesson, and its cells."""
    title = ""
    section: list[Cell] = []
    for cell in cells:
        heading = SECTION.match(source_of(cell)) if cell["cell_type"] == "markdown" else None
        if heading and section:
            yield title, section
            section = []
        title = heading[1] if heading else title
        section.append(cell)
    yield title, section


def predictions_in(source: str) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the predictions that a cell of code asks for: name, question, choices."""
    if "Prediction(" not in source:
        return
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Assign(
                [ast.Name(name)], ast.Call(ast.Name("Prediction"), [question, choices])
            ):
                yield name, ast.literal_eval(question), ast.literal_eval(choices)


def with_answer(source: str, answer: str = STUB) -> str:
    r"""Put an answer in the place of the one that stands between the markers.

    >>> with_answer("  ### BEGIN SOLUTION\n  return 1\n  ### END SOLUTION", "return 2")
    '  return 2'
    """
    return SOLUTION.sub(lambda found: textwrap.indent(answer, found[1]), source)


def without_markers(source: str) -> str:
    """Leave out the lines that mark an answer."""
    markers = (BEGIN_SOLUTION, END_SOLUTION)
    return "\n".join(line for line in source.splitlines() if line.strip() not in markers)


def for_learners(notebook: Notebook) -> Notebook:
    """Return the edition that a learner works in, with each answer folded under its exercise."""
    edition = {**notebook, "cells": list(_cells_for_learners(notebook["cells"]))}
    return copy.deepcopy(edition)


def _cells_for_learners(cells: list[Cell]) -> Iterator[Cell]:
    answers = {}
    for cell in cells:
        exercise, role = exercise_of(cell)
        if cell["cell_type"] != "code":
            yield cell
            continue
        if role == "answer":
            answers[exercise] = cell
        yield _cell_for_learners(cell)
        if role == "check" and exercise in answers:
            yield _folded(answers.pop(exercise))


def without_results(cell: Cell) -> Cell:
    """Return a code cell as it is before it was run."""
    return {**cell, "outputs": [], "execution_count": None}


def _cell_for_learners(cell: Cell) -> Cell:
    """Return a code cell without answer, hidden tests and results."""
    source = HIDDEN.sub("", with_answer(source_of(cell)))
    metadata = cell["metadata"]
    if is_machinery(cell, source):
        metadata = {**metadata, "jupyter": {**metadata.get("jupyter", {}), "source_hidden": True}}
    return without_results(cell) | {
        "metadata": metadata,
        "source": source.splitlines(keepends=True),
    }


def is_machinery(cell: Cell, source: str) -> bool:
    """Whether one need not read a cell: a long check, or assertions only."""
    if exercise_of(cell)[1] == "check":
        return len([line for line in source.splitlines() if line.strip()]) > LONG_CHECK
    try:
        statements = ast.parse(source).body
    except SyntaxError:  # a line for IPython, such as %timeit
        return False
    return bool(statements) and all(isinstance(each, ast.Assert) for each in statements)


def _folded(answer: Cell) -> Cell:
    """Return a cell of text in which an answer can be opened."""
    code = without_markers(source_of(answer))
    text = f"<details><summary>Solution</summary>\n\n```python\n{code}\n```\n\n</details>"
    return {
        "cell_type": "markdown",
        "id": f"{answer['id']}-solution",
        "metadata": {},
        "source": text.splitlines(keepends=True),
    }
