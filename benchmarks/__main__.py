"""The command line: ``python -m benchmarks``, which ``make bench`` calls."""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import matplotlib

matplotlib.use("agg")

from benchmarks import pictures, race, report, scaling, suites
from benchmarks.measure import Comparison, compare, workers
from benchmarks.peers import ONE_HOT, PEERS
from benchmarks.settings import CORES, SETTINGS, US, Setting
from benchmarks.start_up import import_seconds
from benchmarks.tasks import Task
from benchmarks.versions import compare_versions
from nnlib import load_mnist
from nnlib.plots.style import use_style

RESULTS = Path(__file__).parent / "results"

PROFILED = (1, 32, 128)
"""The batch sizes at which a step is taken apart."""

ROUNDS_OF_A_START = 6
"""How many rounds two versions of nnlib have before their processes are started anew."""


class Session:
    """What every part of the benchmark needs to know, what it found, and where that goes."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.quick, self.folder, self.other = options.quick, options.out, options.other
        self.rounds = options.rounds or (2 if options.quick else 5)
        self.settings = [SETTINGS[name] for name in options.settings]
        self.setting = Setting(f"{options.threads} of {CORES} cores", options.threads)
        self.named_peers = options.peers
        self.data = find_data()
        names = {"mnist": "MNIST, 60,000 digits", "digits": "SMALL SET: 4,000 digits, repeated"}
        self.about = report.machine(names[self.data])
        self.goals: list[report.Goal] = []

    def peers(self, usual: Sequence[str] = suites.COMPARED) -> list[str]:
        """The peers named on the command line, or the usual ones; nnlib always comes first."""
        return list(dict.fromkeys([US, *(self.named_peers or usual)]))

    def keep(
        self, name: str, tables: Sequence[report.Table], figure: pictures.Figure | None = None
    ) -> None:
        """Write tables and picture, and say where."""
        report.write(self.folder, name, self.about, tables)
        written = [f"{name}.md", f"{name}.json"]
        if figure is not None:
            figure.savefig(self.folder / f"{name}.png")
            written.append(f"{name}.png")
        print(f"Written: {', '.join(written)} in {self.folder}\n", flush=True)


def find_data() -> str:
    """The full MNIST, or a sentence that says it is not there, and the small set."""
    try:
        load_mnist(full=True)
    except FileNotFoundError:
        print("The full MNIST is not here (see NNLIB_MNIST), so the small set stands in for it.\n")
        return "digits"
    return "mnist"


def show(table: report.Table) -> report.Table:
    """Print a table at once, and return it."""
    print(table.text(), end="\n\n", flush=True)
    return table


def run_goals(session: Session) -> None:
    """The tasks that have goals in each setting, then labels, then the import."""
    compared: list[Comparison] = []
    tables = []
    for setting in session.settings:
        peers = session.peers(suites.goal_peers(setting))
        tasks = suites.goal_tasks(session.data, session.quick, setting)
        with workers(peers, setting) as started:
            for task in tasks:
                compared.append(compare(task, started, session.rounds, setting))
                tables.append(show(report.comparison_table(compared[-1])))
    figure = pictures.ratios(compared)
    one_core = SETTINGS["one"]
    with workers([US, ONE_HOT], one_core) as started:
        compared.append(compare(suites.LABELS, started, session.rounds, one_core))
    tables.append(show(report.comparison_table(compared[-1])))
    for each in compared:
        session.goals += report.goals_of(each)
    seconds = import_seconds(session.rounds)
    session.goals.append(report.Goal("import nnlib, s", suites.IMPORT_GOAL, seconds))
    session.keep("goals", tables, figure)


def run_versions(session: Session) -> None:
    """This version of nnlib beside the one in another folder."""
    pairs = compare_versions(session.other, session.rounds, ROUNDS_OF_A_START)
    session.goals += [report.version_goal(pair) for pair in pairs]
    session.keep("versions", [show(report.versions_table(pairs))])


def run_grid(session: Session) -> None:
    """Networks by batch sizes by dtypes by optimizers, every peer."""
    compared = []
    with workers(session.peers(), session.setting) as started:
        for task in suites.grid_tasks(session.data, session.quick):
            compared.append(compare(task, started, session.rounds, session.setting))
            show(report.comparison_table(compared[-1]))
    table = show(report.grid_table(compared))
    session.keep("grid", [table], pictures.grid(compared))


def run_scaling(session: Session) -> None:
    """Time and memory against samples, width, depth and batch."""
    found, tables = [], []
    for each in scaling.scale(session.data, session.quick, session.setting.cores):
        found.append(each)
        tables.append(show(report.scaling_table(each)))
    session.keep("scaling", tables, pictures.scaling(found))


def run_race(session: Session) -> None:
    """Time to a test accuracy, every peer that learns."""
    peers = [peer for peer in session.peers() if hasattr(PEERS[peer], "labels")]
    task = replace(race.RECIPE, data=session.data)
    seeds = range(1 if session.quick else 3)
    runs = race.race(task, race.TARGETS[session.data], peers, seeds, session.setting)
    session.keep("race", [show(report.race_table(runs))], pictures.race(runs))


def run_profile(session: Session) -> None:
    """Where a step of nnlib spends its time, beside the bare products."""
    found, products = {}, {}
    with workers([US, "bare matrix products"], session.setting) as started:
        for size in PROFILED:
            n = min(60_000, size * (500 if session.quick else 5_000))
            task = Task(batch_size=size, data=session.data, samples=n)
            steps = session.rounds * math.ceil(n / size)
            compared = compare(task, started, session.rounds, session.setting)
            products[size] = sum(compared.rows[1].seconds) / steps
            seconds = started[US].call("parts", session.rounds)
            found[size] = {name: each / steps for name, each in seconds.items()}
    table = show(report.parts_table(found, session.setting))
    session.keep("profile", [table], pictures.parts(found, products))


RUNS = {
    "goals": run_goals,
    "versions": run_versions,
    "profile": run_profile,
    "race": run_race,
    "scaling": run_scaling,
    "grid": run_grid,
}


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = "goals, versions FOLDER, profile, race, scaling, grid, or all (without versions)"
    parser.add_argument("what", nargs="*", help=f"{names}; goals and profile by default")
    parser.add_argument("--quick", action="store_true", help="fewer samples and rounds, to try it")
    parser.add_argument("--rounds", type=int, help="timed epochs of each peer (5; quick: 2)")
    parser.add_argument(
        "--settings", nargs="*", choices=list(SETTINGS), default=list(SETTINGS),
        help="of the goals: one core, all cores, a busy machine; all three by default",
    )  # fmt: skip
    parser.add_argument(
        "--threads", type=int, default=CORES, help="of profile, race, scaling and grid; each peer's"
    )
    parser.add_argument("--peers", nargs="*", choices=list(PEERS), help="all by default")
    parser.add_argument("--out", type=Path, default=RESULTS, help="the folder for the results")
    options = parser.parse_args()
    options.what, options.other = split_folder(options.what or ["goals", "profile"], parser)
    unknown = set(options.what) - {*RUNS, "all"}
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}, only {names}")
    return options


def split_folder(
    words: list[str], parser: argparse.ArgumentParser
) -> tuple[list[str], Path | None]:
    """Take the folder of the other version out of the words: it comes after "versions"."""
    if "versions" not in words:
        return words, None
    place = words.index("versions") + 1
    folder = Path(*words[place : place + 1])
    if not (folder / "nnlib" / "__init__.py").exists() or place == len(words):
        parser.error("versions needs the folder of another version: versions ../before")
    return [*words[:place], *words[place + 1 :]], folder


def main() -> None:
    """Run what the command line asks for, then list the goals."""
    options = parse()
    use_style()
    session = Session(options)
    print("\n".join(f"{key}: {value}" for key, value in session.about.items()), end="\n\n")
    for name, run in RUNS.items():
        if name in options.what or ("all" in options.what and name != "versions"):
            run(session)
    if session.goals:
        session.keep("summary", [show(report.goals_table(session.goals))])


if __name__ == "__main__":
    main()
