"""`make run`: migrate, fill an empty database with the demonstration, serve it on this machine, remind and keep mail."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from threading import Event
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
PORT = os.environ.get("PORT") or "8000"
FIRST_ADMINISTRATOR = "administrator@example.gov"
PATIENCE = 60.0

sys.path.insert(0, str(ROOT))
os.chdir(ROOT)
os.environ.setdefault("TECUM_BASE_URL", f"http://{HOST}:{PORT}")

import sqlalchemy as sa  # noqa: E402 - the settings above come first
from flask import Flask  # noqa: E402
from flask.cli import ScriptInfo  # noqa: E402

from app import create_app  # noqa: E402
from app.accounts import services as accounts  # noqa: E402
from app.extensions import db  # noqa: E402
from app.models import Office, User  # noqa: E402
from app.policies import SYSTEM, look  # noqa: E402
from config import Settings  # noqa: E402


def main() -> int:
    demand_free_port()
    settings = Settings.from_environment()
    if not settings.is_trial:
        refuse("make run serves a trial on this machine. For production see docs/install.md.")
    app = create_app(settings)
    prepare(app)
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    children = [start_web()]
    try:
        return attend(app, children, stop)
    finally:
        end(children)


def attend(app: Flask, children: list[subprocess.Popen[bytes]], stop: Event) -> int:
    """Say where it is served once it is, then wait until somebody stops it or a part of it dies."""
    if not answers(children, stop):
        if not stop.is_set():
            print("Tecum did not start; see the lines above.", file=sys.stderr)
        return 0 if stop.is_set() else 1
    announce(app)
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


def prepare(app: Flask) -> None:
    """Bring the database up to date, and fill an empty one."""
    command(app, "db", "upgrade")
    with app.app_context():
        look(db.session, SYSTEM)
        is_empty = db.session.scalar(sa.select(sa.func.count()).select_from(Office)) == 0
    if is_empty and "demo" in app.cli.commands:
        print("Loading the demonstration docket ...", flush=True)
        command(app, "demo", "load")


def command(app: Flask, group: str, *arguments: str) -> None:
    """Run one of the application's commands in this process."""
    info: Any = ScriptInfo(create_app=lambda: app)
    code = app.cli.commands[group].main(list(arguments), prog_name=group, standalone_mode=False, obj=info)
    if code:
        refuse(f"{group} {' '.join(arguments)} failed.")


def start_web() -> subprocess.Popen[bytes]:
    options = ["--interface", "wsgi", "--host", HOST, "--port", PORT, "--workers", "2", "--blocking-threads", "2"]
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


def announce(app: Flask) -> None:
    """The address, and a fresh one-time link for whoever administers this installation."""
    with app.app_context():
        look(db.session, SYSTEM)
        found = db.session.scalar(
            sa.select(User).where(User.is_administrator, User.active).order_by(User.create_datetime).limit(1)
        )
        person = found or accounts.create_administrator(email=FIRST_ADMINISTRATOR, name="Administrator")
        link = accounts.make_sign_in_link(person, by=None)
        name = person.name
    address = app.extensions["tecum"].base_url
    print(f"\nTecum is at {address}   (mail is kept at {address}/dev/mail; stop with Ctrl-C)")
    print(f"Sign in as {name}, once: {link}\n", flush=True)


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
