"""Recorded experiments: what is read, what is refused and why, and what a new run gives."""

import json
import subprocess
import sys

import numpy as np
import pytest

from nnlib.course import record as recording_command
from nnlib.course import recorded as module
from nnlib.course.record import record
from nnlib.course.recorded import Experiment, Recording, compare_with_recorded, recorded


def draws(seeds, *, scale, size=3):
    """A number, a list and a success for each seed."""
    rngs = [np.random.default_rng(seed) for seed in seeds]
    numbers = [round(scale * rng.random(), 3) for rng in rngs]
    return {
        "number": numbers,
        "curve": [[number] * size for number in numbers],
        "solved": [bool(number > scale / 2) for number in numbers],
    }


EXPERIMENT = Experiment(
    "draws", draws, [{"scale": 1}, {"scale": 2}], seeds=5, block=2, live={"size": 1}
)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FOLDER", tmp_path / "recorded")
    return tmp_path / "recorded"


@pytest.fixture
def kernels(monkeypatch):
    """A function that says which kernel this process is to think that it has."""

    def pretend(name):
        for each in (module, recording_command):
            monkeypatch.setattr(each, "kernel", lambda: name)

    pretend("first")
    return pretend


def lines_of(experiment):
    return experiment.path.read_text(encoding="utf-8").splitlines()


def test_what_was_recorded_is_read_by_kernel_and_seed(kernels):
    record(EXPERIMENT)
    kernels("second")
    record(EXPERIMENT)
    recording = recorded(EXPERIMENT)
    assert recording.kernels == ("first", "second")
    assert not recording.is_live
    assert recording("number", scale=2).shape == (2, 5)
    assert recording("curve", scale=2).shape == (2, 5, 3)
    np.testing.assert_array_equal(
        recording("number", scale=2)[1], draws(range(5), scale=2)["number"]
    )
    assert recording("solved", scale=1).dtype == bool


def test_each_line_says_where_and_when_it_was_made(kernels):
    record(EXPERIMENT)
    head, first, *_ = map(json.loads, lines_of(EXPERIMENT))
    assert head == {"experiment": "draws", "version": 1, "seeds": 5}
    assert (first["kernel"], first["first_seed"]) == ("first", 0)
    assert set(first["made"]) == {"date", "python", "numpy", "nnlib"}


def test_recording_goes_on_where_it_was_stopped(kernels):
    calls = []

    def stopped(seeds, **setting):
        if len(calls) == 3:
            raise KeyboardInterrupt
        calls.append((seeds, setting))
        return draws(seeds, **setting)

    with pytest.raises(KeyboardInterrupt):
        record(EXPERIMENT._replace(run=stopped))
    assert len(lines_of(EXPERIMENT)) == 1 + 3
    calls.clear()
    record(EXPERIMENT._replace(run=lambda *args, **kw: calls.append(args) or draws(*args, **kw)))
    assert len(calls) == 3
    assert not recorded(EXPERIMENT).is_live


def test_torn_last_line_is_done_again(kernels):
    record(EXPERIMENT)
    whole = EXPERIMENT.path.read_text(encoding="utf-8")
    EXPERIMENT.path.write_text(whole[:-20], encoding="utf-8")
    calls = []
    record(EXPERIMENT._replace(run=lambda *args, **kw: calls.append(args) or draws(*args, **kw)))
    assert len(calls) == 1
    assert EXPERIMENT.path.read_text(encoding="utf-8") == whole


def test_other_version_is_recorded_from_the_beginning(kernels):
    record(EXPERIMENT)
    newer = EXPERIMENT._replace(version=2)
    record(newer)
    assert len(lines_of(newer)) == 1 + 6
    assert not recorded(newer).is_live


def test_new_setting_is_added_and_an_old_one_removed(kernels):
    record(EXPERIMENT)
    changed = EXPERIMENT._replace(settings=[{"scale": 2}, {"scale": 3}])
    record(changed)
    assert len(lines_of(changed)) == 1 + 6
    assert recorded(changed)("number", scale=3).shape == (1, 5)


def tear(path):
    path.write_text(path.read_text(encoding="utf-8")[:-20], encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "experiment", "reason"),
    [
        (lambda path: path.unlink(), EXPERIMENT, "are missing"),
        (tear, EXPERIMENT, "is cut or changed"),
        (lambda path: path.write_text(""), EXPERIMENT, "cannot be read"),
        (lambda path: path.write_text("[1]\n[2]\n"), EXPERIMENT, "cannot be read"),
        (lambda path: path.write_bytes(b"\xff\xfe"), EXPERIMENT, "cannot be read"),
        (lambda path: None, EXPERIMENT._replace(version=2), "another version"),
        (lambda path: None, EXPERIMENT._replace(seeds=6), "another version"),
        (lambda path: None, EXPERIMENT._replace(settings=[{"scale": 3}]), "lack some"),
    ],
)
def test_file_that_cannot_be_used_is_named_and_a_few_runs_take_its_place(
    damage, experiment, reason, kernels, capsys
):
    record(EXPERIMENT)
    damage(EXPERIMENT.path)
    recording = recorded(experiment)
    said = capsys.readouterr().out
    assert reason in said
    assert "make experiments WHAT=draws" in said
    (setting,) = experiment.settings[-1:]
    assert recording.is_live
    assert recording("curve", **setting).shape == (1, 2, 1)


def test_kernel_that_is_not_finished_is_left_out(kernels):
    record(EXPERIMENT)
    whole = EXPERIMENT.path.read_text(encoding="utf-8")
    half = "".join(whole.replace('"first"', '"second"').splitlines(keepends=True)[1:3])
    EXPERIMENT.path.write_text(whole + half, encoding="utf-8")
    assert recorded(EXPERIMENT).kernels == ("first",)


@pytest.mark.parametrize(
    ("result", "setting", "message"),
    [
        ("loss", {"scale": 1}, "result is 'loss', expected one of: number, curve, solved"),
        ("number", {}, "2 settings of 'draws'"),
        ("number", {"scale": 5}, "0 settings of 'draws'"),
    ],
)
def test_question_without_an_answer_is_refused(result, setting, message, kernels):
    record(EXPERIMENT)
    with pytest.raises(ValueError, match=message):
        recorded(EXPERIMENT)(result, **setting)


def test_worker_with_another_kernel_is_refused(kernels):
    with pytest.raises(RuntimeError, match="computes with the kernel first, expected other"):
        recording_command.run_block(EXPERIMENT, "other", ({"scale": 1}, range(2)))


def test_rate_far_from_the_recorded_one_is_outside():
    often = [True] * 90 + [False] * 10
    assert compare_with_recorded([True] * 9 + [False], often).endswith("Within.")
    assert "you can expect 6 to 10" in compare_with_recorded([True] * 3 + [False] * 7, often)
    assert compare_with_recorded([False] * 10, often).endswith("That is outside.")


def test_number_outside_of_the_recorded_ones_is_counted():
    assert compare_with_recorded([0.1, 0.5], [0.4, 0.6]).endswith("1 of 2 outside.")


def test_command_records_in_processes_with_each_kernel(tmp_path):
    """The real command, with an experiment of its own instead of the lessons'."""
    script = tmp_path / "small.py"
    script.write_text(
        "import sys, pathlib\n"
        "from nnlib.course import record, recorded\n"
        f"recorded.FOLDER = pathlib.Path({str(tmp_path / 'out')!r})\n"
        "it = recorded.Experiment('abs', lambda seeds, *, k: {'r': [k * s for s in seeds]},\n"
        "    [{'k': 2}], seeds=4)\n"
        "record.experiments = lambda: {'abs': it}\n"
        "sys.exit(record.main(sys.argv[1:]))\n"
    )
    command = [sys.executable, str(script), "abs", "--here", "--jobs", "2"]
    subprocess.run(command, check=True, capture_output=True)
    lines = (tmp_path / "out" / "abs.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["results"]["r"] for line in lines[1:]] == [[0], [2], [4], [6]]


def test_unknown_experiment_is_refused(capsys, monkeypatch):
    monkeypatch.setattr(recording_command, "experiments", lambda: {"draws": EXPERIMENT})
    with pytest.raises(SystemExit):
        recording_command.main(["xro"])
    assert "unknown: xro. Known: draws" in capsys.readouterr().err


def test_recording_of_a_live_run_has_the_same_form():
    recording = module.live(EXPERIMENT)
    assert isinstance(recording, Recording)
    assert recording("number", scale=1).shape == (1, 2)
