"""Wrong answers to the exercises of 09, and words that the refusal must have in it."""

WRONG_ANSWERS = {
    "09-by-hand": [
        ("on_paper = np.array([-8, 4, -4, 2, -6, -4, -2])", "the sample of the text"),
        ("on_paper = [8, -4, -8, 4, 0, -20, -4]", "relu has slope 0 where z < 0"),
        ("on_paper = [0, -2, 0, 2, 0, -10, -2]", "the 2 is missing"),
        ("on_paper = [0, 4, 0, 4, 0, -20, -4]", "x is negative here"),
        ("on_paper = [0, -20, 0, 20, 0, -100, -20]", "mind the signs"),
        ("on_paper = [0, -4, 0, 4, 12, -20, -4]", "the other factor of v1 is a1, not z1"),
        ("on_paper = [0, 4, 0, -4, 0, 20, 4]", "wrong sign everywhere"),
        ("on_paper = [0, -4, 0, 4, 0, -20]", r"has shape \(6,\), expected \(7,\)"),
        ("on_paper = ...", "not there yet"),
    ],
    "09-skip": [
        ("    return X + (dA * d_tanh(X @ W)) @ W.T", "is wrong where x < 0 and x > 0"),
        ("    return (dA * d_tanh(X @ W)) @ W.T", "the path past the layer is missing"),
        ("    return dA", "the path through tanh and W is missing"),
        ("    return dA + (dA * d_tanh(X @ W)) @ W", "W needs its transpose"),
        ("    return dA + (dA * d_tanh(tanh(X @ W))) @ W.T", "slope belongs at X @ W"),
        ("    return dA + (dA @ W.T) * d_tanh(X @ W)", "tanh comes first, and then W"),
        ("    dA = dA + (dA * d_tanh(X @ W)) @ W.T", "is a return missing"),
        ("    dA += (dA * d_tanh(X @ W)) @ W.T\n    return dA", "changes its input"),
        ("    return X.T @ (dA * d_tanh(X @ W))", r"has shape \(3, 3\), expected \(4, 3\)"),
    ],
    "09-repair": [
        ("    return broken_gradient(X, Y, W, V)", "nothing is mended yet"),
        ("    return broken_gradient(X, Y, W, V) / len(X)", "the 1/n is mended, the other two"),
        (
            "    dY_pred = 2 / Y.shape[1] * (tanh(X @ W) @ V - Y)\n"
            "    return X.T @ (dY_pred @ V.T * d_tanh(X @ W))",
            "the 1/n of the mean is still missing",
        ),
        (
            "    dY_pred = 2 / Y.shape[1] * (tanh(X @ W) @ V - Y) / len(X)\n"
            "    return X.T @ (dY_pred @ V * d_tanh(X @ W))",
            "V still goes back without a transpose",
        ),
        (
            "    dY_pred = 2 / Y.shape[1] * (tanh(X @ W) @ V - Y) / len(X)\n"
            "    return X.T @ (dY_pred @ V.T * d_tanh(tanh(X @ W)))",
            "slope is still taken at A",
        ),
        (
            "    dY_pred = 2 / Y.shape[1] * (tanh(X @ W) @ V - Y)\n"
            "    return X.T @ (dY_pred @ V * d_tanh(X @ W))",
            "the slope is mended, the other two are not",
        ),
        (
            "    dY_pred = 2 / Y.shape[1] * (tanh(X @ W) @ V - Y)\n"
            "    return X.T @ (dY_pred @ V.T * d_tanh(tanh(X @ W)))",
            "only the transpose is mended",
        ),
        (
            "    dY_pred = (tanh(X @ W) @ V - Y) / len(X)\n"
            "    return X.T @ (dY_pred @ V.T * d_tanh(X @ W))",
            "is exactly 1.5 times too large",
        ),
    ],
    "09-count": [
        ("passes = 784 * 100 + 100 + 100 * 10 + 10", "up and down"),
        ("passes = 2 * (784 * 100 + 100 * 10)", "the biases are parameters too"),
        ("passes = 784 * 100 + 100 * 10", "each parameter needs two passes"),
        ("passes = ...", "not there yet"),
    ],
}
