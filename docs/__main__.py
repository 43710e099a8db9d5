"""Make the site: ``python -m docs [folder]``, by default ``build/site``."""

import argparse
import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from docs import explorers, gallery, lessons, teaching
from nnlib.errors import MissingPackage, PlainError

DOCS = Path(__file__).parent
BUILD = DOCS.with_name("build")

ADVICE = "make site installs it, and so does pip install --editable '.[site]'"
"""Where a package is missing."""


def main() -> int:
    """Make the site, and say where it is."""
    parser = argparse.ArgumentParser(prog="python -m docs", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=BUILD / "site")
    folder = parser.parse_args().folder
    try:
        make_site(folder)
    except PlainError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"The site is ready: {folder}/index.html")
    return 0


def make_site(folder: Path) -> None:
    """Make the site in a folder; what was in it before is taken away.

    Raises:
        ImportError: Sphinx or another package of the extra ``site`` is not installed.
        RuntimeError: Sphinx has found something to complain about.
    """
    source = BUILD / "site-source"
    assemble(source)
    shutil.rmtree(folder, ignore_errors=True)
    run_sphinx(source, folder)


def assemble(source: Path) -> None:
    """Put everything that Sphinx reads into one folder: what is written, and what is generated."""
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(DOCS / "pages", source)
    shutil.copy(DOCS / "conf.py", source)
    shutil.copytree(DOCS / "static", source / "_static")
    (source / "_static/pictures").mkdir()
    explorers.write_moving_picture(source / "_static/pictures")
    copy_mathjax(source / "_static/mathjax")
    lessons.write_pages(source)
    teaching.write_pages(source / "teach")
    gallery.write_pages(source / "gallery")


def copy_mathjax(folder: Path) -> None:
    """Copy what MathJax needs to draw formulas as SVG: one file, which has its fonts in it."""
    found = find_spec("mathjax")
    if found is None or not found.submodule_search_locations:
        raise MissingPackage(f"mathjax is not installed: {ADVICE}.")
    folder.mkdir(parents=True)
    shutil.copy(Path(found.submodule_search_locations[0]) / "static/mathjax/es5/tex-svg.js", folder)


def run_sphinx(source: Path, folder: Path) -> None:
    """Run Sphinx, for which a warning is an error."""
    try:
        from sphinx.cmd.build import build_main
    except ImportError as error:
        raise MissingPackage(f"{error.name} is not installed: {ADVICE}.") from None
    strict = ["--fail-on-warning", "--keep-going", "--quiet", "--jobs", "2"]
    if build_main(
        [*strict, "--doctree-dir", str(BUILD / "site-doctrees"), str(source), str(folder)]
    ):
        raise SiteIsWrong("The site has mistakes: they stand above.")
    (folder / ".nojekyll").touch()  # else GitHub Pages leaves out the folders with an underscore


class SiteIsWrong(PlainError, RuntimeError):
    """Sphinx has found something to complain about."""


if __name__ == "__main__":
    # The figures are so small that a second thread gains nothing.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("MPLBACKEND", "agg")
    sys.exit(main())
