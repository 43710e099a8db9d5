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
    ],
    "04-dz-sigmoid": [
        "return (sigmoid(z) - y) / z.shape[1]",
        "n, m = z.shape\nreturn (sigmoid(z) - y) / m",
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
        (
            "return row[:, 0] * np.diagonal(jacobian, axis1=1, axis2=2)",
            "the diagonal of each Jacobian only",
        ),
        (
            "return np.array([(r @ j)[0] for r, j in zip(row, jacobian)])",
            "has a loop",
        ),
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
        ("return softmax(z) * (softmax(z) - y)", "one s too many"),
        (
            "row = d_categorical_crossentropy(softmax(z), y)\n"
            "return np.matmul(row, d_softmax(z))[:, 0, :]",
            "The product has vanished|the product has vanished",
        ),
        (
            "loss = lambda z: categorical_crossentropy(softmax(z), y)\n"
            "return numerical_jacobian(loss, z)[:, 0, :]",
            "it calls numerical_jacobian",
        ),
        ("return np.zeros(z.shape)", "the same whatever comes in"),
    ],
    "04-dz-sigmoid": [
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
