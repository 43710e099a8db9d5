"""Wrong answers to the exercises of 01, and words that the refusal must have in it."""

BATCH = "breaking_batch = np.array([[0.0, 1.0], [3.0, -1.0]])\n\n\n"

WRONG_ANSWERS = {
    "01-d-silu": [
        ("    return sigmoid(x)", "uv' is missing"),
        ("    return x * sigmoid(x) * (1 - sigmoid(x))", "u'v is missing"),
        ("    return d_sigmoid(x)", "is not the derivative of a product"),
        ("    return sigmoid(x) - x * d_sigmoid(x)", "is right where x = 0, wrong where x < 0"),
        ("    return sigmoid(x) + x * (1 - sigmoid(x))", "the derivative of σ is σ"),
        ("    sigmoid(x) + x * d_sigmoid(x)", "is a return missing"),
    ],
    "01-softmax-repair": [
        (
            "breaking_batch = np.array([[0.0, 0.0], [0.0, 0.0]])\n"
            "repaired_softmax = colleague_softmax",
            "does not break it",
        ),
        (BATCH + "repaired_softmax = colleague_softmax", "its rows do not sum to 1"),
        (
            BATCH + "def repaired_softmax(x):\n"
            "    e = np.exp(x - x.max(axis=1, keepdims=True))\n"
            "    return e / e.sum(axis=1)",
            "the sums need keepdims=True too",
        ),
        (
            BATCH + "def repaired_softmax(x):\n"
            "    e = np.exp(x - x.max(axis=0))\n"
            "    return e / e.sum(axis=0)",
            "its columns sum to 1",
        ),
        (
            BATCH + "def repaired_softmax(x):\n    e = np.exp(x - x.max())\n    return e / e.sum()",
            "the whole batch sums to 1",
        ),
        (
            BATCH + "def repaired_softmax(x):\n"
            "    e = np.exp(x - x.max(axis=1))\n"
            "    return e / e.sum(axis=1, keepdims=True)",
            "the maxima need keepdims=True",
        ),
        ("", "does not break it"),
        (
            BATCH + "def repaired_softmax(x):\n"
            "    e = np.exp(x - x.max())\n"
            "    with np.errstate(invalid='ignore'):\n"
            "        return e / e.sum(axis=1, keepdims=True)",
            "contains NaN or infinity",
        ),
    ],
    "01-predict-jacobian": [
        ("jacobian_g = np.array([[5.0, 1.0], [2.0, 3.0]])", "it is transposed"),
        ("jacobian_g = np.array([[2.0, 5.0], [1.0, 3.0]])", "is x2, not x1"),
        ("", "not there yet"),
        ("jacobian_g = g(np.array([[2.0, 5.0]]))", "the values of g, not its derivatives"),
    ],
    "01-d-shares": [
        (
            "    y, total = shares(x), x.sum(axis=1).reshape(-1, 1, 1)\n"
            "    return (np.eye(x.shape[1]) - y[:, np.newaxis, :]) / total",
            "is transposed",
        ),
        (
            "    return d_identity(x) / x.sum(axis=1).reshape(-1, 1, 1)",
            "T changes with every x_j as well",
        ),
        (
            "    return np.eye(x.shape[1]) - shares(x)[:, :, np.newaxis]",
            "the division by T is missing",
        ),
        ("    return d_softmax(x)", "this is softmax's formula"),
        ("    return (np.eye(x.shape[1]) - shares(x)) / x.sum(axis=1)", "stopped with ValueError"),
        (
            "    total = x.sum(axis=1, keepdims=True)\n    return (total - x) / total**2",
            r"has shape \(4, 3\), expected \(4, 3, 3\)",
        ),
    ],
}
