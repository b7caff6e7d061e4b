"""The sweep at 100,000 open requests: planning 5,000 mails and sending them, beside a bare floor of the same run."""

import os
import random
import smtplib
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import psycopg
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import models
from app.extensions import db
from app.mail import Letter, MailServer, compose, message_id
from app.models.base import new_id
from app.models.picklists import EntryKind, OfficeKind, Role
from app.policies import SYSTEM, look
from app.reminders import services
from app.workdays import add_business_days, end_of
from bench.docket import AGENCIES, BATCH, WORDS, batched
from tests.smtp_sink import Sink, free_port, serving

DUE = 5_000
PEOPLE = 200
TURNS = 3
SENT_ON = date(2026, 1, 5)
TODAY = date(2026, 6, 2)
AT = datetime(2026, 6, 2, 15, tzinfo=UTC)


def measure(app: Flask, folder: Path, requests: int) -> None:
    """Fill a docket of open requests, then plan and send `DUE` mails; each figure stands beside its floor."""
    with app.app_context():
        look(db.session, SYSTEM)
        services.COLLAPSE_FROM = 10**9
        fill_open(db.session, requests)
        told("first plan, nobody told before", first := timed(lambda: services.plan(AT)))
        print(f"{'':44} {first.processor / max(first.mails, 1) * 1000:.2f} ms of processor time for each mail")
        idle = min((timed(lambda: services.plan(AT)) for _ in range(TURNS)), key=lambda t: t.seconds)
        told("plan with nothing due", idle)
        drained(db.session)
        make_due(db.session)
        told("plan with 5,000 due (aim 1 s, 100 MB)", timed(lambda: services.plan(AT)))
        with sinking() as port:
            bare = timed(lambda: floor(app, folder, port))
            app.extensions["tecum"] = replace(app.extensions["tecum"], mail_url=f"smtp://127.0.0.1:{port}")
            ours = timed(lambda: services.deliver_mail().sent)
        told("floor: as many mails, a bare commit each", bare)
        told("single mails, durable (aim 2 floors)", ours)
        per_mail = (ours.seconds / ours.mails) / (bare.seconds / bare.mails)
        print(f"{'':44} {per_mail:.2f} floors for each mail")


@dataclass(frozen=True)
class Took:
    """What an act made, its seconds by the clock and of this process' processor, and by how many MB the process grew."""

    mails: int
    seconds: float
    processor: float
    grown: float


def timed(act: Callable[[], int]) -> Took:
    process = psutil.Process()
    before, began, worked = process.memory_info().rss, time.perf_counter(), time.process_time()
    mails = act()
    seconds, processor = time.perf_counter() - began, time.process_time() - worked
    return Took(mails, seconds, processor, (process.memory_info().rss - before) / 1e6)


def told(what: str, took: Took) -> None:
    print(f"{what:44} {took.mails:>7,} mails {took.seconds:8.2f} s {took.processor:8.2f} s CPU {took.grown:+6.0f} MB")


def fill_open(session: Session, requests: int) -> None:
    """Open requests, each with its deadline's ledger; a fifth is overdue, the others are due within a year."""
    luck = random.Random(119)
    office = models.Office(name="Bench", short_name="BENCH", kind=OfficeKind.MAJORITY)
    people = [
        models.User(email=f"p{n}@example.gov", name=f"Investigator {n}", active=True, fs_uniquifier=uuid.uuid4().hex)
        for n in range(PEOPLE)
    ]
    agencies = [models.Agency(name=f"Department {name}", short_name=name) for name in AGENCIES]
    session.add_all([office, *agencies, *people])
    session.flush()
    session.add(models.Seat(user=people[0], office=office, role=Role.STAFF_DIRECTOR))
    session.add_all(models.Seat(user=person, office=office, role=Role.INVESTIGATOR) for person in people[1:])
    session.commit()
    days = (TODAY + timedelta(days=luck.randint(-60, 300)) for _ in range(requests))
    ids = (office.id, [agency.id for agency in agencies], [person.id for person in people])
    for batch in batched(open_rows(days, ids, first=1), BATCH):
        insert(session, batch)
    analyze(session)


def make_due(session: Session) -> None:
    """So many more, whose third business day before the deadline is today."""
    office = session.scalars(sa.select(models.Office)).one()
    agency_ids = list(session.scalars(sa.select(models.Agency.id)))
    people = list(session.scalars(sa.select(models.User.id)))
    days = (add_business_days(TODAY, 3) for _ in range(DUE))
    for batch in batched(open_rows(days, (office.id, agency_ids, people), first=1_000_000), BATCH):
        insert(session, batch)


def open_rows(days: Iterator[date], ids: tuple[int, list[int], list[int]], *, first: int) -> Iterator[dict[str, Any]]:
    office_id, agencies, people = ids
    luck = random.Random(first)
    zone = models.Office(timezone="America/New_York").zone
    for serial, due in enumerate(days, first):
        due_at, sent = end_of(due, zone), SENT_ON + timedelta(days=luck.randint(0, 60))
        subject = f"{luck.choice(WORDS).title()} {luck.choice(WORDS)} {serial}"
        yield {
            "id": new_id(),
            "office_id": office_id,
            "number": f"BENCH-119-{serial:04d}",
            "congress": 119,
            "serial": serial,
            "agency_id": luck.choice(agencies),
            "subject": subject,
            "mail_topic": subject,
            "signatories": [],
            "owner_id": luck.choice(people),
            "filed_by_id": people[0],
            "filed_at": datetime(2026, 1, 5, 15, tzinfo=UTC),
            "dated_on": sent,
            "transmitted_on": sent,
            "due_on": due,
            "due_at": due_at,
            "first_due_on": due,
            "first_due_at": due_at,
            "due_version": 1,
            "counted_items": 7,
            "satisfied_items": luck.randint(0, 3),
        }


def insert(session: Session, batch: list[dict[str, Any]]) -> None:
    made = datetime(2026, 1, 5, 15, tzinfo=UTC)
    deadlines = [{"id": new_id(), "created_at": made, "request_id": row["id"]} for row in batch]
    entries = [
        {
            "id": new_id(),
            "created_at": made,
            "request_id": row["id"],
            "deadline_id": deadline["id"],
            "position": 1,
            "kind": EntryKind.START,
            "recorded_on": SENT_ON,
            "until_on": row["due_on"],
            "by_id": row["filed_by_id"],
        }
        for row, deadline in zip(batch, deadlines, strict=True)
    ]
    session.execute(sa.insert(models.OversightRequest), batch)
    session.execute(sa.insert(models.Deadline), deadlines)
    session.execute(sa.insert(models.DeadlineEntry), entries)
    session.commit()


def drained(session: Session) -> None:
    """Mark all that waits as sent long ago, so that the next delivery finds its own mails alone."""
    made = sa.update(models.Message).values(sent_at=AT)
    session.execute(made, execution_options={"synchronize_session": False})
    session.commit()


def analyze(session: Session) -> None:
    session.execute(sa.text("ANALYZE"))
    session.commit()


def floor(app: Flask, folder: Path, port: int) -> int:
    """The same mails by hand: one line to the server, and one bare UPDATE and commit for each."""
    settings = app.extensions["tecum"]
    letters = [
        Letter(
            sender=settings.mail_from,
            recipient="p1@example.gov",
            subject=f"DUE: [BENCH-119-{n}] DOE",
            text="Due Fri, Jun 5, 2026.\n" * 12,
            html="<p>Due Fri, Jun 5, 2026.</p>\n" * 30,
            message_id=message_id(f"floor.{n}", "example.gov"),
        )
        for n in range(DUE)
    ]
    connection: Any = bare_table(settings.database_url, folder)
    mark = "?" if isinstance(connection, sqlite3.Connection) else "%s"
    with MailServer.from_url(f"smtp://127.0.0.1:{port}").connect() as line:
        for n, letter in enumerate(letters):
            line.send(compose(letter))
            connection.execute(f"UPDATE floor SET sent = 1 WHERE id = {mark}", (n,))
            connection.commit()
    connection.close()
    return len(letters)


def bare_table(url: str, folder: Path) -> Any:
    if url.startswith("sqlite"):
        connection: Any = sqlite3.connect(folder / "floor.sqlite")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
    else:
        connection = psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://"))
    connection.execute("CREATE TABLE floor (id INTEGER PRIMARY KEY, sent INTEGER)")
    for n in range(DUE):
        connection.execute(f"INSERT INTO floor VALUES ({n}, 0)")
    connection.commit()
    return connection


@contextmanager
def sinking() -> Iterator[int]:
    """A mail server in a process of its own that takes every letter."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.sweep", str(port)], env=os.environ | {"PYTHONPATH": "."})
    try:
        for _ in range(600):
            try:
                smtplib.SMTP("127.0.0.1", port, timeout=5).quit()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def serve(port: int) -> None:
    sink = Sink()
    sink.port = port
    with serving(sink):
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
