"""Install a lock of this folder, and nnlib itself, into the Python that runs this file.

    python requirements/install.py lab

It says which package it is at. pip compares every file with its hash in the lock.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--no-deps")


def install(lock: Path) -> None:
    """Install the packages of a lock, then nnlib as it stands in the folder around this one."""
    pip = subprocess.Popen(
        [*PIP, "--progress-bar=off", "--require-hashes", f"--requirement={lock}"],
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    for line in progress(pip.stdout, lock.read_text(encoding="utf-8").count("==")):
        print(f"  {line:<70}", end="\r" if sys.stdout.isatty() else "\n", flush=True)
    if pip.wait() != 0:
        sys.exit(f"\npip could not install {lock}: its own words stand above.")
    # setuptools, which builds nnlib, comes from the lock, too.
    own = ["--quiet", "--no-build-isolation", f"--editable={FOLDER.parent}"]
    subprocess.run([*PIP, *own], check=True)
    print(f"  {'All packages are there.':<70}")


def progress(lines: Iterator[str], total: int) -> Iterator[str]:
    """Make a line for each package out of what pip prints, and say when the end is near."""
    number = 0
    for line in lines:
        first, *words = line.split() or [""]
        if first == "Ignoring":  # made for another system, or another Python
            total -= 1
        elif first in ("Collecting", "Requirement"):
            number += 1
            name = words[0] if first == "Collecting" else words[2]
            yield f"package {number} of {total}: {name.partition('==')[0]}"
        elif line.startswith("Installing collected"):
            yield f"unpacking {len(words) - 2} packages: a minute or two"


if __name__ == "__main__":
    install(FOLDER / f"{sys.argv[1]}.lock")
