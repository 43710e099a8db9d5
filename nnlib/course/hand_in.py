"""Handing in a lesson without a server: one zip file, to be sent to the teacher."""

import io
import json
import os
import re
import time
import zipfile
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from nnlib.course.files import problem_named, write_whole
from nnlib.course.progress import noted
from nnlib.errors import MissingFile

NOTE = "hand_in.json"
"""The file in the zip that says who hands in what."""

IN_GRADING = "NBGRADER_EXECUTION"
"""The environment variable that nbgrader sets while it grades: then nothing is handed in."""

A_WHILE = 60
"""Seconds after which it is likely that more was written than was saved."""


def hand_in(lesson: str, name: str) -> None:
    """Put a lesson, as it was last saved, into a zip file: the notebook, and a page to read.

    In the browser edition the file is in the list of files, from which it can be downloaded, and
    has no page.

    Args:
        lesson: The name of the notebook, such as "02_jacobians".
        name: Your name, as your teacher has it in the list.

    Raises:
        FileNotFoundError: There is no such notebook in this folder.
        OSError: The notebook cannot be read, or the zip file not be written.
    """
    if os.environ.get(IN_GRADING):
        return
    if not name.strip():
        print("Write your name between the quotation marks, and run this cell again.")
        return
    path = Path(f"{lesson}.ipynb")
    if not path.exists():
        raise MissingFile(f"{path} is not in this folder ({Path.cwd()}).")
    with problem_named(path, "read"):
        text = path.read_text(encoding="utf-8")
        saved = path.stat().st_mtime
    target = Path(f"{lesson}_{_plain(name)}.zip")
    when = _time(saved)
    note = {"name": name.strip(), "lesson": lesson, "parts": noted(), "saved": when}
    write_whole(target, _zip(note, text))
    print(f"{target} is ready to be sent. It has what was saved at {when}.")
    if time.time() - saved > A_WHILE:
        print("If you have written something since: save (Ctrl + S), and run this cell again.")


def _zip(note: dict[str, Any], notebook: str) -> bytes:
    """Return a zip file with the note, the notebook and, if possible, the notebook as a page."""
    content = io.BytesIO()
    lesson = note["lesson"]
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(NOTE, json.dumps(note, ensure_ascii=False))
        file.writestr(f"{lesson}.ipynb", notebook)
        if find_spec("nbconvert"):  # it is not in a browser, and a grader needs no page
            file.writestr(f"{lesson}.html", _page(notebook))
    return content.getvalue()


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).isoformat(sep=" ", timespec="minutes")


def _plain(name: str) -> str:
    """Return a name that any system takes as part of a file's name."""
    return re.sub(r"[^\w]+", "_", name.strip()).strip("_")[:60] or "no_name"


def _page(notebook: str) -> str:
    """Return the notebook with its results, as a page that any browser shows."""
    import nbformat
    from nbconvert import HTMLExporter

    exporter = HTMLExporter()  # type: ignore[no-untyped-call]
    node = nbformat.reads(notebook, as_version=4)  # type: ignore[no-untyped-call]
    return str(exporter.from_notebook_node(node)[0])
