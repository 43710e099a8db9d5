"""The teacher's guide as pages: the same that ``make class`` writes."""

import re
from pathlib import Path

from docs.lessons import all_lessons
from nnlib.course.guide import guide_to
from nnlib.course.guide_course import guide_to_course

TO_A_LESSON = re.compile(r"\]\((\w+\.ipynb)")
"""A link of a lesson to another one, which here lie in a folder of their own."""


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
        page = TO_A_LESSON.sub(r"](../lessons/\1", guide_to(notebook, name[:2]))
        (folder / f"{name}.md").write_text(page)
