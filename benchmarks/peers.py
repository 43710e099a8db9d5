"""The peers: each trains a task the way its own documentation would have it.

Each is made from a task, its data and the initial weights. ``train_epoch`` shows it every sample
once; ``labels`` says what it thinks of some inputs; ``weights`` gives what it has learned.
What takes long only once (imports, compilation) happens in the first epoch, which is not timed.
"""

from __future__ import annotations

import contextlib
import io
import os
from typing import Any, ClassVar

import numpy as np

import nnlib
from benchmarks.floors import InPlaceLoop, LiteralLoop, MatrixProducts
from benchmarks.settings import UNLIMITED, US
from benchmarks.tasks import ADAM_EPSILON, Data, Task, Weights
from nnlib.types import Array


class Nnlib:
    """This project: one call of ``fit``, without its progress bar, as the others have none."""

    categorical: ClassVar[bool] = True
    progress: ClassVar[bool] = False

    def __init__(self, task: Task, data: Data, weights: Weights) -> None:
        self.network = nnlib.NeuralNetwork(
            task.layers,
            (nnlib.relu, nnlib.d_relu),
            (nnlib.softmax, nnlib.d_softmax),
            (nnlib.categorical_crossentropy, nnlib.d_categorical_crossentropy),
            getattr(nnlib, task.optimizer)(learning_rate=task.learning_rate),
            dtype=task.dtype,
            seed=task.seed,
        )
        self.network.params = np.concatenate([part.ravel() for pair in weights for part in pair])
        if not task.shuffle:
            self.network.rng = InOrder()
        self.x, self.y, self.batch_size = data.x, data.y, task.batch_size

    def train_epoch(self) -> None:
        with contextlib.redirect_stderr(io.StringIO()):
            self.network.fit(
                self.x,
                self.y,
                self.batch_size,
                categorical=self.categorical,
                progress=self.progress,
            )

    def labels(self, x: Array) -> Array:
        return self.network.predict(x, labels=True)

    def weights(self) -> Weights:
        biases = (bias[0] for bias in self.network.biases)
        return list(zip(self.network.weights, biases, strict=True))


class InOrder:
    """Stands in for a random generator where the samples are to come in the order they have."""

    def permutation(self, n: int) -> Array:
        return np.arange(n)


class NnlibWithBar(Nnlib):
    """The same with its progress bar, drawn into nothing."""

    progress = True


class NnlibOneHot(Nnlib):
    """The same with one-hot rows in place of labels."""

    categorical = False

    def __init__(self, task: Task, data: Data, weights: Weights) -> None:
        super().__init__(task, data, weights)
        self.y = nnlib.to_categorical(data.y, task.layers[-1]).astype(task.dtype)


class PyTorchEager:
    """PyTorch as its tutorials write the loop; the data is one tensor, batches are taken by index.

    (A DataLoader, which puts batches together sample by sample, would be several times slower.)
    """

    def __init__(self, task: Task, data: Data, weights: Weights) -> None:
        import torch

        self.torch, self.task = torch, task
        steps: list[Any] = []
        for kernel, bias in weights:
            layer = torch.nn.Linear(*kernel.shape, dtype=getattr(torch, task.dtype))
            layer.weight.data, layer.bias.data = torch.tensor(kernel.T.copy()), torch.tensor(bias)
            steps += [layer, torch.nn.ReLU()]
        self.model = torch.nn.Sequential(*steps[:-1])
        self.loss = torch.nn.CrossEntropyLoss()
        self.optimizer = {
            "SGD": lambda: torch.optim.SGD(self.model.parameters(), task.learning_rate, 0.9),
            "Adam": lambda: torch.optim.Adam(
                self.model.parameters(), task.learning_rate, eps=ADAM_EPSILON
            ),
        }[task.optimizer]()
        self.x, self.y = torch.tensor(data.x), torch.tensor(data.y)
        self.outputs = self.model

    def train_epoch(self) -> None:
        n, size = len(self.x), self.task.batch_size
        order = self.torch.randperm(n) if self.task.shuffle else self.torch.arange(n)
        for rows in order.split(size):
            self.optimizer.zero_grad()
            loss = self.loss(self.outputs(self.x[rows]), self.y[rows])
            loss.backward()
            self.optimizer.step()

    def labels(self, x: Array) -> Array:
        with self.torch.no_grad():
            return self.model(self.torch.tensor(x)).argmax(dim=1).numpy()

    def weights(self) -> Weights:
        layers = [step for step in self.model if hasattr(step, "weight")]
        return [(each.weight.detach().numpy().T, each.bias.detach().numpy()) for each in layers]


class PyTorchCompiled(PyTorchEager):
    """The same behind ``torch.compile``, which needs a C++ compiler."""

    def __init__(self, task: Task, data: Data, weights: Weights) -> None:
        super().__init__(task, data, weights)
        self.outputs = self.torch.compile(self.model)


class KerasOnJax:
    """Keras on JAX: ``compile``, then ``fit`` with ``verbose=0``; it jits the step by itself."""

    def __init__(self, task: Task, data: Data, weights: Weights) -> None:
        os.environ.setdefault("KERAS_BACKEND", "jax")
        import jax
        import keras

        jax.config.update("jax_enable_x64", task.dtype == "float64")
        keras.config.set_floatx(task.dtype)
        keras.utils.set_random_seed(task.seed)
        *hidden, outputs = task.layers[1:]
        self.model = keras.Sequential(
            [
                keras.Input((task.layers[0],)),
                *[keras.layers.Dense(size, activation="relu") for size in hidden],
                keras.layers.Dense(outputs, activation="softmax"),
            ]
        )
        optimizer = {
            "SGD": lambda: keras.optimizers.SGD(task.learning_rate, momentum=0.9),
            "Adam": lambda: keras.optimizers.Adam(task.learning_rate, epsilon=ADAM_EPSILON),
        }[task.optimizer]()
        self.model.compile(optimizer=optimizer, loss="sparse_categorical_crossentropy")
        self.model.set_weights([part for pair in weights for part in pair])
        self.x, self.y, self.task = data.x, data.y, task

    def train_epoch(self) -> None:
        size, shuffle = self.task.batch_size, self.task.shuffle
        self.model.fit(self.x, self.y, batch_size=size, shuffle=shuffle, verbose=0)

    def labels(self, x: Array) -> Array:
        return self.model.predict(x, batch_size=1000, verbose=0).argmax(axis=1)

    def weights(self) -> Weights:
        parts = self.model.get_weights()
        return list(zip(parts[::2], parts[1::2], strict=True))


class ScikitLearn:
    """scikit-learn's ``MLPClassifier``; ``partial_fit`` is its way to train one epoch more."""

    def __init__(self, task: Task, data: Data, weights: Weights) -> None:
        from sklearn.neural_network import MLPClassifier

        self.model = MLPClassifier(
            task.layers[1:-1],
            solver=task.optimizer.lower(),
            batch_size=task.batch_size,
            learning_rate_init=task.learning_rate,
            momentum=0.9,
            nesterovs_momentum=False,
            epsilon=ADAM_EPSILON,
            alpha=0,
            shuffle=task.shuffle,
            random_state=task.seed,
        )
        # It takes no initial weights: let it begin, give it ours, and make it forget its step.
        start = slice(task.batch_size)
        self.model.partial_fit(data.x[start], data.y[start], classes=range(task.layers[-1]))
        for (kernel, bias), *own in zip(
            weights, self.model.coefs_, self.model.intercepts_, strict=True
        ):
            own[0][...], own[1][...] = kernel, bias
        del self.model._optimizer
        self.x, self.y = data.x, data.y

    def train_epoch(self) -> None:
        self.model.partial_fit(self.x, self.y)

    def labels(self, x: Array) -> Array:
        return self.model.predict(x)

    def weights(self) -> Weights:
        return list(zip(self.model.coefs_, self.model.intercepts_, strict=True))


class JaxScan:
    """By hand in JAX: an epoch is one compiled function, a scan over the batches inside it."""

    def __init__(self, task: Task, data: Data, weights: Weights) -> None:
        import jax

        jax.config.update("jax_enable_x64", task.dtype == "float64")
        self.jax, self.task = jax, task
        self.x, self.y = jax.numpy.asarray(data.x), jax.numpy.asarray(data.y)
        self.params = jax.tree.map(jax.numpy.asarray, weights)
        zeros = jax.tree.map(jax.numpy.zeros_like, self.params)
        self.memory = zeros if task.optimizer == "SGD" else (zeros, zeros, 0)
        self.move = {"SGD": self._sgd, "Adam": self._adam}[task.optimizer]
        self.epoch = jax.jit(self._epoch)
        self.rng = np.random.default_rng(task.seed)

    def outputs(self, params: Any, x: Any) -> Any:
        *hidden, (kernel, bias) = params
        for weights, offset in hidden:
            x = self.jax.nn.relu(x @ weights + offset)
        return x @ kernel + bias

    def loss(self, params: Any, x: Any, y: Any) -> Any:
        log_probabilities = self.jax.nn.log_softmax(self.outputs(params, x))
        return -self.jax.numpy.take_along_axis(log_probabilities, y[:, None], axis=1).mean()

    def _sgd(self, params: Any, velocity: Any, gradient: Any) -> Any:
        rate = self.task.learning_rate
        velocity = self.jax.tree.map(lambda v, g: 0.9 * v - rate * g, velocity, gradient)
        return self.jax.tree.map(lambda p, v: p + v, params, velocity), velocity

    def _adam(self, params: Any, memory: Any, gradient: Any) -> Any:
        mean, square, steps = memory
        steps += 1
        mean = self.jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, mean, gradient)
        square = self.jax.tree.map(lambda s, g: 0.999 * s + 0.001 * g * g, square, gradient)
        rate = self.task.learning_rate * (1 - 0.999**steps) ** 0.5 / (1 - 0.9**steps)

        def moved(p: Any, m: Any, s: Any) -> Any:
            return p - (rate * m / (s**0.5 + ADAM_EPSILON)).astype(p.dtype)

        return self.jax.tree.map(moved, params, mean, square), (mean, square, steps)

    def _step(self, state: Any, batch: Any) -> Any:
        params, memory = state
        gradient = self.jax.grad(self.loss)(params, *batch)
        return self.move(params, memory, gradient), None

    def _epoch(self, state: Any, x: Any, y: Any, order: Any) -> Any:
        """All full batches, then the smaller one that is left."""
        full = len(order) // self.task.batch_size * self.task.batch_size
        batches, rest = order[:full].reshape(-1, self.task.batch_size), order[full:]
        state, _ = self.jax.lax.scan(
            lambda s, rows: self._step(s, (x[rows], y[rows])), state, batches
        )
        return self._step(state, (x[rest], y[rest]))[0] if len(rest) else state

    def train_epoch(self) -> None:
        n = len(self.x)
        order = self.rng.permutation(n) if self.task.shuffle else np.arange(n)
        state = self.epoch((self.params, self.memory), self.x, self.y, order)
        self.params, self.memory = self.jax.block_until_ready(state)

    def labels(self, x: Array) -> Array:
        return np.asarray(self.outputs(self.params, x)).argmax(axis=1)

    def weights(self) -> Weights:
        return [(np.asarray(kernel), np.asarray(bias)) for kernel, bias in self.params]


ONE_HOT = "nnlib with one-hot rows"

PEERS: dict[str, Any] = {
    US: Nnlib,
    UNLIMITED: Nnlib,
    "nnlib with its progress bar": NnlibWithBar,
    ONE_HOT: NnlibOneHot,
    "PyTorch eager": PyTorchEager,
    "PyTorch compiled": PyTorchCompiled,
    "Keras on JAX": KerasOnJax,
    "scikit-learn": ScikitLearn,
    "literal NumPy loop": LiteralLoop,
    "NumPy in place": InPlaceLoop,
    "jitted JAX scan": JaxScan,
    "bare matrix products": MatrixProducts,
}
