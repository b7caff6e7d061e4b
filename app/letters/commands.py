"""Commands about letters: what a person or a script may ask without the web application."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from app.extraction.letters import read_letter_in_child
from app.files import Spool
from app.refusals import Refused

LARGEST = 50_000_000
NOT_PRINTED = "not printed"
FOR_PAGES_ONLY = {"items": "level", "evidence": "boxes"}


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
    near = context_date.date() if context_date else None
    try:
        with file.open("rb") as stream, Spool.take(stream, limit=LARGEST) as spool:
            findings = read_letter_in_child(spool, context_date=near).findings
    except Refused as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    except OSError as error:
        raise click.ClickException(f"The file can't be opened: {error.strerror}.") from error
    click.echo(json.dumps(as_printed(findings), ensure_ascii=False, indent=2) if as_json else _told(findings))


def as_printed(findings: dict[str, Any]) -> dict[str, Any]:
    """Without what only a page that shows the letter needs."""
    bare = {name: [without(each, FOR_PAGES_ONLY[name]) for each in findings[name]] for name in FOR_PAGES_ONLY}
    return {**findings, **bare}


def without(told: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in told.items() if key != name}


def _told(found: dict[str, Any]) -> str:
    """The findings in lines for a person."""
    signed = zip(found["signatories"], found["signatory_titles"], strict=True)
    lines = [
        "A request." if found["is_request"] else "Not a request.",
        f"Dated: {found['date_sent'] or NOT_PRINTED}",
        *(f"To: {', '.join(filter(None, (to['name'], to['title'], to['agency'])))}" for to in found["addressees"]),
        *(f"Signed: {', '.join(filter(None, person))}" for person in signed),
        *(f"Copy: {copied}" for copied in found["cc"]),
        f"Due: {found['due_date'] or NOT_PRINTED}" + (f' ("{found["due_text"]}")' if found["due_text"] else ""),
        *(f'Also: {o["what"]}, {o["date"] or NOT_PRINTED} ("{o["text"]}")' for o in found["other_dates"]),
        *(f"{'  ' * item['level']}{item['number'] or '-'}  {item['text']}" for item in found["items"]),
        *(f"Check: {warning}" for warning in found["warnings"]),
    ]
    return "\n".join(lines)
