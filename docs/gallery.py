"""The gallery of mistakes, made from the wrong answers that the tests hold.

For each slip it shows its code, what the check says of it, and, where the answer is a part of a
network, the losses of a training with it. A slip of which a check says nothing particular cannot
stand in it by mistake: what the check says is what it says when the site is made.
"""

import contextlib
import copy
import importlib.util
import io
import linecache
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from html import escape
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

import numpy as np

from docs import curves
from docs.lessons import all_lessons
from docs.trainings import TRAININGS, Losses, Training
from nnlib.course.editions import (
    CHECK,
    Notebook,
    exercise_of,
    source_of,
    with_answer,
)
from nnlib.errors import kind_of

ANSWERS = Path(__file__).parents[1] / "tests/notebooks/answers"

LESSONS = [f"{number:02}" for number in range(1, 13)]
"""Those in which the reader writes the parts of a network."""

WALKS = ("d_ravine", "descend", "momentum_walk", "nesterov_walk")
"""Answers that are tried by steps on a surface, not by epochs."""

DRAWN = ("glorot_uniform", "he_normal")
"""Answers that draw random numbers."""

INPUTS = ("START", "x", "y")
"""Arrays of the notebook that a training uses, and an answer may change."""

NO_SLIPS = ("nnlib", "lesson.")
"""Words of answers that are no mistakes but ways round the task."""

NO_ANSWERS = ("the same whatever comes in", "returns a str", "is a str", "does not use self")
"""The same, in what the check says."""

SEEN = 0.1
"""By which share the last losses must differ for a slip to count as seen in the training."""


@dataclass
class Slip:
    """A wrong answer: its code, what the check says, and what a training shows of it.

    Attributes:
        code: The function or class with the wrong body.
        words: What the check says.
        outcome: "none" (no training), "stops", "seen", "unseen", or "drawn" (it is about random
            numbers, so that another loss may be chance).
        shown: The figure or the sentence about the training, in HTML.
    """

    code: str
    words: str
    outcome: str = "none"
    shown: str = ""


def write_pages(folder: Path) -> None:
    """Write a page for each lesson, and the numbers into the first page.

    Args:
        folder: Has ``index.md``, in which ``{lessons}`` and ``{numbers}`` are replaced.
    """
    notebooks = {name: each for name, each in all_lessons().items() if name[:2] in LESSONS}
    rows, slips = ["| lesson | mistakes |", "|---|---|"], []
    with ProcessPoolExecutor() as pool:
        galleries = list(pool.map(slips_of, notebooks.values(), LESSONS))
    for (name, notebook), exercises in zip(notebooks.items(), galleries, strict=True):
        title = source_of(notebook["cells"][0]).splitlines()[0].removeprefix("# ")
        (folder / f"{name}.md").write_text(page_of(name, title, exercises))
        found = [slip for each in exercises.values() for slip in each]
        rows.append(f"| [{name[:2]}: {title}]({name}.md) | {len(found)} |")
        slips += found
    index = folder / "index.md"
    text = index.read_text().replace("{lessons}", "\n".join(rows))
    index.write_text(text.replace("{numbers}", numbers_of(slips)))


def numbers_of(slips: list[Slip]) -> str:
    """Say how many of the slips a training shows."""
    outcomes = [slip.outcome for slip in slips]
    tried = sum(map(outcomes.count, ("stops", "seen", "unseen")))
    return (
        f"Of these {len(slips)} mistakes, {tried} were trained with. "
        f"{outcomes.count('stops')} stop the training with an error. "
        f"{outcomes.count('seen')} end with another loss. And {outcomes.count('unseen')} end with "
        "the loss of the right answer, or nearly: who looks at the loss alone sees nothing."
    )


def page_of(name: str, title: str, exercises: Mapping[str, list[Slip]]) -> str:
    """Return the page of a lesson, in Markdown."""
    lesson = f"[lesson {name[:2]}](../lessons/{name}.ipynb)"
    parts = [
        f"# {name[:2]}: mistakes",
        f"*{title}* The tasks and the right answers are in {lesson}; the boxes have what the check "
        "says.",
    ]
    for exercise, slips in exercises.items():
        parts += [f"## {exercise}", "\n\n---\n\n".join(map(_as_markdown, slips))]
    return "\n\n".join(parts) + "\n"


def _as_markdown(slip: Slip) -> str:
    says = escape(slip.words).replace("\n", "<br>")
    parts = [f"```python\n{slip.code}\n```", f"<blockquote><p>{says}</p></blockquote>", slip.shown]
    return "\n\n".join(filter(None, parts))


def slips_of(notebook: Notebook, number: str) -> dict[str, list[Slip]]:
    """Run a lesson, and return its mistakes by the name of the exercise.

    Args:
        notebook: The lesson, with its answers.
        number: Its number, such as "02".
    """
    wrong = answers_of(number).WRONG
    names: dict[str, Any] = {"__name__": "__main__", "display": lambda *things: None}
    rights: dict[str, str] = {}
    checked: dict[str, re.Match[str]] = {}
    slips: dict[str, list[Slip]] = {}
    with the_same_numbers_each_time():
        for exercise, role, source in _cells(notebook):
            if exercise and role == "check":
                checked[exercise] = check = CHECK.search(source)
                slips[exercise] = list(_judged(rights[exercise], wrong[exercise], check, names))
            elif exercise:
                rights[exercise] = source
            run(source, names)
        # The training of an early exercise may need what is written later, such as ``fit``.
        for exercise, training in TRAININGS.items():
            if exercise in slips:
                right = _losses(training, rights[exercise], checked[exercise][2], names)
                for slip in slips[exercise]:
                    _train(slip, training, right, checked[exercise][2], names)
    return {checked[exercise][1]: found for exercise, found in slips.items()}


def answers_of(number: str) -> ModuleType:
    """Return the module with the right and wrong answers to a lesson's exercises."""
    path = ANSWERS / f"lesson_{number}.py"
    spec = importlib.util.spec_from_file_location(f"answers_{number}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextlib.contextmanager
def the_same_numbers_each_time() -> Iterator[None]:
    """Draw the input of the checks from a fixed seed, so that a page changes with its source."""
    seeded = np.random.default_rng
    with mock.patch.object(np.random, "default_rng", lambda seed=0: seeded(seed)):
        yield


def _cells(notebook: Notebook) -> Iterator[tuple[str | None, str, str]]:
    """Yield the code cells up to the last check: (exercise or None, its role there, source)."""
    cells = [
        (*exercise_of(cell), source_of(cell))
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
        and "raises-exception" not in cell["metadata"].get("tags", [])
    ]
    checks = [i for i, (_, role, _) in enumerate(cells) if role == "check"]
    yield from cells[: checks[-1] + 1]


def run(source: str, names: dict[str, Any]) -> None:
    """Run a cell quietly; a check can look up its source, as in a notebook."""
    file = f"<cell {hash(source)}>"
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(source, file, "exec"), names)


def _judged(
    right: str, wrong: list[tuple[str, str]], check: re.Match[str], names: Mapping[str, Any]
) -> Iterator[Slip]:
    """Yield the answers that are mistakes, each reason once."""
    seen = set()
    for body, _ in wrong:
        if any(word in body for word in NO_SLIPS):
            continue
        code = with_answer(right, body)
        problem = getattr(names["lesson"], check[1]).problem(_defined(code, check[2], names))
        if problem in seen or any(word in problem for word in NO_ANSWERS):
            continue
        seen.add(problem)
        yield Slip(code, f"{check[1]} {problem}")


def _defined(code: str, name: str, names: Mapping[str, Any]) -> Any:
    tried = dict(names)
    run(code, tried)
    return tried[name]


def _losses(training: Training, code: str, name: str, names: Mapping[str, Any]) -> Losses:
    given = copy.deepcopy({key: each for key, each in names.items() if key in INPUTS})
    with np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
        return training(_defined(code, name, names), {**names, **given})


def _train(
    slip: Slip, training: Training, right: Losses, name: str, names: Mapping[str, Any]
) -> None:
    """Train with a slip, and note what there is to see."""
    if "does not come to an end" in slip.words:
        return
    try:
        losses = _losses(training, slip.code, name, names)
        finite = [float(each) for each in losses]
    except Exception as error:
        words = escape(f"{kind_of(error)}: {error}".splitlines()[0])
        slip.outcome, slip.shown = "stops", f"<p>A training stops: <code>{words}</code></p>"
        return
    end, wanted = finite[-1], right[-1]
    is_near = abs(end - wanted) <= SEEN * abs(wanted)
    slip.outcome = "drawn" if name in DRAWN else "unseen" if is_near else "seen"
    slip.shown = curves.figure(right, finite, "step" if name in WALKS else "epoch")
