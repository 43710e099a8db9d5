"""A network learns to tell two kinds of points apart, and one watches and turns its knobs."""

from __future__ import annotations

from typing import Any, ClassVar

import ipywidgets as widgets
import numpy as np
from contourpy import contour_generator
from matplotlib.collections import LineCollection

from nnlib.plots.style import COLORS, MARKERS, REGION_COLORS
from nnlib.types import Array
from nnlib.widgets.base import (
    Explorer,
    Picture,
    button,
    choice,
    log_slider,
    one_at_a_time,
    slider,
)
from nnlib.widgets.outputs import layer_outputs
from nnlib.widgets.training import ACTIVATIONS, LOSSES, OPTIMIZERS, PROBLEMS, Training

__all__ = ["Playground", "playground"]

GRID = 60
"""The plane is looked at in so many places along each side."""

MOST_NEURONS = 8
"""In a hidden layer."""

TILE, GAP = GRID // 3, 3
"""The side of a hidden neuron's picture and the space between two, in pixels of the mosaic."""

FRAME = np.array([(0, 0), (TILE, 0), (TILE, TILE), (0, TILE), (0, 0)]) - 0.5
"""The corners of a hidden neuron's picture."""

SLICE_SECONDS = 0.1
"""How long training may keep the page waiting before the next picture."""

EPOCHS_A_RUN = 20_000
"""After so many epochs training pauses by itself, so that a forgotten page comes to rest."""

LOWEST_LOSS = 1e-4
"""Where the axis of the losses ends."""


def plane(x: Array) -> tuple[tuple[float, float, float, float], Array]:
    """A square around points, and places all over it.

    Args:
        x: Points, ``(n, 2)``.

    Returns:
        Left, right, bottom and top of the square, and ``(GRID * GRID, 2)`` places, row by row from
        below.
    """
    middle, reach = (x.max(axis=0) + x.min(axis=0)) / 2, 0.6 * np.ptp(x, axis=0).max()
    across, up = (np.linspace(each - reach, each + reach, GRID) for each in middle)
    places = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    return (across[0], across[-1], up[0], up[-1]), places


def mosaic(outputs: list[Array]) -> Array:
    """Put what each hidden neuron answers all over the plane side by side, a layer in a row.

    Args:
        outputs: For one or two layers ``(GRID * GRID, neurons)``.

    Returns:
        An image of numbers between 0 and 1, ½ where the neuron answers 0 (a sigmoid ½); NaN
        where there is nothing.
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


class View:
    """The picture of the playground: the plane, the losses, and the hidden neurons' own planes."""

    def __init__(self) -> None:
        about = "Left the plane with the points, coloured by the network's answer; right the loss "
        about += "of each epoch; below the same plane as each hidden neuron answers it"
        self._still: tuple[Any, ...] = ()
        width, height = 566, 490
        self.picture = Picture(width, height, about)
        figure = self.picture.figure
        figure.set_layout_engine("none")
        to_parts = np.array([width, height, width, height])
        self._draw_plane(figure.add_axes(tuple([46, 186, 280, 280] / to_parts)))
        self._draw_losses(figure.add_axes(tuple([392, 226, 156, 240] / to_parts)))
        self._draw_mosaic(figure.add_axes(tuple([56, 3, 500, 119] / to_parts)))
        self.picture.moves(self.regions, self.border, *self.points, self.losses)
        self.picture.moves(self.neurons, self.frames, *self.layers)

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
        ax.set_title("answer: blue is 0, orange 1", fontsize=13, pad=4)
        ax.tick_params(labelsize=11)
        ax.locator_params(nbins=4)
        ax.grid(False)

    def _draw_losses(self, ax: Any) -> None:
        self.losses_ax = ax
        (self.losses,) = ax.semilogy([], [], color=COLORS["blue"])
        self.guessing = ax.axhline(1, color="black", ls=":", lw=1.8)
        ax.text(0.98, 0.98, "dotted: always ½", transform=ax.transAxes, ha="right", va="top")
        ax.texts[0].set_fontsize(11)
        ax.set(ylim=(LOWEST_LOSS, 10))
        ax.set_title("loss", fontsize=13, pad=4)
        ax.set_xlabel("epoch", fontsize=13)
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
        ax.set_title("what each hidden neuron answers", fontsize=13, loc="left", pad=4)
        ax.set_ylim(height - 0.5, -0.5)
        ax.axis("off")

    def start(self, training: Training) -> None:
        """Show the points of a problem."""
        extent, self._places = plane(training.x)
        self.regions.set_extent(extent)
        self.plane_ax.set(xlim=extent[:2], ylim=extent[2:])
        size = 11 if len(training.x) < 10 else 6
        for label, points in enumerate(self.points):
            points.set_data(*training.x[training.y[:, 0] == label].T)
            points.set_markersize(size)
        guessing = training.guessing_loss()
        self.guessing.set_ydata([guessing, guessing])
        if (extent, guessing) != self._still:
            self._still = (extent, guessing)
            self.picture.changed()

    def show(self, training: Training) -> None:
        """Show what the network answers now, and the losses so far."""
        *hidden, answers = layer_outputs(training.network, self._places)
        heights = np.nan_to_num(answers, posinf=1e6, neginf=-1e6).reshape(GRID, GRID)
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
        self._show_losses(training.losses)

    def _show_losses(self, losses: list[float]) -> None:
        # A line of a few hundred points says as much as one of thousands.
        stride = 1 + len(losses) // 500
        epochs = np.arange(1, len(losses) + 1)[::stride]
        self.losses.set_data(epochs, np.clip(losses[::stride], LOWEST_LOSS, 10))
        end = max(20, 2 ** int(np.ceil(np.log2(max(1, len(losses))))))
        if self.losses_ax.get_xlim()[1] != end:
            self.losses_ax.set_xlim(0, end)
            self.losses_ax.set_xticks([0, end // 2, end])
            self.picture.changed()


class Playground(Explorer):
    """A network that learns while its knobs are turned.

    The page itself asks for each slice of training: so nothing piles up, a pause is a pause at
    once, and a closed page trains nothing.

    Args:
        problem: The problem that it begins with, a name from ``PROBLEMS``.

    Attributes:
        training: The network on its way.
        train: The button that trains as long as it is pressed.
        ticker: Asks for slices of training while ``train`` is pressed.
        step_button: Trains for one epoch.
        again_button: Goes back to epoch 0, with the settings as they are.
    """

    running: ClassVar[Playground | None] = None
    """The one that trains; another one that starts makes it pause."""

    training: Training
    train: Any
    children: Any

    def __init__(self, problem: str = "moons") -> None:
        if Playground.running is not None:
            # A cell that is run again leaves the old widget behind, where nobody can pause it.
            Playground.running.train.value = False
        self._view = View()
        self._settings: tuple[Any, ...] | None = None
        self._wanted, self._end = 0, EPOCHS_A_RUN
        controls = _controls(problem)
        about = "Train until this is pressed again"
        layout = widgets.Layout(width="auto", min_width="100px")
        self.train = widgets.ToggleButton(description="Train", tooltip=about, layout=layout)
        self.step_button = button("Step", "Train for one epoch")
        self.again_button = button("Start over", "Back to epoch 0, with the settings as they are")
        self.ticker = widgets.Play(max=10**9, interval=30, layout=widgets.Layout(display="none"))
        # Linked in the page, so that it asks for no more slices as soon as the button is up.
        self._link = widgets.jslink((self.train, "value"), (self.ticker, "playing"))
        self.train.observe(lambda _: self._switch(), names="value")
        self.ticker.observe(lambda _: self._tick(), names="value")
        self.step_button.on_click(lambda _: self._advance(1))
        self.again_button.on_click(lambda _: self.start_over())
        rows = [[each] for each in controls.values()]
        rows += [[self.train, self.step_button], [self.again_button]]
        super().__init__("Playground", self._view.picture, controls, self._show, rows=rows)
        self.put_side_by_side()
        self.children = [*self.children, self.ticker]

    @one_at_a_time
    def start_over(self) -> None:
        """Go back to epoch 0, with the settings as they are."""
        self._settings = None
        self.refresh()

    @one_at_a_time
    def reset(self) -> None:
        """Pause, put every control back to where it was at first, and go back to epoch 0."""
        self.train.value = False
        self._settings = None
        super().reset()

    def say(self, words: str, *, impossible: bool = False) -> None:
        """Write words into the line; training pauses where it met the impossible."""
        if impossible:
            self.train.value = False
        super().say(words, impossible=impossible)

    @one_at_a_time
    def _switch(self) -> None:
        self.train.description = "Pause" if self.train.value else "Train"
        if self.train.value:
            other, Playground.running = Playground.running, self
            if other not in (None, self):
                other.train.value = False
            self._end = len(self.training.losses) + EPOCHS_A_RUN
        elif Playground.running is self:
            Playground.running = None
        self.say(self._words())

    @one_at_a_time
    def _tick(self) -> None:
        # A tick that was under way when the button came up is one too many.
        if self.train.value:
            self._advance(self.controls["epochs"].value)

    @one_at_a_time
    def _advance(self, epochs: int) -> None:
        self._wanted = epochs
        self.refresh()
        if self.training.diverged or len(self.training.losses) >= self._end:
            self.train.value = False

    def _show(
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
    ) -> str:
        wanted, self._wanted = self._wanted, 0
        settings = (problem, (width_1, width_2)[: 1 + (width_2 > 0)], activation, loss, seed)
        if settings != self._settings:
            self.training, self._settings = Training(*settings), settings
            self._view.start(self.training)
        self.controls["momentum"].disabled = optimizer != "SGD"
        self.training.tune(optimizer, learning_rate, momentum)
        self.training.run(wanted, SLICE_SECONDS)
        self._view.show(self.training)
        return self._words()

    def _words(self) -> str:
        training = self.training
        epoch, points = len(training.losses), len(training.x)
        if training.diverged:
            return (
                f"Diverged in epoch {epoch + 1}: the numbers grew without bounds. The network is "
                "as it was before that epoch. Lower the learning rate, and start over."
            )
        right = f"{training.right()} of {points} points right"
        if not epoch:
            hint = "" if self.train.value else " Press Train."
            return f"Epoch 0: nothing learned yet, {right}.{hint}"
        words = f"{'Training' if self.train.value else 'Paused'}. Epoch {epoch:,}: "
        words += f"loss {training.losses[-1]:.3g}, {right}."
        if min(training.losses[-5:]) > 1.1 * training.guessing_loss():
            words += " Worse than always answering ½: is the learning rate too large?"
        return words


def playground(problem: str = "moons") -> Playground:
    """Watch a network learn to tell two kinds of points apart, and turn its knobs while it learns.

    The learning rate, the momentum and the optimizer act on the network as it is; any other
    setting begins a new one.

    Args:
        problem: The problem to begin with: "XOR", "moons", "spirals" or "circles".

    Returns:
        The explorer, which trains as soon as its button is pressed.

    Raises:
        ValueError: There is no such problem.
    """
    if problem not in PROBLEMS:
        raise ValueError(f"problem came as {problem!r}, wanted one of {', '.join(PROBLEMS)}.")
    return Playground(problem)


def _controls(problem: str) -> dict[str, Any]:
    most = MOST_NEURONS
    controls = {
        "problem": choice("problem", list(PROBLEMS), problem, "Which points to tell apart"),
        "width_1": slider("neurons, layer 1", 4, 1, most, 1, "In the first hidden layer"),
        "width_2": slider("neurons, layer 2", 0, 0, most, 1, "In the second; 0 for none"),
        "activation": choice("activation", list(ACTIVATIONS), "tanh", "Of the hidden neurons"),
        "loss": choice("loss", list(LOSSES), "cross-entropy", "What is made small"),
        "optimizer": choice("optimizer", list(OPTIMIZERS), "SGD", "How a step is made"),
        "learning_rate": log_slider("learning rate η", 0.1, -4, 1, 0.25, "The length of a step"),
        "momentum": slider("momentum μ", 0.9, 0.0, 0.99, 0.01, "The velocity kept (SGD)"),
        "seed": slider("seed", 1, 0, 20, 1, "Chance: the first weights, the order of the points"),
        "epochs": choice("epochs a picture", {"1": 1, "10": 10, "100": 100}, 10, "Slow or fast"),
    }
    for control in controls.values():
        control.layout.width = "268px"
    return controls
