"""The parts of `make run` that need the house: the database made ready, and the one-time sign-in link."""

from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.cli import ScriptInfo

from app import create_app
from app.accounts import services as accounts
from app.extensions import db
from app.models import Office, User
from app.policies import SYSTEM, look
from config import Settings

FIRST_ADMINISTRATOR = "administrator@example.gov"


def prepare(settings: Settings) -> None:
    """Bring the database up to date, and fill an empty one."""
    app = create_app(settings)
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
        raise SystemExit(f"{group} {' '.join(arguments)} failed.")


def announce(settings: Settings) -> None:
    """The address, and a fresh one-time link for whoever administers this installation."""
    app = create_app(settings, serving=True)
    with app.app_context():
        look(db.session, SYSTEM)
        found = db.session.scalar(
            sa.select(User).where(User.is_administrator, User.active).order_by(User.create_datetime).limit(1)
        )
        person = found or accounts.create_administrator(email=FIRST_ADMINISTRATOR, name="Administrator")
        link = accounts.make_sign_in_link(person, by=None)
        name = person.name
    address = settings.base_url
    print(f"\nTecum is at {address}   (mail is kept at {address}/dev/mail; stop with Ctrl-C)")
    print(f"Sign in as {name}, once: {link}\n", flush=True)
