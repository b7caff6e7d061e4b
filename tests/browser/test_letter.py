"""From the dropped letter to the filed request in a few clicks, with scripts and without."""

import time
from datetime import date

import pytest

from app.models import LetterReading, OversightRequest
from app.models.picklists import Role
from tests.requests.letter_files import TO_ENERGY, TO_JUSTICE, letter_pdf, letter_text

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("letter")]

SUBJECT = "Vendor contracts of the grid office"
COUNT_CLICKS = """() => {
  if (window.name === "") window.name = "0";
  addEventListener("click", event => { if (event.isTrusted) window.name = String(Number(window.name) + 1); }, true);
}"""


@pytest.fixture
def directory(site):
    site.given.agency("DOE", name="Department of Energy")
    site.given.agency("DOJ", name="Department of Justice")


def choose(reader, data: bytes, name: str) -> None:
    files = [{"name": name, "mimeType": "application/octet-stream", "buffer": data}]
    reader.page.locator("#letter").set_input_files(files)


def press(reader, name: str) -> None:
    with reader.page.expect_navigation():
        reader.page.get_by_role("button", name=name, exact=True).last.click()


def test_a_letter_is_filed_within_six_clicks_and_twenty_seconds(site, reader, directory):
    page, given = reader.page, site.given
    reader.sign_in(given.person(Role.CLERK))
    given.request(agency=given.agency("DOE"), dated_on=date(2018, 9, 12), subject="Grid contracts, first letter")
    data = letter_pdf()
    page.add_init_script(f"({COUNT_CLICKS})()")
    begun = time.monotonic()
    reader.go("/")
    page.get_by_role("link", name="File request").click()
    choose(reader, data, "letter.pdf")
    press(reader, "Read the letter")
    page.locator("#subject").click()
    page.keyboard.type(SUBJECT)
    press(reader, "File request")
    page.wait_for_url("**/requests/DEMO-115-*")
    assert time.monotonic() - begun < 20
    # The file chooser, which a script does not open, is one click more.
    assert int(page.evaluate("window.name")) + 1 <= 6
    assert reader.says("It is due Fri, Oct 26, 2018.")
    assert reader.says("0 of 7 satisfied")

    reader.go("/requests/new")
    reader.look("letter-new")
    choose(reader, data, "letter.pdf")
    press(reader, "Read the letter")
    page.locator(".tecum-sheet img").first.evaluate("image => image.decode()")
    page.locator("#item_text-5").fill("A list of all vendors that were rejected.")
    page.locator("summary", has_text="Arrange item 4").click()
    press(reader, "Move up item 4")
    assert page.evaluate("document.activeElement.value") == "item-up:4"
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.value === 'item-up:1'")
    reader.look("letter-check")
    press(reader, "File request")
    assert reader.says("Enter the subject.")
    page.locator("#subject").fill("Vendor contracts, again")
    press(reader, "File request")
    assert reader.says("Item 3. The letter prints A list of all vendors that were rejected, with the reasons for each.")
    reader.look("letter-filed")


def test_companions_are_filed_in_one_act_without_a_script(site, plain_reader, directory):
    reader, page = plain_reader, plain_reader.page
    reader.sign_in(site.given.person(Role.CLERK))
    reader.go("/requests/new")
    text = letter_text(to=f"{TO_ENERGY}\n{TO_JUSTICE}", dear="Secretary Perry and General Poe")
    choose(reader, text.encode(), "letter.txt")
    press(reader, "Read the letter")
    assert page.locator("mark").first.inner_text() == "October 5, 2018"
    assert page.locator("[name=to_agency]").input_value() == "DOJ"
    page.locator("summary", has_text="Arrange item 7").click()
    press(reader, "Remove item 7")
    page.locator("#subject").fill(SUBJECT)
    press(reader, "File request")
    assert reader.says("Filed with it: DEMO-115-0002.")
    assert reader.says("0 of 6 satisfied")
    assert reader.says("Item 7. The letter prints Please explain how the Department checks the software")
    assert site.given.count(OversightRequest) == site.given.count(LetterReading) == 2
