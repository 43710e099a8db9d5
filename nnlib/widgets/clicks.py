"""Points that are set by clicking: a transparent canvas over the plane of a picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets
from ipycanvas import Canvas
from traitlets import Unicode

from nnlib.widgets.base import Picture, button, choice, exclusive, wrapping_row

__all__ = ["Clicks"]

FIRST: tuple[tuple[float, float, int], ...] = ((-0.5, 0.0, 0), (0.5, 0.0, 1))
"""One point of each class, which are always there."""

CANVAS_SIDE = 400
"""In pixels of its own; on the page it is as large as the plane."""

MOST = 500
"""How many points can be set."""


class PlaneCanvas(Canvas):  # type: ignore[misc]
    """A canvas with a title: its name for screen readers."""

    # ipywidgets shows a tooltip only where there is a description too, and a canvas has none.
    description = Unicode("").tag(sync=True)


class Clicks:
    """Points in the plane of a picture, set by clicks, and the buttons that belong to them.

    Args:
        picture: The picture.
        plane: The place of the plane in it: left, bottom, width and height, in pixels.
        extent: Left, right, bottom and top of the plane, in the units of the points.
        changed: Called after each change.

    Attributes:
        points: For each point its place and its class, 0 or 1.
        row: The controls.
        over_picture: The picture with the canvas over it.
    """

    def __init__(
        self,
        picture: Picture,
        plane: tuple[int, int, int, int],
        extent: tuple[float, float, float, float],
        changed: Callable[[], None],
    ) -> None:
        self.points: list[tuple[float, float, int]] = list(FIRST)
        self._extent, self._changed = extent, changed
        classes = {"● blue, 0": 0, "■ orange, 1": 1}
        self.next_class = choice("click sets", classes, 0, "The class of the next point")
        self.undo_button = button("Undo", "Remove the last point")
        self.undo_button.on_click(lambda _: self._remove(1))
        self.clear_button = button("Clear", "Remove all points but the first two")
        self.clear_button.on_click(lambda _: self._remove(MOST))
        self.row = wrapping_row([self.next_class, self.undo_button, self.clear_button])
        self.canvas = self._make_canvas()
        self.over_picture = _lay_over(picture, self.canvas, plane)
        self.show(False)

    def _make_canvas(self) -> Any:
        about = "A plane to set points on, with the mouse or a finger"
        canvas = PlaneCanvas(width=CANVAS_SIDE, height=CANVAS_SIDE, tooltip=about)
        canvas.add_class("nnlib-plane")
        canvas.on_mouse_down(self._click)
        canvas.on_touch_start(lambda touches: self._click(*touches[0]))
        canvas.on_key_down(self._leave)
        return canvas

    def _leave(self, key: str, shift: bool, *_: bool) -> None:
        # The canvas swallows every key, so without this the keyboard could not leave it.
        if key == "Tab":
            (self.clear_button if shift else self.next_class).focus()

    @exclusive
    def _click(self, x: float, y: float) -> None:
        if len(self.points) < MOST:
            left, right, bottom, top = self._extent
            across, up = x / CANVAS_SIDE, 1 - y / CANVAS_SIDE
            place = left + across * (right - left), bottom + up * (top - bottom)
            self.points.append((round(place[0], 2), round(place[1], 2), self.next_class.value))
            self._changed()

    @exclusive
    def _remove(self, count: int) -> None:
        if len(self.points) > len(FIRST):
            del self.points[max(len(FIRST), len(self.points) - count) :]
            self._changed()

    def clear(self) -> None:
        """Go back to the first two points, without a call of ``changed``."""
        self.points = list(FIRST)

    def show(self, is_used: bool) -> None:
        """Show the controls, and let clicks on the plane set points; or do neither."""
        for each in (self.row, self.canvas):
            each.layout.display = "" if is_used else "none"


def _lay_over(picture: Picture, canvas: Any, plane: tuple[int, int, int, int]) -> Any:
    """Return a box with a picture, and over the plane in it a canvas that shrinks along with it."""
    width, height = picture.figure.bbox.size
    left, bottom, across, up = plane
    edges = {"left": left / width, "top": 1 - (bottom + up) / height}
    edges |= {"width": across / width, "height": up / height}
    rules = "; ".join(f"{name}: {part:.4%}" for name, part in edges.items())
    sheet = widgets.HTML(
        f"""<style>
.nnlib-explorer .nnlib-over {{ position: relative; max-width: calc(100% - 4px); }}
.nnlib-explorer .nnlib-over .nnlib-picture {{ display: block; max-width: 100%; margin: 0; }}
.nnlib-explorer .nnlib-plane {{ position: absolute; margin: 0; cursor: crosshair; {rules}; }}
</style>""",
        layout=widgets.Layout(display="none"),
    )
    layout = widgets.Layout(display="block", width=f"{width:.0f}px", overflow="visible")
    box = widgets.Box([sheet, picture.image, canvas], layout=layout)
    box.add_class("nnlib-over")
    return box
