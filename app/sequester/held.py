"""Words that are out of sight but not yet erased: sealed with a key of the installation's secret, so that no disk shows them."""

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app

from app.refusals import Refused
from config import Settings


def seal(value: Any) -> bytes:
    return Fernet(base64.urlsafe_b64encode(secret_for("seal"))).encrypt(plain(value))


def unseal(held: bytes) -> Any:
    try:
        return json.loads(Fernet(base64.urlsafe_b64encode(secret_for("seal"))).decrypt(held))
    except InvalidToken:
        raise Refused("The words are sealed with an earlier TECUM_SECRET_KEY. Tell your administrator.") from None


def digest_of(value: Any) -> str:
    """Tells two texts apart and, without the installation's secret, confirms no guess."""
    return hmac.new(secret_for("digest"), plain(value), hashlib.sha256).hexdigest()


def plain(value: Any) -> bytes:
    return json.dumps(value).encode()


def secret_for(purpose: str) -> bytes:
    settings: Settings = current_app.extensions["tecum"]
    return hashlib.sha256(f"sequester {purpose} {settings.secret_key}".encode()).digest()
