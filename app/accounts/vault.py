"""What is kept encrypted: secrets of authenticator apps and recovery codes, under keys derived from the secret key."""

import base64
import hashlib
import hmac
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.web.zones import settings

SEALS, NAMES = b"tecum: seals of second factors", b"tecum: names in the throttle"


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


def fingerprint(*words: str) -> str:
    """A keyed digest: it tells equal from unequal, and nobody reads or guesses the words from it."""
    told = "\0".join(words).encode()
    return hmac.new(derived(settings().secret_key, NAMES), told, hashlib.sha256).hexdigest()


def vault() -> MultiFernet:
    keys = [settings().secret_key, settings().secret_key_old]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(derived(key, SEALS))) for key in keys if key])


@cache
def derived(secret: str, purpose: bytes) -> bytes:
    """A key for one purpose (HKDF, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
