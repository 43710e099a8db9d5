"""Optimizers: how a flat vector of parameters takes a step, given a flat gradient.

Names, defaults and formulas are those of Keras, but for the momentum of SGD, which is 0.9 here and
0 there. In the formulas, θ are the parameters, g is the gradient and η the learning rate. What an
optimizer remembers for each parameter begins as the number 0; NumPy makes a vector of it in the
first step.
"""

from dataclasses import MISSING, dataclass, field, fields
from typing import Any

import numpy as np

from nnlib.network_validation import check_flat_pair, check_memory, settle_hyperparameters
from nnlib.types import Array
from nnlib.validation import as_floats

__all__ = ["Optimizer", "SGD", "Adam", "RMSprop", "Adagrad"]


def memory() -> Any:
    """Declare what an optimizer remembers from step to step: 0 at first, and after ``reset``."""
    return field(default=0.0, init=False, repr=False)


@dataclass(eq=False)
class Optimizer:
    """Base class of the optimizers. One of your own writes ``step``, or ``update``.

    Each network needs an optimizer of its own, as it remembers something for each parameter.
    """

    weight_decay: float | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        settle_hyperparameters(self)

    def step(self, params: Array, gradient: Array) -> None:
        """Move the parameters one step, in place.

        In a training both vectors are the network's own, and change: copy what you keep of them.

        Args:
            params: All parameters of a network, ``(size,)``.
            gradient: The derivative of the loss with respect to each of them, ``(size,)``.
        """
        raise NotImplementedError(f"{type(self).__name__} has neither step nor update")

    def update(self, old_params: Array, gradient: Array) -> Array:
        """Return the parameters after one step, and leave the old ones as they are.

        Args:
            old_params: All parameters of a network, ``(size,)``.
            gradient: The derivative of the loss with respect to each of them, ``(size,)``.

        Returns:
            The new parameters, ``(size,)``.

        Raises:
            ValueError: The two do not have the same shape ``(size,)``.
        """
        params = as_floats("old_params", old_params).copy()
        check_memory(self, params.size)
        self.step(params, as_floats("gradient", gradient))
        return params

    def decay(self, params: Array, gradient: Array) -> None:
        """θ ← θ (1 - η λ) with the weight decay λ: what each step begins with.

        Source: Loshchilov and Hutter (2019), Decoupled weight decay regularization; with λ in
        units of η, as in Keras.
        """
        check_flat_pair(params, gradient)
        if self.weight_decay:
            params *= 1 - self.learning_rate * self.weight_decay  # type: ignore[attr-defined]

    def reset(self) -> None:
        """Forget all steps, as if the optimizer were new."""
        for each in fields(self):
            if not each.init and each.default is not MISSING:
                setattr(self, each.name, each.default)


@dataclass(eq=False)
class SGD(Optimizer):
    """Stochastic gradient descent with momentum: v ← μ v - η g, then θ ← θ + v.

    With ``nesterov=True`` the step looks ahead: θ ← θ + μ v - η g, with the new v.

    Args:
        learning_rate: η, the length of a step in units of the gradient.
        momentum: μ, the part of the velocity that each step keeps; 0 is plain gradient descent.
        nesterov: Whether to look ahead.
        weight_decay: λ: each step first multiplies the parameters by 1 - η λ (decoupled weight
            decay); None for no decay.

    Raises:
        ValueError: A number is outside its range.
        TypeError: One of them is not a number.

    Source:
        Sutskever, Martens, Dahl and Hinton (2013), On the importance of initialization and
        momentum in deep learning, eqs. 1 and 2; the Nesterov step in the form of Bengio,
        Boulanger-Lewandowski and Pascanu (2013), Advances in optimizing recurrent networks,
        section 3.5.

    >>> sgd, gradient = SGD(learning_rate=0.1, momentum=0.5), np.array([10.0, 0.0])
    >>> first = sgd.update(np.array([1.0, 2.0]), gradient)
    >>> first, sgd.update(first, gradient)
    (array([0., 2.]), array([-1.5,  2. ]))
    """

    learning_rate: float = 0.01
    momentum: float = 0.9
    nesterov: bool = False
    velocity: Any = memory()

    def step(self, params: Array, gradient: Array) -> None:
        """v ← μ v - η g, then θ ← θ + v; with nesterov θ ← θ + μ v - η g."""
        self.decay(params, gradient)
        descent = self.learning_rate * gradient
        self.velocity *= self.momentum
        self.velocity -= descent
        move = self.momentum * self.velocity - descent if self.nesterov else self.velocity
        params += move


@dataclass(eq=False)
class Adam(Optimizer):
    """Adaptive moments: a mean of the gradients, divided by the root of a mean of their squares.

    m ← β1 m + (1 - β1) g and v ← β2 v + (1 - β2) g², then, at step t,
    θ ← θ - η √(1 - β2^t) / (1 - β1^t) · m / (√v + ε).

    Args:
        learning_rate: η, about the length of a step for each parameter.
        beta_1: β1, the part of the mean gradient m that each step keeps.
        beta_2: β2, the part of the mean square v that each step keeps.
        epsilon: ε, keeps the division finite where gradients vanish.
        weight_decay: λ: each step first multiplies the parameters by 1 - η λ (decoupled weight
            decay); None for no decay.

    Raises:
        ValueError: A number is outside its range.
        TypeError: One of them is not a number.

    Source:
        Kingma and Ba (2015), Adam: a method for stochastic optimization, algorithm 1 in the
        faster form given at the end of its section 2.

    >>> Adam(learning_rate=0.1).update(np.array([1.0, 2.0]), np.array([10.0, 0.0])).round(4)
    array([0.9, 2. ])
    """

    learning_rate: float = 0.001
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7
    mean: Any = memory()
    mean_square: Any = memory()
    steps: Any = memory()

    def step(self, params: Array, gradient: Array) -> None:
        """Move both means toward g and g², then step by m / √v, corrected for their start at 0."""
        self.decay(params, gradient)
        self.steps += 1
        self.mean += (1 - self.beta_1) * (gradient - self.mean)
        self.mean_square += (1 - self.beta_2) * (gradient**2 - self.mean_square)
        correction = (1 - self.beta_2**self.steps) ** 0.5 / (1 - self.beta_1**self.steps)
        rate = self.learning_rate * correction
        params -= rate * self.mean / (np.sqrt(self.mean_square) + self.epsilon)


@dataclass(eq=False)
class RMSprop(Optimizer):
    """Divide the gradient by the root of a running mean of its square.

    s ← ρ s + (1 - ρ) g², then θ ← θ - η g / √(s + ε).

    Args:
        learning_rate: η.
        rho: ρ, the part of the mean square s that each step keeps.
        epsilon: ε, keeps the division finite where gradients vanish.
        weight_decay: λ: each step first multiplies the parameters by 1 - η λ (decoupled weight
            decay); None for no decay.

    Raises:
        ValueError: A number is outside its range.
        TypeError: One of them is not a number.

    Source:
        Tieleman and Hinton (2012), Lecture 6.5 of Neural Networks for Machine Learning.

    >>> RMSprop(learning_rate=0.1, rho=0.75).update(np.array([1.0]), np.array([10.0])).round(4)
    array([0.8])
    """

    learning_rate: float = 0.001
    rho: float = 0.9
    epsilon: float = 1e-7
    mean_square: Any = memory()

    def step(self, params: Array, gradient: Array) -> None:
        """s ← ρ s + (1 - ρ) g², then θ ← θ - η g / √(s + ε)."""
        self.decay(params, gradient)
        self.mean_square *= self.rho
        self.mean_square += (1 - self.rho) * gradient**2
        params -= self.learning_rate * gradient / np.sqrt(self.mean_square + self.epsilon)


@dataclass(eq=False)
class Adagrad(Optimizer):
    """Divide the gradient by the root of the sum of all its squares so far.

    s ← s + g², then θ ← θ - η g / √(s + ε).

    Args:
        learning_rate: η.
        initial_accumulator_value: Where the sum s begins; 0 or more.
        epsilon: ε, keeps the division finite where gradients vanish.
        weight_decay: λ: each step first multiplies the parameters by 1 - η λ (decoupled weight
            decay); None for no decay.

    Raises:
        ValueError: A number is outside its range.
        TypeError: One of them is not a number.

    Source:
        Duchi, Hazan and Singer (2011), Adaptive subgradient methods for online learning and
        stochastic optimization, the diagonal form.

    >>> adagrad = Adagrad(learning_rate=0.1, initial_accumulator_value=0.0)
    >>> adagrad.update(np.array([1.0]), np.array([10.0])).round(4)
    array([0.9])
    """

    learning_rate: float = 0.001
    initial_accumulator_value: float = 0.1
    epsilon: float = 1e-7
    sum_of_squares: Any = memory()

    def step(self, params: Array, gradient: Array) -> None:
        """s ← s + g², then θ ← θ - η g / √(s + ε), where s begins at its initial value."""
        self.decay(params, gradient)
        self.sum_of_squares += gradient**2
        s = self.initial_accumulator_value + self.sum_of_squares
        params -= self.learning_rate * gradient / np.sqrt(s + self.epsilon)
