"""Copy as code: the cell that does with nnlib what was done in the playground."""

from __future__ import annotations

import textwrap
from typing import Any

from nnlib.widgets.parts import ACTIVATIONS, OUTPUTS, WITH_MOMENTUM
from nnlib.widgets.points import CLICKED, Points
from nnlib.widgets.training import Recipe, Training, Tuning

__all__ = ["as_code"]

CLASSES = {
    "SGD": "SGD",
    "Nesterov": "SGD",
    "Adagrad": "Adagrad",
    "RMSprop": "RMSprop",
    "Adam": "Adam",
}
"""The class of each optimizer that the playground offers."""


def as_code(training: Training) -> str:
    """Return the cell that trains the same network in the same way, and gives the same losses.

    Args:
        training: What was done so far. A network of the reader's own is called ``network`` in the
            cell, and is taken to be as it was before.

    >>> from nnlib.widgets.points import points_of
    >>> training = Training(points_of("XOR"), Recipe((3,)), Tuning(0.1, "Adam", batch_size=4))
    >>> training.run(200)
    >>> print(as_code(training))
    from nnlib import (
        Adam, NeuralNetwork, binary_crossentropy, d_binary_crossentropy, d_sigmoid,
        d_tanh, sigmoid, tanh,
    )
    from nnlib.widgets.points import problem
    <BLANKLINE>
    x, y = problem("XOR")
    network = NeuralNetwork(
        [2, 3, 1],
        (tanh, d_tanh),
        (sigmoid, d_sigmoid),
        (binary_crossentropy, d_binary_crossentropy),
        Adam(learning_rate=0.1),
        seed=0,
    )
    losses = network.fit(x, y, batch_size=4, epochs=200)
    print("loss", losses[-1])
    """
    first = training.phases[0].tuning if training.phases else training.tuning
    lines = [*_imports(training, first), *_points(training.points)]
    if training.recipe is None:
        lines.append("# network: your own, as it was when you gave it to the playground")
    else:
        lines += _network(training.recipe, first)
    return "\n".join([*lines, *_training(training, first), *_results(training)])


def _imports(training: Training, first: Tuning) -> list[str]:
    names: set[str] = set()
    if training.recipe is not None:
        tunings = [first, *(phase.tuning for phase in training.phases)]
        pairs = _pairs(training.recipe)
        functions = {function.__name__ for pair in pairs for function in pair}
        names = {"NeuralNetwork", *functions, *(CLASSES[str(each.optimizer)] for each in tunings)}
    lines = []
    if training.points.name == CLICKED:
        lines.append("import numpy as np")
    if names:
        block = textwrap.wrap(", ".join(sorted(names)) + ",", width=76)
        lines += ["from nnlib import (", *(f"    {line}" for line in block), ")"]
    if training.points.name != CLICKED:
        lines.append("from nnlib.widgets.points import problem")
    return [*lines, ""]


def _points(points: Points) -> list[str]:
    if points.name == CLICKED:
        rows = "".join(f"    {row},\n" for row in points.x.tolist())
        labels = points.y[:, 0].astype(int).tolist()
        return [f"x = np.array([\n{rows}])", f"y = np.array({labels}).reshape(-1, 1)"]
    if not len(points.x_test):
        return [f'x, y = problem("{points.name}")']
    call = f'problem("{points.name}", n={{}}, noise={points.noise!r}, seed={{}})'
    return [
        f"x, y = {call.format(len(points.x), 0)}",
        f"x_test, y_test = {call.format(len(points.x_test), 1)}",
    ]


def _pairs(recipe: Recipe) -> list[tuple[Any, Any]]:
    output, loss = OUTPUTS[recipe.loss]
    return [ACTIVATIONS[recipe.activation], output, loss]


def _network(recipe: Recipe, tuning: Tuning) -> list[str]:
    pairs = [f"    ({f.__name__}, {d_f.__name__})," for f, d_f in _pairs(recipe)]
    return [
        "network = NeuralNetwork(",
        f"    {[2, *recipe.widths, 1]},",
        *pairs,
        f"    {_optimizer(tuning)},",
        f"    seed={recipe.seed},",
        ")",
    ]


def _optimizer(tuning: Tuning) -> str:
    options = [f"learning_rate={tuning.learning_rate}"]
    if tuning.optimizer in WITH_MOMENTUM:
        options.append(f"momentum={tuning.momentum}")
    if tuning.optimizer == "Nesterov":
        options.append("nesterov=True")
    if tuning.weight_decay:
        options.append(f"weight_decay={tuning.weight_decay}")
    return f"{CLASSES[str(tuning.optimizer)]}({', '.join(options)})"


def _training(training: Training, first: Tuning) -> list[str]:
    """Write a call of fit for each phase, and what was changed between two of them."""
    lines, before, operator = [], first, "="
    if training.recipe is None and first.learning_rate is not None:
        lines.append(f"network.optimizer.learning_rate = {first.learning_rate}")
    for tuning, epochs in ((phase.tuning, phase.epochs) for phase in training.phases):
        lines += _changes(before, tuning)
        sizes = f"batch_size={tuning.batch_size}, epochs={epochs}"
        lines.append(f"losses {operator} network.fit(x, y, {sizes})")
        before, operator = tuning, "+="
    if training.diverged:
        lines += [*_changes(before, training.tuning), "# The next epoch diverges."]
    return lines


def _changes(before: Tuning, after: Tuning) -> list[str]:
    if after.optimizer != before.optimizer:
        use = "network.use(network.loss, network.d_loss, optimizer)"
        return [f"optimizer = {_optimizer(after)}", use]
    names = ["learning_rate", "weight_decay"]
    if after.optimizer in WITH_MOMENTUM:
        names.append("momentum")
    return [
        f"network.optimizer.{name} = {getattr(after, name)}"
        for name in names
        if getattr(after, name) != getattr(before, name)
    ]


def _results(training: Training) -> list[str]:
    if not training.phases:
        return []
    lines = ['print("loss", losses[-1])']
    if training.test_losses and hasattr(training.network, "score"):
        lines.append('print("test loss", network.score(x_test, y_test))')
    return lines
