"""The sign-in library, bound to our people; whose session a cookie names; and for whom each HTTP request looks."""

from typing import Any

import sqlalchemy as sa
from flask import Flask, abort, g, redirect, request, session, url_for
from flask_login import current_user
from flask_security import FSQLALiteUserDatastore, Security
from flask_security.utils import set_request_attr
from sqlalchemy.orm import joinedload, lazyload
from sqlalchemy.orm.attributes import set_committed_value
from werkzeug.exceptions import SecurityError

from app.accounts import sessions
from app.clock import now
from app.extensions import csrf, db
from app.models import BrowserSession, Seat, SecurityRole, User
from app.models.browser_session import digest_of
from app.policies import look_for
from config import Settings

PUBLIC = frozenset(
    {
        "static",
        "accounts.sign_in_by_link",
        "feeds.feed",
        "security.login",
        "security.passkey_options",
        "security.passkey",
        "security.second_factor",
        "security.forgot_password",
        "security.reset_password",
        "security.logout",
        "operations.healthz",
        "operations.metrics",
        "operations.readyz",
        "operations.kept_mail",
        "operations.kept_letter",
        "operations.kept_letter_html",
        "reminders.unsubscribe",
    }
)

# A mail program posts here without a page before it, and a signed link stands in the address (RFC 8058).
WITHOUT_TOKEN = frozenset({"reminders.unsubscribe"})

# Rooms that stay open to people who have yet to set up the second factor that is asked of them.
WITHOUT_FACTOR = frozenset({"factors", "security", "accounts", "help"})

# Asked on every page, so it is put together once: the person and the session, both of which must be alive.
PERSON = (
    sa.select(User, BrowserSession)
    .join(BrowserSession, BrowserSession.user_id == User.id)
    .where(
        User.fs_uniquifier == sa.bindparam("uniquifier"),
        User.active,
        BrowserSession.digest == sa.bindparam("key"),
        BrowserSession.ended_at.is_(None),
        BrowserSession.last_seen_at > sa.bindparam("idle_since", type_=BrowserSession.last_seen_at.type),
        BrowserSession.created_at > sa.bindparam("oldest", type_=BrowserSession.created_at.type),
    )
    .options(joinedload(User.seats).joinedload(Seat.office), lazyload(User.roles))
)


def init_app(app: Flask) -> None:
    settings: Settings = app.extensions["tecum"]
    app.config.from_mapping(options(settings))
    datastore = FSQLALiteUserDatastore(db, User, SecurityRole)
    # Of the library we use the hashing and who is signed in; the pages are ours, since they count tries, keep sessions
    # in rows, write the history and commit once.
    Security(app, datastore, register_blueprint=False)
    app.login_manager.user_loader(load_person)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(session_end=sessions.end_moment)
    app.before_request(protect_unsafe_methods)
    app.before_request(sessions.note_use)
    app.before_request(look_for_person)
    app.before_request(demand_sign_in)


def options(settings: Settings) -> dict[str, Any]:
    return {
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_SALT": settings.secret_key,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": settings.is_trial},
        "SECURITY_DATETIME_FACTORY": now,
        "SECURITY_CLI_USERS_NAME": False,
        "SECURITY_CLI_ROLES_NAME": False,
        "WTF_CSRF_CHECK_DEFAULT": False,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
    }


def load_person(uniquifier: str) -> User | None:
    """The person of a session, with seats and offices, in one statement; None once either has ended."""
    asked = {"uniquifier": str(uniquifier), "key": digest_of(session.get("key", "")), **sessions.limits(now())}
    found = db.session.execute(PERSON, asked).unique().one_or_none()
    if found is None:
        return None
    person: User
    person, g.browser_session = found
    g.session_end = sessions.ends_at(g.browser_session)
    # The library reads the roles of each person each time; ours have none, so it need not ask.
    set_committed_value(person, "roles", [])
    # Its decorators ask how the person was authenticated.
    set_request_attr("fs_authn_via", "session")
    return person


def protect_unsafe_methods() -> None:
    """Every POST carries a token, decorated or not; one to a host that is not ours is told so before anything else."""
    if isinstance(request.routing_exception, SecurityError):
        raise request.routing_exception
    if request.method not in {"GET", "HEAD", "OPTIONS", "TRACE"} and request.endpoint not in WITHOUT_TOKEN:
        csrf.protect()


def demand_sign_in() -> None:
    """Deny by default: whoever is not signed in gets the pages named here and no other."""
    endpoint = request.endpoint
    if endpoint is None or endpoint in PUBLIC:
        return
    if not current_user.is_authenticated:
        abort(401)
    if g.browser_session.lacks_second_factor and request.blueprint not in WITHOUT_FACTOR:
        abort(redirect(url_for("factors.choose")))


def look_for_person() -> None:
    """The request's session looks for the person who is signed in, and for nobody else."""
    if request.endpoint in {"static", "operations.healthz"}:
        return
    look_for(db.session, current_user if "_user_id" in session else None)
