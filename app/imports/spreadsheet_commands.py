"""`import requests`: an office's own spreadsheet, read with the guessed columns, imported whole or not at all."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.extensions import db
from app.extraction import examine
from app.files import LimitedFile
from app.imports import spreadsheet_queries as queries
from app.imports import spreadsheet_services as services
from app.imports.spreadsheet_fields import LABELS
from app.imports.spreadsheet_plan import Plan, missing_fields
from app.imports.spreadsheet_problems import CREATE, SKIP
from app.models import SheetImport
from app.models.base import new_id
from app.policies import SYSTEM, look
from app.refusals import Refused
from app.sheets import read_sheet
from config import Settings

MOST_ROWS_NAMED = 12


@click.command("requests")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--office", "short_name", required=True, help="The office's short name.")
@click.option("--dry-run", is_flag=True, help="Say what would be imported, and import nothing.")
@click.option("--create-agencies", is_flag=True, help="Add agencies that the directory lacks.")
@click.option("--skip-problems", is_flag=True, help="Leave out rows that would need a choice.")
@with_appcontext
def requests(file: Path, short_name: str, dry_run: bool, create_agencies: bool, skip_problems: bool) -> None:
    """Import the requests in FILE (XLSX or CSV), one row each, as records that wait for their release.

    Columns are guessed by their names and cells. A date that cannot be read is left blank and its words are kept; what
    has no harmless answer (an agency that nobody knows) refuses the whole import. Release and undo are on the page Import.

    \b
    Example:
      flask --app wsgi import requests tracker.xlsx --office DEMO --dry-run
    """
    look(db.session, SYSTEM)
    try:
        sheet_import, rows = read(file, short_name)
        plan = planned(sheet_import, rows, create_agencies=create_agencies, skip_problems=skip_problems)
        tell(sheet_import, plan)
        if dry_run:
            db.session.rollback()
            click.echo("Dry run: nothing was imported.")
        else:
            services.import_at_once(sheet_import, plan)
            click.echo("Imported. The records wait for their release on the page Import.")
    except Refused as refusal:
        raise click.ClickException(refusal.sentence) from refusal


def read(file: Path, short_name: str) -> tuple[SheetImport, queries.Rows]:
    office = queries.office_named(short_name)
    if office is None:
        raise Refused(f"There is no office {short_name!r}.")
    settings: Settings = current_app.extensions["tecum"]
    try:
        with file.open("rb") as stream, LimitedFile.copy(stream, limit=settings.max_upload) as spool:
            sheet = read_sheet(examine(spool, file.name))
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror or error}.") from error
    return services.begin(sheet, file_name=file.name, office=office, by=None, import_id=new_id()), sheet.rows


def planned(sheet_import: SheetImport, rows: queries.Rows, *, create_agencies: bool, skip_problems: bool) -> Plan:
    """The plan with what the options choose for the problems."""
    missing = missing_fields(list(sheet_import.mapping.values()))
    if missing:
        raise Refused(f"No column seems to hold: {', '.join(missing).lower()}. Name it so in the sheet's head.")
    plan = services.plan_of(sheet_import, rows, by=None)
    chosen = {}
    for group in plan.problems.open_groups:
        offered = {value for value, _ in group.options}
        if create_agencies and CREATE in offered:
            chosen[group.key] = CREATE
        elif skip_problems:
            chosen[group.key] = SKIP
    if not chosen:
        return plan
    sheet_import.choices = {**sheet_import.choices, **chosen}
    return services.plan_of(sheet_import, rows, by=None)


def tell(sheet_import: SheetImport, plan: Plan) -> None:
    """Columns, problems by their fix, and what would become of the rows."""
    for place, header in enumerate(sheet_import.headers):
        click.echo(f"column {header or place + 1!s}: {LABELS[sheet_import.mapping[str(place)]]}")
    for group in plan.problems.groups.values():
        choice = dict(group.options).get(plan.problems.chosen(group), "needs a choice")
        rows = ", ".join(str(row) for row in group.rows[:MOST_ROWS_NAMED])
        more = " and more" if len(group.rows) > MOST_ROWS_NAMED else ""
        click.echo(f"{group.title}, {len(group.rows)} rows ({rows}{more}) {group.samples}: {choice}")
    for line in plan.clashing:
        for change, why in line.clashes:
            click.echo(
                f"row {line.facts.row}, {line.standing.label if line.standing else ''}: {change.label} is not taken over. {why}"
            )
    click.echo(plan.sentence)
