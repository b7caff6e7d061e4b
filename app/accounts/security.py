"""The sign-in library, bound to our people, our pages, our outbox; and for whom each HTTP request looks."""

import secrets
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, abort, after_this_request, current_app, request, session
from flask_login import current_user
from flask_security import FSQLALiteUserDatastore, MailUtil, Security
from flask_security.utils import set_request_attr
from sqlalchemy.orm import joinedload, lazyload
from sqlalchemy.orm.attributes import set_committed_value

from app.accounts import words
from app.clock import now
from app.extensions import csrf, db
from app.mail import message_id
from app.models import Seat, SecurityRole, User
from app.models.picklists import MessageKind
from app.outbox import Post, post
from app.policies import look_for
from config import Settings

PUBLIC = frozenset(
    {
        "static",
        "accounts.sign_in_by_link",
        "operations.healthz",
        "operations.readyz",
        "operations.kept_mail",
        "operations.kept_letter",
        "operations.kept_letter_html",
    }
)

# Asked on every page, so it is put together once.
PERSON = (
    sa.select(User)
    .where(User.fs_uniquifier == sa.bindparam("uniquifier"), User.active)
    .options(joinedload(User.seats).joinedload(Seat.office), lazyload(User.roles))
)


class OutboxMail(MailUtil):
    """The library's mails leave through the outbox like every other."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: Any,
        sender: Any,
        body: str | None,
        html: str | None,
        **context: Any,
    ) -> None:
        """Part of the HTTP request's transaction, which SQLite lets nobody write beside; not every page commits it."""
        smtp_id = message_id(f"account.{secrets.token_hex(12)}", mail_domain())
        post(db.session, Post(MessageKind.ACCOUNT, context["user"], subject, body or "", html or "", smtp_id))
        after_this_request(commit)


def commit(response: Response) -> Response:
    db.session.commit()
    return response


def mail_domain() -> str:
    settings: Settings = current_app.extensions["tecum"]
    return settings.mail_domain


def init_app(app: Flask) -> None:
    settings: Settings = app.extensions["tecum"]
    app.config.from_mapping(options(settings))
    datastore = FSQLALiteUserDatastore(db, User, SecurityRole)
    # The mail class counts only when given here: `init_app` of the library would ignore it.
    Security(app, datastore, mail_util_cls=OutboxMail)
    app.login_manager.user_loader(load_person)  # type: ignore[attr-defined]
    app.before_request(protect_unsafe_methods)
    app.before_request(look_for_person)
    app.before_request(demand_sign_in)


def options(settings: Settings) -> dict[str, Any]:
    return {
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_SALT": settings.secret_key,
        "SECURITY_PASSWORD_LENGTH_MIN": 12,
        "SECURITY_LOGIN_URL": "/signin",
        "SECURITY_LOGOUT_URL": "/signout",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_POST_LOGOUT_VIEW": "/signin",
        "SECURITY_RECOVERABLE": True,
        "SECURITY_RESET_URL": "/signin/reset",
        "SECURITY_RESET_PASSWORD_WITHIN": timedelta(hours=1),
        "SECURITY_CHANGEABLE": True,
        "SECURITY_CHANGE_URL": "/account/password",
        "SECURITY_VERIFY_URL": "/signin/again",
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": settings.is_trial},
        "SECURITY_EMAIL_SENDER": settings.mail_from,
        "SECURITY_EMAIL_SUBJECT_PASSWORD_RESET": "Tecum: choose a new password",
        "SECURITY_EMAIL_SUBJECT_PASSWORD_NOTICE": "Tecum: your password was changed",
        "SECURITY_EMAIL_SUBJECT_PASSWORD_CHANGE_NOTICE": "Tecum: your password was changed",
        "SECURITY_DATETIME_FACTORY": now,
        "SECURITY_FRESHNESS": timedelta(minutes=30),
        "SECURITY_CSRF_PROTECT_MECHANISMS": ["session", "basic"],
        "SECURITY_FLASH_MESSAGES": True,
        "SECURITY_CLI_USERS_NAME": False,
        "SECURITY_CLI_ROLES_NAME": False,
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        "WTF_CSRF_CHECK_DEFAULT": False,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        **words.options(),
    }


def load_person(uniquifier: str) -> User | None:
    """The person of a session, with seats and offices, in one statement; None once deactivated."""
    person = db.session.scalars(PERSON, {"uniquifier": str(uniquifier)}).unique().one_or_none()
    if person is not None:
        # The library reads the roles of each person each time; ours have none, so it need not ask.
        set_committed_value(person, "roles", [])
        # Its own pages ask how and when the person was last authenticated.
        set_request_attr("fs_authn_via", "session")
        set_request_attr("fs_paa", session.get("fs_paa", 0))
    return person


def protect_unsafe_methods() -> None:
    """Every POST carries a token, decorated or not."""
    if request.method not in {"GET", "HEAD", "OPTIONS", "TRACE"}:
        csrf.protect()


def demand_sign_in() -> None:
    """Deny by default: whoever is not signed in gets the pages named here and no other."""
    endpoint = request.endpoint
    if endpoint is None or endpoint in PUBLIC or endpoint.startswith("security.") or current_user.is_authenticated:
        return
    abort(401)


def look_for_person() -> None:
    """The request's session looks for the person who is signed in, and for nobody else."""
    if request.endpoint in {"static", "operations.healthz"}:
        return
    look_for(db.session, current_user if "_user_id" in session else None)
