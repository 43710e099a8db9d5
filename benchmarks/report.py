"""What was measured, as a table for the terminal, as Markdown and as JSON: the same numbers."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import nnlib
from benchmarks.measure import Comparison, Row
from benchmarks.race import Run
from benchmarks.scaling import Scaling
from benchmarks.settings import CORES, US, Setting
from benchmarks.suites import VERSION_GOAL, goal
from benchmarks.versions import Pair

PACKAGES = ("numpy", "torch", "keras", "jax", "scikit-learn")


@dataclass
class Table:
    """A title, the names of the columns, and the rows, each as text; and what it was made from."""

    title: str
    columns: Sequence[str]
    rows: list[list[str]]
    records: list[dict[str, Any]] = field(default_factory=list)

    def text(self) -> str:
        """For a terminal: columns under each other, numbers to the right."""
        lines = [self.columns, *self.rows]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.columns))]
        first, *others = widths
        drawn = [
            "  ".join(
                [line[0].ljust(first), *(c.rjust(w) for c, w in zip(line[1:], others, strict=True))]
            ).rstrip()
            for line in lines
        ]
        return "\n".join(
            [self.title, "", drawn[0], "-" * (sum(widths) + 2 * len(others)), *drawn[1:]]
        )

    def markdown(self) -> str:
        """For a page: a heading and a table."""
        ruler = ["---", *["---:"] * (len(self.columns) - 1)]
        lines = ["| " + " | ".join(line) + " |" for line in [self.columns, ruler, *self.rows]]
        return "\n".join([f"### {self.title}", "", *lines])


def machine(data: str) -> dict[str, str]:
    """What the numbers depend on: versions, processor, cores, data, day."""
    versions = {"nnlib": nnlib.__version__} | {name: version(name) for name in PACKAGES}
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "CPU": processor(),
        "cores": str(CORES),
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        **versions,
        "data": data,
    }


def version(package: str) -> str:
    """The version of a package, or that there is none."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


def processor() -> str:
    """The processor's name, where the system tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown"


def summary(comparison: Comparison, row: Row) -> dict[str, Any]:
    """The numbers of one peer: median seconds of an epoch, ratios, accuracy, and the raw times."""
    ratios = comparison.ratios(row)
    wanted = goal(comparison.task, row.peer, comparison.setting)
    return {
        "peer": row.peer,
        "seconds": median(row.seconds) if row.seconds else None,
        "fastest": min(row.seconds, default=None),
        "slowest": max(row.seconds, default=None),
        "ratio": median(ratios) if ratios else None,
        "lowest ratio": min(ratios, default=None),
        "highest ratio": max(ratios, default=None),
        "goal": wanted,
        "accuracy": row.accuracy,
        "memory": row.memory,
        "note": row.note,
        "all seconds": row.seconds,
    }


def comparison_table(comparison: Comparison) -> Table:
    """Every peer on one task."""
    records = [summary(comparison, row) for row in comparison.rows]
    columns = ["", "s/epoch", "spread", f"{US} / it", "spread", "goal", "accuracy", "note"]
    rows = [
        [
            record["peer"],
            number(record["seconds"]),
            spread(record["fastest"], record["slowest"]),
            number(record["ratio"], 2),
            spread(record["lowest ratio"], record["highest ratio"], 2),
            number(record["goal"], 2, "≤ "),
            number(record["accuracy"]),
            record["note"],
        ]
        for record in records
    ]
    return Table(str(comparison), columns, rows, records)


@dataclass
class Goal:
    """A goal: what is measured, what it may be at most, and what was found.

    Attributes:
        found: The measurements; the median counts. Empty where it could not be measured.
        note: Why it could not be measured.
    """

    what: str
    at_most: float
    found: list[float]
    note: str = ""

    @property
    def verdict(self) -> str:
        if not self.found:
            return f"not measured: {self.note}"
        return "reached" if median(self.found) <= self.at_most else "missed"


def goals_of(comparison: Comparison) -> list[Goal]:
    """The goals that a comparison has measured."""
    ours = comparison.row(US)
    return [
        Goal(
            f"{US} / {row.peer}: {comparison}",
            wanted,
            comparison.ratios(row),
            row.note or (ours.note if ours else ""),
        )
        for row in comparison.rows
        if (wanted := goal(comparison.task, row.peer, comparison.setting)) is not None
    ]


def goals_table(goals: Sequence[Goal]) -> Table:
    """Every goal, what was found, and whether it is reached."""
    rows = [
        [
            each.what,
            f"≤ {each.at_most:.2f}",
            number(median(each.found) if each.found else None),
            spread(min(each.found, default=None), max(each.found, default=None)),
            each.verdict,
        ]
        for each in goals
    ]
    reached = sum(each.verdict == "reached" for each in goals)
    title = f"Goals: {reached} of {len(goals)} reached"
    records = [{**asdict(each), "verdict": each.verdict} for each in goals]
    return Table(title, ["", "goal", "found", "spread", ""], rows, records)


def version_goal(pair: Pair) -> Goal:
    """The goal for this version of nnlib beside another one, on one task."""
    what = f"{US} / the other version: {pair.task}"
    return Goal(what, VERSION_GOAL, pair.ratios, pair.note)


def versions_table(pairs: Sequence[Pair]) -> Table:
    """Microseconds of a step in this version and in the other one."""
    rows, records = [], []
    for pair in pairs:
        ours, theirs = pair.microseconds()
        low, middle, high = quantiles(pair.ratios, n=4) if pair.ratios else (None, None, None)
        cells = [number(ours, 1), number(theirs, 1), number(middle), spread(low, high)]
        rows.append([str(pair.task), *cells, pair.note])
        records.append({**asdict(pair), "ratio": middle})
    columns = ["", "this, µs", "other, µs", "this / other", "middle half", "note"]
    title = "A step in this version and in the other one, one core"
    return Table(title, columns, rows, records)


def grid_table(comparisons: Sequence[Comparison]) -> Table:
    """nnlib's seconds, and its ratio to every peer, a row for each task."""
    peers = [row.peer for row in comparisons[0].rows if row.peer != US]
    rows, records = [], []
    for comparison in comparisons:
        ours = summary(comparison, comparison.row(US))
        ratios = {peer: comparison.ratio(peer) for peer in peers}
        rows.append(
            [
                str(comparison.task),
                number(ours["seconds"]),
                *(number(r, 2) for r in ratios.values()),
            ]
        )
        records.append({"task": asdict(comparison.task), US: ours, "ratios": ratios})
    return Table(f"The grid: {US}'s time over each peer's", ["", f"{US}, s", *peers], rows, records)


def scaling_table(scaling: Scaling) -> Table:
    """Seconds and memory against one thing that grows, and the exponents below."""
    rows = [
        [
            f"{point.peer}, {scaling.what} {point.size:,}",
            number(point.seconds),
            f"{point.memory / 1e6:,.0f}",
            f"{point.above_start / 1e6:,.0f}",
        ]
        for point in scaling.points
    ]
    records: list[dict[str, Any]] = [asdict(point) for point in scaling.points]
    for peer, size, why in scaling.missing:
        rows.append([f"{peer}, {scaling.what} {size:,}", "–", "–", why])
        records.append({"peer": peer, "size": size, "note": why})
    for peer in dict.fromkeys(point.peer for point in scaling.points):
        slope, error = scaling.exponent(peer)
        rows.append(
            [f"{peer}: seconds ~ {scaling.what}^k", f"k = {slope:.2f} ± {error:.2f}", "", ""]
        )
        records.append({"peer": peer, "exponent": slope, "standard error": error})
    columns = ["", "s/epoch", "peak memory, MB", "above start, MB"]
    return Table(f"Growing {scaling.what}", columns, rows, records)


def race_table(runs: Sequence[Run]) -> Table:
    """Median over the seeds of the way to the target."""
    rows, records = [], []
    for peer in dict.fromkeys(run.peer for run in runs):
        own = [run for run in runs if run.peer == peer]
        there = [run for run in own if run.reached]
        note = next((run.note for run in own if run.note), "")
        rows.append(
            [
                peer,
                number(median(run.time for run in there) if there else None, 1),
                number(median(len(run.seconds) for run in there) if there else None, 0),
                number(median(run.start_up for run in there) if there else None, 1),
                f"{len(there)} of {len(own)}",
                note,
            ]
        )
        records += [{**asdict(run), "reached": run.reached} for run in own]
    columns = ["", "s", "epochs", "start-up, s", "reached", "note"]
    return Table(f"Time to {runs[0].target:.0%} test accuracy", columns, rows, records)


def parts_table(parts: dict[int, dict[str, float]], setting: Setting) -> Table:
    """Microseconds of a step in each part, a column for each batch size."""
    names = list(dict.fromkeys(name for each in parts.values() for name in each))
    rows = [
        [name, *(f"{1e6 * each.get(name, 0):.1f}" for each in parts.values())] for name in names
    ]
    rows.append(["a whole step", *(f"{1e6 * sum(each.values()):.1f}" for each in parts.values())])
    records = [{"batch": size, "seconds": each} for size, each in parts.items()]
    columns = ["", *(f"batch {size}" for size in parts)]
    title = f"Where a step spends its time, in µs, {setting.name}"
    return Table(title, columns, rows, records)


def number(value: float | None, digits: int = 3, before: str = "") -> str:
    """A number as text; a dash where there is none."""
    return "–" if value is None else f"{before}{value:.{digits}f}"


def spread(low: float | None, high: float | None, digits: int = 3) -> str:
    """From the lowest to the highest, as text."""
    return "–" if low is None else f"{low:.{digits}f}–{high:.{digits}f}"


def write(folder: Path, name: str, about: dict[str, str], tables: Sequence[Table]) -> None:
    """Write NAME.md and NAME.json: the same tables, and what they depend on."""
    folder.mkdir(parents=True, exist_ok=True)
    facts = "\n".join(f"- {key}: {value}" for key, value in about.items())
    page = "\n\n".join([f"## {name}", facts, *(table.markdown() for table in tables)])
    (folder / f"{name}.md").write_text(page + "\n", encoding="utf-8")
    content = {"machine": about, "tables": [asdict(table) for table in tables]}
    text = json.dumps(content, indent=1, ensure_ascii=False)
    (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")
