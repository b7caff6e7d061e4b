"""Write a view of the docket as a spreadsheet, and record that it was exported."""

import hashlib
from dataclasses import dataclass
from datetime import UTC
from typing import IO

import sqlalchemy as sa
from flask import current_app

from app.dates import moment_text
from app.documents import FORMATS
from app.documents.sheet import SheetHead, write_csv, write_xlsx
from app.documents.wording import DEMONSTRATION
from app.extensions import db
from app.history import record
from app.models import Office, User
from app.models.picklists import Handling
from app.policies import Action, look_for, offices_for
from app.requests import sheet_queries as queries
from app.requests.docket_queries import Filters
from app.requests.state_queries import Glance
from config import Settings

WRITERS = {"xlsx": write_xlsx, "csv": write_csv}
CHUNK = 1 << 20


@dataclass(frozen=True)
class SheetExport:
    name: str
    media_type: str


def export(filters: Filters, glance: Glance, cut: list[str], *, format: str, to: IO[bytes], by: User) -> SheetExport:  # noqa: A002
    """Write the whole view to a real file; `cut` says in words what it is cut by."""
    settings: Settings = current_app.extensions["tecum"]
    offices = offices_for(by, Action.EXPORT_INTERNAL)
    head = head_of(filters, glance, cut, offices=offices, by=by)
    own = frozenset(office.id for office in offices)
    WRITERS[format](head, queries.sheet_rows(filters, glance, own_offices=own, address=settings.base_url), to)
    digest = digest_of(to)
    note_export(offices, f"Docket exported: {format.upper()}, {head.rows} requests.", digest, by=by)
    name = f"{offices[0].short_name}-docket-{glance.today}{FORMATS[format].extension}"
    return SheetExport(name, FORMATS[format].media_type)


def head_of(filters: Filters, glance: Glance, cut: list[str], *, offices: list[Office], by: User) -> SheetHead:
    settings: Settings = current_app.extensions["tecum"]
    found = queries.handlings(filters, glance)
    order = list(Handling)
    handling = max(found, key=order.index, default=Handling.PUBLIC).label
    is_demonstration = any(office.is_demonstration for office in offices)
    about = [
        ("Title", "Docket"),
        ("Office", ", ".join(office.name for office in offices)),
        ("Cut by", "; ".join(cut) or "all open requests"),
        ("Sorted by", filters.sort),
        ("As of", moment_text(glance.at, glance.zone, settings.date_style)),
        ("Time zone", glance.zone.key),
        ("Exported by", by.name),
        ("Rows", str(sum(found.values()))),
        ("Handling", handling),
        *([("Data", DEMONSTRATION)] * is_demonstration),
        ("Bring it back", "Edit cells and import this file: changed cells become updates that you check first."),
        (
            "Computed",
            "State, Reply, the item counts and Last heard follow from other facts; editing them changes nothing.",
        ),
    ]
    place = next(place for place, column in enumerate(queries.COLUMNS) if column.key == "state")
    return SheetHead(
        title="Docket",
        banner=" · ".join([handling, *[DEMONSTRATION] * is_demonstration]),
        columns=[(each.label, each.kind, each.width, each.is_hidden) for each in queries.COLUMNS],
        about=about,
        choices=(place, list(queries.STATES)),
        rows=sum(found.values()),
        created=glance.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def digest_of(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(CHUNK):
        digest.update(piece)
    return digest.hexdigest()


def note_export(offices: list[Office], summary: str, digest: str, *, by: User) -> None:
    """Into the history of each office, in a transaction of its own: the page that serves the file only reads."""
    with db.sessionmaker(bind=db.engine.execution_options(writes=True)) as own:
        person = own.get_one(User, by.id)
        look_for(own, person)
        for office in own.scalars(sa.select(Office).where(Office.id.in_([office.id for office in offices]))):
            record(office, "exported", by=person, summary=summary, note=f"SHA-256 {digest}", changes={})
        own.commit()
