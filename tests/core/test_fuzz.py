"""Networks, numbers and arguments drawn at random: right against JAX, or refused in nnlib's words.

A few of each are tried here; the tests marked exhaustive try hundreds and thousands.
"""

import inspect
import warnings

import numpy as np
import pytest
from parts import BINARY, CATEGORICAL, IDENTITY, MSE, RELU, SIGMOID, SOFTMAX, TANH

import nnlib
from nnlib import SGD, Adagrad, Adam, NeuralNetwork, RMSprop, to_categorical
from nnlib.errors import PlainError


def some_and_all(some, every):
    """Seeds of so many cases in the fast tests, and of so many in the others."""
    exhaustive = pytest.mark.exhaustive
    return pytest.mark.parametrize(
        "seeds",
        [
            pytest.param(range(some), id="some"),
            pytest.param(range(some, every), id="all", marks=exhaustive),
        ],
    )


ENDS = [(IDENTITY, MSE), (TANH, MSE), (SIGMOID, MSE), (SOFTMAX, MSE), (SIGMOID, BINARY),
        (SOFTMAX, BINARY), (SOFTMAX, CATEGORICAL), (SIGMOID, CATEGORICAL)]  # fmt: skip


def problem(rng):
    """A network of any size, and data that suit it, in any layout and any real dtype."""
    output, loss = ENDS[rng.integers(len(ENDS))]
    sizes = [int(n) for n in rng.integers(2, 7, size=rng.integers(2, 5))]
    hidden = [RELU, TANH, SIGMOID][rng.integers(3)]
    network = NeuralNetwork(sizes, hidden, output, loss, SGD(0.1, momentum=0.5), seed=1)
    # Not so large that a probability ends below EPS: there the derivatives differ on purpose.
    network.params = 0.3 * rng.normal(size=network.params.size)
    n = int(rng.integers(1, 12))
    x = 2 * rng.normal(size=(n, sizes[0]))
    x = x.astype(rng.choice(["f8", ">f8", "f4", "f2", "i4", "i1"]))
    y = to_categorical(rng.integers(sizes[-1], size=n), sizes[-1])
    layout = [np.asarray, np.asfortranarray, lambda v: np.repeat(v, 2, axis=1)[:, ::2]]
    return network, layout[rng.integers(3)](x), layout[rng.integers(3)](y), sizes


def mean_loss_in_jax(jnp, nn, network, sizes):
    """The same network and loss, written for JAX from their definitions."""
    functions = {"relu": nn.relu, "tanh": jnp.tanh, "sigmoid": nn.sigmoid, "softmax": nn.softmax}
    functions["identity"] = lambda z: z

    def entropy(p, y):
        return -y * jnp.log(jnp.maximum(p, 1e-7))

    losses = {
        "mse": lambda p, y: ((p - y) ** 2).mean(axis=1),
        "categorical_crossentropy": lambda p, y: entropy(p, y).sum(axis=1),
        "binary_crossentropy": lambda p, y: (entropy(p, y) + entropy(1 - p, 1 - y)).mean(axis=1),
    }
    activations = [functions[layer.activation.__name__] for layer in network.layers[1::2]]

    def mean_loss(params, x, y):
        for fan_in, fan_out, f in zip(sizes, sizes[1:], activations, strict=False):
            weights, bias, params = jnp.split(params, [fan_in * fan_out, (fan_in + 1) * fan_out])
            x = f(x @ weights.reshape(fan_in, fan_out) + bias)
        return losses[network.loss.__name__](x, y).mean()

    return mean_loss


@some_and_all(3, 260)
def test_loss_gradient_and_training_are_those_of_jax(seeds):
    jax = pytest.importorskip("jax", reason="what the gradients are compared with")
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    try:
        for seed in seeds:
            network, x, y, sizes = problem(np.random.default_rng(seed))
            mean_loss = mean_loss_in_jax(jax.numpy, jax.nn, network, sizes)
            theirs = jax.jit(jax.value_and_grad(mean_loss))
            params, velocity = network.params.copy(), 0.0
            score = network.score(x, y)
            gradient = network.backward(network.forward(x.astype(float)), y).copy()
            losses = network.fit(x, y, batch_size=len(x), epochs=3, progress=False)
            for step in range(3):
                loss, slope = theirs(params, x.astype(float), y)
                if step == 0:
                    np.testing.assert_allclose(gradient, slope, 1e-9, 1e-10, err_msg=str(seed))
                    assert score == pytest.approx(float(loss), rel=1e-12), seed
                assert losses[step] == pytest.approx(float(loss), rel=1e-9), seed
                velocity = 0.5 * velocity - 0.1 * np.asarray(slope)
                params = params + velocity
            np.testing.assert_allclose(network.params, params, 1e-8, 1e-9, err_msg=str(seed))
    finally:
        jax.config.update("jax_enable_x64", before)


EXTREME = np.array([0.0, -0.0, 1.0, -1.0, 5e-324, 1e-310, 1e-45, 1e-38, 3e38, 3.5e38, -1e39, 1e154,
                    1e160, 1e300, -1.7e308, 1.8e308, 255, 65504, 2.0**53])  # fmt: skip


@some_and_all(150, 6000)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_extreme_numbers_are_computed_with_or_refused_without_a_warning(dtype, seeds, make_network):
    ends = [(IDENTITY, MSE), (SOFTMAX, CATEGORICAL), (SIGMOID, BINARY)]
    networks = [make_network(output=end[0], loss=end[1], dtype=dtype) for end in ends]
    start, y = networks[0].params.copy(), to_categorical(np.arange(5) % 3, 3)
    refused = 0
    for seed in seeds:
        rng = np.random.default_rng(seed)
        network = networks[seed % 3]
        x = rng.normal(size=(5, 4))
        x.flat[rng.integers(20, size=2)] = rng.choice(EXTREME, size=2)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                assert np.isfinite(network.predict(x)).all()
                assert np.isfinite(network.score(x, y))
                network.fit(x, y, progress=False)
                assert np.isfinite(network.params).all()
            except PlainError:
                refused += 1
        network.params = start
        network.optimizer.reset()
    assert 0 < refused < len(seeds)


@some_and_all(300, 9500)
def test_junk_is_refused_and_leaves_the_network_as_it_was(seeds, make_network, x, y):
    network = make_network()
    start = network.params.copy()
    for seed in seeds:
        rng = np.random.default_rng(seed)
        shape = tuple(rng.integers(0, 6, size=rng.integers(0, 4)))
        junk = rng.normal(size=shape).astype(rng.choice(["f8", "f2", "i1", "?", "c16", "S2", "O"]))
        if rng.random() < 0.5:
            junk = junk.tolist()
        calls = [
            lambda v: network.predict(v), lambda v: network.score(v, y),
            lambda v: network.score(x, v), lambda v: network.fit(v, y, progress=False),
            lambda v: network.fit(x, v, progress=False),
            lambda v: network.fit(x, v, categorical=True, progress=False),
            lambda v: network.backward(y, v), lambda v: setattr(network, "params", v),
            lambda v: network.forward(v), lambda v: network.score(x, v, accuracy=True),
        ]  # fmt: skip
        try:
            calls[seed % len(calls)](junk)
        except PlainError:
            np.testing.assert_array_equal(network.params, start, err_msg=str(seed))
        else:
            assert np.shape(junk)[1:] == (4,) or np.shape(junk) == (43,), seed
        network.params = start


# Arguments that are no arrays

ODD = {
    "None": None, "text": "abc", "number as text": "0.1", "bytes": b"1", "list": [1], "dict": {},
    "NaN": float("nan"), "infinity": float("inf"), "below 0": -1, "zero": 0, "a half": 0.5,
    "huge": 10**30, "complex": 1j, "True": True, "function": abs, "class": SGD,
    "array": np.arange(3), "0-D": np.array(2), "array of one": np.ones(1), "object": object(),
    "NumPy's float": np.float32(0.5), "NumPy's integer": np.int8(3), "NumPy's bool": np.bool_(True),
}  # fmt: skip
"""What may be passed in the place of a number, a flag, a function or a path."""


def arguments(function, valid):
    """For each argument of a function: a call with a value in its place, the others being valid."""
    names = [name for name in inspect.signature(function).parameters if name != "self"]
    for name in names:
        yield name, lambda value, name=name: function(**(valid | {name: value}))


def calls_with_one_argument():
    """Every argument of what is public, by name; what is drawn or trained is small."""
    pairs = {"hidden_activation": TANH, "output_activation": SOFTMAX, "loss": CATEGORICAL}
    x, y = np.eye(4), np.eye(4)[:, :3]
    recipe = pairs | {"layers": [4, 3]}

    def network(**options):
        return NeuralNetwork(**(recipe | {"optimizer": SGD()} | options))

    def method(name, valid):
        signature = inspect.signature(getattr(network(), name))

        def call(**given):
            made = network()
            return getattr(made, name)(**given)

        call.__signature__, call.__name__ = signature, name
        return call, valid

    functions = [
        *((kind, {}) for kind in (SGD, Adam, RMSprop, Adagrad)),
        (nnlib.FCLayer, {"input_size": 2, "output_size": 3}),
        (nnlib.ActivationLayer, {"activation": TANH[0], "d_activation": TANH[1]}),
        (nnlib.Dropout, {"rate": 0.5}),
        (nnlib.Network, {}),
        (NeuralNetwork, recipe | {"optimizer": SGD()}),
        (nnlib.to_categorical, {"labels": [0, 1]}),
        (nnlib.normalize, {"values": x}),
        (nnlib.standardize, {"values": x}),
        (nnlib.relative_error, {"a": x, "b": x}),
        (nnlib.numerical_derivative, {"f": TANH[0], "x": x}),
        (nnlib.numerical_jacobian, {"f": SOFTMAX[0], "x": x}),
        method("fit", {"x": x, "y": y, "progress": False}),
        method("predict", {"x": x}),
        method("score", {"x": x, "y": y}),
        method("use", {"loss": MSE[0], "d_loss": MSE[1], "optimizer": SGD()}),
        method("add", {"layer": nnlib.FCLayer(3, 3)}),
        method("save_params", {"path": "."}),
        method("load_params", {"path": "."}),
    ]
    for function, valid in functions:
        for name, call in arguments(function, valid):
            yield f"{function.__name__}, {name}", call


CALLS = dict(calls_with_one_argument())


@pytest.mark.parametrize("name", CALLS)
def test_odd_argument_is_taken_or_refused_in_plain_words(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    outcomes = {}
    # A function may be an initializer, and what it raises itself is handed on.
    odd = {kind: value for kind, value in ODD.items() if kind != "function" or "init" not in name}
    for kind, value in odd.items():
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                CALLS[name](value)
        except PlainError as error:
            if not str(error).endswith((".", "?")) or len(str(error)) > 400:
                outcomes[kind] = f"unreadable: {error}"
        except Exception as error:
            outcomes[kind] = f"{type(error).__name__}: {error}"
    assert not outcomes
