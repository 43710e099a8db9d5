"""Python as the browser edition has it, under Node: nnlib runs, and what cannot work falls back.

Needs Node, and an archive of Pyodide that NNLIB_PYODIDE names.
"""

import json
import shutil
import subprocess
import zipfile

import pytest

from lite.packages import write_packages
from lite.pyodide import RUNTIME, digest

pytestmark = pytest.mark.slow

NODE = shutil.which("node")

needs_node = pytest.mark.skipif(NODE is None, reason="there is no Node on this machine")

SCRIPT = """
import { loadPyodide } from "FOLDER/pyodide.mjs";

const python = await loadPyodide({ indexURL: "FOLDER", env: { HOME: "/home", MPLBACKEND: "agg" } });
await python.loadPackage(["nnlib", "numpy", "tqdm", "ipython", "mlxtend"]);
try {
  console.log(await python.runPythonAsync(process.argv[2]));
  process.exit(0); // and leave what the kernel does between cells
} catch (error) {
  console.log(error.message);
  process.exit(1);
}
"""


@pytest.fixture(scope="module")
def folder(wheels, tmp_path_factory):
    """The folder with Python and all packages."""
    folder = tmp_path_factory.mktemp("lite") / "python"
    write_packages(folder, wheels)
    return folder


def test_the_lock_file_lists_every_file_and_its_hash(folder):
    lock = json.loads((folder / "pyodide-lock.json").read_text())["packages"]
    for package in lock.values():
        assert digest((folder / package["file_name"]).read_bytes()) == package["sha256"]
    files = {path.name for path in folder.iterdir()}
    assert files == {p["file_name"] for p in lock.values()} | {*RUNTIME, "pyodide-lock.json"}
    assert {"nnlib", "numpy", "tqdm", "ipywidgets", "scipy", "scikit-learn"} <= set(lock)


@needs_node
def test_modules_are_compiled_but_those_of_nnlib_which_lessons_show(folder):
    names = {}
    for pattern in ("python_stdlib.zip", "numpy-*.whl", "nnlib-*.zip"):
        (path,) = folder.glob(pattern)
        with zipfile.ZipFile(path) as file:
            names[path.name[:5]] = file.namelist()
    assert "json/decoder.pyc" in names["pytho"]
    assert "numpy/__init__.pyc" in names["numpy"]
    assert not any(name.endswith(".py") for name in names["pytho"] + names["numpy"])
    assert "nnlib/network.py" in names["nnlib"]


def run(folder, code):
    """Run Python code in Pyodide, and return what it printed; AssertionError where it stops."""
    script = folder / "in_node.mjs"
    script.write_text(SCRIPT.replace("FOLDER", folder.as_posix()))
    done = subprocess.run(
        [NODE, script, code], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


LESSON = """
import warnings
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.Completer.use_jedi = True  # as the kernel of the browser has it
import nnlib_at_start
nnlib_at_start.begin()
warnings.simplefilter("error")
import numpy as np
import nnlib
from nnlib.course import lesson_01
from nnlib.course.progress import noted

# A gradient check, and a training that learns.
x, y = nnlib.xor()
network = nnlib.NeuralNetwork(
    [2, 5, 1], (nnlib.tanh, nnlib.d_tanh), (nnlib.sigmoid, nnlib.d_sigmoid),
    (nnlib.binary_crossentropy, nnlib.d_binary_crossentropy), nnlib.Adam(0.1), seed=0,
)
start = network.params.copy()

def loss(params):
    network.params[:] = params
    return network.score(x, y)

gradient = network.backward(network.forward(x), y).copy()
assert nnlib.relative_error(gradient, nnlib.numerical_gradient(loss, start)) < 1e-6
network.params[:] = start
losses = network.fit(x, y, epochs=100, progress=False)
assert losses[-1] < 0.05 < losses[0]
assert network.score(x, y, accuracy=True) == 1

# The digits.
(x_train, y_train), (x_test, y_test) = nnlib.load_mnist()
assert x_train.shape == (4000, 28, 28)

# A file of parameters.
network.save_params("params.npz")
network.load_params("params.npz")

# The check of an exercise: an endless loop is stopped, a right answer is noted.
def endless(x):
    while True:
        x = x + 1

def d_tanh(x):
    return 1 - np.tanh(x) ** 2

assert lesson_01.d_tanh(endless) is not endless
assert lesson_01.d_tanh(d_tanh) is d_tanh
assert noted() == ["01 d_tanh"]

# A name that Tab completes.
shell.user_ns["np"] = np
with provisionalcompleter():
    assert [each.text for each in shell.Completer.completions("np.maxim", 8)] == ["np.maximum"]
"done"
"""


@needs_node
def test_nnlib_trains_checks_and_takes_note(folder):
    printed = run(folder, LESSON)
    assert "it does not come to an end" in printed
    assert "d_tanh is right. The lesson goes on with yours." in printed
    assert printed.endswith("done\n")
