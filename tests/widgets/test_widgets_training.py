"""Behind the playground: its points, its training, and the cell that does the same."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from own_networks import OwnNetwork, make_network

from nnlib import SGD, DivergenceError, FCLayer, Network, d_mse, mse
from nnlib.errors import WrongOrder, WrongType, WrongValue
from nnlib.layers import Layer
from nnlib.widgets.code import as_code
from nnlib.widgets.outputs import layer_outputs
from nnlib.widgets.own_network import check_own_network
from nnlib.widgets.parts import OPTIMIZERS
from nnlib.widgets.playground_picture import GRID, mosaic, plane
from nnlib.widgets.points import PROBLEMS, clicked_points, points_of, problem
from nnlib.widgets.training import Phase, Recipe, Training, Tuning

MOONS = points_of("moons")

PLAIN = Tuning(0.1, "SGD", 0.9)


@pytest.mark.parametrize("name", PROBLEMS)
def test_problems(name):
    x, y = problem(name)
    assert x.shape == (len(y), 2)
    assert y.shape == (len(x), 1)
    assert np.sum(y == 0) == np.sum(y == 1) == len(y) / 2
    assert np.array_equal(problem(name)[0], x)
    (left, right, bottom, top), grid = plane(x)
    assert left < x[:, 0].min()
    assert x[:, 0].max() < right
    assert bottom < x[:, 1].min()
    assert x[:, 1].max() < top
    assert grid.shape == (GRID * GRID, 2)
    assert np.isclose(right - left, top - bottom)


@pytest.mark.parametrize("name", ["moons", "spirals", "circles"])
def test_points_to_test_with_are_others_of_the_same_kind(name):
    points = points_of(name, n=50, times_noise=2.0)
    assert len(points.x) == len(points.y) == 50
    assert len(points.x_test) == len(points.y_test) == 100
    assert not set(map(tuple, points.x)) & set(map(tuple, points.x_test))
    training = Training(points_of(name), Recipe((8, 8), seed=1), Tuning(0.02, "Adam"))
    training.run(200)
    assert training.test_right() > 80


@pytest.mark.parametrize("name", ["moons", "spirals", "circles"])
def test_more_noise_is_further_from_the_curve(name):
    without, usual, triple = (points_of(name, times_noise=noise).x for noise in (0.0, 1.0, 3.0))
    assert np.abs(triple - without).mean() > 2.5 * np.abs(usual - without).mean()


def test_xor_has_nothing_to_test_with():
    assert len(points_of("XOR", n=50, times_noise=3.0).x) == 4
    assert len(points_of("XOR").x_test) == 0


@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_all_problems_and_optimizers_can_be_learned(name, optimizer):
    rate = {"SGD": 0.1, "Nesterov": 0.1, "Adagrad": 0.3}.get(optimizer, 0.02)
    training = Training(points_of(name), Recipe((8, 8), seed=1), Tuning(rate, optimizer, 0.9))
    before = training.right()
    training.run(300)
    assert training.right() >= 0.85 * len(training.points.x) > before
    assert training.losses[-1] < training.losses[0]


def test_no_hidden_activation_no_curved_border():
    recipe = Recipe((8,), activation="identity")
    training = Training(points_of("circles"), recipe, Tuning(0.03, "Adam"))
    training.run(200)
    assert training.right() < 0.7 * len(training.points.x)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: points_of("rings"), "problem is 'rings', expected one of XOR"),
        (lambda: problem("rings"), "problem is 'rings', expected one of XOR"),
        (lambda: Recipe((2,), "cosine").build(Tuning(0.1)), "activation is 'cosine'"),
        (lambda: Recipe((2,), "tanh", "hinge").build(Tuning(0.1)), "loss is 'hinge'"),
        (lambda: Tuning(0.1, "Newton").make(), "optimizer is 'Newton'"),
    ],
)
def test_unknown_names(make, words):
    with pytest.raises(WrongValue, match=words):
        make()


def test_turning_knobs_keeps_the_network_and_the_velocity():
    training = Training(MOONS, Recipe((4,)), Tuning(0.1, "SGD", 0.9))
    training.run(5)
    velocity, params = training.network.optimizer.velocity.copy(), training.network.params.copy()
    training.tune(Tuning(0.01, "SGD", 0.5, weight_decay=0.1, batch_size=8))
    optimizer = training.network.optimizer
    assert (optimizer.learning_rate, optimizer.momentum) == (0.01, 0.5)
    assert optimizer.weight_decay == 0.1
    assert np.array_equal(optimizer.velocity, velocity)
    training.tune(Tuning(0.01, "Adam"))
    assert np.array_equal(training.network.params, params)
    training.run(1)
    assert len(training.losses) == 6
    assert training.phases == [Phase(Tuning(0.1, "SGD", 0.9), 5), Phase(Tuning(0.01, "Adam"), 1)]


def test_weight_decay_makes_weights_small():
    plain, decayed = (
        Training(MOONS, Recipe((8,)), Tuning(0.1, weight_decay=decay)) for decay in (0.0, 0.1)
    )
    plain.run(50)
    decayed.run(50)
    assert np.abs(decayed.network.params).mean() < 0.7 * np.abs(plain.network.params).mean()


def test_the_test_losses_are_those_that_score_returns():
    training = Training(MOONS, Recipe((4,)), Tuning(0.1))
    training.run(3)
    points, network = MOONS, training.network
    assert training.test_losses[-1] == network.score(points.x_test, points.y_test)
    share = network.score(points.x_test, points.y_test[:, 0], accuracy=True)
    assert training.test_right() == share * len(points.x_test)
    assert training.right() == 200 * network.score(points.x, points.y[:, 0], accuracy=True)


def test_divergence_leaves_the_network_whole_and_ends_the_training():
    recipe = Recipe((8, 8), activation="relu", loss="squared error", seed=1)
    training = Training(points_of("spirals"), recipe, Tuning(10.0, "SGD", 0.9))
    training.run(200)
    assert training.diverged
    assert np.isfinite(training.network.params).all()
    assert np.isfinite(training.losses).all()
    epochs = len(training.losses)
    training.tune(Tuning(0.01))
    training.run(10)
    assert training.diverged
    assert len(training.losses) == epochs
    again = Training(points_of("spirals"), recipe, Tuning(0.01, "SGD", 0.9))
    again.run(20)
    assert not again.diverged
    assert len(again.losses) == 20


def test_a_slice_of_training_ends_in_time():
    training = Training(MOONS, Recipe((8, 8)), Tuning(0.1))
    training.run(10**6, seconds=0.0)
    assert len(training.losses) == 1


def test_the_mosaic_holds_a_tile_for_each_neuron():
    training = Training(MOONS, Recipe((3, 8)), Tuning(0.1))
    _, grid = plane(MOONS.x)
    *hidden, _ = layer_outputs(training.network, grid)
    image = mosaic(hidden)
    assert np.nanmin(image) >= 0
    assert np.nanmax(image) <= 1
    for row, count in ((0, 3), (1, 8)):
        for column in range(8):
            tile = image[23 * row : 23 * row + 20, 23 * column : 23 * column + 20]
            assert np.isfinite(tile).all() if column < count else np.isnan(tile).all()


# --- copy as code --------------------------------------------------------------------------------


def trained(points=MOONS, network=None, tunings=(PLAIN,), epochs=4):
    """A training of some epochs with each of the settings in turn."""
    training = Training(points, network or Recipe((3, 2), seed=3), tunings[0])
    for tuning in tunings:
        training.tune(tuning)
        training.run(epochs)
    return training


ALL_AT_ONCE = Tuning(0.03, "Adam", weight_decay=0.01, batch_size=8)
HISTORIES = {
    **{name: {"points": points_of(name)} for name in PROBLEMS},
    "noise": {"points": points_of("circles", 50, 3.0)},
    "clicked": {"points": clicked_points([(-0.51, 0.0, 0), (0.5, 0.25, 1), (0.1, 0.2, 1)])},
    "relu": {"network": Recipe((4,), "relu", "squared error", 0)},
    "one epoch": {"epochs": 1},
    **{name: {"tunings": [Tuning(0.02, name, 0.5)]} for name in OPTIMIZERS},
    "tuned": {
        "tunings": [
            Tuning(0.1, "SGD", 0.9),
            Tuning(0.1, "SGD", 0.5, batch_size=10),
            Tuning(0.2, "Nesterov", 0.5),
            ALL_AT_ONCE,
            replace(ALL_AT_ONCE, learning_rate=0.01, weight_decay=0.0),
        ]
    },
}


@pytest.mark.parametrize("name", HISTORIES)
def test_the_cell_gives_the_same_numbers(name, capsys):
    training = trained(**HISTORIES[name])
    cell = {}
    exec(as_code(training), cell)
    assert cell["losses"] == training.losses
    assert np.array_equal(cell["network"].params, training.network.params)
    printed = f"loss {training.losses[-1]}\n"
    if training.test_losses:
        printed += f"test loss {training.test_losses[-1]}\n"
    assert capsys.readouterr().out == printed


def test_the_cell_gives_the_same_numbers_in_a_new_process():
    training = trained(**HISTORIES["tuned"])
    run = subprocess.run(
        [sys.executable, "-c", as_code(training)], capture_output=True, text=True, check=True
    )
    expected = f"loss {training.losses[-1]}\ntest loss {training.test_losses[-1]}\n"
    # Without a bar: on a page it belongs to the cell.
    assert run.stdout == expected


def test_the_cell_of_an_untrained_network_builds_it():
    training = Training(MOONS, Recipe((3,)), Tuning(0.1))
    cell = {}
    exec(as_code(training), cell)
    assert np.array_equal(cell["network"].params, training.network.params)


def test_the_cell_of_a_training_that_diverged_says_so():
    recipe = Recipe((8, 8), "relu", "squared error", 1)
    training = Training(points_of("spirals"), recipe, Tuning(10.0, "SGD", 0.9))
    training.run(200)
    code = as_code(training)
    assert "# The next epoch diverges." in code
    cell = {}
    exec(code, cell)
    if training.losses:
        assert cell["losses"] == training.losses
    with pytest.raises(DivergenceError):
        cell["network"].fit(cell["x"], cell["y"], progress=False)


def test_the_lines_of_the_cell_are_short():
    for history in HISTORIES.values():
        assert max(map(len, as_code(trained(**history)).splitlines())) <= 88


# --- networks of the reader's own ----------------------------------------------------------------


@pytest.mark.parametrize("kind", [Network, OwnNetwork])
def test_a_network_of_ones_own_is_trained_as_a_copy_and_the_cell_does_the_same(kind):
    network = make_network(kind)
    before = network.params.copy()
    check_own_network(network)
    training = trained(network=network, tunings=[Tuning(0.1, None), Tuning(0.03, None)], epochs=10)
    assert np.array_equal(network.params, before)
    assert training.losses[-1] < training.losses[0]
    cell = {"network": network}
    exec(as_code(training), cell)
    assert np.allclose(cell["losses"], training.losses, rtol=1e-12)


def test_an_own_class_and_nnlibs_train_alike():
    first, second = (trained(network=make_network(kind)) for kind in (Network, OwnNetwork))
    assert np.allclose(first.losses, second.losses)
    assert np.allclose(first.test_losses, second.test_losses)


def test_a_fit_that_shuffles_in_place_does_no_harm():
    class Shuffling(OwnNetwork):
        def fit(self, x, y, batch_size=32, epochs=1):
            order = self.rng.permutation(len(x))
            x[:], y[:] = x[order], y[order]
            return super().fit(x, y, batch_size, epochs)

    before = MOONS.x.copy()
    trained(network=make_network(Shuffling))
    assert np.array_equal(MOONS.x, before)


def test_an_own_class_that_runs_away_is_stopped():
    training = Training(MOONS, of_sizes(2, 1, OwnNetwork), Tuning(1e6, None))
    training.run(50)
    assert training.diverged
    assert np.isfinite(training.network.params).all()


def test_outputs_of_own_layers_are_seen():
    class Doubled(Layer):
        def forward(self, x):
            return 2 * x

        def backward(self, output_gradient):
            return 2 * output_gradient

    network = Network(seed=0)
    for layer in (FCLayer(2, 3), Doubled(), FCLayer(3, 1)):
        network.add(layer)
    hidden, outputs = layer_outputs(network, MOONS.x)
    assert np.allclose(hidden, 2 * network.layers[0].forward(MOONS.x))
    assert np.allclose(outputs, network.predict(MOONS.x))


def no_loss():
    network = Network()
    network.add(FCLayer(2, 1))
    return network


def of_sizes(inputs, outputs, kind=Network):
    network = kind(seed=0)
    network.add(FCLayer(inputs, outputs))
    network.use(mse, d_mse, SGD())
    return network


class ReturnsNothing(OwnNetwork):
    def fit(self, x, y, batch_size=32, epochs=1):
        super().fit(x, y, batch_size, epochs)


class HasNoEpochs(OwnNetwork):
    def fit(self, x, y):
        return super().fit(x, y)


@pytest.mark.parametrize(
    ("network", "error", "words"),
    [
        ("moons", WrongType, "network is 'moons', expected a Network, or an object of a class"),
        (Network, WrongType, "network is the class Network, expected a Network, or an object"),
        ([2, 4, 1], WrongType, r"network is \[2, 4, 1\], expected"),
        (no_loss(), WrongOrder, r"no loss yet: call network.use\(loss, d_loss, optimizer\)"),
        (of_sizes(3, 1), WrongValue, "network has 3 inputs and 1 outputs, expected 2 and 1"),
        (of_sizes(2, 2), WrongValue, "network has 2 inputs and 2 outputs, expected 2 and 1"),
        (make_network(ReturnsNothing), WrongValue, "fit returned None, expected a list"),
        (make_network(HasNoEpochs), WrongType, r"fit takes \(x, y\), expected \(x, y, batch_size"),
    ],
)
def test_what_is_no_network_for_the_plane_is_refused(network, error, words):
    with pytest.raises(error, match=words):
        check_own_network(network)


def test_a_network_without_layers_is_refused():
    network = Network()
    network.use(mse, d_mse, SGD())
    with pytest.raises(WrongValue, match="network has no parameters: add layers"):
        check_own_network(network)


def test_a_class_without_fit_is_refused():
    class Half(OwnNetwork):
        fit = None

    with pytest.raises(WrongType, match="Half has no method fit"):
        check_own_network(make_network(Half))
