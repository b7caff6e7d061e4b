"""The request: who asks whom for what, under which authority, by when, and what came of it."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clock import now
from app.models.agency import Agency
from app.models.base import ID, Base, Guarded, Noun, coded
from app.models.counts import Count
from app.models.matter import Matter
from app.models.office import Office
from app.models.picklists import Authority, ClosingReason, Handling, Instrument, WaitsOn
from app.models.states import Facts, Reply, Timing, reply_of, timing_of
from app.models.user import User
from app.refusals import Refused


@dataclass(frozen=True)
class NextStep:
    """What happens next, when, and whose move it is (rule 6)."""

    text: str | None
    on: date | None
    waits_on: WaitsOn | None


def is_public(released_on: date | None, public_from: datetime | None, *, at: datetime) -> bool:
    """Whether a letter is public at a moment; its SQL twin stands in the reports' queries."""
    return released_on is not None and (public_from is None or public_from <= at)


OPEN = ("office_id", "void_at", "closed_on")
SEEN_BY = ("is_limited", "agency_id")


class OversightRequest(Noun, Guarded, Base):
    """A filed request; what is still being drafted is a `RequestDraft`.

    The columns `due_*`, `stopped_on`, `*_items`, `last_heard_on`, `touched_at` and `unclassified` are caches of facts in other rows,
    written in the same transaction as those facts, so that a list needs one table only.
    """

    __tablename__ = "oversight_request"
    __table_args__ = (
        sa.UniqueConstraint("office_id", "congress", "serial"),
        # One index for each order of the docket, and one for each state that is rare: a list never sorts the whole table.
        # The indexes of what is open hold all that the docket's views count by, so that counting reads no row of the table.
        sa.Index(
            "ix_oversight_request_open_by_due",
            *(*OPEN, "due_at", "due_on", "transmitted_on", "counted_items", "satisfied_items", *SEEN_BY),
        ),
        sa.Index("ix_oversight_request_by_due", "office_id", "due_at"),
        sa.Index("ix_oversight_request_by_number", "office_id", "congress", "serial"),
        sa.Index("ix_oversight_request_by_subject", "office_id", "subject", "id"),
        sa.Index("ix_oversight_request_by_last_heard", "office_id", "last_heard_on", "id"),
        sa.Index("ix_oversight_request_to_classify", *OPEN, "unclassified", *SEEN_BY),
        sa.Index(
            "ix_oversight_request_by_owner",
            *("owner_id", "void_at", "closed_on", "office_id", "is_limited", "agency_id"),
        ),
        sa.Index("ix_oversight_request_by_sending", "office_id", "transmitted_on", "void_at", "closed_on"),
        sa.Index("ix_oversight_request_by_next_step", "office_id", "next_step_on"),
        sa.Index("ix_oversight_request_by_control_number", "office_id", "control_number"),
        sa.Index("ix_oversight_request_by_touch", *OPEN, "touched_at", *SEEN_BY),
        sa.Index("ix_oversight_request_by_move", *OPEN, "waits_on", *SEEN_BY),
    )

    office_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("office.id"))
    number: Mapped[str] = mapped_column(unique=True)
    congress: Mapped[int]
    serial: Mapped[int]
    instrument: Mapped[Instrument] = mapped_column(coded(Instrument), default=Instrument.LETTER)
    authority: Mapped[Authority | None] = mapped_column(coded(Authority))
    agency_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("agency.id"), index=True)
    matter_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("matter.id"), index=True)
    subject: Mapped[str]
    mail_topic: Mapped[str]
    addressee: Mapped[str | None]
    addressee_title: Mapped[str | None]
    signatories: Mapped[list[Any]] = mapped_column(default=list)
    cc: Mapped[str | None]
    handling: Mapped[Handling] = mapped_column(coded(Handling), default=Handling.COMMITTEE_INTERNAL)
    is_limited: Mapped[bool] = mapped_column(default=False)
    is_quiet: Mapped[bool] = mapped_column(default=False)
    edition: Mapped[int] = mapped_column(default=1)
    control_number: Mapped[str | None]
    extras: Mapped[dict[str, Any] | None]
    import_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("sheet_import.id"), index=True)

    owner_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("app_user.id"))
    backup_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("app_user.id"))
    filed_by_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("app_user.id"))
    filed_at: Mapped[datetime]

    dated_on: Mapped[date | None]
    transmitted_on: Mapped[date | None]
    received_on: Mapped[date | None]

    due_on: Mapped[date | None]
    due_time: Mapped[time | None]
    due_at: Mapped[datetime | None]
    first_due_on: Mapped[date | None]
    first_due_at: Mapped[datetime | None]
    due_version: Mapped[int] = mapped_column(default=0)
    extensions: Mapped[int] = mapped_column(default=0)
    stopped_on: Mapped[date | None]

    counted_items: Mapped[int] = mapped_column(default=0)
    satisfied_items: Mapped[int] = mapped_column(default=0)
    partial_items: Mapped[int] = mapped_column(default=0)
    said_done_items: Mapped[int] = mapped_column(default=0)
    refused_items: Mapped[int] = mapped_column(default=0)
    last_heard_on: Mapped[date | None]
    unclassified: Mapped[int] = mapped_column(default=0)

    next_step: Mapped[str | None]
    next_step_on: Mapped[date | None]
    waits_on: Mapped[WaitsOn | None] = mapped_column(coded(WaitsOn))

    release_proposed_by_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("app_user.id"))
    release_proposed_at: Mapped[datetime | None]
    release_approved_by_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("app_user.id"))
    released_on: Mapped[date | None]
    public_from: Mapped[datetime | None]
    touched_at: Mapped[datetime | None] = mapped_column(default=now)

    closed_on: Mapped[date | None]
    closing_reason: Mapped[ClosingReason | None] = mapped_column(coded(ClosingReason))
    closing_note: Mapped[str | None]
    void_at: Mapped[datetime | None]
    void_reason: Mapped[str | None]

    office: Mapped[Office] = relationship(Office)
    agency: Mapped[Agency] = relationship(Agency)
    matter: Mapped[Matter | None] = relationship(Matter)
    owner: Mapped[User | None] = relationship(User, foreign_keys=[owner_id])
    backup: Mapped[User | None] = relationship(User, foreign_keys=[backup_id])
    filed_by: Mapped[User | None] = relationship(User, foreign_keys=[filed_by_id])
    release_proposed_by: Mapped[User | None] = relationship(User, foreign_keys=[release_proposed_by_id])
    release_approved_by: Mapped[User | None] = relationship(User, foreign_keys=[release_approved_by_id])
    items: Mapped[list[Any]] = relationship("Item", order_by="Item.position", back_populates="oversight_request")
    deadline: Mapped[Any] = relationship("Deadline", back_populates="oversight_request", uselist=False)
    communications: Mapped[list[Any]] = relationship(
        "Communication",
        order_by="[Communication.dated_on.desc(), Communication.created_at.desc()]",
        back_populates="oversight_request",
    )
    attachments: Mapped[list[Any]] = relationship(
        "Attachment", order_by="Attachment.created_at", back_populates="oversight_request"
    )
    links: Mapped[list[Any]] = relationship(
        "IntelligenceLink", order_by="IntelligenceLink.created_at", back_populates="oversight_request"
    )
    outcomes: Mapped[list[Any]] = relationship(
        "Outcome", order_by="Outcome.dated_on", back_populates="oversight_request"
    )
    topics: Mapped[list[Any]] = relationship("RequestTopic", back_populates="oversight_request")
    reading: Mapped[Any] = relationship(
        "LetterReading", back_populates="oversight_request", uselist=False, passive_deletes="all"
    )
    shares: Mapped[list[Any]] = relationship("Share", order_by="Share.shared_at", viewonly=True)
    named: Mapped[list[Any]] = relationship("NamedPerson", viewonly=True)
    reminders: Mapped[list[Any]] = relationship(
        "Reminder", order_by="Reminder.due_for", back_populates="oversight_request"
    )

    @property
    def count(self) -> Count:
        """The one count of this request (rule 2), from its cached columns."""
        return Count(
            counted=self.counted_items,
            satisfied=self.satisfied_items,
            partial=self.partial_items,
            said_done=self.said_done_items,
            refused=self.refused_items,
        )

    @property
    def is_void(self) -> bool:
        return self.void_at is not None

    @property
    def is_closed(self) -> bool:
        return self.closed_on is not None

    @property
    def is_open(self) -> bool:
        """Neither closed nor void."""
        return self.closed_on is None and self.void_at is None

    @property
    def is_sent(self) -> bool:
        return self.transmitted_on is not None

    @property
    def is_released(self) -> bool:
        """The letter itself is public: its release was approved, and neither its day nor an embargo lies ahead."""
        return is_public(self.released_on, self.public_from, at=now())

    @property
    def is_embargoed(self) -> bool:
        """Approved, and not public yet."""
        return self.released_on is not None and not self.is_released

    @property
    def is_release_proposed(self) -> bool:
        return self.release_proposed_at is not None and self.released_on is None

    @property
    def is_waiting(self) -> bool:
        """The clock runs: open, sent, and not every counted item satisfied."""
        return self.is_open and self.is_sent and not self.count.is_satisfied

    @property
    def facts(self) -> Facts:
        """What its timing follows from."""
        return Facts(
            is_void=self.is_void,
            is_closed=self.is_closed,
            is_sent=self.is_sent,
            is_satisfied=self.count.is_satisfied,
            due_on=self.due_on,
            due_at=self.due_at,
            stopped_on=self.stopped_on,
        )

    @property
    def timing(self) -> Timing | None:
        """Where it stands against its clock now."""
        return timing_of(self.facts, at=now(), zone=self.office.zone)

    @property
    def timing_words(self) -> str:
        """The timing as shown; a closed request says why."""
        timing = self.timing
        if timing is Timing.CLOSED and self.closing_reason:
            reason = str(self.closing_reason)
            return f"Closed: {reason[:1].lower()}{reason[1:]}"
        return str(timing or "")

    @property
    def reply(self) -> Reply | None:
        """What came back so far."""
        return reply_of(self.count, unclassified=self.unclassified, is_void=self.is_void)

    def demand_not_void(self) -> None:
        """Raise `Refused` for a record that was filed in error."""
        if self.is_void:
            raise Refused(f"{self.number} is void. It keeps its number and takes no further entries.")

    def demand_open(self) -> None:
        """Raise `Refused` where the record is closed or void and so takes no further act."""
        self.demand_not_void()
        if self.is_closed:
            raise Refused(f"{self.number} is closed. Reopen it first.")

    def date_letter(self, on: date | None) -> None:
        """The date printed on the letter, which no later fact may precede."""
        if on and self.transmitted_on and self.transmitted_on < on:
            raise Refused("The letter was sent before this date.", field="dated_on")
        if on and self.first_due_on and self.first_due_on < on:
            raise Refused("The due date is before this date.", field="dated_on")
        self.dated_on = on

    def note_receipt(self, *, on: date, today: date) -> None:
        """The day on which the agency says that it received the letter."""
        self.demand_not_void()
        if self.transmitted_on is None:
            raise Refused("Say first when the letter was sent.", field="received_on")
        if on < self.transmitted_on:
            raise Refused("The agency cannot have received the letter before it was sent.", field="received_on")
        if on > today:
            raise Refused("The agency cannot have received the letter in the future.", field="received_on")
        self.received_on = on

    def mark_sent(self, *, on: date, today: date) -> None:
        """The letter was transmitted on that day: a fact of its own, never taken from the letter's date."""
        self.demand_open()
        if self.transmitted_on is not None:
            raise Refused("This request was already marked as sent.", field="transmitted_on")
        if on > today:
            raise Refused("A letter cannot have been sent in the future.", field="transmitted_on")
        if self.dated_on and on < self.dated_on:
            raise Refused("The letter cannot be sent before the date printed on it.", field="transmitted_on")
        self.transmitted_on = on

    def void(self, *, at: datetime, reason: str) -> None:
        """Filed in error: it keeps its number and drops out of every count."""
        if self.is_void:
            raise Refused("This request is already void.")
        if not reason.strip():
            raise Refused("Say why this request is void.", field="reason")
        self.void_at, self.void_reason = at, reason.strip()

    def close(self, *, on: date, reason: ClosingReason, note: str | None = None) -> None:
        self.demand_open()
        if reason is ClosingReason.SATISFIED and not self.count.is_satisfied:
            raise Refused(
                f"Only {self.count.headline}. Close it as unsatisfied, or accept the open items first.", field="reason"
            )
        self.closed_on, self.closing_reason, self.closing_note = on, reason, note or None

    def reopen(self) -> None:
        if self.is_void or not self.is_closed:
            raise Refused("Only a closed request can be reopened.")
        self.closed_on = self.closing_reason = self.closing_note = None

    def propose_release(self, *, by: User, at: datetime) -> None:
        """Staff propose that the letter is public; another person approves (`approve_release`)."""
        if self.released_on or self.is_release_proposed:
            raise Refused("The release of this letter is already proposed or done.")
        self.release_proposed_by, self.release_proposed_at = by, at

    def approve_release(self, *, by: User, on: date, at: time | None = None) -> None:
        """Public from that day on, and where a clock time is embargoed, not before it."""
        if not self.is_release_proposed:
            raise Refused("Nobody has proposed the release of this letter.")
        if by.id == self.release_proposed_by_id:
            raise Refused("Another person must approve the release: you proposed it.")
        self.release_approved_by, self.released_on = by, on
        self.public_from = datetime.combine(on, at or time(), self.office.zone)

    def recount(self) -> None:
        """Write the cached count anew from the items; called by every verb that changes a disposition."""
        count = Count.of([item.standing for item in self.items if item.parent_id is None and item.parent is None])
        self.counted_items, self.satisfied_items = count.counted, count.satisfied
        self.partial_items, self.said_done_items, self.refused_items = count.partial, count.said_done, count.refused

    def retally(self) -> None:
        """Write anew when the agency was last heard (a public statement is not that) and what waits to be classified."""
        heard = [communication.dated_on for communication in self.communications if communication.can_answer]
        self.last_heard_on = max(heard, default=None)
        self.unclassified = sum(communication.is_to_classify for communication in self.communications)

    @property
    def step_words(self) -> str:
        """What the history says of the next step."""
        whom = self.waits_on.label.lower() if self.waits_on else "nobody"
        day = (
            f", {self.next_step_on:%a, %b} {self.next_step_on.day}, {self.next_step_on.year}"
            if self.next_step_on
            else ""
        )
        return f"Next step set: waits on {whom}{day}."

    def set_next_step(self, step: NextStep, *, today: date) -> None:
        """Say whose move it is; a day that has passed is kept, but no new one may lie in the past."""
        self.demand_open()
        if step.waits_on is None:
            raise Refused("Say whose move it is.", field="waits_on")
        if step.on and step.on < today and step.on != self.next_step_on:
            raise Refused("The next step lies today or later.", field="next_step_on")
        self.next_step, self.next_step_on, self.waits_on = step.text, step.on, step.waits_on


class RequestDraft(Noun, Guarded, Base):
    """What a person typed and has not filed: the form's fields as typed, no number yet."""

    __tablename__ = "request_draft"

    office_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("office.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("agency.id"))
    drafted_by_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"))
    saved_at: Mapped[datetime]
    fields: Mapped[dict[str, Any]]

    office: Mapped[Office] = relationship(Office)
    agency: Mapped[Agency | None] = relationship(Agency)
    drafted_by: Mapped[User] = relationship(User)


class Share(Base):
    """An explicit act: this request may be seen by that office, too."""

    __tablename__ = "share"

    request_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("oversight_request.id"), primary_key=True)
    office_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("office.id"), primary_key=True, index=True)
    shared_by_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"))
    shared_at: Mapped[datetime]

    office: Mapped[Office] = relationship(Office)


class NamedPerson(Base):
    """A person who may see a request that is limited to named people."""

    __tablename__ = "named_person"

    request_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("oversight_request.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"), primary_key=True, index=True)

    user: Mapped[User] = relationship(User)
