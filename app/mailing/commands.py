"""The command that takes what a mail server sends back."""

import sys
from typing import BinaryIO

import click
from flask.cli import with_appcontext

from app import delivery_notice
from app.mailing import services
from app.refusals import Refused


@click.command("receive")
@click.argument("file", type=click.File("rb"))
@with_appcontext
def receive(file: BinaryIO) -> None:
    """Take one mail from FILE (- for standard input): a notice that a mail of ours could not be delivered.

    Automatic replies and our own mail are let pass without a trace, exit 0; anything else is refused, exit 1.
    Nothing is ever answered.

    Example: flask --app wsgi mail receive - < notice.eml
    """
    try:
        notice = delivery_notice.read(file.read(delivery_notice.LARGEST + 1))
        click.echo(services.take_notice(notice))
    except Refused as refusal:
        click.echo(refusal.sentence, err=True)
        sys.exit(1)
