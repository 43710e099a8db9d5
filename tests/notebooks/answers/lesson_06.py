"""Answers to the exercises of 06: right ones, and wrong ones with words of the refusal."""

ORDER = "order = rng.permutation(n)\n"
CUT = "return [order[i : i + batch_size] for i in range(0, n, batch_size)]"

PUSH = "self.velocity = self.momentum * self.velocity - self.learning_rate * gradient\n"
MOVE = "return old_params + self.velocity"

MEAN = "self.mean_square = self.rho * self.mean_square + (1 - self.rho) * gradient**2\n"
DIVIDE = (
    "return old_params - self.learning_rate * gradient / np.sqrt(self.mean_square + self.epsilon)"
)

COUNT = "self.steps += 1\n"
MEANS = (
    "self.mean = 0.9 * self.mean + 0.1 * gradient\n"
    "self.mean_square = 0.999 * self.mean_square + 0.001 * gradient**2\n"
)
STEP = "return old_params - self.learning_rate * g / (np.sqrt(s) + self.epsilon)"


def corrected(g, s):
    """The body of Adam's update with these corrected means."""
    return f"{COUNT}{MEANS}t = self.steps\ng, s = {g}, {s}\n{STEP}"


RIGHT_ADAM = corrected("self.mean / (1 - 0.9**t)", "self.mean_square / (1 - 0.999**t)")

RIGHT = {
    "06-shuffled-batches": [
        ORDER + CUT,
        "order = np.arange(n)\nrng.shuffle(order)\nstarts = range(batch_size, n, batch_size)\n"
        "return np.split(order, list(starts))",
        ORDER + "for i in range(0, n, batch_size):\n    yield order[i : i + batch_size]",
        "rows, batches = list(rng.permutation(n)), []\nwhile rows:\n"
        "    batches.append(rows[:batch_size])\n    rows = rows[batch_size:]\nreturn batches",
    ],
    "06-sgd": [
        PUSH + MOVE,
        "v = self.momentum * self.velocity - self.learning_rate * gradient\n"
        "self.velocity = v\nreturn v + old_params",
        "self.velocity *= self.momentum\nself.velocity -= self.learning_rate * gradient\n"
        "new = old_params.copy()\nnew += self.velocity\nreturn new",
        "self.velocity = self.momentum * self.velocity + self.learning_rate * gradient\n"
        "return old_params - self.velocity",
    ],
    "06-rmsprop": [
        MEAN + DIVIDE,
        "self.mean_square += (1 - self.rho) * (gradient**2 - self.mean_square)\n"
        "rate = self.learning_rate / (self.mean_square + self.epsilon) ** 0.5\n"
        "return old_params - rate * gradient",
    ],
    "06-adam": [
        RIGHT_ADAM,
        "super().update(old_params, gradient)\nt = self.steps\n"
        "g, s = self.mean / (1 - 0.9**t), self.mean_square / (1 - 0.999**t)\n" + STEP,
        COUNT + MEANS + "c = np.sqrt(1 - 0.999**self.steps) / (1 - 0.9**self.steps)\n"
        "rate = self.learning_rate * c\n"
        "return old_params - rate * self.mean / (np.sqrt(self.mean_square) + self.epsilon)",
    ],
}

WRONG = {
    "06-shuffled-batches": [
        ("return rng.permutation(n)", "Cut it into batches"),
        (ORDER + "return order.reshape(-1, batch_size)", "last batch may be smaller"),
        (
            ORDER + "return [order[i * batch_size : (i + 1) * batch_size] "
            "for i in range(n // batch_size)]",
            "a last batch that is not full",
        ),
        (
            ORDER + "return [order[i : i + batch_size] for i in range(0, n + 1, batch_size)]",
            "an empty batch at the end",
        ),
        (
            ORDER + "return [order[i * batch_size : (i + 1) * batch_size] "
            "for i in range(n // batch_size + 1)]",
            "an empty batch at the end",
        ),
        (ORDER + "return np.array_split(order, -(-n // batch_size))", "about equal"),
        (ORDER + "return np.array_split(order, n // batch_size)", "too few batches"),
        (
            "return [rng.integers(0, n, batch_size) for i in range(0, n, batch_size)]",
            "the last batch is full",
        ),
        (
            "return [rng.permutation(n)[:batch_size] for i in range(0, n, batch_size)]",
            "the last batch is full",
        ),
        (
            ORDER + "return [order[i : i + batch_size - 1] for i in range(0, n, batch_size)]",
            "one row short",
        ),
        (
            ORDER + "return [order[i : min(i + batch_size, n - 1)] "
            "for i in range(0, n, batch_size)]",
            "the very last row",
        ),
        (
            ORDER + "for i in range(0, n, batch_size):\n    return order[i : i + batch_size]",
            "inside the loop",
        ),
        ("return 1", "Return a list"),
        (ORDER + "return np.array_split(order, batch_size)", "not how many batches"),
        (
            ORDER + "return [order[i:batch_size] for i in range(0, n, batch_size)]",
            "not after a number of rows",
        ),
        (
            "return [rng.permutation(n)[i : i + batch_size] for i in range(0, n, batch_size)]",
            "an order of its own",
        ),
        (ORDER + "return [order[i : i + batch_size] for i in range(n)]", "overlap"),
        (
            ORDER + "for i in range(0, n, batch_size):\n    return [order[i : i + batch_size]]",
            "one batch only",
        ),
        ("order = np.arange(n)\n" + CUT, "not shuffled"),
        ("order = rng.integers(0, n, size=n)\n" + CUT, "come twice|largest row number"),
        ("order = rng.permutation(n) + 1\n" + CUT, "count from 0"),
        ("order = np.random.permutation(n)\n" + CUT, "does not come from the rng"),
        ("order = np.random.default_rng(0).permutation(n)\n" + CUT, "the same order"),
        (
            "order = np.arange(n)\n"
            "batches = [order[i : i + batch_size] for i in range(0, n, batch_size)]\n"
            "return [batches[i] for i in rng.permutation(len(batches))]",
            "the rows in them are not",
        ),
        ("order = permutation(n)\n" + CUT, "NameError"),
        ("order = rng.random(n)\n" + CUT, "whole numbers"),
        ("return [rng.permutation(n)[:batch_size]]", "one batch only"),
        ("return [tuple(range(n))]", "is a tuple"),
        ("return 'batches'", "is a str"),
        ("return [np.arange(n)]", "one batch only"),
        ("return list()", "empty"),
        ("rng.permutation(n)", "Is the return missing"),
        ("return lesson.finished_batches(n, batch_size, rng)", "it calls finished_batches"),
    ],
    "06-sgd": [
        (
            "velocity = 0.0\nvelocity = self.momentum * velocity - self.learning_rate * gradient\n"
            "return old_params + velocity",
            "forgotten between two calls",
        ),
        (
            "velocity = self.momentum * self.velocity - self.learning_rate * gradient\n"
            "return old_params + velocity",
            "forgotten between two calls",
        ),
        (PUSH + "return self.velocity", "the velocity alone"),
        (PUSH + "return old_params - self.velocity", "uphill"),
        (
            "self.velocity = self.momentum * self.velocity + self.learning_rate * gradient\n"
            + MOVE,
            "uphill",
        ),
        (PUSH + "old_params += self.velocity\nreturn old_params", "changes the array"),
        (
            "new = old_params + self.velocity\n" + PUSH + "return new",
            "First the new velocity, then the step",
        ),
        (
            "self.velocity = self.momentum * self.velocity"
            " - (1 - self.momentum) * self.learning_rate * gradient\n" + MOVE,
            "multiplied by 1 - μ",
        ),
        (
            "self.velocity = self.momentum * (self.velocity - self.learning_rate * gradient)\n"
            + MOVE,
            "belongs to the old velocity alone",
        ),
        (
            PUSH + "return old_params + self.velocity - self.learning_rate * gradient",
            "subtracted twice",
        ),
        (
            PUSH + "return old_params + self.momentum * self.velocity"
            " - self.learning_rate * gradient",
            "Nesterov",
        ),
        ("self.velocity = self.momentum * self.velocity - gradient\n" + MOVE, "rate is missing"),
        (
            "self.velocity = self.velocity - self.learning_rate * gradient\n" + MOVE,
            "momentum is missing",
        ),
        (
            "self.velocity = self.learning_rate * (self.momentum * self.velocity - gradient)\n"
            + MOVE,
            "belongs to the gradient alone",
        ),
        (
            "self.velocity = self.learning_rate * self.velocity - self.momentum * gradient\n"
            + MOVE,
            "exchanged",
        ),
        ("self.velocity = 0.9 * self.velocity - 0.1 * gradient\n" + MOVE, "not right yet|but not"),
        (
            "SGD.velocity = self.momentum * SGD.velocity - self.learning_rate * gradient\n"
            "return old_params + SGD.velocity",
            "The class itself",
        ),
        (
            "SGD.v = self.momentum * getattr(SGD, 'v', 0 * gradient)"
            " - self.learning_rate * gradient\nreturn old_params + SGD.v",
            "a second object",
        ),
        (
            "velocity = self.momentum * velocity - self.learning_rate * gradient\n"
            "return old_params + velocity",
            "write self",
        ),
        (PUSH, "Is the return missing"),
        ("return [1.0, 2.0]", "is a list"),
        ("return 'right'", "is a str"),
        ("return np.zeros(old_params.shape)", "not right yet"),
        ("return old_params", "nothing moves"),
        (
            "own = nnlib.SGD(self.learning_rate, self.momentum)\n"
            "return own.update(old_params, gradient)",
            "it calls step",
        ),
    ],
    "06-rmsprop": [
        ("self.mean_square = self.mean_square + gradient**2\n" + DIVIDE, "added up"),
        (
            "self.mean_square = (1 - self.rho) * self.mean_square + self.rho * gradient**2\n"
            + DIVIDE,
            "exchanged",
        ),
        (
            "self.mean_square = self.rho * self.mean_square + gradient**2\n" + DIVIDE,
            "factor 1 - ρ is missing",
        ),
        (
            "self.mean_square = self.mean_square + (1 - self.rho) * gradient**2\n" + DIVIDE,
            "the whole old mean",
        ),
        (
            "s = self.rho * self.mean_square + (1 - self.rho) * gradient**2\n"
            "return old_params - self.learning_rate * gradient / np.sqrt(s + self.epsilon)",
            "forgotten between two calls",
        ),
        (
            "self.mean_square = self.rho * self.mean_square"
            " + (1 - self.rho) * np.mean(gradient**2)\n" + DIVIDE,
            "one mean for all parameters",
        ),
        (
            "self.mean_square = self.rho * self.mean_square + (1 - self.rho) * gradient\n" + DIVIDE,
            "Square them first",
        ),
        (
            "self.mean_square = self.rho * self.mean_square + (1 - self.rho) * abs(gradient)\n"
            + DIVIDE,
            "mean of the sizes",
        ),
        (
            "self.mean_square = self.rho * self.mean_square + ((1 - self.rho) * gradient) ** 2\n"
            + DIVIDE,
            "Square the gradient alone",
        ),
        (
            "self.mean_square = self.rho * self.mean_square + (1 - self.rho) * gradient^2\n"
            + DIVIDE,
            r"not with \^",
        ),
        (
            MEAN + "root = self.mean_square + self.epsilon\n"
            "return old_params - self.learning_rate * gradient / root",
            "the root is missing",
        ),
        (
            MEAN + "root = np.sqrt(self.mean_square) + self.epsilon\n"
            "return old_params - self.learning_rate * gradient / root",
            "stands under the root",
        ),
        (
            MEAN + "return old_params - self.learning_rate * gradient / self.mean_square",
            "root and ε are missing",
        ),
        (
            MEAN + "return old_params - self.learning_rate * gradient"
            " / np.sqrt(self.mean_square) + self.epsilon",
            "needs brackets",
        ),
        (
            MEAN + "return self.learning_rate * gradient"
            " / np.sqrt(self.mean_square + self.epsilon)",
            "the step alone",
        ),
        (
            "self.mean_square = self.rho * self.mean_square"
            " + (1 - self.rho) * gradient @ gradient\n" + DIVIDE,
            "one sum for all",
        ),
        ("return 0.5", "one number"),
        (
            MEAN + "root = np.sqrt(self.mean_square)\n"
            "return old_params - self.learning_rate * gradient / root",
            "ε is missing",
        ),
        (
            MEAN + "root = np.sqrt(self.mean_square + self.epsilon)\n"
            "return old_params - self.learning_rate * gradient * root",
            "multiplies by the root",
        ),
        (MEAN + "return old_params - self.learning_rate * gradient", "not divided by anything"),
        (
            MEAN + "root = np.sqrt(self.mean_square + self.epsilon)\n"
            "return old_params + self.learning_rate * gradient / root",
            "uphill",
        ),
        (
            "root = np.sqrt(self.mean_square + self.epsilon)\n" + MEAN + "return old_params"
            " - self.learning_rate * gradient / root",
            "First the new mean, then the step",
        ),
        (
            MEAN + "return old_params - self.learning_rate / np.sqrt(self.mean_square"
            " + self.epsilon)",
            "gradient itself is missing",
        ),
        (
            MEAN + "old_params -= self.learning_rate * gradient"
            " / np.sqrt(self.mean_square + self.epsilon)\nreturn old_params",
            "changes the array",
        ),
        (
            "self.mean_square = rho * self.mean_square + (1 - rho) * gradient**2\n" + DIVIDE,
            "write self",
        ),
        (MEAN, "Is the return missing"),
        ("return 'right'", "is a str"),
        ("return np.ones(old_params.shape)", "not right yet"),
        ("return old_params", "nothing moves"),
        (
            "return nnlib.RMSprop(self.learning_rate, self.rho, self.epsilon)"
            ".update(old_params, gradient)",
            "it calls step",
        ),
    ],
    "06-adam": [
        (corrected("self.mean", "self.mean_square"), "are not corrected"),
        (
            RIGHT_ADAM.replace("self.mean =", "mean =")
            .replace("self.mean_square =", "mean_square =")
            .replace("g, s = self.mean /", "g, s = mean /")
            .replace("self.mean_square / (", "mean_square / ("),
            "forgotten between two calls",
        ),
        (RIGHT_ADAM.replace("old_params - ", ""), "the step alone"),
        (RIGHT_ADAM.replace("old_params - ", "old_params + "), "uphill"),
        (RIGHT_ADAM.replace("(np.sqrt(s) + self.epsilon)", "np.sqrt(s + self.epsilon)"), "beside"),
        (RIGHT_ADAM.replace("(np.sqrt(s) + self.epsilon)", "np.sqrt(s)"), "ε is missing"),
        (
            RIGHT_ADAM.replace("(np.sqrt(s) + self.epsilon)", "np.sqrt(s) + self.epsilon"),
            "needs brackets",
        ),
        ("return old_params - self.learning_rate", "not right yet"),
        ("return old_params", "nothing moves"),
        ("return super().update(old_params, gradient)", "are not corrected"),
        (
            COUNT + MEANS + "self.mean = self.mean / (1 - 0.9**self.steps)\n"
            "self.mean_square = self.mean_square / (1 - 0.999**self.steps)\n"
            "g, s = self.mean, self.mean_square\n" + STEP,
            "spoil the next step",
        ),
        (corrected("self.mean / (1 - 0.9**t)", "self.mean_square"), "the mean square is not"),
        (corrected("self.mean", "self.mean_square / (1 - 0.999**t)"), "the mean is not"),
        (
            corrected("self.mean / (1 - 0.9**t)", "self.mean_square / (1 - 0.9**t)"),
            "by the same β",
        ),
        (
            corrected("self.mean / (1 - 0.999**t)", "self.mean_square / (1 - 0.9**t)"),
            "are exchanged",
        ),
        (corrected("self.mean / (1 - 0.9)", "self.mean_square / (1 - 0.999)"), "always 1"),
        (
            MEANS + "g = self.mean / (1 - 0.9**self.steps)\n"
            "s = self.mean_square / (1 - 0.999**self.steps)\n" + STEP,
            "count the step|count it",
        ),
        (
            MEANS + "g = self.mean / (1 - 0.9**self.steps)\n"
            "s = self.mean_square / (1 - 0.999**self.steps)\n" + COUNT + STEP,
            "count the step|count it",
        ),
        (
            corrected("self.mean / (1 - 0.9**(t + 1))", "self.mean_square / (1 - 0.999**(t + 1))"),
            "one too large",
        ),
        (
            corrected("self.mean * (1 - 0.9**t)", "self.mean_square * (1 - 0.999**t)"),
            "not divided",
        ),
        (
            corrected("self.mean / (1 - 0.9)**t", "self.mean_square / (1 - 0.999)**t"),
            r"not \(1 - β\)",
        ),
        (corrected("self.mean / 0.9**t", "self.mean_square / 0.999**t"), "divided by β"),
        (
            corrected("self.mean / (1 - 0.9 * t)", "self.mean_square / (1 - 0.999 * t)"),
            "It is a power",
        ),
        (
            COUNT + MEANS + "g = self.mean / (1 - 0.9**self.steps)\n"
            "s = self.mean_square / (1 - 0.999**self.steps)\n"
            "return old_params - self.learning_rate * g / (s + self.epsilon)",
            "root is missing",
        ),
        (
            RIGHT_ADAM.replace("return", "new ="),
            "Is the return missing",
        ),
        ("return 3", "one number"),
        ("return np.zeros(old_params.shape)", "not right yet"),
        (
            "return nnlib.Adam(self.learning_rate).update(old_params, gradient)",
            "it calls step",
        ),
    ],
}
