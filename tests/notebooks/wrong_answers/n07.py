"""Wrong answers to the exercises of 07, and words that the refusal must have in it."""

WRONG_ANSWERS = {
    "07-count": [
        ("parameters = 784 * 100 + 100 * 10", "each neuron has a bias as well"),
        ("parameters = 785 * 100 + 785 * 10", "the second layer sees the 100 activations"),
        ("parameters = 784 * 100 + 100", "first layer only"),
        ("parameters = 784 + 100 + 10", "not right"),
        ("", "not there yet"),
    ],
    "07-columns": [
        ("    return W.T @ X_columns + b", "must be a column here"),
        ("    return W.T @ X_columns", "the bias is missing"),
        ("    return X_columns.T @ W + b", "columns are wanted"),
        ("    return W @ X_columns + b", "stopped with ValueError"),
        ("    W.T @ X_columns + b.T", "is a return missing"),
    ],
    "07-twins": [
        ("different = 4", "never part"),
        ("different = 1", "their derivatives differ too"),
        ("different = 3", "none of the four is alone"),
        ("different = 8", "its columns are wanted"),
        ("", "not there yet"),
    ],
    "07-relu": [
        ("    return (1 / fan_in) ** 0.5", "relu loses half"),
        ("    return 2 / fan_in", "that is the variance"),
        ("    return 2 * (1 / fan_in) ** 0.5", "the 2 is under the root"),
        ("    return (1 / (2 * fan_in)) ** 0.5", "must be twice as large"),
        ("    return 0.1414213562", "not right"),
    ],
}
