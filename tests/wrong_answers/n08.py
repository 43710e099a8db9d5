"""Wrong answers to the exercises of 08, and words that the refusal must have in it."""

WRONG_ANSWERS = {
    "08-paper": [
        ("paper = x_train.mean() / x_train.std()", "paper becomes negative"),
        ("paper = -x_train.mean() / 255", "not by the maximum"),
        ("paper = (0 - x_train.mean()) / x_train.var()", "not by the variance"),
    ],
    "08-standardize-columns": [
        ("    return (x - x.mean()) / x.std()", "one mean and std for all columns"),
        ("    return (x - x.mean(axis=0)) / x.std(axis=0)", "holds NaN or infinity"),
        (
            "    return (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)",
            "it scales the rows",
        ),
        (
            "    x -= x.mean(axis=0)\n    return x / np.where(x.std(axis=0) > 0, x.std(axis=0), 1)",
            "changes its input",
        ),
    ],
    "08-leak": [
        ("honest = normalize(dim).max()", "scaled by its own numbers"),
        ("honest = dim.max()", "not normalized yet"),
    ],
}
