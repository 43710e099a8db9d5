"""The same numbers as ever: trainings that have been recorded once.

    python tests/core/test_recorded_trainings.py

records them anew, with the nnlib that Python finds, into the file beside this one.
"""

import json
from pathlib import Path

import numpy as np
import pytest
from parts import BINARY, CATEGORICAL, IDENTITY, MSE, RELU, SIGMOID, SOFTMAX, TANH

from nnlib import SGD, ActivationLayer, Adagrad, Adam, FCLayer, Network, NeuralNetwork, RMSprop

RECORDED = Path(__file__).with_name("recorded_trainings.json")

rng = np.random.default_rng(0)
LABELS = np.arange(43) % 3
ROWS = np.eye(3)[LABELS]
X = rng.normal(size=(43, 5))
X[:, :3] += 2 * ROWS
NUMBERS = rng.normal(size=(43, 3))
ANSWERS = (rng.random((43, 3)) < 0.5).astype(float)


def network(hidden, output, loss, optimizer, sizes=(5, 6, 3), **options):
    return NeuralNetwork(sizes, hidden, output, loss, optimizer, seed=1, **options)


def by_hand(*layers, loss, optimizer):
    made = Network(seed=5)
    for layer in layers:
        made.add(layer)
    made.use(*loss, optimizer)
    return made


def classifier(optimizer, **options):
    return network(TANH, SOFTMAX, CATEGORICAL, optimizer, **options)


def layers_by_hand():
    """Weights and bias of the first layer are set, the second one has a seed of its own."""
    first, second = FCLayer(5, 4), FCLayer(4, 3, seed=9)
    first.weights = np.linspace(-0.3, 0.3, 20).reshape(5, 4)
    first.bias = np.full((1, 4), 0.1)
    layers = (first, ActivationLayer(*TANH), second, ActivationLayer(*SOFTMAX))
    return by_hand(*layers, loss=CATEGORICAL, optimizer=SGD(0.1))


def weights_by_hand():
    """The bias of the first layer comes from the network's seed; no activation at the end."""
    first = FCLayer(5, 4)
    first.weights = np.linspace(-0.3, 0.3, 20).reshape(5, 4)
    layers = (first, ActivationLayer(*TANH), FCLayer(4, 3))
    return by_hand(*layers, loss=MSE, optimizer=RMSprop())


def softmax_inside():
    layers = (FCLayer(5, 4), ActivationLayer(*SOFTMAX), FCLayer(4, 3), ActivationLayer(*SOFTMAX))
    return by_hand(*layers, loss=CATEGORICAL, optimizer=Adam(0.01))


# What to make, and what to train it with: targets, batch size, epochs.
TRAININGS = {
    "SGD": (lambda: classifier(SGD()), ROWS, 8, 3),
    "SGD float32": (lambda: classifier(SGD(), dtype=np.float32), ROWS, 8, 3),
    "SGD labels": (lambda: classifier(SGD()), LABELS, 8, 3),
    "SGD nesterov": (lambda: classifier(SGD(0.05, 0.8, nesterov=True)), ROWS, 8, 3),
    "SGD sample by sample": (lambda: classifier(SGD(0.05, momentum=0.0)), ROWS, 1, 2),
    "SGD in one batch": (lambda: classifier(SGD(0.1)), ROWS, 500, 5),
    "Adam": (lambda: classifier(Adam(0.01)), ROWS, 8, 3),
    "Adam float32": (lambda: classifier(Adam(0.01), dtype=np.float32), LABELS, 8, 3),
    "RMSprop": (lambda: classifier(RMSprop(0.01)), ROWS, 8, 3),
    "RMSprop float32": (lambda: classifier(RMSprop(0.01), dtype=np.float32), ROWS, 8, 3),
    "Adagrad": (lambda: classifier(Adagrad(0.05)), ROWS, 8, 3),
    "Adagrad float32": (lambda: classifier(Adagrad(0.05), dtype=np.float32), ROWS, 8, 3),
    "identity mse": (lambda: network(RELU, IDENTITY, MSE, SGD(0.02)), NUMBERS, 8, 3),
    "sigmoid bce": (lambda: network(TANH, SIGMOID, BINARY, SGD(0.1)), ANSWERS, 8, 3),
    "sigmoid mse": (lambda: network(TANH, SIGMOID, MSE, SGD(0.1)), ANSWERS, 8, 3),
    "softmax mse": (lambda: network(RELU, SOFTMAX, MSE, Adam(0.01)), ROWS, 8, 3),
    "sigmoid cce": (lambda: network(TANH, SIGMOID, CATEGORICAL, SGD(0.05)), ROWS, 8, 3),
    "tanh mse": (lambda: network(RELU, TANH, MSE, SGD(0.05)), ROWS, 8, 3),
    "one output": (
        lambda: network(TANH, SIGMOID, BINARY, SGD(0.1), sizes=(5, 4, 1)),
        (LABELS == 1).astype(int),
        8,
        3,
    ),
    "uniform": (lambda: classifier(SGD(), initialization="uniform"), ROWS, 8, 1),
    "glorot_uniform": (lambda: classifier(SGD(), initialization="glorot_uniform"), ROWS, 8, 1),
    "he_normal": (lambda: classifier(SGD(), initialization="he_normal"), ROWS, 8, 1),
    "layers by hand": (layers_by_hand, ROWS, 8, 3),
    "weights by hand": (weights_by_hand, NUMBERS, 8, 3),
    "softmax inside": (softmax_inside, ROWS, 8, 3),
}


def train(name):
    """The losses, then the parameters, of one of the trainings."""
    make, y, batch_size, epochs = TRAININGS[name]
    trained = make()
    losses = trained.fit(X, y, batch_size, epochs, categorical=y.ndim == 1, progress=False)
    return {"losses": losses, "params": trained.params.tolist()}


@pytest.fixture(scope="module")
def recorded():
    return json.loads(RECORDED.read_text(encoding="utf-8"))


def test_every_training_is_recorded(recorded):
    assert list(recorded) == list(TRAININGS)


@pytest.mark.parametrize("name", TRAININGS)
def test_training_gives_the_numbers_that_were_recorded(recorded, name):
    # Another processor sums in another order: that shows in the last digits.
    rtol = 1e-3 if "float32" in name else 1e-9
    for what, values in train(name).items():
        scale = np.abs(recorded[name][what]).max()
        np.testing.assert_allclose(values, recorded[name][what], rtol=rtol, atol=rtol * scale)


def record():
    """Write the numbers of all trainings, a line for each list."""
    lines = [
        f'  "{name}": {{\n    "losses": {got["losses"]},\n    "params": {got["params"]}\n  }}'
        for name, got in ((name, train(name)) for name in TRAININGS)
    ]
    RECORDED.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    record()
