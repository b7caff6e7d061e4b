"""Keyed digests: keys for one purpose each, and names that tell equal from unequal and nothing else."""

import hashlib
import hmac
from functools import cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.web.zones import settings

NAMES = b"tecum: names in the throttle"


def fingerprint(*words: str) -> str:
    """A keyed digest: it tells equal from unequal, and nobody reads or guesses the words from it."""
    told = "\0".join(words).encode()
    return hmac.new(derived(settings().secret_key, NAMES), told, hashlib.sha256).hexdigest()


@cache
def derived(secret: str, purpose: bytes) -> bytes:
    """A key for one purpose (HKDF, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
