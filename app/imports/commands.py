"""Commands that take in files that others keep; each is one transaction, acting as System."""

from collections.abc import Callable
from pathlib import Path

import click
from flask.cli import AppGroup

from app.extensions import db
from app.imports import directory_services as services
from app.imports.agencies import read_listing
from app.imports.chamber_commands import chamber
from app.imports.committees import read_roll
from app.imports.spreadsheet_commands import requests
from app.policies import SYSTEM, look
from app.refusals import Refused

imports = AppGroup("import", help="Take in files that others keep.")
imports.add_command(requests)
imports.add_command(chamber)
dry_run_option = click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")


@imports.command("committees")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@dry_run_option
def committees(folder: Path, dry_run: bool) -> None:
    """Take in committees, subcommittees, members and assignments from the YAML files in DIR.

    They are committees-current.yaml, committee-membership-current.yaml and legislators-current.yaml of
    github.com/unitedstates/congress-legislators. Running it again changes only what changed there.

    \b
    Example:
      flask --app wsgi import committees congress-legislators/ --dry-run
    """
    take_in(lambda: services.import_committees(read_roll(folder), dry_run=dry_run), dry_run=dry_run)


@imports.command("agencies")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@dry_run_option
def agencies(file: Path, dry_run: bool) -> None:
    """Take in agencies, bureaus, their names and mail domains from FILE.

    FILE is eCFR's list of agencies (JSON), or a list of .gov domains or of agencies and bureaus (CSV) of
    github.com/cisagov/dotgov-data. Agencies that stand already are completed, never doubled.

    \b
    Example:
      flask --app wsgi import agencies ecfr-agencies.json
    """

    def run() -> services.Counts:
        listing = read_listing(file)
        for note in listing.notes:
            click.echo(note)
        return services.import_agencies(listing, dry_run=dry_run)

    take_in(run, dry_run=dry_run)


def take_in(run: Callable[[], services.Counts], *, dry_run: bool) -> None:
    """Print the counts; a refusal is one sentence and exit code 1, with nothing written."""
    look(db.session, SYSTEM)
    try:
        counts = run()
    except Refused as refusal:
        db.session.rollback()
        raise click.ClickException(refusal.sentence) from refusal
    for noun, numbers in counts.items():
        click.echo(f"{noun.capitalize()}: {services.words(numbers)}.")
    if dry_run:
        click.echo("Nothing was changed: this was a dry run.")
