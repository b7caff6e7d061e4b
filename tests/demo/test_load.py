"""The demonstration docket loads into an empty database, once, and its figures follow from its facts."""

import pytest
import sqlalchemy as sa

from app.demo import services
from app.history import verify_chains
from app.models import Attachment, OtherDate, OversightRequest, User
from app.models.counts import Count
from app.refusals import Refused


@pytest.fixture
def loaded(given):
    with given.session():
        return services.load()


def test_the_docket_loads_once_and_only_into_an_empty_database(given, loaded):
    assert loaded["requests"] == given.count(OversightRequest) == 15
    with given.session(), pytest.raises(Refused, match="already holds requests"):
        services.load()
    assert given.count(OversightRequest) == 15


def test_every_cached_count_equals_a_count_from_scratch(given, loaded):
    with given.session() as session:
        for oversight_request in session.scalars(sa.select(OversightRequest)):
            tops = [item.standing for item in oversight_request.items if item.parent_id is None]
            assert oversight_request.count == Count.of(tops), oversight_request.number


def test_the_story_s_open_request_stands_at_three_of_eight_with_its_letter(given, loaded):
    with given.session() as session:
        found = session.scalars(sa.select(OversightRequest).where(OversightRequest.instrument == "FOLLOWUP")).one()
        assert found.count.headline == "3 of 8 satisfied"
        assert found.extensions == 1
        assert session.scalar(sa.select(sa.func.count(Attachment.id)).where(Attachment.request_id == found.id)) == 1


def test_an_agency_promised_a_date_and_more_time_was_granted_in_part(given, loaded):
    with given.session() as session:
        dates = session.scalars(sa.select(OtherDate).order_by(OtherDate.due_on)).all()
        assert [(each.label, each.is_standing) for each in dates] == [
            ("Promised by the agency", True),
            ("Item 2", True),
        ]
        entries = [entry.kind.value for entry in dates[1].oversight_request.deadline.entries]
        assert entries == ["start", "ask", "part"]
        assert dates[1].due_on > dates[1].oversight_request.due_on == dates[1].oversight_request.first_due_on


def test_the_chains_hold_and_the_director_administers(given, loaded):
    with given.session() as session:
        assert [finding for finding in verify_chains(session) if finding.is_broken] == []
        assert session.scalars(sa.select(User.name).where(User.is_administrator)).all() == ["Staff director"]
