"""Links that end a digest or a weekly summary from the mail program: signed, without sign-in, for these two alone."""

from itsdangerous import BadSignature, URLSafeSerializer

from config import Settings

DIGEST, WEEKLY = "digest", "weekly"
PURPOSES = frozenset({DIGEST, WEEKLY})


def links_of(person_id: int, what: str, settings: Settings) -> list[str]:
    """The link as the header holds it; none where pages are not served by https, since mail programs demand that."""
    if not settings.base_url.startswith("https:"):
        return []
    return [f"{settings.base_url}/mail/unsubscribe/{token_of(person_id, what, settings)}"]


def token_of(person_id: int, what: str, settings: Settings) -> str:
    return str(signer(settings).dumps([str(person_id), what]))


def read_token(token: str, settings: Settings) -> tuple[int, str] | None:
    """Whose mail and which; None for a text that was not signed here."""
    try:
        person_id, what = signer(settings).loads(token)
        return (int(person_id), what) if what in PURPOSES else None
    except (BadSignature, TypeError, ValueError):
        return None


def signer(settings: Settings) -> URLSafeSerializer:
    """Signs with the secret key; links that were signed with the one before it are read, too."""
    keys = [key for key in (settings.secret_key_old, settings.secret_key) if key]
    return URLSafeSerializer(keys, salt="unsubscribe")
