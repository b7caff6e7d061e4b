"""The frame and the macros in a real browser: accessible, narrow enough, quiet about the content policy, useful."""

import threading
from dataclasses import dataclass, field

import pytest
from werkzeug.serving import make_server

from tests.axe import COLOURS_AT, WIDTHS, faults

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PASSWORD = "four words to remember"
OPEN = ["/signin", "/signin/reset", "/signin/link/guessed", "/nothing"]
SIGNED_IN = ["/", "/help", "/account/password", "/style-guide", "/speak", "/nothing", "/break", "/refuse", "/signout"]
SMALL = """() => [...document.querySelectorAll("a, button, summary, select, input:not([type=hidden])")]
  .filter(one => !one.closest(".usa-sr-only, .usa-skipnav") && !/usa-(radio|checkbox)__input/.test(one.className))
  .map(one => [one.outerHTML.slice(0, 120), one.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < 23.9 || box.height < 23.9)).map(([html]) => html)"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Site:
    url: str
    said: list[str] = field(default_factory=list)

    def open(self, context, path):
        page = context.new_page()
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.goto(self.url + path)
        return page


@pytest.fixture
def site(app):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.log = lambda *_: None
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def person(given):
    return given.person(password=PASSWORD, name="Investigator One")


def signed_in(chromium, site, person, **options):
    context = chromium.new_context(**options)
    page = context.new_page()
    page.goto(site.url + "/signin")
    page.fill("#email", person.email)
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(site.url + "/")
    page.close()
    return context


def read(page, where):
    """axe finds nothing, nothing is wider than the page, nothing is too small to hit; at two widths."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert faults(page, width, colours=width in COLOURS_AT) == [], f"{where} at {width}"
        assert page.evaluate(TOO_WIDE) <= 0, f"{where} scrolls sideways at {width}"
        assert page.evaluate(SMALL) == [], f"{where} at {width}"


def test_pages_for_visitors_can_be_used_by_everybody(chromium, site):
    context = chromium.new_context(bypass_csp=True)
    for path in OPEN:
        page = site.open(context, path)
        read(page, path)
        page.close()
    context.close()


def test_pages_for_staff_can_be_used_by_everybody(chromium, site, person):
    context = signed_in(chromium, site, person, bypass_csp=True)
    for path in SIGNED_IN:
        page = site.open(context, path)
        read(page, path)
        page.close()
    context.close()


def test_a_form_with_errors_can_be_used_by_everybody_and_keeps_what_was_typed(chromium, site, person):
    context = signed_in(chromium, site, person, bypass_csp=True)
    page = site.open(context, "/style-guide")
    page.fill("#due_on", "31/31/2018")
    page.click("text=Extend deadline")
    page.wait_for_selector("[data-error-summary]")
    page.wait_for_function("document.activeElement.hasAttribute('data-error-summary')")
    assert page.title() == "Error: Style guide - Tecum"
    assert page.input_value("#due_on") == "31/31/2018"
    page.click("[data-error-summary] a[href='#due_on']")
    page.wait_for_function("document.activeElement.id === 'due_on'")
    read(page, "the form with errors")
    context.close()


def test_the_content_policy_is_never_broken_by_our_own_pages(chromium, site, person):
    context = signed_in(chromium, site, person)
    page = site.open(context, "/style-guide")
    page.click(".usa-date-picker__button >> nth=0")
    page.click(".usa-date-picker__calendar__date >> nth=10")
    page.click("#long_list")
    page.keyboard.press("ArrowDown")
    page.click("[data-menu] summary")
    page.set_input_files("#files", {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"})
    for path in ("/signin", "/help", "/account/password"):
        site.open(context, path)
    assert site.said == []
    context.close()


def test_a_date_field_names_its_weekday_and_the_picker_posts_as_people_type(chromium, site, person):
    context = signed_in(chromium, site, person)
    page = site.open(context, "/style-guide")
    page.fill("#due_on", "10/12/2018")
    page.press("#due_on", "Tab")
    assert page.text_content(".tecum-weekday") == "Friday"
    page.click(".usa-date-picker__button >> nth=0")
    page.click(".usa-date-picker__calendar__date[data-value='2018-10-15']")
    assert page.input_value("#due_on") == "10/15/2018"
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.click("text=Extend deadline")
    assert "10/15/2018" in sent.value.post_data
    context.close()


def test_files_that_are_dropped_are_named_and_sent_by_the_native_field(chromium, site, person):
    context = signed_in(chromium, site, person)
    page = site.open(context, "/style-guide")
    page.evaluate("""() => {
      const carried = new DataTransfer();
      carried.items.add(new File(["a"], "letter.pdf"));
      carried.items.add(new File(["b"], "annex.docx"));
      document.querySelector("[data-drop]").dispatchEvent(new DragEvent("drop", {dataTransfer: carried, bubbles: true}));
    }""")
    assert page.text_content("[data-drop-chosen]") == "2 files: letter.pdf, annex.docx"
    assert page.evaluate("document.querySelector('#files').files.length") == 2
    context.close()


def test_ctrl_enter_sends_a_form_and_a_form_is_sent_once(chromium, site, person):
    context = signed_in(chromium, site, person)
    page = site.open(context, "/style-guide")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.fill("#reason", "One week, by phone.")
    page.evaluate("""() => {
      const button = [...document.querySelectorAll("button")].find(one => one.textContent === "Extend deadline");
      document.querySelector("#reason").dispatchEvent(
        new KeyboardEvent("keydown", {key: "Enter", ctrlKey: true, bubbles: true}));
      button.click();
      button.click();
    }""")
    page.wait_for_selector("[data-error-summary]")
    assert len(sent) == 1
    assert page.input_value("#reason") == "One week, by phone."
    context.close()


def test_leaving_a_form_with_changes_asks_first(chromium, site, person):
    context = signed_in(chromium, site, person)
    page = site.open(context, "/style-guide")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.click("#subject")
    page.keyboard.type("Grid")
    page.goto(site.url + "/help")
    assert asked == ["beforeunload"]
    context.close()


def test_everything_works_without_javascript(chromium, site, person):
    context = signed_in(chromium, site, person, java_script_enabled=False)
    page = context.new_page()
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(site.url + "/style-guide")
    assert page.is_visible("nav[aria-label=Main] >> text=Today")
    page.fill("#due_on", "soon")
    page.select_option("#long_list", "A3")
    page.click("text=Extend deadline")
    assert page.title() == "Error: Style guide - Tecum"
    assert page.input_value("#due_on") == "soon"
    assert page.input_value("#long_list") == "A3"
    page.click("[data-menu] summary")
    page.click("text=Sign out")
    assert page.url.startswith(site.url + "/signin")
    context.close()


def test_on_paper_stand_the_facts_the_address_and_who_printed_it(chromium, site, person):
    context = signed_in(chromium, site, person)
    page = site.open(context, "/style-guide")
    page.emulate_media(media="print")
    for gone in (".tecum-nav", ".tecum-filters", ".tecum-pagination", "main button", ".tecum-header__right"):
        assert not page.is_visible(gone), gone
    assert page.is_visible("table >> text=DEMO-115-0142")
    assert "printed by Investigator One" in page.text_content(".tecum-print")
    assert page.is_visible(".tecum-print")
    context.close()
