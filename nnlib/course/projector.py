"""Larger letters in JupyterLab, for a projector: ``projector()`` in a cell, and back again."""

from IPython.display import publish_display_data

STYLE = """<style>
.jp-Notebook { container-type: inline-size; }
.jp-Notebook .jp-Cell {
  --jp-code-font-size: clamp(13px, calc((100cqw - 110px) / 48), 28px);
  --jp-content-font-size1: calc(1.15 * var(--jp-code-font-size));
  --jp-ui-font-size1: var(--jp-code-font-size);
  --jp-widgets-font-size: var(--jp-code-font-size);
  --jp-cell-prompt-width: 48px;
  --jp-cell-padding: 2px;
}
.jp-Notebook .jp-InputPrompt, .jp-Notebook .jp-OutputPrompt { font-size: 12px; }
.jp-Notebook .jp-RenderedImage img {
  width: calc(100cqw - 130px);
  max-width: 160vh;
}
</style>
Letters for a projector: <code>projector(False)</code> takes them back."""
"""A line of code has 79 letters of 0.6 of their size each, which makes 48; the rest is margin."""

NAME = "nnlib-projector"
"""What the displays of it are called, so that they can be taken back."""


def projector(on: bool = True) -> None:
    """Make the letters as large as lines of 79 fit into the notebook, and its figures as wide.

    At 1024 × 768, with the file browser closed (Ctrl + B), code has letters of 18 pixels in place
    of 13. It lasts until it is taken back, or until the notebook is closed.

    Args:
        on: Whether letters are to be large; False takes it back.
    """
    bundle = {"text/html": STYLE if on else "", "text/plain": ""}
    shown = {"transient": {"display_id": NAME}, "update": not on}
    publish_display_data(bundle, **shown)  # type: ignore[no-untyped-call]
