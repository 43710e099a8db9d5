"""The experiments of lesson 14: their runs, and every statement of the lesson, block by block."""

import numpy as np
import pytest

from nnlib import mse
from nnlib.course import runs_scaling as runs
from nnlib.course.recorded import recorded

SCALES = list(runs.SCALINGS)


@pytest.fixture(scope="module")
def classic():
    return recorded(runs.CLASSIC)


@pytest.fixture(scope="module")
def grid():
    return recorded(runs.RATES)


@pytest.fixture(scope="module")
def today():
    return recorded(runs.TODAY)


def blocks(array):
    """The results of each kernel, in blocks of five seeds."""
    return [block for of_kernel in array for block in np.split(of_kernel, len(of_kernel) // 5)]


def of_each_scale(recording, result, **setting):
    """For each scale the blocks of a result."""
    return {name: blocks(recording(result, scaling=name, **setting)) for name in SCALES}


# --- runs ----------------------------------------------------------------------------------------


def test_digits_are_the_same_pictures_on_each_scale():
    raw, normalized, standardized = (runs.digits(False, name) for name in SCALES)
    assert raw.x.shape == raw.x_validation.shape == raw.x_test.shape == (1000, 784)
    np.testing.assert_allclose(255 * normalized.x_test, raw.x_test, rtol=1e-5)
    back = standardized.x_test * raw.x.std(dtype=float) + raw.x.mean(dtype=float)
    np.testing.assert_allclose(back, raw.x_test, atol=1e-2)
    assert raw.y.argmax(axis=1).tolist() != raw.labels_validation.tolist()


def test_fitted_raw_and_normalized_inputs_make_the_same_network():
    outputs = []
    for name in ("raw", "normalized"):
        data = runs.digits(False, name)
        network = runs.classic_network("normal", 0.1, seed=3)
        runs.fit_to_size(network, data.x, 0.1, momentum=0.9)
        network.fit(data.x, data.y, 10, 1, progress=False)
        outputs.append(network.predict(data.x_test))
    np.testing.assert_allclose(*outputs, atol=1e-3)


def test_rate_for_each_moves_each_parameter_by_its_own_rate_and_keeps_the_old():
    old, gradient = np.array([1.0, 2.0]), np.array([10.0, 10.0])
    optimizer = runs.RateForEach(np.array([0.1, 0.01]), momentum=0.5)
    new = optimizer.update(old, gradient)
    assert new.tolist() == [0.0, 1.9]
    np.testing.assert_allclose(optimizer.update(new, gradient), [-1.5, 1.75])
    assert old.tolist() == [1.0, 2.0]


def test_classic_runs_return_all_that_is_recorded_for_each_seed():
    found = runs.classic_runs(range(2), scaling="normalized", full=False, epochs=1)
    lengths = {name: {len(each) for each in entries} for name, entries in found.items()}
    assert lengths == {
        "accuracy": {1},
        "loss": {1},
        "saturated": {2},
        "gradient": {2},
        "confusion": {100},
    }
    truth, predicted = runs.labels_from(found["confusion"][0])
    assert np.mean(truth == predicted) == pytest.approx(found["accuracy"][0][0])
    assert sorted(truth) == sorted(runs.digits(False, "raw").labels_test)


def test_a_training_that_diverges_counts_as_guessing():
    setting = {"recipe": "today", "start": "normal", "scaling": "raw", "rate": 100.0}
    found = runs.judged_runs(range(1), **setting, full=False, epochs=1)
    assert found == {"validation": [0.1], "test": [0.1], "moved": [[0.0, 0.0, 0.0]]}


def test_networks_have_the_loss_and_the_sizes_of_the_comparison():
    network = runs.classic_network("uniform", 0.1, seed=0)
    assert [weights.shape for weights in network.weights] == [(784, 100), (100, 50), (50, 10)]
    assert network.loss is mse
    assert -0.5 <= network.params.min() < -0.49 < 0.49 < network.params.max() < 0.5


# --- what the lesson says ------------------------------------------------------------------------


@pytest.mark.parametrize("full", [True, False])
def test_normalized_beats_standardized_and_raw_is_far_behind_in_every_block(classic, full):
    ends = of_each_scale(classic, "accuracy", full=full, epochs=35)
    for raw, normalized, standardized in zip(*ends.values(), strict=True):
        assert raw[:, -1].max() < standardized[:, -1].min() - 0.2
        assert np.median(normalized[:, -1]) > np.median(standardized[:, -1])


def test_normalized_beats_standardized_in_every_pair_of_runs(classic):
    normalized, standardized = (classic("accuracy", scaling=s, full=True) for s in SCALES[1:])
    assert np.all(normalized[..., -1] > standardized[..., -1])


def test_published_numbers_lie_within_the_range_of_ours(classic):
    published = {"raw": 0.28, "normalized": 0.79, "standardized": 0.72}
    below = {
        name: np.sum(classic("accuracy", scaling=name, full=True)[..., -1] < number, axis=1)
        for name, number in published.items()
    }
    assert all(np.all((counts >= 1) & (counts < 10)) for counts in below.values())
    assert np.all(below["normalized"] < 5)  # in the lower part
    assert np.all(below["standardized"] < 5)


def test_first_layer_is_saturated_from_the_start_on_raw_inputs(classic):
    shares = of_each_scale(classic, "saturated", full=True)
    for raw, normalized, standardized in zip(*shares.values(), strict=True):
        assert raw.min() > 0.98
        assert np.all((standardized[:, 0] > 0.7) & (standardized[:, 0] < 0.85))
        assert np.all((normalized[:, 0] > 0.3) & (normalized[:, 0] < 0.5))
        assert normalized[:, -1].max() < 0.7 < 0.85 < standardized[:, -1].min()
        for share in (raw, normalized, standardized):
            assert np.median(share[:, 1] - share[:, 0]) >= np.median(share[:, -1] - share[:, 1])


def test_gradient_of_the_first_layer_begins_larger_and_dies_out_on_raw_inputs(classic):
    norms = of_each_scale(classic, "gradient", full=True)
    for raw, normalized, standardized in zip(*norms.values(), strict=True):
        assert raw[:, 0].min() > 3 * max(normalized[:, 0].max(), standardized[:, 0].max())
        assert np.median(raw[:, -1]) < 1e-4 < 1e-3 < min(normalized.min(), standardized.min())


def test_raw_run_in_the_middle_says_one_digit_for_half_of_all_and_more(classic):
    counts = classic("confusion", scaling="raw", full=True).reshape(-1, 10, 10)
    ends = classic("accuracy", scaling="raw", full=True)[..., -1].ravel()
    middle = counts[np.argsort(ends)[len(ends) // 2]]
    assert middle.sum(axis=0).max() > 5000


def at_best(recording, experiment, recipe, start, scaling):
    """The chosen rate, and the test accuracies there by block."""
    setting = {"recipe": recipe, "start": start, "scaling": scaling}
    rates, runs_at, best = runs.judged(recording, experiment, **setting)
    assert min(rates) < best < max(rates)
    kernels = len(recording.kernels)
    return best, blocks(runs_at[rates == best][0].reshape(kernels, -1))


def test_raw_stays_far_below_from_the_uniform_start_and_is_level_from_the_fitted_one(grid):
    at = {
        (start, name): at_best(grid, runs.RATES, "classic", start, name)[1]
        for start in ("uniform", "by size")
        for name in SCALES
    }
    for block in range(len(at["uniform", "raw"])):
        raw, normalized, standardized = (at["uniform", name][block] for name in SCALES)
        assert raw.max() + 0.2 < min(normalized.min(), standardized.min())
        fitted = [at["by size", name][block] for name in SCALES]
        assert np.ptp([np.median(each) for each in fitted]) < 0.01
        assert min(map(np.min, fitted)) > max(normalized.max(), standardized.max()) + 0.05


def test_fitted_start_fails_at_the_largest_rate_on_each_scale(grid):
    setting = {"recipe": "classic", "start": "by size", "rate": 3.0, "full": True}
    for scale in SCALES:
        assert all(np.median(b) < 0.6 for b in blocks(grid("test", scaling=scale, **setting)))


def test_upper_layers_are_frozen_with_one_rate_and_learn_with_a_rate_for_the_first_alone(grid):
    for start in ("weights by size", "by size"):
        setting = {"recipe": "classic", "start": start, "scaling": "raw"}
        best = runs.judged(grid, runs.RATES, **setting)[2]
        moved = grid("moved", rate=best, full=True, **setting).reshape(-1, 3)
        assert moved[:, 0].min() > 0.2
        if start == "by size":
            assert moved[:, 1:].min() > 0.2
        else:
            assert moved[:, 1:].max() < 0.005
            assert best == 0.0001  # which the prediction names


def test_both_ways_to_train_the_first_layer_end_close_together(grid):
    one, own = (
        at_best(grid, runs.RATES, "classic", start, "raw")[1]
        for start in ("weights by size", "by size")
    )
    assert all(abs(np.median(a) - np.median(b)) < 0.02 for a, b in zip(one, own, strict=True))


def test_recipe_of_today_leaves_raw_inputs_behind_unless_their_weights_fit(today):
    rates, at = {}, {}
    for name in SCALES:
        rates[name], at[name] = at_best(today, runs.TODAY, "today", "normal", name)
    _, fitted = at_best(today, runs.TODAY, "today", "by size", "raw")
    for raw, normalized, standardized, own in zip(*at.values(), fitted, strict=True):
        assert raw.max() + 0.03 < min(normalized.min(), standardized.min(), own.min())
        assert np.ptp([np.median(each) for each in (normalized, standardized, own)]) < 0.02
        assert np.median(standardized) > np.median(normalized)
    assert rates["normalized"] == rates["standardized"] == pytest.approx(100 * rates["raw"])


def test_size_puts_standardized_ahead_of_normalized_today_and_not_the_mean(today):
    normalized, standardized = (
        at_best(today, runs.TODAY, "today", "normal", name)[1] for name in SCALES[1:]
    )
    _, raw_of_size_1 = at_best(today, runs.TODAY, "today", "by size", "raw")
    for small, centred, not_centred in zip(normalized, standardized, raw_of_size_1, strict=True):
        assert np.all(centred > small)
        assert np.all(not_centred > small)
        assert 0 < np.sum(not_centred > centred) < len(centred)


def test_raw_inputs_may_end_at_guessing_at_the_next_rate_today(today):
    setting = {"recipe": "today", "start": "normal", "scaling": "raw", "rate": 0.001}
    assert all(b.min() < 0.3 for b in blocks(today("test", full=True, **setting)))
