"""An agency in a browser: the scorecard in three clicks, its contacts, a merge and its undo."""

import pytest

from app.models.picklists import Role
from tests.browser.hands import Hands

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize(("who", "name", "ending"), [("reader", "Excel", ".xlsx"), ("plain_reader", "Print", ".pdf")])
def test_the_scorecard_for_a_hearing_takes_three_clicks(site, request, who, name, ending):
    reader, given = request.getfixturevalue(who), site.given
    given.request(agency=given.agency("DOE", name="Department of Energy"))
    for number in range(60):
        given.agency(f"A{number}", name=f"Agency {number}")
    reader.sign_in(given.person(Role.STAFF_DIRECTOR))
    hands = Hands(reader.page)
    hands.follow(reader.page.get_by_role("navigation", name="Main").get_by_role("link", name="Agencies"))
    hands.follow(reader.page.get_by_role("link", name="DOE", exact=True))
    with reader.page.expect_download() as download:
        hands.click(reader.page.get_by_role("button", name=name))
    assert hands.clicks <= 3
    assert download.value.suggested_filename.endswith(ending)


def test_an_agency_is_looked_at_kept_and_merged(site, reader):
    given = site.given
    energy, twin = given.agency("DOE", name="Department of Energy"), given.agency("Energy", name="Energy Department")
    for _ in range(6):
        given.request(agency=energy, items=3)
    reader.sign_in(given.person(Role.STAFF_DIRECTOR, is_administrator=True))
    page = reader.page
    reader.go(f"/agencies/{energy.id}/contacts/new")
    page.get_by_role("button", name="Add the contact").click()
    assert reader.says("Choose what this contact is for.")
    page.get_by_label("Purpose").select_option("LEGISLATIVE_AFFAIRS")
    page.get_by_label("Name", exact=False).first.fill("Office of Congressional and Intergovernmental Affairs")
    page.get_by_label("E-mail").fill("congressional.affairs@example.gov")
    page.get_by_role("button", name="Add the contact").click()
    assert reader.says("Contact added.")
    reader.look("agency")
    reader.go(f"/agencies/{energy.id}/scorecard")
    reader.look("scorecard")
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="Show", exact=True).is_visible()
    assert page.get_by_role("heading", name="How we count").is_visible()
    page.emulate_media(media="screen")
    reader.go(f"/agencies/{energy.id}/scorecard/overdue")
    reader.look("scorecard-list")
    reader.go(f"/agencies/{twin.id}/merger")
    reader.look("agency-merge")
    page.locator("select[name=kept_id]").select_option(str(energy.id), force=True)
    page.get_by_role("button", name="Merge").click()
    assert reader.says("Energy is merged into DOE.")
    reader.look("agency-merged")
    page.locator(".tecum-alerts").get_by_role("button", name="Undo").click()
    assert reader.says("The merge is undone.")
