"""What is kept encrypted: secrets of authenticator apps and recovery codes, under keys derived from the secret key."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from app.web.digests import derived
from app.web.zones import settings

SEALS = b"tecum: seals of second factors"


class BrokenSeal(Exception):
    """What was sealed cannot be opened: neither the secret key nor the one before it made it."""


def seal(text: str) -> str:
    return vault().encrypt(text.encode()).decode()


def unseal(sealed: str, *, within: int | None = None) -> str:
    """The text, sealed at most `within` seconds ago. Raises `BrokenSeal`."""
    try:
        return vault().decrypt(sealed.encode(), ttl=within).decode()
    except InvalidToken:
        raise BrokenSeal from None


def reseal(sealed: str) -> str:
    """The same, sealed by the present secret key."""
    return vault().rotate(sealed.encode()).decode()


def vault() -> MultiFernet:
    keys = [settings().secret_key, settings().secret_key_old]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(derived(key, SEALS))) for key in keys if key])
