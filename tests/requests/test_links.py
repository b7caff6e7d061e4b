"""Links between requests: what follows up keeps the first lateness, what supersedes closes, companions are filed at once."""

import io
from datetime import date

import pytest
import sqlalchemy as sa
import time_machine

from app.models import Attachment, Event, NumberSeries, OversightRequest, RequestDraft, RequestLink
from app.models.picklists import ClosingReason, Role
from tests.factories import Person


@pytest.fixture(autouse=True)
def october():
    """Tuesday, October 23, 2018."""
    with time_machine.travel("2018-10-23 15:00 +0000", tick=True):
        yield


def text_of(answer):
    return " ".join(answer.get_data(as_text=True).split())


def told(given, request_id):
    with given.session() as session:
        found = session.scalars(sa.select(Event).where(Event.request_id == request_id).order_by(Event.sequence))
        return [(event.verb, event.payload.summary) for event in found]


def link(client, later, earlier, kind="FOLLOWS_UP"):
    return client.submit(f"{later.url}/links", {"earlier_kind": kind, "earlier_number": earlier.number.lower()})


def test_a_follow_up_of_a_follow_up_shows_since_when_the_first_is_late(given, client, clerk):
    first, second = given.request(due_on=date(2018, 10, 5)), given.request(due_on=date(2018, 10, 19))
    third = given.request(due_on=date(2018, 11, 2))
    assert link(client, second, first).location == f"{second.url}#related"
    link(client, third, second, "ESCALATES")
    page = text_of(client.get(third.url))
    assert f">{first.number}</a>, 11 business days late since" in page
    assert "First due Fri, Oct 5, 2018" in page
    assert ("linked", f"Followed up by {second.number}.") in told(given, first.id)
    assert ("linked", f"Follows up {first.number}.") in told(given, second.id)
    circle = text_of(link(client, first, third, "SUPERSEDES"))
    assert f"{third.number} came after this request" in circle
    assert given.row(OversightRequest, id=third.id).closed_on is None
    assert "linked so already" in text_of(link(client, second, first))


def test_superseding_closes_the_old_one_and_a_link_can_be_removed(given, client, clerk):
    old, new = given.request(), given.request()
    link(client, new, old, "SUPERSEDES")
    row = given.row(OversightRequest, id=old.id)
    assert (row.closed_on, row.closing_reason) == (date(2018, 10, 23), ClosingReason.SUPERSEDED)
    made = given.row(RequestLink)
    client.submit(f"{new.url}/links/{made.id}/removal", at=new.url)
    assert given.count(RequestLink) == 0
    assert told(given, old.id)[-1] == ("unlinked", f"Link removed: superseded by {new.number}.")


def test_only_who_may_close_the_old_one_supersedes_it(given, client):
    owner, old = given.person(Role.INVESTIGATOR), given.request()
    new = given.request(owner=owner)
    client.sign_in(owner)
    assert "may close" in text_of(link(client, new, old, "SUPERSEDES"))
    assert given.count(RequestLink) == 0


@pytest.mark.parametrize("why", ["another office's", "unseen", "itself", "void"])
def test_what_may_not_be_linked_tells_nothing(given, client, clerk, why):
    made = given.request()
    others = {
        "another office's": {"office": given.office("DEMOM")},
        "unseen": {"named": [given.person(Role.COUNSEL)]},
        "void": {"void_at": "now"},
    }
    if why == "void":
        from app.clock import now

        others["void"] = {"void_at": now()}
    other = made if why == "itself" else given.request(**others[why])
    answer = text_of(link(client, made, other))
    sentence = {"itself": "not linked to itself", "void": "is void"}.get(why, "No request of that number.")
    assert sentence in answer
    assert given.count(RequestLink) == 0


def test_a_limited_predecessor_is_not_shown_to_who_may_not_see_it(given, client, clients):
    named, other = given.person(Role.COUNSEL), given.person(Role.CLERK)
    hidden, open_one = given.request(named=[named], due_on=date(2018, 10, 5)), given.request()
    client.sign_in(named)
    assert link(client, open_one, hidden).status_code == 302
    assert hidden.number in text_of(client.get(open_one.url))
    # The history of the open request names what its own act linked; the section and the first date do not.
    page = text_of(clients().sign_in(other).get(open_one.url))
    assert "Linked to no other request." in page
    assert "First due" not in page


def file(client, letter, **more):
    return client.submit("/requests/new", letter(**more))


def test_several_agencies_are_several_requests_filed_at_once_and_only_once(given, client, clerk, letter):
    given.agency("DOJ"), given.agency("DOE")
    page = client.get("/requests/new").get_data(as_text=True)
    from tests.pages import hidden_fields

    fields = {
        **hidden_fields(page, "/requests/new"),
        **letter(also_to="doj, Department of DOE, State", items="1. All.\n2. Rest."),
    }
    fields["signed_letter"] = (io.BytesIO(b"The signed letter"), "letter.txt")
    first = client.post("/requests/new", data=fields, content_type="multipart/form-data")
    fields["signed_letter"] = (io.BytesIO(b"The signed letter"), "letter.txt")
    again = client.post("/requests/new", data=fields, content_type="multipart/form-data")
    assert first.location == again.location
    with given.session() as session:
        rows = session.scalars(sa.select(OversightRequest).order_by(OversightRequest.serial)).all()
        assert [(row.agency.short_name, row.serial, row.counted_items) for row in rows] == [
            ("State", 1, 2), ("DOJ", 2, 2), ("DOE", 3, 2),
        ]  # fmt: skip
        assert session.scalar(sa.select(NumberSeries.last_serial)) == 3
    assert given.count(RequestLink) == 3
    assert given.count(Attachment) == 3
    assert told(given, rows[1].id) == [
        ("filed", f"Filed as {rows[1].number}. Companion of {rows[0].number}, {rows[2].number}.")
    ]
    assert f"Filed with it: {rows[1].number}, {rows[2].number}." in text_of(client.get(first.location))


def test_an_agency_that_nobody_knows_files_nothing(given, client, clerk, letter):
    answer = file(client, letter, also_to="Nowhere", due_on="11/2/2018")
    assert "No agency is called Nowhere." in text_of(answer)
    assert given.count(OversightRequest) == 0


def test_a_follow_up_is_filed_with_its_link(given, client, clerk, letter):
    earlier = given.request(due_on=date(2018, 10, 5))
    half = file(client, letter, due_on="11/2/2018", earlier_number=earlier.number)
    assert "Give both" in text_of(half)
    wrong = file(client, letter, due_on="11/2/2018", earlier_kind="FOLLOWS_UP", earlier_number="DEMO-115-9999")
    assert "No request of that number." in text_of(wrong)
    assert given.count(OversightRequest) == 1
    made = file(client, letter, due_on="11/2/2018", earlier_kind="FOLLOWS_UP", earlier_number=earlier.number)
    assert "First due Fri, Oct 5, 2018" in text_of(client.get(made.location))


def test_a_copy_takes_agency_addressee_items_and_authority_and_no_date(given, client, clerk):
    earlier = given.request(
        items=[("1", "All reports"), ("2", "The lists"), ("2a", "of units")],
        addressee="Jane Roe",
        received_on=date(2018, 10, 2),
    )
    made = client.submit("/requests/copies", {"number": earlier.number.lower()})
    draft = given.row(RequestDraft)
    assert made.location == f"/requests/drafts/{draft.id}"
    assert draft.fields["items"] == ["1. All reports\n2. The lists\n   (a) of units"]
    assert draft.fields["addressee"] == ["Jane Roe"]
    assert not {"dated_on", "due_on", "due_time", "transmitted_on", "received_on"} & draft.fields.keys()
    assert "Jane Roe" in text_of(client.get(made.location))
    assert "No request of that number." in text_of(client.submit("/requests/copies", {"number": "DEMO-115-0099"}))


def test_a_reader_of_another_office_copies_nothing_of_a_shared_request(given, client):
    theirs = given.office("DEMOM")
    shared = given.request(shared_with=[theirs])
    person: Person = given.person(Role.COUNSEL, office=theirs)
    client.sign_in(person)
    assert "No request of that number." in text_of(client.submit("/requests/copies", {"number": shared.number}))
