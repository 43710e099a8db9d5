"""The benchmarks train the same thing everywhere, and report the same numbers everywhere.

Nothing here looks at how long anything takes.
"""

import contextlib
import json
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks import pictures, report, suites
from benchmarks.measure import BAND, Comparison, Row, compare, judge, workers
from benchmarks.parts import CHECK
from benchmarks.peers import PEERS
from benchmarks.race import Run
from benchmarks.scaling import Point, Scaling, fit_exponent
from benchmarks.settings import CORES, SETTINGS, UNLIMITED, busy_cores
from benchmarks.start_up import import_seconds
from benchmarks.stopwatch import REST
from benchmarks.tasks import Task, initial_weights, load_data, write_digits
from benchmarks.versions import Pair, VersionError, compare_versions
from benchmarks.workers import PeerError, Trial, Worker, limits, reason
from nnlib import relative_error

BLOBS = Task((8, 6, 5, 3), batch_size=32, dtype="float64", data="blobs", shuffle=False)
LEFT_OUT = ("PyTorch compiled", UNLIMITED)  # one compiles for long, the other is nnlib
LEARNERS = [peer for peer in PEERS if hasattr(PEERS[peer], "labels") and peer not in LEFT_OUT]
ONE_CORE = SETTINGS["one"]
ROOT = Path(__file__).parents[2]


def trained(peer, epochs=3):
    """Weights and accuracy after some epochs with each optimizer, in a process of its own."""
    worker, found = Worker(threads=1), {}
    try:
        for optimizer in ("SGD", "Adam"):
            worker.call("prepare", peer, replace(BLOBS, optimizer=optimizer))
            for _ in range(epochs):
                worker.call("epoch")
            found[optimizer] = worker.call("weights"), worker.call("accuracy")
    except PeerError as error:
        if str(error).startswith("not installed"):
            pytest.skip(str(error))
        raise
    finally:
        worker.close()
    return found


@pytest.fixture(scope="module")
def ours():
    return trained("nnlib")


@pytest.mark.slow
@pytest.mark.parametrize("peer", LEARNERS)
def test_every_peer_learns_the_same_weights(ours, peer):
    theirs = trained(peer)
    # PyTorch and the textbook put Adam's epsilon behind the correction for the start.
    for optimizer, tolerance in (("SGD", 1e-6), ("Adam", 1e-3)):
        (weights, accuracy), (our_weights, our_accuracy) = theirs[optimizer], ours[optimizer]
        for pair, our_pair in zip(weights, our_weights, strict=True):
            for their_own, our_own in zip(pair, our_pair, strict=True):
                assert relative_error(np.asarray(their_own, np.float64), our_own) < tolerance
        assert accuracy == pytest.approx(our_accuracy, abs=0.01)


def test_training_moves_every_weight_far_beyond_the_tolerance(ours):
    for (after, _), (before, _) in zip(ours["SGD"][0], initial_weights(BLOBS), strict=True):
        assert relative_error(after, before) > 0.01


@pytest.fixture(scope="module")
def comparison():
    task = Task((8, 6, 3), batch_size=32, data="blobs")
    peers = ["nnlib", "literal NumPy loop", "bare matrix products"]
    with workers(peers, ONE_CORE) as started:
        found = compare(task, started, 3, ONE_CORE)
    found.rows.append(Row("elsewhere", note=reason(ModuleNotFoundError(name="elsewhere"))))
    return found


def test_rounds_are_timed_and_accuracies_taken(comparison):
    nnlib, literal, products, missing = comparison.rows
    assert all(len(row.seconds) == 3 for row in (nnlib, literal, products))
    assert nnlib.accuracy > 0.75
    assert abs(nnlib.accuracy - literal.accuracy) <= BAND
    assert products.accuracy is None
    assert missing.note == "not installed: elsewhere"


def test_a_peer_that_cannot_run_is_a_row_that_says_so():
    class Broken:
        def call(self, method, *_):
            raise PeerError("not installed: elsewhere")

    (row,) = compare(BLOBS, {"elsewhere": Broken()}, 2, ONE_CORE).rows
    assert (row.seconds, row.note) == ([], "not installed: elsewhere")


def test_a_run_that_does_not_learn_does_not_count():
    rows = [
        Row("a", [1.0], 0.97),
        Row("b", [1.0], 0.96),
        Row("c", [1.0], 0.1),
        Row("d", [1.0], 0.9),
    ]
    judge(rows)
    assert [bool(row.note) for row in rows] == [False, False, True, True]
    found = Comparison(BLOBS, [Row("nnlib", [2.0], 0.97), *rows], ONE_CORE)
    assert found.ratio("a") == 2
    assert found.ratio("c") is None


def test_table_markdown_and_json_hold_the_same_numbers(comparison, tmp_path):
    table = report.comparison_table(comparison)
    report.write(tmp_path, "goals", report.machine("blobs"), [table])
    markdown = (tmp_path / "goals.md").read_text(encoding="utf-8")
    content = json.loads((tmp_path / "goals.json").read_text(encoding="utf-8"))
    (stored,) = content["tables"]
    assert len(stored["records"]) == len(table.rows) == 4
    for record, cells in zip(stored["records"], table.rows, strict=True):
        line = next(line for line in table.text().splitlines() if line.startswith(record["peer"]))
        for cell in cells:
            assert cell in line
        assert "| " + " | ".join(cells) + " |" in markdown
        if record["seconds"] is not None:
            assert cells[1] == f"{record['seconds']:.3f}"
            assert cells[3] == f"{record['ratio']:.2f}"
            assert record["seconds"] == np.median(record["all seconds"])
    assert {"date", "CPU", "cores", "numpy", "torch", "data"} <= content["machine"].keys()


def test_pictures_can_be_drawn(comparison):
    points = [
        Point(p, n, n / 1e4, 10**8, 10**7) for p in ("nnlib", "other") for n in (10, 100, 1000)
    ]
    found = Scaling("samples", points, [("elsewhere", 7, "not installed: elsewhere")])
    figures = [
        pictures.ratios([comparison, replace(comparison, setting=SETTINGS["busy"])]),
        pictures.grid([comparison]),
        pictures.scaling([found]),
        pictures.parts({1: {"loss": 1e-6}}, {1: 1e-6}),
    ]
    for figure in figures:
        figure.canvas.draw()
    table = report.scaling_table(found).text()
    assert "k = 1.00 ± 0.00" in table
    assert re.search(r"elsewhere, samples 7 .* not installed: elsewhere", table)


def test_the_race_shows_who_reached_the_target_and_when():
    runs = [
        Run("nnlib", 0, [2.0, 1.0, 1.0], [0.9, 0.97, 0.99], 0.98),
        Run("slow", 0, [5.0, 5.0], [0.8, 0.9], 0.98),
    ]
    (ax,) = pictures.race(runs).axes
    assert [label.get_text() for label in ax.get_yticklabels()] == ["nnlib"]
    assert list(ax.lines[0].get_xdata()) == [3.0]


def test_the_race_that_nobody_finishes_is_drawn():
    (ax,) = pictures.race([Run("slow", 0, [5.0, 5.0], [0.8, 0.9], 0.98)]).axes
    assert [label.get_text() for label in ax.get_yticklabels()] == ["nobody reached it"]


def test_no_two_peers_look_alike():
    assert len({tuple(pictures.look(index).values()) for index in range(len(PEERS))}) == len(PEERS)


def test_exponent_is_the_slope_in_logarithms():
    assert fit_exponent([1, 2, 4, 8], [3, 12, 48, 192]) == pytest.approx((2, 0), abs=1e-12)
    _, error = fit_exponent([1, 2, 4, 8], [3, 11, 55, 180])
    assert error > 0.01


def test_a_file_of_digits_holds_them_repeated(tmp_path):
    write_digits(tmp_path / "digits.npy", 4100)
    data = load_data(str(tmp_path / "digits.npy"), None, "float32")
    assert isinstance(data.x, np.memmap)
    assert data.x.shape == (4100, 784)
    np.testing.assert_array_equal(data.x[:100], data.x[4000:])
    np.testing.assert_array_equal(data.y[:100], data.y[4000:])
    assert data.x.max() == 1


has_affinity = pytest.mark.skipif(
    not (hasattr(os, "sched_getaffinity") and Path("/proc/self/environ").exists()),
    reason="this system does not say what a process may use",
)


def test_a_setting_says_what_each_peer_has():
    found = {
        name: [setting.threads(peer) for peer in ("nnlib", UNLIMITED, "scikit-learn")]
        for name, setting in SETTINGS.items()
    }
    assert found == {
        "one": [1, 1, 1],
        "all": [CORES, CORES, CORES],
        "busy": [1, CORES, CORES],
    }
    assert [setting.cores for setting in SETTINGS.values()] == [1, CORES, CORES]
    assert [setting.is_busy for setting in SETTINGS.values()] == [False, False, True]


@has_affinity
@pytest.mark.parametrize("cores", [1, CORES])
def test_a_process_has_the_cores_and_the_threads_it_was_given(cores):
    worker = Worker(threads=1, cores=cores)
    try:
        worker.call("prepare", "nnlib", BLOBS)
        environment = Path(f"/proc/{worker.process.pid}/environ").read_text(encoding="utf-8")
        assert "OPENBLAS_NUM_THREADS=1" in environment.split("\0")
        assert len(os.sched_getaffinity(worker.process.pid)) == cores
    finally:
        worker.close()
    assert len(os.sched_getaffinity(0)) == CORES


@has_affinity
@pytest.mark.parametrize(("cores", "is_counted"), [({0}, False), ({0, 1}, True)])
def test_on_one_core_the_time_of_other_programs_does_not_count(monkeypatch, cores, is_counted):
    class Waiting:
        def train_epoch(self):
            time.sleep(0.5)

    trial = Trial.__new__(Trial)
    trial.peer = Waiting()
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: cores)
    assert (trial.epoch() >= 0.5) == is_counted


def test_no_worker_computes_with_the_kernel_of_another_processor(monkeypatch):
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Nehalem")
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    with limits(threads=3, cores=1):
        assert "OPENBLAS_CORETYPE" not in os.environ
        assert os.environ["OMP_NUM_THREADS"] == "3"
    assert os.environ["OPENBLAS_CORETYPE"] == "Nehalem"
    assert "OMP_NUM_THREADS" not in os.environ


def test_busy_cores_are_busy_only_for_a_while():
    others = set(multiprocessing.active_children())
    with busy_cores(1):
        (busy,) = set(multiprocessing.active_children()) - others
        assert busy.is_alive()
    assert busy not in multiprocessing.active_children()


KILLED = """
import os
from benchmarks.settings import busy_cores
if __name__ == "__main__":
    with busy_cores(1) as (process,):
        print(process.pid, flush=True)
        os._exit(1)
"""


def is_running(pid):
    """Whether there is such a process, and not only its entry in the table."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


@has_affinity
def test_a_core_is_free_again_when_the_benchmark_is_killed(tmp_path):
    script, output = tmp_path / "killed.py", tmp_path / "output"
    script.write_text(KILLED, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with output.open("w", encoding="utf-8") as file:
        subprocess.run([sys.executable, str(script)], env=environment, stdout=file, check=False)
    pid, deadline = int(output.read_text(encoding="utf-8")), time.monotonic() + 30
    try:
        while is_running(pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not is_running(pid)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def test_goals_are_those_of_one_network_in_their_setting():
    task = Task(suites.NETWORK, 32)
    assert suites.goal(task, "scikit-learn", ONE_CORE) == 0.65
    assert suites.goal(task, "jitted JAX scan", SETTINGS["busy"]) == 1.5
    assert suites.goal(task, "scikit-learn", SETTINGS["all"]) is None
    for other in (replace(task, optimizer="Adam"), replace(task, dtype="float64")):
        assert suites.goal(other, "scikit-learn", ONE_CORE) is None
    for setting in SETTINGS.values():
        goals = suites.GOALS.get(setting.name, {})
        assert {task.batch_size for task in suites.goal_tasks("mnist", False, setting)} >= set(
            goals
        )
        assert {peer for each in goals.values() for peer in each} <= set(suites.goal_peers(setting))


def test_a_goal_is_reached_missed_or_not_measured():
    rows = [
        Row("nnlib", [1.0, 1.0, 1.0], 0.9),
        Row("PyTorch eager", [2.5, 2.5, 1.5], 0.9),
        Row("scikit-learn", [1.2, 1.2, 3.0], 0.9),
        Row("Keras on JAX", note="not installed: keras"),
        Row("literal NumPy loop", [1.0, 1.0, 1.0], 0.9),
    ]
    goals = report.goals_of(Comparison(Task(suites.NETWORK, 128), rows, ONE_CORE))
    assert [each.verdict for each in goals] == [
        "reached",
        "missed",
        "not measured: not installed: keras",
    ]
    table = report.goals_table(goals)
    assert table.title == "Goals: 1 of 3 reached"
    assert table.rows[1][1:] == ["≤ 0.70", "0.833", "0.333–0.833", "missed"]


def test_import_is_timed_after_numpy():
    (seconds,) = import_seconds(1)
    assert 0 < seconds < 60


SMALL = [Task(batch_size=100, samples=400)]


def test_this_version_beside_itself_has_the_same_losses():
    (pair,) = compare_versions(ROOT, 1, 2, SMALL)
    assert pair.losses[0] == pair.losses[1] > 0
    assert len(pair.ratios) == 2
    (row,) = report.versions_table([pair]).rows
    assert row[0] == "784-100-10, batch 100, float32, SGD"
    assert report.version_goal(pair).at_most == 1.03


def test_a_version_that_computes_something_else_has_no_ratio():
    pair = Pair(SMALL[0], [1.0], [1.0], losses=(0.5, 0.6))
    assert not pair.ratios
    assert report.version_goal(pair).verdict == "not measured: the losses differ: 0.5000 and 0.6000"


def test_a_folder_without_nnlib_is_no_version(tmp_path):
    with pytest.raises(VersionError, match=r"there is no nnlib in|does not run"):
        compare_versions(tmp_path, 1, 1, SMALL)


def test_the_parts_of_a_step_add_up_and_all_are_seen():
    worker = Worker(threads=1)
    worker.call("prepare", "nnlib", BLOBS)
    parts = worker.call("parts", 2)
    worker.close()
    assert all(seconds > 0 for seconds in parts.values())
    named = {CHECK, REST, "gather the batch", "layer 1 (8→6) forward", "layer 1 (8→6) backward"}
    assert named <= parts.keys()
    # Five layers there and back, softmax there only: its way back is in the collapsed pair.
    assert len(parts) == 2 * 5 + 1 + len([CHECK, "batch", "loss", "derivative", "update", REST])
