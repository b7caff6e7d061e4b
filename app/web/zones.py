"""Whose clock a page follows: the zone of the person's first office, or the installation's."""

from zoneinfo import ZoneInfo

from flask import current_app, g, has_request_context
from flask_login import current_user

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
        g.own_zone = seats[0].office.zone if seats else installation_zone()
    found: ZoneInfo = g.own_zone
    return found


def installation_zone() -> ZoneInfo:
    return ZoneInfo(settings().timezone)
