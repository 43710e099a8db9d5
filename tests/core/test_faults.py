"""Faults at every moment: an interrupt at each line, a cut or changed file, a killed process.

Each is tried at a few places here; the tests marked exhaustive try every place.
"""

import contextlib
import copy
import itertools
import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import numpy as np
import pytest
from parts import CATEGORICAL, SOFTMAX, TANH

import nnlib
from nnlib import (
    SGD,
    ActivationLayer,
    Adagrad,
    Adam,
    Dropout,
    FCLayer,
    Network,
    RMSprop,
)
from nnlib.batches import training_batches
from nnlib.errors import PlainError
from nnlib.training import Watch

OPTIMIZERS = {
    "SGD": lambda: SGD(0.1),
    "Nesterov": lambda: SGD(0.1, nesterov=True, weight_decay=0.1),
    "Adam": lambda: Adam(0.01),
    "RMSprop": lambda: RMSprop(0.01),
    "Adagrad": lambda: Adagrad(0.1, weight_decay=0.1),
}
CORE = str(Path(nnlib.__file__).parent)

# Every nth place in the fast tests, and each of them in the others.
SOME_AND_ALL = pytest.mark.parametrize(
    "every", [pytest.param(23, id="some"), pytest.param(1, id="all", marks=pytest.mark.exhaustive)]
)


def made(optimizer):
    """A network for the points, with each kind of layer."""
    network = Network(seed=0)
    for layer in (FCLayer(4, 5), ActivationLayer(*TANH), Dropout(0.3), FCLayer(5, 3),
                  ActivationLayer(*SOFTMAX)):  # fmt: skip
        network.add(layer)
    network.use(*CATEGORICAL, OPTIMIZERS[optimizer]())
    return network


def state_of(network):
    """The parameters, and all that the optimizer remembers, as bytes."""
    memory = (np.asarray(value).tobytes() for value in vars(network.optimizer).values())
    return network.params.tobytes(), *memory


def states_of_whole_steps(optimizer, x, y, steps):
    """The states after no step, after one, after two and so on."""
    network = made(optimizer)
    batches = training_batches(network, x, y, 10, categorical=False)
    states = [state_of(network)]

    def report(_):
        states.append(state_of(network))

    for _ in range(steps // 3):
        network.fit_epoch(batches, report)
    # The first report comes before the first step.
    return [*states[1:], state_of(network)]


def interrupted(network, x, y, line):
    """Train for two epochs, press the stop button before a line of nnlib's, and count the lines."""
    lines = itertools.count(1)

    def on_line(frame, event, argument):
        if event == "line" and next(lines) == line:
            signal.raise_signal(signal.SIGINT)
        return on_line

    def on_call(frame, event, argument):
        return on_line if frame.f_code.co_filename.startswith(CORE) else None

    before = sys.gettrace()
    sys.settrace(on_call)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            network.fit(x, y, 10, 2, progress=False)
    finally:
        sys.settrace(before)
    return next(lines) - 1


@pytest.fixture
def _pythons_handler():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@SOME_AND_ALL
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.usefixtures("_pythons_handler")
def test_stop_button_before_any_line_leaves_whole_steps(optimizer, every, x, y):
    whole = states_of_whole_steps(optimizer, x, y, 6)
    reached, lost = set(), []
    for line in range(1, interrupted(made(optimizer), x, y, None), every):
        network = made(optimizer)
        interrupted(network, x, y, line)
        steps = whole.index(state_of(network)) if state_of(network) in whole else None
        reached.add(steps)
        if steps is None or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
            lost.append((line, steps))
        signal.signal(signal.SIGINT, signal.default_int_handler)
        network.fit(x, y, 10, 1, progress=False)
        assert np.isfinite(network.params).all()
    assert not lost
    assert reached == set(range(7))


@pytest.mark.usefixtures("_pythons_handler")
def test_stop_button_is_pythons_own_again_where_it_cuts_the_end_short(monkeypatch, x, y):
    end = Watch.__exit__

    def pressed_first(watch, *error):
        signal.raise_signal(signal.SIGINT)
        end(watch, *error)

    monkeypatch.setattr(Watch, "__exit__", pressed_first)
    with pytest.raises(KeyboardInterrupt):
        made("SGD").fit(x, y, 10, 2, progress=False)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


# Errors of the user's functions


def train_until_error(number, x, y):
    """Train with functions of one's own, whose call of this number raises; count the calls."""
    calls = itertools.count()

    def raising(function):
        def called(*args):
            if next(calls) == number:
                raise ZeroDivisionError
            return function(*args)

        return called

    f, d_f, loss, d_loss = map(raising, (*TANH, *CATEGORICAL))
    network = Network(seed=0)
    for layer in (FCLayer(4, 5), ActivationLayer(f, d_f), FCLayer(5, 3), ActivationLayer(*SOFTMAX)):
        network.add(layer)
    network.use(loss, d_loss, Adam())
    with contextlib.suppress(ZeroDivisionError):
        network.fit(x, y, 10, 3, progress=False)
    return network, next(calls)


def test_error_of_a_function_leaves_whole_steps(x, y):
    _, total = train_until_error(None, x, y)
    states = {}
    for number in range(total):
        network, _ = train_until_error(number, x, y)
        # Wherever it was stopped in a step, the state is that after the step before.
        state = state_of(network)
        assert states.setdefault(int(network.optimizer.steps), state) == state
        assert not any(layer.training for layer in network.layers)
        network.fit(x, y, 10, 1, progress=False)
        assert np.isfinite(network.params).all()
    assert states.keys() == set(range(9))


# Files that are cut, or changed


@pytest.fixture
def saved(tmp_path):
    """A network, the bytes of its file, and the path to write others to."""
    network, path = made("SGD"), tmp_path / "params.npz"
    network.save_params(path)
    return network, path.read_bytes(), path


@SOME_AND_ALL
def test_file_cut_at_any_length_is_refused(every, saved):
    network, content, path = saved
    before = network.params.copy()
    for length in range(0, len(content), every):
        path.write_bytes(content[:length])
        with pytest.raises(PlainError, match=r"params\.npz is not "):
            network.load_params(path)
    np.testing.assert_array_equal(network.params, before)


@SOME_AND_ALL
def test_file_with_any_bit_changed_is_refused_or_harmless(every, saved):
    network, content, path = saved
    before = network.params.copy()
    places = random.Random(0).sample(range(8 * len(content)), 3000)[::every]
    refused = 0
    for place in places:
        changed = bytearray(content)
        changed[place // 8] ^= 1 << place % 8
        path.write_bytes(changed)
        try:
            network.load_params(path)
        except PlainError:
            refused += 1
        np.testing.assert_array_equal(network.params, before)
    # A date in the header of the zip file is of no consequence.
    assert refused > 0.7 * len(places)


# Processes that are killed, and several that write


SAVES = """
    import sys
    import numpy as np
    from nnlib.storage import write_arrays
    print("ready", flush=True)
    number = 0
    while True:
        number += 1
        write_arrays(sys.argv[1], {"numbers": np.full(20_000, number)})
"""


def saving(path):
    """A process that saves to a path without an end."""
    command = [sys.executable, "-c", textwrap.dedent(SAVES), str(path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    process.stdout.readline()
    return process


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows cannot kill like this")
@pytest.mark.parametrize(
    "kills", [2, pytest.param(100, marks=pytest.mark.exhaustive)], ids=["some", "many"]
)
def test_killed_process_leaves_the_old_file_or_the_new_one(kills, tmp_path):
    path, moment = tmp_path / "numbers.npz", random.Random(0)
    for _ in range(kills):
        with saving(path) as process:
            threading.Event().wait(0.05 + 0.05 * moment.random())
            process.kill()
        numbers = nnlib.storage.read_arrays(path)["numbers"]
        assert len(set(numbers)) == 1
        assert numbers.size == 20_000


@pytest.mark.parametrize(
    "reads", [30, pytest.param(700, marks=pytest.mark.exhaustive)], ids=["some", "many"]
)
def test_file_that_two_processes_write_is_whole_at_each_read(reads, tmp_path):
    path = tmp_path / "numbers.npz"
    with saving(path) as one, saving(path) as other:
        seen = {tuple(set(nnlib.storage.read_arrays(path)["numbers"])) for _ in range(reads)}
        assert one.poll() is other.poll() is None
        one.terminate()
        other.terminate()
    assert {len(numbers) for numbers in seen} == {1}
    assert len(seen) > 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a limit for one process needs fork")
@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_file_larger_than_allowed_leaves_the_old_one(share, saved):
    _, content, path = saved
    code = """
        import resource, signal, sys
        import numpy as np
        from nnlib.storage import write_arrays
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        limit = int(sys.argv[2])
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            write_arrays(sys.argv[1], {"numbers": np.ones(1000)})
        except OSError as error:
            print(error)
    """
    command = [sys.executable, "-c", textwrap.dedent(code), str(path), str(int(share * 8000))]
    said = subprocess.run(command, capture_output=True, text=True).stdout
    assert "params.npz cannot be written: File too large." in said
    assert path.read_bytes() == content
    assert os.listdir(path.parent) == [path.name]


# Threads


@pytest.mark.exhaustive
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_trainings_and_predictions_in_threads_are_those_of_one_alone(optimizer, x, y):
    alone = made(optimizer)
    losses = alone.fit(x, y, 10, 30, progress=False)
    networks = [copy.deepcopy(made(optimizer)) for _ in range(4)]
    ended, failed = threading.Event(), []

    def guarded(action):
        try:
            action()
        except Exception as error:
            failed.append(error)

    def predict():
        while not ended.is_set():
            for network in networks:
                network.predict(x[:7])

    train = [
        threading.Thread(target=guarded, args=[lambda n=n: n.fit(x, y, 10, 30, progress=False)])
        for n in networks
    ]
    others = threading.Thread(target=guarded, args=[predict])
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        for thread in (others, *train):
            thread.start()
        for thread in train:
            thread.join()
    finally:
        ended.set()
        others.join()
        sys.setswitchinterval(interval)
    assert failed == []
    for network in networks:
        assert network.losses == losses
        assert state_of(network) == state_of(alone)
