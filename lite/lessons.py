"""The lessons of the browser edition: the workbook's, with what is different in a browser."""

from __future__ import annotations

from pathlib import Path

from nnlib.course.editions import NOTEBOOKS, Cell, Notebook, for_learners, read, text_of

TEXTS = Path(__file__).parent
KERNEL = {"name": "python", "display_name": "Python (in the browser)", "language": "python"}

WELCOME = "00_start_here"
"""The lesson that begins with what is different in a browser."""

NEEDS_AN_INSTALLATION = "15_mnist"
"""The lesson that is not there: only its beginning, and what it needs."""


def write_lessons(folder: Path, lessons: Path = NOTEBOOKS) -> None:
    """Write the notebooks of the browser edition into a folder."""
    for path in sorted(lessons.glob("*.ipynb")):
        edition = for_browser(path.stem, read(path))
        (folder / path.name).write_text(text_of(edition), encoding="utf-8")


def for_browser(name: str, lesson: Notebook) -> Notebook:
    """Return the edition of a lesson that runs in a browser."""
    edition = for_learners(lesson)
    if name == NEEDS_AN_INSTALLATION:
        edition["cells"] = [edition["cells"][0], _text("lesson_15")]
    elif name == WELCOME:
        edition["cells"].insert(1, _text("welcome"))
    elif name[0].isdigit():
        edition["cells"].insert(1, _text("every_lesson"))
    edition["metadata"]["kernelspec"] = KERNEL
    return edition


def _text(name: str) -> Cell:
    """Return a cell with one of the texts that stand beside this file."""
    text = (TEXTS / f"{name}.md").read_text(encoding="utf-8").rstrip()
    return {
        "cell_type": "markdown",
        "id": f"in-the-browser-{name.replace('_', '-')}",
        "metadata": {},
        "source": text.splitlines(keepends=True),
    }
