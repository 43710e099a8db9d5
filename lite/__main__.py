"""Make the browser edition: ``python -m lite``, which ``make lite`` calls."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from lite.lessons import write_lessons
from lite.packages import download_wheels, write_packages
from lite.pages import add_to_pages
from nnlib.errors import MissingFile, PlainError

HERE = Path(__file__).parent
BUILD = HERE.parent / "build" / "lite"

KERNEL = "@jupyterlite/pyodide-kernel-extension"
FRONT_ENDS = ("ipycanvas", "jupyterlab_widgets")
"""The packages that have a part which runs in the page itself."""


class BuildFailed(PlainError, RuntimeError):
    """JupyterLite has stopped."""


def make(target: Path = BUILD) -> None:
    """Make the browser edition in a folder, in the place of the one that is there."""
    kernel = installed_kernel()
    with tempfile.TemporaryDirectory() as folder:
        parts = Path(folder)
        (parts / "wheels").mkdir()
        wheels = download_wheels(parts / "wheels")
        names = write_packages(
            parts / "static/pyodide", [*wheels, *(kernel / "static/pypi").glob("*.whl")]
        )
        write_settings(parts, names)
        (parts / "lessons").mkdir()
        write_lessons(parts / "lessons")
        extensions = [kernel, *(each for each in wheels if each.name.startswith(FRONT_ENDS))]
        build(parts, extensions)
        add_to_pages(parts / "site")
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(parts / "site", target)


def installed_kernel() -> Path:
    """Return the folder of the kernel's part that runs in the page.

    Raises:
        FileNotFoundError: JupyterLite is not installed.
    """
    folder = Path(sys.prefix) / "share/jupyter/labextensions" / KERNEL
    if not folder.is_dir():
        raise MissingFile("JupyterLite is not installed. In a terminal: pip install -e '.[lite]'")
    return folder


def write_settings(folder: Path, packages: list[str]) -> None:
    """Write the settings of JupyterLite, with the packages that the kernel loads at its start."""
    settings = json.loads((HERE / "jupyter-lite.json").read_text(encoding="utf-8"))
    plugins = settings["jupyter-config-data"]["litePluginSettings"]
    plugins[f"{KERNEL}:kernel"]["loadPyodideOptions"]["packages"] = packages
    (folder / "jupyter-lite.json").write_text(json.dumps(settings), encoding="utf-8")
    shutil.copy(HERE / "overrides.json", folder)


def build(folder: Path, extensions: list[Path]) -> None:
    """Let JupyterLite put the parts in a folder together, into its subfolder ``site``."""
    options = ["--lite-dir=.", "--contents=lessons", "--output-dir=site", "--apps=lab"]
    options += [
        "--ignore-sys-prefix",
        "--no-libarchive",
        "--no-sourcemaps",
        "--no-unused-shared-packages",
    ]
    options += [f"--LiteBuildConfig.federated_extensions={each}" for each in extensions]
    command = [sys.executable, "-m", "jupyterlite_core", "build", *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:  # else it is a line for each of a thousand files
        raise BuildFailed(
            f"JupyterLite could not build it:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        )


if __name__ == "__main__":
    try:
        make()
        print("The browser edition is ready, in build/lite. Any server can serve this folder:")
        print("  python -m http.server --directory build/lite --bind 127.0.0.1 8000")
    except PlainError as problem:
        sys.exit(str(problem))
