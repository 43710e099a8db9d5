"""Backpropagation, one number at a time: values go forward, then derivatives come back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from nnlib.plots.diagrams import TINTS, TINY_PLACES, TINY_SOURCES, Arrow, directions, short
from nnlib.plots.style import COLORS, text_color
from nnlib.types import Array
from nnlib.widgets.base import PICTURE_WIDTH, Explorer, Picture, button, one_at_a_time, slider

__all__ = ["Step", "backprop_stepper", "backprop_trace"]

GIVEN = {"w1": 2.0, "w2": -1.0, "b1": -1.0, "b2": 4.0, "v1": 2.0, "v2": -1.0, "c": -1.0}
"""The parameters of the tiny network of notebook 05."""

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
"""The way forward: a name, the rule, its formula, and the formula as a function."""

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
"""The way back: a name, the rule, its formula, and what comes back along which arrows."""

RULES = {
    "square": "the slope of a square is 2 times what is squared; here the way back begins",
    "product": "what came back, times the other factor",
    "sum": "what came back, unchanged",
    "activation": "what came back, times the slope at the input z: 1 where z > 0, else 0",
    "several paths": "x is used in two places; add what comes back from each",
}
"""What each rule of the way back says."""

NAME = re.compile(r"(?<![a-zŷ])(d?)([xwbzavcyŷL])([12]?)(?![a-zŷ])")
"""A name in a formula: z1 is a number of the network, and dz1 is ∂L/∂z1."""


@dataclass(frozen=True)
class Step:
    """One number of the trace.

    Attributes:
        name: Which number: ``z1`` on the way forward, ``dz1`` (for ∂L/∂z1) on the way back.
        rule: The local rule that gives it, such as "product".
        formula: The rule, with names.
        numbers: The rule, with the numbers put in.
        value: What comes out.
        back: What comes back along which arrows; empty on the way forward.
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


def backprop_trace(x: float = 2.0, y: float = 4.0, **params: float) -> list[Step]:
    """Follow a sample forward through the tiny network of notebook 05, and derivatives back.

    Args:
        x: The input.
        y: The truth.
        **params: Those of w1, w2, b1, b2, v1, v2 and c that are not as in the notebook.

    Returns:
        A step for each number, in the order in which they can be computed: six values, then
        thirteen derivatives of the loss.

    Raises:
        ValueError: A name is no parameter of the network.

    >>> steps = backprop_trace()
    >>> steps[0].name, steps[0].formula, steps[0].numbers, steps[0].value
    ('z1', 'x · w1 + b1', '2 · 2 + (−1)', 3.0)
    >>> steps[-1].name, steps[-1].rule, steps[-1].value
    ('dx', 'several paths', -10.0)
    """
    unknown = ", ".join(params.keys() - GIVEN.keys())
    if unknown:
        raise ValueError(f"the tiny network has no {unknown}; it has {', '.join(GIVEN)}.")
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
    """Put numbers in the place of names.

    >>> put_in("dz1 · x + b1", {"dz1": -4.0, "x": 2.0, "b1": -1.0})
    '−4 · 2 + (−1)'
    """

    def number(match: re.Match[str]) -> str:
        text = short(numbers[match.group()])
        is_inside = formula[: match.start()].rstrip()[-1:] not in ("", "(")
        return f"({text})" if is_inside and text.startswith("−") else text

    return NAME.sub(number, formula)


def mathtext(formula: str) -> str:
    """A formula as matplotlib sets mathematics: z1 becomes z₁, and dz1 becomes ∂L/∂z₁."""

    def symbol(match: re.Match[str]) -> str:
        is_derivative, letter, digit = match.groups()
        letter = r"\hat{y}" if letter == "ŷ" else letter
        name = f"{letter}_{{{digit}}}" if digit else letter
        return rf"\partial L/\partial {name}" if is_derivative else name

    text = NAME.sub(symbol, formula)
    text = text.replace("relu′", r"\mathrm{relu}\,'\!").replace("relu(", r"\mathrm{relu}(")
    return "$" + text.replace("·", r"\,\cdot\,").replace("²", "^2").replace("−", "-") + "$"


GREY, BLUE, RED = TINTS[5], text_color(COLORS["blue"]), text_color(COLORS["red"])


class Graph:
    """The tiny network as a graph whose numbers come one after another.

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
    def moving(self) -> list[Artist]:
        """All that a step changes."""
        labels = [*self.values.values(), *self.derivatives.values()]
        return [self.used, *self.rings, self.loss, self.sum, *labels]

    def _draw_arrow(self, ax: Axes, source: str, target: str) -> None:
        start, end = TINY_PLACES[source], TINY_PLACES[target]
        style = {"arrowstyle": "-|>", "color": "0.6", "lw": 1.5, "mutation_scale": 15}
        ax.annotate("", end, start, arrowprops={**style, "shrinkA": 18, "shrinkB": 18})
        # Three arrows come close to each other at ŷ, so two of the labels stand further away.
        part = 0.3 if source in ("a1", "a2") else 0.5
        x, y = np.add(start, part * np.subtract(end, start))
        for labels, side, color in ((self.values, "bottom", BLUE), (self.derivatives, "top", RED)):
            label = ax.text(x, y, "", ha="center", va=side, fontsize=16, color=color, zorder=4)
            label.set_bbox({"pad": 1, "color": "white"})
            labels[source, target] = label
        self.derivatives[source, target].set_fontweight("bold")

    def show(self, given: Numbers, steps: list[Step]) -> None:
        """Show what is given, and the numbers of these steps; the last one is marked.

        Args:
            given: The numbers that are not computed, by their names.
            steps: What has been computed so far.
        """
        known = dict(given) | {step.name: step.value for step in steps}
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
        """Thick lines along which the last number came, and a thick edge where it belongs."""
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


def _between_nodes(ax: Axes, source: str, target: str) -> Array:
    """Where an arrow begins and ends, between the edges of the nodes, ``(2, 2)``."""
    ends = ax.transData.transform([TINY_PLACES[source], TINY_PLACES[target]])
    along = (ends[1] - ends[0]) / np.linalg.norm(ends[1] - ends[0])
    return ax.transData.inverted().transform(ends + np.outer([27, -36], along))


def backprop_stepper() -> Explorer:
    """Step through the tiny network of notebook 05: values forward, then derivatives back.

    Returns:
        The explorer: a button for a step, one for a step back, and two sliders for the sample.
    """
    about = "The tiny network as a graph, with the numbers that have been computed so far"
    picture = Picture(PICTURE_WIDTH, 450, about)
    picture.figure.set_layout_engine("none")
    graph = Graph(picture.figure.add_axes((0, 0, 1, 0.88)))
    # Numbers as plain text: mathematics takes long to set, and the formulas come again and again.
    formula = picture.figure.text(0.575, 0.93, "", ha="right", va="center", fontsize=19)
    numbers = picture.figure.text(0.575, 0.93, "", ha="left", va="center", fontsize=18)
    picture.moves(formula, numbers, *graph.moving)
    count = len(VALUES) + len(DERIVATIVES)
    controls = {
        "step": slider(f"step, of {count}", 0, 0, count, 1, "How many numbers are computed so far"),
        "x": slider("input x", 2.0, -3.0, 3.0, 0.5, "The input of the sample"),
        "y": slider("truth y", 4.0, -6.0, 6.0, 0.5, "What the network should answer"),
    }

    def draw(step: int, x: float, y: float) -> str:
        steps = backprop_trace(x, y)[:step]
        graph.show({"x": x, "y": y} | GIVEN, steps)
        formula.set_text(
            f"{mathtext(steps[-1].name)} = {mathtext(steps[-1].formula)}" if steps else ""
        )
        numbers.set_text(f" = {_result(steps[-1])}" if steps else "")
        widths = [text.get_window_extent().width / PICTURE_WIDTH for text in (formula, numbers)]
        for text in (formula, numbers):
            text.set_x(0.5 + (widths[0] - widths[1]) / 2)
        back_button.disabled, step_button.disabled = step == 0, step == count
        return _words(steps, count)

    @one_at_a_time
    def move(by: int) -> None:
        controls["step"].value += by

    back_button = button("Back", "Take the last number away")
    step_button = button("Step", "Compute the next number")
    back_button.on_click(lambda _: move(-1))
    step_button.on_click(lambda _: move(1))
    for each in ("x", "y"):
        controls[each].layout.width = "300px"
    rows = [[controls["step"], back_button, step_button], [controls["x"], controls["y"]]]
    return Explorer("Backpropagation, step by step", picture, controls, draw, rows=rows)


def _result(step: Step) -> str:
    """The rule with the numbers put in, and what comes out."""
    value = short(step.value)
    return value if step.numbers == value else f"{step.numbers} = {value}"


def _words(steps: list[Step], count: int) -> str:
    if not steps:
        return "Nothing is computed yet: grey squares are given. Press Step."
    last = steps[-1]
    way = "forward" if not last.is_backward else "back"
    meaning = f" ({RULES[last.rule]})" if last.is_backward else ""
    result = f"{last.name} = {last.formula} = {_result(last)}"
    words = f"Step {len(steps)} of {count}, {way}: {result}. Rule: {last.rule}{meaning}."
    if last.name == "L":
        words += " Now the way back."
    if len(steps) == count:
        words += " That is the last one."
    return words
