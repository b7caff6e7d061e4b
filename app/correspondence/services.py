"""Log what came from the agency or went to it, say what it settles, and whose move it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.attaching import attach_all
from app.clock import now, today
from app.correspondence import queries
from app.correspondence.deeds import Deed, disposed, finish, hold_whole, when
from app.extensions import db
from app.history import changes_of, demand_as_seen, hold, record
from app.models import Communication, OversightRequest, Production, User
from app.models.communication import CommunicationFacts
from app.models.item import DispositionFacts
from app.models.oversight_request import NextStep
from app.models.picklists import AttachmentPurpose, Settles
from app.models.production import ProductionFacts
from app.refusals import Refused

USED = "This form was already used. Open the page again and enter it anew."


@dataclass(frozen=True)
class Entry:
    """One communication as a person logs it: its facts, what it settles, its documents, and what happens next."""

    id: int
    facts: CommunicationFacts
    next_step: NextStep | None = None
    settles: Settles | None = None
    said: tuple[DispositionFacts, ...] = ()
    production: ProductionFacts | None = None
    files: Any = ()
    edition: int = 0


def log_reply(oversight_request: OversightRequest, *, entry: Entry, by: User) -> Communication:
    """Log one communication; the same entry sent twice makes one and gives it back."""
    hold_whole(oversight_request)
    made = queries.communication_by_id(entry.id)
    if made is not None:
        return of_this(made, oversight_request)
    oversight_request.demand_open()
    with making_anew(), db.session.no_autoflush:
        communication, deeds = enter(oversight_request, entry=entry, by=by)
        step = entry.next_step or NextStep(None, None, None)
        oversight_request.set_next_step(step, today=today(oversight_request.office.zone))
        act_id = finish(oversight_request, deeds, by=by)
        add_files(communication, entry.files, by=by, act_id=act_id)
    db.session.commit()
    return communication


def change_facts(communication: Communication, *, entry: Entry, by: User) -> None:
    """Correct what was written down of a communication, and add files to it."""
    oversight_request = communication.oversight_request
    hold_whole(oversight_request)
    oversight_request.demand_open()
    demand_as_seen(communication, edition=entry.edition, what=f"this {communication.kind.label.lower()}")
    with db.session.no_autoflush:
        communication.change(entry.facts, today=today(oversight_request.office.zone))
        deeds = [Deed(communication, "changed", f"{communication.kind.label} of {when(communication)} corrected.")]
        deeds += document(communication, entry.production)
        deeds += [
            Deed(said, "changed", f"{said.item.label}: its date follows the reply.")
            for said in communication.dispositions
            if changes_of(said)
        ]
        deeds = [deed for deed in deeds if changes_of(deed.noun)]
        communication.edition += bool(deeds)
        act_id = finish(oversight_request, deeds, by=by)
        add_files(communication, entry.files, by=by, act_id=act_id)
    db.session.commit()


def classify(
    communication: Communication, *, settles: Settles, said: tuple[DispositionFacts, ...] = (), by: User
) -> None:
    """Say what a reply settles; saying the same twice changes nothing."""
    oversight_request = communication.oversight_request
    hold_whole(oversight_request)
    oversight_request.demand_open()
    with db.session.no_autoflush:
        made = communication.settle(settles, said=said, by=by, at=now())
        deeds = []
        if changes_of(communication):
            words = f"{communication.kind.label} of {when(communication)} classified: {settles.label}."
            deeds.append(Deed(communication, "classified", words))
        deeds += [disposed(disposition) for disposition in made]
        finish(oversight_request, deeds, by=by)
    db.session.commit()


def accept(oversight_request: OversightRequest, *, item_ids: tuple[int, ...], by: User) -> None:
    """We are satisfied with these items as of today; one that was accepted before stays as it is."""
    if not item_ids:
        raise Refused("Choose at least one item to accept.", field="items")
    hold_whole(oversight_request)
    oversight_request.demand_open()
    deeds = []
    with db.session.no_autoflush:
        for item in chosen(oversight_request, item_ids):
            if item.accepted_on is None or item.children:
                item.accept(by=by, on=today(oversight_request.office.zone))
                deeds.append(Deed(item, "accepted", f"{item.label} accepted: we are satisfied with it."))
        finish(oversight_request, deeds, by=by)
    db.session.commit()


def take_back_acceptance(oversight_request: OversightRequest, *, item_id: int, by: User) -> None:
    hold_whole(oversight_request)
    oversight_request.demand_open()
    with db.session.no_autoflush:
        (item,) = chosen(oversight_request, (item_id,))
        item.take_back_acceptance()
        finish(oversight_request, [Deed(item, "unaccepted", f"{item.label}: acceptance taken back.")], by=by)
    db.session.commit()


def withdraw(oversight_request: OversightRequest, *, facts: DispositionFacts, by: User) -> None:
    """Take one item out of the count, because we withdraw it or because it is moot."""
    hold_whole(oversight_request)
    oversight_request.demand_open()
    with db.session.no_autoflush:
        (item,) = chosen(oversight_request, (facts.item_id,))
        day = today(oversight_request.office.zone)
        finish(oversight_request, [disposed(item.withdraw(facts.code, on=day, by=by, note=facts.note))], by=by)
    db.session.commit()


def reinstate(oversight_request: OversightRequest, *, item_id: int, by: User) -> None:
    """Ask again for an item that was withdrawn or moot: what took it out of the count is taken back."""
    hold_whole(oversight_request)
    oversight_request.demand_open()
    with db.session.no_autoflush:
        (item,) = chosen(oversight_request, (item_id,))
        gone = item.reinstate()
        db.session.delete(gone)
        deed = Deed(item, "reinstated", f"{item.label} asked for again.", {"disposition": [gone.code.value, None]})
        finish(oversight_request, [deed], by=by)
    db.session.commit()


def set_next_step(oversight_request: OversightRequest, *, step: NextStep, by: User) -> None:
    """Say what happens next, when, and whose move it is."""
    hold(oversight_request)
    oversight_request.set_next_step(step, today=today(oversight_request.office.zone))
    if changes_of(oversight_request):
        record(oversight_request, "next_step_set", by=by, summary=oversight_request.step_words)
    db.session.commit()


def enter(oversight_request: OversightRequest, *, entry: Entry, by: User) -> tuple[Communication, list[Deed]]:
    """The communication with its documents and dispositions, and what the history says of each."""
    day = today(oversight_request.office.zone)
    communication = Communication.log(oversight_request, facts=entry.facts, by=by, today=day)
    communication.id = entry.id
    db.session.add(communication)
    made = communication.settle(entry.settles, said=entry.said, by=by, at=now())
    deeds = [Deed(communication, "logged", f"{communication.kind.label} of {when(communication)} logged.")]
    return communication, deeds + document(communication, entry.production) + [disposed(each) for each in made]


def document(communication: Communication, facts: ProductionFacts | None) -> list[Deed]:
    """Write the production's facts, where there are any."""
    if facts is None:
        return []
    if communication.production is not None:
        communication.production.write(facts)
        return [Deed(communication.production, "changed", "Production corrected.")]
    if facts.is_empty:
        return []
    production = Production.log(communication, facts)
    db.session.add(production)
    return [Deed(production, "logged", f"Production logged{f': {production.bates}' if production.bates else ''}.")]


def chosen(oversight_request: OversightRequest, item_ids: tuple[int, ...]) -> list[Any]:
    found = [item for item in oversight_request.items if item.id in item_ids]
    if len(found) != len(set(item_ids)):
        raise Refused("One of these items does not belong to this request. Open the page again.")
    return found


def add_files(communication: Communication, files: Any, *, by: User, act_id: int) -> None:
    """Keep the files that came with it, all or none; asked last, since keeping them flushes what was changed."""
    found = attach_all(files, to=communication, purpose=AttachmentPurpose.REPLY, by=by)
    if found:
        summary = f"Attached: {', '.join(attachment.name for attachment in found)}."
        record(communication, "attached", by=by, summary=summary, changes={}, act_id=act_id)


def of_this(made: Communication, oversight_request: OversightRequest) -> Communication:
    """What the same form has made before; raises `Refused` where that was for another request."""
    if made.request_id != oversight_request.id:
        raise Refused(USED)
    return made


@contextmanager
def making_anew() -> Iterator[None]:
    """The id of the new noun came with the form; where it stands elsewhere already, nothing is made."""
    try:
        yield
    except IntegrityError:
        raise Refused(USED) from None
