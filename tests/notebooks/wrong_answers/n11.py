"""Wrong answers to the exercises of 11, and words that the refusal must have in it."""

WRONG_ANSWERS = {
    "11-updates": [
        ("updates = 20 * (1000 // 64)", "it makes a step as well"),
        ("updates = 20 * 1000 / 64", "no parts of a step"),
        ("updates = 313", "round up in each epoch"),
        ("updates = int(20 * 1000 / 64)", "not once at the end"),
        ("updates = 20 * 1000", "one step for each batch"),
        ("updates = ...", "not there yet"),
    ],
    "11-huber": [
        (
            "    return np.expand_dims(np.clip(y_pred - y_true, -1, 1), axis=1)",
            "the mean over the m outputs is missing",
        ),
        (
            "    return np.expand_dims(np.clip(y_pred - y_true, -1, 1) / len(y_pred), axis=1)",
            "divided by n, the samples, and not by m",
        ),
        (
            "    return np.clip(y_pred - y_true, -1, 1) / y_pred.shape[1]",
            r"has shape \(2, 3\), expected \(2, 1, 3\)",
        ),
        (
            "    return np.expand_dims((y_pred - y_true) / y_pred.shape[1], axis=1)",
            "large errors count fully",
        ),
        (
            "    e = np.abs(y_pred - y_true)\n"
            "    return np.expand_dims(np.where(e <= 1, e, 1) / e.shape[1], axis=1)",
            "the sign is lost",
        ),
        (
            "    e = y_true - y_pred\n"
            "    return np.expand_dims(np.clip(e, -1, 1) / e.shape[1], axis=1)",
            "wrong sign everywhere",
        ),
        ("    np.clip(y_pred - y_true, -1, 1)", "is a return missing"),
    ],
    "11-keep-best": [
        (
            '    if loss < best["loss"]:\n'
            '        best["loss"], best["params"] = loss, network.params',
            "keep a copy",
        ),
        (
            '    best["loss"], best["params"] = loss, network.params.copy()',
            "compare before you replace",
        ),
        (
            '    if loss > best["loss"] or best["params"] is None:\n'
            '        best["loss"], best["params"] = loss, network.params.copy()',
            "it is the highest",
        ),
        (
            '    if loss < best["loss"]:\n        best = {"loss": loss}',
            "nothing was put into the dictionary",
        ),
        ('    if loss < best["loss"]:\n        best["loss"] = loss', "not there yet"),
    ],
    "11-batches": [
        (
            "    order = rng.permutation(len(x))\n"
            "    starts = range(0, len(x) - batch_size, batch_size)\n"
            "    pieces = [order[i : i + batch_size] for i in starts]\n"
            "    return [(x[rows], y[rows]) for rows in pieces]",
            "the last, smaller batch is lost",
        ),
        (
            "    x, y = x[rng.permutation(len(x))], y[rng.permutation(len(y))]\n"
            "    starts = range(0, len(x), batch_size)\n"
            "    return [(x[i : i + batch_size], y[i : i + batch_size]) for i in starts]",
            "x and y need one permutation",
        ),
        (
            "    starts = range(0, len(x), batch_size)\n"
            "    return [(x[i : i + batch_size], y[i : i + batch_size]) for i in starts]",
            "in their old order",
        ),
        (
            "    pieces = [rng.integers(0, len(x), size) for size in (4, 4, 2)]\n"
            "    return [(x[rows], y[rows]) for rows in pieces]",
            "the set of all points is wrong",
        ),
        ("    rng.permutation(len(x))", "is a return missing"),
    ],
}
