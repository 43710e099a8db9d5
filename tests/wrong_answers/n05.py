"""Wrong answers to the exercises of 05, and words that the refusal must have in it."""

WRONG_ANSWERS = {
    "05-by-hand": [
        ("on_paper = np.array([-8, 4, -4, 2, -6, -4, -2])", "the sample of the text"),
        ("on_paper = [8, -4, -8, 4, 0, -20, -4]", "lets nothing back"),
        ("on_paper = [0, -2, 0, 2, 0, -10, -2]", "the 2 is missing"),
        ("on_paper = [0, 4, 0, 4, 0, -20, -4]", "x is negative here"),
        ("on_paper = [0, 4, 0, -4, 0, 20, 4]", "wrong sign everywhere"),
        ("on_paper = [0, -4, 0, 4, 0, -20]", r"has shape \(6,\), wanted \(7,\)"),
        ("on_paper = ...", "not there yet"),
    ],
    "05-skip": [
        ("    return (da * d_tanh(x @ w)) @ w.T", "the path past the layer is missing"),
        ("    return da", "the path through tanh and W is missing"),
        ("    return da + (da * d_tanh(x @ w)) @ w", "W needs its transpose"),
        ("    return da + (da * d_tanh(tanh(x @ w))) @ w.T", "slope belongs at x @ w"),
        ("    da = da + (da * d_tanh(x @ w)) @ w.T", "is a return missing"),
        ("    da += (da * d_tanh(x @ w)) @ w.T\n    return da", "changes its input"),
        ("    return x.T @ (da * d_tanh(x @ w))", r"has shape \(3, 3\), wanted \(4, 3\)"),
    ],
    "05-repair": [
        ("    return broken_gradient(x, y, w, v)", "nothing is mended yet"),
        ("    return broken_gradient(x, y, w, v) / len(x)", "the 1/n is mended, the other two"),
        (
            "    dy_pred = 2 / y.shape[1] * (tanh(x @ w) @ v - y)\n"
            "    return x.T @ (dy_pred @ v.T * d_tanh(x @ w))",
            "the 1/n of the mean is still missing",
        ),
        (
            "    dy_pred = 2 / y.shape[1] * (tanh(x @ w) @ v - y) / len(x)\n"
            "    return x.T @ (dy_pred @ v * d_tanh(x @ w))",
            "V still goes back without a transpose",
        ),
        (
            "    dy_pred = 2 / y.shape[1] * (tanh(x @ w) @ v - y) / len(x)\n"
            "    return x.T @ (dy_pred @ v.T * d_tanh(tanh(x @ w)))",
            "slope is still taken at a",
        ),
        (
            "    dy_pred = 2 / y.shape[1] * (tanh(x @ w) @ v - y)\n"
            "    return x.T @ (dy_pred @ v * d_tanh(x @ w))",
            "the slope is mended, the other two are not",
        ),
        (
            "    dy_pred = 2 / y.shape[1] * (tanh(x @ w) @ v - y)\n"
            "    return x.T @ (dy_pred @ v.T * d_tanh(tanh(x @ w)))",
            "only the transpose is mended",
        ),
        (
            "    dy_pred = (tanh(x @ w) @ v - y) / len(x)\n"
            "    return x.T @ (dy_pred @ v.T * d_tanh(x @ w))",
            "is exactly 1.5 times too large",
        ),
    ],
    "05-count": [
        ("passes = 784 * 100 + 100 + 100 * 10 + 10", "up and down"),
        ("passes = 2 * (784 * 100 + 100 * 10)", "the biases are parameters too"),
        ("passes = 784 * 100 + 100 * 10", "each parameter needs two passes"),
        ("passes = ...", "not there yet"),
    ],
}
