"""A journey: the agency asks for more time, gets it for one item, the clock is stopped and runs again; dates beside it."""

import pytest

from app.models import OversightRequest
from app.models.picklists import Role

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("more-time")]


def press(page, name: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).click()


def test_more_time_is_asked_granted_for_one_item_and_the_clock_is_stopped(site, reader):
    page, given = reader.page, site.given
    person = given.person(Role.COUNSEL, name="Counsel")
    made = given.request(owner=person, items=3, due_on=None)
    reader.sign_in(person)
    reader.go(f"{made.url}/due-correction")
    page.locator("[name=until]").fill("+20bd")
    page.locator("[name=reason]").fill("Found on page two")
    press(page, "Correct the date")

    reader.go(f"{made.url}/extension/request")
    page.locator("[name=until]").fill("+30bd")
    page.locator("[name=who]").fill("J. Smith")
    reader.look("ask-for-more-time")
    press(page, "Note it")
    assert reader.says("not answered")
    reader.look("asked-for-more-time")
    page.get_by_role("link", name="Grant more time").click()
    page.locator("summary", has_text="Only for some items").click()
    page.get_by_text("Item 2: Item number 2").click()
    reader.look("grant-for-an-item")
    press(page, "Extend")
    assert reader.says("The due date stands. Extended for item 2")
    reader.look("granted-for-an-item")

    reader.go(f"{made.url}/deadline/stop")
    page.locator("[name=day]").fill("today")
    press(page, "Show what follows")
    assert reader.says("Nothing is due until the clock runs again")
    reader.look("stop-the-clock")
    press(page, "Stop the clock")
    assert reader.says("Stopped since")
    reader.look("stopped")
    reader.go("/requests")
    assert reader.says("Stopped since")
    reader.look("docket-stopped")
    reader.go(f"{made.url}/deadline/restart")
    page.locator("[name=day]").fill("today")
    press(page, "Show what follows")
    press(page, "Restart the clock")
    assert given.row(OversightRequest).due_on is not None

    reader.go(f"{made.url}/dates/new")
    page.locator("select[name=kind]").select_option("ROLLING")
    page.locator("[name=words]").fill("Volume 1")
    page.locator("[name=due_on]").fill("+40bd")
    reader.look("add-a-date")
    press(page, "Save")
    assert reader.says("Volume 1")
    reader.look("other-dates")


def test_a_chamber_s_calendar_is_looked_at_and_then_taken_in(site, reader, tmp_path):
    page, given = reader.page, site.given
    given.office()
    person = given.person(Role.COUNSEL, name="Counsel", is_administrator=True)
    path = tmp_path / "senate-2027.csv"
    path.write_text("date\n2027-01-05\n2027-01-06\n2027-01-07\n")
    reader.sign_in(person)
    reader.go("/admin/chamber-calendars/new")
    page.locator("select[name=chamber]").select_option("SENATE")
    page.locator("[name=file]").set_input_files(path)
    press(page, "Show what changes")
    assert reader.says("3 days come in, 0 are taken out. 0 due dates move.")
    reader.look("import-a-calendar")
    press(page, "Import the calendar")
    assert reader.says("3 session days")
    reader.look("chamber-calendars")
