"""Answers to the exercises of 07: right ones, and wrong ones with words of the refusal."""

RIGHT = {
    "07-fclayer": [
        "return x @ self.weights + self.bias",
        "z = np.matmul(x, self.weights)\nreturn z + self.bias",
        "self.x = x\nreturn np.dot(x, self.weights) + self.bias[0]",
        "return (self.weights.T @ x.T + self.bias.T).T",
        "return np.einsum('ki,ij->kj', x, self.weights) + self.bias",
    ],
    "07-activation-layer": [
        "return self.activation(x)",
        "self.x = x\na = self.activation(x)\nreturn a",
        "f = self.activation\nreturn f(x)",
    ],
    "07-forward": [
        "for layer in layers:\n    x = layer.forward(x)\nreturn x",
        "a = x\nfor i in range(len(layers)):\n    a = layers[i].forward(a)\nreturn a",
        "if not layers:\n    return x\nreturn forward(layers[1:], layers[0].forward(x))",
    ],
    "07-to-categorical": [
        "return np.eye(num_classes)[labels]",
        "rows = np.zeros((len(labels), num_classes))\n"
        "rows[np.arange(len(labels)), labels] = 1\n"
        "return rows",
        "return (labels[:, np.newaxis] == np.arange(num_classes)).astype(float)",
        "return np.identity(num_classes, dtype=int)[labels, :]",
        "return np.equal.outer(labels, np.arange(num_classes)) * 1.0",
    ],
}

WRONG = {
    "07-fclayer": [
        ("return x @ self.weights", "the bias is missing"),
        ("return x @ self.weights - self.bias", "are subtracted"),
        ("return x @ self.weights * self.bias", "is a factor here"),
        ("return x @ self.weights + self.bias.sum()", "the sum of all biases"),
        ("return x @ self.weights + self.bias[0, 0]", "the same bias"),
        ("return x @ self.weights + self.bias.T", "The bias is a row"),
        ("return x * self.weights + self.bias", "take the matrix product"),
        ("return x @ self.weights.T + self.bias", "the inner two numbers"),
        ("return self.weights @ x + self.bias", "the inner two numbers"),
        ("return np.dot(self.weights, x) + self.bias", "the inner two numbers"),
        ("return x @ weights + bias", "begins with self"),
        ("return x @ w_two + b_two", "the layer's own, with self"),
        ("return (x @ self.weights + self.bias).sum(axis=0)", r"input x \(\d, \d\), self.weights"),
        ("return self.forward(x)", "It calls itself"),
        ("return x @ W + b", "begins with self"),
        ("return x @ self.W + self.b", "are those in its __init__"),
        ("return self.weights.T @ x.T + self.bias.T", "Each row is a sample"),
        ("return tanh(x @ self.weights + self.bias)", "a layer of its own"),
        (
            "return (x @ self.weights + self.bias).sum(axis=1, keepdims=True)",
            "Each has an output of its own|the same bias|are added up",
        ),
        ("x @ self.weights + self.bias", "Is the return missing"),
        ("self.z = x @ self.weights + self.bias", "Is the return missing"),
        ("self.bias += x[:1] @ self.weights\nreturn x @ self.weights + self.bias", "it changes"),
        (
            "rows = [[neuron(r, w, b) for w, b in zip(self.weights.T, self.bias[0])] for r in x]\n"
            "return np.array(rows)",
            "it calls neuron",
        ),
        (
            "return np.array([row @ self.weights + self.bias[0] for row in x])",
            "has a loop",
        ),
        (
            "layer = nnlib.FCLayer(*self.weights.shape)\n"
            "layer.weights, layer.bias = self.weights, self.bias\n"
            "return layer.forward(x)",
            "it calls forward",
        ),
        ("return np.zeros((len(x), self.bias.size))", "the same whatever comes in"),
        ("return 'x @ self.weights + self.bias'", "returns a str"),
    ],
    "07-activation-layer": [
        ("return activation(x)", "self.activation"),
        ("return self.activation", "returns a"),
        ("return self.activation()", "Call the function with x"),
        ("return self.activation(self, x)", "Call the function with x"),
        ("return self.activation * x", "is a function, no number"),
        ("return self.forward(x)", "It calls itself"),
        (
            "return np.array([[self.activation(z) for z in row] for row in x])",
            "as a whole, with all its rows",
        ),
        ("return self.activation(self.x)", "are those in its __init__"),
        ("return self.d_activation(x)", "for the way back"),
        ("return tanh(x)", "that the layer was made with"),
        ("return x * self.activation(x)", "x is multiplied by it"),
        ("return self.activation(x) * self.d_activation(x)", "needs the function alone"),
        ("return self.activation(self.activation(x))", "is used twice"),
        ("self.activation(x)", "Is the return missing"),
        ("return x", "Use the function on it"),
        ("return nnlib.ActivationLayer(tanh, d_tanh).forward(x)", "it calls forward"),
        ("return np.zeros(x.shape)", "the same whatever comes in"),
    ],
    "07-forward": [
        (
            "for layer in layers:\n    z = layer.forward(x)\nreturn z",
            "What does the next one get|every layer gets x itself",
        ),
        ("for layer in layers:\n    x = layer.forward(x)\n    return x", "inside the loop"),
        (
            "for layer in layers:\n    layer.forward(x)\nreturn x",
            "What does the next one get|as it went in",
        ),
        ("for layer in layers:\n    x = layer(x)\nreturn x", r"layer\.forward"),
        ("for layer in layers:\n    x = layer.forward()\nreturn x", "needs an input"),
        ("for layer in layers:\n    x = forward(layer, x)\nreturn x", "A single layer is no list"),
        ("for i in layers:\n    x = layers[i].forward(x)\nreturn x", "not their numbers"),
        ("return layers.forward(x)", "Each layer in it has one"),
        (
            "for layer in layers:\n    x = x @ layer.weights + layer.bias\nreturn x",
            "Not every layer has that",
        ),
        ("for layer in layers:\n    x = layer.activation(x)\nreturn x", "Not every layer has that"),
        ("for layer in layers:\n    x += layer.forward(x)\nreturn x", "is not added|it changes"),
        ("for layer in layers[1:]:\n    x = layer.forward(x)\nreturn x", "Does each come once"),
        (
            "x = layers[0].forward(x)\nfor layer in layers:\n    x = layer.forward(x)\nreturn x",
            "Does each come once",
        ),
        (
            "a = layers[0].forward(x)\n"
            "for layer in layers[1:]:\n"
            "    a = layer.forward(a)\n"
            "return a",
            r"there is no layers\[0\]",
        ),
        ("for layer in xor_network:\n    x = layer.forward(x)\nreturn x", "of the list layers"),
        ("for layer in network:\n    x = layer.forward(x)\nreturn x", "is called layers"),
        (
            "for layer in reversed(layers):\n    x = layer.forward(x)\nreturn x",
            "What does the next one get|from the last to the first",
        ),
        ("for layer in layers[:-1]:\n    x = layer.forward(x)\nreturn x", "the last layer is left"),
        ("for layer in layers:\n    x = layer.forward(x)", "Is the return missing"),
        (
            "outputs = []\n"
            "for layer in layers:\n"
            "    x = layer.forward(x)\n"
            "    outputs.append(x)\n"
            "return outputs",
            "returns a list",
        ),
        (
            "for layer in layers:\n    out = layer.forward(x)\n    x = out\nreturn out",
            "the loop does not run",
        ),
        ("return layers[-1].forward(x)", "What does the next one get|every layer gets x itself"),
        ("return x", "x comes out as it went in"),
        ("return lesson.finished_forward(layers, x)", "it calls finished_forward"),
        ("return np.zeros((len(x), 2))", "has shape|the same whatever comes in"),
    ],
    "07-to-categorical": [
        ("return np.eye(num_classes)[:, labels]", "Each label has a row"),
        (
            "rows = np.zeros((len(labels), num_classes))\nrows[:, labels] = 1\nreturn rows",
            r"means all rows",
        ),
        (
            "rows = np.zeros((len(labels), num_classes))\nrows[labels] = 1\nreturn rows",
            "whole rows are filled|An index is too large",
        ),
        ("return np.eye(num_classes)[labels - 1]", "one column too far left"),
        ("return np.eye(labels.max() + 1)[labels]", "for each class that occurs"),
        ("return np.eye(num_classes + 1)[labels]", "one column too many"),
        ("return np.eye(len(labels))[labels]", "as many columns as labels"),
        ("return np.eye(10)[labels]", "ten columns"),
        ("return np.eye(num_classes)[labels] * labels[:, None]", "the label itself"),
        ("return np.eye(num_classes)", "one for each label"),
        ("return np.eye(labels)", "A size is one number"),
        ("return np.eye(num_classes)(labels)", "not by"),
        ("return np.eye(4)[labels]", "how many columns"),
        ("return np.eye(len(labels), num_classes)", "in column k"),
        ("return np.ones((num_classes, num_classes))[labels]", "every place is 1"),
        ("return labels[:, None] == np.arange(num_classes)", "True and False"),
        ("return labels == np.arange(num_classes)", "True and False|meets a row|broadcast"),
        (
            "rows = np.zeros(len(labels), num_classes)\n"
            "rows[np.arange(len(labels)), labels] = 1\n"
            "return rows",
            "as a pair",
        ),
        (
            "rows = np.zeros((len(labels), num_classes))\n"
            "for k, label in enumerate(labels):\n"
            "    rows[k, label] = 1\n"
            "return rows",
            "has a loop",
        ),
        (
            "return np.array([np.eye(num_classes)[label] for label in labels])",
            "has a loop",
        ),
        ("return np.eye(num_classes)[labels].tolist()", "returns a list"),
        ("np.eye(num_classes)[labels]", "Is the return missing"),
        ("return nnlib.to_categorical(labels, num_classes)", "it calls to_categorical"),
        ("return np.zeros((len(labels), num_classes))", "every place is 0"),
        ("return np.zeros((num_classes, num_classes))[labels]", "every place is 0"),
    ],
}
