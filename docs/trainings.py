"""What a training looks like with an answer in the place of nnlib's own part.

Each function takes an answer to an exercise and the names of its notebook, and returns the losses
that the training reports: they are drawn beside those of the right answer. The problem is small,
the seed is fixed, so that only the answer makes a difference.
"""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from nnlib import (
    SGD,
    ActivationLayer,
    FCLayer,
    Network,
    NeuralNetwork,
    categorical_crossentropy,
    d_categorical_crossentropy,
    d_identity,
    d_mse,
    d_relu,
    d_softmax,
    d_tanh,
    identity,
    mse,
    relu,
    softmax,
    tanh,
    to_categorical,
)
from nnlib.types import Array

Names = Mapping[str, Any]
Losses = list[float]
Training = Callable[[Any, Names], Losses]

EPOCHS = 15
CLASSES, INPUTS, HIDDEN = 3, 2, 12

SOFTMAX = (softmax, d_softmax)
CROSSENTROPY = (categorical_crossentropy, d_categorical_crossentropy)


def points() -> tuple[Array, Array]:
    """Return 120 points of the plane around three centres, and their labels."""
    labels = np.arange(120) % CLASSES
    centres = np.array([[1.0, 0.0], [-0.5, 0.9], [-0.5, -0.9]])
    return centres[labels] + np.random.default_rng(0).normal(0, 0.4, (120, INPUTS)), labels


def fit(network: Any, scale: float = 1.0, targets: Callable[..., Any] = to_categorical) -> Losses:
    """Train a network on the points, and return the loss of each epoch."""
    x, labels = points()
    return list(network.fit(scale * x, targets(labels, CLASSES), 20, EPOCHS, progress=False))


def network_with(
    output: tuple[Any, Any] = SOFTMAX, loss: tuple[Any, Any] = CROSSENTROPY, rate: float = 0.3
) -> Network:
    """Return a network of one hidden layer."""
    sizes = [INPUTS, HIDDEN, CLASSES]
    return NeuralNetwork(sizes, (tanh, d_tanh), output, loss, SGD(rate), seed=1)


def as_softmax(answer: Any, names: Names) -> Losses:
    """Train with a softmax of one's own as the output."""
    return fit(network_with((answer, d_softmax)))


def as_softmax_of_large_scores(answer: Any, names: Names) -> Losses:
    """The same with inputs in the hundreds, so that the first scores are large."""
    network = NeuralNetwork(
        [INPUTS, HIDDEN, CLASSES], (relu, d_relu), (answer, d_softmax), CROSSENTROPY, SGD(1e-5),
        seed=1,
    )  # fmt: skip
    return fit(network, scale=3000)


def as_d_softmax(answer: Any, names: Names) -> Losses:
    """Train with its derivative."""
    return fit(network_with((softmax, answer)))


def as_mse(answer: Any, names: Names) -> Losses:
    """Train with a squared error, of which only the derivative moves the weights."""
    return fit(network_with((identity, d_identity), (answer, d_mse), rate=0.1))


def as_d_mse(answer: Any, names: Names) -> Losses:
    """Train with its derivative."""
    return fit(network_with((identity, d_identity), (mse, answer), rate=0.1))


def as_crossentropy(answer: Any, names: Names) -> Losses:
    """Train with a cross-entropy, of which only the derivative moves the weights."""
    return fit(network_with(loss=(answer, d_categorical_crossentropy)))


def as_d_crossentropy(answer: Any, names: Names) -> Losses:
    """Train with its derivative."""
    return fit(network_with(loss=(categorical_crossentropy, answer)))


def as_gradient_of_the_ravine(answer: Any, names: Names) -> Losses:
    """Descend into the ravine with a gradient of one's own."""
    path = names["lesson"].descend.finished(answer, names["START"], 0.015, 30)
    return _heights(path, names)


def as_descent(answer: Any, names: Names) -> Losses:
    """Descend into the ravine."""
    return _heights(answer(names["d_ravine"], names["START"].copy(), 0.015, 30), names)


def as_walk(answer: Any, names: Names) -> Losses:
    """Descend into the ravine with momentum."""
    return _heights(answer(names["d_ravine"], names["START"].copy(), 0.005, 0.8, 30), names)


def _heights(path: Any, names: Names) -> Losses:
    return [float(each) for each in names["ravine"](path)]


class TriedFCLayer(FCLayer):
    """A layer whose forward and backward are those of the reader's class.

    The reader's layer has no flat vectors: it sees the weights, and its gradients are copied.
    """

    answer: Any

    def forward(self, x: Array) -> Array:
        """What the answer returns."""
        super().forward(x)
        self.answer.weights, self.answer.bias = self.weights, self.bias
        return self.answer.forward(x)

    def backward(self, output_gradient: Array) -> Array:
        """What the answer returns, if it has a backward."""
        if not hasattr(self.answer, "backward"):
            return super().backward(output_gradient)
        result = self.answer.backward(output_gradient)
        self.weights_gradient[...] = self.answer.weights_gradient
        self.bias_gradient[...] = self.answer.bias_gradient
        return result

    def backward_params(self, output_gradient: Array) -> None:
        """Fill dW and db, also in the first layer."""
        if hasattr(self.answer, "backward"):
            self.backward(output_gradient)
        else:
            super().backward_params(output_gradient)


def as_fc_layer(answer: Any, names: Names) -> Losses:
    """Train with fully connected layers of one's own."""
    network = Network(seed=1)
    for sizes in pairwise([INPUTS, HIDDEN, CLASSES]):
        layer = TriedFCLayer(*sizes)
        layer.answer = answer(*sizes)
        network.add(layer)
        network.add(
            ActivationLayer(tanh, d_tanh) if sizes[0] == INPUTS else ActivationLayer(*SOFTMAX)
        )
    network.use(*CROSSENTROPY, SGD(0.3))
    return fit(network)


class TriedActivationLayer(ActivationLayer):
    """An activation layer whose forward and backward are those of the reader's class."""

    answer: Any

    def forward(self, x: Array) -> Array:
        """What the answer returns."""
        super().forward(x)
        return self.answer.forward(x)

    def backward(self, output_gradient: Array) -> Array:
        """What the answer returns, if it has a backward."""
        if not hasattr(self.answer, "backward"):
            return super().backward(output_gradient)
        return self.answer.backward(output_gradient)


def as_activation_layer(answer: Any, names: Names) -> Losses:
    """Train with activation layers of one's own, under a loss that has no short form with them."""
    network = Network(seed=1)
    for sizes, functions in zip(
        pairwise([INPUTS, HIDDEN, CLASSES]), [(tanh, d_tanh), SOFTMAX], strict=True
    ):
        network.add(FCLayer(*sizes))
        layer = TriedActivationLayer(*functions)
        layer.answer = answer(*functions)
        network.add(layer)
    # With mse nnlib takes the long way through the Jacobian of softmax.
    network.use(mse, d_mse, SGD(2.0))
    return fit(network)


def as_way_forward(answer: Any, names: Names) -> Losses:
    """Train a network whose forward goes through the layers as the answer does."""
    network = network_with()
    network.forward = lambda x: answer(network.layers, x)  # type: ignore[method-assign]
    return fit(network)


def as_targets(answer: Any, names: Names) -> Losses:
    """Train with targets that the answer makes of labels."""
    return fit(network_with(), targets=answer)


def as_initializer(answer: Any, names: Names) -> Losses:
    """Train a network of six layers whose parameters the answer has drawn."""
    network = NeuralNetwork(
        [INPUTS, *5 * [20], CLASSES], (tanh, d_tanh), SOFTMAX, CROSSENTROPY, SGD(0.1),
        initialization=answer, seed=1,
    )  # fmt: skip
    return fit(network)


def as_weights_gradient(answer: Any, names: Names) -> Losses:
    """Train with dW from the answer."""
    return as_fc_layer(_with_parts(answer, lambda dz, w: dz @ w.T), names)


def as_input_gradient(answer: Any, names: Names) -> Losses:
    """Train with dX from the answer."""
    return as_fc_layer(_with_parts(lambda x, dz: x.T @ dz, answer), names)


def _with_parts(of_weights: Any, of_inputs: Any) -> type:
    class Made(FCLayer):
        def backward(self, output_gradient: Array) -> Array:
            self.weights_gradient[...] = of_weights(self.x, output_gradient)
            self.bias_gradient[...] = output_gradient.sum(axis=0)
            return of_inputs(output_gradient, self.weights)

    return Made


def as_way_back(answer: Any, names: Names) -> Losses:
    """Train a network whose backward goes through the layers as the answer does."""
    network = network_with(loss=(mse, d_mse), rate=2.0)

    def backward(y_pred: Array, y: Array) -> Array:
        answer(list(network.layers), d_mse(y_pred, y)[:, 0, :] / len(y))
        return network.gradient

    network.backward = backward  # type: ignore[method-assign]
    return fit(network)


def as_method(answer: Any, names: Names) -> Losses:
    """Train a network of lesson 11 in which one method is the answer."""
    network = names["build"](type("Network", (names["Network"],), {answer.__name__: answer}))
    return list(network.fit(names["x"], names["y"], epochs=EPOCHS))


TRAININGS: dict[str, Training] = {
    "02-naive-softmax": as_softmax,
    "02-softmax": as_softmax_of_large_scores,
    "02-d-softmax": as_d_softmax,
    "03-mse": as_mse,
    "03-d-mse": as_d_mse,
    "03-categorical-crossentropy": as_crossentropy,
    "03-with-eps": as_crossentropy,
    "03-d-categorical-crossentropy": as_d_crossentropy,
    "05-d-ravine": as_gradient_of_the_ravine,
    "05-descend": as_descent,
    "05-momentum-walk": as_walk,
    "05-nesterov-walk": as_walk,
    "07-fclayer": as_fc_layer,
    "07-activation-layer": as_activation_layer,
    "07-forward": as_way_forward,
    "07-to-categorical": as_targets,
    "08-glorot-uniform": as_initializer,
    "08-he-normal": as_initializer,
    "09-weights-gradient": as_weights_gradient,
    "09-input-gradient": as_input_gradient,
    "09-fc-layer": as_fc_layer,
    "09-activation-layer": as_activation_layer,
    "10-backward": as_way_back,
    "11-forward": as_method,
    "11-backward": as_method,
    "11-fit-epoch": as_method,
    "11-fit": as_method,
}
"""For the exercises whose answer is a part of a network: the training that shows it."""
