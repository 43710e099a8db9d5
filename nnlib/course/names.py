"""Which names a cell of code defines, and which it uses."""

import ast
from collections.abc import Iterator


def names_in(source: str) -> tuple[set[str], set[str]]:
    """Return the names that a cell defines without importing them, and those that it uses.

    What gets an attribute counts as defined: it is another thing from then on.

    >>> defined, used = names_in("Network.fit = lesson.fit(fit)")
    >>> sorted(defined), sorted(used)
    (['Network'], ['Network', 'fit', 'lesson'])
    """
    nodes = list(ast.walk(ast.parse(source)))
    names = [node for node in nodes if isinstance(node, ast.Name)]
    defined = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    defined |= {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    defined |= {n.value.id for n in _attributes_set(nodes) if isinstance(n.value, ast.Name)}
    return defined, {node.id for node in names if isinstance(node.ctx, ast.Load)}


def _attributes_set(nodes: list[ast.AST]) -> Iterator[ast.Attribute]:
    return (n for n in nodes if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store))


def bound_in(source: str) -> set[str]:
    r"""Return all names that get a value in a cell: defined, imported, or arguments of a function.

    >>> sorted(bound_in("import numpy as np, os.path\nf = lambda x: x"))
    ['f', 'np', 'os', 'x']
    """
    nodes = list(ast.walk(ast.parse(source)))
    imported = {n.asname or n.name.split(".")[0] for n in nodes if isinstance(n, ast.alias)}
    arguments = {node.arg for node in nodes if isinstance(node, ast.arg)}
    return names_in(source)[0] | imported | arguments
