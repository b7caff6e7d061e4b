"""Passkeys (WebAuthn level 2): what a browser is asked, and whether its answer is genuine."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.models import Passkey, User
from app.refusals import Refused

REFUSED = "This passkey could not be used. Try again, or sign in another way."
# Broken answers come as many kinds of error out of the library's parsers.
BROKEN = (WebAuthnException, ValueError, KeyError, TypeError)


@dataclass(frozen=True)
class Site:
    """For which site keys are made. Browsers make none for a bare address, so that 127.0.0.1 becomes localhost."""

    domain: str
    origin: str

    @classmethod
    def of(cls, base_url: str) -> "Site":
        parts = urlsplit(base_url)
        host = parts.hostname or "localhost"
        port = f":{parts.port}" if parts.port else ""
        domain = "localhost" if is_loopback(host) else host
        return cls(domain, f"{parts.scheme}://{domain}{port}")


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def creation_options(person: User, known: Sequence[Passkey], *, site: Site, challenge: bytes) -> dict[str, Any]:
    """Ask for a key that signs in alone: kept by the device (a built-in one too) and used with PIN, finger or face."""
    options = webauthn.generate_registration_options(
        rp_id=site.domain,
        rp_name="Tecum",
        user_id=person.id.to_bytes(8, "big"),
        user_name=person.email,
        user_display_name=person.name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(base64url_to_bytes(each.credential)) for each in known],
    )
    return options_to_json_dict(options)


def request_options(*, site: Site, challenge: bytes) -> dict[str, Any]:
    """Ask for any key of this site, so that nothing tells who has one."""
    options = webauthn.generate_authentication_options(
        rp_id=site.domain, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
    )
    return options_to_json_dict(options)


def made(answer: dict[str, Any], *, site: Site, challenge: bytes) -> dict[str, Any]:
    """The columns of a new key. Raises `Refused`."""
    try:
        verified = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.domain,
            expected_origin=site.origin,
            require_user_verification=True,
        )
        transports = [str(each)[:20] for each in answer["response"].get("transports") or []][:8]
    except BROKEN:
        raise Refused("This passkey could not be made. Try again.") from None
    return {
        "credential": bytes_to_base64url(verified.credential_id),
        "public_key": bytes_to_base64url(verified.credential_public_key),
        "sign_count": verified.sign_count,
        "transports": transports,
    }


def credential_in(answer: dict[str, Any]) -> str:
    """Which key the answer names, in the form that is kept. Raises `Refused`."""
    try:
        return bytes_to_base64url(base64url_to_bytes(answer["id"]))
    except BROKEN:
        raise Refused(REFUSED) from None


def new_count(answer: dict[str, Any], passkey: Passkey, *, site: Site, challenge: bytes) -> int:
    """The key's count of signatures after this one. Raises `Refused`."""
    try:
        verified = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.domain,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except BROKEN:
        raise Refused(REFUSED) from None
    return verified.new_sign_count
