"""The full MNIST: where it is, its files, and how to get it through Keras."""

import gzip
import importlib.util
import json
import os
import sys
import zlib
from pathlib import Path

import numpy as np

from nnlib.errors import MissingFile, MissingPackage, WrongValue
from nnlib.storage import read_arrays
from nnlib.types import Array

Split = tuple[tuple[Array, Array], tuple[Array, Array]]
"""Training data and test data, each as images and labels."""

FULL_SHAPES = {
    "x_train": (60_000, 28, 28),
    "y_train": (60_000,),
    "x_test": (10_000, 28, 28),
    "y_test": (10_000,),
}
"""The arrays of the full MNIST, named as in Keras's file."""

IDX_FILES = {
    "x_train": "train-images?idx3-ubyte",
    "y_train": "train-labels?idx1-ubyte",
    "x_test": "t10k-images?idx3-ubyte",
    "y_test": "t10k-labels?idx1-ubyte",
}
"""The files in which MNIST was published; ? is a hyphen, or a dot where they were unpacked."""

TRAINING_BACKENDS = ("jax", "torch", "tensorflow")
"""The libraries that Keras can train with, the lightest first."""

KERAS_BACKENDS = (*TRAINING_BACKENDS, "numpy", "openvino")
"""The libraries that Keras can compute with."""

KERAS_CURE = (
    "In a terminal, in the folder of the course: make keras. "
    "In a notebook: %pip install keras jax, then restart the kernel"
)
"""What to do where Keras, or what it computes with, is missing."""

CURE = (
    "Let the environment variable NNLIB_MNIST name the mnist.npz that Keras downloads, or a folder "
    "with the four files of MNIST (train-images-idx3-ubyte.gz and so on); or unset it"
)
"""What to do about a file that is not the full MNIST."""


def full_mnist_path() -> Path:
    """Where the full MNIST should be: where NNLIB_MNIST says, else where Keras keeps it.

    An empty NNLIB_MNIST counts as not set, and ``~`` is the home folder.
    """
    named = os.environ.get("NNLIB_MNIST")
    return Path(os.path.expanduser(named)) if named else _keras_folder() / "datasets" / "mnist.npz"


def read_mnist(path: Path) -> Split:
    """Read the full MNIST from Keras's mnist.npz, or from a folder with its four IDX files.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It is something else than MNIST.
    """
    if path.is_dir():
        arrays = {name: _read_idx(path, pattern) for name, pattern in IDX_FILES.items()}
    else:
        try:
            arrays = read_arrays(path)
        except FileNotFoundError as error:
            raise MissingFile(f"{error} {CURE}.") from None
        except ValueError as error:
            raise WrongValue(f"{error} {CURE}.") from None
    _check_mnist(arrays, path)
    return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])


def download_mnist() -> Split:
    """Get the full MNIST through Keras, which downloads it once and checks it.

    Raises:
        FileNotFoundError: Keras is not installed, cannot be imported, or cannot download it.
    """
    try:
        choose_keras_backend()
        from keras.datasets import mnist
    except MissingPackage as error:
        raise _absent(str(error)) from error
    except Exception as error:
        raise _absent(f"Keras {import_problem('keras', error)}. Mend it") from error
    try:
        split: Split = mnist.load_data()
    except Exception as error:
        problem = f"Keras could not download it ({error})"
        raise _absent(f"{problem}. Connect to the internet once") from error
    return split


def _absent(problem_and_cure: str) -> MissingFile:
    """Return an error that says why the full MNIST is not there, and what to do."""
    return MissingFile(
        f"the full MNIST cannot be loaded: {problem_and_cure}; or bring the mnist.npz of another "
        "machine (Keras keeps it in ~/.keras/datasets) and name its path in the environment "
        "variable NNLIB_MNIST. load_mnist() without full=True needs neither."
    )


def _read_idx(folder: Path, pattern: str) -> Array:
    """Read a file in the IDX format, compressed or not.

    Two zero bytes, the type (8 is uint8), the number of dimensions, the size of each as a
    big-endian int32, and then the numbers.
    """
    path = next((each for each in sorted(folder.glob(pattern + "*")) if each.is_file()), None)
    if path is None:
        file = pattern.replace("?", "-")
        raise MissingFile(f"the folder {folder} contains no {file} (or {file}.gz). {CURE}.")
    try:
        content = path.read_bytes()
        if content.startswith(b"\x1f\x8b"):
            content = gzip.decompress(content)
        if not content.startswith(b"\0\0\x08"):
            raise ValueError(f"it begins with {content[:8]!r}")
        dimensions = content[3]
        shape = np.frombuffer(content, ">i4", dimensions, offset=4)
        return np.frombuffer(content, np.uint8, offset=4 + 4 * dimensions).reshape(shape).copy()
    except (EOFError, OSError, IndexError, ValueError, zlib.error) as error:
        problem = f"{path} is not a whole IDX file: {error}"
        raise WrongValue(f"{problem}. Download it again.") from None


def _check_mnist(arrays: dict[str, Array], path: Path) -> None:
    """Raise a ValueError where these are not the arrays of the full MNIST."""
    if missing := set(FULL_SHAPES) - set(arrays):
        contents = ", ".join(arrays) or "nothing"
        expected = ", ".join(sorted(missing))
        raise WrongValue(f"{path} contains {contents}, expected {expected} too. {CURE}.")
    for name, shape in FULL_SHAPES.items():
        array = arrays[name]
        if array.shape != shape:
            problem = f"has shape {array.shape}, expected {shape}"
        elif array.dtype != np.uint8:
            problem = f"is {array.dtype}, expected uint8: whole numbers from 0 to 255"
        elif name.startswith("y") and array.max() > 9:
            problem = f"contains {array.max()}, expected labels from 0 to 9"
        elif name.startswith("y") and np.ptp(np.bincount(array, minlength=10)) == 0:
            problem = "has as many of each label, as Fashion-MNIST has"
        else:
            continue
        raise WrongValue(f"{name} in {path} {problem}: it is not MNIST. {CURE}.")


def _is_missing(package: str, error: Exception) -> bool:
    """Whether an import failed because this package is not installed."""
    return isinstance(error, ModuleNotFoundError) and error.name == package


def import_problem(package: str, error: Exception) -> str:
    """Say why a package cannot be imported, as the end of a sentence."""
    if _is_missing(package, error):
        return "is not installed"
    return f"cannot be imported ({type(error).__name__}: {error})"


def _keras_folder() -> Path:
    """The folder in which Keras keeps its settings and what it has downloaded."""
    if named := os.environ.get("KERAS_HOME"):
        return Path(named)
    home = os.path.expanduser("~")
    return Path(home if os.access(home, os.W_OK) else "/tmp", ".keras")


def choose_keras_backend() -> None:
    """Let Keras compute with a library that is installed, unless somebody has chosen one.

    Raises:
        ImportError: Keras is not installed, or no library that it can train with.
    """
    if importlib.util.find_spec("keras") is None:
        raise MissingPackage(f"Keras is not installed. {KERAS_CURE}")
    if os.environ.get("KERAS_BACKEND") or "keras" in sys.modules:
        return
    try:
        chosen = json.loads((_keras_folder() / "keras.json").read_text())["backend"]
    except (OSError, ValueError, KeyError, TypeError):
        chosen = None
    installed = [name for name in KERAS_BACKENDS if importlib.util.find_spec(name)]
    # Keras itself writes TensorFlow into this file, so it need not be what anybody has chosen.
    if chosen in installed:
        return
    if not set(installed) & set(TRAINING_BACKENDS):
        raise MissingPackage(
            f"Keras is installed, and nothing that it can compute with. {KERAS_CURE}. "
            "On an Intel Mac, for which there is no jax, take torch or tensorflow in its place"
        )
    os.environ["KERAS_BACKEND"] = installed[0]
