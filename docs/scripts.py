"""What pages need from npm: MathJax for the formulas. It is served along with the site.

``package-lock.json`` names the version and the hash of each package; npm refuses another one.
"""

import shutil
import subprocess
from pathlib import Path

from nnlib.errors import MissingPackage, PlainError

DOCS = Path(__file__).parent
CACHE = DOCS.with_name("build") / "npm"


class NotInstalled(PlainError, RuntimeError):
    """npm could not install a package."""


def copy_mathjax(folder: Path) -> None:
    """Copy what MathJax needs to draw formulas as SVG: one file, which has its fonts in it."""
    folder.mkdir(parents=True)
    shutil.copy(installed("mathjax") / "es5/tex-svg.js", folder)


def installed(package: str) -> Path:
    """Return the folder of an npm package, which is installed once.

    Raises:
        ImportError: npm is not installed.
        RuntimeError: npm could not install it: there is no network, or the hash is another one.
    """
    lock = CACHE / "package-lock.json"
    folder = CACHE / "node_modules" / package
    wanted = (DOCS / "package-lock.json").read_text(encoding="utf-8")
    if not folder.exists() or not lock.exists() or lock.read_text(encoding="utf-8") != wanted:
        _install()
    return folder


def _install() -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise MissingPackage("npm is not installed: the site needs it once, to fetch MathJax.")
    shutil.rmtree(CACHE, ignore_errors=True)
    CACHE.mkdir(parents=True)
    shutil.copy(DOCS / "package.json", CACHE)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(CACHE)]
    # The lock is copied last: it says that the installation is whole.
    shutil.copy(DOCS / "package-lock.json", CACHE)
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        shutil.rmtree(CACHE)
        raise NotInstalled(f"npm could not install what the site needs:\n{result.stderr.strip()}")
