"""The backprop stepper: its trace is right, and its buttons go through it."""

import numpy as np
import pytest
from explorers import MOVES, assert_nothing_is_cut, assert_nothing_piles_up, drawn_anew

from nnlib import SGD, ActivationLayer, FCLayer, Network, d_mse, d_relu, mse, relu
from nnlib.errors import WrongValue
from nnlib.gradient_check import numerical_gradient
from nnlib.widgets import backprop_stepper
from nnlib.widgets.backprop import backprop_trace, mathtext, put_in

SAMPLES = [(2.0, 4.0), (-1.0, -4.0), (3.0, 0.5), (-2.5, 6.0), (5.0, 1.0)]
PARAMS = {"w1": 2.0, "w2": -1.0, "b1": -1.0, "b2": 4.0, "v1": 2.0, "v2": -1.0, "c": -1.0}


def tiny_network(w1, w2, b1, b2, v1, v2, c):
    network = Network()
    for layer in (FCLayer(1, 2), ActivationLayer(relu, d_relu), FCLayer(2, 1)):
        network.add(layer)
    network.use(mse, d_mse, SGD())
    network.params = np.array([w1, w2, b1, b2, v1, v2, c])
    return network


def derivatives(steps):
    return {step.name.removeprefix("d"): step.value for step in steps if step.is_backward}


@pytest.mark.parametrize(("x", "y"), SAMPLES)
@pytest.mark.parametrize(
    "params", [PARAMS, dict(zip(PARAMS, (0.3, 1.2, -0.7, 0.4, -2.0, 0.9, 1.5), strict=True))]
)
def test_the_derivatives_are_those_of_the_network(x, y, params):
    network = tiny_network(**params)
    steps = backprop_trace(x, y, **params)
    found = derivatives(steps)
    gradient = network.backward(network.forward(np.array([[x]])), np.array([[y]]))
    assert np.allclose([found[name] for name in PARAMS], gradient)
    values = {step.name: step.value for step in steps}
    assert np.isclose(values["ŷ"], network.predict(np.array([[x]])).item())
    assert np.isclose(values["L"], network.score(np.array([[x]]), np.array([[y]])))


@pytest.mark.parametrize(("x", "y"), SAMPLES)
def test_the_derivatives_are_numerically_right_for_the_input_too(x, y):
    def loss(numbers):
        steps = backprop_trace(numbers[0], y, **dict(zip(PARAMS, numbers[1:], strict=True)))
        return next(step.value for step in steps if step.name == "L")

    found = derivatives(backprop_trace(x, y))
    numerical = numerical_gradient(loss, np.array([x, *PARAMS.values()]))
    assert np.allclose([found["x"], *(found[name] for name in PARAMS)], numerical, atol=1e-6)


def test_what_comes_back_along_the_arrows_adds_up():
    for step in backprop_trace(-1.0, -4.0):
        if step.is_backward:
            assert np.isclose(sum(step.back.values()), step.value)
    assert len(backprop_trace()[-1].back) == 2


def test_the_notebooks_numbers():
    numbers = {step.name: step.value for step in backprop_trace()}
    assert numbers["ŷ"] == 3
    assert numbers["L"] == 1
    by_hand = {"dw1": -8, "dw2": 4, "db1": -4, "db2": 2, "dv1": -6, "dv2": -4, "dc": -2, "dx": -10}
    assert {name: numbers[name] for name in by_hand} == by_hand


@pytest.mark.parametrize(("x", "y"), SAMPLES)
def test_the_numbers_put_in_give_the_value(x, y):
    def relu_slope(z):
        return float(z > 0)

    for step in backprop_trace(x, y):
        source = step.numbers.replace("−", "-").replace("·", "*").replace("²", "**2")
        source = source.replace("relu′", "relu_slope")
        known = {"relu": lambda z: max(z, 0.0), "relu_slope": relu_slope}
        assert np.isclose(eval(source, known), step.value, atol=0.2), step


def test_formulas():
    assert put_in("2 · (ŷ − y)", {"ŷ": -6.0, "y": -4.0}) == "2 · (−6 − (−4))"
    assert put_in("relu(z1)", {"z1": -3.0}) == "relu(−3)"
    assert mathtext("dz1 · x") == r"$\partial L/\partial z_{1} \,\cdot\, x$"


def test_an_unknown_parameter_is_named():
    with pytest.raises(WrongValue, match="no w3"):
        backprop_trace(w3=1.0)


def test_step_and_back():
    stepper = backprop_stepper()
    buttons = {each.description: each for each in descendants(stepper) if hasattr(each, "click")}
    first = stepper.picture.image.value
    assert buttons["Back"].disabled
    assert not buttons["Step"].disabled
    buttons["Step"].click()
    assert "z1 = x · w1 + b1 = 2 · 2 + (−1) = 3" in stepper.message
    assert stepper.picture.image.value != first
    for _ in range(18):
        buttons["Step"].click()
    assert "dx = " in stepper.message
    assert "several paths" in stepper.message
    assert buttons["Step"].disabled
    buttons["Back"].click()
    assert "Step 18 of 19" in stepper.message
    buttons["Reset"].click()
    assert stepper.picture.image.value == first


@pytest.mark.filterwarnings("error")
def test_every_step_can_be_drawn_at_every_corner():
    stepper = backprop_stepper()
    for step in range(20):
        for x, y in ((-3.0, -6.0), (3.0, -2.0), (0.5, 6.0), (-0.5, -0.5)):
            stepper.set(step=step, x=x, y=y)
            assert "⚠" not in stepper.message
            edges = [text.get_window_extent() for text in stepper.picture.figure.texts]
            assert min(edge.x0 for edge in edges) > 0
            assert max(edge.x1 for edge in edges) < 840


def descendants(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from descendants(child)


def test_nothing_is_cut():
    stepper = backprop_stepper()
    for step in (0, 6, 19):
        for x, y in ((-3.0, -6.0), (3.0, 6.0)):
            stepper.set(step=step, x=x, y=y)
            assert_nothing_is_cut(stepper)


@MOVES
def test_nothing_piles_up(times):
    assert_nothing_piles_up(times, backprop_stepper(), "step", (3, 12, 19))


def test_no_step_draws_the_graph_anew():
    explorer = backprop_stepper()
    assert drawn_anew(explorer, step=7, x=-1.0, y=3.0) == []
