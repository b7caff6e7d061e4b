"""What a reminder says: number, agency, dates and links, so that a forwarded mail tells little."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from functools import lru_cache
from typing import Any

from flask import current_app
from markupsafe import escape

from app.dates import clock_text, day_text, moment_text, relative_text, zone_label
from app.mail import message_id, thread_index
from app.models import OversightRequest, User
from app.models.picklists import MessageKind
from app.models.telling import subject_of
from app.outbox import Post
from app.reminders.ladder import Step
from app.workdays import is_overdue
from config import Settings

# Pages that show a form and act on its POST alone: mail scanners follow every link.
LINKS = (("Open", ""), ("Log reply", "/replies/new"), ("Extend", "/extension"))
HERE = re.compile("\ue000([a-z_]+)\ue001")
TEMPLATES = {MessageKind.REMINDER: "email/reminder", MessageKind.OVERDUE: "email/overdue"}


@dataclass(frozen=True)
class Notice:
    """One step of one deadline to one person, and in what capacity that person gets it."""

    about: OversightRequest
    person: User
    step: Step
    why: str


def write(notice: Notice, *, at: datetime) -> Post:
    """The mail of a notice, both parts, as the record stands at `at`."""
    settings: Settings = current_app.extensions["tecum"]
    about = notice.about
    subject = subject_of(about)
    text, html = rendered(TEMPLATES[notice.step.kind], subject, facts_of(notice, settings, at))
    return Post(
        kind=notice.step.kind,
        person=notice.person,
        subject=f"DUE: {subject}",
        text=text,
        html=html,
        smtp_id=smtp_id(notice, settings),
        headers=headers_of(notice, settings, topic=subject, at=at),
    )


def rendered(template: str, subject: str, facts: dict[str, Any]) -> tuple[str, str]:
    """Both parts. A template is rendered once for each shape of facts; each mail's own words are put in afterwards.

    A template may ask whether a fact is there, and no more of it unless the fact is no text.
    """
    number = facts["number"]
    words = {"subject": subject, **{name: value for name, value in facts.items() if value and isinstance(value, str)}}
    links = tuple((label, url.replace(number, here("number"))) for label, url in facts["links"])
    shape = {**facts, "links": links, **{name: here(name) for name in words}}
    text, html = rendered_once(template, tuple(shape.items()))
    escaped = {name: str(escape(value)) for name, value in words.items()}
    return HERE.sub(lambda found: words[found[1]], text), HERE.sub(lambda found: escaped[found[1]], html)


def here(name: str) -> str:
    """Where a fact is put in: between two private-use characters, which stand in no template."""
    return f"\ue000{name}\ue001"


@lru_cache(maxsize=256)
def rendered_once(template: str, shape: tuple[tuple[str, Any], ...]) -> tuple[str, str]:
    environment = current_app.jinja_env
    text = environment.get_template(f"{template}.txt").render(shape)
    return text, environment.get_template(f"{template}.html").render(shape)


def facts_of(notice: Notice, settings: Settings, at: datetime) -> dict[str, Any]:
    about, style = notice.about, settings.date_style
    zone = about.office.zone
    today = at.astimezone(zone).date()
    assert about.due_on, "only a deadline has notices"
    assert about.due_at, "a due day has its last minute"

    def day(value: Any) -> str:
        return day_text(value, style)

    clock = f", {clock_text(about.due_time)} {zone_label(zone, about.due_at)}" if about.due_time else ""
    was_moved = about.first_due_on is not None and about.first_due_on != about.due_on
    page = f"{settings.base_url}/requests/{about.number}"
    return {
        "number": about.number,
        "agency": about.agency.name,
        "due": f"{day(about.due_on)}{clock}",
        "relative": relative_text(about.due_on, today).removesuffix(" overdue"),
        "has_passed": is_overdue(about.due_at, at),
        "count": about.count.headline,
        "first_due": day(about.first_due_on) if was_moved else None,
        "extensions": about.extensions,
        "sent": day(about.transmitted_on),
        "heard": day(about.last_heard_on) if about.last_heard_on else None,
        "why": notice.why,
        "links": [(label, page + path) for label, path in LINKS],
        "as_of": moment_text(at, zone, style),  # type: ignore[arg-type]
        "office": about.office.name,
        "is_demonstration": about.office.is_demonstration,
    }


def smtp_id(notice: Notice, settings: Settings) -> str:
    """Fixed by what the ledger is kept by, so that the same notice is the same mail, however often it is sent."""
    about, step = notice.about, notice.step
    return message_id(
        f"{plain(about.number)}.d{about.due_version}.u{notice.person.id}.{step.key}", settings.mail_domain
    )


def plain(number: str) -> str:
    """A number as a Message-ID can hold it."""
    return re.sub(r"[^a-z0-9-]+", "-", number.lower())


@lru_cache(maxsize=8)
def address_of(sender: str) -> str:
    return parseaddr(sender)[1]


def headers_of(notice: Notice, settings: Settings, *, topic: str, at: datetime) -> dict[str, Any]:
    """What makes Outlook show all mail of a request as one conversation, and machines keep quiet."""
    about = notice.about
    sender = address_of(settings.mail_from)
    others = about.owner if about.owner is not None and about.owner.id != notice.person.id else None
    return {
        "reply_to": others.email if others is not None and others.active else sender,
        "thread_id": message_id(f"{plain(about.number)}.thread", settings.mail_domain),
        "thread_topic": topic,
        "thread_index": thread_index(about.id.to_bytes(16, "big"), about.filed_at, at),
        "list_id": f"<reminders.{settings.mail_domain}>",
        "importance": "high" if notice.step.kind is MessageKind.OVERDUE else "normal",
    }
