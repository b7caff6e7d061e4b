"""Verbs of an office's ladders: add, change and remove a step, set the gap, take a ladder back, send oneself a sample."""

from collections.abc import Callable
from datetime import date

from app.clock import now
from app.extensions import db
from app.history import hold, record
from app.models import Office, ReminderLadder, User
from app.models.base import new_id
from app.models.picklists import Instrument
from app.models.reminder_ladder import StepRule
from app.outbox import post
from app.refusals import Refused
from app.reminders import planning_queries as planning
from app.reminders.ladder import Ladder
from app.reminders.mails import write_sample

Change = Callable[[Ladder], tuple[list[StepRule], int]]


def name_of(instrument: Instrument | None) -> str:
    return instrument.label if instrument else "All instruments"


def add_step(office: Office, instrument: Instrument | None, *, rule: StepRule, by: User) -> None:
    """From now on: what lies before this moment is not told by it."""
    change(office, instrument, lambda ladder: ([*ladder.rules, rule], ladder.gap), by=by, words=f"{rule.words} added")


def change_step(office: Office, instrument: Instrument | None, *, key: str, rule: StepRule, by: User) -> None:
    """Where its distance stays it is the same step, and who was told by it is not told again."""

    def changed(ladder: Ladder) -> tuple[list[StepRule], int]:
        demand_known(ladder, key)
        return [*(each for each in ladder.rules if each.key != key), rule], ladder.gap

    change(office, instrument, changed, by=by, words=f"{rule.words} changed")


def remove_step(office: Office, instrument: Instrument | None, *, key: str, by: User) -> None:
    def changed(ladder: Ladder) -> tuple[list[StepRule], int]:
        demand_known(ladder, key)
        return [each for each in ladder.rules if each.key != key], ladder.gap

    change(office, instrument, changed, by=by, words=f"{key} removed")


def set_gap(office: Office, instrument: Instrument | None, *, gap: int, by: User) -> None:
    words = f"at least {gap} days between two mails" if gap else "no gap between two mails"
    change(office, instrument, lambda ladder: (list(ladder.rules), gap), by=by, words=words)


def take_back(office: Office, instrument: Instrument | None, *, by: User) -> None:
    """The office's ladder holds for this instrument again, or the standard one for the office."""
    hold(office)
    row = planning.ladder_row(db.session, office, instrument)
    if row is None or row.ended_at is not None:
        raise Refused("There is no ladder of its own to take back.")
    row.end(at=now())
    record(row, "ladder_taken_back", by=by, summary=f"Reminder ladder taken back: {name_of(instrument)}.", changes={})
    db.session.commit()


def change(office: Office, instrument: Instrument | None, changed: Change, *, by: User, words: str) -> None:
    """Write the steps that follow from those in force; the first change makes the ladder the office's own."""
    hold(office)
    before = planning.ladders_of(db.session, office).of(instrument)
    row = planning.ladder_row(db.session, office, instrument)
    if row is None:
        name = instrument.value if instrument else ReminderLadder.ANY
        row = ReminderLadder(id=new_id(), office_id=office.id, instrument=name, steps=[], gap=0)
    rules, gap = changed(before)
    row.write(rules, gap=gap, before=before.rules, at=now())
    db.session.add(row)
    record(
        row,
        "ladder_changed",
        by=by,
        summary=f"Reminder ladder, {name_of(instrument).lower()}: {words[:1].lower()}{words[1:]}.",
        changes={"steps": [[rule.words for rule in before.rules], [rule.words for rule in row.rules]]},
    )
    db.session.commit()


def send_sample(office: Office, instrument: Instrument | None, *, due_on: date, by: User) -> None:
    """The words of the ladder's next reminder to oneself, about a request that does not exist."""
    ladder = planning.ladders_of(db.session, office).of(instrument)
    message = post(db.session, write_sample(office, instrument, ladder.rules, due_on=due_on, person=by, at=now()))
    message.office_id = office.id
    db.session.commit()


def demand_known(ladder: Ladder, key: str) -> None:
    if all(rule.key != key for rule in ladder.rules):
        raise Refused("A colleague removed this step while you were writing.")
