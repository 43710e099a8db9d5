"""The playground: watch a network learn to tell two classes apart, and change its settings."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import ipywidgets as widgets
import numpy as np
from contourpy import contour_generator
from matplotlib.collections import LineCollection

from nnlib.plots.style import COLORS, MARKERS, REGION_COLORS
from nnlib.types import Array
from nnlib.widgets.base import COLUMN_WIDTH, Explorer, Picture, button, choice, exclusive, slider
from nnlib.widgets.outputs import layer_outputs
from nnlib.widgets.parts import ACTIVATIONS, OPTIMIZERS, OUTPUTS, link_momentum, look_up
from nnlib.widgets.training import PROBLEMS, Training

__all__ = ["Playground", "playground"]

GRID = 60
"""The number of points along each side of the plane where the network's output is computed."""

MOST_NEURONS = 8
"""In a hidden layer."""

TILE, GAP = GRID // 3, 3
"""The side of a hidden neuron's image and the space between two, in pixels of the mosaic."""

FRAME = np.array([(0, 0), (TILE, 0), (TILE, TILE), (0, TILE), (0, 0)]) - 0.5
"""The corners of a hidden neuron's image."""

SLICE_SECONDS = 0.1
"""The longest time of training between two pictures."""

EPOCHS_A_RUN = 20_000
"""After so many epochs training pauses by itself, so that a forgotten page comes to rest."""

LOSS_LIMITS = (1e-4, 10.0)
"""The range of the losses in the picture."""

LEARNING_RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)

MOMENTA = (0.0, 0.5, 0.8, 0.9, 0.95, 0.99)


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
        outputs: For one or two layers ``(GRID * GRID, neurons)``.

    Returns:
        An image of numbers between 0 and 1, ½ where the output of the neuron is 0; NaN where
        there is no neuron.
    """
    step = TILE + GAP
    image = np.full((2 * step - GAP, MOST_NEURONS * step - GAP), np.nan)
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
        about = "Left the plane with the points, coloured by the network's output; right the loss "
        about += "of each epoch; below the output of each hidden neuron on the same plane"
        width, height = 566, 490
        super().__init__(width, height, about)
        self._training: Training | None = None
        self._limits: tuple[Any, ...] = ()
        self.figure.set_layout_engine("none")
        to_parts = np.array([width, height, width, height])
        self._draw_plane(self.figure.add_axes(tuple([46, 186, 280, 280] / to_parts)))
        self._draw_losses(self.figure.add_axes(tuple([390, 226, 150, 240] / to_parts)))
        self._draw_mosaic(self.figure.add_axes(tuple([56, 3, 500, 119] / to_parts)))
        self.animate(self.regions, self.border, *self.points, self.losses)
        self.animate(self.neurons, self.frames, *self.layers)

    def _draw_plane(self, ax: Any) -> None:
        self.plane_ax = ax
        image = np.full((GRID, GRID), 0.5)
        style: dict[str, Any] = {"cmap": REGION_COLORS, "vmin": 0, "vmax": 1, "alpha": 0.8}
        self.regions = ax.imshow(image, origin="lower", interpolation="bilinear", **style)
        self.border = ax.add_collection(LineCollection([], colors="black", linestyles="--"))
        self.points = [
            ax.plot([], [], MARKERS[label], color=COLORS[color], mec="black", mew=1)[0]
            for label, color in ((0, "blue"), (1, "orange"))
        ]
        ax.set_title("output: blue is 0, orange is 1", fontsize=13, pad=4)
        ax.tick_params(labelsize=11)
        ax.locator_params(nbins=4)
        ax.grid(False)

    def _draw_losses(self, ax: Any) -> None:
        self.losses_ax = ax
        (self.losses,) = ax.semilogy([], [], color=COLORS["blue"])
        self.guessing = ax.axhline(1, color="black", ls=":", lw=1.8)
        ax.set(ylim=LOSS_LIMITS)
        ax.set_title("loss", fontsize=13, pad=4)
        ax.set_xlabel("epoch", fontsize=13, labelpad=2)
        # Below the axes, where no curve passes.
        note = {"fontsize": 11, "ha": "center", "va": "top", "transform": ax.transAxes}
        ax.text(0.5, -0.2, "dotted: guessing ½", **note)
        ax.tick_params(labelsize=11)

    def _draw_mosaic(self, ax: Any) -> None:
        image = mosaic([])
        style: dict[str, Any] = {"cmap": REGION_COLORS, "vmin": 0, "vmax": 1}
        self.neurons = ax.imshow(image, interpolation="nearest", **style)
        self.frames: Any = LineCollection([], colors="black", linewidths=1, clip_on=False)
        ax.add_collection(self.frames)
        height, step = len(image), TILE + GAP
        self.layers = [
            ax.text(-2, row * step + TILE / 2, f"layer\n{row + 1}", ha="right", va="center")
            for row in range(2)
        ]
        for label in self.layers:
            label.set_fontsize(11)
        ax.set_title("output of each hidden neuron", fontsize=13, loc="left", pad=4)
        ax.set_ylim(height - 0.5, -0.5)
        ax.axis("off")

    def draw(self, state: Training) -> None:
        """Draw the network's outputs now, and the losses so far."""
        if state is not self._training:
            self._change_problem(state)
        *hidden, outputs = layer_outputs(state.network, self._grid)
        heights = np.nan_to_num(outputs, posinf=1e6, neginf=-1e6).reshape(GRID, GRID)
        self.regions.set_data(np.clip(heights, 0, 1))
        left, right, bottom, top = self.regions.get_extent()
        across, up = np.linspace(left, right, GRID), np.linspace(bottom, top, GRID)
        self.border.set_segments(contour_generator(across, up, heights).lines(0.5))
        self.neurons.set_data(mosaic(hidden))
        tiles = [
            (row, column) for row, layer in enumerate(hidden) for column in range(layer.shape[1])
        ]
        self.frames.set_segments([(TILE + GAP) * np.flip(tile) + FRAME for tile in tiles])
        for row, label in enumerate(self.layers):
            label.set_visible(row < len(hidden))
        self._set_losses(state.losses)

    def _change_problem(self, training: Training) -> None:
        """Draw the points of another training."""
        self._training = training
        extent, self._grid = plane(training.x)
        self.regions.set_extent(extent)
        self.plane_ax.set(xlim=extent[:2], ylim=extent[2:])
        size = 11 if len(training.x) < 10 else 6
        for label, points in enumerate(self.points):
            points.set_data(*training.x[training.y[:, 0] == label].T)
            points.set_markersize(size)
        guessing = training.guessing_loss()
        self.guessing.set_ydata([guessing, guessing])
        if (extent, guessing) != self._limits:
            self._limits = (extent, guessing)
            self.invalidate()

    def _set_losses(self, losses: list[float]) -> None:
        # A line of a few hundred points says as much as one of thousands.
        stride = 1 + len(losses) // 500
        epochs = np.arange(1, len(losses) + 1)[::stride]
        self.losses.set_data(epochs, np.clip(losses[::stride], *LOSS_LIMITS))
        end = max(20, 2 ** math.ceil(math.log2(max(1, len(losses)))))
        if self.losses_ax.get_xlim()[1] != end:
            self.losses_ax.set_xlim(0, end)
            self.losses_ax.set_xticks([0, end // 2, end])
            self.invalidate()


class Playground(Explorer):
    """A network in training whose settings can be changed.

    The page itself asks for each slice of training: so slices do not queue up, a pause takes
    effect at once, and a closed page trains nothing. The stop button pauses, too.

    Args:
        problem: The first problem, a name from ``PROBLEMS``.

    Attributes:
        training: The network and its losses so far.
        train: The button that trains as long as it is pressed.
        ticker: Asks for slices of training while ``train`` is pressed.
        step_button: Trains for one epoch.
        again_button: Goes back to epoch 0, with the current settings.
    """

    running: ClassVar[Playground | None] = None
    """The one in training; when another one starts, it pauses."""

    training: Training
    train: Any
    children: Any

    def __init__(self, problem: str = "moons") -> None:
        if Playground.running is not None:
            # A cell that is run again leaves the old widget behind, where nobody can pause it.
            Playground.running.train.value = False
        self._settings: tuple[Any, ...] | None = None
        self._epochs_to_train, self._end = 0, EPOCHS_A_RUN
        controls = _controls(problem)
        about = "Train until this is pressed again"
        layout = widgets.Layout(width="auto", min_width="100px")
        self.train = widgets.ToggleButton(description="Train", tooltip=about, layout=layout)
        self.step_button = button("Step", "Train for one epoch")
        self.again_button = button("Start over", "Back to epoch 0, with the current settings")
        self.ticker = widgets.Play(max=10**9, interval=30, layout=widgets.Layout(display="none"))
        # Linked in the page, so that no more slices are asked for once the button is up.
        self._link = widgets.jslink((self.train, "value"), (self.ticker, "playing"))
        self.train.observe(lambda _: self._switch(), names="value")
        self.ticker.observe(lambda _: self._tick(), names="value")
        self.step_button.on_click(lambda _: self._advance(1))
        self.again_button.on_click(lambda _: self.start_over())
        rows = [[each] for each in controls.values()]
        rows += [[self.train, self.step_button], [self.again_button]]
        super().__init__(
            "Playground", PlaygroundPicture(), controls, self._go_on, self._message, rows=rows
        )
        self.put_side_by_side()
        self.children = [*self.children, self.ticker]

    @exclusive
    def start_over(self) -> None:
        """Go back to epoch 0, with the current settings."""
        self._settings = None
        self.refresh()

    @exclusive
    def reset(self) -> None:
        """Pause, set every control back to its first value, and go back to epoch 0."""
        self.train.value = False
        self._settings = None
        super().reset()

    def show_message(self, message: str, *, is_error: bool = False) -> None:
        """Show a message; an error pauses the training."""
        if is_error:
            self.train.value = False
        super().show_message(message, is_error=is_error)

    @exclusive
    def _switch(self) -> None:
        """Start or pause the training."""
        self.train.description = "Pause" if self.train.value else "Train"
        if self.train.value:
            other, Playground.running = Playground.running, self
            if other not in (None, self):
                other.train.value = False
            self._end = len(self.training.losses) + EPOCHS_A_RUN
        elif Playground.running is self:
            Playground.running = None
        self.show_message(self._message(self.training))

    @exclusive
    def _tick(self) -> None:
        # A tick that was under way when the button came up is one too many.
        if self.train.value:
            self._advance(self.controls["epochs"].value)

    @exclusive
    def _advance(self, epochs: int) -> None:
        """Train for some epochs, or until the time of a slice is over."""
        self._epochs_to_train = epochs
        try:
            self.refresh()
        except KeyboardInterrupt:
            self.train.value = False
        if self.training.diverged or len(self.training.losses) >= self._end:
            self.train.value = False

    def _go_on(
        self,
        problem: str,
        width_1: int,
        width_2: int,
        activation: str,
        loss: str,
        optimizer: str,
        learning_rate: float,
        momentum: float,
        seed: int,
        epochs: int,
    ) -> Training:
        """Train on with the current settings, on a new network where they need one."""
        epochs, self._epochs_to_train = self._epochs_to_train, 0
        settings = (problem, (width_1, width_2)[: 1 + (width_2 > 0)], activation, loss, seed)
        if settings != self._settings:
            self.training, self._settings = Training(*settings), settings
        self.training.tune(optimizer, learning_rate, momentum)
        self.training.run(epochs, SLICE_SECONDS)
        return self.training

    def _message(self, state: Training) -> str:
        epoch, points = len(state.losses), len(state.x)
        if state.diverged:
            return (
                f"⚠ Diverged in epoch {epoch + 1}. The network is as it was before that epoch: "
                "lower the learning rate, and start over."
            )
        right = f"{state.right()} of {points} points right"
        if not epoch:
            hint = "" if self.train.value else " Press Train."
            return f"Epoch 0: nothing learned yet, {right}.{hint}"
        words = f"{'Training' if self.train.value else 'Paused'}. Epoch {epoch:,}: "
        words += f"loss {state.losses[-1]:.3g}, {right}."
        if min(state.losses[-5:]) > 1.1 * state.guessing_loss():
            words += " ⚠ Worse than guessing ½: is the learning rate too large?"
        return words


def playground(problem: str = "moons") -> Playground:
    """Watch a network learn to tell two classes apart, and change its settings while it learns.

    The learning rate, the momentum and the optimizer act on the network as it is; any other
    setting begins a new one.

    Args:
        problem: The first problem: "XOR", "moons", "spirals" or "circles".

    Returns:
        The explorer, which trains as soon as its button is pressed.

    Raises:
        WrongValue: There is no such problem.
    """
    look_up("problem", problem, PROBLEMS)
    return Playground(problem)


def _controls(problem: str) -> dict[str, Any]:
    rates = {f"{rate:g}": rate for rate in LEARNING_RATES}
    momenta = {f"{momentum:g}": momentum for momentum in MOMENTA}
    speeds = {"1": 1, "10": 10, "100": 100}
    most = MOST_NEURONS
    controls = {
        "problem": choice("problem", list(PROBLEMS), problem, "The points to tell apart"),
        "width_1": slider("neurons, layer 1", 4, 1, most, 1, "In the first hidden layer"),
        "width_2": slider("neurons, layer 2", 0, 0, most, 1, "In the second; 0 for none"),
        "activation": choice("activation", list(ACTIVATIONS), "tanh", "Of the hidden neurons"),
        "loss": choice("loss", list(OUTPUTS), "cross-entropy", "What is minimized"),
        "optimizer": choice("optimizer", list(OPTIMIZERS), "SGD", "The rule of a step"),
        "learning_rate": choice("learning rate η", rates, 0.1, "The length of a step"),
        "momentum": choice("momentum μ", momenta, 0.9, "The part of the velocity that is kept"),
        "seed": slider("seed", 1, 0, 20, 1, "Of the first weights and the order of the points"),
        "epochs": choice("epochs per picture", speeds, 10, "Slow or fast"),
    }
    for control in controls.values():
        control.layout.max_width = f"{COLUMN_WIDTH}px"
        control.layout.flex = f"1 1 {COLUMN_WIDTH}px"
    link_momentum(controls["optimizer"], controls["momentum"])
    return controls
