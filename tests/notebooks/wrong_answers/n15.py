"""Wrong answers to the exercises of 15, and words that the refusal must have in it."""

WRONG_ANSWERS = {
    "15-decay": [
        ("as_many_epochs = d / (1 - d)", "the first epoch has the full rate"),
        ("as_many_epochs = 1 / d", "not 1 / d"),
        ("as_many_epochs = np.inf", "the sum is finite"),
        ("as_many_epochs = 0.1 / (1 - d)", "η drops out"),
        ("as_many_epochs = ...", "not there yet"),
    ],
    "15-shifted": [
        ("    return np.roll(images, (down, right), axis=(1, 2))", "comes in at the other"),
        (
            "    new = np.zeros_like(images)\n"
            "    new[:, : 28 - down, : 28 - right] = images[:, down:, right:]\n"
            "    return new",
            "up and to the left",
        ),
        (
            "    new = np.zeros_like(images)\n"
            "    new[:, right:, down:] = images[:, : 28 - right, : 28 - down]\n"
            "    return new",
            "are exchanged",
        ),
        (
            "    images[:, down:, right:] = images[:, : 28 - down, : 28 - right].copy()\n"
            "    images[:, :down] = images[:, :, :right] = 0\n"
            "    return images",
            "changes its input",
        ),
        (
            "    new = np.zeros_like(images)\n"
            "    new[:, down:, right:] = images[:, :-down, :-right]\n"
            "    return new",
            "stopped with ValueError",
        ),
        ("    np.zeros_like(images)", "is a return missing"),
    ],
    "15-bins": [
        (
            "    pairs = zip(edges[:-1], edges[1:])\n"
            "    return np.array([((sure >= a) & (sure < b)).sum() for a, b in pairs])",
            "exactly 1 are in no bin",
        ),
        (
            "    pairs = zip(edges[:-1], edges[1:])\n"
            "    return np.array([((sure >= a) & (sure <= b)).sum() for a, b in pairs])",
            "counted twice",
        ),
        (
            "    pairs = zip(edges[:-1], edges[1:])\n"
            "    return np.array([((sure > a) & (sure <= b)).sum() for a, b in pairs])",
            "exactly 0 are in no bin",
        ),
        (
            "    pairs = zip(edges[:-1], edges[1:])\n"
            "    counts = np.array([((sure > a) & (sure <= b)).sum() for a, b in pairs])\n"
            "    counts[0] += (sure == edges[0]).sum()\n"
            "    return counts",
            "in the bin above it",
        ),
        ("    return np.histogram(sure, len(edges) - 1)[0]", "need not be equally far apart"),
        ("    np.histogram(sure, edges)", "is a return missing"),
    ],
}
