"""The old spreadsheet brought in by hand: from the docket to the release, counting clicks."""

import pytest

from app.models import ImportedRecord, Message, OversightRequest
from app.models.picklists import Role
from tests.imports.sheets import tracker

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("import"), pytest.mark.timeout(120)]

MOST_CLICKS = 10


def test_a_tracker_of_214_rows_comes_in_with_few_clicks(site, reader, tmp_path):
    given, page, clicks = site.given, reader.page, []
    given.agency("State", name="Department of State")
    given.request(subject="Filed before")
    reader.sign_in(given.person(Role.STAFF_DIRECTOR, name="Staff director"))
    file = tmp_path / "tracker.xlsx"
    file.write_bytes(tracker())

    def press(locator):
        clicks.append(locator)
        locator.click()

    reader.go("/requests")
    press(page.get_by_role("link", name="Import", exact=True))
    press(page.get_by_role("link", name="Import a spreadsheet"))
    press(page.locator("label", has_text="No").first)
    page.locator("input[type=file]").set_input_files(file)
    reader.look("import-1-file")
    press(page.get_by_role("button", name="Upload"))
    page.wait_for_url("**/columns")
    reader.look("import-2-columns")
    press(page.get_by_role("button", name="Continue"))
    page.wait_for_url("**/problems")
    reader.look("import-3-problems")
    press(page.get_by_role("button", name="Continue"))
    page.wait_for_url("**/check")
    reader.look("import-4-check")
    press(page.get_by_role("button", name="Import 214"))
    page.wait_for_url("**/imports/*")
    assert reader.says("create 214")
    assert given.count(ImportedRecord) == 214
    assert len(clicks) <= MOST_CLICKS
    reader.look("import-5-done")
    page.get_by_role("link", name="See what would go out, and release").click()
    reader.look("import-6-release")
    assert given.count(Message) == 0
    page.get_by_role("button", name="Release 214").click()
    assert reader.says("214 requests released.")
    assert given.count(OversightRequest) == 215
    assert given.count(Message) == 1
    reader.look("import-7-released")
