"""What tests of reminders share: a moved clock, a real mail server, and the two verbs run as the schedule runs them."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask

from app.mail import MailServer
from app.models import Reminder
from app.outbox import Tally
from app.reminders import services
from tests.smtp_sink import Sink, serving

EASTERN = ZoneInfo("America/New_York")
START = datetime(2018, 10, 1, 14, 0, tzinfo=UTC)


def eastern(month: int, day: int, hour: int = 7, minute: int = 0, year: int = 2018) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=EASTERN)


@pytest.fixture(autouse=True)
def clock():
    """Monday, October 1, 2018, 10:00 a.m. ET; `clock.move_to(...)`."""
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sink(app: Flask):
    """A mail server, and the application told to use it."""
    with serving(Sink()) as sink:
        before = app.extensions["tecum"]
        app.extensions["tecum"] = replace(before, mail_url=sink.url)
        yield sink
        app.extensions["tecum"] = before


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch):
    """Mail servers are given half a second."""
    patient = MailServer.from_url
    monkeypatch.setattr("app.outbox.MailServer.from_url", lambda url: patient(url, timeout=0.5))


@dataclass
class Office:
    """The staff's mornings: `plan()` and `deliver()` at the moved clock's time, each in a context of its own."""

    app: Flask
    clock: Any
    given: Any

    def plan(self, at: datetime | None = None) -> int:
        if at is not None:
            self.clock.move_to(at)
        with self.app.app_context():
            return services.plan(datetime.now(UTC))

    def deliver(self, **options: Any) -> Tally:
        with self.app.app_context():
            return services.deliver_mail(**options)

    def morning(self, at: datetime) -> Tally:
        self.plan(at)
        return self.deliver()

    def ledger(self) -> list[tuple[str, str | None]]:
        """(step, why it was dropped) in the order of the steps' moments."""
        with self.given.session() as session:
            rows = session.query(Reminder).order_by(Reminder.due_for, Reminder.recipient_id).all()
            return [(row.step, row.dropped_because) for row in rows]

    def passed_over(self, step: str) -> list[str]:
        """The steps in whose place this one came."""
        with self.given.session() as session:
            row = session.query(Reminder).filter_by(step=step).one()
            return [key for key, _moment in row.passed_over or []]


@pytest.fixture
def office(app, clock, given):
    return Office(app, clock, given)
