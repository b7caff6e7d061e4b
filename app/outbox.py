"""post(): mail to be sent, written with what it tells; deliver(): sent after the commit, each once."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from app.clock import now
from app.models import Message, OversightRequest, User
from app.models.picklists import MessageKind


@dataclass(frozen=True)
class Post:
    """One mail to one person: both parts, and the Message-ID that it keeps through every attempt."""

    kind: MessageKind
    person: User
    subject: str
    text: str
    html: str
    smtp_id: str
    headers: dict[str, Any] = field(default_factory=dict)


def post(session: Session, mail: Post, *, about: OversightRequest | None = None) -> Message:
    """Put a mail into the outbox; it leaves after the commit, never inside it."""
    message = Message(
        kind=mail.kind,
        person=mail.person,
        recipient=mail.person.email,
        office_id=about.office_id if about else None,
        oversight_request=about,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        smtp_id=mail.smtp_id,
        headers=mail.headers,
        next_try_at=now(),
    )
    session.add(message)
    return message
