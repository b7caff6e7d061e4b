"""A letter that an office writes from its record, and the acts by which it is cleared and sent."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.agency import Agency
from app.models.base import ID, Base, Guarded, Noun, coded
from app.models.letter_picklists import LetterKind, LetterStage, OfficeWords
from app.models.office import Office
from app.models.oversight_request import OversightRequest
from app.models.user import User
from app.refusals import Refused

WAY = (LetterStage.DRAFTED, LetterStage.COUNSEL, LetterStage.DIRECTOR, LetterStage.PRINCIPAL, LetterStage.SENT)


@dataclass(frozen=True, kw_only=True)
class LetterWords:
    """All that stands in a letter and may be edited until it is sent."""

    dated_on: date
    subject: str
    salutation: str
    text: str
    delivery: str | None = None
    addressee: str | None = None
    addressee_title: str | None = None
    addressee_body: str | None = None
    signatories: tuple[tuple[str, str], ...] = ()
    cc: str | None = None


class LetterTemplate(Noun, Guarded, Base):
    """An office's own words for one kind of letter, in place of the standard ones."""

    __tablename__ = "letter_template"
    __table_args__ = (sa.UniqueConstraint("office_id", "kind"),)

    office_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("office.id"))
    kind: Mapped[OfficeWords] = mapped_column(coded(OfficeWords))
    text: Mapped[str]
    edition: Mapped[int] = mapped_column(default=1)

    office: Mapped[Office] = relationship(Office)


class WrittenLetter(Noun, Guarded, Base):
    """One letter. Its stage follows from the acts on its present text: a changed text is a new edition and begins anew."""

    __tablename__ = "written_letter"

    office_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("office.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("agency.id"), index=True)
    request_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("oversight_request.id"), index=True)
    kind: Mapped[LetterKind] = mapped_column(coded(LetterKind))
    dated_on: Mapped[date]
    subject: Mapped[str]
    salutation: Mapped[str]
    text: Mapped[str]
    delivery: Mapped[str | None]
    addressee: Mapped[str | None]
    addressee_title: Mapped[str | None]
    addressee_body: Mapped[str | None]
    signatories: Mapped[list[Any]] = mapped_column(default=list)
    cc: Mapped[str | None]
    edition: Mapped[int] = mapped_column(default=1)
    written_by_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"))
    discarded_at: Mapped[datetime | None]

    office: Mapped[Office] = relationship(Office)
    agency: Mapped[Agency] = relationship(Agency)
    oversight_request: Mapped[OversightRequest | None] = relationship(OversightRequest)
    written_by: Mapped[User] = relationship(User)
    steps: Mapped[list["LetterStep"]] = relationship(
        "LetterStep", back_populates="letter", order_by="[LetterStep.created_at, LetterStep.id]"
    )

    @property
    def words(self) -> LetterWords:
        told = {each.name: getattr(self, each.name) for each in fields(LetterWords)}
        return LetterWords(**{**told, "signatories": tuple((each["name"], each["title"]) for each in self.signatories)})

    @property
    def standing_steps(self) -> list["LetterStep"]:
        """The acts on the text as it stands now."""
        return [step for step in self.steps if step.edition == self.edition]

    @property
    def stage(self) -> LetterStage:
        return max((step.stage for step in self.standing_steps), key=WAY.index, default=LetterStage.DRAFTED)

    @property
    def next_stage(self) -> LetterStage | None:
        """The act that comes next; None once it is sent."""
        return None if self.is_sent else WAY[WAY.index(self.stage) + 1]

    @property
    def is_sent(self) -> bool:
        return self.stage is LetterStage.SENT

    @property
    def sent_on(self) -> date | None:
        return next((step.dated_on for step in self.steps if step.stage is LetterStage.SENT), None)

    @property
    def is_discarded(self) -> bool:
        return self.discarded_at is not None

    def demand_not_discarded(self) -> None:
        if self.is_discarded:
            raise Refused("This letter was discarded. Restore it first.")

    def demand_alive(self) -> None:
        """Raise `Refused` for a letter whose words are settled."""
        self.demand_not_discarded()
        if self.is_sent:
            raise Refused("This letter was sent. Write another one.")

    def discard(self, *, at: datetime) -> None:
        """Lay it aside with its text and its steps; raises `Refused` once it is sent."""
        self.demand_alive()
        self.discarded_at = at

    def restore(self) -> None:
        """Take it up again, as far as it was."""
        self.discarded_at = None

    def write(self, words: LetterWords, *, by: User) -> None:
        """Put these words into the letter; `by` is from now on who wrote it. Raises `Refused` once it is sent."""
        self.demand_alive()
        if not words.text.strip():
            raise Refused("A letter needs a text.", field="text")
        for each in fields(LetterWords):
            setattr(self, each.name, getattr(words, each.name))
        self.signatories = [{"name": name, "title": title} for name, title in words.signatories]
        self.written_by = by

    def advance(self, stage: LetterStage, *, on: date, by: User, today: date, actor: str | None = None) -> "LetterStep":
        """Record the next act on this text; raises `Refused` out of turn, or where one person would do two people's."""
        self.demand_not_discarded()
        if stage is not self.next_stage:
            raise Refused(f"This letter is at “{self.stage.label}”. Open its page again.")
        if on > today:
            raise Refused("The date lies in the future. Record what has happened.", field="on")
        if any(on < step.dated_on for step in self.standing_steps):
            raise Refused("This step cannot come before the one that it follows.", field="on")
        if stage is LetterStage.COUNSEL and by.id == self.written_by_id:
            raise Refused("Another person must clear this text for counsel: you wrote it.")
        if stage is LetterStage.PRINCIPAL and not actor:
            raise Refused("Say who approved it.", field="actor")
        step = LetterStep(stage=stage, edition=self.edition, dated_on=on, actor=actor, recorded_by=by)
        self.steps.append(step)
        return step


class LetterStep(Noun, Guarded, Base):
    """One recorded act on one edition of a letter; `actor` is the principal whose decision staff write down (rule 10)."""

    __tablename__ = "letter_step"
    __table_args__ = (sa.UniqueConstraint("letter_id", "edition", "stage"),)

    letter_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("written_letter.id"))
    stage: Mapped[LetterStage] = mapped_column(coded(LetterStage))
    edition: Mapped[int]
    dated_on: Mapped[date]
    actor: Mapped[str | None]
    recorded_by_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"))

    letter: Mapped[WrittenLetter] = relationship(WrittenLetter, back_populates="steps")
    recorded_by: Mapped[User] = relationship(User)


class LetterMention(Base):
    """A letter tells of this request: who may not see the request does not see the letter."""

    __tablename__ = "letter_mention"

    letter_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("written_letter.id"), primary_key=True)
    request_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("oversight_request.id"), primary_key=True, index=True)
