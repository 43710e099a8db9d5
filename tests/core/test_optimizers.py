"""Optimizers: steps worked out by hand, what they remember and what they leave alone."""

import numpy as np
import pytest

from nnlib import SGD, Adagrad, Adam, Optimizer, RMSprop

KINDS = [SGD, Adam, RMSprop, Adagrad]


@pytest.mark.parametrize(
    ("kind", "options", "gradients", "expected"),
    [
        # v = -0.1, then -0.2
        (SGD, {"momentum": 0}, [1, 2], [5 - 0.1, 5 - 0.1 - 0.2]),
        # v = -0.1, then -0.09 - 0.2 = -0.29
        (SGD, {"momentum": 0.9}, [1, 2], [5 - 0.1, 5 - 0.1 - 0.29]),
        # the same v, but steps of 0.9 v - η g: -0.09 - 0.1, then -0.261 - 0.2
        (SGD, {"momentum": 0.9, "nesterov": True}, [1, 2], [5 - 0.19, 5 - 0.19 - 0.461]),
        # m = 2, v = 4, corrected by √(1/4) / (1/2) = 1; then the same m and v, by √(7/16) / (3/4)
        (
            Adam,
            {"beta_1": 0.5, "beta_2": 0.75, "epsilon": 2},
            [4, 2],
            [5 - 0.1 * 2 / 4, 5 - 0.1 * 2 / 4 - 0.1 * 7**0.5 / 3 * 2 / 4],
        ),
        # s + ε = 25 + 11 = 36, then 18.75 + 6.25 + 11 = 36
        (RMSprop, {"rho": 0.75, "epsilon": 11}, [10, 5], [5 - 1 / 6, 5 - 1 / 6 - 0.5 / 6]),
        # s + ε = 2 + 9 + 5 = 16, then 16 + 9 = 25
        (
            Adagrad,
            {"initial_accumulator_value": 2, "epsilon": 5},
            [3, 3],
            [5 - 0.3 / 4, 5 - 0.3 / 4 - 0.3 / 5],
        ),
    ],
)
def test_first_two_steps_are_those_worked_out_by_hand(kind, options, gradients, expected):
    optimizer = kind(learning_rate=0.1, **options)
    first = optimizer.update(np.array([5.0]), np.array([float(gradients[0])]))
    second = optimizer.update(first, np.array([float(gradients[1])]))
    assert [first.item(), second.item()] == pytest.approx(expected, rel=1e-13)


def test_momentum_is_09_by_default():
    assert SGD().momentum == 0.9


@pytest.mark.parametrize("kind", KINDS)
def test_update_leaves_its_arguments_untouched(kind):
    params, gradient = np.array([1.0, 2.0]), np.array([3.0, -4.0])
    optimizer = kind()
    for _ in range(3):
        new = optimizer.update(params, gradient)
        new += 1.0
    np.testing.assert_array_equal(params, [1, 2])
    np.testing.assert_array_equal(gradient, [3, -4])


@pytest.mark.parametrize("kind", KINDS)
def test_update_gives_a_vector_that_no_later_step_changes(kind):
    optimizer, gradient = kind(), np.array([3.0, -4.0])
    first = optimizer.update(np.array([1.0, 2.0]), gradient)
    kept = first.copy()
    optimizer.update(first, gradient)
    np.testing.assert_array_equal(first, kept)


@pytest.mark.parametrize("kind", KINDS)
def test_steps_lead_downhill(kind):
    optimizer, params = kind(learning_rate=0.1), np.array([1.0, -2.0])
    for _ in range(100):
        params = optimizer.update(params, 2 * params)
    assert np.sum(params**2) < 1


@pytest.mark.parametrize("kind", KINDS)
def test_float32_gives_float32(kind):
    params = np.array([1.0, 2.0], np.float32)
    assert kind().update(params, params).dtype == np.float32


# A learning rate out of np.logspace is a np.float64, and float32 times that is float64.
@pytest.mark.parametrize(
    ("kind", "options"), [*((kind, {}) for kind in KINDS), (SGD, {"nesterov": True})]
)
def test_float32_gives_float32_with_a_learning_rate_from_numpy(kind, options):
    params = np.array([1.0, 2.0], np.float32)
    optimizer = kind(learning_rate=np.float64(0.1), **options)
    assert optimizer.update(params, params).dtype == np.float32


@pytest.mark.parametrize("kind", KINDS)
def test_vanishing_gradient_stays_finite(kind):
    params, zeros = np.array([1.0, 2.0]), np.zeros(2)
    np.testing.assert_array_equal(kind().update(params, zeros), params)


@pytest.mark.parametrize("kind", KINDS)
def test_two_optimizers_share_nothing(kind):
    busy, fresh = kind(), kind()
    params, gradient = np.array([1.0, 2.0]), np.array([3.0, -4.0])
    expected = kind().update(params, gradient)
    busy.update(params, 10 * gradient)
    np.testing.assert_array_equal(fresh.update(params, gradient), expected)


@pytest.mark.parametrize("kind", KINDS)
def test_after_a_reset_it_is_as_new(kind):
    params, gradient = np.array([1.0, 2.0]), np.array([3.0, -4.0])
    used, new = kind(), kind()
    used.update(params, gradient)
    used.reset()
    for _ in range(2):
        np.testing.assert_array_equal(used.update(params, gradient), new.update(params, gradient))


@pytest.mark.parametrize("kind", KINDS)
def test_after_a_reset_it_serves_another_size(kind):
    optimizer = kind()
    optimizer.update(np.ones(2), np.ones(2))
    optimizer.reset()
    assert optimizer.update(np.ones(3), np.ones(3)).shape == (3,)


@pytest.mark.parametrize("kind", KINDS)
def test_change_of_size_is_refused(kind):
    optimizer = kind()
    optimizer.update(np.ones(2), np.ones(2))
    with pytest.raises(ValueError, match=f"{kind.__name__} .* 2 parameters.* 3 came"):
        optimizer.update(np.ones(3), np.ones(3))


@pytest.mark.parametrize("kind", KINDS)
def test_refused_update_leaves_the_optimizer_as_it_was(kind):
    optimizer, other = kind(), kind()
    params = np.ones(2)
    for e in (optimizer, other):
        e.update(params, params)
    with pytest.raises(ValueError):
        optimizer.update(np.ones(3), np.ones(3))
    np.testing.assert_array_equal(optimizer.update(params, params), other.update(params, params))


@pytest.mark.parametrize(("params_shape", "gradient_shape"), [((2,), (3,)), ((2, 1), (2, 1))])
def test_what_is_not_two_equal_flat_vectors_is_refused(params_shape, gradient_shape):
    with pytest.raises(ValueError, match=r"old_params came with shape .* two flat vectors"):
        SGD().update(np.zeros(params_shape), np.zeros(gradient_shape))


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        *((kind, "learning_rate", value) for kind in KINDS for value in (0, -1, np.inf, np.nan)),
        *((kind, "epsilon", value) for kind in KINDS[1:] for value in (0, -1, np.inf, np.nan)),
        *((SGD, "momentum", value) for value in (-0.1, 1, np.nan)),
        *((Adam, name, value) for name in ("beta_1", "beta_2") for value in (-0.1, 1, np.nan)),
        *((RMSprop, "rho", value) for value in (-0.1, 1, np.nan)),
        *((Adagrad, "initial_accumulator_value", value) for value in (-0.1, np.inf, np.nan)),
    ],
)
def test_numbers_out_of_range_are_refused(kind, name, value):
    with pytest.raises(ValueError, match=f"{name} came as {value}, wanted"):
        kind(**{name: value})


class SignDescent:
    """An optimizer of one's own, that knows nothing of nnlib."""

    def update(self, old_params, gradient):
        return old_params - 0.01 * np.sign(gradient)


def test_any_object_with_update_serves(make_network, x, y):
    network = make_network(optimizer=SignDescent())
    losses = network.fit(x, y, epochs=20, progress=False)
    assert losses[-1] < 0.5 * losses[0]


class Halving(Optimizer):
    """An optimizer of one's own: half the rate in each step. It gives new parameters."""

    def start(self, params):
        self.rate = 1.0

    def step(self, params, gradient):
        self.rate /= 2
        return params - self.rate * gradient


class HalvingInPlace(Halving):
    """The same, but it moves the parameters themselves."""

    def step(self, params, gradient):
        params[:] = super().step(params, gradient)


def test_own_update_of_a_kind_is_called(make_network, x, y):
    class Halved(SGD):
        def update(self, old_params, gradient):
            return super().update(old_params, gradient / 2)

    halved = make_network(optimizer=Halved(learning_rate=0.2))
    halved.fit(x, y, progress=False)
    network = make_network(optimizer=SGD(learning_rate=0.1))
    network.fit(x, y, progress=False)
    np.testing.assert_allclose(halved.params, network.params, rtol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_whole_numbers_are_refused_and_floats_still_served(kind):
    optimizer = kind()
    with pytest.raises(TypeError, match=r"old_params came with dtype int.*, wanted floats"):
        optimizer.update(np.array([1, 2]), np.array([3, 4]))
    assert optimizer.steps == 0
    assert optimizer.update(np.array([1.0, 2.0]), np.array([3.0, 4.0])).dtype == np.float64


@pytest.mark.parametrize("kind", [Halving, HalvingInPlace])
def test_own_kind_needs_start_and_step_only(kind):
    optimizer, params = kind(), np.array([1.0])
    for _ in range(3):
        params = optimizer.update(params, np.ones(1))
    assert params.item() == 1 - 1 / 2 - 1 / 4 - 1 / 8


def test_fading_memories_do_not_become_subnormal():
    sgd, params = SGD(), np.array([1.0, 1.0], dtype=np.float32)
    params = sgd.update(params, np.array([1.0, 0.0], dtype=np.float32))
    for _ in range(2000):
        params = sgd.update(params, np.zeros(2, dtype=np.float32))
    assert np.array_equal(sgd.velocity, [0, 0])
