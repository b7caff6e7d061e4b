"""Whose clock a page follows: the zone that the person chose, else of their first office, or the installation's."""

from zoneinfo import ZoneInfo

from flask import current_app, g, has_request_context
from flask_login import current_user

from app.dates import DateStyle
from app.policies import seats_of
from config import Settings


def settings() -> Settings:
    found: Settings = current_app.extensions["tecum"]
    return found


def own_zone() -> ZoneInfo:
    """The zone in which the person who is signed in reads and writes dates; found once, without a query."""
    if not has_request_context():
        return installation_zone()
    found: ZoneInfo | None = g.get("own_zone")
    if found is None:
        seats = seats_of(current_user) if current_user.is_authenticated else []
        chosen = current_user.zone if current_user.is_authenticated else None
        found = g.own_zone = chosen or (seats[0].office.zone if seats else installation_zone())
    return found


def own_style() -> DateStyle:
    """How the person who is signed in has dates written; the installation's way where nobody chose."""
    if not has_request_context():
        return settings().date_style
    found: DateStyle | None = g.get("own_style")
    if found is None:
        chosen = current_user.date_style if current_user.is_authenticated else None
        found = g.own_style = chosen or settings().date_style
    return found


def installation_zone() -> ZoneInfo:
    return ZoneInfo(settings().timezone)
