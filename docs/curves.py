"""A small drawing of two losses, as SVG in the colours of the page, light or dark."""

import math
from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT = 360, 170
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 12, 30

HIGHEST = 2.5
"""How far up the axis goes, in units of the right answer's largest loss."""

NAMES = {"right": "right answer", "slip": "with the slip"}


def figure(right: Sequence[float], slip: Sequence[float], steps: str) -> str:
    """Return a figure in HTML: the losses with the right answer and with a slip.

    Args:
        right: The losses with the right answer.
        slip: The losses with the slip; where they are not finite, its line ends.
        steps: What the horizontal axis counts, such as "epoch".
    """
    top = min(HIGHEST * max(right), max([*right, *filter(math.isfinite, slip)]))
    low = min(0.0, *right)
    lines = [_line(losses, name, low, top, len(right)) for name, losses in
             (("right", right), ("slip", slip))]  # fmt: skip
    bottom, end = HEIGHT - BOTTOM, WIDTH - RIGHT
    words = (
        f"The loss goes from {in_words(right)} with the right answer, "
        f"from {in_words(slip)} with the slip."
    )
    return "\n".join(
        [
            '<figure class="losses">',
            f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(words)}">',
            f'<path class="axes" d="M{LEFT} {TOP}V{bottom}H{end}"/>',
            f'<text x="{LEFT - 6}" y="{TOP + 5}" text-anchor="end">{top:.2g}</text>',
            f'<text x="{LEFT - 6}" y="{bottom}" text-anchor="end">{low:.2g}</text>',
            f'<text x="{LEFT - 6}" y="{(TOP + bottom) / 2 + 4}" text-anchor="end">loss</text>',
            f'<text x="{LEFT}" y="{HEIGHT - 10}">{0 if steps == "step" else 1}</text>',
            f'<text x="{(LEFT + end) / 2}" y="{HEIGHT - 10}" text-anchor="middle">{steps}</text>',
            f'<text x="{end}" y="{HEIGHT - 10}" text-anchor="end">{_last(right, steps)}</text>',
            *lines,
            "</svg>",
            f"<figcaption>{legend()}<br>{escape(words)}</figcaption>",
            "</figure>",
        ]
    )


def legend() -> str:
    """Return the names of the two lines, each with a piece of it."""
    key = '<svg class="key" viewBox="0 0 30 10" aria-hidden="true"><path class="{}" d="M0 5H30"/>'
    return " &ensp; ".join(f"{key.format(name)}</svg> {words}" for name, words in NAMES.items())


def in_words(losses: Sequence[float]) -> str:
    """Return the first and the last loss.

    >>> in_words([1.0986, 0.5, 0.25])
    '1.10 to 0.25'
    """
    return f"{_number(losses[0])} to {_number(losses[-1])}"


def _number(loss: float) -> str:
    if not math.isfinite(loss):
        return "nan" if math.isnan(loss) else "infinity"
    return f"{loss:.2f}" if 0.005 <= abs(loss) < 1000 else f"{loss:.1e}"


def _last(losses: Sequence[float], steps: str) -> int:
    return len(losses) - (steps == "step")


def _line(losses: Sequence[float], name: str, low: float, top: float, count: int) -> str:
    across = (WIDTH - LEFT - RIGHT) / max(1, count - 1)
    up = (HEIGHT - TOP - BOTTOM) / ((top - low) or 1)
    places = []
    for i, loss in enumerate(losses[:count]):
        if not math.isfinite(loss):
            break
        height = min(max(loss, low), top) - low
        places.append(f"{LEFT + i * across:.1f} {HEIGHT - BOTTOM - height * up:.1f}")
    return f'<path class="{name}" d="M{"L".join(places)}"/>' if places else ""
