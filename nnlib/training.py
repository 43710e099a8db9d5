"""What goes on around training: the progress bar, the stop button, divergence, a step."""

import math
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn, Self

import numpy as np

from nnlib.batches import Batches
from nnlib.errors import DivergenceError
from nnlib.layers import FCLayer, Layer
from nnlib.network_validation import (
    check_hook,
    check_views,
    first_layer_not_finite,
    settle_hyperparameters,
)
from nnlib.optimizers import Optimizer
from nnlib.types import Array, EpochHook
from nnlib.validation import check_positive_int, require, require_result

if TYPE_CHECKING:
    from nnlib.network import Network

LARGE = 10.0
"""Inputs or targets beyond this are said to be a likely cause of a divergence."""

FLUSH_EVERY = 100
"""After how many steps the denormal numbers in an optimizer's memory are set to 0."""


@contextmanager
def training_mode(layers: Iterable[Layer]) -> Iterator[None]:
    """Set ``training`` of all layers, and take it back at the end."""
    layers = list(layers)
    for layer in layers:
        layer.training = True
    try:
        yield
    finally:
        for layer in layers:
            layer.training = False


def backward_first(layer: Layer, output_gradient: Array) -> None:
    """Fill the gradient of a first layer, which has nobody to pass dX on to.

    A ``backward`` that somebody has written, in a class or in the object itself, is called.
    """
    if type(layer).backward is FCLayer.backward and "backward" not in vars(layer):
        layer.backward_params(output_gradient)  # type: ignore[attr-defined]
    else:
        layer.backward(output_gradient)


def step_of(optimizer: Any) -> Callable[[Array, Array], object]:
    """Return what moves the parameters in place, given them and the gradient.

    That is the optimizer's ``step``, or a call of an ``update`` that somebody has written.
    """
    settle_hyperparameters(optimizer, is_training=True)
    if has_own_update(optimizer):
        return partial(_update_in_place, optimizer)
    step: Callable[[Array, Array], object] = optimizer.step
    return step if step.__module__ == "nnlib.optimizers" else partial(_call_own_step, step)


def _update_in_place(optimizer: Any, params: Array, gradient: Array) -> None:
    # Copies, as it may keep them for its next step, and these two vectors change in place.
    new_params = optimizer.update(params.copy(), gradient.copy())
    params[:] = require_result("optimizer.update(params, gradient)", new_params, params.shape)


def _call_own_step(step: Callable[[Array, Array], object], params: Array, gradient: Array) -> None:
    returned = step(params, gradient)
    in_place = "params -= …. To return new parameters instead, write update"
    require(
        returned is None or returned is params,
        f"optimizer.step returned something, expected that it moves params: {in_place}.",
    )


def has_own_update(optimizer: Any) -> bool:
    """Whether there is an ``update`` other than nnlib's, in the class or the object itself."""
    is_replaced = "update" in getattr(optimizer, "__dict__", {})
    return is_replaced or getattr(type(optimizer), "update", None) not in (None, Optimizer.update)


def flush_denormals(optimizer: Any) -> None:
    """Set to 0 what has become too small for a normal floating-point number.

    The velocity of a weight that is not used any more decays into such denormal numbers, which
    processors multiply many times more slowly.
    """
    if isinstance(optimizer, Optimizer):
        for memory in vars(optimizer).values():
            if (
                isinstance(memory, np.ndarray)
                and memory.dtype.kind == "f"
                and memory.flags.writeable
            ):
                memory[np.abs(memory) < np.finfo(memory.dtype).tiny] = 0


class Watch:
    """Watches over a training: shows the progress, ends it at the stop button or a divergence.

    It empties ``network.losses`` at the beginning, and removes the loss of a diverged epoch.
    The stop button waits until a step is finished: so parameters and optimizer agree.
    """

    def __init__(
        self,
        network: "Network",
        batches: Batches,
        epochs: int,
        on_epoch_end: EpochHook | None,
        progress: bool,
    ) -> None:
        from tqdm.auto import tqdm

        check_hook(on_epoch_end)
        self.epochs = check_positive_int("epochs", epochs)
        self.network, self.batches, self.hook = network, batches, on_epoch_end
        network.losses = []
        self.number = self.steps = 0
        self.is_stopped = self.is_in_epoch = False
        total = epochs * len(batches)
        self.bar = tqdm(total=total, unit="batch", disable=not progress)

    def __enter__(self) -> Self:
        self.handler = None
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            with suppress(ValueError):  # only the main thread gets interrupts
                self.handler = signal.signal(signal.SIGINT, self._on_interrupt)
        return self

    def _on_interrupt(self, *_: object) -> None:
        if self.is_stopped or not self.is_in_epoch:
            # Here, as this error may keep __exit__ from putting Python's own handler back.
            signal.signal(signal.SIGINT, signal.default_int_handler)
            raise KeyboardInterrupt
        self.is_stopped = True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.handler is not None:
            signal.signal(signal.SIGINT, self.handler)
        self.network.forget()
        if self.is_stopped or kind is KeyboardInterrupt:
            done = len(self.network.losses)
            self.bar.set_description(f"stopped after {done} of {self.epochs} epochs")
        self.bar.close()
        if self.is_stopped and kind is None:
            raise KeyboardInterrupt

    @contextmanager
    def epoch(self, number: int) -> Iterator[None]:
        """Watch over an epoch: one that diverges is undone."""
        self.number, self.before = number, self.network.params.copy()
        if not self.bar.disable:
            self.bar.set_description(f"epoch {number}/{self.epochs}")
        self.is_in_epoch = True
        try:
            # An overflow is reported once, in words, and not as a warning from inside NumPy.
            with np.errstate(all="ignore"):
                yield
        finally:
            self.is_in_epoch = False
        check_views(self.network)
        if not np.isfinite(self.network.params).all():
            self.network.losses.pop()
            self._report_divergence()

    def is_told_to_stop(self) -> bool:
        """Call the hook at the end of an epoch; return whether it says that training ends."""
        if self.hook is None:
            return False
        answer = self.hook(self.network, self.number, self.network.losses[-1])
        # Only True itself ends the training (Python's or NumPy's), not whatever counts as true.
        return isinstance(answer, bool | np.bool_) and bool(answer)

    def report(self, mean_loss: float) -> None:
        """Before each step: stop at the stop button, raise at a divergence, show the mean loss."""
        if self.is_stopped:
            raise KeyboardInterrupt
        if not math.isfinite(mean_loss):
            self._report_divergence()
        self.steps += 1
        if self.steps % FLUSH_EVERY == 0:
            flush_denormals(self.network.optimizer)
        if not self.bar.disable:
            self.bar.set_postfix_str(f"loss {mean_loss:.4f}", refresh=False)
            self.bar.update()

    def _report_divergence(self) -> NoReturn:
        """Put the parameters of the epoch's beginning back, and raise an error with the causes."""
        network, x, y = self.network, self.batches.x, self.batches.y
        diagnosis = diagnose(network, x, y, self.before)
        network.params = self.before
        if hasattr(network.optimizer, "reset"):
            network.optimizer.reset()
        raise DivergenceError(
            f"training diverged in epoch {self.number}: the loss or a parameter became infinite or "
            f"NaN. The network has its parameters from before this epoch again. {diagnosis}",
            network.losses,
        )


def diagnose(network: "Network", x: Array, y: Array, before: Array) -> str:
    """Say where a training diverged, and the likely cause, from what can be seen."""
    some = np.array(x[:1000], network.dtype)
    diverged = network.params.copy()
    network.params[:] = before
    found = first_layer_not_finite(network.at_rest().layers, some)
    if found is not None:
        return f"The output of layer {found[0]}, {found[1]}, is NaN or infinite from the start."
    network.params[:] = diverged
    found = first_layer_not_finite(network.at_rest().layers, some)
    where = "" if found is None else f"It began in the output of layer {found[0]}, {found[1]}. "
    causes = [*_unscaled("x", some), *(_unscaled("y", y[:1000]) if y.ndim == 2 else [])]
    rate = getattr(network.optimizer, "learning_rate", "unknown")
    causes.append(f"the learning rate is too large (it is {rate}; try a tenth of it)")
    return f"{where}Likely cause: {', or '.join(causes)}."


def _unscaled(name: str, values: Array) -> list[str]:
    """Return a cause where the numbers are far from those that a network learns well from."""
    low, high = values.min(), values.max()
    if max(-low, high) <= LARGE:
        return []
    return [
        f"{name} is not scaled (it has numbers from {low:g} to {high:g}; see nnlib.standardize)"
    ]
