"""The checks of the exercises accept what is right and say what is wrong with the rest."""

import linecache
import warnings

import numpy as np
import pytest

from nnlib import d_relu
from nnlib.course.checks import NotRight, check_function, check_value


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
        (None, "is None (is a return missing?)"),
        (..., "not there yet"),
        (RIGHT.T, "has shape (3, 2), expected (2, 3): it is transposed"),
        (RIGHT.ravel(), "has shape (6,), expected (2, 3): as many numbers"),
        (RIGHT[:1], "has shape (1, 3), expected (2, 3)."),
        (RIGHT * np.nan, "NaN or infinity"),
        (-RIGHT, "has the wrong sign everywhere"),
        (RIGHT * 4, "exactly 4 times too large"),
        (RIGHT / 4, "exactly 4 times too small"),
        (RIGHT * 0, "is 0 everywhere"),
        (
            RIGHT + np.array([[0, 0, 0], [0, 0, 1]]),
            "wrong in 1 of 6 places, first at [1, 2]: got 7.5, expected 6.5",
        ),
        (RIGHT * (1 + 1e-4), "is wrong"),
        ("six", "is 'six' (str), expected numbers"),
        ("1.5", "is '1.5' (str), expected numbers"),
        (RIGHT.astype(str), "expected numbers"),
        (RIGHT + 1j, "expected numbers"),
        ([[1.0, 2.0], [3.0]], "is [[1.0, 2.0], [3.0]] (list), expected numbers"),
        ({"a": 1}, "is {'a': 1} (dict), expected numbers"),
    ],
)
def test_wrong_answers_are_told_why(answer, words):
    assert words in refusal(answer, RIGHT)


def test_long_answer_is_shown_in_one_short_line():
    words = refusal(np.full((40, 40), "a word"), RIGHT)
    assert len(words) < 120
    assert "\n" not in words


def test_square_matrix_that_is_transposed_is_seen_too():
    assert "is transposed" in refusal(RIGHT[:, :2].T, RIGHT[:, :2])


def test_known_mistake_is_named_before_anything_else():
    assert "the mean is missing" in refusal(RIGHT * 4, RIGHT, {"the mean is missing": RIGHT * 4})


def test_infinite_mistake_does_not_swallow_right_answers():
    check_value("dW", RIGHT, RIGHT, {"it divides by 0": np.inf * RIGHT})
    assert "it divides by 0" in refusal(np.inf * RIGHT, RIGHT, {"it divides by 0": np.inf * RIGHT})


def test_words_are_compared_as_words():
    check_value("which", "softmax", "softmax")
    check_value("which", np.str_("softmax"), "softmax")
    assert "is not 'relu'" in refusal("relu", "softmax")
    assert "that is the hidden one" in refusal(
        "relu", "softmax", {"that is the hidden one": "relu"}
    )


@pytest.mark.parametrize("answer", [RIGHT, np.array(["softmax", "relu"]), ["softmax"], 3, {}])
def test_what_is_not_a_word_is_refused_where_a_word_is_right(answer):
    assert "is not " in refusal(answer, "softmax", {"as a number": 7, "as another word": "relu"})


def test_small_numbers_are_not_all_alike():
    assert refusal(np.array([2e-12, 1e-12]), np.array([1e-12, 1e-12]))


def test_small_wrong_number_does_not_hide_behind_a_large_one():
    assert "first at [1]: got 2, expected 1" in refusal(np.array([1e6, 2.0]), np.array([1e6, 1.0]))


# Where the right answer is a difference of large numbers, a 0 comes out as rounding noise.
def test_noise_in_place_of_zero_passes():
    check_value("dW", np.array([1.0, 1e-10]), np.array([1.0, 0.0]))


def test_infinity_and_nan_can_be_right():
    right = np.array([np.inf, -np.inf, np.nan, 2.0])
    check_value("limits", right * (1 + 1e-12), right)
    assert "first at [3]: got 3, expected 2" in refusal(right + np.eye(4)[3], right)
    assert "first at [0]: got -inf, expected inf" in refusal(right * [-1, 1, 1, 1], right)


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        (np.full(3, 1e300), np.full(3, 1e-300)),
        (np.full(3, 1e-300), np.full(3, 1e300)),
        (np.full(3, 5e-324), np.full(3, 1.0)),
        (np.full(3, 1.0), np.full(3, 5e-324)),
        (np.array([1e-12, 2e-12, 3e-12]), np.full(3, 1.0)),
    ],
)
def test_absurd_factor_is_not_named_and_no_warning_is_given(answer, right):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "is wrong in 3 of 3 places" in refusal(answer, right)


def test_refusal_is_shown_as_one_sentence():
    with pytest.raises(NotRight) as refused:
        check_value("dW", -RIGHT, RIGHT)
    (line,) = refused.value._render_traceback_()
    assert line.endswith(": dW has the wrong sign everywhere.")
    assert "AssertionError" in line


@pytest.fixture
def cell(monkeypatch):
    """A function that runs the source of a notebook's cell, and returns the names in it."""

    def run(source):
        file, names = "/tmp/ipykernel_1/7.py", {}
        lines = source.splitlines(keepends=True)
        monkeypatch.setitem(linecache.cache, file, (len(source), None, lines, file))
        exec(compile(source, file, "exec"), names)
        return names

    return run


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return x @ x", "stopped with ValueError: matmul"),
        ("return x @ no_such_name", "stopped with NameError: name 'no_such_name'"),
        ("return softmax(x[0])", "stopped with ValueError: x "),
        ("return np.linalg.inv(x * 0)", "stopped with ValueError"),
    ],
)
def test_function_that_stops_is_told_where(body, words, cell):
    source = f"import numpy as np\nfrom nnlib import softmax\n\ndef broken(x):\n    {body}\n"
    with pytest.raises(NotRight) as refused:
        check_function(cell(source)["broken"], lambda x: x, RIGHT)
    assert f"broken {words}" in str(refused.value)
    assert "(shape of its input: (2, 3))" in str(refused.value)
    assert refused.value._render_traceback_()[-1] == f"In line 5 of the cell: {body}"


def test_function_without_arrays_that_stops_names_no_shapes():
    with pytest.raises(NotRight, match=r"stopped with ZeroDivisionError: [\w ]+\.$"):
        check_function(lambda n: n / 0, lambda n: n, 3)


def test_function_that_changes_its_input_is_refused():
    def doubled(x):
        x *= 2
        return x

    with pytest.raises(AssertionError, match="doubled changes its input"):
        check_function(doubled, lambda x: 2 * x, RIGHT)


@pytest.mark.parametrize("x", [np.array([np.nan, -1.0, np.inf]), np.array(["a", "b"])], ids=str)
def test_function_that_leaves_nan_or_words_alone_changes_nothing(x, capsys):
    check_function(lambda x: np.arange(len(x)), lambda x: np.arange(len(x)), x)
    assert "is right" in capsys.readouterr().out


def test_function_that_changes_a_nan_is_refused():
    def filled(x):
        x[np.isnan(x)] = 0.0
        return x

    with pytest.raises(AssertionError, match="filled changes its input"):
        check_function(filled, np.nan_to_num, np.array([np.nan, 1.0]))


# The right answer is computed afterwards, and from the same arguments.
def test_function_cannot_change_what_the_right_one_is_called_with(capsys):
    def drawn(rng, numbers):
        numbers.append(rng.normal())
        return sum(numbers)

    def right(rng, numbers):
        return sum(numbers) + rng.normal()

    check_function(drawn, right, np.random.default_rng(0), [1.0, 2.0])
    assert "drawn is right" in capsys.readouterr().out


def test_function_is_told_on_which_side_it_goes_wrong():
    def slope(x):
        return np.ones_like(x)

    words = "right where x > 0, wrong where x < 0 and x = 0: at x = -2 it returns 1, expected 0"
    with pytest.raises(AssertionError, match=words):
        check_function(slope, lambda x: (x > 0).astype(float), np.array([[-2.0, 0.0, 3.0]]))


def test_function_that_goes_wrong_at_nan_is_told_so():
    def slope(x):
        return np.where(np.isnan(x), 1.0, d_relu(x))

    words = "right where x < 0 and x > 0, wrong where x is NaN: at x = nan it returns 1"
    with pytest.raises(AssertionError, match=words):
        check_function(slope, lambda x: 1.0 * (x > 0), np.array([[-2.0, np.nan, 3.0]]))


def test_function_that_is_not_written_yet_is_told_so():
    def stub(x):
        raise NotImplementedError

    with pytest.raises(AssertionError, match="stub is not there yet"):
        check_function(stub, lambda x: x, RIGHT)


@pytest.mark.parametrize("function", [None, ..., 3.5, RIGHT])
def test_what_is_not_a_function_is_refused(function):
    with pytest.raises(AssertionError, match=r"your function is .*, expected a function"):
        check_function(function, lambda x: x, RIGHT)


def test_function_without_arguments_is_checked_too(capsys):
    check_function(lambda: 3, lambda: 3)
    assert "is right" in capsys.readouterr().out
    with pytest.raises(AssertionError, match="is 4, which is not right"):
        check_function(lambda: 4, lambda: 3)
