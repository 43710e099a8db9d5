"""Answers to the exercises of 05: right ones, and wrong ones with words of the refusal."""


def descent(step, at="path[-1]", back="return np.array(path)"):
    """A walk that begins at the start, with this step in its loop."""
    return f"path = [start]\nfor _ in range(steps):\n    g = d_f({at})\n    {step}\n{back}"


def rolling(velocity, step="path.append(path[-1] + v)", back="return np.array(path)", at=""):
    """A walk with momentum, with these two lines in its loop."""
    head = "path, v = [start], np.zeros_like(start)\nfor _ in range(steps):\n"
    return f"{head}    g = d_f(path[-1]{at})\n    {velocity}\n    {step}\n{back}"


DOWN = "path.append(path[-1] - learning_rate * g)"
V = "v = momentum * v - learning_rate * g"
STEP = "path.append(path[-1] + v)"
AHEAD = " + momentum * v"
NNLIB = """from nnlib import SGD
sgd, path = SGD({settings}), [start]
for _ in range(steps):
    path.append(sgd.update(path[-1], d_f(path[-1])))
return np.array(path)"""

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
        "params, path = start, [start]\n"
        "while len(path) <= steps:\n"
        "    params = params - learning_rate * d_f(params)\n"
        "    path.append(params)\n"
        "return np.stack(path)",
    ],
    "05-momentum-walk": [
        rolling(V),
        rolling("v = momentum * v + learning_rate * g", "path.append(path[-1] - v)"),
        rolling("v *= momentum\n    v -= learning_rate * g"),
        rolling("v = momentum * v + g", "path.append(path[-1] - learning_rate * v)"),
        "velocity, params, path = 0, start, [start]\n"
        "for _ in range(steps):\n"
        "    velocity = momentum * velocity - learning_rate * d_f(params)\n"
        "    params = params + velocity\n"
        "    path += [params]\n"
        "return np.array(path)",
    ],
    "05-best-rate": [
        "return rates[np.nanargmin(losses)]",
        "return rates[np.argmin(np.where(np.isfinite(losses), losses, np.inf))]",
        "kept = np.isfinite(losses)\nreturn rates[kept][np.argmin(losses[kept])]",
        "best, lowest = rates[0], np.inf\n"
        "for rate, loss in zip(rates, losses):\n"
        "    if loss < lowest:\n"
        "        best, lowest = rate, loss\n"
        "return best",
    ],
    "05-nesterov-walk": [
        rolling(V, at=AHEAD),
        "velocity, params, path = np.zeros(len(start)), start, [start]\n"
        "for _ in range(steps):\n"
        "    ahead = params + momentum * velocity\n"
        "    velocity = momentum * velocity - learning_rate * d_f(ahead)\n"
        "    params = params + velocity\n"
        "    path.append(params)\n"
        "return np.array(path)",
    ],
}

WRONG = {
    "05-d-ravine": [
        ("return params.copy()", "the curvatures are missing"),
        ("return 0.5 * CURVATURES * params", "The derivative of a square"),
        ("return 2 * CURVATURES * params", "The 1/2 in front cancels"),
        ("return CURVATURES * params**2", "the squares are still there"),
        ("return 0.5 * CURVATURES * params**2", "Take the derivative of each"),
        ("return np.sum(CURVATURES * params, axis=-1)", "\\(2,\\): a slope for each parameter"),
        ("return np.sum(CURVATURES * params)", "Leave out the sum\\.$"),
        ("return ravine(params)", "Leave out the sum\\.$"),
        ("return 10.0", "expected an array of shape \\(2,\\)\\.$"),
        ("return -CURVATURES * params", "points uphill"),
        ("return 100.0 * params", "belongs to parameter 2 only"),
        ("return CURVATURES[::-1] * params", "are exchanged"),
        ("return CURVATURES + 0 * params", "the second derivative"),
        ("return np.array([params[0], 100 * params[1]])", "params\\[0\\] is the first point"),
        ("return numerical_gradient(ravine, params)", "it calls numerical_gradient"),
        ("return np.array([10.0, 100.0])", "the same whatever comes in"),
        ("return 'λθ'", "returns a str"),
        ("return lesson.d_ravine.finished(params)", "Write the formula yourself"),
        ("CURVATURES * params", "Is the return missing"),
    ],
    "05-descend": [
        (descent("path.append(path[-1] + learning_rate * g)"), "walks uphill"),
        (descent(DOWN, at="start"), "always that of the start"),
        (descent("path.append(start - learning_rate * g)"), "begins at start. Step from"),
        (descent("path.append(start - learning_rate * g)", at="start"), "Take both from the last"),
        (descent("path.append(path[-1] - g)"), "the learning rate is missing"),
        (descent(DOWN, back="return path[-1]"), "the whole path"),
        (descent(DOWN, back="return path"), "returns a list"),
        (descent(DOWN, back="np.array(path)"), "Is the return missing"),
        (descent(DOWN, back="return np.array(path[1:])"), "the start is missing"),
        (descent("path.append(-learning_rate * g)"), "not the points"),
        (descent(DOWN).replace("range(steps)", "range(steps + 1)"), "one step too many"),
        (descent(DOWN).replace("range(steps)", "range(steps - 1)"), "the last step is missing"),
        (descent(DOWN, back="return np.diff(np.array(path), axis=0)"), "these are the steps"),
        (
            "x, path = start.copy(), [start]\n"
            "for _ in range(steps):\n"
            "    x -= learning_rate * d_f(x)\n"
            "    path.append(x)\n"
            "return np.array(path)",
            "all points but the start are the last one",
        ),
        (
            "x = start.copy()\npath = [x]\n"
            "for _ in range(steps):\n"
            "    x -= learning_rate * d_f(x)\n"
            "    path.append(x)\n"
            "return np.array(path)",
            "all points are the last one",
        ),
        (
            "x, path = start, [start]\n"
            "for _ in range(steps):\n"
            "    path.append(x)\n"
            "    x = x - learning_rate * d_f(x)\n"
            "return np.array(path)",
            "stands twice",
        ),
        (descent(DOWN).replace("d_f(path[-1])", "d_ravine(path[-1])"), "any surface"),
        (descent(DOWN).replace("d_f(path[-1])", "d_f()"), "it needs a point"),
        (descent("path.append(path[-1] - learning_rate * d_f)"), "what it returns for a point"),
        (
            "points = np.zeros((steps + 1, 2))\n"
            "points[0] = start\n"
            "for t in range(steps):\n"
            "    points[t + 1] = points[t] - learning_rate * d_f(points[t])\n"
            "return points",
            "no fixed number of parameters",
        ),
        (
            "points = np.zeros((steps, len(start)))\n"
            "points[0] = start\n"
            "for t in range(steps):\n"
            "    points[t + 1] = points[t] - learning_rate * d_f(points[t])\n"
            "return points",
            "steps \\+ 1 points",
        ),
        ("return np.zeros((steps + 1, len(start)))", "the same whatever comes in"),
        ("return 'downhill'", "returns a str"),
        ("start -= learning_rate * d_f(start)\nreturn start", "changes the array"),
        (NNLIB.format(settings="learning_rate, momentum=0"), "it calls SGD.step. Write"),
        (descent(DOWN.replace("learning_rate", "0.01")), "Use learning_rate"),
        (descent(DOWN, back="    return np.array(path)"), "the return inside the loop"),
        (descent(DOWN).replace("range(steps)", "range(2)"), "Use steps"),
        (descent("path.append(learning_rate * g)"), "not the points.*against the gradient"),
        ("for _ in range(steps):\n    x = x - d_f(x)\nreturn x", "before it has a value"),
    ],
    "05-momentum-walk": [
        (rolling("v = -learning_rate * g"), "the velocity is forgotten"),
        (rolling(STEP, V), "the velocity from before"),
        (rolling("v = momentum * v - (1 - momentum) * learning_rate * g"), "1 - μ as well"),
        (rolling("v = momentum * (v - learning_rate * g)"), "the old velocity alone"),
        (rolling("v = v - learning_rate * g"), "the momentum is missing"),
        (rolling("v = momentum * v - g"), "the learning rate is missing"),
        (rolling(V, "path.append(path[-1] + learning_rate * v)"), "comes in twice"),
        (rolling("v = momentum * v + learning_rate * g"), "walks uphill"),
        (rolling(V, "path.append(path[-1] - v)"), "walks uphill"),
        (rolling("v = learning_rate * v - momentum * g"), "are exchanged"),
        (rolling(V).replace("d_f(path[-1])", "d_f(start)"), "always that of the start"),
        (rolling(V, at=AHEAD), "measured ahead of the point"),
        (rolling(V, "path.append(v)"), "not the points"),
        (rolling(V, "path.append(start + v)"), "added to the start each time"),
        (rolling(V, back="return path[-1]"), "the whole path"),
        (rolling(V, back="return np.array(path)[1:]"), "the start is missing"),
        (
            "x, v, path = start.copy(), 0, [start]\n"
            "for _ in range(steps):\n"
            "    v = momentum * v - learning_rate * d_f(x)\n"
            "    x += v\n"
            "    path.append(x)\n"
            "return np.array(path)",
            "all points but the start are the last one",
        ),
        ("return np.zeros((steps + 1, len(start)))", "the same whatever comes in"),
        ("return 'v'", "returns a str"),
        ("return descend(d_f, start, learning_rate, steps)", "the velocity is forgotten"),
        (NNLIB.format(settings="learning_rate, momentum"), "it calls SGD.step. Write"),
        (rolling(V, "path.append(path[-1] - learning_rate * g)"), "add it to the point"),
        (rolling("v += momentum * v - learning_rate * g"), "comes in twice"),
        (rolling(V).replace("np.zeros_like(start)", "start"), "begins as the start"),
        (rolling(V).replace("d_f(path[-1])", "d_f(v)"), "measured at the velocity"),
        (rolling(V, "path.append(path[-1] + v - learning_rate * g)"), "subtracted twice"),
        (rolling(V, "path.append(path[-1] + momentum * v)"), "all of the new one"),
        (rolling(V.replace("learning_rate", "0.01")), "Use learning_rate\\."),
        (rolling(V.replace("momentum", "0.9")), "Use momentum"),
        (rolling("v = 0.9 * v - 0.01 * g"), "Use learning_rate and momentum"),
        (rolling(V, back="    return np.array(path)"), "the return inside the loop"),
        (rolling(V).replace("path, v = [start], np.zeros_like(start)", "path = [start]"), "before"),
    ],
    "05-best-rate": [
        ("return rates[np.argmin(losses)]", "has won"),
        ("return rates[np.argmin(np.nan_to_num(losses))]", "has won"),
        ("return min(zip(losses, rates))[1]", "has won"),
        ("return rates[np.argmin(np.nan_to_num(losses, nan=1e6))]", "are huge.*has won"),
        ("return rates[list(losses).index(min(losses))]", "nan equals nothing"),
        ("return rates[losses == min(losses)][0]", "nan equals nothing"),
        ("return RATES[np.nanargmin(losses)]", "a rate of the lesson"),
        ("return np.array([0.1, 0.2, 0.3])[np.nanargmin(losses)]", "the argument rates"),
        ("return losses[np.argmin(rates)]", "where the rate is lowest"),
        ("return max(rates)", "the largest rate"),
        ("return np.nanmin(losses)", "the lowest loss"),
        ("return np.nanargmin(losses)", "the place of the rate"),
        ("return rates[np.nanargmax(losses)]", "the highest loss"),
        ("return rates[np.argmin(losses[np.isfinite(losses)])]", "leave out their rates too"),
        ("return rates[losses == np.nanmin(losses)]", "expected one number"),
        ("return min(rates)", "the lowest rate"),
        ("return 0.2", "the same whatever comes in"),
        ("return 'the best'", "expected one number"),
        ("return lesson.best_rate.finished(rates, losses)", "Write the formula yourself"),
    ],
    "05-nesterov-walk": [
        (rolling(V), "at the point itself"),
        (rolling(V, at=" + v"), "by the whole velocity"),
        (rolling(V, at=" - momentum * v"), "it looks back"),
        (rolling(V, "path.append(start + v)", at=AHEAD), "added to the start each time"),
        (rolling(V).replace("d_f(path[-1])", "d_f(momentum * v)"), "The point itself is missing"),
        (
            rolling(V, "path.append(a + v)", at=AHEAD).replace(
                "    g", "    a = path[-1]" + AHEAD + "\n    g"
            ),
            "goes on from the place ahead",
        ),
        (
            rolling(
                V, STEP + "\n    a.append(path[-1] + momentum * v)", "return np.array(a)", AHEAD
            ).replace("path, v =", "a = [start]\npath, v ="),
            "Return the points",
        ),
        (
            rolling("v = -learning_rate * g", at=AHEAD),
            "the new velocity forgets",
        ),
        (rolling("v = momentum * v + learning_rate * g", at=AHEAD), "walks uphill"),
        ("return momentum_walk(d_f, start, learning_rate, momentum, steps)", "the point itself"),
        ("return np.zeros((steps + 1, len(start)))", "the same whatever comes in"),
        ("return 'ahead'", "returns a str"),
        (
            NNLIB.format(settings="learning_rate, momentum, nesterov=True"),
            "it calls SGD.step. Write",
        ),
        (rolling(V + " + momentum * v"), "added to the velocity"),
        (rolling("v = momentum * v - learning_rate * (g + momentum * v)"), "to the gradient"),
        (
            rolling(V, at=" + momentum * (momentum * v - learning_rate * d_f(path[-1]))"),
            "with the new velocity",
        ),
        (rolling(V, at=" + v").replace("    g", "    v = momentum * v\n    g"), "by μ twice"),
        (rolling(V, "path.append(path[-1] + momentum * v)", at=AHEAD), "It is all of it"),
        (rolling("v = 0.9 * v - 0.01 * g", at=" + 0.9 * v"), "Use learning_rate and momentum"),
        (rolling(V, back="    return np.array(path)", at=AHEAD), "the return inside the loop"),
    ],
}
