"""The digit explorer: browse handwritten digits, or draw one, and see a network's answer."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import ipywidgets as widgets
import numpy as np
from ipycanvas import Canvas
from traitlets import Unicode

from nnlib.activations import softmax
from nnlib.errors import WrongType, WrongValue
from nnlib.layers import ActivationLayer
from nnlib.network import Network
from nnlib.plots.style import COLORS, REGION_COLORS, as_text
from nnlib.preprocessing import normalize, standardize
from nnlib.types import Array
from nnlib.validation import check_finite, check_labels, check_numbers
from nnlib.widgets.base import (
    Explorer,
    Picture,
    button,
    exclusive,
    slider,
)
from nnlib.widgets.drawing import draw_line, to_mnist_form
from nnlib.widgets.outputs import layer_outputs

__all__ = ["DigitExplorer", "digit_explorer", "scalings"]

Scale = Callable[[Array], Array]

PIXELS = 28 * 28

CANVAS_SIDE, BRUSH = 256, 22.0
"""The side of the canvas, and the width of the brush, in pixels of the screen."""

PAUSE = 0.2
"""The seconds from one picture to the next while someone draws."""


def scalings(fitted_on: Array) -> dict[str, Scale]:
    """Return the three scalings of notebook 14: from pixels to the inputs of a network.

    Args:
        fitted_on: The training images, whose range, mean and standard deviation are used; of any
            shape.

    Returns:
        The functions "raw", "normalized" and "standardized".

    >>> way = scalings(np.array([0, 51, 255]))["normalized"]
    >>> way(np.array([51.0, 102.0]))
    array([0.2, 0.4])
    """
    ends = np.array([0.0, 255.0])
    return {
        "raw": _line_through(ends),
        "normalized": _line_through(normalize(ends, fitted_on)),
        "standardized": _line_through(standardize(ends, fitted_on)),
    }


def _line_through(ends: Array) -> Scale:
    """Return the linear function that takes 0 and 255 to these two numbers."""
    low, step = ends[0], (ends[1] - ends[0]) / 255
    return lambda x: low + step * np.asarray(x, dtype=np.float64)


def grid_of(numbers: Array) -> Array:
    """Arrange numbers in rows, nearly a square, with NaN in the cells that are left.

    >>> grid_of(np.array([1.0, 2.0, 3.0]))
    array([[ 1.,  2.],
           [ 3., nan]])
    """
    columns = math.ceil(math.sqrt(len(numbers)))
    rows = math.ceil(len(numbers) / columns)
    grid = np.full(rows * columns, np.nan)
    grid[: len(numbers)] = numbers
    return grid.reshape(rows, columns)


class State(NamedTuple):
    """What is shown."""

    image: Array
    """``(28, 28)``."""
    number: int | None
    """The index of the image; None for a drawing."""
    hidden: list[Array]
    """The outputs of each hidden layer, ``(1, neurons)``."""
    outputs: Array | None
    """The outputs of the network, ``(10,)``; None without a network."""


class DigitPicture(Picture):
    """A digit under three scalings, the network's answer, and the hidden neurons.

    Args:
        ways: The three scalings.
        used: The name of the scaling that the network gets, where it is one of them.
        network: The network, or None.
    """

    def __init__(self, ways: dict[str, Scale], used: str | None, network: Network | None) -> None:
        about = "The same digit raw, normalized and standardized, each with the scale of its "
        about += "numbers; below the network's answer as ten bars, and its hidden activations"
        self._height = 480 if network else 268
        super().__init__(566, self._height, about)
        self.figure.set_layout_engine("none")
        self.ways, self.network = ways, network
        self.images: list[Any] = []
        self.means: list[Any] = []
        self.hidden: list[Any] = []
        for place, name in enumerate(ways):
            self._draw_image(place, name, name == used)
        self.animate(*self.images, *self.means)
        if network:
            self._draw_answer(network)
            self._draw_hidden(network)
            self.animate(*self.bars, self.largest, *self.hidden)

    def _axes(self, left: float, top: float, width: float, height: float) -> Any:
        """Make axes by their place in pixels, counted from the upper left."""
        full = self._height
        where = (left / 566, (full - top - height) / full, width / 566, height / full)
        return self.figure.add_axes(where)

    def _draw_image(self, place: int, name: str, is_used: bool) -> None:
        left = 16 + 191 * place
        low, high = self.ways[name](np.array([0.0, 255.0]))
        ax, scale = self._axes(left, 26, 150, 150), self._axes(left, 184, 150, 12)
        image = ax.imshow(np.full((28, 28), low), cmap="gray_r", vmin=low, vmax=high)
        bar = self.figure.colorbar(image, cax=scale, orientation="horizontal")
        bar.set_ticks([low, high], labels=[_short(low), _short(high)], fontsize=12)
        for label, side in zip(scale.get_xticklabels(), ("left", "right"), strict=True):
            label.set_horizontalalignment(side)
        ax.set_title(f"▶ {name} ◀" if is_used else name, fontsize=14, pad=4)
        ax.set(xticks=[], yticks=[])
        for spine in ax.spines.values():
            spine.set(visible=True, linewidth=4 if is_used else 1)
            spine.set_color(COLORS["red"] if is_used else "black")
        # The image is animated, so it would hide half of its frame.
        self.animate(*ax.spines.values())
        self.images.append(image)
        text = ax.text(0.5, -0.36, "", transform=ax.transAxes, ha="center", va="top", fontsize=12)
        self.means.append(text)

    def _draw_answer(self, network: Network) -> None:
        is_softmax = has_softmax(network)
        ax = self._axes(48, 294, 244, 150)
        self.bars = ax.bar(np.arange(10), np.zeros(10), color=COLORS["blue"], ec="black", lw=1)
        name = "probability" if is_softmax else "output"
        ax.set_title(f"{name} of each digit", fontsize=14, pad=4)
        ax.set(xticks=np.arange(10), ylim=(0 if is_softmax else -1, 1.18), yticks=[0, 0.5, 1])
        ax.tick_params(labelsize=12)
        self.largest = ax.text(0, 0, "", ha="center", va="bottom", fontsize=13)

    def _draw_hidden(self, network: Network) -> None:
        *hidden, _ = layer_outputs(network, np.zeros((1, PIXELS)))
        width = 236 / max(1, len(hidden)) - 8
        for number, layer in enumerate(hidden):
            ax = self._axes(316 + number * (width + 8), 294, width, 150)
            grid = grid_of(layer[0])
            image = ax.imshow(grid, cmap=REGION_COLORS, vmin=-1, vmax=1, interpolation="nearest")
            few = f"{layer.shape[1]} hidden neurons" if len(hidden) == 1 else f"layer {number + 1}"
            ax.set_title(few, fontsize=14, pad=4)
            ax.set(xticks=[], yticks=[])
            ax.spines[:].set_visible(True)
            self.animate(*ax.spines.values())
            ax.grid(False)
            self.hidden.append(image)
        note = "orange above 0, blue below" if hidden else "no hidden layer"
        place = (430 / 566, 14 / self._height)
        self.figure.text(*place, note, ha="center", va="center", fontsize=12)

    def draw(self, state: State) -> None:
        """Draw the digit under the three scalings, and the network's answer."""
        for picture, text, way in zip(self.images, self.means, self.ways.values(), strict=True):
            values = way(state.image)
            picture.set_data(values)
            text.set_text(f"mean {_short(values.mean())}")
        for picture, layer in zip(self.hidden, state.hidden, strict=True):
            reach = np.abs(layer).max() or 1.0
            picture.set_data(grid_of(layer[0]) / reach)
        if self.network is not None and state.outputs is not None:
            self._set_answer(self.network, state.outputs)

    def _set_answer(self, network: Network, outputs: Array) -> None:
        answer = int(outputs.argmax())
        for digit, bar in enumerate(self.bars):
            bar.set_height(outputs[digit])
            bar.set_color(COLORS["orange" if digit == answer else "blue"])
            bar.set_edgecolor("black")
        self.largest.set_text(output_text(network, outputs[answer]))
        self.largest.set_position((answer, min(1.0, outputs[answer]) + 0.02))


def has_softmax(network: Network) -> bool:
    """Whether the outputs of a network are probabilities that sum to 1."""
    output = network.layers[-1]
    return isinstance(output, ActivationLayer) and output.activation is softmax


def output_text(network: Network, output: float) -> str:
    """Write an output of a network: a percentage where it is a probability."""
    return f"{output:.0%}" if has_softmax(network) else as_text(output, ".2f")


class DrawingCanvas(Canvas):  # type: ignore[misc]
    """A canvas with a title: its name for screen readers."""

    # ipywidgets shows a tooltip only where there is a description too, and a canvas has none.
    description = Unicode("").tag(sync=True)


class DigitExplorer(Explorer):
    """Digits to browse, a canvas to draw one on, and a network's answer.

    Attributes:
        canvas: The canvas.
        clear_button: Removes the drawing.
        ink: The drawing, ``(CANVAS_SIDE, CANVAS_SIDE)``, 0 for paper and 255 for ink.
        images: All digits, ``(n, 28, 28)``.
        labels: Their labels, ``(n,)``, integers.
    """

    children: Any

    def __init__(
        self,
        network: Network | None,
        images: Array,
        labels: Array,
        scale: Scale | None = None,
        fitted_on: Array | None = None,
    ) -> None:
        self.network = _check_network(network)
        self.images = _check_images(images)
        self.labels = _check_labels(labels, len(self.images))
        ways = scalings(self.images if fitted_on is None else fitted_on)
        self.scale = scale or ways["raw"]
        used = _used(ways, self._rows(self.images[:10]), self.images[:10])
        # The same numbers, without a look at all training images each time.
        self.scale = ways[used] if used else self.scale
        self.ink = np.zeros((CANVAS_SIDE, CANVAS_SIDE))
        self._pen: tuple[float, float] | None = None
        self._mistakes: Array | None = None
        self._is_drawn, self._chosen, self._drawn_at = False, (0, False), 0.0
        controls = _controls(len(self.images), network is not None)
        self.clear_button = button("Clear", "Remove the drawing")
        self.clear_button.on_click(lambda _: self.clear())
        self.canvas = self._make_canvas()
        hint = widgets.HTML("or draw a digit here:")
        rows = [[*controls.values(), hint], [self.canvas], [self.clear_button]]
        picture = DigitPicture(ways, used, network)
        super().__init__("Digit explorer", picture, controls, self._look, self._message, rows=rows)
        self.put_side_by_side()

    def _make_canvas(self) -> Any:
        side = f"{CANVAS_SIDE}px"
        layout = widgets.Layout(width=side, height=side, border="2px solid gray")
        about = "A canvas to draw a digit on with the mouse or a finger"
        canvas = DrawingCanvas(width=CANVAS_SIDE, height=CANVAS_SIDE, layout=layout, tooltip=about)
        # White in a dark theme, too.
        canvas.add_class("nnlib-picture")
        canvas.line_width, canvas.line_cap = BRUSH, "round"
        canvas.on_mouse_down(self._press)
        canvas.on_mouse_move(self._move)
        canvas.on_mouse_up(lambda x, y: self._lift())
        canvas.on_mouse_out(lambda x, y: self._lift())
        canvas.on_touch_start(lambda touches: self._press(*touches[0]))
        canvas.on_touch_move(lambda touches: self._move(*touches[0]))
        canvas.on_touch_end(lambda touches: self._lift())
        canvas.on_touch_cancel(lambda touches: self._lift())
        canvas.on_key_down(self._leave)
        return canvas

    @exclusive
    def _press(self, x: float, y: float) -> None:
        self._pen = (x, y)
        self._draw_to(x, y)

    @exclusive
    def _move(self, x: float, y: float) -> None:
        if self._pen is not None:
            self._draw_to(x, y)

    @exclusive
    def _lift(self) -> None:
        if self._pen is not None:
            self._pen = None
            self.refresh()

    def _draw_to(self, x: float, y: float) -> None:
        start, self._pen, self._is_drawn = self._pen or (x, y), (x, y), True
        try:
            draw_line(self.ink, start, (x, y), BRUSH)
            self.canvas.stroke_line(*start, x, y)
        except Exception as error:
            # The canvas would keep it to itself.
            self.show_error(error)
            return
        # The mouse sends its place far more often than a picture can be drawn.
        if time.monotonic() - self._drawn_at > PAUSE:
            self.refresh()

    def _leave(self, key: str, shift: bool, *_: bool) -> None:
        # The canvas swallows every key, so without this the keyboard could not leave it.
        if key == "Tab":
            (self.controls["index"] if shift else self.clear_button).focus()

    @exclusive
    def clear(self) -> None:
        """Remove the drawing, and go back to the digit that was shown before."""
        self.ink[:] = 0
        self.canvas.clear()
        self._is_drawn = False
        self.refresh()

    @exclusive
    def reset(self) -> None:
        """Remove the drawing, and go back to the first digit."""
        self.clear()
        super().reset()

    def _rows(self, images: Array) -> Array:
        """Return images as the inputs of the network, ``(n, 784)``."""
        rows = self.scale(images.reshape(len(images), PIXELS).astype(np.float64))
        if np.shape(rows) != (len(images), PIXELS):
            expected = f"expected {(len(images), PIXELS)}"
            raise WrongValue(f"scale returns an array of shape {np.shape(rows)}, {expected}.")
        rows = check_numbers("the output of scale", rows)
        check_finite("the output of scale", rows)
        return rows

    def _indices(self, only_mistakes: bool) -> Array:
        """Return the indices of the digits to browse."""
        if not only_mistakes or self.network is None:
            return np.arange(len(self.images))
        if self._mistakes is None:
            predicted = self.network.predict(self._rows(self.images), labels=True)
            self._mistakes = np.flatnonzero(predicted != self.labels)
        if not len(self._mistakes):
            raise WrongValue("the network makes no mistake on these digits.")
        return self._mistakes

    def _look(self, index: int, only_mistakes: bool) -> State:
        """Compute the network's answer to the drawing, or to the chosen digit."""
        if (index, only_mistakes) != self._chosen:
            self._is_drawn, self._chosen = False, (index, only_mistakes)
        indices = self._indices(only_mistakes)
        index = min(index, len(indices) - 1)
        self.controls["index"].max = len(indices) - 1
        number = int(indices[index])
        image = to_mnist_form(self.ink) if self._is_drawn else self.images[number]
        self._drawn_at = time.monotonic()
        hidden: list[Array] = []
        outputs = None
        if self.network is not None:
            *hidden, last = layer_outputs(self.network, self._rows(image[np.newaxis]))
            outputs = last[0]
        return State(image, None if self._is_drawn else number, hidden, outputs)

    def _message(self, state: State) -> str:
        if state.number is None:
            label, text = None, "Your drawing, centred as MNIST does it."
        else:
            label = int(self.labels[state.number])
            text = f"Number {state.number:,}: its label is {label}."
        if self.network is None or state.outputs is None:
            return text
        answer = int(state.outputs.argmax())
        text += f" The network says {answer} ({output_text(self.network, state.outputs[answer])})"
        if label is None:
            return f"{text}."
        if answer == label:
            return f"{text}, which is right."
        output = output_text(self.network, state.outputs[label])
        return f"{text}, which is wrong; it gives {output} to the {label}."


def digit_explorer(
    network: Network | None,
    images: Array,
    labels: Array,
    *,
    scale: Scale | None = None,
    fitted_on: Array | None = None,
) -> DigitExplorer:
    """Browse digits, or draw one: see its pixels, the network's answer, and its hidden neurons.

    Args:
        network: A trained network with 784 inputs and 10 outputs; None to see the digits only.
        images: ``(n, 28, 28)``, 0 for paper to 255 for ink, of any numeric dtype.
        labels: The labels 0 to 9, ``(n,)`` or ``(n, 1)``, of any dtype.
        scale: From rows of pixels ``(n, 784)`` to the inputs that the network was trained on; by
            default the pixels themselves.
        fitted_on: The training images, whose statistics the scalings use; by default ``images``.

    Returns:
        The explorer.

    Raises:
        WrongValue: The images, the labels or the network do not fit.
        WrongType: network is not a Network.
    """
    return DigitExplorer(network, images, labels, scale, fitted_on)


def _check_network(network: Any) -> Network | None:
    """Return the network, or raise where it cannot take digits."""
    if network is None:
        return None
    if not isinstance(network, Network):
        raise WrongType(f"network is {network!r}, expected a Network, or None.")
    sizes = (network.input_size, network.output_size)
    if sizes != (PIXELS, 10):
        got = f"the network has {sizes[0]} inputs and {sizes[1]} outputs"
        raise WrongValue(f"{got}, expected {PIXELS} and 10.")
    return network


def _check_images(images: Any) -> Array:
    """Return the images as an array of numbers ``(n, 28, 28)``, or raise."""
    array = check_numbers("images", images)
    if array.shape[1:] != (28, 28) or array.shape[0] == 0:
        hint = "For rows of pixels: images.reshape(-1, 28, 28)."
        raise WrongValue(f"images has shape {array.shape}, expected (n, 28, 28). {hint}")
    check_finite("images", array)
    return array


def _check_labels(labels: Any, n: int) -> Array:
    """Return the labels as n integers, or raise."""
    array = check_labels("labels", labels, 10)
    if len(array) != n:
        raise WrongValue(f"there are {n} images but {len(array)} labels.")
    return array


def _used(ways: dict[str, Scale], rows: Array, images: Array) -> str | None:
    """Return the name of the scaling that gives these rows; None where none of them does."""
    for name, way in ways.items():
        expected = way(images.reshape(len(images), PIXELS))
        if np.allclose(rows, expected, rtol=1e-5, atol=1e-5 * np.ptp(expected)):
            return name
    return None


def _short(number: float) -> str:
    return as_text(number, ".3g")


def _controls(count: int, has_network: bool) -> dict[str, Any]:
    only = widgets.Checkbox(
        False, description="only mistakes", indent=False, disabled=not has_network
    )
    # A line of its own.
    only.layout.flex, only.layout.width = "1 1 100%", "auto"
    index = slider("digit", 0, 0, count - 1, 1, "The index of the digit that is shown")
    return {"index": index, "only_mistakes": only}
