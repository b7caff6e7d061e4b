"""The library in a browser: empty and full, an item logged with its file, its page and its links."""

from datetime import date

import pytest

from app.models import IntelligenceItem, IntelligenceLink
from app.models.base import new_id
from app.models.picklists import Credibility, Handling, Reliability, Role, SourceClass

pytestmark = pytest.mark.browser

TITLES = (
    ("Inspector general's report on end-use monitoring", SourceClass.IG_GAO, Handling.PUBLIC),
    ("Photographs of tanks with militia flags, taken near the northern checkpoint", SourceClass.MEDIA, Handling.PUBLIC),
    ("Shipping papers handed over by a programme officer", SourceClass.INSIDER, Handling.SOURCE_PROTECTED),
    ("Notes of a call with the Department's desk", SourceClass.OFFICIAL_US, Handling.COMMITTEE_INTERNAL),
)


def fill_library(given, row):
    office, person = given.office(), given.person()
    with given.session() as session:
        for number, (title, source_class, handling) in enumerate(TITLES):
            item = IntelligenceItem(
                id=new_id(), office_id=office.id, title=title, source_class=source_class, source="A source",
                handling=handling, collected_on=date(2018, 9, 3 + number), logged_by_id=person.id,
                reliability=Reliability.B if number else None, credibility=Credibility.PROBABLY_TRUE if number else None,
            )  # fmt: skip
            session.add(item)
            session.flush()
            if number:
                tie = {"request_id": row.id, "relation": "SUPPORTS", "linked_by_id": person.id}
                session.add(IntelligenceLink(intelligence_item_id=item.id, **tie))
        session.commit()


def test_an_investigator_logs_an_item_with_its_file_and_links_it(site, reader, tmp_path):
    row = site.given.request(items=3)
    reader.sign_in(site.given.person(Role.COUNSEL))
    reader.go("/intelligence")
    reader.look("intelligence-empty")
    fill_library(site.given, row)
    reader.go("/intelligence?handling=SOURCE_PROTECTED&unlinked=1")
    reader.look("intelligence-no-match")
    reader.go("/intelligence")
    reader.look("intelligence-full")

    reader.page.get_by_role("link", name="Log an item").click()
    reader.look("intelligence-new")
    reader.page.get_by_role("button", name="Log item").click()
    assert reader.says("There is a problem")
    reader.look("intelligence-new-problems")
    letter = tmp_path / "report.txt"
    letter.write_text("Three vehicles were seen near the depot.")
    page = reader.page
    page.locator("label", has_text="No").first.click()
    page.get_by_label("Source class").select_option("MEDIA")
    page.get_by_label("Title").fill("A report of three vehicles")
    page.get_by_label("Summary").fill("Three vehicles were seen near the depot.")
    page.get_by_label("Who is the source").fill("A reporter who was there; the paper opposes the programme.")
    page.get_by_label("How was it obtained").fill("Published on its web site.")
    page.get_by_label("Request, or one item of it").fill(f"{row.number}#2")
    page.locator("input[type=file]").set_input_files(letter)
    page.get_by_role("button", name="Log item").click()
    assert reader.says("Intelligence item logged.")
    assert reader.says(f"{row.number} item 2")
    assert reader.says("1 independent of 4 linked") or reader.says("4 independent of 4 linked")
    reader.look("intelligence-item")
    with page.expect_download() as download:
        page.get_by_role("link", name="report.txt").click()
    assert download.value.path().read_text() == letter.read_text()

    page.get_by_role("link", name="Link to requests").click()
    reader.look("intelligence-link")
    reader.go(f"{row.url}/intelligence")
    reader.look("intelligence-link-to-request")
    reader.go(f"{row.url}/files")
    reader.look("request-files")
