"""Answers to the exercises of 10: right ones, and wrong ones with words of the refusal."""

LOOP = "for layer in reversed(layers):\n    derivative = layer.backward(derivative)\n"
STEP = "step = np.zeros(len(x))\n    step[i] = h\n    "
EACH = "g = np.zeros(len(x))\nfor i in range(len(x)):\n    " + STEP
SIZE = "size = np.maximum(np.abs(a), np.abs(b))\n"
UNIT = SIZE + "unit = 0.01 * max(1, size.max())\n"
CUT = "arrays, start = [], 0\nfor rows, columns in shapes:\n    "

RIGHT = {
    "10-backward": [
        LOOP + "return derivative",
        "for layer in layers[::-1]:\n"
        "    derivative = layer.backward(derivative)\n"
        "return derivative",
        "for i in range(len(layers) - 1, -1, -1):\n"
        "    derivative = layers[i].backward(derivative)\n"
        "return derivative",
        "import functools\n"
        "return functools.reduce(lambda d, layer: layer.backward(d), layers[::-1], derivative)",
    ],
    "10-flatten": [
        "return np.concatenate([a.ravel() for a in arrays])",
        "return np.hstack([a.flatten() for a in arrays])",
        "flat = np.zeros(0)\nfor a in arrays:\n    flat = np.append(flat, a)\nreturn flat",
        "return np.array([number for a in arrays for row in a for number in row])",
    ],
    "10-restore": [
        CUT + "end = start + rows * columns\n"
        "    arrays.append(vector[start:end].reshape(rows, columns))\n"
        "    start = end\n"
        "return arrays",
        "arrays = []\n"
        "for shape in shapes:\n"
        "    size = int(np.prod(shape))\n"
        "    arrays.append(vector[:size].reshape(shape).copy())\n"
        "    vector = vector[size:]\n"
        "return arrays",
        "ends = np.cumsum([rows * columns for rows, columns in shapes])\n"
        "parts = np.split(vector, ends[:-1])\n"
        "return [part.reshape(shape) for part, shape in zip(parts, shapes)]",
    ],
    "10-numerical-gradient": [
        EACH + "g[i] = (f(x + step) - f(x - step)) / (2 * h)\nreturn g",
        "steps = h * np.eye(len(x))\n"
        "return np.array([(f(x + step) - f(x - step)) / (2 * h) for step in steps])",
        "g = np.zeros(len(x))\n"
        "for i in range(len(x)):\n"
        "    old = x[i]\n"
        "    x[i] = old + h\n"
        "    up = f(x)\n"
        "    x[i] = old - h\n"
        "    g[i] = (up - f(x)) / (2 * h)\n"
        "    x[i] = old\n"
        "return g",
        "g = np.zeros_like(x)\n"
        "for i in range(x.size):\n"
        "    up, down = x.copy(), x.copy()\n"
        "    up[i] += h\n"
        "    down[i] -= h\n"
        "    g[i] = (f(up) - f(down)) / (2 * h)\n"
        "return g",
    ],
    "10-relative-error": [
        UNIT + "return np.max(np.abs(a - b) / np.maximum(size, unit))",
        "u = 0.01 * max(1.0, np.max(np.abs(a)), np.max(np.abs(b)))\n"
        "sizes = np.maximum(np.maximum(abs(a), abs(b)), u)\n"
        "return float((abs(a - b) / sizes).max())",
        "both = np.abs(np.stack([a, b]))\n"
        "sizes = np.maximum(both.max(axis=0), np.maximum(0.01, both.max() / 100))\n"
        "return (np.abs(b - a) / sizes).max()",
    ],
}

WRONG = {
    "10-backward": [
        (
            "for layer in layers:\n    derivative = layer.backward(derivative)\nreturn derivative",
            "Which layer comes first on the way back",
        ),
        (
            "for layer in reversed(layers):\n    layer.backward(derivative)\nreturn derivative",
            "what that one has returned",
        ),
        (
            "for layer in reversed(layers):\n    return layer.backward(derivative)",
            "Does the return stand inside the loop",
        ),
        (
            "for i in range(len(layers) - 1, 0, -1):\n"
            "    derivative = layers[i].backward(derivative)\n"
            "return derivative",
            r"the first layer, layers\[0\], is left out",
        ),
        (LOOP, "returns nothing"),
        (LOOP + "return derivative / len(derivative)", "it is divided by n"),
        (
            "for layer in reversed(layers):\n"
            "    derivative = layer.backward(derivative) / len(derivative)\n"
            "return derivative",
            "divided by n in each layer",
        ),
        (
            "layers.reverse()\n"
            "for layer in layers:\n"
            "    derivative = layer.backward(derivative)\n"
            "return derivative",
            "turned round, and stays so",
        ),
        (
            "for layer in layers.reverse():\n"
            "    derivative = layer.backward(derivative)\n"
            "return derivative",
            r"layers.reverse\(\) returns nothing",
        ),
        (
            "for layer in reversed(layers):\n"
            "    if hasattr(layer, 'weights'):\n"
            "        derivative = layer.backward(derivative)\n"
            "return derivative",
            "the activation layers are left out",
        ),
        (
            "for layer in reversed(layers):\n"
            "    derivative = layer.forward(derivative)\n"
            "return derivative",
            "each layer's backward is called",
        ),
        (
            "for layer in reversed(layers):\n"
            "    if hasattr(layer, 'weights'):\n"
            "        derivative = derivative @ layer.weights.T\n"
            "    else:\n"
            "        derivative = layer.backward(derivative)\n"
            "return derivative",
            "backward was never called",
        ),
        (
            "while layers:\n    derivative = layers.pop().backward(derivative)\nreturn derivative",
            "is empty afterwards",
        ),
        (
            "for layer in reversed(layers):\n"
            "    derivative = derivative * layer.backward(derivative)\n"
            "return derivative",
            "has multiplied already",
        ),
        (
            "first, bend, last = layers\n"
            "return first.backward(bend.backward(last.backward(derivative)))",
            "can have any length",
        ),
        (
            "for layer in reversed(layers):\n    derivative = layer(derivative)\nreturn derivative",
            "Call its backward",
        ),
        (
            "for layer in reversed(layers):\n"
            "    derivative = derivative @ layer.weights.T\n"
            "return derivative",
            "Not every layer has weights",
        ),
        (
            "for layer in reversed(layers[:-1]):\n"
            "    derivative = layer.backward(derivative)\n"
            "return derivative",
            r"with an input x \(\d, \d\), derivative \(\d, \d\) it stops",
        ),
        (
            "for i in range(len(layers), 0, -1):\n"
            "    derivative = layers[i].backward(derivative)\n"
            "return derivative",
            r"0 to len\(layers\) - 1",
        ),
        ("return layers.backward(derivative)", "layers is a list: loop over it"),
        ("return derivative", "what came in goes out again|has shape"),
        ("return np.zeros((6, 2))", "has shape|the same whatever comes in"),
        ("return 'dX'", "returns a str"),
    ],
    "10-flatten": [
        ("return np.array(arrays).ravel()", "Make each flat"),
        ("return np.concatenate(arrays)", "Make each flat first"),
        ("return np.concatenate([a.T.ravel() for a in arrays])", "column by column"),
        ("return np.concatenate([a.ravel(order='F') for a in arrays])", "column by column"),
        ("return [a.ravel() for a in arrays]", "returns a list"),
        ("return np.concatenate(a.ravel() for a in arrays)", "takes a list: put"),
        ("return arrays.ravel()", "arrays is a list"),
        ("for a in arrays:\n    return a.ravel()", "only the first array"),
        ("for a in arrays:\n    flat = a.ravel()\nreturn flat", "only the last array"),
        ("return np.concatenate([a.reshape(1, -1) for a in arrays], axis=1)", r"has one axis"),
        ("return np.concatenate([a.reshape(-1, 1) for a in arrays])", r"has one axis"),
        (
            "flat = np.zeros(0)\nfor a in arrays:\n    flat = np.append(a, flat)\nreturn flat",
            "the opposite order",
        ),
        ("return np.concatenate(*[a.ravel() for a in arrays])", "stops with TypeError"),
        ("return np.stack([a.ravel() for a in arrays])", "np.concatenate joins"),
        ("return sum(a.ravel() for a in arrays)", "joined, not added"),
        ("w, b = arrays\nreturn np.concatenate([w.ravel(), b.ravel()])", "can have any length"),
        ("np.concatenate([a.ravel() for a in arrays])", "returns nothing"),
        ("return np.arange(17.0)", "has shape|the same whatever comes in"),
        ("return 'flat'", "returns a str"),
    ],
    "10-restore": [
        (
            "return [vector[:rows * columns].reshape(rows, columns) for rows, columns in shapes]",
            "each part begins at place 0",
        ),
        (
            CUT + "end = start + rows * columns\n"
            "    arrays.append(vector[start:end].reshape(rows, columns))\n"
            "    start = end + 1\n"
            "return arrays",
            "one number is lost|cannot reshape",
        ),
        (
            CUT + "end = start + rows * columns\n"
            "    arrays.append(vector[start:end].reshape(rows, columns))\n"
            "    start = end - 1\n"
            "return arrays",
            "one number is in it twice",
        ),
        (
            CUT + "end = start + rows * columns\n"
            "    arrays.append(vector[start:end])\n"
            "    start = end\n"
            "return arrays",
            "Give it its shape",
        ),
        (
            CUT + "end = start + rows * columns\n"
            "    arrays.append(vector[start:end].reshape(columns, rows).T)\n"
            "    start = end\n"
            "return arrays",
            "column by column",
        ),
        (
            CUT + "end = start + rows * columns\n"
            "    arrays.append(vector[start:end].reshape(columns, rows))\n"
            "    start = end\n"
            "return arrays",
            "rows and columns are exchanged",
        ),
        (
            CUT + "end = start + rows + columns\n"
            "    arrays.append(vector[start:end].reshape(rows, columns))\n"
            "    start = end\n"
            "return arrays",
            r"rows \* columns numbers",
        ),
        (
            CUT + "end = start + rows * columns\n"
            "    arrays.append(vector[start:end].reshape(rows, columns))\n"
            "    start = end\n"
            "    return arrays",
            "Does the return stand inside the loop",
        ),
        (
            CUT + "end = start + rows * columns\n"
            "    arrays.append(vector[start:end].reshape(rows, columns))\n"
            "    start = end",
            "Is the return missing",
        ),
        ("return vector.reshape(shapes)", "loop over the shapes"),
        (
            CUT + "end = start + rows * columns\n"
            "    arrays.append(vector[start:end].reshape(rows, columns))\n"
            "    start = end\n"
            "return np.array(arrays)",
            "return them in a list",
        ),
        ("return vector", "one array for each shape"),
        (
            "arrays = []\n"
            "while shapes:\n"
            "    rows, columns = shapes.pop(0)\n"
            "    arrays.append(vector[:rows * columns].reshape(rows, columns))\n"
            "    vector = vector[rows * columns:]\n"
            "return arrays",
            "it changes",
        ),
        (
            CUT + "size = rows * columns\n"
            "    arrays.append(vector[start:start + size].reshape(rows, columns))\n"
            "    start = size\n"
            "return arrays",
            "It should begin where that part ends",
        ),
        (
            "arrays, end = [], len(vector)\n"
            "for rows, columns in reversed(shapes):\n"
            "    start = end - rows * columns\n"
            "    arrays.append(vector[start:end].reshape(rows, columns))\n"
            "    end = start\n"
            "return arrays",
            "at the other end of the list",
        ),
        (
            CUT + "end = start + rows * columns\n"
            "    arrays = arrays.append(vector[start:end].reshape(rows, columns))\n"
            "    start = end\n"
            "return arrays",
            "append returns nothing",
        ),
        ("return [np.zeros(shape) for shape in shapes]", "the same whatever comes in"),
        ("return 'arrays'", "returns a str"),
    ],
    "10-numerical-gradient": [
        (EACH + "g[i] = (f(x + step) - f(x)) / h\nreturn g", "steps to one side"),
        (EACH + "g[i] = (f(x + step) - f(x - step)) / h\nreturn g", "what to divide by"),
        (EACH + "g[i] = (f(x + step) - f(x - step)) / 2 * h\nreturn g", "brackets round"),
        (EACH + "g[i] = f(x + step) - f(x - step)\nreturn g", "not yet divided"),
        (
            "g = np.zeros(len(x))\n"
            "for i in range(len(x)):\n"
            "    up = x.copy()\n"
            "    up[i] += h\n"
            "    down = up.copy()\n"
            "    down[i] -= h\n"
            "    g[i] = (f(up) - f(down)) / (2 * h)\n"
            "return g",
            r"down by 2 \* h",
        ),
        (
            "return np.array([(f(x + e) - f(x - e)) / (2 * h) for e in np.eye(len(x))])",
            "moved by 1, not by h",
        ),
        (
            "steps = h * np.eye(len(x))\nreturn (f(x + steps) - f(x - steps)) / (2 * h)",
            "the rows of the steps one at a time|one vector",
        ),
        (EACH + "g[i] = (f(x - step) - f(x + step)) / (2 * h)\nreturn g", "the sign is wrong"),
        ("return (f(x + h) - f(x - h)) / (2 * h)", "returns one number"),
        ("return np.full(len(x), (f(x + h) - f(x - h)) / (2 * h))", "moved at once"),
        (
            "g = np.zeros(len(x))\n"
            "for i in range(len(x)):\n"
            "    g[i] = (f(x[i] + h) - f(x[i] - h)) / (2 * h)\n"
            "return g",
            "f takes the whole vector",
        ),
        (
            "g, up, down = np.zeros(len(x)), x.copy(), x.copy()\n"
            "for i in range(len(x)):\n"
            "    up[i] += h\n"
            "    down[i] -= h\n"
            "    g[i] = (f(up) - f(down)) / (2 * h)\n"
            "return g",
            "stays moved",
        ),
        (
            "g = np.zeros(len(x))\n"
            "for i in range(len(x)):\n"
            "    up, down = x, x\n"
            "    up[i] += h\n"
            "    down[i] -= h\n"
            "    g[i] = (f(up) - f(down)) / (2 * h)\n"
            "return g",
            "Two names for one array|changes the array",
        ),
        (
            "g = np.zeros(len(x))\n"
            "for i in range(len(x)):\n"
            "    x[i] += h\n"
            "    up = f(x)\n"
            "    x[i] -= h\n"
            "    g[i] = (up - f(x)) / h\n"
            "return g",
            "changes the array|steps to one side",
        ),
        (
            "g = np.zeros(len(x))\n"
            "for i in range(len(x)):\n"
            "    x[i] += h\n"
            "    up = f(x)\n"
            "    x[i] -= 2 * h\n"
            "    g[i] = (up - f(x)) / (2 * h)\n"
            "    x[i] += h\n"
            "return g",
            "in its last digits",
        ),
        (
            "g = np.zeros(len(x))\n"
            "for i in range(len(x)):\n"
            "    x[i] += h\n"
            "    up = f(x)\n"
            "    x[i] -= 2 * h\n"
            "    g[i] = (up - f(x)) / (2 * h)\n"
            "return g",
            "that it is given. Make a copy",
        ),
        (EACH + "g[i] = (f(x + step) - f(x - step)) / (2 * h)\n    return g", "only the first"),
        (EACH + "g = (f(x + step) - f(x - step)) / (2 * h)\nreturn g", "returns one number"),
        ("return [(f(x + s) - f(x - s)) / (2 * h) for s in h * np.eye(len(x))]", "returns a list"),
        (
            "h = 1e-5\n" + EACH + "g[i] = (f(x + step) - f(x - step)) / (2 * h)\nreturn g",
            "h is not used",
        ),
        ("for i in len(x):\n    pass", r"range\(len\(x\)\)"),
        ("g = np.zeros(len(x))\nfor i in x:\n    g[i] = f(x)\nreturn g", "A place is a whole"),
        (
            "steps = h * np.eye(17)\n"
            "return np.array([(f(x + s) - f(x - s)) / (2 * h) for s in steps])",
            r"take it from len\(x\)",
        ),
        (
            EACH + "up, down = x.copy(), x.copy()\n"
            "    up[i] + h, down[i] - h\n"
            "    g[i] = (f(up) - f(down)) / (2 * h)\n"
            "return g",
            "it is 0 everywhere",
        ),
        ("return np.zeros(len(x))", "it is 0 everywhere. Is f called"),
        ("import nnlib\nreturn nnlib.numerical_gradient(f, x, h)", "it calls numerical_gradient"),
        ("import nnlib\nreturn nnlib.numerical_jacobian(f, x)", "Write the loop over"),
        ("return np.ones(len(x))", "the same whatever comes in"),
        ("return 'gradient'", "returns a str"),
    ],
    "10-relative-error": [
        (
            "return np.abs(a - b).max() / max(np.abs(a).max(), np.abs(b).max())",
            "does not show|divided by the largest",
        ),
        (
            "return np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b))",
            "by the sum of two lengths",
        ),
        ("return np.linalg.norm(a - b) / np.linalg.norm(b)", "by the length of b"),
        (SIZE + "return np.max(np.abs(a - b) / size)", "there is no smallest unit"),
        (UNIT + "return np.mean(np.abs(a - b) / np.maximum(size, unit))", "this is the mean"),
        (UNIT + "return np.max((a - b) / np.maximum(size, unit))", "has lost its size"),
        (
            UNIT + "return np.abs(a - b) / np.maximum(size, unit)",
            "returns an array of shape .5,., expected one number",
        ),
        (UNIT + "return np.max(np.abs(a - b) / unit)", "divided by the smallest unit"),
        (
            UNIT + "return np.max(np.abs(a - b) / np.minimum(size, unit))",
            "np.minimum keeps the smaller|divided by the smallest unit",
        ),
        (UNIT + "return np.max(np.abs(a - b) / (size + unit))", "are added"),
        (UNIT + "return np.max(np.abs(a - b) / max(size, unit))", "number by number"),
        (
            SIZE + "return np.max(np.abs(a - b) / np.maximum(size, 0.01))",
            "It grows with the largest",
        ),
        (
            SIZE + "return np.max(np.abs(a - b) / np.maximum(size, 0.01 * size.max()))",
            "never less than a hundredth",
        ),
        (
            SIZE + "return np.max(np.abs(a - b) / np.maximum(size, max(1, size.max())))",
            "a hundredth",
        ),
        (
            "unit = 0.01 * max(1, np.abs(b).max())\n"
            "return np.max(np.abs(a - b) / np.maximum(np.abs(b), unit))",
            "the size of b alone",
        ),
        (
            SIZE + "unit = 0.01 * max(1, np.abs(a).max())\n"
            "return np.max(np.abs(a - b) / np.maximum(size, unit))",
            "looks at a alone",
        ),
        (
            SIZE + "unit = 0.01 * max(1, np.abs(b).max())\n"
            "return np.max(np.abs(a - b) / np.maximum(size, unit))",
            "looks at b alone",
        ),
        (
            SIZE + "unit = max(0.01, 0.01 * np.max([a, b]))\n"
            "return np.max(np.abs(a - b) / np.maximum(size, unit))",
            "by its size: -5 before 4",
        ),
        (
            SIZE + "unit = max(0.01, 0.01 * a.max())\n"
            "return np.max(np.abs(a - b) / np.maximum(size, unit))",
            "a alone|-5 before 4",
        ),
        (
            SIZE + "unit = max(0.01, np.max(b) / 100)\n"
            "return np.max(np.abs(a - b) / np.maximum(size, unit))",
            "b alone|-5 before 4",
        ),
        (
            SIZE + "return np.max(np.abs(a - b) / np.maximum(size, 0.04))",
            "the one of the example",
        ),
        (
            SIZE + "unit = max(0.01, 100 * size.max())\n"
            "return np.max(np.abs(a - b) / np.maximum(size, unit))",
            "a hundred times the largest",
        ),
        (
            SIZE + "unit = 0.01 + 0.01 * size.max()\n"
            "return np.max(np.abs(a - b) / np.maximum(size, unit))",
            "sum of its two bounds",
        ),
        (
            UNIT + "return np.max(np.abs(np.abs(a) - np.abs(b)) / np.maximum(size, unit))",
            "has the wrong sign: .* 5 and -5 then agree",
        ),
        (
            "size = np.abs(np.maximum(a, b))\n"
            "unit = 0.01 * max(1, size.max())\n"
            "return np.max(np.abs(a - b) / np.maximum(size, unit))",
            "np.abs comes after the maximum",
        ),
        (
            SIZE + "unit = max(0.01, 0.1 * size.max())\n"
            "return np.max(np.abs(a - b) / np.maximum(size, unit))",
            "a tenth of the largest",
        ),
        (UNIT + "return np.max(np.abs(a - b) / np.max(size, unit))", "np.max one"),
        (UNIT + "return np.maximum(np.abs(a - b) / np.maximum(size, unit))", "np.max one"),
        (UNIT + "return np.min(np.abs(a - b) / np.maximum(size, unit))", "the smallest of the"),
        ("return 0", "the same whatever comes in"),
        (UNIT + "return np.sum(np.abs(a - b) / np.maximum(size, unit))", "this is the sum"),
        ("return np.max(np.abs(a - b))", "largest difference in units of 1"),
        ("import nnlib\nreturn nnlib.relative_error(a, b)", "it calls relative_error"),
        ("return 0.25", "the same whatever comes in|not the right number"),
        ("return '0.25'", "returns a str, expected one number"),
    ],
}
