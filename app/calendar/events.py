"""A request's due date and its other dates as events of a calendar: they tell as little as a mail does (rule 12)."""

from datetime import UTC, datetime

from app.calendar.date_queries import Dated
from app.dates import clock_text, day_text, zone_label
from app.documents.as_ics import Event
from app.documents.wording import DEMONSTRATION
from app.models import OversightRequest
from app.models.telling import subject_of
from app.web.zones import settings

# Where the numbering of an event's versions begins: before any request could have been changed.
BEGINNING = datetime(2010, 1, 1, tzinfo=UTC)


def event_of(about: OversightRequest) -> Event:
    """The event of a request that has a due date."""
    assert about.due_on, "only a due date is an event"
    page = f"{settings().base_url}/requests/{about.number}"
    return Event(
        uid=f"{about.number.lower()}-due@{settings().mail_domain}",
        on=about.due_on,
        until=about.due_at if about.due_time else None,
        summary=f"Due: {subject_of(about)}",
        description="\n".join(lines_of(about, page)),
        url=page,
        sequence=sequence_of(about),
        changed_at=about.touched_at or about.filed_at,
        is_cancelled=not about.is_open or about.count.is_satisfied,
    )


def date_event(dated: Dated) -> Event:
    """The event of a date beside the deadline: whatever takes its place later keeps the event's name."""
    about = dated.about
    page = f"{settings().base_url}/requests/{about.number}"
    said = [about.agency.name, f"{dated.what}: {day_text(dated.on, settings().date_style)}", f"Open: {page}"]
    is_over = dated.is_over or not about.is_open or about.count.is_satisfied
    return Event(
        uid=f"{about.number.lower()}-date-{dated.first_id}@{settings().mail_domain}",
        on=dated.on,
        until=None,
        summary=f"{dated.what}: {subject_of(about)}",
        description="\n".join([*said, *([DEMONSTRATION] if about.office.is_demonstration else [])]),
        url=page,
        sequence=dated.version + is_over + int((dated.changed_at - BEGINNING).total_seconds()),
        changed_at=dated.changed_at,
        is_cancelled=is_over,
    )


def sequence_of(about: OversightRequest) -> int:
    """Rises with every new version of the deadline, and when the request is closed, reopened or otherwise changed."""
    return about.due_version + int(((about.touched_at or about.filed_at) - BEGINNING).total_seconds())


def lines_of(about: OversightRequest, page: str) -> list[str]:
    """Agency, dates and links."""
    style, was_moved = settings().date_style, about.first_due_on not in (None, about.due_on)
    assert about.due_on
    assert about.due_at
    clock = f", {clock_text(about.due_time)} {zone_label(about.office.zone, about.due_at)}" if about.due_time else ""
    return [
        about.agency.name,
        f"Due {day_text(about.due_on, style)}{clock}",
        *([f"First due {day_text(about.first_due_on, style)}"] if was_moved and about.first_due_on else []),
        f"Open: {page}",
        f"Extend: {page}/extension",
        *([DEMONSTRATION] if about.office.is_demonstration else []),
    ]
