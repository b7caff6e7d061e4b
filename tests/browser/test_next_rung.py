"""Journey 9: an agency does not answer, and the next step is proposed with the facts filled in; clicks are counted."""

from datetime import date

import pytest

from app.models import LadderStep, RequestDraft
from app.models.picklists import Role, Rung
from tests.browser.hands import Hands

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("next-rung")]

MOST_CLICKS = 3


@pytest.mark.parametrize("who", ["reader", "plain_reader"])
def test_the_next_step_is_proposed_in_three_clicks(request, site, who):
    reader, given = request.getfixturevalue(who), site.given
    page, person = reader.page, given.person(Role.STAFF_DIRECTOR, name="Staff director")
    made = given.request(owner=person, items=3, due_on=date(2018, 10, 12))
    reader.sign_in(person)
    reader.go(made.url)
    hands = Hands(page)

    hands.follow(page.get_by_role("link", name="Propose next step").first)
    assert f"{made.number} to State: Vendor contracts." in page.locator("[name=reason]").input_value()
    assert "business days late" in page.locator("[name=reason]").input_value()
    if who == "reader":
        reader.look("propose")
    hands.tick("Follow-up letter")
    hands.press("Propose, and draft the letter")

    assert hands.clicks <= MOST_CLICKS
    step, draft = given.row(LadderStep), given.row(RequestDraft)
    assert (step.rung, step.is_proposed) == (Rung.FOLLOW_UP, True)
    assert made.number in step.reason
    assert page.url.endswith(f"/requests/drafts/{draft.id}")
    assert page.locator("[name=subject]").input_value() == "Follow-up: Vendor contracts"
    assert page.locator("[name=items]").input_value().startswith("1. Item number 1")
    assert page.locator("[name=due_on]").input_value() == ""
    reader.go(made.url)
    assert reader.says("Proposed by Staff director")
