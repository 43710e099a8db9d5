"""What make mutants changes, and that what it leaves out is still there."""

import ast
import runpy
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "mutants"
NNLIB = Path(__file__).parents[2] / "nnlib"

SOURCE = '''
@checked
def f(x, n=1):
    """A docstring."""
    if x < n and not x.empty:
        raise ValueError(f"x is {x}")
    x += 0.5
    return x.copy()
'''

MUTANTS = {
    "@checked  ->  def f(x, n=1):",
    "def f(x, n=1):  ->  def f(x, n=2):",
    "if x < n and (not x.empty):  ->  if True:",
    "if x < n and (not x.empty):  ->  if False:",
    "if x < n and (not x.empty):  ->  if x < n or not x.empty:",
    "if x < n and (not x.empty):  ->  if x <= n and (not x.empty):",
    "if x < n and (not x.empty):  ->  if x < n and x.empty:",
    "raise ValueError(f'x is {x}')  ->  pass",
    "raise ValueError(f'x is {x}')  ->  raise ValueError('')",
    "x += 0.5  ->  pass",
    "x += 0.5  ->  x -= 0.5",
    "x += 0.5  ->  x += 0.75",
    "return x.copy()  ->  return None",
    "return x.copy()  ->  return x",
}


@pytest.fixture
def changes_of(monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return runpy.run_path(str(FOLDER / "changes.py"))["changes_of"]


def test_each_place_is_changed_once_in_each_way(changes_of):
    tree = ast.parse(SOURCE)
    found = [str(change) for change in changes_of(tree, "m")]
    assert sorted(found) == sorted(f"m.f: {mutant}" for mutant in MUTANTS)
    # To describe a mutant leaves the module as it was.
    assert ast.unparse(tree) == ast.unparse(ast.parse(SOURCE))


def test_each_mutant_that_is_left_out_is_one(changes_of):
    lines = (FOLDER / "equivalent.txt").read_text(encoding="utf-8").splitlines()
    listed = {line for line in lines if line and not line.startswith("#")}
    modules = {line.partition(":")[0].partition(".")[0] for line in listed}
    trees = {module: ast.parse((NNLIB / f"{module}.py").read_text("utf-8")) for module in modules}
    made = {str(change) for module, tree in trees.items() for change in changes_of(tree, module)}
    assert listed - made == set()
