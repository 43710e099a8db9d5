"""The package as a whole: what importing it loads, what it offers, how long it is to read."""

import ast
import io
import subprocess
import sys
import tokenize
from pathlib import Path

import pytest

import nnlib

HEAVY = [
    "IPython",
    "matplotlib",
    "ipywidgets",
    "sklearn",
    "pandas",
    "keras",
    "jax",
    "scipy",
    "mlxtend",
    "tqdm",
]
FOLDER = Path(nnlib.__file__).parent
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
    """The modules that a fresh Python has loaded after ``import nnlib``."""
    code = "import sys, nnlib; print('\\n'.join(sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path_factory.mktemp("empty"),
        capture_output=True,
        text=True,
        check=True,
    )
    return set(run.stdout.split())


@pytest.mark.parametrize("package", HEAVY)
def test_import_does_not_load(loaded, package):
    assert "nnlib.network" in loaded
    assert package not in loaded


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


def lines_of_code(path):
    """The lines of a file that hold code: not blank, no comment, no docstring."""
    source = path.read_text(encoding="utf-8")
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in NO_CODE:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            lines.difference_update(range(node.lineno, node.end_lineno + 1))
    return len(lines)


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


def test_core_can_be_read_in_one_sitting():
    core = list(FOLDER.glob("*.py"))
    assert len(core) >= 10
    assert sum(map(lines_of_code, core)) < 880


def functions_of(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


SHORT = [path for folder in (".", "course", "plots") for path in FOLDER.glob(f"{folder}/*.py")]


@pytest.mark.parametrize("path", sorted(SHORT), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_function_fits_on_a_screen(path):
    for function in functions_of(path):
        has_docstring = ast.get_docstring(function) is not None
        body = function.body[1:] if has_docstring else function.body
        assert sum(each.end_lineno - each.lineno + 1 for each in body) <= 30, function.name
