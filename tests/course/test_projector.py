"""Letters for a projector: what is displayed, and that it is taken back."""

from unittest.mock import patch

from nnlib.course.projector import projector


def displayed(on):
    with patch("nnlib.course.projector.publish_display_data") as publish:
        projector(on)
    (bundle,), options = publish.call_args
    return bundle["text/html"], options


def test_style_is_shown_and_the_same_display_is_emptied():
    style, first = displayed(True)
    nothing, second = displayed(False)
    assert style.startswith("<style>")
    assert nothing == ""
    assert second == {**first, "update": True}
    assert first["update"] is False
