"""What a reminder says: number, agency, dates and links, so that a forwarded mail tells little."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from functools import lru_cache
from typing import Any

from flask import current_app
from markupsafe import escape

from app.dates import clock_text, day_text, moment_text, relative_text, zone_label
from app.mail import message_id, thread_index
from app.models import Agency, Office, OversightRequest, User
from app.models.base import new_id
from app.models.mail_terms import Wording
from app.models.picklists import Instrument, MessageKind
from app.models.reminder_ladder import StepRule
from app.models.telling import subject_of
from app.outbox import Post
from app.reminders.ladder import Step
from app.workdays import end_of, is_overdue
from config import Settings

# Pages that show a form and act on its POST alone: mail scanners follow every link.
LINKS = (("Open", ""), ("Log reply", "/replies/new"), ("Extend", "/extension"))
SNOOZE = ("Put off", "/snooze")
HERE = re.compile("\ue000([a-z_]+)\ue001")
TEMPLATES = {
    (MessageKind.REMINDER, Wording.STANDARD): "email/reminder",
    (MessageKind.REMINDER, Wording.ESCALATION): "email/escalation",
    (MessageKind.REMINDER, Wording.OUR_CLOCK): "email/our_clock",
    (MessageKind.OVERDUE, Wording.STANDARD): "email/overdue",
    (MessageKind.OVERDUE, Wording.ESCALATION): "email/escalation",
    (MessageKind.OVERDUE, Wording.OUR_CLOCK): "email/our_clock",
}


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
    text, html = rendered(TEMPLATES[notice.step.kind, notice.step.wording], subject, facts_of(notice, settings, at))
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
        "late": relative_text(about.due_on, today).removesuffix(" overdue") if about.due_on < today else None,
        "count": about.count.headline,
        "first_due": day(about.first_due_on) if was_moved else None,
        "extensions": about.extensions,
        "sent": day(about.transmitted_on),
        "heard": day(about.last_heard_on) if about.last_heard_on else None,
        "why": notice.why,
        "links": [(label, page + path) for label, path in (*LINKS, *([SNOOZE] if can_wait(notice, at) else []))],
        "mail_rules": f"{settings.base_url}/account/mail",
        "owner": about.owner.name if about.owner else "nobody",
        "as_of": moment_text(at, zone, style),
        "office": about.office.name,
        "is_demonstration": about.office.is_demonstration,
    }


def can_wait(notice: Notice, at: datetime) -> bool:
    """Whether there is a morning left ahead of the deadline, to which the next reminder could be put off."""
    return notice.about.due_at is not None and at + timedelta(days=1) <= notice.about.due_at


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
        # A page, where the person says how mail comes: no single click ends what an owner is reminded of.
        **({"unsubscribe": [f"{settings.base_url}/account/mail"]} if settings.base_url.startswith("https:") else {}),
    }


def write_sample(
    office: Office,
    instrument: Instrument | None,
    rules: Sequence[StepRule],
    *,
    due_on: date,
    person: User,
    at: datetime,
) -> Post:
    """The first reminder of a ladder, in its words, about a request that does not exist."""
    settings: Settings = current_app.extensions["tecum"]
    due_at = end_of(due_on, office.zone)
    about = OversightRequest(
        number=f"{office.short_name}-000-0000", agency=Agency(name="Department of Samples", short_name="Sample"),
        office=office, owner=person, instrument=instrument or Instrument.LETTER, due_on=due_on, due_at=due_at,
        first_due_on=due_on, extensions=0, transmitted_on=at.astimezone(office.zone).date(), filed_at=at,
        counted_items=8, satisfied_items=3, partial_items=0, said_done_items=0, refused_items=0, is_limited=True,
        due_version=1,
    )  # fmt: skip
    kind = MessageKind.OVERDUE if is_overdue(due_at, at) else MessageKind.REMINDER
    fitting = [rule for rule in rules if (rule.days > 0) == (kind is MessageKind.OVERDUE)]
    notice = Notice(about, person, Step("sample", at, kind, fitting[0].wording), "you asked for a sample")
    facts = facts_of(notice, settings, at) | {"links": [("The ladder behind", f"{settings.base_url}/admin/ladders")]}
    subject = f"Sample, nothing is due: {subject_of(about)}"
    text, html = rendered(TEMPLATES[kind, notice.step.wording], subject, facts)
    return Post(
        kind=MessageKind.SAMPLE,
        person=person,
        subject=subject,
        text=text,
        html=html,
        smtp_id=message_id(f"sample.{new_id()}", settings.mail_domain),
        headers={"reply_to": address_of(settings.mail_from), "list_id": f"<reminders.{settings.mail_domain}>"},
    )
