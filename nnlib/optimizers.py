"""Optimizers: how a flat vector of parameters takes a step along a flat gradient.

Names, defaults and formulas are those of Keras, but for the momentum of SGD, which is 0.9 here and
0 there. In the formulas, θ are the parameters, g is the gradient and η the learning rate.
"""

from dataclasses import dataclass

import numpy as np

from nnlib.types import Array
from nnlib.validation import require

__all__ = ["Optimizer", "SGD", "Adam", "RMSprop", "Adagrad"]


NEGLIGIBLE = 1e-30
"""Below this a remembered number moves no parameter any more, in float32 or float64."""


class Optimizer:
    """What all optimizers share: ``update``, which checks, then takes a step.

    An optimizer remembers something for each parameter (a velocity, a mean square), so each
    network needs one of its own. A kind of optimizer says in ``start`` what it remembers and in
    ``step`` how it moves.
    """

    learning_rate: float
    steps: int = 0
    _size: int | None = None

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            limit = 1 if name in ("momentum", "beta_1", "beta_2", "rho") else np.inf
            may_be_zero = name not in ("learning_rate", "epsilon")
            wanted = f"a number {'of at least' if may_be_zero else 'above'} 0 and below {limit}"
            ok = 0 < value < limit or (value == 0 and may_be_zero)
            require(ok, f"{name} came as {value}, wanted {wanted}.")

    def update(self, old_params: Array, gradient: Array) -> Array:
        """Give the new parameters; the old ones are left as they were.

        Args:
            old_params: All parameters of a network, ``(size,)``.
            gradient: The derivative of the loss with respect to each of them, ``(size,)``.

        Returns:
            The new parameters, ``(size,)``.

        Raises:
            ValueError: The shapes differ, or the optimizer has served a network of another size.
            TypeError: The parameters are no floating-point numbers.
        """
        params = old_params.copy()
        self.update_in_place(params, gradient)
        return params

    def update_in_place(self, params: Array, gradient: Array) -> None:
        """Move the parameters themselves: what a network does, which keeps no old ones."""
        if params.ndim != 1 or params.shape != gradient.shape:
            came = f"old_params came with shape {params.shape}, gradient with {gradient.shape}"
            raise ValueError(f"{came}, wanted two flat vectors of the same length.")
        if params.dtype.kind != "f":
            came = f"old_params came with dtype {params.dtype}"
            raise TypeError(f"{came}, wanted floats, such as np.array([1.0, 2.0]).")
        if self.steps == 0:
            self._size = params.size
            self.start(params)
        if params.size != self._size:
            came = f"this {type(self).__name__} serves {self._size} parameters, {params.size} came"
            raise ValueError(f"{came}: they are another network's. Make a new optimizer.")
        self.steps += 1
        if self.steps % 100 == 0:
            self._drop_negligible()
        new_params = self.step(params, gradient)
        if new_params is not None:
            params[:] = new_params

    def _drop_negligible(self) -> None:
        # What is remembered of a weight whose input stays 0 shrinks for ever, down to numbers so
        # small that processors take many times longer to multiply them.
        for memory in vars(self).values():
            if isinstance(memory, np.ndarray):
                memory[np.abs(memory) < NEGLIGIBLE] = 0

    def reset(self) -> None:
        """Forget all steps taken, as if the optimizer were new."""
        self.steps = 0

    def start(self, params: Array) -> None:
        """Make the memory for the first step."""
        raise NotImplementedError

    def step(self, params: Array, gradient: Array) -> Array | None:
        """Move the parameters, or give new ones: the formula of this kind of optimizer."""
        raise NotImplementedError


@dataclass(eq=False)
class SGD(Optimizer):
    """Stochastic gradient descent with momentum: v ← μ v - η g, then θ ← θ + v.

    With ``nesterov=True`` the step looks ahead: θ ← θ + μ v - η g, with the new v.

    Args:
        learning_rate: η, the length of a step in units of the gradient.
        momentum: μ, the part of the velocity that each step keeps; 0 is plain gradient descent.
        nesterov: Whether to look ahead.

    Raises:
        ValueError: learning_rate is not above 0, or momentum not in [0, 1).

    Source:
        Sutskever, Martens, Dahl and Hinton (2013), On the importance of initialization and
        momentum in deep learning, eqs. 1 and 2; the Nesterov step in the form of Bengio,
        Boulanger-Lewandowski and Pascanu (2013), Advances in optimizing recurrent networks,
        section 3.5.

    >>> SGD(learning_rate=0.1).update(np.array([1.0, 2.0]), np.array([10.0, 0.0]))
    array([0., 2.])
    """

    learning_rate: float = 0.01
    momentum: float = 0.9
    nesterov: bool = False

    def start(self, params: Array) -> None:
        """Begin at rest."""
        self.velocity = np.zeros_like(params)

    def step(self, params: Array, gradient: Array) -> None:
        """v ← μ v - η g, then θ ← θ + v."""
        descent = self.learning_rate * gradient
        self.velocity *= self.momentum
        self.velocity -= descent
        params += self.momentum * self.velocity - descent if self.nesterov else self.velocity


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

    Raises:
        ValueError: A number lies outside its range.

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

    def start(self, params: Array) -> None:
        """Begin with both means at zero."""
        self.mean = np.zeros_like(params)
        self.mean_square = np.zeros_like(params)

    def step(self, params: Array, gradient: Array) -> None:
        """Move both means toward g and g², then step by m / √v, corrected for their start at 0."""
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

    Raises:
        ValueError: A number lies outside its range.

    Source:
        Tieleman and Hinton (2012), Lecture 6.5 of Neural Networks for Machine Learning.

    >>> RMSprop(learning_rate=0.1, rho=0.75).update(np.array([1.0]), np.array([10.0])).round(4)
    array([0.8])
    """

    learning_rate: float = 0.001
    rho: float = 0.9
    epsilon: float = 1e-7

    def start(self, params: Array) -> None:
        """Begin with the mean square at zero."""
        self.mean_square = np.zeros_like(params)

    def step(self, params: Array, gradient: Array) -> None:
        """s ← ρ s + (1 - ρ) g², then θ ← θ - η g / √(s + ε)."""
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

    Raises:
        ValueError: A number lies outside its range.

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

    def start(self, params: Array) -> None:
        """Begin with the sum of squares at its initial value."""
        self.sum_of_squares = np.full_like(params, self.initial_accumulator_value)

    def step(self, params: Array, gradient: Array) -> None:
        """s ← s + g², then θ ← θ - η g / √(s + ε)."""
        self.sum_of_squares += gradient**2
        params -= self.learning_rate * gradient / np.sqrt(self.sum_of_squares + self.epsilon)
