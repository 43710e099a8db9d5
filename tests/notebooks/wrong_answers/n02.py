"""Wrong answers to the exercises of 02, and words that the refusal must have in it."""

WRONG_ANSWERS = {
    "02-broadcast": [
        ("    return fit_slope(x, y)", "make y a column"),
        ("    return fit_slope(x, y.reshape(1, -1))", "make y a column"),
        ("    return 2.0", "for the points above only"),
        ("    return fit_slope(x.T, y.reshape(-1, 1))", "make y a column"),
        ("    fit_slope(x, y.reshape(-1, 1))", "is a return missing"),
    ],
    "02-forecasters": [
        ("", "not there yet"),
        (
            "mean_losses = np.array([np.log(bold).mean(), np.log(cautious).mean()])",
            "the wrong sign everywhere",
        ),
        (
            "mean_losses = np.array([-np.log(bold).sum(), -np.log(cautious).sum()])",
            "exactly 10 times too large",
        ),
        (
            "mean_losses = np.array([-np.log(bold.mean()), -np.log(cautious.mean())])",
            "the logarithm comes first, then the mean",
        ),
        (
            "mean_losses = np.array([-np.log(cautious).mean(), -np.log(bold).mean()])",
            "the bold one comes first",
        ),
        (
            "mean_losses = np.array([np.mean(bold > 0.5), np.mean(cautious > 0.5)])",
            "these are accuracies",
        ),
        ("mean_losses = -np.log(np.hstack([bold, cautious]))", r"shape \(10, 2\), expected \(2,\)"),
    ],
    "02-d-bce": [
        (
            "    slope = -y_true / y_pred + (1 - y_true) / (1 - y_pred)\n"
            "    return np.expand_dims(slope, axis=1)",
            "divide by m",
        ),
        (
            "    m = y_pred.shape[1]\n"
            "    return -(y_true / y_pred - (1 - y_true) / (1 - y_pred)) / m",
            r"shape \(2, 3\), expected \(2, 1, 3\)",
        ),
        (
            "    m = y_pred.shape[1]\n    return np.expand_dims(-y_true / y_pred / m, axis=1)",
            "where y is 0, the loss has a slope too",
        ),
        (
            "    m = y_pred.shape[1]\n"
            "    slope = -y_true / y_pred - (1 - y_true) / (1 - y_pred)\n"
            "    return np.expand_dims(slope / m, axis=1)",
            "the inner derivative of 1 − ŷ",
        ),
        (
            "    m = y_pred.shape[1]\n"
            "    slope = y_true / y_pred - (1 - y_true) / (1 - y_pred)\n"
            "    return np.expand_dims(slope / m, axis=1)",
            "the wrong sign everywhere",
        ),
        (
            "    n = len(y_pred)\n"
            "    slope = -y_true / y_pred + (1 - y_true) / (1 - y_pred)\n"
            "    return np.expand_dims(slope / n, axis=1)",
            "exactly 1.5 times too large",
        ),
    ],
    "02-dz": [
        ("dz = np.array([-0.1, -0.6, 0.7])", "the wrong sign everywhere"),
        ("dz = np.array([0, 0, -1 / 0.3])", "before it meets the Jacobian"),
        ("", "not there yet"),
        ("dz = np.array([0.1, 0.6, 0.3])", "subtract the truth"),
        ("dz = np.array([0.1, -0.4, 0.3])", "we count from 0"),
        ("dz = np.array([0, 0, -0.7])", "the diagonal of the Jacobian only"),
        ("dz = np.array([0.1, 0.6, -0.7]) / 3", "is 1, not 1/m"),
        ("dz = np.array([[0.1, 0.6, -0.7]])", r"shape \(1, 3\), expected \(3,\)"),
    ],
}
