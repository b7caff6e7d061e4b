"""Jinja filters and globals: dates in the person's zone, tones and counts, and what the person may do."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from flask_login import current_user

from app import dates
from app.clock import now, today
from app.models.counts import Count
from app.policies import Action, allowed
from app.web.zones import own_style, own_zone

# The words of a tag say all; the tone only makes it quicker to find. An unknown state is neutral.
TONES = {
    "draft": "muted",
    "filed": "info",
    "ready": "info",
    "awaiting": "neutral",
    "awaiting_reply": "neutral",
    "due_soon": "warn",
    "overdue": "bad",
    "long_overdue": "bad",
    "stopped": "muted",
    "closed": "muted",
    "void": "muted",
    "to_classify": "info",
    "in_part": "warn",
    "partial": "warn",
    "refused": "bad",
    "said_done": "info",
    "agency_says_complete": "info",
    "satisfied": "good",
    "nothing": "neutral",
    "out": "muted",
}


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        clock=dates.clock_text, day=day, moment=moment, relative=relative, absolute=absolute, lower_first=lower_first
    )
    app.jinja_env.globals.update(
        can=can, Action=Action, tone_of=tone_of, count_words=count_words, bar_parts=bar_parts, moment_now=moment_now
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def day(value: date | None) -> str:
    """Fri, Oct 12, 2018."""
    return dates.day_text(value, own_style()) if value else ""


def moment(value: datetime | None, zone: ZoneInfo | None = None) -> str:
    """Fri, Oct 12, 2018, 5:00 p.m. ET."""
    return dates.moment_text(value, zone or own_zone(), own_style()) if value else ""


def absolute(value: date | None, zone: ZoneInfo | None = None) -> str:
    """A moment with its clock time, a day without one: no time is shown that nobody wrote."""
    return moment(value, zone) if isinstance(value, datetime) else day(value)


def relative(value: date | None, zone: ZoneInfo | None = None) -> str:
    """In 3 business days."""
    where = zone or own_zone()
    if isinstance(value, datetime):
        value = value.astimezone(where).date()
    return dates.relative_text(value, today(where)) if value else ""


def moment_now() -> str:
    """When this page was made, for its printed foot."""
    return moment(now())


def lower_first(text: Any) -> str:
    """Words to go on with inside a sentence; an abbreviation keeps its capitals."""
    words = str(text)
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def can(action: Action, noun: Any = None) -> bool:
    """Whether the person may do this, for showing a button; the view asks again."""
    return allowed(current_user, action, noun)


def tone_of(state: Any) -> str:
    """The tone of a derived state's tag."""
    return TONES.get(str(getattr(state, "value", state)).lower(), "neutral")


def count_words(count: Count) -> str:
    """3 of 8 satisfied; 2 partial; 3 nothing yet."""
    others = (f"{number} {lower_first(standing.label)}" for standing, number in count.five[1:] if number)
    return "; ".join([count.headline, *others])


@dataclass(frozen=True)
class BarPart:
    """One stretch of a count's bar, in items."""

    name: str
    start: int
    width: int


def bar_parts(count: Count) -> list[BarPart]:
    parts: list[BarPart] = []
    start = 0
    for standing, number in count.five:
        if number:
            parts.append(BarPart(standing.value.replace("_", "-"), start, number))
        start += number
    return parts
