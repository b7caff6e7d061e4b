"""Numbers without gap or double, and chains without a fork, however many file at once."""

import threading
from datetime import date

import pytest
import sqlalchemy as sa

from app.extensions import db
from app.history import verify_chains
from app.models import Event, NumberSeries, Office, OversightRequest, RequestDraft, User
from app.models.base import new_id
from app.models.picklists import Role
from app.policies import SYSTEM, look, look_for
from app.refusals import Refused
from app.requests import filing
from app.requests.letter import Filing, Letter

THREADS, EACH = 8, 25


def filing_of(agency_id: int, owner_id: int, subject: str = "Tanks") -> Filing:
    letter = Letter(agency_id=agency_id, subject=subject, dated_on=date(2018, 10, 1))
    return Filing(letter=letter, due_on=date(2018, 10, 12), owner_id=owner_id, is_not_twin=True)


def at_once(app, person, acts) -> list[str]:
    """Run the acts, each of several in a thread and an application context of its own; what went wrong, in words."""
    faults: list[str] = []
    start = threading.Barrier(len(acts))

    def run(act) -> None:
        with app.app_context():
            try:
                user = db.session.get_one(User, person.id)
                look_for(db.session, user)
                db.session.commit()
                start.wait(timeout=30)
                act(user)
            except Exception as fault:
                faults.append(repr(fault))

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def test_two_hundred_filings_at_once_take_two_hundred_numbers_on_one_unbroken_chain(given, app):
    office, agency, person = given.office(), given.agency(), given.person(Role.CLERK)

    def file_many(user) -> None:
        for _ in range(EACH):
            filing.file(
                filing=filing_of(agency.id, user.id),
                office=db.session.get_one(Office, office.id),
                by=user,
                request_id=new_id(),
            )

    assert at_once(app, person, [file_many] * THREADS) == []
    with given.session() as session:
        serials = sorted(session.scalars(sa.select(OversightRequest.serial)))
        assert serials == list(range(1, THREADS * EACH + 1))
        assert session.get_one(NumberSeries, (office.id, 115)).last_serial == THREADS * EACH
        findings = list(verify_chains(session))
        assert [found.sentence for found in findings if found.is_broken] == []
        assert session.scalar(sa.select(sa.func.count(Event.id))) == THREADS * EACH


def test_the_same_form_from_eight_windows_at_once_files_one_request(given, app):
    office, agency, person = given.office(), given.agency(), given.person(Role.CLERK)
    numbers: list[str] = []

    def file_same(user) -> None:
        made = filing.file(
            filing=filing_of(agency.id, user.id),
            office=db.session.get_one(Office, office.id),
            by=user,
            request_id=4711,
        )
        numbers.append(made.number)

    assert at_once(app, person, [file_same] * THREADS) == []
    assert numbers == ["DEMO-115-0001"] * THREADS
    assert given.count(OversightRequest) == 1
    assert given.row(NumberSeries).last_serial == 1
    assert given.count(Event) == 1


def test_a_refusal_gives_no_number_away(given, app):
    agency, person = given.agency(), given.person(Role.CLERK)
    with given.acting(person) as user:
        office = user.seats[0].office
        marked = filing_of(agency.id, user.id, subject="TOP SECRET//SI//NOFORN report")
        with pytest.raises(Refused):
            filing.file(filing=marked, office=office, by=user, request_id=new_id())
    assert given.row(NumberSeries) is None
    assert given.count(OversightRequest) == 0


def test_a_draft_of_the_same_id_goes_with_the_filing(given, app):
    agency, person = given.agency(), given.person(Role.CLERK)
    with given.acting(person) as user:
        office = user.seats[0].office
        look(db.session, SYSTEM)
        draft = RequestDraft(id=4711, office_id=office.id, drafted_by=user, saved_at=user.create_datetime, fields={})
        db.session.add(draft)
        db.session.commit()
        look_for(db.session, user)
        filing.file(filing=filing_of(agency.id, user.id), office=office, by=user, request_id=4711)
    assert given.count(RequestDraft) == 0
    assert given.row(OversightRequest).id == 4711
