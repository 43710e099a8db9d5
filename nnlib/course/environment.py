"""Is everything there that the notebooks need? And if not: what is to be done, in words."""

from __future__ import annotations

import importlib
import importlib.util
import io
import os
import re
import sys
from collections.abc import Callable
from functools import partial
from importlib import metadata
from pathlib import Path

OLDEST_PYTHON = (3, 11)

FOLDER = Path(__file__).parents[2]
"""Where this nnlib lies: the folder of the series, which has a pyproject.toml."""

ONLY_FOR_09 = ("keras", "jax")
"""Packages that no notebook before 09 needs."""


def check_environment(optional: bool = False) -> None:
    """Print a line for each thing that the notebooks need: that it is fine, or what to do.

    A line that asks for something begins with an exclamation mark. Where all is well, the lines
    are the same on every machine.

    Args:
        optional: Whether to look for what only notebook 09 needs, too: Keras and the full MNIST.
    """
    checks: dict[str, Callable[[], str | None]] = {"Python": _python, "nnlib": _nnlib}
    for name, lowest in _packages().items():
        if name not in ONLY_FOR_09:
            checks[name] = partial(_package, name, lowest)
    checks |= {"figures": _figures, "widgets": _widgets, "digits": _digits}
    if optional:
        checks |= {"Keras": _keras, "full MNIST": _full_mnist}
    problems = {name: _problem(check) for name, check in checks.items()}
    for name, problem in problems.items():
        print(f"  {name:13} fine" if problem is None else f"! {name:13} {problem}")
    count = sum(problem is not None for problem in problems.values())
    print(f"\n{count} to be mended, see the ! above." if count else "\nEverything is there.")
    if not optional:
        print("Only notebook 09 needs Keras and the full MNIST; they were not looked for.")


def _problem(check: Callable[[], str | None]) -> str | None:
    try:
        return check()
    except Exception as error:
        return f"does not work: {type(error).__name__}: {error}"


def _python() -> str | None:
    if sys.version_info >= OLDEST_PYTHON:
        return None
    came, oldest = (".".join(map(str, v[:2])) for v in (sys.version_info, OLDEST_PYTHON))
    return (
        f"is {came}, the series needs {oldest} or newer. In the folder of the series: make clean, "
        "then make lab PYTHON=/path/to/a/newer/python3"
    )


def _install(what: str) -> str:
    return f"In a cell: %pip install {what}, then restart the kernel"


def _nnlib() -> str | None:
    """Is it the nnlib that lies beside the notebooks, where a change of it is seen?"""
    beside = _notebooks_folder()
    cure = _install(f"--no-deps --editable {beside or 'FOLDER'}")
    if not (FOLDER / "pyproject.toml").is_file():
        return f"is a copy in {FOLDER}, not the one beside the notebooks. {cure}"
    if beside is not None and beside.resolve() != FOLDER.resolve():
        return f"comes from {FOLDER}, and this notebook lies in {beside}. {cure}"
    return None


def _notebooks_folder() -> Path | None:
    """The folder of the series in which we are; None where we are somewhere else."""
    here = Path.cwd()
    folders = [here, *here.parents]
    return next(
        (each for each in folders if (each / "nnlib" / "course" / "environment.py").is_file()), None
    )


def _packages() -> dict[str, str]:
    """The packages that pyproject.toml asks for, each with its lowest version."""
    path = FOLDER / "pyproject.toml"
    if sys.version_info < OLDEST_PYTHON or not path.is_file():
        return {}  # there is no tomllib, or no list: _python or _nnlib says so
    import tomllib

    project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["notebooks"]
    return dict(re.findall(r"^([\w-]+)>=([\d.]+)", "\n".join(wanted), re.MULTILINE))


def _package(name: str, lowest: str) -> str | None:
    cure = _install(f'--upgrade "{name}>={lowest}"')
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return f"is missing. {cure}"
    if _numbers(version) < _numbers(lowest):
        return f"is {version}, the series needs {lowest} or newer. {cure}"
    return None


def _numbers(version: str) -> list[int]:
    """The numbers of a version up to the first that is no plain number.

    >>> _numbers("3.10.0rc1") > _numbers("3.9")
    True
    """
    plain = re.match(r"\d+(\.\d+)*", version)
    return [int(number) for number in plain.group().split(".")] if plain else []


def _figures() -> str | None:
    """Can one be drawn, and does it go into the notebook, as ``use_style`` has it?"""
    import matplotlib.pyplot as plt

    from nnlib.plots.style import show_in_notebook

    show_in_notebook()
    figure, ax = plt.subplots()
    ax.set_title("$x^2$")
    figure.savefig(io.BytesIO(), format="png")
    plt.close(figure)
    backend = plt.get_backend()
    if re.search("inline|ipympl|nbagg|widget", backend.lower()):
        return None
    return f"go to {backend}, not into a notebook. In a notebook, in a cell: %matplotlib inline"


def _widgets() -> str | None:
    """Progress bars and sliders need a package in the kernel, and one where JupyterLab runs."""
    importlib.import_module("ipywidgets").IntProgress().close()
    return _package("jupyterlab_widgets", "3.0")


def _digits() -> str | None:
    from nnlib.datasets import load_mnist

    (x_train, _), (x_test, _) = load_mnist()
    return None if len(x_train) == 4000 and len(x_test) == 1000 else "are not all there"


def _keras() -> str | None:
    """Keras is of no use without one of the libraries that compute for it."""
    backends = ("jax", "torch", "tensorflow")
    if not any(importlib.util.find_spec(name) for name in backends):
        return "has nothing to compute with. " + _install('"jax>=0.5"')
    return _package("keras", _packages()["keras"])


def _full_mnist() -> str | None:
    named = os.environ.get("NNLIB_MNIST")
    keras_home = Path(os.environ.get("KERAS_HOME", "~/.keras")).expanduser()
    path = keras_home / "datasets" / "mnist.npz" if named is None else Path(named)
    if path.is_file():
        return None
    return (
        f"is not at {path}. With a network, load_mnist(full=True) downloads it once; without one, "
        "bring the file mnist.npz and name its path in the environment variable NNLIB_MNIST"
    )
