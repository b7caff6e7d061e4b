"""Pages of correspondence and outcomes in a real browser: accessible and narrow enough, at two widths."""

import os
from datetime import date
from pathlib import Path

import pytest

from app.models.picklists import ClosingReason, CommunicationKind, Role
from tests.web.test_in_browser import PASSWORD, read, signed_in, site  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SHOTS = os.environ.get("SHOTS")


@pytest.fixture
def database():
    """Pages look the same on both."""
    return "sqlite"


@pytest.fixture
def person(given):
    return given.person(Role.COUNSEL, password=PASSWORD, name="Counsel One")


@pytest.fixture
def paths(given, replies, person):
    """The pages, with their requests and replies."""
    made = given.request(items=[(str(n), f"All documents concerning vendor contract number {n}.") for n in range(1, 9)])
    late = given.request(closed_on=date(2018, 10, 8), closing_reason=ClosingReason.UNSATISFIED)
    waiting = replies.log(made, person, summary="The Department answers four of eight items.")
    replies.log(made, person, kind=CommunicationKind.STATEMENT, speaker="spokesman", body="National Security Council")
    item = replies.items(made)["1"]
    return {
        "log": f"{made.url}/replies/new",
        "statement": f"{made.url}/replies/new?kind=STATEMENT",
        "reply": f"{made.url}/replies/{waiting}",
        "edit": f"{made.url}/replies/{waiting}/edit",
        "items": f"{made.url}/items",
        "withdraw": f"{made.url}/items/{item}/withdrawal",
        "next-step": f"{made.url}/next-step",
        "intake": "/correspondence",
        "outcome": f"{made.url}/outcomes/new",
        "close": f"{made.url}/closing",
        "closed": f"{late.url}/replies/new",
    }


def photograph(page, name):
    if SHOTS:
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)


def test_every_page_can_be_used_by_everybody(paths, chromium, site, person):  # noqa: F811
    context = signed_in(chromium, site, person, bypass_csp=True)
    for name, path in paths.items():
        page = site.open(context, path)
        photograph(page, name)
        read(page, name)
        page.close()
    context.close()


def test_a_reply_with_errors_can_be_mended(paths, chromium, site, person):  # noqa: F811
    context = signed_in(chromium, site, person, bypass_csp=True)
    page = site.open(context, paths["log"])
    page.fill("#summary", "The Department answers.")
    page.click("main .tecum-buttons button")
    page.wait_for_selector("[data-error-summary]")
    assert page.input_value("#summary") == "The Department answers."
    photograph(page, "log-errors")
    read(page, "log with errors")
    page.click("label[for=is_marked-0]")
    page.click("label[for=settles-3]")
    page.click("label[for=waits_on-1]")
    page.click("main .tecum-buttons button")
    page.wait_for_url("**/requests/DEMO-115-0001")
    context.close()
