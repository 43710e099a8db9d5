"""Answers to the exercises of 14: right ones, and wrong ones with words of the refusal."""

LOW_HIGH = "low, high = float(fitted_on.min()), float(fitted_on.max())\n"
AS_FLOATS = "v = values.astype(float)\n"
MEAN_STD = "mean, std = fitted_on.mean(), fitted_on.std()\n"
REFUSE = "if std == 0:\n    raise ValueError('all values are the same')\n"
COLUMNS = "mean, std = fitted_on.mean(axis=0), fitted_on.std(axis=0)\n"

RIGHT = {
    "14-normalize": [
        LOW_HIGH + "return (values.astype(float) - low) / (high - low)",
        "low, high = np.min(fitted_on), np.max(fitted_on)\n"
        "return (np.array(values, dtype=float) - low) / (high - low)",
        "fitted_on = fitted_on.astype(float)\n"
        "shifted = values - fitted_on.min()\n"
        "return shifted / (fitted_on.max() - fitted_on.min())",
        "values, fitted_on = values.astype(np.float32), fitted_on.astype(np.float32)\n"
        "low = fitted_on.min()\nreturn (values - low) / (fitted_on.max() - low)",
        "low, width = fitted_on.min(), np.ptp(fitted_on)\nreturn (values * 1.0 - low) / width",
    ],
    "14-standardize": [
        MEAN_STD + REFUSE + "return (values - mean) / std",
        "if fitted_on.min() == fitted_on.max():\n    raise ValueError('fitted_on is constant')\n"
        "return (values - np.mean(fitted_on)) / np.std(fitted_on)",
        AS_FLOATS + "std = np.sqrt(np.mean((fitted_on - fitted_on.mean()) ** 2))\n"
        "if not std > 0:\n    raise ValueError(f'std is {std}')\n"
        "return (v - fitted_on.mean()) / std",
        MEAN_STD + REFUSE + "return values / std - mean / std",
    ],
    "14-fit-to-scale": [
        "return W / c, rate / c**2",
        "return [W * (1 / c), rate / c / c]",
        "return W / c, rate * c**-2.0",
    ],
    "14-standardize-columns": [
        COLUMNS + "return (values - mean) / np.where(std > 0, std, 1)",
        COLUMNS + "std[std == 0] = 1\nreturn (values - mean) / std",
        COLUMNS + "return np.divide(values - mean, std, out=np.zeros(values.shape), where=std > 0)",
    ],
}

WRONG = {
    "14-normalize": [
        (
            AS_FLOATS + "return (v - v.min()) / (v.max() - v.min())",
            "minimum and maximum are those of values",
        ),
        (
            AS_FLOATS + LOW_HIGH + "return (v - v.min()) / (high - low)",
            "it subtracts the minimum of values",
        ),
        (AS_FLOATS + LOW_HIGH + "return (v - low) / (v.max() - low)", "the maximum from values"),
        (LOW_HIGH + "return (values - fitted_on.min()) / (high - low)", "wrap around"),
        (
            "return (values - fitted_on.min()) / (fitted_on.max() - fitted_on.min())",
            "right for floating-point numbers, but not for pixels.*wrap around",
        ),
        (AS_FLOATS + LOW_HIGH + "return (v - low) / high", "the maximum is the divisor"),
        (AS_FLOATS + LOW_HIGH + "return v / (high - low)", "above the fraction line"),
        (AS_FLOATS + LOW_HIGH + "return v / high", "a division by the maximum alone"),
        ("return values / 255", "255 is the largest value of these pixels"),
        (AS_FLOATS + LOW_HIGH + "return v - low / (high - low)", "parentheses are missing above"),
        (AS_FLOATS + LOW_HIGH + "return (v - low) / high - low", "parentheses are missing below"),
        (
            "low, high = fitted_on.min(axis=0), fitted_on.max(axis=0)\n"
            "return (values.astype(float) - low) / (high - low)",
            "each column is scaled by itself",
        ),
        (
            LOW_HIGH + "return np.clip((values.astype(float) - low) / (high - low), 0, 1)",
            "are cut off",
        ),
        (AS_FLOATS + LOW_HIGH + "return (high - v) / (high - low)", "turned round"),
        ("return (values - fitted_on.mean()) / fitted_on.std()", "this is standardizing"),
        (
            "f = fitted_on.astype(float)\nreturn (f - f.min()) / (f.max() - f.min())",
            "Scale values",
        ),
        (
            AS_FLOATS + "low, high = min(v), max(v)\nreturn (v - low) / (high - low)",
            "methods .max and .min|truth value",
        ),
        (
            "return (pixels - pixels.min()) / (pixels.max() - pixels.min())",
            "pixels of the notebook",
        ),
        ("(values.astype(float) - 1) / 2", "Is the return missing"),
        ("return lesson.nnlib.normalize(values, fitted_on)", "it calls normalize"),
        ("return 'normalized'", "returns a str"),
        ("return np.zeros(values.shape)", "the same whatever comes in"),
    ],
    "14-standardize": [
        (
            "mean, std = values.mean(), values.std()\n" + REFUSE + "return (values - mean) / std",
            "must come from fitted_on",
        ),
        (
            "mean, std = fitted_on.mean(), values.std()\n"
            + REFUSE
            + "return (values - mean) / std",
            "the standard deviation from values",
        ),
        (
            "mean, std = values.mean(), fitted_on.std()\n"
            + REFUSE
            + "return (values - mean) / std",
            "the mean comes from values",
        ),
        (MEAN_STD + REFUSE + "return values / std", "the mean is not subtracted"),
        (MEAN_STD + REFUSE + "return (values - mean) / std**2", "the divisor is the variance"),
        (MEAN_STD + REFUSE + "return values - mean", "the divisor is missing"),
        (MEAN_STD + REFUSE + "return values - mean / std", "parentheses are missing"),
        (MEAN_STD + REFUSE + "return (values - std) / mean", "the mean is the divisor"),
        (
            "return (values - fitted_on.mean()) / fitted_on.std(ddof=1)",
            "divides by n - 1",
        ),
        (
            COLUMNS + "return (values - mean) / std",
            "each column is scaled by itself",
        ),
        (MEAN_STD + "return (values - mean) / (std + 1e-8)", "something is added"),
        (MEAN_STD + "return (values - mean) / std", "it divides by 0 without a word"),
        (
            MEAN_STD + "if std == 0:\n    return values - mean\nreturn (values - mean) / std",
            "as if nothing were wrong",
        ),
        (
            MEAN_STD + "if std == 0:\n    raise ValueError\nreturn (values - mean) / std",
            "has no words",
        ),
        (
            MEAN_STD + "if std == 0:\n    raise 'constant'\nreturn (values - mean) / std",
            "not a text",
        ),
        (
            MEAN_STD + "if std == 0:\n    print('constant')\n    return None\n"
            "return (values - mean) / std",
            "Raise a ValueError",
        ),
        (
            MEAN_STD + "if std == 0:\n    return ValueError('constant')\n"
            "return (values - mean) / std",
            "it returns the error",
        ),
        (
            MEAN_STD + "assert std > 0, 'constant'\nreturn (values - mean) / std",
            "assert raises an AssertionError",
        ),
        (
            MEAN_STD + "if values.std() == 0:\n    raise ValueError('constant')\n"
            "return (values - mean) / std",
            "where values is constant",
        ),
        (
            MEAN_STD + "if 0 in (std, values.std()):\n    raise ValueError('constant')\n"
            "return (values - mean) / std",
            "where values is constant",
        ),
        (
            MEAN_STD + "if std < 0.01:\n    raise ValueError('too small')\n"
            "return (values - mean) / std",
            "for very small numbers.*too small",
        ),
        (
            LOW_HIGH + "return (values.astype(float) - low) / (high - low)",
            "this is normalizing",
        ),
        (MEAN_STD + REFUSE + "return (fitted_on - mean) / std", "Scale values"),
        ("return (values - mean) / std", "Compute it first"),
        (MEAN_STD + REFUSE + "(values - mean) / std", "Is the return missing"),
        ("return lesson.nnlib.standardize(values, fitted_on)", "it calls standardize"),
        ("return 'standardized'", "returns a str"),
        (MEAN_STD + REFUSE + "return np.zeros(values.shape)", "the same whatever comes in"),
    ],
    "14-fit-to-scale": [
        ("return W * c, rate / c**2", "the weights are multiplied by c"),
        ("return W, rate / c**2", "the weights are as before"),
        ("return W / c**2, rate / c**2", "for one of the two only"),
        ("return W / c, rate / c", "divided by c once"),
        ("return W / c, rate * c", r"The rate is multiplied by c\."),
        ("return W / c, rate * c**2", "multiplied by c²"),
        ("return W / c, rate", "The rate is as before"),
        ("return W / c, rate / c**3", "three times"),
        ("return W / c, rate / 255**2", "255 is the factor of the digits"),
        ("return W / 255, rate / 255**2", "255 is the factor of the digits"),
        ("return W / 10, rate / 100", "10 is the factor of the cell above"),
        ("return rate / c**2, W / c", "turned round"),
        ("return W / c", "it should return a pair"),
        ("W / c, rate / c**2", "Is the return missing"),
        ("return X / c, rate", "The inputs do not come in|X of the notebook|has shape"),
        ("W /= c\nreturn W, rate / c**2", "it changes the array"),
        ("return 'smaller', 'smaller'", "is a str"),
        ("return np.zeros(W.shape), 0.0", "the same whatever comes in|is wrong"),
    ],
    "14-standardize-columns": [
        (
            COLUMNS
            + "return np.where(std > 0, (values - mean) / np.where(std > 0, std, 1), values)",
            "the constant column should become 0",
        ),
        (MEAN_STD + "return (values - mean) / std", "axis=0 returns one for each column"),
        (
            "mean, std = values.mean(axis=0), values.std(axis=0)\n"
            "return (values - mean) / np.where(std > 0, std, 1)",
            "must come from fitted_on",
        ),
        (COLUMNS + "return (values - mean) / std", "becomes nan"),
        (COLUMNS + "return (values - mean) / (std + 1e-8)", "something is added"),
        (
            "mean, std = fitted_on.mean(axis=0), fitted_on.std()\nreturn (values - mean) / std",
            "the standard deviation that of all",
        ),
        (
            "mean, std = fitted_on.mean(), fitted_on.std(axis=0)\nreturn (values - mean) / std",
            "the mean that of all",
        ),
        (COLUMNS + "return values / np.where(std > 0, std, 1)", "the mean is not subtracted"),
        (
            COLUMNS + "return np.array([(row - mean) / np.where(std > 0, std, 1) "
            "for row in values])",
            "has a loop",
        ),
        (
            COLUMNS + "if std > 0:\n    return (values - mean) / std\nreturn values - mean",
            "asks for each column",
        ),
        ("return lesson.nnlib.standardize(values, fitted_on, axis=0)", "it calls standardize"),
        ("return 'columns'", "returns a str"),
        ("return np.zeros(values.shape)", "the same whatever comes in"),
    ],
}
