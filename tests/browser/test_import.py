"""The old spreadsheet brought in by hand: from the docket to the release, counting clicks."""

import pytest

from app.models import ImportedRecord, Message, OversightRequest
from app.models.picklists import Role
from tests.browser.hands import Hands
from tests.imports.sheets import tracker

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("import"), pytest.mark.timeout(120)]

MOST_CLICKS = 10


@pytest.mark.parametrize("who", ["reader", "plain_reader"])
def test_a_tracker_of_214_rows_comes_in_with_few_clicks(site, request, who, tmp_path):
    reader, given = request.getfixturevalue(who), site.given
    page, hands = reader.page, Hands(reader.page)
    look = reader.look if who == "reader" else lambda name: None
    given.agency("State", name="Department of State")
    given.request(subject="Filed before")
    reader.sign_in(given.person(Role.STAFF_DIRECTOR, name="Staff director"))
    file = tmp_path / "tracker.xlsx"
    file.write_bytes(tracker())

    reader.go("/requests")
    hands.follow(page.get_by_role("link", name="Import", exact=True))
    hands.follow(page.get_by_role("link", name="Import a spreadsheet"))
    hands.tick("No")
    page.locator("input[type=file]").set_input_files(file)
    look("import-1-file")
    hands.press("Upload")
    page.wait_for_url("**/columns")
    look("import-2-columns")
    hands.press("Continue")
    page.wait_for_url("**/problems")
    look("import-3-problems")
    hands.press("Continue")
    page.wait_for_url("**/check")
    look("import-4-check")
    hands.press("Import 214")
    page.wait_for_url("**/imports/*")
    assert reader.says("create 214")
    assert given.count(ImportedRecord) == 214
    assert hands.clicks <= MOST_CLICKS
    look("import-5-done")
    page.get_by_role("link", name="See what would go out, and release").click()
    look("import-6-release")
    assert given.count(Message) == 0
    page.get_by_role("button", name="Release 214").click()
    assert reader.says("214 requests released.")
    assert given.count(OversightRequest) == 215
    assert given.count(Message) == 1
    look("import-7-released")
