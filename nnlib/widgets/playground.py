"""The playground: watch a network learn to tell two classes apart, and change its settings."""

from __future__ import annotations

from typing import Any, ClassVar

import ipywidgets as widgets

from nnlib.errors import WrongType
from nnlib.widgets.base import Explorer, button, exclusive, wrapping_row
from nnlib.widgets.clicks import Clicks
from nnlib.widgets.code import as_code
from nnlib.widgets.own_network import check_own_network
from nnlib.widgets.parts import look_up
from nnlib.widgets.playground_controls import (
    FIRST_LOOK,
    Fold,
    folded_controls,
    make_controls,
    value_in_words,
)
from nnlib.widgets.playground_picture import PLANE, PlaygroundPicture, State, plane
from nnlib.widgets.points import CLICKED, PROBLEMS, Points, clicked_points, points_of
from nnlib.widgets.training import Recipe, Training, Tuning

__all__ = ["Playground", "playground"]

SLICE_SECONDS = 0.1
"""The longest time of training between two pictures."""

EPOCHS_A_RUN = 20_000
"""After so many epochs training pauses by itself, so that a forgotten page comes to rest."""

MOST_DIFFERENT = 2
"""How many differences between two runs are named."""


class Playground(Explorer):
    """A network in training whose settings can be changed.

    The page itself asks for each slice of training: so slices do not queue up, a pause takes
    effect at once, and a closed page trains nothing. The stop button pauses, too.

    Args:
        problem: The first problem, a name from ``PROBLEMS``, or ``CLICKED``.
        network: A network of the reader's own, or None for one that is built from the controls.

    Attributes:
        training: The network and its losses so far.
        before: The run before this one, to compare with, or None.
        clicks: The points that are set by clicking.
        train: The button that trains as long as it is pressed.
        ticker: Asks for slices of training while ``train`` is pressed.
        step_button: Trains for one epoch.
        again_button: Goes back to epoch 0, with the current settings.
        more: The controls that are rarely used, folded.
        code: The cell that does the same, folded.
    """

    running: ClassVar[Playground | None] = None
    """The one in training; when another one starts, it pauses."""

    training: Training
    train: Any
    children: Any

    def __init__(self, problem: str = "moons", network: Any = None) -> None:
        if Playground.running is not None:
            # A cell that is run again leaves the old widget behind, where nobody can pause it.
            Playground.running.train.value = False
        self._own_network = network
        self._settings: tuple[Any, ...] | None = None
        self._epochs_to_train, self._end = 0, EPOCHS_A_RUN
        self.before: Training | None = None
        self._words: dict[str, str] = {}  # of the settings, in the last epoch of each run
        self._words_before: dict[str, str] = {}
        controls, picture = make_controls(problem, network), PlaygroundPicture()
        extent, _ = plane(clicked_points([]).shown)
        self.clicks = Clicks(picture, PLANE, extent, self.refresh)
        self._make_buttons()
        self.more = folded_controls(controls)
        self.code = Fold("Copy as code", "Show the cell that does the same", _code_area())
        self.code.button.observe(lambda _: self._write_code(), names="value")
        super().__init__("Playground", picture, controls, self._go_on, self._message)
        self._lay_out()

    def _make_buttons(self) -> None:
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

    def _lay_out(self) -> None:
        sheet, _, status, _ = self.children
        seen = [wrapping_row([self.controls[name]]) for name in FIRST_LOOK if name in self.controls]
        training = [self.train, self.step_button, self.again_button, self.reset_button]
        buttons = wrapping_row([*training, self.more.button, self.code.button])
        wide = [self.clicks.row, buttons, self.more.content]
        self.children = [sheet, *seen, *wide, status, self.clicks.over_picture]
        self.put_side_by_side()
        for row in wide:
            # A line of its own, as wide as there is room.
            row.layout.width, row.layout.flex = "auto", "1 1 100%"
        self.children = [*self.children, self.code.content, self.ticker]

    @exclusive
    def start_over(self) -> None:
        """Go back to epoch 0, with the current settings."""
        self._settings = None
        self.refresh()

    @exclusive
    def reset(self) -> None:
        """Pause, set every control back to its first value, and forget the run before."""
        self.train.value = False
        self._settings = None
        self.clicks.clear()
        super().reset()
        self.before = None
        self.refresh()

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
        self.show_message(self._message(State(self.training, self.before)))

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

    def _go_on(self, **values: Any) -> State:
        """Train on with the current settings, on a new network where they need one."""
        epochs, self._epochs_to_train = self._epochs_to_train, 0
        network = _recipe(values) if self._own_network is None else self._own_network
        is_clicked = values["problem"] == CLICKED
        self.clicks.show(is_clicked)
        place = tuple(self.clicks.points) if is_clicked else (values["count"], values["noise"])
        settings = (values["problem"], place, network)
        if settings != self._settings:
            self._begin(self._make_points(values), network, _tuning(values))
            self._settings = settings
        self.training.tune(_tuning(values))
        if epochs:
            self.training.run(epochs, SLICE_SECONDS)
            self._words = self._settings_in_words()
        self._write_code()
        return State(self.training, self.before)

    def _make_points(self, values: dict[str, Any]) -> Points:
        if values["problem"] == CLICKED:
            return clicked_points(self.clicks.points)
        return points_of(values["problem"], values["count"], values["noise"])

    def _begin(self, points: Points, network: Any, tuning: Tuning) -> None:
        """Begin a new run, and keep the last one to compare with, where its losses can be."""
        last: Training | None = getattr(self, "training", None)
        self.training = Training(points, network, tuning)
        if last is not None and last.losses:
            self.before, self._words_before = last, self._words
        if self.before is not None and not _can_be_compared(self.before, self.training):
            self.before = None

    def _settings_in_words(self) -> dict[str, str]:
        return {
            name: value_in_words(control)
            for name, control in self.controls.items()
            if name != "epochs" and not control.disabled
        }

    def _write_code(self) -> None:
        if self.code.button.value:
            *_, area = self.code.content.children
            area.value = as_code(self.training)
            area.rows = area.value.count("\n") + 1

    def _message(self, state: State) -> str:
        training = state.training
        if training.diverged:
            return (
                f"⚠ Diverged in epoch {len(training.losses) + 1}. The network is as it was before "
                "that epoch: lower the learning rate, and start over."
            )
        losses = training.losses
        if losses and min(losses[-5:]) > 1.1 * training.guessing_loss():
            more = " ⚠ Worse than guessing ½: is the learning rate too large?"
        else:
            more = self._comparison(state)
        return f"{self._progress(training)}{more}"

    def _progress(self, training: Training) -> str:
        epoch, points = len(training.losses), training.points
        right = f"{training.right()} of {len(points.x)} points right"
        if not epoch:
            hint = "" if self.train.value else " Press Train."
            if points.name == CLICKED:
                hint = f" Click on the plane to set points.{hint}"
            return f"Epoch 0: nothing learned yet, {right}.{hint}"
        words = f"{'Training' if self.train.value else 'Paused'}. Epoch {epoch:,}: "
        words += f"loss {training.losses[-1]:.3g}, {right}"
        if training.test_losses:
            words += f"; test loss {training.test_losses[-1]:.3g}, "
            words += f"{training.test_right()} of {len(points.x_test)} right"
        return words + "."

    def _comparison(self, state: State) -> str:
        if state.before is None:
            return ""
        now, before = self._settings_in_words(), self._words_before
        different = [words for name, words in before.items() if now.get(name) != words]
        settings = ", ".join(different) or "the same settings"
        if len(different) > MOST_DIFFERENT:
            settings = "several other settings"
        return f" Grey, the run before: {settings}."


def playground(problem: str = "moons", network: Any = None) -> Playground:
    """Watch a network learn to tell two classes apart, and change its settings while it learns.

    Learning rate, momentum, weight decay, batch size and optimizer act on the network as it is; any
    other setting begins a new one, and the losses of the run before stay in grey.

    Args:
        problem: The first problem: "XOR", "moons", "spirals", "circles" or "set by clicking".
        network: A network of your own, with two inputs and one output: a ``Network``, or an object
            of the class that lesson 11 writes. A copy of it is trained; it stays as it is. Without
            it the network is built from the controls.

    Returns:
        The explorer, which trains as soon as its button is pressed.

    Raises:
        WrongValue: There is no such problem; the network does not have two inputs and one output.
        WrongType: The problem is not a name; the network is something else, or lacks a method.
        WrongOrder: The network has no loss and no optimizer yet.

    >>> from nnlib import FCLayer, Network, SGD, d_mse, mse
    >>> network = Network(seed=0)
    >>> network.add(FCLayer(2, 1))
    >>> network.use(mse, d_mse, SGD(learning_rate=0.1))
    >>> explorer = playground("moons", network)
    >>> explorer.step_button.click()
    >>> print(explorer.message.split(":")[0])
    Paused. Epoch 1
    """
    if not isinstance(problem, str):
        got = f"problem has the type {type(problem).__name__}, expected a name"
        raise WrongType(f'{got}; a network comes second: playground("moons", network).')
    look_up("problem", problem, {**PROBLEMS, CLICKED: None})
    if network is not None:
        check_own_network(network)
    return Playground(problem, network)


def _recipe(values: dict[str, Any]) -> Recipe:
    widths = (values["width_1"], values["width_2"])[: 1 + (values["width_2"] > 0)]
    return Recipe(widths, values["activation"], values["loss"], values["seed"])


def _tuning(values: dict[str, Any]) -> Tuning:
    """Return how to train; what has no control stays as the reader's own network has it."""
    names = ("momentum", "weight_decay", "batch_size")
    numbers = {name: values[name] for name in names if name in values}
    return Tuning(values.get("learning_rate"), values.get("optimizer"), **numbers)


def _can_be_compared(first: Training, second: Training) -> bool:
    """Whether two runs minimize the same loss on points of the same kind."""
    same_loss = first.network.loss is second.network.loss
    return same_loss and first.points.name == second.points.name


def _code_area() -> Any:
    sheet = "<style>.nnlib-explorer .nnlib-code textarea { white-space: pre; font-size: 13px; "
    sheet += "font-family: var(--jp-code-font-family, monospace); }</style>"
    hint = widgets.HTML(
        f"{sheet}The same training as a cell: click into it, Ctrl + A, Ctrl + C, "
        "and paste it into a new cell."
    )
    about = "The cell that trains the same network with nnlib"
    look = {"style": {"description_width": "initial"}, "layout": widgets.Layout(width="auto")}
    area = widgets.Textarea(description="code", tooltip=about, **look)
    area.add_class("nnlib-code")
    return widgets.VBox([hint, area], layout=widgets.Layout(flex="1 1 auto"))
