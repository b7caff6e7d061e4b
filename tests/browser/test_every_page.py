"""Every page of the application, walked: full, empty, refused and overlong, each in both widths."""

import os
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pytest
from flask_security import hash_password

from app.demo import services as demo
from app.extensions import db
from app.models import (
    Claim,
    Matter,
    OversightRequest,
    User,
)
from app.models.picklists import OfficeKind, Role
from app.policies import SYSTEM, look
from tests.axe import COLOURS_AT, WIDTHS
from tests.browser.conftest import Reader, Site
from tests.browser.full_docket import add_draft_and_files, keep_passkey, lay_out_imports, propose_a_release, values
from tests.factories import Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.proof,
    pytest.mark.xdist_group("every-page"),
    pytest.mark.timeout(900),
]

# What a person never sees as a page, and why.
NOT_PAGES = {
    "static": "files",
    "security.static": "files",
    "operations.healthz": "for machines",
    "operations.readyz": "for machines",
    "operations.metrics": "for machines",
    "operations.kept_mail": "a trial's, and this site sends its mail",
    "operations.kept_letter": "a trial's, and this site sends its mail",
    "operations.kept_letter_html": "a letter's own HTML, on its own policy",
    "attachments.download": "a file",
    "letters.sheet": "a picture",
    "security.second_factor": "stands between two pages; its own journey looks at it",
    "accounts.session_left": "for the page's script",
    "sheets.export": "a file",
    "calendar.download": "a file",
    "feeds.feed": "for calendars",
    "writing.download": "a file",
}
SIGNED_OUT = {"security.login", "security.forgot_password", "security.reset_password", "accounts.sign_in_by_link"}
LISTS = (
    "/",
    "/admin/ladders",
    "/account/mail",
    "/search?q=nothing",
    "/views",
    "/requests",
    "/requests/drafts",
    "/correspondence",
    "/calendar",
    "/calendar/feeds",
    "/matters",
    "/intelligence",
    "/agencies",
    "/reports",
    "/imports",
)

# Narrow is the harder width; `make proof` asks at both.
AXE_AT = WIDTHS if os.environ.get("PROOF") else (320,)


def name_of(path: str) -> str:
    return path.split("?")[0].strip("/").replace("/", "-") or "today"


class Walk:
    """Looks at page after page and tells of all that is wrong at the end, not of the first fault only.

    Axe runs at the narrow width only, and not again on a template that was walked already: the walk must stay quick.
    """

    def __init__(
        self, reader: Reader, kind: str, *, axe_at: Sequence[int] = AXE_AT, colours_at: Sequence[int] = COLOURS_AT
    ) -> None:
        self.reader, self.kind, self.axe_at, self.colours_at = reader, kind, axe_at, colours_at
        self.faults: list[str] = []

    def look(self, name: str) -> None:
        try:
            self.reader.look(f"{self.kind}-{name}", axe_at=self.axe_at, colours_at=self.colours_at)
        except AssertionError as fault:
            self.faults.append(str(fault).split("\nassert")[0])
        self.reader.messages.clear()

    def visit(self, path: str, name: str | None = None) -> None:
        answer = self.reader.page.goto(self.reader.site.url + path)
        assert answer is not None
        if answer.status != 200:
            self.faults.append(f"{path} answers {answer.status}")
        self.look(name or name_of(path))

    def end(self) -> None:
        assert self.faults == [], "\n".join(self.faults)


@pytest.fixture
def director(site: Site) -> Person:
    """The demonstration docket's staff director, with a draft and two files laid beside what the docket holds."""
    with site.app.app_context():
        look(db.session, SYSTEM)
        demo.load()
        user = db.session.query(User).filter_by(email="director@demo.example.gov").one()
        add_draft_and_files(user)
        propose_a_release(user)
        lay_out_imports(user)
        user.password = hash_password("a password of the walk")
        db.session.commit()
        return Person(user.id, user.name, user.email, user.fs_uniquifier)


# The script that moves the focus runs after the page is there, so it is given two seconds.
SUMMARY_TAKES_FOCUS = """async () => {
  for (let turn = 0; turn < 40; turn++) {
    if (document.activeElement.hasAttribute("data-error-summary")) return true;
    await new Promise(done => setTimeout(done, 50));
  }
  return false;
}"""


def pages(site: Site) -> Iterator[Any]:
    for rule in site.app.url_map.iter_rules():
        if "GET" in (rule.methods or set()) and rule.endpoint not in NOT_PAGES:
            yield rule


def addresses(site: Site, rule: Any, held: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Every address of the route that the database's rows could make."""
    room = rule.endpoint.split(".")[0]
    found: list[dict[str, Any]] = [{}]
    own = sorted(rule.arguments, key=lambda argument: argument == "number")
    for argument in own:
        if all(argument in each for each in found):
            continue
        rows = held.get(f"{room}/{argument}", held.get(argument))
        assert rows is not None, f"{rule.endpoint} ({rule}): no value is known for <{argument}>; add it to values()"
        found = [{**each, **row} for each in found for row in rows]
    with site.app.test_request_context():
        return [rule.build(each, append_unknown=False)[1] for each in found]


def first_that_opens(reader: Reader, candidates: Sequence[str], *, holding: str = "") -> str | None:
    """The first address that answers with its page: some pages and forms stand only in some states of a request."""
    for address in candidates:
        answer = reader.page.request.get(reader.site.url + address, max_redirects=0)
        if answer.status == 200 and holding in answer.text().partition("<main")[2]:
            return address
    return None


def test_every_page_of_a_full_docket_is_sound_in_both_widths(site, reader, director):
    held = values(site, director)
    walk = Walk(reader, "full", colours_at=AXE_AT)
    rules = sorted(pages(site), key=str)
    for rule in (each for each in rules if each.endpoint in SIGNED_OUT):
        walk.visit(addresses(site, rule, held)[0], rule.endpoint)
    reader.sign_in(director)
    held["passkey_id"] = keep_passkey(site, director)
    for rule in rules:
        if rule.endpoint in SIGNED_OUT:
            continue
        found = first_that_opens(reader, addresses(site, rule, held))
        if found is None:
            walk.faults.append(f"{rule.endpoint} ({rule}): no row of the database opens it")
            continue
        walk.visit(found, rule.endpoint)
    for name, path in pages_with_claims(site):
        walk.visit(path, name)
    walk.end()


def pages_with_claims(site: Site) -> list[tuple[str, str]]:
    """A statement that was split into claims, and the matter that shows them all."""
    with site.given.session() as session:
        claim = session.query(Claim).first()
        matter = claim.oversight_request.matter.slug
        reply = f"/requests/{claim.oversight_request.number}/replies/{claim.communication_id}"
        return [("claims-of-a-statement", reply), ("claims-of-a-matter", f"/matters/{matter}")]


def test_every_request_and_every_reply_of_the_full_docket_is_sound(site, reader, director):
    held = values(site, director)
    reader.sign_in(director)
    walk = Walk(reader, "each", axe_at=())
    for row in held["number"]:
        walk.visit(f"/requests/{row['number']}")
    for path in ("/requests?state=all", "/requests?q=nothing-matches-this", "/requests?state=closed&sort=-number"):
        walk.visit(path, f"docket-{path[10:].replace('=', '-').replace('&', '-')}")
    walk.visit("/search?q=vendor", "search-hits")
    walk.visit("/search?q=documents&in=requests", "search-one-sort")
    walk.visit("/requests/bulk/assign?all=1", "bulk-assign")
    walk.visit("/requests/bulk/extend?all=1&state=all&weeks=1", "bulk-extend")
    walk.visit("/requests/bulk/topic?all=1&name=Hearing", "bulk-topic")
    walk.visit("/intelligence?handling=SOURCE_PROTECTED&unlinked=1", "intelligence-filtered")
    walk.end()


def test_every_list_of_a_fresh_office_is_sound(site, reader):
    person = site.given.person(Role.STAFF_DIRECTOR, name="Staff director")
    reader.sign_in(person)
    walk = Walk(reader, "empty")
    for path in LISTS:
        walk.visit(path)
    walk.end()


def test_every_form_sent_empty_tells_what_is_wrong_and_stays_sound(site, reader, director):
    held = values(site, director)
    reader.sign_in(director)
    held["passkey_id"] = keep_passkey(site, director)
    walk = Walk(reader, "error")
    forms = [rule for rule in sorted(pages(site), key=str) if "POST" in rule.methods]
    for rule in forms:
        # The act on many requests is one button: what it asks for stands in the address.
        if rule.endpoint in SIGNED_OUT | {"bulk.change"}:
            continue
        found = first_that_opens(reader, addresses(site, rule, held), holding="</form>")
        if found is None:
            walk.faults.append(f"{rule.endpoint} ({rule}): no row of the database opens its form")
            continue
        send_empty(reader, walk, found, rule.endpoint)
    walk.end()


def send_empty(reader: Reader, walk: Walk, path: str, name: str) -> None:
    """Empty every field and send; where that is no error the page moves on and there is nothing to see."""
    page = reader.page
    reader.go(path)
    with page.expect_navigation():
        page.evaluate(EMPTY_AND_SEND)
    reader.messages.clear()
    if page.locator("[data-error-summary]").count():
        focused = page.evaluate(SUMMARY_TAKES_FOCUS)
        if not focused:
            walk.faults.append(f"{name}: the error summary does not take the focus")
        walk.look(name)


EMPTY_AND_SEND = """() => {
  const form = document.querySelector("main form.tecum-form[method=post]");
  form.querySelectorAll("input:not([type=hidden]), textarea, select").forEach(field => {
    if (field.type === "checkbox" || field.type === "radio") field.checked = false;
    else if (field.tagName === "SELECT") field.selectedIndex = -1;
    else field.value = "";
  });
  form.submit();
}"""


def test_words_without_a_space_and_from_right_to_left_break_no_page(site, reader):
    given, words = site.given, "Extraordinarilylongsubject"
    subject = (words * 20)[:300]
    office = given.office("DEMO", name="N" * 200, kind=OfficeKind.MAJORITY)
    agency = given.agency("A" * 40, name="Department" * 20)
    owner = given.person(Role.STAFF_DIRECTOR, office=office, name="O" * 200)
    other = given.person(
        Role.COUNSEL, office=office, name="\u05e9\u05e8\u05d4 \u05db\u05d4\u05df \u0645\u062d\u0645\u062f"
    )
    row = given.request(office=office, agency=agency, owner=owner, subject=subject, items=[("1", "x" * 2000)])
    given.request(office=office, agency=agency, owner=other, subject="\u05de\u05db\u05ea\u05d1 \u05d0\u05dc DOE")
    with given.session() as session:
        matter = Matter(
            office_id=office.id, slug="long", title="T" * 200, summary="s" * 3000, opened_on=date(2018, 1, 2)
        )
        session.add(matter)
        session.flush()
        session.get_one(OversightRequest, row.id).matter_id = matter.id
        session.commit()
    reader.sign_in(owner)
    walk = Walk(reader, "long", axe_at=())
    number = row.number
    paths = [
        "/",
        "/requests",
        "/correspondence",
        "/calendar?on=2018-10-12",
        "/calendar?on=2018-10-12&view=agenda",
        "/matters",
        "/matters/long",
        "/agencies",
        f"/agencies/{agency.id}",
        "/reports",
    ]
    paths += [
        f"/requests/{number}{room}"
        for room in ("", "/edit", "/assignment", "/items", "/replies/new", "/closing", "/sharing")
    ]
    paths += ["/requests/new", "/intelligence/new", f"/requests/{number}/extension"]
    for path in paths:
        walk.visit(path)
    walk.end()


@pytest.mark.parametrize("width", WIDTHS)
def test_an_opened_menu_stays_within_the_window(site, reader, director, width):
    reader.sign_in(director)
    reader.go("/requests/DEMO-119-0001")
    page = reader.page
    page.set_viewport_size({"width": width, "height": 900})
    for menu, panel in ((".tecum-menu", ".tecum-menu__panel"), (".tecum-more--menu", ".tecum-more--menu > ul")):
        page.locator(f"{menu} > summary").click()
        box = page.locator(panel).bounding_box()
        assert box["x"] >= 0, panel
        assert box["x"] + box["width"] <= width, panel
        page.keyboard.press("Escape")
        page.locator(f"{menu} > summary").evaluate("summary => { summary.parentElement.open = false; }")
    reader.go("/requests/DEMO-119-0001")
    page.locator(".tecum-more--menu > summary").click()
    reader.look("menu-open", axe_at=())
