"""The source of a function or class, for a notebook that has just built the same."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

from IPython.display import Markdown


def show_source(*objects: Callable[..., Any]) -> Markdown:
    """Show the source of functions, methods or classes, without their docstrings.

    Args:
        objects: What to show, in this order.

    Returns:
        A code block that a notebook draws in colour.

    >>> from nnlib import relu
    >>> print(show_source(relu).data)
    ```python
    def relu(x: Array) -> Array:
        return np.maximum(x, 0)
    ```
    """
    code = "\n\n\n".join(_without_docstrings(inspect.getsource(thing)) for thing in objects)
    return Markdown(f"```python\n{code}\n```")  # type: ignore[no-untyped-call]


def _without_docstrings(source: str) -> str:
    source = textwrap.dedent(source)
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
            docstring = node.body[0]
            for number in range(docstring.lineno, (docstring.end_lineno or 0) + 1):
                lines[number - 1] = "\0"
    return "\n".join(line for line in lines if line != "\0").strip("\n")
