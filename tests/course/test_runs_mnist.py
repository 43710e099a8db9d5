"""The experiments of lesson 15: their runs, and what the lesson says of the recorded ones."""

from itertools import pairwise

import numpy as np
import pytest

from nnlib.course import mnist_network, recorded
from nnlib.course import runs_mnist as runs
from nnlib.course.lesson_15 import choose_recipe
from nnlib.course.recorded import recorded as read


@pytest.fixture(scope="module")
def recipes():
    return read(runs.RECIPE_RUNS)


@pytest.fixture(scope="module")
def wide():
    return read(runs.WIDE_RUNS)


def errors_of(recording, recipes):
    """Validation errors of each kernel, ``(kernels, recipes, seeds, epochs)``."""
    return np.stack([recording("validation", **recipe) for recipe in recipes], axis=1)


# --- runs ----------------------------------------------------------------------------------------


def test_decay_leaves_the_part_that_is_asked_for():
    network, decay = runs.new_network(2, 0.3, seed=0), runs.Decay(epochs=7, end=0.05)
    for epoch in range(1, 8):
        decay.on_epoch_end(network, epoch, 1.0)
    assert network.optimizer.learning_rate == pytest.approx(0.3 * 0.05)


def test_training_in_turns_is_one_training():
    setting = {"hidden": 5, "rate": 0.1, "end": 0.1, "softness": 0, "batch_size": 64}
    digits = runs.three_parts(full=False)
    network, errors = runs.trained(digits, 1, **setting, epochs=3)
    once, decay = runs.new_network(5, 0.1, seed=1), runs.Decay(3, 0.1)
    y = np.eye(10, dtype=np.float32)[digits.labels]
    once.fit(digits.x, y, 64, 3, on_epoch_end=decay.on_epoch_end, progress=False)
    np.testing.assert_array_equal(network.params, once.params)
    assert errors[-1] == runs.error(once, digits.x_val, digits.labels_val)


def test_distorted_digits_are_new_after_every_second_epoch(monkeypatch):
    seen = []
    fit = runs.NeuralNetwork.fit
    monkeypatch.setattr(
        runs.NeuralNetwork,
        "fit",
        lambda self, x, *args, **kw: seen.append(x) or fit(self, x, *args, **kw),
    )
    digits = runs.three_parts(full=False)
    few = digits._replace(x=digits.x[:64], labels=digits.labels[:64])
    runs.trained(few, 0, **runs.DISTORTED | {"hidden": 2, "epochs": 4})
    same = [np.array_equal(a, b) for a, b in pairwise(seen)]
    assert same == [True, False, True]


def test_runs_return_a_curve_and_a_test_error_for_each_seed():
    found = runs.mnist_runs(range(2), **runs.RECIPES[-1] | runs.CHECKED | {"hidden": 3})
    assert [len(curve) for curve in found["validation"]] == [2, 2]
    assert all(0 < error < 100 for error in found["test"])


# --- the network in a file -----------------------------------------------------------------------


def test_packed_weights_are_off_by_half_a_step_at_most():
    network, copy = (runs.new_network(20, 0.1, seed=seed) for seed in (3, 4))
    mnist_network.unpack(mnist_network.pack(network), copy)
    for weights, copied in zip(network.weights, copy.weights, strict=True):
        step = np.abs(weights).max(axis=0) / mnist_network.STEPS
        assert np.all(np.abs(weights - copied) <= 0.501 * step)
    np.testing.assert_array_equal(network.biases[0], copy.biases[0])


@pytest.mark.parametrize("damage", [lambda path: None, lambda path: path.write_bytes(b"PK\3\4")])
def test_network_that_cannot_be_read_is_named_and_a_little_one_takes_its_place(
    damage, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(recorded, "FOLDER", tmp_path)
    damage(mnist_network.path())
    network = mnist_network.recorded_network()
    said = capsys.readouterr().out
    assert "cannot be read" in said
    assert "python -m nnlib.course.mnist_network" in said
    digits = runs.three_parts(full=False)
    assert runs.error(network, digits.x_val, digits.labels_val) < 70


def test_recorded_network_reads_digits():
    digits = runs.three_parts(full=False)
    network = mnist_network.recorded_network()
    assert mnist_network.path().stat().st_size < 700_000
    assert runs.error(network, digits.x_test, digits.labels_test) < 2


# --- what the lesson says, on the recorded runs ---------------------------------------------------


def test_recorded_files_are_whole_and_small(recipes, wide):
    assert not recipes.is_live
    assert not wide.is_live
    for experiment in runs.EXPERIMENTS:
        assert experiment.path.stat().st_size < 200_000, experiment.name


@pytest.mark.parametrize("experiment", runs.EXPERIMENTS, ids=lambda each: each.name)
def test_sample_run_again_lies_where_the_recorded_ones_do(experiment):
    (setting,) = experiment.sample
    before = read(experiment)("test", **setting)
    (again,) = experiment.run(range(1), **setting)["test"]
    assert before.min() / 2 < again < 2 * before.max()


def test_each_kind_has_its_best_rate_inside_the_range(recipes):
    for kind in (runs.CONSTANT, runs.DECAY):
        assert {choose_recipe(errors) for errors in errors_of(recipes, kind)} == {1}


def test_decay_helps_at_one_rate_and_hardly_at_the_best_ones(recipes):
    constant, decay = (errors_of(recipes, kind)[..., -1] for kind in (runs.CONSTANT, runs.DECAY))
    same_rate = constant[:, 2].mean(axis=1), decay[:, 1].mean(axis=1)
    assert runs.CONSTANT[2]["rate"] == runs.DECAY[1]["rate"]
    assert np.all(same_rate[1] < 0.95 * same_rate[0])
    best = constant[:, 1], decay[:, 1]
    assert np.all(np.abs(best[1].mean(axis=1) / best[0].mean(axis=1) - 1) < 0.05)
    assert np.all(np.ptp(best[1], axis=1) < np.ptp(best[0], axis=1))


def test_soft_targets_end_lower_in_the_mean_and_are_chosen(recipes):
    decay, soft = (errors_of(recipes, kind)[:, 1, :, -1] for kind in (runs.DECAY, runs.SOFT))
    assert np.all(soft.mean(axis=1) < decay.mean(axis=1))
    assert np.mean(soft < decay) == pytest.approx(5 / 6)
    assert {choose_recipe(each) for each in errors_of(recipes, runs.RECIPES)} == {7}


def test_goals_are_reached(wide):
    control, soft, distorted = (
        wide("test", **each) for each in (runs.CONTROL, runs.WIDE_SOFT, runs.DISTORTED)
    )
    assert np.all(soft.mean(axis=1) <= 1.6)
    assert np.all(distorted.mean(axis=1) <= 0.75)
    assert np.all(distorted < soft)
    assert np.all(soft < control)


def test_distortions_save_about_half_of_the_validation_errors(wide):
    control, distorted = (
        wide("validation", **each)[..., -1] for each in (runs.CONTROL, runs.DISTORTED)
    )
    saved = 1 - distorted / control
    assert np.all((saved > 0.35) & (saved < 0.65))
