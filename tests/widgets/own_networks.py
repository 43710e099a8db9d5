"""A class of network as a learner writes it in lesson 11."""

import numpy as np

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
from nnlib.parameters import FlatParameters


class OwnNetwork(FlatParameters):
    """Layers, and a loop over batches."""

    def __init__(self, seed=None):
        super().__init__(np.dtype(float))
        self.rng = np.random.default_rng(seed)

    def add(self, layer):
        layer.draw(self.rng)
        self.append(layer)

    def use(self, loss, d_loss, optimizer):
        self.loss, self.d_loss = loss, d_loss
        self.optimizer = optimizer

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, y_pred, y):
        gradient = self.d_loss(y_pred, y)[:, 0, :] / len(y)
        for layer in reversed(self.layers):
            gradient = layer.backward(gradient)
        return self.gradient

    def fit_epoch(self, batches):
        total, samples = 0.0, 0
        for x, y in batches:
            y_pred = self.forward(x)
            total += self.loss(y_pred, y).sum()
            samples += len(x)
            gradient = self.backward(y_pred, y)
            self.params[:] = self.optimizer.update(self.params, gradient)
        return total / samples

    def fit(self, x, y, batch_size=32, epochs=1):
        losses = []
        for _ in range(epochs):
            order = self.rng.permutation(len(x))
            pieces = [order[start : start + batch_size] for start in range(0, len(x), batch_size)]
            losses.append(self.fit_epoch([(x[rows], y[rows]) for rows in pieces]))
        return losses


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
