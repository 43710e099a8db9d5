"""Check that everything is installed that the notebooks need; if not, say what to do."""

from __future__ import annotations

import importlib
import importlib.util
import io
import re
import sys
from collections.abc import Callable
from functools import partial
from importlib import metadata
from pathlib import Path

from nnlib.errors import PlainError

OLDEST_PYTHON = (3, 11)

FOLDER = Path(__file__).parents[2]
"""Where this nnlib is: the folder of the course, which has a pyproject.toml."""


def check_environment(optional: bool = False) -> None:
    """Print a line for each thing that the notebooks need: that it is fine, or what to do.

    A line that asks for something begins with an exclamation mark. If all is well, the lines are
    the same on every machine.

    Args:
        optional: Whether to check also what only notebook 15 needs: Keras and the full MNIST.
    """
    checks: dict[str, Callable[[], str | None]] = {"Python": _python, "nnlib": _nnlib}
    for name, lowest in _packages("notebooks").items():
        checks[name] = partial(_package, name, lowest)
    checks |= {"figures": _figures, "widgets": _widgets, "digits": _digits}
    if optional:
        checks |= {"Keras": _keras, "full MNIST": _full_mnist}
    problems = {name: _problem(check) for name, check in checks.items()}
    for name, problem in problems.items():
        print(f"  {name:13} fine" if problem is None else f"! {name:13} {problem}")
    count = sum(problem is not None for problem in problems.values())
    problems_marked = f"{count} problem{'s' * (count > 1)}, marked with ! above."
    print(f"\n{problems_marked if count else 'Everything is there.'}")
    if not optional:
        print("Only notebook 15 needs Keras and the full MNIST; they were not looked for.")


def _problem(check: Callable[[], str | None]) -> str | None:
    try:
        return check()
    except PlainError as error:
        return f"does not work: {error}"
    except Exception as error:
        return f"does not work: {type(error).__name__}: {error}"


def _python() -> str | None:
    if sys.version_info >= OLDEST_PYTHON:
        return None
    got, oldest = (".".join(map(str, v[:2])) for v in (sys.version_info, OLDEST_PYTHON))
    return (
        f"is {got}, the course needs {oldest} or newer. In the folder of the course: make clean, "
        "then make lab PYTHON=/path/to/a/newer/python3"
    )


def _install(what: str) -> str:
    return f"In a cell: %pip install {what}, then restart the kernel"


def _nnlib() -> str | None:
    """Check that it is the nnlib beside the notebooks, so that changes in it take effect.

    In a browser there is no other, and no folder of the course.
    """
    if sys.platform == "emscripten":
        return None
    beside = _notebooks_folder()
    cure = _install(f"--no-deps --editable {beside or 'FOLDER'}")
    if not (FOLDER / "pyproject.toml").is_file():
        return f"is a copy in {FOLDER}, not the one beside the notebooks. {cure}"
    if beside is not None and beside.resolve() != FOLDER.resolve():
        return f"is imported from {FOLDER}, but this notebook is in {beside}. {cure}"
    return None


def _notebooks_folder() -> Path | None:
    """The folder of the course that contains the working directory; None if there is none."""
    here = Path.cwd()
    folders = [here, *here.parents]
    return next(
        (each for each in folders if (each / "nnlib" / "course" / "environment.py").is_file()), None
    )


def _packages(extra: str) -> dict[str, str]:
    """The packages that pyproject.toml requires with this extra, each with its lowest version."""
    path = FOLDER / "pyproject.toml"
    if sys.version_info < OLDEST_PYTHON or not path.is_file():
        return {}  # no tomllib, or no list: _python or _nnlib says so
    import tomllib

    project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
    required = project["dependencies"] + project["optional-dependencies"][extra]
    return dict(re.findall(r"^([\w-]+)>=([\d.]+)", "\n".join(required), re.MULTILINE))


def _package(name: str, lowest: str) -> str | None:
    cure = _install(f'--upgrade "{name}>={lowest}"')
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return f"is missing. {cure}"
    if _numbers(version) < _numbers(lowest):
        return f"is {version}, the course needs {lowest} or newer. {cure}"
    return None


def _numbers(version: str) -> list[int]:
    """The numbers of a version, up to the first part that is not a plain number.

    >>> _numbers("3.10.0rc1") > _numbers("3.9")
    True
    """
    plain = re.match(r"\d+(\.\d+)*", version)
    return [int(number) for number in plain.group().split(".")] if plain else []


def _figures() -> str | None:
    """Check that a figure can be drawn, and appears in the notebook, as use_style has it."""
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
    """Check both packages of progress bars and sliders: the kernel's and JupyterLab's."""
    importlib.import_module("ipywidgets").IntProgress().close()
    return _package("jupyterlab_widgets", "3.0")


def _digits() -> str | None:
    from nnlib.datasets import load_mnist

    (x_train, _), (x_test, _) = load_mnist()
    return None if len(x_train) == 4000 and len(x_test) == 1000 else "are not all there"


def _keras() -> str | None:
    """Check Keras and that one of the libraries is there that compute for it."""
    from nnlib.full_mnist import choose_keras_backend

    choose_keras_backend()
    return _package("keras", _packages("keras")["keras"])


def _full_mnist() -> str | None:
    from nnlib.full_mnist import full_mnist_path, read_mnist

    path = full_mnist_path()
    if path.exists():
        read_mnist(path)
        return None
    return (
        f"is not at {path}. With a network, load_mnist(full=True) downloads it once; without one, "
        "bring the file mnist.npz and name its path in the environment variable NNLIB_MNIST"
    )
