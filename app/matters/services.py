"""Verbs of a matter: open one, change its words."""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.history import changes_of, hold_as_seen, record
from app.matters.queries import office_names, with_id
from app.models import Matter, Office, User
from app.refusals import Refused

LONGEST_SLUG = 60


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What people write about a matter."""

    title: str
    summary: str | None = None
    opened_on: date | None = None
    closed_on: date | None = None

    def demand_order(self) -> None:
        if self.opened_on and self.closed_on and self.closed_on < self.opened_on:
            raise Refused("A matter cannot be closed before it was opened.", field="closed_on")


def start(office: Office, *, particulars: Particulars, matter_id: int, by: User) -> Matter:
    """Open a matter of this office. The same form again gives the same matter."""
    particulars.demand_order()
    if made := with_id(matter_id):
        return made
    plain = slug_of(office, particulars.title)
    for slug in (plain, with_chance(plain)) if is_free_of_others(plain, office) else (with_chance(plain),):
        try:
            return enter(office, particulars, Matter(id=matter_id, slug=slug), by)
        except IntegrityError:
            db.session.rollback()
            if made := with_id(matter_id):
                return made
    raise Refused("This matter could not be saved. Try again.")


def enter(office: Office, particulars: Particulars, matter: Matter, by: User) -> Matter:
    matter.office_id = office.id
    write(matter, particulars)
    db.session.add(matter)
    db.session.flush()
    record(matter, "opened", by=by, summary=f"Matter opened: {matter.title}.", changes={})
    db.session.commit()
    return matter


def edit(matter: Matter, *, particulars: Particulars, edition: int, by: User) -> None:
    """Change its words; its address stays."""
    particulars.demand_order()
    hold_as_seen(matter, edition=edition, what="this matter")
    write(matter, particulars)
    if changes_of(matter):
        matter.edition += 1
        record(matter, "edited", by=by, summary=f"Matter edited: {matter.title}.")
    db.session.commit()


def write(matter: Matter, particulars: Particulars) -> None:
    matter.title, matter.summary = particulars.title, particulars.summary
    matter.opened_on, matter.closed_on = particulars.opened_on, particulars.closed_on


def slug_of(office: Office, title: str) -> str:
    """`demo-end-use-of-tanks`; a title without any plain letter leaves the office's name and chance."""
    words = slugified(title)[:LONGEST_SLUG].strip("-")
    return f"{slugified(office.short_name)}-{words}" if words else with_chance(slugified(office.short_name))


def slugified(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def with_chance(slug: str) -> str:
    return f"{slug}-{secrets.token_hex(3)}"


def is_free_of_others(slug: str, office: Office) -> bool:
    """Whether no other office's matters could have this address, so that one that is taken tells of none but our own."""
    own = slugified(office.short_name)
    others = {slugified(name) for name in office_names()} - {own}
    return not any(slug.startswith(f"{other}-") and len(other) > len(own) for other in others)
