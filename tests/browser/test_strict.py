"""A browser that obeys the content policy and runs the scripts: pickers, boxes and drop zones work and nothing is refused."""

import pytest

from app.models.picklists import Role

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("strict")]

MAIN_PAGES = (
    "/", "/requests", "/requests/new", "/requests/drafts", "/correspondence", "/matters", "/matters/new", "/intelligence",
    "/intelligence/new", "/agencies", "/agencies/new", "/reports", "/help", "/account/password",
    "/requests/DEMO-115-0001", "/requests/DEMO-115-0001/edit", "/requests/DEMO-115-0001/extension",
    "/requests/DEMO-115-0001/replies/new", "/requests/DEMO-115-0001/files", "/requests/DEMO-115-0001/closing",
)  # fmt: skip


def test_no_page_breaks_the_policy_and_what_the_scripts_add_works(site, strict_messages):
    reader, page = strict_messages, strict_messages.page
    for number in range(17):
        site.given.agency(f"A{number}", name=f"Agency number {number}")
    owner = site.given.person(Role.STAFF_DIRECTOR, is_administrator=True)
    site.given.request(agency=site.given.agency("State"), owner=owner, items=2)
    reader.sign_in(owner)
    for path in MAIN_PAGES:
        answer = page.goto(site.url + path)
        assert answer.status == 200, path
        assert "Content-Security-Policy" in {name.title() for name in answer.headers}, path
        assert reader.messages == [], path
    reader.go("/requests/new")
    pick_a_day(page)
    pick_an_agency(page)
    drop_a_file(page)
    assert reader.messages == []


def pick_a_day(page):
    picker = page.locator(".usa-date-picker").first
    picker.locator(".usa-date-picker__button").click()
    assert picker.locator(".usa-date-picker__calendar").is_visible()
    picker.locator(".usa-date-picker__calendar__date--current-month").first.click()
    typed = picker.locator(".usa-date-picker__external-input").input_value()
    assert typed.count("/") == 2
    group = picker.locator("xpath=ancestor::*[contains(@class, 'usa-form-group')][1]")
    assert group.locator(".tecum-weekday").inner_text().endswith("day")


def pick_an_agency(page):
    box = page.locator(".usa-combo-box", has=page.locator("select[name=agency_id]"))
    box.locator("input").fill("number 11")
    box.locator(".usa-combo-box__list-option").first.click()
    assert box.locator("input").input_value() == "Agency number 11 (A11)"
    assert box.locator("select").input_value() != ""


def drop_a_file(page):
    given = {"name": "letter.txt", "mimeType": "text/plain", "buffer": b"Dear Mr. Secretary\n"}
    page.set_input_files("[name=signed_letter]", given)
    zone = page.locator("[data-drop]", has=page.locator("[name=signed_letter]"))
    assert zone.locator("[data-drop-chosen]").inner_text() == "letter.txt"
    page.evaluate(DROP)
    assert zone.locator("[data-drop-chosen]").inner_text() == "dropped.txt"


DROP = """() => {
  const carried = new DataTransfer();
  carried.items.add(new File(["x"], "dropped.txt", {type: "text/plain"}));
  const zone = document.querySelector("[name=signed_letter]").closest("[data-drop]");
  zone.dispatchEvent(new DragEvent("drop", {dataTransfer: carried, bubbles: true, cancelable: true}));
}"""
