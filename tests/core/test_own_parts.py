"""Parts of one's own: functions, layers and optimizers that a reader writes."""

import copy
from dataclasses import dataclass, field
from unittest import mock

import numpy as np
import pytest
from parts import (
    CATEGORICAL,
    IDENTITY,
    MSE,
    SOFTMAX,
    Recorder,
    gradient_error,
)

from nnlib import (
    SGD,
    ActivationLayer,
    Adam,
    FCLayer,
    Layer,
    Network,
    Optimizer,
    d_mse,
    d_softmax,
    d_tanh,
    mse,
    softmax,
    tanh,
)

# Functions


@dataclass
class Leaky:
    """A function with a setting: a dataclass that compares cannot be hashed."""

    slope: float

    def __call__(self, x):
        return np.where(x > 0, x, self.slope * x)


@dataclass
class DLeaky(Leaky):
    def __call__(self, x):
        return np.where(x > 0, 1, self.slope)


@dataclass
class Huber:
    """A loss with a setting."""

    delta: float = 1.0

    def __call__(self, y_pred, y_true):
        error = np.abs(y_pred - y_true)
        squared, linear = error**2 / 2, self.delta * (error - self.delta / 2)
        return np.where(error <= self.delta, squared, linear).mean(axis=1, keepdims=True)


@dataclass
class DHuber(Huber):
    def __call__(self, y_pred, y_true):
        m = y_pred.shape[1]
        return (np.clip(y_pred - y_true, -self.delta, self.delta) / m)[:, np.newaxis, :]


LEAKY, HUBER = (Leaky(0.1), DLeaky(0.1)), (Huber(0.7), DHuber(0.7))


@pytest.mark.parametrize("output", [LEAKY, SOFTMAX], ids=["leaky", "softmax"])
def test_functions_that_cannot_be_hashed_train(make_network, x, y, output):
    with pytest.raises(TypeError, match="unhashable"):
        hash(LEAKY[0])
    network = make_network(hidden=LEAKY, output=output, loss=HUBER)
    assert gradient_error(network, x, y) < 1e-7
    losses = network.fit(x, y, epochs=30, progress=False)
    assert losses[-1] < losses[0]
    assert network.predict(x, labels=True).shape == (30,)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_functions_that_compute_in_float64_leave_parameters_and_outputs(make_network, x, y, dtype):
    network = make_network(hidden=LEAKY, dtype=dtype)
    network.fit(x, y, progress=False)
    assert network.params.dtype == network.gradient.dtype == network.predict(x).dtype == dtype


def tanh_in_place(x):
    return np.tanh(x, out=x)


def d_tanh_in_place(x):
    x[...] = 1 - np.tanh(x) ** 2
    return x


def loss_that_changes_the_prediction(y_pred, y_true):
    y_pred -= y_true
    return (y_pred**2).mean(axis=1, keepdims=True)


def loss_that_changes_the_target(y_pred, y_true):
    y_true -= y_pred
    return (y_true**2).mean(axis=1, keepdims=True)


def d_loss_that_changes_the_prediction(y_pred, y_true):
    y_pred -= y_true
    return 2 / y_pred.shape[1] * y_pred[:, np.newaxis, :]


IN_PLACE = {
    "activation": {"hidden": (tanh_in_place, d_tanh)},
    "derivative": {"hidden": (tanh, d_tanh_in_place)},
    "output": {"output": (tanh_in_place, d_tanh)},
    "loss, prediction": {"loss": (loss_that_changes_the_prediction, d_mse)},
    "loss, target": {"loss": (loss_that_changes_the_target, d_mse)},
    "derivative of the loss": {"loss": (mse, d_loss_that_changes_the_prediction)},
}


@pytest.mark.parametrize("functions", IN_PLACE.values(), ids=IN_PLACE)
def test_function_that_works_in_place_is_refused_and_changes_no_data(make_network, x, y, functions):
    network = make_network(**({"output": IDENTITY, "loss": MSE} | functions))
    arrays = [x, y, network.params]
    before = copy.deepcopy(arrays)
    with pytest.raises(ValueError, match="read-only"):
        network.fit(x, y, progress=False)
    for action in (network.predict, lambda x: network.score(x, y)):
        try:
            action(x)
        except ValueError as error:
            assert "read-only" in str(error)  # noqa: PT017
    for array, kept in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, kept)


def test_activation_that_works_in_place_is_refused_as_a_first_layer(x):
    network = Network(seed=0)
    network.add(ActivationLayer(tanh_in_place, d_tanh))
    network.add(FCLayer(4, 3))
    before = x.copy()
    with pytest.raises(ValueError, match="read-only"):
        network.predict(x)
    with pytest.raises(ValueError, match="read-only"):
        network.layers[0].forward(x)
    np.testing.assert_array_equal(x, before)


def test_function_that_returns_its_input_is_an_identity(make_network, x, y):
    itself, ones = (lambda x: x), np.ones_like
    network, other = (make_network(hidden=e, loss=MSE) for e in ((itself, ones), IDENTITY))
    assert network.fit(x, y, 7, 2, progress=False) == other.fit(x, y, 7, 2, progress=False)
    assert network.predict(x).flags.writeable


WRONG_RESULTS = {
    "activation of another shape": (
        {"hidden": (lambda x: x[:, :2], d_tanh)},
        r"result of activation\(x\) has shape \(30, 2\), expected \(30, 5\)",
    ),
    "activation of text": (
        {"hidden": (lambda x: x.astype(str), d_tanh)},
        "result of activation.* text",
    ),
    "derivative of another shape": (
        {"hidden": (tanh, lambda x: x[:, :2])},
        r"result of d_activation\(x\) has shape \(30, 2\), expected \(30, 5, 5\) .* or \(30, 5\)",
    ),
    "loss without a column": (
        {"loss": (lambda p, t: ((p - t) ** 2).mean(axis=1), d_mse)},
        r"result of loss has shape \(30,\), expected \(30, 1\)",
    ),
    "complex loss": (
        {"loss": (lambda p, t: mse(p, t) + 1j, d_mse)},
        "result of loss has dtype complex",
    ),
    "derivative of the loss without an axis": (
        {"loss": (mse, lambda p, t: p - t)},
        r"result of d_loss has shape \(30, 3\), expected \(30, 1, 3\)",
    ),
}


@pytest.mark.parametrize(("functions", "words"), WRONG_RESULTS.values(), ids=WRONG_RESULTS)
def test_function_that_returns_something_else_is_named(make_network, x, y, functions, words):
    network = make_network(**({"output": IDENTITY, "loss": MSE} | functions))
    before = network.params.copy()
    with pytest.raises((ValueError, TypeError), match=words):
        network.fit(x, y, batch_size=30, progress=False)
    np.testing.assert_array_equal(network.params, before)


# Layers


class InPlace(Layer):
    """A layer that doubles its input in place."""

    def forward(self, x):
        x *= 2
        return x

    def backward(self, output_gradient):
        return 2 * output_gradient


def test_layer_that_works_in_place_trains_and_changes_no_data(x, y):
    network = Network(seed=0)
    for layer in (InPlace(), FCLayer(4, 5), InPlace(), FCLayer(5, 3)):
        network.add(layer)
    network.use(*MSE, SGD())
    before = x.copy()
    outputs = network.predict(x)
    network.fit(x, y, progress=False)
    np.testing.assert_array_equal(x, before)
    w, b = network.weights, network.biases
    np.testing.assert_allclose(network.predict(x), 2 * (2 * x @ w[0] + b[0]) @ w[1] + b[1])
    assert not np.array_equal(network.predict(x), outputs)


class Clipped(FCLayer):
    """Overrides backward alone, by way of nnlib's own."""

    calls = 0

    def backward(self, output_gradient):
        self.calls += 1
        return super().backward(np.clip(output_gradient, -0.001, 0.001))


class Penalized(FCLayer):
    """Overrides backward_params alone, by way of nnlib's own."""

    calls = 0

    def backward_params(self, output_gradient):
        self.calls += 1
        super().backward_params(np.clip(output_gradient, -0.001, 0.001))


class Both(Penalized):
    """Overrides both."""

    def backward(self, output_gradient):
        return super().backward(output_gradient)


class Grandchild(Clipped):
    """Inherits a backward that is not nnlib's."""


@pytest.mark.parametrize("kind", [Clipped, Penalized, Both, Grandchild])
@pytest.mark.parametrize("place", [0, 2])
def test_overridden_backward_is_called_wherever_the_layer_stands(x, y, kind, place):
    network = Network(seed=0)
    for layer in (
        (kind if place == 0 else FCLayer)(4, 5), ActivationLayer(tanh, d_tanh),
        (kind if place == 2 else FCLayer)(5, 3), ActivationLayer(*SOFTMAX),
    ):  # fmt: skip
        network.add(layer)
    network.use(*CATEGORICAL, SGD())
    network.fit(x, y, batch_size=10, progress=False)
    layer = network.layers[place]
    assert layer.calls == 3
    # Ten samples, each clipped to 0.001.
    assert 0 < np.abs(layer.bias_gradient).max() <= 10 * 0.001 + 1e-12


def test_backward_that_was_put_on_a_first_layer_itself_is_called(make_network, x, y):
    network = make_network()
    first = network.layers[0]
    with mock.patch.object(first, "backward", wraps=first.backward) as backward:
        network.fit(x, y, batch_size=10, progress=False)
    assert backward.call_count == 3


def test_first_layer_of_nnlib_computes_no_gradient_of_its_input(make_network, x, y):
    network = make_network()
    with mock.patch.object(
        FCLayer, "backward", autospec=True, side_effect=FCLayer.backward
    ) as back:
        network.fit(x, y, progress=False)
    assert [call.args[0] for call in back.call_args_list] == [network.layers[2]]


class Tempered(ActivationLayer):
    """A softmax of its own: the scores are divided by a temperature."""

    def __init__(self, temperature):
        super().__init__(softmax, d_softmax)
        self.temperature = temperature

    def forward(self, x):
        return super().forward(x / self.temperature)

    def backward(self, output_gradient):
        return super().backward(output_gradient) / self.temperature


class Dense(Layer):
    """Weights and activation in one layer, as in Keras."""

    def __init__(self, activation, d_activation):
        super().__init__(12)
        self.input_size, self.output_size = 4, 3
        self.activation, self.d_activation = activation, d_activation
        self.params[:] = np.random.default_rng(0).normal(size=12)

    def forward(self, x):
        self.x = x
        self.z = x @ self.params.reshape(4, 3)
        return self.activation(self.z)

    def backward(self, output_gradient):
        jacobian = self.d_activation(self.z)
        dz = np.matmul(output_gradient[:, np.newaxis, :], jacobian)[:, 0, :]
        self.gradient[:] = (self.x.T @ dz).ravel()
        return dz @ self.params.reshape(4, 3).T


@pytest.mark.parametrize("layers", [[FCLayer(4, 3), Tempered(5.0)], [Dense(softmax, d_softmax)]])
def test_output_layer_of_ones_own_with_a_softmax_is_not_passed_over(x, y, layers):
    network = Network(seed=0)
    for layer in copy.deepcopy(layers):
        network.add(layer)
    network.use(*CATEGORICAL, SGD())
    assert gradient_error(network, x, y) < 1e-7


def test_layers_without_forward_or_backward_say_so(x, y):
    class Empty(Layer):
        pass

    with pytest.raises(NotImplementedError, match="Empty has no forward"):
        Empty().forward(x)
    with pytest.raises(NotImplementedError, match="Empty has no backward"):
        Empty().backward(y)


# Optimizers


class OnlyStep:
    def step(self, params, gradient):
        params -= 0.1 * gradient


class OnlyUpdate:
    def update(self, old_params, gradient):
        return old_params - 0.1 * gradient


class UpdateOfLists:
    def update(self, old_params, gradient):
        return [p - 0.1 * g for p, g in zip(old_params.tolist(), gradient.tolist(), strict=True)]


class UpdateInPlace:
    def update(self, old_params, gradient):
        old_params -= 0.1 * gradient
        return old_params


class StepAndUpdate(OnlyStep):
    """As nnlib's own: update copies, then steps."""

    def update(self, old_params, gradient):
        params = old_params.copy()
        self.step(params, gradient)
        return params


class StepThatReturnsParams:
    def step(self, params, gradient):
        params -= 0.1 * gradient
        return params


class OwnKind(Optimizer):
    """A kind of nnlib's optimizers that declares nothing."""

    def step(self, params, gradient):
        params -= 0.1 * gradient


class OwnKindWithUpdate(Optimizer):
    def update(self, old_params, gradient):
        return old_params - 0.1 * gradient


class Slotted:
    __slots__ = ("rate",)

    def __init__(self):
        self.rate = 0.1

    def reset(self):
        pass

    def step(self, params, gradient):
        params -= self.rate * gradient


@dataclass(eq=False)
class AnyFields(SGD):
    """Fields of any type, with values that nnlib's own fields could not have."""

    clip: float | None = None
    shift: float = -1.0
    name: str = "mine"
    rates: tuple = (1, 2)
    table: np.ndarray = field(default_factory=lambda: np.zeros((3, 4)))
    history: list = field(init=False, default_factory=list)

    def step(self, params, gradient):
        self.history.append(gradient.size)
        params -= self.learning_rate * gradient


OWN = [
    OnlyStep, OnlyUpdate, UpdateOfLists, UpdateInPlace, StepAndUpdate, StepThatReturnsParams,
    OwnKind, OwnKindWithUpdate, Slotted, lambda: AnyFields(0.1),
]  # fmt: skip


@pytest.mark.parametrize("make", OWN)
def test_any_object_with_step_or_update_trains(make_network, x, y, make):
    network = make_network(optimizer=make())
    other = make_network(optimizer=SGD(learning_rate=0.1, momentum=0))
    losses = network.fit(x, y, 7, 3, progress=False)
    np.testing.assert_allclose(losses, other.fit(x, y, 7, 3, progress=False), rtol=1e-12)
    np.testing.assert_allclose(network.params, other.params, rtol=1e-12)


@pytest.mark.parametrize("make", OWN)
def test_any_object_with_step_or_update_survives_a_copy(make_network, x, y, make):
    network = make_network(optimizer=make())
    network.fit(x, y, progress=False)
    copied = copy.deepcopy(network)
    assert copied.fit(x, y, progress=False) == network.fit(x, y, progress=False)


def test_reset_forgets_what_nnlib_remembers_and_leaves_other_fields():
    optimizer = AnyFields(0.1)
    optimizer.velocity, optimizer.clip = np.ones(3), 7.0
    optimizer.reset()
    assert optimizer.velocity == 0.0
    assert (optimizer.clip, optimizer.history) == (7.0, [])


@pytest.mark.parametrize("bad", [{"momentum": 2.0}, {"learning_rate": 0.0}])
def test_fields_of_nnlib_are_checked_in_a_kind_of_ones_own(make_network, x, y, bad):
    (name,) = bad
    with pytest.raises(ValueError, match=f"{name} is "):
        AnyFields(**bad)
    optimizer = AnyFields()
    setattr(optimizer, name, bad[name])
    with pytest.raises(ValueError, match=f"{name} is "):
        make_network(optimizer=optimizer).fit(x, y, progress=False)


def test_own_update_of_a_kind_is_called(make_network, x, y):
    class Halved(SGD):
        def update(self, old_params, gradient):
            return super().update(old_params, gradient / 2)

    halved = make_network(optimizer=Halved(learning_rate=0.2))
    halved.fit(x, y, progress=False)
    network = make_network(optimizer=SGD(learning_rate=0.1))
    network.fit(x, y, progress=False)
    np.testing.assert_allclose(halved.params, network.params, rtol=1e-12)


@pytest.mark.parametrize("method", ["step", "update"])
@pytest.mark.parametrize("kind", [SGD, Adam, AnyFields])
def test_method_that_was_put_on_an_optimizer_itself_is_called(make_network, x, y, kind, method):
    network, other = (make_network(optimizer=kind(learning_rate=0.1)) for _ in range(2))
    optimizer = network.optimizer
    with mock.patch.object(optimizer, method, wraps=getattr(optimizer, method)) as called:
        network.fit(x, y, batch_size=10, progress=False)
    assert called.call_count == 3
    other.fit(x, y, batch_size=10, progress=False)
    np.testing.assert_array_equal(network.params, other.params)
    network.fit(x, y, batch_size=10, progress=False)
    assert called.call_count == 3


def test_method_that_was_put_on_a_kind_is_called(make_network, x, y):
    network = make_network()
    with mock.patch.object(SGD, "update", autospec=True, side_effect=SGD.update) as update:
        network.fit(x, y, batch_size=10, progress=False)
    assert update.call_count == 3


class Keeping:
    """Keeps the parameters and gradients of its steps as they come: no copies."""

    def __init__(self):
        self.params, self.gradients = [], []

    def update(self, old_params, gradient):
        self.params.append(old_params)
        self.gradients.append(gradient)
        return old_params - 0.1 * gradient


def test_what_an_own_update_keeps_does_not_change_afterwards(make_network, x, y):
    network, other = make_network(optimizer=Keeping()), make_network(optimizer=Recorder())
    start = network.params.copy()
    other.optimizer.sgd.momentum = 0
    for each in (network, other):
        each.fit(x, y, batch_size=10, progress=False)
    keeping, recorder = network.optimizer, other.optimizer
    np.testing.assert_allclose(keeping.gradients, recorder.gradients, rtol=1e-12)
    np.testing.assert_allclose(keeping.params, [start, *recorder.params[:-1]], rtol=1e-12)


@pytest.mark.parametrize(
    ("new_params", "words"),
    [
        (lambda p: p[:5], r"shape \(5,\), expected \(43,\)"),
        (lambda p: p.reshape(-1, 1), r"shape \(43, 1\), expected \(43,\)"),
        (lambda p: None, "is None"),
        (lambda p: p.astype(str), "text"),
    ],
)
def test_own_update_that_returns_something_else_is_refused(make_network, x, y, new_params, words):
    class Own:
        def update(self, old_params, gradient):
            return new_params(old_params)

    network = make_network(optimizer=Own())
    before = network.params.copy()
    with pytest.raises((ValueError, TypeError), match=words):
        network.fit(x, y, progress=False)
    np.testing.assert_array_equal(network.params, before)


@pytest.mark.parametrize("kind", [object, Optimizer])
def test_own_step_that_returns_new_parameters_is_refused(make_network, x, y, kind):
    class Own(kind):
        def step(self, params, gradient):
            return params - 0.1 * gradient

    with pytest.raises(ValueError, match=r"step returned .* params -= .* write update"):
        make_network(optimizer=Own()).fit(x, y, progress=False)


@pytest.mark.parametrize("bad", [SGD, object(), None, "sgd", lambda p, g: p])
def test_what_has_neither_step_nor_update_is_refused_at_once(make_network, bad):
    network = make_network()
    with pytest.raises(TypeError, match=r"optimizer is .* expected an object with step"):
        network.use(*CATEGORICAL, bad)


def test_kind_without_step_and_update_says_so(make_network, x, y):
    class Empty(Optimizer):
        pass

    with pytest.raises(NotImplementedError, match="Empty has neither step nor update"):
        make_network(optimizer=Empty()).fit(x, y, progress=False)
