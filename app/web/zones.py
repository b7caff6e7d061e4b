"""Whose clock a page follows: the zone of the person's first office, or the installation's."""

from zoneinfo import ZoneInfo

from flask import current_app, has_request_context
from flask_login import current_user

from app.policies import seats_of
from config import Settings


def settings() -> Settings:
    found: Settings = current_app.extensions["tecum"]
    return found


def own_zone() -> ZoneInfo:
    """The zone in which the person who is signed in reads and writes dates; costs no query."""
    if has_request_context() and current_user.is_authenticated:
        for seat in seats_of(current_user):
            return seat.office.zone
    return ZoneInfo(settings().timezone)
