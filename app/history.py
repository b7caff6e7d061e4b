"""record(): one event on the office's chain; the chain binds digests, the words stand beside it."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, object_session

from app.clock import now
from app.models import ChainHead, Event, EventPayload, Office, OversightRequest, User
from app.models.base import OfRequest, Picklist, new_id
from app.models.event import INSTALLATION
from app.refusals import Outdated

SYSTEM = "System"
UNTOLD = frozenset(
    {"id", "created_at", "edition", "touched_at", "password", "fs_uniquifier", "update_datetime", "create_datetime"}
    | {"sealed_secret", "sealed_code", "last_step", "digest", "credential", "public_key"}
)


def hold(noun: Any) -> None:
    """Lock a noun's row until the commit and read it afresh, so that two verbs on it come one after the other."""
    session = object_session(noun)
    if session is not None:
        # Of this row only: a refresh repeats the joins that the noun was loaded with, and outer ones can't be locked.
        session.refresh(noun, with_for_update={"of": type(noun)})


def hold_as_seen(noun: Any, *, edition: int, what: str) -> None:
    """Hold the noun for an edit of it; raises `Outdated` where another edit came since the form was opened."""
    hold(noun)
    demand_as_seen(noun, edition=edition, what=what)


def demand_as_seen(noun: Any, *, edition: int, what: str) -> None:
    """The same of a noun that is held already, or whose request is."""
    if noun.edition != edition:
        raise Outdated(f"A colleague changed {what} while you were writing.")


def record(
    noun: Any,
    verb: str,
    *,
    by: User | None,
    summary: str,
    note: str | None = None,
    changes: dict[str, Any] | None = None,
    act_id: int | None = None,
) -> Event:
    """Add one event about `noun` to its office's chain; nothing is committed.

    `summary` is a plain sentence in the past tense ("Deadline extended to Fri, Oct 12, 2018."). `changes` defaults to
    the columns that this transaction changed on the noun, as {field: [before, after]}. The last act of a verb: it
    locks the chain's head row, and a number row is always locked before a head row.
    """
    session = object_session(noun)
    if session is None:
        raise RuntimeError("A noun needs its session before its history can be written.")
    told = changes_of(noun) if changes is None else changes
    session.flush()
    event, payload = written(noun, verb, by=by, words=(summary, note), changes=told, act_id=act_id or new_id())
    session.flush()
    append(session, event)
    event.payload = payload
    session.add(event)
    session.flush()
    return event


def record_each(nouns: Iterable[Any], verb: str, *, by: User | None, summary: str, act_id: int) -> None:
    """One event about each of many nouns of one session, as one act: every chain is locked once, in the order of names.

    A bulk act that also tells of the installation records that first, since its chain comes first in that order.
    """
    changed = [(noun, changes_of(noun)) for noun in nouns]
    if not changed:
        return
    session = object_session(changed[0][0])
    if session is None:
        raise RuntimeError("A noun needs its session before its history can be written.")
    session.flush()
    made = [written(noun, verb, by=by, words=(summary, None), changes=told, act_id=act_id) for noun, told in changed]
    session.flush()
    heads = {chain: lock_head(session, chain) for chain in sorted({event.chain for event, _payload in made})}
    for event, payload in made:
        follow(heads[event.chain], event)
        event.payload = payload
    session.add_all(event for event, _payload in made)
    session.flush()


def written(
    noun: Any, verb: str, *, by: User | None, words: tuple[str, str | None], changes: dict[str, Any], act_id: int
) -> tuple[Event, EventPayload]:
    """An event without its place in the chain, and its words: the summary and perhaps a note."""
    office_id, request_id = home_of(noun)
    if by is not None and request_id is not None:
        touch(noun, request_id)
    payload = EventPayload(salt=secrets.token_hex(16), summary=words[0], note=words[1] or None, changes=changes)
    event = Event(
        id=new_id(),
        chain=f"office-{office_id}" if office_id else INSTALLATION,
        office_id=office_id,
        request_id=request_id,
        act_id=act_id,
        at=now(),
        actor_id=by.id if by else None,
        actor=by.name if by else SYSTEM,
        noun=type(noun).__name__,
        noun_id=noun.id,
        verb=verb,
        payload_digest=digest_of_payload(payload),
    )
    return event, payload


@dataclass(frozen=True)
class Told:
    """One event among many of one act: about which noun, and what is said of it."""

    noun: str
    noun_id: int
    verb: str
    summary: str
    request_id: int | None = None
    changes: dict[str, Any] = field(default_factory=dict)


def record_all(session: Session, told: list[Told], *, office_id: int, by: User | None, act_id: int) -> None:
    """Add many events of one act to the office's chain, as `record` adds one; their nouns are in the database already."""
    head, at, events, payloads = lock_head(session, f"office-{office_id}"), now(), list[Any](), list[Any]()
    for each in told:
        payload = EventPayload(salt=secrets.token_hex(16), summary=each.summary, note=None, changes=each.changes)
        event = Event(
            id=new_id(), chain=head.chain, office_id=office_id, request_id=each.request_id, act_id=act_id, at=at,
            actor_id=by.id if by else None, actor=by.name if by else SYSTEM, noun=each.noun, noun_id=each.noun_id,
            verb=each.verb, payload_digest=digest_of_payload(payload), sequence=head.sequence + 1, previous=head.digest,
        )  # fmt: skip
        event.digest = digest_of_event(event)
        head.sequence, head.digest = event.sequence, event.digest
        events.append(columns_of(event))
        payloads.append({**columns_of(payload), "event_id": event.id})
    if events:
        session.execute(sa.insert(Event), events)
        session.execute(sa.insert(EventPayload), payloads)


def columns_of(noun: Any) -> dict[str, Any]:
    """What was set on a noun that is not in a session."""
    return {name: value for name, value in noun.__dict__.items() if not name.startswith("_")}


def touch(noun: Any, request_id: int) -> None:
    """Note on the request that a person did something just now; written before the chain's head is locked."""
    session = object_session(noun)
    oversight_request = session.get(OversightRequest, request_id) if session is not None else None
    if oversight_request is not None:
        oversight_request.touched_at = now()


def append(session: Session, event: Event) -> None:
    """Give the event its place: lock the head, take its sequence and digest, move the head."""
    follow(lock_head(session, event.chain), event)


def follow(head: ChainHead, event: Event) -> None:
    event.sequence, event.previous = head.sequence + 1, head.digest
    event.digest = digest_of_event(event)
    head.sequence, head.digest = event.sequence, event.digest


def lock_head(session: Session, chain: str) -> ChainHead:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(ChainHead).values(chain=chain, sequence=0, digest="").on_conflict_do_nothing())
    return session.scalars(
        sa.select(ChainHead).where(ChainHead.chain == chain).with_for_update(),
        execution_options={"populate_existing": True},
    ).one()


def home_of(noun: Any) -> tuple[int | None, int | None]:
    """The office and the request an event belongs to; neither for people, directories and sign-ins."""
    if isinstance(noun, OversightRequest):
        return noun.office_id, noun.id
    if isinstance(noun, OfRequest):
        return noun.oversight_request.office_id, noun.request_id  # type: ignore[attr-defined]
    if isinstance(noun, Office):
        return noun.id, None
    return getattr(noun, "office_id", None), getattr(noun, "request_id", None)


def changes_of(noun: Any) -> dict[str, Any]:
    """The columns changed since they were loaded, as {field: [before, after]} in plain JSON values."""
    state = sa.inspect(noun)
    found: dict[str, Any] = {}
    for column in state.mapper.column_attrs:
        past = state.attrs[column.key].history
        if column.key not in UNTOLD and past.has_changes():
            before = past.deleted[0] if past.deleted else None
            after = past.added[0] if past.added else None
            if before != after:
                found[column.key] = [plain(before), plain(after)]
    return found


def plain(value: Any) -> Any:
    """A column's value as JSON can hold it: ISO dates and moments, codes of picklists."""
    if isinstance(value, Picklist):
        return value.value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value


def digest_of_payload(payload: EventPayload) -> str:
    """SHA-256 over the salt and the words, in canonical JSON."""
    return sha256([payload.salt, payload.summary, payload.note, payload.changes])


def digest_of_event(event: Event) -> str:
    """SHA-256 over everything the chain says of an event, the digest before it and the payload's digest included."""
    parts: Iterable[Any] = (
        event.previous,
        event.chain,
        event.sequence,
        event.id,
        event.office_id,
        event.request_id,
        event.act_id,
        event.at.isoformat(timespec="microseconds"),
        event.actor_id,
        event.actor,
        event.noun,
        event.noun_id,
        event.verb,
        event.payload_digest,
    )
    return sha256(list(parts))


def sha256(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Finding:
    """What verification says of one chain, or of one event in it."""

    sentence: str
    is_broken: bool = False


def verify_chains(session: Session) -> Iterator[Finding]:
    """Walk every chain from its first event: order, digests, payloads and the head must all agree."""
    for head in session.scalars(sa.select(ChainHead).order_by(ChainHead.chain)).all():
        yield from verify_chain(session, head)
    known = sa.select(ChainHead.chain)
    for chain in session.scalars(sa.select(Event.chain).where(Event.chain.not_in(known)).distinct()):
        yield Finding(f"{chain}: its events have no head.", is_broken=True)


def verify_chain(session: Session, head: ChainHead) -> Iterator[Finding]:
    previous, sequence, broken, erased = "", 0, 0, 0
    query = sa.select(Event).where(Event.chain == head.chain).order_by(Event.sequence)
    for event in session.scalars(query, execution_options={"yield_per": 500}):
        for fault in faults_of(event, previous=previous, sequence=sequence + 1):
            broken += 1
            yield Finding(f"{head.chain}, event {event.sequence} (id {event.id}): {fault}", is_broken=True)
        previous, sequence = event.digest, event.sequence
        erased += event.payload is not None and event.payload.erased_at is not None
    if (sequence, previous) != (head.sequence, head.digest):
        broken += 1
        yield Finding(
            f"{head.chain}: it ends at event {sequence}, its head says {head.sequence}; events at the end are missing "
            "or the head was changed.",
            is_broken=True,
        )
    if not broken:
        tombstones = f" {erased} of them keep their place without their words." if erased else ""
        yield Finding(f"{head.chain}: {sequence} events, all in order.{tombstones}")


def faults_of(event: Event, *, previous: str, sequence: int) -> Iterator[str]:
    if event.sequence != sequence:
        yield f"event {sequence} is missing."
    if event.previous != previous:
        yield "it does not follow from the event before it."
    if digest_of_event(event) != event.digest:
        yield "the event was changed."
    if event.payload is None:
        yield "its payload is missing."
    elif event.payload.erased_at is None and digest_of_payload(event.payload) != event.payload_digest:
        yield "its payload was changed."
