"""`import chamber`: the days of a chamber's calendar, taken in whole or not at all."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from app.deadlines import calendar_queries as queries
from app.deadlines import calendar_services as services
from app.extensions import db
from app.models.deadline_picklists import DayKind
from app.models.picklists import Chamber
from app.policies import SYSTEM, look
from app.refusals import Refused


@click.command("chamber")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--chamber", "name", type=click.Choice(["house", "senate"], case_sensitive=False), required=True)
@click.option("--kind", type=click.Choice(["session", "legislative"], case_sensitive=False), required=True)
@click.option("--by", "email", required=True, help="The e-mail address of the person who answers for it.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@with_appcontext
def chamber(file: Path, name: str, kind: str, email: str, dry_run: bool) -> None:
    """Take in the legislative or session days of a chamber from FILE (CSV or iCalendar).

    Due dates that are counted by them move in the same act. The same file again changes nothing.

    \b
    Example:
      flask --app wsgi import chamber senate-2019.csv --chamber senate --kind session --by clerk@example.gov
    """
    look(db.session, SYSTEM)
    try:
        told = services.told_of_file(file, chamber=Chamber(name.upper()), kind=DayKind(kind.upper()))
        by = queries.person_named(email)
        if by is None:
            raise Refused(f"Nobody with the address {email} has an account here.")
        done = services.preview(told) if dry_run else services.take_in(told, by=by)
    except Refused as refusal:
        db.session.rollback()
        raise click.ClickException(refusal.sentence) from refusal
    click.echo(f"{done.change.added} days added, {done.change.removed} removed; {done.total} due dates moved.")
    if dry_run:
        db.session.rollback()
        click.echo("Nothing was changed: this was a dry run.")
