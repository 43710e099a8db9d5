"""The teacher's guide as pages: the same that ``make class`` writes."""

from pathlib import Path

from docs.lessons import all_lessons
from nnlib.course.guide import guide_to
from nnlib.course.guide_course import guide_to_course


def write_pages(folder: Path) -> None:
    """Write the guide to the course below what the site says to teachers, and one to each lesson.

    Args:
        folder: Has ``index.md``, in which ``{guide}`` stands for the guide to the course.
    """
    notebooks = all_lessons()
    index = folder / "index.md"
    guide = guide_to_course(notebooks).split("\n", 1)[1]  # the page has a title of its own
    index.write_text(index.read_text().replace("{guide}", guide))
    for name, notebook in notebooks.items():
        (folder / f"{name}.md").write_text(guide_to(notebook, name[:2]))
