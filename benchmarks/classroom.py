"""A class on one server: JupyterLab with a kernel for each student, who all run a lesson at once.

    python -m benchmarks.classroom                       thirty students, lesson 01, then lesson 14
    python -m benchmarks.classroom --students 5 --lesson 14

A student runs the cells one after the other, each as soon as the one before it is done: as fast as
nobody reads. It prints how long they wait, how much memory a kernel takes, and which cells failed.
Memory is the proportional share of Linux, in which what processes share is divided among them.
"""

import argparse
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
import websocket

from nnlib.course.editions import NOTEBOOKS, read, source_of
from nnlib.course.workbook import make_workbook


class Server(NamedTuple):
    """A JupyterLab that runs."""

    port: int
    token: str
    process: int

    def ask(self, path: str, body: dict | None = None) -> dict:
        """Ask the server's interface, and return what it answers."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=300) as answer:
            return json.load(answer)


class Visit(NamedTuple):
    """What a student saw: the seconds until the kernel answered, those of each cell, the errors."""

    start: float
    cells: list[float]
    errors: list[str]


@contextmanager
def jupyterlab(folder: Path) -> Iterator[Server]:
    """Start a JupyterLab in a folder, and stop it at the end, its kernels too."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token, options = secrets.token_hex(32), ["--no-browser", "--allow-root", "--ip=127.0.0.1"]
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *options, f"--port={port}", "--port-retries=0"],
        cwd=folder,
        env=os.environ | {"JUPYTER_TOKEN": token},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    server = Server(port, token, process.pid)
    try:
        wait_for(server)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=120)


def wait_for(server: Server) -> None:
    """Wait until a server answers, for five minutes at most."""
    for _ in range(600):
        try:
            server.ask("status")
            return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError("JupyterLab does not answer")


def visit(server: Server, cells: list[dict]) -> Visit:
    """Start a kernel, and run the cells in it, as a student does."""
    begin = time.perf_counter()
    kernel = server.ask("kernels", {"name": "python3", "path": ""})["id"]
    socket_of_kernel = websocket.create_connection(
        f"ws://127.0.0.1:{server.port}/api/kernels/{kernel}/channels",
        header=[f"Authorization: token {server.token}"],
        timeout=900,
    )
    run(socket_of_kernel, "1")
    start, seconds, errors = time.perf_counter() - begin, [], []
    for cell in cells:
        begin = time.perf_counter()
        error = run(socket_of_kernel, source_of(cell))
        seconds.append(time.perf_counter() - begin)
        if error and "raises-exception" not in cell["metadata"].get("tags", []):
            errors.append(error)
    socket_of_kernel.close()
    return Visit(start, seconds, errors)


def run(kernel: websocket.WebSocket, code: str) -> str | None:
    """Run a cell and wait for its end; return the error that it ended with, if any."""
    name = uuid.uuid4().hex
    header = {"msg_id": name, "msg_type": "execute_request", "version": "5.3"}
    content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
    message = {"header": header | {"username": "", "session": name}, "content": content}
    kernel.send(json.dumps(message | {"channel": "shell", "parent_header": {}, "metadata": {}}))
    while True:
        received = kernel.recv()
        if isinstance(received, bytes):
            continue  # the picture of an explorer
        answer = json.loads(received)
        is_ours = answer["parent_header"].get("msg_id") == name
        if is_ours and answer["msg_type"] == "execute_reply":
            reply = answer["content"]
            return (
                None if reply["status"] == "ok" else f"{reply.get('ename')}: {reply.get('evalue')}"
            )


def megabytes(process: int) -> float:
    """The memory of a process, its share of what several have in common."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def children(process: int) -> list[int]:
    """The processes that a process has started."""
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text(encoding="ascii").split()]


def measure(students: int, lesson: str) -> bool:
    """Let a class run a lesson, print what it was like, and return whether no cell failed."""
    path = next(NOTEBOOKS.glob(f"{lesson}_*.ipynb"))
    with tempfile.TemporaryDirectory() as folder:
        make_workbook(Path(folder) / "workbook")
        cells = read(Path(folder) / "workbook" / path.name)["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        begin = time.perf_counter()
        with jupyterlab(Path(folder) / "workbook") as server:
            with ThreadPoolExecutor(students) as everybody:
                visits = list(everybody.map(lambda _: visit(server, code), range(students)))
            took = time.perf_counter() - begin
            memory = [megabytes(kernel) for kernel in children(server.process)]
            own = megabytes(server.process)
    errors = [error for each in visits for error in each.errors]
    waits = np.array([each.cells for each in visits])
    starts = np.array([each.start for each in visits])
    print(f"\n{students} students, lesson {path.stem}, {len(code)} cells, {os.cpu_count()} cores")
    print(f"  until a kernel answers   {np.median(starts):6.1f} s, at most {starts.max():.1f} s")
    print(f"  all cells of a student   {np.median(waits.sum(axis=1)):6.1f} s in the middle")
    print(f"  a cell                   {np.median(waits):6.2f} s, at most {waits.max():.1f} s")
    print(f"  all students             {took:6.0f} s")
    print(f"  memory of a kernel       {np.median(memory):6.0f} MB, at most {max(memory):.0f} MB")
    print(f"  memory of all            {sum(memory) + own:6.0f} MB, {own:.0f} of them the server's")
    print(
        f"  cells that failed        {len(errors):6d}" + "".join(f"\n    {e}" for e in errors[:5])
    )
    return not errors


def main() -> int:
    """Measure the lessons that the command line asks for; return 1 if a cell failed, else 0."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=30)
    parser.add_argument("--lesson", nargs="+", default=["01", "14"])
    chosen = parser.parse_args()
    outcomes = [measure(chosen.students, lesson) for lesson in chosen.lesson]
    return int(not all(outcomes))


if __name__ == "__main__":
    sys.exit(main())
