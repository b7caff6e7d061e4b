"""`make run`: migrate, fill an empty database with the demonstration, serve it on this machine, remind and keep mail.

The house is imported late: where the database is ready the web workers start at once, and this process loads the house
(which it needs for the sign-in link) beside them.
"""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from threading import Event
from types import ModuleType
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
PORT = os.environ.get("PORT") or "8000"
PATIENCE = 60.0

sys.path.insert(0, str(ROOT))
os.chdir(ROOT)
os.environ.setdefault("TECUM_BASE_URL", f"http://{HOST}:{PORT}")

from app.revisions import needed  # noqa: E402 - the settings above come first
from config import Settings  # noqa: E402


def main() -> int:
    demand_free_port()
    settings = Settings.from_environment()
    if not settings.is_trial:
        refuse("make run serves a trial on this machine. For production see docs/install.md.")
    if not looks_ready(settings):
        house().prepare(settings)
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    children = [start_web()]
    try:
        return attend(settings, children, stop)
    finally:
        end(children)


def house() -> ModuleType:
    """What needs the house, imported when it is needed."""
    import deploy.house  # noqa: PLC0415 - late, on purpose

    return deploy.house


def attend(settings: Settings, children: list[subprocess.Popen[bytes]], stop: Event) -> int:
    """Say where it is served once it is, then wait until somebody stops it or a part of it dies."""
    announce = house().announce
    if not answers(children, stop):
        if not stop.is_set():
            print("Tecum did not start; see the lines above.", file=sys.stderr)
        return 0 if stop.is_set() else 1
    announce(settings)
    children.append(start_schedule())
    while not stop.wait(0.5):
        if any(child.poll() is not None for child in children):
            print("A part of Tecum has stopped; see the lines above.", file=sys.stderr)
            return 1
    return 0


def demand_free_port() -> None:
    if not PORT.isdecimal() or not 0 < int(PORT) < 65536:
        refuse(f"PORT={PORT} is not a port from 1 to 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(PORT)))
        except OSError:
            refuse(f"Port {PORT} is taken. Stop what uses it, or choose another: make run PORT=8001")


def refuse(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise SystemExit(1)


def looks_ready(settings: Settings) -> bool:
    """Whether the database is at the newest revision and holds an office; asked without loading anything."""
    path = Path(settings.database_url.removeprefix("sqlite:///"))
    if not settings.database_url.startswith("sqlite:///") or not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            return revision == needed() and connection.execute("SELECT 1 FROM office LIMIT 1").fetchone() is not None
    except (sqlite3.Error, TypeError):
        return False


def start_web() -> subprocess.Popen[bytes]:
    options = ["--interface", "wsgi", "--host", HOST, "--port", PORT, "--workers", "1", "--blocking-threads", "4"]
    options += ["--backpressure", "128", "--no-ws", "--respawn-failed-workers", "--workers-kill-timeout", "10"]
    return start("granian", *options, "--log-level", "warning", "wsgi:app")


def start_schedule() -> subprocess.Popen[bytes]:
    return start("flask", "--app", "wsgi", "schedule", "run")


def start(module: str, *arguments: str) -> subprocess.Popen[bytes]:
    """A child that a Ctrl-C in the terminal does not reach: it is stopped by us."""
    environment = {name: value for name, value in os.environ.items() if name != "FLASK_RUN_FROM_CLI"}
    return subprocess.Popen([sys.executable, "-m", module, *arguments], env=environment, start_new_session=True)


def answers(children: list[subprocess.Popen[bytes]], stop: Event) -> bool:
    for _ in range(int(PATIENCE / 0.1)):
        if stop.wait(0.1) or any(child.poll() is not None for child in children):
            return False
        try:
            with urllib.request.urlopen(f"http://{HOST}:{PORT}/healthz", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            continue
    return False


def end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


if __name__ == "__main__":
    sys.exit(main())
