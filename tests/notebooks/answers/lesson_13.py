"""Answers to the exercises of 13: right ones, and wrong ones with words of the refusal."""


def weights(w1, b1, w2, b2):
    """The body of an answer that returns these four."""
    return f"return np.array({w1}), np.array({b1}), np.array({w2}), np.array({b2})"


ONES = "[[1.0, 1.0], [1.0, 1.0]]"


def run(
    *,
    seed="seed=seed",
    sizes="[(2, width), (width, 1)]",
    layer='FCLayer(*sizes, "uniform")',
    activation="network.add(ActivationLayer(tanh, d_tanh))",
    optimizer="SGD(learning_rate=0.1, momentum=0)",
    fit="losses = network.fit(x, y, batch_size=1, epochs=epochs, progress=False)",
    result="return network, losses",
):
    """The body of an answer, with one thing in another way."""
    return (
        f"network = Network({seed})\n"
        f"for sizes in {sizes}:\n"
        f"    network.add({layer})\n"
        f"    {activation}\n"
        f"network.use(mse, d_mse, {optimizer})\n"
        f"{fit}\n"
        f"{result}"
    )


TRY = "rates = np.linspace(0, 1, 10_001)\nseen = solved / runs\n"
ALLOWED = "allowed = 1.96 * np.sqrt(rates * (1 - rates) / runs)\n"
FITS = "fits = rates[np.abs(seen - rates) <= allowed]\n"
ENDS = "return fits.min(), fits.max()"

RIGHT = {
    "13-xor-weights": [
        weights(ONES, "[[0.0, -1.0]]", "[[1.0], [-2.0]]", "[[0.0]]"),
        weights("[[1, -1], [-1, 1]]", "[[0, 0]]", "[[1], [1]]", "[[0]]"),
        weights(ONES, "[[-1.0, 0.0]]", "[[-2.0], [1.0]]", "[[0.0]]"),
        weights("[[2.0, 1.0], [2.0, 1.0]]", "[[0.0, -1.0]]", "[[0.5], [-2.0]]", "[[0.0]]"),
    ],
    "13-classic-run": [
        run(),
        run(
            seed="seed=seed",
            fit="losses = network.fit(x, y, 1, epochs, progress=False)",
            optimizer="SGD(0.1, 0)",
        ),
        "network = Network(seed=seed)\n"
        'network.add(FCLayer(2, width, "uniform"))\n'
        "network.add(ActivationLayer(tanh, d_tanh))\n"
        'network.add(FCLayer(width, 1, "uniform"))\n'
        "network.add(ActivationLayer(tanh, d_tanh))\n"
        "network.use(mse, d_mse, SGD(0.1, momentum=0.0))\n"
        "return network, network.fit(x, y, batch_size=1, epochs=epochs, progress=False)",
        run(result="return [network, np.array(losses)]"),
    ],
    "13-rates-that-fit": [
        TRY + ALLOWED + FITS + ENDS,
        TRY + ALLOWED + FITS + "return fits[0], fits[-1]",
        TRY + "far = (seen - rates) ** 2 > 1.96**2 * rates * (1 - rates) / runs\n"
        "return np.array([rates[~far].min(), rates[~far].max()])",
        "z = 1.96**2 / runs\n"
        "p = solved / runs\n"
        "middle = (p + z / 2) / (1 + z)\n"
        "half = np.sqrt(z * p * (1 - p) + z**2 / 4) / (1 + z)\n"
        "return middle - half, middle + half",
    ],
    "13-pairs": [
        "return np.sum(first & ~second), np.sum(second & ~first)",
        "return np.sum(first > second), np.sum(second > first)",
        "only_first = 0\nonly_second = 0\n"
        "for a, b in zip(first, second):\n"
        "    if a and not b:\n"
        "        only_first += 1\n"
        "    elif b and not a:\n"
        "        only_second += 1\n"
        "return only_first, only_second",
        "both = (first & second).sum()\nreturn [first.sum() - both, second.sum() - both]",
    ],
}

WRONG = {
    "13-xor-weights": [
        (weights(ONES, "[[0.0, -1.0]]", "[[1.0], [-1.0]]", "[[0.0]]"), "this is OR"),
        (weights(ONES, "[[0.0, -1.0]]", "[[0.0], [1.0]]", "[[0.0]]"), "this is AND"),
        (weights(ONES, "[[0.0, 0.0]]", "[[1.0], [0.0]]", "[[0.0]]"), "it counts the ones"),
        (weights(ONES, "[[0.0, -1.0]]", "[[-1.0], [2.0]]", "[[1.0]]"), "turned round"),
        (weights(ONES, "[[0.0, -1.0]]", "[[-1.0], [2.0]]", "[[0.0]]"), "the wrong sign"),
        (weights(ONES, "[[0.0, 0.0]]", "[[0.0], [0.0]]", "[[0.5]]"), "the same answer"),
        (weights(ONES, "[0.0, -1.0]", "[[1.0], [-2.0]]", "[[0.0]]"), "b1 has shape"),
        (weights(ONES, "[[0.0, -1.0]]", "[1.0, -2.0]", "[[0.0]]"), "W2 has shape"),
        (
            weights("[[1, -1], [-1, 1]]", "[[0, 0]]", "[[1], [-1]]", "[[0]]"),
            r"answers -1 at \(0, 1\), which is wrong",
        ),
        (
            weights(ONES, "[[0.0, -1.5]]", "[[1.0], [-3.0]]", "[[0.5]]"),
            r"answers 0.5 at \(0, 0\), .* and 1 at \(1, 1\)",
        ),
        ("return y", "four arrays"),
        ("return 'XOR'", "four arrays"),
        ("x @ np.ones((2, 2))", "Is the return missing"),
    ],
    "13-classic-run": [
        (run(optimizer="SGD(learning_rate=0.1)"), "SGD has a momentum"),
        (run(optimizer="SGD()"), "its own learning rate, and momentum"),
        (run(optimizer="SGD(momentum=0)"), "not that of the recipe"),
        (run(optimizer="SGD(1.0, momentum=0)"), "ten times too large"),
        (
            run(fit="losses = network.fit(x, y, batch_size=4, epochs=epochs, progress=False)"),
            "batch_size=1",
        ),
        (
            run(fit="losses = network.fit(x, y, epochs=epochs, progress=False)"),
            "a batch should hold one sample",
        ),
        (
            run(fit="losses = network.fit(x, y, batch_size=1, epochs=9, progress=False)"),
            "losses after .* the epochs that come in",
        ),
        (run(seed=""), "two runs of the same seed"),
        (
            run(activation="network.add(ActivationLayer(tanh, tanh))"),
            "Go through the recipe again",
        ),
        (run(optimizer="0.1"), r"such as SGD\(\)"),
        (
            run().replace("mse, d_mse, ", "mse, "),
            "network.use takes three things",
        ),
        (run(layer="FCLayer(*sizes)"), "own way"),
        (run(seed="seed=0"), "always 0"),
        (run(seed="seed"), "The seed goes in by its name"),
        (run(seed="seed=35"), "always the same"),
        (run(sizes="[(2, 3), (3, 1)]"), "but not for another seed, width and length: .*shapes"),
        (
            run(
                activation="network.add(ActivationLayer(np.tanh, d_tanh))", result="return network"
            ),
            "two things",
        ),
        (run(sizes="[(2, width)]"), "The last layer needs one output"),
        (
            run(activation="if width not in sizes[:1]: network.add(ActivationLayer(tanh, d_tanh))"),
            "Expected an FCLayer and an ActivationLayer, twice",
        ),
        (run(result="return losses, network"), "the network comes first"),
        (run(result="return network, losses[-1]"), "the list that fit returns"),
        (run(result="losses"), "Is the return missing"),
        ("return 'network', [0.25]", "is a str, not a Network"),
    ],
    "13-rates-that-fit": [
        (
            TRY + "allowed = 1.96 * np.sqrt(seen * (1 - seen) / runs)\n" + FITS + ENDS,
            "not of the rate seen|No rate fits",
        ),
        (
            TRY + "allowed = np.sqrt(rates * (1 - rates) / runs)\n" + FITS + ENDS,
            "nearly two of them",
        ),
        (TRY + "allowed = 1.96 * rates * (1 - rates) / runs\n" + FITS + ENDS, "square root"),
        (TRY + "allowed = 1.96 * np.sqrt(rates * (1 - rates))\n" + FITS + ENDS, "division by n"),
        (
            TRY + "allowed = 1.96 * np.sqrt(rates * (1 - rates)) / runs\n" + FITS + ENDS,
            "under the square root|No rate fits",
        ),
        (TRY.replace("10_001", "101") + ALLOWED + FITS + ENDS, "too far apart"),
        (TRY + ALLOWED + FITS + "return fits", "two numbers"),
        (
            TRY + ALLOWED + FITS.replace("np.abs(seen - rates)", "seen - rates") + ENDS,
            "needs its bars",
        ),
        (
            TRY + ALLOWED + FITS.replace("np.abs(seen - rates)", "rates - seen") + ENDS,
            "the size of the difference",
        ),
        (
            TRY + ALLOWED + "fits = np.abs(seen - rates) <= allowed\n" + ENDS,
            r"Put it into rates\[…\]",
        ),
        (
            TRY.replace("solved / runs", "solved")
            + "fits = [p for p in rates if abs(seen - p) < 0.1]\nreturn min(fits), max(fits)",
            "The rate seen is solved / runs",
        ),
        (
            TRY.replace("solved / runs", "solved") + ALLOWED + FITS + "return fits[0], fits[-1]",
            "The rate seen is solved / runs",
        ),
        (TRY + "return seen, seen", "this is the rate seen"),
        (
            TRY + ALLOWED.replace("/ runs", "/ max(solved, 1)") + FITS + ENDS,
            "number of all runs",
        ),
        (TRY + ALLOWED.replace("rates *", "seen *") + FITS + ENDS, "both factors"),
        (
            TRY + ALLOWED + "places = np.where(np.abs(seen - rates) <= allowed)[0]\n"
            "return places[0], places[-1]",
            "Are these places",
        ),
        (TRY + ALLOWED + FITS + "return fits.max(), fits.min()", "the lowest comes first"),
        (TRY + ALLOWED + "return rates.min(), rates.max()", "these are all rates"),
        (TRY.replace("solved / runs", "solved") + ALLOWED + FITS + ENDS, "solved / runs"),
        (
            "from nnlib.plots import wilson_interval\nreturn wilson_interval(solved, runs)",
            "it calls wilson_interval",
        ),
        ("return 'two in three'", "two numbers"),
        ("solved / runs", "Is the return missing"),
    ],
    "13-pairs": [
        ("return np.sum(second & ~first), np.sum(first & ~second)", "exchanged"),
        ("return first.sum(), second.sum()", "how often each of them succeeded"),
        ("return (~first).sum(), (~second).sum()", "how often each of them failed"),
        ("return (first & second).sum(), (~first & ~second).sum()", "both succeeded, and both"),
        ("return (first != second).sum(), (first != second).sum()", "in which the two differ"),
        ("return first & ~second, second & ~first", "Count them"),
        (
            "return first.sum() - second.sum(), second.sum() - first.sum()",
            "Count them apart",
        ),
        (
            "return np.sum(first & ~second), np.sum(first & ~second)",
            "exchange the names",
        ),
        ("return len(first & ~second), len(second & ~first)", "len does not look"),
        ("return np.sum(first != second), np.sum(first == second)", "differ, and agree"),
        ("return np.sum(first & ~second), np.sum(first & second)", "both succeeded"),
        ("return np.sum(first & -second), np.sum(second & -first)", "not is written ~"),
        ("return np.mean(first & ~second), np.mean(second & ~first)", "these are shares"),
        ("return np.sum(first | ~second), np.sum(second | ~first)", "is or"),
        ("return np.sum(first - second), np.sum(second - first)", "combined by"),
        ("return np.sum(first and not second), np.sum(second and not first)", "words are signs"),
        ("return np.sum(first & ~second)", "expected two counts"),
        ("return 2, 1", "not right yet"),
        ("return '2 : 1'", "expected two counts"),
        ("first & ~second", "Is the return missing"),
    ],
}
