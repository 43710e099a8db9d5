"""Wrong answers to the exercises of 14, and words that the refusal must have in it."""

WRONG_ANSWERS = {
    "14-paper": [
        ("paper = mean / std", "paper becomes negative"),
        ("paper = -mean / 255", "not by the maximum"),
        ("paper = (0 - mean) / x_all.var(dtype=float)", "not by the variance"),
        ("paper = 0.0", "the formula moves it"),
        ("paper = ...", "not there yet"),
    ],
    "14-standardize-columns": [
        (
            "    return (x - fitted_on.mean()) / fitted_on.std()",
            "one mean and std for all columns",
        ),
        (
            "    std = x.std(axis=0)\n    return (x - x.mean(axis=0)) / np.where(std > 0, std, 1)",
            "must come from fitted_on",
        ),
        (
            "    std = fitted_on.std(axis=0)\n    return x / np.where(std > 0, std, 1)",
            "the mean is not subtracted",
        ),
        (
            "    with np.errstate(invalid='ignore', divide='ignore'):\n"
            "        return (x - fitted_on.mean(axis=0)) / fitted_on.std(axis=0)",
            "contains NaN or infinity",
        ),
        (
            "    x -= fitted_on.mean(axis=0)\n    std = fitted_on.std(axis=0)\n"
            "    return x / np.where(std > 0, std, 1)",
            "changes its input",
        ),
    ],
    "14-leak": [
        ("honest = normalize(dim).max()", "scaled by its own numbers"),
        ("honest = dim.max()", "not normalized yet"),
        ("honest = normalize(x_test / 2, fitted_on=x_train).max()", "127, not 127.5"),
    ],
    "14-pre-activations": [
        ("    return 784 / 12 * input_size**2", "that is the variance"),
        ("    return np.sqrt(784 / 12 * input_size)", "must be squared"),
        ("    return np.sqrt(784) * input_size", "is 1/12"),
        ("    return input_size / np.sqrt(12)", "fan_in is under the root"),
    ],
}
