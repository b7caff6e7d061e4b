"""A server under measurement, with the CPU time and memory of its processes; and the client that drives it."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

ROOT = Path(__file__).parent.parent


class Server:
    """gunicorn with two sync workers, as a context manager."""

    def __init__(self, target: str, environment: Mapping[str, str], extra: tuple[psutil.Process, ...] = ()) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "-w",
            "2",
            "-b",
            f"127.0.0.1:{self.port}",
            "--log-level",
            "error",
            target,
        ]
        self.process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})
        self.extra = extra

    def __enter__(self) -> Self:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return self
        raise RuntimeError("the server did not answer")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.terminate()
        self.process.wait(20)

    def processes(self) -> list[psutil.Process]:
        leader = psutil.Process(self.process.pid)
        others = [each for parent in self.extra for each in family(parent)]
        return [*family(leader), *others]

    def cpu(self) -> float:
        """Seconds of CPU that the server (and its database) has used."""
        total = 0.0
        for process in self.processes():
            with contextlib.suppress(psutil.NoSuchProcess):  # A database ends an idle backend when it likes.
                total += sum(process.cpu_times()[:4])  # Its children that have ended are in its own times.
        return total

    def memory(self) -> float:
        """Megabytes resident in the master and its workers."""
        leader = psutil.Process(self.process.pid)
        return sum(p.memory_info().rss for p in [leader, *leader.children(recursive=True)]) / 1e6


def family(parent: psutil.Process) -> list[psutil.Process]:
    """The process and all below it; asked again where one ended between being listed and being looked at."""
    while True:
        with contextlib.suppress(psutil.NoSuchProcess):
            return [parent, *parent.children(recursive=True)]


def drive(server: Server, path: str, times: int, *, cookie: str = "", bodies: list[bytes] | None = None) -> float:
    """Ask `times` pages one after the other; returns milliseconds of server CPU for each."""
    before = server.cpu()
    for turn in range(times):
        ask(server, path, cookie=cookie, body=bodies[turn] if bodies else None)
    return (server.cpu() - before) / times * 1000


def ask(server: Server, path: str, *, cookie: str = "", body: bytes | None = None) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    headers = {"Cookie": f"tecum={cookie}"} if cookie else {}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request("GET" if body is None else "POST", path, body=body, headers=headers)
    response = connection.getresponse()
    text = response.read()
    connection.close()
    wanted = 200 if body is None else 302
    if response.status != wanted:
        problems = text[text.find(b"There is a problem") :][:600]
        raise RuntimeError(f"{path} answered {response.status}: {problems!r}")
