"""Answers to the exercises of 02: right ones, and wrong ones with words of the refusal."""

E = "e = np.exp(x)\n"
SHIFTED = "e = np.exp(x - x.max(axis=1, keepdims=True))\n"
COLUMNS = "columns = []\nfor step in h * np.eye(x.shape[1]):\n"
S = "s = softmax(x)\n"

RIGHT = {
    "02-naive-softmax": [
        E + "return e / e.sum(axis=1, keepdims=True)",
        "return np.exp(x) / np.exp(x).sum(1)[:, None]",
        "return (np.exp(x).T / np.exp(x).sum(1)).T",
        "return np.array([np.exp(row) / sum(np.exp(row)) for row in x])",
        SHIFTED + "return e / e.sum(axis=1, keepdims=True)",
    ],
    "02-softmax": [
        SHIFTED + "return e / e.sum(axis=1, keepdims=True)",
        "return naive_softmax(x - x.max(axis=1, keepdims=True))",
        "x = x - x.max(1)[:, None]\nx = np.exp(x)\nreturn x / x.sum(1)[:, None]",
    ],
    "02-numerical-jacobian": [
        COLUMNS + "    columns.append((f(x + step) - f(x - step)) / (2 * h))\n"
        "return np.stack(columns, axis=2)",
        "columns = []\n"
        "for j in range(x.shape[1]):\n"
        "    up, down = x.copy(), x.copy()\n"
        "    up[:, j] += h\n"
        "    down[:, j] -= h\n"
        "    columns.append((f(up) - f(down)) / (2 * h))\n"
        "return np.stack(columns, axis=-1)",
        "J = np.zeros((len(x), f(x).shape[1], x.shape[1]))\n"
        "for j, step in enumerate(h * np.eye(x.shape[1])):\n"
        "    J[:, :, j] = (f(x + step) - f(x - step)) / (2 * h)\n"
        "return J",
        "J = np.zeros((len(x), f(x).shape[1], x.shape[1]))\n"
        "for k in range(len(x)):\n"
        "    row = x[k : k + 1]\n"
        "    for j, step in enumerate(h * np.eye(x.shape[1])):\n"
        "        J[k, :, j] = (f(row + step) - f(row - step))[0] / (2 * h)\n"
        "return J",
    ],
    "02-d-softmax": [
        S + "return s[:, :, np.newaxis] * (np.eye(x.shape[1]) - s[:, np.newaxis, :])",
        S + "return np.einsum('ki,ij->kij', s, np.eye(x.shape[1])) - np.einsum('ki,kj->kij', s, s)",
        S + "return s[:, None, :] * np.eye(x.shape[1]) - s[:, :, None] @ s[:, None, :]",
    ],
}

WRONG = {
    "02-naive-softmax": [
        (E + "return e / e.sum(axis=1)", "keepdims=True keeps it as a column"),
        (E + "return e / e.sum(axis=0)", "each column adds up to 1"),
        (E + "return e / e.sum()", "the whole batch adds up to 1"),
        (E + "e / e.sum(axis=1, keepdims=True)", "Is the return missing"),
        (E + "return e", "The division by their sum is missing"),
        ("return x / x.sum(axis=1, keepdims=True)", "Where is the exponential"),
        ("return np.exp(x) / x.sum(axis=1, keepdims=True)", "divided by the sum of the scores"),
        ("return np.exp(x) / np.exp(x.sum(axis=1, keepdims=True))", "before the exponential"),
        ("s = 1 / (1 + np.exp(-x))\nreturn s / s.sum(axis=1, keepdims=True)", "these are sigmoids"),
        ("e = exp(x)\nreturn e / e.sum(axis=1, keepdims=True)", r"Write np\.exp\."),
        ("e = np.exp(-x)\nreturn e / e.sum(axis=1, keepdims=True)", "the sign in the exponent"),
        (
            "return 2.718**x / (2.718**x).sum(axis=1, keepdims=True)",
            "e stands there with four digits only",
        ),
        ("import math\nreturn math.exp(x)", "such as np.exp, take a whole array"),
        ("return 2**x / (2**x).sum(axis=1, keepdims=True)", "not those of e"),
        ("np.exp(x, out=x)\nx /= x.sum(axis=1, keepdims=True)\nreturn x", "changes the array"),
        ("return 1 / (1 + np.exp(-x))", "a sigmoid"),
        ("return np.full(x.shape, 1 / x.shape[1])", "the same whatever comes in"),
        ("return np.array([[0.644, 0.237, 0.087, 0.032]])", "the same whatever comes in"),
        ("import nnlib\nreturn nnlib.softmax(x)", "it calls softmax"),
        ("return [list(np.exp(r) / np.exp(r).sum()) for r in x]", "returns a list"),
        ("return 'done' + x", "it stops with"),
    ],
    "02-softmax": [
        (
            "e = np.exp(x - x.max())\nreturn e / e.sum(axis=1, keepdims=True)",
            "Whose maximum do you subtract",
        ),
        (E + "return e / e.sum(axis=1, keepdims=True)", "exponentials still overflow"),
        (
            "e = np.exp(x - x.max(axis=1))\nreturn e / e.sum(axis=1, keepdims=True)",
            "lost its axis",
        ),
        (
            "e = np.exp(x - x.max(axis=0))\nreturn e / e.sum(axis=1, keepdims=True)",
            "the shift differs within a row",
        ),
        (
            "e = np.exp(x - x.mean(axis=1, keepdims=True))\n"
            "return e / e.sum(axis=1, keepdims=True)",
            "exponentials still overflow|one number for all rows",
        ),
        ("return naive_softmax(x - x[:, :1])", "the first score of a row is not always"),
        ("return naive_softmax(x - x[:, -1:])", "it has nan or infinity|exponentials still over"),
        (
            "return naive_softmax(x - np.abs(x).max(axis=1, keepdims=True))",
            "shifted down further, until",
        ),
        (
            "e = np.exp(np.clip(x, -700, 700))\nreturn e / e.sum(axis=1, keepdims=True)",
            "their differences are lost",
        ),
        (
            "e = np.exp(x - 1000)\nreturn e / e.sum(axis=1, keepdims=True)",
            "fits some batches only",
        ),
        (
            SHIFTED + "return e / np.exp(x).sum(axis=1, keepdims=True)",
            "the shift is in the exponentials only",
        ),
        (SHIFTED + "return np.exp(x) / e.sum(axis=1, keepdims=True)", "in the sum only"),
        ("e = np.exp(x - max(x))\nreturn e / e.sum(axis=1, keepdims=True)", "expect one number"),
        (SHIFTED + "return e", "The division by their sum is missing"),
        ("z = x - x.max(1, keepdims=True)\nreturn z / z.sum(1, keepdims=True)", "the exponential"),
        ("x -= x.max(axis=1, keepdims=True)\nreturn naive_softmax(x)", "changes the array"),
        ("return np.nan_to_num(naive_softmax(x))", "nan is hidden, not avoided"),
        ("return naive_softmax(x / x.max(axis=1, keepdims=True))", "divided, not shifted"),
        ("import nnlib\nreturn nnlib.softmax(x)", "it calls softmax"),
        ("return np.ones((2, 3))", "the same whatever comes in"),
    ],
    "02-numerical-jacobian": [
        (
            COLUMNS + "    columns.append((f(x + step) - f(x)) / h)\n"
            "return np.stack(columns, axis=2)",
            "to one side only",
        ),
        (
            COLUMNS + "    columns.append((f(x + step) - f(x - step)) / h)\n"
            "return np.stack(columns, axis=2)",
            "what to divide by",
        ),
        (
            COLUMNS + "    columns.append((f(x + step) - f(x - step)) / 2 * h)\n"
            "return np.stack(columns, axis=2)",
            r"Put brackets round 2 \* h",
        ),
        (
            COLUMNS + "    columns.append((f(x + step) - f(x - step)) / (2 * h))\n"
            "return np.stack(columns, axis=1)",
            "rows and columns are exchanged",
        ),
        (
            COLUMNS + "    columns.append((f(x + step) - f(x - step)) / (2 * h))\n"
            "return np.array(columns)",
            "The columns belong along a new last axis",
        ),
        (
            COLUMNS + "    columns.append((f(x + step) - f(x - step)) / (2 * h))\nreturn columns",
            "it returns a list",
        ),
        (
            COLUMNS + "    columns.append((f(x + step) - f(x - step)) / (2 * h))\n"
            "    return np.stack(columns, axis=2)",
            "inside the loop",
        ),
        ("return (f(x + h) - f(x - h)) / (2 * h)", "all inputs are pushed at once"),
        (
            "columns = []\n"
            "for step in np.eye(x.shape[1]):\n"
            "    columns.append((f(x + step) - f(x - step)) / (2 * h))\n"
            "return np.stack(columns, axis=2)",
            "the size 1, not h",
        ),
        (
            "columns = []\n"
            "for step in np.eye(x.shape[1]):\n"
            "    columns.append((f(x + step) - f(x - step)) / 2)\n"
            "return np.stack(columns, axis=2)",
            "h is missing in both places",
        ),
        (
            "columns = []\n"
            "for j in range(x.shape[1]):\n"
            "    up = x.copy()\n"
            "    down = up\n"
            "    up[:, j] += h\n"
            "    down[:, j] -= h\n"
            "    columns.append((f(up) - f(down)) / (2 * h))\n"
            "return np.stack(columns, axis=2)",
            "it is 0 everywhere: f gets the same on both sides",
        ),
        (
            "J = np.zeros((len(x), f(x).shape[1], x.shape[1]))\n"
            "for k, row in enumerate(x):\n"
            "    for j, step in enumerate(h * np.eye(x.shape[1])):\n"
            "        J[k, :, j] = (f(row + step) - f(row - step)) / (2 * h)\n"
            "return J",
            r"too many indices.*f takes rows, \(n, m\)",
        ),
        (
            "columns = []\n"
            "for step in h * np.eye(len(x)):\n"
            "    columns.append((f(x + step) - f(x - step)) / (2 * h))\n"
            "return np.stack(columns, axis=2)",
            "A step has a number for each input",
        ),
        (
            "J = np.zeros((len(x), x.shape[1], x.shape[1]))\n"
            "for j, step in enumerate(h * np.eye(x.shape[1])):\n"
            "    J[:, :, j] = (f(x + step) - f(x - step)) / (2 * h)\n"
            "return J",
            "a number for each output",
        ),
        (
            "columns = []\n"
            "for j in range(x.shape[1]):\n"
            "    up = x\n"
            "    up[:, j] += h\n"
            "    columns.append((f(up) - f(x)) / h)\n"
            "return np.stack(columns, axis=2)",
            "changes the array",
        ),
        ("import nnlib\nreturn nnlib.numerical_jacobian(f, x, h)", "it calls numerical_jacobian"),
        ("return np.array([[[1.5, 1.0], [0.3, 1.5]]])", "the same whatever comes in"),
    ],
    "02-d-softmax": [
        (S + "return s * (np.eye(x.shape[1]) - s)", "Which axis is k, i, j|has shape|stops with"),
        (S + "return s[:, :, None] * (np.eye(x.shape[1]) - s[:, :, None])", "needs the index j"),
        (S + "return s[:, None, :] * (np.eye(x.shape[1]) - s[:, None, :])", "needs the index i"),
        (S + "return s[:, :, None] * np.eye(x.shape[1]) - s[:, None, :]", "Are there brackets"),
        (S + "return s[:, :, None] * (1 - s[:, None, :])", "needs the identity matrix"),
        (S + "return np.eye(x.shape[1]) - s[:, None, :]", "factor in front of the brackets"),
        (S + "return s[:, :, None] * (np.eye(x.shape[1]) + s[:, None, :])", "the sign of the sec"),
        (S + "return s * (1 - s)", "the diagonals only"),
        (S + "return s[:, :, None] * s[:, None, :]", "and without its minus"),
        (S + "return -s[:, :, None] * s[:, None, :]", "only the second term is there"),
        (S + "return np.array([np.diag(r) - r @ r.T for r in s])", "by @ is one number"),
        (S + "return s[:, :, None] * np.eye(x.shape[1])", "only the term with the delta"),
        (S + "return s[:, :, None] * (np.eye(3) - s[:, None, :])", r"is \(m, m\)"),
        (S + "return np.eye(x.shape[1]) - s[:, :, None] * s[:, None, :]", "lost its factor"),
        ("return x[:, :, None] * (np.eye(x.shape[1]) - x[:, None, :])", "in s, not in x"),
        (
            "out = []\n"
            "for row in x:\n"
            "    s = softmax(row[np.newaxis])[0]\n"
            "    out.append(np.diag(s) - np.outer(s, s))\n"
            "return np.array(out)",
            "has a loop",
        ),
        ("return numerical_jacobian(softmax, x)", "right to a few digits only|calls numerical"),
        ("import nnlib\nreturn nnlib.d_softmax(x)", "it calls d_softmax"),
        ("return np.zeros((len(x), 3, 3))", "has shape|the same whatever comes in"),
    ],
}
