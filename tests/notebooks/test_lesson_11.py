"""Lesson 11 says that the reader's class gives nnlib's numbers: with every right answer it does."""

from itertools import takewhile

from answers.lesson_11 import RIGHT
from test_lessons import code_cells, run

from nnlib.course.editions import NOTEBOOKS, with_answer


def is_comparison(source):
    return source.startswith("mine, finished = ")


def test_every_right_answer_gives_the_numbers_of_nnlib():
    names = {"__name__": "__main__", "display": lambda *things: None}
    cells = list(code_cells(NOTEBOOKS / "11_the_network.ipynb"))
    before = list(takewhile(lambda cell: not is_comparison(cell[2]), cells))
    comparison = cells[len(before)][2]
    for *_, source in before:
        run(source, names)
    answers = {exercise: text for exercise, is_check, text in before if exercise and not is_check}
    checks = {exercise: text for exercise, is_check, text in before if is_check}
    assert answers.keys() == RIGHT.keys()
    for exercise, bodies in RIGHT.items():
        for body in [*bodies, None]:  # the last one is the notebook's own, for those that follow
            run(with_answer(answers[exercise], body) if body else answers[exercise], names)
            assert "goes on with yours" in run(checks[exercise], names), body
            assert run(comparison, names).count("True") == 2, (exercise, body)
