"""Networks for points in the plane: of nnlib's class, or of the class that lesson 11 writes."""

from nnlib import (
    SGD,
    ActivationLayer,
    FCLayer,
    binary_crossentropy,
    d_binary_crossentropy,
    d_sigmoid,
    d_tanh,
    sigmoid,
    tanh,
)
from nnlib.course.lesson_11 import Network as OwnNetwork

__all__ = ["OwnNetwork", "make_network"]


def make_network(kind, widths=(16, 16), loss=(binary_crossentropy, d_binary_crossentropy), seed=1):
    """Build a network for points in the plane, of nnlib's class or another one."""
    network = kind(seed=seed)
    sizes = (2, *widths)
    for fan_in, fan_out in zip(sizes[:-1], widths, strict=True):
        network.add(FCLayer(fan_in, fan_out))
        network.add(ActivationLayer(tanh, d_tanh))
    network.add(FCLayer(sizes[-1], 1))
    network.add(ActivationLayer(sigmoid, d_sigmoid))
    network.use(*loss, SGD(learning_rate=0.1))
    return network
