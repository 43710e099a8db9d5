"""Answers to the exercises of 15: right ones, and wrong ones with words of the refusal."""

RATE = "network.optimizer.learning_rate"
LAST = "errors[:, :, -1]"
SIZES = "_, height, width = images.shape\n"
NEW = SIZES + "new = np.zeros_like(images)\n"
FILL = "new[:, down:, right:] = images[:, : height - down, : width - right]\n"

RIGHT = {
    "15-soften": [
        "return (1 - softness) * y + softness / y.shape[1]",
        "n, m = y.shape\nreturn y - softness * y + softness / m",
        "return (1 - softness) * y + softness * np.full(y.shape, 1 / y.shape[1])",
        "right = 1 - softness + softness / y.shape[1]\n"
        "return np.where(y == 1, right, softness / y.shape[1])",
    ],
    "15-decay": [
        f"d = self.end ** (1 / self.epochs)\n{RATE} *= d",
        f"{RATE} = {RATE} * np.exp(np.log(self.end) / self.epochs)",
        f"d = np.power(self.end, 1 / self.epochs)\n{RATE} *= d\nreturn False",
    ],
    "15-choose": [
        f"return np.argmin({LAST}.mean(axis=1))",
        "return int(errors.mean(axis=1)[:, -1].argmin())",
        f"return {LAST}.sum(axis=1).argmin()",
        "best, row = np.inf, 0\n"
        "for i, recipe in enumerate(errors):\n"
        "    mean = np.mean(recipe[:, -1])\n"
        "    if mean < best:\n"
        "        best, row = mean, i\n"
        "return row",
    ],
    "15-shifted": [
        NEW + FILL + "return new",
        SIZES + "padded = np.pad(images, ((0, 0), (down, 0), (right, 0)))\n"
        "return padded[:, :height, :width]",
        "new = np.roll(images, (down, right), axis=(1, 2))\n"
        "new[:, :down] = 0\nnew[:, :, :right] = 0\nreturn new",
    ],
}

WRONG = {
    "15-soften": [
        ("return y", "still one-hot"),
        ("return (1 - softness) * y", "no longer sum to 1"),
        ("return y + softness / y.shape[1]", "sum to more than 1"),
        ("return (1 - softness) * y + softness", "all of the softness"),
        ("return (1 - softness) * y + softness / len(y)", "number of samples"),
        ("return (1 - softness) * y + softness / 10", "Take their number from y"),
        (
            "return (1 - softness) * y + softness * (1 - y) / (y.shape[1] - 1)",
            "The right one gets its share",
        ),
        ("return softness * y + (1 - softness) / y.shape[1]", "they are exchanged"),
        ("return (1 - softness) * y - softness / y.shape[1]", "Add it"),
        ("return y - softness + softness / y.shape[1]", "taken from every class"),
        (
            "return np.where(y == 1, 1 - softness, softness / y.shape[1])",
            "right class gets no share",
        ),
        ("return 0.8 * y + 0.04", "numbers of the example|is that of the example"),
        ("return 0.8 * y + 0.2 / y.shape[1]", "is that of the example|numbers of the example"),
        ("return (1 - softness / 2) * y", "The rows do not sum to 1"),
        (
            "new = np.zeros(y.shape)\n"
            "for i, row in enumerate(y):\n"
            "    new[i] = (1 - softness) * row + softness / len(row)\n"
            "return new",
            "has a loop",
        ),
        ("return (1 - softness) * y + softness / m", "number of classes is y.shape"),
        ("return (1 - softness) * y + softness / y.shape", "y.shape is a pair"),
        ("y *= 1 - softness\ny += softness / y.shape[1]\nreturn y", "it changes the array"),
        ("(1 - softness) * y + softness / y.shape[1]", "Is the return missing"),
        ("return runs.soften(y, softness)", "it calls soften"),
        ("return 0.1", "expected an array"),
        ("return 'soft'", "is not there yet"),
        ("return np.full(y.shape, 1 / y.shape[1])", "the same whatever comes in|is wrong"),
    ],
    "15-decay": [
        ("pass", "stays as it is|is not there yet"),
        (f"{RATE} *= self.end", "each epoch takes the whole way"),
        (f"{RATE} *= self.end / self.epochs", "a root is needed"),
        (f"{RATE} *= self.end ** self.epochs", "Which number has this power"),
        (f"{RATE} *= self.end ** (epoch / self.epochs)", "faster and faster"),
        (f"{RATE} = self.end ** (1 / self.epochs)", "is replaced by the factor"),
        (f"{RATE} = self.end ** (epoch / self.epochs)", "starts from 1"),
        (f"{RATE} /= self.end ** (1 / self.epochs)", "the rate grows"),
        (f"{RATE} *= self.end ** (1 / epoch)", "is that of the epoch"),
        (f"{RATE} *= self.end ** (1 / (self.epochs + 1))", "one epoch too slow"),
        (f"{RATE} -= self.end ** (1 / self.epochs)", "is subtracted"),
        (f"{RATE} *= 0.1", "always 0.1"),
        (f"{RATE} *= np.sqrt(self.end)", "for 2 epochs"),
        (f"{RATE} -= {RATE} * (1 - self.end) / self.epochs", "what goes is divided"),
        (f"{RATE} *= (1 - self.end) ** (1 / self.epochs)", "the part that goes"),
        (
            "e, n = self.end, self.epochs\n"
            f"{RATE} *= (1 - (1 - e) * epoch / n) / (1 - (1 - e) * (epoch - 1) / n)",
            "by the same amount",
        ),
        (
            "network.learning_rate = 0.1 * self.end ** (1 / self.epochs)",
            "which nobody reads|the learning rate stays",
        ),
        ("network.learning_rate *= self.end ** (1 / self.epochs)", "The rate is the optimizer's"),
        (f"{RATE} *= self.end ** (1 / epochs)", r"self\.epochs"),
        (f"{RATE} *= end ** (1 / self.epochs)", r"self\.end"),
        ("optimizer.learning_rate *= self.end ** (1 / self.epochs)", r"network\.optimizer"),
        (f"{RATE} *= self.end ** (1 / self.epochs)\nreturn True", "it returns True"),
        (f"network.params *= self.end ** (1 / self.epochs)\n{RATE} *= 1", "changes the parameters"),
        (f"{RATE} = 0.01", "is not right yet|is wrong"),
        (f"{RATE} = 'small'", "no longer one number|stops with"),
    ],
    "15-choose": [
        ("return np.argmin(errors.mean(axis=1).min(axis=1))", "looks at all epochs"),
        (f"return np.argmin({LAST}.min(axis=1))", "the luckiest seed"),
        ("return np.argmin(errors.min(axis=(1, 2)))", "the lowest number of all"),
        ("return np.argmin(errors.mean(axis=(1, 2)))", "mean over all epochs"),
        ("return np.argmin(errors[:, :, 0].mean(axis=1))", "first epoch"),
        (f"return np.argmax({LAST}.mean(axis=1))", "the worst recipe"),
        (f"return np.min({LAST}.mean(axis=1))", "Return the number of its row"),
        ("return np.argmin(errors)", "laid flat"),
        (f"return np.argmin({LAST})", "still has the seeds"),
        (f"return np.argmin(np.median({LAST}, axis=1))", "takes the median"),
        ("return np.argmin(errors[:, 0, -1])", "first seed only"),
        (f"return np.argmin({LAST}.mean(axis=0))", "chooses a seed"),
        ("return np.argmin(errors.mean(axis=(0, 1)))", "chooses an epoch"),
        ("return np.argmin(errors.min(axis=2).mean(axis=1))", "looks at all epochs"),
        (f"return np.argmin({LAST}.max(axis=1))", "whose worst seed"),
        (f"return np.argmin({LAST}.mean(axis=1)) + 1", "counts the rows from 1"),
        (f"return np.argmin({LAST}.mean(axis=1)) // 2", "takes another row"),
        ("return np.argmin(errors[:, :, 7].mean(axis=1))", "Take the sizes from what comes in"),
        ("errors.sort()\nreturn 3", "changes the array"),
        (f"return np.argmin({LAST}, axis=0)", "an array of shape"),
        (f"return {LAST}.mean(axis=1)", "an array of shape"),
        ("return np.argmin(errors[:, -1].mean(axis=1))", "the last seed, and not"),
        (f"return errors[np.argmin({LAST}.mean(axis=1))]", "an array of shape"),
        (f"np.argmin({LAST}.mean(axis=1))", "Is the return missing"),
        ("return 0", "the same whatever comes in"),
        ("return 'the third'", "is not there yet"),
        ("return lesson.choose_recipe(errors)", "it calls choose_recipe"),
    ],
    "15-shifted": [
        ("return np.roll(images, (down, right), axis=(1, 2))", "comes in at the other"),
        (
            NEW + "new[:, : height - down, : width - right] = images[:, down:, right:]\nreturn new",
            "up and to the left",
        ),
        (
            NEW + "new[:, right:, down:] = images[:, : height - right, : width - down]\nreturn new",
            "are exchanged",
        ),
        (SIZES + "new = images.copy()\n" + FILL + "return new", "Begin with zeros"),
        (
            NEW + "new[:, down:, right:] = images[:, :-down, :-right]\nreturn new",
            "takes no row",
        ),
        (NEW + "new[:, down:] = images[:, : height - down]\nreturn new", "not to the right"),
        (NEW + "new[:, :, right:] = images[:, :, : width - right]\nreturn new", "but not down"),
        (NEW + "new[:, down:, right:] = images\nreturn new", "Both sides must be of one size"),
        (
            SIZES
            + "images[:, down:, right:] = images[:, : height - down, : width - right].copy()\n"
            "images[:, :down] = 0\nimages[:, :, :right] = 0\nreturn images",
            "it changes the array",
        ),
        (
            NEW + "new[down:, right:] = images[: height - down, : width - right]\nreturn new",
            "a colon alone",
        ),
        (
            NEW + "new[:, down:] = images[:, : height - down]\n"
            "new[:, :, right:] = images[:, :, : width - right]\nreturn new",
            "writes over the first",
        ),
        (
            "new = np.zeros_like(images)\n"
            "new[:, down:, right:] = images[:, : 28 - down, : 28 - right]\nreturn new",
            "but not for images of another size",
        ),
        (
            NEW + "for old, each in zip(images, new):\n"
            "    each[down:, right:] = old[: height - down, : width - right]\nreturn new",
            "has a loop",
        ),
        (NEW + FILL, "Is the return missing"),
        ("return images", "stay where they are"),
        ("return np.zeros_like(images)", "nothing but paper"),
        ("return 'moved'", "is not there yet"),
        ("return lesson.shift_digits(images, down, right)", "it calls shift_digits"),
    ],
}
