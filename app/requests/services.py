"""Verbs on a filed request: edit, mark sent, reassign, limit, share, release, void."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any

import sqlalchemy as sa

from app.attaching import attach_all
from app.clock import now, today
from app.dates import clock_text, day_text
from app.extensions import db
from app.history import changes_of, hold, hold_as_seen, record
from app.models import NamedPerson, Office, OversightRequest, Share, User
from app.models.picklists import AttachmentPurpose
from app.refusals import Refused
from app.requests import queries
from app.requests.letter import Letter
from app.requests.rules import demand_holder, demand_sound
from app.requests.sent_message import read_message

NAMES = {
    "agency_id": "agency",
    "subject": "subject",
    "instrument": "instrument",
    "authority": "authority",
    "addressee": "addressee",
    "addressee_title": "addressee's title",
    "signatories": "signatories",
    "cc": "copies",
    "handling": "handling",
    "dated_on": "date on the letter",
    "matter_id": "matter",
}


def edit(oversight_request: OversightRequest, *, letter: Letter, edition: int, by: User) -> None:
    """Write the letter's facts anew; raises `Outdated` where another edit came between."""
    hold_as_seen(oversight_request, edition=edition, what="this request")
    oversight_request.demand_not_void()
    demand_sound(letter, office=oversight_request.office, by=by)
    before = letter_of(oversight_request)
    letter.write(oversight_request)
    if before == letter:
        db.session.rollback()
        return
    oversight_request.edition += 1
    told = [words for name, words in NAMES.items() if getattr(before, name) != getattr(letter, name)]
    record(oversight_request, "edited", by=by, summary=f"Edited: {', '.join(told)}.")
    db.session.commit()


def letter_of(oversight_request: OversightRequest) -> Letter:
    """The facts of the letter as they stand."""
    return Letter(
        agency_id=oversight_request.agency_id,
        subject=oversight_request.subject,
        instrument=oversight_request.instrument,
        authority=oversight_request.authority,
        addressee=oversight_request.addressee,
        addressee_title=oversight_request.addressee_title,
        signatories=tuple((each["name"], each["title"]) for each in oversight_request.signatories),
        cc=oversight_request.cc,
        handling=oversight_request.handling,
        dated_on=oversight_request.dated_on,
        matter_id=oversight_request.matter_id,
    )


def mark_sent(oversight_request: OversightRequest, *, on: date | None, proof: Any = None, by: User) -> list[str]:
    """Sent on that day, or on the day of the sent message that proves it; returns what may want a second look."""
    message = read_message(proof)
    day = message.sent_on(oversight_request.office.zone) if message else on
    if day is None:
        raise Refused("Enter the day on which the letter was sent, or choose the sent message.", field="transmitted_on")
    hold(oversight_request)
    oversight_request.mark_sent(on=day, today=today(oversight_request.office.zone))
    changes, note = changes_of(oversight_request), message.note if message else None
    attach_all(proof, to=oversight_request, purpose=AttachmentPurpose.SENT_MESSAGE, by=by)
    summary = f"Marked as sent on {day_text(day)}."
    record(oversight_request, "sent", by=by, summary=summary, note=note, changes=changes)
    db.session.commit()
    return message.doubts(oversight_request, typed=on) if message else []


def note_receipt(oversight_request: OversightRequest, *, on: date, by: User) -> None:
    hold(oversight_request)
    oversight_request.note_receipt(on=on, today=today(oversight_request.office.zone))
    record(oversight_request, "received", by=by, summary=f"The agency's receipt on {day_text(on)} was recorded.")
    db.session.commit()


def reassign(oversight_request: OversightRequest, *, owner_id: int, backup_id: int | None, by: User) -> None:
    """Give the request to an owner and perhaps a backup, who are named where it is limited."""
    hold(oversight_request)
    oversight_request.demand_not_void()
    office, agency = oversight_request.office, oversight_request.agency
    owner = demand_holder(owner_id, office=office, agency=agency, field="owner_id")
    backup = None
    if backup_id is not None:
        backup = demand_holder(backup_id, office=office, agency=agency, field="backup_id")
    if backup is owner:
        raise Refused("Owner and backup are the same person.", field="backup_id")
    oversight_request.owner_id, oversight_request.backup_id = owner.id, backup.id if backup else None
    changes = changes_of(oversight_request)
    if oversight_request.is_limited:
        named = {person.id for person in queries.named_people(oversight_request)}
        name_people(oversight_request, named | {owner.id} | ({backup.id} if backup else set()))
    with_backup = f", backup {backup.name}" if backup else ""
    summary = f"Assigned to {owner.name}{with_backup}."
    record(oversight_request, "reassigned", by=by, summary=summary, changes=changes)
    db.session.commit()


def limit(oversight_request: OversightRequest, *, named_ids: Sequence[int], by: User) -> None:
    """From now on only these people, the owner, the backup and `by` see the request; its mails lose the subject."""
    hold(oversight_request)
    for user_id in named_ids:
        demand_holder(user_id, office=oversight_request.office, agency=oversight_request.agency, field="named_ids")
    holders = {oversight_request.owner_id, oversight_request.backup_id} - {None}
    named = {*named_ids, by.id, *(user_id for user_id in holders if user_id)}
    before = [person.name for person in queries.named_people(oversight_request)]
    oversight_request.is_limited, oversight_request.mail_topic = True, oversight_request.agency.short_name
    # Asked before the names are read: reading them flushes, and after that nobody knows what changed.
    changes = changes_of(oversight_request)
    name_people(oversight_request, named)
    names = sorted(db.session.scalars(sa.select(User.name).where(User.id.in_(named))))
    record(
        oversight_request,
        "limited",
        by=by,
        summary=f"Limited to {', '.join(names)}.",
        changes={**changes, "named": [before, names]},
    )
    db.session.commit()


def lift_limit(oversight_request: OversightRequest, *, by: User) -> None:
    """The office's whole staff sees the request again; what mails say stays as it is."""
    hold(oversight_request)
    if not oversight_request.is_limited:
        raise Refused("This request is not limited.")
    oversight_request.is_limited = False
    changes = changes_of(oversight_request)
    name_people(oversight_request, set())
    summary = "No longer limited to named people."
    record(oversight_request, "limit_lifted", by=by, summary=summary, changes=changes)
    db.session.commit()


def name_people(oversight_request: OversightRequest, named: set[int]) -> None:
    standing = {person.id for person in queries.named_people(oversight_request)}
    gone = NamedPerson.request_id == oversight_request.id, NamedPerson.user_id.in_(standing - named)
    db.session.execute(sa.delete(NamedPerson).where(*gone))
    db.session.add_all(
        NamedPerson(request_id=oversight_request.id, user_id=user_id) for user_id in sorted(named - standing)
    )


def share(oversight_request: OversightRequest, *, office_ids: Sequence[int], by: User) -> None:
    """Share with these offices and with no others: an explicit act either way."""
    hold(oversight_request)
    oversight_request.demand_not_void()
    offered = {office.id: office for office in queries.other_offices(oversight_request.office)}
    if not set(office_ids) <= offered.keys():
        raise Refused("Choose offices from the list.", field="office_ids")
    standing = {each.office_id: each for each in queries.shares(oversight_request)}
    for office_id in standing.keys() - set(office_ids):
        db.session.delete(standing[office_id])
    for office_id in set(office_ids) - standing.keys():
        db.session.add(Share(request_id=oversight_request.id, office_id=office_id, shared_by_id=by.id, shared_at=now()))
    before, after = names_of(offered, standing), names_of(offered, office_ids)
    if before != after:
        summary = f"Shared with {', '.join(after)}." if after else "No longer shared with another office."
        record(oversight_request, "shared", by=by, summary=summary, changes={"shared_with": [before, after]})
    db.session.commit()


def names_of(offices: Mapping[int, Office], ids: Iterable[int]) -> list[str]:
    return sorted(offices[office_id].short_name for office_id in ids if office_id in offices)


def propose_release(oversight_request: OversightRequest, *, by: User) -> None:
    hold(oversight_request)
    oversight_request.demand_not_void()
    oversight_request.propose_release(by=by, at=now())
    record(oversight_request, "release_proposed", by=by, summary="Release of the letter proposed.")
    db.session.commit()


def approve_release(oversight_request: OversightRequest, *, on: date, at: time | None = None, by: User) -> None:
    """Another person than the proposer says that the letter is public from that day on; one to come is an embargo."""
    hold(oversight_request)
    oversight_request.demand_not_void()
    oversight_request.approve_release(by=by, on=on, at=at)
    embargo = f", not public before {clock_text(at)}" if at else ""
    record(oversight_request, "released", by=by, summary=f"Release of the letter on {day_text(on)} approved{embargo}.")
    db.session.commit()


def void(oversight_request: OversightRequest, *, reason: str, by: User) -> None:
    hold(oversight_request)
    oversight_request.void(at=now(), reason=reason)
    record(oversight_request, "voided", by=by, summary=f"{oversight_request.number} was voided.", note=reason)
    db.session.commit()
