"""An error of nnlib in a notebook: one sentence and the reader's own line, no traceback."""

import pickle
import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from nnlib import DivergenceError, errors
from nnlib.errors import MissingFile, PlainError, WrongOrder, WrongType, WrongValue

KINDS = [
    (WrongValue, ValueError),
    (WrongType, TypeError),
    (WrongOrder, RuntimeError),
    (MissingFile, FileNotFoundError),
    (DivergenceError, ArithmeticError),
]


@pytest.fixture
def run_cell(capsys, monkeypatch, tmp_path):
    """A function that runs the code of a cell, and returns what the reader sees."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    # The shell puts a module of its own in this place.
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))

    def run(code):
        shell.run_cell(code)
        out, err = capsys.readouterr()
        return out + err

    return run


@pytest.mark.parametrize(("kind", "builtin"), KINDS)
def test_error_is_the_built_in_one_that_programmers_expect(kind, builtin):
    with pytest.raises(builtin, match=r"^x is empty\.$"):
        raise kind("x is empty.")


def test_all_errors_are_shown_plainly():
    own = [each for each in vars(errors).values() if isinstance(each, type)]
    kinds = [each for each in own if issubclass(each, Exception) and each is not PlainError]
    assert {kind for kind, _ in KINDS} <= set(kinds)
    assert all(issubclass(kind, PlainError) for kind in kinds)


def test_cell_shows_one_sentence_and_the_line(run_cell):
    shown = run_cell("from nnlib import softmax\n\nsoftmax([1.0, 2.0])  # one row\n")
    lines = shown.strip().splitlines()
    assert "ValueError" in lines[0]
    assert "x has shape (2,), expected (n, m)." in lines[0]
    assert lines[1] == "In line 3 of the cell: softmax([1.0, 2.0])  # one row"
    assert len(lines) == 2


def test_name_is_red_in_a_notebook_and_without_a_cell_no_line_is_shown():
    shown = WrongValue("x is empty.")._render_traceback_()
    assert shown == ["\x1b[31mValueError\x1b[0m: x is empty."]


def test_error_is_shown_under_the_name_by_which_one_catches_it(run_cell):
    shown = run_cell("import nnlib\nraise nnlib.DivergenceError('training diverged')\n")
    assert "DivergenceError" in shown.splitlines()[0]


def test_line_is_the_innermost_one_of_the_reader(run_cell):
    run_cell("from nnlib import mse\ndef loss(y):\n    return mse([[1.0]], y)\n")
    shown = run_cell("loss([[1.0, 2.0]])")
    assert "In line 3 of the cell: return mse([[1.0]], y)" in shown
    assert "Traceback" not in shown


def test_notes_are_shown_too(run_cell):
    code = "from nnlib.errors import WrongValue\nerror = WrongValue('x is empty.')\n"
    shown = run_cell(f"{code}error.add_note('Look at x.')\nraise error")
    assert shown.index("x is empty.") < shown.index("Look at x.") < shown.index("In line 4")


def test_other_errors_keep_their_traceback(run_cell):
    assert "Traceback" in run_cell("1 / 0")


# joblib hands errors of its workers on this way.
@pytest.mark.parametrize(("kind", "builtin"), KINDS)
def test_error_survives_pickling(kind, builtin):
    again = pickle.loads(pickle.dumps(kind("x is empty.")))
    assert type(again) is kind
    assert str(again) == "x is empty."


def test_divergence_keeps_the_losses_before_it():
    error = pickle.loads(pickle.dumps(DivergenceError("diverged.", (3.0, 2.0))))
    assert error.losses == [3.0, 2.0]
    assert str(error) == "diverged."
