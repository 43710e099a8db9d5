"""What all figures share: how numbers are written, and the colours of classes."""

import numpy as np
import pytest

from nnlib.plots.style import CLASS_COLORS, COLORS, MARKERS, as_text


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (-1.5, ".2f", "−1.50"),
        (-0.001, ".2f", "0.00"),
        (-0.0, "g", "0"),
        (1e-5, ".1e", "1.0e−05"),
        (-12345.6, ",.0f", "−12,346"),
        (np.float32(-0.25), ".3g", "−0.25"),
        (np.int64(-3), ".1f", "−3.0"),
        (True, ".0f", "1"),
        (-np.inf, ".2f", "−inf"),
    ],
)
def test_numbers_are_written_with_a_true_minus_sign_and_0_without_any(number, form, text):
    assert as_text(number, form) == text


def test_each_class_has_a_colour_and_a_marker_of_its_own():
    assert set(CLASS_COLORS) == set(COLORS.values())
    assert len(set(MARKERS)) == len(MARKERS) == len(CLASS_COLORS)
