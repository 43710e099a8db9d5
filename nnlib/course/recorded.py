"""Experiments over many seeds, recorded once and read by the lessons.

What a training returns depends on its seed, and a little on the processor. A statement about it
takes many seeds, and more time than a lesson has. So they are recorded: ``make experiments`` does
the runs and writes them into small files in ``notebooks/recorded``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.stats import binom

from nnlib.course.editions import NOTEBOOKS
from nnlib.course.experiments import run_all
from nnlib.course.kernels import kernel
from nnlib.errors import WrongValue
from nnlib.types import Array

__all__ = ["Experiment", "Recording", "compare_with_recorded", "recorded"]

FOLDER = NOTEBOOKS / "recorded"
"""Where the files are: beside the notebooks."""

Setting = Mapping[str, Any]
Results = dict[str, list[Any]]


class Experiment(NamedTuple):
    """A training with many seeds and some settings, and what it is that is recorded.

    Attributes:
        name: The name of the file, without ``.jsonl``.
        run: Called as ``run(seeds, **setting)`` with a range of seeds. It returns a list for each
            result, with a number, or a list of numbers, for each seed. Everything random in it
            comes from the seeds.
        settings: The keyword arguments that differ: numbers, strings, and lists of them.
        seeds: How many seeds: 0, 1, 2, …
        block: How many of them one call of ``run`` gets.
        version: A number to raise whenever ``run`` comes to mean something else.
        live_seeds: How many seeds run live where there is no recording.
        live: Keyword arguments of ``run`` that make these runs short.
        sample: The settings of which a test runs some seeds again: those whose runs are short.
            None for all.
    """

    name: str
    run: Callable[..., Results]
    settings: Sequence[Setting]
    seeds: int
    block: int = 1
    version: int = 1
    live_seeds: int = 2
    live: Setting = {}  # noqa: RUF012 -- a Mapping, which cannot be changed
    sample: Sequence[Setting] | None = None

    @property
    def path(self) -> Path:
        """The file of this experiment."""
        return FOLDER / f"{self.name}.jsonl"

    @property
    def head(self) -> dict[str, Any]:
        """The first line of its file."""
        return {"experiment": self.name, "version": self.version, "seeds": self.seeds}

    def blocks(self) -> Iterator[tuple[Setting, range]]:
        """Every setting with every block of seeds: what one call of ``run`` gets."""
        for setting in self.settings:
            for first in range(0, self.seeds, self.block):
                yield setting, range(first, min(first + self.block, self.seeds))


class Line(NamedTuple):
    """A line of a file: one call of ``run``, and where and when it was made.

    Attributes:
        setting: The keyword arguments.
        first_seed: The first seed of the block.
        kernel: The BLAS kernel, such as "Haswell".
        made: Date and versions.
        results: What ``run`` returned.
    """

    setting: Setting
    first_seed: int
    kernel: str
    made: dict[str, str]
    results: Results

    @property
    def place(self) -> tuple[str, str, int]:
        """What no other line has in common with this one."""
        return self.kernel, key_of(self.setting), self.first_seed


class Recording:
    """The results of an experiment: called with the name of a result and a setting.

    Attributes:
        kernels: The names of the BLAS kernels that it was made with.
        is_live: Whether these are a few live runs, as there was no recording.
    """

    def __init__(self, experiment: Experiment, lines: Sequence[Line], is_live: bool = False):
        self._experiment = experiment
        self._lines = {line.place: line for line in lines}
        self.kernels = tuple(dict.fromkeys(line.kernel for line in lines))
        self.is_live = is_live

    def __call__(self, result: str, **setting: Any) -> Array:
        """Return a result as an array (kernels, seeds), or (kernels, seeds, …) of lists.

        Args:
            result: Its name.
            **setting: As much of a setting as tells it from the others.

        Raises:
            ValueError: No setting, or more than one, has these values; no such result.
        """
        chosen = key_of(self._setting_with(setting))
        of_kernels = []
        for name in self.kernels:
            lines = [line for place, line in self._lines.items() if place[:2] == (name, chosen)]
            lines.sort(key=lambda line: line.first_seed)
            if result not in lines[0].results:
                known = ", ".join(lines[0].results)
                raise WrongValue(f"result is {result!r}, expected one of: {known}")
            of_kernels.append([each for line in lines for each in line.results[result]])
        return np.array(of_kernels)

    def _setting_with(self, wanted: Setting) -> Setting:
        settings = self._experiment.settings
        found = [each for each in settings if wanted.items() <= each.items()]
        if len(found) != 1:
            raise WrongValue(
                f"{len(found)} settings of {self._experiment.name!r} have {dict(wanted)}, expected "
                f"one. The settings are: {', '.join(map(str, settings[:20]))}"
            )
        return found[0]


def recorded(experiment: Experiment) -> Recording:
    """Return the recorded results; where they cannot be read, say so and do a few live runs."""
    try:
        return Recording(experiment, whole(experiment, read(experiment)))
    except Unreadable as problem:
        print(
            f"The recorded runs {experiment.path.name} {problem}. In the folder of the course, "
            f"make experiments WHAT={experiment.name} records them. Until then: "
            f"{experiment.live_seeds} live runs of each setting, which say far less."
        )
        return live(experiment)


class Unreadable(Exception):
    """Why a file does not hold the results of an experiment: the end of a sentence."""


def read(experiment: Experiment) -> list[Line]:
    """Read the lines of an experiment's file.

    Raises:
        Unreadable: It is missing, cut, or of another version.
    """
    if not experiment.path.is_file():
        raise Unreadable("are missing")
    try:
        head, *lines = map(
            json.loads, experiment.path.read_text(encoding="utf-8").splitlines() or [""]
        )
        found = [Line(**line) for line in lines]
    except (OSError, ValueError, TypeError) as problem:
        raise Unreadable("cannot be read: the file is cut or changed") from problem
    if head != experiment.head:
        raise Unreadable("are those of another version of the experiment")
    return found


def whole(experiment: Experiment, lines: Sequence[Line]) -> list[Line]:
    """Return the lines of those kernels for which every setting is there with every seed.

    Raises:
        Unreadable: There is no such kernel.
    """
    wanted = {(key_of(setting), seeds[0]): len(seeds) for setting, seeds in experiment.blocks()}
    complete: list[Line] = []
    for name in dict.fromkeys(line.kernel for line in lines):
        of_kernel = {line.place[1:]: line for line in lines if line.kernel == name}
        if all(is_full(of_kernel.get(place), size) for place, size in wanted.items()):
            complete += [of_kernel[place] for place in wanted]
    if not complete:
        raise Unreadable("lack some of the settings or seeds that the experiment has now")
    return complete


def is_full(line: Line | None, size: int) -> bool:
    """Whether a line is there and has this many entries in each result."""
    return line is not None and all(len(entries) == size for entries in line.results.values())


def live(experiment: Experiment) -> Recording:
    """Run a few seeds of each setting now, in the same form as a recording."""
    seeds = range(experiment.live_seeds)

    def run(setting: Setting) -> Results:
        return experiment.run(seeds, **{**setting, **experiment.live})

    results = run_all(run, experiment.settings)
    lines = [
        Line(setting, 0, kernel(), {}, each)
        for setting, each in zip(experiment.settings, results, strict=True)
    ]
    return Recording(experiment, lines, is_live=True)


def key_of(setting: Setting) -> str:
    """A setting as text, the same however its keywords are ordered."""
    return json.dumps(setting, sort_keys=True)


def compare_with_recorded(found: Any, of_recording: Any, unit: str = "") -> str:
    """Say in words whether results of live runs lie where the recorded ones do.

    Args:
        found: A number, or True or False, for each live run.
        of_recording: The same of the recorded runs, in an array of any shape.
        unit: What stands behind a number.

    Returns:
        Two sentences. For True and False: how many of as many runs would succeed in 99 of 100
        cases if their rate were the recorded one. For numbers: the lowest and the highest.

    >>> print(compare_with_recorded([0.72, 0.74], [[0.71, 0.75, 0.73]]))
    2 live runs: 0.720 to 0.740. 3 recorded runs: 0.710 to 0.750. Within.
    >>> print(compare_with_recorded([0.72], [[0.71, 0.75, 0.73]]))
    1 live run: 0.720. 3 recorded runs: 0.710 to 0.750. Within.
    >>> print(compare_with_recorded([True, False], [[True, False, False, True]]))
    2 live runs: 1 succeeded. 2 of 4 recorded runs did, so of 2 you can expect 0 to 2. Within.
    """
    new, old = np.ravel(found), np.ravel(of_recording)
    if old.dtype == bool:
        low, high = (int(binom.ppf(p, len(new), old.mean())) for p in (0.005, 0.995))
        verdict = "Within." if low <= new.sum() <= high else "That is outside."
        return (
            f"{len(new)} live runs: {new.sum()} succeeded. {old.sum():,} of {len(old):,} recorded "
            f"runs did, so of {len(new)} you can expect {low} to {high}. {verdict}"
        )
    outside = int(np.sum((new < old.min()) | (new > old.max())))
    verdict = f"{outside} of {len(new)} outside." if outside else "Within."
    if len(new) == 1:
        live = f"1 live run: {new[0]:.3f}{unit}"
    else:
        live = f"{len(new)} live runs: {new.min():.3f} to {new.max():.3f}{unit}"
    return (
        f"{live}. {len(old):,} recorded runs: {old.min():.3f} to {old.max():.3f}{unit}. {verdict}"
    )
