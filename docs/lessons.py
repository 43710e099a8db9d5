"""The lessons as pages: answers folded under their exercises, results kept, explorers shown.

They are made from ``notebooks/`` into the folder that Sphinx reads; git has no second copy.
"""

import base64
import re
from collections.abc import Iterator
from pathlib import Path

from docs import explorers
from nnlib.course.editions import (
    NOTEBOOKS,
    Cell,
    Notebook,
    exercise_of,
    for_learners,
    read,
    source_of,
    text_of,
)

WIDGET = "application/vnd.jupyter.widget-view+json"
LITE = "lite/lab/index.html?path="
"""Where the edition that runs in the browser is, beside the site."""

MAP = re.compile(r"\n\*\*All lessons:\*\* (.*)")
"""The map of the course in the first cell of a lesson: here the sidebar shows the same."""

MINUTES = re.compile(r"\*\*It takes\*\* about (\d+) minutes")

TO_A_HEADING = re.compile(r"\]\(#[^)]+\)")

OPEN = """\
<p class="open-lesson"><a href="../{lite}{name}.ipynb">Open this lesson in the browser</a>:
write, check and explore, with nothing to install.
Here you read it with all its results.</p>
"""


def all_lessons() -> dict[str, Notebook]:
    """Return the sixteen lessons by name, such as "02_jacobians", with their answers."""
    return {path.stem: read(path) for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))}


def write_pages(folder: Path) -> None:
    """Write a page for each lesson, the glossary, and the page of the course."""
    (folder / "lessons").mkdir()
    notebooks = all_lessons()
    for name, notebook in notebooks.items():
        (folder / f"lessons/{name}.ipynb").write_text(text_of(for_the_site(notebook, name)))
    glossary = read(NOTEBOOKS / "glossary.ipynb")
    # Jupyter keeps the capitals of a heading in its address, Sphinx does not.
    page = TO_A_HEADING.sub(lambda found: found[0].lower(), text_of(glossary))
    (folder / "lessons/glossary.ipynb").write_text(page)
    for page, text in (("course.md", table_of(notebooks)), ("index.md", contents_of(notebooks))):
        path = folder / page
        path.write_text(path.read_text().replace("{lessons}", text))


def for_the_site(notebook: Notebook, name: str) -> Notebook:
    """Return the edition of a lesson for the site.

    Args:
        notebook: The lesson, with its answers.
        name: Its name, such as "02_jacobians".
    """
    # What a check said of the answer would be untrue under the empty body that is shown.
    results = {
        cell["id"]: [] if exercise_of(cell)[1] == "check" else cell.get("outputs", [])
        for cell in notebook["cells"]
    }
    edition = for_learners(notebook)
    for cell in edition["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [
                shown for each in results[cell["id"]] for shown in _shown(each, cell, name)
            ]
            cell["metadata"] |= _settings_of(cell)
    first = edition["cells"][0]
    title, text = source_of(first).split("\n", 1)
    text = MAP.sub("", text)
    first["source"] = f"# {name[:2]}: {title[2:]}\n\n{OPEN.format(lite=LITE, name=name)}{text}"
    return edition


def _settings_of(cell: Cell) -> Cell:
    """What myst-nb must know of a cell: the alternative text of its figure, what is folded."""
    alt = cell["metadata"].get("alt") or explorers.alt_of(source_of(cell))
    settings = {"mystnb": {"image": {"alt": alt}}} if alt else {}
    tags = list(cell["metadata"].get("tags", []))
    if cell["metadata"].get("jupyter", {}).get("source_hidden"):
        tags.append("hide-input")
    if ".reveal(" in source_of(cell):  # a prediction, to which the reader first has an answer
        tags.append("hide-output")
    return {**settings, "tags": tags}


def _shown(output: Cell, cell: Cell, name: str) -> Iterator[Cell]:
    """Yield what a page shows for an output: of a widget the question, or a picture of it."""
    data = output.get("data", {})
    if WIDGET not in data:
        yield output
    elif "text/html" in data:  # a prediction
        yield {**output, "data": {"text/html": data["text/html"]}}
    elif explorer := explorers.named_in(source_of(cell)):
        picture = base64.b64encode(explorers.picture_of(explorer)).decode()
        yield {**output, "data": {"image/png": picture, "text/plain": ""}}
        words = (
            f'<p class="explorer">A picture of it. To move it, <a href="../{LITE}{name}.ipynb">open'
            " this lesson in the browser</a>, or run the cell in JupyterLab.</p>"
        )
        yield {**output, "data": {"text/html": words, "text/plain": ""}}


def contents_of(notebooks: dict[str, Notebook]) -> str:
    """Return what the sidebar shows: the number and the short title of each lesson."""
    found = MAP.search(source_of(notebooks["00_start_here"]["cells"][0]))
    assert found is not None
    titles = re.findall(r"\d\d [^]*]+", found[1])
    lines = zip(notebooks, titles, strict=True)
    return "\n".join(f"{title} <lessons/{name}>" for name, title in lines)


def table_of(notebooks: dict[str, Notebook]) -> str:
    """Return the table of the course: each lesson, its question, its minutes."""
    rows = ["| lesson | the question it answers | minutes |", "|---|---|---|"]
    for name, notebook in notebooks.items():
        first = source_of(notebook["cells"][0])
        question = first.splitlines()[0].removeprefix("# ")
        minutes = MINUTES.search(first)
        about = minutes[1] if minutes else ""
        rows.append(f"| {name[:2]} | [{question}](lessons/{name}.ipynb) | {about} |")
    return "\n".join(rows)
