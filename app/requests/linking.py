"""The step that linking and filing share: tie a request to an earlier one, and tell both histories."""

from app.clock import today
from app.extensions import db
from app.history import record
from app.models import OversightRequest, RequestLink, User
from app.models.picklists import ClosingReason, LinkKind
from app.models.request_link import KEEPS_LATENESS, NO_SUCH_REQUEST
from app.policies import Action, allowed
from app.refusals import Refused
from app.requests import link_queries


def demand_earlier(number: str, *, office_id: int) -> OversightRequest:
    earlier = link_queries.own_request(number, office_id=office_id)
    if earlier is None:
        raise Refused(NO_SUCH_REQUEST, field="earlier_number")
    return earlier


def tie(
    oversight_request: OversightRequest, *, kind: LinkKind, earlier: OversightRequest, by: User, act_id: int
) -> RequestLink:
    """Add the link and tell both histories; nothing is committed."""
    if link_queries.is_linked(oversight_request, earlier, kind):
        raise Refused("These two are linked so already.", field="earlier_number")
    if kind in KEEPS_LATENESS and link_queries.is_before(oversight_request.id, request_id=earlier.id):
        raise Refused(f"{earlier.number} came after this request, so it cannot go before it.", field="earlier_number")
    made = RequestLink.tie(oversight_request, kind=kind, earlier=earlier, by=by)
    if kind is LinkKind.SUPERSEDES and earlier.is_open:
        supersede(oversight_request, earlier, by=by, act_id=act_id)
    db.session.add(made)
    for each in (oversight_request, earlier):
        words = f"{made.words_from(each)} {made.other(each).number}."
        record(each, "linked", by=by, summary=words, changes={}, act_id=act_id)
    return made


def supersede(oversight_request: OversightRequest, earlier: OversightRequest, *, by: User, act_id: int) -> None:
    if not allowed(by, Action.CLOSE, earlier):
        raise Refused(f"Only its owner or a senior colleague may close {earlier.number}.", field="earlier_kind")
    note = f"Superseded by {oversight_request.number}."
    earlier.close(on=today(earlier.office.zone), reason=ClosingReason.SUPERSEDED, note=note)
    record(earlier, "closed", by=by, summary=f"Closed: superseded by {oversight_request.number}.", act_id=act_id)
