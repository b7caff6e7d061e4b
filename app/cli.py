"""Commands for the people who run the app."""

import signal
import sys
from threading import Event
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from app import database, logs, revisions, schedule, schema
from app.accounts.commands import users
from app.demo.commands import demo
from app.extensions import db
from app.history import verify_chains
from app.imports.commands import imports
from app.letters.commands import letters
from app.mailing.commands import receive
from app.operations import services as operations
from app.operations.commands import backup, doctor
from app.policies import SYSTEM, look
from app.reminders.commands import mail, reminders
from app.reports.commands import report
from app.search.commands import search
from app.sequester import services as sequester
from app.sequester.commands import records
from config import BadSetting, Settings

WITHOUT_HOUSE = frozenset({"letters", "doctor"})
# What may run in a data folder that a restore has not finished.
MENDING = WITHOUT_HOUSE | {"backup"}

schema_group = AppGroup("db", help="The database's schema.")
audit = AppGroup("audit", help="The history's chains.")
timetable = AppGroup("schedule", help="What runs by itself.")


def init_app(app: Flask) -> None:
    for group in (
        schema_group,
        users,
        audit,
        timetable,
        backup,
        demo,
        imports,
        letters,
        mail,
        records,
        reminders,
        report,
        search,
    ):
        app.cli.add_command(group)
    app.cli.add_command(doctor)
    mail.add_command(receive)
    settings: Settings = app.extensions["tecum"]
    if settings.erasure_list.is_file():
        operations.know_erasures(sequester.erase_listed)
    may_run = MENDING if database.is_unfinished(settings.data_dir) else app.cli.commands.keys()
    may_run = WITHOUT_HOUSE if settings.missing else may_run
    for name, command in app.cli.commands.items():
        if name not in may_run:
            refuse(command, settings)


def refuse(command: click.Command, settings: Settings) -> None:
    """A command says which setting is missing, or that a restore was not finished; only those that may run do."""

    def invoke(_context: click.Context) -> Any:
        try:
            settings.demand_complete()
            database.demand_finished(settings)
        except BadSetting as refusal:
            click.echo(str(refusal), err=True)
            sys.exit(1)

    command.invoke = invoke  # type: ignore[method-assign, assignment]


@schema_group.command("upgrade")
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the database to REVISION (the newest).  Example: flask --app wsgi db upgrade"""
    current_app.extensions["tecum"].keep_secret()
    schema.upgrade(db.engine, revision)
    click.echo(f"The database is at {revisions.current(db.engine)}.")


@schema_group.command("downgrade")
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the database back to REVISION.  Example: flask --app wsgi db downgrade -1"""
    schema.downgrade(db.engine, revision)
    click.echo(f"The database is at {revisions.current(db.engine) or 'no revision'}.")


@schema_group.command("revision")
@click.option("-m", "--message", required=True, help="What changes, in a few words.")
def revision(message: str) -> None:
    """Write a new revision from the models.  Example: flask --app wsgi db revision -m "add claims" """
    schema.revise(db.engine, message)


@schema_group.command("check")
def check() -> None:
    """Fail where the models differ from the database.  Example: flask --app wsgi db check"""
    schema.check(db.engine)


@timetable.command("run")
def run_schedule() -> None:
    """Run reminders and send mail by itself, until stopped; a second one waits for the first.

    Example: flask --app wsgi schedule run
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    database.demand_ready(app, db)
    logs.begin(app.extensions["tecum"])
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    schedule.run(app, stop)


@audit.command("verify")
def verify() -> None:
    """Check every chain of the history; exit 1 and name the row where one does not hold.

    Example: flask --app wsgi audit verify
    """
    look(db.session, SYSTEM)
    problems = 0
    for finding in verify_chains(db.session):
        problems += finding.is_broken
        click.echo(finding.sentence)
    sys.exit(1 if problems else 0)
