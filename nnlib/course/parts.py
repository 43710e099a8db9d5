"""Who writes what: the parts of nnlib that the learner writes, and those that are given."""

WRITTEN: dict[str, str] = {
    "relu": "01",
    "d_tanh": "01",
    "d_sigmoid": "01",
    "numerical_derivative": "01",
    "softmax": "02",
    "d_softmax": "02",
    "numerical_jacobian": "02",
    "mse": "03",
    "d_mse": "03",
    "categorical_crossentropy": "03",
    "d_categorical_crossentropy": "03",
    "SGD.step": "06",
    "SGD.update": "06",
    "Adam.step": "06",
    "FCLayer.forward": "07",
    "ActivationLayer.forward": "07",
    "to_categorical": "07",
    "he_normal": "08",
    "FCLayer.backward": "09",
    "ActivationLayer.backward": "09",
    "numerical_gradient": "10",
    "Network.forward": "11",
    "Network.backward": "11",
    "Network.fit_epoch": "11",
    "Network.fit": "11",
    "Network.predict": "11",
    "Network.score": "11",
    "Dropout.forward": "12",
    "Dropout.backward": "12",
    "Optimizer.decay": "12",
    "normalize": "14",
    "standardize": "14",
}
"""For each part of nnlib that the learner writes, the lesson."""

GIVEN: dict[str, str] = {
    "tanh": "NumPy has it",
}
"""For each part that is given, why."""
