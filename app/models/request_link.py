"""How requests hang together: one supersedes, follows up or escalates another, or went out with it."""

from typing import Self

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Guarded, Noun, coded
from app.models.oversight_request import OversightRequest
from app.models.picklists import LinkKind
from app.models.user import User
from app.refusals import Refused

# Through these the first due date of the earlier request lives on; companions each have their own.
KEEPS_LATENESS = frozenset({LinkKind.SUPERSEDES, LinkKind.FOLLOWS_UP, LinkKind.ESCALATES})
FROM_EARLIER = {
    LinkKind.SUPERSEDES: "Superseded by",
    LinkKind.FOLLOWS_UP: "Followed up by",
    LinkKind.ESCALATES: "Escalated by",
    LinkKind.COMPANION: "Companion of",
}
NO_SUCH_REQUEST = "No request of that number."


class RequestLink(Noun, Guarded, Base):
    """What a request is to an earlier one of its office; seen by whoever sees both."""

    __tablename__ = "request_link"
    __table_args__ = (sa.UniqueConstraint("request_id", "earlier_id", "kind"),)

    request_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("oversight_request.id"), index=True)
    earlier_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("oversight_request.id"), index=True)
    kind: Mapped[LinkKind] = mapped_column(coded(LinkKind))
    linked_by_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"))

    oversight_request: Mapped[OversightRequest] = relationship(OversightRequest, foreign_keys=[request_id])
    earlier: Mapped[OversightRequest] = relationship(OversightRequest, foreign_keys=[earlier_id])
    linked_by: Mapped[User] = relationship(User)

    @classmethod
    def tie(cls, oversight_request: OversightRequest, *, kind: LinkKind, earlier: OversightRequest, by: User) -> Self:
        """A link between two requests of one office; raises `Refused` where they can't be linked."""
        if earlier.office_id != oversight_request.office_id:
            raise Refused(NO_SUCH_REQUEST, field="earlier_number")
        if earlier.id == oversight_request.id:
            raise Refused("A request is not linked to itself.", field="earlier_number")
        for each in (oversight_request, earlier):
            if each.is_void:
                raise Refused(f"{each.number} is void. It takes no further entries.", field="earlier_number")
        return cls(oversight_request=oversight_request, earlier=earlier, kind=kind, linked_by=by)

    def other(self, oversight_request: OversightRequest) -> OversightRequest:
        """The request at the other end."""
        return self.earlier if self.oversight_request is oversight_request else self.oversight_request

    def words_from(self, oversight_request: OversightRequest) -> str:
        """What the other request is to this one, as its page says it."""
        return self.kind.label if self.oversight_request is oversight_request else FROM_EARLIER[self.kind]
