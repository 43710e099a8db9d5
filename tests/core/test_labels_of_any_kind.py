"""Labels as people have them: columns, series, bool, floats; text and missing ones are refused."""

import numpy as np
import pandas as pd
import pytest

from nnlib import (
    SGD,
    NeuralNetwork,
    binary_crossentropy,
    categorical_crossentropy,
    d_binary_crossentropy,
    d_categorical_crossentropy,
    d_sigmoid,
    d_softmax,
    d_tanh,
    sigmoid,
    softmax,
    tanh,
    to_categorical,
)

pytestmark = pytest.mark.filterwarnings("error")

LABELS = np.array([0, 2, 1, 1, 0, 2])
ANSWERS = np.array([0, 1, 1, 0, 0, 1])
X = np.random.default_rng(0).normal(size=(6, 3))


def network(outputs, dtype=np.float64, independent=False):
    """A network for these labels; with one output, or independent ones, for yes and no."""
    output, loss = (sigmoid, d_sigmoid), (binary_crossentropy, d_binary_crossentropy)
    if outputs > 1 and not independent:
        output = softmax, d_softmax
        loss = categorical_crossentropy, d_categorical_crossentropy
    return NeuralNetwork([3, 4, outputs], (tanh, d_tanh), output, loss, SGD(), seed=0, dtype=dtype)


def fit(labels, *args, **options):
    new = network(*args, **options)
    new.fit(X, labels, 2, 2, categorical=True, progress=False)
    return new.params


# Everywhere that labels are taken, with labels that fit.
PLACES = {
    "to_categorical": (to_categorical, LABELS),
    "to_categorical, num_classes": (lambda v: to_categorical(v, 3), LABELS),
    "fit": (lambda v: fit(v, 3), LABELS),
    "fit in float32": (lambda v: fit(v, 3, dtype=np.float32), LABELS),
    "fit, one output": (lambda v: fit(v, 1), ANSWERS),
    "score": (lambda v: network(3).score(X, v, accuracy=True), LABELS),
    "score, one output": (lambda v: network(1).score(X, v, accuracy=True), ANSWERS),
    "score, independent outputs": (
        lambda v: network(3, independent=True).score(X, v, accuracy=True),
        LABELS,
    ),
}

FORMS = {
    "list": lambda v: v.tolist(),
    "tuple": lambda v: tuple(v.tolist()),
    "column": lambda v: v.reshape(-1, 1),
    "column of bytes, as Keras gives them": lambda v: v.astype(np.uint8).reshape(-1, 1),
    "list of lists": lambda v: v.reshape(-1, 1).tolist(),
    **{
        str(np.dtype(dtype)): lambda v, dtype=dtype: v.astype(dtype)
        for dtype in (np.uint8, np.int8, np.uint64, np.float64, np.float32, np.float16, ">i4")
    },
    "longdouble": lambda v: v.astype(np.longdouble),
    "nothing masked": lambda v: np.ma.array(v),
    "series": pd.Series,
    "series of another index": lambda v: pd.Series(v, index=range(70, 64, -1)),
    "series of an index of text": lambda v: pd.Series(v, index=list("uvwxyz")),
    "series of floats": lambda v: pd.Series(v.astype(float)),
    "series of nullable integers": lambda v: pd.Series(v).astype("Int64"),
    "series of categories": lambda v: pd.Series(v).astype("category"),
    "categories": pd.Categorical,
    "index": pd.Index,
    "frame of one column": lambda v: pd.DataFrame({"label": v}, index=range(3, 9)),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("place", PLACES)
def test_labels_of_any_form_are_taken(place, form):
    function, labels = PLACES[place]
    np.testing.assert_array_equal(function(FORMS[form](labels)), function(labels))


@pytest.mark.parametrize("place", [place for place in PLACES if "one output" in place])
@pytest.mark.parametrize("form", [lambda v: v, lambda v: v.tolist(), lambda v: v[:, np.newaxis],
                                  pd.Series, lambda v: pd.Series(v).astype("boolean")])  # fmt: skip
def test_bool_is_0_and_1(place, form):
    function, answers = PLACES[place]
    assert np.all(function(form(answers.astype(bool))) == function(answers))


def with_second(labels, thing, dtype=object):
    labels = labels.astype(dtype)
    labels[1] = thing
    return labels


NAMES = np.array(["bird", "cat", "dog"])
UNIQUE = "np.unique({}, return_inverse=True)"
REFUSED = {
    "words": (lambda v: NAMES[v], TypeError, "has text ('bird'), expected numbers", UNIQUE),
    "list of words": (lambda v: NAMES[v].tolist(), TypeError, "has text ('bird')", UNIQUE),
    "series of words": (lambda v: pd.Series(NAMES[v], index=range(3, 9)), TypeError,
                        "has text ('bird')", UNIQUE),
    "categories of words": (lambda v: pd.Series(NAMES[v]).astype("category"), TypeError,
                            "has text ('bird')", UNIQUE),
    "column of words": (lambda v: NAMES[v].reshape(-1, 1), TypeError, "has text ('bird')", UNIQUE),
    "words and numbers": (lambda v: with_second(v, "cat"), TypeError, "has text ('cat')", UNIQUE),
    "text digits": (lambda v: v.astype(str), TypeError, "has numbers written as text ('0')",
                    "np.asarray({}, float)"),
    "list of text digits": (lambda v: v.astype(str).tolist(), TypeError,
                            "has numbers written as text ('0')", "np.asarray({}, float)"),
    "series of text digits": (lambda v: pd.Series(v.astype(str)), TypeError,
                              "has numbers written as text ('0')", "{}.to_numpy(float)"),
    "masked": (lambda v: np.ma.array(v, mask=v == 1), ValueError, "has masked values",
               "{0}[~np.ma.getmaskarray({0})]"),
    "None": (lambda v: with_second(v, None), TypeError, "has missing values, first in row 1",
             "Drop such rows"),
    "None in text": (lambda v: with_second(NAMES[v], None), TypeError,
                     "has missing values, first in row 1", "Drop such rows"),
    "NaN": (lambda v: with_second(v, np.nan, float), ValueError, "has NaN, first in row 1",
            "{0}[np.isfinite({0})]"),
    "infinity": (lambda v: with_second(v, np.inf, float), ValueError,
                 "has infinity, first in row 1", "{0}[np.isfinite({0})]"),
    "NaN in a series": (lambda v: pd.Series(with_second(v, np.nan, float)), ValueError,
                        "has NaN, first in row 1", "{}.dropna()"),
    "NA in a series": (lambda v: pd.Series(with_second(v, None)).astype("Int64"), ValueError,
                       "has NaN, first in row 1", "{}.dropna()"),
    "NA in bool": (lambda v: pd.Series(with_second(v == 1, None)).astype("boolean"), TypeError,
                   "has missing values, first in row 1", "{}.dropna()"),
    "fraction": (lambda v: v + 0.5, ValueError, "has 0.5, expected labels: integers from 0", ""),
    "negative": (lambda v: 2 * v - 1, ValueError, "has -1, expected labels from 0", UNIQUE),
    "scalar": (lambda v: 1, ValueError, "has shape (), expected labels of shape (n,)", "[{}]"),
    "one row": (lambda v: v.reshape(1, -1), ValueError, "has shape (1, 6), expected labels",
                "{}.ravel()"),
    "two columns": (lambda v: np.stack([v, v], axis=1), ValueError,
                    "has shape (6, 2), expected labels of shape (n,)", "one integer"),
    "dates": (lambda v: v.astype("M8[D]"), TypeError, "has dtype datetime64[D]", "expected"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
@pytest.mark.parametrize("place", PLACES)
def test_what_are_no_labels_is_refused_with_the_line_that_cures_it(place, kind):
    if place == "score, independent outputs" and kind == "two columns":
        pytest.skip("rows of yes and no are taken there")
    function, labels = PLACES[place]
    make, error, words, cure = REFUSED[kind]
    name = "labels" if place.startswith("to_categorical") else "y"
    with pytest.raises(error) as caught:
        function(make(labels))
    assert f"{name} {words}" in str(caught.value)
    assert cure.format(name) in str(caught.value)


@pytest.mark.parametrize(
    ("place", "classes", "why"),
    [
        ("to_categorical, num_classes", "0 to 2 for 3", "num_classes is 3"),
        ("fit", "0 to 2 for 3", "the network has 3 outputs"),
        ("fit, one output", "0 to 1 for 2", "the network has one output"),
        ("score", "0 to 2 for 3", "the network has 3 outputs"),
        ("score, one output", "0 to 1 for 2", "the network has one output"),
    ],
)
def test_labels_that_are_too_large_are_told_why_and_what_to_do(place, classes, why):
    function, labels = PLACES[place]
    with pytest.raises(ValueError) as caught:
        function(labels + 1)
    for words in (f"has {labels.max() + 1}, ", f"from {classes} classes, as {why}", "np.unique("):
        assert words in str(caught.value)
    with pytest.raises(ValueError, match="There are 6 different labels, so 6 classes are needed"):
        function(np.arange(6))


def test_independent_outputs_take_rows_of_yes_and_no():
    answers = to_categorical(LABELS)
    score = network(3, independent=True).score
    expected = score(X, answers, accuracy=True)
    for rows in (answers.astype(bool), answers.astype(np.uint8), answers.tolist(),
                 pd.DataFrame(answers), pd.DataFrame(answers).astype(bool)):  # fmt: skip
        assert score(X, rows, accuracy=True) == expected
    with pytest.raises(ValueError, match=r"y has 0\.5, expected only 0 and 1"):
        score(X, answers / 2, accuracy=True)
    with pytest.raises(ValueError, match="x has 6 samples but y has 4"):
        score(X, answers[:4], accuracy=True)
    with pytest.raises(ValueError, match=r"^y has shape \(6, 2\), expected \(n, 3\)"):
        score(X, answers[:, :2], accuracy=True)
