"""How long sessions last, who asks in one, and that it was used: written at most every five minutes."""

import contextlib
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import g, request, session
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.clock import now
from app.extensions import db
from app.models import BrowserSession
from app.models.browser_session import digest_of
from app.web.zones import settings

WRITTEN_EVERY = timedelta(minutes=5)
# They ask about the session and do not use it.
UNSEEN = frozenset({"static", "accounts.session_left", "accounts.stay"})


def limits(at: datetime) -> dict[str, datetime]:
    """A session is alive that was used since `idle_since` and begun after `oldest`."""
    idle, oldest = timedelta(minutes=settings().session_idle_minutes), timedelta(days=settings().session_days)
    return {"idle_since": at - idle, "oldest": at - oldest}


def ends_at(browser: BrowserSession) -> datetime:
    """When this session ends if it is not used any more."""
    idle = browser.last_seen_at + timedelta(minutes=settings().session_idle_minutes)
    return min(idle, browser.created_at + timedelta(days=settings().session_days))


def note_use() -> None:
    """Before the page's own transaction, so that a page which only reads stays one, and SQLite's writer is not kept."""
    at = int(now().timestamp())
    is_due = at - session.get("seen", 0) >= WRITTEN_EVERY.total_seconds()
    if "key" in session and is_due and request.endpoint not in UNSEEN:
        with contextlib.suppress(OperationalError):  # A busy database must not cost the page; the next one writes it.
            touch(session["key"], at=now())
            session["seen"] = at


def touch(key: str, *, at: datetime) -> None:
    """Write that the session was used, in a write session of its own; what has ended stays so."""
    limit = limits(at)
    alive = (BrowserSession.last_seen_at > limit["idle_since"], BrowserSession.created_at > limit["oldest"])
    used = (
        sa.update(BrowserSession)
        .where(BrowserSession.digest == digest_of(key), BrowserSession.ended_at.is_(None), *alive)
        .values(last_seen_at=at)
    )
    with Session(db.engine.execution_options(writes=True)) as writing:
        writing.execute(used, execution_options={"synchronize_session": False})
        writing.commit()


def end_moment() -> str:
    """For the page's script, which warns five minutes before; empty where nobody is signed in."""
    found: datetime | None = g.get("session_end")
    return found.isoformat(timespec="seconds") if found is not None else ""
