"""On paper and by keyboard: what is printed, where the Tab key goes first, and that one sees where one is."""

import pytest

from app.models.picklists import Role

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("print")]

NOT_PRINTED = (
    ".tecum-nav",
    ".tecum-header__right",
    ".usa-skipnav",
    ".tecum-filters",
    ".tecum-heading__actions",
    ".usa-button",
)


@pytest.fixture
def docket(site, reader):
    """A reader signed in as a director whose docket holds one request."""
    owner = site.given.person(Role.STAFF_DIRECTOR, name="Dana Director")
    row = site.given.request(owner=owner, items=3)
    reader.page.emulate_media(reduced_motion="reduce")
    reader.sign_in(owner)
    return row


def style_of(page, selector: str, name: str) -> list[str]:
    script = "(all, name) => all.map(each => getComputedStyle(each)[name])"
    return page.locator(selector).evaluate_all(script, name)


@pytest.mark.parametrize("place", ["docket", "request"])
def test_a_printed_page_holds_the_facts_and_where_they_come_from(site, reader, docket, place):
    path = docket.url if place == "request" else "/requests"
    reader.go(path)
    page = reader.page
    assert not page.locator(".tecum-print").is_visible(), "on the screen it stands in the address bar"
    page.emulate_media(media="print")
    for selector in NOT_PRINTED:
        shown = [each for each in page.locator(selector).all() if each.is_visible()]
        assert shown == [], f"{selector} is printed: {[each.inner_text() for each in shown]}"
    assert set(style_of(page, "main thead", "display")) == {"table-header-group"}
    printed = page.locator(".tecum-print").inner_text()
    assert site.url + path in printed
    assert "printed by Dana Director" in printed
    assert docket.number in page.locator("main").inner_text()
    assert len(page.pdf()) > 1000


def test_the_first_tab_offers_to_skip_to_the_page(reader, docket):
    reader.go("/requests")
    page = reader.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "usa-skipnav"
    box = page.locator(".usa-skipnav").bounding_box()
    assert box["y"] >= 0, "the link comes into view when it has the focus"
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'main'")


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(reader, docket):
    reader.go("/requests/new")
    page = reader.page
    page.get_by_role("button", name="File request").last.click()
    page.wait_for_selector("[data-error-summary]")
    page.wait_for_function("document.activeElement.hasAttribute('data-error-summary')")
    link = page.locator("[data-error-summary] a").filter(has_text="subject")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.name === 'subject'")


@pytest.mark.parametrize("path", ["/", "/requests", "/requests/new", "/requests/DEMO-115-0001"])
def test_wherever_the_tab_key_leads_one_sees_where_one_is(reader, docket, path):
    """No element that takes the focus is without an outline, out of the window or hidden."""
    reader.go(path)
    page, unseen = reader.page, []
    for _ in range(120):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at is None:
            break
        if not at["isSeen"]:
            unseen.append(at["html"])
    assert unseen == []


FOCUSED = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const own = at.matches("input[type=checkbox], input[type=radio]");
  const inside = box.bottom > 0 && box.top < innerHeight;
  return {html: at.outerHTML.slice(0, 160), isSeen: own || (outlined && inside && box.width > 0)};
}"""
