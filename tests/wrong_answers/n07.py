"""Wrong answers to the exercises of 07, and words that the refusal must have in it."""

WRONG_ANSWERS = {
    "07-line-floor": [
        ("and_floor = 0.0", "does not go through all four truths"),
        (
            "with_ones = np.hstack([x, np.ones((4, 1))])\n"
            "plane, *_ = np.linalg.lstsq(with_ones, y_and, rcond=None)\n"
            "and_floor = mse(with_ones @ plane, y_and).sum()",
            "the sum over the samples",
        ),
        ("and_floor = ...", "not there yet"),
    ],
    "07-hidden-by-hand": [
        ("    return step(x.sum(axis=1, keepdims=True) - 0.5)", "it is OR"),
        ("    return step(x.sum(axis=1) - 0.5)", r"has shape \(4,\), wanted \(4, 1\)"),
        ("    step(x)", "is a return missing"),
    ],
    "07-stuck": [
        ("stuck = int((np.zeros((2, 3)) == 0).sum())", "count the zeros in both matrices"),
        ("stuck = 12", "biases are not to be counted"),
    ],
}
