"""The mark of an answer, for a grader: found in a process of its own, from the answer alone.

What a submission has done to its checks, to nnlib or to the screen does not count there.
"""

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import cloudpickle

ROOT = Path(__file__).parents[2]
"""The folder from which nnlib is imported."""

SECONDS = 60
"""How long it may take to judge one answer."""

PARTLY_RIGHT = ("is right ", "gives the right numbers")
"""How the check begins about an answer that is right, but not for every input, or not allowed."""


def mark(lesson: str, name: str, answer: Any) -> float:
    """Return 1 for a right answer, ½ for one that is right in the plainest case, else 0.

    Args:
        lesson: The number of the lesson, such as "02".
        name: What its check is called.
        answer: What the learner has defined.

    Returns:
        The share of the points; what is wrong is printed.
    """
    try:
        share, problem = _judged_alone(lesson, name, cloudpickle.dumps(answer))
    except Exception as error:
        share, problem = 0.0, f"cannot be judged: {type(error).__name__}: {error}"
    if problem:
        print(f"{name} {problem}")
    return share


def _judged_alone(lesson: str, name: str, answer: bytes) -> tuple[float, str | None]:
    """Judge an answer in a new Python, which loads nnlib afresh, and nothing from this folder."""
    command = [sys.executable, "-P", "-m", "nnlib.course.marks", lesson, name]
    root = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    run = subprocess.run(
        command,
        input=answer,
        capture_output=True,
        timeout=SECONDS,
        check=False,
        env=os.environ | {"PYTHONPATH": root},
    )
    if run.returncode:
        return 0.0, "ended the Python that judged it."
    share, problem = json.loads(run.stdout)
    return float(share), problem


def judge(lesson: str, name: str, answer: bytes) -> tuple[float, str | None]:
    """Return the share of the points for a pickled answer, and what is wrong with it."""
    exercise = getattr(import_module(f"nnlib.course.lesson_{lesson}"), name)
    problem = exercise.problem(cloudpickle.loads(answer))
    if problem is None:
        return 1.0, None
    return 0.5 if problem.startswith(PARTLY_RIGHT) else 0.0, problem


def _main() -> None:
    # What the answer itself prints must not get into the result.
    result = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    _, lesson, name = sys.argv
    judged = judge(lesson, name, sys.stdin.buffer.read())
    with result:
        json.dump(judged, result)


if __name__ == "__main__":
    _main()
