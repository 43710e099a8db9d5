"""Answers to the exercises of 12: right ones, and wrong ones with words of the refusal."""

SHUFFLED = "order = rng.permutation(len(x))\nx, y = x[order], y[order]\n"
CUT = "a, b = n_train, n_train + n_validation\n"
THREE = "return (x[:a], y[:a]), (x[a:b], y[a:b]), (x[b:], y[b:])"
SCORE = "loss = network.score(self.x, self.y)\n"
NEW_BEST = "    self.best, self.waited = loss, 0\n    self.params = network.params.copy()\n"
WAIT = "else:\n    self.waited += 1\n"
STOP = "return self.waited >= self.patience"
KEPT = "is_kept = self.rng.random(x.shape) >= self.rate\n"
AT_REST = "self.mask = 1.0\nif not self.training:\n    return x\n"
MASK = "self.mask = is_kept / (1 - self.rate)\n"
GO = "return x * self.mask"

RIGHT = {
    "12-split": [
        "order = rng.permutation(len(x))\n"
        "parts = np.split(order, [n_train, n_train + n_validation])\n"
        "return [(x[rows], y[rows]) for rows in parts]",
        SHUFFLED + CUT + THREE,
        "order = rng.permutation(len(x))\n"
        "first, rest = order[:n_train], order[n_train:]\n"
        "second, third = rest[:n_validation], rest[n_validation:]\n"
        "return (x[first], y[first]), (x[second], y[second]), (x[third], y[third])",
    ],
    "12-early-stopping": [
        "self.waited += 1\n" + SCORE + "if loss < self.best:\n" + NEW_BEST + STOP,
        SCORE + "if loss < self.best:\n" + NEW_BEST + WAIT + STOP,
        "now = network.score(self.x, self.y)\n"
        "if now >= self.best:\n"
        "    self.waited = self.waited + 1\n"
        "    if self.waited == self.patience:\n"
        "        return True\n"
        "else:\n"
        "    self.best = now\n"
        "    self.waited = 0\n"
        "    self.params = np.array(network.params)\n"
        "return False",
        SCORE + "if loss < self.best:\n" + NEW_BEST + WAIT + "if self.waited < self.patience:\n"
        "    return False\nnetwork.params = self.params\nreturn True",
    ],
    "12-decaying-adam": [
        "shrink = self.learning_rate * self.strength\n"
        "smaller = old_params - shrink * old_params\n"
        "return super().update(smaller, gradient)",
        "decay = 1 - self.learning_rate * self.strength\n"
        "return super().update(decay * old_params, gradient)",
        "new = super().update(old_params, gradient)\n"
        "return new - self.learning_rate * self.strength * old_params",
    ],
    "12-dropout": [
        "self.mask = 1.0\nif self.training:\n"
        "    is_kept = self.rng.random(x.shape) >= self.rate\n"
        "    self.mask = is_kept / (1 - self.rate)\n" + GO,
        AT_REST + KEPT + MASK + GO,
        "self.mask = np.ones(x.shape)\n"
        "if self.training:\n"
        "    self.mask[self.rng.random(x.shape) < self.rate] = 0\n"
        "    self.mask /= 1 - self.rate\n" + GO,
        "if self.training:\n"
        "    keep = 1 - self.rate\n"
        "    self.mask = self.rng.binomial(1, keep, x.shape) / keep\n"
        "else:\n"
        "    self.mask = np.ones_like(x)\n" + GO,
        KEPT + "self.mask = is_kept / (1 - self.rate) if self.training else 1\n" + GO,
    ],
    "12-backward": [
        "return output_gradient * self.mask",
        "return np.multiply(self.mask, output_gradient)",
    ],
}

WRONG = {
    "12-split": [
        (CUT + THREE, "the samples are not shuffled"),
        (
            "x, y = x[rng.permutation(len(x))], y[rng.permutation(len(y))]\n" + CUT + THREE,
            "shuffled apart",
        ),
        ("x = x[rng.permutation(len(x))]\n" + CUT + THREE, "x was shuffled and y was not"),
        (SHUFFLED + "a, b = n_train, n_validation\n" + THREE, "not the place of the second cut"),
        (
            SHUFFLED + "a, b = n_train, n_validation\n"
            "return (x[:a], y[:a]), (x[:b], y[:b]), (x[a + b:], y[a + b:])",
            "in the validation set again",
        ),
        (
            SHUFFLED + CUT + "return (x[:a], y[:a]), (x[a:b], y[a:b]), (x[a:], y[a:])",
            "in the test set as well",
        ),
        (SHUFFLED + CUT + "return x[:a], x[a:b], x[b:], y[:a], y[a:b], y[b:]", "three pairs"),
        (SHUFFLED + CUT + "return x[:a], x[a:b], x[b:]", "a pair, inputs and targets"),
        (SHUFFLED + CUT + THREE[7:], "Is the return missing"),
        ("rng.shuffle(x)\n" + CUT + THREE, "it changes the array"),
        ("return (x, y), (x, y), (x, y)", "has shape"),
        ("return 'training', 'validation', 'test'", "should be a pair|three pairs"),
        ("return lesson.split_in_three(x, y, n_train, n_validation, rng)", "split_in_three"),
    ],
    "12-early-stopping": [
        (
            "if loss < self.best:\n" + NEW_BEST + WAIT + STOP,
            "which is that of the training samples",
        ),
        (
            SCORE + "if loss < self.best:\n    self.best, self.waited = loss, 0\n"
            "    self.params = network.params\n" + WAIT + STOP,
            "the living vector",
        ),
        (
            SCORE + "if loss < self.best:\n    self.best, self.waited = loss, 0\n" + WAIT + STOP,
            "nothing is kept",
        ),
        (
            SCORE + "if loss < self.best:\n    self.best = loss\n"
            "    self.params = network.params.copy()\n" + WAIT + STOP,
            "counted in a row",
        ),
        (
            SCORE + "if loss < self.best:\n    self.waited = 0\n"
            "    self.params = network.params.copy()\n" + WAIT + "self.best = loss\n" + STOP,
            "with the one before",
        ),
        (
            SCORE + "if loss < self.best:\n    self.waited = 0\n"
            "    self.params = network.params.copy()\n" + WAIT + STOP,
            "never updated",
        ),
        (
            SCORE + "if loss < self.best:\n" + NEW_BEST + WAIT + "return self.waited > "
            "self.patience",
            "one epoch too many",
        ),
        (
            SCORE + "if loss < self.best:\n" + NEW_BEST + "    return False\nreturn True",
            "Where is the patience",
        ),
        (SCORE + "if loss < self.best:\n" + NEW_BEST + WAIT.rstrip(), "never returns True"),
        (SCORE + "if loss > self.best:\n" + NEW_BEST + WAIT + STOP, "the wrong way round"),
        (
            SCORE + "if loss < self.best:\n" + NEW_BEST + WAIT + "self.params = "
            "network.params.copy()\n" + STOP,
            "of every epoch are kept",
        ),
        (
            "loss = network.score(x, y)\nif loss < self.best:\n" + NEW_BEST + WAIT + STOP,
            r"other samples than|self\.x",
        ),
        (
            SCORE + "if loss < self.best:\n" + NEW_BEST + "    self.waited = 1\n" + WAIT + STOP,
            "one epoch too early",
        ),
        (
            SCORE + "if loss < best:\n    best, waited = loss, 0\n"
            "    self.params = network.params.copy()\n" + STOP,
            r"self\.best",
        ),
        (
            SCORE + "if loss < self.best:\n" + NEW_BEST + WAIT + "return self.waited >= "
            "self.patience - 1",
            "one epoch too early",
        ),
        (
            SCORE + "if loss < self.best:\n" + NEW_BEST + WAIT + "return self.waited >= "
            "2 * self.patience",
            "on paper",
        ),
        ("return True", "after the first epoch, whatever"),
        ("return epoch < 0", "nothing is kept, and it never"),
        ("return 'stop'", "is not there yet"),
        ("return epoch == 6", "the same whatever comes in"),
    ],
    "12-decaying-adam": [
        ("return super().update(old_params, gradient)", "without any decay"),
        (
            "return super().update(old_params - self.strength * old_params, gradient)",
            "the learning rate is missing",
        ),
        (
            "return super().update((1 - self.learning_rate) * old_params, gradient)",
            "the strength is missing",
        ),
        (
            "shrink = self.learning_rate * self.strength\n"
            "return super().update(old_params + shrink * old_params, gradient)",
            "the decay is subtracted",
        ),
        (
            "return super().update(old_params, gradient + self.strength * old_params)",
            "Adam divides it by its size",
        ),
        (
            "new = super().update(old_params, gradient)\n"
            "return new - self.learning_rate * self.strength * new",
            "Shrink old_params",
        ),
        (
            "shrink = self.learning_rate * self.strength\n"
            "return super().update(old_params - shrink, gradient)",
            "by the same amount",
        ),
        (
            "shrink = self.learning_rate * self.strength\n"
            "return super().update(shrink * old_params, gradient)",
            "only the decay is left",
        ),
        (
            "shrink = self.learning_rate * self.strength\n"
            "return super().update(old_params, gradient - shrink * gradient)",
            "Shrink the parameters",
        ),
        ("return old_params * (1 - self.learning_rate * self.strength)", "Adam has not stepped"),
        (
            "old_params *= 1 - self.learning_rate * self.strength\n"
            "return super().update(old_params, gradient)",
            "it changes the array",
        ),
        ("return self.update(old_params, gradient)", "update calls itself"),
        (
            "shrink = self.learning_rate * strength\n"
            "return super().update(old_params - shrink * old_params, gradient)",
            r"self\.strength",
        ),
        (
            "self.weight_decay = self.strength\nreturn super().update(old_params, gradient)",
            "leaves the decay to nnlib",
        ),
        (
            "super().update(old_params * (1 - self.learning_rate * self.strength), gradient)",
            "Is the return missing",
        ),
        (
            "return super().update(old_params * (1 - eta * self.strength), gradient)",
            "is self.learn",
        ),
        (
            "return super().update(old_params * (1 - self.learning_rate * lam), gradient)",
            "is self.s",
        ),
        ("return super().update(self, old_params, gradient)", "knows self already"),
        ("return 0", "expected all parameters"),
        ("return old_params[:1]", "returns shape"),
        ("return np.zeros(len(old_params))", "the same whatever comes in|is wrong"),
        ("return 'smaller'", "is not there yet"),
    ],
    "12-dropout": [
        ("self.mask = 1.0\n" + KEPT + MASK + GO, "outside of training it drops"),
        ("self.mask = 1.0\n" + GO, "comes out as it is"),
        (
            KEPT + MASK + "return x * self.mask if self.training else x",
            "There it is 1, for the way",
        ),
        ("if self.training:\n    " + KEPT + "    " + MASK + GO, "set self.mask in both"),
        (
            "if self.training:\n    " + KEPT + "    mask = is_kept / (1 - self.rate)\n"
            "return x * mask",
            "set self.mask in both",
        ),
        (
            AT_REST + "is_kept = self.rng.random(x.shape) < self.rate\n" + MASK + GO,
            "is the comparison turned round",
        ),
        (AT_REST + KEPT + "self.mask = is_kept * 1.0\n" + GO, "the sums become smaller"),
        (AT_REST + KEPT + "self.mask = is_kept * (1 - self.rate)\n" + GO, "Divide by it"),
        (AT_REST + KEPT + "self.mask = is_kept / self.rate\n" + GO, "the share that is kept"),
        (
            AT_REST + "is_kept = self.rng.random(x.shape[1]) >= self.rate\n" + MASK + GO,
            "loses the same columns",
        ),
        (
            AT_REST + "is_kept = self.rng.random((len(x), 1)) >= self.rate\n" + MASK + GO,
            "dropped as a whole",
        ),
        (
            AT_REST + "rng = np.random.default_rng(0)\n"
            "is_kept = rng.random(x.shape) >= self.rate\n" + MASK + GO,
            "the same numbers are dropped in each batch",
        ),
        (
            AT_REST + "is_kept = np.random.default_rng().random(x.shape) >= self.rate\n"
            "self.mask = is_kept / (1 - self.rate)\n" + GO,
            r"draw with self\.rng",
        ),
        (
            "if not self.training:\n    return x\n" + KEPT + MASK + GO,
            "still that of the last batch",
        ),
        (
            "if not self.training:\n    self.mask = 1.0\n    return x * (1 - self.rate)\n"
            + KEPT
            + MASK
            + GO,
            "outside of training it changes x",
        ),
        (AT_REST + KEPT + "mask = is_kept / (1 - self.rate)\nreturn x * mask", "self.mask is not"),
        (
            AT_REST + KEPT + "self.mask = is_kept\nreturn x * self.mask / (1 - self.rate)",
            "put the division into it",
        ),
        (
            "if not training:\n    return x\n" + KEPT + MASK + GO,
            r"self\.training",
        ),
        (
            AT_REST + "is_kept = self.rng.random(x.shape) >= rate\n" + MASK + GO,
            r"self\.rate",
        ),
        (
            AT_REST + KEPT + "x *= is_kept / (1 - self.rate)\n"
            "self.mask = is_kept / (1 - self.rate)\nreturn x",
            "it changes the array",
        ),
        (AT_REST + KEPT + "self.mask = is_kept / (1 - self.rate)", "Is the return missing"),
        ("return np.zeros(x.shape)", "outside of training it drops"),
        ("return 'dropped'", "is not there yet"),
    ],
    "12-backward": [
        ("return output_gradient", "everything comes back"),
        ("return output_gradient * (self.mask > 0)", "also divided by 1 - rate"),
        ("return self.mask", "the mask alone"),
        ("return output_gradient * self.mask / (1 - self.rate)", "has the division already"),
        (
            "return output_gradient * self.mask * (1 - self.rate)",
            "also divided",
        ),
        (
            "is_kept = self.rng.random(output_gradient.shape) >= self.rate\n"
            "return output_gradient * is_kept / (1 - self.rate)",
            "it draws a new mask",
        ),
        ("return self.forward(output_gradient)", "it draws a new mask"),
        ("return output_gradient / np.maximum(self.mask, 1e-9)", "is wrong|has nan|times"),
        ("return output_gradient * mask", r"self\.mask"),
        ("output_gradient * self.mask", "Is the return missing"),
        ("return 'the same mask'", "is not there yet"),
        ("return np.ones(output_gradient.shape)", "the same whatever comes in"),
    ],
}
