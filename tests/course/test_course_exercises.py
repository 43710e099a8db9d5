"""Checks of what the learner writes: right answers pass, wrong ones get a sentence that helps."""

import time

import numpy as np
import pytest

import nnlib
from nnlib.course import exercises
from nnlib.course.exercises import Exercise, NotRight


def cases(rng):
    return [
        ("for a matrix", (rng.normal(size=(3, 5)),)),
        ("for numbers near 100", (100 + rng.normal(size=(2, 4)),)),
    ]


@pytest.fixture
def check():
    """The check of a function that doubles."""
    return Exercise(
        "double",
        lambda x: 2 * x,
        cases,
        {"it is halved, not doubled.": lambda x: x / 2},
        stops={"broadcast": "Look at the shapes."},
        rules={"It is not twice as large": lambda y: False},
        ready_made=["doubled"],
        may_loop=False,
    )


def doubled(x):
    return 2 * x


def in_place(x):
    x *= 2
    return x


def endless(x):
    while True:
        x = x + 0


def by_rows(x):
    return np.array([2 * row for row in x])


def measured(x):
    return 2 * x + 1e-9


def stub(x):
    """The docstring of the task."""
    ...


def right_for_small(x):
    return np.where(x < 50, 2 * x, 0 * x)


@pytest.mark.parametrize("answer", [lambda x: x + x, lambda x: 2.0 * x, lambda x: np.add(x, x)])
def test_right_answers_pass(check, answer):
    assert check.problem(answer) is None


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (stub, "is not there yet"),
        (lambda x: None, "is not there yet"),
        (2, "should be a function that you define. It is a int"),
        (nnlib.SGD, "is the finished one"),
        (nnlib.relu, "is the finished one"),
        (lambda x: x / 2, "it is halved, not doubled"),
        (lambda x: -2 * x, "has the wrong sign everywhere"),
        (lambda x: 6 * x, "is 3 times too large everywhere"),
        (lambda x: -x, "is 2 times too small everywhere, and has the wrong sign"),
        (lambda x: np.ones((3, 5)), "it is the same whatever comes in"),
        (lambda x: 2 * x.T, r"has shape \(5, 3\) .* expected \(3, 5\): the axes are in another"),
        (lambda x: 2 * x[0], r"has shape \(5,\) for an input of shape \(3, 5\), expected \(3, 5\)"),
        (lambda x: (2 * x).tolist(), "it returns a list, expected an array"),
        (lambda x: x > 0, "an array of True and False"),
        (lambda x: print(x), "it returns nothing"),
        (lambda x: x + np.ones(7), "ValueError: operands could not be broadcast .* Look at the"),
        (lambda x: maximum(x, 2), "NameError: .* Write np.maximum"),  # noqa: F821
        (lambda x: y + x, "NameError: .* spelled right"),  # noqa: F821
        (lambda x: nnlib.relu([[[1.0]]]) + nnlib.softmax(x[0]), "with ValueError: x has shape"),
        (lambda x: 2 * x / 0, "has nan or infinity"),
        (lambda x: x**2, "is wrong everywhere. It is not twice as large"),
        (measured, "is right to a few digits only"),
        (in_place, "it changes the array that it is given"),
        (lambda x: doubled(x), "it calls doubled"),
        (by_rows, "has a loop"),
        (lambda x: np.array(list(map(doubled, x))), "it calls doubled"),
        (right_for_small, "is right for a matrix, but not for numbers near 100"),
    ],
)
def test_wrong_answers_get_a_reason(check, answer, words, capsys):
    with pytest.raises(AssertionError, match=words):
        raise AssertionError(check.problem(answer))


def test_an_endless_answer_is_stopped(check, monkeypatch):
    monkeypatch.setattr(exercises, "run", lambda use, given: original(use, given, seconds=0.1))
    start = time.monotonic()
    assert "does not come to an end" in check.problem(endless)
    assert time.monotonic() - start < 3


original = exercises.run


def test_the_lesson_goes_on_with_a_right_answer(check, capsys):
    own = lambda x: x + x  # noqa: E731
    assert check(own) is own
    assert capsys.readouterr().out == "double is right. The lesson goes on with yours.\n"


def test_the_lesson_goes_on_with_the_finished_version_of_a_wrong_answer(check, capsys):
    assert check(stub) is check.finished
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("double is not there yet")
    assert second == "Until it is right, the lesson goes on with the finished one."


def test_a_grader_sees_an_exception(check, monkeypatch):
    monkeypatch.setenv(exercises.GRADING, "1")
    with pytest.raises(NotRight, match="double is not there yet"):
        check(stub)


def test_numbers_of_the_right_answer_are_in_no_message(check):
    for answer in (lambda x: x**2, lambda x: x + 1, lambda x: 2 * np.abs(x)):
        message = check.problem(answer)
        assert not any(character == "." for character in message.rstrip(".").replace(". ", ""))


class TestClass:
    """The check of a class: it is used as the lesson uses it."""

    def use(self, kind, start, gradient):
        rule = kind()
        params = start
        for _ in range(3):
            params = rule.update(params, gradient)
        return {"the parameters": params, "the velocity": rule.velocity}

    @pytest.fixture
    def check(self):
        def both(rng):
            return [("for a vector", (rng.normal(size=4), rng.normal(size=4)))]

        return Exercise("SGD", nnlib.SGD, both, use=self.use)

    def test_right_class_passes(self, check):
        class SGD:
            def __init__(self):
                self.velocity = 0.0

            def update(self, old, gradient):
                self.velocity = 0.9 * self.velocity - 0.01 * gradient
                return old + self.velocity

        assert check.problem(SGD) is None

    def test_part_that_is_wrong_is_named(self, check):
        class SGD:
            def __init__(self):
                self.velocity = 0.0

            def update(self, old, gradient):
                self.velocity = self.velocity - 0.01 * gradient
                return old + self.velocity

        assert check.problem(SGD).startswith("is not right yet: the parameters is")

    def test_function_is_no_class(self, check):
        assert "should be a class" in check.problem(stub)


def test_of_several_known_mistakes_the_one_that_is_alike_in_all_parts_is_named():
    slips = {
        "it adds 2.": lambda x: {"twice": x + 2, "three times": x + 3},
        "it adds 2, then multiplies.": lambda x: {"twice": x + 2, "three times": 3 * x},
    }
    right = lambda x: {"twice": 2 * x, "three times": 3 * x}  # noqa: E731
    check = Exercise("both", right, lambda rng: [("for a vector", (rng.normal(size=4),))], slips)
    answer = lambda x: {"twice": 2 + x, "three times": x + x + x}  # noqa: E731
    assert check.problem(answer) == "is not right yet: it adds 2, then multiplies."


def test_without_an_array_nothing_is_called_a_constant():
    check = Exercise("count", np.arange, lambda rng: [("for 4", (4,)), ("for 7", (7,))])
    assert check.problem(lambda n: np.arange(n) + 1.0).endswith("it is wrong everywhere.")
