"""Commands about letters: what a person or a script may ask without the web application."""

import json
from datetime import date, datetime
from pathlib import Path

import click

from app.letters.findings import Findings
from app.letters.loading import load_pages
from app.letters.reader import read_letter
from app.refusals import Refused


@click.group("letters")
def letters() -> None:
    """Read letters."""


@letters.command("read")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the findings as one JSON object.")
@click.option(
    "--context-date",
    type=click.DateTime(["%Y-%m-%d"]),
    help="A day near the letter's date, used only for a due date printed without its year.",
)
def read(file: Path, as_json: bool, context_date: datetime | None) -> None:
    """Read FILE (PDF, DOCX, mail, HTML or text) and print what it asks for. Nothing is written or kept.

    \b
    Example:
      flask --app wsgi letters read signed-letter.pdf --json
    """
    try:
        pages = load_pages(file)
    except Refused as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    findings = read_letter(pages, context_date=context_date.date() if context_date else None)
    click.echo(json.dumps(findings.as_json(), ensure_ascii=False, indent=2) if as_json else _told(findings))


def _told(findings: Findings) -> str:
    """The findings in lines for a person."""
    lines = [
        "A request." if findings.is_request else "Not a request.",
        f"Dated: {_day(findings.date_sent)}",
        *(f"To: {', '.join(filter(None, (p.name, p.title, p.agency)))}" for p in findings.addressees),
        *(f"Signed: {', '.join(filter(None, (p.name, p.title)))}" for p in findings.signatories),
        *(f"Copy: {copied}" for copied in findings.cc),
        f"Due: {_day(findings.due_date)}" + (f' ("{findings.due_text}")' if findings.due_text else ""),
        *(f'Also: {other.what}, {_day(other.date)} ("{other.text}")' for other in findings.other_dates),
        *(f"{'  ' * item.level}{item.number or '-'}  {item.text}" for item in findings.items),
        *(f"Check: {warning}" for warning in findings.warnings),
    ]
    return "\n".join(lines)


def _day(day: date | None) -> str:
    return day.isoformat() if day else "not printed"
