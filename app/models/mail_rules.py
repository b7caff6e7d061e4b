"""How one person wants reminders, and which request they put off for a while."""

from dataclasses import dataclass
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Noun, OfRequest, coded
from app.models.mail_terms import MailMode
from app.models.oversight_request import OversightRequest
from app.models.user import User
from app.refusals import Refused


@dataclass(frozen=True, kw_only=True)
class MailFacts:
    """What a person says about their reminders; clock times are of their own zone. No rules: `MailFacts()`."""

    mode: MailMode = MailMode.EACH
    digest_at: time = time(7, 30)
    is_weekly: bool = False
    quiet_from: time | None = None
    quiet_until: time | None = None


class MailRules(Noun, Base):
    """One row a person at most."""

    __tablename__ = "mail_rules"

    user_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"), unique=True)
    mode: Mapped[MailMode] = mapped_column(coded(MailMode), default=MailMode.EACH)
    digest_at: Mapped[time] = mapped_column(default=time(7, 30))
    is_weekly: Mapped[bool] = mapped_column(default=False)
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]

    user: Mapped[User] = relationship(User)

    @property
    def facts(self) -> MailFacts:
        return MailFacts(
            mode=self.mode,
            digest_at=self.digest_at,
            is_weekly=self.is_weekly,
            quiet_from=self.quiet_from,
            quiet_until=self.quiet_until,
        )

    def write(self, facts: MailFacts) -> None:
        """Take these over. Raises `Refused`."""
        if (facts.quiet_from is None) != (facts.quiet_until is None):
            raise Refused("Enter both ends of the quiet hours, or neither.", field="quiet_from")
        if facts.quiet_from is not None and facts.quiet_from == facts.quiet_until:
            raise Refused("Quiet hours end at another time than they begin.", field="quiet_until")
        if is_within(facts.digest_at, facts.quiet_from, facts.quiet_until):
            raise Refused("The digest would come in your quiet hours.", field="digest_at")
        self.mode, self.digest_at, self.is_weekly = facts.mode, facts.digest_at, facts.is_weekly
        self.quiet_from, self.quiet_until = facts.quiet_from, facts.quiet_until


def is_within(clock: time, begins: time | None, ends: time | None) -> bool:
    """Whether a clock time lies in the hours that begin and end so, across midnight too; the end is no part of them."""
    if begins is None or ends is None:
        return False
    if begins < ends:
        return begins <= clock < ends
    return clock >= begins or clock < ends


class Snooze(Noun, OfRequest, Base):
    """One person hears nothing of one version of a deadline until a morning ahead of it."""

    __tablename__ = "snooze"
    __table_args__ = (sa.UniqueConstraint("request_id", "person_id"),)

    person_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"))
    due_version: Mapped[int]
    until_on: Mapped[date]
    wakes_at: Mapped[datetime]

    oversight_request: Mapped[OversightRequest] = relationship(OversightRequest)
    person: Mapped[User] = relationship(User)

    def write(self, *, until_on: date, wakes_at: datetime, at: datetime) -> None:
        """Raises `Refused` where the morning is past, or would come after the last minute on time."""
        about = self.oversight_request
        about.demand_open()
        if about.due_at is None:
            raise Refused("No due date is set, so there is no reminder to put off.")
        if about.due_at < at:
            raise Refused("The deadline has passed. Extend it, or log the reply.")
        if wakes_at <= at:
            raise Refused("Choose a day after today.", field="until_on")
        if wakes_at > about.due_at:
            raise Refused("A reminder cannot be put off past the deadline.", field="until_on")
        self.due_version, self.until_on, self.wakes_at = about.due_version, until_on, wakes_at
