"""The page of JupyterLite, with what this course adds to it: words on what happens, and offline."""

from __future__ import annotations

import shutil
from pathlib import Path

FILES = Path(__file__).parent / "page"

IN_THE_PAGE = {
    "<title>JupyterLite</title>": "<title>nnlib in the browser</title>",
    "</head>": '<link rel="stylesheet" href="../page.css">\n  </head>',
    "</body>": '<script type="module" src="../page.js"></script>\n  </body>',
    "JupyterLite requires JavaScript": "The course needs JavaScript",
}
"""What is replaced in JupyterLite's page, and by what."""

IN_THE_SERVICE_WORKER = {
    # With its own cache it would forget to use it whenever the browser starts it anew.
    "if(!enableCache)return await fetch(t);": "return await networkFirst(t);",
    # The list of lessons, too, is there without a network.
    't.pathname.includes("/api/")': "/\\/api\\/(?!contents\\/)/.test(t.pathname)",
}

WITH_KERNELS = "await r.handleMessage(e)"
"""By this text, the file of JupyterLite is found that hands messages to the kernels."""

IN_KERNELS = {
    # An error ends Run All, except in a cell that is marked as one that may fail.
    f"await r.ready,{WITH_KERNELS}": f"await r.ready,h.stop=e.content.stop_on_error,{WITH_KERNELS}",
    '"error"===e.content.status&&h.cancel()': '"error"===e.content.status&&h.stop&&h.cancel()',
}


def add_to_pages(site: Path) -> None:
    """Add the files of this course to a site that JupyterLite has made."""
    for name in ("page.js", "site.js", "page.css", "index.html"):
        shutil.copy(FILES / name, site)
    replace(site / "lab/index.html", IN_THE_PAGE)
    replace(site / "service-worker.js", IN_THE_SERVICE_WORKER)
    replace(the_file_with(WITH_KERNELS, site / "build"), IN_KERNELS)
    with open(site / "service-worker.js", "a", encoding="utf-8") as worker:
        worker.write((FILES / "offline.js").read_text(encoding="utf-8"))


def the_file_with(text: str, folder: Path) -> Path:
    """Return the only script in a folder that has a text.

    Raises:
        ValueError: There is none, or several: this is another version of JupyterLite.
    """
    found = [path for path in folder.glob("*.js") if text in path.read_text(encoding="utf-8")]
    if len(found) != 1:
        raise ValueError(f"{len(found)} scripts in {folder} have {text!r}, expected one.")
    return found[0]


def replace(path: Path, texts: dict[str, str]) -> None:
    """Replace texts in a file.

    Raises:
        ValueError: One of them is not there: this is another version of JupyterLite.
    """
    content = path.read_text(encoding="utf-8")
    for old, new in texts.items():
        if old not in content:
            raise ValueError(f"{path} has no {old!r}: is this another version of JupyterLite?")
        content = content.replace(old, new)
    path.write_text(content, encoding="utf-8")
