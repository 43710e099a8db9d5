"""The experiments of lesson 13: many small networks learn XOR, all at once.

A 2-width-1 network has so few numbers that NumPy spends its time on being called, not on
computing. So every network of an experiment stands in the same array, along the first axis, and one
call makes a step of all. What comes out is what ``nnlib.Network`` computes one by one.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from nnlib import SGD, NeuralNetwork, binary_crossentropy, d_binary_crossentropy, d_mse, mse, xor
from nnlib.activations import d_sigmoid, d_tanh, sigmoid, tanh
from nnlib.course.recorded import Experiment
from nnlib.types import Array

X, Y = xor()

EPOCHS = 1000
"""How often a run sees the four samples."""

NEAR = 0.2
"""A run has solved XOR if every answer is nearer than this to its target."""

# --- many networks at once -----------------------------------------------------------------------


def d_tanh_mse(z: Array, y: Array) -> Array:
    """The derivative of ``(tanh(z) - y)²`` with respect to z, elementwise."""
    return 2 * (tanh(z) - y) * d_tanh(z)


def d_sigmoid_crossentropy(z: Array, y: Array) -> Array:
    """The derivative of the binary cross-entropy of ``sigmoid(z)`` by z, elementwise."""
    return sigmoid(z) - y


class Method(NamedTuple):
    """A recipe for XOR, without its width and its learning rate.

    Attributes:
        initialization: How weights and biases are drawn, by the name in nnlib.
        output: The activation of the output; that of the hidden layer is tanh.
        d_output: The derivative of the loss with respect to the output's pre-activation.
        momentum: μ of SGD.
        batch: How many of the four samples make a step.
    """

    initialization: str = "uniform"
    output: Callable[[Array], Array] = tanh
    d_output: Callable[[Array, Array], Array] = d_tanh_mse
    momentum: float = 0.0
    batch: int = 1


CLASSIC = Method()
METHODS = {
    "classic": CLASSIC,
    "momentum": Method(momentum=0.9),
    "normal start": Method(initialization="normal"),
    "sigmoid output": Method(output=sigmoid, d_output=d_sigmoid_crossentropy),
    "all four at once": Method(batch=4),
}


def split(params: Array) -> tuple[Array, Array, Array, Array]:
    """Cut flat parameters ``(runs, size)`` into those of the two layers of each run.

    Returns:
        w1 ``(runs, 2, width)``, b1 ``(runs, 1, width)``, w2 ``(runs, width, 1)`` and b2
        ``(runs, 1, 1)``.

    >>> [part.shape for part in split(np.zeros((5, 13)))]
    [(5, 2, 3), (5, 1, 3), (5, 3, 1), (5, 1, 1)]
    """
    width = (params.shape[1] - 1) // 4
    w1, b1, w2, b2 = np.split(params, [2 * width, 3 * width, 4 * width], axis=1)
    return w1.reshape(-1, 2, width), b1[:, np.newaxis], w2[:, :, np.newaxis], b2[:, np.newaxis]


def predict_all(params: Array, x: Array = X, method: Method = CLASSIC) -> Array:
    """Return the answers of all networks: ``(runs, n, 1)`` for x ``(n, 2)`` or ``(runs, n, 2)``."""
    w1, b1, w2, b2 = split(params)
    return method.output(tanh(x @ w1 + b1) @ w2 + b2)


def gradients(params: Array, x: Array, y: Array, method: Method = CLASSIC) -> Array:
    """Return the gradient of each network's mean loss over its own batch.

    Args:
        params: ``(runs, size)``.
        x: The batch of each run, ``(runs, n, 2)``, or one for all, ``(1, n, 2)``.
        y: The targets, ``(runs, n, 1)`` or ``(1, n, 1)``.
        method: Which output and which loss.

    Returns:
        ``(runs, size)``. A sum over samples is one along axis 1: no run meets another.
    """
    w1, b1, w2, b2 = split(params)
    hidden = tanh(x @ w1 + b1)
    d_z2 = method.d_output(hidden @ w2 + b2, y) / y.shape[1]
    d_z1 = d_z2 @ w2.mT * (1 - hidden**2)
    parts = [x.mT @ d_z1, d_z1.sum(axis=1), hidden.mT @ d_z2, d_z2.sum(axis=1)]
    return np.hstack([part.reshape(len(params), -1) for part in parts])


def train_all(
    params: Array,
    orders: Array,
    rate: float | Array,
    method: Method = CLASSIC,
    on_epoch_end: Callable[[Array], None] | None = None,
) -> Array:
    """Train all networks, each with its own order of the samples, by SGD.

    Args:
        params: The start, ``(runs, size)``; it is not changed.
        orders: For each epoch and each run the order of the four samples, ``(epochs, runs, 4)``.
        rate: The learning rate η, or one for each run, ``(runs, 1)``.
        method: The rest of the recipe.
        on_epoch_end: Called with the parameters ``(runs, size)`` after each epoch.

    Returns:
        The parameters at the end, ``(runs, size)``.
    """
    velocity = np.zeros_like(params)
    for order in orders:
        for start in range(0, 4, method.batch):
            rows = order[:, start : start + method.batch]
            gradient = gradients(params, X[rows], Y[rows], method)
            velocity = method.momentum * velocity - rate * gradient
            params = params + velocity
        if on_epoch_end:
            on_epoch_end(params)
    return params


def network(seed: int, width: int, rate: float, method: Method = CLASSIC) -> NeuralNetwork:
    """The single network of nnlib that a run of this seed stands for, not yet trained."""
    loss: Any = (mse, d_mse)
    output: Any = (tanh, d_tanh)
    if method.output is sigmoid:
        loss, output = (binary_crossentropy, d_binary_crossentropy), (sigmoid, d_sigmoid)
    return NeuralNetwork(
        [2, width, 1],
        (tanh, d_tanh),
        output,
        loss,
        SGD(rate, method.momentum),
        initialization=method.initialization,
        seed=seed,
    )


@lru_cache(maxsize=16)
def starts(
    seeds: range, width: int, initialization: str = "uniform", epochs: int = EPOCHS
) -> tuple[Array, Array]:
    """Return the start of each seed, and the orders that a ``Network`` of this seed would draw.

    Returns:
        Parameters ``(runs, size)``, and the order of the samples ``(epochs, runs, 4)``.
    """
    params, orders = [], []
    for seed in seeds:
        single = network(seed, width, 0.1, Method(initialization))
        params.append(single.params)
        orders.append([single.rng.permutation(4) for _ in range(epochs)])
    return np.array(params), np.array(orders, np.int8).swapaxes(0, 1)


def is_solved(answers: Array) -> Array:
    """Whether the answers ``(…, 4, 1)`` of each run all lie near their targets.

    >>> is_solved(np.array([[0.1], [0.9], [1.1], [0.0]])), is_solved(np.full((4, 1), 0.5))
    (np.True_, np.False_)
    """
    return np.all(np.abs(answers - Y) < NEAR, axis=(-2, -1))


# --- what is recorded ----------------------------------------------------------------------------

WIDTHS = (2, 3, 4, 8)
RATES = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8)
JUDGED = 1000
"""How many seeds judge the methods. Those that choose the learning rates come after them."""

BEST_RATES = {
    "classic": (0.05, 0.05, 0.05, 0.05),
    "momentum": (0.01, 0.01, 0.01, 0.01),
    "normal start": (0.1, 0.05, 0.05, 0.05),
    "sigmoid output": (0.1, 0.05, 0.05, 0.05),
    "all four at once": (0.4, 0.4, 0.4, 0.4),
}
"""For each method its best rate with each of the ``WIDTHS``, as the experiment ``RATES_TRIED``
found them: of two rates that are equally good the larger."""


def solved_runs(
    seeds: range, *, method: str, width: int, rate: float, epochs: int = EPOCHS
) -> dict[str, list[Any]]:
    """Whether a network of each seed has solved XOR in the end, as 1 or 0.

    >>> solved_runs(range(2), method="classic", width=8, rate=0.1, epochs=1)
    {'solved': [0, 0]}
    """
    recipe = METHODS[method]
    params, orders = starts(seeds, width, recipe.initialization, epochs)
    trained = train_all(params, orders, rate, recipe)
    return {"solved": is_solved(predict_all(trained, method=recipe)).astype(int).tolist()}


def tried_rates(
    seeds: range, *, method: str, width: int, epochs: int = EPOCHS
) -> dict[str, list[Any]]:
    """Which of the ``RATES`` solve XOR with each seed, as 1 or 0: seeds that judge nothing else.

    >>> tried_rates(range(1), method="classic", width=8, epochs=1)
    {'solved': [[0, 0, 0, 0, 0, 0, 0, 0]]}
    """
    recipe = METHODS[method]
    count = len(RATES)
    own = range(JUDGED + seeds.start, JUDGED + seeds.stop)
    params, orders = starts(own, width, recipe.initialization, epochs)
    rates = np.repeat(RATES, len(seeds))[:, np.newaxis]
    every = np.tile(params, (count, 1)), np.tile(orders, (1, count, 1))
    trained = train_all(*every, rates, recipe)
    solved = is_solved(predict_all(trained, method=recipe))
    return {"solved": solved.reshape(count, -1).T.astype(int).tolist()}


def ends_of_runs(seeds: range, *, epochs: int = EPOCHS) -> dict[str, list[Any]]:
    """Where the classic runs with three neurons end, and how large their weights are on the way.

    Returns:
        For each seed the "loss" in the end, the mean over the four samples; "answers", the lowest
        and the highest of the four; and "size", the length of the vector of all parameters but the
        output bias, five times from the start to the end.

    >>> runs = ends_of_runs(range(1), epochs=4)
    >>> len(runs["loss"]), len(runs["answers"][0]), len(runs["size"][0])
    (1, 2, 5)
    """
    params, orders = starts(seeds, 3, epochs=epochs)
    kept = [params]
    train_all(params, orders, 0.1, on_epoch_end=kept.append)
    answers = predict_all(kept[-1])[:, :, 0]
    parts = np.array(kept[:: epochs // 4])
    found = {
        "loss": ((answers - Y[:, 0]) ** 2).mean(axis=1).round(4),
        "answers": np.column_stack([answers.min(axis=1), answers.max(axis=1)]).round(3),
        "size": np.linalg.norm(parts[:, :, :-1], axis=2).T.round(3),
    }
    return {name: values.tolist() for name, values in found.items()}


RATES_TRIED = Experiment(
    "xor_rates",
    tried_rates,
    [{"method": method, "width": width} for method in METHODS for width in WIDTHS],
    seeds=200,
    block=200,
    live_seeds=5,
)
SOLVED = Experiment(
    "xor",
    solved_runs,
    [
        {"method": method, "width": width, "rate": rate, "epochs": EPOCHS}
        for method, rates in [("classic", (0.1,) * len(WIDTHS)), *BEST_RATES.items()]
        for width, rate in zip(WIDTHS, rates, strict=True)
    ]
    + [{"method": "classic", "width": 3, "rate": 0.02, "epochs": 5 * EPOCHS}],
    seeds=JUDGED,
    block=500,
    live_seeds=20,
)
ENDS = Experiment("xor_ends", ends_of_runs, [{}], seeds=JUDGED, block=500, live_seeds=20)
EXPERIMENTS = (RATES_TRIED, SOLVED, ENDS)
