"""Slides of each lesson, for a projector: reveal.js and MathJax beside them, so without a network.

``python -m nnlib.course.slides`` makes the folder ``slides``; open ``slides/index.html``. What is
on a slide follows from what a cell is: a heading begins one, a prediction has one of its own, and
what it reveals comes on the next; answers, checks, hints, "Going deeper" and what is for home are
left out. How much fits on a slide is found where it is shown, by ``slides_assets/slides.js``: a
longer one goes on in the next.
"""

import ast
import html
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from nbconvert.filters import markdown2html
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from nnlib.course.editions import (
    NOTEBOOKS,
    OPTIONAL,
    Cell,
    Notebook,
    exercise_of,
    is_machinery,
    predictions_in,
    read,
    sections,
    source_of,
    with_answer,
)
from nnlib.course.files import write_whole
from nnlib.course.home import is_home
from nnlib.errors import MissingPackage, PlainError

SLIDES = NOTEBOOKS.with_name("slides")
"""Where they are made: beside the folder of the lessons."""

ASSETS = Path(__file__).with_name("slides_assets")
"""How the slides look, and how they are cut."""

VENDORED = {
    "sphinx_revealjs": ("_static/revealjs/dist/reveal.js", "_static/revealjs/dist/reveal.css"),
    "mathjax": ("static/mathjax/es5/tex-svg-full.js",),
}
"""The packages that bring reveal.js and MathJax, and the files of theirs that a page needs."""

DETAILS = re.compile(r"<details>\s*<summary>(.*?)</summary>(.*?)</details>", flags=re.DOTALL)
COLOUR = re.compile(r"\x1b\[[\d;]*m")
LINK = re.compile(r"\[([^]]*)\]\((\d\d_\w+|glossary)\.ipynb[^)]*\)")
HEADING = re.compile(r"#+ ")
COURSE_MAP = re.compile(r"\n\*\*You need\*\*.*", flags=re.DOTALL)
READING = re.compile(r"\n\*\*Further reading\*\*.*", flags=re.DOTALL)

NARROW, WIDE = 79, 100
"""How many letters of code fit on a slide, and how many in the smallest letters."""


@dataclass
class Slide:
    """What begins a slide of its own; too long for one, it is cut where it is shown."""

    title: str
    blocks: list[str] = field(default_factory=list)


def make_slides(folder: Path = SLIDES, lessons: Path = NOTEBOOKS) -> list[str]:
    """Make the slides of each lesson, and a page that leads to them.

    Args:
        folder: Where they are put.
        lessons: The folder of the lessons.

    Returns:
        The names of the lessons.

    Raises:
        ImportError: What brings reveal.js and MathJax is not installed.
        OSError: The folder cannot be written.
    """
    for path in [*ASSETS.iterdir(), *_vendored()]:
        (folder / "assets").mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / "assets" / path.name)
    titles = {}
    for path in sorted(lessons.glob("[0-9]*.ipynb")):
        notebook = read(path)
        titles[path.stem] = _title(notebook)
        write_whole(folder / f"{path.stem}.html", slides_of(notebook, path.stem))
    links = (f'<li><a href="{name}.html">{title}</a></li>' for name, title in titles.items())
    rows = f"<ol start=0>{''.join(links)}</ol>"
    write_whole(folder / "index.html", _page("Slides", "index", f"<h1>Slides</h1>{rows}"))
    return list(titles)


def _vendored() -> Iterator[Path]:
    for package, names in VENDORED.items():
        found = find_spec(package)
        if found is None or not found.submodule_search_locations:
            advice = "make slides installs it, and so does pip install --editable '.[slides]'"
            raise MissingPackage(f"{package} is not installed: {advice}.")
        yield from (Path(found.submodule_search_locations[0]) / name for name in names)


def slides_of(notebook: Notebook, name: str) -> str:
    """Return the page with the slides of a lesson.

    Args:
        notebook: The lesson, with its results.
        name: Its name, such as "02_jacobians".
    """
    parts = []
    for slides in stacks(notebook["cells"]):
        inner = "\n".join(
            f'<section data-title="{html.escape(slide.title)}">{"".join(slide.blocks)}</section>'
            for slide in slides
            if slide.blocks
        )
        parts.append(f"<article>\n{inner}\n</article>")
    return _page(_title(notebook), name, "\n".join(parts))


def _title(notebook: Notebook) -> str:
    return html.escape(source_of(notebook["cells"][0]).splitlines()[0].removeprefix("# "))


def _page(title: str, name: str, content: str) -> str:
    page = (ASSETS / "page.html").read_text(encoding="utf-8")
    style = HtmlFormatter(style="default").get_style_defs("pre")
    for word, value in (("TITLE", title), ("NAME", name), ("STYLE", style), ("CONTENT", content)):
        page = page.replace(f"<!-- {word} -->", value)
    return page


def stacks(cells: list[Cell]) -> list[list[Slide]]:
    """Return for each section of the main path of a lesson what is on its slides."""
    return [
        list(_slides(section, title))
        for title, section in sections(cells)
        if not title.startswith(OPTIONAL) and not all(map(is_home, section))
    ]


def _slides(section: list[Cell], title: str) -> Iterator[Slide]:
    """Yield what is on the slides of a section."""
    slide = Slide(title)
    for cell in filter(_is_shown, section):
        for begins, blocks in _pieces(cell):
            if begins and not _has_only_heading(slide):
                yield slide
                slide = Slide(title)
            slide.blocks += blocks
    yield slide


def _has_only_heading(slide: Slide) -> bool:
    return re.fullmatch(r"(<h\d.*</h\d>)?", "".join(slide.blocks).strip()) is not None


def _is_shown(cell: Cell) -> bool:
    """Whether a cell is on the slides: nothing for home, no check, nothing that only prepares."""
    _, role = exercise_of(cell)
    if role == "check" or is_home(cell):
        return False
    if cell["cell_type"] != "code":
        return True
    return not is_machinery(cell, source_of(cell)) and not _only_imports(source_of(cell))


def _only_imports(source: str) -> bool:
    """Whether a cell imports, sets how numbers and figures look, and does nothing else."""
    return source.startswith(("import ", "from ")) and all(
        isinstance(each, ast.Import | ast.ImportFrom)
        or (isinstance(each, ast.Expr) and re.search(r"use_\w+|set_\w+", ast.unparse(each)))
        for each in ast.parse(source).body
    )


def _pieces(cell: Cell) -> Iterator[tuple[bool, list[str]]]:
    """Yield the blocks of a cell, and whether they begin a slide."""
    source = with_answer(source_of(cell))
    if cell["cell_type"] == "markdown":
        yield from _text(source, is_task=exercise_of(cell)[1] == "task")
    elif "Prediction(" in source:
        yield from _questions(source)
    else:
        yield ".reveal(" in source, [_code(source), *_results(cell)]


def _questions(source: str) -> Iterator[tuple[bool, list[str]]]:
    """Yield each prediction for a slide of its own, after the code in front of it."""
    before = _before_prediction(source)
    if before:
        yield False, [_code(before)]
    for _, question, choices in predictions_in(source):
        letters = "".join(f"<li>{html.escape(choice)}</li>" for choice in choices)
        yield True, ["<h3>Predict</h3>", f"<p>{html.escape(question)}</p><ol type=A>{letters}</ol>"]
    yield True, []


def _text(source: str, is_task: bool) -> Iterator[tuple[bool, list[str]]]:
    """Yield a text: a heading begins a slide, and what is folded comes on the next."""
    source = READING.sub("", COURSE_MAP.sub("", source))
    source = LINK.sub(lambda m: m[1] if m[2] == "glossary" else f"[{m[1]}]({m[2]}.html)", source)
    if is_task:  # the hint is for those who write
        source = DETAILS.sub("", source)
    text, *folded = DETAILS.split(source)
    yield bool(HEADING.match(text)), [_html(text)]
    for summary, answer, after in zip(folded[::3], folded[1::3], folded[2::3], strict=True):
        yield True, [_html(f"### {summary}\n{answer}")]
        yield False, [_html(after)]


def _html(text: str) -> str:
    return markdown2html(text.strip()) if text.strip() else ""


def _before_prediction(source: str) -> str:
    """Return the lines of a cell that come before its prediction."""
    first = next(
        node.lineno
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign) and "Prediction(" in ast.unparse(node)
    )
    return "\n".join(source.splitlines()[: first - 1])


def _code(source: str) -> str:
    formatter = HtmlFormatter(style="default", nowrap=True)
    return _block("code", source, highlight(source, PythonLexer(), formatter))


def _output(text: str) -> str:
    return _block("output", text, html.escape(text))


def _block(kind: str, text: str, content: str) -> str:
    """Return lines of equal width, in smaller letters where one of them is very long."""
    width = min(max((len(line) for line in text.splitlines()), default=0), WIDE)
    style = f' style="font-size: {NARROW / width:.3f}em"' if width > NARROW else ""
    return f'<div class="lines"><pre class="{kind}"{style}>{content.strip()}</pre></div>'


def _results(cell: Cell) -> Iterator[str]:
    """Yield the results of a cell as they are stored; what moves is shown live."""
    printed = ""
    for output in cell["outputs"]:
        if output["output_type"] == "stream":
            printed += "".join(output["text"])
            continue
        if printed:
            yield _output(printed)
        printed = ""
        yield from _result(output, cell["metadata"].get("alt", ""))
    if printed:
        yield _output(printed)


def _result(output: dict[str, Any], alt: str) -> Iterator[str]:
    """Yield what is seen of one result: a figure, a text, an exception, code."""
    data = {
        kind: "".join(each) for kind, each in output.get("data", {}).items() if "json" not in kind
    }
    if output["output_type"] == "error":
        yield _output(COLOUR.sub("", "\n".join(output["traceback"])))
    elif "image/png" in data:
        alt = output.get("metadata", {}).get("image/png", {}).get("alt", alt)
        source = f"data:image/png;base64,{data['image/png'].strip()}"
        yield f'<img alt="{html.escape(alt)}" src="{source}">'
    elif "text/markdown" in data:
        yield from _source_shown(data["text/markdown"])
    elif "run this cell" in data["text/plain"]:
        yield '<p class="live">Shown live, in the notebook.</p>'
    elif "batch/s" not in data["text/plain"]:  # no progress bar, which moves
        yield _output(data["text/plain"])


def _source_shown(text: str) -> Iterator[str]:
    """Yield code that a cell shows as text, and what stands around it."""
    for number, part in enumerate(re.split(r"```(?:python)?\n(.*?)```", text, flags=re.DOTALL)):
        yield _code(part) if number % 2 else _html(part)


def main() -> int:
    """Make the slides."""
    try:
        names = make_slides()
    except PlainError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Slides of {len(names)} lessons are ready: open slides/index.html.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
