"""Explorers: move a slider, and see the mathematics move.

Each is one call in the last line of a cell. In the module of its name, ``compute`` returns a state
for the values of the controls, a picture draws it, and ``describe`` says it in words.
"""

from nnlib.widgets.activation import activation_explorer
from nnlib.widgets.backprop import backprop_stepper
from nnlib.widgets.descent import descent_explorer
from nnlib.widgets.digits import digit_explorer
from nnlib.widgets.initialization import initialization_explorer
from nnlib.widgets.loss import loss_explorer
from nnlib.widgets.playground import playground
from nnlib.widgets.softmax import softmax_explorer

__all__ = [
    "activation_explorer",
    "backprop_stepper",
    "descent_explorer",
    "digit_explorer",
    "initialization_explorer",
    "loss_explorer",
    "playground",
    "softmax_explorer",
]
