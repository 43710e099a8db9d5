"""Wrong answers to the exercises of 13, and words that the refusal must have in it."""

WRONG_ANSWERS = {
    "13-line-floor": [
        ("and_floor = 0.0", "does not go through all four truths"),
        (
            "plane, *_ = np.linalg.lstsq(with_ones(x), y_and, rcond=None)\n"
            "and_floor = mse(with_ones(x) @ plane, y_and).sum()",
            "the sum over the samples",
        ),
        (
            "plane, *_ = np.linalg.lstsq(x, y_and, rcond=None)\n"
            "and_floor = mse(x @ plane, y_and).mean()",
            "has no bias",
        ),
        ("and_floor = ...", "not there yet"),
    ],
    "13-hidden-by-hand": [
        (
            "    W1, b1 = np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([[-0.5, -1.5]])\n"
            "    return W1, b1, np.array([[1.0], [1.0]]), np.array([[-0.5]])",
            "it is OR",
        ),
        (
            "    W1, b1 = np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([[-0.5, -1.5]])\n"
            "    return W1, b1, np.array([[-1.0], [1.0]]), np.array([[0.5]])",
            "the opposite of XOR",
        ),
        (
            "    W1, b1 = np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([-0.5, -1.5])\n"
            "    return W1, b1, np.array([[1.0], [-1.0]]), -0.5",
            r"the shapes are \[\(2, 2\), \(2,\)",
        ),
        (
            "    W1, b1 = np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([[-0.5, -1.5]])\n"
            "    return W1, b1, np.array([[1.0, -1.0]]), np.array([[-0.5]])",
            "stopped with ValueError",
        ),
    ],
    "13-stuck": [
        ("stuck = int((np.zeros((2, 3)) == 0).sum())", "count the zeros in both matrices"),
        ("stuck = 12", "biases are not to be counted"),
        (
            "zero_network.fit(x, y, batch_size=1, epochs=200, progress=False)\n"
            "stuck = sum(int((w == 0).sum()) for w in zero_network.weights)",
            "set all parameters to zero",
        ),
    ],
    "13-bias-gradients": [
        ("    return dZ.sum(axis=0, keepdims=True)", "adds up the runs"),
        ("    return dZ.mean(axis=1, keepdims=True)", "the mean over the samples"),
        ("    return dZ.sum(axis=1)", r"has shape \(5, 3\), expected \(5, 1, 3\)"),
        ("    return dZ.sum(axis=2, keepdims=True)", "adds up the neurons"),
    ],
}
