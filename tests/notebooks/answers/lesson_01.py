"""Answers to the exercises of 01: right ones, and wrong ones with words of the refusal."""

RIGHT = {
    "01-relu": [
        "return np.maximum(x, 0)",
        "return np.where(x > 0, x, 0)",
        "return x * (x > 0)",
        "y = x.copy()\ny[y < 0] = 0\nreturn y",
        "return (x + np.abs(x)) / 2",
    ],
    "01-numerical-derivative": [
        "return (f(x + h) - f(x - h)) / (2 * h)",
        "up, down = f(x + h), f(x - h)\nreturn (up - down) / h / 2",
    ],
    "01-d-tanh": [
        "return 1 - tanh(x) ** 2",
        "t = np.tanh(x)\nreturn (1 - t) * (1 + t)",
        "return 1 - np.square(tanh(x))",
    ],
    "01-d-sigmoid": [
        "s = sigmoid(x)\nreturn s * (1 - s)",
        "return sigmoid(x) - sigmoid(x) ** 2",
        "return sigmoid(x) * sigmoid(-x)",
    ],
}

WRONG = {
    "01-relu": [
        ("return max(x, 0)", "Use a function of NumPy"),
        ("if x > 0:\n    return x\nreturn 0", "Use a function of NumPy"),
        ("return np.max(x, 0)", "np.max is another function"),
        ("return np.abs(x)", "They should become 0"),
        ("return x > 0", "True and False"),
        ("return (x > 0).astype(float)", "keep x"),
        ("x[x < 0] = 0\nreturn x", "changes the array"),
        ("np.maximum(x, 0)", "Is the return missing"),
        ("return np.minimum(x, 0)", "makes the positive ones 0"),
        ("return maximum(x, 0)", r"Write np\.maximum"),
        ("return np.array([[0.0, 0.0, 3.0]])", "the same whatever comes in"),
        ("import nnlib\nreturn nnlib.relu(x)", "it calls relu"),
        ("return [[max(v, 0) for v in row] for row in x]", "returns a list"),
        (
            "y = x.copy()\n"
            "for i in range(x.shape[0]):\n"
            "    for j in range(x.shape[1]):\n"
            "        y[i, j] = max(x[i, j], 0)\n"
            "return y",
            "for numbers without rows",
        ),
    ],
    "01-numerical-derivative": [
        ("return (f(x + h) - f(x)) / h", "to one side only"),
        ("return (f(x + h) - f(x - h)) / h", "what to divide by"),
        ("return (f(x + h) - f(x - h)) / 2 * h", r"Put brackets round 2 \* h"),
        ("return f(x + h) - f(x - h) / (2 * h)", "brackets are missing"),
        ("return f(x + h) - f(x - h)", "not yet divided"),
        ("return (f(x - h) - f(x + h)) / (2 * h)", "wrong sign everywhere"),
        ("return (f(x) + h - (f(x) - h)) / (2 * h)", "Step in x"),
        ("return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5", "h is not used"),
        ("(f(x + h) - f(x - h)) / (2 * h)", "Is the return missing"),
        ("return 2 * x", "f is another function"),
        ("return (f(x + h / 2) - f(x - h / 2)) / h", "it steps by h/2"),
        ("return f(x + h) - f(x - h) / 2 * h", "in two places"),
        ("return 0.5", "returns one number"),
        ("import nnlib\nreturn nnlib.numerical_derivative(f, x, h)", "it calls numerical_deriv"),
        ("return np.zeros_like(x)", "the same whatever comes in"),
    ],
    "01-d-tanh": [
        ("return 1 - tanh(x)", "a power is missing"),
        ("return 1 - x**2", "x itself in it"),
        ("return 1 - tanh(x) * 2", "A square is"),
        ("return 1 - tanh(x) ^ 2", "a power is written with"),
        ("return 1 + tanh(x) ** 2", "the sign of the second term"),
        ("return tanh(x) ** 2 - 1", "exchanged|wrong sign"),
        ("return 1 - tanh(x**2)", "Square after tanh"),
        ("return tanh(x) * (1 - tanh(x))", "the form of the sigmoid"),
        (
            "u, v = np.exp(x) - np.exp(-x), np.exp(x) + np.exp(-x)\nreturn (v**2 - u**2) / v**2",
            "Express it by tanh",
        ),
        ("return numerical_derivative(tanh, x)", "it calls numerical_derivative|few digits"),
        ("return (tanh(x + 1e-5) - tanh(x - 1e-5)) / 2e-5", "right to a few digits only"),
        ("import nnlib\nreturn nnlib.d_tanh(x)", "it calls d_tanh"),
        ("return np.ones_like(x)", "the same whatever comes in"),
    ],
    "01-d-sigmoid": [
        ("return 1 - sigmoid(x)", "one factor is missing"),
        ("return 1 - sigmoid(x) ** 2", "the form of tanh"),
        ("return -sigmoid(x) * (1 - sigmoid(x))", "the sign is lost"),
        ("s = sigmoid(x)\nreturn s * 1 - s", "brackets are missing"),
        ("return x * (1 - x)", r"x stands where sigmoid\(x\) should"),
        ("return np.exp(-x) / (1 + np.exp(-x)) ** 2", "Express it by sigmoid"),
        ("return sigmoid(x) * (1 + sigmoid(x))", "the sign in the second factor"),
        ("return sigmoid(x) * (1 - x)", "in the second factor"),
        ("return sigmoid(x)", "the sigmoid itself"),
        ("return numerical_derivative(sigmoid, x)", "it calls numerical_derivative|few digits"),
        ("import nnlib\nreturn nnlib.d_sigmoid(x)", "it calls d_sigmoid"),
        ("return np.full(x.shape, 0.25)", "the same whatever comes in"),
    ],
}
