"""Mails that tell a person what was changed on the account, so that a stranger's change does not go unseen."""

import secrets
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app

from app.clock import now
from app.dates import moment_text
from app.extensions import db
from app.mail import message_id
from app.models import User
from app.models.picklists import MessageKind
from app.outbox import Post, post
from app.web.zones import settings


def tell(person: User, sentence: str) -> None:
    """Put a notice into the outbox, in this transaction. `sentence` is the event's own."""
    base, zone = settings().base_url, ZoneInfo(settings().timezone)
    facts = {
        "lead": sentence,
        "at": moment_text(now(), zone, settings().date_style),
        "url": f"{base}/account",
        "reset_url": f"{base}/signin/reset",
    }
    put(person, subject="Tecum: your sign-in was changed", template="security_notice", facts=facts)


def tell_reset_link(person: User, *, address: str, is_wanted: bool) -> None:
    """Put the link to a new password into the outbox; the same is written where nobody gets it, for as long as it takes."""
    facts = {"lead": "Somebody, most likely you, asked for a new password for this address in Tecum.", "url": address}
    mail = written(person, subject="Tecum: choose a new password", template="reset_link", facts=facts)
    if is_wanted:
        post(db.session, mail)


def put(person: User, *, subject: str, template: str, facts: dict[str, Any]) -> None:
    post(db.session, written(person, subject=subject, template=template, facts=facts))


def written(person: User, *, subject: str, template: str, facts: dict[str, Any]) -> Post:
    told = {**facts, "subject": subject}
    return Post(
        kind=MessageKind.ACCOUNT,
        person=person,
        subject=subject,
        text=current_app.jinja_env.get_template(f"email/{template}.txt").render(told),
        html=current_app.jinja_env.get_template(f"email/{template}.html").render(told),
        smtp_id=message_id(f"account.{secrets.token_hex(12)}", settings().mail_domain),
    )
