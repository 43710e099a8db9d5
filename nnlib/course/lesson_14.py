"""What the checks of lesson 14 know: the cases, and the slips that learners make here."""

from collections.abc import Callable
from typing import Any

import numpy as np

import nnlib
from nnlib.course.exercises import Case, Exercise, Mistake, returned
from nnlib.types import Array

# --- predictions: the right choice, and why another one is tempting -------------------------------

order = (
    "normalized, then standardized, raw far behind",
    {
        "all three within 5 points of each other": "The pictures are the same. But the first "
        "weights and the learning rate are too, and they do not suit every scale.",
        "standardized, then normalized, raw far behind": "With first weights and a rate that suit "
        "each of them it may be so. With these, the larger numbers are at a disadvantage.",
        "raw, then normalized, standardized far behind": "Larger numbers are not clearer numbers.",
    },
)
share = (
    "about four in five",
    {
        "nearly none": "That holds for first weights by the rule of lesson 08. These are larger.",
        "about one in five": "Each input has size 1. But a neuron adds up 784 of them, with "
        "weights of a size of about 0.3.",
        "about half": "That is near the share for normalized inputs, which are smaller.",
    },
)
movers = (
    "W¹ moves, W² and W³ hardly",
    {
        "all three move": "A rate that is small enough for W¹ is far too small for the other two.",
        "W² and W³ move, W¹ hardly": "The rate was made so small for the sake of W¹, whose "
        "gradient is the large one.",
        "none of them moves": "It would not learn then. But it learns.",
    },
)

# --- normalize -----------------------------------------------------------------------------------


def two_sets(rng: np.random.Generator, shift: float) -> tuple[Array, Array]:
    """Test and training values: some of the first lie outside of the range of the second."""
    n, k, d = (int(number) for number in rng.choice([4, 5, 6, 7, 8], size=3, replace=False))
    values, fitted_on = rng.normal(size=(n, d)), rng.uniform(-1, 1, size=(k, d))
    values[0, 0], values[1, 1] = -3.0, 3.0
    return shift + values, shift + fitted_on


def pixels(rng: np.random.Generator) -> tuple[Array, Array]:
    """The same as whole numbers of 8 bits; the smallest training value is above 0."""
    n, k, d = 5, 7, 6
    values = rng.integers(0, 256, size=(n, d), dtype=np.uint8)
    fitted_on = rng.integers(30, 200, size=(k, d), dtype=np.uint8)
    values[0, :2] = 3, 250
    return values, fitted_on


def values_to_normalize(rng: np.random.Generator) -> list[Case]:
    """Numbers of both signs, all positive ones, pixels, and pictures."""
    return [
        ("for floating-point numbers", two_sets(rng, 4.0)),
        ("for negative numbers", two_sets(rng, -20.0)),
        ("for pixels of the type uint8", pixels(rng)),
        ("for pictures (n, 28, 28)", (rng.normal(size=(3, 28, 28)), rng.normal(size=(4, 28, 28)))),
    ]


def by_columns(v: Array, f: Array) -> Array:
    """A minimum and a maximum for each column."""
    low, high = f.min(axis=0), f.max(axis=0)
    return (v.astype(float) - low) / (high - low)


def parted(rule: Callable[[Array, Any, Any, Any], Any]) -> Callable[[Array, Array], Any]:
    """A slip from the values as they are, and the smallest and the largest to fit."""

    def slip(v: Array, f: Array) -> Any:
        return rule(v.astype(float), float(f.min()), float(f.max()), f)

    return slip


normalize = Exercise(
    "normalize",
    nnlib.normalize,
    values_to_normalize,
    {
        "minimum and maximum are those of values. They must come from fitted_on.": (
            lambda v, f: nnlib.normalize(v)
        ),
        "the minimum comes from fitted_on, the maximum from values.": parted(
            lambda v, low, high, f: (v - low) / (v.max() - low)
        ),
        "one of the two comes from values, one from fitted_on. Both must come from fitted_on.": (
            parted(lambda v, low, high, f: (v - v.min()) / (high - v.min()))
        ),
        "it subtracts the minimum of values, and divides by the width of fitted_on. Both numbers "
        "must come from fitted_on.": parted(lambda v, low, high, f: (v - v.min()) / (high - low)),
        "the numbers wrap around: whole numbers of 8 bits begin again at 0. Make floating-point "
        "numbers of values before you subtract.": lambda v, f: (
            (v - f.min()) / (float(f.max()) - float(f.min()))
        ),
        "the maximum is the divisor. How far is it from the minimum to the maximum?": parted(
            lambda v, low, high, f: (v - low) / high
        ),
        "the minimum is not subtracted above the fraction line.": parted(
            lambda v, low, high, f: v / (high - low)
        ),
        "this is a division by the maximum alone. The smallest value must become 0.": parted(
            lambda v, low, high, f: v / high
        ),
        "255 is the largest value of these pixels, not of all data. Take it from fitted_on.": (
            lambda v, f: v / 255
        ),
        "parentheses are missing above: a division comes before a subtraction.": parted(
            lambda v, low, high, f: v - low / (high - low)
        ),
        "parentheses are missing below: a division comes before a subtraction.": parted(
            lambda v, low, high, f: (v - low) / high - low
        ),
        "each column is scaled by itself. Here, take one minimum and one maximum of all.": (
            by_columns
        ),
        "values outside of the range of fitted_on are cut off. Leave them: they may lie below 0 "
        "or above 1.": lambda v, f: np.clip(nnlib.normalize(v, f), 0, 1),
        "it is turned round: the smallest value should become 0, the largest 1.": parted(
            lambda v, low, high, f: (high - v) / (high - low)
        ),
        "this is standardizing: mean and standard deviation. Here, minimum and maximum.": (
            lambda v, f: nnlib.standardize(v, f)
        ),
        "these are the values of fitted_on, scaled. Scale values.": lambda v, f: nnlib.normalize(f),
    },
    stops={
        "cannot be interpreted": "astype takes a type: values.astype(float).",
        "broadcast": "One minimum and one maximum of all numbers: min() and max() without an axis.",
        "'low' is not defined": "Compute it first: the smallest value of fitted_on.",
        "'high' is not defined": "Compute it first: the largest value of fitted_on.",
    },
    ready_made=["normalize", "minmax_scale", "MinMaxScaler.fit", "fit_transform", "interp"],
    may_loop=False,
    tolerance=1e-6,  # whoever takes float32 is right, too
)

# --- standardize ---------------------------------------------------------------------------------


def values_to_standardize(rng: np.random.Generator) -> list[Case]:
    """The same, very small numbers, and numbers that are all the same."""
    small = two_sets(rng, 0.0)
    return [
        *values_to_normalize(rng),
        ("for very small numbers", (small[0] / 1000, small[1] / 1000)),
        ("where fitted_on is constant", (rng.normal(size=(4, 3)), np.full((5, 3), 7.0))),
    ]


def refuses(answer: Any, values: Array, fitted_on: Array) -> bool:
    """Whether an answer raises a ValueError."""
    try:
        answer(values, fitted_on)
    except ValueError:
        return True
    return False


def use_standardize(answer: Any, values: Array, fitted_on: Array) -> Any:
    """The scaled values; where all of fitted_on are the same, whether it is refused."""
    if fitted_on.max() > fitted_on.min():
        return answer(values, fitted_on)
    if refuses(answer, values=fitted_on, fitted_on=values):
        raise Mistake(
            "it refuses where values is constant. Refuse where fitted_on is, and only there."
        )
    try:
        result = answer(values, fitted_on)
    except ValueError as error:
        if not str(error):
            raise Mistake("its ValueError has no words. Say what is wrong.") from None
        return {"the refusal": np.ones(1)}
    except AssertionError:
        raise Mistake("assert raises an AssertionError. Raise a ValueError.") from None
    if isinstance(result, Exception) or result is ValueError:
        raise Mistake("it returns the error. Raise it.")
    if result is None:
        raise Mistake("it returns nothing. Raise a ValueError.")
    if not np.isfinite(np.asarray(result, dtype=float)).all():
        raise Mistake("it divides by 0 without a word. Raise a ValueError before that.")
    raise Mistake("it goes on as if nothing were wrong. Raise a ValueError.")


standardize = Exercise(
    "standardize",
    nnlib.standardize,
    values_to_standardize,
    {
        "mean and standard deviation are those of values. They must come from fitted_on.": (
            lambda v, f: nnlib.standardize(v)
        ),
        "the mean comes from fitted_on, the standard deviation from values.": (
            lambda v, f: (v - f.mean()) / v.std()
        ),
        "the mean comes from values, the standard deviation from fitted_on.": (
            lambda v, f: (v - v.mean()) / f.std()
        ),
        "the mean is not subtracted.": lambda v, f: v / f.std(),
        "the divisor is the variance. Take its root, std.": lambda v, f: (v - f.mean()) / f.var(),
        "the divisor is missing: subtract the mean, then divide by the standard deviation.": (
            lambda v, f: v - f.mean()
        ),
        "parentheses are missing: a division comes before a subtraction.": (
            lambda v, f: v - f.mean() / f.std()
        ),
        "the mean is the divisor, and the standard deviation is subtracted.": (
            lambda v, f: (v - f.std()) / f.mean()
        ),
        "the median is subtracted. Take the mean.": lambda v, f: (v - np.median(f)) / f.std(),
        "the divisor is the maximum. Take the standard deviation.": (
            lambda v, f: (v - f.mean()) / f.max()
        ),
        "the divisor is the distance from the smallest to the largest value. Take the standard "
        "deviation.": lambda v, f: (v - f.mean()) / (float(f.max()) - float(f.min())),
        "the standard deviation is the one that divides by n - 1 (ddof=1). Take the plain one.": (
            lambda v, f: (v - f.mean()) / f.std(ddof=1)
        ),
        "each column is scaled by itself. Here, take one mean and one standard deviation of all.": (
            lambda v, f: (v - f.mean(axis=0)) / f.std(axis=0)
        ),
        "each row is scaled by itself. Here, take one mean and one standard deviation of all.": (
            lambda v, f: (v - v.mean(axis=-1, keepdims=True)) / v.std(axis=-1, keepdims=True)
        ),
        "something is added to the standard deviation. Where it is 0, raise a ValueError; "
        "elsewhere nothing needs to be added.": lambda v, f: (v - f.mean()) / (f.std() + 1e-8),
        "this is normalizing: minimum and maximum. Here, mean and standard deviation.": (
            lambda v, f: nnlib.normalize(v, f)
        ),
        "these are the values of fitted_on, scaled. Scale values.": lambda v, f: nnlib.standardize(
            f
        ),
    },
    use=use_standardize,
    stops={
        "'mean' is not defined": "Compute it first: fitted_on.mean().",
        "'std' is not defined": "Compute it first: fitted_on.std().",
        "exceptions must derive": 'Raise an error, not a text: raise ValueError("…").',
        "broadcast": "One mean and one standard deviation of all: without an axis.",
    },
    ready_made=["standardize", "zscore", "scale", "StandardScaler.fit", "fit_transform"],
    may_loop=False,
    tolerance=1e-6,
)

# --- standardize_columns -------------------------------------------------------------------------


def columns_of_many_sizes(rng: np.random.Generator) -> list[Case]:
    """Tables whose columns have sizes of their own; in the second, one is constant."""

    def case(is_constant: bool) -> tuple[Array, Array]:
        n, k, d = (int(number) for number in rng.choice([4, 5, 6, 7], size=3, replace=False))
        sizes, centres = rng.uniform(1, 50, size=d), rng.uniform(-30, 30, size=d)
        values, fitted_on = (centres + sizes * rng.normal(size=(rows, d)) for rows in (n, k))
        if is_constant:
            values[:, 1] = fitted_on[:, 1] = 7.0
        return values, fitted_on

    return [("for a table", case(False)), ("for a table with a constant column", case(True))]


def nnlib_columns(values: Array, fitted_on: Array) -> Array:
    """nnlib's, column by column."""
    return nnlib.standardize(values, fitted_on, axis=0)


standardize_columns = Exercise(
    "standardize_columns",
    nnlib_columns,
    columns_of_many_sizes,
    {
        "one mean and one standard deviation for all: axis=0 returns one for each column.": (
            lambda v, f: nnlib.standardize(v, f)
        ),
        "mean and standard deviation are those of values. They must come from fitted_on.": (
            lambda v, f: nnlib.standardize(v, axis=0)
        ),
        "the mean is that of each column, the standard deviation that of all.": (
            lambda v, f: (v - f.mean(axis=0)) / f.std()
        ),
        "the standard deviation is that of each column, the mean that of all.": (
            lambda v, f: (v - f.mean()) / f.std(axis=0)
        ),
        "the constant column becomes nan: 0 / 0. Where the standard deviation is 0, divide by 1.": (
            lambda v, f: (v - f.mean(axis=0)) / f.std(axis=0)
        ),
        "something is added to the standard deviation. Only where it is 0, divide by 1.": (
            lambda v, f: (v - f.mean(axis=0)) / (f.std(axis=0) + 1e-8)
        ),
        "the mean is not subtracted.": lambda v, f: v / np.where(f.std(axis=0) > 0, f.std(0), 1),
        "each row is scaled by itself: that is axis=1.": lambda v, f: (
            (v - v.mean(axis=1, keepdims=True)) / v.std(axis=1, keepdims=True)
        ),
        "the constant column should become 0.": lambda v, f: np.where(
            f.std(axis=0) > 0, (v - f.mean(axis=0)) / f.std(axis=0), v
        ),
    },
    stops={
        "broadcast": "axis=0 returns (features,), a number for each column; axis=1 one for each "
        "row.",
        "truth value": "if asks once. np.where(std > 0, std, 1) asks for each column.",
    },
    ready_made=["standardize", "zscore", "scale", "StandardScaler.fit", "fit_transform"],
    may_loop=False,
)

# --- fit_to_scale --------------------------------------------------------------------------------


def fitted(weights: Array, rate: float, c: float) -> tuple[Array, float]:
    """First weights and their rate for inputs that are c times as large."""
    return weights / c, rate / c**2


def use_fit_to_scale(answer: Any, weights: Array, rate: float, c: float) -> dict[str, Any]:
    """The two results by name."""
    result = returned(answer, weights, rate, c)
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise Mistake("it should return a pair: the weights, and their rate.")
    if np.ndim(result[0]) == 0 and np.ndim(result[1]) == 2:
        raise Mistake("the pair is turned round: the weights come first, then the rate.")
    return {"the array of weights": result[0], "the rate": result[1]}


def weights_and_rates(rng: np.random.Generator) -> list[Case]:
    """Weights, a rate, and a factor above 1 and below."""

    def case(c: float) -> tuple[Array, float, float]:
        d, m = (int(number) for number in rng.choice([3, 4, 5, 6], size=2, replace=False))
        return rng.normal(size=(d, m)), float(rng.uniform(0.1, 0.9)), c

    return [
        ("for larger inputs", case(float(rng.uniform(3, 40)))),
        ("for smaller inputs", case(float(rng.uniform(0.1, 0.6)))),
        ("for inputs of the other sign", case(float(rng.uniform(-9, -3)))),
    ]


fit_to_scale = Exercise(
    "fit_to_scale",
    fitted,
    weights_and_rates,
    {
        "the weights are multiplied by c. X is larger, and X W must stay.": (
            lambda weights, rate, c: (weights * c, rate / c**2)
        ),
        "the weights are as before. X is larger, and X W must stay.": (
            lambda weights, rate, c: (weights, rate / c**2)
        ),
        "c² is for one of the two only. What keeps X W as it is?": (
            lambda weights, rate, c: (weights / c**2, rate / c**2)
        ),
        "the weights are right. The rate is divided by c once. The gradient is c times larger, and "
        "what it should move is c times smaller.": lambda weights, rate, c: (weights / c, rate / c),
        "the weights are right. The rate is multiplied by c. Is the gradient larger or smaller "
        "than before?": lambda weights, rate, c: (weights / c, rate * c),
        "the weights are right. The rate is multiplied by c². Is the gradient larger or smaller "
        "than before?": lambda weights, rate, c: (weights / c, rate * c**2),
        "10 is the factor of the cell above. Other inputs have another one: c.": (
            lambda weights, rate, c: (weights / 10, rate / 100)
        ),
        "255 is the factor of the digits. Other inputs have another one: c.": (
            lambda weights, rate, c: (weights / 255, rate / 255**2)
        ),
        "the weights are right. The rate is as before. But the gradient is not.": (
            lambda weights, rate, c: (weights / c, rate)
        ),
        "the weights are right. The rate is divided by the root of c.": (
            lambda weights, rate, c: (weights / c, rate / np.sqrt(abs(c)))
        ),
        "the weights are right. The rate is divided by c three times.": (
            lambda weights, rate, c: (weights / c, rate / c**3)
        ),
    },
    use=use_fit_to_scale,
    stops={"'X' is not defined": "The inputs do not come in. Their factor does: c."},
    may_loop=False,
)
