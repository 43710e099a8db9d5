"""Checks of what the learner writes: right answers pass, wrong ones get a sentence that helps."""

import time

import numpy as np
import pytest

import nnlib
from nnlib.course import exercises
from nnlib.course.answers import run
from nnlib.course.exercises import Exercise, Mistake, NotRight


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


def itself(x):
    return 2 * itself(x / 2)


def measured(x):
    return 2 * x + 1e-9


def stub(x):
    """The docstring of the task."""
    ...


OF_THE_NOTEBOOK = np.ones((3, 5))


def with_an_array_from_outside(x):
    return OF_THE_NOTEBOOK + 0 * x


def times_an_array_from_outside(x):
    return OF_THE_NOTEBOOK * x


def with_its_own_name(x):
    doubled = doubled(x)  # noqa: F823
    return doubled


def right_for_small(x):
    return np.where(x < 50, 2 * x, 0 * x)


@pytest.mark.parametrize("answer", [lambda x: x + x, lambda x: 2.0 * x, lambda x: np.add(x, x)])
def test_right_answers_pass(check, answer):
    assert check.problem(answer) is None


def test_an_answer_may_call_a_lambda_of_nnlib_but_not_the_finished_one(check):
    quarter = nnlib.losses.CANONICAL_PAIRS[1][-1]
    assert quarter.__name__ == check.finished.__name__ == "<lambda>"
    assert check.problem(lambda x: 8 * quarter(4) * x) is None
    assert "it calls double. Write" in check.problem(lambda x: check.finished(x))


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
        (lambda x: [x, x[0]], "it returns a list, expected an array"),
        (lambda x: x > 0, "an array of True and False"),
        (lambda x: print(x), "it returns nothing"),
        (lambda x: x + np.ones(7), "ValueError: “operands could not be broadcast .* Look at the"),
        (lambda x: maximum(x, 2), "NameError: .* Write np.maximum"),  # noqa: F821
        (lambda x: y + x, "not right yet: it stops with NameError: .* spelled right"),  # noqa: F821
        (with_its_own_name, "UnboundLocalError: .* give the result another one"),
        (lambda x: 2 * x[:, [7]], "an input of shape .* IndexError: .* Take the sizes from what"),
        (with_an_array_from_outside, "what.* It uses OF_THE_NOTEBOOK of the notebook"),
        (lambda x: nnlib.relu([[[1.0]]]) + nnlib.softmax(x[0]), "with ValueError: “x has shape"),
        (itself, "RecursionError: .* It calls itself"),
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


def test_array_that_the_finished_version_uses_too_may_be_used():
    check = Exercise("times", times_an_array_from_outside, lambda rng: [("here", (np.eye(3, 5),))])
    problem = check.problem(with_an_array_from_outside)
    assert problem is not None
    assert "of the notebook" not in problem


def test_arrays_are_called_by_their_names(check):
    check.inputs = ["scores"]
    assert "for an input scores (3, 5), expected" in check.problem(lambda x: x[0])


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda x: str(x.sum()), "it returns a str, expected one number"),
        (lambda x: x.sum(axis=0), r"it returns an array of shape \(5,\), expected one number"),
        (lambda x: x.sum(keepdims=True), "an array of shape"),
        (lambda x: True, "it returns a bool, expected one number"),
    ],
)
def test_where_one_number_is_asked_for_other_things_are_named(answer, words):
    total = Exercise("total", lambda x: x.sum(), cases)
    with pytest.raises(AssertionError, match=words):
        raise AssertionError(total.problem(answer))
    assert total.problem(lambda x: np.array(x.sum() + 0)) is None


def test_an_answer_that_takes_from_its_list_changes_what_it_is_given():
    assert run(lambda numbers: numbers.pop(), ([1, 2],)).changed
    assert not run(lambda numbers: numbers[-1], ([1, 2],)).changed


def test_an_array_that_is_moved_up_and_back_down_is_changed_by_rounding(check):
    def there_and_back(x):
        x += 100
        x -= 100
        return 2 * x

    assert "in its last digits" in check.problem(there_and_back)
    assert "in its last digits" not in check.problem(in_place)


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


def test_a_grader_does_not_see_what_only_shows_a_refusal(check, monkeypatch, capsys):
    monkeypatch.setenv(exercises.GRADING, "1")
    check.is_graded = False
    assert check(stub) is check.finished
    assert "double is not there yet" in capsys.readouterr().out


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


def test_what_is_compared_and_how_it_is_said_can_be_chosen(check):
    check.same = lambda got, right, tolerance: bool(abs(got - right).max() < 10)
    check.describe = lambda got, right, tolerance, shapes: "is far off."
    assert check.problem(lambda x: 2 * x + 1) is None
    assert check.problem(lambda x: 2 * x + 100) == (
        "is not right yet: it is far off. It is not twice as large."
    )


def test_without_an_array_no_answer_is_called_a_constant():
    check = Exercise("count", lambda n: np.arange(n), lambda rng: [("for a number", (4,))])
    assert "wrong in 3 of 4" in check.problem(lambda n: 2 * np.arange(n) + (np.arange(n) > 2))


def test_a_part_that_is_no_array_is_called_by_its_name():
    def parts(answer, x):
        return {"W": answer(x)}

    check = Exercise("double", lambda x: 2 * x, cases, use=parts)
    assert "W is a str, expected an array" in check.problem(lambda x: str(x))


def test_of_several_known_mistakes_the_one_that_is_alike_in_all_parts_is_named():
    slips = {
        "it adds 2.": lambda x: {"twice": x + 2, "three times": x + 3},
        "it adds 2, then multiplies.": lambda x: {"twice": x + 2, "three times": 3 * x},
    }
    right = lambda x: {"twice": 2 * x, "three times": 3 * x}  # noqa: E731
    check = Exercise("both", right, lambda rng: [("for a vector", (rng.normal(size=4),))], slips)
    answer = lambda x: {"twice": 2 + x, "three times": x + x + x}  # noqa: E731
    assert check.problem(answer) == "is not right yet: it adds 2, then multiplies."


def test_what_the_use_of_an_answer_has_seen_is_the_reason():
    def watched(answer, x):
        if np.array_equal(answer(x), answer(x)):
            raise Mistake("each call returns the same. Draw anew.")
        return answer(x)

    check = Exercise("draw", lambda x: x + np.random.default_rng().normal(), cases, use=watched)
    assert (
        check.problem(lambda x: x + 1) == "is not right yet: each call returns the same. Draw anew."
    )


def test_function_in_a_folder_called_nnlib_is_not_taken_for_nnlibs():
    names = {}
    source = "def finished(x):\n    return 2 * x + 1\n\ndef answer(x):\n    return finished(x)\n"
    exec(compile(source, "/home/somebody/nnlib/own.py", "exec"), names)
    check = Exercise("finished", names["finished"], cases)
    assert check.problem(names["answer"]) is None
