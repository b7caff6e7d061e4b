"""What a digest says: a table of numbers, agencies and dates, and no more (rule 12)."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import parseaddr
from typing import Any

from flask import current_app

from app.dates import day_text, moment_text, relative_text
from app.models import Office
from app.reminders.other_dates import distance
from app.reminders.unsubscribing import links_of
from config import Settings

MOST_LINES = 300
TOGETHER = "These requests were brought in together, so this one mail tells of all of them."
DAILY = "This one mail tells of all of them."
WEEKLY = "These are your open requests at the beginning of the week."


@dataclass(frozen=True, slots=True)
class Line:
    """One request in the table. `what` names a date beside its deadline, and `due_on` is then that date."""

    number: str
    agency: str
    due_on: date
    is_overdue: bool
    what: str = ""


@dataclass
class Table:
    """What one person is told in one mail, and why."""

    lead: str
    lines: list[Line] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, line: Line, why: str) -> None:
        self.lines.append(line)
        self.reasons[why] += 1

    @property
    def overdue(self) -> list[Line]:
        return [line for line in self.lines if line.is_overdue]

    @property
    def soon(self) -> list[Line]:
        return [line for line in self.lines if not line.is_overdue and not line.what]

    @property
    def others(self) -> list[Line]:
        return sorted((line for line in self.lines if line.what), key=lambda line: (line.due_on, line.number))

    @property
    def why(self) -> str:
        """You own these requests, and you are the backup of these requests."""
        told = (why.replace("this request", "these requests").replace("it is", "they are") for why in self.reasons)
        return ", and ".join(dict.fromkeys(told))

    @property
    def summary(self) -> str:
        return counted(len(self.overdue), len(self.soon), len(self.others))


def counted(overdue: int, soon: int, others: int) -> str:
    """130 overdue, 4 due soon, 1 other date"""
    dates = "other date" if others == 1 else "other dates"
    parts = [(overdue, "overdue"), (soon, "due soon"), (others, dates)]
    return ", ".join(f"{number} {words}" for number, words in parts if number)


def parts_of(table: Table, office: Office, *, at: datetime) -> dict[str, Any]:
    """Subject, text and HTML of the mail as columns of the outbox."""
    settings: Settings = current_app.extensions["tecum"]
    subject = f"[{office.short_name}] {table.summary}"
    today = at.astimezone(office.zone).date()
    overdue, soon, others = table.overdue, table.soon, table.others
    facts = {
        "lead": table.lead,
        "overdue": [line_of(each, today, settings) for each in overdue[:MOST_LINES]],
        "soon": [line_of(each, today, settings) for each in soon[:MOST_LINES]],
        "others": [line_of(each, today, settings) for each in others[:MOST_LINES]],
        "more": sum(max(0, len(lines) - MOST_LINES) for lines in (overdue, soon, others)),
        "summary": table.summary,
        "docket": f"{settings.base_url}/requests",
        "mail_rules": f"{settings.base_url}/account/mail",
        "why": table.why,
        "office": office.name,
        "is_demonstration": office.is_demonstration,
        "as_of": moment_text(at, office.zone, settings.date_style),
    }
    return {
        "subject": f"DUE: {subject}",
        "text": current_app.jinja_env.get_template("email/digest.txt").render(facts),
        "html": current_app.jinja_env.get_template("email/digest.html").render(facts, subject=subject),
    }


def outline_of(summary: str, office: Office) -> dict[str, Any]:
    """The same columns of a mail that is written when it leaves (`thinning.Thinning`): until then it says how much there is."""
    return {"subject": f"DUE: [{office.short_name}] {summary}", "text": f"{summary}. {DAILY}\n", "html": ""}


def headers_of(person_id: int, what: str, *, is_urgent: bool) -> dict[str, Any]:
    """A digest can be ended in one click from the mail program, without signing in (RFC 8058)."""
    settings: Settings = current_app.extensions["tecum"]
    links = links_of(person_id, what, settings)
    return {
        "reply_to": parseaddr(settings.mail_from)[1],
        "list_id": f"<reminders.{settings.mail_domain}>",
        "importance": "high" if is_urgent else "normal",
        **({"unsubscribe": links, "one_click": True} if links else {}),
    }


def line_of(line: Line, today: date, settings: Settings) -> dict[str, str]:
    return {
        "number": line.number,
        "agency": line.agency,
        "due": day_text(line.due_on, settings.date_style),
        "relative": distance(line.due_on, today) if line.what else relative_text(line.due_on, today),
        "what": line.what,
        "url": f"{settings.base_url}/requests/{line.number}",
    }
