"""Fields that a form does not have change no row, whoever posts them and wherever."""

from datetime import date

import sqlalchemy as sa

from app.models import OversightRequest, Seat, User
from app.models.picklists import Role

MORE = {
    "id": "77", "office_id": "77", "number": "DEMO-115-0666", "serial": "666", "closed_on": "2018-10-01",
    "void_at": "2018-10-01", "owner_id": "77", "filed_by_id": "77", "is_quiet": "1", "is_limited": "y", "released_on": "2018-10-01",
    "role": "STAFF_DIRECTOR", "is_administrator": "y", "is_approver": "y", "is_security_officer": "y", "active": "", "password": "x",
    "email": "other@example.gov", "fs_uniquifier": "x", "name": "Somebody else",
}  # fmt: skip


def columns_of(given, noun, found) -> dict:
    with given.session() as session:
        row = session.get_one(noun, found)
        return {column.key: getattr(row, column.key) for column in sa.inspect(noun).columns}


def changed(before, after) -> set[str]:
    return {name for name in before if before[name] != after[name]}


def test_an_edit_changes_the_fields_of_its_form_and_no_other(given, client):
    row, clerk = given.request(due_on=date(2018, 10, 12)), given.person(Role.CLERK)
    before = columns_of(given, OversightRequest, row.id)
    client.sign_in(clerk)
    url = f"{row.url}/edit"
    assert client.post(url, data={**MORE, **client.fields(url), "subject": "Mine"}).status_code == 302
    after = columns_of(given, OversightRequest, row.id)
    assert changed(before, after) <= {"subject", "mail_topic", "edition", "touched_at", "updated_at"}
    assert after["subject"] == "Mine"


def test_the_settings_of_an_account_give_nobody_a_role_or_a_name(given, client):
    clerk = given.person(Role.CLERK)
    with given.session() as session:
        seat = session.query(Seat).filter_by(user_id=clerk.id).one().id
    before = columns_of(given, User, clerk.id), columns_of(given, Seat, seat)
    client.sign_in(clerk)
    asked = {**MORE, "timezone": "Pacific/Guam"}
    assert client.submit("/account/reading", asked).status_code == 302
    after = columns_of(given, User, clerk.id), columns_of(given, Seat, seat)
    assert changed(before[0], after[0]) == {"timezone", "update_datetime"}
    assert changed(before[1], after[1]) == set()
