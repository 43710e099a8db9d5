"""Compiles packages for the browser: it runs in Pyodide, whose Python then need not do it."""

import io
import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc  # type: ignore[attr-defined]

SITE = "/lib/python3.12/site-packages"
"""Where a package will be: what an error names."""

PYTHONS_OWN = "/lib/python312.zip"
"""Where Python's own modules will be: in the zip file as it is."""

UNCHECKED = (b"\0" * 8, False)
"""A hash of the source that is not looked at, as there is no source beside it."""


def compile_package(path: str) -> None:
    """Put compiled modules in the place of their sources, in a zip file."""
    content = io.BytesIO()
    folder = PYTHONS_OWN if path.endswith("python_stdlib.zip") else SITE
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(content, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith(".py"):
                code = compile(data, f"{folder}/{name}", "exec", dont_inherit=True)
                name, data = f"{name}c", _code_to_hash_pyc(code, *UNCHECKED)
            new.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    with open(path, "wb") as file:
        file.write(content.getvalue())
