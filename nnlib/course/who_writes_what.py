"""Who writes what: for each part of a network, the lesson in which the learner writes it.

The names are nnlib's. A part is written by the learner, as an exercise of a lesson, or given: then
it is a sibling of what the learner has written, or no mathematics.
"""

from typing import NamedTuple


class Written(NamedTuple):
    """A part that the learner writes.

    Attributes:
        lesson: The number of the lesson.
        exercise: The name of the exercise in ``nnlib.course.lesson_NN``.
        name: What the stub defines, where it is not the last part of nnlib's name.
    """

    lesson: str
    exercise: str
    name: str = ""


class Given(NamedTuple):
    """A part that the learner is given.

    Attributes:
        lesson: The number of the lesson.
        why: Why it is given, or what it does.
        words: What the lesson says of it, where it does not say nnlib's name.
    """

    lesson: str
    why: str
    words: str = ""


PARTS: dict[str, Written | Given] = {
    # activations.py
    "relu": Written("01", "relu"),
    "d_relu": Given("01", "two values, which need no derivation"),
    "tanh": Given("01", "one call of NumPy's"),
    "d_tanh": Written("01", "d_tanh"),
    "sigmoid": Given("01", "one formula, given with its safe form"),
    "d_sigmoid": Written("01", "d_sigmoid"),
    "identity": Given("04", "returns what it gets", "with the identity it is canonical"),
    "d_identity": Given("04", "the identity matrix for each sample", "Jacobian of the identity"),
    "softmax": Written("02", "softmax"),
    "d_softmax": Written("02", "d_softmax"),
    # losses.py
    "mse": Written("03", "mse"),
    "d_mse": Written("03", "d_mse"),
    "categorical_crossentropy": Written("03", "with_eps", "with_eps"),
    "d_categorical_crossentropy": Written("03", "d_categorical_crossentropy"),
    "binary_crossentropy": Given("03", "the categorical one for two classes, and a mean"),
    "d_binary_crossentropy": Given(
        "04", "shown where it meets the sigmoid", "row vector of the binary cross-entropy"
    ),
    # initializers.py
    "normal": Given("08", "a sibling of he_normal, with half of Glorot's variance"),
    "uniform": Given("13", "a sibling of glorot_uniform, with a fixed bound"),
    "glorot_uniform": Written("08", "glorot_uniform"),
    "he_normal": Written("08", "he_normal"),
    "zeros": Given("08", "the start that fails"),
    # layers.py
    "Layer.forward": Given("12", "says that it is to be written"),
    "Layer.backward": Given("12", "says that it is to be written"),
    "Layer.draw": Given("12", "does nothing"),
    "Layer.named_params": Given("11", "names for saving", "save_params"),
    "FCLayer.forward": Written("07", "FCLayer"),
    "FCLayer.backward": Written("09", "FCLayer"),
    "FCLayer.backward_params": Given("09", "the first two of the learner's three lines"),
    "ActivationLayer.forward": Written("07", "ActivationLayer"),
    "ActivationLayer.backward": Written("09", "ActivationLayer"),
    "Dropout.forward": Written("12", "Dropout"),
    "Dropout.backward": Written("12", "backward"),
    "Dropout.draw": Given("12", "takes a random generator"),
    # optimizers.py
    "Optimizer.step": Given("06", "says that it is to be written"),
    "Optimizer.update": Given("06", "a copy, and a step"),
    "Optimizer.decay": Written("12", "DecayingAdam", "update"),
    "Optimizer.reset": Given("11", "back to the beginning", "a training that diverges"),
    "SGD.step": Written("06", "SGD", "update"),
    "RMSprop.step": Written("06", "RMSprop", "update"),
    "Adam.step": Written("06", "Adam", "update"),
    "Adagrad.step": Given("06", "RMSprop with a sum in place of a mean", "Adagrad"),
    # network.py
    "Network.add": Given("11", "appends to a list"),
    "Network.use": Given("11", "keeps what it gets"),
    "Network.forward": Written("11", "forward"),
    "Network.backward": Written("11", "backward"),
    "Network.sample_losses": Given("11", "one call of the loss"),
    "Network.fit": Written("11", "fit"),
    "Network.fit_epoch": Written("11", "fit_epoch"),
    "Network.predict": Written("11", "predict"),
    "Network.score": Written("11", "score"),
    "NeuralNetwork": Given("00", "the layers from one list of sizes"),
    # beside the path, and needed on it
    "numerical_derivative": Written("01", "numerical_derivative"),
    "numerical_jacobian": Written("02", "numerical_jacobian"),
    "numerical_gradient": Written("10", "numerical_gradient"),
    "relative_error": Written("10", "relative_error"),
    "to_categorical": Written("07", "to_categorical"),
    "normalize": Written("14", "normalize"),
    "standardize": Written("14", "standardize"),
    # steps on the way, which have no name of their own in nnlib
    "chain through the output": Written("04", "through_output", "through_output"),
    "softmax with cross-entropy": Written("04", "dz_softmax", "dz_softmax"),
    "sigmoid with cross-entropy": Written("04", "dz_sigmoid", "dz_sigmoid"),
    "gradient descent": Written("05", "descend", "descend"),
    "momentum": Written("05", "momentum_walk", "momentum_walk"),
    "nesterov": Written("05", "nesterov_walk", "nesterov_walk"),
    "batches": Written("06", "shuffled_batches", "shuffled_batches"),
    "loop forward": Written("07", "forward", "forward"),
    "weights gradient": Written("09", "weights_gradient", "weights_gradient"),
    "input gradient": Written("09", "input_gradient", "input_gradient"),
    "loop backward": Written("10", "backward", "backward"),
    "flatten": Written("10", "flatten", "flatten"),
    "restore": Written("10", "restore", "restore"),
    "three sets": Written("12", "split", "split"),
    "early stopping": Written("12", "EarlyStopping", "on_epoch_end"),
    "standardize by column": Written("14", "standardize_columns", "standardize_columns"),
    "soft targets": Written("15", "soften", "soften"),
    "learning-rate decay": Written("15", "Decay", "on_epoch_end"),
    "choice on validation samples": Written("15", "choose", "choose"),
    "shifted digits": Written("15", "shifted", "shifted"),
}
"""nnlib's names in the order of reading, then the names of steps that are part of its functions."""
