"""Answers to the exercises of 11: right ones, and wrong ones with words of the refusal."""

BACKWARD = (
    "gradient = {}\nfor layer in reversed(self.layers):\n    gradient = layer.backward(gradient)\n"
)
"""A way back that begins with this."""

EPOCH = """total, samples = 0.0, 0
for x, y in batches:
    y_pred = self.forward(x)
    {}
    samples += len(x)
    self.params[:] = self.optimizer.update(self.params, self.backward(y_pred, y))
return {}"""
"""An epoch that counts in one way or another."""

FIT = """losses = []
for _ in range(epochs):
    {}
    batches = [(x[rows], y[rows]) for rows in pieces]
    losses.append(self.fit_epoch(batches))
return losses"""
"""A training that cuts its batches in one way or another."""

PIECES = "pieces = [order[i : i + batch_size] for i in range(0, len(x), batch_size)]"

RIGHT = {
    "11-forward": [
        "for layer in self.layers:\n    x = layer.forward(x)\nreturn x",
        "values = x\nfor i in range(len(self.layers)):\n"
        "    values = self.layers[i].forward(values)\nreturn values",
        "from functools import reduce\n"
        "return reduce(lambda a, layer: layer.forward(a), self.layers, x)",
    ],
    "11-backward": [
        BACKWARD.format("self.d_loss(y_pred, y)[:, 0, :] / len(y)") + "return self.gradient",
        "n = y.shape[0]\nd = self.d_loss(y_pred, y).squeeze(axis=1) / n\n"
        "for layer in self.layers[::-1]:\n    d = layer.backward(d)\nreturn self.gradient",
        BACKWARD.format("self.d_loss(y_pred, y)[:, 0] / len(y_pred)")
        + "return self.gradient.copy()",
    ],
    "11-fit-epoch": [
        EPOCH.format("total += self.loss(y_pred, y).sum()", "total / samples"),
        EPOCH.format("total += self.loss(y_pred, y).mean() * len(x)", "total / samples"),
        "losses = []\nfor x, y in batches:\n    y_pred = self.forward(x)\n"
        "    losses.extend(self.loss(y_pred, y)[:, 0])\n    self.backward(y_pred, y)\n"
        "    self.params = self.optimizer.update(self.params, self.gradient)\n"
        "return float(np.mean(losses))",
        "total, samples = 0.0, 0\nfor x, y in batches:\n    y_pred = self.forward(x)\n"
        "    total += self.loss(y_pred, y).sum()\n    samples += len(y)\n"
        "    self.optimizer.step(self.params, self.backward(y_pred, y))\n"
        "return total / samples",
    ],
    "11-fit": [
        FIT.format(f"order = self.rng.permutation(len(x))\n    {PIECES}"),
        "losses = []\nfor epoch in range(epochs):\n    order = self.rng.permutation(len(x))\n"
        "    a, b = x[order], y[order]\n    batches, i = [], 0\n    while i < len(x):\n"
        "        batches.append((a[i : i + batch_size], b[i : i + batch_size]))\n"
        "        i += batch_size\n    losses += [self.fit_epoch(batches)]\nreturn losses",
        "losses = []\nfor epoch in range(epochs):\n    order = self.rng.permutation(len(x))\n"
        "    x, y = x[order], y[order]\n    starts = range(0, len(x), batch_size)\n"
        "    batches = [(x[i : i + batch_size], y[i : i + batch_size]) for i in starts]\n"
        "    losses.append(self.fit_epoch(batches))\nreturn losses",
        "losses = []\nfor epoch in range(epochs):\n    order = np.arange(len(x))\n"
        "    self.rng.shuffle(order)\n"
        "    cuts = np.split(order, range(batch_size, len(x), batch_size))\n"
        "    losses.append(self.fit_epoch((x[rows], y[rows]) for rows in cuts))\nreturn losses",
    ],
    "11-predict": [
        "y_pred = self.forward(x)\nif not labels:\n    return y_pred\n"
        "if y_pred.shape[1] == 1:\n    return (y_pred[:, 0] >= 0.5).astype(int)\n"
        "return y_pred.argmax(axis=1)",
        "out = self.forward(x)\nif labels and out.shape[1] == 1:\n"
        "    out = np.where(out.ravel() >= 0.5, 1, 0)\n"
        "elif labels:\n    out = np.argmax(out, axis=1)\nreturn out",
    ],
    "11-score": [
        "if accuracy:\n    return np.mean(self.predict(x, labels=True) == y)\n"
        "return self.loss(self.predict(x), y).mean()",
        "if accuracy:\n    return sum(self.predict(x, True) == y) / len(y)\n"
        "return float(np.sum(self.loss(self.forward(x), y)) / len(x))",
    ],
}

WRONG = {
    "11-forward": [
        (
            "for layer in self.layers:\n    x = forward(layer, x)\nreturn x",
            "A layer has its own",
        ),
        ("for layer in self.layers:\n    x += layer.forward(x)\nreturn x", "not \\+="),
        ("for layer in self:\n    x = layer.forward(x)\nreturn x", "are in self.layers"),
        ("for layer in self.layers:\n    y = layer.forward(x)\nreturn y", "what the layer before"),
        ("for layer in self.layers:\n    x = layer.forward(x)\n    return x", "inside the loop"),
        ("for layer in self.layers:\n    x = layer.forward(x)", "Is the return missing"),
        ("for layer in layers:\n    x = layer.forward(x)\nreturn x", "self.layers"),
        ("for layer in self.layers:\n    x = layer(x)\nreturn x", "layer.forward"),
        ("for layer in reversed(self.layers):\n    x = layer.forward(x)\nreturn x", "in order"),
        ("for layer in self.layers[:-1]:\n    x = layer.forward(x)\nreturn x", "left out"),
        ("for layer in self.layers:\n    layer.forward(x)\nreturn x", "what the layer before"),
        ("return nnlib.Network.forward(self, x)", "the finished forward"),
        ("for layer in probe.layers:\n    x = layer.forward(x)\nreturn x", "does not use self"),
        ("return x", "does not use self"),
        ("return np.zeros((len(x), 1))", "does not use self"),
        ("return 'outputs'", "does not use self"),
    ],
    "11-backward": [
        (
            BACKWARD.format("d_binary_crossentropy(y_pred, y)[:, 0] / len(y)")
            + "return self.gradient",
            "for every network",
        ),
        (
            BACKWARD.format("self.loss(y_pred, y) / len(y)") + "return self.gradient",
            r"What enters is self\.d_loss",
        ),
        (
            BACKWARD.format("self.d_loss(y_pred, y)[:, :, 0] / len(y)") + "return self.gradient",
            "without its middle axis",
        ),
        (
            BACKWARD.format("self.d_loss(y_pred, y).mean(axis=0)") + "return self.gradient",
            "keeps its row",
        ),
        (
            BACKWARD.format("self.d_loss(y_pred, y)[:, 0] / len(y)").replace(
                "gradient = layer", "layer"
            )
            + "return self.gradient",
            "the one after it has returned",
        ),
        (
            "gradient, found = self.d_loss(y_pred, y)[:, 0] / len(y), []\n"
            "for layer in reversed(self.layers):\n    gradient = layer.backward(gradient)\n"
            "    found.append(gradient.ravel())\nreturn np.concatenate(found)",
            "what the layers return",
        ),
        (BACKWARD.format("self.d_loss(y_pred, y)[:, 0, :]") + "return self.gradient", "nowhere"),
        (BACKWARD.format("self.d_loss(y_pred, y)[:, 0, :] / len(y)") + "return gradient", "dX"),
        (BACKWARD.format("self.d_loss(y_pred, y)[:, 0, :] / len(y)"), "Is the return missing"),
        (
            BACKWARD.format("self.d_loss(y_pred, y) / len(y)") + "return self.gradient",
            "lose their middle axis",
        ),
        (
            BACKWARD.format("self.d_loss(y_pred, y).squeeze() / len(y)") + "return self.gradient",
            "not for one sample.*no other",
        ),
        (
            BACKWARD.format("self.d_loss(y_pred, y)[:, 0, :] / len(y)").replace(
                "reversed(self.layers)", "self.layers"
            )
            + "return self.gradient",
            "The last layer comes first",
        ),
        (
            BACKWARD.format("self.d_loss(y_pred, y)[:, 0, :]").replace(
                "(gradient)\n", "(gradient / len(y))\n"
            )
            + "return self.gradient",
            "in each layer",
        ),
        (
            BACKWARD.format("(y_pred - y) / len(y)") + "return self.gradient",
            "begin with self.d_loss",
        ),
        (
            BACKWARD.format("(y_pred - y) / len(y)").replace("layers)", "layers[:-1])")
            + "return self.gradient",
            "leaves the output layer out",
        ),
        (
            BACKWARD.format("self.d_loss(y, y_pred)[:, 0, :] / len(y)") + "return self.gradient",
            "y_pred first",
        ),
        (
            BACKWARD.format("self.loss(y_pred, y)[:, 0, :] / len(y)") + "return self.gradient",
            "self.d_loss",
        ),
        (
            BACKWARD.format("self.d_loss(y_pred, y)[:, 0, :] / y.size") + "return self.gradient",
            "divided by m",
        ),
        (
            BACKWARD.format("self.d_loss(y_pred, y)[:, 0, :] / len(x)") + "return self.gradient",
            "times too",
        ),
        ("return self.gradient", "Call the backward of every layer"),
        (
            BACKWARD.format("self.d_loss(y_pred, y)[:, 0, :] / len(y)")
            + "    return self.gradient",
            "return inside the loop",
        ),
        (
            BACKWARD.format("self.d_loss(y_pred, y)[:, 0, :] / len(y)") + "return self.params",
            "returns the parameters",
        ),
        (
            BACKWARD.format("self.d_loss(y_pred, y)[:, 0, :] / len(y)") + "return layer.gradient",
            "gradient of one layer",
        ),
        (
            BACKWARD.format("self.d_loss(y_pred, y)[:, 0, :] / len(self.layers)")
            + "return self.gradient",
            "number of layers",
        ),
        (
            BACKWARD.format("self.d_loss(self.forward(y_pred), y)[:, 0, :] / len(y)")
            + "return self.gradient",
            "through forward already",
        ),
        (
            BACKWARD.format("self.d_loss(y_pred, y)[:, 0, :] / len(y)").replace(
                "reversed(self.layers)", "self.layers.reverse()"
            )
            + "return self.gradient",
            "is a tuple",
        ),
        (
            BACKWARD.format("self.d_loss(y_pred, y)[:, 0, :] / len(y)") + "return self.gradient(x)",
            r"no \(\) after it",
        ),
        (
            BACKWARD.format("self.d_loss(y_pred, y)[:, 0, :] / len(y)").replace(
                "layer.backward(", "layer("
            )
            + "return self.gradient",
            "method for the way back",
        ),
        (
            BACKWARD.format("self.d_loss(y_pred, y)[:, 0, :] / len(y)")
            + "    self.gradient += gradient\nreturn self.gradient",
            "Add nothing to it",
        ),
        ("return self.d_loss(y_pred, y)[:, 0, :] / len(y)", "Give it to the layers"),
        ("return nnlib.Network.backward(self, y_pred, y)", "the finished backward"),
        (
            BACKWARD.format("self.d_loss(y_pred, y)[:, 0, :]") + "return self.gradient / len(y)",
            "Divide by n before the layers",
        ),
        ("return np.zeros(len(self.params))", "nothing is in self.gradient"),
        ("return 'gradient'", "does not use self"),
    ],
    "11-fit-epoch": [
        (EPOCH.format("total += self.loss(y, y_pred).sum()", "total / samples"), "y_pred first"),
        (
            EPOCH.format("total += self.loss(y_pred, y).sum()", "total / samples").replace(
                "backward(y_pred, y)", "backward(y_pred, y) / len(x)"
            ),
            "divided by n once more",
        ),
        (
            "total, samples, gradient = 0.0, 0, 0\nfor x, y in batches:\n"
            "    y_pred = self.forward(x)\n    total += self.loss(y_pred, y).sum()\n"
            "    samples += len(x)\n    gradient = gradient + self.backward(y_pred, y)\n"
            "self.params[:] = self.optimizer.update(self.params, gradient)\n"
            "return total / samples",
            "adds the gradients up",
        ),
        (
            "batches = list(batches)\ntotal, samples = 0.0, 0\nfor x, y in batches:\n"
            "    gradient = self.backward(self.forward(x), y)\n"
            "    self.params[:] = self.optimizer.update(self.params, gradient)\n"
            "for x, y in batches:\n    total += self.loss(self.forward(x), y).sum()\n"
            "    samples += len(x)\nreturn total / samples",
            "after the last step",
        ),
        (
            EPOCH.format("total += self.loss(y_pred, y).sum()", "total / samples").replace(
                "[:] =", "[:] -="
            ),
            "not -=",
        ),
        (
            EPOCH.format("total += self.loss(y_pred, y).sum()", "total / samples").replace(
                "[:] =", "[:] +="
            ),
            "not \\+=",
        ),
        (
            EPOCH.format("total += self.loss(y_pred, y).sum()", "total / samples").replace(
                "self.params, self.backward(y_pred, y)", "self.backward(y_pred, y), self.params"
            ),
            "old parameters first",
        ),
        (
            EPOCH.format("total += self.loss(y_pred, y).sum()", "total / samples").replace(
                "backward(y_pred, y)", "backward(y, y_pred)"
            ),
            "y_pred first",
        ),
        (
            EPOCH.format("total += self.loss(y_pred, y).sum()", "total / samples").replace(
                "backward(y_pred, y)", "backward(x, y)"
            ),
            "which forward has returned",
        ),
        (
            EPOCH.format("total += binary_crossentropy(y_pred, y).sum()", "total / samples"),
            "for every network",
        ),
        (
            EPOCH.format("total += self.loss(y_pred, y).sum()", "total / samples").replace(
                "= self.optimizer.update(self.params, self.backward(y_pred, y))",
                "-= 0.1 * self.backward(y_pred, y)",
            ),
            "a step of its own",
        ),
        (
            EPOCH.format("total += self.loss(y_pred, y).sum()", "total / samples").replace(
                "= self.optimizer.update(self.params, self.backward(y_pred, y))",
                "-= self.optimizer.learning_rate * self.backward(y_pred, y)",
            ),
            "a plain step of its own",
        ),
        (EPOCH.format("total += sum(self.loss(y_pred, y))", "total / samples"), "One number"),
        (
            "losses = []\nfor x, y in batches:\n    y_pred = self.forward(x)\n"
            "    losses.append(self.loss(y_pred, y))\n"
            "    self.params[:] = self.optimizer.update(self.params, self.backward(y_pred, y))\n"
            "return losses",
            "One number",
        ),
        (
            "x, y = batches\ny_pred = self.forward(x)\nloss = self.loss(y_pred, y).mean()\n"
            "self.params[:] = self.optimizer.update(self.params, self.backward(y_pred, y))\n"
            "return loss",
            "a pair: for x, y in batches",
        ),
        (
            EPOCH.format("total += self.loss(y_pred, y).mean()", "total / len(batches)"),
            "mean of the batches' means",
        ),
        (EPOCH.format("total += self.loss(y_pred, y).mean()", "total / samples"), "Add up sums"),
        (EPOCH.format("total += self.loss(y_pred, y).mean()", "total"), "are added up"),
        (EPOCH.format("total += self.loss(y_pred, y).sum()", "total"), "Divide by their number"),
        (
            EPOCH.format("total += self.loss(y_pred, y).sum()", "total / len(batches)"),
            "Count the samples",
        ),
        (EPOCH.format("total = self.loss(y_pred, y).mean()", "total"), "last batch alone"),
        (EPOCH.format("total = self.loss(y_pred, y).sum()", "total / samples"), r"total \+="),
        (
            EPOCH.format("total += self.loss(y_pred, y).sum()", "total / samples").replace(
                "len(x)", "y.size"
            ),
            "numbers in y",
        ),
        (
            EPOCH.format("total += self.loss(y_pred, y).sum()", "total / samples").replace(
                "len(x)", "x.size"
            ),
            "numbers in x",
        ),
        (EPOCH.format("total += self.loss(y_pred, y).sum()", "total / len(x)"), "the last batch"),
        (EPOCH.format("total += self.loss(y_pred, y)", "total / samples"), "Add up their sum"),
        (
            EPOCH.format("total += self.loss(y_pred, y).sum()", "total / samples").replace(
                "return", "    return"
            ),
            "after the first batch",
        ),
        (
            EPOCH.format("total += self.loss(y_pred, y).sum()", "total / samples").replace(
                "self.params[:] =", "params ="
            ),
            "do not move",
        ),
        (
            "total, samples = 0.0, 0\nfor x, y in batches:\n    y_pred = self.forward(x)\n"
            "    total += self.loss(y_pred, y).sum()\n    samples += len(x)\n"
            "    self.params[:] = self.optimizer.update(self.params, self.gradient)\n"
            "    self.backward(y_pred, y)\nreturn total / samples",
            "before backward",
        ),
        (
            "total, samples = 0.0, 0\nfor x, y in batches:\n"
            "    gradient = self.backward(self.forward(x), y)\n"
            "    self.params[:] = self.optimizer.update(self.params, gradient)\n"
            "    total += self.loss(self.forward(x), y).sum()\n    samples += len(x)\n"
            "return total / samples",
            "after its own step",
        ),
        (
            "samples = sum(len(x) for x, y in batches)\ntotal = 0.0\nfor x, y in batches:\n"
            "    y_pred = self.forward(x)\n    total += self.loss(y_pred, y).sum()\n"
            "    self.params[:] = self.optimizer.update(self.params, self.backward(y_pred, y))\n"
            "return total / samples",
            "in one loop",
        ),
        (
            EPOCH.format("total += self.loss(y_pred, y).sum()", "total / samples").replace(
                "self.forward", "forward"
            ),
            "self.forward",
        ),
        ("return nnlib.Network.fit_epoch(self, batches)", "Write your own"),
        ("return lesson.Network.fit_epoch(self, batches)", "the finished fit_epoch"),
        ("return 0.5", "does not use self"),
        ("return 'loss'", "does not use self"),
    ],
    "11-fit": [
        (
            "losses, batches = [], []\nfor _ in range(epochs):\n"
            f"    order = self.rng.permutation(len(x))\n    {PIECES}\n"
            "    batches += [(x[rows], y[rows]) for rows in pieces]\n"
            "    losses.append(self.fit_epoch(batches))\nreturn losses",
            "of the epoch before",
        ),
        (FIT.format(f"order = self.rng.permutation(x)\n    {PIECES}"), "draws row numbers"),
        (
            FIT.format(f"order = self.rng.permutation(len(x))\n    {PIECES}").replace(
                "return losses", "return np.array(losses)"
            ),
            "returns an array.*in a list",
        ),
        (
            FIT.format(f"order = self.rng.permutation(len(x))\n    {PIECES}").replace(
                "return losses", "return tuple(losses)"
            ),
            "returns a tuple.*in a list",
        ),
        (
            FIT.format(f"order = self.rng.permutation(len(x))\n    {PIECES}").replace(
                "self.fit_epoch(", "fit_epoch("
            ),
            "are methods",
        ),
        (
            "losses = []\nfor _ in range(epochs):\n    order = self.rng.permutation(len(x))\n"
            "    x[:], y[:] = x[order], y[order]\n    starts = range(0, len(x), batch_size)\n"
            "    batches = [(x[i : i + batch_size], y[i : i + batch_size]) for i in starts]\n"
            "    losses.append(self.fit_epoch(batches))\nreturn losses",
            "changes x and y themselves",
        ),
        (
            "losses = []\nfor _ in range(epochs):\n    a = self.rng.permutation(x)\n"
            "    b = self.rng.permutation(y)\n    starts = range(0, len(x), batch_size)\n"
            "    batches = [(a[i : i + batch_size], b[i : i + batch_size]) for i in starts]\n"
            "    losses.append(self.fit_epoch(batches))\nreturn losses",
            "lost their targets",
        ),
        (
            FIT.format(
                "order = self.rng.permutation(len(x))\n    "
                + PIECES.replace("len(x), b", "len(x) - batch_size + 1, b")
            ),
            "the last, smaller batch is lost",
        ),
        (
            FIT.format(
                "order = self.rng.permutation(len(x))\n    "
                + PIECES.replace("len(x), b", "len(x) + 1, b")
            ),
            "without a sample",
        ),
        (
            FIT.format(
                "order = self.rng.permutation(len(x))\n    "
                + PIECES.replace("i : i + batch_size", "i : batch_size")
            ),
            "Where does each begin",
        ),
        (
            "for _ in range(epochs):\n    losses = []\n    order = self.rng.permutation(len(x))\n"
            f"    {PIECES}\n"
            "    losses.append(self.fit_epoch([(x[rows], y[rows]) for rows in pieces]))\n"
            "return losses",
            "begin anew in each epoch",
        ),
        (
            "losses = []\nfor _ in range(epochs):\n    order = self.rng.permutation(len(x))\n"
            f"    {PIECES}\n    batches = []\n    for rows in pieces:\n"
            "        batches.append(x[rows], y[rows])\n"
            "    losses.append(self.fit_epoch(batches))\nreturn losses",
            "brackets of its own",
        ),
        (FIT.format(f"order = np.arange(len(x))\n    {PIECES}"), "old order"),
        (
            "order = self.rng.permutation(len(x))\n" + FIT.format(PIECES),
            "all epochs have the same order",
        ),
        (
            FIT.format(f"order = np.random.default_rng(0).permutation(len(x))\n    {PIECES}"),
            "all epochs have the same order",
        ),
        (
            FIT.format(f"order = np.random.permutation(len(x))\n    {PIECES}"),
            "the same seed gives another order",
        ),
        (
            "rng = np.random.default_rng(0)\n"
            + FIT.format(f"order = rng.permutation(len(x))\n    {PIECES}"),
            "another seed gives the same order",
        ),
        (
            FIT.format(
                "order = self.rng.integers(len(x), size=len(x))\n    " + PIECES,
            ),
            "come twice",
        ),
        (
            FIT.format(
                "starts = self.rng.permutation(range(0, len(x), batch_size))\n"
                "    pieces = [np.arange(len(x))[i : i + batch_size] for i in starts]"
            ),
            "whole batches are shuffled",
        ),
        (
            "for _ in range(epochs):\n    order = self.rng.permutation(len(x))\n"
            f"    {PIECES}\n"
            "    loss = self.fit_epoch([(x[rows], y[rows]) for rows in pieces])\nreturn loss",
            "in a list",
        ),
        (
            "for _ in range(epochs):\n    order = self.rng.permutation(len(x))\n"
            f"    {PIECES}\n    for rows in pieces:\n"
            "        loss = self.fit_epoch([(x[rows], y[rows])])\nreturn loss",
            "called for each batch",
        ),
        (
            "losses = []\nfor _ in range(epochs):\n    order = self.rng.permutation(len(x))\n"
            f"    {PIECES}\n    losses.append(self.fit_epoch(pieces))\nreturn losses",
            "needs pairs",
        ),
        (
            "losses = []\nfor _ in range(epochs):\n    order = self.rng.permutation(len(x))\n"
            "    losses.append(self.fit_epoch([(x[order], y[order])]))\nreturn losses",
            "larger than batch_size",
        ),
        (
            FIT.format(f"order = self.rng.permutation(len(x))\n    {PIECES}").replace(
                "return losses", ""
            ),
            "Is the return missing",
        ),
        (
            FIT.format(f"order = self.rng.permutation(len(x))\n    {PIECES}").replace(
                "return", "    return"
            ),
            "Is the return inside the loop",
        ),
        (
            "losses = []\nfor _ in range(epochs):\n    order = self.rng.permutation(len(x))\n"
            f"    {PIECES}\n    for rows in pieces:\n"
            "        losses.append(self.fit_epoch(x[rows], y[rows]))\nreturn losses",
            "called for each batch",
        ),
        ("return [0.5] * epochs", "does not use self"),
        ("return [self.fit_epoch([(x, y)])]", "too rarely"),
        ("return nnlib.Network.fit(self, x, y, batch_size, epochs)", "the finished fit"),
    ],
    "11-predict": [
        (
            "y_pred = self.forward(x)\nif not labels:\n    return y_pred\n"
            "if y_pred.shape[1] == 1:\n    return (y_pred.squeeze() >= 0.5).astype(int)\n"
            "return y_pred.argmax(axis=1)",
            "not for one sample.*also where n is 1",
        ),
        (
            "y_pred = self.forward(x)\nreturn y_pred.argmax() if labels else y_pred",
            "argmax over all rows at once",
        ),
        (
            "y_pred = self.forward(x)\nif not labels:\n    return y_pred\n"
            "if y_pred.shape[1] == 1:\n    return np.where(y_pred[:, 0] >= 0.5, 1.0, 0.0)\n"
            "return y_pred.argmax(axis=1)",
            "floats",
        ),
        (
            "y_pred = self.forward(x)\nreturn y_pred.argmax(axis=1) if labels else y_pred",
            "take the other rule",
        ),
        (
            "y_pred = self.forward(x)\nif not labels:\n    return y_pred\n"
            "if y_pred.shape[1] == 1:\n    return (y_pred[:, 0] >= 0.5).astype(int)\n"
            "return y_pred.argmax(axis=0)",
            "down the columns",
        ),
        (
            "y_pred = self.forward(x)\nif not labels:\n    return y_pred\n"
            "if y_pred.shape[1] == 1:\n    return (y_pred >= 0.5).astype(int)\n"
            "return y_pred.argmax(axis=1)",
            r"flat, \(n,\)",
        ),
        (
            "y_pred = self.forward(x)\nif not labels:\n    return y_pred\n"
            "if y_pred.shape[1] == 1:\n    return (y_pred[:, 0] > 0).astype(int)\n"
            "return y_pred.argmax(axis=1)",
            "between 0 and 1",
        ),
        (
            "y_pred = self.forward(x)\nif not labels:\n    return y_pred\n"
            "if y_pred.shape[1] == 1:\n    return (y_pred[:, 0] > 0.5).astype(int)\n"
            "return y_pred.argmax(axis=1)",
            "exactly 0.5",
        ),
        (
            "y_pred = self.forward(x)\nif not labels:\n    return y_pred\n"
            "if y_pred.shape[1] == 1:\n    return y_pred[:, 0] >= 0.5\n"
            "return y_pred.argmax(axis=1)",
            "True and False",
        ),
        (
            "y_pred = self.forward(x)\nreturn (y_pred >= 0.5).astype(int) if labels else y_pred",
            "the largest makes the label",
        ),
        (
            "y_pred = self.forward(x)\nif not labels:\n    return y_pred\n"
            "if y_pred.shape[1] == 1:\n    return (y_pred[0] >= 0.5).astype(int)\n"
            "return y_pred.argmax(axis=1)",
            "Take the first column",
        ),
        (
            "y_pred = self.forward(x)\nif not labels:\n    return y_pred\n"
            "if y_pred.shape[1] == 1:\n    return y_pred[:, 0].astype(int)\n"
            "return y_pred.argmax(axis=1)",
            "compare with ½",
        ),
        ("return self.forward(x)", "What does labels=True ask for"),
        ("return self.forward(x).argmax(axis=1)", "Without labels=True"),
        (
            "y_pred = self.forward(x)\nif labels:\n    return y_pred.max(axis=1)\nreturn y_pred",
            "largest output",
        ),
        (
            "y_pred = forward(x)\nreturn y_pred.argmax(axis=1) if labels else y_pred",
            "does not use self",
        ),
        ("return nnlib.Network.predict(self, x, labels)", "the finished predict"),
        ("return np.zeros(len(x), int)", "does not use self"),
        ("return 'label'", "does not use self"),
    ],
    "11-score": [
        (
            "if accuracy:\n    return np.mean(self.predict(x, labels=True) == y.reshape(-1, 1))\n"
            "return self.loss(self.predict(x), y).mean()",
            "a column with a row",
        ),
        (
            "if accuracy:\n    return np.mean(self.predict(x, labels=True) == y)\n"
            "return self.loss(y, self.predict(x)).mean()",
            "y_pred first",
        ),
        (
            "if accuracy:\n    return np.mean(self.predict(x, labels=True) == y)\n"
            "return binary_crossentropy(self.predict(x), y).mean()",
            "for every network",
        ),
        (
            "labels = self.predict(x, labels=True)\nif accuracy:\n    return np.mean(labels == y)\n"
            "return self.loss(labels, y).mean()",
            "and no labels",
        ),
        ("return np.mean(self.predict(x, labels=True) == y)", "the mean loss is asked for"),
        (
            "if accuracy:\n    return np.mean(self.predict(x, labels=True) == y.argmax(axis=1))\n"
            "return self.loss(self.predict(x), y).mean()",
            "has labels already",
        ),
        (
            "if accuracy:\n    return np.mean(self.predict(x, labels=True) == y)\n"
            "return self.loss(self.predict(x), y)",
            "for each sample",
        ),
        (
            "if accuracy:\n    return np.mean(self.predict(x, labels=True) == y)\n"
            "return self.loss(self.predict(x), y).sum()",
            "Take their mean",
        ),
        (
            "if accuracy:\n    return np.sum(self.predict(x, labels=True) == y)\n"
            "return self.loss(self.predict(x), y).mean()",
            "labels are counted",
        ),
        (
            "if accuracy:\n    return int(np.mean(self.predict(x, labels=True) == y))\n"
            "return self.loss(self.predict(x), y).mean()",
            "accuracy=True\\) is (not the right number|the same whatever)",
        ),
        (
            "if accuracy:\n    return round(np.mean(self.predict(x, labels=True) == y), 2)\n"
            "return self.loss(self.predict(x), y).mean()",
            "is not the right number",
        ),
        (
            "if accuracy:\n    return 0.9\nreturn self.loss(self.predict(x), y).mean()",
            "same whatever comes in",
        ),
        (
            "if accuracy:\n    return 100 * np.mean(self.predict(x, labels=True) == y)\n"
            "return self.loss(self.predict(x), y).mean()",
            "percentage",
        ),
        (
            "if accuracy:\n    return np.mean(self.predict(x, labels=True) != y)\n"
            "return self.loss(self.predict(x), y).mean()",
            "wrong labels",
        ),
        (
            "if accuracy:\n    return self.predict(x, labels=True) == y\n"
            "return self.loss(self.predict(x), y).mean()",
            "which share",
        ),
        (
            "if accuracy:\n    return np.mean(self.forward(x).argmax(axis=1) == y)\n"
            "return self.loss(self.predict(x), y).mean()",
            "not for one output.*knows both rules",
        ),
        ("return self.loss(self.predict(x), y).mean()", "no loss is asked for"),
        (
            "if accuracy:\n    return np.mean(self.predict(x) == y)\n"
            "return self.loss(self.predict(x), y).mean()",
            "Compare labels with labels",
        ),
        ("return nnlib.Network.score(self, x, y, accuracy)", "Write your own"),
        ("return 0.5", "does not use self"),
        ("return 'loss'", "does not use self"),
    ],
}
