"""What runs by itself, and when: one table of jobs, and the process that runs them.

Any number of these processes may be started: one leads, the others wait for its lock. A unique row for each job and
slot is the second belt, and the ledger of reminders the third.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event

import sqlalchemy as sa
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from flask import Flask, current_app
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.accounts import services as accounts
from app.clock import now
from app.extensions import db
from app.heartbeat import HeartbeatFailure, beat
from app.locks import Lock
from app.models import JobRun
from app.models.base import new_id
from app.policies import SYSTEM, look
from app.reminders import services as reminders
from config import Settings

LOCK_NUMBER = 7_283_003
TICK = 1.0
# A clock that jumps back by more than this would leave the scheduler asleep until it has caught up.
JUMP = timedelta(seconds=30)
RUNS_KEPT = timedelta(days=14)
DEFAULTS = {"coalesce": True, "max_instances": 1, "misfire_grace_time": 3600}

log = logging.getLogger("tecum.schedule")


def plan_reminders(_stop: Event) -> str:
    words = f"{reminders.plan(now())} put into the outbox."
    return f"{words} {tell_watcher()}".rstrip()


def tell_watcher() -> str:
    """A sweep has ended well; a watcher that is not reached is written down and stops nothing."""
    settings: Settings = current_app.extensions["tecum"]
    if not settings.heartbeat_url:
        return ""
    try:
        beat(settings.heartbeat_url)
    except HeartbeatFailure as failure:
        log.warning("Heartbeat: %s", failure)
        return str(failure)
    return ""


def deliver_mail(stop: Event) -> str:
    return reminders.deliver_mail(should_stop=stop.is_set).sentence


def forget_old_runs(_stop: Event) -> str:
    old = sa.delete(JobRun).where(JobRun.started_at < now() - RUNS_KEPT)
    db.session.execute(old, execution_options={"synchronize_session": False})
    db.session.commit()
    return f"Runs older than {RUNS_KEPT.days} days forgotten."


def forget_old_sessions(_stop: Event) -> str:
    return f"{accounts.forget_old_sessions()} ended sessions and old tries forgotten."


@dataclass(frozen=True)
class Job:
    """A function that says in a sentence what it did, run at the start of each slot."""

    name: str
    function: Callable[[Event], str]
    every: timedelta
    cron: dict[str, str]

    def slot(self, at: datetime) -> str:
        """The slot that a moment falls into, as its beginning in UTC."""
        beginning = datetime.fromtimestamp(
            at.timestamp() // self.every.total_seconds() * self.every.total_seconds(), UTC
        )
        return beginning.isoformat(timespec="seconds")


JOBS = (
    Job(JobRun.SWEEP, plan_reminders, timedelta(minutes=5), {"minute": "*/5"}),
    Job("deliver mail", deliver_mail, timedelta(seconds=30), {"second": "*/30"}),
    Job("forget old runs", forget_old_runs, timedelta(days=1), {"hour": "8", "minute": "15"}),
    Job("forget old sessions", forget_old_sessions, timedelta(days=1), {"hour": "8", "minute": "20"}),
)


def run(app: Flask, stop: Event) -> None:
    """Lead while the lock is ours, else wait for it; until `stop` is set."""
    with app.app_context():
        lock = Lock(db.engine, "schedule", number=LOCK_NUMBER)
    waits = False
    while not stop.is_set():
        if take(lock):
            waits = False
            log.info("This process leads the schedule.")
            lead(app, lock, stop)
            lock.release()
        elif not waits:
            waits = True
            log.info("Another process leads the schedule; this one waits.")
        stop.wait(TICK)
    log.info("The schedule has stopped.")


def take(lock: Lock) -> bool:
    """Whether the lock is ours; a database that can't be reached is asked again at the next tick."""
    try:
        return lock.take()
    except sa.exc.DBAPIError as error:
        log.warning("The database cannot be reached: %s", type(error).__name__)
        return False


def lead(app: Flask, lock: Lock, stop: Event) -> None:
    """Run the jobs for as long as the lock is held; anew when the clock was set back."""
    while not stop.is_set() and lock.is_held():
        resigned = Event()
        scheduler = started(app, resigned)
        last = now()
        while not stop.is_set() and lock.is_held() and now() > last - JUMP:
            last = now()
            stop.wait(TICK)
        resigned.set()
        scheduler.shutdown(wait=True)


def started(app: Flask, stop: Event) -> BackgroundScheduler:
    """A scheduler with all jobs; each runs at once, since nobody knows how long there was none."""
    scheduler = BackgroundScheduler(timezone=UTC, job_defaults=DEFAULTS)
    for job in JOBS:
        scheduler.add_job(
            run_job,
            CronTrigger(timezone=UTC, **job.cron),
            args=(app, job, stop),
            name=job.name,
            next_run_time=now(),
        )
    scheduler.start()
    return scheduler


def run_job(app: Flask, job: Job, stop: Event) -> None:
    """Run a job in its slot, unless another process has; what it did or why it failed is kept and logged."""
    with app.app_context():
        look(db.session, SYSTEM)
        try:
            run_id = enter_slot(db.session, job)
            if run_id is not None:
                leave_slot(db.session, run_id, words_of(job, stop))
        except sa.exc.DBAPIError:
            # Without the database there is nowhere to write; the next slot tries again.
            log.exception("%s could not be entered into the table of runs", job.name)


def words_of(job: Job, stop: Event) -> str:
    """What the job did, in its own words; a fault of it is logged and ends nothing but this run."""
    try:
        words = job.function(stop)
        log.info("%s: %s", job.name, words)
    except Exception as fault:
        db.session.rollback()
        log.exception("%s failed", job.name)
        words = f"{JobRun.FAILED}{type(fault).__name__}."
    return words


def enter_slot(session: Session, job: Job) -> int | None:
    """The id of our run, or None where this slot's run was made before us.

    After a clock was set back the slots come a second time; they are told from the first by the latest run of then.
    """
    at, run_id = now(), new_id()
    slot = job.slot(at)
    latest = session.scalar(
        sa.select(sa.func.max(JobRun.started_at, type_=JobRun.started_at.type)).filter_by(job=job.name)
    )
    if latest is not None and latest > at + JUMP:
        slot += f" again after {latest.isoformat(timespec='seconds')}"
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(JobRun).values(id=run_id, job=job.name, slot=slot, started_at=at)
    made = session.execute(row.on_conflict_do_nothing().returning(JobRun.id)).first()
    session.commit()
    return run_id if made is not None else None


def leave_slot(session: Session, run_id: int, words: str) -> None:
    session.execute(
        sa.update(JobRun).where(JobRun.id == run_id).values(finished_at=now(), words=words),
        execution_options={"synchronize_session": False},
    )
    session.commit()
