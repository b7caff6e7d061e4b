"""The reports page: who may have which version, and what a download does."""

import csv
import hashlib
import io
import json

import pytest

from app.documents import FORMATS
from app.history import verify_chains
from app.models import Event, Office
from app.models.picklists import Role
from tests.factories import Given
from tests.reports.conftest import Docket, set_facts

SENIOR_CLERK = {Role.STAFF_DIRECTOR, Role.COUNSEL, Role.CLERK}
GRID = {
    "internal": SENIOR_CLERK | {Role.INVESTIGATOR},
    "member": SENIOR_CLERK | {Role.READER},
    "public": SENIOR_CLERK,
}


def download(client, *, version="internal", format="csv", office="DEMO", **more):  # noqa: A002
    """Post the form of the version's page, as a browser does; a page that is refused gives its own answer."""
    data = {"office": office, "version": version, "format": format}
    at = f"/reports?office={office}&version={version}"
    return client.submit("/reports/summary", data, at=at, reads_page=False, **more)


def post(client, **data):
    """Post with a token of the person's own page, whatever the fields say."""
    token = client.token("/reports")
    return client.post("/reports/summary", data={"csrf_token": token, **data}, reads_page=False)


def register_of(answer):
    lines = csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline=""))
    return [line for line in lines if line["Section"] == "register"]


def subjects(answer):
    return {row["Subject"] for row in register_of(answer)}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("version", GRID)
def test_each_role_may_see_and_download_the_versions_of_the_grid(client, given: Given, docket, role, version):
    client.sign_in(given.person(role, office=docket.office))
    is_granted = role in GRID[version]
    assert client.get(f"/reports?version={version}").status_code == (200 if is_granted else 403)
    answer = post(client, office="DEMO", version=version, format="json")
    assert answer.status_code == (200 if is_granted else 403)
    assert (answer.mimetype == "application/json") is is_granted
    assert given.count(Event) == (1 if is_granted else 0)


def test_a_stranger_is_sent_to_sign_in(client, docket):
    assert client.get("/reports").headers["Location"].startswith("/signin")


def test_somebody_without_a_seat_has_no_reports(client, given):
    client.sign_in(given.person(None, is_administrator=True))
    assert client.get("/reports").status_code == 403


def test_a_seat_that_ended_gives_no_report(client, given, docket):
    from app.models import Seat

    person = given.person(Role.COUNSEL, office=docket.office)
    seat = given.row(Seat, user_id=person.id)
    set_facts(given, Seat, seat.id, ended_on=docket_day())
    assert client.sign_in(person).get("/reports").status_code == 403


def docket_day():
    from datetime import date

    return date(2018, 10, 8)


@pytest.mark.parametrize("name", ["DEMOM", "NOSUCH", "", "demo' OR 1=1 --"])
def test_another_office_and_an_unknown_one_are_not_found_alike(client, given, docket, name):
    client.sign_in(given.person(Role.STAFF_DIRECTOR, office=docket.office))
    answer = post(client, office=name, version="internal", format="csv")
    assert answer.status_code == 404
    unknown = post(client, office="UNKNOWN", version="internal", format="csv")
    assert answer.text == unknown.text
    assert client.get("/reports", query_string={"office": name}).status_code == 404
    assert given.count(Event) == 0


def test_an_unknown_version_is_not_found(client, given, docket):
    client.sign_in(given.person(Role.STAFF_DIRECTOR, office=docket.office))
    assert client.get("/reports?version=secret").status_code == 404
    assert post(client, office="DEMO", version="secret", format="csv").status_code == 404
    assert post(client, office="DEMO", version="", format="csv").status_code == 404


@pytest.mark.parametrize("format_name", ["", "exe", "../pdf"])
def test_a_format_that_is_none_is_asked_for_again(client, given, docket, format_name):
    client.sign_in(given.person(Role.COUNSEL, office=docket.office))
    answer = post(client, office="DEMO", version="internal", format=format_name)
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    assert "There is a problem" in answer.text
    assert given.count(Event) == 0


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_download_is_an_attachment_with_a_plain_name_and_is_recorded(client, given, docket, format_name):
    person = given.person(Role.COUNSEL, office=docket.office, name="Carol Counsel")
    answer = download(client.sign_in(person), format=format_name)
    assert answer.status_code == 200
    wanted = f"attachment; filename=DEMO-summary-internal-2018-10-09.{format_name}"
    assert answer.headers["Content-Disposition"] == wanted
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == FORMATS[format_name].media_type
    with given.session() as session:
        (event,) = session.query(Event).all()
        assert (event.noun, event.verb, event.noun_id) == ("Office", "exported", docket.office.id)
        assert (event.actor, event.office_id) == ("Carol Counsel", docket.office.id)
        assert event.payload.summary == f"Summary exported: internal version, {format_name.upper()}, 8 requests."
        assert event.payload.note == "SHA-256 " + hashlib.sha256(answer.data).hexdigest()
        told = {name.removeprefix("export_"): value for name, (_before, value) in event.payload.changes.items()}
        assert told == {
            "what": "Summary",
            "version": "Internal version",
            "format": format_name.upper(),
            "filters": "",
            "rows": 8,
            "sha256": hashlib.sha256(answer.data).hexdigest(),
        }
        assert not any(finding.is_broken for finding in verify_chains(session))


def test_past_exports_stand_on_the_page_for_the_offices_staff_only(client, clients, given, docket):
    director = client.sign_in(given.person(Role.STAFF_DIRECTOR, office=docket.office, name="Dora Director"))
    assert "Nothing was exported yet." in director.get("/reports").text
    for _ in range(12):
        download(director, version="public")
    page = director.get("/reports").text
    assert page.count('<th scope="row">Summary</th><td>Public version</td><td>CSV</td><td>None</td>') == 10
    assert "Dora Director" in page
    assert "SHA-256" in page
    assert director.get("/reports?page=2").text.count('<th scope="row">Summary</th>') == 2
    other = clients().sign_in(given.person(Role.STAFF_DIRECTOR, office=given.office("DEMOM")))
    assert "Summary exported" not in other.get("/reports").text
    reader = clients().sign_in(given.person(Role.READER, office=docket.office))
    assert "Past exports" not in reader.get("/reports").text


def test_the_page_shows_the_figures_the_first_rows_and_how_we_count(client, given, docket):
    page = client.sign_in(given.person(Role.COUNSEL, office=docket.office)).get("/reports").text
    assert "of 7 open; 1 by more than 20 business days" in page
    assert docket.requests["overdue"].number in page
    assert docket.requests["void"].number not in page
    assert "The clock stops when every counted item is satisfied." in page


def test_an_export_holds_what_the_person_may_see_and_no_more(client, given: Given, docket):
    named = given.person(Role.INVESTIGATOR, office=docket.office)
    given.request(office=docket.office, subject="Limited affair", named=[named])
    director = client.sign_in(given.person(Role.STAFF_DIRECTOR, office=docket.office))
    answer = download(director)
    assert "Limited affair" not in answer.text
    assert len(register_of(answer)) == 8
    assert "Limited affair" not in director.get("/reports").text


def test_a_named_person_has_the_limited_request_in_the_export(client, given: Given, docket):
    named = given.person(Role.INVESTIGATOR, office=docket.office)
    given.request(office=docket.office, subject="Limited affair", named=[named])
    assert "Limited affair" in subjects(download(client.sign_in(named)))


def test_a_detailee_has_no_request_to_the_home_agency_in_the_export(client, given: Given, docket):
    state = given.agency("State")
    answer = download(client.sign_in(given.person(Role.COUNSEL, office=docket.office, home_agency=state)))
    assert [row["Agency"] for row in register_of(answer)] == ["Department of Energy"]
    assert "Department of State" not in answer.text


def test_a_person_with_two_seats_gets_one_office_at_a_time(client, given: Given, docket):
    from app.models import Seat

    person = given.person(Role.COUNSEL, office=docket.office)
    with given.session() as session:
        other = given.office("DEMOM")
    with given.session() as session:
        session.add(Seat(user_id=person.id, office_id=other.id, role=Role.COUNSEL))
        session.commit()
    client.sign_in(person)
    assert subjects(download(client, office="DEMOM")) == {"Minority secret plan"}
    assert "Minority secret plan" not in subjects(download(client, office="DEMO"))
    page = client.get("/reports?office=DEMOM").text
    assert "Minority secret plan" in page
    assert '<select class="usa-select" id="office-choice"' in page


def test_a_reader_has_the_member_version_of_what_is_shared_with_the_office(client, given: Given, docket):
    home = given.office("MEMB")
    shared = given.request(
        office=docket.office, subject="Shared with the member", next_step="Secret step", shared_with=[home]
    )
    client.sign_in(given.person(Role.READER, office=home))
    page = client.get("/reports")
    assert page.status_code == 200
    assert shared.number in page.text
    answer = download(client, office="MEMB", version="member")
    assert subjects(answer) == {"Shared with the member"}
    assert "Secret step" not in answer.text
    assert "Owner" not in answer.text.splitlines()[0]
    assert download(client, office="MEMB", version="member", format="json").status_code == 200


def test_a_public_version_holds_nothing_of_what_is_not_released(client, given: Given, docket: Docket):
    client.sign_in(given.person(Role.CLERK, office=docket.office))
    data = json.loads(download(client, version="public", format="json").data)
    text = json.dumps(data)
    (table,) = [block for block in data["blocks"] if block["block"] == "table"]
    assert [row["subject"] for row in table["rows"]] == ["Statement on end-use rules"]
    for row in docket.requests.values():
        assert row.number not in text, "a gap between running numbers would tell of what is held back"
    for word in (
        "Olive Owner",
        "Call legislative affairs",
        "tanks",
        "HYPERLINK",
        "Law enforcement",
        "internal",
        "next_step",
    ):
        assert word not in text
    for word in ("published its end-use checks", "owner", "waits_on", "withheld from", "held back", "http://"):
        assert word not in text


def test_a_refused_export_is_recorded_nowhere_and_said_on_the_page(client, given, docket, monkeypatch):
    from app.reports import services

    monkeypatch.setattr(services, "MOST_ON_PAPER", 3)
    answer = download(client.sign_in(given.person(Role.COUNSEL, office=docket.office)), format="pdf")
    assert answer.status_code == 200
    assert "On paper a summary holds at most 3 requests; this one has 8." in answer.text
    assert given.count(Event) == 0


def test_a_failed_writer_is_recorded_nowhere_and_said_on_the_page(client, given, docket, monkeypatch):
    from app.refusals import Refused
    from app.reports import exporting

    def fail(_document, _format, **_style):
        raise Refused("The export could not be written as PDF.")

    monkeypatch.setattr(exporting.documents, "write", fail)
    answer = download(client.sign_in(given.person(Role.COUNSEL, office=docket.office)), format="pdf")
    assert answer.status_code == 200
    assert "The export could not be written as PDF." in answer.text
    assert given.count(Event) == 0


def test_the_page_asks_as_often_for_fifty_requests_as_for_one(client, given: Given, selects, time_machine):
    office = given.office("DEMO")
    owner = given.person(office=office)
    given.request(office=office, owner=owner)
    client.sign_in(given.person(Role.COUNSEL, office=office))
    client.get("/reports")
    with selects() as few:
        client.get("/reports")
    for number in range(49):
        given.request(office=office, owner=owner, agency=given.agency(f"A{number % 7}"))
    with selects() as many:
        client.get("/reports")
    assert len(few) == len(many)


def test_an_export_asks_as_often_for_fifty_requests_as_for_one(client, given: Given, selects):
    office = given.office("DEMO")
    owner = given.person(office=office)
    given.request(office=office, owner=owner)
    client.sign_in(given.person(Role.COUNSEL, office=office))
    counts = []
    for more in (0, 49):
        for number in range(more):
            given.request(office=office, owner=owner, agency=given.agency(f"A{number % 7}"))
        token = client.token("/reports")
        data = {"csrf_token": token, "office": "DEMO", "version": "internal", "format": "csv"}
        with selects() as counted:
            assert client.post("/reports/summary", data=data).status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_the_files_name_is_plain_whatever_the_office_is_called(client, given):
    office = given.office('É"x/../y')
    client.sign_in(given.person(Role.COUNSEL, office=office))
    answer = download(client, office='É"x/../y')
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=x-y-summary-internal-")
    assert given.row(Office, id=office.id).short_name == 'É"x/../y'
