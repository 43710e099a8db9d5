"""The command line: ``python -m benchmarks``, which ``make bench`` calls."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import matplotlib

matplotlib.use("agg")

from benchmarks import pictures, race, report, scaling, suites
from benchmarks.measure import US, compare, workers
from benchmarks.peers import PEERS
from benchmarks.tasks import Task
from nnlib import load_mnist
from nnlib.plots import use_style

RESULTS = Path(__file__).parent / "results"

PROFILED = (1, 32, 128)
"""The batch sizes at which a step is taken apart."""


class Session:
    """What every part of the benchmark needs to know, and where its results go."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.quick, self.threads, self.folder = options.quick, options.threads, options.out
        self.rounds = options.rounds or (2 if options.quick else 5)
        # nnlib always comes first: the others are measured by it.
        self.peers = list(dict.fromkeys([US, *(options.peers or PEERS)]))
        self.data = find_data()
        names = {"mnist": "MNIST, 60,000 digits", "digits": "SMALL SET: 4,000 digits, repeated"}
        self.about = report.machine(self.threads, names[self.data])

    def keep(self, name: str, tables: Sequence[report.Table], figure: pictures.Figure) -> None:
        """Write tables and picture, and say where."""
        report.write(self.folder, name, self.about, tables)
        figure.savefig(self.folder / f"{name}.png")
        print(f"Written: {name}.md, {name}.json, {name}.png in {self.folder}\n", flush=True)


def find_data() -> str:
    """The full MNIST, or a sentence that says it is not there, and the small set."""
    try:
        load_mnist(full=True)
    except FileNotFoundError:
        print("The full MNIST is not here (see NNLIB_MNIST), so the small set stands in for it.\n")
        return "digits"
    return "mnist"


def run_goals(session: Session) -> None:
    """The tasks that have goals, every peer."""
    compared, tables = [], []
    with workers(session.peers, session.threads) as started:
        for task in suites.goal_tasks(session.data, session.quick):
            compared.append(compare(task, started, session.rounds))
            tables.append(report.comparison_table(compared[-1]))
            print(tables[-1].text(), end="\n\n", flush=True)
    session.keep("goals", tables, pictures.ratios(compared))


def run_grid(session: Session) -> None:
    """Networks by batch sizes by dtypes by optimizers, every peer."""
    compared = []
    with workers(session.peers, session.threads) as started:
        for task in suites.grid_tasks(session.data, session.quick):
            compared.append(compare(task, started, session.rounds))
            print(report.comparison_table(compared[-1]).text(), end="\n\n", flush=True)
    table = report.grid_table(compared)
    print(table.text(), end="\n\n")
    session.keep("grid", [table], pictures.grid(compared))


def run_scaling(session: Session) -> None:
    """Time and memory against samples, width, depth and batch."""
    found, tables = [], []
    for each in scaling.scale(session.data, session.quick, session.threads):
        found.append(each)
        tables.append(report.scaling_table(each))
        print(tables[-1].text(), end="\n\n", flush=True)
    session.keep("scaling", tables, pictures.scaling(found))


def run_race(session: Session) -> None:
    """Time to a test accuracy, every peer that learns."""
    peers = [peer for peer in session.peers if hasattr(PEERS[peer], "labels")]
    task = replace(race.RECIPE, data=session.data)
    runs = race.race(
        task, race.TARGETS[session.data], peers, range(1 if session.quick else 3), session.threads
    )
    table = report.race_table(runs)
    print(table.text(), end="\n\n")
    session.keep("race", [table], pictures.race(runs))


def run_profile(session: Session) -> None:
    """Where a step of nnlib spends its time, beside the bare products."""
    found, products = {}, {}
    with workers([US, "bare matrix products"], session.threads) as started:
        for size in PROFILED:
            n = min(60_000, size * (500 if session.quick else 5_000))
            task = Task(batch_size=size, data=session.data, samples=n)
            steps = session.rounds * -(-n // size)
            compared = compare(task, started, session.rounds)
            products[size] = sum(compared.rows[1].seconds) / steps
            seconds = started[US].call("parts", session.rounds)
            found[size] = {name: each / steps for name, each in seconds.items()}
    table = report.parts_table(found)
    print(table.text(), end="\n\n")
    session.keep("profile", [table], pictures.parts(found, products))


RUNS = {
    "goals": run_goals,
    "profile": run_profile,
    "race": run_race,
    "scaling": run_scaling,
    "grid": run_grid,
}


def main() -> None:
    """Read the command line and run what it asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "what", nargs="*", help=f"{', '.join(RUNS)} or all; goals and profile by default"
    )
    parser.add_argument("--quick", action="store_true", help="fewer samples and rounds, to try it")
    parser.add_argument("--rounds", type=int, help="timed epochs of each peer (5; quick: 2)")
    parser.add_argument(
        "--threads", type=int, default=os.cpu_count(), help="the same for every peer"
    )
    parser.add_argument("--peers", nargs="*", choices=list(PEERS), help="all by default")
    parser.add_argument("--out", type=Path, default=RESULTS, help="the folder for the results")
    options = parser.parse_args()
    wanted = options.what or ["goals", "profile"]
    unknown = set(wanted) - {*RUNS, "all"}
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}, only {', '.join(RUNS)} and all")
    use_style()
    session = Session(options)
    print("\n".join(f"{key}: {value}" for key, value in session.about.items()), end="\n\n")
    for name, run in RUNS.items():
        if name in wanted or "all" in wanted:
            run(session)


if __name__ == "__main__":
    main()
