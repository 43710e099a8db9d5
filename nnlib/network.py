"""The network: layers one after another, a loss at the end, an optimizer for the parameters."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from nnlib import network_validation as check
from nnlib.batches import at_least_one, in_order, training_batches
from nnlib.labels import is_multi_label, to_labels
from nnlib.layers import ActivationLayer, FCLayer, Layer
from nnlib.losses import canonical_scale
from nnlib.parameters import FlatParameters, all_networks
from nnlib.training import Watch, backward_first, step_of, training_mode
from nnlib.types import Activation, Array, Batch, EpochHook, Initializer, Loss, Report
from nnlib.validation import call_loss, check_flag, make_rng

__all__ = ["Network", "NeuralNetwork"]


class Network(FlatParameters):
    """A neural network, built layer by layer.

    Args:
        dtype: The floating-point type of every number in it, float64 or float32.
        seed: For the same parameters, and the same order of the samples, every time.

    Attributes:
        layers: The layers in order, a tuple.
        params, gradient: All parameters, and the derivatives of the loss with respect to them, as
            flat vectors; assigning to ``params`` sets every layer.
        weights, biases: Tuples of the layers' weights and biases, views into ``params``.
        losses: The mean loss of each epoch of the last ``fit``.

    Raises:
        ValueError: dtype is neither float64 nor float32.

    >>> from nnlib import SGD, d_mse, d_tanh, mse, tanh, xor
    >>> network = Network(seed=1)
    >>> network.add(FCLayer(2, 3))
    >>> network.add(ActivationLayer(tanh, d_tanh))
    >>> network.add(FCLayer(3, 1))
    >>> network.use(mse, d_mse, SGD(learning_rate=0.1))
    >>> x, y = xor()
    >>> losses = network.fit(x, y, batch_size=4, epochs=500, progress=False)
    >>> network.predict(x, labels=True)
    array([0, 1, 1, 0])
    """

    def __init__(self, *, dtype: DTypeLike = np.float64, seed: int | None = None) -> None:
        super().__init__(check.check_dtype(dtype))
        self.rng = make_rng(seed)
        self.losses: list[float] = []

    def add(self, layer: Layer) -> None:
        """Append a layer; the network draws its parameters, unless they are set already.

        Args:
            layer: A layer that is in no network yet.

        Raises:
            TypeError: layer is not a Layer.
            ValueError: Its input size is not the output size of the layer before, or it is in a
                network already.
        """
        check.check_new_layer(self, layer, all_networks())
        layer.draw(self.rng)
        self.append(layer)

    def use(self, loss: Loss, d_loss: Loss, optimizer: Any) -> None:
        """Choose the loss and the optimizer. (Keras calls it compile.)

        Args:
            loss: From prediction and target, both ``(n, m)``, to ``(n, 1)``.
            d_loss: Its derivative with respect to the prediction, ``(n, 1, m)``.
            optimizer: One of nnlib's, or an object of your own with ``step(params, gradient)`` or
                ``update(old_params, gradient)``.

        Raises:
            TypeError: One of them cannot be called, or the optimizer has neither method.
            ValueError: The optimizer belongs to another network.
        """
        check.check_use(self, loss, d_loss, optimizer, all_networks())
        self.loss, self.d_loss, self.optimizer = loss, d_loss, optimizer

    def forward(self, x: Array) -> Array:
        """Compute the outputs ``(n, m)``; every layer remembers its input, for ``backward``.

        ``predict`` checks x, computes a part of it at a time, and remembers nothing.

        Args:
            x: Inputs, ``(n, features)``.
        """
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, y_pred: Array, y: Array) -> Array:
        """Compute the gradient of the mean loss with respect to all parameters.

        Args:
            y_pred: What ``forward`` has returned, ``(n, m)``.
            y: Targets, ``(n, m)``.

        Returns:
            The flat vector ``gradient``; the next ``backward`` overwrites it.

        Raises:
            ValueError: y does not have the shape of y_pred.
            RuntimeError: No loss was chosen yet, or there are no parameters.
        """
        y_pred, y = check.check_outputs(self, y_pred, y)
        n, m = y_pred.shape
        scale = canonical_scale(self.layers[-1], self.loss, self.d_loss)
        if scale is None:
            output_gradient = call_loss("d_loss", self.d_loss, y_pred, y, (n, 1, m))[:, 0, :] / n
        else:
            output_gradient = scale(m) * (y_pred - y) / n
        # scale(m) (ŷ - y) is the derivative with respect to the input of the output activation:
        # for a canonical pair neither d_loss nor the backward of that layer is called.
        layers = self.layers if scale is None else self.layers[:-1]
        for layer in reversed(layers[1:]):
            output_gradient = layer.backward(output_gradient)
        backward_first(layers[0], output_gradient)
        return self.gradient

    def sample_losses(self, y_pred: Array, y: Array) -> Array:
        """The loss of each sample, ``(n, 1)``."""
        return call_loss("loss", self.loss, y_pred, y, (len(y), 1))

    def fit(
        self,
        x: Array,
        y: Array,
        batch_size: int = 32,
        epochs: int = 1,
        categorical: bool = False,
        *,
        on_epoch_end: EpochHook | None = None,
        progress: bool = True,
    ) -> list[float]:
        """Train: in each epoch shuffle the samples, then take a step for each batch.

        Each batch is converted to the network's dtype when its turn comes, so x may be uint8, and
        an ``np.memmap`` larger than memory.

        The stop button ends the training before the next step: parameters and optimizer are those
        of the last one, ``losses`` has the epochs so far, and KeyboardInterrupt is raised.

        Args:
            x: Inputs, ``(n, features)``.
            y: Targets, ``(n, m)``; with ``categorical=True`` labels, ``(n,)``.
            batch_size: Samples in a batch; the last one of an epoch may be smaller.
            epochs: How many times each sample is seen.
            categorical: Whether y holds labels: integers from 0. (In Keras: sparse.)
            on_epoch_end: Called after each epoch with the network, the epoch's number, from 1,
                and its mean loss: for curves, snapshots, a change of the learning rate. Where it
                returns True, the training ends.
            progress: Whether to show a progress bar.

        Returns:
            The mean loss of each epoch, measured batch by batch before each step.

        Raises:
            ValueError: x or y have the wrong shape or NaN, or do not suit the loss; batch_size or
                epochs is below 1.
            TypeError: x or y are not numbers, batch_size or epochs is not an integer.
            RuntimeError: No loss and optimizer were chosen yet.
            DivergenceError: The loss or a parameter became infinite or NaN. The network has its
                parameters from before that epoch, and its optimizer has been reset.
        """
        batches = training_batches(self, x, y, batch_size, categorical)
        with Watch(self, batches, epochs, on_epoch_end, progress) as watch:
            for epoch in range(1, epochs + 1):
                with watch.epoch(epoch):
                    self.losses.append(self.fit_epoch(batches, watch.report))
                if watch.is_told_to_stop():
                    break
        return self.losses

    def fit_epoch(self, batches: Iterable[Batch], report: Report = lambda loss: None) -> float:
        """Take one step of the optimizer for each batch.

        Args:
            batches: Pairs of inputs ``(n, features)`` and targets ``(n, m)``, as floats.
            report: Called with the mean loss so far, before each step: ``fit`` shows it, and stops
                where it is not finite.

        Returns:
            The mean loss over all samples, measured batch by batch before each step.

        Raises:
            ValueError: There is no batch.
        """
        take_step = step_of(self.optimizer)
        total, samples = 0.0, 0
        with training_mode(self.layers):
            for x, y in at_least_one(batches):
                y_pred = self.forward(x)
                total += float(self.sample_losses(y_pred, y).sum())
                samples += len(x)
                report(total / samples)
                take_step(self.params, self.backward(y_pred, y))
        return total / samples

    def predict(self, x: Array, labels: bool = False) -> Array:
        """Compute the outputs of the network, or the labels that they stand for.

        Args:
            x: Inputs, ``(n, features)``.
            labels: Whether to return labels.

        Returns:
            The outputs, ``(n, m)``. Or labels:

            - of one class out of m, the column of the largest output, ``(n,)``
            - of a single output, 1 where it is at least 0.5, else 0, ``(n,)``
            - of several yes-or-no outputs (sigmoid with binary cross-entropy), the same for each
              of them, ``(n, m)``

        Raises:
            ValueError: x has the wrong shape or NaN, or an output is not finite.
            TypeError: x is not an array of numbers, or labels is not True or False.
            RuntimeError: The network has no layer yet.
        """
        x, network = check.check_inputs(self, x), self.at_rest()
        y_pred = np.concatenate([network.forward(rows) for rows in in_order(x, self.dtype)])
        check.check_predicted(network, x, y_pred)
        return to_labels(y_pred, is_multi_label(self)) if check_flag("labels", labels) else y_pred

    def score(self, x: Array, y: Array, accuracy: bool = False) -> float:
        """Compute the mean loss, or the accuracy.

        Args:
            x: Inputs, ``(n, features)``.
            y: Targets, ``(n, m)``; with ``accuracy=True`` labels, ``(n,)``, or for several
                independent yes-or-no outputs rows of 0 and 1, ``(n, m)``.
            accuracy: Whether to return the accuracy, between 0 and 1.

        Raises:
            ValueError: x or y have the wrong shape or NaN, or do not suit the loss.
            RuntimeError: No loss was chosen yet.
            TypeError: x or y are not numbers, or accuracy is not True or False.
        """
        y_pred = self.predict(x)
        if check_flag("accuracy", accuracy):
            y = check.check_true_labels(self, y, len(y_pred))
            return float(np.mean(to_labels(y_pred, y.ndim == 2) == y))
        y = check.check_scored(self, y_pred, y)
        return float(self.sample_losses(y_pred, y).mean(dtype=np.float64))


class NeuralNetwork(Network):
    """A network of fully connected layers, from one line.

    Args:
        layers: How many inputs there are, then the neurons of each layer, such as [784, 100, 10].
        hidden_activation: A function and its derivative, such as ``(relu, d_relu)``.
        output_activation: The same for the last layer, such as ``(softmax, d_softmax)``.
        loss: A loss and its derivative, such as
            ``(categorical_crossentropy, d_categorical_crossentropy)``.
        optimizer: Such as ``SGD()``.
        initialization: How each ``FCLayer`` draws its parameters.
        dtype: The floating-point type of every number in it, float64 or float32.
        seed: For the same parameters, and the same order of the samples, every time.

    Raises:
        ValueError: layers has fewer than two sizes, or one below 1; a function comes without its
            derivative.
        TypeError: A size is not an integer, or a function is something else.

    >>> from nnlib import SGD, d_identity, d_mse, d_relu, identity, mse, relu
    >>> NeuralNetwork([784, 100, 10], (relu, d_relu), (identity, d_identity), (mse, d_mse), SGD())
    NeuralNetwork with 79,510 parameters, float64:
      FCLayer(784, 100)
      ActivationLayer(relu)
      FCLayer(100, 10)
      ActivationLayer(identity)
    """

    def __init__(
        self,
        layers: Sequence[int],
        hidden_activation: tuple[Activation, Activation],
        output_activation: tuple[Activation, Activation],
        loss: tuple[Loss, Loss],
        optimizer: Any,
        *,
        initialization: str | Initializer = "normal",
        dtype: DTypeLike = np.float64,
        seed: int | None = None,
    ) -> None:
        super().__init__(dtype=dtype, seed=seed)
        sizes = check.check_recipe(layers, hidden_activation, output_activation, loss)
        *hidden, output = pairwise(sizes)
        for fan_in, fan_out in hidden:
            self.add(FCLayer(fan_in, fan_out, initialization))
            self.add(ActivationLayer(*hidden_activation))
        self.add(FCLayer(*output, initialization))
        self.add(ActivationLayer(*output_activation))
        self.use(*loss, optimizer)
