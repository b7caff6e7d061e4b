"""The docket as a file: the same address as its page, with .xlsx or .csv, gives the same view."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from app.policies import Action, authorize
from app.requests import sheet_services as services
from app.requests.docket import Panel, chips_of, look_now
from app.web.links import person
from app.web.zones import own_zone

bp = Blueprint("sheets", __name__)
CHUNK = 1 << 16


@bp.get("/requests.xlsx", defaults={"format_name": "xlsx"})
@bp.get("/requests.csv", defaults={"format_name": "csv"})
def export(format_name: str) -> ResponseReturnValue:
    authorize(Action.EXPORT_INTERNAL)
    panel, glance = Panel(formdata=request.args), look_now(own_zone())
    panel.offer()
    filters = panel.read(sort=request.args.get("sort", ""), page=1)
    cut = [words for words, _url in chips_of(panel, filters)]
    with ExitStack() as stack:
        file = stack.enter_context(tempfile.TemporaryFile())
        done = services.export(filters, glance, cut, format=format_name, to=file, by=person())
        answer = Response(read_out(file, stack.pop_all()), content_type=done.media_type)
    answer.content_length = file.tell()
    answer.headers.set("Content-Disposition", "attachment", filename=done.name)
    return answer


def read_out(file: IO[bytes], closing: ExitStack) -> Iterator[bytes]:
    with closing:
        file.seek(0)
        while piece := file.read(CHUNK):
            yield piece
