"""Finding one thing by keys, and giving a leaver's work to somebody else: counted in keys and clicks."""

import pytest

from app.models import OversightRequest
from app.models.picklists import Role
from tests.browser.hands import Hands

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("many-and-search")]


def leave(given, number: int):
    """A leaver's requests, and the person who is to have them."""
    leaver, heir = given.person(name="A. Leaver"), given.person(name="B. Heir")
    for _ in range(number):
        given.request(owner=leaver)
    return leaver, heir


def test_a_slash_three_words_and_enter_find_one_thing(site, reader):
    site.given.request(subject="Grid vendor contracts")
    site.given.request(subject="Travel")
    reader.sign_in(site.given.person(Role.INVESTIGATOR))
    page = reader.page
    page.keyboard.press("/")
    page.keyboard.type("grid vendor")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert reader.says("DEMO-115-0001: Grid vendor contracts")
    assert not reader.says("Travel")
    assert page.locator("mark").first.inner_text() == "Grid"
    reader.look("search")
    page.get_by_role("button", name="Turn the / key off").click()
    page.reload()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.tagName") == "BODY"


@pytest.mark.parametrize("which", ["reader", "plain_reader"])
def test_a_leaver_s_work_is_given_away_in_nine_clicks_and_one_undo(site, request, which):
    reader = request.getfixturevalue(which)
    given = site.given
    leaver, heir = leave(given, 3)
    reader.sign_in(given.person(Role.STAFF_DIRECTOR))
    page, hands = reader.page, Hands(reader.page)
    reader.go("/")
    hands.follow(page.get_by_role("link", name="Docket"))
    hands.click(page.locator(".tecum-filters > summary"))
    hands.select("owner", str(leaver.id))
    hands.press("Apply")
    hands.click(page.locator("label[for=select-all]"))
    hands.press("Assign the selected requests")
    hands.select("owner_id", str(heir.id))
    if which == "reader":
        reader.look("bulk-choose", axe_at=())
    hands.press("Check")
    assert reader.says("What will change (3)")
    if which == "reader":
        reader.look("bulk-check")
    hands.press("Assign 3")
    assert reader.says("3 requests assigned.")
    assert hands.clicks <= 9
    with given.session() as session:
        assert {each.owner_id for each in session.query(OversightRequest)} == {heir.id}
    page.get_by_role("button", name="Undo").click()
    assert reader.says("3 requests put back as before.")
    if which == "reader":
        reader.go("/requests")
        reader.look("docket-with-boxes")
