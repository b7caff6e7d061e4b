"""Read what was known at an earlier moment: rows that stood then, and the history of what changed since."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.extensions import db
from app.models import Agency, Event, EventPayload, Matter, Outcome, OversightRequest, User
from app.models.oversight_request import is_public
from app.reports.asked import Asked
from app.reports.facts import Result
from app.reports.past import TOLD, Names, Past, Record, in_order, line_of
from app.reports.queries import ROWS_AT_ONCE, open_to

R = OversightRequest
OUTCOME = ("id", "request_id", "dated_on", "kind", "claim", "attributable", "dollars")


def past(asked: Asked, *, at: datetime) -> Past:
    """The summary's facts as the office's record stood at `at`.

    Rows that were made later are left out, and what was written over is taken back with the history. What the version
    may not name today stays out, whatever it might have named then.
    """
    requests = records(R, TOLD, R.created_at <= at, *open_to(asked))
    outcomes = records(
        Outcome, OUTCOME, Outcome.created_at <= at, Outcome.request_id.in_(sa.select(R.id).where(*open_to(asked)))
    )
    undo_later(asked, {R.__name__: requests, Outcome.__name__: outcomes}, at=at)
    within = (record for record in requests.values() if is_within(record.values, asked, at=at))
    stood = in_order(within, is_by_date=asked.version == "public")
    names, zone = directories(), asked.office.timezone
    lines = [line_of(record.values, names, at=at, timezone=zone) for record in stood]
    results = list(results_of(outcomes, {record.values["id"]: record.values for record in stood}))
    return Past(lines, results, unsure=unsure(stood, outcomes))


def records(noun: Any, told: tuple[str, ...], *conditions: Any) -> dict[int, Record]:
    columns = {name: getattr(noun, name) for name in told}
    types = {name: column.type for name, column in columns.items()}
    query = sa.select(*columns.values()).where(*conditions).execution_options(yield_per=ROWS_AT_ONCE)
    return {
        values["id"]: Record(values, types)
        for row in db.session.execute(query)
        if (values := dict(zip(told, row, strict=True)))
    }


def undo_later(asked: Asked, found: dict[str, dict[int, Record]], *, at: datetime) -> None:
    """Take back everything that the office's chain tells of these rows after `at`, the last first."""
    query = (
        sa.select(Event.noun, Event.noun_id, EventPayload.changes, EventPayload.erased_at)
        .outerjoin(EventPayload, EventPayload.event_id == Event.id)
        .where(Event.office_id == asked.office.id, Event.noun.in_(found), Event.at > at)
        .order_by(Event.sequence.desc())
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    for noun, noun_id, changes, erased_at in db.session.execute(query):
        record = found[noun].get(noun_id)
        if record is not None:
            record.undo(None if erased_at is not None else changes)


def is_within(values: dict[str, Any], asked: Asked, *, at: datetime) -> bool:
    """What the version was about at that moment; the rules of `queries.within`, for one row."""
    if values["void_at"] is not None:
        return False
    if asked.version == "public":
        return is_public(values["released_on"], values["public_from"], at=at)
    return not (asked.version == "member" and values["is_limited"])


def directories() -> Names:
    return Names(named(Agency.id, Agency.name), named(User.id, User.name), named(Matter.id, Matter.title))


def named(key: Any, name: Any) -> dict[int, str]:
    return {row[0]: row[1] for row in db.session.execute(sa.select(key, name))}


def results_of(outcomes: dict[int, Record], stood: dict[int, dict[str, Any]]) -> Iterator[Result]:
    """In the order in which the present summary lists them."""
    told = [record.values for record in outcomes.values() if record.values["request_id"] in stood]

    def place(values: dict[str, Any]) -> tuple[Any, ...]:
        request = stood[values["request_id"]]
        return values["dated_on"], request["congress"], request["serial"], values["id"]

    for values in sorted(told, key=place):
        number = stood[values["request_id"]]["number"]
        yield Result(number, *(values[name] for name in OUTCOME[2:]))


def unsure(stood: list[Record], outcomes: dict[int, Record]) -> int:
    """In how many of these requests the history cannot tell all that stood."""
    of_outcomes = {record.values["request_id"] for record in outcomes.values() if not record.is_sure}
    return sum(not record.is_sure or record.values["id"] in of_outcomes for record in stood)
