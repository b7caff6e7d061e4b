"""The reminder ladder of an office: at which distance from a deadline who is told, and in which words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Noun
from app.models.mail_terms import Audience, StopsWhen, Wording
from app.models.office import Office
from app.models.picklists import Instrument
from app.refusals import Refused

FARTHEST_BEFORE, FARTHEST_AFTER, LONGEST_REPEAT, LARGEST_GAP, MOST_STEPS = 60, 365, 60, 14, 20
# The overdue notices of the standard ladder keep the keys that the ledger has known them by from the start.
STANDARD_REPEAT = (1, False, 7)


@dataclass(frozen=True, kw_only=True)
class StepRule:
    """One step: so many days before (negative) or after the due day, or on its morning (0); perhaps again and again.

    `audience` says since when each kind of person is told by it, as (kind, moment or None): a step that joins a ladder
    tells nothing of what came before.
    """

    days: int
    is_business: bool = True
    every: int | None = None
    audience: tuple[tuple[Audience, datetime | None], ...] = ()
    person_id: int | None = None
    wording: Wording = Wording.STANDARD
    stops: StopsWhen = StopsWhen.ENDED

    @property
    def key(self) -> str:
        """Fixed by its distance, since the ledger of what was sent is kept by it."""
        unit = "" if self.is_business else "c"
        if self.days < 0:
            return f"before-{-self.days}{unit}"
        if self.days == 0:
            return "due"
        if (self.days, self.is_business, self.every) == STANDARD_REPEAT:
            return "overdue"
        again = f"-every-{self.every}" if self.every else ""
        return f"after-{self.days}{unit}{again}"

    @property
    def kinds(self) -> list[Audience]:
        return [kind for kind, _since in self.audience]

    @property
    def words(self) -> str:
        """3 business days before; the morning it is due; 1 day after, then every 7 days."""
        if self.days == 0:
            return "The morning it is due"
        unit = "business day" if self.is_business else "day"

        def amount(number: int) -> str:
            return f"{number} {unit}{'' if number == 1 else 's'}"

        side = "before" if self.days < 0 else "after"
        again = f", then every {amount(self.every)}" if self.every else ""
        return f"{amount(abs(self.days))} {side}{again}"

    def demand_sound(self) -> None:
        """Raises `Refused` beside the field."""
        if not -FARTHEST_BEFORE <= self.days <= FARTHEST_AFTER:
            raise Refused(f"At most {FARTHEST_BEFORE} days before and {FARTHEST_AFTER} after.", field="days")
        if self.every is not None and (self.days <= 0 or not 1 <= self.every <= LONGEST_REPEAT):
            raise Refused(f"Only a step after the due day repeats, every 1 to {LONGEST_REPEAT} days.", field="every")
        if not self.audience:
            raise Refused("Choose who is told.", field="audience")
        if (Audience.PERSON in self.kinds) != (self.person_id is not None):
            raise Refused("Choose the person, and tick that one is told.", field="person_id")

    @property
    def as_json(self) -> dict[str, Any]:
        return {
            "days": self.days,
            "is_business": self.is_business,
            "every": self.every,
            "audience": [[kind.value, since.isoformat() if since else None] for kind, since in self.audience],
            "person_id": self.person_id,
            "wording": self.wording.value,
            "stops": self.stops.value,
        }

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> Self:
        audience = tuple(
            (Audience(kind), datetime.fromisoformat(since) if since else None) for kind, since in told["audience"]
        )
        return cls(
            days=told["days"],
            is_business=told["is_business"],
            every=told["every"],
            audience=audience,
            person_id=told["person_id"],
            wording=Wording(told["wording"]),
            stops=StopsWhen(told["stops"]),
        )


def told_to(*kinds: Audience) -> tuple[tuple[Audience, None], ...]:
    return tuple((kind, None) for kind in kinds)


# The executive notifies and the committee has so many days (AECA 36).
CLOCK_ON_US = frozenset({Instrument.NOTIFY})
OWN = told_to(Audience.OWNER, Audience.BACKUP)
STANDARD = (
    *(StepRule(days=-days, audience=OWN) for days in (7, 3, 1)),
    StepRule(days=0, audience=OWN),
    StepRule(days=1, is_business=False, every=7, audience=told_to(Audience.OWNER, Audience.BACKUP, Audience.DIRECTOR)),
)


def worded_for(instrument: Instrument | None, rules: tuple[StepRule, ...]) -> tuple[StepRule, ...]:
    """A notification's clock runs on the committee, so the standard words would be wrong of it."""
    if instrument not in CLOCK_ON_US:
        return rules
    return tuple(
        replace(rule, wording=Wording.OUR_CLOCK) if rule.wording is Wording.STANDARD else rule for rule in rules
    )


def standard_for(instrument: Instrument | None) -> tuple[StepRule, ...]:
    """The ladder of an office that has said nothing."""
    return worded_for(instrument, STANDARD)


def in_order(rules: Iterable[StepRule]) -> tuple[StepRule, ...]:
    return tuple(sorted(rules, key=lambda rule: (rule.days, rule.is_business, rule.every or 0)))


def carried(old: Iterable[StepRule], new: Iterable[StepRule], *, at: datetime) -> tuple[StepRule, ...]:
    """The new steps in force from `at` on: who was told by the same step before is told on without a break."""
    known = {rule.key: rule for rule in old}

    def since(rule: StepRule, kind: Audience, told: datetime | None) -> datetime | None:
        before = known.get(rule.key)
        is_same = before is not None and (kind is not Audience.PERSON or before.person_id == rule.person_id)
        if before is None or kind not in before.kinds or not is_same:
            return max(told, at) if told else at
        return told or dict(before.audience)[kind]

    return in_order(
        replace(rule, audience=tuple((kind, since(rule, kind, told)) for kind, told in rule.audience)) for rule in new
    )


class ReminderLadder(Noun, Base):
    """The steps of one office for one instrument, or for every one that has no ladder of its own.

    One that was taken back (`ended_at`) stays, so that the ladder which takes its place knows what was told already.
    """

    __tablename__ = "reminder_ladder"
    __table_args__ = (sa.UniqueConstraint("office_id", "instrument"),)

    ANY = "ANY"

    office_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("office.id"))
    instrument: Mapped[str] = mapped_column(default=ANY)
    steps: Mapped[list[Any]] = mapped_column(default=list)
    gap: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]

    office: Mapped[Office] = relationship(Office)

    @property
    def rules(self) -> tuple[StepRule, ...]:
        return tuple(StepRule.of_json(step) for step in self.steps)

    def write(self, rules: Iterable[StepRule], *, gap: int, before: Iterable[StepRule], at: datetime) -> None:
        """Take these steps over from `at` on, in place of those in force `before`. Raises `Refused`."""
        told = list(rules)
        demand_whole(told, gap=gap)
        self.steps = [rule.as_json for rule in carried(before, told, at=at)]
        self.gap, self.ended_at = gap, None

    def end(self, *, at: datetime) -> None:
        """Take it back: the office's ladder, or the standard one, is in force again."""
        if self.ended_at is None:
            self.ended_at = at


def demand_whole(rules: list[StepRule], *, gap: int) -> None:
    """No ladder leaves an owner alone: one step by the due day, and one that comes again until the request has ended."""
    for rule in rules:
        rule.demand_sound()
    if len({rule.key for rule in rules}) < len(rules):
        raise Refused("The ladder has a step at this distance. Change that one.", field="days")
    if len(rules) > MOST_STEPS:
        raise Refused(f"A ladder has at most {MOST_STEPS} steps.")
    if not 0 <= gap <= LARGEST_GAP:
        raise Refused(f"Enter a gap of at most {LARGEST_GAP} days, or 0.", field="gap")
    own = [rule for rule in rules if Audience.OWNER in rule.kinds and rule.stops is StopsWhen.ENDED]
    if not any(rule.days <= 0 for rule in own):
        raise Refused("One step on or before the due day must tell the owner, whatever was heard.")
    if not any(rule.every for rule in own):
        raise Refused("One step after the due day must tell the owner again and again until the request has ended.")
    if any(rule.every and rule.every < gap for rule in rules):
        raise Refused("A step repeats more often than the gap between two mails lets it.", field="gap")
