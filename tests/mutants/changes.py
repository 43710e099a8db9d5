"""What is changed in a module to make a mutant of it: one place in its syntax tree."""

import ast
from collections.abc import Iterator
from copy import copy
from typing import NamedTuple

SWAPS: dict[type, type] = {
    **{ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt},
    **{ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is},
    **{ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And},
    **{ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult},
    **{ast.Pow: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.BitAnd: ast.BitOr},
}
"""What each operator becomes."""

NOT_RUN = {"annotation", "returns", "format_spec"}
"""Fields of the syntax tree that hold types, or how a number is printed."""


class Change(NamedTuple):
    """Another node in the place of one that ``owner`` has in a field, or in a list in it."""

    owner: ast.AST
    field: str
    index: int | None
    new: ast.AST
    old: ast.AST
    where: str
    statement: ast.stmt
    functions: tuple[ast.AST, ...]

    def put(self, node: ast.AST) -> None:
        """Set the place to a node: ``put(change.new)`` makes the mutant."""
        if self.index is None:
            setattr(self.owner, self.field, node)
        else:
            getattr(self.owner, self.field)[self.index] = node

    def __str__(self) -> str:
        before = ast.unparse(self.statement).splitlines()
        self.put(self.new)
        # A statement that is itself replaced is found in its place.
        is_whole = self.old is self.statement
        after = ast.unparse(self.new if is_whole else self.statement).splitlines()
        self.put(self.old)
        pairs = zip(before, [*after, *[""] * len(before)], strict=False)
        was, becomes = next((a.strip(), b.strip()) for a, b in pairs if a != b)
        return f"{self.where}: {was}  ->  {becomes}"


def changes_of(tree: ast.Module, name: str) -> Iterator[Change]:
    """Yield every change of a module: a mutant has one of them."""
    yield from _below(tree, name, tree.body[0], ())


def _below(
    owner: ast.AST, where: str, statement: ast.stmt, functions: tuple[ast.AST, ...]
) -> Iterator[Change]:
    for field, value in ast.iter_fields(owner):
        nodes = enumerate(value) if isinstance(value, list) else [(None, value)]
        for index, node in nodes:
            if not isinstance(node, ast.AST) or field in NOT_RUN or _is_not_run(node):
                continue
            inner = node if isinstance(node, ast.stmt) else statement
            is_named = isinstance(node, ast.FunctionDef | ast.ClassDef)
            path = f"{where}.{node.name}" if is_named else where
            around = (node, *functions) if isinstance(node, ast.FunctionDef) else functions
            for new in _variants(node, owner, field):
                if ast.dump(new) == ast.dump(node):
                    continue
                new = ast.fix_missing_locations(ast.copy_location(new, node))
                yield Change(owner, field, index, new, node, path, inner, around)
            yield from _below(node, path, inner, around)


def _is_not_run(node: ast.AST) -> bool:
    """Whether this is a docstring, or for the type checker or ``import *`` alone."""
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom():
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return True
    return False


def _with(node: ast.AST, **fields: object) -> ast.AST:
    changed = copy(node)
    vars(changed).update(fields)
    return changed


def _without(items: list[ast.AST]) -> Iterator[list[ast.AST]]:
    yield from (items[:i] + items[i + 1 :] for i in range(len(items)))


def _variants(node: ast.AST, owner: ast.AST, field: str) -> Iterator[ast.AST]:
    """Yield what may stand in the place of a node."""
    if field in ("test", "ifs"):
        yield from (ast.Constant(value) for value in (True, False))
    match node:
        case ast.Compare(ops=[op, *rest]) if type(op) in SWAPS:
            yield _with(node, ops=[SWAPS[type(op)](), *rest])
        case ast.BinOp(op=op) | ast.BoolOp(op=op) if type(op) in SWAPS:
            yield _with(node, op=SWAPS[type(op)]())
        case ast.UnaryOp(operand=operand):
            yield operand
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value + 1)
        case ast.Constant(value=float(value)):
            yield ast.Constant(value * 1.5)
        case ast.Constant(value=str()) if isinstance(owner, ast.JoinedStr):
            pass  # the whole f-string is one text
        case ast.Constant(value=str(value)) | ast.JoinedStr(values=value) if value:
            yield ast.Constant("")
        case ast.Return(value=ast.AST()):
            yield ast.Return(ast.Constant(None))
        case ast.Call(func=ast.Attribute(value=copied, attr="copy"), args=[]):
            yield copied
        case ast.Expr(value=ast.Call()) | ast.Raise() | ast.Delete():
            yield ast.Pass()
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript(), *_]):
            yield ast.Pass()
        case ast.AugAssign(op=op):
            yield ast.Pass()
            yield from (_with(node, op=SWAPS[type(op)]()) for _ in range(type(op) in SWAPS))
    match node:
        case ast.Call(keywords=keywords):
            yield from (_with(node, keywords=kept) for kept in _without(keywords))
        case ast.FunctionDef(decorator_list=decorators) | ast.ClassDef(decorator_list=decorators):
            yield from (_with(node, decorator_list=kept) for kept in _without(decorators))
