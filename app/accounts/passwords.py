"""Links to a new password: signed, for an hour, once, and of no use after any change of the account."""

import unicodedata

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from app.accounts import queries
from app.models import User
from app.web.digests import fingerprint
from app.web.zones import settings

SHORTEST, LONGEST = 12, 128
LINK_LIVES = 3600


def normalized(typed: str) -> str:
    """The same password, however a keyboard composes its letters (NFKD, as the sign-in library has it)."""
    return unicodedata.normalize("NFKD", typed)


def signer() -> URLSafeTimedSerializer:
    # The newest key signs; the one before it still checks.
    keys = [key for key in (settings().secret_key_old, settings().secret_key) if key]
    return URLSafeTimedSerializer(keys, salt="tecum: a new password")


def token_of(person: User) -> str:
    """Bound to the password that stands and to the text that every change of the account renews."""
    return signer().dumps([person.fs_uniquifier, state_of(person)])


def state_of(person: User) -> str:
    return fingerprint("password", person.password or "")[:16]


def person_of(token: str) -> User | None:
    """Whose link this is, while it can be used."""
    try:
        uniquifier, state = signer().loads(token, max_age=LINK_LIVES)
    except (BadData, ValueError, TypeError):
        return None
    person = queries.active_person(str(uniquifier))
    return person if person is not None and state_of(person) == state else None


def address_of(token: str) -> str:
    """The address in the mail: its host is the setting's, whatever the browser's request says."""
    return f"{settings().base_url}{current_app.url_for('security.reset_password', token=token, _external=False)}"
