"""The initialization explorer: how a signal passes through layers before any training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.lines import Line2D

from nnlib.errors import WrongValue
from nnlib.network_validation import check_drawn, find_initializer
from nnlib.plots.style import COLORS, MARKERS
from nnlib.types import Array, Initializer
from nnlib.validation import check_finite
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
from nnlib.widgets.own import explain, free_name, name_of, without_mark
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

SCALED = "normal, scaled"
"""The name of the weights whose scale a slider sets, beside the reader's own."""

OwnInitializer = Initializer | str | Mapping[str, Initializer | str] | None
"""An initializer of the reader's, or one of nnlib's by its name, or several."""


class Layers(NamedTuple):
    """The activations of all layers, the first layer first."""

    std: float
    """The standard deviation of all weights, measured."""
    activations: list[Array]
    """A for each layer, ``(SAMPLES, WIDTH)``."""
    signals: Array
    """The standard deviation over the samples in each layer, ``(depth,)``."""
    flat: Array
    """The share of the slopes below 0.05 in each layer, ``(depth,)``."""


class State(NamedTuple):
    """What is shown."""

    activation: str
    """The name of the activation function."""
    weights: str
    """How the weights are drawn, in words."""
    layers: Layers
    scale: float
    """The standard deviation of a scaled normal weight, times √fan_in."""
    normal: Layers | None
    """Layers with scaled normal weights, beside those of an initializer."""


def scaled_normal(scale: float) -> Initializer:
    """Return an initializer: normal weights with std scale / √fan_in, biases 0.

    Raises:
        WrongValue: The scale is not above 0.
    """
    if scale <= 0:
        raise WrongValue(f"scale is {scale}, expected above 0: with 0 every weight is 0.")

    def draw(rng: np.random.Generator, fan_in: int, fan_out: int) -> tuple[Array, Array]:
        std = scale * fan_in**-0.5
        return rng.normal(0, std, size=(fan_in, fan_out)), np.zeros((1, fan_out))

    return draw


def draw_layers(activation: str, initializer: Initializer, depth: int, seed: int = 0) -> Layers:
    """Send standard normal samples through layers whose weights an initializer draws.

    Args:
        activation: One of ``RANGES``.
        initializer: From a generator, fan_in and fan_out to weights and a bias.
        depth: The number of layers.
        seed: The same seed gives the same samples, and the same generator for the weights.

    Raises:
        WrongValue: The activation is unknown; or what the initializer returns does not have the
            right shapes, is not finite, or lets the numbers grow beyond float64.
    """
    f, d_f = look_up("activation", activation, ACTIVATIONS)
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(SAMPLES, WIDTH))
    stds, activations, flat = [], [], []
    for layer in range(1, depth + 1):
        w, b = draw_checked(initializer, rng, WIDTH, WIDTH)
        with np.errstate(all="ignore"):
            z = a @ w + b
            a = f(z)
        if not np.isfinite(a).all():
            raise WrongValue(f"in layer {layer} the activations are too large for float64.")
        activations.append(a)
        stds.append(w.std())
        flat.append(np.mean(np.abs(d_f(z)) < FLAT))
    with np.errstate(over="ignore"):
        signals = np.array([np.sqrt(np.mean(a.var(axis=0))) for a in activations])
    return Layers(float(np.mean(stds)), activations, signals, np.array(flat))


def draw_checked(
    initializer: Initializer, rng: np.random.Generator, fan_in: int, fan_out: int
) -> tuple[Array, Array]:
    """Return the weights and the bias that an initializer draws, float64.

    Raises:
        WrongValue: It fails, or what it returns does not have the right shapes or is not finite.
    """
    try:
        with np.errstate(all="ignore"):
            drawn = initializer(rng, fan_in, fan_out)
    except Exception as error:
        raise WrongValue(f"the initializer fails: {explain(error)}") from error
    w, b = (each.astype(np.float64) for each in check_drawn(drawn, fan_in, fan_out))
    check_finite("the array of weights from the initializer", w)
    check_finite("the bias from the initializer", b)
    return w, b


def describe(state: State) -> str:
    """Say in words what the picture shows."""
    layers, normal = state.layers, state.normal
    depth = len(layers.activations)
    signal = f"{layers.signals[-1]:.2g}"
    slopes = f"{layers.flat[-1]:.0%} of the slopes are below {FLAT}: {_verdict(state)}."
    if normal is None:
        text = f"{state.weights} In layer {depth} the signal (std over samples) is"
        return f"{text} {signal}, and {slopes}"
    beside = f"std {state.scale:.2g}/√fan_in: {normal.signals[-1]:.2g}"
    text = f"{state.weights} In layer {depth} the signal is {signal}"
    return f"{text} (grey, normal weights with {beside}), and {slopes}"


def _verdict(state: State) -> str:
    signal, flat = state.layers.signals[-1], state.layers.flat[-1]
    if signal > LARGE:
        return "it explodes"
    if state.activation != "relu" and flat > 0.3:
        return "saturated, hardly anything comes back"
    if signal < SMALL:
        return "it vanishes, all samples become alike"
    return "the signal gets through"


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
            gray: dict[str, Any] = {"color": "0.3", "lw": 1.4, "ms": 4, "mfc": "white"}
            gray |= {"clip_on": False, "zorder": 2.8}
            self._normal = [ax.plot([], [], "--s", **gray)[0] for ax in (self.signal, self.flat)]
            look: dict[str, Any] = {"clip_on": False, "zorder": 3}
            (self._signals,) = self.signal.plot([], [], "-", marker=MARKERS[0], color=blue, **look)
            (self._shares,) = self.flat.plot([], [], "--", marker=MARKERS[1], color=red, **look)
            self._draw_axes()
        self.figure.set_layout_engine("constrained", wspace=0.06)
        self.animate(*self._ridges, *self._normal, self._signals, self._shares)
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

    def draw(self, state: State) -> None:
        """Draw the histograms and the curves."""
        layers = state.layers
        if state.activation != self._activation:
            self._change_activation(state.activation)
        self._draw_histograms(state.activation, layers.activations)
        _set_curves((self._signals, self._shares), layers)
        for line in self._normal:
            line.set_visible(state.normal is not None)
        if state.normal is not None:
            _set_curves(self._normal, state.normal)
        depth = len(layers.activations)
        signal = true_minus(f"{layers.signals[-1]:.2g}")
        self.signal.set_title(f"signal in layer {depth}: {signal}")
        self.flat.set_title(f"flat slopes in layer {depth}: {layers.flat[-1]:.0%}")

    def _draw_histograms(self, activation: str, activations: list[Array]) -> None:
        low, high = RANGES[activation]
        for i, ridge in enumerate(self._ridges):
            ridge.set_visible(i < len(activations))
        for i, (ridge, a) in enumerate(zip(self._ridges, activations, strict=False)):
            # Half of relu's outputs are exactly 0: that bar would dwarf all others.
            shown = a[a > 0] if activation == "relu" else a
            counts, edges = np.histogram(np.clip(shown, low, high), BINS, (low, high))
            ridge.set_data(0.88 * counts / max(1, counts.max()) - i - 1, edges, -i - 1)

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


def _set_curves(lines: Sequence[Line2D], layers: Layers) -> None:
    """Draw the signal and the share of flat slopes, layer by layer."""
    numbers = np.arange(1, len(layers.signals) + 1)
    for line, values in zip(
        lines, (np.clip(layers.signals, *SIGNAL_LIMITS), layers.flat), strict=True
    ):
        line.set_data(numbers, values)


def initialization_explorer(
    initialization: OwnInitializer = None,
    *,
    activation: str = "tanh",
    scale: float = 1.0,
    depth: int = 10,
) -> Explorer:
    """Move the scale of the weights, the activation and the depth: see what becomes of a signal.

    With an initializer of your own, its layers are shown, and in grey beside them those with normal
    weights of the chosen scale.

    Args:
        initialization: An initializer of your own, from a random generator, fan_in and fan_out to
            weights ``(fan_in, fan_out)`` and a bias ``(1, fan_out)``; or the name of one of
            nnlib's; or several, in a dictionary. What it does wrong is said in words.
        activation: The first activation: "tanh", "sigmoid" or "relu".
        scale: The first standard deviation of a normal weight, times √fan_in; from 0.1 to 10.
        depth: The first number of layers, 1 to 10.

    Returns:
        The explorer, for the last line of a cell.

    Raises:
        ValueError: The initializer is neither a function nor a name; or a number is out of range.

    >>> def lecun_normal(rng, fan_in, fan_out):
    ...     weights = rng.normal(0, fan_in**-0.5, (fan_in, fan_out))
    ...     return weights, np.zeros((1, fan_out))
    >>> explorer = initialization_explorer(lecun_normal, scale=0.1)
    >>> print(explorer.message)  # doctest: +NORMALIZE_WHITESPACE
    lecun_normal, std 0.1. In layer 10 the signal is 0.22 (grey, normal weights with std
    0.1/√fan_in: 8.9e−11), and 0% of the slopes are below 0.05: the signal gets through.
    """
    own = _own_initializers(initialization)
    controls = _controls(activation, scale, depth)
    activations, scales, layers = controls.values()
    rows = [[activations, scales], [layers]]
    if own:
        about = "What draws the weights"
        weights = choice("weights", [*own, SCALED], next(iter(own)), about, width=260)
        controls["weights"] = weights
        rows = [[activations, scales], [weights, layers]]

    def compute(activation: str, scale: float, depth: int, weights: str = SCALED) -> State:
        normal = draw_layers(activation, scaled_normal(scale), depth)
        if weights == SCALED:
            std = f"Weights with std {scale:.2g}/√fan_in = {scale * WIDTH**-0.5:.2g}."
            return State(activation, std, normal, scale, None)
        # With few neurons first, as a square cannot tell rows from columns.
        draw_checked(own[weights], np.random.default_rng(0), 3, 2)
        drawn = draw_layers(activation, own[weights], depth)
        std = f"{without_mark(weights)}, std {drawn.std:.2g}."
        return State(activation, std, drawn, scale, normal)

    picture = InitializationPicture()
    return Explorer("Initialization explorer", picture, controls, compute, describe, rows=rows)


def _own_initializers(given: Any) -> dict[str, Initializer]:
    """Return the reader's own initializers by name, or raise where one is not a function."""
    if given is None:
        return {}
    parts = given
    if not isinstance(given, Mapping):
        parts = {given if isinstance(given, str) else name_of(given): given}
    if not parts:
        raise WrongValue("initialization is {}, expected at least one function, by name.")
    return {free_name(str(name), [SCALED]): find_initializer(each) for name, each in parts.items()}


def _controls(activation: str, scale: float, depth: int) -> dict[str, Any]:
    about = "1 is the forward rule, 1.41 that of relu"
    label = "scale (std · √fan_in)"
    narrow = SLIDER_WIDTH - 20
    return {
        "activation": choice(
            "activation", list(RANGES), activation, "The activation of each layer"
        ),
        "scale": log_slider(label, scale, -1, 1, 0.02, about, narrow=narrow),
        "depth": slider("depth in layers", depth, 1, MOST_LAYERS, 1, "The number of layers"),
    }
