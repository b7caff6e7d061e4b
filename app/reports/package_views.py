"""One request with all its files, in one ZIP."""

from flask import Blueprint, Response, abort, stream_with_context
from flask.typing import ResponseReturnValue

from app.policies import Action, authorize
from app.reports import package_services, queries
from app.web.links import demand_seat, person

bp = Blueprint("packages", __name__)
bp.before_request(demand_seat)


@bp.post("/requests/<number>/package")
def package(number: str) -> ResponseReturnValue:
    oversight_request = queries.whole_request(number) or abort(404)
    authorize(Action.EXPORT_INTERNAL, oversight_request)
    made = package_services.begin_package(oversight_request, by=person())
    answer = Response(stream_with_context(made.stream()), content_type="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename=made.name)
    return answer
