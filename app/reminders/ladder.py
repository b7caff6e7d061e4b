"""The ladder: at which moments somebody is told about a deadline.

A step stands at 7:00 a.m. of the office on a day that is counted from the due day. Where that day is closed, a step up
to the due day moves earlier and a notice after it later. A step's key never changes for one version of a deadline,
since the ledger of what was sent is kept by it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.models.mail_terms import Audience, StopsWhen, Wording
from app.models.picklists import Instrument, MessageKind
from app.models.reminder_ladder import CLOCK_ON_US, ReminderLadder, StepRule, carried, standard_for, worded_for
from app.workdays import NO_CLOSURES, add_business_days, business_days_between, on_or_after, on_or_before

MORNING = time(7)
ONE_DAY = timedelta(days=1)
# No closure shifts a step by more; the calendars of a holiday week and of a declared closure both fit in.
FARTHEST_SHIFT = timedelta(days=14)
# A sweep asks the same of all requests that are due on one day; more answers than these are not kept.
MOST_KNOWN = 20_000
NO_STOPS: frozenset[StopsWhen] = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of one deadline: its key in the ledger, its moment in UTC, which of the two mails it is, in which words."""

    key: str
    at: datetime
    kind: MessageKind
    wording: Wording = Wording.STANDARD


@dataclass(frozen=True)
class Calendar:
    """The office's clock, and the days on which it is closed beside those that the law fixes."""

    zone: ZoneInfo
    closures: frozenset[date] = NO_CLOSURES

    def morning_of(self, day: date) -> datetime:
        return datetime.combine(day, MORNING, tzinfo=self.zone).astimezone(UTC)

    def before(self, rule: StepRule, due_on: date) -> date:
        """The open day of a step up to the due day."""
        day = add_business_days(due_on, rule.days, self.closures) if rule.is_business else due_on + rule.days * ONE_DAY
        return on_or_before(day, self.closures)

    def after(self, rule: StepRule, due_on: date, number: int) -> date:
        """The open day of a notice, the first of its rule being number 1."""
        days = rule.days + (number - 1) * (rule.every or 0)
        day = add_business_days(due_on, days, self.closures) if rule.is_business else due_on + days * ONE_DAY
        return on_or_after(day, self.closures)

    def come(self, rule: StepRule, due_on: date, at: datetime) -> int:
        """How many notices of a rule have come at a moment."""
        local = at.astimezone(self.zone)
        today = local.date() if local.time() >= MORNING else local.date() - ONE_DAY
        passed = business_days_between(due_on, today, self.closures) if rule.is_business else (today - due_on).days
        if passed < rule.days:
            return 0
        number = 1 + (passed - rule.days) // rule.every if rule.every else 1
        while number and self.after(rule, due_on, number) > today:
            number -= 1
        return number


@dataclass(eq=False)
class Track:
    """The steps of a ladder that are for one kind of person, the earlier in the ladder first.

    `since` says for each from when on it holds. What lies nearer than the gap to another step of this person's is left
    out: ahead of the due day the earlier of two, after it the one that stands later in the ladder.
    """

    rules: tuple[StepRule, ...]
    since: tuple[datetime | None, ...]
    gap: int
    calendar: Calendar
    known: dict[object, object] = field(default_factory=dict, repr=False)

    def newest(
        self,
        due_on: date,
        due_at: datetime,
        at: datetime,
        *,
        is_untold: bool = False,
        stopped: frozenset[StopsWhen] = NO_STOPS,
    ) -> Step | None:
        """The last step whose moment has come at `at`; None while the first is still ahead.

        `is_untold`: nobody has heard of this deadline, so an overdue notice from before the ladder was changed counts.
        """
        key = ("newest", due_on, due_at, at, is_untold, stopped)
        if key not in self.known:
            found = self.newest_notice(due_on, due_at, at, is_untold=is_untold, stopped=stopped)
            if found is None:
                come = [step for step in self.ahead(due_on, due_at, stopped) if step.at <= at]
                found = come[-1] if come else None
            self.known[key] = found
        return self.known[key]  # type: ignore[return-value]

    def newest_notice(
        self, due_on: date, due_at: datetime, at: datetime, *, is_untold: bool, stopped: frozenset[StopsWhen]
    ) -> Step | None:
        if at <= due_at:
            return None
        found: Step | None = None
        for place, rule in enumerate(self.rules):
            if rule.days <= 0 or rule.stops in stopped:
                continue
            number = self.calendar.come(rule, due_on, at)
            while number and self.is_crowded(place, due_on, due_at, number, stopped):
                number -= 1
            step = self.notice(rule, due_on, number) if number else None
            if step is None or (not is_untold and self.is_before(self.since[place], step.at)):
                continue
            if found is None or step.at >= found.at:
                found = step
        return found

    @staticmethod
    def is_before(since: datetime | None, at: datetime) -> bool:
        return since is not None and at < since

    def notice(self, rule: StepRule, due_on: date, number: int) -> Step:
        key = f"{rule.key}-{number}" if rule.every else rule.key
        day = self.calendar.after(rule, due_on, number)
        return Step(key, self.calendar.morning_of(day), MessageKind.OVERDUE, rule.wording)

    def ahead(self, due_on: date, due_at: datetime, stopped: frozenset[StopsWhen] = NO_STOPS) -> tuple[Step, ...]:
        """The steps up to the due morning; one that would come after the last minute on time is left out."""
        key = ("ahead", due_on, due_at, stopped)
        if key not in self.known:
            self.known[key] = tuple(self.find_ahead(due_on, due_at, stopped))
        return self.known[key]  # type: ignore[return-value]

    def find_ahead(self, due_on: date, due_at: datetime, stopped: frozenset[StopsWhen]) -> list[Step]:
        kept: list[tuple[date, Step]] = []
        for day, rule, since in sorted(
            (
                (self.calendar.before(rule, due_on), rule, since)
                for rule, since in zip(self.rules, self.since, strict=True)
                if rule.days <= 0 and rule.stops not in stopped
            ),
            key=lambda each: (each[0], each[1].days),
            reverse=True,
        ):
            step = Step(rule.key, self.calendar.morning_of(day), MessageKind.REMINDER, rule.wording)
            is_near = kept and (kept[-1][0] - day).days < max(self.gap, 1)
            if step.at <= due_at and not self.is_before(since, step.at) and not is_near:
                kept.append((day, step))
        return [step for _day, step in reversed(kept)]

    def is_crowded(
        self, place: int, due_on: date, due_at: datetime, number: int, stopped: frozenset[StopsWhen]
    ) -> bool:
        """Whether a notice of an earlier rule of the ladder stands nearer to this one than the gap lets it."""
        if not self.gap:
            return False
        day = self.calendar.after(self.rules[place], due_on, number)
        for earlier in self.rules[:place]:
            if earlier.days <= 0 or earlier.stops in stopped:
                continue
            last = self.calendar.come(earlier, due_on, self.calendar.morning_of(day))
            around = [last, last + 1] if earlier.every or not last else [last]
            days = (self.calendar.after(earlier, due_on, each) for each in around if each)
            if any(abs((other - day).days) < self.gap for other in days):
                return True
        return False

    def between(self, due_on: date, due_at: datetime, since: datetime, until: datetime) -> list[Step]:
        """The steps from `since` on and before `until`, in order; of several at one moment the last."""
        key = ("between", due_on, due_at, since, until)
        if key not in self.known:
            if len(self.known) > MOST_KNOWN:
                self.known.clear()
            self.known[key] = self.find_between(due_on, due_at, since, until)
        return self.known[key]  # type: ignore[return-value]

    def find_between(self, due_on: date, due_at: datetime, since: datetime, until: datetime) -> list[Step]:
        found = {step.at: step for step in self.ahead(due_on, due_at) if since <= step.at < until}
        for place, rule in enumerate(self.rules):
            if rule.days <= 0:
                continue
            first = max(1, self.calendar.come(rule, due_on, since))
            for number in range(first, self.calendar.come(rule, due_on, until) + 1):
                step = self.notice(rule, due_on, number)
                is_meant = since <= step.at < until and not self.is_before(self.since[place], step.at)
                if is_meant and not self.is_crowded(place, due_on, due_at, number, NO_STOPS):
                    found[step.at] = step
        return [found[at] for at in sorted(found)]

    def coming(self, due_on: date, due_at: datetime, at: datetime) -> Iterator[Step]:
        """The steps after `at`, without end where one repeats; at most five years ahead."""
        begins, last = at + timedelta(microseconds=1), max(at, due_at) + timedelta(days=5 * 365)
        while begins < last:
            ends = begins + timedelta(days=70)
            yield from self.between(due_on, due_at, begins, ends)
            begins = ends


@dataclass(frozen=True, eq=False)
class Ladder:
    """The steps in force for one instrument."""

    rules: tuple[StepRule, ...]
    gap: int = 0

    @property
    def farthest_ahead(self) -> timedelta:
        """No step of this ladder comes earlier before the last minute, whatever is closed."""
        days = max((-rule.days for rule in self.rules), default=0)
        return timedelta(days=days * 7 // 5 + 3) + FARTHEST_SHIFT


class Ladders:
    """All ladders of an office as they stand, for one sweep or one page."""

    def __init__(self, rows: list[ReminderLadder], calendar: Calendar) -> None:
        self.rows = {row.instrument: row for row in rows}
        self.calendar = calendar
        self.made: dict[Instrument | None, Ladder] = {}
        self.tracks: dict[tuple[Instrument | None, Audience, int | None], Track] = {}

    @property
    def are_alike(self) -> bool:
        """Whether one ladder holds for every instrument."""
        return all(name == ReminderLadder.ANY for name in self.rows)

    def of(self, instrument: Instrument | None) -> Ladder:
        """The ladder in force: the instrument's own, else the office's, else the standard one."""
        instrument = self.known_as(instrument)
        if instrument not in self.made:
            self.made[instrument] = self.find(instrument)
        return self.made[instrument]

    def known_as(self, instrument: Instrument | None) -> Instrument | None:
        """None for the instruments that one and the same ladder holds for."""
        has_own = instrument is not None and (instrument in CLOCK_ON_US or instrument.value in self.rows)
        return instrument if has_own else None

    def find(self, instrument: Instrument | None) -> Ladder:
        own = self.rows.get(instrument.value) if instrument else None
        office = self.rows.get(ReminderLadder.ANY)
        if own is not None and own.ended_at is None:
            return Ladder(own.rules, own.gap)
        rules, gap = standard_for(instrument), 0
        if office is not None and office.ended_at is None:
            rules, gap = office.rules, office.gap
        elif office is not None and office.ended_at is not None:
            rules = carried(office.rules, rules, at=office.ended_at)
        if own is not None and own.ended_at is not None:
            rules = carried(own.rules, rules, at=own.ended_at)
        return Ladder(worded_for(instrument, rules), gap)

    def all(self) -> list[Ladder]:
        named = [Instrument(name) for name in self.rows if name != ReminderLadder.ANY]
        return [self.of(each) for each in [None, *named]]

    def track(self, instrument: Instrument | None, kind: Audience, person_id: int | None = None) -> Track:
        """What one kind of person is told of a request of this instrument (of a named person: by the id)."""
        key = (self.known_as(instrument), kind, person_id)
        if key not in self.tracks:
            ladder = self.of(instrument)
            told = [
                (rule, dict(rule.audience)[kind])
                for rule in ladder.rules
                if kind in rule.kinds and (kind is not Audience.PERSON or rule.person_id == person_id)
            ]
            rules, since = tuple(rule for rule, _ in told), tuple(each for _, each in told)
            self.tracks[key] = Track(rules, since, ladder.gap, self.calendar)
        return self.tracks[key]
