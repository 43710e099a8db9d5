"""Answers to the exercise of 00: right ones, and wrong ones with words of the refusal."""

PAIRS = "for a, b in zip(sizes, sizes[1:])"

RIGHT = {
    "00-count-parameters": [
        "total = 0\n"
        "for fan_in, fan_out in zip(sizes, sizes[1:]):\n"
        "    total += fan_in * fan_out + fan_out\n"
        "return total",
        f"return sum((a + 1) * b {PAIRS})",
        "total = 0\n"
        "for i in range(len(sizes) - 1):\n"
        "    weights = sizes[i] * sizes[i + 1]\n"
        "    biases = sizes[i + 1]\n"
        "    total = total + weights + biases\n"
        "return total",
        "s = np.array(sizes)\nreturn np.sum(s[:-1] * s[1:]) + np.sum(s[1:])",
        "if len(sizes) < 2:\n"
        "    return 0\n"
        "return (sizes[0] + 1) * sizes[1] + count_parameters(sizes[1:])",
    ],
}

WRONG = {
    "00-count-parameters": [
        (f"return sum(a * b {PAIRS})", "the biases are missing, one for each neuron"),
        ("return sum(sizes[1:])", "the weights are missing"),
        (f"return sum(a * b {PAIRS}) + sum(sizes)", "inputs have no bias"),
        (f"return sum(a * b + 1 {PAIRS})", "one bias for each layer"),
        (f"return sum(a * b {PAIRS}) + 1", "one bias in all"),
        (f"return sum(a * b + a {PAIRS})", "a bias for each number that comes in"),
        (f"return sum(a * b {PAIRS}) + sum(sizes[1:-1])", "the biases of the last layer"),
        (f"return sum(a * b {PAIRS}) + sizes[-1]", "only the biases of the last layer"),
        (f"return sum((a + 1) * (b + 1) {PAIRS})", "one neuron too many"),
        ("return sum(sizes)", "these are the circles"),
        ("return np.prod(sizes)", "all sizes are multiplied"),
        (f"return sum(a + b + b {PAIRS})", "two sizes are added"),
        (
            "total = 0\nfor a, b in zip(sizes, sizes):\n    total += a * b + b\nreturn total",
            "each size meets itself",
        ),
        (
            "total = 0\n"
            "for a, b in zip(sizes, sizes[1:]):\n"
            "    total += a * b + b\n"
            "    return total",
            "only the first layer is counted",
        ),
        (
            "for a, b in zip(sizes, sizes[1:]):\n    total = a * b + b\nreturn total",
            "only the last layer is counted",
        ),
        ("return (sizes[0] + 1) * sizes[1] + (sizes[1] + 1) * sizes[2]", "first two layers"),
        ("return sum((a + 1) * b for a, b in zip(sizes, sizes[1:-1]))", "last layer is left out"),
        (
            "return sum((a + 1) * b for a, b in zip(sizes[1:], sizes[2:]))",
            "first layer is left out",
        ),
        ("for a, b in zip(sizes, sizes[1:]):\n    return a * b", "only the weights of the first l"),
        (
            "return sizes[0] * sizes[1] + sizes[1] * sizes[2]",
            "only the weights of the first two",
        ),
        (
            "total = 0\n"
            "while len(sizes) > 1:\n"
            "    fan_in = sizes.pop(0)\n"
            "    total += (fan_in + 1) * sizes[0]\n"
            "return total",
            "it changes the list that it is given",
        ),
        (
            "total = 0\nfor i in range(len(sizes) - 1):\n"
            "    total += (sizes[i], sizes[i + 1])\nreturn total",
            "single numbers, not lists or shapes",
        ),
        ("total = 0\nfor i in sizes:\n    total += sizes[i]\nreturn total", "sizes, not places"),
        ("a, b, c = sizes\nreturn a * b + b + b * c + c", "The list can have any length"),
        (
            "total = 0\n"
            "for i in range(len(sizes)):\n"
            "    total += sizes[i] * sizes[i + 1] + sizes[i + 1]\n"
            "return total",
            "not right yet: it stops with IndexError.* its last size has no next",
        ),
        ("return sizes * sizes + sizes", "Multiply two numbers of the list"),
        ("total = 0\nfor i in len(sizes):\n    total += i\nreturn total", "cannot be looped over"),
        ("total = 0\nfor a, b in sizes:\n    total += a * b + b\nreturn total", "single numbers"),
        (
            "total = 0\nfor a, b in zip(sizes, sizes[1:]):\n    total += a * b + b\nprint(total)",
            "Is the return missing",
        ),
        (f"return [(a + 1) * b {PAIRS}]", "returns a list"),
        ("return 21", r"the number for \[5, 2, 3\], whatever comes in"),
        ("return network.params.size", r"the number for \[784, 24, 10\], whatever comes in"),
        ("return 1000", "it is too small. Try yours on"),
        ("return 10**9", "it is too large. Try yours on"),
        ("return '26'", "returns a str, expected one number"),
        (
            "pair, loss = (nnlib.tanh, nnlib.d_tanh), (nnlib.mse, nnlib.d_mse)\n"
            "return NeuralNetwork(sizes, pair, pair, loss, SGD()).params.size",
            "it calls NeuralNetwork.__init__",
        ),
        ("return lesson.finished_count(sizes)", "it calls finished_count"),
    ],
}
