"""What the checks of lesson 12 know: the cases, and the slips that learners make here."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

import nnlib
from nnlib.course.exercises import Case, Exercise, Mistake, returned
from nnlib.types import Array

# --- predictions: the right choice, and why another one is tempting -------------------------------

by_heart = (
    "it falls, turns, and ends above 0.69",
    {
        "it falls with the training loss": "The wrong labels of other points cannot be learned.",
        "it falls, then stays where it is": "Nothing holds it there: every step goes on to fit the "
        "training points alone.",
        "it falls, turns, and ends below 0.69": "It may well be worse than knowing nothing: it is "
        "wrong and certain.",
    },
)
rightness = (
    "within 5 points of that without help",
    {
        "more than 5 points higher": "So one would think. But the loss falls because the wrong "
        "answers become less certain, and not because they become right.",
        "more than 5 points lower": "The networks have given up wrong certainty, not knowledge.",
    },
)
coins = (
    "more than 60 %",
    {
        "less than 55 %": "That is the share on new samples. These 40 helped to choose.",
        "55 % to 60 %": "The best of ten networks gets that far. This is the best of 100.",
    },
)

# --- split ---------------------------------------------------------------------------------------

Pair = tuple[Array, Array]


def split_in_three(
    x: Array, y: Array, n_train: int, n_validation: int, rng: np.random.Generator
) -> tuple[Pair, Pair, Pair]:
    """Shuffle the samples, and cut them in three."""
    order = rng.permutation(len(x))
    x, y = x[order], y[order]
    end = n_train + n_validation
    return (
        (x[:n_train], y[:n_train]),
        (x[n_train:end], y[n_train:end]),
        (x[end:], y[end:]),
    )


SETS = ("training", "validation", "test")


def use_split(
    answer: Any, x: Array, y: Array, n_train: int, n_validation: int, seed: int
) -> dict[str, Any]:
    """The three sets by name."""
    result = returned(answer, x, y, n_train, n_validation, np.random.default_rng(seed))
    if not isinstance(result, tuple | list) or len(result) != 3:
        raise Mistake("it should return three pairs: training, validation, test.")
    if not all(isinstance(pair, tuple | list) and len(pair) == 2 for pair in result):
        raise Mistake("each of the three sets should be a pair, inputs and targets: (x, y).")
    names = [f"{letter} of the {name} set" for name in SETS for letter in "xy"]
    return dict(zip(names, [each for pair in result for each in pair], strict=True))


def collections(rng: np.random.Generator) -> list[Case]:
    """Samples, two sizes and a seed; twice, as no size may be fixed."""

    def case(n: int, n_train: int, n_validation: int, d: int) -> tuple[Any, ...]:
        y = np.sort(rng.normal(size=(n, 1)), axis=0)
        return rng.normal(size=(n, d)), y, n_train, n_validation, int(rng.integers(10**6))

    return [
        ("for 20 samples", case(20, 9, 5, 2)),
        ("for other sizes and more columns", case(17, 4, 7, 3)),
    ]


def unshuffled(x: Array, y: Array, a: int, b: int, rng: np.random.Generator) -> Any:
    """Three sets in the order in which the samples came."""
    end = a + b
    return (x[:a], y[:a]), (x[a:end], y[a:end]), (x[end:], y[end:])


def torn(x: Array, y: Array, a: int, b: int, rng: np.random.Generator) -> Any:
    """Inputs and targets shuffled apart."""
    return unshuffled(x[rng.permutation(len(x))], y[rng.permutation(len(y))], a, b, rng)


def overlapping(x: Array, y: Array, a: int, b: int, rng: np.random.Generator) -> Any:
    """A validation set that begins at the first sample."""
    order = rng.permutation(len(x))
    x, y = x[order], y[order]
    return (x[:a], y[:a]), (x[:b], y[:b]), (x[a + b :], y[a + b :])


def cut_by_size(x: Array, y: Array, a: int, b: int, rng: np.random.Generator) -> Any:
    """A size taken for the place where the second cut is."""
    order = rng.permutation(len(x))
    x, y = x[order], y[order]
    return (x[:a], y[:a]), (x[a:b], y[a:b]), (x[b:], y[b:])


def everything_as_test(x: Array, y: Array, a: int, b: int, rng: np.random.Generator) -> Any:
    """A test set that has the validation samples in it."""
    order = rng.permutation(len(x))
    x, y = x[order], y[order]
    return (x[:a], y[:a]), (x[a : a + b], y[a : a + b]), (x[a:], y[a:])


def half_shuffled(x: Array, y: Array, a: int, b: int, rng: np.random.Generator) -> Any:
    """Inputs shuffled, targets not."""
    return unshuffled(x[rng.permutation(len(x))], y, a, b, rng)


def belonging(*names: str) -> dict[str, str]:
    """Advice where one of these names is used without ``self``."""
    return {
        words: f"It belongs to the object: self.{name}."
        for name in names
        for words in (f"'{name}' is not defined", f"local variable '{name}'")
    }


split = Exercise(
    "split",
    split_in_three,
    collections,
    {
        "x was shuffled and y was not, so the targets belong to other samples.": half_shuffled,
        "the samples are not shuffled. Data often comes sorted; here by the target.": unshuffled,
        "x and y were shuffled apart: one permutation, the same for both.": torn,
        "samples of the training set are in the validation set again.": overlapping,
        "n_validation is a number of samples, not the place of the second cut: where does the "
        "validation set begin, and where does it end?": cut_by_size,
        "the validation samples are in the test set as well.": everything_as_test,
    },
    use=use_split,
)

# --- early stopping ------------------------------------------------------------------------------


class PatientStop:
    """Stop when the validation loss has had no new minimum for ``patience`` epochs; keep the best.

    >>> stopping = PatientStop(np.zeros((1, 1)), np.zeros((1, 1)), patience=2)
    >>> stopping.best
    inf
    """

    def __init__(self, x: Array, y: Array, patience: int) -> None:
        self.x, self.y, self.patience = x, y, patience
        self.best, self.waited = np.inf, 0
        self.params: Array | None = None

    def on_epoch_end(self, network: Any, epoch: int, loss: float) -> bool:
        """Look at the validation loss; say whether to stop."""
        loss = network.score(self.x, self.y)
        if loss < self.best:
            self.best, self.waited = loss, 0
            self.params = network.params.copy()
        else:
            self.waited += 1
        return self.waited >= self.patience


class Rehearsal:
    """A network with known validation losses; its parameters are the epoch and the loss then."""

    def __init__(self, losses: Sequence[float], x: Array, y: Array) -> None:
        self.losses, self.x, self.y, self.epoch = losses, x, y, 0
        self._params = np.zeros(2)

    @property
    def params(self) -> Array:
        """The living vector; as in a network, new values are written into it."""
        return self._params

    @params.setter
    def params(self, values: Array) -> None:
        self._params[:] = values

    def score(self, x: Array, y: Array) -> float:
        """The validation loss of this epoch."""
        if x is not self.x or y is not self.y:
            raise Mistake("it takes the score of other samples than those in self.x and self.y.")
        return float(self.losses[self.epoch - 1])

    def train_with(self, stopping: Any) -> int:
        """Go through the epochs; return the last one."""
        for epoch in range(1, len(self.losses) + 1):
            self.epoch, self.params = epoch, np.array([epoch, self.losses[epoch - 1]])
            # On the training samples the loss falls nearly all the time.
            loss = 1 / epoch if epoch <= len(self.losses) - 4 else 2.0
            told = stopping.on_epoch_end(self, epoch, loss)
            if isinstance(told, bool | np.bool_) and told:
                break
        return self.epoch


def rehearse(kind: Any, losses: Sequence[float], patience: int) -> None:
    """Print when a class would stop at these validation losses, and what it would keep.

    >>> rehearse(PatientStop, [5, 4, 6, 3, 4, 4, 4], patience=2)
    ends after epoch 6, keeps the parameters of epoch 4
    """
    x, y = np.zeros((1, 1)), np.zeros((1, 1))
    stopping = kind(x, y, patience)
    try:
        last = Rehearsal(losses, x, y).train_with(stopping)
    except Mistake as mistake:
        print(mistake)
        return
    except Exception as error:
        print(f"it stops with {type(error).__name__}: {error}")
        return
    kept = "nothing"
    if isinstance(stopping.params, np.ndarray):
        kept = f"the parameters of epoch {stopping.params[0]:.0f}"
    print(f"ends after epoch {last}, keeps {kept}")


def use_early_stopping(kind: Any, losses: Array, patience: int, x: Array, y: Array) -> Any:
    """After which epoch the training ends, and the parameters that are kept, as one vector."""
    stopping, network = kind(x, y, patience), Rehearsal(list(losses), x, y)
    last = network.train_with(stopping)
    network.params -= 1000.0  # as if the training went on: a copy does not notice
    kept = stopping.params if isinstance(stopping.params, np.ndarray) else np.zeros(2)
    return {"the pair of the last epoch and the kept parameters": np.append(last, kept)}


def validation_losses(rng: np.random.Generator) -> list[Case]:
    """Losses that improve after some waiting, go up and down above the best, and end with that."""
    x, y = rng.normal(size=(4, 2)), rng.normal(size=(4, 1))
    patience = int(rng.integers(3, 6))
    losses: list[float] = []
    for level in (0.9, 0.7, 0.5):
        losses += [level, level - 0.05]
        # Above the best, but lower from one epoch to the next every other time.
        losses += [level + 0.1 + 0.04 * (number % 2) for number in range(patience - 1)]
    losses += [0.3, *(0.4 + 0.04 * (number % 2) for number in range(3 * patience))]
    losses += [0.2, 0.27, 0.25, 0.26]
    bumpy = np.array(losses) + rng.uniform(0, 0.01, len(losses))
    falling = np.sort(rng.uniform(size=8))[::-1].copy()
    return [
        ("for a loss that goes up and down", (bumpy, patience, x, y)),
        ("for another patience", (bumpy, patience - 1, x, y)),
        ("with a patience of 1", (bumpy, 1, x, y)),
        ("for a loss that falls to the end", (falling, 2, x, y)),
    ]


def stopper(step: Callable[[Any, Any, float], Any]) -> type[PatientStop]:
    """A class whose hook makes a mistake: a function of it, the network and the training loss."""

    def on_epoch_end(self: Any, network: Any, epoch: int, loss: float) -> Any:
        return step(self, network, loss)

    return type("Stopper", (PatientStop,), {"on_epoch_end": on_epoch_end})


def judged(
    value: Callable[[Any, Any, float], float] = lambda self, network, loss: network.score(
        self.x, self.y
    ),
    better: Callable[[float, float], bool] = lambda loss, best: loss < best,
    copied: bool = True,
    kept: bool = True,
    forgets: bool = True,
    resets_to: int | None = 0,
    stops: Callable[[Any], Any] = lambda self: self.waited >= self.patience,
) -> type[PatientStop]:
    """A class that differs from the finished one in one of these."""

    def step(self: Any, network: Any, loss: float) -> Any:
        loss = value(self, network, loss)
        if better(loss, self.best):
            self.best = loss if forgets else self.best
            if kept:
                self.params = network.params.copy() if copied else network.params
            self.waited = self.waited if resets_to is None else resets_to
        else:
            self.waited += 1
        return stops(self)

    return stopper(step)


def against_the_last(self: Any, network: Any, loss: float) -> bool:
    """A hook that compares with the epoch before, instead of with the best."""
    loss = network.score(self.x, self.y)
    self.waited = 0 if loss < self.best else self.waited + 1
    if loss < self.best:
        self.params = network.params.copy()
    self.best = loss
    return bool(self.waited >= self.patience)


def keeps_the_last(self: Any, network: Any, loss: float) -> bool:
    """A hook that keeps the parameters of every epoch."""
    told = PatientStop.on_epoch_end(self, network, 0, loss)
    self.params = network.params.copy()
    return told


EarlyStopping = Exercise(
    "EarlyStopping",
    PatientStop,
    validation_losses,
    {
        "it looks at loss, which is that of the training samples. Take the score of self.x and "
        "self.y.": judged(value=lambda self, network, loss: loss),
        "what is kept is the living vector, which the training goes on changing. Keep a copy.": (
            judged(copied=False)
        ),
        "nothing is kept: put a copy of network.params into self.params.": judged(kept=False),
        "nothing is kept, and it never returns True.": stopper(lambda self, network, loss: False),
        "the epochs of waiting are not counted in a row. A new best sets self.waited back to 0.": (
            judged(resets_to=None)
        ),
        "it stops one epoch too early: a new best sets self.waited to 0, and the training ends "
        "when self.waited has reached the patience.": judged(resets_to=1),
        "it returns True after the first epoch, whatever the loss.": (
            stopper(lambda self, network, loss: True)
        ),
        "each loss is compared with the one before. Compare with the best so far.": (
            stopper(against_the_last)
        ),
        "self.best is never updated, so that every epoch counts as a new best.": (
            judged(forgets=False)
        ),
        "it waits for one epoch too many: stop when self.waited reaches the patience.": (
            judged(stops=lambda self: self.waited > self.patience)
        ),
        "it stops at the first epoch without a new best. Where is the patience?": (
            judged(stops=lambda self: self.waited > 0)
        ),
        "it never returns True, so the training goes on to the end.": (
            judged(stops=lambda self: None)
        ),
        "it keeps the largest loss for the best. Is the comparison the wrong way round?": (
            judged(better=lambda loss, best: loss > best)
        ),
        "the parameters of every epoch are kept, so in the end those of the last. Keep those of "
        "the best.": stopper(keeps_the_last),
    },
    use=use_early_stopping,
    stops={
        **belonging("x", "y", "patience", "best", "waited"),
        "'params' is not defined": "The parameters are those of the network: network.params.",
    },
    rules={"Go through the small case on paper, epoch by epoch": lambda got: False},
)

# --- weight decay --------------------------------------------------------------------------------


class AdamWithDecay(nnlib.Adam):
    """Adam with decoupled weight decay.

    >>> AdamWithDecay(0.1, strength=1.0).strength
    1.0
    """

    def __init__(self, learning_rate: float, strength: float) -> None:
        super().__init__(learning_rate)
        self.strength = strength

    def update(self, old_params: Array, gradient: Array) -> Array:
        """Make the parameters smaller, then take Adam's step from there."""
        smaller = old_params - self.learning_rate * self.strength * old_params
        return super().update(smaller, gradient)


def use_decay(
    kind: Any, start: Array, gradients: Array, learning_rate: float, strength: float
) -> Array | None:
    """The parameters after each of several steps; None where ``update`` returns nothing."""
    optimizer = kind(learning_rate, strength)
    params = [start]
    for gradient in gradients:
        new = optimizer.update(params[-1], gradient)
        if isinstance(new, int | float | np.number):
            raise Mistake("it returns one number, expected all parameters, (size,).")
        if not isinstance(new, np.ndarray):
            return new
        if new.shape != start.shape:
            raise Mistake(f"it returns shape {new.shape} for parameters of shape {start.shape}.")
        params.append(new)
    if getattr(optimizer, "weight_decay", None):
        raise Mistake("it leaves the decay to nnlib. Write the line yourself, in update.")
    return np.array(params)


def walks(rng: np.random.Generator) -> list[Case]:
    """Starts, gradients, learning rates and strengths."""

    def case(learning_rate: float, strength: float) -> tuple[Any, ...]:
        size = int(rng.integers(3, 7))
        start, gradients = rng.normal(size=size), rng.normal(size=(4, size))
        return start, gradients, learning_rate, strength

    return [
        ("for four steps", case(0.1, 2.0)),
        ("for another rate and strength", case(0.03, 0.7)),
        ("for a strength of 0", case(0.05, 0.0)),
    ]


def decaying(
    before: Callable[[Any, Array], Array] = lambda self, params: params,
    gradient: Callable[[Any, Array, Array], Array] = lambda self, params, g: g,
    after: Callable[[Any, Array, Array], Array] = lambda self, params, new: new,
) -> type[AdamWithDecay]:
    """A class that decays in another place, or by another amount."""

    def update(self: Any, old_params: Array, g: Array) -> Array:
        start = before(self, old_params)
        new = nnlib.Adam.update(self, start, gradient(self, old_params, g))
        return after(self, old_params, new)

    return type("Decaying", (AdamWithDecay,), {"update": update})


def factor(self: Any) -> float:
    """η λ."""
    return float(self.learning_rate * self.strength)


DecayingAdam = Exercise(
    "DecayingAdam",
    AdamWithDecay,
    walks,
    {
        "it takes Adam's step without any decay.": decaying(),
        "the learning rate is missing in the decay.": decaying(
            before=lambda self, p: p - self.strength * p
        ),
        "the strength is missing in the decay.": decaying(
            before=lambda self, p: p - self.learning_rate * p
        ),
        "the parameters grow: the decay is subtracted.": decaying(
            before=lambda self, p: p + factor(self) * p
        ),
        "the decay is added to the gradient, and Adam divides it by its size again. It belongs to "
        "the parameters.": decaying(gradient=lambda self, p, g: g + self.strength * p),
        "it shrinks what Adam returns, the new step included. Shrink old_params.": decaying(
            after=lambda self, p, new: new - factor(self) * new
        ),
        "it shrinks the gradient. Shrink the parameters.": decaying(
            gradient=lambda self, p, g: g - factor(self) * g
        ),
        "every parameter moves by the same amount. Each should lose a part of itself.": decaying(
            before=lambda self, p: p - factor(self)
        ),
        "only the decay is left of the parameters. Subtract it from them.": decaying(
            before=lambda self, p: factor(self) * p
        ),
        "they are shrunk, but Adam has not stepped: pass them to super().update.": type(
            "Shrinking",
            (AdamWithDecay,),
            {"update": lambda self, p, g: p - factor(self) * p},
        ),
    },
    use=use_decay,
    stops={
        **belonging("strength", "learning_rate"),
        **{
            f"'{name}' is not defined": "The learning rate is self.learning_rate."
            for name in ("eta", "lr", "rate", "η")
        },
        **{
            f"'{name}' is not defined": "The strength is self.strength."
            for name in ("lam", "lambda_", "lmbda", "decay", "λ")
        },
        "positional arguments but": "super().update knows self already: two arguments are enough.",
        "RecursionError": "update calls itself. Adam's own is super().update(…).",
        "has no attribute 'update'": "Adam's own update is super().update(…).",
    },
)

# --- dropout -------------------------------------------------------------------------------------


class DropoutLayer(nnlib.Dropout):
    """The layer of nnlib, to which the lesson may give another ``backward``."""

    def __init__(self, rate: float) -> None:
        super().__init__(rate)


def weigh(kind: Any, rate: float) -> None:
    """Print what a layer makes of 4,000 ones: in training, and outside of it.

    >>> weigh(DropoutLayer, 0.3)
    in training: 0.3 of them become 0, the mean of all is 1.0
    otherwise:   0.0 of them become 0, the mean of all is 1.0
    """
    layer, ones = kind(rate), np.ones((1000, 4))
    layer.draw(np.random.default_rng(0))
    for layer.training, when in ((True, "in training:"), (False, "otherwise:  ")):
        try:
            out = an_output(layer.forward(ones), ones)
            share = np.mean(out == 0)
            print(f"{when} {share:.1f} of them become 0, the mean of all is {out.mean():.1f}")
        except Mistake as mistake:
            print(f"{when} {mistake}")
        except Exception as error:
            print(f"{when} it stops with {type(error).__name__}: {error}")


def use_dropout(kind: Any, x: Array, rate: float, seed: int) -> Array:
    """Watch a layer outside of training, in it, and outside of it again."""
    layer, twin, before = kind(rate), kind(rate), x.copy()
    for each in (layer, twin):
        each.draw(np.random.default_rng(seed))
    at_rest = an_output(layer.forward(x), x)
    look_at_rest(at_rest, x)
    if not is_one(getattr(layer, "mask", 1), x):
        raise Mistake("outside of training self.mask has zeros. There it is 1, for the way back.")
    twin.forward(x)
    layer.training = twin.training = True
    out = an_output(layer.forward(x), x)
    if not np.array_equal(x, before):
        raise Mistake("it changes the array that it is given. Make a new one.")
    look_at_dropped(out == 0, rate, np.array_equal(out, x))
    look_at_kept(out[out != 0] / x[out != 0], rate)
    if getattr(layer, "mask", None) is None:
        raise Mistake("self.mask is missing, and backward will need it.")
    if not np.allclose(x * layer.mask, out):
        raise Mistake("self.mask is not what x was multiplied by: put the division into it.")
    if np.array_equal(an_output(layer.forward(x), x) == 0, out == 0):
        raise Mistake("the same numbers are dropped in each batch. Draw anew in each forward.")
    if not np.array_equal(an_output(twin.forward(x), x), out):
        raise Mistake("two layers with the same generator differ: draw with self.rng.")
    layer.training = False
    look_at_rest(an_output(layer.forward(x), x), x)
    if not is_one(layer.mask, x):
        raise Mistake("outside of training self.mask is still that of the last batch. Set it to 1.")
    return at_rest


def is_one(mask: Any, x: Array) -> bool:
    """Whether a mask lets everything pass: the number 1, or an array of ones."""
    return mask is not None and bool(np.all(np.asarray(mask) * np.ones_like(x) == 1))


def an_output(out: Any, x: Array) -> Array:
    """Return an output of the shape of the input."""
    if out is None or out is Ellipsis:
        raise Mistake("forward returns nothing. Is the return missing?")
    if not isinstance(out, np.ndarray):
        raise Mistake(f"forward returns a {type(out).__name__}, expected an array.")
    if out.shape != x.shape:
        raise Mistake(f"forward returns shape {out.shape} for x of shape {x.shape}.")
    return out


def look_at_rest(out: Array, x: Array) -> None:
    """Outside of training, what comes out is what came in."""
    if np.allclose(out, x):
        return
    if (out == 0).mean() > 0.05:
        raise Mistake("outside of training it drops numbers, too. Ask self.training.")
    raise Mistake("outside of training it changes x. There x comes out as it is.")


def look_at_dropped(dropped: Array, rate: float, is_unchanged: bool) -> None:
    """In training, about the share ``rate`` is 0, each number for itself."""
    if is_unchanged:
        raise Mistake("in training x comes out as it is: nothing is set to 0.")
    if (dropped == dropped[0]).all():
        raise Mistake("every sample loses the same columns. Draw a number for each place: x.shape.")
    if (dropped == dropped[:, :1]).all():
        raise Mistake("samples are dropped as a whole. Draw a number for each place: x.shape.")
    share = dropped.mean()
    if abs(share - (1 - rate)) < 0.05:
        raise Mistake("it keeps the share that it should drop: is the comparison turned round?")
    if abs(share - rate) > 0.05:
        raise Mistake("the share of numbers that become 0 is not the rate.")


def look_at_kept(factors: Array, rate: float) -> None:
    """In training, what is kept is divided by 1 - rate."""
    known = {
        1.0: "what is kept is not divided by 1 - rate: then the sums become smaller in training.",
        1 - rate: "what is kept is multiplied by 1 - rate. Divide by it.",
        1 / rate: "what is kept is divided by the rate. Divide by the share that is kept.",
    }
    if np.allclose(factors, 1 / (1 - rate)):
        return
    for wrong, sentence in known.items():
        if np.allclose(factors, wrong):
            raise Mistake(sentence)
    raise Mistake("what is kept is not divided by 1 - rate.")


def batches(rng: np.random.Generator) -> list[Case]:
    """Inputs with enough numbers to see a share, rates far from ½, seeds."""

    def case(n: int, m: int, rates: Sequence[float]) -> tuple[Any, ...]:
        return rng.normal(size=(n, m)), float(rng.choice(rates)), int(rng.integers(10**6))

    return [
        ("for a batch", case(70, 40, [0.2, 0.3])),
        ("for a rate above ½", case(50, 60, [0.7, 0.8])),
    ]


Dropout = Exercise(
    "Dropout",
    DropoutLayer,
    batches,
    use=use_dropout,
    stops={
        **belonging("rate", "training", "rng"),
        "'mask'": "In training the mask is drawn, outside of it it is 1: set self.mask in both.",
        "unexpected keyword argument 'size'": "The shape goes first: self.rng.random(x.shape).",
        "'tuple' object cannot be interpreted": "The shape is one argument: random(x.shape).",
    },
    ready_made=["forward"],
)


def use_backward(answer: Any, output_gradient: Array, mask: Array | float) -> Any:
    """What comes back through a layer whose last mask this was."""
    is_kept = np.asarray(mask) != 0
    rate = 1 - 1 / np.max(mask)
    layer = DropoutLayer(0.5)
    layer.rate, layer.x, layer.mask, layer.training = rate, is_kept, mask, True
    layer.rng = np.random.default_rng(0)
    return answer(layer, output_gradient)


def gradients(rng: np.random.Generator) -> list[Case]:
    """Derivatives, and the masks of the way forward."""
    n, m = (int(size) for size in rng.choice([4, 5, 6, 7], size=2, replace=False))
    rate = float(rng.choice([0.25, 0.4, 0.6]))
    mask = rng.permuted(np.arange(n * m) % 3 > 0).reshape(n, m) / (1 - rate)
    return [
        ("in training", (rng.normal(size=(n, m)), mask)),
        ("outside of training, where the mask is 1", (rng.normal(size=(n, m)), 1.0)),
    ]


backward = Exercise(
    "backward",
    lambda self, output_gradient: output_gradient * self.mask,
    gradients,
    {
        "everything comes back. What was set to 0 cannot change the loss.": (
            lambda self, output_gradient: output_gradient
        ),
        "what was kept was also divided by 1 - rate, so its derivative is, too.": (
            lambda self, output_gradient: output_gradient * (np.asarray(self.mask) > 0)
        ),
        "this is the mask alone. What came in has to be multiplied by it.": (
            lambda self, output_gradient: self.mask
        ),
        "it multiplies by 1 - rate once more. The mask has the division already.": (
            lambda self, output_gradient: output_gradient * self.mask * (1 - self.rate)
        ),
        "it divides by 1 - rate once more. The mask has the division already.": (
            lambda self, output_gradient: output_gradient * self.mask / (1 - self.rate)
        ),
        "it draws a new mask. What comes back has to go the way that went forward.": (
            lambda self, output_gradient: (
                output_gradient
                * (self.rng.random(output_gradient.shape) >= self.rate)
                / (1 - self.rate)
            )
        ),
        "it divides by the mask. The way forward multiplied by it: what is the derivative?": (
            lambda self, output_gradient: output_gradient / self.mask
        ),
    },
    use=use_backward,
    stops={"name 'mask' is not defined": "It belongs to the layer: self.mask."},
)
