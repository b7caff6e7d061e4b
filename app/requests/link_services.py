"""Verbs of links between requests: link, and take a link away."""

from app.extensions import db
from app.history import hold, record
from app.models import OversightRequest, RequestLink, User
from app.models.base import new_id
from app.models.picklists import LinkKind
from app.models.request_link import FROM_EARLIER
from app.requests.linking import demand_earlier, tie


def link(oversight_request: OversightRequest, *, kind: LinkKind, earlier_number: str, by: User) -> RequestLink:
    """Say what this request is to an earlier one; one that supersedes it closes it."""
    earlier = demand_earlier(earlier_number, office_id=oversight_request.office_id)
    for each in sorted((oversight_request, earlier), key=lambda one: one.id):
        hold(each)
    made = tie(oversight_request, kind=kind, earlier=earlier, by=by, act_id=new_id())
    db.session.commit()
    return made


def unlink(made: RequestLink, *, by: User) -> None:
    """Take a link away; what it closed stays closed, and both histories keep that it stood."""
    ends = (made.oversight_request, made.earlier)
    for each in sorted(ends, key=lambda one: one.id):
        hold(each)
        each.demand_not_void()
    act_id, kind, (later, earlier) = new_id(), made.kind, ends
    db.session.delete(made)
    for each, words in ((later, f"{kind.label} {earlier.number}"), (earlier, f"{FROM_EARLIER[kind]} {later.number}")):
        record(each, "unlinked", by=by, summary=f"Link removed: {words[:1].lower()}{words[1:]}.", act_id=act_id)
    db.session.commit()
