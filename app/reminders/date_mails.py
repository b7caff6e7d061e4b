"""What a mail about a date beside the deadline says: which kind of date, its day, number and agency."""

from datetime import date, datetime
from typing import Any

from flask import current_app

from app.dates import day_text, moment_text
from app.deadlines.date_queries import OtherDateDue
from app.mail import message_id
from app.models.telling import subject_of
from app.outbox import Post
from app.reminders.mails import LINKS, Notice, headers_of, plain, rendered
from app.reminders.other_dates import sentence
from config import Settings

PAGES = (*LINKS[:2], ("Other dates", "/dates"))


def write(notice: Notice, other: OtherDateDue, *, at: datetime, read_at: datetime) -> Post:
    """The mail as the record stands at `at`, in the words of the day on which it leaves."""
    settings: Settings = current_app.extensions["tecum"]
    about = notice.about
    subject = subject_of(about)
    today = read_at.astimezone(about.office.zone).date()
    text, html = rendered("email/other_date", subject, facts_of(notice, other, settings, at=at, today=today))
    return Post(
        kind=notice.step.kind,
        person=notice.person,
        subject=f"DATE: {subject}",
        text=text,
        html=html,
        smtp_id=message_id(f"{plain(about.number)}.{notice.step.key}.u{notice.person.id}", settings.mail_domain),
        headers=headers_of(notice, settings, topic=subject, at=at),
    )


def facts_of(notice: Notice, other: OtherDateDue, settings: Settings, *, at: datetime, today: date) -> dict[str, Any]:
    about, style = notice.about, settings.date_style
    page = f"{settings.base_url}/requests/{about.number}"
    return {
        "number": about.number,
        "agency": about.agency.name,
        "lead": sentence(other, today),
        "date": day_text(other.due_on, style),
        "due": day_text(about.due_on, style) if about.due_on else None,
        "first_due": None,
        "sent": day_text(about.transmitted_on, style) if about.transmitted_on else None,
        "heard": day_text(about.last_heard_on, style) if about.last_heard_on else None,
        "why": notice.why,
        "links": [(label, page + path) for label, path in PAGES],
        "mail_rules": f"{settings.base_url}/account/mail",
        "as_of": moment_text(at, about.office.zone, style),
        "office": about.office.name,
        "is_demonstration": about.office.is_demonstration,
    }
