"""Bounds on NumPy itself: the bare matrix products, the same loop in place, and the textbook's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.tasks import ADAM_EPSILON, Data, Task, Weights
from nnlib.losses import EPS
from nnlib.memory import aligned
from nnlib.types import Array


class MatrixProducts:
    """Only the products that training needs, on arrays of the right shapes; it learns nothing.

    For each batch: X W of each layer, Xᵀ dZ of each layer, and dZ Wᵀ of all but the first. No batch
    is gathered and nothing is allocated.
    """

    def __init__(self, task: Task, data: Data, weights: Weights) -> None:
        self.x, self.batch_size = data.x, task.batch_size
        kernels = [kernel for kernel, _ in weights]
        rest = len(data.x) % task.batch_size
        self.products = {n: products(task, kernels, n) for n in (task.batch_size, rest)}

    def train_epoch(self) -> None:
        for start in range(0, len(self.x), self.batch_size):
            x = self.x[start : start + self.batch_size]
            (kernel, z), (d_z, gradient), others = self.products[len(x)]
            np.matmul(x, kernel, out=z)
            np.matmul(x.T, d_z, out=gradient)
            for a, b, out in others:
                np.matmul(a, b, out=out)


def products(task: Task, kernels: list[Array], n: int) -> tuple[Any, Any, list[Any]]:
    """The products for n samples: the two of x, without x, then all others, and where each goes."""
    rng = np.random.default_rng(task.seed)
    a = [rng.random((n, size)).astype(task.dtype) for size in task.layers[1:]]
    out = [np.empty_like(each) for each in a]
    gradients = [np.empty_like(kernel) for kernel in kernels]
    others: list[Any] = []
    for i in range(1, len(kernels)):
        others += [
            (a[i - 1], kernels[i], out[i]),
            (a[i - 1].T, a[i], gradients[i]),
            (a[i], kernels[i].T, out[i - 1]),
        ]
    return (kernels[0], out[0]), (a[0], gradients[0]), others


class InPlaceLoop:
    """The same training as nnlib's with nothing that costs time: no layers, no checks, no copies.

    Each result goes into memory that was made before, derivatives take the place of what they are
    no longer needed for, and labels are used as they are. Nobody should have to read such code; it
    shows how much of a step is left to gain in NumPy.
    """

    def __init__(self, task: Task, data: Data, weights: Weights) -> None:
        self.task, self.x, self.y = task, data.x, data.y
        self.params = aligned(flat([part for pair in weights for part in pair]))
        self.gradient, self.free, *self.memory = (np.zeros_like(self.params) for _ in range(4))
        self.layers = list(
            zip(views(self.params, weights), views(self.gradient, weights), strict=True)
        )
        n = task.batch_size
        self.a = [np.empty((n, size), task.dtype) for size in task.layers]
        self.d_a = [np.empty_like(a) for a in self.a]
        self.is_on = [np.empty(a.shape, bool) for a in self.a]
        self.ones = np.ones(n, task.dtype)
        self.steps, self.loss = 0, 0.0
        self.rng = np.random.default_rng(task.seed)

    def train_epoch(self) -> None:
        n = len(self.x)
        order = self.rng.permutation(n) if self.task.shuffle else np.arange(n)
        for rows in batches(order, self.task.batch_size):
            a = [each[: len(rows)] for each in self.a]
            # By default take looks for numbers of rows that are too large, and copies once more.
            self.x.take(rows, axis=0, out=a[0], mode="clip")
            self.forward(a)
            self.backward(a, self.y[rows])
            self.move()

    def forward(self, a: list[Array]) -> None:
        """Fill the activations, A for relu and probabilities at the end, from ``a[0]``."""
        for i, ((kernel, bias), _) in enumerate(self.layers):
            z = np.matmul(a[i], kernel, out=a[i + 1])
            z += bias
            if i + 1 < len(self.layers):
                np.maximum(z, 0, out=z)
        z -= z.max(axis=1, keepdims=True)
        np.exp(z, out=z)
        z /= z.sum(axis=1, keepdims=True)

    def backward(self, a: list[Array], labels: Array) -> None:
        """Add up the loss, and fill the gradient."""
        n, d_z = len(labels), a[-1]
        right = np.arange(n), labels
        self.loss -= float(np.log(np.maximum(d_z[right], EPS)).sum())
        d_z[right] -= 1
        d_z /= n
        for i, ((kernel, _), (d_kernel, d_bias)) in reversed(list(enumerate(self.layers))):
            np.dot(a[i].T, d_z, out=d_kernel)
            np.dot(self.ones[:n], d_z, out=d_bias)
            if i:
                d_z = np.matmul(d_z, kernel.T, out=self.d_a[i][:n])
                d_z *= np.greater(a[i], 0, out=self.is_on[i][:n])

    def move(self) -> None:
        """A step of SGD with momentum, or of Adam."""
        self.steps += 1
        rate, gradient, free, (first, second) = (
            self.task.learning_rate, self.gradient, self.free, self.memory,
        )  # fmt: skip
        if self.task.optimizer == "SGD":
            first *= 0.9
            gradient *= rate
            first -= gradient
            self.params += first
        else:
            np.square(gradient, out=free)
            for moment, power, share in ((second, free, 0.001), (first, gradient, 0.1)):
                power -= moment
                power *= share
                moment += power
            np.sqrt(second, out=free)
            free += ADAM_EPSILON
            np.divide(first, free, out=free)
            free *= rate * (1 - 0.999**self.steps) ** 0.5 / (1 - 0.9**self.steps)
            self.params -= free
        if self.steps % 100 == 0:
            first[np.abs(first) < np.finfo(first.dtype).tiny] = 0

    def labels(self, x: Array) -> Array:
        a = [np.empty((len(x), size), x.dtype) for size in self.task.layers]
        a[0] = x
        self.forward(a)
        return a[-1].argmax(axis=1)

    def weights(self) -> Weights:
        return [pair for pair, _ in self.layers]


def views(vector: Array, weights: Weights) -> Weights:
    """Views into a flat vector, of the shapes of these weights."""
    parts = [part for pair in weights for part in pair]
    pieces = np.split(vector, np.cumsum([part.size for part in parts])[:-1])
    shaped = [piece.reshape(part.shape) for piece, part in zip(pieces, parts, strict=True)]
    return list(zip(shaped[::2], shaped[1::2], strict=True))


class LiteralLoop:
    """The textbook's formulas, taken literally, in float64 whatever the task asks for.

    A Jacobian of softmax for every sample, a row vector times it, the derivative with respect to
    every layer's input (the first too), all gradients concatenated for the optimizer and the new
    parameters split again.
    """

    def __init__(self, task: Task, data: Data, weights: Weights) -> None:
        self.task = task
        self.x, self.y = data.x.astype(np.float64), np.eye(task.layers[-1])[data.y]
        self.params = [part.astype(np.float64) for pair in weights for part in pair]
        self.memory = [np.zeros_like(flat(self.params)) for _ in range(2)]
        self.steps = 0
        self.rng = np.random.default_rng(task.seed)

    def train_epoch(self) -> None:
        n = len(self.x)
        order = self.rng.permutation(n) if self.task.shuffle else np.arange(n)
        for rows in batches(order, self.task.batch_size):
            gradients = self.gradients(self.x[rows], self.y[rows])
            moved = self.move(flat(self.params), flat(gradients))
            sizes = np.cumsum([part.size for part in self.params])[:-1]
            parts = np.split(moved, sizes)
            self.params = [
                new.reshape(old.shape) for new, old in zip(parts, self.params, strict=True)
            ]

    def forward(self, x: Array) -> tuple[list[Array], list[Array]]:
        """The activations A before each layer, the pre-activations Z behind it."""
        inputs, scores = [x], []
        for kernel, bias in self.weights():
            scores.append(inputs[-1] @ kernel + bias)
            inputs.append(np.maximum(scores[-1], 0))
        return inputs, scores

    def gradients(self, x: Array, y: Array) -> list[Array]:
        """The derivative of the mean cross-entropy, for each weight matrix and bias in turn."""
        inputs, scores = self.forward(x)
        p = softmax(scores[-1])
        jacobian = p[:, :, np.newaxis] * (np.eye(p.shape[1]) - p[:, np.newaxis, :])
        d_loss = -y / np.maximum(p, 1e-7) / len(x)
        d_z = np.matmul(d_loss[:, np.newaxis, :], jacobian)[:, 0, :]
        found: list[Array] = []
        for layer, (kernel, _) in reversed(list(enumerate(self.weights()))):
            found = [inputs[layer].T @ d_z, d_z.sum(axis=0), *found]
            d_a = d_z @ kernel.T
            d_z = d_a * (scores[layer - 1] > 0) if layer else d_a
        return found

    def move(self, params: Array, gradient: Array) -> Array:
        """A step of SGD with momentum, or of Adam."""
        self.steps += 1
        rate, (first, second) = self.task.learning_rate, self.memory
        if self.task.optimizer == "SGD":
            first = 0.9 * first - rate * gradient
            self.memory = [first, second]
            return params + first
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        self.memory = [first, second]
        mean, square = first / (1 - 0.9**self.steps), second / (1 - 0.999**self.steps)
        return params - rate * mean / (np.sqrt(square) + ADAM_EPSILON)

    def labels(self, x: Array) -> Array:
        return self.forward(x)[1][-1].argmax(axis=1)

    def weights(self) -> Weights:
        return list(zip(self.params[::2], self.params[1::2], strict=True))


def softmax(scores: Array) -> Array:
    """Probabilities of each row."""
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def flat(parts: list[Array]) -> Array:
    """All numbers in one vector, a copy."""
    return np.concatenate([part.ravel() for part in parts])


def batches(order: Array, size: int) -> Iterator[Array]:
    """Cut the order into batches; the last may be smaller."""
    return (order[start : start + size] for start in range(0, len(order), size))
