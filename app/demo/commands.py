"""`demo load`: the demonstration docket into an empty database."""

import sys

import click
from flask.cli import AppGroup

from app.demo import services
from app.extensions import db
from app.policies import SYSTEM, look
from app.refusals import Refused

demo = AppGroup("demo", help="The demonstration docket.")


@demo.command("load")
def load() -> None:
    """Fill an empty database with the demonstration docket.  Example: flask --app wsgi demo load"""
    look(db.session, SYSTEM)
    try:
        made = services.load()
    except Refused as refusal:
        click.echo(refusal.sentence, err=True)
        sys.exit(1)
    click.echo("Loaded " + ", ".join(f"{number} {kind}" for kind, number in made.items()) + ".")
