"""The checks of the exercises accept what is right and say what is wrong with the rest."""

import numpy as np
import pytest

from nnlib.course.checks import check_function, check_value


def refusal(answer, right, mistakes=None):
    with pytest.raises(AssertionError) as refused:
        check_value("dW", answer, right, mistakes)
    return str(refused.value)


RIGHT = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.5]])


@pytest.mark.parametrize("answer", [RIGHT, RIGHT.tolist(), RIGHT * (1 + 1e-9)])
def test_right_answers_pass(answer, capsys):
    check_value("dW", answer, RIGHT)
    assert capsys.readouterr().out == "dW is right.\n"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, "nothing was given (is a return missing?)"),
        (..., "not there yet"),
        (RIGHT.T, "has shape (3, 2), wanted (2, 3): it is transposed"),
        (RIGHT.ravel(), "has shape (6,), wanted (2, 3): there are as many numbers"),
        (RIGHT[:1], "has shape (1, 3), wanted (2, 3)."),
        (RIGHT * np.nan, "NaN or infinity"),
        (-RIGHT, "has the wrong sign everywhere"),
        (RIGHT * 4, "exactly 4 times too large"),
        (RIGHT / 4, "exactly 4 times too small"),
        (RIGHT * 0, "is 0 everywhere"),
        (
            RIGHT + np.array([[0, 0, 0], [0, 0, 1]]),
            "wrong in 1 of 6 places, first at [1, 2]: 7.5, wanted 6.5",
        ),
        (RIGHT * (1 + 1e-4), "is wrong"),
        ("six", "should be numbers, it is str"),
    ],
)
def test_wrong_answers_are_told_why(answer, words):
    assert words in refusal(answer, RIGHT)


def test_square_matrix_that_is_transposed_is_seen_too():
    assert "is transposed" in refusal(RIGHT[:, :2].T, RIGHT[:, :2])


def test_known_mistake_is_named_before_anything_else():
    assert "the mean is missing" in refusal(RIGHT * 4, RIGHT, {"the mean is missing": RIGHT * 4})


def test_infinite_mistake_does_not_swallow_right_answers():
    check_value("dW", RIGHT, RIGHT, {"it divides by 0": np.inf * RIGHT})
    assert "it divides by 0" in refusal(np.inf * RIGHT, RIGHT, {"it divides by 0": np.inf * RIGHT})


def test_words_are_compared_as_words():
    check_value("which", "softmax", "softmax")
    assert "is not 'relu'" in refusal("relu", "softmax")


def test_small_numbers_are_not_all_alike():
    assert refusal(np.array([2e-12, 1e-12]), np.array([1e-12, 1e-12]))


def test_function_that_stops_is_told_where():
    def broken(x):
        return x @ x

    with pytest.raises(AssertionError, match=r"broken stopped with ValueError: .*shape \(2, 3\)"):
        check_function(broken, lambda x: x, RIGHT)


def test_function_that_changes_its_input_is_refused():
    def doubled(x):
        x *= 2
        return x

    with pytest.raises(AssertionError, match="doubled changes its input"):
        check_function(doubled, lambda x: 2 * x, RIGHT)


def test_function_is_told_on_which_side_it_goes_wrong():
    def slope(x):
        return np.ones_like(x)

    words = "right where x > 0, wrong where x < 0 and x = 0: at x = -2 it gives 1, wanted 0"
    with pytest.raises(AssertionError, match=words):
        check_function(slope, lambda x: (x > 0).astype(float), np.array([[-2.0, 0.0, 3.0]]))


def test_function_that_is_not_written_yet_is_told_so():
    def stub(x):
        raise NotImplementedError

    with pytest.raises(AssertionError, match="stub is not there yet"):
        check_function(stub, lambda x: x, RIGHT)
