"""A tracker of 214 rows, 130 of them late: brought in without a script, released with one digest a person, undone."""

import re
from datetime import date, timedelta

import pytest

from app.clock import now
from app.history import verify_chains
from app.models import Event, ImportedRecord, Message, OversightRequest, Reminder, Seat, SheetImport, SheetPart
from app.models.picklists import MessageKind, Role
from app.reminders import services as reminders
from tests.imports.sheets import HEAD, tracker, workbook


def test_two_hundred_rows_come_in_wait_in_silence_and_are_told_of_in_one_digest_a_person(
    app, given, client, counsel, steps, clock
):
    director = given.person(Role.STAFF_DIRECTOR, name="Director")
    columns = steps.upload(tracker())
    page = client.get(columns).get_data(as_text=True)
    assert "Required: agency and subject" in page
    assert re.search(r"OC-1, OC-2, OC-3 +\(\d+% sure\)", page)
    assert client.fields(columns)["column-7"] == "extra"
    steps.send(columns)
    problems = columns.replace("columns", "problems")
    page = client.get(problems).get_data(as_text=True)
    assert "Due not read" in page
    assert "&#39;TBD&#39;, &#39;ASAP&#39;" in page or "&#39;ASAP&#39;, &#39;TBD&#39;" in page
    assert "6 rows: 212, 213, 214, 215, 216, 217" in page, "Excel's own row numbers"
    steps.send(problems)
    base = columns.rpartition("/")[0]
    assert "create 214 · update 0 · skip 0" in client.get(f"{base}/check").get_data(as_text=True)
    client.submit(f"{base}/import", at=f"{base}/check")

    assert given.count(ImportedRecord) == 214
    assert given.count(OversightRequest) == 0
    assert given.count(SheetPart) == 0
    with app.app_context():
        assert reminders.plan(now()) == 0
    record = given.row(ImportedRecord, control_number="OC-1")
    assert record.extras["Notes2"] == "Called the liaison 1 times"
    assert given.row(ImportedRecord, control_number="OC-214").extras["Due (as written)"] == "TBD"

    page = client.get(f"{base}/release").get_data(as_text=True)
    assert "This is what would go out" in page
    assert "130 overdue" in page
    assert given.count(Message) == 0
    client.submit(f"{base}/release")
    assert given.count(OversightRequest) == 214
    assert given.count(ImportedRecord) == 0
    with given.session() as session:
        mails = session.query(Message).all()
        assert [(mail.kind, mail.recipient_id) for mail in mails] == [(MessageKind.DIGEST, director.id)]
        assert "DEMO-115-" in mails[0].text
        assert "topic" not in mails[0].text
        assert session.query(Reminder).count() == 130
        numbers = sorted(row.serial for row in session.query(OversightRequest))
        assert numbers == list(range(1, 215))
        assert not any(finding.is_broken for finding in verify_chains(session))
    with app.app_context():
        assert reminders.plan(now()) == 0, "no step that the digest told of is told again"
    clock.move_to(now() + timedelta(days=7))
    with app.app_context():
        assert reminders.plan(now()) > 0, "from then on the ladder goes on"


def test_an_import_that_is_undone_before_its_release_leaves_nothing_but_history(given, client, counsel, steps):
    base = steps.bring_in(tracker(12, 4))
    client.submit(f"{base}/undo", at=base)
    assert given.count(ImportedRecord) == 0
    assert given.count(OversightRequest) == 0
    assert given.count(Message) == 0
    with given.session() as session:
        verbs = [event.verb for event in session.query(Event).order_by(Event.sequence)]
        assert verbs == ["sheet_uploaded", "sheet_imported", "sheet_undone"]
    assert "Undone" in client.get("/imports").get_data(as_text=True)
    assert client.post(f"{base}/undo", data={"csrf_token": client.token("/imports/new")}).status_code == 422


def test_an_import_that_is_undone_after_its_release_is_void_and_keeps_its_numbers(given, client, counsel, steps):
    base = steps.bring_in(tracker(12, 4))
    client.submit(f"{base}/release")
    client.submit(f"{base}/undo", at=base)
    with given.session() as session:
        found = session.query(OversightRequest).all()
        assert all(request.is_void for request in found)
        assert sorted(request.serial for request in found) == list(range(1, 13))
    base = steps.bring_in(tracker(12, 4))
    assert given.count(ImportedRecord) == 12, "what is void is no twin"


def test_after_seven_days_an_import_stays(given, client, counsel, steps, clock):
    base = steps.bring_in(tracker(12, 4))
    assert "Undo this import" in client.get(base).get_data(as_text=True)
    clock.shift(timedelta(days=8))
    client.sign_in(counsel)
    page = client.get(base).get_data(as_text=True)
    assert "See what would go out" in page
    assert "Undo this import" not in page
    token = client.token(f"{base}/release")
    assert client.post(f"{base}/undo", data={"csrf_token": token}).status_code == 422
    assert given.count(ImportedRecord) == 12


def test_the_same_file_again_makes_no_twins_before_or_after_the_release(given, client, counsel, steps):
    base = steps.bring_in(tracker(12, 4))
    again = steps.upload(tracker(12, 4))
    steps.send(again)
    steps.send(again.replace("columns", "problems"))
    assert "already here 12" in client.get(again.replace("columns", "check")).get_data(as_text=True)
    client.submit(f"{base}/release")
    assert "already here 12" in client.get(again.replace("columns", "check")).get_data(as_text=True)
    changed = workbook(
        [HEAD, ["OC-3", "State", "Request about topic 3", date(2018, 3, 15), date(2018, 11, 5), "", "Open", "new"]]
    )
    base = steps.bring_in(changed)
    found = given.row(OversightRequest, control_number="OC-3")
    assert (found.due_on, found.extras["Notes2"]) == (date(2018, 11, 5), "new")
    client.submit(f"{base}/undo", at=base)
    found = given.row(OversightRequest, control_number="OC-3")
    assert (found.due_on, found.extras["Notes2"]) == (date(2018, 9, 28), "Called the liaison 3 times")
    page = client.get("/requests?q=OC-3&state=all").get_data(as_text=True)
    assert found.number in page, "the old number finds it in the docket"
    assert "Called the liaison 3 times" in client.get(f"/requests/{found.number}").get_data(as_text=True)


def test_all_or_nothing(given, client, counsel, steps, monkeypatch):
    columns = steps.upload(tracker(12, 4))
    steps.send(columns)
    monkeypatch.setattr(SheetImport, "finish", lambda *_, **__: 1 / 0)
    base = columns.rpartition("/")[0]
    assert client.submit(f"{base}/import", at=f"{base}/check").status_code == 500
    assert given.count(ImportedRecord) == 0
    assert given.row(SheetImport).is_draft


@pytest.mark.parametrize("role", [Role.INVESTIGATOR, Role.READER])
def test_who_may_not_import_is_told_no(given, clients, counsel, steps, role):
    base = steps.bring_in(tracker(3, 1))
    client = clients().sign_in(given.person(role))
    for path in ("/imports", "/imports/new"):
        assert client.get(path).status_code == 403
    assert client.get(base).status_code in {403, 404}


def test_a_detailee_sees_no_record_of_the_home_agency(given, clients, counsel, steps):
    base = steps.bring_in(tracker(3, 1))
    client = clients().sign_in(given.person(Role.COUNSEL, home_agency=given.agency("State")))
    assert "topic" not in client.get(base).get_data(as_text=True)


def test_a_digest_is_not_sent_to_who_may_not_see_its_requests_any_more(app, given, client, counsel, steps):
    given.person(Role.STAFF_DIRECTOR)
    base = steps.bring_in(tracker(12, 4))
    client.submit(f"{base}/release")
    with given.session() as session:
        session.query(Seat).filter_by(role=Role.STAFF_DIRECTOR).one().ended_on = date(2018, 9, 30)
        session.commit()
    with app.app_context():
        tally = reminders.deliver_mail(at_once=True)
    assert (tally.sent, tally.dropped) == (0, 1)
    assert "no longer see any" in given.row(Message).server_words
