"""The initialization explorer: how a signal passes through layers before any training."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from nnlib.errors import WrongValue
from nnlib.plots.style import COLORS, MARKERS
from nnlib.types import Array
from nnlib.widgets.activation import FLAT
from nnlib.widgets.base import (
    PICTURE_WIDTH,
    SLIDER_WIDTH,
    Explorer,
    Picture,
    choice,
    in_picture_style,
    log_slider,
    slider,
    true_minus,
)
from nnlib.widgets.parts import ACTIVATIONS, look_up

SAMPLES, WIDTH = 200, 100
"""The number of samples, and of neurons in each layer."""

MOST_LAYERS = 10

BINS = 60
"""The number of bars of a histogram."""

RANGES = {"tanh": (-1.0, 1.0), "sigmoid": (0.0, 1.0), "relu": (0.0, 4.0)}
"""The activations to choose from, each with the range of its histograms."""

SMALL, LARGE = 0.1, 10.0
"""Below the first a signal has vanished, above the second it has exploded."""

SIGNAL_LIMITS = (1e-6, 1e6)
"""The range of the signals in the picture; those outside are drawn at its edge."""


class Layers(NamedTuple):
    """The activations of all layers, the first layer first."""

    activation: str
    """The name of the activation function."""
    scale: float
    """The standard deviation of a weight, times √fan_in."""
    activations: list[Array]
    """A for each layer, ``(SAMPLES, WIDTH)``."""
    signals: Array
    """The standard deviation over the samples in each layer, ``(depth,)``."""
    flat: Array
    """The share of the slopes below 0.05 in each layer, ``(depth,)``."""


def draw_layers(activation: str, scale: float, depth: int, seed: int = 0) -> Layers:
    """Send standard normal samples through layers with random weights and no biases.

    Args:
        activation: One of ``RANGES``.
        scale: The standard deviation of a weight, times √fan_in.
        depth: The number of layers.
        seed: The same seed draws the same weights, times the scale.

    Raises:
        WrongValue: The scale is not above 0, or the activation is unknown.
    """
    if scale <= 0:
        raise WrongValue(f"scale is {scale}, expected above 0: with 0 every weight is 0.")
    f, d_f = look_up("activation", activation, ACTIVATIONS)
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(SAMPLES, WIDTH))
    activations, flat = [], []
    for _ in range(depth):
        z = a @ rng.normal(0, scale * WIDTH**-0.5, size=(WIDTH, WIDTH))
        a = f(z)
        activations.append(a)
        flat.append(np.mean(np.abs(d_f(z)) < FLAT))
    signals = np.array([np.sqrt(np.mean(a.var(axis=0))) for a in activations])
    return Layers(activation, scale, activations, signals, np.array(flat))


def describe(state: Layers) -> str:
    """Say in words what the picture shows."""
    depth, scale = len(state.activations), state.scale
    std = f"Weights with std {scale:.2g}/√fan_in = {scale * WIDTH**-0.5:.2g}. "
    text = f"{std}In layer {depth} the signal (std over samples) is {state.signals[-1]:.2g}"
    text += f", and {state.flat[-1]:.0%} of the slopes are below {FLAT}: "
    if state.signals[-1] > LARGE:
        return text + "it explodes."
    if state.activation != "relu" and state.flat[-1] > 0.3:
        return text + "saturated, hardly anything comes back."
    if state.signals[-1] < SMALL:
        return text + "it vanishes, all samples become alike."
    return text + "the signal gets through."


class InitializationPicture(Picture):
    """On the left a histogram for each layer, on the right its signal and its flat slopes."""

    def __init__(self) -> None:
        about = "Histograms of the activations of each layer; the standard deviation over the "
        about += "samples, and the share of slopes below 0.05, layer by layer."
        super().__init__(PICTURE_WIDTH, 420, about)
        blue, red = COLORS["blue"], COLORS["red"]
        self._activation = ""
        with in_picture_style():
            axes = self.figure.subplot_mosaic([["left", "top"], ["left", "bottom"]])
            self.ridges, self.signal, self.flat = axes["left"], axes["top"], axes["bottom"]
            edges = np.linspace(0, 1, BINS + 1)
            flat = [(np.zeros(BINS), edges)] * MOST_LAYERS
            self._ridges = [self.ridges.stairs(*each, fill=True, color=blue) for each in flat]
            look: dict[str, Any] = {"clip_on": False, "zorder": 3}
            (self._signals,) = self.signal.plot([], [], "-", marker=MARKERS[0], color=blue, **look)
            (self._shares,) = self.flat.plot([], [], "--", marker=MARKERS[1], color=red, **look)
            self._draw_axes()
        self.figure.set_layout_engine("constrained", wspace=0.06)
        self.animate(*self._ridges, self._signals, self._shares)
        self.animate(self.signal.title, self.flat.title)

    def _draw_axes(self) -> None:
        for bound in (SMALL, LARGE):
            self.signal.axhline(bound, color="black", ls=":", lw=1.5)
        self.signal.set(yscale="log", ylim=SIGNAL_LIMITS, title=" ", ylabel="std (log)")
        low, high = (f"$10^{{{np.log10(end):.0f}}}$" for end in SIGNAL_LIMITS)
        ticks = {SIGNAL_LIMITS[0]: low, SMALL: f"{SMALL:g}", LARGE: f"{LARGE:g}"}
        ticks[SIGNAL_LIMITS[1]] = high
        self.signal.set_yticks(list(ticks), list(ticks.values()))
        self.flat.set(ylim=(-0.05, 1.05), title=" ", xlabel="layer", ylabel=f"share < {FLAT}")
        layers = range(1, MOST_LAYERS + 1)
        for ax in (self.signal, self.flat):
            ax.set(xlim=(0.5, MOST_LAYERS + 0.5), xticks=layers)
        self.ridges.set(ylabel="layer", xlabel="activation", ylim=(-MOST_LAYERS - 0.05, 0.05))
        self.ridges.set_yticks([0.4 - layer for layer in layers], map(str, layers))
        self.ridges.grid(axis="y", visible=False)
        self.ridges.tick_params(axis="y", length=0)

    def draw(self, state: Layers) -> None:
        """Draw the histograms and the two curves."""
        depth, (low, high) = len(state.activations), RANGES[state.activation]
        if state.activation != self._activation:
            self._change_activation(state.activation)
        for i, ridge in enumerate(self._ridges):
            ridge.set_visible(i < depth)
        for i, (ridge, a) in enumerate(zip(self._ridges, state.activations, strict=False)):
            # Half of relu's outputs are exactly 0: that bar would dwarf all others.
            shown = a[a > 0] if state.activation == "relu" else a
            counts, edges = np.histogram(np.clip(shown, low, high), BINS, (low, high))
            ridge.set_data(0.88 * counts / max(1, counts.max()) - i - 1, edges, -i - 1)
        layers = np.arange(1, depth + 1)
        self._signals.set_data(layers, np.clip(state.signals, *SIGNAL_LIMITS))
        self._shares.set_data(layers, state.flat)
        signal = true_minus(f"{state.signals[-1]:.2g}")
        self.signal.set_title(f"signal in layer {depth}: {signal}")
        self.flat.set_title(f"flat slopes in layer {depth}: {state.flat[-1]:.0%}")

    def _change_activation(self, activation: str) -> None:
        """Set the axis of the histograms to another activation."""
        is_relu = activation == "relu"
        self.ridges.set_xlim(*RANGES[activation])
        self.ridges.set_title(
            f"{activation}: histogram of {'what is above 0' if is_relu else 'each layer'}"
        )
        self.ridges.set_xlabel(
            "activation (at the right end: all above)" if is_relu else "activation"
        )
        self._activation = activation
        self.show_background(self.ridges, activation)


def initialization_explorer(
    activation: str = "tanh", scale: float = 1.0, depth: int = 10
) -> Explorer:
    """Move the scale of the weights, the activation and the depth: see what becomes of a signal.

    Args:
        activation: The first activation: "tanh", "sigmoid" or "relu".
        scale: The first standard deviation of a weight, times √fan_in; from 0.1 to 10.
        depth: The first number of layers, 1 to 10.

    Returns:
        The explorer, for the last line of a cell.
    """
    scale_about = "1 is the forward rule, 1.41 that of relu"
    choose = choice("activation", list(RANGES), activation, "The activation of each layer")
    scale_slider = log_slider(
        "scale (std · √fan_in)", scale, -1, 1, 0.02, scale_about, narrow=SLIDER_WIDTH - 20
    )
    layers = slider("depth in layers", depth, 1, MOST_LAYERS, 1, "The number of layers")
    controls = {"activation": choose, "scale": scale_slider, "depth": layers}
    return Explorer(
        "Initialization explorer",
        InitializationPicture(),
        controls,
        draw_layers,
        describe,
        rows=[[choose, scale_slider], [layers]],
    )
