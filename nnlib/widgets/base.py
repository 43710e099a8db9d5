"""What all explorers share: a picture redrawn in place, controls, a line of words, a reset."""

from __future__ import annotations

import html
import io
import threading
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import ipywidgets as widgets
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL.Image import frombuffer
from traitlets import Unicode

from nnlib.plots.style import as_text, in_style

PICTURE_WIDTH = 840
"""How wide a picture is, in pixels: what JupyterLab leaves at 1280, beside its list of files."""

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

DPI = 100
"""Dots an inch: with it, 14 points are 19 pixels high."""

WIDTH = "380px"
"""How wide a slider is, with its label and its number."""

LABEL_BOX = {"boxstyle": "round,pad=0.1", "color": "white", "alpha": 0.85}
"""What stands behind a text that lies on lines."""

STYLE_SHEET = """<style>
.nnlib-explorer { --jp-widgets-font-size: 15px; padding: 4px 0; }
.nnlib-explorer .widget-readout { min-width: 56px; }
.nnlib-explorer .nnlib-picture { background: white; height: auto; max-width: 100%; }
.nnlib-explorer .nnlib-picture.nnlib-stale { opacity: 0.3; }
.nnlib-explorer .nnlib-words { font-size: 16px; line-height: 1.35; min-height: 2.7em;
  padding-left: 10px; border-left: 4px solid var(--jp-border-color1, gray);
  color: var(--jp-content-font-color1, black); }
.nnlib-explorer .nnlib-words.nnlib-impossible { font-weight: bold;
  border-left: 4px double var(--jp-content-font-color1, black); }
</style>"""
"""Larger letters than ipywidgets', and colours that follow JupyterLab's light or dark theme."""


class TitledImage(widgets.Image):  # type: ignore[misc]
    """An image with a title, for who cannot see it."""

    # ipywidgets shows a tooltip only where there is a description too, and an Image has none.
    description = Unicode("").tag(sync=True)


class Picture:
    """A figure that is made once, redrawn in place, and shown as one image.

    It is made without pyplot, which would keep every figure for ever. The picture is always white,
    in a dark theme too.

    Args:
        width: In pixels.
        height: In pixels.
        description: What the picture shows, for who cannot see it.

    Attributes:
        figure: Draw into it inside of ``in_style()``, then ``render()``.
        image: The widget.
    """

    def __init__(self, width: int, height: int, description: str) -> None:
        with in_style():
            size = (width / DPI, height / DPI)
            self.figure = Figure(figsize=size, dpi=DPI, facecolor="white", layout="constrained")
        self._canvas: Any = FigureCanvasAgg(self.figure)  # matplotlib gives no types for it
        self._is_laid_out = False
        self._moving: list[Artist] = []
        self._still: Any = None
        layout = widgets.Layout(width=f"{width}px")
        self.image = TitledImage(format="png", layout=layout, tooltip=description)
        self.image.add_class("nnlib-picture")

    def moves(self, *artists: Artist) -> None:
        """Say what moves. All else is kept as it was drawn, which takes a fifth of the time."""
        for artist in artists:
            artist.set_animated(True)
        self._moving = sorted([*self._moving, *artists], key=lambda artist: artist.get_zorder())

    def changed(self) -> None:
        """Say that something else than what moves has changed, such as a limit or a title."""
        self._still = None

    def render(self) -> None:
        """Draw the figure as it is now into the image."""
        with in_style():
            self._draw()
        data = io.BytesIO()
        # matplotlib's own way, print_png, would draw everything anew.
        size = self._canvas.get_width_height()
        image = frombuffer("RGBA", size, self._canvas.buffer_rgba(), "raw", "RGBA", 0, 1)
        image.convert("RGB").save(data, "png", compress_level=1)
        self.image.value = data.getvalue()

    def _draw(self) -> None:
        if not self._is_laid_out:
            # Once, with what moves: else a label that grows would make the picture jump.
            for artist in self._moving:
                artist.set_animated(False)
            self._canvas.draw()
            self.figure.set_layout_engine("none")
            for artist in self._moving:
                artist.set_animated(True)
            self._is_laid_out = True
        if self._still is None or not self._moving:
            self._canvas.draw()
            self._still = self._canvas.copy_from_bbox(self.figure.bbox)
        self._canvas.restore_region(self._still)
        for artist in self._moving:
            artist.draw(self._canvas.get_renderer())


LOCK = threading.RLock()
"""Held by whoever changes or draws an explorer."""


def one_at_a_time(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Let no other move of an explorer come in between.

    JupyterLab sends some moves to the kernel's main thread and others to a subshell, which is a
    thread too: two of them may come at the same time. And matplotlib's settings are all threads'.
    """

    @wraps(function)
    def alone(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        with LOCK:
            return function(*args, **kwargs)

    return alone


class Explorer(widgets.VBox):  # type: ignore[misc]
    """Controls, a line that says in words what there is to see, and a picture.

    Whenever a control moves, ``draw`` is called with the values of all of them, once. JupyterLab
    sends the next value of a slider only when the last one has been dealt with, so moves do not
    queue up as long as ``draw`` has done its work when it returns.

    Args:
        name: What it is called, such as "Activation explorer".
        picture: What ``draw`` draws into.
        controls: The widgets that have a value, under the names of draw's arguments.
        draw: Puts the artists of the picture where they belong, and gives the line of words. It
            may raise: the words say so then, and the picture fades.
        rows: The widgets as they stand side by side, where all controls in a row that wraps will
            not do. The reset button is added to the last row.
        below: Widgets that stand under the picture.

    Attributes:
        controls: As they came.
        picture: As it came.
        words: The line of words.
        reset_button: Puts every control back.
    """

    children: Any

    def __init__(
        self,
        name: str,
        picture: Picture,
        controls: Mapping[str, Any],
        draw: Callable[..., str],
        *,
        rows: Sequence[Sequence[Any]] | None = None,
        below: Sequence[Any] = (),
    ) -> None:
        self.name = name
        self.picture = picture
        self.controls = dict(controls)
        self._draw = draw
        self._first_values = self.values
        self._is_waiting = False
        self._status = widgets.HTML(layout=widgets.Layout(width="auto"))
        self.reset_button = button("Reset", "Put all controls back to where they were at first")
        self.reset_button.on_click(lambda _: self.reset())
        shown = [list(row) for row in (rows or [list(self.controls.values())])]
        shown[-1].append(self.reset_button)
        wrap = widgets.Layout(flex_flow="row wrap", align_items="center", grid_gap="2px 20px")
        boxes = [widgets.HBox(row, layout=wrap) for row in shown]
        sheet = widgets.HTML(STYLE_SHEET, layout=widgets.Layout(display="none"))
        super().__init__([sheet, *boxes, self._status, picture.image, *below])
        self.add_class("nnlib-explorer")
        for control in self.controls.values():
            control.observe(lambda _: self.refresh(), names="value")
        self.refresh()

    def put_side_by_side(self) -> None:
        """Put the controls to the left of the words and the picture, instead of above them."""
        sheet, *boxes, status, image = self.children
        left = widgets.VBox(boxes, layout=widgets.Layout(width="272px", flex="0 0 auto"))
        right = widgets.VBox([status, image], layout=widgets.Layout(min_width="0"))
        self.children = [sheet, widgets.HBox([left, right])]

    def __repr__(self) -> str:
        # What a page without a kernel shows, such as the notebook on GitHub; 110 letters at most.
        return f"{self.name}: run this cell in JupyterLab, and move its controls."

    @property
    def values(self) -> dict[str, Any]:
        """The values of all controls."""
        return {name: control.value for name, control in self.controls.items()}

    @one_at_a_time
    def set(self, **values: Any) -> None:
        """Put several controls at once, and draw once."""
        self._is_waiting = True
        try:
            for name, value in values.items():
                self.controls[name].value = value
        finally:
            self._is_waiting = False
        self.refresh()

    @one_at_a_time
    def reset(self) -> None:
        """Put every control back to where it was at first."""
        self.set(**self._first_values)

    @one_at_a_time
    def refresh(self) -> None:
        """Draw for the present values; where that cannot be done, say so in words."""
        if self._is_waiting:
            return
        try:
            # Nobody sees a warning that comes out of a moved slider, so it must not pass silently.
            with warnings.catch_warnings():
                warnings.simplefilter("error", RuntimeWarning)
                with in_style():
                    words = self._draw(**self.values)
                self.picture.render()
        except ValueError as error:
            self.say(f"⚠ Impossible: {error}", impossible=True)
        except Exception as error:
            self.say(f"⚠ Error: {type(error).__name__}: {error}", impossible=True)
        else:
            self.say(words)

    def say(self, words: str, *, impossible: bool = False) -> None:
        """Write words into the line, and fade the picture where it does not belong to them."""
        self.words = words
        mark = "nnlib-words nnlib-impossible" if impossible else "nnlib-words"
        self._status.value = f'<div class="{mark}">{html.escape(words)}</div>'
        change_class = (
            self.picture.image.add_class if impossible else self.picture.image.remove_class
        )
        change_class("nnlib-stale")


def number(value: float, decimals: int) -> str:
    """A number with so many decimals, with a true minus sign, and 0 without any."""
    return as_text(value, f".{decimals}f")


def slider(
    label: str,
    value: float,
    low: float,
    high: float,
    step: float,
    about: str,
    *,
    width: str = WIDTH,
    **options: Any,
) -> Any:
    """A slider for a number, or for a whole number where value and step are whole.

    Args:
        label: What it is, with its unit if it has one.
        value: Where it stands at first.
        low: The lowest value.
        high: The highest value.
        step: How far an arrow key moves it.
        about: What it does, in a sentence; shown when the mouse rests on it.
        width: Of all, with label and number.
        **options: More of ipywidgets' own, such as ``readout_format``.
    """
    is_whole = isinstance(value, int) and isinstance(step, int)
    kind = widgets.IntSlider if is_whole else widgets.FloatSlider
    return kind(value, min=low, max=high, step=step, **_look(label, about, width), **options)


def log_slider(
    label: str, value: float, low: int, high: int, step: float, about: str, **options: Any
) -> Any:
    """A slider for a number from 10^low to 10^high; a key moves its exponent by a step."""
    options = {"readout_format": ".3g"} | options
    return widgets.FloatLogSlider(
        value, base=10, min=low, max=high, step=step, **_look(label, about, WIDTH), **options
    )


def choice(
    label: str,
    options: Sequence[str] | Mapping[str, Any],
    value: Any,
    about: str,
    *,
    width: str = "200px",
) -> Any:
    """A list to choose one of."""
    return widgets.Dropdown(options=options, value=value, **_look(label, about, width))


def button(label: str, about: str, **options: Any) -> Any:
    """A button as wide as its label."""
    layout = widgets.Layout(width="auto", min_width="84px")
    return widgets.Button(description=label, tooltip=about, layout=layout, **options)


def _look(label: str, about: str, width: str) -> dict[str, Any]:
    return {
        "description": label,
        "tooltip": about,
        "style": {"description_width": "initial"},
        "layout": widgets.Layout(width=width),
    }
