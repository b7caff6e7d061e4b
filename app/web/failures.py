"""Failure pages: plain words, what to do next, and for a fault of ours an id to quote."""

import re

import sqlalchemy as sa
from flask import Flask, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, SecurityError

from app.extensions import db
from app.refusals import Refused
from app.web import hits
from app.web.marked import YES
from app.web.measures import request_id
from app.web.shell import plain_shell, shell

WRITE_FAULTS = (sa.exc.OperationalError, sa.exc.InternalError, OSError)
NOT_TYPED = re.compile(r"(^|_)ids?$|^(edition|version|back|filters|due_basis)$")
SECRET = re.compile(r"password|token|secret|credential|^(recovery_|pass)?code$")


def init_app(app: Flask) -> None:
    app.register_error_handler(CSRFError, show_expired_form)
    app.register_error_handler(SecurityError, show_unknown_host)
    app.register_error_handler(HTTPException, show_http_failure)
    app.register_error_handler(Refused, show_refusal)
    app.register_error_handler(Exception, show_fault)


def show_unknown_host(_failure: SecurityError) -> ResponseReturnValue:
    """Asked under a name that is not ours: no page can be put together, since its links would have no host."""
    return Response("This address is not served here.", 400, mimetype="text/plain")


def show_http_failure(failure: HTTPException) -> ResponseReturnValue:
    code = failure.code or 500
    if code in {401, 403} and not current_user.is_authenticated:
        return redirect(url_for("security.login", next=target()))
    if code < 400:
        return failure
    let_go(is_ours=code >= 500)
    template = f"errors/{code}.html" if code in {403, 404, 405, 413} else "errors/other.html"
    return render_template(template, failure=failure, limit_mb=limit_in_mb(failure)), code


def target() -> str | None:
    """The page to come back to; a form that was sent too late leads to its page, which offers what was kept of it."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    has_page = request.url_rule is not None and "GET" in (request.url_rule.methods or set())
    return request.path if has_page else None


def let_go(*, is_ours: bool = False) -> None:
    """Give up what was begun; the frame is put together before, while the person is loaded, or asks nobody after a fault."""
    if is_ours:
        plain_shell()
    else:
        shell()
    db.session.rollback()


def limit_in_mb(failure: HTTPException) -> int | None:
    limit = request.max_content_length if isinstance(failure, RequestEntityTooLarge) else None
    return limit // (1024 * 1024) if limit else None


def show_expired_form(_failure: CSRFError) -> ResponseReturnValue:
    return render_template("errors/expired.html"), 400


def show_refusal(refusal: Refused) -> ResponseReturnValue:
    """A rule said no where no form stands to show it."""
    hits.remember(refusal)
    let_go()
    return render_template("errors/refused.html", sentence=refusal.sentence), 422


def show_fault(fault: Exception) -> ResponseReturnValue:
    """A fault of ours; its words go to the log with an id and never to the page."""
    let_go(is_ours=True)
    fault_id = request_id()
    current_app.logger.error("fault %s at %s", fault_id, request.endpoint, exc_info=fault)
    cannot_write = request.method == "POST" and isinstance(fault, WRITE_FAULTS)
    fields, sent_files = sent()
    told = {"fault_id": fault_id, "typed": fields, "shown": in_words(fields), "sent_files": sent_files}
    return render_template("errors/500.html", cannot_write=cannot_write, **told), 503 if cannot_write else 500


def sent() -> tuple[list[tuple[str, str]], bool]:
    """What was typed, and whether files came with it; nothing, where the fault lay in taking the form in."""
    try:
        return typed(), any(file.filename for file in request.files.values())
    except (OSError, HTTPException):
        return [], False


def typed() -> list[tuple[str, str]]:
    """What the form held, to be shown in this one answer and sent again; no secret, and nothing that was said to be marked."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    holds_secret = any(SECRET.search(name) for name, _ in fields)
    return [] if holds_secret or request.form.get("is_marked") == YES else fields


def in_words(fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of these, what a person typed: no ids, and nothing that was left empty."""
    return [(name, value) for name, value in fields if value.strip() and not NOT_TYPED.search(name)]
