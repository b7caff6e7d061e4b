"""What a person says about their own reminders: how they come, that a digest ends, that one request is put off."""

from datetime import UTC, date, datetime

from app.clock import now
from app.extensions import db
from app.history import changes_of, hold, record
from app.models import MailRules, OversightRequest, Snooze, User
from app.models.base import new_id
from app.models.mail_rules import MailFacts
from app.models.mail_terms import MailMode
from app.reminders import mail_queries as queries
from app.reminders.ladder import MORNING
from app.reminders.unsubscribing import WEEKLY


def set_rules(person: User, *, facts: MailFacts) -> None:
    """Keep how this person wants reminders."""
    hold(person)
    rules = queries.rules_of(person) or MailRules(id=new_id(), user_id=person.id)
    rules.write(facts)
    db.session.add(rules)
    if changes_of(rules):
        record(person, "changed", by=person, summary="How reminders are mailed changed.", changes={})
    db.session.commit()


def unsubscribe(person: User, *, what: str) -> None:
    """End the digest or the weekly summary; doing it again changes nothing. An owner keeps the last reminder."""
    hold(person)
    rules = queries.rules_of(person) or MailRules(id=new_id(), user_id=person.id)
    facts = rules.facts if rules in db.session else MailFacts()
    ended = (
        MailFacts(**{**vars(facts), "is_weekly": False})
        if what == WEEKLY
        else MailFacts(**{**vars(facts), "mode": MailMode.LEAST})
    )
    if ended != facts:
        rules.write(ended)
        db.session.add(rules)
        words = "The weekly summary" if what == WEEKLY else "The digest"
        record(person, "changed", by=person, summary=f"{words} was ended by a link in a mail.", changes={})
    db.session.commit()


def snooze(oversight_request: OversightRequest, *, until_on: date, by: User) -> Snooze:
    """Put one's own reminders of this deadline off until a morning ahead of it."""
    hold(oversight_request)
    found = queries.snooze_of(oversight_request, by)
    if found is None:
        found = Snooze(
            id=new_id(), request_id=oversight_request.id, oversight_request=oversight_request, person_id=by.id
        )
    wakes_at = datetime.combine(until_on, MORNING, tzinfo=oversight_request.office.zone).astimezone(UTC)
    found.write(until_on=until_on, wakes_at=wakes_at, at=now())
    db.session.add(found)
    db.session.commit()
    return found


def wake(oversight_request: OversightRequest, *, by: User) -> None:
    """Be reminded by the ladder again; where nothing was put off there is nothing to do."""
    hold(oversight_request)
    found = queries.snooze_of(oversight_request, by)
    if found is not None:
        db.session.delete(found)
    db.session.commit()
