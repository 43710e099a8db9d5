"""Wrong answers to the exercises of 05, and words that the refusal must have in it."""


def body(*lines):
    """The lines as the body of a method."""
    return "\n".join("        " + line for line in lines)


VELOCITY = "self.velocity = self.momentum * self.velocity - self.learning_rate * gradient"
SQUARES = "self.mean_square = self.rho * self.mean_square + (1 - self.rho) * gradient**2"
RMSPROP_STEP = "return old_params - self.learning_rate * gradient / "
MEANS = (
    "self.steps += 1",
    "self.mean = self.mean + (1 - 0.9) * (gradient - self.mean)",
    "self.mean_square = self.mean_square + (1 - 0.999) * (gradient**2 - self.mean_square)",
)
ADAM_STEP = "return old_params - self.learning_rate * m / (np.sqrt(s) + self.epsilon)"
RIGHT_BOUND = "bound = 2 / curvatures.max()\n"

WRONG_ANSWERS = {
    "05-bound": [
        ("bound = 2 / curvatures.min()\nleft = 0.5", "in the steepest one the walk diverges"),
        ("bound = 2 / curvatures\nleft = 0.5", "these are three bounds"),
        ("bound = 1 / curvatures.max()\nleft = 0.5", "diverges from twice that"),
        (RIGHT_BOUND + "left = 1 - 0.05 * 0.5", "the factor of one step"),
        (RIGHT_BOUND + "left = (1 - 0.05 * 20) ** 100", "is the fastest"),
        (RIGHT_BOUND + "left = (1 - 0.1 * 0.5) ** 100", "half of the bound"),
    ],
    "05-sgd": [
        (
            body("velocity = -self.learning_rate * gradient", "return old_params + velocity"),
            "forgotten between two calls",
        ),
        (body(VELOCITY.replace("- self", "+ self"), "return old_params + self.velocity"), "sign"),
        (body(VELOCITY, "old_params += self.velocity", "return old_params"), "changes old_params"),
        (
            body("new_params = old_params + self.velocity", VELOCITY, "return new_params"),
            "velocity from before",
        ),
        (
            body(VELOCITY + " * (1 - self.momentum)", "return old_params + self.velocity"),
            "multiplied by 1 - μ",
        ),
        (body(VELOCITY, "return self.velocity"), "update gives the velocity alone"),
        (body(VELOCITY), "update gave None: is a return missing"),
    ],
    "05-rmsprop": [
        (
            body(
                "self.mean_square = self.mean_square + gradient**2",
                RMSPROP_STEP + "np.sqrt(self.mean_square + self.epsilon)",
            ),
            "added up, not averaged",
        ),
        (
            body(
                "self.mean_square = (1 - self.rho) * self.mean_square + self.rho * gradient**2",
                RMSPROP_STEP + "np.sqrt(self.mean_square + self.epsilon)",
            ),
            "ρ belongs to the old mean",
        ),
        (
            body(
                SQUARES.replace("(1 - self.rho) * ", ""),
                RMSPROP_STEP + "np.sqrt(self.mean_square + self.epsilon)",
            ),
            "the factor 1 - ρ is missing",
        ),
        (
            body(
                SQUARES.replace("self.mean_square =", "s ="),
                RMSPROP_STEP + "np.sqrt(s + self.epsilon)",
            ),
            "forgotten between steps",
        ),
        (
            body(SQUARES, RMSPROP_STEP + "(self.mean_square + self.epsilon)"),
            "the root is missing",
        ),
        (
            body(SQUARES, RMSPROP_STEP + "(np.sqrt(self.mean_square) + self.epsilon)"),
            "under the root",
        ),
        (
            body(
                SQUARES,
                "return old_params + " + RMSPROP_STEP[20:] + "np.sqrt(self.mean_square + 0.01)",
            ),
            "sign",
        ),
    ],
    "05-adam": [
        (body("return super().update(old_params, gradient)"), "no correction yet"),
        (
            body(
                *MEANS[1:],
                "m = self.mean / (1 - 0.9**self.steps)",
                "s = self.mean_square / (1 - 0.999**self.steps)",
                ADAM_STEP,
            ),
            "divides by 0",
        ),
        (
            body(*MEANS, "m, s = self.mean / (1 - 0.9**self.steps), self.mean_square", ADAM_STEP),
            "the mean square is not",
        ),
        (
            body(*MEANS, "m, s = self.mean, self.mean_square / (1 - 0.999**self.steps)", ADAM_STEP),
            "the mean is not",
        ),
        (
            body(
                *MEANS,
                "self.mean = m = self.mean / (1 - 0.9**self.steps)",
                "self.mean_square = s = self.mean_square / (1 - 0.999**self.steps)",
                ADAM_STEP,
            ),
            "is wrong in .* places",
        ),
    ],
}
