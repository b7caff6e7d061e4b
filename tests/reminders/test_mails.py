"""What a reminder says and in which headers, parsed back from what the server took."""

import base64
import re
from datetime import date, time

import html5lib
import pytest

from app.models.picklists import Role
from tests.reminders.conftest import eastern
from tests.reminders.test_plan import change, extend

SECRETS = ("Vendor contracts", "Item number 1", "Dormant Fox", "tip line")


def text_of(letter):
    return letter.get_body(("plain",)).get_content().replace("\r\n", "\n")


def html_of(letter):
    return letter.get_body(("html",)).get_content()


def one(sink):
    [letter] = sink.letters
    return letter


def test_the_first_line_says_when_and_how_much(given, office, sink):
    given.request(items=8, agency=given.agency("DOE"))
    office.morning(eastern(10, 9))
    assert text_of(one(sink)).startswith("Due Fri, Oct 12, 2018 — in 3 business days. 0 of 8 satisfied.\n")
    assert one(sink)["Subject"] == "DUE: [DEMO-115-0001] DOE"


def test_a_clock_time_is_told_with_its_zone(given, office, sink):
    given.request(due_time=time(17))
    office.morning(eastern(10, 12))
    assert text_of(one(sink)).startswith("Due Fri, Oct 12, 2018, 5:00 p.m. ET — today. 0 of 1 satisfied.\n")


@pytest.mark.parametrize(
    ("heard", "words"),
    [
        (None, "OVERDUE by 6 business days. Nothing heard since it was sent Mon, Oct 1, 2018. 0 of 1 satisfied."),
        (date(2018, 10, 9), "OVERDUE by 6 business days. Last heard Tue, Oct 9, 2018. 0 of 1 satisfied."),
    ],
)
def test_an_overdue_notice_says_by_how_much_and_what_was_heard(given, office, sink, heard, words):
    given.request(last_heard_on=heard)
    office.plan(eastern(10, 15))
    office.morning(eastern(10, 22))
    assert text_of(one(sink)).startswith(words)
    assert one(sink)["Importance"] == "high"


def test_a_notice_of_a_friday_s_deadline_waits_for_monday(given, office, sink):
    given.request()
    office.plan(eastern(10, 12))
    office.deliver()
    sink.received.clear()
    for day in (13, 14):
        assert office.morning(eastern(10, day)).sent == 0
    office.morning(eastern(10, 15))
    assert text_of(one(sink)).startswith("OVERDUE by 1 business day.")


def test_an_extension_is_told_with_the_first_due_date(given, office, sink):
    row = given.request()
    extend(given, row, date(2018, 11, 9))
    office.morning(eastern(11, 6))
    assert "First due: Fri, Oct 12, 2018, extended once" in text_of(one(sink))
    assert "First due: Fri, Oct 12, 2018, extended once" in html_of(one(sink))


def test_mail_tells_number_agency_dates_and_links_and_no_more(given, office, sink):
    row = given.request(items=[("1", "Item number 1")], next_step="Call the tip line", addressee="Dormant Fox")
    change(given, row, lambda about: setattr(about, "cc", "Dormant Fox"))
    office.morning(eastern(10, 9))
    wire = sink.received[0].decode()
    for words in (*SECRETS, "Vendor", "Fox"):
        assert words not in text_of(one(sink)) + html_of(one(sink)) + wire


@pytest.mark.parametrize(("is_chosen", "is_limited"), [(True, False), (True, True), (False, False)])
def test_the_topic_stands_in_the_subject_only_where_the_office_chose_so(given, office, sink, is_chosen, is_limited):
    demo = given.office("DEMO", is_subject_in_mail=is_chosen)
    owner = given.person(office=demo)
    given.request(
        office=demo, owner=owner, named=[owner] if is_limited else None, subject="Retitled", agency=given.agency("DOE")
    )
    office.morning(eastern(10, 9))
    shown = "[DEMO-115-0001] DOE" + (" - Vendor contracts" if is_chosen and not is_limited else "")
    assert one(sink)["Subject"] == f"DUE: {shown}"
    assert one(sink)["Thread-Topic"] == shown
    assert ("Vendor contracts" in sink.received[0].decode()) == (is_chosen and not is_limited)


def test_all_mail_of_a_request_is_one_conversation(given, office, sink):
    row = given.request()
    for day in (2, 9, 11):
        office.morning(eastern(10, day))
    assert len(sink.letters) == 3
    assert {letter["In-Reply-To"] for letter in sink.letters} == {"<demo-115-0001.thread@127.0.0.1>"}
    assert {letter["References"] for letter in sink.letters} == {"<demo-115-0001.thread@127.0.0.1>"}
    assert re.fullmatch(r"<demo-115-0001\.d1\.u\d+\.before-7@127\.0\.0\.1>", sink.letters[0]["Message-ID"])
    indexes = [base64.b64decode(letter["Thread-Index"]) for letter in sink.letters]
    assert len({index[:22] for index in indexes}) == 1
    assert indexes[0][6:22] == row.id.to_bytes(16, "big")
    assert len({index[22:] for index in indexes}) == 3
    assert [len(index) for index in indexes] == [27, 27, 27]


def test_machines_are_told_to_keep_quiet(given, office, sink):
    given.request()
    office.morning(eastern(10, 9))
    letter = one(sink)
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["X-Auto-Response-Suppress"] == "All"
    assert letter["List-Id"] == "<reminders.127.0.0.1>"
    assert letter["Importance"] is None


def test_everybody_gets_a_mail_of_their_own_that_says_why(given, office, sink):
    owner, backup = given.person(), given.person()
    director = given.person(Role.STAFF_DIRECTOR)
    given.request(owner=owner, backup_id=backup.id)
    office.morning(eastern(10, 15))
    why = {letter["To"]: re.search(r"You get this because (.+)\.\n", text_of(letter))[1] for letter in sink.letters}
    assert why == {
        owner.email: "you own this request",
        backup.email: "you are the backup of this request",
        director.email: "it is overdue and you are staff director",
    }
    answers = {letter["To"]: letter["Reply-To"] for letter in sink.letters}
    assert answers[director.email] == owner.email


def test_every_link_leads_to_a_page_of_the_request_and_stands_in_both_parts(given, office, sink, app):
    given.request()
    office.morning(eastern(10, 9))
    links = re.findall(r"http://\S+", text_of(one(sink)))
    page = html5lib.parse(html_of(one(sink)), namespaceHTMLElements=False)
    assert [anchor.get("href") for anchor in page.iter("a")] == links
    base = "http://127.0.0.1:8000/requests/DEMO-115-0001"
    account = "http://127.0.0.1:8000/account/mail"
    assert links == [base, f"{base}/replies/new", f"{base}/extension", f"{base}/snooze", account]


def test_the_html_part_is_one_narrow_column_that_loads_nothing(given, office, sink):
    given.request()
    office.morning(eastern(10, 15))
    page = html5lib.parse(html_of(one(sink)), namespaceHTMLElements=False)
    assert page.get("lang") == "en"
    tags = {element.tag for element in page.iter()}
    assert not tags & {"img", "script", "link", "iframe", "form", "style"}
    assert all(table.get("role") == "presentation" for table in page.iter("table"))
    assert "max-width:600px" in html_of(one(sink))
    assert "background=" not in html_of(one(sink))
    assert "url(" not in html_of(one(sink))


def test_every_fact_of_the_html_part_stands_in_the_text(given, office, sink):
    given.request(items=3)
    office.morning(eastern(10, 9))
    page = html5lib.parse(html_of(one(sink)), namespaceHTMLElements=False)
    words = " ".join("".join(page.find("body").itertext()).split())
    plain = " ".join(text_of(one(sink)).split())
    for fact in ("Due Fri, Oct 12, 2018 — in 3 business days.", "0 of 3 satisfied.", "Department of State"):
        assert fact in words
        assert fact in plain


def test_names_are_escaped_in_the_html_part(given, office, sink):
    given.request(agency=given.agency("R&D", name="Office of R&D <Research>"))
    office.morning(eastern(10, 9))
    assert "Office of R&amp;D &lt;Research&gt;" in html_of(one(sink))
    assert "Office of R&D <Research>" in text_of(one(sink))
