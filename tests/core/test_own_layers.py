"""Subclasses of FCLayer that write backward or backward_params anew, also as a first layer."""

import numpy as np
import pytest

from nnlib import SGD, FCLayer, Network, d_mse, mse

X, Y = np.array([[1.0, -2.0], [0.5, 3.0], [2.0, 1.0]]), np.ones((3, 2))


class Penalized(FCLayer):
    """Adds the derivative of half the sum of all squared weights."""

    def backward(self, output_gradient):
        input_gradient = super().backward(output_gradient)
        self.weights_gradient[...] += self.weights
        return input_gradient


class InOwnWords(FCLayer):
    def backward(self, output_gradient):
        self.backward_params(output_gradient)
        return output_gradient @ self.weights.T


class PenalizedParams(FCLayer):
    def backward_params(self, output_gradient):
        super().backward_params(output_gradient)
        self.weights_gradient[...] += self.weights


class PenalizedTwiceRemoved(Penalized):
    """Inherits all that it does."""


def gradient_of(*layers):
    network = Network(seed=0)
    for layer in layers:
        network.add(layer)
    network.use(mse, d_mse, SGD())
    return network, network.backward(network.forward(X), Y).copy()


@pytest.mark.parametrize("kind", [Penalized, PenalizedParams, PenalizedTwiceRemoved])
def test_what_a_subclass_adds_is_in_the_gradient_of_a_first_layer_and_of_a_later_one(kind):
    network, gradient = gradient_of(kind(2, 3), kind(3, 2))
    _, plain = gradient_of(FCLayer(2, 3), FCLayer(3, 2))
    penalties = [
        (weights, np.zeros(len(bias[0])))
        for weights, bias in zip(network.weights, network.biases, strict=True)
    ]
    added = np.concatenate([part.ravel() for pair in penalties for part in pair])
    np.testing.assert_allclose(gradient, plain + added)


def test_a_backward_may_call_the_backward_params_that_it_inherits():
    _, gradient = gradient_of(InOwnWords(2, 3), InOwnWords(3, 2))
    _, plain = gradient_of(FCLayer(2, 3), FCLayer(3, 2))
    np.testing.assert_array_equal(gradient, plain)


def test_a_first_layer_computes_no_derivative_with_respect_to_its_input(monkeypatch):
    calls = []
    monkeypatch.setattr(FCLayer, "backward", lambda *arguments: calls.append(arguments))
    gradient_of(FCLayer(2, 2))
    assert calls == []
