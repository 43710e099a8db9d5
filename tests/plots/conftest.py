"""Figures are drawn without a window, and closed after each test."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest


@pytest.fixture(autouse=True)
def _without_windows():
    mpl.use("agg")
    yield
    plt.close("all")
