"""What is drawn at random is compared by its statistics, and never refused by chance."""

import numpy as np
import pytest

from nnlib.course.draws import alike, difference_of_draws

SHAPE = (300, 700)


@pytest.fixture
def rng():
    return np.random.default_rng()


def test_two_draws_from_one_distribution_are_alike(rng):
    for _ in range(20):
        assert alike(rng.normal(0, 0.1, SHAPE), rng.normal(0, 0.1, SHAPE))
        assert alike(rng.uniform(-1, 1, SHAPE), rng.uniform(-1, 1, SHAPE))
    assert alike(np.zeros((1, 3)), np.zeros((1, 3)))


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (lambda rng: rng.normal(size=SHAPE[::-1]), r"has shape \(700, 300\) .* in another order"),
        (lambda rng: np.full(SHAPE, np.nan), "has nan or infinity"),
        (lambda rng: np.full(SHAPE, 0.1), "nothing is drawn"),
        (lambda rng: rng.normal(0.1, 1, SHAPE), "too far to one side"),
        (lambda rng: np.tile(rng.normal(size=(300, 1)), 700), "same numbers in every column"),
        (lambda rng: np.tile(rng.normal(size=700), (300, 1)), "same numbers in every row"),
        (lambda rng: rng.normal(0, 1000, SHAPE), "spread about 1000 times too widely"),
        (lambda rng: np.clip(rng.normal(size=SHAPE), -2, 2), "a little too narrowly"),
        (lambda rng: rng.normal(0, 1.4, SHAPE), "spread about 1.4 times too widely"),
        (lambda rng: rng.normal(0, 0.1, SHAPE), "spread about 10 times too narrowly"),
        (lambda rng: rng.uniform(-(3**0.5), 3**0.5, SHAPE), "another distribution"),
    ],
)
def test_a_difference_is_named(rng, draw, words):
    got, right = draw(rng), rng.normal(size=SHAPE)
    assert not alike(got, right)
    with pytest.raises(AssertionError, match=words):
        raise AssertionError(difference_of_draws(got, right))


def test_what_should_be_constant_is_not_drawn(rng):
    got = rng.normal(size=(1, 5))
    assert not alike(got, np.zeros((1, 5)))
    assert not alike(None, got)
    assert "not the same number everywhere" in difference_of_draws(got, np.zeros((1, 5)))
