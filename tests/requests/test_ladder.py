"""The ladder: staff propose, principals decide, and what happened stays."""

import io
from datetime import date

import pytest
import time_machine

from app.models import Attachment, Event, LadderStep, OversightRequest, RequestDraft
from app.models.picklists import Role, Rung
from tests.requests.test_links import text_of, told


@pytest.fixture(autouse=True)
def october():
    with time_machine.travel("2018-10-23 15:00 +0000", tick=True):
        yield


def test_a_proposal_is_filled_with_the_facts_and_waits_for_a_principal(given, client, clients):
    investigator, counsel = given.person(Role.INVESTIGATOR), given.person(Role.COUNSEL)
    made = given.request(items=3, due_on=date(2018, 10, 12))
    client.sign_in(investigator)
    page = text_of(client.get(f"{made.url}/next-rung"))
    assert "Due Fri, Oct 12, 2018, 7 business days late. 0 of 3 satisfied." in page
    assert 'value="L01" checked' in page
    assert "L00" not in page
    sent = {"rung": "L02", "reason": "Seven days late."}
    assert client.submit(f"{made.url}/next-rung", sent).location == f"{made.url}#ladder"
    assert "proposed already" in text_of(client.submit(f"{made.url}/next-rung", sent))
    step = given.row(LadderStep)
    assert (step.rung, step.is_proposed, step.proposed_by_id) == (Rung.FOLLOW_UP, True, investigator.id)
    url = f"{made.url}/ladder/{step.id}/decision"
    assert client.get(url).status_code == 403
    senior = clients().sign_in(counsel)
    facts = {"decision": "taken", "on": "10/22/2018", "actor": "Chairwoman Roe"}
    paper = (io.BytesIO(b"The second letter"), "second.txt")
    future = senior.submit(url, {**facts, "on": "10/24/2018"})
    assert "lies in the future" in text_of(future)
    assert senior.submit(url, {**facts, "files": paper}, content_type="multipart/form-data").status_code == 302
    assert given.row(LadderStep).happened_on == date(2018, 10, 22)
    assert given.row(Attachment).name == "second.txt"
    assert told(given, made.id)[-1] == ("taken", "Follow-up letter, Mon, Oct 22, 2018, Chairwoman Roe.")
    assert "decided already" in text_of(senior.get(url))
    assert 'value="L03" checked' in text_of(client.get(f"{made.url}/next-rung"))


def test_a_proposal_drafts_the_letter_that_it_needs(given, client):
    client.sign_in(given.person(Role.INVESTIGATOR))
    made = given.request(items=2, addressee="Jane Roe")
    answer = client.submit(f"{made.url}/next-rung", {"rung": "L02", "reason": "Late.", "act": "draft"})
    draft = given.row(RequestDraft)
    assert answer.location == f"/requests/drafts/{draft.id}"
    assert draft.fields["subject"] == ["Follow-up: Vendor contracts"]
    assert draft.fields["earlier_number"] == [made.number]
    filed = client.submit(
        f"/requests/drafts/{draft.id}", {**{k: v[0] for k, v in draft.fields.items()}, "due_on": "11/2/2018"}
    )
    assert "Followed up by</strong> <a" in text_of(client.get(made.url))
    assert "Follows up" in text_of(client.get(filed.location))
    assert given.count(RequestDraft) == 0


def test_who_only_reads_sees_what_happened_and_not_what_is_proposed(given, client):
    members = given.office("MEMB")
    made = given.request(shared_with=[members])
    with given.session() as session:
        happened = LadderStep(
            request_id=made.id, rung=Rung.CALL, happened_on=date(2018, 10, 15), actor="Staff", note="Inner"
        )
        session.add_all([happened, LadderStep(request_id=made.id, rung=Rung.SUBPOENA, reason="Secret plan")])
        session.commit()
    page = text_of(client.sign_in(given.person(Role.READER, office=members)).get(made.url))
    assert "Staff e-mail or call" in page
    assert "Secret plan" not in page
    assert "Subpoena authorized" not in page
    assert "Inner" not in page


def test_a_withdrawn_request_leaves_the_denominator(given, client, clerk):
    made = given.request(items=3)
    assert "Say why the request is withdrawn." in text_of(
        client.submit(f"{made.url}/closing", {"reason": "WITHDRAWN", "on": "10/23/2018"})
    )
    client.submit(f"{made.url}/closing", {"reason": "WITHDRAWN", "on": "10/23/2018", "note": "Overtaken."})
    row = given.row(OversightRequest)
    assert (row.counted_items, row.closing_reason.value) == (0, "WITHDRAWN")
    with given.session() as session:
        closed = session.query(Event).filter_by(verb="closed").one().payload.changes
    assert (closed["counted_items"], closed["closed_on"]) == ([3, 0], [None, "2018-10-23"])
    client.submit(f"{made.url}/reopening", at=made.url)
    first = client.get(f"{made.url}/items").get_data(as_text=True).partition("/withdrawal/undo")[0].rpartition("/")[2]
    client.post(f"{made.url}/items/{first}/withdrawal/undo", data={"csrf_token": client.token(made.url)})
    assert given.row(OversightRequest).counted_items == 1
