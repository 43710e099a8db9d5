"""Answers to the exercises of 04: right ones, and wrong ones with words of the refusal."""

RIGHT = {
    "04-through-output": [
        "return np.matmul(row, jacobian)[:, 0, :]",
        "return (row @ jacobian).squeeze(axis=1)",
        "return np.einsum('ki,kij->kj', row[:, 0], jacobian)",
        "return (row.swapaxes(1, 2) * jacobian).sum(axis=1)",
    ],
    "04-dz-softmax": [
        "return softmax(z) - y",
        "s = softmax(z)\nreturn -(y - s)",
        "s = softmax(z)\ns[np.arange(len(z)), y.argmax(axis=1)] -= 1\nreturn s",
        "return y * (softmax(z) - 1) + (1 - y) * softmax(z)",
        "return softmax(z) * y.sum(axis=1, keepdims=True) - y",
    ],
    "04-dz-sigmoid": [
        "return (sigmoid(z) - y) / z.shape[1]",
        "n, m = z.shape\nreturn (sigmoid(z) - y) / m",
        "return 1 / len(z[0]) * (sigmoid(z) - y)",
        "return (sigmoid(z) * (1 - y) - sigmoid(-z) * y) / z.shape[1]",
    ],
}

WRONG = {
    "04-through-output": [
        ("return np.matmul(row, jacobian)", "take it off"),
        ("return row[:, 0, :] @ jacobian", "every sample meets"),
        ("return np.matmul(jacobian, row)", "which of them stands first|stops with"),
        ("return (row @ jacobian.swapaxes(1, 2))[:, 0, :]", "Sum over the outputs i"),
        ("return (row * jacobian).sum(axis=2)", "Sum over the outputs i"),
        ("return row * jacobian", "has not summed yet"),
        ("return (row * jacobian).sum(axis=1)", "must meet row i of the Jacobian"),
        ("return row[:, 0] * jacobian.sum(axis=1)", "must meet row i of the Jacobian"),
        (
            "return row[:, 0] * np.diagonal(jacobian, axis1=1, axis2=2)",
            "the diagonal of each Jacobian only",
        ),
        (
            "return np.array([(r @ j)[0] for r, j in zip(row, jacobian)])",
            "has a loop",
        ),
        ("return (row * jacobian)[:, 0, :]", "only row 0 of each Jacobian"),
        ("return np.dot(row, jacobian)", "every row vector meets every Jacobian"),
        ("return np.dot(row, jacobian)[:, 0, :]", "Take np.matmul"),
        ("return (row @ jacobian).sum(axis=0)", "the samples are added"),
        ("return (row @ jacobian)[0]", "only the first sample is left"),
        ("return (row @ jacobian)[:, :, 0]", "only the first score is left"),
        ("return (row @ jacobian).squeeze()", "Say which"),
        ("return row @ jacobian.T", "turns all three axes round"),
        ("np.matmul(row, jacobian)[:, 0, :]", "Is the return missing"),
        ("return np.zeros((len(row), row.shape[2]))", "the same whatever comes in"),
    ],
    "04-dz-softmax": [
        ("return y - softmax(z)", "the wrong way round"),
        ("return (softmax(z) - y) / z.shape[1]", "a sum, not a mean"),
        ("return (softmax(z) - y) / len(z)", "a loss of its own"),
        ("return softmax(z)", "What is subtracted from it"),
        ("return z - y", "take the softmax of z"),
        ("return softmax(z) - 1", "1 is subtracted everywhere"),
        ("return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True) - y", "exponentials overflow"),
        ("return y * (softmax(z) - 1)", "The others have a derivative too"),
        ("return softmax(z) * (softmax(z) - y)", "one prediction too many"),
        (
            "row = d_categorical_crossentropy(softmax(z), y)\n"
            "return np.matmul(row, d_softmax(z))[:, 0, :]",
            "The product has vanished|the product has vanished",
        ),
        (
            "row = d_categorical_crossentropy(softmax(z), y)\n"
            "return lesson.through_output.finished(row, d_softmax(z))",
            "the product has vanished",
        ),
        ("return lesson.dz_softmax.finished(z, y)", "it calls dz_softmax. Write"),
        (
            "loss = lambda z: categorical_crossentropy(softmax(z), y)\n"
            "return numerical_jacobian(loss, z)[:, 0, :]",
            "it calls numerical_jacobian",
        ),
        ("return softmax(z) + y", "Look at the two signs"),
        ("return sigmoid(z) - y", "take the softmax, not the sigmoid"),
        ("return -y * np.log(softmax(z))", "this is the loss|has nan"),
        ("return -y / softmax(z)", "before it meets the Jacobian"),
        ("return softmax(z) - y * softmax(z)", "the fraction cancels the prediction"),
        ("return -y + (softmax(z) * y).sum(axis=1, keepdims=True)", "the true class"),
        ("return -y + softmax(z) * y.sum()", "the targets of the whole batch"),
        ("return -np.sum(y) + softmax(z) * np.sum(y)", "over the whole batch"),
        ("return -1 + softmax(z) * y", "does y_j remain"),
        ("return (-y / softmax(z))[:, None] @ d_softmax(z)", "expected"),
        ("return ((-y / softmax(z))[:, None] @ d_softmax(z))[:, 0]", "0 is divided by 0"),
        ("return -y @ np.eye(len(z)) + softmax(z)", "stops with"),
        ("return softmax(z) - np.eye(3)", "no np.eye"),
        ("return y_hat - y", "make it of z"),
        ("y -= softmax(z)\nreturn -y", "it changes the array"),
        ("return np.zeros(z.shape)", "the same whatever comes in"),
    ],
    "04-dz-sigmoid": [
        ("return (sigmoid(z) - y) / m", "m is the number of columns"),
        ("return (sigmoid(z) - y) / 3", "which fits one batch only"),
        ("return 2 / z.shape[1] * (sigmoid(z) - y)", "belongs to the mean squared error"),
        ("return (sigmoid(z) - y) / z.size", "by the size of the batch"),
        ("return (sigmoid(z) - 1) / z.shape[1]", "An answer may be 0"),
        ("return (d_sigmoid(z) - y) / z.shape[1]", "stands where the prediction should"),
        ("return (sigmoid(z) - y).mean(axis=1)", "the questions are averaged"),
        ("return (sigmoid(z) - y).mean(axis=1, keepdims=True)", "and is divided by m"),
        (
            "p = sigmoid(z)\nreturn (p - y) / (p * (1 - p)) / z.shape[1]",
            "before it meets the slope",
        ),
        (
            "p = sigmoid(z)\nreturn (p - y) / (p * (1 - p)) * d_sigmoid(p) / z.shape[1]",
            "It belongs to the score",
        ),
        (
            "p = sigmoid(z)\nreturn (p - y) / p * (1 - p) * p * (1 - p) / z.shape[1]",
            "a bracket is missing",
        ),
        (
            "p = sigmoid(z)\nreturn (p - y) / (p * (1 - p)) * p * (1 - p) / z.shape[1]",
            "0 is divided by 0",
        ),
        ("return sigmoid(z) - y", "divide by m"),
        ("return (sigmoid(z) - y) / len(z)", "over the m questions"),
        ("return (y - sigmoid(z)) / z.shape[1]", "the wrong way round"),
        (
            "return (sigmoid(z) - y) * d_sigmoid(z) / z.shape[1]",
            "the slope of the sigmoid is still there",
        ),
        ("return (softmax(z) - y) / z.shape[1]", "not the softmax"),
        ("return (z - y) / z.shape[1]", "take the sigmoid of z"),
        (
            "from nnlib import d_binary_crossentropy\n"
            "return d_binary_crossentropy(sigmoid(z), y)[:, 0] * d_sigmoid(z)",
            "the product has vanished",
        ),
        ("return np.zeros(z.shape)", "the same whatever comes in"),
    ],
}
