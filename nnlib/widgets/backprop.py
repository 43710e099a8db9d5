"""The backpropagation stepper: values go forward, then derivatives come back, step by step."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from nnlib.errors import WrongValue
from nnlib.plots.diagrams import TINTS, TINY_PLACES, TINY_SOURCES, Arrow, directions, short
from nnlib.plots.style import COLORS, text_color
from nnlib.types import Array
from nnlib.widgets.base import (
    PICTURE_WIDTH,
    Explorer,
    Picture,
    button,
    exclusive,
    slider,
    wrapping_row,
)

__all__ = ["Step", "backprop_stepper", "backprop_trace"]

GIVEN = {"w1": 2.0, "w2": -1.0, "b1": -1.0, "b2": 4.0, "v1": 2.0, "v2": -1.0, "c": -1.0}
"""The parameters of the tiny network of notebook 09."""

Numbers = Mapping[str, float]

VALUES: list[tuple[str, str, str, Callable[[Numbers], float]]] = [
    ("z1", "product, then sum", "x · w1 + b1", lambda n: n["x"] * n["w1"] + n["b1"]),
    ("z2", "product, then sum", "x · w2 + b2", lambda n: n["x"] * n["w2"] + n["b2"]),
    ("a1", "activation", "relu(z1)", lambda n: max(n["z1"], 0.0)),
    ("a2", "activation", "relu(z2)", lambda n: max(n["z2"], 0.0)),
    (
        "ŷ",
        "products, then sums",
        "a1 · v1 + a2 · v2 + c",
        lambda n: n["a1"] * n["v1"] + n["a2"] * n["v2"] + n["c"],
    ),
    ("L", "square", "(ŷ − y)²", lambda n: (n["ŷ"] - n["y"]) ** 2),
]
"""The forward pass: a name, the rule, its formula, and the formula as a function."""

DERIVATIVES: list[tuple[str, str, str, Callable[[Numbers], dict[Arrow, float]]]] = [
    ("dŷ", "square", "2 · (ŷ − y)", lambda n: {("ŷ", "L"): 2 * (n["ŷ"] - n["y"])}),
    ("dv1", "product", "dŷ · a1", lambda n: {("v1", "ŷ"): n["dŷ"] * n["a1"]}),
    ("dv2", "product", "dŷ · a2", lambda n: {("v2", "ŷ"): n["dŷ"] * n["a2"]}),
    ("dc", "sum", "dŷ", lambda n: {("c", "ŷ"): n["dŷ"]}),
    ("da1", "product", "dŷ · v1", lambda n: {("a1", "ŷ"): n["dŷ"] * n["v1"]}),
    ("da2", "product", "dŷ · v2", lambda n: {("a2", "ŷ"): n["dŷ"] * n["v2"]}),
    ("dz1", "activation", "da1 · relu′(z1)", lambda n: {("z1", "a1"): n["da1"] * (n["z1"] > 0)}),
    ("dz2", "activation", "da2 · relu′(z2)", lambda n: {("z2", "a2"): n["da2"] * (n["z2"] > 0)}),
    ("dw1", "product", "dz1 · x", lambda n: {("w1", "z1"): n["dz1"] * n["x"]}),
    ("dw2", "product", "dz2 · x", lambda n: {("w2", "z2"): n["dz2"] * n["x"]}),
    ("db1", "sum", "dz1", lambda n: {("b1", "z1"): n["dz1"]}),
    ("db2", "sum", "dz2", lambda n: {("b2", "z2"): n["dz2"]}),
    (
        "dx",
        "several paths",
        "dz1 · w1 + dz2 · w2",
        lambda n: {("x", "z1"): n["dz1"] * n["w1"], ("x", "z2"): n["dz2"] * n["w2"]},
    ),
]
"""The backward pass: a name, the rule, its formula, and the derivative along each arrow."""

RULES = {
    "square": "the slope of a square is 2 times what is squared; the backward pass begins here",
    "product": "what came back, times the other factor",
    "sum": "what came back, unchanged",
    "activation": "what came back, times the slope at the input z: 1 where z > 0, else 0",
    "several paths": "x is used in two places; add what comes back from each",
}
"""The rules of the backward pass in words."""

NAME = re.compile(r"(?<![a-zŷ])(d?)([xwbzavcyŷL])([12]?)(?![a-zŷ])")
"""A name in a formula: z1 is a number of the network, and dz1 is ∂L/∂z1."""

COUNT = len(VALUES) + len(DERIVATIVES)
"""The number of steps."""


@dataclass(frozen=True)
class Step:
    """One number of the trace.

    Attributes:
        name: ``z1`` in the forward pass, ``dz1`` (for ∂L/∂z1) in the backward pass.
        rule: The local rule, such as "product".
        formula: The rule with names.
        numbers: The rule with numbers.
        value: The result.
        back: The derivative along each arrow; empty in the forward pass.
    """

    name: str
    rule: str
    formula: str
    numbers: str
    value: float
    back: Mapping[Arrow, float]

    @property
    def is_backward(self) -> bool:
        return bool(self.back)


class State(NamedTuple):
    """What is shown."""

    given: Numbers
    """The numbers that are not computed, by name."""
    steps: list[Step]
    """The steps so far."""


def backprop_trace(x: float = 2.0, y: float = 4.0, **params: float) -> list[Step]:
    """Compute all values and derivatives of the tiny network of notebook 09 for one sample.

    Args:
        x: The input.
        y: The truth.
        **params: Values of w1, w2, b1, b2, v1, v2 or c other than the notebook's.

    Returns:
        A step for each number, in the order of computation: six values, then thirteen derivatives
        of the loss.

    Raises:
        WrongValue: A name is not a parameter of the network.

    >>> steps = backprop_trace()
    >>> steps[0].name, steps[0].formula, steps[0].numbers, steps[0].value
    ('z1', 'x · w1 + b1', '2 · 2 + (−1)', 3.0)
    >>> steps[-1].name, steps[-1].rule, steps[-1].value
    ('dx', 'several paths', -10.0)
    """
    unknown = ", ".join(params.keys() - GIVEN.keys())
    if unknown:
        raise WrongValue(f"the tiny network has no {unknown}; it has {', '.join(GIVEN)}.")
    known: dict[str, float] = {"x": x, "y": y} | GIVEN | params
    steps = []
    for name, rule, formula, value_of in VALUES:
        numbers = put_in(formula, known)
        known[name] = value_of(known)
        steps.append(Step(name, rule, formula, numbers, known[name], {}))
    for name, rule, formula, back_of in DERIVATIVES:
        numbers = put_in(formula, known)
        back = back_of(known)
        known[name] = sum(back.values())
        steps.append(Step(name, rule, formula, numbers, known[name], back))
    return steps


def put_in(formula: str, numbers: Numbers) -> str:
    """Replace names by numbers.

    >>> put_in("dz1 · x + b1", {"dz1": -4.0, "x": 2.0, "b1": -1.0})
    '−4 · 2 + (−1)'
    """

    def number(match: re.Match[str]) -> str:
        text = short(numbers[match.group()])
        is_inside = formula[: match.start()].rstrip()[-1:] not in ("", "(")
        return f"({text})" if is_inside and text.startswith("−") else text

    return NAME.sub(number, formula)


def mathtext(formula: str) -> str:
    """Write a formula for matplotlib: z1 becomes z₁, and dz1 becomes ∂L/∂z₁."""

    def symbol(match: re.Match[str]) -> str:
        is_derivative, letter, digit = match.groups()
        letter = r"\hat{y}" if letter == "ŷ" else letter
        name = f"{letter}_{{{digit}}}" if digit else letter
        return rf"\partial L/\partial {name}" if is_derivative else name

    text = NAME.sub(symbol, formula)
    text = text.replace("relu′", r"\mathrm{relu}\,'\!").replace("relu(", r"\mathrm{relu}(")
    return "$" + text.replace("·", r"\,\cdot\,").replace("²", "^2").replace("−", "-") + "$"


def compute(step: int, x: float, y: float) -> State:
    """Compute the first ``step`` numbers for a sample."""
    return State({"x": x, "y": y} | GIVEN, backprop_trace(x, y)[:step])


def describe(state: State) -> str:
    """Say in words what the last step does."""
    count = len(state.steps)
    if not count:
        return "Nothing is computed yet: grey squares are given. Press Step."
    last = state.steps[-1]
    way = "backward" if last.is_backward else "forward"
    meaning = f" ({RULES[last.rule]})" if last.is_backward else ""
    result = f"{last.name} = {last.formula} = {_result(last)}"
    text = f"Step {count} of {COUNT}, {way}: {result}. Rule: {last.rule}{meaning}."
    if last.name == "L":
        text += " Now the backward pass."
    if count == COUNT:
        text += " That is the last one."
    return text


def _result(step: Step) -> str:
    """Write the rule with numbers, and its result."""
    value = short(step.value)
    return value if step.numbers == value else f"{step.numbers} = {value}"


GREY, BLUE, RED = TINTS[5], text_color(COLORS["blue"]), text_color(COLORS["red"])


class Graph:
    """The tiny network as a graph whose numbers appear one by one.

    Args:
        ax: Where to draw.
    """

    def __init__(self, ax: Axes) -> None:
        self.values: dict[Arrow, Any] = {}
        self.derivatives: dict[Arrow, Any] = {}
        ax.set(xlim=(-1.0, 6.5), ylim=(-3.35, 3.35))
        ax.axis("off")
        for target, sources in TINY_SOURCES.items():
            for source in sources:
                self._draw_arrow(ax, source, target)
        for name, (x, y) in TINY_PLACES.items():
            marker, size, color = ("o", 34, TINTS[0]) if name in TINY_SOURCES else ("s", 29, GREY)
            ax.plot(x, y, marker, ms=size, color=color, mec="black", mew=1.5)
            ax.text(x, y, mathtext(name), ha="center", va="center", fontsize=18)
        x, y = TINY_PLACES["L"]
        self.loss = ax.text(x, y - 0.62, "", ha="center", va="top", fontsize=16, color=BLUE)
        x, y = TINY_PLACES["x"]
        self.sum = ax.text(x - 0.33, y, "", ha="right", va="center", fontsize=16, color=RED)
        self.sum.set_fontweight("bold")
        self._paths = {arrow: _between_nodes(ax, *arrow) for arrow in self.values}
        self.used: Any = ax.add_collection(LineCollection([], linewidths=5, zorder=3.5))
        ring: dict[str, Any] = {"mfc": "none", "mec": "black", "mew": 4}
        self.rings = [ax.plot([], [], m, ms=s, **ring)[0] for m, s in (("o", 36), ("s", 31))]

    @property
    def animated(self) -> list[Artist]:
        """All artists that a step changes."""
        labels = [*self.values.values(), *self.derivatives.values()]
        return [self.used, *self.rings, self.loss, self.sum, *labels]

    def _draw_arrow(self, ax: Axes, source: str, target: str) -> None:
        """Draw an arrow, with an empty label for the value and one for the derivative."""
        start, end = TINY_PLACES[source], TINY_PLACES[target]
        style = {"arrowstyle": "-|>", "color": "0.6", "lw": 1.5, "mutation_scale": 15}
        ax.annotate("", end, start, arrowprops={**style, "shrinkA": 18, "shrinkB": 18})
        (x, y), side = _label_place(source, target)
        for labels, va, color in ((self.values, "bottom", BLUE), (self.derivatives, "top", RED)):
            label = ax.text(x, y, "", ha=side, va=va, fontsize=16, color=color, zorder=4)
            if side == "center":
                label.set_bbox({"pad": 1, "color": "white"})
            labels[source, target] = label
        self.derivatives[source, target].set_fontweight("bold")

    def draw(self, state: State) -> None:
        """Show the numbers of the steps so far; the last one is marked."""
        steps = state.steps
        known = dict(state.given) | {step.name: step.value for step in steps}
        back = {arrow: number for step in steps for arrow, number in step.back.items()}
        self.loss.set_text(f"$L$ = {short(known['L'])}" if "L" in known else "")
        self.sum.set_text(f"sum\n{short(known['dx'])}" if "dx" in known else "")
        for arrow in self.values:
            ahead, behind = directions(*(TINY_PLACES[name] for name in arrow))
            is_known = arrow[0] in known
            self.values[arrow].set_text(f"{short(known[arrow[0]])} {ahead}" if is_known else "")
            self.derivatives[arrow].set_text(
                f"{behind} {short(back[arrow])}" if arrow in back else ""
            )
        self._mark(steps[-1] if steps else None)

    def _mark(self, last: Step | None) -> None:
        """Mark the arrows that the last step uses, and the node that it belongs to."""
        for ring in self.rings:
            ring.set_data([], [])
        used: list[Arrow] = []
        if last is not None:
            name = last.name.removeprefix("d")
            circle, square = self.rings
            (circle if name in TINY_SOURCES else square).set_data(
                *np.atleast_2d(TINY_PLACES[name]).T
            )
            used = list(last.back) or [arrow for arrow in self.values if arrow[1] == name]
            self.used.set_color(RED if last.is_backward else BLUE)
        self.used.set_segments([self._paths[arrow] for arrow in used])


def _label_place(source: str, target: str) -> tuple[Array, str]:
    """Return where the labels of an arrow stand, ``(2,)``, and their horizontal alignment."""
    start, end = np.array(TINY_PLACES[source]), np.array(TINY_PLACES[target])
    middle = (start + end) / 2
    if start[0] == end[0]:
        # Beside a vertical arrow, which their two lines would hide; at the right end, inside.
        side = -1 if target == "L" else 1
        return middle + np.array([side * 0.12, 0]), "right" if target == "L" else "left"
    # Three arrows come close to each other at ŷ, so two of the labels stand further away.
    return (start + 0.32 * (end - start) if source in ("a1", "a2") else middle), "center"


def _between_nodes(ax: Axes, source: str, target: str) -> Array:
    """Return the ends of an arrow, between the edges of the nodes, ``(2, 2)``."""
    ends = ax.transData.transform([TINY_PLACES[source], TINY_PLACES[target]])
    along = (ends[1] - ends[0]) / np.linalg.norm(ends[1] - ends[0])
    return ax.transData.inverted().transform(ends + np.outer([27, -36], along))


class StepperPicture(Picture):
    """The graph, and above it the formula of the last step."""

    def __init__(self) -> None:
        about = "The tiny network as a graph, with the numbers that have been computed so far"
        super().__init__(PICTURE_WIDTH, 450, about)
        self.figure.set_layout_engine("none")
        self.graph = Graph(self.figure.add_axes((0, 0, 1, 0.88)))
        # Numbers as plain text: mathtext is slow, and only the formulas are seen again and again.
        self.formula = self.figure.text(0.575, 0.93, "", ha="right", va="center", fontsize=19)
        self.numbers = self.figure.text(0.575, 0.93, "", ha="left", va="center", fontsize=18)
        self.animate(self.formula, self.numbers, *self.graph.animated)

    def draw(self, state: State) -> None:
        """Show the numbers so far, and the formula of the last step in the middle."""
        self.graph.draw(state)
        last = state.steps[-1] if state.steps else None
        self.formula.set_text(f"{mathtext(last.name)} = {mathtext(last.formula)}" if last else "")
        self.numbers.set_text(f" = {_result(last)}" if last else "")
        texts = (self.formula, self.numbers)
        widths = [text.get_window_extent().width / PICTURE_WIDTH for text in texts]
        for text in texts:
            text.set_x(0.5 + (widths[0] - widths[1]) / 2)


def backprop_stepper() -> Explorer:
    """Step through the tiny network of notebook 09: values forward, then derivatives back.

    Returns:
        The explorer: a button for a step, one for a step back, and two sliders for the sample.
    """
    sample: dict[str, Any] = {"width": 300, "narrow": 225}
    step = slider(f"step, of {COUNT}", 0, 0, COUNT, 1, "How many numbers are computed so far")
    controls = {
        "step": step,
        "x": slider("input x", 2.0, -3.0, 3.0, 0.5, "The input of the sample", **sample),
        "y": slider("truth y", 4.0, -6.0, 6.0, 0.5, "The right output of the sample", **sample),
    }
    back_button = button("Back", "Remove the last number")
    step_button = button("Step", "Compute the next number")

    @exclusive
    def move(by: int) -> None:
        step.value += by

    def update_buttons(_change: object = None) -> None:
        back_button.disabled, step_button.disabled = step.value == 0, step.value == COUNT

    update_buttons()
    step.observe(update_buttons, names="value")
    back_button.on_click(lambda _: move(-1))
    step_button.on_click(lambda _: move(1))
    rows = [[step, wrapping_row([back_button, step_button])], [controls["x"], controls["y"]]]
    picture = StepperPicture()
    name = "Backpropagation, step by step"
    return Explorer(name, picture, controls, compute, describe, rows=rows)
