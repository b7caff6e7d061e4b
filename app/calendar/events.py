"""A request's due date as an event of a calendar: it tells as little as a mail does (rule 12)."""

from datetime import UTC, datetime

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
