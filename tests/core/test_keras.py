"""nnlib against Keras, in float64: functions, optimizers step by step, whole training runs.

Keras on JAX takes tanh and means in float32 even there, so some things agree to 1e-6 only.
"""

from dataclasses import fields

import numpy as np
import pytest

import nnlib
from nnlib import (
    Dropout,
    NeuralNetwork,
    binary_crossentropy,
    categorical_crossentropy,
    d_binary_crossentropy,
    d_categorical_crossentropy,
    d_mse,
    d_relu,
    d_sigmoid,
    d_softmax,
    d_tanh,
    mse,
    relative_error,
    relu,
    sigmoid,
    softmax,
    tanh,
    to_categorical,
)

jax = pytest.importorskip("jax", reason="Keras needs a backend, and JAX is the one we compare with")
with pytest.MonkeyPatch.context() as environment:
    # For this import only: kernels of notebooks that start later must not inherit it.
    environment.setenv("KERAS_BACKEND", "jax")
    keras = pytest.importorskip("keras")

# Keras's own, about the newest NumPy.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

ACTIVATIONS = [(relu, d_relu), (tanh, d_tanh), (sigmoid, d_sigmoid), (softmax, d_softmax)]


@pytest.fixture(scope="module", autouse=True)
def _float64():
    """Let Keras and JAX compute in float64 here, and put them back afterwards."""
    x64, floatx = jax.config.jax_enable_x64, keras.config.floatx()
    jax.config.update("jax_enable_x64", True)
    keras.config.set_floatx("float64")
    yield
    jax.config.update("jax_enable_x64", x64)
    keras.config.set_floatx(floatx)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("f", [f for f, _ in ACTIVATIONS])
def test_activation_is_that_of_keras(rng, f):
    x = rng.normal(0, 3, size=(20, 5))
    assert relative_error(f(x), np.asarray(getattr(keras.activations, f.__name__)(x))) < 1e-6


@pytest.mark.parametrize(("f", "d_f"), ACTIVATIONS)
def test_derivative_is_that_of_jax(rng, f, d_f):
    x = rng.normal(0, 3, size=(20, 5))
    x[0] = [0.0, -1.0, 1.0, 0.0, 2.0]
    # Keras's softmax wants rows: each sample is differentiated as a batch of one.
    keras_f = getattr(keras.activations, f.__name__)
    jacobian = jax.vmap(jax.jacrev(lambda row: keras_f(row[np.newaxis, :])[0]))(x)
    derivative = d_f(x)
    if derivative.ndim == 2:
        derivative = derivative[:, :, np.newaxis] * np.eye(5)
    np.testing.assert_allclose(derivative, np.asarray(jacobian), rtol=0, atol=1e-6)


@pytest.mark.parametrize(
    ("loss", "keras_loss"),
    [
        (mse, "mean_squared_error"),
        (categorical_crossentropy, "categorical_crossentropy"),
        (binary_crossentropy, "binary_crossentropy"),
    ],
)
@pytest.mark.parametrize("certain", [False, True])
def test_loss_is_that_of_keras(rng, loss, keras_loss, certain):
    y_true = to_categorical(rng.integers(0, 4, size=20), 4)
    y_pred = softmax(rng.normal(0, 3, size=(20, 4)))
    if certain:
        # Probabilities of exactly 0 and 1, half of them wrong: both clip at the same number.
        y_pred = np.roll(y_true, 1, axis=1)
        y_pred[:10] = y_true[:10]
    expected = np.asarray(getattr(keras.losses, keras_loss)(y_true, y_pred))
    assert relative_error(loss(y_pred, y_true)[:, 0], expected) < 1e-6


OPTIMIZERS = [
    ("SGD", {"learning_rate": 0.1, "momentum": 0.0}),
    ("SGD", {"learning_rate": 0.1, "momentum": 0.9}),
    ("SGD", {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True}),
    ("Adam", {"learning_rate": 0.1}),
    ("Adam", {"learning_rate": 0.1, "beta_1": 0.5, "beta_2": 0.9, "epsilon": 0.1}),
    ("RMSprop", {"learning_rate": 0.1}),
    ("RMSprop", {"learning_rate": 0.1, "rho": 0.5, "epsilon": 0.1}),
    ("Adagrad", {"learning_rate": 0.1}),
    ("Adagrad", {"learning_rate": 0.1, "initial_accumulator_value": 0.0, "epsilon": 0.1}),
    *(
        (name, {"learning_rate": 0.1, "weight_decay": weight_decay})
        for name in ("SGD", "Adam", "RMSprop", "Adagrad")
        for weight_decay in (0.004, 0.5)
    ),
    ("SGD", {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.5}),
]


@pytest.mark.parametrize(("name", "options"), OPTIMIZERS)
def test_optimizer_takes_the_steps_of_keras(rng, name, options):
    if name == "SGD":
        options = {"momentum": 0.9, **options}
    ours, theirs = getattr(nnlib, name)(**options), getattr(keras.optimizers, name)(**options)
    params = rng.normal(size=6)
    variable = keras.Variable(params, dtype="float64")
    for _ in range(30):
        # From the size of 1 down to that of ε, so that it shows where ε stands.
        gradient = (params + rng.normal(size=6)) * np.logspace(0, -7, 6)
        params = ours.update(params, gradient)
        theirs.apply([gradient], [variable])
        np.testing.assert_allclose(params, np.asarray(variable), rtol=1e-9)


@pytest.mark.parametrize("name", ["SGD", "Adam", "RMSprop", "Adagrad"])
def test_optimizer_has_the_defaults_of_keras(name):
    theirs = getattr(keras.optimizers, name)().get_config()
    ours = {e.name: e.default for e in fields(getattr(nnlib, name)) if e.init}
    if name == "SGD":
        assert ours.pop("momentum") == 0.9  # The one that differs: 0 in Keras.
    assert {"learning_rate", "weight_decay"} <= ours.keys()
    for option, value in ours.items():
        assert theirs[option] == (value and pytest.approx(value, rel=1e-6)), option


def in_the_order_of_keras(network):
    """Weights and bias of each layer in turn, the biases as vectors."""
    pairs = zip(network.weights, network.biases, strict=True)
    return [array.copy() for weights, bias in pairs for array in (weights, bias[0])]


def keras_twin(network, output, loss, optimizer):
    """The same network in Keras, with the same weights."""
    (fan_in, hidden), (_, outputs) = (e.shape for e in network.weights)
    twin = keras.Sequential(
        [
            keras.Input((fan_in,)),
            keras.layers.Dense(hidden, activation="tanh", dtype="float64"),
            keras.layers.Dense(outputs, activation=output, dtype="float64"),
        ]
    )
    twin.compile(optimizer=optimizer, loss=loss)
    twin.set_weights(in_the_order_of_keras(network))
    return twin


@pytest.mark.parametrize(
    ("output", "loss", "name", "options"),
    [
        (
            (softmax, d_softmax),
            (categorical_crossentropy, d_categorical_crossentropy),
            "SGD",
            {"learning_rate": 0.1, "momentum": 0.9},
        ),
        (
            (sigmoid, d_sigmoid),
            (binary_crossentropy, d_binary_crossentropy),
            "Adam",
            {"learning_rate": 0.01},
        ),
        ((sigmoid, d_sigmoid), (mse, d_mse), "RMSprop", {"learning_rate": 0.01}),
        (
            (softmax, d_softmax),
            (categorical_crossentropy, d_categorical_crossentropy),
            "Adam",
            {"learning_rate": 0.01, "weight_decay": 0.1},
        ),
    ],
)
def test_training_run_is_that_of_keras(rng, output, loss, name, options):
    network = NeuralNetwork(
        [4, 6, 3], (tanh, d_tanh), output, loss, getattr(nnlib, name)(**options), seed=0
    )
    keras_name = {mse: "mean_squared_error"}.get(loss[0], loss[0].__name__)
    optimizer = getattr(keras.optimizers, name)(**options)
    twin = keras_twin(network, output[0].__name__, keras_name, optimizer)

    for _ in range(20):
        x, y = rng.normal(size=(8, 4)), to_categorical(rng.integers(0, 3, size=8), 3)
        (our_loss,) = network.fit(x, y, batch_size=8, progress=False)
        twin.reset_metrics()
        assert our_loss == pytest.approx(float(twin.train_on_batch(x, y)), rel=1e-6)

    for ours, theirs in zip(in_the_order_of_keras(network), twin.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-6)


@pytest.mark.parametrize("rate", [0.0, 0.3, 0.8])
def test_dropout_does_what_that_of_keras_does(rate):
    """Other numbers are dropped; what becomes of these and of the others is the same."""
    x = np.random.default_rng(1).normal(size=(200, 100))
    ours, theirs = Dropout(rate, seed=0), keras.layers.Dropout(rate, seed=0, dtype="float64")
    np.testing.assert_array_equal(ours.forward(x), np.asarray(theirs(x, training=False)))
    ours.training = True
    outputs = ours.forward(x), np.asarray(theirs(x, training=True))
    for output in outputs:
        is_kept = output != 0
        assert is_kept.mean() == pytest.approx(1 - rate, abs=0.02)
        assert relative_error(output[is_kept], x[is_kept] / (1 - rate)) < 1e-6
    is_kept_by_both = (outputs[0] != 0) & (outputs[1] != 0)
    assert relative_error(outputs[0][is_kept_by_both], outputs[1][is_kept_by_both]) < 1e-6


def test_labels_train_as_sparse_ones_do_in_keras(rng):
    loss = (categorical_crossentropy, d_categorical_crossentropy)
    network = NeuralNetwork(
        [4, 6, 3], (tanh, d_tanh), (softmax, d_softmax), loss, nnlib.SGD(0.1), seed=0
    )
    optimizer = keras.optimizers.SGD(0.1, momentum=0.9)
    twin = keras_twin(network, "softmax", "sparse_categorical_crossentropy", optimizer)
    x, labels = rng.normal(size=(8, 4)), rng.integers(0, 3, size=8)
    for _ in range(5):
        (our_loss,) = network.fit(x, labels, batch_size=8, categorical=True, progress=False)
        twin.reset_metrics()
        assert our_loss == pytest.approx(float(twin.train_on_batch(x, labels)), rel=1e-6)
