"""The story the product was made for, from the letter to the chair's summary, in a real browser with real mail."""

import io
import re
from datetime import UTC, datetime

import openpyxl
import pypdfium2
import pytest
import time_machine
import typst

from app.clock import now
from app.models import Item
from app.models.picklists import Role
from app.reminders import services as reminders

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("story"), pytest.mark.timeout(600)]

MONDAY = datetime(2018, 10, 1, 14, 0, tzinfo=UTC)
NUMBER = "DEMO-115-0001"
ITEMS = """
1. Every report on Iraq made under section 3(c) or 3(e) since January 1, 2014.
2. The end-use monitoring inventory for Iraq, by type:
(a) delivered, verified and unaccounted for;
(b) the date of the last check of each.
3. Every case with an end user affiliated with the Popular Mobilization Forces.
4. The results of vetting, by unit.
5. Requests for transfer to third parties and the decisions on them.
6. What was done to recover equipment, with dates.
7. Guidance given on the Popular Mobilization Forces.
8. A briefing within 14 days.
"""


def letter() -> bytes:
    text = '#set document(title: "Letter")\nDear Mr. Secretary: we write about end-use monitoring. Please answer by October 12, 2018.'
    return bytes(typst.compile(text.encode(), format="pdf"))


def test_the_story_from_the_letter_to_the_summary(site, reader):
    agency = site.given.agency("State", name="Department of State")
    owner = site.given.person(Role.INVESTIGATOR, name="Investigator")
    site.given.person(Role.STAFF_DIRECTOR, name="Staff director")
    assert agency.id
    with time_machine.travel(MONDAY) as clock:
        reader.sign_in(owner)
        reader.look("today-empty")
        file_the_request(reader)
        attach_intelligence(reader)
        be_reminded(site, clock)
        reader.sign_in(owner)  # a new day: the session of yesterday has ended
        extend_and_undo(reader)
        clock.move_to(datetime(2018, 10, 10, 15, 0, tzinfo=UTC))
        reader.sign_in(owner)
        log_the_partial_reply(reader)
        log_the_statement(site, reader)
        not_late_before_the_day_is_over(reader, clock, owner)
        record_the_outcome_and_close(reader)
        hand_over_the_summary(reader)


def choose(page, words: str) -> None:
    """Click the label of a radio or checkbox that begins with these words."""
    labels = page.locator(".usa-radio__label, .usa-checkbox__label")
    labels.filter(has_text=re.compile(rf"^\s*{re.escape(words)}\b")).first.click()


def file_the_request(reader):
    page = reader.page
    reader.go("/requests/new")
    reader.look("requests-new")
    page.get_by_role("button", name="File request").last.click()
    assert reader.says("There is a problem")
    reader.look("requests-new-error")
    page.locator("select[name=agency_id]").select_option(index=1)
    page.get_by_label("Subject", exact=True).fill("End-use monitoring of U.S.-origin equipment in Iraq")
    page.locator("[name=due_on]").fill("10/12/2018")
    page.locator("[name=dated_on]").fill("10/01/2018")
    page.locator("[name=transmitted_on]").fill("Oct 1 2018")
    page.locator("[name=items]").fill(ITEMS)
    page.set_input_files(
        "[name=signed_letter]", {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": letter()}
    )
    page.get_by_role("button", name="File request").last.click()
    page.wait_for_url(f"**/requests/{NUMBER}")
    assert reader.says(f"Filed as {NUMBER}. It is due Fri, Oct 12, 2018.")
    assert reader.says("0 of 8 satisfied")
    assert page.get_by_role("link", name="letter.pdf").count() == 1
    reader.look("request-filed")


def attach_intelligence(reader):
    page = reader.page
    log_item(
        reader, "Lead IG: as many as nine M1 Abrams came into PMF hands", "Lead IG quarterly report", "Prompted", ""
    )
    reader.go(f"/requests/{NUMBER}")
    log_item(reader, "Press: all equipment is accounted for", "Press agency, by phone", "Contradicts", "6")
    reader.go(f"/requests/{NUMBER}")
    assert reader.says("Contradicts, item 6")
    assert page.get_by_role("link", name="Lead IG: as many as nine M1 Abrams came into PMF hands").count() == 1


def log_item(reader, title, source, relation, item):
    page = reader.page
    reader.go(f"/intelligence/new?request={NUMBER}")
    reader.look("intelligence-new")
    choose(page, "No")
    page.locator("[name=title]").fill(title)
    page.locator("[name=source]").fill(f"{source}; has seen the inventory; no bias known.")
    page.locator("[name=obtained]").fill("Published.")
    page.locator("select[name=source_class]").select_option(label="Inspector general or GAO")
    address = page.locator("[name=address]")
    if item and address.count():
        address.fill(f"{NUMBER}#{item}")
    choices = page.locator("select[name=relation] option").all_inner_texts()
    page.locator("select[name=relation]").select_option(
        label=next(each for each in choices if each.startswith(relation))
    )
    name = f"{relation.lower()}.txt"
    page.set_input_files("[name=files]", {"name": name, "mimeType": "text/plain", "buffer": f"{title}\n".encode()})
    page.get_by_role("button", name=re.compile("Log|Save")).last.click()
    page.wait_for_url(re.compile(r"/intelligence/\d+"))
    assert page.get_by_role("link", name=name).count() == 1
    reader.look("intelligence-item")


def be_reminded(site, clock):
    assert send(site) == []
    clock.move_to(datetime(2018, 10, 2, 12, 0, tzinfo=UTC))
    mails = send(site)
    assert [mail["Subject"] for mail in mails] == [f"DUE: [{NUMBER}] State"]
    parts = mails[0].get_body(("plain",)).get_content()
    assert "Due Fri, Oct 12, 2018" in parts
    assert "Iraq" not in mails[0].as_string(), "mail tells little"
    assert send(site) == [], "a reminder is sent once"


def send(site):
    """Plan and deliver as the scheduler does; returns the mails that arrived now."""
    before = len(site.sink.received)
    with site.given.session():
        reminders.plan(now())
    with site.given.session():
        reminders.deliver_mail()
    return site.sink.letters[before:]


def extend_and_undo(reader):
    page = reader.page
    reader.go(f"/requests/{NUMBER}/extension")
    reader.look("extension")
    choose(page, "1 week")
    page.get_by_role("button", name="Extend", exact=True).click()
    page.wait_for_url(f"**/requests/{NUMBER}")
    assert reader.says("Fri, Oct 19, 2018")
    assert reader.says("First due Fri, Oct 12, 2018")
    reader.look("request-extended")
    page.get_by_role("button", name=re.compile("^Undo")).click()
    page.wait_for_url(f"**/requests/{NUMBER}")
    assert not reader.says("extended once")


def log_the_partial_reply(reader):
    page = reader.page
    reader.go(f"/requests/{NUMBER}/replies/new")
    reader.look("reply-new")
    choose(page, "No")
    page.locator("select[name=kind]").select_option(label="Reply letter")
    page.locator("[name=summary]").fill("Answers items 1, 3 and 5; more will follow.")
    choose(page, "Answers in part")
    for number in ("1", "3", "5"):
        row = page.locator("tr", has=page.get_by_role("rowheader", name=re.compile(rf"^(Item )?{number}\b")))
        row.locator("select").first.select_option(label="Answered in full")
    choose(page, "The agency")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state()
    reader.look("reply-logged")
    reader.go(f"/requests/{NUMBER}")
    assert reader.says("0 of 8 satisfied")
    for number in ("1", "3", "5"):
        page.get_by_role("button", name=re.compile(rf"Accept.*\b{number}$")).click()
        page.wait_for_load_state()
        reader.go(f"/requests/{NUMBER}")
    assert reader.says("3 of 8 satisfied")


def log_the_statement(site, reader):
    page = reader.page
    before = standings(site)
    reader.go(f"/requests/{NUMBER}/replies/new?kind=STATEMENT")
    reader.look("statement-new")
    choose(page, "No")
    page.locator("[name=speaker]").fill("Spokesman")
    page.locator("[name=body]").fill("National Security Council")
    page.locator("[name=summary]").fill(
        "A spokesman says that all recipients are vetted and that Iraq is urged to return it."
    )
    choose(page, "The agency")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state()
    reader.go(f"/requests/{NUMBER}")
    assert reader.says("Public statement")
    assert reader.says("3 of 8 satisfied")
    assert standings(site) == before, "a statement is not an answer"
    reader.look("request-answered-in-part")


def standings(site):
    with site.given.session() as session:
        return [(item.path, item.standing.value) for item in session.query(Item).order_by(Item.position)]


def not_late_before_the_day_is_over(reader, clock, owner):
    clock.move_to(datetime(2018, 10, 12, 21, 1, tzinfo=UTC))
    reader.sign_in(owner)
    reader.go(f"/requests/{NUMBER}")
    assert not reader.says("Overdue"), "5:01 p.m. of a date without a time is not late"
    clock.move_to(datetime(2018, 10, 13, 4, 1, tzinfo=UTC))
    reader.go(f"/requests/{NUMBER}")
    assert reader.says("Overdue")
    reader.look("request-overdue")
    reader.go("/")
    assert reader.says(NUMBER)
    reader.look("today")
    reader.go("/requests")
    reader.look("docket")


def record_the_outcome_and_close(reader):
    page = reader.page
    reader.go(f"/requests/{NUMBER}/outcomes/new")
    reader.look("outcome-new")
    page.locator("select[name=kind]").select_option(label="Information obtained")
    page.locator("[name=claim]").fill("The Department told the committee of nine tanks.")
    choose(page, "Contributed")
    page.get_by_role("button", name=re.compile("Record|Save")).last.click()
    page.wait_for_load_state()
    reader.go(f"/requests/{NUMBER}/closing")
    reader.look("closing")
    choose(page, "Satisfied")
    page.get_by_role("button", name="Close the request").click()
    assert reader.says("Only 3 of 8 satisfied")
    choose(page, "Unsatisfied")
    page.get_by_role("button", name="Close the request").click()
    page.wait_for_url(f"**/requests/{NUMBER}")
    assert reader.says("Closed: unsatisfied")
    reader.look("request-closed")


def hand_over_the_summary(reader):
    reader.go("/reports")
    reader.look("reports")
    pdf = download(reader, "PDF")
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    sheet = openpyxl.load_workbook(io.BytesIO(download(reader, "Excel")))
    cells = [
        str(cell.value) for name in sheet.sheetnames for row in sheet[name].iter_rows() for cell in row if cell.value
    ]
    for fact in (NUMBER, "End-use monitoring of U.S.-origin equipment in Iraq", "3 of 8"):
        assert fact in " ".join(text.split()), f"{fact} is not in the PDF"
        assert any(fact in cell for cell in cells), f"{fact} is not in the workbook"


def download(reader, kind: str) -> bytes:
    page = reader.page
    choose(page, kind)
    with page.expect_download() as coming:
        page.get_by_role("button", name=re.compile("Download|Export")).click()
    return coming.value.path().read_bytes()
