"""A lesson runs on machines that are not like the author's: odd settings, folders and rights."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from jupyter_client.manager import KernelManager

from nnlib.course.editions import read, source_of

ROOT = Path(__file__).parents[2]
WHAT_A_LESSON_NEEDS = ("nnlib", "notebooks", "conftest.py", "pyproject.toml")
SANITIZE = "tests/notebooks/nbval_sanitize.cfg"
ONE = "notebooks/01_activations.ipynb"
TRAINING = "notebooks/14_mnist_input_scaling.ipynb"

pytestmark = pytest.mark.exhaustive


def can_run(*command):
    """Whether a command exists and may be used here."""
    return shutil.which(command[0]) is not None and (
        subprocess.run(command, capture_output=True, check=False).returncode == 0
    )


needs_a_network_of_its_own = pytest.mark.skipif(
    not can_run("unshare", "--net", "ip", "link", "set", "lo", "up"),
    reason="this machine does not let a test have a network of its own",
)
needs_a_mount_of_its_own = pytest.mark.skipif(
    not can_run("unshare", "--mount", "mount", "--bind", "-o", "ro", "/usr", "/mnt"),
    reason="this machine does not let a test mount a folder",
)


def assert_it_runs(lesson, folder=ROOT, before=(), **settings):
    """Run a lesson in a process of its own, and compare each output with the stored one.

    A setting of None is taken out of the environment.
    """
    environment = os.environ | {"PYTHONPATH": str(folder)} | settings
    environment = {name: value for name, value in environment.items() if value is not None}
    options = ["--quiet", "--nbval", "-p", "no:cacheprovider"]
    command = [*before, sys.executable, "-m", "pytest", *options, lesson]
    run = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-1000:]
    assert " passed" in run.stdout


@pytest.fixture
def copy_of_the_course(tmp_path):
    """A function that copies what a lesson needs into a folder of this name."""

    def copy(name):
        folder = tmp_path / name
        for each in WHAT_A_LESSON_NEEDS:
            source = ROOT / each
            target = folder / each
            target.parent.mkdir(parents=True, exist_ok=True)
            (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
        (folder / SANITIZE).parent.mkdir(parents=True)
        shutil.copy(ROOT / SANITIZE, folder / SANITIZE)
        return folder

    return copy


@pytest.mark.parametrize("threads", ["1", "2", "8"])
def test_with_any_number_of_threads(threads):
    assert_it_runs(TRAINING, OMP_NUM_THREADS=threads, OPENBLAS_NUM_THREADS=threads)


@pytest.mark.parametrize(
    "settings",
    [
        {"LC_ALL": "C", "LANG": None, "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"LC_ALL": "tr_TR.UTF-8"},
        {"MPLBACKEND": "Agg"},
        {"HOME": None},
        {"HOME": "/proc/no_home", "MPLCONFIGDIR": "/proc/no_home"},
        {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "40"},
        {"PYTHONHASHSEED": "1", "PYTHONOPTIMIZE": "1"},
        {"TZ": "Pacific/Kiritimati"},
    ],
    ids=lambda settings: next(iter(settings)) + "=" + str(next(iter(settings.values()))),
)
def test_with_settings_of_another_machine(settings):
    assert_it_runs(ONE, **settings)


@pytest.mark.parametrize("name", ["my course (2)", "мой курс", "神经网络", "l'été à 100 %"])
def test_in_a_folder_of_any_name(copy_of_the_course, name):
    assert_it_runs(ONE, folder=copy_of_the_course(name))


@needs_a_mount_of_its_own
def test_in_a_folder_in_which_nothing_can_be_written(copy_of_the_course):
    folder = copy_of_the_course("read_only")
    mount = f"mount --bind -o ro '{folder}' '{folder}' && cd '{folder}' && exec \"$@\""
    inside = ["unshare", "--mount", "sh", "-c", mount, "sh"]
    refused = subprocess.run([*inside, "touch", "new"], capture_output=True, text=True, check=False)
    assert "Read-only" in refused.stderr
    assert_it_runs(ONE, folder=folder, before=inside)


@needs_a_network_of_its_own
def test_without_a_network():
    inside = ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
    cards = subprocess.run(
        [*inside, "cat", "/proc/net/dev"], capture_output=True, text=True, check=True
    ).stdout.splitlines()[2:]
    assert [card.split(":")[0].strip() for card in cards] == ["lo"]
    assert_it_runs(TRAINING, before=inside)


def test_installed_as_a_wheel_from_elsewhere(copy_of_the_course, tmp_path):
    course, elsewhere = copy_of_the_course("course"), tmp_path / "elsewhere"
    for file in ("README.md", "LICENSE"):
        shutil.copy(ROOT / file, course)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    subprocess.run(
        [*pip, "--no-build-isolation", "--target", elsewhere, course], check=True, cwd=tmp_path
    )
    shutil.rmtree(course / "nnlib")
    where = [sys.executable, "-c", "import nnlib; print(nnlib.__file__)"]
    path = subprocess.run(
        where,
        cwd=course,
        env=os.environ | {"PYTHONPATH": str(elsewhere)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert path.startswith(str(elsewhere))
    (course / "nnlib").symlink_to(elsewhere / "nnlib")  # for the command line, which is in course
    assert_it_runs(ONE, folder=course)


@pytest.fixture
def kernel(tmp_path):
    """A Python of a notebook, as JupyterLab starts it."""
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=str(tmp_path), env=os.environ | {"PYTHONPATH": str(ROOT)})
    yield manager
    manager.shutdown_kernel(now=True)


def test_a_kernel_that_is_killed_in_the_middle_starts_again_and_runs_all(kernel):
    cells = [cell for cell in read(ROOT / ONE)["cells"] if cell["cell_type"] == "code"]
    run_cells(kernel, cells[: len(cells) // 2])
    os.kill(kernel.provisioner.pid, signal.SIGKILL)
    kernel.restart_kernel(now=True)
    run_cells(kernel, cells)


def run_cells(kernel, cells):
    client = kernel.blocking_client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    for cell in cells:
        reply = client.execute_interactive(
            source_of(cell), timeout=120, output_hook=lambda message: None, allow_stdin=False
        )
        may_fail = "raises-exception" in cell["metadata"].get("tags", [])
        assert may_fail or reply["content"]["status"] == "ok", reply["content"]
    client.stop_channels()
