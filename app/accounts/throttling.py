"""How often somebody may try: an account, an address, a second factor; and what is said when it was too often."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.clock import now
from app.dates import clock_text, zone_label
from app.extensions import db
from app.history import record
from app.models import Throttle, User
from app.web.digests import fingerprint
from app.web.zones import settings

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
PER_ACCOUNT = 5
# A whole office may stand behind one address: a few of its people must not shut out the others.
PER_ADDRESS = 20
RESETS_AN_HOUR = 3


def of_account(email: str) -> Throttle:
    return Throttle.of(db.session, fingerprint("account", email.strip().lower()), at=now())


def of_address(address: str) -> Throttle:
    return Throttle.of(db.session, fingerprint("address", address), at=now())


def of_factor(person: User) -> Throttle:
    return Throttle.of(db.session, fingerprint("factor", str(person.id)), at=now())


def try_once(row: Throttle, *, limit: int, person: User | None) -> bool:
    """Count a try; a lock that begins with it is written into the history, of a name that nobody has too."""
    if row.is_locked(now()):
        return False
    if row.try_once(at=now(), limit=limit, window=MINUTE):
        return True
    minutes = round(((row.locked_until or now()) - now()) / MINUTE)
    told = f"Sign-in locked for {minutes} {'minute' if minutes == 1 else 'minutes'} after {limit} tries."
    record(person if person is not None else row, "locked", by=None, summary=told, changes={})
    return False


def may_mail_reset(email: str) -> bool:
    row = Throttle.of(db.session, fingerprint("reset", email.strip().lower()), at=now())
    return row.take(at=now(), limit=RESETS_AN_HOUR, window=HOUR)


def is_first_use(challenge: str) -> bool:
    """Whether this challenge was not answered before, by anybody to any worker."""
    return Throttle.of(db.session, fingerprint("challenge", challenge), at=now()).take(at=now(), limit=1, window=HOUR)


def sentence(*rows: Throttle) -> str:
    until: datetime = max(row.locked_until for row in rows if row.locked_until is not None)
    zone = ZoneInfo(settings().timezone)
    shown = (until + timedelta(seconds=59)).astimezone(zone).time()
    return f"Too many tries. Try again at {clock_text(shown)} {zone_label(zone, until)} or ask your administrator."
