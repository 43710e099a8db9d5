"""What the checks of lesson 15 know: the cases, and the slips that learners make here."""

from collections.abc import Callable
from typing import Any

import numpy as np

from nnlib.course import runs_mnist
from nnlib.course.exercises import Case, Exercise, Mistake
from nnlib.types import Array

# --- predictions: the right choice, and why another one is tempting -------------------------------

saved = (
    "hardly any",
    {
        "10 to 20": "So it is at one and the same rate of 0.1. But the constant rate has a better "
        "one, a smaller one, and small steps are calm without any decay.",
        "more than 20": "The decay ends the jitter. What the network has not understood stays "
        "wrong.",
    },
)
distorted = (
    "about half",
    {
        "about 10": "The network knows nearly every training digit by heart. Digits that it cannot "
        "know by heart are what it lacks.",
        "nearly all": "Many of the digits that are left are hard to read, or unlike all others.",
    },
)
momentum = (
    "below 0.00001 after step 1, above 0.01 after step 20",
    {
        "above 0.01 from step 1 on": "In the first step the velocity is still 0: with momentum or "
        "without, it is the same step.",
        "below 0.00001 in all 20 steps": "So it would be with the same momentum. Keras's default "
        "is none.",
    },
)

# --- soft targets --------------------------------------------------------------------------------


def one_hots(rng: np.random.Generator) -> list[Case]:
    """One-hot targets with some classes, and a softness."""

    def case(softness: float) -> tuple[Any, ...]:
        n, m = (int(size) for size in rng.choice([3, 4, 5, 6, 7], size=2, replace=False))
        return np.eye(m)[rng.integers(0, m, n)], softness

    return [
        ("for one-hot targets", case(float(rng.choice([0.06, 0.3])))),
        ("for other numbers of samples and classes", case(float(rng.choice([0.12, 0.4])))),
        ("for a softness of 0", case(0.0)),
    ]


soften = Exercise(
    "soften",
    runs_mnist.soften,
    one_hots,
    {
        "the targets are still one-hot.": lambda y, s: y,
        "what is taken from the right class is not shared out: the rows no longer sum to 1.": (
            lambda y, s: (1 - s) * y
        ),
        "nothing is taken from the right class: the rows sum to more than 1.": (
            lambda y, s: y + s / y.shape[1]
        ),
        "every class gets all of the softness. It is shared by m classes.": (
            lambda y, s: (1 - s) * y + s
        ),
        "it is shared by the number of samples. Share it by the number of classes.": (
            lambda y, s: (1 - s) * y + s / len(y)
        ),
        "it is shared by 10 classes. Take their number from y.": (
            lambda y, s: (1 - s) * y + s / 10
        ),
        "it is shared by the other classes only. The right one gets its share, too.": (
            lambda y, s: (1 - s) * y + s * (1 - y) / (y.shape[1] - 1)
        ),
        "the right class gets the softness, and the others the rest: they are exchanged.": (
            lambda y, s: s * y + (1 - s) / y.shape[1]
        ),
        "the share is taken away. Add it.": lambda y, s: (1 - s) * y - s / y.shape[1],
        "the softness is taken from every class. Take it from the right one only.": (
            lambda y, s: y - s + s / y.shape[1]
        ),
        "the right class gets no share. It gets one like all others.": (
            lambda y, s: (1 - s) * y + s * (1 - y) / y.shape[1]
        ),
        "it has the numbers of the example in it. Compute them from softness and y.": (
            lambda y, s: 0.8 * y + 0.04
        ),
        "the softness is that of the example. Take the one that comes in.": (
            lambda y, s: 0.8 * y + 0.2 / y.shape[1]
        ),
    },
    stops={
        "object cannot be interpreted as an integer": "y.shape[1] is the number of classes.",
        "'m' is not defined": "The number of classes is y.shape[1].",
        "'s' is not defined": "In the code it is called softness.",
        "unsupported operand type(s) for /: 'float' and 'tuple'": "y.shape is a pair. The number "
        "of classes is y.shape[1].",
    },
    rules={"The rows do not sum to 1": lambda got: bool(np.allclose(got.sum(axis=1), 1))},
    may_loop=False,
)

# --- decay of the learning rate ------------------------------------------------------------------


def rates_after_epochs(kind: Any, start: float, epochs: int, end: float) -> Array | None:
    """The learning rate after each epoch of a training with the hook."""
    network = runs_mnist.new_network(1, start, seed=0)
    params = network.params.copy()
    decay = kind(epochs, end)
    rates = []
    for epoch in range(1, epochs + 1):
        if decay.on_epoch_end(network, epoch, 0.5) is True:
            raise Mistake("it returns True, which ends the training after the first epoch.")
        rates.append(network.optimizer.learning_rate)
    if np.ndim(rates) != 1 or isinstance(rates[0], str):
        raise Mistake("the learning rate is no longer one number.")
    if not np.array_equal(params, network.params):
        raise Mistake("it changes the parameters. Change the learning rate of the optimizer.")
    if hasattr(network, "learning_rate"):
        raise Mistake(
            "it sets network.learning_rate, which nobody reads. The rate is the optimizer's: "
            "network.optimizer.learning_rate."
        )
    return np.array(rates)


def trainings(rng: np.random.Generator) -> list[Case]:
    """Learning rates, numbers of epochs, and what is left in the end."""
    start = float(rng.choice([0.07, 0.3]))
    return [
        ("over 4 epochs", (start, 4, 0.05)),
        ("over other numbers of epochs", (2 * start, int(rng.integers(6, 12)), 0.3)),
    ]


def decaying(new_rate: Callable[[Any, float, int], float]) -> type:
    """A hook whose new learning rate is a function of itself, the rate and the epoch."""

    def on_epoch_end(self: Any, network: Any, epoch: int, loss: float) -> None:
        rate = network.optimizer.learning_rate
        network.optimizer.learning_rate = new_rate(self, rate, epoch)

    return type("Decaying", (runs_mnist.Decay,), {"on_epoch_end": on_epoch_end})


def falling(self: Any, rate: float, epoch: int) -> float:
    """The rate on a straight line from its start to its end."""
    start = rate / (1 - (1 - self.end) * (epoch - 1) / self.epochs)
    return float(start * (1 - (1 - self.end) * epoch / self.epochs))


Decay = Exercise(
    "Decay",
    runs_mnist.Decay,
    trainings,
    {
        "the learning rate stays as it is.": decaying(lambda self, rate, epoch: rate),
        "each epoch takes the whole way to the end. Which factor, applied once for each epoch, "
        "takes it together?": decaying(lambda self, rate, epoch: rate * self.end),
        "the end is divided by the number of epochs. Factors multiply: a root is needed.": (
            decaying(lambda self, rate, epoch: rate * self.end / self.epochs)
        ),
        "the end is raised to the power of epochs. Which number has this power, and is not it?": (
            decaying(lambda self, rate, epoch: rate * self.end**self.epochs)
        ),
        "it falls faster and faster: the rate that it multiplies has fallen already. Use the same "
        "factor in each epoch.": (
            decaying(lambda self, rate, epoch: rate * self.end ** (epoch / self.epochs))
        ),
        "the rate is replaced by the factor. Multiply it.": (
            decaying(lambda self, rate, epoch: self.end ** (1 / self.epochs))
        ),
        "the rate starts from 1, and not from the one that the optimizer has. Multiply it.": (
            decaying(lambda self, rate, epoch: self.end ** (epoch / self.epochs))
        ),
        "the rate grows. Is it divided by the factor?": (
            decaying(lambda self, rate, epoch: rate / self.end ** (1 / self.epochs))
        ),
        "it falls by the same amount in each epoch. It should fall by the same factor.": (
            decaying(falling)
        ),
        "the root is that of the epoch. All epochs share the way: self.epochs.": (
            decaying(lambda self, rate, epoch: rate * self.end ** (1 / epoch))
        ),
        "it is one epoch too slow: d has the power epochs, not one more.": (
            decaying(lambda self, rate, epoch: rate * self.end ** (1 / (self.epochs + 1)))
        ),
        "the factor is always 0.1, as in the example. It depends on self.end and self.epochs.": (
            decaying(lambda self, rate, epoch: rate * 0.1)
        ),
        "the root is that for 2 epochs, as in the example. There are self.epochs.": (
            decaying(lambda self, rate, epoch: rate * self.end**0.5)
        ),
        "what goes is divided by the number of epochs, as if it were taken from the first rate "
        "each time. Factors multiply: a root is needed.": (
            decaying(lambda self, rate, epoch: rate * (1 - (1 - self.end) / self.epochs))
        ),
        "the root is that of the part that goes. Take that of the part that is left.": (
            decaying(lambda self, rate, epoch: rate * (1 - self.end) ** (1 / self.epochs))
        ),
        "the factor is subtracted. Multiply the rate by it.": (
            decaying(lambda self, rate, epoch: rate - self.end ** (1 / self.epochs))
        ),
    },
    use=rates_after_epochs,
    stops={
        "'epochs' is not defined": "It belongs to the object: self.epochs.",
        "'end' is not defined": "It belongs to the object: self.end.",
        "'optimizer' is not defined": "It belongs to the network: network.optimizer.",
        "'learning_rate' is not defined": "It belongs to the optimizer of the network.",
        "has no attribute 'learning_rate'": "The rate is the optimizer's: "
        "network.optimizer.learning_rate.",
        "has no attribute 'optimizer'": "The hook receives the network: network.optimizer.",
    },
)

# --- the choice ----------------------------------------------------------------------------------


def choose_recipe(errors: Array) -> int:
    """Return the row whose error after the last epoch is lowest in the mean over the seeds.

    Args:
        errors: Validation errors of recipes, ``(recipes, seeds, epochs)``.

    >>> choose_recipe(np.array([[[5.0, 3.0], [5.0, 4.0]], [[4.0, 2.0], [4.0, 3.0]]]))
    1
    """
    return int(np.argmin(errors[:, :, -1].mean(axis=1)))


def validation_errors(rng: np.random.Generator) -> list[Case]:
    """Errors of recipes, seeds and epochs, five times: each slip chooses another five rows."""

    def errors(seeds: int, epochs: int, chance: int) -> Array:
        steps, middle = np.linspace(4, 0, epochs), epochs // 2
        ends = [3.0, 3.2, 3.6, 4.0, 3.8, 6.0, 3.4, 2.5, 7.0]
        best, _, lucky, early, wild, first, fast, unlucky, _ = rows = np.array(
            [end + np.tile(steps, (seeds, 1)) for end in ends]
        )
        best += np.eye(seeds)[:, [chance]] - 1 / seeds
        lucky[chance] = 2.2
        unlucky[chance - 1, -1] = 10
        early[:, middle] = 1.5
        wild[rng.integers(seeds), middle] = 0.5
        first[:, 0] = 3.2
        fast[:, :-1] = 4.5
        rows += rng.uniform(0, 0.05, rows.shape)
        return rows[rng.permutation(len(rows))]

    # In one the first seed is the lucky one, in one the last: a slip may look at no other.
    return [
        ("for 9 recipes", ([errors(5, 8, chance) for chance in range(5)],)),
        ("for more seeds", ([errors(7, 6, chance - 1) for chance in range(5)],)),
    ]


OTHER_ERRORS = [np.random.default_rng(seed).random((9, 8, 7)) for seed in range(5)]
"""Errors that a constant answer returns the same row for."""


def row_of(answer: Any, errors: Array) -> Any:
    """Return the number of a row, or say what was returned instead."""
    given = errors.copy()
    row = answer(given)
    if not np.array_equal(given, errors):
        raise Mistake("it changes the array that it is given. Make a copy, or a new array.")
    if row is None or row is Ellipsis:
        raise Mistake("it returns nothing. Is the return missing?")
    if isinstance(row, list | tuple):
        raise Mistake("it returns several things, expected one number: that of the row.")
    if isinstance(row, np.ndarray) and row.ndim > 0:
        raise Mistake(
            f"it returns an array of shape {row.shape}, expected the number of one row. Is there "
            "still a seed or an epoch in it?"
        )
    if not isinstance(row, int | float | np.number | np.ndarray):
        raise Mistake(f"it returns a {type(row).__name__}, expected the number of one row.")
    return row


def use_choose(answer: Any, several: list[Array]) -> Any:
    """Return the row that is chosen from each: of one row a slip could be right by luck."""
    rows = np.array([row_of(answer, errors) for errors in several])
    if all(answer(other) == rows[0] for other in OTHER_ERRORS):
        raise Mistake("it returns the same whatever comes in. Compute it from the errors.")
    return rows


choose = Exercise(
    "choose",
    choose_recipe,
    validation_errors,
    {
        "it looks at all epochs, and takes the lowest error of any. The network that you keep is "
        "that of the last epoch.": lambda e: int(np.argmin(e.mean(axis=1).min(axis=1))),
        "it takes the recipe of the luckiest seed. Take the mean over the seeds.": (
            lambda e: int(np.argmin(e[:, :, -1].min(axis=1)))
        ),
        "it takes the lowest number of all, of any seed and any epoch. Of each recipe, what does "
        "the last epoch leave, in the mean over seeds?": (
            lambda e: int(np.argmin(e.min(axis=(1, 2))))
        ),
        "it takes the recipe whose worst seed is best. Take the mean over the seeds.": (
            lambda e: int(np.argmin(e[:, :, -1].max(axis=1)))
        ),
        "it takes the median, and does not see a seed that fails. Take the mean.": (
            lambda e: int(np.argmin(np.median(e[:, :, -1], axis=1)))
        ),
        "it takes the mean over all epochs, so it chooses who is fast at the start. Look at the "
        "last epoch.": lambda e: int(np.argmin(e.mean(axis=(1, 2)))),
        "it looks at the first epoch. Where is the last one?": (
            lambda e: int(np.argmin(e[:, :, 0].mean(axis=1)))
        ),
        "it takes the worst recipe: these are errors, not accuracies.": (
            lambda e: int(np.argmax(e[:, :, -1].mean(axis=1)))
        ),
        "it counts the rows from 1. The first is row 0.": lambda e: choose_recipe(e) + 1,
        "it returns the error. Return the number of its row.": (
            lambda e: e[:, :, -1].mean(axis=1).min()
        ),
        "it is a place in the array laid flat. First make one number of each recipe.": (
            lambda e: int(np.argmin(e))
        ),
        "it is a place in an array that still has the seeds in it. Take their mean first.": (
            lambda e: int(np.argmin(e[:, :, -1]))
        ),
        "it looks at the first seed only.": lambda e: int(np.argmin(e[:, 0, -1])),
        "it takes the last seed, and not the last epoch.": (
            lambda e: int(np.argmin(e[:, -1].mean(axis=1)))
        ),
        "it chooses a seed. The recipes are along the first axis.": (
            lambda e: int(np.argmin(e[:, :, -1].mean(axis=0)))
        ),
        "it chooses an epoch. The recipes are along the first axis.": (
            lambda e: int(np.argmin(e.mean(axis=(0, 1))))
        ),
    },
    use=use_choose,
    describe=lambda *_: "takes another row than that of the lowest mean after the last epoch.",
)

# --- digits that are shifted ---------------------------------------------------------------------


def shift_digits(images: Array, down: int, right: int) -> Array:
    """Move images by whole pixels; what leaves is lost, and paper comes in.

    Args:
        images: ``(n, height, width)``.
        down: How many pixels down, from 0 to height - 1.
        right: How many pixels to the right, from 0 to width - 1.

    >>> shift_digits(np.array([[[1, 2], [3, 4]]]), 1, 0)
    array([[[0, 0],
            [1, 2]]])
    """
    new = np.zeros_like(images)
    _, height, width = images.shape
    new[:, down:, right:] = images[:, : height - down, : width - right]
    return new


def images(rng: np.random.Generator) -> list[Case]:
    """Images as in the lesson, others that are not square, and shifts of each kind."""
    n = int(rng.integers(2, 4))

    def case(height: int, width: int, down: int, right: int) -> tuple[Any, ...]:
        return rng.integers(1, 256, (n, height, width)), down, right

    return [
        ("for images of 28 by 28 pixels", case(28, 28, 3, 7)),
        ("for a shift by 0", case(28, 28, 0, 0)),
        ("for a shift in one direction", case(28, 28, 0, 5)),
        ("for images of another size", case(20, 24, 4, 2)),
    ]


def rolled(images: Array, down: int, right: int) -> Array:
    """What leaves at one side comes in at the other."""
    return np.roll(images, (down, right), axis=(1, 2))


def moved_up(images: Array, down: int, right: int) -> Array:
    """Shifted the other way."""
    return shift_digits(images[:, ::-1, ::-1], down, right)[:, ::-1, ::-1]


def smeared(images: Array, down: int, right: int) -> Array:
    """The place that becomes free keeps its old pixels."""
    new = images.copy()
    _, height, width = images.shape
    new[:, down:, right:] = images[:, : height - down, : width - right]
    return new


def overwritten(images: Array, down: int, right: int) -> Array:
    """First moved down; then, from where they were, to the right."""
    new, width = shift_digits(images, down, 0), images.shape[2]
    new[:, :, right:] = images[:, :, : width - right]
    return new


shifted = Exercise(
    "shifted",
    shift_digits,
    images,
    {
        "what leaves at one side comes in at the other.": rolled,
        "the digits move up and to the left.": moved_up,
        "down and right are exchanged.": lambda i, down, right: shift_digits(i, right, down),
        "where the digit was, its old pixels are left. Begin with zeros.": smeared,
        "the digits stay where they are.": lambda i, down, right: i,
        "they move down, but not to the right.": (lambda i, down, right: shift_digits(i, down, 0)),
        "they move to the right, but not down.": (lambda i, down, right: shift_digits(i, 0, right)),
        "there is nothing but paper left.": lambda i, down, right: np.zeros_like(i),
        "the second step writes over the first. Move down and to the right in one.": overwritten,
    },
    stops={
        "into shape (0,": "The first axis counts the images. It stays whole: a colon alone.",
        "could not broadcast": "Both sides must be of one size: how many rows and columns stay in "
        "the image? Height and width are in images.shape. (Where down is 0, :-down takes no row.)",
    },
    may_loop=False,
)
