"""One version of nnlib, which trains what each line of the input says.

``versions.py`` runs this file in a process of its own, with PYTHONPATH set to a checkout. It
imports nothing from the benchmarks, which need the newest nnlib, and calls only what every version
has.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np

import nnlib


def network_for(optimizer: str, learning_rate: float) -> Any:
    """Return a network of 784-100-10 in float32, always with the same parameters."""
    return nnlib.NeuralNetwork(
        [784, 100, 10],
        (nnlib.relu, nnlib.d_relu),
        (nnlib.softmax, nnlib.d_softmax),
        (nnlib.categorical_crossentropy, nnlib.d_categorical_crossentropy),
        getattr(nnlib, optimizer)(learning_rate=learning_rate),
        dtype=np.float32,
        seed=0,
    )


def main() -> None:
    """For each line, train one epoch; print its seconds, its loss, and where nnlib comes from.

    The seconds are those of this process: what other programs take of its core is not in them.
    """
    (images, labels), _ = nnlib.load_mnist()
    digits = images.reshape(len(images), -1).astype(np.float32) / 255
    networks: dict[str, Any] = {}
    for line in sys.stdin:
        task = json.loads(line)
        rows = np.resize(np.arange(len(digits)), task["samples"])
        x, y = digits[rows], labels[rows]
        if line not in networks:
            networks[line] = network_for(task["optimizer"], task["learning_rate"])
        start = time.process_time()
        (loss,) = networks[line].fit(x, y, task["batch_size"], categorical=True, progress=False)
        seconds = time.process_time() - start
        print(json.dumps({"seconds": seconds, "loss": loss, "from": nnlib.__file__}), flush=True)


if __name__ == "__main__":
    main()
