"""Answers to the exercises of 09: right ones, and wrong ones with words of the refusal."""

DW = "self.weights_gradient = weights_gradient(self.x, output_gradient)\n"
DB = "self.bias_gradient = output_gradient.sum(axis=0, keepdims=True)\n"
DX = "return input_gradient(output_gradient, self.weights)"

BY_SHAPE = (
    "slope = self.d_activation(self.x)\nif slope.ndim == 2:\n    return output_gradient * slope\n"
)

RIGHT = {
    "09-weights-gradient": [
        "return X.T @ dZ",
        "return np.dot(X.T, dZ)",
        "return (dZ.T @ X).T",
        "return np.einsum('ki,kj->ij', X, dZ)",
        "return (X[:, :, None] * dZ[:, None, :]).sum(axis=0)",
    ],
    "09-input-gradient": [
        "return dZ @ W.T",
        "return (W @ dZ.T).T",
        "return np.einsum('kj,ij->ki', dZ, W)",
    ],
    "09-fc-layer": [
        DW + DB + DX,
        "dZ = output_gradient\n"
        "self.weights_gradient = self.x.T @ dZ\n"
        "self.bias_gradient = np.sum(dZ, axis=0).reshape(1, -1)\n"
        "return dZ @ self.weights.T",
        "self.weights_gradient = weights_gradient(self.x, output_gradient)\n"
        "self.bias_gradient = np.ones((1, len(self.x))) @ output_gradient\n" + DX,
    ],
    "09-activation-layer": [
        "derivative = self.d_activation(self.x)\n"
        "if derivative.shape == self.x.shape:\n"
        "    return output_gradient * derivative\n"
        "return np.matmul(output_gradient[:, np.newaxis, :], derivative)[:, 0, :]",
        BY_SHAPE + "return (output_gradient[:, None, :] @ slope).squeeze(axis=1)",
        BY_SHAPE + "return np.einsum('ki,kij->kj', output_gradient, slope)",
        "d = self.d_activation(self.x)\n"
        "if len(d.shape) == 3:\n"
        "    return (output_gradient[:, :, None] * d).sum(axis=1)\n"
        "return d * output_gradient",
    ],
    "09-skip-backward": [
        "return dA + (dA * d_tanh(X @ W)) @ W.T",
        "dZ = dA * (1 - tanh(X @ W) ** 2)\nreturn dA + input_gradient(dZ, W)",
    ],
}

WRONG = {
    "09-weights-gradient": [
        ("return dZ.T @ X", "right numbers|numbers are right, but transposed"),
        ("return X @ dZ", "must stand in the middle"),
        ("return X.T * dZ", "sum of products is what @ makes"),
        ("return X.T @ dZ / len(X)", "divided by the number of samples"),
        ("return X[:, :, None] * dZ[:, None, :]", "a matrix for each sample"),
        ("return X.reshape(X.shape[1], -1) @ dZ", "reshape gives"),
        ("return np.outer(X.sum(axis=0), dZ.sum(axis=0))", "adds up first"),
        ("return np.outer(X[0], dZ[0])", "only the first sample"),
        (
            "for k in range(len(X)):\n    dW = np.outer(X[k], dZ[k])\nreturn dW",
            "only the last sample",
        ),
        (
            "return sum(np.outer(X[k], dZ[k]) for k in range(len(X)))",
            "has a loop",
        ),
        ("X.T @ dZ", "Is the return missing"),
        ("return nnlib.numerical_gradient(lambda W: np.sum(dZ * (X @ W)), W)", "stops|calls|few"),
        ("return np.ones((X.shape[1], dZ.shape[1]))", "the same whatever comes in"),
        ("return 'X.T @ dZ'", "(returns|is) a str"),
        (
            "dW = np.zeros((3, 2))\nfor k in range(4):\n    dW += np.outer(X[k], dZ[k])\nreturn dW",
            "is one written as a number",
        ),
        ("return X.reshape(3, 4) @ dZ", "(Take the sizes from what comes in|must stand|reshape)"),
        (
            "dW = np.zeros((X.shape[1], dZ.shape[1]))\nreturn dW + np.outer(X[7], dZ[7])",
            "Take the sizes from what comes in",
        ),
    ],
    "09-input-gradient": [
        ("return dZ @ W", "must stand in the middle"),
        ("return W @ dZ.T", "but transposed"),
        ("return dZ * W", "what @ makes"),
        ("return dZ @ W.reshape(W.shape[1], -1)", "reshape gives"),
        ("return dZ @ np.linalg.pinv(W)", "no inverse"),
        ("return dZ @ W.T / len(dZ)", "over the neurons"),
        ("return dZ @ W.T / W.shape[1]", "number of neurons"),
        ("return dZ[:, None, :] * W", "not their sum"),
        ("return dZ @ (W if W.shape[0] == W.shape[1] else W.T)", "W is square"),
        ("return [W @ row for row in dZ]", "(returns|is) a list"),
        ("return np.zeros((len(dZ), len(W)))", "the same whatever comes in"),
        ("return W.T", "has shape"),
        ("return dZ + measured_dX.reshape(6, 2)", "It uses measured_dX of the notebook"),
    ],
    "09-fc-layer": [
        (DW + DB + "input_gradient(output_gradient, self.weights)", "Is the return missing"),
        (DW + DX, "keeps db in self.bias_gradient"),
        (DB + DX, "keeps dW in self.weights_gradient"),
        (DW + "self.bias_gradient = output_gradient\n" + DX, "db has a row for each sample"),
        (DW + "self.bias_gradient = output_gradient.sum(axis=0)\n" + DX, "db has lost an axis"),
        (
            DW + "self.bias_gradient = output_gradient.mean(axis=0, keepdims=True)\n" + DX,
            "db is a mean",
        ),
        (
            DW + "self.bias_gradient = output_gradient.sum(axis=1, keepdims=True)\n" + DX,
            "adds up over the neurons",
        ),
        (DW + "self.bias_gradient = output_gradient.sum()\n" + DX, "one number"),
        (DW + "self.bias_gradient = np.ones_like(self.bias)\n" + DX, "db is 1 for each neuron"),
        (
            "self.weights_gradient = weights_gradient(output_gradient, self.x)\n" + DB + DX,
            "dW has the right numbers, but transposed",
        ),
        (
            "self.weights_gradient = weights_gradient(x, output_gradient)\n" + DB + DX,
            r"forward has kept the input: self\.x",
        ),
        ("self.weights_gradient = (output_gradient.T @ x).T\n" + DB + DX, r"input: self\.x"),
        (
            "self.weights_gradient = weights_gradient(self.input, output_gradient)\n" + DB + DX,
            "It has self.x, self.weights and self.bias",
        ),
        (
            "self.weights_gradient(self.x, output_gradient)\n" + DB + DX,
            "Your function of this name is called without self",
        ),
        (DW + DB + "return self.input_gradient(output_gradient, self.weights)", "without self"),
        (
            DW + "self.bias_gradient = bias_gradient(output_gradient)\n" + DX,
            "write the sum here",
        ),
        (
            DW + "self.bias_gradient = self.bias * output_gradient.sum(axis=0)\n" + DX,
            "multiplied by the bias",
        ),
        (
            DW + "self.bias_gradient = self.bias + output_gradient.sum(axis=0)\n" + DX,
            "has the bias in it",
        ),
        (DW + DB + "return input_gradient(output_gradient, self.weights_gradient)", "through dW"),
        (
            "output_gradient = self.forward(self.x)\n" + DW + DB + DX,
            "begins with the output of the layer",
        ),
        (DW + DB + "return self.weights_gradient", "backward returns dW"),
        (DW + DB + "return output_gradient", "backward returns what it got"),
        (
            "self.weights_gradient = weights_gradient(X, output_gradient)\n" + DB + DX,
            "It uses X of the notebook",
        ),
        (DW + DB + "return output_gradient @ self.weights", "Which of your two|stops with"),
        (
            "if not hasattr(self, 'weights_gradient'):\n"
            "    self.weights_gradient, self.bias_gradient = 0, 0\n"
            "self.weights_gradient = self.weights_gradient + self.x.T @ output_gradient\n"
            + DB
            + DX,
            "adds to what an earlier pass",
        ),
        (
            "if not hasattr(self, 'first'):\n"
            "    self.first = self.x\n"
            "self.weights_gradient = self.first.T @ output_gradient\n" + DB + DX,
            "second pass.*dW is that of an earlier input",
        ),
        (
            "self.weights_gradient = self.x.T @ output_gradient / len(self.x)\n" + DB + DX,
            "dW is divided by the number of samples",
        ),
        (
            DW + "self.bias_gradient = output_gradient.mean(axis=0)\n" + DX,
            "db is a mean over the samples, and has lost an axis",
        ),
        (DW + "self.bias_gradient = output_gradient.sum(axis=1)\n" + DX, "Which axis are"),
        (DW + "self.bias_gradient = output_gradient.sum(keepdims=True)\n" + DX, "db is one number"),
        (DW + DB + "return self.weights @ output_gradient.T", "backward returns the right numbers"),
        (
            DW + DB + "W = self.weights\n"
            "return output_gradient @ (W if W.shape[0] == W.shape[1] else W.T)",
            "lacks the transpose of W",
        ),
        (DW + DB + "return self.forward(self.x)", "the way forward"),
        (
            DW + DB + "return self.weights_gradient, self.bias_gradient",
            "what backward returns is a tuple",
        ),
        (
            DW + DB + "self.weights -= 0.1 * self.weights_gradient\n" + DX,
            "backward changes the weights or the bias",
        ),
        (DW + DB + "self.bias = self.bias - self.bias_gradient\n" + DX, "weights or the bias"),
        (
            "weights_gradient = weights_gradient(self.x, output_gradient)\n" + DB + DX,
            "not right yet: it stops.*Without self, this name is your function",
        ),
        (
            "inner = nnlib.FCLayer(*self.weights.shape)\n"
            "inner.weights, inner.bias = self.weights, self.bias\n"
            "inner.forward(self.x)\n"
            "dX = inner.backward(output_gradient)\n"
            "self.weights_gradient = inner.weights_gradient\n"
            "self.bias_gradient = inner.bias_gradient\n"
            "return dX",
            "it calls backward",
        ),
        (
            "self.weights_gradient = np.ones_like(self.weights)\n" + DB + DX,
            "weights_gradient is the same whatever comes in",
        ),
        ("return 'dX'", "keeps dW in"),
    ],
    "09-activation-layer": [
        ("return output_gradient * self.d_activation(self.x)", "for softmax.*ask its shape"),
        (
            "slope = self.d_activation(self.x)\n"
            "return np.matmul(output_gradient[:, None, :], slope)[:, 0, :]",
            "ask its shape",
        ),
        ("return output_gradient * self.activation(self.x)", "by the activation"),
        ("return output_gradient", "The slope is missing"),
        ("return self.d_activation(self.x)", "What came back is missing"),
        ("return output_gradient / self.d_activation(self.x)", "divides by the slope"),
        ("return output_gradient @ self.d_activation(self.x)", "ask its shape"),
        ("return output_gradient * self.d_activation", "Call it with the input"),
        (
            "slope = self.d_activation\n"
            "return output_gradient if slope.ndim == 2 else slope[:, 0, :]",
            "Call it with the input",
        ),
        ("return output_gradient * self.d_activation(x)", r"The input is self\.x"),
        (
            BY_SHAPE.replace("self.x", "x")
            + "return (output_gradient[:, None, :] @ slope)[:, 0, :]",
            r"forward has kept the input: self\.x",
        ),
        (
            "if self.d_activation is nnlib.d_softmax:\n"
            "    slope = self.d_activation(x)\n"
            "    return (output_gradient[:, None, :] @ slope)[:, 0, :]\n"
            "return output_gradient * self.d_activation(self.x)",
            r"softmax.*forward has kept the input: self\.x",
        ),
        (
            BY_SHAPE.replace("self.d_activation", "d_tanh")
            + "return (output_gradient[:, None, :] @ slope)[:, 0, :]",
            "not for relu.*takes the slope of tanh",
        ),
        (
            BY_SHAPE.replace("slope.ndim == 2", "slope.shape == (4, 3)")
            + "return (output_gradient[:, None, :] @ slope)[:, 0, :]",
            "ask its shape",
        ),
        (
            BY_SHAPE.replace("slope.ndim == 2", "slope.shape == (n, m)") + "return slope",
            "self.x.shape",
        ),
        (BY_SHAPE.replace("slope.ndim == 2", "len(slope) == m") + "return slope", "self.x.shape"),
        (BY_SHAPE + "return (output_gradient[:, None, :] @ slope)[0]", "the first sample only"),
        (
            BY_SHAPE + "return (output_gradient[:, None, :] @ slope).squeeze()",
            "for one sample.*Say which one",
        ),
        (BY_SHAPE + "return output_gradient[:, None, :] * slope", "number by number, and has not"),
        (
            "slope = self.d_activation(output_gradient)\n"
            "if slope.ndim == 2:\n"
            "    return output_gradient * slope\n"
            "return np.matmul(output_gradient[:, None, :], slope)[:, 0, :]",
            "takes the slope at what came back",
        ),
        (
            "slope = self.d_activation(self.activation(self.x))\n"
            "if slope.ndim == 2:\n"
            "    return output_gradient * slope\n"
            "return np.matmul(output_gradient[:, None, :], slope)[:, 0, :]",
            "takes the slope at the output",
        ),
        (BY_SHAPE + "return np.matmul(output_gradient[:, None, :], slope)", "take it off"),
        (BY_SHAPE + "return np.matmul(output_gradient, slope)", "the Jacobian of every other"),
        (
            BY_SHAPE + "return np.matmul(slope, output_gradient[:, :, None])[:, :, 0]",
            "not symmetric.*the wrong way round",
        ),
        (
            BY_SHAPE + "return np.matmul(slope, output_gradient[:, :, None])",
            "returns columns",
        ),
        (BY_SHAPE + "return output_gradient[:, :, None] * slope", "has not added up"),
        (
            BY_SHAPE + "return output_gradient * np.diagonal(slope, axis1=1, axis2=2)",
            "the diagonal of the Jacobian only",
        ),
        (
            BY_SHAPE + "return np.array([row @ J for row, J in zip(output_gradient, slope)])",
            "has a loop",
        ),
        (
            "slope = self.d_activation(self.x)\n"
            "if slope is self.x.shape:\n"
            "    return output_gradient * slope\n"
            "return np.matmul(output_gradient[:, None, :], slope)[:, 0, :]",
            "ask its shape",
        ),
        (
            "slope = self.d_activation(self.x)\n"
            "if self.d_activation is nnlib.d_softmax:\n"
            "    return np.matmul(output_gradient[:, None, :], slope)[:, 0, :]\n"
            "return output_gradient * slope",
            "not symmetric.*ask its shape",
        ),
        (
            "inner = nnlib.ActivationLayer(self.activation, self.d_activation)\n"
            "inner.forward(self.x)\n"
            "return inner.backward(output_gradient)",
            "it calls backward",
        ),
        ("return np.zeros(self.x.shape)", "the same whatever comes in"),
        ("return str(self.x)", "(returns|is) a str"),
    ],
    "09-skip-backward": [
        ("return (dA * d_tanh(X @ W)) @ W.T", "the path past the layer is missing"),
        ("return dA", "the path through W and tanh is missing"),
        ("return dA + (dA * d_tanh(X @ W)) @ W", "the transpose is missing"),
        ("return dA + (dA * d_tanh(X)) @ W.T", "taken at X"),
        ("return dA + (dA * d_tanh(tanh(X @ W))) @ W.T", "at its output"),
        ("return dA + (dA @ W.T) * d_tanh(X @ W)", "tanh comes first"),
        ("return 1 + (dA * d_tanh(X @ W)) @ W.T", "and not 1"),
        ("return X + (dA * d_tanh(X @ W)) @ W.T", "and not X"),
        ("return dA + d_tanh(X @ W) @ W.T", "dA is missing"),
        ("return dA + dA @ W.T", "the slope of tanh is missing"),
        ("return dA + dA * d_tanh(X @ W)", "still has to meet the weights"),
        ("return dA * (1 + d_tanh(X @ W) @ W.T)", "dA meets the slope first"),
        ("return (dA + dA * d_tanh(X @ W)) @ W.T", "the weights are on both paths"),
        ("return X + tanh(X @ W)", "the way forward"),
        ("return dA + X.T @ (dA * d_tanh(X @ W))", r"W is \(m, m\)"),
        ("return dA + (dA * d_tanh(X @ W)) * W", "Where is a product of matrices"),
        ("return dA * ((dA * d_tanh(X @ W)) @ W.T)", "Paths add up"),
        (
            "return numerical_gradient(lambda X: np.sum(dA * (X + tanh(X @ W))), X)",
            "it calls numerical_gradient",
        ),
        ("return np.zeros(X.shape)", "the same whatever comes in"),
    ],
}
