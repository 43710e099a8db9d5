"""What the playground shows: the plane with its points, the losses, the hidden neurons."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any, NamedTuple

import numpy as np
from contourpy import contour_generator
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from nnlib.plots.style import COLORS, MARKERS, REGION_COLORS, REGION_OPACITY
from nnlib.types import Array
from nnlib.widgets.base import Picture
from nnlib.widgets.outputs import layer_outputs
from nnlib.widgets.points import Points
from nnlib.widgets.training import Training

__all__ = ["GRID", "MOST_NEURONS", "PLANE", "SIZE", "PlaygroundPicture", "State", "mosaic", "plane"]

GRID = 60
"""The number of points along each side of the plane where the network's output is computed."""

MOST_NEURONS, MOST_LAYERS = 8, 2
"""How many hidden neurons of a layer are shown, and of how many layers."""

TILE, GAP = GRID // 3, 3
"""The side of a hidden neuron's image and the space between two, in pixels of the mosaic."""

FRAME = np.array([(0, 0), (TILE, 0), (TILE, TILE), (0, TILE), (0, 0)]) - 0.5
"""The corners of a hidden neuron's image."""

LOWEST, HIGHEST = 1e-4, 10.0
"""The ends of the axis of the losses, as far as it ever goes."""

SIZE = (566, 490)
"""Width and height of the picture, in pixels."""

PLANE = (46, 186, 280, 280)
"""The place of the plane in it: left, bottom, width and height, in pixels."""

GREY = "0.55"

TITLE: dict[str, Any] = {"fontsize": 13, "y": 1.0, "pad": 4}
"""With a place for it, as for the labels of axes: to search for one takes a third of a drawing."""


class State(NamedTuple):
    """What is shown."""

    training: Training
    before: Training | None
    """The run before, to compare with."""


def plane(x: Array) -> tuple[tuple[float, float, float, float], Array]:
    """Return a square around points, and a grid of points all over it.

    Args:
        x: Points, ``(n, 2)``.

    Returns:
        Left, right, bottom and top of the square; the grid ``(GRID * GRID, 2)``, row by row from
        below.
    """
    middle, reach = (x.max(axis=0) + x.min(axis=0)) / 2, 0.6 * np.ptp(x, axis=0).max()
    across, up = (np.linspace(each - reach, each + reach, GRID) for each in middle)
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    return (across[0], across[-1], up[0], up[-1]), grid


def mosaic(outputs: list[Array]) -> Array:
    """Put images of the hidden neurons' outputs all over the plane side by side, a layer in a row.

    Args:
        outputs: For one or two layers ``(GRID * GRID, neurons)``, with at most eight neurons.

    Returns:
        An image of numbers between 0 and 1, ½ where the output of the neuron is 0; NaN where
        there is no neuron.
    """
    step = TILE + GAP
    image = np.full((MOST_LAYERS * step - GAP, MOST_NEURONS * step - GAP), np.nan)
    for row, layer in enumerate(outputs):
        for column, neuron in enumerate(np.nan_to_num(layer).T):
            tile = neuron.reshape(GRID, GRID)[1::3, 1::3]
            reach = np.abs(tile).max() or 1.0
            top, left = row * step, column * step
            image[top : top + TILE, left : left + TILE] = tile[::-1] / reach / 2 + 0.5
    return image


class PlaygroundPicture(Picture):
    """The plane with the points, the losses, and the outputs of the hidden neurons."""

    def __init__(self) -> None:
        about = "Left the plane with the points, coloured by the network's output, test points "
        about += "hollow; right the loss of each epoch, dashed for the test points; below the "
        about += "output of each hidden neuron on the same plane"
        super().__init__(*SIZE, about)
        self._points: Points | None = None
        self.figure.set_layout_engine("none")
        self._draw_plane(self._axes(*PLANE))
        self._draw_losses(self._axes(388, 238, 150, 228))
        self._draw_mosaic(self._axes(56, 3, 500, 119))
        self.animate(self.regions, self.border, *self.test_points, *self.points)
        self.animate(*self.losses_before, *self.losses)
        self.animate(self.neurons, self.frames, *self.layers)

    def _axes(self, left: float, bottom: float, width: float, height: float) -> Any:
        """Make axes by their place in pixels."""
        across, up = SIZE
        return self.figure.add_axes((left / across, bottom / up, width / across, height / up))

    def _draw_plane(self, ax: Any) -> None:
        self.plane_ax = ax
        image = np.full((GRID, GRID), 0.5)
        style: dict[str, Any] = {"cmap": REGION_COLORS, "vmin": 0, "vmax": 1}
        style["alpha"] = REGION_OPACITY
        self.regions = ax.imshow(image, origin="lower", interpolation="bilinear", **style)
        self.border = ax.add_collection(LineCollection([], colors="black", linestyles="--"))
        looks = list(zip(MARKERS, (COLORS["blue"], COLORS["orange"]), strict=False))
        self.test_points = [
            ax.plot([], [], shape, mfc="white", mec=color, mew=1.5, ms=4.5)[0]
            for shape, color in looks
        ]
        self.points = [
            ax.plot([], [], shape, color=color, mec="black", mew=1)[0] for shape, color in looks
        ]
        ax.set_title("output: blue is 0, orange is 1", **TITLE)
        ax.xaxis.set_label_coords(0.5, -0.08)
        ax.tick_params(labelsize=11, pad=2)
        ax.locator_params(nbins=4)
        ax.grid(False)

    def _draw_losses(self, ax: Any) -> None:
        self.losses_ax = ax
        ax.semilogy()
        ax.minorticks_off()
        styles = ("-", (0, (3, 1)))
        self.losses_before = [ax.plot([], [], color=GREY, ls=style, lw=1.8)[0] for style in styles]
        self.losses = [
            ax.plot([], [], color=color, ls=style)[0]
            for style, color in zip(styles, (COLORS["blue"], COLORS["red"]), strict=True)
        ]
        self.guessing = ax.axhline(1, color="black", ls=":", lw=1.8)
        ax.set_title("loss", **TITLE)
        ax.set_xlabel("epoch", fontsize=13)
        ax.xaxis.set_label_coords(0.5, -0.1)
        ax.tick_params(labelsize=11)

    def _draw_mosaic(self, ax: Any) -> None:
        self.mosaic_ax = ax
        image = mosaic([])
        style: dict[str, Any] = {"cmap": REGION_COLORS, "vmin": 0, "vmax": 1}
        self.neurons = ax.imshow(image, interpolation="nearest", **style)
        self.frames: Any = LineCollection([], colors="black", linewidths=1, clip_on=False)
        ax.add_collection(self.frames)
        height, step = len(image), TILE + GAP
        self.layers = [
            ax.text(-2, row * step + TILE / 2, f"layer\n{row + 1}", ha="right", va="center")
            for row in range(MOST_LAYERS)
        ]
        for label in self.layers:
            label.set_fontsize(11)
        ax.set_ylim(height - 0.5, -0.5)
        ax.axis("off")

    def draw(self, state: State) -> None:
        """Draw the network's outputs now, and the losses so far."""
        training = state.training
        if training.points is not self._points:
            self._set_points(training.points)
        *hidden, outputs = layer_outputs(training.network, self._grid)
        heights = np.nan_to_num(outputs, posinf=1e6, neginf=-1e6).reshape(GRID, GRID)
        self.regions.set_data(np.clip(heights, 0, 1))
        left, right, bottom, top = self.extent
        across, up = np.linspace(left, right, GRID), np.linspace(bottom, top, GRID)
        self.border.set_segments(contour_generator(across, up, heights).lines(0.5))
        self._set_neurons([layer[:, :MOST_NEURONS] for layer in hidden[:MOST_LAYERS]])
        limits = self._set_losses(state)
        self._set_fixed(state, limits, self._title(hidden))

    def _set_points(self, points: Points) -> None:
        self._points = points
        self.extent, self._grid = plane(points.shown)
        size = 11 if len(points.x) < 10 else 6
        for label, markers in enumerate(self.points):
            markers.set_data(*points.x[points.y[:, 0] == label].T)
            markers.set_markersize(size)
        for label, markers in enumerate(self.test_points):
            markers.set_data(*points.x_test[points.y_test[:, 0] == label].T)

    def _set_neurons(self, hidden: list[Array]) -> None:
        self.neurons.set_data(mosaic(hidden))
        tiles = [
            (row, column) for row, layer in enumerate(hidden) for column in range(layer.shape[1])
        ]
        self.frames.set_segments([(TILE + GAP) * np.flip(tile) + FRAME for tile in tiles])
        for row, label in enumerate(self.layers):
            label.set_visible(row < len(hidden))

    def _title(self, hidden: list[Array]) -> str:
        if len(hidden) > MOST_LAYERS or any(layer.shape[1] > MOST_NEURONS for layer in hidden):
            return "output of the first hidden neurons"
        return "output of each hidden neuron" if hidden else "no hidden neurons"

    def _set_losses(self, state: State) -> tuple[int, float, float]:
        """Draw the losses; return the last epoch of the axes, and the ends of that of the loss."""
        runs = [(self.losses, state.training), (self.losses_before, state.before)]
        end, low, high = 20, 0.1, 1.0
        for lines, run in runs:
            losses = [run.losses, run.test_losses] if run else [[], []]
            for line, values in zip(lines, losses, strict=True):
                # A line of a few hundred points says as much as one of thousands.
                stride = 1 + len(values) // 500
                seen = np.clip(values[::stride], LOWEST, HIGHEST)
                line.set_data(np.arange(1, len(values) + 1)[::stride], seen)
                end = max(end, 2 ** math.ceil(math.log2(max(1, len(values)))))
                low, high = min([low, *seen]), max([high, *seen])
        return end, 10.0 ** math.floor(math.log10(low)), 1.0 if high <= 1 else HIGHEST

    def _set_fixed(self, state: State, limits: tuple[int, float, float], title: str) -> None:
        """Set what is not animated; where something has changed, all is drawn anew."""
        training = state.training
        lines = {"training": self.losses[0]}
        has_test = len(training.points.x_test) > 0
        if has_test:
            lines["test"] = self.losses[1]
        if state.before is not None:
            lines["before"] = self.losses_before[0]
        lines["guessing ½"] = self.guessing
        guessing = training.guessing_loss()
        note = "filled: training, hollow: test" if has_test else ""
        if self._is_new(self.plane_ax, (self.extent, note)):
            self.regions.set_extent(self.extent)
            self.plane_ax.set(xlim=self.extent[:2], ylim=self.extent[2:])
            self.plane_ax.set_xlabel(note, fontsize=11)
        if self._is_new(self.losses_ax, (guessing, limits)):
            self.guessing.set_ydata([guessing, guessing])
            self._set_limits(*limits)
        if self._is_new(self.mosaic_ax, title):
            self.mosaic_ax.set_title(title, loc="left", **TITLE)
        if self._is_new(self.figure, tuple(lines)):
            self._set_legend(lines)

    def _is_new(self, part: Axes | Figure, looks: Hashable) -> bool:
        """Whether a part must look in another way than now; it is then shown so."""
        is_new = self._shown.get(part) != looks
        if is_new:
            self.show_background(part, looks)
        return is_new

    def _set_limits(self, end: int, low: float, high: float) -> None:
        self.losses_ax.set(xlim=(0, end), ylim=(low, high), xticks=[0, end // 2, end])
        decades = [10.0**power for power in range(-4, 2)]
        ticks = [0.1, 0.2, 0.5, 1.0] if (low, high) == (0.1, 1.0) else decades
        ticks = [tick for tick in ticks if low <= tick <= high]
        self.losses_ax.set_yticks(ticks, labels=[f"{tick:g}" for tick in ticks])

    def _set_legend(self, lines: dict[str, Line2D]) -> None:
        """Say below the axes, where no curve passes, what the lines are."""
        if self.figure.legends:
            self.figure.legends[0].remove()
        handles = [
            Line2D([], [], color=line.get_color(), ls=line.get_linestyle(), lw=2.2)
            for line in lines.values()
        ]
        look: dict[str, Any] = {
            "loc": "upper center",
            "bbox_to_anchor": (448 / SIZE[0], 194 / SIZE[1]),
            "fontsize": 11,
            "ncols": 2,
            "handlelength": 1.6,
            "columnspacing": 0.6,
            "handletextpad": 0.4,
            "labelspacing": 0.2,
            "borderpad": 0,
        }
        self.figure.legend(handles, list(lines), **look)
