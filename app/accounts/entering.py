"""The browser's side of signing in: what its cookie holds, who waits for the second factor, where it leads then."""

import secrets
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from flask import abort, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user

from app.accounts import queries, sign_in_services
from app.accounts.browsers import browser_of
from app.clock import now
from app.models import BrowserSession, User
from app.refusals import Refused

FRESH = timedelta(minutes=30)
PENDING_LIVES, CHALLENGE_LIVES = 600, 300
ASK_AGAIN = "Show that it is still you before you change how you sign in."


@dataclass(frozen=True)
class Pending:
    """Somebody who came with the first factor and still owes the second."""

    person: User
    how: str


def enter(person: User, *, how: str) -> ResponseReturnValue:
    """Let somebody in who has shown the first factor, or ask for the second where there is one."""
    if not queries.has_second_factor(person):
        return let_in(person, how=how)
    target = wanted()
    session.clear()
    session["pending"] = {"who": person.fs_uniquifier, "how": how, "at": int(time.time())}
    return redirect(with_target(url_for("security.second_factor"), target))


def let_in(person: User, *, how: str) -> ResponseReturnValue:
    """Sign in: nothing of the cookie that the browser came with outlives it."""
    target = wanted()
    token = sign_in_services.open_session(person, how=how, browser=browser_of(request.user_agent.string))
    session.clear()
    g.pop("csrf_token", None)
    session["key"] = token
    login_user(person, force=True)
    session["seen"] = int(now().timestamp())
    return redirect(target)


def leave() -> None:
    """Sign this browser out."""
    logout_user()
    session.clear()
    g.pop("csrf_token", None)


def pending() -> Pending | None:
    """Who owes the second factor in this browser, for ten minutes."""
    held = session.get("pending") or {}
    if int(time.time()) - held.get("at", 0) > PENDING_LIVES:
        return None
    person = queries.active_person(held["who"])
    return Pending(person, held["how"]) if person is not None else None


def browser() -> BrowserSession:
    """The session in which this page is asked; loaded with the person."""
    return cast(BrowserSession, g.browser_session)


def is_fresh() -> bool:
    proved_at = browser().proved_at
    return proved_at is not None and now() - proved_at < FRESH


def authorized_afresh() -> None:
    """Go on only where the person has shown who they are within half an hour; else ask, and come back here."""
    if not is_fresh():
        flash(ASK_AGAIN, "info")
        back = request.path if request.method == "GET" else url_for("accounts.account")
        abort(redirect(with_target(url_for("security.verify"), back)))


def wanted() -> str:
    """The page of ours that was asked for before signing in."""
    target = request.args.get("next", "")
    parts = urlsplit(target)
    is_ours = target.startswith("/") and not target.startswith(("//", "/\\")) and not (parts.scheme or parts.netloc)
    return target if is_ours and target.isprintable() and "\\" not in target else url_for("today.show")


def with_target(address: str, target: str) -> str:
    return f"{address}?{urlencode({'next': target})}"


def new_challenge() -> bytes:
    """A challenge for this browser's next passkey."""
    challenge = secrets.token_bytes(32)
    session["challenge"] = {"value": challenge.hex(), "at": int(time.time())}
    return challenge


def challenge_given() -> bytes:
    """The challenge that this browser was given, once. Raises `Refused`."""
    held = session.pop("challenge", None) or {}
    if int(time.time()) - held.get("at", 0) > CHALLENGE_LIVES:
        raise Refused("That took too long. Try again.")
    return bytes.fromhex(held["value"])


def prove_by_passkey(answer: dict[str, Any], *, person: User | None = None) -> User:
    return sign_in_services.try_passkey(answer, challenge=challenge_given(), person=person)
