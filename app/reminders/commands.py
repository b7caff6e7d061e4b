"""Commands that remind and that send mail by hand; the schedule does the same by itself."""

import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import click
from flask import current_app
from flask.cli import AppGroup

from app.clock import now
from app.reminders import services
from config import Settings

reminders = AppGroup("reminders", help="Reminders of deadlines.")
mail = AppGroup("mail", help="The mail in the outbox.")


@reminders.command("run")
@click.option("--at", help="Plan as if it were this moment, such as 2018-10-09T07:00.")
@click.option("--dry-run", is_flag=True, help="Only say who would get what, and why.")
def run_reminders(at: str | None, dry_run: bool) -> None:
    """Put the reminders that are due into the outbox; `mail deliver` sends them.

    Example: flask --app wsgi reminders run --at 2018-10-09T07:00 --dry-run
    """
    moment = read_moment(at) if at else now()
    if not dry_run:
        click.echo(f"{counted(services.plan(moment))} put into the outbox.")
        return
    singles, digests = 0, set[tuple[int, str]]()
    for due, in_digest in services.foresee(moment):
        singles += not in_digest
        if in_digest:
            digests.add((due.person.id, due.about.number.partition("-")[0]))
        how = " (in a digest)" if in_digest else ""
        click.echo(f"{due.about.number}  {due.step.key}  {due.person.email}: because {due.why}{how}.")
    click.echo(f"{counted(singles + len(digests))} would be put into the outbox.")


@mail.command("deliver")
def deliver_mail() -> None:
    """Send all that stands in the outbox, at once; exit 1 if anything could not be sent.

    Example: flask --app wsgi mail deliver
    """
    tally = services.deliver_mail(at_once=True)
    click.echo(tally.sentence)
    sys.exit(1 if tally.has_trouble else 0)


def counted(number: int) -> str:
    return "1 mail" if number == 1 else f"{number} mails"


def read_moment(text: str) -> datetime:
    """2018-10-09T07:00, in the installation's zone unless it names one."""
    settings: Settings = current_app.extensions["tecum"]
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is not a moment like 2018-10-09T07:00.", param_hint="--at") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(settings.timezone))).astimezone(UTC)
