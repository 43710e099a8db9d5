"""The recorded network of lesson 15: 784-800-10, trained on distorted digits, in a small file.

    python -m nnlib.course.mnist_network     trains it anew, which takes some minutes

Each weight is kept as an integer from -31 to 31. The integers of a neuron have one scale, set by
its largest weight. The file has a sixth of the size, and the answers stay nearly the same.
"""

import io
import sys
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from nnlib.course import recorded
from nnlib.course.files import write_whole
from nnlib.course.runs_mnist import DISTORTED, WIDE, new_network, three_parts, trained
from nnlib.network import NeuralNetwork
from nnlib.storage import read_arrays
from nnlib.types import Array

__all__ = ["pack", "recorded_network", "unpack"]

STEPS = 31
"""The largest integer: it stands for the largest weight of a neuron."""


def path() -> Path:
    """Where the file is: beside the recorded experiments."""
    return recorded.FOLDER / "mnist_network.npz"


def pack(network: NeuralNetwork) -> dict[str, Array]:
    """Return the parameters of a network as small integers, scales and biases, by name."""
    arrays = {}
    for number, (weights, bias) in enumerate(zip(network.weights, network.biases, strict=True)):
        scale = np.abs(weights).max(axis=0, keepdims=True) / STEPS
        arrays[f"weights_{number}"] = np.rint(weights / scale).astype(np.int8)
        arrays[f"scale_{number}"] = scale
        arrays[f"bias_{number}"] = bias
    return arrays


def unpack(arrays: dict[str, Array], network: NeuralNetwork) -> None:
    """Set the parameters of a network to those that were packed.

    >>> first, second = new_network(3, 0.1, seed=0), new_network(3, 0.1, seed=1)
    >>> unpack(pack(first), second)
    >>> bool(np.abs(first.params - second.params).max() < 0.1)
    True
    """
    for number, (weights, bias) in enumerate(zip(network.weights, network.biases, strict=True)):
        weights[:] = arrays[f"weights_{number}"] * arrays[f"scale_{number}"]
        bias[:] = arrays[f"bias_{number}"]


def recorded_network() -> NeuralNetwork:
    """Return the recorded network; where it cannot be read, say so and train a little one."""
    network = new_network(WIDE["hidden"], WIDE["rate"], seed=0)
    try:
        unpack(read_arrays(path()), network)
    except (OSError, ValueError, KeyError) as problem:
        print(
            f"The recorded network cannot be read ({problem}). In the folder of the course, "
            "python -m nnlib.course.mnist_network trains it anew. Until then: two epochs on a few "
            "digits, which makes far more errors."
        )
        network, _ = trained(three_parts(full=False), 0, **DISTORTED | {"epochs": 2})
    return network


def main() -> int:
    """Train the network of the first seed, and write it."""
    threadpool_limits(1)
    network, errors = trained(three_parts(full=True), 0, **DISTORTED)
    content = io.BytesIO()
    np.savez_compressed(content, **pack(network))  # type: ignore[arg-type]
    write_whole(path(), content.getvalue())
    print(f"{errors[-1]:.2f} % of the validation digits wrong: {path()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
