"""Every solution passes its check, and every check refuses answers that a learner might give.

The plausible wrong answers lie in ``wrong_answers``, a module for each notebook: for each exercise
a list of pairs, the code of the wrong answer and words that the message must have in it. Lessons
without such a module are tried by ``test_lessons.py``.
"""

import importlib
import json
import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
NOTEBOOKS = [
    path
    for path in sorted((HERE.parents[1] / "notebooks").glob("*.ipynb"))
    if (HERE / "wrong_answers" / f"n{path.name[:2]}.py").exists()
]
SOLUTION = re.compile(r"^[ ]*### BEGIN SOLUTION\n.*?### END SOLUTION$", re.DOTALL | re.MULTILINE)


def cells_of(path):
    """The code cells of a notebook: their exercise's name (or None), their role, their source."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        role = "plain"
        if name:
            role = "check" if name.endswith("-check") else "answer"
        yield name.removesuffix("-check"), role, "".join(cell["source"]), cell["metadata"]


def wrong_answers_of(path):
    return importlib.import_module(f"wrong_answers.n{path.name[:2]}").WRONG_ANSWERS


def run(source, names):
    exec(compile(source, "<cell>", "exec"), names)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_checks_accept_solutions_and_refuse_mistakes(path):
    wrong_answers = wrong_answers_of(path)
    names, answer, seen = {"__name__": "__main__", "display": lambda *things: None}, "", set()
    for exercise, role, source, metadata in cells_of(path):
        # What is slow stands for itself: no exercise needs it.
        if {"raises-exception", "slow"} & set(metadata.get("tags", [])):
            continue
        if role == "answer":
            answer = source
            continue
        if role == "check":
            seen.add(exercise)
            for wrong, words in wrong_answers[exercise]:
                tried = dict(names)
                run(SOLUTION.sub(lambda match, wrong=wrong: wrong, answer), tried)
                with pytest.raises(AssertionError, match=words):
                    run(source, tried)
            run(answer, names)
        run(source, names)
    assert seen == set(wrong_answers)
    assert all(wrong_answers.values()), "an exercise without a wrong answer"
