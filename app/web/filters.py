"""Jinja filters and globals: dates in the office's zone, and what the person may do."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app
from flask_login import current_user

from app import dates
from app.clock import today
from app.policies import Action, allowed
from config import Settings


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(day=day, moment=moment, relative=relative)
    app.jinja_env.globals.update(can=can, Action=Action)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def settings() -> Settings:
    found: Settings = current_app.extensions["tecum"]
    return found


def day(value: date | None) -> str:
    """Fri, Oct 12, 2018."""
    return dates.day_text(value, settings().date_style) if value else ""  # type: ignore[arg-type]


def moment(value: datetime | None, zone: ZoneInfo | None = None) -> str:
    """Fri, Oct 12, 2018, 5:00 p.m. ET."""
    where = zone or ZoneInfo(settings().timezone)
    return dates.moment_text(value, where, settings().date_style) if value else ""  # type: ignore[arg-type]


def relative(value: date | None, zone: ZoneInfo | None = None) -> str:
    """In 3 business days."""
    return dates.relative_text(value, today(zone or ZoneInfo(settings().timezone))) if value else ""


def can(action: Action, noun: Any = None) -> bool:
    """Whether the person may do this, for showing a button; the view asks again."""
    return allowed(current_user, action, noun)
