"""Questions about the dates beside a deadline: who was told of which, and what has become of them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Item, Office, OtherDate, OversightRequest, Reminder
from app.models.deadline_picklists import OtherKind
from app.models.reminder import OF_A_DATE

KEY = re.compile(r"date-(\d+)(?:-before)?")


@dataclass(frozen=True, slots=True)
class DateNow:
    """A date as it stands; `stale_because` says why it is not to be told of any more."""

    kind: OtherKind
    due_on: date
    item_path: str | None
    stale_because: str | None

    @property
    def what(self) -> str:
        return self.kind.told_as(self.item_path)


def date_in(step: str) -> int:
    """The id of the date that a step of the ledger tells of."""
    found = KEY.fullmatch(step)
    assert found, "a date's step names it"
    return int(found[1])


def told_since(session: Session, office: Office, since: datetime) -> set[tuple[int, str]]:
    """(person, step) of what the ledger holds of this office's dates whose morning was `since` or later.

    A step that was passed over for a later one counts as told.
    """
    query = (
        sa.select(Reminder.recipient_id, Reminder.step, Reminder.passed_over)
        .join(OversightRequest, OversightRequest.id == Reminder.request_id)
        .where(OversightRequest.office_id == office.id, Reminder.due_version == OF_A_DATE, Reminder.due_for >= since)
        .where(Reminder.request_id.in_(sa.select(OtherDate.request_id)))
    )
    return {
        (person_id, key)
        for person_id, step, passed_over in session.execute(query)
        for key in (step, *(passed[0] for passed in passed_over or ()))
    }


def dates_now(session: Session, ids: Iterable[int]) -> dict[int, DateNow]:
    """These dates as they stand, by their id."""
    wanted = list(ids)
    if not wanted:
        return {}
    own = OtherDate
    query = (
        sa.select(own.id, own.kind, own.due_on, own.met_on, own.ended_at, own.replaced_by_id)
        .add_columns(Item.path, Item.accepted_on)
        .outerjoin(Item, Item.id == own.item_id)
        .where(own.id.in_(wanted))
    )
    found = {}
    for row in session.execute(query):
        against = (
            (row.met_on, "the date was met"),
            (row.replaced_by_id, "the date was changed"),
            (row.ended_at, "the date was removed"),
            (row.accepted_on, "the item is satisfied"),
        )
        why = next((words for holds, words in against if holds), None)
        found[row.id] = DateNow(row.kind, row.due_on, row.path, why)
    return found
