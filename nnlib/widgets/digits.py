"""Walk through handwritten digits, or draw one, and see what a network makes of it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

import ipywidgets as widgets
import numpy as np
from ipycanvas import Canvas

from nnlib.activations import softmax
from nnlib.layers import ActivationLayer
from nnlib.network import Network
from nnlib.plots.style import COLORS, REGION_COLORS, as_text
from nnlib.preprocessing import normalize, standardize
from nnlib.types import Array
from nnlib.validation import check_labels, check_numbers, require
from nnlib.widgets.base import Explorer, Picture, button, one_at_a_time, slider
from nnlib.widgets.drawing import draw_line, to_mnist_form
from nnlib.widgets.outputs import layer_outputs

__all__ = ["DigitExplorer", "digit_explorer", "scalings"]

Scale = Callable[[Array], Array]

PIXELS = 28 * 28

CANVAS_SIDE, BRUSH = 256, 22.0
"""The sheet to draw on, and the width of the brush, in pixels of the screen."""

PAUSE = 0.2
"""While one draws, so many seconds pass from one picture to the next."""


def scalings(fitted_on: Array) -> dict[str, Scale]:
    """The three ways of notebook 08 to give pixels to a network.

    Args:
        fitted_on: The training images, whose numbers the scalings use; of any shape.

    Returns:
        For "raw", "normalized" and "standardized" a function from pixels to numbers.

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
    """The scaling that gives these numbers to paper and ink: all training images in two numbers."""
    low, step = ends[0], (ends[1] - ends[0]) / 255
    return lambda x: low + step * np.asarray(x, dtype=np.float64)


def grid_of(numbers: Array) -> Array:
    """Lay numbers out in rows, nearly a square, with NaN where none are left.

    >>> grid_of(np.array([1.0, 2.0, 3.0]))
    array([[ 1.,  2.],
           [ 3., nan]])
    """
    columns = int(np.ceil(np.sqrt(len(numbers))))
    rows = math.ceil(len(numbers) / columns)
    grid = np.full(rows * columns, np.nan)
    grid[: len(numbers)] = numbers
    return grid.reshape(rows, columns)


class View:
    """The picture: a digit under three scalings, the answer, and the hidden neurons.

    Args:
        ways: The three scalings.
        used: The name of the one that the network gets, where it is one of them.
        network: The network, or None.
    """

    def __init__(self, ways: dict[str, Scale], used: str | None, network: Network | None) -> None:
        about = "The same digit raw, normalized and standardized, each with the scale of its "
        about += "numbers; below the network's answer as ten bars, and its hidden activations"
        height = 470 if network else 258
        self.picture, self._height = Picture(566, height, about), height
        self.picture.figure.set_layout_engine("none")
        self.ways, self.network = ways, network
        self.images: list[Any] = []
        self.ranges: list[Any] = []
        self.hidden: list[Any] = []
        for place, name in enumerate(ways):
            self._draw_image(place, name, name == used)
        self.picture.moves(*self.images, *self.ranges)
        if network:
            self._draw_answer(network)
            self._draw_hidden(network)
            self.picture.moves(*self.bars, self.percent, *self.hidden)

    def _axes(self, left: float, top: float, width: float, height: float) -> Any:
        """A pair of axes by its place in pixels, counted from the upper left."""
        full = self._height
        where = (left / 566, (full - top - height) / full, width / 566, height / full)
        return self.picture.figure.add_axes(where)

    def _draw_image(self, place: int, name: str, is_used: bool) -> None:
        left = 16 + 191 * place
        low, high = self.ways[name](np.array([0.0, 255.0]))
        ax, scale = self._axes(left, 26, 150, 150), self._axes(left, 184, 150, 12)
        image = ax.imshow(np.full((28, 28), low), cmap="gray_r", vmin=low, vmax=high)
        bar = self.picture.figure.colorbar(image, cax=scale, orientation="horizontal")
        bar.set_ticks([low, high], labels=[_short(low), _short(high)], fontsize=12)
        for label, side in zip(scale.get_xticklabels(), ("left", "right"), strict=True):
            label.set_horizontalalignment(side)
        ax.set_title(f"▶ {name} ◀" if is_used else name, fontsize=14, pad=4)
        ax.set(xticks=[], yticks=[])
        for spine in ax.spines.values():
            spine.set(visible=True, linewidth=4 if is_used else 1)
            spine.set_color(COLORS["red"] if is_used else "black")
        # The image moves, so it would hide half of its frame.
        self.picture.moves(*ax.spines.values())
        self.images.append(image)
        text = ax.text(0.5, -0.3, "", transform=ax.transAxes, ha="center", va="top", fontsize=12)
        self.ranges.append(text)

    def _draw_answer(self, network: Network) -> None:
        output = network.layers[-1]
        is_softmax = isinstance(output, ActivationLayer) and output.activation is softmax
        ax = self._axes(48, 284, 244, 150)
        self.bars = ax.bar(np.arange(10), np.zeros(10), color=COLORS["blue"], ec="black", lw=1)
        name = "probability" if is_softmax else "output"
        ax.set_title(f"{name} of each digit", fontsize=14, pad=4)
        ax.set(xticks=np.arange(10), ylim=(0 if is_softmax else -1, 1.18), yticks=[0, 0.5, 1])
        ax.tick_params(labelsize=12)
        self.percent = ax.text(0, 0, "", ha="center", va="bottom", fontsize=13)

    def _draw_hidden(self, network: Network) -> None:
        *hidden, _ = layer_outputs(network, np.zeros((1, PIXELS)))
        width = 236 / max(1, len(hidden)) - 8
        for number, layer in enumerate(hidden):
            ax = self._axes(316 + number * (width + 8), 284, width, 150)
            grid = grid_of(layer[0])
            image = ax.imshow(grid, cmap=REGION_COLORS, vmin=-1, vmax=1, interpolation="nearest")
            few = f"{layer.shape[1]} hidden neurons" if len(hidden) == 1 else f"layer {number + 1}"
            ax.set_title(few, fontsize=14, pad=4)
            ax.set(xticks=[], yticks=[])
            ax.spines[:].set_visible(True)
            self.picture.moves(*ax.spines.values())
            ax.grid(False)
            self.hidden.append(image)
        note = "orange above 0, blue below" if hidden else "no hidden layer"
        figure, height = self.picture.figure, self._height
        figure.text(430 / 566, 14 / height, note, ha="center", va="center", fontsize=12)

    def show(self, image: Array) -> None:
        """Show a digit, ``(28, 28)``, under the three scalings."""
        for picture, text, way in zip(self.images, self.ranges, self.ways.values(), strict=True):
            values = way(image)
            picture.set_data(values)
            text.set_text(f"mean {_short(values.mean())}")

    def answer(self, row: Array) -> Array:
        """Show what the network makes of its input, ``(1, 784)``, and give the ten outputs."""
        assert self.network is not None
        *hidden, outputs = layer_outputs(self.network, row)
        for picture, layer in zip(self.hidden, hidden, strict=True):
            reach = np.abs(layer).max() or 1.0
            picture.set_data(grid_of(layer[0]) / reach)
        answer = int(outputs[0].argmax())
        for digit, bar in enumerate(self.bars):
            bar.set_height(outputs[0, digit])
            bar.set_color(COLORS["orange" if digit == answer else "blue"])
            bar.set_edgecolor("black")
        self.percent.set_text(f"{outputs[0, answer]:.0%}")
        self.percent.set_position((answer, min(1.0, outputs[0, answer]) + 0.02))
        return outputs[0]


class DigitExplorer(Explorer):
    """Digits to walk through, a sheet to draw one on, and what a network makes of it.

    Attributes:
        canvas: The sheet.
        clear_button: Takes the drawing away.
        ink: The drawing, ``(CANVAS_SIDE, CANVAS_SIDE)``, 0 for paper and 255 for ink.
        image: The digit that is shown, ``(28, 28)``.
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
        _check(network, images, labels)
        ways = scalings(images if fitted_on is None else fitted_on)
        self.network, self.images, self.labels = network, images, labels
        self.scale = scale or ways["raw"]
        used = _used(ways, self._rows(images[:10]), images[:10])
        # The same numbers, without a look at all training images each time.
        self.scale = ways[used] if used else self.scale
        self._view = View(ways, used, network)
        self.ink = np.zeros((CANVAS_SIDE, CANVAS_SIDE))
        self._place: tuple[float, float] | None = None
        self._mistakes: Array | None = None
        self._is_drawn, self._walked_to, self._shown_at = False, (0, False), 0.0
        controls = _controls(len(images), network is not None)
        self.clear_button = button("Clear", "Take the drawing away")
        self.clear_button.on_click(lambda _: self.clear())
        self.canvas = self._make_canvas()
        hint = widgets.HTML("or draw a digit here:")
        rows = [[each] for each in controls.values()] + [[hint], [self.canvas], [self.clear_button]]
        super().__init__("Digit explorer", self._view.picture, controls, self._show, rows=rows)
        self.put_side_by_side()

    def _make_canvas(self) -> Any:
        side = f"{CANVAS_SIDE}px"
        layout = widgets.Layout(width=side, height=side, border="2px solid gray")
        canvas = Canvas(width=CANVAS_SIDE, height=CANVAS_SIDE, layout=layout)
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

    @one_at_a_time
    def _press(self, x: float, y: float) -> None:
        self._place = (x, y)
        self._draw_to(x, y)

    @one_at_a_time
    def _move(self, x: float, y: float) -> None:
        if self._place is not None:
            self._draw_to(x, y)

    @one_at_a_time
    def _lift(self) -> None:
        if self._place is not None:
            self._place = None
            self.refresh()

    def _draw_to(self, x: float, y: float) -> None:
        start, self._place, self._is_drawn = self._place or (x, y), (x, y), True
        try:
            draw_line(self.ink, start, (x, y), BRUSH)
            self.canvas.stroke_line(*start, x, y)
        except Exception as error:
            # The canvas would keep it to itself.
            self.say(f"⚠ Error: {type(error).__name__}: {error}", impossible=True)
            return
        # The mouse tells its place far more often than a picture can be drawn.
        if time.monotonic() - self._shown_at > PAUSE:
            self.refresh()

    def _leave(self, key: str, shift: bool, *_: bool) -> None:
        # The canvas keeps every key to itself, so without this the keyboard could not get out.
        if key == "Tab":
            (self.controls["index"] if shift else self.clear_button).focus()

    @one_at_a_time
    def clear(self) -> None:
        """Take the drawing away, and go back to the digit that was shown before."""
        self.ink[:] = 0
        self.canvas.clear()
        self._is_drawn = False
        self.refresh()

    @one_at_a_time
    def reset(self) -> None:
        """Take the drawing away, and go back to the first digit."""
        self.clear()
        super().reset()

    def _rows(self, images: Array) -> Array:
        """Images as the network gets them, ``(n, 784)``."""
        rows = self.scale(images.reshape(len(images), PIXELS).astype(np.float64))
        came = f"scale gave shape {np.shape(rows)}"
        require(np.shape(rows) == (len(images), PIXELS), f"{came}, wanted {(len(images), PIXELS)}.")
        return rows

    def _chosen(self, only_mistakes: bool) -> Array:
        """The numbers of the digits to walk through."""
        if not only_mistakes or self.network is None:
            return np.arange(len(self.images))
        if self._mistakes is None:
            predicted = self.network.predict(self._rows(self.images), labels=True)
            self._mistakes = np.flatnonzero(predicted != self.labels)
        require(len(self._mistakes), "the network takes each of these digits for what it is.")
        return self._mistakes

    def _show(self, index: int, only_mistakes: bool) -> str:
        if (index, only_mistakes) != self._walked_to:
            self._is_drawn, self._walked_to = False, (index, only_mistakes)
        chosen = self._chosen(only_mistakes)
        index = min(index, len(chosen) - 1)
        self.controls["index"].max = len(chosen) - 1
        number = chosen[index]
        self.image = to_mnist_form(self.ink) if self._is_drawn else self.images[number]
        self._view.show(self.image)
        outputs = None
        if self.network is not None:
            outputs = self._view.answer(self._rows(self.image[np.newaxis]))
        self._shown_at = time.monotonic()
        if self._is_drawn:
            return "Your drawing, centred as MNIST does it." + _verdict(outputs)
        return f"Number {number:,}: its label is {self.labels[number]}." + _verdict(
            outputs, int(self.labels[number])
        )


def digit_explorer(
    network: Network | None,
    images: Array,
    labels: Array,
    *,
    scale: Scale | None = None,
    fitted_on: Array | None = None,
) -> DigitExplorer:
    """Walk through digits, or draw one: see its numbers, the network's answer, and its inside.

    Args:
        network: A trained network with 784 inputs and 10 outputs; None to see the digits only.
        images: ``(n, 28, 28)``, 0 for paper to 255 for ink.
        labels: ``(n,)``.
        scale: From rows of pixels ``(n, 784)`` to what the network was trained on; by default the
            pixels stay as they are.
        fitted_on: The training images, for the numbers of the scalings; by default ``images``.

    Returns:
        The explorer.

    Raises:
        ValueError: The images, the labels or the network do not fit.
        TypeError: network is no Network.
    """
    return DigitExplorer(network, images, labels, scale, fitted_on)


def _check(network: Network | None, images: Array, labels: Array) -> None:
    shape = check_numbers("images", images).shape
    wanted = "wanted (n, 28, 28): images.reshape(-1, 28, 28) makes images of rows of pixels"
    require(shape[1:] == (28, 28) and shape[0] > 0, f"images came with shape {shape}, {wanted}.")
    count = len(check_labels("labels", labels, 10))
    require(count == shape[0], f"there are {shape[0]} images and {count} labels, wanted as many.")
    if network is None:
        return
    if not isinstance(network, Network):
        raise TypeError(f"network came as {network!r}, wanted a Network, or None.")
    sizes = (network.input_size, network.output_size)
    came = f"the network has {sizes[0]} inputs and {sizes[1]} outputs"
    require(sizes == (PIXELS, 10), f"{came}, wanted {PIXELS} and 10.")


def _used(ways: dict[str, Scale], rows: Array, images: Array) -> str | None:
    """The name of the scaling that gives these rows; None where none of them does."""
    for name, way in ways.items():
        expected = way(images.reshape(len(images), PIXELS))
        if np.allclose(rows, expected, rtol=1e-5, atol=1e-5 * np.ptp(expected)):
            return name
    return None


def _short(number: float) -> str:
    return as_text(number, ".3g")


def _verdict(outputs: Array | None, truth: int | None = None) -> str:
    if outputs is None:
        return ""
    answer = int(outputs.argmax())
    words = f" The network says {answer} ({outputs[answer]:.0%})"
    if truth is None:
        return f"{words}."
    if answer == truth:
        return f"{words}, which is right."
    return f"{words}, which is wrong; it gives the {truth} {outputs[truth]:.0%}."


def _controls(count: int, has_network: bool) -> dict[str, Any]:
    about = "Which of the digits is shown"
    only = widgets.Checkbox(
        False, description="only mistakes", indent=False, disabled=not has_network
    )
    index = slider("digit", 0, 0, count - 1, 1, about)
    index.layout.width = only.layout.width = "268px"
    return {"index": index, "only_mistakes": only}
