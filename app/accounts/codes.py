"""Codes of authenticator apps (RFC 6238) and recovery codes."""

import base64
import secrets
from datetime import datetime

import qrcode
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from markupsafe import Markup

STEP = 30
HOW_MANY = 10
# Without letters and figures that look alike.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
ISSUER = "Tecum"


def new_secret() -> str:
    """160 bits in base32, as apps take it by hand."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def totp(secret: str) -> TOTP:
    # Apps know SHA-1 and six figures; HMAC does not lean on what is broken in SHA-1.
    return TOTP(base64.b32decode(secret), 6, SHA1(), STEP)  # noqa: S303


def step_of(secret: str, typed: str, *, at: datetime) -> int | None:
    """The half minute that this code belongs to, if it is now or a neighbor of now."""
    figures = "".join(typed.split()).encode()
    now = int(at.timestamp()) // STEP
    found = [
        step for step in (now - 1, now, now + 1) if secrets.compare_digest(totp(secret).generate(step * STEP), figures)
    ]
    return found[-1] if found else None


def address_of(secret: str, *, account: str, site: str) -> str:
    """What the app reads from the picture."""
    return totp(secret).get_provisioning_uri(account, f"{ISSUER} {site}")


def picture_of(text: str) -> Markup:
    """A QR code as one path, so that it needs no style of its own."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return Markup(
        '<svg class="tecum-qr" viewBox="0 0 {size} {size}" role="img" aria-label="Code to scan with the app" focusable="false">'
        '<rect width="{size}" height="{size}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    ).format(size=len(rows), path=path)


def new_recovery_codes() -> list[str]:
    """Ten codes of 59 bits, like abcd-efgh-jkmn."""
    return ["-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3)) for _ in range(HOW_MANY)]


def plain(code: str) -> str:
    """A recovery code as it is compared: written without regard to case, blanks and dashes."""
    return "".join(letter for letter in code.lower() if letter.isalnum())
