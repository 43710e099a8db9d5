"""Change nnlib's core in one place at a time, and see whether a test of tests/core notices.

Each change makes a mutant: ``<`` becomes ``<=``, a condition is always true, a statement is left
out, a text is empty. A mutant that no test notices is a line that no test guards. Those that change
nothing one could test stand in equivalent.txt, under their reasons.

    python tests/mutants                  every module of the core
    python tests/mutants losses layers    two modules
    python tests/mutants --every 10       a tenth of the mutants
    python tests/mutants --listed         only those of equivalent.txt: is one noticed by now?

It has no package to do so: mutmut 3 leaves out what is decorated (each activation, each loss, each
property) and what stands outside of functions (the defaults of the optimizers); cosmic-ray starts
Python, NumPy and pytest anew for each of thousands of mutants. Here they are forked from one
process that has imported all but nnlib, and each meets the tests that run its line, the fastest
first. No file is changed: a mutant lives in the memory of its process. It needs Linux or macOS.
"""

import argparse
import ast
import sys
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from changes import Change, changes_of
from running import CORE, ROOT, Tests, all_passed, prepare

LISTED = Path(__file__).with_name("equivalent.txt")


class Row(NamedTuple):
    """What has become of the mutants of a module."""

    module: str
    made: int
    tried: int
    killed: int
    equivalent: int
    survived: int

    def __str__(self) -> str:
        return self.module.ljust(20) + "".join(str(number).rjust(11) for number in self[1:])


def listed() -> dict[str, set[str]]:
    """Return the mutants of equivalent.txt by module."""
    found = defaultdict(set)
    for line in LISTED.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            found[line.partition(":")[0].partition(".")[0]].add(line)
    return found


def tests_for(change: Change, tests: Tests, module: str) -> list[str]:
    """Return the tests that run what is changed, the fastest first.

    Defaults and constants are computed when the module is imported. For these: the tests that run
    the function that the default belongs to, or anything of the module.
    """
    for node in (change.old, *change.functions):
        if found := tests.that_run(module, node):
            return found
    return tests.that_run(module)


def look_at(module: str, known: set[str], tests: Tests, every: int, only_listed: bool) -> Row:
    """Make the mutants of a module, print the survivors, and count."""
    path = ROOT / f"nnlib/{module}.py"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    made = {str(change): change for change in changes_of(tree, module)}
    for text in known - made.keys():
        print(f"  no longer a mutant: {text}")
    chosen = {text: change for text, change in made.items() if (text in known) == only_listed}
    tried = dict(list(chosen.items())[::every])
    work = [(text, change, tests_for(change, tests, module)) for text, change in tried.items()]
    survivors = 0
    for text in all_passed(module, tree, work, tests):
        survivors += 1
        print(f"  survived: {text}", flush=True)
    equivalent = len(known & made.keys())
    return Row(module, len(made), len(tried), len(tried) - survivors, equivalent, survivors)


def main(arguments: list[str] | None = None) -> int:
    """Print the survivors and a table by module; return 1 if there is a survivor, else 0."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*", choices=[[], *CORE], metavar="module", default=[])
    parser.add_argument("--every", type=int, default=1, help="try each nth mutant")
    parser.add_argument("--listed", action="store_true", help="only those of equivalent.txt")
    chosen = parser.parse_args(arguments)
    tests, known, rows = prepare(), listed(), []
    print(" " * 20 + "".join(name.rjust(11) for name in Row._fields[1:]))
    for module in chosen.modules or CORE:
        rows.append(look_at(module, known[module], tests, chosen.every, chosen.listed))
        print(rows[-1], flush=True)
    total = Row("all", *(sum(column) for column in zip(*(row[1:] for row in rows), strict=True)))
    print(total)
    return int(total.survived > 0 and not chosen.listed)


if __name__ == "__main__":
    sys.exit(main())
