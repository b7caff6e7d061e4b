"""Commands that write reports, acting as System for the one office that is named."""

import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, get_args

import click
from flask.cli import AppGroup

from app.documents import FORMATS
from app.documents.model import Version
from app.extensions import db
from app.policies import SYSTEM, look
from app.refusals import Refused
from app.reports import queries, services
from app.reports.asked import Asked, Group
from app.reports.exporting import Export

report = AppGroup("report", help="Reports for principals.")


format_option = click.option("--format", "format_name", type=click.Choice(list(FORMATS)), required=True)
out_option = click.option("--out", required=True, help="The file to write, or - for standard output.")


@report.command("summary")
@click.option("--office", "short_name", required=True, help="The office's short name.")
@format_option
@out_option
@click.option("--version", type=click.Choice(get_args(Version)), default="internal", show_default=True)
@click.option("--as-of", "day", type=click.DateTime(["%Y-%m-%d"]), help="What was known at the end of this day.")
@click.option("--group", type=click.Choice(get_args(Group)), default="agency", show_default=True)
def summary(short_name: str, format_name: str, out: str, version: Version, day: datetime | None, group: Group) -> None:
    """Write the committee summary of one office, as of now or of a day. The export is recorded in its history.

    \b
    Examples:
      flask --app wsgi report summary --office DEMO --format pdf --out summary.pdf
      flask --app wsgi report summary --office DEMO --format xlsx --out then.xlsx --as-of 2018-10-09
    """
    with writing(out) as file:
        office = queries.office_named(short_name)
        if office is None:
            raise Refused(f"There is no office {short_name!r}.")
        asked = Asked(office, version, day=day.date() if day else None, group=group)
        export = services.export_summary(asked, format=format_name, to=file, by=None)
    tell(out, export)


@report.command("chronology")
@click.argument("number")
@format_option
@out_option
def chronology(number: str, format_name: str, out: str) -> None:
    """Write what was recorded about the request NUMBER, by date. The export is recorded in its history.

    \b
    Example:
      flask --app wsgi report chronology DEMO-115-0042 --format pdf --out chronology.pdf
    """
    with writing(out) as file:
        export = services.export_chronology(number, format=format_name, to=file, by=None)
    tell(out, export)


@contextmanager
def writing(out: str) -> Iterator[IO[bytes]]:
    """Look as System and write one whole file; a refusal is one sentence and exit code 1."""
    look(db.session, SYSTEM)
    try:
        with whole_file(out) as file:
            yield file
    except Refused as refusal:
        raise click.ClickException(refusal.sentence) from refusal


def tell(out: str, export: Export) -> None:
    click.echo(f"{out}: {export.holds}, SHA-256 {export.sha256}", err=True)


@contextmanager
def whole_file(out: str) -> Iterator[IO[bytes]]:
    """A file to write to that takes its name only once all is written; raises `Refused` where it cannot be."""
    path = Path(out)
    try:
        if out == "-":
            yield from all_at_once(sys.stdout.buffer)
        elif path.exists() and not path.is_file():
            with path.open("wb") as device:
                yield from all_at_once(device)
        else:
            yield from beside(path.resolve())
    except OSError as error:
        raise Refused(f"{out} cannot be written: {error.strerror or error}.") from error


def all_at_once(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """What cannot be renamed gets everything at the end or nothing."""
    with tempfile.TemporaryFile() as held:
        yield held
        held.seek(0)
        while piece := held.read(1 << 20):
            stream.write(piece)
        stream.flush()


def beside(path: Path) -> Iterator[IO[bytes]]:
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
