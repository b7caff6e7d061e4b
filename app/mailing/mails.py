"""The mail that tells somebody that mail about a request came back: number, agency, date and address."""

from dataclasses import dataclass
from email.utils import parseaddr

from flask import current_app

from app.clock import now
from app.dates import moment_text
from app.models import Message, OversightRequest, User
from app.models.picklists import MessageKind
from app.outbox import Post
from config import Settings


@dataclass(frozen=True)
class Returned:
    """A mail that came back, the request it was about, and who is told."""

    about: OversightRequest
    person: User
    failed: Message
    smtp_id: str


def write(facts: Returned, settings: Settings) -> Post:
    about = facts.about
    subject = f"Mail came back: [{about.number}] {about.agency.short_name}"
    words = {
        "lead": f"A mail about {about.number} to {facts.failed.recipient} came back.",
        "subject": subject,
        "number": about.number,
        "agency": about.agency.name,
        "at": moment_text(now(), about.office.zone, settings.date_style),
        "url": f"{settings.base_url}/requests/{about.number}",
        "office": about.office.name,
        "is_demonstration": about.office.is_demonstration,
    }
    return Post(
        kind=MessageKind.RETURNED,
        person=facts.person,
        subject=subject,
        text=current_app.jinja_env.get_template("email/returned.txt").render(words),
        html=current_app.jinja_env.get_template("email/returned.html").render(words),
        smtp_id=facts.smtp_id,
        headers={"reply_to": parseaddr(settings.mail_from)[1], "list_id": f"<reminders.{settings.mail_domain}>"},
    )
