"""Optimizers: steps worked out by hand, what they remember and what they leave alone."""

import numpy as np
import pytest

from nnlib import SGD, Adagrad, Adam, RMSprop

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


@pytest.mark.parametrize(
    ("kind", "rate"), [(SGD, 0.01), (Adam, 0.001), (RMSprop, 0.001), (Adagrad, 0.001)]
)
def test_learning_rate_by_default(kind, rate):
    params, gradient = np.ones(2), np.array([1.0, -2.0])
    np.testing.assert_array_equal(
        kind().update(params, gradient), kind(learning_rate=rate).update(params, gradient)
    )


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
    with pytest.raises(
        ValueError, match=f"{kind.__name__} remembers 2 parameters, but there are 3"
    ):
        optimizer.update(np.ones(3), np.ones(3))


@pytest.mark.parametrize("kind", KINDS)
def test_refused_update_leaves_the_optimizer_as_it_was(kind):
    optimizer, other = kind(), kind()
    params = np.ones(2)
    for e in (optimizer, other):
        e.update(params, params)
    for refused in (3, 1):
        with pytest.raises(ValueError, match="remembers 2 parameters"):
            optimizer.update(np.ones(refused), np.ones(refused))
    with pytest.raises(ValueError, match="two flat vectors of the same length"):
        optimizer.update(params, np.ones(3))
    np.testing.assert_array_equal(optimizer.update(params, params), other.update(params, params))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("params_shape", "gradient_shape"), [((2,), (3,)), ((2,), (1,)), ((2, 1), (2, 1)), ((), ())]
)
def test_what_is_not_two_equal_flat_vectors_is_refused(kind, params_shape, gradient_shape):
    words = r"parameters have shape .* expected two flat vectors of the same length"
    with pytest.raises(ValueError, match=words):
        kind().update(np.zeros(params_shape), np.zeros(gradient_shape))
    with pytest.raises(ValueError, match=words):
        kind().step(np.zeros(params_shape), np.zeros(gradient_shape))


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
    with pytest.raises(ValueError, match=f"{name} is {value}, expected a number"):
        kind(**{name: value})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", ["0.1", None, [0.1], np.array([0.1]), True, lambda step: 0.1])
def test_what_is_not_a_number_is_refused(kind, value):
    with pytest.raises(TypeError, match=r"(?s)learning_rate is .*, expected a number"):
        kind(learning_rate=value)


@pytest.mark.parametrize("number", [np.float32(0.125), np.float64(0.125), np.int64(1), 1])
@pytest.mark.parametrize("kind", KINDS)
def test_numbers_of_any_type_are_taken(kind, number):
    params, gradient = np.array([1.0, 2.0]), np.array([3.0, -4.0])
    by_number, by_float = kind(learning_rate=number), kind(learning_rate=float(number))
    for _ in range(2):
        found, expected = (each.update(params, gradient) for each in (by_number, by_float))
        np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "convert", [lambda e: e.astype(np.int64), lambda e: e.astype(np.uint8), list, tuple,
                lambda e: e.astype(np.float16)],
    ids=["int64", "uint8", "list", "tuple", "float16"],
)  # fmt: skip
def test_numbers_in_another_form_give_what_floats_give(kind, convert):
    params, gradient = np.array([1.0, 2.0]), np.array([3.0, 200.0])
    optimizer, other = kind(), kind()
    for _ in range(2):
        found = optimizer.update(convert(params), convert(gradient))
        assert found.dtype == np.float64
        np.testing.assert_array_equal(found, other.update(params, gradient))


@pytest.mark.parametrize("kind", KINDS)
def test_update_is_a_step_on_a_copy(kind):
    by_step, by_update, gradient = kind(), kind(), np.array([3.0, -4.0])
    params = np.array([1.0, 2.0])
    for _ in range(3):
        expected = by_update.update(params, gradient)
        assert by_step.step(params, gradient) is None
        np.testing.assert_array_equal(params, expected)


# Weight decay


@pytest.mark.parametrize("kind", KINDS)
def test_weight_decay_shrinks_the_parameters_before_the_step(kind):
    """Decoupled: what the optimizer remembers knows nothing of it."""
    params, gradient = np.array([1.0, -2.0]), np.array([3.0, -4.0])
    plain, decaying = kind(learning_rate=0.1), kind(learning_rate=0.1, weight_decay=0.5)
    for _ in range(3):
        step = plain.update(params, gradient) - params
        expected = params * (1 - 0.1 * 0.5) + step
        params = decaying.update(params, gradient)
        np.testing.assert_allclose(params, expected, rtol=1e-14)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("weight_decay", [None, 0.0])
def test_no_weight_decay_changes_nothing(kind, weight_decay):
    params, gradient = np.array([1.0, 2.0]), np.array([3.0, -4.0])
    expected = kind().update(params, gradient)
    assert kind().weight_decay is None
    np.testing.assert_array_equal(
        kind(weight_decay=weight_decay).update(params, gradient), expected
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", [-0.1, np.inf, np.nan])
def test_weight_decay_out_of_range_is_refused(kind, value):
    with pytest.raises(ValueError, match=f"weight_decay is {value}, expected a number"):
        kind(weight_decay=value)


@pytest.mark.parametrize("kind", KINDS)
def test_weight_decay_keeps_the_weights_of_a_network_small(make_network, x, y, kind):
    sizes = []
    for weight_decay in (None, 0.5):
        network = make_network(optimizer=kind(learning_rate=0.05, weight_decay=weight_decay))
        network.fit(x, y, epochs=50, progress=False)
        sizes.append(np.linalg.norm(network.params))
    assert sizes[1] < 0.9 * sizes[0]


@pytest.mark.parametrize("kind", KINDS)
def test_hyperparameters_come_by_name_and_are_shown(kind):
    optimizer = kind(weight_decay=0.25)
    optimizer.update(np.ones(2), np.ones(2))
    assert repr(optimizer).startswith(f"{kind.__name__}(weight_decay=0.25, learning_rate=0.")
    assert "array" not in repr(optimizer)


# Adam's numbers, and the size of gradients


@pytest.mark.parametrize("size", [1e-17, 1e-3, 1e3])
def test_adams_steps_do_not_depend_on_the_size_of_the_gradients(size):
    adam, params = Adam(learning_rate=0.001, epsilon=1e-20), np.zeros(1)
    steps = []
    for _ in range(300):
        new = adam.update(params, np.full(1, size))
        steps.append(params.item() - new.item())
        params = new
    np.testing.assert_allclose(steps[10:], 0.001, rtol=0.01)
