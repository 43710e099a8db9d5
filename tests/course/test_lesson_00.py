"""The check that lesson 00 shows: no grader counts it, so no answers are kept for it elsewhere."""

import numpy as np
import pytest

from nnlib.course.lesson_00 import accuracy

RIGHT = [
    lambda answers, labels: np.mean(answers == labels),
    lambda answers, labels: np.sum(answers == labels) / len(labels),
    lambda answers, labels: round(float((labels == answers).mean()), 2),
]
WRONG = [
    (lambda answers, labels: np.sum(answers == labels), "it counts the right answers"),
    (lambda answers, labels: np.mean(answers != labels), "the share of the wrong answers"),
    (lambda answers, labels: 100 * np.mean(answers == labels), "it is in percent"),
    (lambda answers, labels: round(np.mean(answers == labels)), "it is rounded"),
    (lambda answers, labels: np.sum(answers == labels) / 1000, "it always divides by 1000"),
    (lambda answers, labels: np.sum(answers == labels) / 4000, "it always divides by 4000"),
    (lambda answers, labels: np.sum(answers == labels) / 10, "it is not a number from 0 to 1"),
    (
        lambda answers, labels: np.sum(answers == labels) / 100,
        "it is not the share of right answers",
    ),
    (lambda answers, labels: answers == labels, "expected one number"),
    (lambda answers, labels: 0.5, "the same whatever comes in"),
    (lambda answers, labels: f"{np.mean(answers == labels):.0%}", "returns a str"),
]


@pytest.mark.parametrize("answer", RIGHT)
def test_a_share_of_right_answers_is_right(answer):
    assert accuracy.problem(answer) is None


@pytest.mark.parametrize(("answer", "words"), WRONG, ids=[words for _, words in WRONG])
def test_a_refusal_says_which_mistake_it_is(answer, words):
    assert words in accuracy.problem(answer)
