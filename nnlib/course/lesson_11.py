"""What the checks of lesson 11 know: the class that the lesson builds, the cases, the slips."""

import dis
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

import nnlib
from nnlib.course.answers import Outcome, codes_of, is_stub
from nnlib.course.exercises import Case, Exercise, Mistake
from nnlib.layers import Layer
from nnlib.parameters import FlatParameters
from nnlib.types import Array, Batch, Loss

# --- predictions: the right choice, and why another one is tempting -------------------------------

apart = (
    "it stays about where it begins",
    {
        "it falls as before, only more slowly": "From what? The targets say nothing of the points.",
        "it grows without end": "Whoever always answers ½ has a loss of log 2, and no more.",
        "it falls, but new points are answered wrong": (
            "It could learn wrong targets by heart if they stayed. They change in each epoch."
        ),
    },
)
one_column = (
    "always 0",
    {
        "1 where the output is above ½, else 0": "argmax knows no ½. It looks for a column.",
        "always 1": "Columns are counted from 0.",
        "an error": "A row of one number has a largest one, too.",
    },
)
on_the_way = (
    "a lower loss",
    {
        "the same loss": "While fit measures, the network changes: each batch is met once.",
        "a higher loss": "Seven steps downhill have been made since the first batch.",
    },
)


# --- the class -----------------------------------------------------------------------------------


class Network(FlatParameters):
    """The class of this lesson, finished: nnlib's ``Network`` without its checks and its bar.

    >>> networks = [Network(seed=1), nnlib.Network(seed=1)]
    >>> for network in networks:
    ...     network.add(nnlib.FCLayer(2, 1))
    ...     network.use(nnlib.mse, nnlib.d_mse, nnlib.SGD())
    >>> x, y = np.eye(4, 2), np.ones((4, 1))
    >>> losses = networks[0].fit(x, y, epochs=3, batch_size=3)
    >>> np.allclose(losses, networks[1].fit(x, y, epochs=3, batch_size=3, progress=False))
    True
    """

    def __init__(self, seed: int | None = None) -> None:
        super().__init__(np.dtype(np.float64))
        self.rng = np.random.default_rng(seed)

    def add(self, layer: Layer) -> None:
        layer.draw(self.rng)
        self.append(layer)

    def use(self, loss: Loss, d_loss: Loss, optimizer: Any) -> None:
        self.loss, self.d_loss, self.optimizer = loss, d_loss, optimizer

    def forward(self, x: Array) -> Array:
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, y_pred: Array, y: Array) -> Array:
        gradient = self.d_loss(y_pred, y)[:, 0, :] / len(y)
        for layer in reversed(self.layers):
            gradient = layer.backward(gradient)
        return self.gradient

    def fit_epoch(self, batches: Iterable[Batch]) -> float:
        total, samples = 0.0, 0
        for x, y in batches:
            y_pred = self.forward(x)
            total += self.loss(y_pred, y).sum()
            samples += len(x)
            gradient = self.backward(y_pred, y)
            self.params[:] = self.optimizer.update(self.params, gradient)
        return total / samples

    def fit(self, x: Array, y: Array, batch_size: int = 32, epochs: int = 1) -> list[float]:
        losses = []
        for _ in range(epochs):
            order = self.rng.permutation(len(x))
            starts = range(0, len(x), batch_size)
            pieces = [order[start : start + batch_size] for start in starts]
            losses.append(self.fit_epoch([(x[rows], y[rows]) for rows in pieces]))
        return losses

    def predict(self, x: Array, labels: bool = False) -> Array:
        y_pred = self.forward(x)
        if not labels:
            return y_pred
        if y_pred.shape[1] == 1:
            return (y_pred[:, 0] >= 0.5).astype(int)
        return y_pred.argmax(axis=1)

    def score(self, x: Array, y: Array, accuracy: bool = False) -> float:
        if accuracy:
            return float(np.mean(self.predict(x, labels=True) == y))
        return float(self.loss(self.predict(x), y).mean())


# --- how a method is checked ---------------------------------------------------------------------


class Method(Exercise):
    """The check of a method, which the learner writes as a function of ``self``."""

    def problem(self, answer: Any) -> str | None:
        """Return what is wrong with an answer, as the rest of a sentence."""
        found = super().problem(answer)
        codes = codes_of(answer)
        if found is None or not codes or is_stub(codes[0]) or _uses_first_argument(answer):
            return found
        return "does not use self. What belongs to the network is in self: self.layers, self.loss …"

    def _advice(self, error: Exception, given: Any) -> str:
        if str(error).startswith(f"{self.name}() takes"):
            return f"it stops with TypeError: “{error}”. A method's first argument is self."
        # The shapes of a case say little here: the answer makes its own way through a network.
        before, stops, what = super()._advice(error, given).partition("it stops with ")
        return stops + what or before

    def _ready_made(self, answer: Any, outcome: Outcome) -> str | None:
        # Layers have methods of the same names, which an answer has to call.
        for kind in (nnlib.Network, Network):
            if vars(kind)[self.name].__code__ in outcome.called - set(codes_of(answer)):
                return f"the finished {self.name}"
        return None


def _uses_first_argument(function: Any) -> bool:
    name = function.__code__.co_varnames[:1] or ("",)
    used = (i.argval for i in dis.get_instructions(function) if i.opname.startswith("LOAD"))
    return any(name[0] in (each if isinstance(each, tuple) else (each,)) for each in used)


Setting = tuple[int, str, tuple[int, ...]]
"""A seed, the output and its loss, and the sizes of the layers: what a network is made from."""

OUTPUTS: dict[str, tuple[Any, ...]] = {
    "tanh": (nnlib.tanh, nnlib.d_tanh, nnlib.mse, nnlib.d_mse),
    "sigmoid": (
        nnlib.sigmoid,
        nnlib.d_sigmoid,
        nnlib.binary_crossentropy,
        nnlib.d_binary_crossentropy,
    ),
    "softmax": (
        nnlib.softmax,
        nnlib.d_softmax,
        nnlib.categorical_crossentropy,
        nnlib.d_categorical_crossentropy,
    ),
}


def network_with(name: str, answer: Any, setting: Setting, **methods: Any) -> Any:
    """Return a network that has the answer as a method; for the finished answer one of nnlib's."""
    is_finished = answer is vars(Network)[name]
    base, own = (nnlib.Network, {}) if is_finished else (Network, {name: answer})
    seed, output, sizes = setting
    network: Any = type("Network", (base,), own | methods)(seed=seed)
    activation, d_activation, loss, d_loss = OUTPUTS[output]
    for fan_in, fan_out in pairwise(sizes):
        network.add(nnlib.FCLayer(fan_in, fan_out))
        network.add(nnlib.ActivationLayer(nnlib.tanh, nnlib.d_tanh))
    network.add(nnlib.FCLayer(sizes[-1], sizes[-1]))
    network.add(nnlib.ActivationLayer(activation, d_activation))
    network.use(loss, d_loss, nnlib.SGD(learning_rate=0.3))
    return network


def samples(rng: np.random.Generator, n: int, output: str, m: int) -> tuple[Array, Array, Setting]:
    """Inputs, targets that suit the output, and a network whose sizes all differ."""
    d, hidden = (int(size) for size in rng.permutation([6, 7, 8])[:2])
    y = rng.uniform(-1, 1, size=(n, m))
    if output == "softmax":
        y = np.eye(m)[rng.integers(m, size=n)]
    if output == "sigmoid":
        y = (y > 0).astype(float)
    return rng.normal(size=(n, d)), y, (int(rng.integers(1_000_000)), output, (d, hidden, m))


def networks(rng: np.random.Generator) -> list[Case]:
    """Networks of other outputs, losses and sizes, with their data."""
    return [
        ("for a tanh output with the squared error", samples(rng, 5, "tanh", 3)),
        ("for a softmax with cross-entropy", samples(rng, 4, "softmax", 5)),
        ("for one sample", samples(rng, 1, "tanh", 2)),
    ]


FORGOTTEN_SELF = {
    f"name '{name}' is not defined": f"It belongs to the network: self.{name}."
    for name in (
        "layers",
        "loss",
        "d_loss",
        "optimizer",
        "params",
        "gradient",
        "rng",
        "fit_epoch",
    )
}
"""For names that stand alone where they are attributes, the advice."""

METHODS = {
    "missing 1 required positional": "forward, backward and so on are methods: self.forward(…).",
    "sample_losses": "nnlib's method needs nnlib's other methods. Write your own.",
}
"""The same for names of functions, and for a call of nnlib's method."""


# --- forward -------------------------------------------------------------------------------------


def use_forward(answer: Any, x: Array, y: Array, setting: Setting) -> Any:
    """The outputs of a network."""
    return network_with("forward", answer, setting).forward(x)


def through(layers: Iterable[Layer], x: Array) -> Array:
    """The outputs of these layers alone."""
    for layer in layers:
        x = layer.forward(x)
    return x


forward = Method(
    "forward",
    Network.forward,
    networks,
    {
        "this is the output of the first layer. Is the return inside the loop?": (
            lambda self, x: self.layers[0].forward(x)
        ),
        "the output layer is left out.": lambda self, x: through(self.layers[:-1], x),
        "this is the input itself. Give it to the first layer, and go on with what comes out.": (
            lambda self, x: x
        ),
    },
    inputs=("x", "y"),
    use=use_forward,
    stops={
        "not callable": "A layer has a method for the way forward: layer.forward(…).",
        "not iterable": "The layers are in self.layers.",
        "has no input yet": "On the way forward each layer needs its forward.",
        "no attribute 'layers'": "self is the network. A layer has its own: layer.forward(…).",
        "operands": "What a layer returns takes the place of x. Write = and not +=.",
        "expected (n, ": "Each layer takes what the layer before it has returned, in order.",
        **FORGOTTEN_SELF,
    },
)


# --- backward ------------------------------------------------------------------------------------


def use_backward(answer: Any, x: Array, y: Array, setting: Setting) -> Any:
    """The gradient that is returned, which the network must hold as well."""
    network = network_with("backward", answer, setting)
    result = network.backward(network.forward(x), y)
    is_flat = np.shape(result) == network.gradient.shape
    if is_flat and np.array_equal(result, network.params):
        raise Mistake("it returns the parameters. Their derivatives are in self.gradient.")
    if is_flat and not np.array_equal(result, network.gradient):
        raise Mistake(
            "what it returns is not what self.gradient holds. Divide by n before the layers fill "
            "it, and return it."
        )
    return result


def back(self: Any, derivative: Array, layers: Any = None, divide: float = 1) -> Array:
    """Carry a derivative back; return what comes out of the first layer."""
    for layer in reversed(self.layers if layers is None else layers):
        derivative = layer.backward(derivative) / divide
    return derivative


def entering(self: Any, y_pred: Array, y: Array) -> Array:
    """The derivative of the mean loss with respect to the outputs."""
    derivative: Array = self.d_loss(y_pred, y)[:, 0, :] / len(y)
    return derivative


def gradient_after(start: Callable[..., Array], **how: Any) -> Callable[..., Array]:
    """A way back that begins with a mistake."""

    def slip(self: Any, y_pred: Array, y: Array) -> Any:
        back(self, start(self, y_pred, y), **how)
        return self.gradient

    return slip


def returned_by_layers(self: Any, y_pred: Array, y: Array) -> Any:
    """What the layers return, one after the other."""
    found = [entering(self, y_pred, y)]
    for layer in reversed(self.layers):
        found.append(layer.backward(found[-1]))
    return np.concatenate([each.ravel() for each in found[1:]])


def of_one_layer(self: Any, y_pred: Array, y: Array) -> Any:
    """The gradient of the first layer alone."""
    back(self, entering(self, y_pred, y))
    return self.layers[0].gradient


def divided_in_each_layer(self: Any, y_pred: Array, y: Array) -> Any:
    """A way back that divides by n in each layer."""
    back(self, entering(self, y_pred, y) * len(y), divide=len(y))
    return self.gradient


def divided_everywhere(self: Any, y_pred: Array, y: Array) -> Any:
    """A way back that divides by n at the start and in each layer."""
    back(self, entering(self, y_pred, y), divide=len(y))
    return self.gradient


def without_output_layer(self: Any, y_pred: Array, y: Array) -> Any:
    """A way back that begins with the difference, in front of the output layer."""
    back(self, (y_pred - y) / len(y), self.layers[:-1])
    return self.gradient


ONE_LOSS = "it takes binary cross-entropy for every network. The network's own is {}."
IN_EACH_LAYER = "it is divided by n in each layer. Once, at the start, is enough."

backward = Method(
    "backward",
    Network.backward,
    networks,
    {
        "it is divided by n nowhere. The loss of a batch is a mean over its n samples.": (
            gradient_after(lambda self, y_pred, y: self.d_loss(y_pred, y)[:, 0, :])
        ),
        IN_EACH_LAYER: divided_in_each_layer,
        IN_EACH_LAYER.replace("in each layer", "at the start and in each layer"): (
            divided_everywhere
        ),
        "it is divided by m, too. The loss has done that, if it is a mean over the outputs.": (
            gradient_after(lambda self, y_pred, y: self.d_loss(y_pred, y)[:, 0, :] / y.size)
        ),
        "it is divided by the number of layers. n is the number of samples: len(y).": (
            gradient_after(
                lambda self, y_pred, y: self.d_loss(y_pred, y)[:, 0, :] / len(self.layers)
            )
        ),
        ONE_LOSS.format("self.d_loss"): gradient_after(
            lambda self, y_pred, y: nnlib.d_binary_crossentropy(y_pred, y)[:, 0, :] / len(y)
        ),
        "it begins with ŷ − y. That is what is left for canonical pairs: begin with self.d_loss.": (
            gradient_after(lambda self, y_pred, y: (y_pred - y) / len(y))
        ),
        "it leaves the output layer out. So it is for canonical pairs alone: use self.d_loss.": (
            without_output_layer
        ),
        "this is dX, what comes out of the first layer. The layers have filled self.gradient.": (
            lambda self, y_pred, y: back(self, entering(self, y_pred, y))
        ),
        "this is what the layers return. The derivatives of the parameters are in self.gradient.": (
            returned_by_layers
        ),
        "this is the gradient of one layer. That of all layers is self.gradient.": of_one_layer,
        "nothing is in self.gradient yet. Call the backward of every layer. Is the return inside "
        "the loop?": lambda self, y_pred, y: self.gradient,
        "it has the wrong sign. self.d_loss takes y_pred first, then y.": (
            gradient_after(lambda self, y_pred, y: self.d_loss(y, y_pred)[:, 0, :] / len(y))
        ),
        "this is what enters the last layer. Give it to the layers, the last one first.": entering,
    },
    inputs=("x", "y"),
    use=use_backward,
    ready_made=["numerical_gradient", "numerical_jacobian"],
    stops={
        "too many indices": "self.loss returns losses, (n, 1). Its derivative is self.d_loss.",
        # The first case has 5 samples and 3 outputs.
        "shape (5, 1), expected": (
            "What enters is self.d_loss(…), (n, 1, m), without its middle axis: (n, m)."
        ),
        "shape (1, 3), expected": "Each sample keeps its row, (n, m). Divide by n, add nothing up.",
        "shape (5, 1, 3), expected": "The row vectors (n, 1, m) lose their middle axis: (n, m).",
        "shape (5, 3), expected": (
            "The last layer comes first, and each layer takes what the one after it has returned."
        ),
        "shape (2,), expected": "The row vectors (n, 1, m) lose their middle axis, no other.",
        "output_gradient has shape": "The last layer comes first, with a matrix (n, m).",
        "expected (n, ": "y_pred has been through forward already. Begin with self.d_loss.",
        "not reversible": "self.layers is a tuple: reversed(self.layers).",
        "attribute 'reverse'": "self.layers is a tuple: reversed(self.layers).",
        "'numpy.ndarray' object is not callable": "self.gradient is an array: no () after it.",
        "not callable": "A layer has a method for the way back: layer.backward(…).",
        "operand": "Each layer writes into self.gradient by itself. Add nothing to it.",
        **FORGOTTEN_SELF,
    },
)


# --- fit_epoch -----------------------------------------------------------------------------------


def batched(rng: np.random.Generator) -> list[Case]:
    """Networks, and data in batches of which the last one is smaller."""
    return [
        ("for a list of batches", (*samples(rng, 14, "tanh", 3), 4, False)),
        ("for a softmax", (*samples(rng, 8, "softmax", 4), 3, False)),
        (
            "for batches from a generator, which can be gone through only once",
            (*samples(rng, 7, "tanh", 2), 3, True),
        ),
    ]


class OnlyOnce:
    """Batches in order, which can be gone through once, as those of a generator."""

    def __init__(self, x: Array, y: Array, size: int) -> None:
        starts = range(0, len(x), size)
        self.batches = [(x[start : start + size], y[start : start + size]) for start in starts]
        self.is_used = False

    def __iter__(self) -> Iterator[Batch]:
        if self.is_used:
            raise Mistake("it goes through batches twice. Do all of it in one loop.")
        self.is_used = True
        return iter(self.batches)


def use_fit_epoch(
    answer: Any, x: Array, y: Array, setting: Setting, size: int, is_generator: bool
) -> dict[str, Any]:
    """The loss that an epoch returns, and the parameters after it."""
    network = network_with("fit_epoch", answer, setting)
    batches = OnlyOnce(x, y, size)
    result = network.fit_epoch(batches if is_generator else batches.batches)
    if isinstance(result, list | tuple) or np.ndim(result) > 0:
        raise Mistake("it returns a list or an array. One number is asked for, of all samples.")
    return {"the vector params": network.params.copy(), "it": result}


def step(self: Any, y_pred: Array, y: Array) -> None:
    """Move the parameters for one batch."""
    self.params[:] = self.optimizer.update(self.params, self.backward(y_pred, y))


def update(self: Any, y_pred: Array, y: Array, new: Callable[..., Array]) -> None:
    """Make something else of what update returns."""
    updated = self.optimizer.update(self.params.copy(), self.backward(y_pred, y))
    self.params[:] = new(self.params, updated)


def update_exchanged(self: Any, y_pred: Array, y: Array) -> None:
    """Give the arguments of update in the wrong order."""
    self.params[:] = self.optimizer.update(self.backward(y_pred, y), self.params)


def own_step(self: Any, y_pred: Array, y: Array, rate: float | None = None) -> None:
    """Step without the optimizer: by its learning rate, or by the rate of the lesson."""
    rate = self.optimizer.learning_rate if rate is None else rate
    self.params[:] = self.params - rate * self.backward(y_pred, y)


def divided_again(self: Any, y_pred: Array, y: Array) -> None:
    """Divide the gradient by n, as backward has done."""
    self.params[:] = self.optimizer.update(self.params, self.backward(y_pred, y) / len(y))


def with_loss(loss: Callable[..., Array]) -> Callable[..., Any]:
    """An epoch that measures another loss."""

    def slip(self: Any, batches: Iterable[Batch]) -> Any:
        losses = []
        for x, y in batches:
            y_pred = self.forward(x)
            losses.append(loss(self, y_pred, y))
            step(self, y_pred, y)
        return mean_of_all(losses)

    return slip


def epoch(result: Callable[..., Any], step: Callable[..., None] = step) -> Callable[..., Any]:
    """An epoch whose result is a function of all losses, a list of columns."""

    def slip(self: Any, batches: Iterable[Batch]) -> Any:
        losses = []
        for x, y in batches:
            y_pred = self.forward(x)
            losses.append(self.loss(y_pred, y))
            step(self, y_pred, y)
        return result(losses)

    return slip


def mean_of_all(losses: list[Array]) -> Any:
    """The mean over all samples."""
    return np.concatenate(losses).mean()


def step_first(self: Any, y_pred: Array, y: Array) -> None:
    """Step with the gradient from before, and compute the new one too late."""
    self.params[:] = self.optimizer.update(self.params, self.gradient)
    self.backward(y_pred, y)


def losses_after_step(self: Any, batches: Iterable[Batch]) -> Any:
    """Measure each batch after its own step."""
    losses = []
    for x, y in batches:
        step(self, self.forward(x), y)
        losses.append(self.loss(self.forward(x), y))
    return mean_of_all(losses)


def losses_after_epoch(self: Any, batches: Iterable[Batch]) -> Any:
    """Measure all batches after the last step."""
    batches = list(batches)
    for x, y in batches:
        step(self, self.forward(x), y)
    return mean_of_all([self.loss(self.forward(x), y) for x, y in batches])


def one_batch(self: Any, batches: Iterable[Batch]) -> Any:
    """Return in the loop."""
    x, y = next(iter(batches))
    y_pred = self.forward(x)
    loss = self.loss(y_pred, y).mean()
    step(self, y_pred, y)
    return loss


def one_step(self: Any, batches: Iterable[Batch]) -> Any:
    """Step once, after the loop."""
    losses = []
    for x, y in batches:
        y_pred = self.forward(x)
        losses.append(self.loss(y_pred, y))
    step(self, y_pred, y)
    return mean_of_all(losses)


def summed_step(self: Any, batches: Iterable[Batch]) -> Any:
    """Step once, with the sum of the gradients."""
    losses, gradients = [], []
    for x, y in batches:
        y_pred = self.forward(x)
        losses.append(self.loss(y_pred, y))
        gradients.append(self.backward(y_pred, y).copy())
    self.params[:] = self.optimizer.update(self.params, sum(gradients))
    return mean_of_all(losses)


def per_number(of: int) -> Callable[..., Any]:
    """An epoch that divides by the numbers in x (0) or y (1), where it should be by the samples."""

    def slip(self: Any, batches: Iterable[Batch]) -> Any:
        batches = list(batches)
        return epoch(mean_of_all)(self, batches) / batches[0][of].shape[1]

    return slip


WITHOUT_STEP = (
    "the parameters do not move while it runs. Call backward, pass its gradient to update, and "
    "write what that returns into self.params[:], for each batch."
)

OWN_STEP = "it makes a step of its own. The network's optimizer has one: self.optimizer.update(…)."

fit_epoch = Method(
    "fit_epoch",
    Network.fit_epoch,
    batched,
    {
        "the return is inside the loop: it ends after the first batch.": one_batch,
        "it takes one step for all batches. Take one for each, inside the loop.": one_step,
        "it adds the gradients up, and takes one step for all batches. Take one for each.": (
            summed_step
        ),
        WITHOUT_STEP: epoch(mean_of_all, lambda *given: None),
        "update returns the new parameters. Write = and not -=.": (
            epoch(mean_of_all, partial(update, new=np.subtract))
        ),
        "update returns the new parameters. Write = and not +=.": (
            epoch(mean_of_all, partial(update, new=np.add))
        ),
        "update takes the old parameters first, then the gradient.": (
            epoch(mean_of_all, update_exchanged)
        ),
        "backward takes y_pred first, then y.": (
            epoch(mean_of_all, lambda self, y_pred, y: step(self, y, y_pred))
        ),
        OWN_STEP: epoch(mean_of_all, partial(own_step, rate=0.1)),
        OWN_STEP.replace("a step", "a plain step"): epoch(mean_of_all, own_step),
        "the gradient is divided by n once more. backward has done that.": (
            epoch(mean_of_all, divided_again)
        ),
        ONE_LOSS.format("self.loss"): (
            with_loss(lambda self, y_pred, y: nnlib.binary_crossentropy(y_pred, y))
        ),
        "the loss takes y_pred first, then y.": (
            with_loss(lambda self, y_pred, y: self.loss(y, y_pred))
        ),
        "the step is taken before backward, with the gradient of the batch before.": (
            epoch(mean_of_all, step_first)
        ),
        "each batch is measured after its own step. Its loss comes from the forward before.": (
            losses_after_step
        ),
        "all is measured after the last step. A loss comes from the forward before its step.": (
            losses_after_epoch
        ),
        "it is the mean of the batches' means. A smaller batch counts too much there.": (
            epoch(lambda losses: np.mean([each.mean() for each in losses]))
        ),
        "the means of the batches are added up. Add the losses of all samples.": (
            epoch(lambda losses: sum(each.mean() for each in losses))
        ),
        "this is the sum over all samples. Divide by their number.": (
            epoch(lambda losses: np.concatenate(losses).sum())
        ),
        "it is divided by the number of batches. Count the samples.": (
            epoch(lambda losses: np.concatenate(losses).sum() / len(losses))
        ),
        "means are added up, and then divided by the samples. Add up sums.": (
            epoch(lambda losses: sum(each.mean() for each in losses) / len(np.vstack(losses)))
        ),
        "it is divided by the size of the last batch. Count the samples of all.": (
            epoch(lambda losses: np.concatenate(losses).sum() / len(losses[-1]))
        ),
        "this is the loss of the last batch alone.": epoch(lambda losses: losses[-1].mean()),
        "this is the sum of the last batch alone.": epoch(lambda losses: losses[-1].sum()),
        "the losses of the last batch alone are counted. Add up those of all: total += …": (
            epoch(lambda losses: losses[-1].sum() / len(np.concatenate(losses)))
        ),
        "it counts the numbers in x. A sample is a row: len(x).": per_number(of=0),
        "it counts the numbers in y. A sample is a row: len(y).": per_number(of=1),
    },
    inputs=("x", "y"),
    use=use_fit_epoch,
    stops={
        "division by zero": (
            "Has it counted the samples? batches may be a generator, empty after the first loop."
        ),
        "has no len": "It may be a generator. Count the samples inside the loop: len(x).",
        "not subscriptable": "batches can be looped over, and may be a generator: for x, y in …",
        "operands": "The losses of a batch are (n, 1). Add up their sum.",
        "too many values": "Each of the batches is a pair: for x, y in batches.",
        "y_pred has shape": "loss and backward take y_pred, which forward has returned, and y.",
        "shape": "update takes two vectors (size,): self.params, and what backward returns.",
        **METHODS,
        **FORGOTTEN_SELF,
    },
)


# --- fit -----------------------------------------------------------------------------------------


def trainings(rng: np.random.Generator) -> list[Case]:
    """Data, the size of the batches, and how many epochs."""

    def case(n: int, size: int, epochs: int) -> tuple[Any, ...]:
        return (*samples(rng, n, "tanh", 2), size, epochs)

    even, epochs = int(rng.integers(5, 8)), int(rng.integers(3, 6))
    return [
        ("where the last batch is smaller", case(3 * even + 2, even, epochs)),
        ("where the batches come out even", case(4 * even, even, epochs)),
        ("where a batch could hold more samples than there are", case(9, 20, epochs)),
    ]


def use_fit(
    answer: Any, x: Array, y: Array, setting: Setting, size: int, epochs: int
) -> dict[str, Any]:
    """The losses that are returned. Mistakes in the batches are seen by a spy in fit_epoch."""
    data = x.copy(), y.copy()

    def orders(result: Any, calls: list[list[Any]]) -> tuple[Any, list[Array]]:
        if len(calls) != epochs:
            raise Mistake(number_of_calls(len(calls), epochs))
        if len(calls[1]) > len(calls[0]):
            raise Mistake("it keeps the batches of the epoch before. Begin with none in each.")
        return result, [order_of(batches, *data, size) for batches in calls]

    result, calls = spied(answer, x, y, setting, size, epochs)
    if not all(map(np.array_equal, data, (x, y))):
        raise Mistake("it changes x and y themselves. Make new arrays: x[rows], y[rows].")
    result, first = orders(result, calls)
    check_shuffled(first, size)
    if any(len(inputs) != size for inputs, _ in calls[0][:-1]):
        raise Mistake("batches before the last one are smaller than batch_size.")
    _, again = orders(*spied(answer, *data, setting, size, epochs))
    if not np.array_equal(first[0], again[0]):
        raise Mistake("the same seed gives another order each time. Draw it from self.rng.")
    _, other = orders(*spied(answer, *data, (setting[0] + 1, *setting[1:]), size, epochs))
    if np.array_equal(first[0], other[0]):
        raise Mistake("another seed gives the same order. Draw it from self.rng.")
    if result is not None and np.ndim(result) == 0:
        raise Mistake("it returns one number. Collect the losses of all epochs in a list.")
    if result is not None and np.size(result) == 1:
        raise Mistake("it returns the last loss alone. Does the list begin anew in each epoch?")
    if isinstance(result, np.ndarray | tuple):
        what = "an array" if isinstance(result, np.ndarray) else "a tuple"
        raise Mistake(f"it returns {what}. Return the losses in a list.")
    return {"it": np.array(result) if isinstance(result, list) else result}


def check_shuffled(orders: list[Array], size: int) -> None:
    """Raise unless each epoch has a new order of the samples."""
    rows = np.arange(len(orders[0]))
    if all(np.array_equal(order, rows) for order in orders):
        raise Mistake("the samples come in their old order. Shuffle them in each epoch.")
    if len(rows) > size and all(map(are_neighbours, orders)):
        raise Mistake("whole batches are shuffled: each keeps its samples. Shuffle the samples.")
    if np.array_equal(orders[0], orders[1]):
        raise Mistake("all epochs have the same order. Draw a new one in each.")


def spied(
    answer: Any, x: Array, y: Array, setting: Setting, size: int, epochs: int
) -> tuple[Any, list[list[Any]]]:
    """Call fit with a fit_epoch that trains nothing, and return what it was given."""
    seen: list[list[Any]] = []

    def fit_epoch(self: Any, batches: Any, *report: Any) -> float:
        seen.append(list(batches))
        return float(abs(x.sum()) + len(seen) ** 2)

    network = network_with("fit", answer, setting, fit_epoch=fit_epoch)
    quiet = {"progress": False} if isinstance(network, nnlib.Network) else {}
    return network.fit(x, y, batch_size=size, epochs=epochs, **quiet), seen


def number_of_calls(calls: int, epochs: int) -> str:
    """Say what is wrong with how often fit_epoch is called."""
    if calls == 0:
        return "self.fit_epoch is never called. It does the work of one epoch."
    if calls > epochs:
        return "fit_epoch is called for each batch. Give it all batches of an epoch at once."
    return "fit_epoch is called too rarely: once an epoch. Is the return inside the loop?"


def order_of(batches: list[Any], x: Array, y: Array, size: int) -> Array:
    """Return the row numbers of an epoch in their order; raise where its batches are wrong."""
    for batch in batches:
        check_batch(batch, x.shape[1])
    sizes = [len(inputs) for inputs, _ in batches]
    if 0 in sizes:
        raise Mistake(
            "there is a batch without a sample. Where does each begin, where does it end?"
        )
    if max(sizes, default=0) > size:
        raise Mistake("a batch is larger than batch_size.")
    number = {value: row for row, value in enumerate(x[:, 0])}
    found = [number.get(value) for inputs, _ in batches for value in inputs[:, 0]]
    if None in found:
        raise Mistake("a batch has rows that are not in x.")
    order = np.array(found, dtype=int)
    check_samples(order, len(x), size)
    if not np.array_equal(np.concatenate([targets for _, targets in batches]), y[order]):
        raise Mistake(
            "samples have lost their targets: one order is for x and another for y. Take the same "
            "rows of both."
        )
    return order


def check_batch(batch: Any, columns: int) -> None:
    """Raise unless a batch is a pair of matrices."""
    is_pair = isinstance(batch, tuple | list) and len(batch) == 2
    if not is_pair or not all(isinstance(each, np.ndarray) for each in batch):
        raise Mistake("fit_epoch needs pairs of arrays: (x[rows], y[rows]) for each batch.")
    inputs, targets = batch
    if inputs.ndim != 2 or inputs.shape[1] != columns or len(inputs) != len(targets):
        raise Mistake(
            f"a batch has shapes {inputs.shape} and {targets.shape}, expected as many rows in "
            f"both, and {columns} columns in x."
        )


def check_samples(order: Array, n: int, size: int) -> None:
    """Raise unless each row is there exactly once."""
    counts = np.bincount(order, minlength=n)
    if counts.max(initial=0) > 1:
        raise Mistake("some samples come twice in an epoch. Each should come once.")
    missing = int((counts == 0).sum())
    if missing and missing == n % size:
        raise Mistake("the last, smaller batch is lost. Its samples should be learned from, too.")
    if missing:
        raise Mistake("some samples are left out of an epoch. Each should come once.")


def are_neighbours(order: Array) -> bool:
    """Whether most rows are followed by the one that follows them in x."""
    return float(np.mean(np.diff(order) == 1)) > 0.5


fit = Method(
    "fit",
    Network.fit,
    trainings,
    inputs=("x", "y"),
    use=use_fit,
    stops={
        "only integer scalar arrays": "x[rows] takes rows of an array. Is rows an array of them?",
        "takes exactly one argument": "A pair has brackets of its own: (x[rows], y[rows]).",
        "unexpected keyword": "fit takes x, y, batch_size and epochs.",
        "used as indices": "permutation(len(x)) draws row numbers; permutation(x) shuffles x.",
        **METHODS,
        **FORGOTTEN_SELF,
    },
)


# --- predict -------------------------------------------------------------------------------------


def questions(rng: np.random.Generator) -> list[Case]:
    """Networks with several outputs and with one; the last two answer exactly 0.5."""
    x, y, (seed, output, (d, hidden, m)) = samples(rng, 20, "sigmoid", 1)
    return [
        ("for several outputs", (*samples(rng, 12, "softmax", 4), 1.0)),
        ("for one output", (x, y, (seed, output, (d, hidden, m)), 1.0)),
        ("for an output of exactly 0.5, which counts as 1", (x, y, (seed, output, (d, m)), 0.0)),
        ("for one sample", (x[:1], y[:1], (seed, output, (d, m)), 0.0)),
    ]


def decided(name: str, answer: Any, x: Array, setting: Setting, scale: float) -> Any:
    """A network with large parameters, or none, half of whose scores are above 0."""
    network = network_with(name, answer, setting)
    network.params[:] *= 4 * scale
    scores = through(network.layers[:-1], x)
    network.layers[-2].bias[...] -= np.median(scores)
    return network


def use_predict(answer: Any, x: Array, y: Array, setting: Setting, scale: float) -> dict[str, Any]:
    """Outputs and labels."""
    network = decided("predict", answer, x, setting, scale)
    y_pred, labels = network.predict(x), network.predict(x, labels=True)
    if isinstance(labels, int | np.integer) and len(x) == 1:
        raise Mistake("its label is a number. Labels are flat, (n,), also where n is 1.")
    if isinstance(labels, int | np.integer):
        raise Mistake("argmax over all rows at once is one number. Take the largest in each row.")
    if isinstance(labels, np.ndarray) and labels.dtype.kind == "f" and _is_whole(labels):
        raise Mistake("its labels are floats. Make whole numbers of them: .astype(int).")
    return {"predict(x)": y_pred, "predict(x, labels=True)": labels}


def _is_whole(labels: Array) -> bool:
    return labels.ndim == 1 and np.array_equal(labels, labels.round())


def labelled(labels_of: Callable[[Array], Any]) -> Callable[..., Any]:
    """A predict with other labels."""

    def slip(self: Any, x: Array, labels: bool = False) -> Any:
        y_pred = self.forward(x)
        return labels_of(y_pred) if labels else y_pred

    return slip


def is_half(y_pred: Array) -> Array:
    """1 where an output is at least ½, else 0."""
    return (y_pred >= 0.5).astype(int)


predict = Method(
    "predict",
    Network.predict,
    questions,
    {
        "these are the outputs. What does labels=True ask for?": (
            lambda self, x, labels=False: self.forward(x)
        ),
        "these are labels. Without labels=True the outputs are asked for.": (
            lambda self, x, labels=False: Network.predict(self, x, labels=True)
        ),
        "argmax looks down the columns. Each row is a sample: take the largest in each row.": (
            labelled(lambda y_pred: y_pred.argmax(axis=0) if y_pred.shape[1] > 1 else None)
        ),
        "this is the largest output of each row. The label is its column.": (
            labelled(lambda y_pred: y_pred.max(axis=1))
        ),
        "each output is compared with ½. Of several outputs, the largest makes the label.": (
            labelled(lambda y_pred: is_half(y_pred) if y_pred.shape[1] > 1 else None)
        ),
        "it is a column. Labels are flat, (n,).": (
            labelled(lambda y_pred: is_half(y_pred) if y_pred.shape[1] == 1 else None)
        ),
        "here it has become 0.": (labelled(lambda y_pred: (y_pred[:, 0] > 0.5).astype(int))),
        "these are all 0. Where y_pred.shape[1] is 1, take the other rule: compare with ½.": (
            labelled(lambda y_pred: y_pred.argmax(axis=1))
        ),
        "this is the label of the first row alone. Take the first column.": (
            labelled(lambda y_pred: is_half(y_pred[0]))
        ),
        "each output is compared with 0. A sigmoid's outputs lie between 0 and 1.": (
            labelled(lambda y_pred: (y_pred[:, 0] > 0).astype(int))
        ),
        "0 and 1 are exchanged.": labelled(lambda y_pred: 1 - is_half(y_pred)[:, 0]),
    },
    inputs=("x", "y"),
    use=use_predict,
    stops=METHODS | FORGOTTEN_SELF,
)


# --- score ---------------------------------------------------------------------------------------


def use_score(answer: Any, x: Array, y: Array, setting: Setting, scale: float) -> dict[str, Any]:
    """The loss, and the accuracy."""
    network = decided("score", answer, x, setting, scale)
    # A third of the labels is wrong, those of the lowest classes: so counts, shares, their rests
    # and the share of the zeros all differ.
    predicted = network.predict(x, labels=True)
    # For the targets that are drawn anew to find constants, it is a sixth: the right accuracy is
    # no constant, so none that depends on the input is taken for one.
    is_wrong = predicted.argsort().argsort() < len(x) / (3 if np.isin(y, (0, 1)).all() else 6)
    labels = (predicted + is_wrong) % max(y.shape[1], 2)
    loss, accuracy = network.score(x, y), network.score(x, labels, accuracy=True)
    of_right_labels = network.score(x, predicted, accuracy=True)
    if np.ndim(loss) > 0:
        raise Mistake("score(x, y) is a loss for each sample. One number is asked for: their mean.")
    if np.ndim(accuracy) > 0:
        raise Mistake("the accuracy is one number: which share of the labels is right?")
    return {
        "score(x, y)": loss,
        "score(x, labels, accuracy=True)": accuracy,
        # Here slips differ that have the same share of the labels above by chance.
        "score(x, right_labels, accuracy=True)": of_right_labels,
    }


def scored(
    loss: Callable[[Array], Any] = np.mean, accuracy: Callable[[Array], Any] = np.mean
) -> Callable[..., Any]:
    """A score of the losses ``(n, 1)``, and of what is right ``(n,)``."""

    def slip(self: Any, x: Array, y: Array, is_accuracy: bool) -> Any:
        if is_accuracy:
            return accuracy(self.predict(x, labels=True) == y)
        return loss(self.loss(self.predict(x), y))

    return lambda self, x, y, accuracy=False: slip(self, x, y, accuracy)


def scored_by(mean_loss: Callable[[Any, Array, Array], Any]) -> Callable[..., Any]:
    """A score with another loss, and no accuracy."""
    return lambda self, x, y, accuracy=False: (
        None if accuracy else mean_loss(self, self.predict(x), y).mean()
    )


score = Method(
    "score",
    Network.score,
    lambda rng: questions(rng)[:2],
    {
        "the losses are added up. Take their mean.": scored(np.sum),
        "the loss takes y_pred first, then y.": (
            scored_by(lambda self, y_pred, y: self.loss(y, y_pred))
        ),
        ONE_LOSS.format("self.loss"): (
            scored_by(lambda self, y_pred, y: nnlib.binary_crossentropy(y_pred, y))
        ),
        "the right labels are counted. The accuracy is their share, from 0 to 1.": (
            scored(accuracy=np.sum)
        ),
        "argmax of one column is always 0. predict(x, labels=True) knows both rules.": (
            lambda self, x, y, accuracy=False: np.mean(self.forward(x).argmax(axis=1) == y)
        ),
        "each label is compared with all others, a column with a row. Both should be flat, (n,).": (
            lambda self, x, y, accuracy=False: (
                np.mean(self.predict(x, labels=True)[:, None] == y)
                if accuracy
                else self.loss(self.predict(x), y).mean()
            )
        ),
        "this is the share of wrong labels.": scored(accuracy=lambda right: 1 - right.mean()),
        "this is a percentage. The accuracy goes from 0 to 1.": (
            scored(accuracy=lambda right: 100 * right.mean())
        ),
    },
    inputs=("x", "y"),
    use=use_score,
    stops={
        # The first case has 12 samples and 4 outputs.
        "y_pred has shape (12,)": "The loss takes the outputs, (n, m), and no labels.",
        "shapes (12,) (12,4)": "Without accuracy=True, the mean loss is asked for.",
        "out of bounds": "With accuracy=True, y has labels already, (n,).",
        "expected the same (n, m)": "With accuracy=True, y has labels: no loss is asked for.",
        "operands": "Compare labels with labels: predict has labels=True.",
        **METHODS,
        **FORGOTTEN_SELF,
    },
)
