"""Fill an empty database with the demonstration docket; every day in it is a date or a distance from today."""

import tomllib
import uuid
from datetime import time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from werkzeug.datastructures import FileStorage

from app.attaching import attach
from app.clock import now, today
from app.congress import congress_of
from app.dates import formal_text
from app.demo.loading import EASTERN, Loading
from app.demo.ties import make_claim, make_date, make_letter, make_link, make_more_time, make_step
from app.extensions import db
from app.history import record
from app.ledger import Entry
from app.models import (
    Agency,
    Communication,
    Deadline,
    IntelligenceItem,
    IntelligenceLink,
    Item,
    Matter,
    NamedPerson,
    NumberSeries,
    Office,
    Outcome,
    OversightRequest,
    Production,
    Seat,
    Share,
    User,
)
from app.models.communication import CommunicationFacts
from app.models.item import DispositionFacts
from app.models.picklists import (
    AttachmentPurpose,
    Attributable,
    Authority,
    ClosingReason,
    CommunicationKind,
    Credibility,
    Disposition,
    Ground,
    Handling,
    Instrument,
    OfficeKind,
    OutcomeKind,
    Relation,
    Reliability,
    Retention,
    Role,
    Settles,
    SourceClass,
    WaitsOn,
)
from app.models.production import ProductionFacts
from app.numbering import read_items
from app.refusals import Refused

DOCKET = Path(__file__).with_name("docket.toml")


def load() -> dict[str, int]:
    """Load the docket into an empty database and commit; returns how many of what. Raises `Refused` where requests stand."""
    if db.session.scalar(sa.select(sa.exists().where(OversightRequest.id.is_not(None)))):
        raise Refused("The database already holds requests. The demonstration docket is loaded into an empty one only.")
    told = tomllib.loads(DOCKET.read_text(encoding="utf-8"))
    loading = Loading(today=today(EASTERN))
    for kind, make in MAKERS.items():
        for entry in told[kind]:
            make(loading, dict(entry))
    db.session.commit()
    return {kind: len(told[kind]) for kind in MAKERS}


def make_agency(loading: Loading, told: dict[str, Any]) -> None:
    agency = db.session.scalar(sa.select(Agency).where(Agency.short_name == told["short_name"]))
    if agency is None:
        agency = Agency(
            short_name=told["short_name"], name=told["name"], parent=loading.agencies.get(told.get("parent", ""))
        )
        db.session.add(agency)
    loading.agencies[told["short_name"]] = agency


def make_office(loading: Loading, told: dict[str, Any]) -> None:
    office = Office(
        short_name=told["short_name"],
        name=told["name"],
        kind=OfficeKind(told["kind"]),
        retention=Retention(told.get("retention", "COMMITTEE_RECORD")),
        is_demonstration=True,
    )
    db.session.add(office)
    record(office, "created", by=None, summary="Office made with the demonstration docket.", changes={})
    loading.offices[office.short_name] = office


def make_person(loading: Loading, told: dict[str, Any]) -> None:
    person = db.session.scalar(sa.select(User).where(User.email == told["email"]))
    if person is None:
        person = User(email=told["email"], name=told["name"], active=True, fs_uniquifier=uuid.uuid4().hex)
        db.session.add(person)
    person.is_administrator = told.get("is_administrator", False)
    seat = Seat(user=person, office=loading.offices[told["office"]], role=Role(told["role"]))
    seat.is_approver, seat.is_security_officer = told.get("is_approver", False), told.get("is_security_officer", False)
    db.session.add(seat)
    loading.people[told["key"]] = person


def make_matter(loading: Loading, told: dict[str, Any]) -> None:
    matter = Matter(
        slug=told["slug"],
        office=loading.offices[told["office"]],
        title=told["title"],
        summary=told["summary"],
        opened_on=loading.day(told.get("opened")),
        closed_on=loading.day(told.get("closed")),
    )
    db.session.add(matter)
    record(matter, "created", by=None, summary="Matter made with the demonstration docket.", changes={})
    loading.matters[matter.slug] = matter


def make_intelligence(loading: Loading, told: dict[str, Any]) -> None:
    item = IntelligenceItem(
        office=loading.offices[told["office"]],
        title=told["title"],
        summary=told.get("summary"),
        source_class=SourceClass(told["source_class"]),
        source=told["source"],
        obtained=told.get("obtained"),
        source_url=told.get("source_url"),
        collected_on=loading.day(told.get("collected")),
        event_on=loading.day(told.get("event")),
        place=told.get("place"),
        reliability=Reliability(told["reliability"]) if "reliability" in told else None,
        credibility=Credibility(told["credibility"]) if "credibility" in told else None,
        derived_from=loading.intelligence.get(told.get("derived_from", "")),
        logged_by=loading.people["investigator"],
    )
    db.session.add(item)
    record(item, "logged", by=None, summary="Intelligence item loaded with the demonstration docket.", changes={})
    loading.intelligence[told["key"]] = item


def make_request(loading: Loading, told: dict[str, Any]) -> None:
    """One request with all that hangs on it, in the order in which it happened."""
    oversight_request = file_request(loading, told)
    items = {item.number or "": item for item in oversight_request.items}
    if told.get("has_letter"):
        attach_letter(oversight_request, told)
    for extension in told.get("extensions", []):
        extend(loading, oversight_request, extension)
    for link in told.get("intelligence", []):
        link_intelligence(loading, oversight_request, link, items)
    for communication in told.get("communications", []):
        log_communication(loading, oversight_request, communication, items)
    for outcome in told.get("outcomes", []):
        add_outcome(loading, oversight_request, outcome)
    if "next_step" in told:
        oversight_request.next_step = told["next_step"]
        oversight_request.next_step_on = loading.day(told["next_step_on"])
    oversight_request.recount()
    oversight_request.retally()
    finish(loading, oversight_request, told)
    touched = [told["dated"], *(each["on"] for each in told.get("communications", []))]
    oversight_request.touched_at = max(map(loading.moment, touched))
    loading.requests[told["subject"]] = oversight_request
    summary = "Loaded with the demonstration docket."
    record(oversight_request, "filed", by=None, summary=summary, changes={})


def file_request(loading: Loading, told: dict[str, Any]) -> OversightRequest:
    office, agency = loading.offices[told["office"]], loading.agencies[told["agency"]]
    dated, owner = loading.day(told["dated"]), loading.people[told["owner"]]
    congress = congress_of(dated or loading.today)
    serial = NumberSeries.take(db.session, office_id=office.id, congress=congress)
    oversight_request = OversightRequest(
        office=office,
        agency=agency,
        number=f"{office.short_name}-{congress}-{serial:04d}",
        congress=congress,
        serial=serial,
        subject=told["subject"],
        mail_topic=agency.short_name,
        instrument=Instrument(told["instrument"]),
        authority=Authority(told["authority"]),
        matter=loading.matters.get(told.get("matter", "")),
        addressee=told.get("addressee"),
        signatories=told.get("signatories", []),
        cc=told.get("cc"),
        handling=Handling(told.get("handling", "COMMITTEE_INTERNAL")),
        is_limited="named" in told,
        owner=owner,
        backup=loading.people.get(told.get("backup", "")),
        filed_by=owner,
        filed_at=loading.moment(told["dated"]),
        dated_on=dated,
        transmitted_on=loading.day(told.get("sent")),
        received_on=loading.day(told.get("received")),
        waits_on=WaitsOn(told["waits_on"]) if "waits_on" in told else None,
    )
    db.session.add(oversight_request)
    oversight_request.items = Item.listed(read_items(told["items"]))
    db.session.flush()
    start = Entry(
        kind="start",
        on=dated or loading.today,
        until=loading.day(told["due"]),
        until_time=time.fromisoformat(told["due_time"]) if "due_time" in told else None,
        how=told.get("due_how", ""),
    )
    Deadline.start(oversight_request, entry=start, by=owner)
    db.session.add_all(
        NamedPerson(request_id=oversight_request.id, user_id=loading.people[key].id) for key in told.get("named", [])
    )
    for short_name in told.get("shared_with", []):
        office_id, shared_by = loading.offices[short_name].id, loading.people["director"].id
        db.session.add(
            Share(request_id=oversight_request.id, office_id=office_id, shared_by_id=shared_by, shared_at=now())
        )
    db.session.flush()
    return oversight_request


def attach_letter(oversight_request: OversightRequest, told: dict[str, Any]) -> None:
    """The invented letter as a text file, kept as the request's original like any other."""
    due = f"Please answer no later than {formal_text(oversight_request.due_on or oversight_request.filed_at.date())}."
    dated = formal_text(oversight_request.dated_on or oversight_request.filed_at.date())
    words = f"Demonstration data: an invented letter.\n\n{dated}\n\n{told['addressee']}\n\n{due}\n{told['items']}"
    upload = FileStorage(BytesIO(words.encode()), filename=f"{oversight_request.number}-letter.txt", name="letter")
    purpose = AttachmentPurpose.SIGNED_LETTER
    attach(upload, to=oversight_request, purpose=purpose, by=oversight_request.deadline.entries[0].by)


def extend(loading: Loading, oversight_request: OversightRequest, told: dict[str, Any]) -> None:
    on, until = loading.day(told["on"]), loading.day(told["until"])
    entry = Entry(kind="extension", on=on or loading.today, until=until, reason=told["reason"], how=told["how"])
    oversight_request.deadline.add(entry, by=oversight_request.owner)


def link_intelligence(
    loading: Loading, oversight_request: OversightRequest, told: dict[str, Any], items: dict[str, Item]
) -> None:
    db.session.add(
        IntelligenceLink(
            intelligence_item=loading.intelligence[told["key"]],
            oversight_request=oversight_request,
            item=items.get(told.get("item", "")),
            relation=Relation(told["relation"]),
            linked_by=oversight_request.owner,
        )
    )


def log_communication(
    loading: Loading, oversight_request: OversightRequest, told: dict[str, Any], items: dict[str, Item]
) -> None:
    owner, on = oversight_request.deadline.entries[0].by, loading.day(told["on"]) or loading.today
    words = {name: told.get(name) for name in ("speaker", "body", "text", "source_url")}
    facts = CommunicationFacts(
        kind=CommunicationKind(told["kind"]), dated_on=on, received_on=on, summary=told["summary"], **words
    )
    communication = Communication.log(oversight_request, facts=facts, by=owner, today=loading.today)
    db.session.add(communication)
    if "production" in told:
        db.session.add(Production.log(communication, ProductionFacts(**told["production"])))
    said = [disposition_facts(items, disposition) for disposition in told.get("dispositions", [])]
    settles = Settles(told["settles"]) if "settles" in told else None
    communication.settle(settles, said=said, by=owner, at=loading.moment(told["on"]))
    for number in told.get("accepted", []):
        items[number].accept(by=owner, on=on)


def disposition_facts(items: dict[str, Item], told: dict[str, Any]) -> DispositionFacts:
    return DispositionFacts(
        items[told["item"]].id,
        Disposition(told["code"]),
        grounds=tuple(Ground(code) for code in told.get("grounds", [])),
        is_whole=told.get("is_whole", False),
        asserted_by=told.get("asserted_by"),
    )


def add_outcome(loading: Loading, oversight_request: OversightRequest, told: dict[str, Any]) -> None:
    db.session.add(
        Outcome(
            oversight_request=oversight_request,
            kind=OutcomeKind(told["kind"]),
            claim=told["claim"],
            dated_on=loading.day(told["on"]),
            attributable=Attributable(told["attributable"]),
            recorded_by=loading.people[told["by"]],
        )
    )


def finish(loading: Loading, oversight_request: OversightRequest, told: dict[str, Any]) -> None:
    """Release, void and closing: what comes last in the life of a request."""
    if told.get("is_released"):
        sent = oversight_request.transmitted_on or loading.today
        oversight_request.propose_release(by=loading.people["director"], at=loading.moment(sent))
        oversight_request.approve_release(by=loading.people["counsel"], on=sent)
    if "void" in told:
        oversight_request.void(at=now() - timedelta(minutes=1), reason=told["void"])
    if "closed" in told:
        closing = told["closed"]
        on = loading.day(closing["on"]) or loading.today
        oversight_request.close(on=on, reason=ClosingReason(closing["reason"]), note=closing.get("note"))


MAKERS = {
    "agencies": make_agency,
    "offices": make_office,
    "people": make_person,
    "matters": make_matter,
    "intelligence": make_intelligence,
    "requests": make_request,
    "claims": make_claim,
    "links": make_link,
    "steps": make_step,
    "dates": make_date,
    "more_time": make_more_time,
    "letters": make_letter,
}
