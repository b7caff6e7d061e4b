"""The work of a day in a browser that runs no scripts: everything is a form and a link."""

import csv
import io
import re

import pytest

from app.models import Communication, DeadlineEntry, OversightRequest
from app.models.picklists import Role

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("without-javascript")]

SUBJECT = "Vendor contracts of the grid office"


def press(reader, name: str) -> None:
    with reader.page.expect_navigation():
        reader.page.get_by_role("button", name=name, exact=True).last.click()


def choose(page, words: str) -> None:
    labels = page.locator(".usa-radio__label, .usa-checkbox__label")
    labels.filter(has_text=re.compile(rf"^\s*{re.escape(words)}\b")).first.click()


def test_a_day_s_work_needs_no_script(site, plain_reader):
    reader, page, given = plain_reader, plain_reader.page, site.given
    given.agency("DOE", name="Department of Energy")
    reader.sign_in(given.person(Role.STAFF_DIRECTOR, name="Staff director"))

    reader.go("/requests/new")
    press(reader, "File request")
    assert reader.says("There is a problem")
    assert page.title().startswith("Error: ")
    page.locator("select[name=agency_id]").select_option(index=1)
    page.get_by_label("Subject", exact=True).fill(SUBJECT)
    page.locator("[name=due_on]").fill("+10bd")
    press(reader, "File request")
    page.wait_for_url("**/requests/DEMO-*")
    number = page.url.rsplit("/", 1)[1]
    assert reader.says(f"Filed as {number}.")
    assert given.row(OversightRequest).subject == SUBJECT

    reader.go(f"/requests/{number}/extension")
    choose(page, "1 week")
    press(reader, "Extend")
    assert reader.says("Extended once") or reader.says("extended once")
    assert given.count(DeadlineEntry) == 2

    reader.go(f"/requests/{number}/replies/new")
    choose(page, "No")
    page.locator("[name=summary]").fill("The Department asks for one week more.")
    choose(page, "Settles no item")
    choose(page, "The agency")
    press(reader, "Save")
    assert given.row(Communication).summary == "The Department asks for one week more."

    reader.go("/reports")
    choose(page, "CSV")
    with page.expect_download() as coming:
        page.get_by_role("button", name=re.compile("Download|Export")).click()
    text = coming.value.path().read_text(encoding="utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(text)) for cell in line]
    assert number in cells
    assert SUBJECT in cells

    page.locator(".tecum-menu summary").click()
    press(reader, "Sign out")
    reader.go("/requests")
    assert "/signin" in page.url
