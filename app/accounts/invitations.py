"""One-time sign-in links, and the mail that brings one."""

import secrets
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.accounts import notices
from app.clock import now
from app.dates import moment_text
from app.extensions import db
from app.models import Seat, SignInLink, User
from app.models.base import new_id
from app.models.browser_session import digest_of
from app.outbox import Post
from app.web.zones import settings

LINK_LIVES = timedelta(hours=24)


def issue(person: User, *, link_id: int | None = None) -> str:
    """Add a link for this person to the session; the address of its page, whose one button signs in, once."""
    token = secrets.token_urlsafe(32)
    link = SignInLink(id=link_id or new_id(), user=person, digest=digest_of(token), expires_at=now() + LINK_LIVES)
    db.session.add(link)
    return f"{settings().base_url}/signin/link/{token}"


def invitation(seat: Seat, *, address: str, by: User) -> Post:
    """The mail to somebody who was given a seat."""
    office = seat.office
    role = seat.role.label[:1].lower() + seat.role.label[1:]
    facts = {
        "lead": f"{by.name} invites you to {office.name} ({office.short_name}) as {role}.",
        "why": f"{by.name} entered your address",
        "until": until(office.zone),
        "is_demonstration": office.is_demonstration,
    }
    return written(seat.user, subject=f"Tecum: your invitation to {office.short_name}", address=address, facts=facts)


def new_link(person: User, *, address: str, by: User) -> Post:
    """The mail that brings another link."""
    facts = {
        "lead": "Here is a new link that signs you in to Tecum.",
        "why": f"{by.name} asked for the link",
        "until": until(ZoneInfo(settings().timezone)),
    }
    return written(person, subject="Tecum: your sign-in link", address=address, facts=facts)


def until(zone: ZoneInfo) -> str:
    return moment_text(now() + LINK_LIVES, zone, settings().date_style)


def written(person: User, *, subject: str, address: str, facts: dict[str, Any]) -> Post:
    told = {**facts, "address": address, "password_url": f"{settings().base_url}/account/password"}
    return notices.written(person, subject=subject, template="invitation", facts=told)
