"""The initialization explorer: what layer after layer makes of its input before any training."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nnlib.activations import d_relu, d_sigmoid, d_tanh, relu, sigmoid, tanh
from nnlib.plots.style import COLORS, MARKERS, in_style
from nnlib.types import Activation, Array
from nnlib.validation import require
from nnlib.widgets.activation import FLAT
from nnlib.widgets.base import PICTURE_WIDTH, Explorer, Picture, choice, log_slider, slider

SAMPLES, WIDTH = 200, 100
"""How many samples go through, and how many neurons each layer has."""

MOST_LAYERS = 10

BINS = 60

ACTIVATIONS: dict[str, tuple[Activation, Activation, tuple[float, float]]] = {
    "tanh": (tanh, d_tanh, (-1.0, 1.0)),
    "sigmoid": (sigmoid, d_sigmoid, (0.0, 1.0)),
    "relu": (relu, d_relu, (0.0, 4.0)),
}
"""Each with its derivative, and from where to where its histograms go."""

SMALL, LARGE = 0.1, 10.0
"""Below the one a signal has vanished, above the other it has exploded."""


SIGNAL_LIMITS = (1e-6, 1e6)
"""From where to where the signal is drawn; what lies outside is drawn at the edge."""


class Layers(NamedTuple):
    """What the layers hold, the first layer first."""

    activations: list[Array]
    """A for each layer, ``(SAMPLES, WIDTH)``."""
    signals: Array
    """How much of each layer differs between samples, ``(depth,)``."""
    flat: Array
    """The share of each layer's neurons and samples where the slope is below 0.05, ``(depth,)``."""


def draw_layers(activation: str, scale: float, depth: int, seed: int = 0) -> Layers:
    """Send standard normal samples through layers with random weights and no biases.

    Args:
        activation: One of ``ACTIVATIONS``.
        scale: The standard deviation of a weight, times the root of fan_in.
        depth: How many layers.
        seed: The same seed draws the same weights, times the scale.

    Returns:
        What the layers hold.

    Raises:
        ValueError: The scale is not above 0.
    """
    require(
        scale > 0, f"scale came as {scale}: with 0 every weight is 0, and nothing gets through."
    )
    f, d_f, _ = ACTIVATIONS[activation]
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(SAMPLES, WIDTH))
    held, flat = [], []
    for _ in range(depth):
        z = a @ rng.normal(0, scale * WIDTH**-0.5, size=(WIDTH, WIDTH))
        a = f(z)
        held.append(a)
        flat.append(np.mean(np.abs(d_f(z)) < FLAT))
    signals = np.array([np.sqrt(np.mean(a.var(axis=0))) for a in held])
    return Layers(held, signals, np.array(flat))


def words_for(activation: str, scale: float, found: Layers) -> str:
    """Say what there is to see."""
    depth = len(found.activations)
    std = f"Weights with standard deviation {scale:.2g}/√fan_in = {scale * WIDTH**-0.5:.2g}. "
    text = f"{std}In layer {depth} the signal is {found.signals[-1]:.2g}"
    text += f", and {found.flat[-1]:.0%} of the slopes are below {FLAT}: "
    if found.signals[-1] > LARGE:
        return text + "it explodes."
    if activation != "relu" and found.flat[-1] > 0.3:
        return text + "saturated, hardly anything travels back."
    if found.signals[-1] < SMALL:
        return text + "it vanishes, all samples come to look alike."
    return text + "the signal gets through."


class InitializationPicture(Picture):
    """On the left a histogram for each layer, on the right what gets through, layer by layer."""

    def __init__(self) -> None:
        about = (
            "Histograms of the activations of each layer; their signal; the share of flat slopes."
        )
        super().__init__(PICTURE_WIDTH, 420, about)
        blue, red = COLORS["blue"], COLORS["red"]
        self._shown: tuple[str, int] = ("", 0)
        with in_style():
            axes = self.figure.subplot_mosaic([["left", "top"], ["left", "bottom"]])
            self.ridges, self.signal, self.flat = axes["left"], axes["top"], axes["bottom"]
            self._ridges = [
                self.ridges.stairs(
                    np.zeros(BINS), np.linspace(0, 1, BINS + 1), fill=True, color=blue
                )
                for _ in range(MOST_LAYERS)
            ]
            (self._signals,) = self.signal.plot([], [], "-", marker=MARKERS[0], color=blue)
            (self._shares,) = self.flat.plot([], [], "--", marker=MARKERS[1], color=red)
            for bound in (SMALL, LARGE):
                self.signal.axhline(bound, color="black", ls=":", lw=1.5)
            self.signal.set(yscale="log", ylim=SIGNAL_LIMITS, title=" ", ylabel="log scale")
            self.flat.set(ylim=(-0.05, 1.05), title=" ", xlabel="layer", ylabel=f"slope < {FLAT}")
            self.ridges.set(ylabel="layer", xlabel="activation")
            self.ridges.grid(axis="y", visible=False)
            self.ridges.tick_params(axis="y", length=0)
        self.figure.set_layout_engine("constrained", wspace=0.06)
        self.moves(*self._ridges, self._signals, self._shares)
        self.moves(self.signal.title, self.flat.title)

    def draw(self, activation: str, scale: float, depth: int) -> str:
        """Draw the histograms and the curves, and say what there is to see."""
        found = draw_layers(activation, scale, depth)
        low, high = ACTIVATIONS[activation][2]
        if (activation, depth) != self._shown:
            self._make_room(activation, depth)
        for i, ridge in enumerate(self._ridges):
            ridge.set_visible(i < depth)
        for i, (ridge, numbers) in enumerate(zip(self._ridges, found.activations, strict=False)):
            # Half of what relu gives is exactly 0, a bar so high that nothing else could be seen.
            shown = numbers[numbers > 0] if activation == "relu" else numbers
            counts, edges = np.histogram(np.clip(shown, low, high), BINS, (low, high))
            ridge.set_data(0.88 * counts / max(1, counts.max()) - i - 1, edges, -i - 1)
        layers = np.arange(1, depth + 1)
        self._signals.set_data(layers, np.clip(found.signals, *SIGNAL_LIMITS))
        self._shares.set_data(layers, found.flat)
        self.signal.set_title(f"signal in layer {depth}: {found.signals[-1]:.2g}")
        self.flat.set_title(f"flat in layer {depth}: {found.flat[-1]:.0%}")
        return words_for(activation, scale, found)

    def _make_room(self, activation: str, depth: int) -> None:
        """Show as many layers as there are, on the axis of this activation."""
        self.ridges.set(xlim=ACTIVATIONS[activation][2], ylim=(-depth - 0.05, 0.05))
        self.ridges.set_yticks([-i - 0.6 for i in range(depth)], [str(i + 1) for i in range(depth)])
        is_relu = activation == "relu"
        what = "what is above 0" if is_relu else "each layer"
        self.ridges.set_title(f"{activation}: histogram of {what}")
        self.ridges.set_xlabel(
            "activation (at the right end: all above)" if is_relu else "activation"
        )
        for ax in (self.signal, self.flat):
            ax.set(xlim=(0.5, MOST_LAYERS + 0.5), xticks=range(1, MOST_LAYERS + 1))
        self._shown = (activation, depth)
        self.changed()


def initialization_explorer(
    activation: str = "tanh", scale: float = 1.0, depth: int = 10
) -> Explorer:
    """Move the scale of the weights, the activation and the depth: what gets through the layers.

    Args:
        activation: "tanh", "sigmoid" or "relu", at first.
        scale: The standard deviation of a weight times the root of fan_in, at first.
        depth: How many layers, at first; 10 at most.

    Returns:
        The explorer, to stand in the last line of a cell.
    """
    picture = InitializationPicture()
    controls = {
        "activation": choice("activation", list(ACTIVATIONS), activation, "What bends each layer"),
        "scale": log_slider(
            "scale (std · √fan_in)", scale, -1, 1, 0.02, "1 is the forward rule, 1.41 that of relu"
        ),
        "depth": slider("depth in layers", depth, 1, MOST_LAYERS, 1, "How many layers"),
    }
    return Explorer("Initialization explorer", picture, controls, picture.draw)
