"""Answers to the exercises of 03: right ones, and wrong ones with words of the refusal."""

P = "p = np.maximum(y_pred, EPS)\n"

RIGHT = {
    "03-mse": [
        "return np.mean((y_pred - y_true) ** 2, axis=1, keepdims=True)",
        "error = y_pred - y_true\nreturn (error * error).sum(1)[:, None] / y_pred.shape[1]",
        "return np.square(y_true - y_pred).mean(axis=1).reshape(-1, 1)",
    ],
    "03-d-mse": [
        "m = y_pred.shape[1]\nreturn (2 / m * (y_pred - y_true))[:, np.newaxis, :]",
        "return np.expand_dims(2 * (y_pred - y_true) / y_pred.shape[1], axis=1)",
        "n, m = y_pred.shape\nreturn (2 / m * (y_pred - y_true)).reshape(n, 1, m)",
    ],
    "03-categorical-crossentropy": [
        "return -np.sum(y_true * np.log(y_pred), axis=1, keepdims=True)",
        "return -np.log((y_true * y_pred).sum(axis=1, keepdims=True))",
        "return -np.log(y_pred[y_true == 1]).reshape(-1, 1)",
    ],
    "03-with-eps": [
        P + "return -np.sum(y_true * np.log(p), axis=1, keepdims=True)",
        "p = np.clip(y_pred, EPS, 1)\nreturn -np.sum(y_true * np.log(p), axis=1, keepdims=True)",
        "return categorical_crossentropy(np.maximum(y_pred, EPS), y_true)",
        "p = np.where(y_pred < EPS, EPS, y_pred)\n"
        "return -(y_true * np.log(p)).sum(1, keepdims=True)",
    ],
    "03-d-categorical-crossentropy": [
        P + "return (-y_true / p)[:, np.newaxis, :]",
        "return np.expand_dims(-y_true / np.maximum(y_pred, EPS), axis=1)",
        P + "return -(y_true / p)[:, None]",
    ],
}

WRONG = {
    "03-mse": [
        ("return np.mean((y_pred - y_true) ** 2)", "returns one number"),
        ("return np.mean((y_pred - y_true) ** 2, axis=1)", "keepdims=True"),
        (
            "return np.sum((y_pred - y_true) ** 2, axis=1, keepdims=True) / len(y_pred)",
            "over the m outputs",
        ),
        ("return np.mean((y_pred - y_true) ** 2, axis=0, keepdims=True)", "Each row is a sample"),
        ("return np.sum((y_pred - y_true) ** 2, axis=1, keepdims=True)", "their mean|sum of the"),
        ("return np.mean(y_pred - y_true, axis=1, keepdims=True)", "the square is missing"),
        ("return np.mean(y_pred - y_true, axis=1, keepdims=True) ** 2", "Square first"),
        ("return np.mean((y_pred - y_true) ** 2, axis=1, keepdims=True) / 2", "no 1/2"),
        ("return np.mean(np.abs(y_pred - y_true), axis=1, keepdims=True)", "not their squares"),
        ("return (y_pred - y_true) ** 2", "the mean over the outputs is missing"),
        ("np.mean((y_pred - y_true) ** 2, axis=1, keepdims=True)", "Is the return missing"),
        ("return nnlib.mse(y_pred, y_true)", "it calls mse"),
        ("return np.zeros((len(y_pred), 1))", "the same whatever comes in"),
    ],
    "03-d-mse": [
        ("return 2 / y_pred.shape[1] * (y_pred - y_true)", "an axis in the middle"),
        ("return ((y_pred - y_true) / y_pred.shape[1])[:, None, :]", "The 2|the 2"),
        ("return (2 * (y_pred - y_true))[:, None, :]", "divide by m|divided by"),
        ("return (2 * (y_pred - y_true) / len(y_pred))[:, None, :]", "number of samples"),
        ("return (2 / y_pred.shape[1] * (y_true - y_pred))[:, None, :]", "the wrong way round"),
        (
            "return (2 / y_pred.shape[1] * (y_pred - y_true) ** 2)[:, None, :]",
            "The square is still|the square is still",
        ),
        ("return (2 / y_pred.shape[1] * (y_pred - y_true))[:, :, None]", "these are columns"),
        (
            "return numerical_jacobian(lambda p: mse(p, y_true), y_pred)",
            "it calls numerical_jacobian|few digits",
        ),
        ("return nnlib.d_mse(y_pred, y_true)", "it calls d_mse"),
        ("return np.zeros((len(y_pred), 1, y_pred.shape[1]))", "the same whatever comes in"),
    ],
    "03-categorical-crossentropy": [
        ("return np.sum(y_true * np.log(y_pred), axis=1, keepdims=True)", "the sign is missing"),
        ("return -np.sum(y_true * np.log(y_pred), axis=1)", "keepdims=True"),
        ("return -np.mean(y_true * np.log(y_pred), axis=1, keepdims=True)", "Take their sum"),
        ("return -np.sum(np.log(y_pred), axis=1, keepdims=True)", "all classes count"),
        ("return -y_true * np.log(y_pred)", "the sum over the classes is missing"),
        ("return -np.sum(y_true * np.log10(y_pred), axis=1, keepdims=True)", "natural one"),
        ("return -np.sum(y_pred * np.log(y_true), axis=1, keepdims=True)", "exchanged|nan"),
        ("return -np.sum(y_true * log(y_pred), axis=1, keepdims=True)", r"Write np\.log"),
        ("return -np.sum(y_true * np.log(y_pred))", "returns one number"),
        ("return 1 - np.sum(y_true * y_pred, axis=1, keepdims=True)", "Where is the logarithm"),
        ("return nnlib.categorical_crossentropy(y_pred, y_true)", "it calls categorical_cross"),
        ("return np.ones((len(y_pred), 1))", "the same whatever comes in"),
    ],
    "03-with-eps": [
        ("return -np.sum(y_true * np.log(y_pred), axis=1, keepdims=True)", "nan"),
        (
            "return -np.sum(y_true * np.log(y_pred + EPS), axis=1, keepdims=True)",
            "only those below",
        ),
        (
            "p = np.minimum(y_pred, EPS)\n"
            "return -np.sum(y_true * np.log(p), axis=1, keepdims=True)",
            "np.minimum keeps the smaller",
        ),
        (
            "loss = -np.sum(y_true * np.log(y_pred), axis=1, keepdims=True)\n"
            "return np.nan_to_num(loss)",
            "hidden, not avoided|nan",
        ),
        (
            "p = np.where(y_pred == 0, EPS, y_pred)\n"
            "return -np.sum(y_true * np.log(p), axis=1, keepdims=True)",
            "only 0 itself",
        ),
        (P + "return -np.sum(y_true * np.log(p), axis=1)", "keepdims=True"),
        (
            "p = np.clip(y_pred, EPS, 1 - EPS)\n"
            "return -np.sum(y_true * np.log(p), axis=1, keepdims=True)",
            "at the other end too|few digits",
        ),
        (P + "return np.sum(y_true * np.log(p), axis=1, keepdims=True)", "the sign is missing"),
        ("return nnlib.categorical_crossentropy(y_pred, y_true)", "it calls categorical_cross"),
        ("return np.ones((len(y_pred), 1))", "the same whatever comes in"),
    ],
    "03-d-categorical-crossentropy": [
        ("return (-y_true / y_pred)[:, None, :]", "Divide by nothing below EPS"),
        ("return -y_true / np.maximum(y_pred, EPS)", "an axis in the middle"),
        (P + "return (y_true / p)[:, None, :]", "the sign is wrong"),
        (
            "return np.where(y_pred < EPS, 0, -y_true / y_pred)[:, None, :]",
            "you took the true slope",
        ),
        (P + "return (-1 / p)[:, None, :]", "Which of them occur in the loss"),
        ("return (y_pred - y_true)[:, None, :]", "belongs to another place"),
        (P + "return (-y_true / p / y_pred.shape[1])[:, None, :]", "a sum, not a mean"),
        (P + "return (-y_true * np.log(p))[:, None, :]", "not its derivative"),
        ("return (-y_true / (y_pred + EPS))[:, None, :]", "only those below"),
        ("return nnlib.d_categorical_crossentropy(y_pred, y_true)", "it calls d_categorical"),
        ("return np.ones((len(y_pred), 1, 3))", "has shape|the same whatever comes in"),
    ],
}
