"""Ladders and one's mail in a real browser: the preview, a step that is added, quiet hours, and a request put off."""

import pytest

from app.models.picklists import Role

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


def test_a_director_changes_the_ladder_sees_its_mails_and_chooses_how_mail_comes(site, reader):
    director = site.given.person(Role.STAFF_DIRECTOR, name="Staff director")
    row = site.given.request(owner=director, due_on=None)
    reader.sign_in(director)
    page = reader.page
    reader.go("/admin/ladders")
    reader.look("ladders")
    reader.go("/admin/ladders/DEMO/ANY?due=10/12/2018")
    reader.look("ladder")
    page.get_by_role("link", name="Add a step").click()
    page.get_by_text("After the due day", exact=True).click()
    page.get_by_label("How many days").fill("5")
    page.locator(".usa-checkbox__label", has_text="Staff director").click()
    reader.look("ladder-step")
    page.get_by_role("button", name="Add the step").click()
    page.get_by_role("rowheader", name="5 business days after").wait_for()
    page.get_by_role("button", name="Send me a sample").click()
    page.get_by_text("A sample is on its way").wait_for()
    reader.go("/account/mail")
    page.get_by_text("One daily digest").click()
    page.get_by_label("Quiet from").fill("7 pm")
    page.get_by_label("Quiet until").fill("7 am")
    reader.look("mail")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Your next digest is").first.wait_for()
    reader.go(f"/requests/{row.number}/snooze")
    reader.look("snooze")
    page.get_by_role("button", name="Put off").click()
    page.get_by_text("There is a problem").wait_for()
