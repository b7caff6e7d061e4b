"""The sweep: who is told of which step, once."""

from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from app.ledger import Entry
from app.models import Absence, Closure, Deadline, Message, OversightRequest, Reminder, Seat, User
from app.models.picklists import ClosingReason, ClosureKind, MessageKind, Role
from tests.pages import parse, words
from tests.reminders.conftest import eastern


def change(given, row, act):
    with given.session() as session:
        about = session.get_one(OversightRequest, row.id)
        act(about)
        session.commit()


def extend(given, row, until, kind="extension"):
    with given.session() as session:
        deadline = session.scalars(sa.select(Deadline).filter_by(request_id=row.id)).one()
        by = deadline.entries[0].by
        deadline.add(Entry(kind=kind, on=date(2018, 10, 10), until=until, reason="Asked for time"), by=by)
        session.commit()


def told(given):
    """(address, subject of the step) of every message, by address."""
    with given.session() as session:
        rows = session.execute(
            sa.select(User.name, Reminder.step)
            .join_from(Reminder, User, User.id == Reminder.recipient_id)
            .where(Reminder.message_id.is_not(None))
        )
        return sorted(tuple(row) for row in rows)


def test_the_owner_and_the_backup_are_told_and_the_director_once_it_is_overdue(given, office):
    owner, backup = given.person(name="Owner"), given.person(name="Backup")
    given.person(Role.STAFF_DIRECTOR, name="Director")
    given.person(Role.COUNSEL, name="Counsel")
    given.request(owner=owner, backup_id=backup.id)
    assert office.plan(eastern(10, 9)) == 2
    assert told(given) == [("Backup", "before-3"), ("Owner", "before-3")]
    assert office.plan(eastern(10, 15)) == 3
    assert told(given)[-2:] == [("Owner", "before-3"), ("Owner", "overdue-1")]
    assert ("Director", "overdue-1") in told(given)


def test_while_somebody_is_away_the_cover_is_told_too_of_what_the_cover_may_see(given, office):
    owner, cover = given.person(name="Owner"), given.person(name="Cover")
    with given.session() as session:
        seat_id = session.scalar(sa.select(Seat.id).where(Seat.user_id == owner.id))
        days = {"from_on": date(2018, 10, 9), "until_on": date(2018, 10, 10)}
        session.add(Absence(seat_id=seat_id, cover_id=cover.id, **days))
        session.commit()
    given.request(owner=owner)
    given.request(owner=owner, named=[owner])
    assert office.plan(eastern(10, 9)) == 3
    assert told(given) == [("Cover", "before-3"), ("Owner", "before-3"), ("Owner", "before-3")]
    assert office.plan(eastern(10, 10)) == 0, "the next step is on the eleventh, when the owner is back"
    assert office.plan(eastern(10, 11)) == 2


def test_who_is_away_hears_nothing_while_the_backup_is_here_and_hears_the_newest_step_when_back(given, office):
    owner, backup, cover = given.person(name="Owner"), given.person(name="Backup"), given.person(name="Cover")
    with given.session() as session:
        seat_id = session.scalar(sa.select(Seat.id).where(Seat.user_id == owner.id))
        days = {"from_on": date(2018, 10, 9), "until_on": date(2018, 10, 10)}
        session.add(Absence(seat_id=seat_id, cover_id=cover.id, **days))
        session.commit()
    given.request(owner=owner, backup_id=backup.id)
    assert office.plan(eastern(10, 9)) == 2
    assert told(given) == [("Backup", "before-3"), ("Cover", "before-3")]
    assert office.plan(eastern(10, 10)) == 0
    assert office.plan(eastern(10, 11)) == 2
    assert ("Owner", "before-1") in told(given)
    assert ("Owner", "before-3") not in told(given)


def test_who_covers_and_may_not_see_the_request_is_not_told(given, office):
    owner = given.person(name="Owner")
    barred = given.person(name="Barred", home_agency=given.agency("State"))
    with given.session() as session:
        seat_id = session.scalar(sa.select(Seat.id).where(Seat.user_id == owner.id))
        session.add(
            Absence(seat_id=seat_id, cover_id=barred.id, from_on=date(2018, 10, 1), until_on=date(2018, 10, 31))
        )
        session.commit()
    given.request(owner=owner)
    assert office.plan(eastern(10, 9)) == 1
    assert told(given) == [("Owner", "before-3")]


def test_one_person_in_two_capacities_gets_one_mail(given, office):
    director = given.person(Role.STAFF_DIRECTOR)
    given.request(owner=director, backup_id=director.id)
    assert office.plan(eastern(10, 15)) == 1


def test_a_closure_of_four_months_around_a_deadline_delays_no_step_for_ever(given, office, clock):
    clock.move_to(eastern(9, 1))
    with given.session() as session:
        days = {"first_on": date(2018, 9, 15), "last_on": date(2019, 1, 12)}
        by = given.person(Role.COUNSEL)
        closure = {"office_id": given.office().id, "kind": ClosureKind.COMMITTEE, "reason": "Moving", "act_id": 1}
        session.add(Closure(**closure, **days, declared_by_id=by.id))
        session.commit()
    given.request(due_on=date(2018, 10, 12), dated_on=date(2018, 9, 3), transmitted_on=date(2018, 9, 3))
    assert office.plan(eastern(9, 14)) == 1
    assert [office.plan(eastern(10, day)) for day in (12, 15, 31)] == [0, 0, 0]
    assert office.plan(eastern(1, 14, year=2019)) == 1
    assert [step for step, why in office.ledger() if why is None][-1].startswith("overdue-")


def test_planning_twice_is_planning_once(given, office):
    given.request()
    assert [office.plan(eastern(10, 9)), office.plan(), office.plan(eastern(10, 9, 7, 5))] == [1, 0, 0]
    assert given.count(Message) == given.count(Reminder) == 1


def test_nothing_is_sent_before_seven_in_the_morning(given, office):
    given.request()
    assert office.plan(eastern(10, 2, 6, 59)) == 0
    assert office.plan(eastern(10, 2, 7)) == 1


def test_the_whole_ladder_is_climbed_step_by_step(given, office):
    given.request()
    hours = (eastern(10, 1) + timedelta(hours=hour) for hour in range(24 * 40))
    assert sum(office.plan(hour) for hour in list(hours)[3::4]) == 8
    assert [step for step, _why in office.ledger()] == [
        "before-7", "before-3", "before-1", "due", "overdue-1", "overdue-2", "overdue-3", "overdue-4",
    ]  # fmt: skip


def test_after_three_missed_days_one_notice_goes_out_and_the_ledger_names_the_others(given, office):
    given.request()
    office.plan(eastern(10, 9))
    assert office.plan(eastern(10, 16, 9)) == 1
    assert office.ledger() == [("before-3", None), ("overdue-1", None)]
    assert office.passed_over("before-3") == ["before-7"]
    assert office.passed_over("overdue-1") == ["before-1", "due"]


def test_the_request_s_page_says_which_steps_a_notice_came_in_the_place_of(given, office, client):
    counsel = given.person(Role.COUNSEL)
    row = given.request(owner=counsel)
    office.plan(eastern(10, 16, 9))
    client.sign_in(counsel)
    heading = parse(client.get(row.url).get_data(as_text=True)).get_element_by_id("reminders")
    page = " ".join(words(heading.getparent()).split())
    assert "Reminders (1)" in page
    assert "In place of 4 earlier ones that had not gone out by then, for Tue, Oct 2, 2018" in page
    assert page.count("7:00 a.m. ET") >= 5


def test_a_clock_set_back_repeats_nothing(given, office):
    given.request()
    for at in (eastern(10, 9, 8), eastern(10, 9, 6), eastern(10, 2, 8), eastern(10, 9, 8)):
        office.plan(at)
    assert given.count(Message) == 1


@pytest.mark.parametrize(
    "why",
    [
        lambda about: setattr(about, "is_quiet", True),
        lambda about: setattr(about, "transmitted_on", None),
        lambda about: about.void(at=eastern(10, 1), reason="Filed in error"),
        lambda about: about.close(on=date(2018, 10, 2), reason=ClosingReason.WITHDRAWN),
        lambda about: setattr(about, "satisfied_items", about.counted_items),
    ],
    ids=["quiet", "not sent", "void", "closed", "satisfied"],
)
def test_requests_whose_clock_does_not_run_send_nothing(given, office, why):
    change(given, given.request(), why)
    assert office.plan(eastern(10, 9)) == 0
    assert office.plan(eastern(10, 22)) == 0


def test_a_request_without_a_due_date_sends_nothing(given, office):
    given.request(due_on=None)
    assert office.plan(eastern(10, 22)) == 0


def test_an_extension_arms_the_ladder_anew_from_then_on(given, office, clock):
    row = given.request()
    office.plan(eastern(10, 9))
    clock.move_to(eastern(10, 10, 15))
    extend(given, row, date(2018, 10, 15))
    assert office.plan() == 0, "its step of October 10, 7 a.m. lay before the extension"
    assert office.plan(eastern(10, 12)) == 1
    assert given.row(Reminder, step="before-1").due_version == 2


def test_a_deadline_that_was_past_when_it_was_recorded_is_told_of_at_once(given, office, clock):
    clock.move_to(eastern(11, 1, 9))
    given.request()
    assert office.plan() == 1
    assert [step for step, _why in office.ledger()] == ["overdue-3"]


def test_a_withdrawn_deadline_sends_nothing(given, office):
    row = given.request()
    extend(given, row, None, kind="withdrawal")
    assert office.plan(eastern(10, 22)) == 0


def end_seat(given, person):
    with given.session() as session:
        session.execute(sa.update(Seat).where(Seat.user_id == person.id).values(ended_on=date(2018, 10, 1)))
        session.commit()


def deactivate(given, person):
    with given.session() as session:
        session.get_one(User, person.id).active = False
        session.commit()


@pytest.mark.parametrize("leaves", [end_seat, deactivate])
def test_who_has_left_gets_nothing_and_the_director_is_told_instead(given, office, leaves):
    owner = given.person(name="Owner")
    given.person(Role.STAFF_DIRECTOR, name="Director")
    given.request(owner=owner)
    leaves(given, owner)
    office.plan(eastern(10, 9))
    assert told(given) == [("Director", "before-3")]


def test_who_may_not_see_a_request_gets_nothing(given, office):
    home = given.agency("State")
    owner = given.person(name="Owner")
    detailee = given.person(name="Detailee", home_agency=home)
    given.person(Role.STAFF_DIRECTOR, name="Director")
    given.request(agency=home, owner=owner, backup_id=detailee.id)
    given.request(agency=given.agency("Energy"), owner=owner, backup_id=detailee.id, named=[owner])
    office.plan(eastern(10, 15))
    assert told(given) == [("Director", "overdue-1"), ("Owner", "overdue-1"), ("Owner", "overdue-1")]


def test_other_offices_are_told_of_their_own_requests_only(given, office):
    minority = given.office("DEMOM")
    given.person(Role.STAFF_DIRECTOR, name="Director")
    given.person(Role.STAFF_DIRECTOR, name="Other", office=minority)
    given.request(office=minority, owner=given.person(name="Owner", office=minority))
    office.plan(eastern(10, 15))
    assert told(given) == [("Other", "overdue-1"), ("Owner", "overdue-1")]


def test_offices_are_told_at_seven_of_their_own_morning(given, office):
    pacific = given.office("WEST", timezone="America/Los_Angeles")
    given.request(office=pacific, owner=given.person(office=pacific))
    assert office.plan(eastern(10, 2, 9, 59)) == 0
    assert office.plan(eastern(10, 2, 10)) == 1


def test_a_new_owner_is_told_of_the_step_at_hand(given, office):
    row, successor = given.request(), given.person(name="Successor")
    office.plan(eastern(10, 17))
    change(given, row, lambda about: setattr(about, "owner_id", successor.id))
    assert office.plan(eastern(10, 17, 12)) == 1
    assert ("Successor", "overdue-1") in told(given)


def test_a_deadline_at_a_clock_time_is_not_called_overdue_on_its_own_day(given, office):
    given.request(due_time=time(17))
    office.plan(eastern(10, 12, 18))
    assert given.row(Message).kind is MessageKind.REMINDER
    assert "Due Fri, Oct 12, 2018, 5:00 p.m. ET — today, and the time has passed." in given.row(Message).text


def test_a_reminder_that_cannot_be_written_holds_up_no_other(given, office, monkeypatch, caplog):
    given.request(due_on=date(2018, 10, 11))
    given.request()
    monkeypatch.setattr("app.reminders.mails.plain", broken_for("demo-115-0001"))
    assert office.plan(eastern(10, 8, 12)) == 1
    assert "could not be written" in caplog.text


def broken_for(number):
    def plain(text):
        if text.lower() == number:
            raise ValueError("broken")
        return text.lower()

    return plain


def test_the_mail_is_written_with_the_row_that_decides(given, office, monkeypatch):
    given.request()

    def fail(*_args, **_kwargs):
        raise RuntimeError("killed here")

    with monkeypatch.context() as patched:
        patched.setattr("app.reminders.services.columns_of", fail)
        with pytest.raises(RuntimeError):
            office.plan(eastern(10, 9))
    assert (given.count(Reminder), given.count(Message)) == (0, 0)
    assert office.plan() == 1


def test_a_plan_of_many_asks_few_questions(given, office, selects):
    owner = given.person()
    for _ in range(3):
        given.request(owner=owner)
    with selects() as few:
        office.plan(eastern(10, 2))
    for _ in range(30):
        given.request(owner=owner)
    with selects() as many:
        office.plan(eastern(10, 9))
    assert len(many) == len(few)
    with selects() as idle:
        assert office.plan() == 0
    assert len(idle) <= 10


def test_the_dry_run_says_who_and_why_and_writes_nothing(given, app, clock):
    owner = given.person()
    row = given.request(owner=owner)
    clock.move_to(eastern(10, 1))
    runner = app.test_cli_runner()
    result = runner.invoke(args=["reminders", "run", "--dry-run", "--at", "2018-10-09T07:00"])
    assert result.exit_code == 0
    assert f"{row.number}  before-3  {owner.email}: because you own this request." in result.output
    assert "1 mail would be put into the outbox." in result.output
    assert given.count(Reminder) == 0
    assert "1 mail put into the outbox." in runner.invoke(args=["reminders", "run", "--at", "2018-10-09T07:00"]).output
    assert runner.invoke(args=["reminders", "run", "--at", "soon"]).exit_code == 2


def test_travelling_is_not_needed_to_plan_for_a_moment(given, app):
    with time_machine.travel(eastern(10, 1), tick=False):
        given.request()
    assert "1 mail " in app.test_cli_runner().invoke(args=["reminders", "run", "--at", "2018-10-13T07:00"]).output
