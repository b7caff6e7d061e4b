"""The first entry of a request's ledger, counted with the closures that are known on the day."""

from dataclasses import replace
from datetime import date, time

from app.bases import Rule
from app.deadlines import closure_queries
from app.extensions import db
from app.ledger import Entry, Standing, replay
from app.models import Agency, Office
from app.refusals import Refused

# Where the ledger's word for what is wrong stands on the filing form.
FIELDS = {"n": "due_number", "start": "due_from", "at": "due_time", "until": "due_on"}


def first_entry(
    *, on: date, due_on: date | None, due_time: time | None, rule: Rule | None, office: Office, agency: Agency
) -> Entry:
    """A plain date as it was typed, or the rule with every closure that holds for this office and this agency."""
    if rule is None:
        return Entry(kind="start", on=on, until=due_on, until_time=due_time)
    known = closure_queries.known_to(office_id=office.id, agency=agency, session=db.session)
    return Entry(kind="start", on=on, rule=replace(rule, closures=known if rule.is_in_business_days else ()))


def standing_of(entry: Entry, *, office: Office) -> Standing:
    """What this first entry comes to; raises `Refused` beside the filing form's field."""
    try:
        return replay([entry], zone=office.zone)
    except Refused as refusal:
        raise Refused(refusal.sentence, field=FIELDS.get(refusal.field or "", refusal.field)) from None
