"""Questions that the pages about one's own mail ask."""

from datetime import datetime

import sqlalchemy as sa
from flask import abort, current_app
from sqlalchemy.orm import joinedload

from app.clock import now
from app.dates import moment_text
from app.extensions import db
from app.models import MailRules, OversightRequest, Snooze, User
from app.models.mail_rules import MailFacts
from app.models.mail_terms import MailMode
from app.policies import seats_of
from app.reminders import summaries
from app.reminders.hours import Hours
from app.reminders.unsubscribing import read_token
from app.web.zones import installation_zone
from config import Settings


def rules_of(person: User) -> MailRules | None:
    return db.session.scalar(sa.select(MailRules).where(MailRules.user_id == person.id))


def hours_of(person: User) -> Hours:
    """What a person said, or what holds for who said nothing, by their clock."""
    rules = rules_of(person)
    seats = seats_of(person)
    zone = person.zone or (seats[0].office.zone if seats else installation_zone())
    return Hours(rules.facts if rules else MailFacts(), zone)


def next_words(hours: Hours) -> list[str]:
    """When the next digest and the next summary come, in words."""
    settings: Settings = current_app.extensions["tecum"]

    def told(what: str, at: datetime) -> str:
        return f"Your next {what} is {moment_text(at, hours.zone, settings.date_style)}."

    found = []
    if hours.facts.mode is MailMode.DIGEST:
        found.append(told("digest", hours.next_at(hours.facts.digest_at, now())))
    if hours.facts.is_weekly:
        found.append(told("weekly summary", summaries.next_slot(hours, now())))
    return found


def get_request(number: str) -> OversightRequest:
    """The request of this number; 404 for unknown and unseen alike."""
    query = (
        sa.select(OversightRequest)
        .where(OversightRequest.number == number.replace("\0", " "))
        .options(joinedload(OversightRequest.office))
    )
    return db.session.scalar(query) or abort(404)


def snooze_of(oversight_request: OversightRequest, person: User) -> Snooze | None:
    """What this person put off of this request, whichever version of its deadline."""
    query = sa.select(Snooze).where(Snooze.request_id == oversight_request.id, Snooze.person_id == person.id)
    return db.session.scalar(query)


def standing_snooze(oversight_request: OversightRequest, person: User) -> Snooze | None:
    """The same, where it is still in force."""
    found = snooze_of(oversight_request, person)
    is_current = found is not None and found.due_version == oversight_request.due_version and found.wakes_at > now()
    return found if is_current else None


def get_subscriber(token: str) -> tuple[User, str]:
    """Whose mail a link ends, and which; 404 for a text that was not signed here."""
    settings: Settings = current_app.extensions["tecum"]
    read = read_token(token, settings)
    person = db.session.get(User, read[0]) if read else None
    if read is None or person is None:
        abort(404)
    return person, read[1]
