"""The weekly memo in one click from the first page, with and without scripts, and an earlier day of the summary."""

import io
import time

import docx
import pytest

from app.demo import services as demo
from app.extensions import db
from app.models import User
from app.policies import SYSTEM, look
from tests.browser.hands import Hands
from tests.factories import Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("weekly-memo")]


@pytest.fixture
def director(site) -> Person:
    with site.app.app_context():
        look(db.session, SYSTEM)
        demo.load()
        user = db.session.query(User).filter_by(email="director@demo.example.gov").one()
        return Person(user.id, user.name, user.email, user.fs_uniquifier)


def press_show(page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Show", exact=True).click()


@pytest.mark.parametrize("kind", ["reader", "plain_reader"])
def test_the_weekly_memo_is_one_click_away(request, director, kind):
    reader = request.getfixturevalue(kind)
    page = reader.page
    reader.sign_in(director)
    hands, began = Hands(page), time.monotonic()
    with page.expect_download() as coming:
        hands.click(page.get_by_role("button", name="Weekly memo (Word)"))
    data = coming.value.path().read_bytes()
    assert hands.clicks == 1
    assert time.monotonic() - began < 5
    assert coming.value.suggested_filename.startswith("DEMO-memo-")
    assert docx.Document(io.BytesIO(data)).paragraphs[0].text == "MEMORANDUM"


def test_reports_show_an_earlier_day_by_matter_and_the_memo_style(reader, director):
    page = reader.page
    reader.sign_in(director)
    reader.look("today-memo")
    reader.go("/reports")
    page.get_by_label("By matter").locator("..").locator("label").click()
    page.locator("#as_of").fill("10/01/2018")
    press_show(page)
    assert reader.says("As it was known at the end of")
    reader.look("reports-as-of")
    page.locator("#as_of").fill("12/31/2040")
    press_show(page)
    assert reader.says("There is a problem")
    reader.look("reports-as-of-refused")
    reader.go("/reports")
    with page.expect_download():
        page.get_by_role("button", name="Download").click()
    reader.go("/reports")
    reader.look("reports-past-exports")
    page.get_by_role("link", name="Memo style of DEMO").click()
    reader.look("memo-style")
    reader.go("/requests/DEMO-115-0001")
    page.locator(".tecum-more--menu > summary").click()
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download all as ZIP").click()
    assert coming.value.suggested_filename.startswith("DEMO-115-0001-package-")
