"""Answers to the exercises of 05: right ones, and wrong ones with words of the refusal."""


def descent(step, at="path[-1]", back="return np.array(path)"):
    """A walk that begins at the start, with this step in its loop."""
    return f"path = [start]\nfor _ in range(steps):\n    g = d_f({at})\n    {step}\n{back}"


def rolling(velocity, step="path.append(path[-1] + v)", back="return np.array(path)"):
    """A walk with momentum, with these two lines in its loop."""
    head = (
        "path, v = [start], np.zeros_like(start)\nfor _ in range(steps):\n    g = d_f(path[-1])\n"
    )
    return f"{head}    {velocity}\n    {step}\n{back}"


DOWN = "path.append(path[-1] - learning_rate * g)"
V = "v = momentum * v - learning_rate * g"

RIGHT = {
    "05-d-ravine": [
        "return CURVATURES * params",
        "return np.array([1.0, 100.0]) * params",
        "return np.stack([params[..., 0], 100 * params[..., 1]], axis=-1)",
    ],
    "05-descend": [
        descent(DOWN),
        "points = np.zeros((steps + 1, len(start)))\n"
        "points[0] = start\n"
        "for t in range(steps):\n"
        "    points[t + 1] = points[t] - learning_rate * d_f(points[t])\n"
        "return points",
    ],
    "05-momentum-walk": [
        rolling(V),
        rolling("v = momentum * v + learning_rate * g", "path.append(path[-1] - v)"),
    ],
}

WRONG = {
    "05-d-ravine": [
        ("return params", "the curvatures are missing|int"),
        ("return 0.5 * CURVATURES * params", "The derivative of a square"),
        ("return 2 * CURVATURES * params", "The 1/2 in front cancels"),
        ("return CURVATURES * params**2", "the squares are still there"),
        ("return np.sum(CURVATURES * params, axis=-1)", "do not sum|expected an array"),
        ("return -CURVATURES * params", "points uphill"),
        ("return np.array([params[0], 100 * params[1]])", "for several points"),
        ("return numerical_gradient(ravine, params)", "it calls numerical_gradient|stops with"),
        ("return np.array([10.0, 100.0])", "the same whatever comes in"),
    ],
    "05-descend": [
        (descent("path.append(path[-1] + learning_rate * g)"), "walks uphill"),
        (descent(DOWN, at="start"), "always that of the start"),
        (descent("path.append(path[-1] - g)"), "the learning rate is missing"),
        (descent(DOWN, back="return path[-1]"), "the whole path"),
        (descent(DOWN, back="return path"), "returns a list"),
        (descent(DOWN, back="return np.array(path[1:])"), "the start is missing"),
        (descent(DOWN).replace("range(steps)", "range(steps + 1)"), "one step too many"),
        (descent(DOWN).replace("range(steps)", "range(steps - 1)"), "the last step is missing"),
        (
            "x, path = start.copy(), [start]\n"
            "for _ in range(steps):\n"
            "    x -= learning_rate * d_f(x)\n"
            "    path.append(x)\n"
            "return np.array(path)",
            "is wrong",
        ),
        ("return np.zeros((steps + 1, len(start)))", "the same whatever comes in"),
        ("start -= learning_rate * d_f(start)\nreturn start", "changes the array"),
    ],
    "05-momentum-walk": [
        (rolling("v = -learning_rate * g"), "the velocity is forgotten"),
        (rolling("path.append(path[-1] + v)", V), "the velocity from before"),
        (rolling("v = momentum * v - (1 - momentum) * learning_rate * g"), "1 - μ as well"),
        (rolling("v = momentum * (v - learning_rate * g)"), "the old velocity alone"),
        (rolling("v = momentum * v + learning_rate * g"), "walks uphill|subtracts the velocity"),
        (rolling(V, "path.append(path[-1] - v)"), "subtracts the velocity|walks uphill"),
        (rolling(V, back="return path[-1]"), "the whole path"),
        (rolling(V, back="return np.array(path)[1:]"), "the start is missing"),
        ("return np.zeros((steps + 1, len(start)))", "the same whatever comes in"),
        ("return descend(d_f, start, learning_rate, steps)", "the velocity is forgotten"),
    ],
}
