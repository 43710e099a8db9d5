"""The source of a function or class, shown in a notebook that has just built the same."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

from IPython.display import Markdown

from nnlib.course.editions import without_markers
from nnlib.errors import WrongType


def show_source(*objects: Callable[..., Any]) -> Markdown:
    """Show the source of functions, methods or classes, without their docstrings.

    Args:
        objects: What to show, in this order.

    Returns:
        A code block that a notebook shows in colour.

    Raises:
        TypeError: An object is not written in Python, as NumPy's functions, or has no source.

    >>> from nnlib import relu
    >>> print(show_source(relu).data)
    ```python
    @elementwise
    def relu(x: Array) -> Array:
        return np.maximum(x, 0)
    ```
    """
    code = "\n\n\n".join(_without_docstrings(_source(each)) for each in objects)
    return Markdown(f"```python\n{code}\n```")  # type: ignore[no-untyped-call]


def show_class(kind: type) -> Markdown:
    """Show a class by its methods as they are now, also where they were attached one by one.

    Docstrings are left out, and the lines that mark a solution for a grader.

    Args:
        kind: A class that has methods written in Python.

    Returns:
        A code block that a notebook shows in colour.
    """
    bases = ", ".join(base.__name__ for base in kind.__bases__ if base is not object)
    methods = [each for each in vars(kind).values() if inspect.isfunction(each)]
    body = "\n\n".join(without_markers(_without_docstrings(_source(each))) for each in methods)
    head = f"class {kind.__name__}({bases}):" if bases else f"class {kind.__name__}:"
    code = f"{head}\n{textwrap.indent(body, '    ')}"
    return Markdown(f"```python\n{code}\n```")  # type: ignore[no-untyped-call]


def _source(thing: Any) -> str:
    try:
        return textwrap.dedent(inspect.getsource(thing))
    except (TypeError, OSError):
        got = f"{getattr(thing, '__name__', repr(thing))} ({type(thing).__name__})"
        expected = "a function, method or class that is written in Python"
        raise WrongType(f"{got} has no source, expected {expected}.") from None


def _without_docstrings(source: str) -> str:
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        # A docstring that is the whole body stays.
        if ast.get_docstring(node) and len(node.body) > 1:
            docstring = node.body[0]
            for number in range(docstring.lineno, (docstring.end_lineno or 0) + 1):
                lines[number - 1] = "\0"
    return "\n".join(line for line in lines if line != "\0").strip("\n")
