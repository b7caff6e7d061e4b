"""The first entry of a request's ledger, counted with the closures that are known on the day."""

from dataclasses import replace
from datetime import date, time

from app.bases import CHAMBER, Rule
from app.deadlines import calendar_queries, closure_queries
from app.extensions import db
from app.ledger import Entry, Standing, replay
from app.models import Agency, Office
from app.refusals import Refused
from app.workdays import inauguration_days

# Where the ledger's word for what is wrong stands on the filing form.
FIELDS = {"n": "due_number", "start": "due_from", "at": "due_time", "until": "due_on"}


# A thousand business days, the most that a rule counts, are less.
MOST_YEARS = 5


def first_entry(
    *, on: date, due_on: date | None, due_time: time | None, rule: Rule | None, office: Office, agency: Agency
) -> Entry:
    """A plain date as it was typed, or the rule with every closure that holds for this office and this agency."""
    if rule is None:
        return Entry(kind="start", on=on, until=due_on, until_time=due_time)
    if rule.basis in CHAMBER:
        return Entry(kind="start", on=on, rule=replace(rule, chamber_days=calendar_queries.days_for(rule)))
    return Entry(kind="start", on=on, rule=replace(rule, closures=closed_days(rule, office=office, agency=agency)))


def closed_days(rule: Rule, *, office: Office, agency: Agency) -> tuple[tuple[date, str], ...]:
    """What is declared closed, and Inauguration Day where the agency keeps it; none where no business days are counted."""
    if not rule.is_in_business_days:
        return ()
    known = closure_queries.known_to(office_id=office.id, agency=agency, session=db.session)
    if rule.start is None or not closure_queries.keeps_inauguration_day(agency):
        return known
    days = inauguration_days(rule.start, years=MOST_YEARS)
    return tuple(sorted({**dict.fromkeys(days, "Inauguration Day"), **dict(known)}.items()))


def standing_of(entry: Entry, *, office: Office) -> Standing:
    """What this first entry comes to; raises `Refused` beside the filing form's field."""
    try:
        return replay([entry], zone=office.zone)
    except Refused as refusal:
        raise Refused(refusal.sentence, field=FIELDS.get(refusal.field or "", refusal.field)) from None
