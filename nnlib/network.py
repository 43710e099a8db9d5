"""The network: layers one after another, a loss at the end, and an optimizer that moves them."""

import copy
import math
import os
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from nnlib import validation
from nnlib.layers import ActivationLayer, FCLayer, Initialization, Layer
from nnlib.losses import COLLAPSED_PAIRS, binary_crossentropy, categorical_crossentropy
from nnlib.memory import aligned, release_pages
from nnlib.optimizers import Optimizer
from nnlib.storage import read_arrays, write_arrays
from nnlib.types import Activation, Array, Loss, UpdateRule
from nnlib.validation import require, require_shape

__all__ = ["DivergenceError", "Network", "NeuralNetwork"]

PREDICT_BATCH_SIZE = 1024
"""Rows that ``predict`` and ``score`` look at in one go."""

EpochHook = Callable[["Network", int, float], object]
"""Called with the network, the number of the epoch, from 1, and its mean loss."""


class DivergenceError(ArithmeticError):
    """Training ran away: the loss or a parameter became infinite or NaN.

    Attributes:
        losses: The mean losses of the epochs before.
    """

    def __init__(self, message: str, losses: Sequence[float] = ()) -> None:
        super().__init__(message)
        self.losses = list(losses)


class Network:
    """A neural network, built layer by layer.

    Args:
        dtype: The floating-point type of every number in it, float64 or float32.
        seed: For the same parameters, and the same order of the samples, every time.

    Attributes:
        layers: The layers, in order.
        params: All parameters as one flat vector; assigning to it sets every layer.
        weights, biases: Lists of the layers' weights and biases, views into that vector.

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

    loss: Loss
    d_loss: Loss
    optimizer: UpdateRule
    input_size: int | None = None
    output_size: int | None = None

    def __init__(self, *, dtype: DTypeLike = np.float64, seed: int | None = None) -> None:
        self.dtype = np.dtype(dtype)
        known = self.dtype in (np.float64, np.float32)
        require(known, f"dtype came as {self.dtype}, wanted float64 or float32.")
        self.rng = np.random.default_rng(seed)
        self.layers: list[Layer] = []
        self._params = self._gradient = np.zeros(0, self.dtype)

    def __repr__(self) -> str:
        title = f"{type(self).__name__} with {self._params.size:,} parameters, {self.dtype}:"
        return "\n  ".join([title, *map(repr, self.layers)])

    def add(self, layer: Layer) -> None:
        """Put a layer behind the last one.

        The network draws its parameters from its own seed, unless they were set by hand or the
        layer has a seed of its own, and keeps them in its flat vector from now on.

        Args:
            layer: A layer that no network has yet.

        Raises:
            TypeError: It is no layer.
            ValueError: The layer's input is not as wide as the output so far, or the layer
                belongs to a network already.
        """
        if not isinstance(layer, Layer):
            raise TypeError(f"layer came as {layer!r}, wanted a Layer, such as FCLayer(2, 3).")
        width = self.output_size
        require(not layer.is_added, f"{layer} belongs to a network already; make a new layer.")
        require(
            width is None or layer.input_size in (None, width),
            f"the sizes do not chain: {layer} wants {layer.input_size} inputs, the layers before "
            f"it give {width}.",
        )
        layer.draw(self.rng)
        layer.is_added = True
        self.layers.append(layer)
        self.input_size = self.input_size or layer.input_size
        self.output_size = layer.output_size or self.output_size
        params = np.concatenate([each.params for each in self.layers], dtype=self.dtype)
        self._params = aligned(params)
        self._gradient = np.zeros_like(self._params)
        self._bind()

    def _bind(self) -> None:
        """Make each layer's parameters and their gradients views into the two flat vectors."""
        end = 0
        for layer in self.layers:
            start, end = end, end + layer.params.size
            layer.bind(self._params[start:end], self._gradient[start:end])

    def __setstate__(self, state: dict[str, Any]) -> None:
        # copy.deepcopy and pickle (so joblib too) copy each array alone, which cuts the views.
        self.__dict__.update(state)
        self._params = aligned(self._params)
        self._bind()

    def __copy__(self) -> "Network":
        # Two networks cannot share their layers.
        return copy.deepcopy(self)

    def use(self, loss: Loss, d_loss: Loss, optimizer: UpdateRule) -> None:
        """Choose what to minimize, and how.

        Args:
            loss: From prediction and truth, both ``(n, m)``, to ``(n, 1)``.
            d_loss: Its derivative with respect to the prediction, ``(n, 1, m)``.
            optimizer: Anything with ``update(old_params, gradient)``.

        Raises:
            TypeError: The optimizer has no such method.
            ValueError: The optimizer has taken steps for another network.
        """
        if isinstance(optimizer, type) or not callable(getattr(optimizer, "update", None)):
            raise TypeError(
                f"optimizer came as {optimizer!r}, wanted an object with a method "
                "update(old_params, gradient), such as SGD()."
            )
        steps = optimizer.steps if isinstance(optimizer, Optimizer) else 0
        require(
            not steps or optimizer is getattr(self, "optimizer", None),
            f"this {type(optimizer).__name__} remembers {steps} steps that it took for another "
            "network; give each network an optimizer of its own.",
        )
        self.loss = loss
        self.d_loss = d_loss
        self.optimizer = optimizer

    @property
    def params(self) -> Array:
        return self._params

    @params.setter
    def params(self, values: Array) -> None:
        require_shape("params", values, self._params.shape)
        self._params[:] = values

    @property
    def weights(self) -> list[Array]:
        return [layer.weights for layer in self.layers if layer.params.size]

    @property
    def biases(self) -> list[Array]:
        return [layer.bias for layer in self.layers if layer.params.size]

    def gradient(self, x: Array, y: Array) -> Array:
        """The derivative of the mean loss over a batch with respect to each parameter.

        Args:
            x: Inputs, ``(n, features)``.
            y: Truths, ``(n, m)``.

        Returns:
            One flat vector, in the order of ``params``.

        Raises:
            ValueError: As for ``fit``.
        """
        x, y = self._check_inputs(x), self._check_truths(y, len(x), categorical=False)
        self._backpropagate(*self._batch(x, y, slice(None)))
        return self._gradient.copy()

    def _forward(self, x: Array) -> Array:
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def _backpropagate(self, x: Array, y: Array) -> Array:
        """Fill the flat gradient, and give the loss of each sample, ``(n, 1)``."""
        y_pred = self._forward(x)
        losses = self._losses(y_pred, y)
        gradient, layers = self._output_gradient(y_pred, y)
        # The loss is a mean over the samples: each has a share of 1 / n in it.
        gradient = gradient / len(x)
        for layer in reversed(layers[1:]):
            gradient = layer.backward(gradient)
        layers[0].backward_params(gradient)
        return losses

    def _losses(self, y_pred: Array, y: Array) -> Array:
        losses = self.loss(y_pred, y)
        require_shape("the loss", losses, (len(y), 1), ": one number for each sample")
        return losses

    def _output_gradient(self, y_pred: Array, y: Array) -> tuple[Array, list[Layer]]:
        """The derivative of the loss where it enters the network, and the layers still to pass."""
        n, m = y_pred.shape
        output = self.layers[-1]
        if isinstance(output, ActivationLayer):
            functions = (output.activation, output.d_activation, self.loss, self.d_loss)
            if functions in COLLAPSED_PAIRS:
                return COLLAPSED_PAIRS[functions](m) * (y_pred - y), self.layers[:-1]
        gradient = self.d_loss(y_pred, y)
        require_shape("d_loss", gradient, (n, 1, m), ": a row vector for each sample")
        return gradient[:, 0, :], self.layers

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
        """Train: for each epoch shuffle, then a step of the optimizer for each batch.

        Batches are taken out of x and y one at a time and only then brought to the network's
        dtype, so x may be a ``np.memmap`` larger than memory, and of whole numbers.

        Interrupting it (the stop button) leaves the network with the parameters of the last
        finished batch.

        Args:
            x: Inputs, ``(n, features)``.
            y: Truths, ``(n, m)``; with ``categorical=True`` labels, ``(n,)``.
            batch_size: Samples in a batch; the last one of an epoch may be smaller.
            epochs: How many times each sample is seen.
            categorical: Whether y holds labels.
            on_epoch_end: Called after each epoch with the network, the epoch's number, from 1,
                and its mean loss: for curves, snapshots, a change of the learning rate.
            progress: Whether to show a progress bar.

        Returns:
            The mean loss of each finished epoch, taken batch by batch before each step.

        Raises:
            ValueError: x or y have the wrong shape, NaN or infinity in them, labels where one-hot
                was wanted or the reverse; y holds no probabilities, and the loss is a
                cross-entropy; batch_size or epochs below 1; no loss chosen yet.
            TypeError: x or y are no numbers, batch_size or epochs no whole numbers.
            DivergenceError: The loss or a parameter became infinite or NaN. The network is back
                at its parameters from before that epoch, and nnlib's optimizers have forgotten
                their steps.
        """
        from tqdm.auto import tqdm

        x, y = self._check_inputs(x), self._check_truths(y, len(x), categorical)
        batch_size = validation.check_positive_int("batch_size", batch_size)
        epochs = validation.check_positive_int("epochs", epochs)
        losses: list[float] = []
        steps = epochs * math.ceil(len(x) / batch_size)
        with tqdm(total=steps, unit="batch", disable=not progress) as bar:
            try:
                for epoch in range(1, epochs + 1):
                    bar.set_description(f"epoch {epoch}/{epochs}")
                    params_before = self._params.copy()
                    loss = self._fit_epoch(x, y, batch_size, bar)
                    if not (math.isfinite(loss) and np.isfinite(self._params).all()):
                        self._params[:] = params_before
                        if isinstance(self.optimizer, Optimizer):
                            self.optimizer.reset()
                        raise DivergenceError(self._diagnosis(epoch, x), losses)
                    losses.append(loss)
                    if on_epoch_end is not None:
                        on_epoch_end(self, epoch, loss)
            except KeyboardInterrupt:
                bar.set_description(f"stopped after {len(losses)} of {epochs} epochs")
        return losses

    def _fit_epoch(self, x: Array, y: Array, batch_size: int, bar: Any) -> float:
        """See each sample once, in random order, until the loss is not finite; give its mean."""
        order = self.rng.permutation(len(x))
        total = 0.0
        # An overflow is reported once, in words, and not as a warning from inside NumPy.
        with np.errstate(all="ignore"):
            for start in range(0, len(x), batch_size):
                rows = order[start : start + batch_size]
                total += float(self._backpropagate(*self._batch(x, y, rows)).sum())
                if not math.isfinite(total):
                    break
                self._step()
                bar.set_postfix_str(f"loss {total / (start + len(rows)):.4f}", refresh=False)
                bar.update()
        return total / len(x)

    def _step(self) -> None:
        """Move the parameters along the gradient: in place where the optimizer can."""
        optimizer = self.optimizer
        # Whoever writes an update of their own wants it to be called.
        if isinstance(optimizer, Optimizer) and type(optimizer).update is Optimizer.update:
            optimizer.update_in_place(self._params, self._gradient)
        else:
            new_params = optimizer.update(self._params, self._gradient)
            require_shape("what optimizer.update gives", new_params, self._params.shape)
            self._params[:] = new_params

    def _diagnosis(self, epoch: int, x: Array) -> str:
        """Say why training diverged, as far as it can be known."""
        rate = getattr(self.optimizer, "learning_rate", "unknown")
        low, high = x[:1000].min(), x[:1000].max()
        return (
            f"training diverged in epoch {epoch}: the loss or a parameter became infinite or NaN. "
            "The network is back at its parameters from before this epoch. Likely causes: the "
            f"learning rate is too large (it is {rate}; try a tenth of it), the inputs are not "
            f"scaled (they range from {low:g} to {high:g}; see nnlib.standardize), or the initial "
            "weights are too large."
        )

    def predict(self, x: Array, labels: bool = False) -> Array:
        """The outputs of the network, or the label that they stand for.

        Args:
            x: Inputs, ``(n, features)``.
            labels: Whether to give labels.

        Returns:
            The outputs ``(n, m)``; or labels ``(n,)``: the column of the largest output, and for
            a single output 1 where it is at least 0.5, else 0.

        Raises:
            ValueError: x has the wrong shape, or NaN or infinity in it.
            TypeError: x is no array of numbers.
        """
        x = self._check_inputs(x)
        batches = self._slices(len(x))
        y_pred = np.concatenate([self._forward(self._rows(x, rows)) for rows in batches])
        if not labels:
            return y_pred
        if y_pred.shape[1] == 1:
            return (y_pred[:, 0] >= 0.5).astype(np.intp)
        return y_pred.argmax(axis=1)

    def score(self, x: Array, y: Array, accuracy: bool = False) -> float:
        """The mean loss, or the share of right labels.

        Args:
            x: Inputs, ``(n, features)``.
            y: Truths, ``(n, m)``; with ``accuracy=True`` labels, ``(n,)``.
            accuracy: Whether to give the accuracy, between 0 and 1.

        Raises:
            ValueError: x or y have the wrong shape, or NaN or infinity in them, labels where
                one-hot was wanted or the reverse, or no loss was chosen yet.
            TypeError: x or y are no numbers.
        """
        if accuracy:
            predicted = self.predict(x, labels=True)
            truth = validation.check_class_labels(y, len(predicted), self.output_size)
            return float(np.mean(predicted == truth))
        x, y = self._check_inputs(x), self._check_truths(y, len(x), categorical=False)
        total = 0.0
        for rows in self._slices(len(x)):
            x_batch, y_batch = self._batch(x, y, rows)
            total += float(self._losses(self._forward(x_batch), y_batch).sum())
        return total / len(x)

    def save_params(self, path: str | os.PathLike[str]) -> None:
        """Write weights and biases, and nothing else, to an .npz file at exactly this path.

        An interrupted save leaves an older file at that path whole.

        Args:
            path: Where to; a file that is there is replaced.

        Raises:
            FileNotFoundError: There is no such folder.
        """
        write_arrays(path, self._named_params())

    def load_params(self, path: str | os.PathLike[str]) -> None:
        """Read weights and biases that a network of the same layers has saved.

        Args:
            path: A file that ``save_params`` wrote.

        Raises:
            FileNotFoundError: There is no such file.
            ValueError: It is no such file, or it does not fit this network; the network is left
                as it was.
        """
        arrays, views = read_arrays(path), self._named_params()
        came, wanted = ", ".join(arrays) or "nothing", ", ".join(views)
        fits = arrays.keys() == views.keys()
        require(fits, f"{path} does not fit: it holds {came}, wanted {wanted}.")
        for name, view in views.items():
            require_shape(f"{name} in {path}", arrays[name], view.shape)
            with np.errstate(over="ignore"):
                validation.check_finite(f"{name} in {path}", arrays[name].astype(self.dtype))
        for name, view in views.items():
            view[...] = arrays[name]

    def _named_params(self) -> dict[str, Array]:
        """The views by name: ``weights_1``, ``bias_1``, ``weights_2`` and so on."""
        named: dict[str, Array] = {}
        for number, (weights, bias) in enumerate(zip(self.weights, self.biases, strict=True), 1):
            named |= {f"weights_{number}": weights, f"bias_{number}": bias}
        return named

    def _check_inputs(self, x: Array) -> Array:
        require(self._params.size, "the network has no parameters yet: add(FCLayer(...)) first.")
        x = validation.check_matrix("x", x, self.input_size)
        validation.check_finite("x", x)
        return x

    def _check_truths(self, y: Array, n: int, categorical: bool) -> Array:
        """Give the truths as rows ``(n, m)``, or labels ``(n,)`` where they came as labels."""
        unset = "choose a loss and an optimizer first: use(mse, d_mse, SGD())."
        require(hasattr(self, "loss"), unset)
        if categorical:
            labels = validation.check_class_labels(y, n, self.output_size)
            return labels.reshape(-1, 1) if self.output_size == 1 else labels
        y = validation.check_truth_rows(y, n, self.output_size)
        # The cross-entropies, and what they collapse to, are right for probabilities only.
        if self.loss in (binary_crossentropy, categorical_crossentropy):
            validation.check_probabilities(y, self.loss is categorical_crossentropy)
        return y

    def _slices(self, n: int) -> Iterator[slice]:
        return (slice(i, i + PREDICT_BATCH_SIZE) for i in range(0, n, PREDICT_BATCH_SIZE))

    def _rows(self, array: Array, rows: Array | slice) -> Array:
        """Some rows, in the network's dtype."""
        # An index array would do as well; take gathers the same rows in less time.
        taken = array[rows] if isinstance(rows, slice) else array.take(rows, axis=0)
        release_pages(array)
        return np.asarray(taken, dtype=self.dtype)

    def _batch(self, x: Array, y: Array, rows: Array | slice) -> tuple[Array, Array]:
        """Some samples in the network's dtype, labels made one-hot."""
        if y.ndim == 1:
            one_hot = np.eye(self.output_size or 1, dtype=self.dtype)
            return self._rows(x, rows), one_hot[y[rows]]
        return self._rows(x, rows), self._rows(y, rows)


class NeuralNetwork(Network):
    """A network of fully connected layers, from one line.

    Args:
        layers: How many numbers go in, then the neurons of each layer, such as ``[784, 100, 10]``.
        hidden_activation: A function and its derivative, such as ``(relu, d_relu)``.
        output_activation: The same for the last layer, such as ``(softmax, d_softmax)``.
        loss: A loss and its derivative, such as
            ``(categorical_crossentropy, d_categorical_crossentropy)``.
        optimizer: Such as ``SGD()``.
        initialization: How each ``FCLayer`` draws its parameters.
        dtype: The floating-point type of every number in it, float64 or float32.
        seed: For the same parameters, and the same order of the samples, every time.

    Raises:
        ValueError: layers names fewer than two sizes, or one below 1; a function comes without
            its derivative.
        TypeError: A size is no whole number.

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
        optimizer: UpdateRule,
        *,
        initialization: str | Initialization = "normal",
        dtype: DTypeLike = np.float64,
        seed: int | None = None,
    ) -> None:
        super().__init__(dtype=dtype, seed=seed)
        sizes = list(layers) if np.iterable(layers) else []
        wanted = "two sizes or more, such as [784, 100, 10]"
        require(len(sizes) >= 2, f"layers came as {layers!r}, wanted {wanted}.")
        pairs = {"hidden_activation": hidden_activation, "output_activation": output_activation}
        for name, pair in (pairs | {"loss": loss}).items():
            wanted = "a function and its derivative, such as (relu, d_relu)"
            is_pair = isinstance(pair, Sequence) and len(pair) == 2
            require(is_pair, f"{name} came as {pair!r}, wanted {wanted}.")
        *hidden, output = pairwise(sizes)
        for fan_in, fan_out in hidden:
            self.add(FCLayer(fan_in, fan_out, initialization))
            self.add(ActivationLayer(*hidden_activation))
        self.add(FCLayer(*output, initialization))
        self.add(ActivationLayer(*output_activation))
        self.use(*loss, optimizer)
