"""Commands for whoever restores a backup: erase again what it brought back, and scrub the database."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from app.extensions import db
from app.policies import SYSTEM, look
from app.refusals import Refused
from app.sequester import services

records = AppGroup("records", help="What was erased, and stays so.")


@records.command("replay-erasures")
@click.option("--list", "path", type=click.Path(path_type=Path), help="Another erasure list than the setting's.")
@click.option("--without-erasure-list", is_flag=True, help="Go on without a list: erased words may be back.")
def replay_erasures(path: Path | None, without_erasure_list: bool) -> None:
    """Erase again what a restored backup holds of the erasure list. Run it before anybody signs in.

    Example: flask --app wsgi records replay-erasures
    """
    look(db.session, SYSTEM)
    listed = services.listed_at(path)
    if not listed.exists:
        words = f"There is no erasure list at {listed.path}. What was erased before may be back."
        if without_erasure_list or (sys.stdin.isatty() and click.confirm(f"{words} Go on without it?")):
            click.echo(f"{words} Nothing was erased.")
            return
        click.echo(f"{words} Find the list, or say --without-erasure-list.", err=True)
        sys.exit(1)
    try:
        click.echo(services.replay(path))
    except Refused as refusal:
        click.echo(refusal.sentence, err=True)
        sys.exit(1)


@records.command("scrub")
def scrub() -> None:
    """Rewrite the database without the spare pages that still hold erased words; exit 1 where others are at it.

    Example: flask --app wsgi records scrub
    """
    is_clean = services.scrub_database()
    click.echo("The database holds no erased words." if is_clean else "The database is busy. Run it once more.")
    sys.exit(0 if is_clean else 1)
