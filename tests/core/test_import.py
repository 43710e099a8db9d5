"""The package as a whole: what importing it loads, what it offers, how long it is to read."""

import ast
import io
import subprocess
import sys
import tokenize
import tomllib
from functools import cache
from pathlib import Path

import pytest

import nnlib

FOLDER = Path(nnlib.__file__).parent
READING_PATH = [
    FOLDER / f"{name}.py"
    for name in ("activations", "losses", "initializers", "layers", "optimizers", "network")
]
NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """The modules that a fresh Python has loaded after importing NumPy, and after nnlib."""
    code = "import {}, sys; print('\\n'.join(sys.modules))"
    runs = [
        subprocess.run(
            [sys.executable, "-c", code.format(name)],
            cwd=tmp_path_factory.mktemp("empty"),
            capture_output=True,
            text=True,
            check=True,
        )
        for name in ("numpy.random", "nnlib")
    ]
    return [set(run.stdout.split()) for run in runs]


def test_import_loads_numpy_and_otherwise_the_standard_library_only(loaded):
    with_numpy, with_nnlib = loaded
    packages = {name.split(".")[0] for name in with_nnlib - with_numpy}
    assert packages - sys.stdlib_module_names - {"numpy"} == {"nnlib"}


def test_import_of_plots_widgets_and_lessons_is_left_to_who_needs_them(loaded):
    _, with_nnlib = loaded
    folders = [path.name for path in FOLDER.iterdir() if (path / "__init__.py").exists()]
    assert len(folders) >= 3
    assert not {f"nnlib.{folder}" for folder in folders} & with_nnlib


def test_figures_and_explorers_take_no_memory_for_what_few_lessons_need():
    code = "import nnlib.plots, nnlib.widgets, nnlib.course.lesson_01, sys; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"sklearn", "scipy", "pandas", "joblib", "keras"}.isdisjoint(run.stdout.split())


def test_version_is_that_of_the_project():
    project = tomllib.loads((FOLDER.parent / "pyproject.toml").read_text(encoding="utf-8"))
    assert nnlib.__version__ == project["project"]["version"]


@pytest.mark.parametrize("name", nnlib.__all__)
def test_public_name_is_there_and_documented(name):
    value = getattr(nnlib, name)
    assert value.__doc__
    if callable(value):
        assert value.__module__.startswith("nnlib.")


def test_public_names_are_sorted_out():
    assert len(set(nnlib.__all__)) == len(nnlib.__all__)
    public = {name for name, value in vars(nnlib).items() if callable(value)}
    assert public <= set(nnlib.__all__)


@cache
def code_lines(path):
    """The numbers of the lines that hold code: not blank, no comment, no docstring."""
    source = path.read_text(encoding="utf-8")
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in NO_CODE:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            lines.difference_update(range(node.lineno, node.end_lineno + 1))
    return lines


def lines_of_code(path):
    return len(code_lines(path))


EXAMPLE = '''"""A docstring
of two lines."""

# A comment.
TEXT = """
    no docstring
"""

def f():  # code
    """A docstring."""
    return (
        TEXT)
'''


def test_lines_of_code_are_counted_rightly(tmp_path):
    path = tmp_path / "example.py"
    path.write_text(EXAMPLE)
    assert lines_of_code(path) == 6
    assert [lines_of_body(path, each) for each in functions_of(path)] == [2]


def test_reading_path_is_read_in_one_sitting():
    assert sum(map(lines_of_code, READING_PATH)) <= 370


def test_network_fits_on_two_screens():
    assert lines_of_code(FOLDER / "network.py") <= 110


def test_order_of_reading_is_that_of_the_package():
    places = [nnlib.__doc__.index(f"``{path.stem}``") for path in READING_PATH]
    assert places == sorted(places)


def functions_of(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def lines_of_body(path, function):
    """How many lines of code a function has below its signature."""
    body = range(function.body[0].lineno, function.end_lineno + 1)
    return len(code_lines(path).intersection(body))


@pytest.mark.parametrize(
    "path", sorted(FOLDER.rglob("*.py")), ids=lambda path: str(path.relative_to(FOLDER))
)
def test_every_function_fits_on_a_screen(path):
    longest = 20 if path in READING_PATH else 30
    sizes = [(each.name, lines_of_body(path, each)) for each in functions_of(path)]
    assert [(name, size) for name, size in sizes if size > longest] == []


# network.py is the loop that the learner writes: what stands around it is in other files.


@pytest.fixture(scope="module")
def network_nodes():
    return list(ast.walk(ast.parse((FOLDER / "network.py").read_text(encoding="utf-8"))))


def test_network_holds_no_error_message(network_nodes):
    docstrings = [node.value for node in network_nodes if isinstance(node, ast.Expr)]
    constants = [node for node in network_nodes if isinstance(node, ast.Constant)]
    texts = [e.value for e in constants if isinstance(e.value, str) and e not in docstrings]
    assert len(texts) >= 3
    for text in texts:
        # A name, or the call that a check speaks of: no sentence is an expression of Python.
        ast.parse(text, mode="eval")
    assert not any(isinstance(node, ast.Raise | ast.JoinedStr) for node in network_nodes)


@pytest.mark.parametrize("word", ["tqdm", "bar", "view", "copy", "deepcopy", "pickle"])
def test_network_holds_no_bar_no_view_and_no_copying(network_nodes, word):
    names = [getattr(node, "id", getattr(node, "attr", None)) for node in network_nodes]
    modules = [e.name for n in network_nodes if isinstance(n, ast.Import) for e in n.names]
    assert word not in names + modules
