"""An administrator in a browser: an office is made, staff invited, a person looked at and shut out."""

import pytest

from app.models import Seat
from app.models.picklists import Role

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_an_administrator_sets_the_house_up_from_nothing(site, reader):
    administrator = site.given.person(None, is_administrator=True, name="Admin One")
    reader.page.goto(site.link_for(administrator))
    reader.page.get_by_role("button", name="Sign in").click()
    reader.page.wait_for_url(f"{site.url}/admin")
    reader.look("admin-empty")
    reader.page.get_by_role("link", name="Make your office").click()
    reader.look("admin-office")
    reader.page.get_by_role("button", name="Make office").click()
    assert reader.says("Enter the office's name.")
    reader.look("admin-office-errors")
    reader.page.get_by_label("Name", exact=True).fill("Committee on Examples, majority staff")
    reader.page.get_by_label("Short name").fill("exmp")
    reader.page.get_by_label("Kind").select_option("MAJORITY")
    reader.page.get_by_role("button", name="Make office").click()
    assert reader.says("Office EXMP made.")
    reader.look("admin-one-office")
    reader.page.get_by_role("link", name="yourself").click()
    reader.look("admin-invite")
    reader.page.get_by_label("Role").select_option("STAFF_DIRECTOR")
    reader.page.get_by_role("button", name="Invite").click()
    assert reader.says("Invitation mailed to")
    reader.look("admin-people")
    reader.go("/account")
    reader.look("account")


def test_an_administrator_looks_at_a_person_and_shuts_them_out(site, reader):
    given = site.given
    office = given.office("DEMO")
    for number in range(20):
        given.agency(f"Agency {number}")
    reader.sign_in(given.person(Role.STAFF_DIRECTOR, office=office, is_administrator=True, name="Admin One"))
    clerk = given.person(Role.CLERK, office=office, name="Clerk With A Rather Long Name", is_security_officer=True)
    given.request(office=office, owner=clerk)
    reader.go("/admin")
    reader.look("admin-health")
    reader.go(f"/people/{clerk.id}")
    reader.look("admin-person")
    reader.go(f"/people/{clerk.id}/details")
    reader.look("admin-person-details")
    reader.go(f"/people/{clerk.id}/seats/{given.row(Seat, user_id=clerk.id).id}")
    reader.look("admin-seat")
    reader.go(f"/people/{clerk.id}")
    reader.page.get_by_role("button", name="Show a sign-in link").click()
    reader.look("admin-shown-link")
    reader.go(f"/people/{clerk.id}/deactivation")
    reader.look("admin-deactivate")
    reader.page.get_by_role("button", name="Deactivate").click()
    assert reader.says("is deactivated and signed out everywhere.")
    reader.look("admin-deactivated")
