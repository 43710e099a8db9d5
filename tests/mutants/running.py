"""How a mutant meets the tests: in a process that is forked from one that has imported the rest."""

import ast
import contextlib
import gc
import importlib.machinery
import inspect
import json
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, NamedTuple

import pytest
from changes import Change

ROOT = Path(__file__).resolve().parents[2]
CORE = sorted(
    path.stem for path in (ROOT / "nnlib").glob("*.py") if path.stem not in ("__init__", "types")
)
FOUND = ROOT / ".pytest_cache" / "mutants.json"
WORKERS = os.cpu_count() or 1
TEMPORARY = tempfile.TemporaryDirectory()

LEFT_OUT = ["cacheprovider", "xdist", "logging", "unraisableexception", "threadexception"]
PYTEST = ["-q", "-x", "-m", "not exhaustive", *(f"-pno:{plugin}" for plugin in LEFT_OUT)]

Work = tuple[str, Change, list[str]]


class Tests(NamedTuple):
    """How long each test takes, and for each line of a module the tests that run it."""

    times: dict[str, float]
    by_line: dict[str, dict[int, set[str]]]

    def that_run(self, module: str, node: ast.AST | None = None) -> list[str]:
        """Return the tests that run a line of this node, or of the module, the fastest first."""
        lines = self.by_line[module]
        first = getattr(node, "lineno", 1)
        last = getattr(node, "end_lineno", None) or max(lines, default=0)
        found = set().union(*(lines.get(line, ()) for line in range(first, last + 1)))
        return sorted(found, key=self.times.__getitem__)


class Tracer:
    """A pytest plugin: notes how long each test takes, and which lines of the core it runs."""

    def __init__(self) -> None:
        self.modules = {str(ROOT / f"nnlib/{name}.py"): name for name in CORE}
        self.times: dict[str, float] = {}
        self.lines: dict[str, list[tuple[str, int]]] = {}

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Run a test under a trace function."""
        seen: set[tuple[str, int]] = set()

        def on_line(frame: FrameType, event: str, argument: Any) -> Any:
            seen.add((self.modules[frame.f_code.co_filename], frame.f_lineno))
            return on_line

        def on_call(frame: FrameType, event: str, argument: Any) -> Any:
            # Not the body of a module or a class: who imports it first is a matter of chance.
            is_function = frame.f_code.co_flags & inspect.CO_OPTIMIZED
            if is_function and frame.f_code.co_filename in self.modules:
                return on_line(frame, event, argument)
            return None

        start = time.perf_counter()
        threading.settrace(on_call)
        sys.settrace(on_call)
        yield
        sys.settrace(None)
        threading.settrace(None)  # type: ignore[arg-type]
        self.times[item.nodeid] = time.perf_counter() - start
        self.lines[item.nodeid] = sorted(seen)

    def pytest_sessionfinish(self) -> None:
        """Keep what was found."""
        FOUND.parent.mkdir(exist_ok=True)
        FOUND.write_text(json.dumps([self.times, self.lines]), encoding="utf-8")


class Chosen:
    """A pytest plugin: of the collected tests only these, in this order, until one fails."""

    def __init__(self, names: list[str]) -> None:
        self.place = {name: number for number, name in enumerate(names)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Drop the others, and sort these."""
        items[:] = [item for item in items if item.nodeid in self.place]
        items.sort(key=lambda item: self.place[item.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """End the process at a failure: to tidy up would take longer than the tests."""
        if report.failed:
            os._exit(1)


def prepare() -> Tests:
    """Import what the tests import, and run them once, to see which lines they run."""
    os.environ["OMP_NUM_THREADS"] = "1"
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    with silence():
        pytest.main([*PYTEST, "--collect-only", "tests/core"])
    for name, module in list(sys.modules.items()):
        folders = Path(getattr(module, "__file__", None) or "/").parents
        is_fresh = ROOT / "nnlib" in folders or ROOT / "tests/core" in folders
        if is_fresh or name.startswith("conftest"):
            del sys.modules[name]
    gc.freeze()  # or each process would look through all this, and copy it
    return tests_of_lines()


def tests_of_lines() -> Tests:
    """Run the tests once, unless nothing has changed since."""
    files = [*(ROOT / "nnlib").glob("*.py"), *(ROOT / "tests").glob("core/*.py"), Path(__file__)]
    newest = max(file.stat().st_mtime for file in files)
    if not FOUND.exists() or FOUND.stat().st_mtime < newest:
        print("Running the tests once, to see which lines they run ...", flush=True)
        tracer = Tracer()
        process = fork(lambda: pytest.main([*PYTEST, "tests/core"], plugins=[tracer]), 1800)
        if os.waitpid(process, 0)[1]:
            sys.exit("The tests of the core fail as they are: mutants would say nothing.")
    times, lines = json.loads(FOUND.read_text(encoding="utf-8"))
    by_line: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for test, places in lines.items():
        for module, line in places:
            by_line[module][line].add(test)
    return Tests(times, by_line)


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Print nothing, not from C either."""
    kept, null = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(null)


def fork(work: Callable[[], int], seconds: float) -> int:
    """Do this in a process of its own, for so long at most; return the number of the process."""
    sys.stdout.flush()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # JAX fears for its threads, which it has not started
        process = os.fork()
    if process:
        return process
    os.setpgid(0, 0)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    PYTEST.append(f"--basetemp={TEMPORARY.name}/{os.getpid()}")
    with silence():
        os._exit(work())


def all_passed(module: str, tree: ast.Module, work: Iterable[Work], tests: Tests) -> Iterator[str]:
    """Yield the mutants that pass all their tests, as soon as they have."""
    running: dict[int, str] = {}
    for text, change, names in work:
        if len(running) == WORKERS:
            yield from _next_passed(running)
        seconds = 20 + 5 * sum(tests.times[name] for name in names)
        running[fork(lambda c=change, n=names: meet(c, tree, module, n), seconds)] = text
    while running:
        yield from _next_passed(running)


def _next_passed(running: dict[int, str]) -> Iterator[str]:
    process, status = os.wait()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)  # what a test had started, and the mutant left behind
    shutil.rmtree(f"{TEMPORARY.name}/{process}", ignore_errors=True)
    text = running.pop(process)
    if status == 0:
        yield text


def meet(change: Change, tree: ast.Module, module: str, tests: list[str]) -> int:
    """Make the mutant, and return 0 if it passes the tests."""
    change.put(change.new)
    use(tree, module)
    files: dict[str, list[str]] = defaultdict(list)
    for test in tests:
        files[test.split("::")[0]].append(test)
    # First the file that knows most of it: to collect them all takes longer than most mutants live.
    likely, *others = sorted(files, key=lambda file: -len(files[file])) or [""]
    for part in [likely], others:
        chosen = Chosen([test for file in part for test in files[file]])
        if chosen.place and (code := pytest.main([*PYTEST, *part], plugins=[chosen])):
            return code
    return 0


def use(tree: ast.Module, module: str) -> None:
    """Have a module of nnlib imported from a syntax tree, under the name of its file."""

    class Loader(importlib.machinery.SourceFileLoader):
        def get_code(self, fullname: str) -> CodeType:
            return compile(tree, self.path, "exec")

    class Finder(importlib.machinery.PathFinder):
        @classmethod
        def find_spec(cls, fullname: str, path: Any = None, target: Any = None) -> Any:
            if fullname != f"nnlib.{module}":
                return None
            spec = super().find_spec(fullname, path, target)
            spec.loader = Loader(fullname, spec.origin)
            return spec

    sys.meta_path.insert(0, Finder)
