"""The calendar in a browser: three views in both widths and on paper, a link made and reset, with and without scripts."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from app.models import ChamberCalendar, Closure, OtherDate, OversightRequest
from app.models.deadline_picklists import DayKind, OtherKind
from app.models.picklists import Chamber, ClosureKind, Role

pytestmark = pytest.mark.browser

TODAY = datetime.now(ZoneInfo("America/New_York")).date()
# A day whose week and month are shown with it, whatever the day of the test is.
DAY = TODAY.replace(day=15)


def fill(given, director):
    doe, state = given.agency("DOE"), given.agency("State")
    for number in range(5):
        given.request(
            owner=director, agency=doe, due_on=DAY, due_time=time(17), subject=f"Grid security contracts, part {number}"
        )
    given.request(owner=director, agency=state, due_on=DAY + timedelta(days=1), subject="Embassy staffing in Baghdad")
    given.request(
        owner=director, agency=state, due_on=DAY - timedelta(days=3), subject="Licenses for tank engines and spare parts",
        next_step="Call the liaison about the second production", next_step_on=DAY,
    )  # fmt: skip
    with given.session() as session:
        days = {
            "first_on": DAY + timedelta(days=2),
            "last_on": DAY + timedelta(days=2),
            "reason": "a lapse in appropriations",
        }
        told = {"office_id": given.office().id, "act_id": 1, "declared_by_id": director.id}
        session.add(Closure(kind=ClosureKind.LAPSE, **days, **told))
        about = session.query(OversightRequest).filter_by(subject="Embassy staffing in Baghdad").one()
        said = {"request_id": about.id, "said_on": DAY - timedelta(days=20), "logged_by_id": director.id}
        for ahead, kind in ((3, OtherKind.PROMISED), (3, OtherKind.ROLLING), (4, OtherKind.TARGET)):
            session.add(OtherDate(kind=kind, due_on=DAY + timedelta(days=ahead), **said))
        house = ChamberCalendar(chamber=Chamber.HOUSE, kind=DayKind.LEGISLATIVE)
        house.take_in([DAY, DAY + timedelta(days=3)])
        session.add(house)
        session.commit()


@pytest.fixture
def director(site):
    person = site.given.person(Role.STAFF_DIRECTOR, name="Dana Director")
    fill(site.given, person)
    return person


def test_three_views_then_a_link_that_is_made_used_and_reset(site, reader, director):
    reader.sign_in(director)
    reader.page.get_by_role("link", name="Calendar", exact=True).click()
    page = reader.page
    for view in ("month", "week", "agenda"):
        reader.go(f"/calendar?view={view}&on={DAY}")
        reader.look(f"calendar-{view}")
    reader.go(f"/calendar?on={DAY}")
    assert page.locator(".tecum-calendar__table").is_visible()
    assert not page.locator(".tecum-calendar__list").is_visible()
    page.get_by_role("link", name="+3 more").locator("visible=true").click()
    reader.look("calendar-day")
    assert page.get_by_text("Grid security contracts, part").count() == 5
    reader.go("/calendar?owner=me")
    page.get_by_role("link", name="Subscribe in Outlook").click()
    reader.look("calendar-feed-new")
    page.get_by_label("Name").fill("My requests")
    page.get_by_role("button", name="Make the link").click()
    reader.look("calendar-feed-made")
    address = page.locator(".tecum-secret").inner_text()
    assert address.startswith(f"{site.url}/cal/")
    with site.app.test_client() as outlook:
        answer = outlook.get(address.removeprefix(site.url))
        assert len(Calendar.from_ical(answer.data).walk("VEVENT")) == 10
        page.get_by_role("link", name="Your calendar links").last.click()
        reader.look("calendar-feeds")
        assert not reader.says("Not yet")
        page.get_by_role("button", name="Reset my link for My requests").click()
        assert page.locator(".tecum-secret").inner_text() != address
        assert outlook.get(address.removeprefix(site.url)).status_code == 404


def test_on_paper_and_on_a_narrow_screen_the_days_are_a_list(site, plain_reader, director):
    plain_reader.sign_in(director)
    page = plain_reader.page
    plain_reader.go(f"/calendar?on={DAY}")
    page.set_viewport_size({"width": 320, "height": 900})
    narrow = (page.locator(".tecum-calendar__table").is_visible(), page.locator(".tecum-calendar__list").is_visible())
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(media="print")
    printed = (page.locator(".tecum-calendar__table").is_visible(), page.locator(".tecum-calendar__list").is_visible())
    assert narrow == printed == (False, True)
    assert page.get_by_text("Grid security contracts, part").count() == 5
