"""The controls of the playground, and where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Real
from typing import Any

import ipywidgets as widgets

from nnlib.widgets.base import COLUMN_WIDTH, choice, slider, wrapping_row
from nnlib.widgets.parts import ACTIVATIONS, OPTIMIZERS, OUTPUTS, link_momentum
from nnlib.widgets.playground_picture import MOST_NEURONS
from nnlib.widgets.points import CLICKED, PROBLEMS

__all__ = ["FIRST_LOOK", "Fold", "make_controls", "value_in_words"]

LEARNING_RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)

MOMENTA = (0.0, 0.5, 0.8, 0.9, 0.95, 0.99)

WEIGHT_DECAYS = (0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3)

BATCH_SIZES = (1, 4, 8, 16, 32, 64, 200)

COUNTS = (20, 50, 100, 200)

FIRST_LOOK = ("problem", "width_1", "width_2", "learning_rate")
"""The controls that are seen at first; the others are folded."""


def make_controls(problem: str, network: Any) -> dict[str, Any]:
    """Return the controls by name.

    Args:
        problem: The first problem.
        network: A network of the reader's own, whose parts have no controls, or None.
    """
    if network is None:
        parts = _parts() | {"learning_rate": _learning_rate(0.1), **_optimizer()}
    else:
        rate = getattr(getattr(network, "optimizer", None), "learning_rate", None)
        has_rate = isinstance(rate, Real) and not isinstance(rate, bool)
        parts = {"learning_rate": _learning_rate(rate)} if has_rate else {}
    names = [*PROBLEMS, CLICKED]
    controls = {"problem": choice("problem", names, problem, "The points to tell apart")}
    controls |= parts | _data()
    for control in controls.values():
        control.layout.max_width = f"{COLUMN_WIDTH}px"
        control.layout.flex = f"1 1 {COLUMN_WIDTH}px"
    return controls


def _learning_rate(rate: Any) -> Any:
    rates = {f"{each:g}": each for each in sorted({*LEARNING_RATES, float(rate)})}
    return choice("learning rate η", rates, rate, "The length of a step")


def _parts() -> dict[str, Any]:
    most = MOST_NEURONS
    return {
        "width_1": slider("neurons in layer 1", 4, 1, most, 1, "In the first hidden layer"),
        "width_2": slider("neurons in layer 2", 0, 0, most, 1, "In the second; 0 for none"),
        "activation": choice("activation", list(ACTIVATIONS), "tanh", "Of the hidden neurons"),
        "loss": choice("loss", list(OUTPUTS), "cross-entropy", "What is minimized"),
        "seed": slider("seed", 1, 0, 20, 1, "Of the first weights and the order of the points"),
    }


def _optimizer() -> dict[str, Any]:
    momenta, decays = _numbers(MOMENTA), _numbers(WEIGHT_DECAYS)
    optimizer = choice("optimizer", list(OPTIMIZERS), "SGD", "The rule of a step")
    momentum = choice("momentum μ", momenta, 0.9, "The part of the velocity that is kept")
    about = "Each step first multiplies the parameters by 1 − η λ"
    link_momentum(optimizer, momentum)
    decay = choice("weight decay λ", decays, 0.0, about)
    return {"optimizer": optimizer, "momentum": momentum, "weight_decay": decay}


def _data() -> dict[str, Any]:
    speeds = {"1": 1, "10": 10, "100": 100}
    noise = {"half": 0.5, "usual": 1.0, "double": 2.0, "triple": 3.0}
    return {
        "batch_size": choice("batch size", _numbers(BATCH_SIZES), 32, "Points in each step"),
        "count": choice("training points", _numbers(COUNTS), 200, "Of all problems but XOR"),
        "noise": choice("noise", noise, 1.0, "How far the points stray; XOR has none"),
        "epochs": choice("epochs per picture", speeds, 10, "Slow or fast"),
    }


def _numbers(values: Sequence[float]) -> dict[str, float]:
    return {f"{value:g}": value for value in values}


def value_in_words(control: Any) -> str:
    """Return what a control is set to, such as "learning rate η = 0.1"."""
    value = control.label if hasattr(control, "label") else control.value
    return f"{control.description} = {value}"


class Fold:
    """A button, and what appears when it is pressed.

    Args:
        label: Of the button.
        about: What appears, in a sentence.
        content: The widget that appears.

    Attributes:
        button: The button.
        content: The widget.
    """

    def __init__(self, label: str, about: str, content: Any) -> None:
        layout = widgets.Layout(width="auto", min_width="116px")
        self.button = widgets.ToggleButton(description=label, tooltip=about, layout=layout)
        self.content = content
        self.button.observe(lambda _: self._show(), names="value")
        self._show()

    def _show(self) -> None:
        self.content.layout.display = "" if self.button.value else "none"


def folded_controls(controls: dict[str, Any]) -> Fold:
    """Return the controls that are not seen at first."""
    folded = [control for name, control in controls.items() if name not in FIRST_LOOK]
    return Fold("More settings", "Show the settings that are rarely changed", wrapping_row(folded))
