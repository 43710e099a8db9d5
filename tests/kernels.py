"""Run the notebooks as other processors would compute them, and compare every output.

OpenBLAS, which computes NumPy's matrix products, has a kernel for each family of processors. They
add the same numbers in another order, so the same seed ends in other last digits, and where a
training is sensitive in another result. What a notebook prints and claims must hold on all of them.

    python tests/kernels.py                                  every notebook, every setting
    python tests/kernels.py 08 09 --settings Haswell         two notebooks, one kernel
    OMP_NUM_THREADS=1 python tests/kernels.py                on a busy machine

The kernels run with a thread for each core, as on a reader's machine. Threads of OpenBLAS wait for
each other in a loop: where other programs want the cores as well, that takes ten times as long.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from nnlib.course.kernels import KERNELS, environment_with, why_not

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))


class Setting(NamedTuple):
    """What is set in the environment, and the field of threadpoolctl's report that shows it."""

    variable: str
    value: str
    field: str


SETTINGS = {name: Setting("OPENBLAS_CORETYPE", name, "architecture") for name in KERNELS}
SETTINGS["one thread"] = Setting("OMP_NUM_THREADS", "1", "num_threads")  # with the own kernel


class Cells(NamedTuple):
    """How many cells of a notebook passed, failed and were skipped."""

    passed: int
    failed: int
    skipped: int

    def __str__(self) -> str:
        return "skipped" if self.skipped and not self.failed else f"{self.passed} / {self.failed}"


def run(notebook: Path, setting: Setting) -> Cells:
    """Run a notebook under a setting, and compare every output with the stored one."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        options = ["--quiet", "--no-header", "--nbval", f"--junit-xml={report}"]
        command = [sys.executable, "-m", "pytest", *options, str(notebook)]
        code = subprocess.run(
            command, cwd=ROOT, env=environment_with(setting.variable, setting.value), check=False
        ).returncode
        if not report.exists():
            return Cells(0, 1, 0)
        suite = ElementTree.parse(report).getroot()[0]
    total, failed, errors, skipped = (
        int(suite.get(name)) for name in ("tests", "failures", "errors", "skipped")
    )
    failed = max(failed + errors, int(code != 0))
    return Cells(total - failed - skipped, failed, skipped)


def table(results: dict[tuple[str, str], Cells]) -> str:
    """Notebooks down, settings across: how many cells passed, and how many failed."""
    notebooks, settings = (list(dict.fromkeys(names)) for names in zip(*results, strict=True))
    lines = ["cells passed / failed".ljust(30) + "".join(name.rjust(12) for name in settings)]
    for notebook in notebooks:
        cells = (str(results[notebook, setting]).rjust(12) for setting in settings)
        lines.append(notebook.ljust(30) + "".join(cells))
    return "\n".join(lines)


def chosen_by(arguments: list[str] | None) -> tuple[list[Path], list[str]]:
    """The notebooks and the settings that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", help="how their names begin, such as 08")
    parser.add_argument("--settings", nargs="+", choices=SETTINGS, default=list(SETTINGS))
    chosen = parser.parse_args(arguments)
    beginnings = tuple(chosen.notebooks) or ("",)
    return [path for path in NOTEBOOKS if path.name.startswith(beginnings)], chosen.settings


def main(arguments: list[str] | None = None) -> int:
    """Run each notebook under each setting, and return 1 if a cell failed, else 0."""
    notebooks, names = chosen_by(arguments)
    skipped = {name: reason for name in names if (reason := why_not(*SETTINGS[name]))}
    pairs = [(path, name) for name in names if name not in skipped for path in notebooks]
    results = {}
    for number, (path, name) in enumerate(pairs, start=1):
        print(f"\n{number} of {len(pairs)}: {path.stem}, {name}", flush=True)
        results[path.stem, name] = run(path, SETTINGS[name])
    for name, reason in skipped.items():
        print(f"\n{name} was skipped. {reason}.")
    if results:
        print("\n" + table(results))
    return int(any(cells.failed for cells in results.values()))


if __name__ == "__main__":
    sys.exit(main())
