"""make kernels: it says which notebook failed under which setting, and what it could not set."""

import json

import kernels
import pytest
from kernels import SETTINGS, Cells, Setting, main, table

from nnlib.course.kernels import environment_with, why_not


def test_the_environment_has_no_say(monkeypatch):
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Zen")
    monkeypatch.setenv("OPENBLAS_L2_SIZE", "512")
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    environment = environment_with(*SETTINGS["one thread"][:2])
    assert environment["OMP_NUM_THREADS"] == "1"
    assert not any(name.startswith("OPENBLAS") for name in environment)
    environment = environment_with(*SETTINGS["Nehalem"][:2])
    assert environment["OPENBLAS_CORETYPE"] == "Nehalem"
    assert environment["OMP_NUM_THREADS"] == "7"  # on a busy machine, one may ask for 1


def test_one_thread_is_seen_to_run():
    assert why_not(*SETTINGS["one thread"]) is None


def test_a_kernel_that_does_not_run_is_skipped_with_a_word(monkeypatch, capsys):
    monkeypatch.setitem(SETTINGS, "Nehalem", Setting("OPENBLAS_CORETYPE", "Z80", "architecture"))
    assert main(["00", "--settings", "Nehalem"]) == 0
    assert "Nehalem was skipped. NumPy runs with architecture " in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize(("stored", "failed"), [("2", 0), ("3", 1)])
def test_a_wrong_output_is_counted(monkeypatch, tmp_path, capsys, stored, failed):
    monkeypatch.setattr(kernels, "NOTEBOOKS", [notebook_of_one_plus_one(tmp_path, stored)])
    assert main(["--settings", "one thread"]) == failed
    row = capsys.readouterr().out.splitlines()[-1]
    assert row.split() == ["00_sum", str(2 - failed), "/", str(failed)]


def notebook_of_one_plus_one(folder, stored):
    """A notebook of two cells, the second of which prints 2, and has this output stored."""
    out = {"output_type": "stream", "name": "stdout", "text": stored + "\n"}
    cell = {"cell_type": "code", "execution_count": 1, "metadata": {}, "source": "1", "outputs": []}
    cells = [cell | {"source": "pass"}, cell | {"source": "print(1 + 1)", "outputs": [out]}]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    path = folder / "00_sum.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def test_the_table_has_a_row_for_each_notebook_and_a_column_for_each_setting():
    results = {
        ("08", "Haswell"): Cells(49, 1, 0),
        ("09", "Haswell"): Cells(0, 0, 50),
        ("08", "one thread"): Cells(50, 0, 0),
        ("09", "one thread"): Cells(0, 1, 0),
    }
    assert [line.split() for line in table(results).splitlines()] == [
        ["cells", "passed", "/", "failed", "Haswell", "one", "thread"],
        ["08", "49", "/", "1", "50", "/", "0"],
        ["09", "skipped", "0", "/", "1"],
    ]
