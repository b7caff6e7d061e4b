"""The heartbeat: asks a watcher's address after each sweep, so that somebody outside notices when there are none."""

import urllib.error
import urllib.request
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.parse import urlsplit

TIMEOUT = 10.0
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class HeartbeatFailure(Exception):
    """The watcher was not reached; the words name no address, since knowing it is enough to use it."""


def is_permitted(url: str) -> bool:
    """https, or this machine."""
    parts = urlsplit(url)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows a redirect only to the same host, by a scheme that is permitted."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        if urlsplit(newurl).netloc != urlsplit(req.full_url).netloc or not is_permitted(newurl):
            raise HeartbeatFailure("The watcher led to another host, which was not asked.")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def beat(url: str, *, timeout: float = TIMEOUT) -> None:
    """GET the watcher's address. Raises HeartbeatFailure; nothing of the answer is read but its status."""
    if not is_permitted(url):
        raise HeartbeatFailure("The watcher's address is neither https nor on this machine.")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler(), _SameHost())
    request = urllib.request.Request(url, headers={"User-Agent": "Tecum"})  # noqa: S310 - checked above
    try:
        with opener.open(request, timeout=timeout):
            return
    except urllib.error.HTTPError as error:
        raise HeartbeatFailure(f"The watcher answered {error.code}.") from None
    except (OSError, HTTPException, ValueError) as error:
        raise HeartbeatFailure(f"The watcher was not reached ({type(error).__name__}).") from None
