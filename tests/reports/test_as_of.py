"""The promise of "as of": the summary of an earlier day equals the one that was really exported on that day."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy.orm import joinedload

from app.clock import now, today
from app.correspondence import services as correspondence
from app.correspondence.services import Entry
from app.deadlines import services as deadlines
from app.deadlines.services import Move
from app.extensions import db
from app.models import Agency, Communication, Event, Matter, Office, Outcome, OversightRequest
from app.models.base import new_id
from app.models.communication import CommunicationFacts
from app.models.item import DispositionFacts
from app.models.outcome import OutcomeFacts
from app.models.oversight_request import NextStep
from app.models.picklists import (
    ClosingReason,
    CommunicationKind,
    Disposition,
    Handling,
    Instrument,
    OutcomeKind,
    Role,
    Settles,
    WaitsOn,
)
from app.outcomes import services as outcomes
from app.outcomes.services import Closing
from app.policies import SYSTEM, look
from app.refusals import Refused
from app.reports import services
from app.reports.asked import Asked
from app.requests import filing
from app.requests import services as requests
from app.requests.letter import Filing, Letter
from tests.factories import Given

VERSIONS = ("internal", "member", "public")


@dataclass
class Story:
    """An office whose people act on several days; each act is one of the real verbs."""

    given: Given
    clock: Any
    office: Any
    director: Any
    approver: Any
    counsel: Any
    agencies: list[Any]
    matter_id: int

    def on(self, day: int, hour: int = 15) -> None:
        """An hour of that day of October 2018, in UTC: 11 in the morning in Washington."""
        self.clock.move_to(datetime(2018, 10, day, hour, 30, tzinfo=UTC), tick=False)

    def act(self, verb: Any, number: str, *, who: Any = None, **facts: Any) -> None:
        with self.given.acting(who or self.director) as person:
            query = db.session.query(OversightRequest).options(joinedload(OversightRequest.office))
            verb(query.filter_by(number=number).one(), by=person, **facts)

    def file(self, subject: str, *, due_on: date, items: str = "1. First\n2. Second", sent_on: date | None) -> str:
        with self.given.acting(self.director) as person:
            letter = letter_of(self, subject)
            given = {"items": items, "due_on": due_on, "due_time": None, "transmitted_on": sent_on, "received_on": None}
            facts = given | {"owner_id": person.id, "backup_id": None, "is_limited": False, "named_ids": ()}
            facts |= {"signed_letter": [], "is_not_twin": True}
            office = db.session.get_one(Office, self.office.id)
            return filing.file(
                filing=Filing(letter=letter, **facts), office=office, by=person, request_id=new_id()
            ).number

    def extend(self, number: str, until: date) -> None:
        version = self.given.row(OversightRequest, number=number).due_version
        move = Move(entry_id=new_id(), seen_version=version, until=until, reason="They asked.", how="phone")
        self.act(deadlines.extend, number, move=move)

    def reply(self, number: str, *, settles: Settles | None, said: dict[int, Disposition] | None = None) -> int:
        request_id = self.given.row(OversightRequest, number=number).id
        with self.given.session() as session:
            items = {item.position: item.id for item in session.get_one(OversightRequest, request_id).items}
        facts = CommunicationFacts(CommunicationKind.REPLY, today(services_zone()), "A reply came.")
        given = tuple(DispositionFacts(items[place], code) for place, code in (said or {}).items())
        step = NextStep("Read it", None, WaitsOn.US)
        entry = Entry(id=new_id(), facts=facts, next_step=step, settles=settles, said=given)
        self.act(correspondence.log_reply, number, entry=entry)
        return entry.id

    def summary(self, version: str, day: date | None = None, *, group: str = "agency") -> dict[str, Any]:
        """What the exported file says, without the words about when and how it was made."""
        with self.given.app.app_context():
            look(db.session, SYSTEM)
            asked = Asked(db.session.get_one(Office, self.office.id), version, day=day, group=group)
            file = BytesIO()
            services.export_summary(asked, format="json", to=file, by=None)
        data = json.loads(file.getvalue())
        return {"blocks": data["blocks"], "figures": data["figures"], "handling": data["handling"]}


def services_zone():
    from zoneinfo import ZoneInfo

    return ZoneInfo("America/New_York")


def letter_of(story: Story, subject: str, **changed: Any) -> Letter:
    facts = {
        "agency_id": story.agencies[0].id,
        "subject": subject,
        "instrument": Instrument.LETTER,
        "authority": None,
        "addressee": None,
        "addressee_title": None,
        "signatories": (),
        "cc": None,
        "handling": Handling.COMMITTEE_INTERNAL,
        "dated_on": date(2018, 10, 1),
        "matter_id": None,
    }
    return Letter(**(facts | changed))


@pytest.fixture
def story(given, time_machine) -> Story:
    office = given.office("DEMO")
    people = [given.person(role, office=office) for role in (Role.STAFF_DIRECTOR, Role.COUNSEL)]
    approver = given.person(Role.COUNSEL, office=office, is_approver=True)
    with given.session() as session:
        matter = Matter(office_id=office.id, slug="demo-tanks", title="Tanks")
        session.add(matter)
        session.commit()
        matter_id = matter.id
    agencies = [given.agency("State"), given.agency("Energy")]
    return Story(given, time_machine, office, people[0], approver, people[1], agencies, matter_id)


def live_through(story: Story) -> dict[date, dict[str, Any]]:
    """Eight days of real acts; each evening the summary is exported in every version."""
    evenings: dict[date, dict[str, Any]] = {}
    numbers: dict[str, str] = {}

    def evening(day: int) -> None:
        story.on(day + 1, hour=2)  # Half past ten in the evening in Washington.
        found = {version: story.summary(version) for version in VERSIONS}
        evenings[date(2018, 10, day)] = found | {"matter": story.summary("internal", group="matter")}

    story.on(1)
    numbers["tanks"] = story.file("Tanks", due_on=date(2018, 10, 3), sent_on=date(2018, 10, 1))
    numbers["late"] = story.file("Aircraft", due_on=date(2018, 10, 2), sent_on=date(2018, 10, 1), items="")
    evening(1)
    story.on(2)
    story.extend(numbers["tanks"], date(2018, 10, 12))
    numbers["ready"] = story.file("Ready to go", due_on=date(2018, 10, 30), sent_on=None)
    story.act(requests.propose_release, numbers["tanks"])
    evening(2)
    story.on(3)
    first = story.reply(numbers["tanks"], settles=None)
    story.act(requests.mark_sent, numbers["ready"], on=date(2018, 10, 3))
    story.act(requests.approve_release, numbers["tanks"], who=story.approver, on=date(2018, 10, 3))
    evening(3)
    story.on(4)
    with story.given.acting(story.director) as person:
        said = db.session.get_one(Communication, first)
        items = {item.position: item.id for item in said.oversight_request.items}
        full = (DispositionFacts(items[1], Disposition.FULL), DispositionFacts(items[2], Disposition.PARTIAL))
        correspondence.classify(said, settles=Settles.PART, said=full, by=person)
    evening(4)
    story.on(5)
    with story.given.session() as session:
        held = session.query(OversightRequest).filter_by(number=numbers["tanks"]).one()
        wanted, edition = (held.items[0].id,), held.edition
    story.act(correspondence.accept, numbers["tanks"], item_ids=wanted)
    story.act(requests.reassign, numbers["tanks"], owner_id=story.counsel.id, backup_id=None)
    letter = letter_of(story, "Tanks and more", agency_id=story.agencies[1].id, matter_id=story.matter_id)
    story.act(requests.edit, numbers["tanks"], letter=letter, edition=edition)
    evening(5)
    story.on(8)
    claim = OutcomeFacts(OutcomeKind.HEARING, "A hearing was held.", date(2018, 10, 7))
    story.act(outcomes.record_outcome, numbers["tanks"], entry=outcomes.Entry(new_id(), claim))
    story.act(requests.limit, numbers["late"], named_ids=(story.director.id,))
    evening(8)
    story.on(9)
    closing = Closing(ClosingReason.UNSATISFIED, date(2018, 10, 9))
    story.act(outcomes.close, numbers["ready"], closing=closing)
    with story.given.acting(story.director) as person:
        better = OutcomeFacts(OutcomeKind.HEARING, "A hearing was held; the Secretary came.", date(2018, 10, 6))
        outcome = db.session.query(Outcome).one()
        outcomes.change_outcome(outcome, facts=better, edition=outcome.edition, by=person)
    evening(9)
    story.on(10)
    story.act(outcomes.reopen, numbers["ready"])
    story.act(requests.void, numbers["ready"], reason="Filed twice")
    story.act(correspondence.take_back_acceptance, numbers["tanks"], item_id=wanted[0])
    story.act(requests.lift_limit, numbers["late"])
    evening(10)
    return evenings


def test_the_summary_of_each_day_equals_the_one_that_was_exported_on_that_day(story):
    evenings = live_through(story)
    assert len({json.dumps(each["internal"]) for each in evenings.values()}) == len(evenings), "each day changed it"
    story.on(25)
    for day, exported in evenings.items():
        for version in VERSIONS:
            assert story.summary(version, day) == exported[version], (version, day)
        assert story.summary("internal", day, group="matter") == exported["matter"], day
    quiet = story.summary("internal", date(2018, 10, 7))
    assert quiet["figures"] == evenings[date(2018, 10, 5)]["internal"]["figures"], "nothing happened on that week-end"
    assert story.summary("internal", date(2018, 9, 30))["figures"][0]["value"] == 0


def test_today_is_the_present_and_tomorrow_is_refused(story):
    story.on(1)
    story.file("Tanks", due_on=date(2018, 10, 3), sent_on=date(2018, 10, 1))
    assert story.summary("internal", date(2018, 10, 1)) == story.summary("internal")
    with pytest.raises(Refused, match="still to come"):
        story.summary("internal", date(2018, 10, 2))


def test_what_the_history_no_longer_tells_is_said_in_the_method_note(story):
    story.on(1)
    number = story.file("Tanks", due_on=date(2018, 10, 3), sent_on=date(2018, 10, 1))
    story.on(3)
    story.extend(number, date(2018, 10, 12))
    with story.given.session() as session:
        asked = Asked(session.get_one(Office, story.office.id), "internal", day=date(2018, 10, 1))
        assert "no longer tells" not in " ".join(method_of(asked))
        event = session.query(Event).filter_by(verb="deadline_extended").one()
        event.payload.erased_at, event.payload.changes, event.payload.summary = now(), {}, ""
        session.commit()
        assert "Of 1 request the history no longer tells" in " ".join(method_of(asked))
        session.get_one(Agency, story.agencies[0].id).name = "Department of Renaming"
        found = session.query(OversightRequest).one()
        found.subject = "Written without a history"
        session.commit()
        assert "Of 1 request the history no longer tells" in " ".join(method_of(asked))


def method_of(asked: Asked) -> tuple[str, ...]:
    from app.reports.summary import document_of

    return document_of(services.read(asked), is_paper=False).method
