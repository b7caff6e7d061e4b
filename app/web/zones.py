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
    if "own_zone" not in g:
        seats = seats_of(current_user) if current_user.is_authenticated else []
        chosen = current_user.zone if current_user.is_authenticated else None
        g.own_zone = chosen or (seats[0].office.zone if seats else installation_zone())
    found: ZoneInfo = g.own_zone
    return found


def own_style() -> DateStyle:
    """How the person who is signed in has dates written; the installation's way where nobody chose."""
    if has_request_context() and "own_style" not in g:
        g.own_style = (current_user.date_style if current_user.is_authenticated else None) or settings().date_style
    found: DateStyle = g.own_style if has_request_context() else settings().date_style  # type: ignore[assignment]
    return found


def installation_zone() -> ZoneInfo:
    return ZoneInfo(settings().timezone)
