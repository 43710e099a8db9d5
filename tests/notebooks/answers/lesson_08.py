"""Answers to the exercises of 08: right ones, and wrong ones with words of the refusal."""

L = "l = (6 / (fan_in + fan_out)) ** 0.5\n"
ZEROS = "np.zeros((1, fan_out))"
UNIFORM = f"return rng.uniform(-l, l, (fan_in, fan_out)), {ZEROS}"
NORMAL = f"return rng.normal(0, std, (fan_in, fan_out)), {ZEROS}"
LOOP = "found = []\nfor w in weights:\n    x = f(x @ w)\n"

RIGHT = {
    "08-merged": [
        "return w1[:, :1], b1[:, :1], len(w2) * w2[:1], b2",
        "return w1[:, [0]], b1[:, [0]], w2.sum(axis=0, keepdims=True), b2",
        "w1, b1 = w1.mean(axis=1, keepdims=True), b1.mean(axis=1, keepdims=True)\n"
        "return [w1, b1, w2.shape[0] * w2[:1, :], b2]",
    ],
    "08-sizes": [
        LOOP + "    found.append(np.sqrt(np.mean(x**2)))\nreturn np.array(found)",
        "found = np.zeros(len(weights))\n"
        "for i, w in enumerate(weights):\n"
        "    x = f(x @ w)\n"
        "    found[i] = np.linalg.norm(x) / x.size**0.5\n"
        "return found",
        "if not weights:\n    return np.array([])\n"
        "a = f(x @ weights[0])\n"
        "return np.append((a**2).mean() ** 0.5, sizes(a, weights[1:], f))",
    ],
    "08-glorot-uniform": [
        L + UNIFORM,
        "l = np.sqrt(3 * 2 / (fan_in + fan_out))\n"
        f"return l * (2 * rng.random((fan_in, fan_out)) - 1), {ZEROS}",
        L + "b = np.zeros((1, fan_out))\nw = rng.uniform(-l, l, size=(fan_out, fan_in)).T\n"
        "return w, b",
    ],
    "08-he-normal": [
        "std = (2 / fan_in) ** 0.5\n" + NORMAL,
        f"return np.sqrt(2 / fan_in) * rng.standard_normal((fan_in, fan_out)), {ZEROS}",
        "w = rng.normal(size=(fan_in, fan_out))\n"
        "return w / np.sqrt(fan_in / 2), np.zeros(fan_out).reshape(1, -1)",
    ],
}

WRONG_DRAWS = [
    ("return rng.normal(0, std, (fan_in, fan_out))", "two things"),
    ("rng.normal(0, std, (fan_in, fan_out))", "Is the return missing"),
    ("return rng.normal(0, std, fan_in, fan_out), 0", "A shape is one argument"),
    ("return rng.randn(fan_in, fan_out) * std, np.zeros((1, fan_out))", "A generator has"),
    (f"return rng.normal(0, std), {ZEROS}", "W is one number, expected an array"),
    (f"return rng.normal(0, std, (fan_in, fan_out)).tolist(), {ZEROS}", "W is a list"),
    (f"return rng.normal(0, std, (fan_out, fan_in)), {ZEROS}", "axes"),
    (f"return {ZEROS}, rng.normal(0, std, (fan_in, fan_out))", "in the wrong order"),
    (f"return np.full((fan_in, fan_out), std), {ZEROS}", "nothing is drawn"),
    (f"return np.zeros((fan_in, fan_out)), {ZEROS}", "nothing is drawn"),
    (f"return np.tile(rng.normal(0, std, (fan_in, 1)), fan_out), {ZEROS}", "in every column"),
    (f"return 'normal', {ZEROS}", "W is a str"),
]


def drawn_by(std):
    """Wrong answers that both initializers share, with their standard deviation."""
    return [(f"std = {std}\n{body}", words) for body, words in WRONG_DRAWS]


WRONG = {
    "08-merged": [
        ("return w1[:, :1], b1[:, :1], w2[:1], b2", "All of them have added"),
        ("return w1[:, :1], b1[:, :1], 4 * w2[:1], b2", "How many neurons are there here"),
        ("return w1[:, :1], b1[:, :1], len(w1) * w2[:1], b2", "the number of inputs"),
        ("return w1, b1, w2, b2", "Keep one of them"),
        ("return 4 * w1[:, :1], 4 * b1[:, :1], w2[:1], b2", "w1 is|Add up after tanh"),
        (
            "return w1.sum(1, keepdims=True), b1.sum(1, keepdims=True), w2[:1], b2",
            "Add up after tanh",
        ),
        ("return w1[:, 0], b1[:, 0], w2.sum(axis=0), b2", "A slice keeps it"),
        ("return w1[:, :1], b1[:, :1], len(w2) * w2[:1], len(w2) * b2", "added once"),
        ("return w1[:, :1], b1[:, :1], len(w2) * w2[:1]", "Return all four"),
        ("w2 = len(w2) * w2[:1]", "Is the return missing"),
        ("return '1', '1', '1', '1'", "w1 is a str"),
        ("return (np.zeros((1, 1)),) * 4", "the same whatever comes in|has shape"),
    ],
    "08-sizes": [
        (LOOP + "    found.append(np.mean(x**2))\nreturn np.array(found)", "the root is missing"),
        (
            LOOP.replace("f(x @ w)", "x @ w")
            + "    found.append(np.sqrt(np.mean(f(x) ** 2)))\nreturn np.array(found)",
            "for measuring only",
        ),
        (LOOP + "    found.append(np.std(x))\nreturn np.array(found)", "subtracts the mean"),
        (LOOP + "    found.append(np.mean(np.abs(x)))\nreturn np.array(found)", "absolute values"),
        (LOOP + "    found.append(np.mean(x))\nreturn np.array(found)", "the square is missing"),
        (
            LOOP + "    found.append(np.sqrt(np.sum(x**2)))\nreturn np.array(found)",
            "Take that of their mean",
        ),
        (
            LOOP + "    found.append(np.sqrt(np.mean(x**2, axis=0)))\nreturn np.array(found)",
            "One size for each layer",
        ),
        (
            LOOP + "    found.append(np.sqrt(np.mean(x**2, axis=1)))\nreturn np.array(found)",
            "for each neuron, or sample",
        ),
        (
            LOOP + "    found.append(np.sqrt(np.sum(x**2) / len(x)))\nreturn np.array(found)",
            "by the samples only",
        ),
        (
            LOOP + "    found.append(np.sqrt((x**2).mean(axis=1)).mean())\nreturn np.array(found)",
            "sizes of rows",
        ),
        (
            LOOP + "    found.append(np.sqrt((x**2).mean(axis=0)).mean())\nreturn np.array(found)",
            "sizes of columns",
        ),
        (
            LOOP.replace("f(", "tanh(") + "    found.append(np.sqrt(np.mean(x**2)))\n"
            "return np.array(found)",
            "right for tanh, but not for relu: tanh is used",
        ),
        (LOOP.replace("@", "*") + "    found.append(0)\nreturn np.array(found)", "x @ W"),
        (LOOP.replace("x = ", "x[:] = ") + "    found.append(0)\nreturn np.array(found)", "fit"),
        (LOOP + "    found.append(np.sqrt(np.mean(x**2)))\nreturn found", "returns a list"),
        (LOOP + "    found.append(np.sqrt(np.mean(x**2)))", "Is the return missing"),
        (LOOP + "    return np.array([np.sqrt(np.mean(x**2))])", "inside the loop"),
        (LOOP + "return np.array([np.sqrt(np.mean(x**2))])", "Keep that of each layer"),
        (LOOP + "return np.sqrt(np.mean(x**2))", "returns one number"),
        (
            "found = []\nfor w in weights:\n    found.append(np.sqrt(np.mean(x**2)))\n"
            "    x = f(x @ w)\nreturn np.array(found)",
            "Take what comes out",
        ),
        (
            "found = [np.sqrt(np.mean(x**2))]\nfor w in weights:\n    x = f(x @ w)\n"
            "    found.append(np.sqrt(np.mean(x**2)))\nreturn np.array(found)",
            "Begin after the first layer",
        ),
        (
            "found = []\nfor w in weights:\n    z = x @ w\n"
            "    found.append(np.sqrt(np.mean(z**2)))\n    x = f(z)\nreturn np.array(found)",
            "Measure after the activation",
        ),
        (
            "found = []\nfor w in weights:\n    x = x @ w\n"
            "    found.append(np.sqrt(np.mean(x**2)))\nreturn np.array(found)",
            "the activation is missing",
        ),
        (
            "return np.array([np.sqrt(np.mean(f(x @ w) ** 2)) for w in weights])",
            "the input of the next one",
        ),
        ("return np.sqrt(np.mean(f(x @ weights) ** 2))", "stops with"),
        (
            "found = []\nfor w in weights:\n    x = f(w @ x)\n"
            "    found.append(np.sqrt(np.mean(x**2)))\nreturn np.array(found)",
            "the input of the next one",
        ),
        ("return np.ones(len(weights))", "the same whatever comes in"),
        ("return str(len(weights))", "returns a str"),
    ],
    "08-glorot-uniform": [
        *drawn_by("(2 / (fan_in + fan_out)) ** 0.5"),
        ("l = (2 / (fan_in + fan_out)) ** 0.5\n" + UNIFORM, "l is the standard deviation"),
        ("l = 6 / (fan_in + fan_out)\n" + UNIFORM, "the root is missing"),
        ("l = 2 / (fan_in + fan_out)\n" + UNIFORM, "l is the variance"),
        ("l = (2 / (fan_in + fan_out) / 3) ** 0.5\n" + UNIFORM, "on the wrong side"),
        ("l = 3 * (2 / (fan_in + fan_out)) ** 0.5\n" + UNIFORM, "outside of the root"),
        ("l = (6 / fan_in + fan_out) ** 0.5\n" + UNIFORM, "brackets are missing"),
        ("l = (3 * (fan_in + fan_out) / 2) ** 0.5\n" + UNIFORM, "upside down"),
        ("l = (3 * 1 / (fan_in + fan_out) / 2) ** 0.5\n" + UNIFORM, "a quarter of the right one"),
        ("l = (3 / 250) ** 0.5\n" + UNIFORM, "Compute it from fan_in and fan_out"),
        ("l = 1\n" + UNIFORM, "whatever the size"),
        ("l = (3 / fan_in) ** 0.5\n" + UNIFORM, "the forward rule only"),
        ("l = (3 / fan_out) ** 0.5\n" + UNIFORM, "the backward rule only"),
        (
            "l = (3 / (fan_in + fan_out)) ** 0.5\n" + UNIFORM,
            "Is the mean of the two fans their sum",
        ),
        ("l = (5 / (fan_in + fan_out)) ** 0.5\n" + UNIFORM, "a little too narrowly"),
        ("l = (60 / (fan_in + fan_out)) ** 0.5\n" + UNIFORM, "times too widely"),
        (
            "std = (2 / (fan_in + fan_out)) ** 0.5\n" + NORMAL,
            "W is normally distributed",
        ),
        (L + f"return rng.uniform(0, l, (fan_in, fan_out)), {ZEROS}", "W lies above 0"),
        (L + f"return l * rng.random((fan_in, fan_out)), {ZEROS}", "W lies above 0"),
        (L + f"return l * (rng.random((fan_in, fan_out)) - 1), {ZEROS}", "to one side"),
        (
            L + "draw = lambda *shape: rng.uniform(-l, l, shape)\n"
            "return draw(fan_in, fan_out), draw(1, fan_out)",
            "b is drawn too",
        ),
        (L + UNIFORM.replace("(1, fan_out)", "fan_out"), "b has one axis"),
        (L + UNIFORM.replace("rng.", "np.random."), "do not come from the rng"),
        ("rng = np.random.default_rng(1)\n" + L + UNIFORM, "the same numbers come each time"),
        ("return nnlib.glorot_uniform(rng, fan_in, fan_out)", "AttributeError|it calls"),
        (
            "return nnlib.initializers.glorot_uniform(rng, fan_in, fan_out)",
            "it calls glorot_uniform",
        ),
    ],
    "08-he-normal": [
        *drawn_by("(2 / fan_in) ** 0.5"),
        ("std = 2 / fan_in\n" + NORMAL, "takes the standard deviation"),
        ("std = (1 / fan_in) ** 0.5\n" + NORMAL, "what relu takes away"),
        ("std = 2 / fan_in**0.5\n" + NORMAL, "outside of the root"),
        ("std = 2**0.5 / fan_in\n" + NORMAL, "All of it belongs there"),
        ("std = (1 / (2 * fan_in)) ** 0.5\n" + NORMAL, "as relu does it already"),
        ("std = (2 / fan_out) ** 0.5\n" + NORMAL, "W follows fan_out"),
        ("std = (2 / (fan_in + fan_out)) ** 0.5\n" + NORMAL, "this is Glorot's variance"),
        ("std = (4 / (fan_in + fan_out)) ** 0.5\n" + NORMAL, "multiple of Glorot's"),
        ("std = 0.1\n" + NORMAL, "Compute it from fan_in"),
        ("std = 0.1414\n" + NORMAL, "100 inputs. Compute it from fan_in"),
        ("std = (6 / fan_in) ** 0.5\n" + NORMAL, "belongs to a uniform distribution"),
        ("w, b = glorot_uniform(rng, fan_in, fan_out)\nreturn w, b", "this is Glorot's init"),
        (
            "w, b = glorot_uniform(rng, fan_in, fan_out)\nreturn np.sqrt(2) * w, b",
            "multiple of Glorot's init",
        ),
        (
            f"return rng.normal((2 / fan_in) ** 0.5, size=(fan_in, fan_out)), {ZEROS}",
            "takes the mean: the mean comes first",
        ),
        (
            f"return rng.normal((2 / fan_in) ** 0.5, 0, (fan_in, fan_out)), {ZEROS}",
            "takes the mean first",
        ),
        ("std = (50 / fan_in) ** 0.5\n" + NORMAL, "is spread about"),
        ("l = (6 / fan_in) ** 0.5\n" + UNIFORM, "W is uniformly distributed"),
        (f"return rng.normal(size=(fan_in, fan_out)), {ZEROS}", "whatever the size"),
        (
            "std = (2 / fan_in) ** 0.5\n" + NORMAL.replace("np.zeros((1, fan_out))", "0"),
            "b is one number",
        ),
        ("std = (2 / fan_in) ** 0.5\n" + NORMAL.replace("zeros", "ones"), "b is 1"),
        (
            "std = (2 / fan_in) ** 0.5\n" + NORMAL.replace("rng.", "np.random."),
            "do not come from the rng",
        ),
        (
            "std = (2 / fan_in) ** 0.5\n" + NORMAL.replace("(1, fan_out)", "(1, fan_in)"),
            "a number for each input",
        ),
        ("return nnlib.initializers.he_normal(rng, fan_in, fan_out)", "it calls he_normal"),
    ],
}
