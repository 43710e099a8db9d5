"""How nbgrader releases and grades the class edition of this course."""

import asyncio
import logging
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbgrader.apps import NbGraderAPI
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearOutput, Execute
from nbgrader.utils import is_grade
from traitlets import Integer
from traitlets.config import Config

from nnlib.course.class_edition import path_with_alembic
from nnlib.course.editions import BEGIN_HIDDEN, BEGIN_SOLUTION, END_HIDDEN, END_SOLUTION, STUB
from nnlib.errors import FileProblem


class ExecuteWithLimits(Execute):  # type: ignore[misc,unused-ignore]
    """Run a submission, for a limited time, and with a limited number of letters printed."""

    seconds = Integer(300, help="how long a submission may run").tag(config=True)
    letters = Integer(1_000_000, help="how much a submission may print").tag(config=True)

    def preprocess(self, *arguments: Any, **options: Any) -> Any:
        """Run all cells."""
        self._end = time.monotonic() + self.seconds
        self._printed = 0
        self.timeout_func = self._seconds_left
        return super().preprocess(*arguments, **options)

    def _seconds_left(self, cell: Any) -> int:
        """Return how long a cell may run: once the time is over, the rest gets a second each."""
        return max(1, min(self.timeout, round(self._end - time.monotonic())))

    def process_message(self, message: Any, cell: Any, number: int) -> Any:
        """Take a message from the kernel; of what is printed, only so much."""
        if message["msg_type"] != "stream":
            return super().process_message(message, cell, number)
        if is_grade(cell) and message["content"]["name"] == "stderr":
            return None  # a warning; nbgrader would take it for a failure
        before = self._printed
        self._printed += len(message["content"]["text"])
        if self._printed <= self.letters:
            return super().process_message(message, cell, number)
        if before <= self.letters:
            self._interrupt = asyncio.ensure_future(self.km.interrupt_kernel())
        return None


def configure(config: Config) -> Config:
    """Put the settings of this course into nbgrader's configuration."""
    config.CourseDirectory.course_id = "nnlib"
    config.ClearSolutions.code_stub = {"python": STUB}
    config.ClearSolutions.begin_solution_delimeter = BEGIN_SOLUTION.removeprefix("### ")
    config.ClearSolutions.end_solution_delimeter = END_SOLUTION.removeprefix("### ")
    config.ClearHiddenTests.begin_test_delimeter = BEGIN_HIDDEN.removeprefix("### ")
    config.ClearHiddenTests.end_test_delimeter = END_HIDDEN.removeprefix("### ")
    # Without ClearOutput: the figures that are no answers stay, see class_edition.py.
    config.GenerateAssignment.preprocessors = [
        step for step in GenerateAssignment().preprocessors if step is not ClearOutput
    ]
    config.Autograde.autograde_preprocessors = [
        ExecuteWithLimits if step is Execute else step
        for step in Autograde().autograde_preprocessors
    ]
    config.OverwriteCells.add_missing_cells = True
    # A cell of a lesson takes seconds; three endless loops still leave time for the rest.
    config.ExecuteWithLimits.timeout = 60
    config.ExecuteWithLimits.seconds = 300
    # What was printed arrives late on a busy machine. To go on without it is no choice: a check
    # whose result is lost would count as right.
    config.ExecuteWithLimits.iopub_timeout = 30
    config.ExecuteWithLimits.skip_cells_with_tag = "slow"
    return config


def api_of(folder: Path) -> NbGraderAPI:
    """Return nbgrader, with the settings of this course, at work in a course directory."""
    os.environ["PATH"] = path_with_alembic()
    config = configure(Config())
    config.CourseDirectory.root = str(folder.resolve())
    logger = logging.getLogger("nnlib.grading")
    logger.propagate = False
    return NbGraderAPI(CourseDirectory(config=config, log=logger), config=config)


def release(folder: Path, names: Sequence[str]) -> None:
    """Make what is handed out from what is in ``source``, by ``nbgrader generate_assignment``."""
    api = api_of(folder)
    for name in names:
        result = api.generate_assignment(name, force=True)
        if not result["success"]:
            raise FileProblem(f"nbgrader refuses {name}: {result['log']}")
