"""What is told of every HTTP request: an id, one line in the log, a count and a duration; never what it was about."""

import hmac
import logging
import os
import re
import secrets
import time
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, g, request
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

from app.web.zones import settings

GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
LOOPBACK = frozenset({"127.0.0.1", "::1"})
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
REQUESTS = Counter("tecum_http_requests", "HTTP requests answered.", ["endpoint", "method", "status"])
SECONDS = Histogram("tecum_http_request_seconds", "How long an answer took.", ["endpoint"], buckets=BUCKETS)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

log = logging.getLogger("tecum.http")


def init_app(app: Flask) -> None:
    app.before_request(begin)
    app.after_request(tell)


def begin() -> None:
    g.began = time.perf_counter()


def request_id() -> str:
    """The id of this HTTP request: in its log line, in the answer's header and on a page that says something broke.

    A proxy that is trusted may have given it one.
    """
    if "request_id" not in g:
        given = request.headers.get("X-Request-ID", "") if settings().proxy_hops else ""
        g.request_id = given if GIVEN_ID.fullmatch(given) else secrets.token_hex(6)
    found: str = g.request_id
    return found


def tell(response: Response) -> Response:
    seconds = time.perf_counter() - g.get("began", time.perf_counter())
    endpoint = request.endpoint or "unknown"
    method = request.method if request.method in METHODS else "other"
    REQUESTS.labels(endpoint, method, str(response.status_code)).inc()
    SECONDS.labels(endpoint).observe(seconds)
    response.headers["X-Request-ID"] = request_id()
    level = logging.ERROR if response.status_code >= 500 and endpoint != "operations.readyz" else logging.INFO
    if log.isEnabledFor(level):
        write_line(level, method, response.status_code, round(seconds * 1000, 1))
    return response


def write_line(level: int, method: str, status: int, ms: float) -> None:
    """The route as it is written in the code, and of its values the request's number alone; no query string."""
    route = request.url_rule.rule if request.url_rule else "(no route)"
    number = (request.view_args or {}).get("number")
    person = person_id()
    facts = {"request_id": request_id(), "method": method, "route": route, "number": number, "status": status, "ms": ms}
    words = f"{method} {route} {number or '-'} {status} {ms} ms, user {person or '-'}, id {request_id()}"
    log.log(level, words, extra={**facts, "user": person})


def person_id() -> int | None:
    """Who is signed in, as far as the request asked; without a look at a row that may have been given up."""
    state: Any = sa.inspect(g.get("_login_user"), raiseerr=False)
    return state.identity[0] if state is not None and state.identity else None


def may_read_measures() -> bool:
    """Whoever sends the token; without one in the settings, this machine. A proxy in front makes everybody look like it."""
    token = settings().metrics_token
    if token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), token.encode())
    return request.remote_addr in LOOPBACK and "X-Forwarded-For" not in request.headers


def registry() -> CollectorRegistry:
    """The counters of all workers of this server, or of this process where it is alone."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    found = CollectorRegistry()
    MultiProcessCollector(found)  # type: ignore[no-untyped-call]
    return found
