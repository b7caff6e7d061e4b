"""The one visibility predicate, applied by the session."""

import sqlalchemy as sa

from app.extensions import db
from app.models import Communication, Event, IntelligenceItem, Item, OversightRequest
from app.models.picklists import Role, SourceClass
from app.policies import NOBODY, look


def numbers() -> list[str]:
    return sorted(db.session.scalars(sa.select(OversightRequest.number)))


def test_a_session_that_was_told_of_nobody_sees_nothing(given):
    made = given.request()
    with given.app.app_context():
        assert numbers() == []
        assert db.session.get(OversightRequest, made.id) is None
        look(db.session, NOBODY)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(OversightRequest)) == 0


def test_an_office_sees_its_own_requests_and_no_others(given):
    ours, theirs = given.office("DEMO"), given.office("DEMOM")
    given.request(office=ours)
    given.request(office=theirs)
    with given.acting(given.person(Role.COUNSEL, office=ours)):
        assert numbers() == ["DEMO-115-0001"]
        assert db.session.scalar(sa.select(sa.func.count(Item.id))) == 1
    with given.acting(given.person(Role.COUNSEL, office=theirs)):
        assert numbers() == ["DEMOM-115-0001"]


def test_a_shared_request_is_seen_by_the_other_office_without_its_work_product(given):
    ours, theirs = given.office("DEMO"), given.office("MEMB")
    made = given.request(office=ours, shared_with=[theirs])
    given.request(office=ours)
    reader = given.person(Role.READER, office=theirs)
    with given.session() as session:
        item = IntelligenceItem(
            office_id=ours.id, title="Report", source_class=SourceClass.MEDIA, source="Press", logged_by_id=reader.id
        )
        session.add(item)
        session.commit()
    with given.acting(reader):
        assert numbers() == [made.number]
        assert len(db.session.get_one(OversightRequest, made.id).items) == 1
        assert list(db.session.scalars(sa.select(IntelligenceItem))) == []
        assert list(db.session.scalars(sa.select(Event))) == []


def test_a_reader_does_not_see_the_own_offices_requests_unless_shared(given):
    given.request()
    with given.acting(given.person(Role.READER)):
        assert numbers() == []


def test_a_limited_request_is_seen_by_the_named_people_only_whatever_their_role(given):
    named = given.person(Role.INVESTIGATOR)
    made = given.request(named=[named])
    with given.acting(named):
        assert numbers() == [made.number]
    with given.acting(given.person(Role.STAFF_DIRECTOR)):
        assert numbers() == []


def test_a_detailee_never_sees_the_home_agencys_requests_nor_its_bureaus(given):
    state = given.agency("State")
    bureau = given.agency("PM", name="Bureau of Political-Military Affairs", parent=state)
    given.request(agency=state)
    given.request(agency=bureau)
    other = given.request(agency=given.agency("Energy"))
    with given.acting(given.person(Role.COUNSEL, home_agency=state)):
        assert numbers() == [other.number]


def test_an_administrator_without_a_seat_reads_no_content(given):
    given.request()
    with given.acting(given.person(None, is_administrator=True)):
        assert numbers() == []


def test_subqueries_and_joins_and_relationships_carry_the_predicate_too(given):
    ours, theirs = given.office("DEMO"), given.office("DEMOM")
    given.request(office=ours)
    hidden = given.request(office=theirs)
    with given.acting(given.person(Role.COUNSEL, office=ours)):
        asked = sa.select(OversightRequest.id).where(OversightRequest.id == hidden.id)
        assert db.session.scalar(sa.select(asked.exists())) is False
        joined = sa.select(Item.id).join(Item.oversight_request).where(OversightRequest.id == hidden.id)
        assert list(db.session.scalars(joined)) == []
        assert list(db.session.scalars(sa.select(Communication))) == []
