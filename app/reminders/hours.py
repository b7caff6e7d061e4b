"""The hours of one person: when a digest comes, and when mail keeps quiet."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.dates import clock_text
from app.models.mail_rules import MailFacts, is_within
from app.models.mail_terms import MailMode
from app.models.picklists import MessageKind
from app.workdays import NO_CLOSURES, on_or_before

ONE_DAY = timedelta(days=1)
# A reminder that quiet hours would delay comes so long before they begin.
AHEAD = timedelta(minutes=15)
# No mail comes earlier than its step by more: quiet hours across midnight, and a long closed weekend.
FARTHEST_EARLIER = timedelta(days=8)


@dataclass(frozen=True)
class Hours:
    """What a person said, by their own clock."""

    facts: MailFacts
    zone: ZoneInfo

    @property
    def quiet_words(self) -> str:
        """7:00 p.m. to 7:00 a.m.; empty where there are none."""
        if self.facts.quiet_from is None or self.facts.quiet_until is None:
            return ""
        return f"{clock_text(self.facts.quiet_from)} to {clock_text(self.facts.quiet_until)}"

    def is_quiet(self, moment: datetime) -> bool:
        return is_within(moment.astimezone(self.zone).time(), self.facts.quiet_from, self.facts.quiet_until)

    def on(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, tzinfo=self.zone).astimezone(UTC)

    def next_at(self, clock: time, at: datetime) -> datetime:
        """The first moment, `at` or later, at which the person's clock shows this time."""
        day = at.astimezone(self.zone).date()
        today = self.on(day, clock)
        return today if today >= at else self.on(day + ONE_DAY, clock)

    def earlier(self, moment: datetime, closures: frozenset[date] = NO_CLOSURES) -> datetime:
        """When a reminder ahead of a deadline comes whose moment is a quiet one: before those hours, on an open day."""
        begins = self.facts.quiet_from
        if begins is None or not self.is_quiet(moment):
            return moment
        local = moment.astimezone(self.zone)
        day = local.date() if local.time() >= begins else local.date() - ONE_DAY
        return self.on(on_or_before(day, closures), begins) - AHEAD

    def leaves_at(self, kind: MessageKind, at: datetime, *, due_at: datetime | None) -> datetime:
        """When a mail that is written at `at` leaves; nothing ahead of a deadline waits past its last minute."""
        leaves = at
        if self.facts.mode is MailMode.DIGEST:
            leaves = self.next_at(self.facts.digest_at, at)
        elif self.facts.quiet_until is not None and self.is_quiet(at):
            leaves = self.next_at(self.facts.quiet_until, at)
        if kind is MessageKind.REMINDER and due_at is not None and leaves > due_at:
            return at
        return leaves
