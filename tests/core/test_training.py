"""What goes on around training: hook, progress bar, training flag, stop button, divergence."""

import itertools
import os
import signal
import sys
import threading
from dataclasses import fields

import numpy as np
import pytest
from parts import CATEGORICAL, IDENTITY, MSE, RELU, SOFTMAX, TANH, Recorder, Standstill

from nnlib import (
    SGD,
    ActivationLayer,
    Adagrad,
    Adam,
    DivergenceError,
    Dropout,
    FCLayer,
    Layer,
    Network,
    RMSprop,
    categorical_crossentropy,
    d_categorical_crossentropy,
    d_tanh,
    tanh,
)
from nnlib.batches import training_batches
from nnlib.training import FLUSH_EVERY, flush_denormals

KINDS = [SGD, Adam, RMSprop, Adagrad]


def at_call(number, action, function, *, after=False):
    """The same function, but something happens before one of its calls, or after it."""
    calls = itertools.count(1)

    def acting(*args):
        is_time = next(calls) == number
        if is_time and not after:
            action()
        result = function(*args)
        if is_time and after:
            action()
        return result

    return acting


def interrupt():
    raise KeyboardInterrupt


def press():
    """Press the stop button: what Jupyter and Ctrl-C send."""
    signal.raise_signal(signal.SIGINT)


def fit_until_stop(network, *args, progress=False, **options):
    """Train until the stop button, and return the losses so far."""
    with pytest.raises(KeyboardInterrupt):
        network.fit(*args, progress=progress, **options)
    return network.losses


def take_steps(network, x, y, batch_size, steps):
    """Train for exactly so many steps, in the batches that fit would take."""
    batches = training_batches(network, x, y, batch_size, categorical=False)
    if steps:
        endless = itertools.chain.from_iterable(itertools.repeat(batches))
        network.fit_epoch(itertools.islice(endless, steps))


def assert_same_state(network, other):
    """The same parameters, and the same memory of the optimizers."""
    np.testing.assert_array_equal(network.params, other.params)
    for each in fields(other.optimizer):
        found, expected = (getattr(e.optimizer, each.name) for e in (network, other))
        np.testing.assert_array_equal(found, expected, err_msg=each.name)


# The hook


def test_hook_sees_network_epoch_and_loss(make_network, x, y):
    network, calls = make_network(), []
    losses = network.fit(
        x, y, epochs=3, on_epoch_end=lambda *args: calls.append(args), progress=False
    )
    assert calls == [(network, epoch, loss) for epoch, loss in enumerate(losses, start=1)]


def test_hook_sees_the_parameters_of_its_epoch(make_network, x, y):
    network, snapshots = make_network(optimizer=Recorder()), []
    network.fit(
        x,
        y,
        batch_size=10,
        epochs=2,
        on_epoch_end=lambda network, *_: snapshots.append(network.params.copy()),
        progress=False,
    )
    np.testing.assert_array_equal(snapshots, network.optimizer.params[2::3])


def test_hook_sees_the_losses_so_far(make_network, x, y):
    seen = []
    hook = lambda network, *_: seen.append(network.losses.copy())  # noqa: E731
    losses = make_network().fit(x, y, epochs=3, on_epoch_end=hook, progress=False)
    assert seen == [losses[:1], losses[:2], losses]


def test_hook_can_change_the_learning_rate(make_network, x, y):
    def stop_moving(network, epoch, loss):
        network.optimizer.learning_rate = 0.0

    network = make_network(optimizer=SGD(learning_rate=0.1, momentum=0))
    losses = network.fit(x, y, epochs=3, on_epoch_end=stop_moving, progress=False)
    assert losses[0] > losses[1] == pytest.approx(losses[2])


def test_learning_rate_below_zero_from_the_hook_is_refused(make_network, x, y):
    def schedule(network, epoch, loss):
        network.optimizer.learning_rate -= 0.1

    network = make_network(optimizer=SGD(learning_rate=0.1))
    with pytest.raises(
        ValueError, match=r"learning_rate is -0\.1, expected a number of at least 0"
    ):
        network.fit(x, y, epochs=5, on_epoch_end=schedule, progress=False)
    assert len(network.losses) == 2


def test_numpy_rate_from_the_hook_leaves_float32_what_is_float32(make_network, x, y):
    def schedule(network, epoch, loss):
        network.optimizer.learning_rate = np.float64(0.01)

    network = make_network(optimizer=SGD(learning_rate=0.1), dtype=np.float32)
    network.fit(x, y, epochs=2, on_epoch_end=schedule, progress=False)
    assert network.optimizer.velocity.dtype == np.float32


@pytest.mark.parametrize("answer", [True, np.True_])
def test_hook_that_returns_true_ends_the_training(make_network, x, y, answer):
    network, other = make_network(), make_network()
    losses = network.fit(
        x, y, epochs=9, on_epoch_end=lambda _, epoch, __: answer if epoch == 4 else None,
        progress=False,
    )  # fmt: skip
    assert losses == other.fit(x, y, epochs=4, progress=False)
    assert_same_state(network, other)


@pytest.mark.parametrize("answer", [None, False, np.False_, 1, 0.5, "stop", [True], np.ones(2)])
def test_hook_that_returns_something_else_does_not(make_network, x, y, answer):
    losses = make_network().fit(x, y, epochs=3, on_epoch_end=lambda *_: answer, progress=False)
    assert len(losses) == 3


def test_errors_of_the_hook_are_not_swallowed(make_network, x, y):
    def broken_hook(*_):
        raise ZeroDivisionError("from the hook")

    with pytest.raises(ZeroDivisionError, match="from the hook"):
        make_network().fit(x, y, on_epoch_end=broken_hook, progress=False)


SUCH_AS, OF_THREE = ", such as lambda network", " of three arguments: network, epoch, loss"


@pytest.mark.parametrize(
    ("hook", "words"),
    [
        ("print", SUCH_AS),
        (5, SUCH_AS),
        (lambda network: None, OF_THREE),
        (lambda *, network: None, OF_THREE),
    ],
)
def test_unsuitable_hook_is_refused_before_training(make_network, x, y, hook, words):
    network, other = make_network(), make_network()
    with pytest.raises(TypeError, match=f"on_epoch_end is .* expected a function{words}"):
        network.fit(x, y, on_epoch_end=hook, progress=False)
    assert_same_state(network, other)


# The progress bar


def test_progress_bar_shows_epoch_batches_and_mean_loss(make_network, x, y, capsys):
    losses = make_network().fit(x, y, batch_size=7, epochs=2)
    shown = capsys.readouterr().err
    for words in ("epoch 2/2", "| 10/10 [", f"loss {losses[-1]:.4f}"):
        assert words in shown


def test_progress_bar_counts_batches_and_ends_its_line(make_network, x, y, capsys):
    make_network().fit(x, y, batch_size=7, epochs=2)
    shown = capsys.readouterr().err
    assert "batch/s" in shown
    assert "stopped" not in shown
    assert shown.endswith("\n")


def test_progress_bar_can_be_left_out(make_network, x, y, capsys):
    make_network().fit(x, y, progress=False)
    assert capsys.readouterr() == ("", "")


# Layers that differ in training


class Flag(Layer):
    """A layer of one's own that keeps what it saw of ``training``."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def forward(self, x):
        self.seen.append(self.training)
        return x

    def backward(self, output_gradient):
        return output_gradient


@pytest.fixture
def flagged():
    """A network with a layer that keeps what it saw of ``training``, and what it saw."""
    network, flag = Network(seed=0), Flag()
    for layer in (FCLayer(4, 3), flag, ActivationLayer(*SOFTMAX)):
        network.add(layer)
    network.use(*CATEGORICAL, SGD())
    return network, flag.seen


def test_layers_see_that_a_network_is_trained(flagged, x, y):
    network, seen = flagged
    network.predict(x)
    network.score(x, y)
    network.forward(x)
    assert set(seen) == {False}
    seen.clear()
    network.fit_epoch([(x, y), (x, y)])
    assert seen == [True, True]
    seen.clear()
    network.forward(x)
    assert seen == [False]


def test_layers_are_not_in_training_in_the_hook(flagged, x, y):
    network, seen = flagged
    in_hook = []

    def hook(network, *_):
        seen.clear()
        network.predict(x)
        network.forward(x)
        in_hook.extend(seen)
        seen.clear()

    network.fit(x, y, epochs=2, on_epoch_end=hook, progress=False)
    assert in_hook == 4 * [False]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError])
def test_layers_are_not_in_training_after_an_error(flagged, x, y, error):
    network, _ = flagged

    def fail(*_):
        raise error

    network.use(*CATEGORICAL, SGD())
    network.optimizer.step = fail
    with pytest.raises(error):
        network.fit(x, y, progress=False)
    assert not any(layer.training for layer in network.layers)


# The stop button as an exception, as from a function of the user's. 30 samples in batches of 10 are
# three batches an epoch.


@pytest.mark.parametrize("batch", [1, 2, 3, 4, 5, 6])
@pytest.mark.parametrize("where", ["activation", "derivative", "loss", "optimizer"])
def test_interrupt_leaves_the_last_finished_batch(make_network, x, y, where, batch):
    recorder = Recorder()
    functions = {
        "activation": tanh,
        "derivative": d_tanh,
        "loss": categorical_crossentropy,
        "optimizer": recorder.update,
    }
    # The first call of an activation looks at the outputs, before training begins.
    call = batch + 1 if where == "activation" else batch
    functions[where] = at_call(call, interrupt, functions[where])
    recorder.update = functions["optimizer"]
    network = make_network(
        hidden=(functions["activation"], functions["derivative"]),
        loss=(functions["loss"], d_categorical_crossentropy),
        optimizer=recorder,
    )
    start = network.params.copy()

    losses = fit_until_stop(network, x, y, batch_size=10, epochs=2)

    assert len(losses) == (batch - 1) // 3
    finished = [start, *recorder.params][batch - 1]
    np.testing.assert_array_equal(network.params, finished)


def test_interrupt_in_the_hook_keeps_the_epoch(make_network, x, y):
    network = make_network(optimizer=Recorder())
    hook = at_call(2, interrupt, lambda *_: None)
    losses = fit_until_stop(network, x, y, batch_size=10, epochs=5, on_epoch_end=hook)
    assert len(losses) == 2
    assert len(network.optimizer.params) == 6
    np.testing.assert_array_equal(network.params, network.optimizer.params[-1])


@pytest.mark.parametrize("kind", KINDS)
def test_interrupt_before_a_step_of_nnlibs_optimizers(make_network, x, y, kind):
    network = make_network(optimizer=kind())
    start = network.params.copy()
    network.optimizer.step = at_call(1, interrupt, network.optimizer.step)
    assert fit_until_stop(network, x, y, epochs=3) == []
    np.testing.assert_array_equal(network.params, start)
    assert len(network.fit(x, y, epochs=3, progress=False)) == 3


def test_training_goes_on_after_a_stop(make_network, x, y):
    network = make_network(hidden=(at_call(5, interrupt, tanh), d_tanh))
    fit_until_stop(network, x, y, batch_size=10, epochs=2)
    losses = network.fit(x, y, epochs=50, progress=False)
    assert len(losses) == 50
    assert losses[-1] < 0.1


def test_stop_is_told_by_the_progress_bar(make_network, x, y, capsys):
    network = make_network(hidden=(at_call(6, interrupt, tanh), d_tanh))
    fit_until_stop(network, x, y, batch_size=10, epochs=2, progress=True)
    assert "stopped after 1 of 2 epochs" in capsys.readouterr().err


# The stop button as the signal that it is


@pytest.fixture
def _main_thread():
    """Skip where no signal can arrive, and put back Python's own handler in any case."""
    if threading.current_thread() is not threading.main_thread():
        pytest.skip("only the main thread gets signals")
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


WHERE = ["forward", "loss", "derivative", "step"]


def pressed_in_batch(make_network, number, where="forward", kind=SGD):
    """A network that presses the stop button in a batch, in one of these places; 0 for never."""
    calls = dict.fromkeys(WHERE, 0) | {where: number}
    optimizer = kind(weight_decay=0.1)
    # Each step begins with the decay: after it the parameters have moved, and the memory has not.
    optimizer.decay = at_call(calls["step"], press, optimizer.decay, after=True)
    return make_network(
        hidden=(
            at_call(calls["forward"], press, tanh),
            at_call(calls["derivative"], press, d_tanh),
        ),
        loss=(at_call(calls["loss"], press, categorical_crossentropy), d_categorical_crossentropy),
        optimizer=optimizer,
    )


@pytest.mark.usefixtures("_main_thread")
class TestStopButton:
    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("where", WHERE)
    @pytest.mark.parametrize("batch", [1, 3, 4, 6])
    def test_leaves_parameters_and_memory_of_the_last_finished_batch(
        self, make_network, x, y, kind, where, batch
    ):
        network = pressed_in_batch(make_network, batch, where, kind)
        losses = fit_until_stop(network, x, y, batch_size=10, epochs=2)
        other = pressed_in_batch(make_network, 0, where, kind)
        finished = batch - 1 if where in ("forward", "loss") else batch
        take_steps(other, x, y, 10, finished)
        assert_same_state(network, other)
        assert len(losses) == finished // 3

    def test_pressed_at_any_moment_by_a_user(self, make_network, x, y):
        network, other = (make_network(optimizer=Adam()) for _ in range(2))

        def hook(network, epoch, loss):
            if epoch == 3:
                threading.Timer(0.03, os.kill, (os.getpid(), signal.SIGINT)).start()

        losses = fit_until_stop(network, x, y, batch_size=10, epochs=10**6, on_epoch_end=hook)
        steps = int(network.optimizer.steps)
        take_steps(other, x, y, 10, steps)
        assert_same_state(network, other)
        assert len(losses) == steps // 3 >= 3

    def test_ends_a_loop_of_trainings(self, make_network, x, y):
        trained = []

        def train_each():
            for press_in_batch in (0, 0, 2, 0, 0):
                trained.append(pressed_in_batch(make_network, press_in_batch))
                trained[-1].fit(x, y, batch_size=10, progress=False)

        with pytest.raises(KeyboardInterrupt):
            train_each()
        assert [len(network.losses) for network in trained] == [1, 1, 0]

    def test_in_the_hook_it_is_immediate(self, make_network, x, y):
        reached = []

        def hook(*_):
            press()
            reached.append("what comes after it")

        losses = fit_until_stop(make_network(), x, y, epochs=3, on_epoch_end=hook)
        assert reached == []
        assert len(losses) == 1

    def test_pressed_twice_it_is_immediate(self, make_network, x, y):
        reached = []

        def press_twice():
            press()
            reached.append("waiting for the end of the batch")
            press()
            reached.append("what comes after it")

        network = make_network(hidden=(tanh, at_call(2, press_twice, d_tanh)))
        fit_until_stop(network, x, y, 10)
        assert reached == ["waiting for the end of the batch"]

    def test_is_told_by_the_progress_bar(self, make_network, x, y, capsys):
        network = pressed_in_batch(make_network, 5)
        fit_until_stop(network, x, y, batch_size=10, epochs=2, progress=True)
        assert "stopped after 1 of 2 epochs" in capsys.readouterr().err

    @pytest.mark.parametrize("end", ["the last epoch", "the stop button", "an error", "divergence"])
    def test_is_pythons_own_again_after(self, make_network, x, y, end):
        network, during = make_network(output=IDENTITY, loss=MSE), []

        def hook(network, epoch, _):
            during.append(signal.getsignal(signal.SIGINT))
            if end == "the stop button":
                press()
            if end == "an error":
                raise ZeroDivisionError
            if end == "divergence":
                network.optimizer.learning_rate = 1e200

        try:
            network.fit(x, y, epochs=3, on_epoch_end=hook, progress=False)
        except (KeyboardInterrupt, ZeroDivisionError, DivergenceError):
            assert end != "the last epoch"
        assert during[0] is not signal.default_int_handler
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler

    def test_is_left_to_a_handler_of_ones_own(self, make_network, x, y):
        pressed = []
        own = lambda *_: pressed.append(True)  # noqa: E731
        signal.signal(signal.SIGINT, own)
        network = pressed_in_batch(make_network, 2)
        try:
            losses = network.fit(x, y, batch_size=10, epochs=2, progress=False)
        except KeyboardInterrupt:
            pytest.fail("fit took the handler away")
        assert len(losses) == 2
        assert pressed == [True]
        assert signal.getsignal(signal.SIGINT) is own

    def test_is_left_alone_by_a_training_in_another_thread(self, make_network, x, y):
        during, results = [], []
        hook = lambda *_: during.append(signal.getsignal(signal.SIGINT))  # noqa: E731
        train = lambda: results.append(  # noqa: E731
            make_network().fit(x, y, on_epoch_end=hook, progress=False)
        )
        thread = threading.Thread(target=train)
        thread.start()
        thread.join()
        assert during == [signal.default_int_handler]
        assert len(results) == 1


# Divergence


def wild_rate_after(epoch):
    """A hook that makes the learning rate far too large after an epoch."""

    def hook(network, number, _):
        if number == epoch:
            network.kept = network.params.copy()
            network.optimizer.learning_rate = 1e200

    return hook


@pytest.fixture
def diverged(make_network, x, y):
    """A network whose training diverged in epoch 3, and the error."""
    network = make_network(output=IDENTITY, loss=MSE, optimizer=SGD(learning_rate=0.01))
    with pytest.raises(DivergenceError) as error:
        network.fit(x, y, 10, 9, on_epoch_end=wild_rate_after(2), progress=False)
    return network, error.value


@pytest.mark.filterwarnings("error")
def test_divergence_names_epoch_layer_and_cause(diverged):
    _, error = diverged
    for words in ("diverged in epoch 3", "learning rate is too large", "1e+200"):
        assert words in str(error)
    assert "not scaled" not in str(error)


def test_divergence_hands_over_the_losses_so_far(diverged):
    network, error = diverged
    assert len(error.losses) == 2
    assert np.isfinite(error.losses).all()
    assert network.losses == error.losses


def test_divergence_puts_the_network_back_before_the_epoch(diverged):
    network, _ = diverged
    np.testing.assert_array_equal(network.params, network.kept)


@pytest.mark.parametrize(
    ("x_scale", "y_scale", "named", "not_named"),
    [
        (1, 1e6, "y is not scaled", "x is not scaled"),
        (1e6, 1, "x is not scaled", "y is not scaled"),
    ],
)
def test_divergence_names_what_is_not_scaled(make_network, x, x_scale, y_scale, named, not_named):
    network = make_network([4, 5, 1], RELU, IDENTITY, MSE, SGD(0.1))
    with pytest.raises(DivergenceError) as error:
        network.fit(x * x_scale, x[:, :1] * y_scale, 10, 50, progress=False)
    largest = x.max() * x_scale if x_scale > 1 else x[:, 0].max() * y_scale
    assert f"{named} (it has numbers from" in str(error.value)
    assert f"to {largest:g};" in str(error.value)
    assert not_named not in str(error.value)


@pytest.mark.parametrize(
    ("low", "high", "is_large"), [(-1, 10, False), (-10, 1, False), (-1, 11, True), (-11, 1, True)]
)
def test_what_is_not_scaled_goes_beyond_ten(make_network, x, low, high, is_large):
    y = np.linspace(low, high, len(x)).reshape(-1, 1)
    network = make_network([4, 5, 1], RELU, IDENTITY, MSE, SGD(1e200))
    with pytest.raises(DivergenceError) as error:
        network.fit(x, y, 10, 50, progress=False)
    assert ("y is not scaled" in str(error.value)) == is_large
    assert (", or the learning rate" in str(error.value)) == is_large


def test_labels_of_many_classes_are_no_targets_to_scale(make_network, x):
    network = make_network([4, 5, 30], RELU, SOFTMAX, CATEGORICAL, SGD(1e200))
    with pytest.raises(DivergenceError) as error:
        network.fit(x, np.arange(30), 10, 50, categorical=True, progress=False)
    assert "not scaled" not in str(error.value)


@pytest.mark.filterwarnings("ignore:invalid value")
def test_divergence_names_a_layer_that_gives_nan_from_the_start(make_network, x, y):
    network = make_network(hidden=(np.log, lambda z: 1 / z), output=IDENTITY, loss=MSE)
    with pytest.raises(
        DivergenceError, match=r"layer 2, ActivationLayer\(log\), .* from the start"
    ):
        network.fit(x, y, progress=False)


@pytest.mark.parametrize("kind", KINDS)
def test_network_is_trainable_after_divergence(make_network, x, y, kind):
    network = make_network(output=IDENTITY, loss=MSE, optimizer=kind(learning_rate=0.01))
    with pytest.raises(DivergenceError):
        network.fit(x, y, 10, 9, on_epoch_end=wild_rate_after(2), progress=False)
    network.optimizer.learning_rate = 0.01
    losses = network.fit(x, y, epochs=50, progress=False)
    assert losses[-1] < losses[0]


class LastStep(Standstill):
    """An optimizer that breaks the parameters in the last of three steps."""

    steps = 0

    def update(self, old_params, gradient):
        self.steps += 1
        return old_params * (np.inf if self.steps == 3 else 1)


def test_parameters_that_become_infinite_in_the_last_batch_are_found(make_network, x, y):
    network = make_network(optimizer=LastStep())
    before = network.params.copy()
    with pytest.raises(DivergenceError, match=r"epoch 1: .*a parameter became infinite or NaN"):
        network.fit(x, y, batch_size=10, epochs=1, progress=False)
    np.testing.assert_array_equal(network.params, before)
    assert network.losses == []


def test_training_ends_at_the_first_loss_that_is_not_finite(make_network, x, y):
    network = make_network(output=IDENTITY, loss=MSE, optimizer=Recorder())
    network.optimizer.sgd.learning_rate = 1e200
    with pytest.raises(DivergenceError):
        network.fit(x, y, batch_size=10, epochs=1, progress=False)
    assert len(network.optimizer.params) == 1


def test_divergence_with_an_optimizer_of_ones_own_is_told_too(make_network, x, y):
    class Wild:
        def update(self, old_params, gradient):
            return old_params + np.nan

    began = r"epoch 1: .* It began in the output of layer 1, FCLayer\(4, 5\)\. Likely cause: "
    with pytest.raises(DivergenceError, match=began):
        make_network(optimizer=Wild()).fit(x, y, progress=False)


def test_learning_rate_of_an_own_optimizer_is_unknown(make_network, x, y):
    with pytest.raises(DivergenceError, match=r"too large \(it is unknown; try a tenth of it\)"):
        make_network(optimizer=LastStep()).fit(x, y, batch_size=10, progress=False)


# Denormal numbers


def denormals_in(array):
    return (array != 0) & (np.abs(array) < np.finfo(array.dtype).tiny)


def test_fading_velocities_do_not_stay_denormal(make_network, x, y):
    """0.9 times the smallest denormal is rounded to itself: by themselves they stay for ever."""
    network, denormal = make_network(dtype=np.float32), []
    x = x.copy()
    x[:, 0] = 0
    network.fit(x, y, progress=False)
    # The first input is not used: the velocity of its five weights only fades.
    velocity = network.optimizer.velocity
    velocity[:5] = 1e-37

    def hook(*_):
        denormal.append(denormals_in(velocity).any())

    network.fit(x, y, batch_size=30, epochs=2 * FLUSH_EVERY, on_epoch_end=hook, progress=False)
    assert any(denormal[: FLUSH_EVERY - 1])
    assert not any(denormal[FLUSH_EVERY:])
    assert not velocity[:5].any()
    assert velocity[5:].all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_only_denormals_are_flushed(dtype):
    tiny = np.finfo(dtype).tiny
    adam = Adam()
    adam.mean_square = np.array([tiny, -tiny, tiny / 2, -tiny / 2, 0, 1], dtype)
    flush_denormals(adam)
    np.testing.assert_array_equal(adam.mean_square, np.array([tiny, -tiny, 0, 0, 0, 1], dtype))


def test_denormals_are_flushed_after_so_many_steps(make_network, x, y, monkeypatch):
    at = []
    monkeypatch.setattr("nnlib.training.flush_denormals", lambda adam: at.append(adam.steps))
    network = make_network(optimizer=Adam())
    network.fit(x, y, 1, 2 * FLUSH_EVERY // len(x) + 1, progress=False)
    # Before a step is made, it has not been counted by the optimizer.
    assert at == [FLUSH_EVERY - 1, 2 * FLUSH_EVERY - 1]


def test_memory_of_an_optimizer_of_ones_own_is_left_alone():
    own = Standstill()
    own.memory = np.array([1e-310])
    flush_denormals(own)
    assert own.memory[0] == 1e-310


def test_small_numbers_that_matter_are_kept(make_network):
    """With a small epsilon, Adam's steps do not depend on the size of the gradients."""
    network = make_network([1, 1], output=IDENTITY, loss=MSE)
    network.use(*MSE, Adam(learning_rate=0.001, epsilon=1e-20))
    network.params = [0.0, 0.0]
    # The gradient with respect to the weight is about 2 x (ŷ - y) = -2e-17.
    x, y = np.array([[1e-9]]), np.array([[1e-8]])
    steps, before = [], [0.0]

    def hook(network, *_):
        steps.append(network.params[0] - before[-1])
        before.append(network.params[0])
        network.params[1] = 0.0

    network.fit(x, y, epochs=3 * FLUSH_EVERY, on_epoch_end=hook, progress=False)
    np.testing.assert_allclose(steps[FLUSH_EVERY // 2 :], 0.001, rtol=0.02)


@pytest.mark.parametrize("kind", [object, SGD])
def test_what_an_own_optimizer_keeps_does_not_disturb_the_training(make_network, x, y, kind):
    class Own(kind):
        """Keeps numbers and names, of any shape, some of which cannot be written to."""

        def __init__(self):
            super().__init__()
            self.fixed, self.names = np.full((3, 2), 1e-310), np.array(["a", "b"])
            self.fixed.flags.writeable = False
            self.whole = np.arange(3)

        def step(self, params, gradient):
            params -= 0.01 * gradient

    network = make_network(optimizer=Own())
    losses = network.fit(x, y, 1, 2 * FLUSH_EVERY // len(x) + 1, progress=False)
    assert losses[-1] < losses[0]
    np.testing.assert_array_equal(network.optimizer.fixed, np.full((3, 2), 1e-310))


# Predicting while it goes on


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_predict_in_another_thread_changes_nothing(x, y):
    def make():
        network = Network(seed=0)
        for layer in (
            FCLayer(4, 5), ActivationLayer(*TANH), Dropout(0.3), FCLayer(5, 3),
            ActivationLayer(*SOFTMAX),
        ):  # fmt: skip
            network.add(layer)
        network.use(*CATEGORICAL, Adam())
        return network

    network, other = make(), make()
    ended = threading.Event()

    def predict():
        while not ended.is_set():
            network.predict(x[:7])

    thread = threading.Thread(target=predict)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        thread.start()
        losses = network.fit(x, y, 10, 60, progress=False)
    finally:
        ended.set()
        thread.join()
        sys.setswitchinterval(interval)
    assert losses == other.fit(x, y, 10, 60, progress=False)
    assert_same_state(network, other)
