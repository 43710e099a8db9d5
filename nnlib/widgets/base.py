"""The base of the explorers: controls, a message, a picture that is redrawn in place, a reset."""

from __future__ import annotations

import html
import io
import re
import sys
import threading
import traceback
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import wraps
from numbers import Integral, Real
from time import monotonic
from typing import Any, ParamSpec, TypeVar

import ipywidgets as widgets
import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL.Image import frombuffer
from threadpoolctl import ThreadpoolController
from traitlets import Unicode

from nnlib.errors import WrongType, WrongValue
from nnlib.plots.style import as_text, in_style
from nnlib.types import Array

PICTURE_WIDTH = 840
"""The width of a picture in pixels: what JupyterLab leaves beside its file list at 1280."""

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

DPI = 100
"""Dots per inch: with it, 14 points are 19 pixels high."""

SLIDER_WIDTH, NARROW_SLIDER_WIDTH = 380, 280
"""The width of a slider with its label and its number, in pixels, where there is room or not."""

COLUMN_WIDTH = 268
"""The width of the controls that stand in a column beside the picture, in pixels."""

LABEL_BOX = {"boxstyle": "round,pad=0.1", "color": "white", "alpha": 0.85}
"""The background of a text that lies on lines."""

MOST_BACKGROUNDS = 6
"""How many backgrounds of each part of a picture are kept; each takes a megabyte."""

LATE = 0.5
"""The last value of a slider may come so many seconds after a click on Reset that followed it."""

STYLE_SHEET = """<style>
.nnlib-explorer { --jp-widgets-font-size: 15px; padding: 4px 0; }
.nnlib-explorer .widget-readout { min-width: 48px; }
.nnlib-explorer .nnlib-log .widget-readout { min-width: 66px; }
.nnlib-explorer .widget-slider:has([disabled]) { opacity: 0.45; }
.nnlib-explorer .nnlib-picture { background: white; height: auto;
  max-width: calc(100% - 4px); }
.nnlib-explorer .nnlib-picture.nnlib-stale { opacity: 0.3; }
.nnlib-explorer .nnlib-status { container-type: inline-size; }
.nnlib-explorer .nnlib-words { font-size: 16px; line-height: 1.35; min-height: 2.7em;
  padding-left: 10px; border-left: 4px solid var(--jp-border-color1, gray); color: inherit; }
.nnlib-explorer .nnlib-words.nnlib-impossible { font-weight: bold;
  border-left: 4px double currentColor; }
@container (max-width: 640px) { .nnlib-explorer .nnlib-words { min-height: 4.05em; } }
</style>"""
"""Larger text than ipywidgets', and colours that follow the light or dark theme of the page.

The message has room for its longest text, two lines or three, so that the picture never jumps.
"""

BLAS = None if sys.platform == "emscripten" else ThreadpoolController()
"""Limits the threads of NumPy's matrix products; in a browser there is one anyway.

An explorer's matrices are so small that a second thread gains nothing, and on a busy machine costs
many times what it gains: BLAS threads busy-wait for each other.
"""

LOCK = threading.RLock()
"""Held while an explorer changes or is drawn."""


def exclusive(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Run one such function at a time, with one BLAS thread.

    JupyterLab sends some messages of widgets to the kernel's main thread and others to a subshell,
    which is a thread too, so two of them may arrive at the same time. And matplotlib's settings
    and the number of BLAS threads belong to the whole process.
    """

    @wraps(function)
    def locked(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        with LOCK, BLAS.limit(limits=1, user_api="blas") if BLAS else nullcontext():
            return function(*args, **kwargs)

    return locked


@contextmanager
def in_picture_style() -> Iterator[None]:
    """Draw what is inside in the style of the series, each title just above its axes.

    To search a place for the titles takes matplotlib a third of the time of a drawing.
    """
    with in_style(), mpl.rc_context({"axes.titley": 1.0}):
        yield


class TitledImage(widgets.Image):  # type: ignore[misc]
    """An image with a title: its alternative text for screen readers."""

    # ipywidgets shows a tooltip only where there is a description too, and an Image has none.
    description = Unicode("").tag(sync=True)


class Picture:
    """A figure that is made once, redrawn in place, and shown as one image.

    It is made without pyplot, which would keep every figure open. The picture is always white, in
    a dark theme too.

    Args:
        width: In pixels.
        height: In pixels.
        description: What the picture shows: alternative text for screen readers.

    Attributes:
        figure: The matplotlib figure.
        image: The widget that shows it.
    """

    def __init__(self, width: int, height: int, description: str) -> None:
        with in_picture_style():
            size = (width / DPI, height / DPI)
            self.figure = Figure(figsize=size, dpi=DPI, facecolor="white", layout="constrained")
        self._canvas: Any = FigureCanvasAgg(self.figure)  # matplotlib gives no types for it
        self._is_laid_out = False
        self._animated: list[Artist] = []
        self._layers: dict[Axes | Figure, dict[Hashable, Array]] = {}
        self._shown: dict[Axes | Figure, Hashable] = {}
        self._background: Array | None = None
        layout = widgets.Layout(width=f"{width}px")
        self.image = TitledImage(format="png", layout=layout, tooltip=description)
        self.image.add_class("nnlib-picture")

    def animate(self, *artists: Artist) -> None:
        """Mark artists that change; all else is cached (blitting), which is five times faster."""
        for artist in artists:
            artist.set_animated(True)
        self._animated = sorted([*self._animated, *artists], key=lambda artist: artist.get_zorder())

    def show_background(self, part: Axes | Figure, key: Hashable) -> None:
        """Show axes, or what lies beside all axes, as they are now, but for the animated artists.

        What was drawn is kept, so that a choice is fast when it is made again, and leaves the
        other parts alone.

        Args:
            part: The axes; the figure for its legends and texts.
            key: The same key must always stand for the same picture.
        """
        self._shown[part] = key
        self._background = None

    def draw(self, state: Any) -> None:
        """Set the artists to a state; ``render`` then makes the image.

        Args:
            state: What the explorer's ``compute`` returns.
        """
        raise NotImplementedError

    def lay_out(self) -> None:
        """Find places for the axes and their labels, once and for all."""
        # With the animated artists: else a growing label would make the picture jump.
        for artist in self._animated:
            artist.set_animated(False)
        self._canvas.draw()
        for artist in self._animated:
            artist.set_animated(True)
        self.figure.set_layout_engine("none")
        for ax in self.figure.axes:
            for axis in (ax.xaxis, ax.yaxis):
                _fix_label(axis)
        self._is_laid_out = True

    def render(self) -> None:
        """Draw the figure as it is now into the image."""
        self._draw_figure()
        data = io.BytesIO()
        # matplotlib's own print_png would draw everything anew.
        size = self._canvas.get_width_height()
        image = frombuffer("RGBA", size, self._canvas.buffer_rgba(), "raw", "RGBA", 0, 1)
        image.convert("RGB").save(data, "png", compress_level=1)
        self.image.value = data.getvalue()

    def _draw_figure(self) -> None:
        if not self._is_laid_out:
            self.lay_out()
        if self._background is None:
            self._background = self._find_background()
        self._pixels()[:] = self._background
        for artist in self._animated:
            artist.draw(self._canvas.get_renderer())

    def _pixels(self) -> Array:
        """Return the pixels of the canvas, ``(height, width, 4)``; they can be set."""
        return np.asarray(self._canvas.buffer_rgba())

    def _find_background(self) -> Array:
        """Put the parts together, each drawn once on white: where it is not white, it is darker."""
        layers = []
        parts: list[Axes | Figure] = [self.figure, *self.figure.axes]
        for part in parts:
            kept, key = self._layers.setdefault(part, {}), self._shown.get(part)
            if key not in kept:
                if len(kept) == MOST_BACKGROUNDS:
                    del kept[next(iter(kept))]
                kept[key] = self._draw_alone(part)
            layers.append(kept[key])
        background: Array = np.minimum.reduce(layers)
        return background

    def _draw_alone(self, part: Axes | Figure) -> Array:
        """Draw one part on white, without the animated artists."""
        renderer = self._canvas.get_renderer()
        self._pixels()[:] = 255
        if isinstance(part, Axes):
            part.draw(renderer)
        else:
            for artist in (*part.texts, *part.legends):
                if not artist.get_animated():
                    artist.draw(renderer)
        return self._pixels().copy()


def _fix_label(axis: Axis) -> None:
    """Leave the label of an axis where it is: else each drawing measures all its numbers."""
    axis.set_label_coords(*axis.label.get_position(), axis.label.get_transform())
    for label in axis.get_ticklabels():
        label.set_in_layout(False)


class Explorer(widgets.VBox):  # type: ignore[misc]
    """Controls, a message that says in words what there is to see, and a picture.

    Whenever a control changes, the explorer computes a state from the values of all controls,
    draws it, and describes it. JupyterLab sends the next value of a slider only when the last one
    has been handled, so values do not queue up.

    Args:
        name: Its name, such as "Activation explorer".
        picture: Its ``draw`` takes the state.
        controls: The widgets that have a value, by the names of compute's arguments.
        compute: From the values of the controls, as keyword arguments, to the state. It raises
            WrongValue or WrongType for what cannot work: the message says so then, and the
            picture fades.
        describe: From the state to the message.
        rows: The widgets as they stand side by side; by default all controls in one row that
            wraps. The reset button is added to the last row.

    Attributes:
        controls: The controls by name.
        picture: The picture.
        message: The text that is shown.
        reset_button: Sets every control back to its first value.
    """

    children: Any

    def __init__(
        self,
        name: str,
        picture: Picture,
        controls: Mapping[str, Any],
        compute: Callable[..., Any],
        describe: Callable[[Any], str],
        *,
        rows: Sequence[Sequence[Any]] | None = None,
    ) -> None:
        self.name = name
        self.picture = picture
        self.controls = dict(controls)
        self._compute = compute
        self._describe = describe
        self._first_values = self.values
        self._is_waiting = False
        self._reset_at = -LATE
        self._status = widgets.HTML(layout=widgets.Layout(width="auto"))
        self._status.add_class("nnlib-status")
        self.reset_button = button("Reset", "Set all controls back to their first values")
        self.reset_button.on_click(lambda _: self._on_reset())
        shown = [list(row) for row in (rows or [list(self.controls.values())])]
        shown[-1].append(self.reset_button)
        sheet = widgets.HTML(STYLE_SHEET, layout=widgets.Layout(display="none"))
        super().__init__([sheet, *map(wrapping_row, shown), self._status, picture.image])
        self.add_class("nnlib-explorer")
        for control in self.controls.values():
            control.observe(lambda _: self._on_change(), names="value")
        self.refresh()

    def put_side_by_side(self) -> None:
        """Put the controls to the left of the picture; above it where the page is narrow."""
        sheet, *rows, status, image = self.children
        for row in rows:
            row.layout.width = f"{COLUMN_WIDTH}px"
        # The right part grows a thousand times as much, so the left part grows when it is alone.
        left = wrapping_row(rows)
        left.layout.flex, left.layout.align_content = f"1 1 {COLUMN_WIDTH + 4}px", "flex-start"
        layout = widgets.Layout(flex="1000 1 540px", min_width="0")
        right = widgets.VBox([status, image], layout=layout)
        both = widgets.Layout(flex_flow="row wrap", grid_gap="4px 8px")
        self.children = [sheet, widgets.HBox([left, right], layout=both)]

    def __repr__(self) -> str:
        # What a page without a kernel shows, such as the notebook on GitHub.
        return f"{self.name}: run this cell in JupyterLab, and move its controls."

    @property
    def values(self) -> dict[str, Any]:
        """The values of all controls."""
        return {name: control.value for name, control in self.controls.items()}

    @exclusive
    def set(self, **values: Any) -> None:
        """Set several controls at once, and draw once."""
        self._is_waiting = True
        try:
            for name, value in values.items():
                self.controls[name].value = value
        finally:
            self._is_waiting = False
        self.refresh()

    @exclusive
    def reset(self) -> None:
        """Set every control back to its first value."""
        self.set(**self._first_values)

    @exclusive
    def _on_reset(self) -> None:
        self.reset()
        self._reset_at = monotonic()

    @exclusive
    def _on_change(self) -> None:
        # JupyterLab holds the last value of a slider back until the one before it is handled; a
        # click is sent at once, and overtakes it.
        if monotonic() - self._reset_at < LATE and not self._is_waiting:
            self.reset()
        else:
            self.refresh()

    @exclusive
    def refresh(self) -> None:
        """Compute, draw and describe the current values; an error becomes the message."""
        if self._is_waiting:
            return
        try:
            # Nobody sees a warning from a callback of a slider, so it must not pass silently.
            # Unlike a filter of warnings, this does not touch a cell that runs in another thread.
            with np.errstate(divide="raise", over="raise", invalid="raise"), in_picture_style():
                state = self._compute(**self.values)
                self.picture.draw(state)
                self.picture.render()
                message = self._describe(state)
        except (WrongValue, WrongType) as error:
            self.show_message(f"⚠ Impossible: {error}", is_error=True)
        except Exception as error:
            self.show_error(error)
        else:
            self.show_message(message)

    def show_error(self, error: Exception) -> None:
        """Show an error that the reader's choice does not explain, with the place it comes from."""
        place = traceback.extract_tb(error.__traceback__)[-1]
        kind = type(error).__name__
        message = f"⚠ Error in {place.name}, line {place.lineno}: {kind}: {error}"
        self.show_message(message, is_error=True)

    def show_message(self, message: str, *, is_error: bool = False) -> None:
        """Show a message; where it is an error, fade the picture, which shows something else."""
        self.message = true_minus(message)
        mark = "nnlib-words nnlib-impossible" if is_error else "nnlib-words"
        # A status is read aloud by screen readers when it changes.
        self._status.value = (
            f'<div class="{mark}" role="status" aria-live="polite">'
            f"{html.escape(self.message)}</div>"
        )
        image = self.picture.image
        (image.add_class if is_error else image.remove_class)("nnlib-stale")


def true_minus(text: str) -> str:
    """Return a text with true minus signs in its numbers, as axes and sliders have them.

    >>> true_minus("tanh(-6.0) = -1.0; 2e-07; a re-run of 3-4 steps")
    'tanh(−6.0) = −1.0; 2e−07; a re-run of 3-4 steps'
    """
    return re.sub(r"(?<![\w.])-(?=[\d.])|(?<=\de)-(?=\d)", "−", text)


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
    width: int = SLIDER_WIDTH,
    narrow: int = NARROW_SLIDER_WIDTH,
    **options: Any,
) -> Any:
    """Make a slider for a number, or for an integer where the step is an integer.

    Args:
        label: What it sets, with its unit if it has one.
        value: Its first value.
        low: The lowest value.
        high: The highest value.
        step: How far an arrow key moves it.
        about: What it does, in a sentence; shown when the mouse rests on it.
        width: Of label, track and number together, in pixels, where there is room.
        narrow: The same where there is none.
        **options: More of ipywidgets' own, such as ``readout_format``.

    Raises:
        WrongType: The value is not a number.
        WrongValue: The value is outside the range, or not an integer where it must be one.
    """
    is_integer = isinstance(step, Integral)
    _check_in_range(label, value, low, high, is_integer)
    make = widgets.IntSlider if is_integer else widgets.FloatSlider
    look = _look(label, about, width, narrow)
    return make(value, min=low, max=high, step=step, **look, **options)


def log_slider(
    label: str,
    value: float,
    low: int,
    high: int,
    step: float,
    about: str,
    *,
    narrow: int = NARROW_SLIDER_WIDTH,
) -> Any:
    """Make a slider for a number from 10^low to 10^high; a key moves its exponent by a step.

    The other arguments and the errors are those of ``slider``.
    """
    _check_in_range(label, value, 10.0**low, 10.0**high)
    look = _look(label, about, SLIDER_WIDTH, narrow) | {"readout_format": ".3"}
    made = widgets.FloatLogSlider(value, base=10, min=low, max=high, step=step, **look)
    # Its numbers are longer.
    made.add_class("nnlib-log")
    return made


def _check_in_range(
    name: str, value: Any, low: float, high: float, is_integer: bool = False
) -> None:
    expected = f"expected {'an integer' if is_integer else 'a number'} from {low:g} to {high:g}"
    if not isinstance(value, Real) or isinstance(value, bool):
        raise WrongType(f"{name} is {value!r}, {expected}.")
    number = float(value)
    if not low <= number <= high or (is_integer and not number.is_integer()):
        raise WrongValue(f"{name} is {number:g}, {expected}.")


def choice(
    label: str,
    options: Sequence[str] | Mapping[str, Any],
    value: Any,
    about: str,
    *,
    width: int = 200,
) -> Any:
    """Make a list to choose one of.

    Args:
        label: What it sets.
        options: The names to choose from, or the values by their names.
        value: Its first value.
        about: What it does, in a sentence; shown when the mouse rests on it.
        width: Of label and list together, in pixels.

    Raises:
        WrongValue: The value is not one of the options.
    """
    values = list(options.values()) if isinstance(options, Mapping) else list(options)
    if value not in values:
        names = ", ".join(map(str, values))
        raise WrongValue(f"{label} is {value!r}, expected one of {names}.")
    return widgets.Dropdown(options=options, value=value, **_look(label, about, width, width))


def button(label: str, about: str, **options: Any) -> Any:
    """Make a button as wide as its label."""
    layout = widgets.Layout(width="auto", min_width="84px")
    return widgets.Button(description=label, tooltip=about, layout=layout, **options)


def wrapping_row(children: Sequence[Any]) -> Any:
    """Put widgets side by side, in as many lines as they need."""
    layout = widgets.Layout(flex_flow="row wrap", align_items="center", grid_gap="2px 20px")
    return widgets.HBox(children, layout=layout)


def _look(label: str, about: str, width: int, narrow: int) -> dict[str, Any]:
    layout = widgets.Layout(
        flex=f"1 1 {narrow}px", max_width=f"{width}px", min_width="0", width="auto"
    )
    return {
        "description": label,
        "tooltip": about,
        "style": {"description_width": "initial"},
        "layout": layout,
    }
