"""Checks of what the learner writes: they say what is wrong, and never the right number.

A check runs the answer on input that is drawn anew, of other sizes than those in the lesson. It
returns what the lesson goes on with: the learner's own where it is right, else the finished one.
"""

import builtins
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from nnlib.course import progress
from nnlib.course.answers import Outcome, codes_of, is_stub, loop_in, names_outside, run
from nnlib.course.comparison import DIGITS_OF_A_FORMULA, agree, difference
from nnlib.errors import PlainError, kind_of
from nnlib.types import Array

Function = Callable[..., Any]

Case = tuple[str, tuple[Any, ...]]
"""When it is about, such as "for scores near 1000", and the arguments."""

NNLIB = Path(__file__).parents[1]

GRADING = "NNLIB_GRADING"
"""The environment variable under which a wrong answer raises, so that a grader sees it."""


GENERAL = {
    "bitwise_xor": "In Python a power is written with **, not with ^.",
    "truth value of an array": "if, and, or, max and min of Python expect one number. For arrays "
    "NumPy has np.where, and the methods .max and .min with an axis.",
    "converted to Python scalars": "float, int and the functions of math take one number. Those of "
    "NumPy, such as np.exp, take a whole array.",
    "maximum recursion depth": "It calls itself, again and again.",
    "out of bounds": "Take the sizes from what comes in: its .shape.",
    "cannot reshape array": "Take the sizes from what comes in: its .shape.",
    "cannot access local variable": "It is used before it has a value. Give it one before the loop "
    "or the line that uses it. If you mean a name outside of the function, give the result another "
    "one.",
}
"""For words of an exception, advice that helps in every exercise."""


class NotRight(PlainError, AssertionError):
    """An answer is refused."""


class Mistake(Exception):
    """What an exercise's ``use`` has seen an answer do wrong: a sentence for the learner."""


def call(answer: Function, *given: Any) -> Any:
    """Use an answer that is a function: call it."""
    return answer(*given)


def returned(answer: Function, *given: Any) -> Any:
    """Call an answer and return its result, or raise a Mistake where it returns nothing."""
    result = answer(*given)
    if result is None or result is Ellipsis:
        raise Mistake("it returns nothing. Is the return missing?")
    return result


@dataclass
class Exercise:
    """The check of a function, or a class, that the learner writes: call it with the answer.

    Args:
        name: The name that the learner defines.
        finished: nnlib's version of it, with which answers are compared.
        cases: From a random generator to cases; the first is the plainest.
        slips: For each mistake, as the end of a sentence, the function that makes it.
        inputs: What the arrays of a case are called, where that is not clear from their shapes.
        use: How a function, or a class, is used with the arguments of a case: by default it is
            called. It returns an array, or a dictionary of arrays by name; where no comparison
            is needed to see what is wrong, it raises a Mistake.
        stops: For words of an exception, the advice that helps.
        rules: For each property that a right result has, as a sentence of what is broken, a test.
        ready_made: Names of functions that an answer must not call; a method as "SGD.step".
        may_loop: Whether an answer may have a loop.
        tolerance: How far a result may be off, in units of its largest number.
        same: Whether two results agree; see ``draws`` for what is drawn at random.
        describe: The words for how a result differs from the right one.
        is_graded: Whether a grader counts it; an exercise that shows a refusal is not.
    """

    name: str
    finished: Any
    cases: Callable[[np.random.Generator], Sequence[Case]]
    slips: Mapping[str, Function] = field(default_factory=dict)
    inputs: Sequence[str] = ()
    use: Function = call
    stops: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, Callable[[Any], bool]] = field(default_factory=dict)
    ready_made: Sequence[str] = ()
    may_loop: bool = True
    tolerance: float = DIGITS_OF_A_FORMULA
    same: Callable[[Any, Any, float], bool] = agree
    describe: Callable[[Array, Array, float, str], str] = difference
    is_graded: bool = True

    def __call__(self, answer: Any) -> Any:
        """Say whether an answer is right; return it, or the finished version."""
        problem = self.problem(answer)
        if problem is None:
            progress.note(self, answer)
            print(f"{self.name} is right. The lesson goes on with yours.")
            return answer
        if self.is_graded and os.environ.get(GRADING):
            raise NotRight(f"{self.name} {problem}")
        print(
            f"{self.name} {problem}\nUntil it is right, the lesson goes on with the finished one."
        )
        return self.finished

    def problem(self, answer: Any) -> str | None:
        """Return what is wrong with an answer, as the rest of a sentence; None where nothing is."""
        codes, kind = codes_of(answer), "class" if isinstance(self.finished, type) else "function"
        if answer is self.finished or str(getattr(answer, "__module__", "")).startswith("nnlib"):
            return "is the finished one. Run the cell with your own first, then this one."
        if not codes or isinstance(answer, type) != isinstance(self.finished, type):
            return f"should be a {kind} that you define. It is a {type(answer).__name__}."
        if any(map(is_stub, codes)):
            return (
                "is not there yet. Write its body in the cell above, run that cell, then this one."
            )
        rng = np.random.default_rng()
        cases = self.cases(rng)
        for number, (when, given) in enumerate(cases):
            if problem := self._problem_with(answer, given, rng):
                start = f"is right {cases[0][0]}, but not {when}" if number else "is not right yet"
                return f"{start}: {problem}{self._taken_from_outside(answer, given)}"
        return self._forbidden(answer)

    def _problem_with(
        self, answer: Any, given: Sequence[Any], rng: np.random.Generator
    ) -> str | None:
        outcome = run(partial(self.use, answer), given)
        if isinstance(outcome.error, Mistake):
            return str(outcome.error)
        if outcome.error is not None:
            return self._advice(outcome.error, given)
        if called := self._ready_made(answer, outcome):
            return f"it calls {called}. Write the formula yourself."
        if outcome.changed:
            what = "array" if any(isinstance(each, np.ndarray) for each in given) else "list"
            last = ", in its last digits: x + h - h is not always x" if outcome.rounded else ""
            return f"it changes the {what} that it is given{last}. Make a copy, or a new {what}."
        got, right = _parts(outcome.result), self._parts_of(self.finished, given)
        for part, value in right.items():
            if problem := _is_no_array(got.get(part), value):
                return _about_part(part, problem)
            if not self.same(got[part], value, self.tolerance):
                return self._reason(part, got[part], value, answer, given, rng)
        return None

    def _parts_of(self, answer: Any, given: Sequence[Any]) -> dict[str, Any]:
        """Return what an answer computes, by name; nothing where it stops."""
        return _parts(run(partial(self.use, answer), given).result)

    def _reason(
        self,
        part: str,
        got: Any,
        right: Any,
        answer: Any,
        given: Sequence[Any],
        rng: np.random.Generator,
    ) -> str:
        """Say why what was computed is wrong: a known mistake, a constant, or how it differs."""
        if known := self._known(part, got, answer, given):
            return known
        arrays = [isinstance(each, np.ndarray) for each in given]
        others = [rng.normal(size=g.shape) if a else g for g, a in zip(given, arrays, strict=True)]
        again = self._parts_of(answer, others).get(part)
        if any(arrays) and np.isfinite(got).all() and agree(got, again, 0):
            return f"{part} is the same whatever comes in. Compute it from the input."
        got, right = np.asarray(got), np.asarray(right)
        shapes = _shapes(given, self.inputs)
        sentence = f"{part} {self.describe(got, right, self.tolerance, shapes)}"
        if got.shape != right.shape:
            return sentence
        broken = next((f" {rule}." for rule, holds in self.rules.items() if not holds(got)), "")
        return sentence + broken

    def _known(self, part: str, got: Any, answer: Any, given: Sequence[Any]) -> str | None:
        """Return the known mistake that returns this part; of several, the one most alike."""
        own, alike = self._parts_of(answer, given), {}
        for reason, slip in self.slips.items():
            theirs = self._parts_of(slip, given)
            if self.same(got, theirs.get(part), self.tolerance):
                same = [self.same(own.get(name), theirs.get(name), self.tolerance) for name in own]
                alike[reason] = sum(same)
        return max(alike, key=alike.__getitem__, default=None)

    def _advice(self, error: Exception, given: Sequence[Any]) -> str:
        """Say with which error an answer stopped, and what helps."""
        if isinstance(error, NotImplementedError):
            return "its body is missing."
        if isinstance(error, TimeoutError):
            return "it does not come to an end. Is there a loop whose condition never changes?"
        text = f"{kind_of(error)}: {error}".rstrip(" .")
        known = [*self.stops.items(), *GENERAL.items()]
        advice = next((advice for words, advice in known if words in text), "")
        if not advice and isinstance(error, NameError):
            advice = _about_name(error.name or "")
        is_about_names = isinstance(error, NameError | AttributeError)
        has_shapes = any(isinstance(each, np.ndarray) for each in given)
        is_about_shapes = has_shapes and not is_about_names
        where = f"with an input {_shapes(given, self.inputs)} " if is_about_shapes else ""
        # In quotation marks, as NumPy's own advice is often not the one to follow.
        kind, colon, words = text.partition(": ")
        return f"{where}it stops with {kind}{colon and f': “{words}”'}. {advice}".rstrip()

    def _ready_made(self, answer: Any, outcome: Outcome) -> str | None:
        called = outcome.called - set(codes_of(answer))
        names = {name for code in called for name in (code.co_name, code.co_qualname)}
        if found := next((name for name in self.ready_made if name in names), None):
            return found
        finished = {code.co_name for code in called if Path(code.co_filename).is_relative_to(NNLIB)}
        name = getattr(self.finished, "__name__", self.name)
        if name == "<lambda>":  # as many others are called, so it is known by its code
            return self.name if called.intersection(codes_of(self.finished)) else None
        return name if name in finished else None

    def _taken_from_outside(self, answer: Any, given: Sequence[Any]) -> str:
        """Say which array of the notebook an answer uses, where it should use what it is given.

        An array whose name the finished version uses too is meant to be used.
        """
        meant = names_outside(self.finished)
        arrays = [
            name
            for name, value in names_outside(answer).items()
            if isinstance(value, np.ndarray) and name not in meant
        ]
        if not arrays or not any(isinstance(each, np.ndarray) for each in given):
            return ""
        return f" It uses {arrays[0]} of the notebook: take what comes in instead."

    def _forbidden(self, answer: Any) -> str | None:
        """Say where a right answer breaks a rule of the task."""
        loop = next(filter(None, map(loop_in, codes_of(answer))), None)
        if loop and not self.may_loop:
            return f"gives the right numbers, but has a loop ({loop}). Write it without one."
        return None


def _parts(result: Any) -> dict[str, Any]:
    """Return a result as a dictionary: a single array is called "it"."""
    return result if isinstance(result, dict) else {"it": result}


def _about_part(part: str, problem: str) -> str:
    """Say it of the answer, which returns something, or of a named part, which is something."""
    return f"{part} {problem if part == 'it' else problem.replace('returns', 'is', 1)}"


def _is_no_array(got: Any, right: Any) -> str | None:
    """Say what an answer returned instead of an array of numbers, or of one number."""
    if got is None or got is Ellipsis:
        return "returns nothing. Is the return missing?"
    if np.ndim(right) == 0:
        is_array = isinstance(got, np.ndarray)
        is_number = isinstance(got, int | float | np.number) and not isinstance(got, bool)
        if is_number or (is_array and got.shape == ()):
            return None
        what = f"an array of shape {got.shape}" if is_array else f"a {type(got).__name__}"
        return f"returns {what}, expected one number."
    if isinstance(got, int | float | np.number):
        return f"returns one number, expected an array of shape {np.shape(right)}."
    if not isinstance(got, np.ndarray):
        return f"returns a {type(got).__name__}, expected an array."
    if got.dtype.kind not in "fiu":
        what = "True and False" if got.dtype.kind == "b" else f"numbers of the type {got.dtype}"
        return f"returns an array of {what}, expected numbers."
    return None


def _shapes(given: Sequence[Any], names: Sequence[str]) -> str:
    shapes = [str(each.shape) for each in given if isinstance(each, np.ndarray)]
    if names:
        return ", ".join(map(" ".join, zip(names, shapes, strict=True)))
    return "of shape " + " and ".join(shapes) if shapes else "like this"


def _about_name(name: str) -> str:
    if hasattr(np, name) and not hasattr(builtins, name):
        return f"Write np.{name}."
    return "Is it spelled right? Else run the cells above once more."
