"""No test finds what another one has left, in whatever order they are run."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

WIDTH = mpl.rcParamsDefault["lines.linewidth"]


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_one_test_leaves_the_next_one_does_not_find(turn):
    assert plt.get_fignums() == []
    assert mpl.rcParams["lines.linewidth"] == WIDTH
    plt.figure()
    mpl.rcParams["lines.linewidth"] = WIDTH + 1
