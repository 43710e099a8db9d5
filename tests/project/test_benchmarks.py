"""The benchmarks train the same thing everywhere, and report the same numbers everywhere.

Nothing here looks at how long anything takes.
"""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from benchmarks import pictures, report
from benchmarks.measure import BAND, Comparison, Row, compare, judge, workers
from benchmarks.parts import CHECK
from benchmarks.peers import PEERS
from benchmarks.race import Run
from benchmarks.scaling import Point, Scaling, fit_exponent
from benchmarks.tasks import Task, initial_weights, load_data, write_digits
from benchmarks.workers import PeerError, Worker, reason
from nnlib import relative_error
from nnlib.course.timing import REST

BLOBS = Task((8, 6, 5, 3), batch_size=32, dtype="float64", data="blobs", shuffle=False)
LEARNERS = [peer for peer in PEERS if hasattr(PEERS[peer], "labels")]


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


@pytest.mark.parametrize("peer", [each for each in LEARNERS if each != "PyTorch compiled"])
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
    with workers(peers, threads=1) as started:
        found = compare(task, started, rounds=3)
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

    (row,) = compare(BLOBS, {"elsewhere": Broken()}, rounds=2).rows
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
    found = Comparison(BLOBS, [Row("nnlib", [2.0], 0.97), *rows])
    assert found.ratio("a") == 2
    assert found.ratio("c") is None


def test_table_markdown_and_json_hold_the_same_numbers(comparison, tmp_path):
    table = report.comparison_table(comparison)
    report.write(tmp_path, "goals", report.machine(1, "blobs"), [table])
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
    assert {"date", "CPU", "threads", "numpy", "torch", "data"} <= content["machine"].keys()


def test_pictures_can_be_drawn(comparison):
    points = [
        Point(p, n, n / 1e4, 10**8, 10**7) for p in ("nnlib", "other") for n in (10, 100, 1000)
    ]
    found = Scaling("samples", points, [("elsewhere", 7, "not installed: elsewhere")])
    figures = [
        pictures.ratios([comparison]),
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
