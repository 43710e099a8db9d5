"""What the tests of the explorers share."""

import gc
import io
import itertools
import os

import matplotlib.pyplot as plt
import numpy as np
import psutil
import pytest
from PIL import Image

MOVES = pytest.mark.parametrize("times", [50, pytest.param(500, marks=pytest.mark.exhaustive)])
"""How often an explorer is moved to see whether something piles up."""


def seen(explorer):
    """What a reader sees: the message, and the bytes of the picture."""
    return explorer.message, explorer.picture.image.value


def assert_every_control_is_seen(explorer, moves):
    """Move each control alone, and assert that message and picture follow; then reset."""
    assert set(moves) == set(explorer.controls)
    first = seen(explorer)
    for name, value in moves.items():
        explorer.set(**{name: value})
        message, picture = seen(explorer)
        assert not message.startswith("⚠ Error"), message
        assert picture != first[1], name
        explorer.reset_button.click()
        assert seen(explorer) == first, name


def assert_nothing_piles_up(times, explorer, control, values, changes=({},)):
    """Move a control many times, and assert that neither memory nor figures nor objects grow.

    After each tenth of the moves another of the ``changes`` is made, after which all is drawn anew.
    """
    small = itertools.cycle([{control: value} for value in values])
    large = itertools.cycle(changes)
    turns = (next(small if i % (times // 10) else large) for i in itertools.count())

    def move(count):
        for _ in range(count):
            explorer.set(**next(turns))
        gc.collect()
        return len(gc.get_objects()), psutil.Process(os.getpid()).memory_info().rss

    figures = plt.get_fignums()
    objects, memory = move(1 + times // 5)
    objects_after, memory_after = move(times)
    assert plt.get_fignums() == figures
    assert objects_after - objects < max(20, times // 5)  # what is drawn first may be kept
    assert memory_after - memory < 10e6


def assert_nothing_is_cut(explorer):
    """Assert that nothing in the picture reaches its border: no label, no title, no marker."""
    image = np.asarray(Image.open(io.BytesIO(explorer.picture.image.value)))
    border = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    assert (border == 255).all(), explorer.message


def drawn_anew(explorer, **values):
    """Set controls, and return the parts of the picture that were drawn anew for it.

    To draw axes with all their numbers takes far longer than to move what changes in them.
    """
    picture, drawn = explorer.picture, []
    draw_alone = picture._draw_alone

    def watched(part):
        drawn.append(part)
        return draw_alone(part)

    picture._draw_alone = watched
    axes = list(picture.figure.axes)
    explorer.set(**values)
    picture._draw_alone = draw_alone
    assert picture.figure.axes == axes, "a redraw makes no new axes"
    return drawn
