"""The network: layers one after another, a loss at the end, and an optimizer that moves them."""

import math
import os
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import DTypeLike

from nnlib.activations import d_identity, d_sigmoid, d_softmax, identity, sigmoid, softmax
from nnlib.layers import ActivationLayer, FCLayer, Initialization, Layer
from nnlib.losses import (
    binary_crossentropy,
    categorical_crossentropy,
    d_binary_crossentropy,
    d_categorical_crossentropy,
    d_mse,
    mse,
)
from nnlib.optimizers import Optimizer
from nnlib.storage import read_arrays, write_arrays
from nnlib.types import Activation, Array, Loss, UpdateRule
from nnlib.validation import check_finite, check_labels, check_matrix, check_positive_int

if TYPE_CHECKING:
    from tqdm import tqdm

COLLAPSED_PAIRS: dict[tuple[Activation, Activation, Loss, Loss], Callable[[int], float]] = {
    (identity, d_identity, mse, d_mse): lambda m: 2 / m,
    (sigmoid, d_sigmoid, binary_crossentropy, d_binary_crossentropy): lambda m: 1 / m,
    (softmax, d_softmax, categorical_crossentropy, d_categorical_crossentropy): lambda m: 1.0,
}
"""Output and loss whose derivatives collapse to dZ = c (ŷ - y), with c for m outputs.

It is not only less work than the row vector times the Jacobian. Where a probability underflows to
0, the Jacobian is 0 and so is the product, and learning dies; the collapsed form stays right.

Source: Bishop (2006), Pattern Recognition and Machine Learning, section 4.3.6, canonical links.
"""

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
        ValueError: dtype is no floating-point type.

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

    def __init__(self, *, dtype: DTypeLike = np.float64, seed: int | None = None) -> None:
        self.dtype = np.dtype(dtype)
        if self.dtype.kind != "f":
            raise ValueError(f"dtype came as {self.dtype}, wanted float64 or float32.")
        self.rng = np.random.default_rng(seed)
        self.layers: list[Layer] = []
        self._params = np.zeros(0, self.dtype)
        self._gradient = np.zeros(0, self.dtype)

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
            ValueError: The layer's input is not as wide as the output so far, or the layer
                belongs to a network already.
        """
        width = self._output_size
        if layer.is_added:
            raise ValueError(f"{layer} belongs to a network already; make a new layer.")
        if width is not None and layer.input_size not in (None, width):
            raise ValueError(
                f"the sizes do not chain: {layer} wants {layer.input_size} inputs, the layers "
                f"before it give {width}."
            )
        if isinstance(layer, FCLayer) and layer.is_as_drawn:
            layer.initialize(self.rng)
        layer.is_added = True
        self.layers.append(layer)
        self._params = np.concatenate([e.params for e in self.layers], dtype=self.dtype)
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
        self._bind()

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
        if not callable(getattr(optimizer, "update", None)):
            raise TypeError(
                f"optimizer came as {optimizer!r}, wanted an object with a method "
                "update(old_params, gradient), such as SGD()."
            )
        is_new = optimizer is not getattr(self, "optimizer", None)
        if is_new and isinstance(optimizer, Optimizer) and optimizer.steps:
            raise ValueError(
                f"this {type(optimizer).__name__} remembers {optimizer.steps} steps that it took "
                "for another network; give each network an optimizer of its own."
            )
        self.loss = loss
        self.d_loss = d_loss
        self.optimizer = optimizer

    @property
    def params(self) -> Array:
        return self._params

    @params.setter
    def params(self, values: Array) -> None:
        if np.shape(values) != self._params.shape:
            raise ValueError(
                f"params came with shape {np.shape(values)}, wanted {self._params.shape}."
            )
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
        if losses.shape != (len(y), 1):
            raise ValueError(
                f"loss gave shape {losses.shape}, wanted {(len(y), 1)}: one number for each sample."
            )
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
        if gradient.shape != (n, 1, m):
            raise ValueError(
                f"d_loss gave shape {gradient.shape}, wanted {(n, 1, m)}: a row vector for each "
                "sample."
            )
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
                was wanted or the reverse; batch_size or epochs below 1; no loss chosen yet.
            TypeError: x or y are no numbers, batch_size or epochs no whole numbers.
            DivergenceError: The loss or a parameter became infinite or NaN. The network is back
                at its parameters from before that epoch, and the optimizer has forgotten its steps.
        """
        from tqdm.auto import tqdm

        x, y = self._check_inputs(x), self._check_truths(y, len(x), categorical)
        batch_size = check_positive_int("batch_size", batch_size)
        epochs = check_positive_int("epochs", epochs)
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
                        raise self._divergence(epoch, loss, x, losses)
                    losses.append(loss)
                    if on_epoch_end is not None:
                        on_epoch_end(self, epoch, loss)
            except KeyboardInterrupt:
                bar.set_description(f"stopped after {len(losses)} of {epochs} epochs")
        return losses

    def _fit_epoch(self, x: Array, y: Array, batch_size: int, bar: "tqdm[Any]") -> float:
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
                self._params[:] = self.optimizer.update(self._params, self._gradient)
                bar.set_postfix_str(f"loss {total / (start + len(rows)):.4f}", refresh=False)
                bar.update()
        return total / len(x)

    def _divergence(
        self, epoch: int, loss: float, x: Array, losses: list[float]
    ) -> DivergenceError:
        if isinstance(self.optimizer, Optimizer):
            self.optimizer.reset()
        what = "a parameter" if math.isfinite(loss) else "the loss"
        rate = getattr(self.optimizer, "learning_rate", "unknown")
        low, high = float(x[:1000].min()), float(x[:1000].max())
        return DivergenceError(
            f"training diverged in epoch {epoch}: {what} became infinite or NaN. The network is "
            "back at its parameters from before this epoch. Likely causes: the learning rate is "
            f"too large (it is {rate}; try a tenth of it), the inputs are not scaled (they range "
            f"from {low:g} to {high:g}; see nnlib.standardize), or the initial weights are too "
            "large.",
            losses,
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
        y_pred = np.concatenate([self._forward(self._converted(x[rows])) for rows in batches])
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
            x, truth = self._check_inputs(x), self._check_labels(y, len(x))
            return float(np.mean(self.predict(x, labels=True) == truth))
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
        if arrays.keys() != views.keys():
            raise ValueError(
                f"{os.fspath(path)} does not fit: it holds {', '.join(arrays) or 'nothing'}, "
                f"wanted {', '.join(views) or 'nothing'}."
            )
        for name, view in views.items():
            if arrays[name].shape != view.shape:
                raise ValueError(
                    f"{os.fspath(path)} does not fit: its {name} has shape {arrays[name].shape}, "
                    f"the network's has {view.shape}."
                )
            check_finite(f"{name} in {os.fspath(path)}", arrays[name])
        for name, view in views.items():
            view[...] = arrays[name]

    def _named_params(self) -> dict[str, Array]:
        """The views by name, ``weights_1``, ``bias_1``, ``weights_2`` …"""
        pairs = enumerate(zip(self.weights, self.biases, strict=True), start=1)
        return {
            f"{name}_{number}": view
            for number, pair in pairs
            for name, view in zip(("weights", "bias"), pair, strict=True)
        }

    @property
    def _input_size(self) -> int | None:
        return next((e.input_size for e in self.layers if e.input_size is not None), None)

    @property
    def _output_size(self) -> int | None:
        return next((e.output_size for e in self.layers[::-1] if e.output_size is not None), None)

    def _check_inputs(self, x: Array) -> Array:
        if not self._params.size:
            raise ValueError("the network has no parameters yet: add(FCLayer(...)) first.")
        x = check_matrix("x", x, self._input_size)
        check_finite("x", x)
        return x

    def _check_truths(self, y: Array, n: int, categorical: bool) -> Array:
        """Give the truths as rows ``(n, m)``, or labels ``(n,)`` where they came as labels."""
        if not hasattr(self, "loss"):
            raise ValueError("choose a loss and an optimizer first: use(mse, d_mse, SGD()).")
        m = self._output_size
        if categorical:
            labels = self._check_labels(y, n)
            return labels.reshape(-1, 1) if m == 1 else labels
        y = np.asarray(y)
        if y.ndim == 1:
            hint = "y.reshape(-1, 1)" if m == 1 else "to_categorical(y), or fit(categorical=True)"
            raise ValueError(
                f"y came with shape {y.shape}, wanted (n, {m}), a row for each sample. If these "
                f"are labels, make rows of them: {hint}."
            )
        y = check_matrix("y", y, m)
        check_finite("y", y)
        self._check_length(y, n)
        self._check_probabilities(y)
        return y

    def _check_labels(self, y: Array, n: int) -> Array:
        m = self._output_size
        y = np.asarray(y)
        labels = check_labels("y", y[:, 0] if y.shape[1:] == (1,) else y, 2 if m == 1 else m)
        self._check_length(labels, n)
        return labels

    def _check_length(self, y: Array, n: int) -> None:
        if len(y) != n:
            raise ValueError(f"x has {n} samples and y has {len(y)}; each needs its own truth.")

    def _check_probabilities(self, y: Array) -> None:
        """The cross-entropies, and what they collapse to, are right for probabilities only."""
        if self.loss not in (binary_crossentropy, categorical_crossentropy):
            return
        if y.min() < 0 or y.max() > 1:
            raise ValueError(f"y ranges from {y.min()} to {y.max()}, a cross-entropy wants 0 to 1.")
        sums = y.sum(axis=1)
        if self.loss is categorical_crossentropy and not np.allclose(sums, 1, atol=1e-3):
            row = int(np.argmax(np.abs(sums - 1)))
            raise ValueError(
                f"row {row} of y sums to {sums[row]:g}, categorical_crossentropy wants one-hot "
                "rows, or probabilities that sum to 1."
            )

    def _slices(self, n: int) -> Iterator[slice]:
        return (slice(i, i + PREDICT_BATCH_SIZE) for i in range(0, n, PREDICT_BATCH_SIZE))

    def _converted(self, rows: Array) -> Array:
        return np.asarray(rows, dtype=self.dtype)

    def _batch(self, x: Array, y: Array, rows: Array | slice) -> tuple[Array, Array]:
        """Some samples in the network's dtype, labels made one-hot."""
        y = y[rows]
        if y.ndim == 1 and self._output_size is not None:
            y = np.eye(self._output_size)[y]
        return self._converted(x[rows]), self._converted(y)


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
        ValueError: layers names fewer than two sizes, or one below 1.
        TypeError: A size is no whole number.

    >>> from nnlib import SGD, d_relu, relu
    >>> NeuralNetwork([784, 100, 10], (relu, d_relu), (softmax, d_softmax),
    ...               (categorical_crossentropy, d_categorical_crossentropy), SGD())
    NeuralNetwork with 79,510 parameters, float64:
      FCLayer(784, 100)
      ActivationLayer(relu)
      FCLayer(100, 10)
      ActivationLayer(softmax)
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
        if len(layers) < 2:
            raise ValueError(f"layers came as {layers}, wanted two sizes or more: [784, 100, 10].")
        *hidden, output = pairwise(layers)
        for fan_in, fan_out in hidden:
            self.add(FCLayer(fan_in, fan_out, initialization))
            self.add(ActivationLayer(*hidden_activation))
        self.add(FCLayer(*output, initialization))
        self.add(ActivationLayer(*output_activation))
        self.use(*loss, optimizer)
