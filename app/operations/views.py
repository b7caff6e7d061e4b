"""Health pages, measures, and a trial's viewer of kept mail."""

from collections.abc import Iterator
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily

from app.kept_mail import KeptLetter, KeptMail
from app.operations import queries
from app.web.measures import may_read_measures, registry
from config import Settings

bp = Blueprint("operations", __name__)

LOOPBACK = frozenset({"127.0.0.1", "::1"})
SHOWN = 200
# The letter's own styles may apply, and nothing else: no script, no form, no address of ours or of others.
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; base-uri 'none'; frame-ancestors 'none'"


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process answers; it asks no database and no person."""
    return {"status": "ok"}


@bp.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Whether the installation does its work: disk, database, schema, outbox, scheduler. A late backup only warns."""
    data_dir = current_app.extensions["tecum"].data_dir
    reasons, warning = queries.reasons_not_ready(), queries.backup_warning(data_dir)
    status = "failing" if reasons else "ok"
    return {"status": status, "reasons": reasons, "warnings": [warning] if warning else []}, 503 if reasons else 200


@bp.get("/metrics")
def metrics() -> ResponseReturnValue:
    """What is counted and measured, for Prometheus; nobody else learns that the page exists."""
    if not may_read_measures():
        abort(404)
    text = generate_latest(registry()) + generate_latest(Gauges(current_app.extensions["tecum"].data_dir))
    return Response(text, content_type=CONTENT_TYPE_LATEST)


@bp.get("/dev/mail")
def kept_mail() -> ResponseReturnValue:
    """What a trial would have sent, newest first."""
    return render_template("operations/kept_mail.html", letters=kept().newest(SHOWN), limit=SHOWN)


@bp.get("/dev/mail/<name>")
def kept_letter(name: str) -> ResponseReturnValue:
    return render_template("operations/kept_letter.html", letter=letter(name))


@bp.get("/dev/mail/<name>/html")
def kept_letter_html(name: str) -> ResponseReturnValue:
    """The letter's HTML part as a mail program would show it, on a page that may do nothing."""
    return Response(letter(name).html, mimetype="text/html", headers={"Content-Security-Policy": LETTER_POLICY})


class Gauges:
    """The figures of the whole installation, asked when they are read."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for name, meaning, value in queries.measures(self.data_dir):
            yield GaugeMetricFamily(name, meaning, value=value)


def kept() -> KeptMail:
    """The folder of kept mail; 404 in production, and from any other machine."""
    settings: Settings = current_app.extensions["tecum"]
    if not settings.is_trial or request.remote_addr not in LOOPBACK:
        abort(404)
    return KeptMail(settings.data_dir / "mail")


def letter(name: str) -> KeptLetter:
    found = kept().letter(name)
    return found if found is not None else abort(404)
