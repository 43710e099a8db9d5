"""Record the experiments of the lessons: ``make experiments``.

    python -m nnlib.course.record                         all that are not recorded yet
    python -m nnlib.course.record xor --kernels Haswell   one experiment, with one kernel
    python -m nnlib.course.record --dask 127.0.0.1:8786   on the workers of a Dask cluster

Each call of an experiment's ``run`` becomes a line of its file as soon as it is finished. So a
recording that was stopped goes on where it stopped, and one whose settings have changed does only
what is new.
"""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime
from functools import partial
from importlib import metadata
from typing import Any

import joblib
from tqdm.auto import tqdm

import nnlib
from nnlib.course.experiments import run_each
from nnlib.course.files import write_whole
from nnlib.course.kernels import KERNELS, environment_with, kernel, why_not
from nnlib.course.recorded import Experiment, Line, Results, Setting, Unreadable, key_of, read
from nnlib.errors import WrongOrder

MODULES = ("runs_xor", "runs_scaling", "runs_mnist")
"""The modules of nnlib.course that define experiments, each in a tuple EXPERIMENTS."""


def experiments() -> dict[str, Experiment]:
    """All experiments by name."""
    modules = [importlib.import_module(f"nnlib.course.{name}") for name in MODULES]
    return {each.name: each for module in modules for each in module.EXPERIMENTS}


def record(experiment: Experiment) -> None:
    """Do the runs that the file lacks, with this process's kernel, and write them into it."""
    name = kernel()
    lines = wanted_lines(experiment)
    there = {line.place for line in lines}
    todo = [
        (setting, seeds)
        for setting, seeds in experiment.blocks()
        if (name, key_of(setting), seeds[0]) not in there
    ]
    write(experiment, lines)
    results = run_each(partial(run_block, experiment, name), todo)
    with experiment.path.open("a", encoding="utf-8") as file:
        for (setting, seeds), found in zip(todo, results, strict=True):
            lines.append(Line(setting, seeds[0], name, made(), found))
            print(as_json(lines[-1]._asdict()), file=file, flush=True)
    write(experiment, lines)


def wanted_lines(experiment: Experiment) -> list[Line]:
    """The lines of the file that belong to a setting and block of the experiment as it is now."""
    try:
        lines = read(experiment)
    except Unreadable:
        lines = cut(experiment)
    wanted = {(key_of(setting), seeds[0]) for setting, seeds in experiment.blocks()}
    return [line for line in lines if line.place[1:] in wanted]


def cut(experiment: Experiment) -> list[Line]:
    """The lines of a damaged file before the damage, as where a recording was stopped."""
    if not experiment.path.is_file():
        return []
    head, *rest = experiment.path.read_text(encoding="utf-8").splitlines() or [""]
    lines: list[Line] = []
    if head == as_json(experiment.head):
        with suppress(ValueError, TypeError):
            lines += (Line(**json.loads(each)) for each in rest)
    return lines


def write(experiment: Experiment, lines: Sequence[Line]) -> None:
    """Write a file anew, in the order of kernels, settings and seeds; never half of it."""
    order = [key_of(setting) for setting in experiment.settings]
    in_order = sorted(lines, key=lambda it: (it.kernel, order.index(it.place[1]), it.first_seed))
    text = "\n".join(map(as_json, [experiment.head, *(line._asdict() for line in in_order)]))
    write_whole(experiment.path, text + "\n")


def run_block(experiment: Experiment, name: str, block: tuple[Setting, range]) -> Results:
    """Run a setting with a block of seeds, where NumPy computes with the named kernel."""
    if kernel() != name:
        raise WrongOrder(
            f"a worker computes with the kernel {kernel()}, expected {name}. Set OPENBLAS_CORETYPE "
            "before you start the workers of the cluster."
        )
    setting, seeds = block
    return experiment.run(seeds, **setting)


def made() -> dict[str, str]:
    """Today's date, and the versions of what the numbers depend on."""
    python = ".".join(map(str, sys.version_info[:2]))
    versions = {"python": python, "numpy": metadata.version("numpy"), "nnlib": nnlib.__version__}
    return {"date": datetime.now(UTC).date().isoformat()} | versions


def as_json(entry: dict[str, Any]) -> str:
    """An entry of a file as one line."""
    return json.dumps(entry, separators=(",", ":"), ensure_ascii=False)


def with_kernel(name: str, arguments: Sequence[str]) -> int:
    """Run this command in a process whose NumPy computes with the named kernel."""
    command = [sys.executable, "-m", "nnlib.course.record", "--here", *arguments]
    environment = environment_with("OPENBLAS_CORETYPE", name)
    return subprocess.run(command, env=environment, check=False).returncode


def workers(jobs: int, dask: str | None) -> AbstractContextManager[Any]:
    """Where the runs take place: in processes of this machine, or on a Dask cluster."""
    if dask is None:
        return joblib.parallel_config("loky", n_jobs=jobs)
    from dask.distributed import Client

    Client(dask)  # type: ignore[no-untyped-call]
    return joblib.parallel_config("dask")


def two_kernels() -> list[str]:
    """The first two of the kernels that this machine can compute with."""
    usable = [
        name for name in KERNELS if not why_not("OPENBLAS_CORETYPE", name, field="architecture")
    ]
    return usable[:2]


def main(arguments: Sequence[str] | None = None) -> int:
    """Record the named experiments with each kernel; return 0 if all went well."""
    known = experiments()
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", nargs="*", help=f"experiments: {', '.join(known)}; all by default")
    parser.add_argument("--kernels", nargs="+", choices=KERNELS, help="two by default")
    parser.add_argument("--jobs", type=int, default=-1, help="processes; one for each core")
    parser.add_argument("--dask", help="the address of a Dask scheduler, to run on its workers")
    parser.add_argument("--here", action="store_true", help="in this process, with its own kernel")
    chosen = parser.parse_args(arguments)
    if unknown := set(chosen.what) - set(known):
        parser.error(f"unknown: {', '.join(sorted(unknown))}. Known: {', '.join(known)}")
    if not chosen.here:
        rest = [*chosen.what, "--jobs", str(chosen.jobs)]
        rest += ["--dask", chosen.dask] if chosen.dask else []
        return max(with_kernel(name, rest) for name in chosen.kernels or two_kernels())
    with workers(chosen.jobs, chosen.dask):
        for name in chosen.what or known:
            tqdm.write(f"{name}, {kernel()}: {known[name].path.name}")
            record(known[name])
    return 0


if __name__ == "__main__":
    sys.exit(main())
