"""The experiments of XOR: many networks at once as one by one, and what lesson 13 says of them."""

import numpy as np
import pytest
from scipy.stats import binomtest

from nnlib.course import runs_xor as runs
from nnlib.course.exercises import Mistake
from nnlib.course.lesson_13 import discordant, use_run
from nnlib.course.recorded import recorded


@pytest.mark.parametrize("width", [2, 3])
@pytest.mark.parametrize("name", runs.METHODS)
def test_networks_trained_together_end_where_each_ends_alone(name, width):
    method, seeds = runs.METHODS[name], range(5, 8)
    params, orders = runs.starts(seeds, width, method.initialization, 100)
    together = runs.train_all(params, orders, 0.1, method)
    for seed, trained in zip(seeds, together, strict=True):
        alone = runs.network(seed, width, 0.1, method)
        alone.fit(runs.X, runs.Y, batch_size=method.batch, epochs=100, progress=False)
        np.testing.assert_allclose(trained, alone.params, rtol=0, atol=1e-10)
        answers = runs.predict_all(trained[np.newaxis], method=method)[0]
        np.testing.assert_allclose(answers, alone.predict(runs.X), rtol=0, atol=1e-10)


def test_whole_classic_run_ends_where_the_network_ends():
    (params, orders), alone = runs.starts(range(35, 36), 3), runs.network(35, 3, 0.1)
    alone.fit(runs.X, runs.Y, batch_size=1, epochs=runs.EPOCHS, progress=False)
    trained = runs.train_all(params, orders, 0.1)[0]
    np.testing.assert_allclose(trained, alone.params, rtol=0, atol=1e-10)


@pytest.mark.parametrize("name", runs.METHODS)
def test_gradients_are_those_of_the_single_networks(name):
    method = runs.METHODS[name]
    params, _ = runs.starts(range(4), 3, method.initialization, 1)
    every = runs.gradients(params, runs.X[np.newaxis], runs.Y[np.newaxis], method)
    for seed, gradient in enumerate(every):
        alone = runs.network(seed, 3, 0.1, method)
        expected = alone.backward(alone.forward(runs.X), runs.Y)
        np.testing.assert_allclose(gradient, expected, rtol=0, atol=1e-14)


def test_each_run_may_have_its_own_rate():
    params, orders = runs.starts(range(2), 3, epochs=10)
    rates = np.array([[0.1], [0.3]])
    together = runs.train_all(params, orders, rates)
    for i, rate in enumerate((0.1, 0.3)):
        np.testing.assert_allclose(together[i], runs.train_all(params, orders, rate)[i])


def test_training_leaves_the_starts_as_they_are():
    params, orders = runs.starts(range(2), 2, epochs=5)
    before, seen = params.copy(), []
    runs.train_all(params, orders, 0.1, on_epoch_end=seen.append)
    np.testing.assert_array_equal(params, before)
    assert len(seen) == 5


def test_rates_are_tried_on_seeds_that_judge_nothing():
    found = runs.tried_rates(range(2), method="all four at once", width=8)["solved"]
    judged = runs.solved_runs(
        range(runs.JUDGED, runs.JUDGED + 2), method="all four at once", width=8, rate=0.4
    )["solved"]
    assert [row[runs.RATES.index(0.4)] for row in found] == judged == [1, 1]


def test_run_of_the_lesson_that_takes_too_long_is_asked_for_its_epochs():
    def endless(seed, width, epochs):
        raise TimeoutError

    with pytest.raises(Mistake, match="the epochs that come in"):
        use_run(endless, 0, 3, 4)


# --- what the lesson says, on the recorded runs ---------------------------------------------------


@pytest.fixture(scope="module")
def solved():
    recording = recorded(runs.SOLVED)
    assert not recording.is_live
    assert len(recording.kernels) >= 2

    def of(method, width, rate=None):
        rate = rate or runs.BEST_RATES[method][runs.WIDTHS.index(width)]
        return recording("solved", method=method, width=width, rate=rate) == 1

    return of


def better(first, second):
    """For each kernel: "first" or "second" where it is clearly better, else "?"."""
    found = []
    for a, b in zip(first, second, strict=True):
        only_a, only_b = discordant(a, b)
        tosses = only_a + only_b
        is_clear = tosses > 0 and binomtest(only_a, tosses).pvalue < 0.001
        found.append(("first" if only_a > only_b else "second") if is_clear else "?")
    return found


def test_best_rates_are_those_that_were_found():
    tried = recorded(runs.RATES_TRIED)
    assert not tried.is_live
    for method, best in runs.BEST_RATES.items():
        for width, rate in zip(runs.WIDTHS, best, strict=True):
            counts = tried("solved", method=method, width=width).sum(axis=(0, 1))
            place = len(counts) - 1 - np.argmax(counts[::-1])
            assert runs.RATES[place] == rate, (method, width)
            assert 0 < place < len(counts) - 1, "the top lies inside the range"


def test_at_the_rate_of_the_recipe_momentum_looks_worse_than_it_is():
    tried = recorded(runs.RATES_TRIED)
    momentum, classic = (tried("solved", method=m, width=3) == 1 for m in ("momentum", "classic"))
    at = runs.RATES.index
    assert set(better(momentum[:, :, at(0.1)], classic[:, :, at(0.1)])) <= {"second", "?"}
    assert set(better(momentum[:, :, at(0.01)], classic[:, :, at(0.01)])) == {"first"}


def test_same_seeds_end_the_same_way_on_this_machine(solved):
    rng = np.random.default_rng()
    method, width = str(rng.choice(list(runs.METHODS))), int(rng.choice(runs.WIDTHS))
    rate, first = runs.BEST_RATES[method][runs.WIDTHS.index(width)], int(rng.integers(900))
    seeds = range(first, first + 100)
    found = runs.solved_runs(seeds, method=method, width=width, rate=rate)["solved"]
    # The last digits may differ, and turn a run that has nearly failed.
    assert np.sum(solved(method, width)[0, seeds] != np.array(found)) <= 2, (method, width, first)


def test_kernels_agree_on_nearly_every_run(solved):
    for method in runs.METHODS:
        for width in runs.WIDTHS:
            outcome = solved(method, width)
            assert np.sum(outcome != outcome[0]) <= 2, (method, width)


def test_classic_recipe_succeeds_with_two_seeds_in_three(solved):
    assert np.all(np.abs(solved("classic", 3, 0.1).mean(axis=1) - 2 / 3) < 0.03)


def test_failed_runs_gather_at_one_half():
    ends = recorded(runs.ENDS)
    assert not ends.is_live
    loss, answers, size = (ends(what) for what in ("loss", "answers", "size"))
    failed = loss > 0.1
    assert loss[failed].min() >= 0.25
    assert loss[failed].max() < 0.28
    assert loss[~failed].max() < 0.02
    assert np.all(np.abs(answers[failed] - 0.5) < 0.15)
    assert np.all(size[failed][:, -1] < 0.5 * size[failed][:, 0])
    assert np.all(size[~failed][:, -1] > 2 * size[~failed][:, 0])


def test_nearly_all_failed_runs_are_freed_by_other_steps(solved):
    lost = ~solved("classic", 3, 0.1)
    for freed in (solved("all four at once", 3), solved("classic", 3, 0.02)):
        assert np.all(freed[lost].mean() > 0.95)


def test_width_helps_every_recipe(solved):
    for method in runs.METHODS:
        few, more, many = (solved(method, width) for width in (2, 3, 8))
        assert set(better(more, few)) == {"first"}, method
        assert set(better(many, few)) == {"first"}, method
        assert np.all(many.mean(axis=1) > 0.99), method


def test_better_rate_alone_helps_the_classic_recipe_at_every_width(solved):
    for width in runs.WIDTHS:
        assert set(better(solved("classic", width), solved("classic", width, 0.1))) == {"first"}


AGAINST_CLASSIC = {
    "momentum": ["first", "first", "first", "?"],
    "normal start": ["?", "first", "first", "?"],
    "sigmoid output": ["second", "?", "?", "?"],
    "all four at once": ["first", "first", "first", "?"],
}
"""For each width which is better at its own best rate: the recipe, or the classic one."""


@pytest.mark.parametrize("method", AGAINST_CLASSIC)
def test_recipes_beside_the_classic_one(method, solved):
    for width, verdict in zip(runs.WIDTHS, AGAINST_CLASSIC[method], strict=True):
        assert set(better(solved(method, width), solved("classic", width))) == {verdict}, width


@pytest.mark.parametrize("method", AGAINST_CLASSIC)
def test_what_is_clear_has_the_same_sign_in_every_block(method, solved):
    for width, verdict in zip(runs.WIDTHS, AGAINST_CLASSIC[method], strict=True):
        ahead = solved(method, width).astype(int) - solved("classic", width)
        blocks = ahead.reshape(len(ahead), 10, 100).sum(axis=2)
        if verdict != "?":
            assert np.all(blocks >= 0 if verdict == "first" else blocks <= 0), width
