"""Where a training step spends its time, part by part, with the matrix products marked."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from nnlib.plots.style import COLORS, text_color


def step_parts(parts: Mapping[str, tuple[float, float]]) -> Axes:
    """Draw where a step spends its time, a bar for each part.

    Args:
        parts: For each part its seconds, and how many of them are matrix products, as
            ``nnlib.course.timing.seconds_by_part`` gives them.

    Returns:
        The axes: matrix products dark and hatched, everything else pale.
    """
    ax = plt.subplots(figsize=(9, 0.42 * len(parts) + 1.2))[1]
    totals, products = (1000 * np.array(column) for column in zip(*parts.values(), strict=True))
    rows = np.arange(len(parts))
    product, rest = COLORS["blue"], COLORS["orange"]
    ax.barh(rows, products, color=product, ec="white", hatch="//", lw=0)
    ax.barh(rows, totals - products, left=products, color=rest, alpha=0.6)
    for row, total in zip(rows, totals, strict=True):
        label = f"{total:.3f}"
        ax.annotate(label, (total, row), xytext=(6, 0), textcoords="offset points", va="center")
    labels = {"hatched: matrix products": product, "plain: everything else": rest}
    for line, (label, color) in enumerate(labels.items()):
        place = (0.98, 0.58 - 0.1 * line)
        ax.text(*place, label, color=text_color(color), ha="right", transform=ax.transAxes)
    ax.set_yticks(rows, list(parts))
    ax.set(
        xlabel="milliseconds a step", xlim=(0, 1.15 * totals.max()), ylim=(len(parts) - 0.4, -0.6)
    )
    ax.grid(visible=False, axis="y")
    return ax
