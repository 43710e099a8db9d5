"""The sources that notebooks show: without docstrings, and still valid Python."""

import ast

import numpy as np
import pytest

import nnlib
from nnlib.course.sources import show_class, show_source
from nnlib.errors import PlainError, WrongValue


class Example:
    """A class."""

    text = """
    not a docstring
    """

    def method(self):
        """A method,
        in two lines."""
        return "a word"

    async def waiting(self):
        """An asynchronous method."""
        return 1


def code_of(*objects):
    lines = show_source(*objects).data.splitlines()
    assert lines[0] == "```python"
    assert lines[-1] == "```"
    return "\n".join(lines[1:-1])


def test_docstrings_are_left_out_and_nothing_else():
    code = code_of(Example)
    for word in ("A class", "A method", "in two lines", "asynchronous"):
        assert word not in code
    for word in ("not a docstring", 'return "a word"', "async def waiting"):
        assert word in code


def test_methods_are_shown_without_their_indentation():
    assert code_of(Example.method) == 'def method(self):\n    return "a word"'


def test_several_objects_are_shown_in_order():
    code = code_of(nnlib.d_relu, nnlib.relu)
    assert code.index("def d_relu") < code.index("def relu")
    ast.parse(code)


# Without it, the class would have no body.
def test_docstring_that_is_the_whole_body_stays():
    code = code_of(WrongValue)
    ast.parse(code)
    assert '"""' in code


@pytest.mark.parametrize("thing", [np.maximum, len, int, "relu", 3, nnlib.SGD()])
def test_what_has_no_source_is_refused(thing):
    with pytest.raises(TypeError, match="has no source, expected a function") as error:
        show_source(thing)
    assert isinstance(error.value, PlainError)


class Shown(Example):
    def first(self):
        """A method."""
        ### BEGIN SOLUTION
        return 1
        ### END SOLUTION


def second(self):
    return 2


def test_class_is_shown_with_a_method_that_was_attached_later():
    Shown.second = second
    lines = show_class(Shown).data.splitlines()
    assert lines == [
        "```python",
        "class Shown(Example):",
        "    def first(self):",
        "        return 1",
        "",
        "    def second(self):",
        "        return 2",
        "```",
    ]
