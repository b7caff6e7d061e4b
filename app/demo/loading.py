"""What the demonstration has made so far, and its days: each a date, or a distance from today."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from app.models import Agency, IntelligenceItem, Matter, Office, OversightRequest, User
from app.workdays import add_business_days, on_or_before

EASTERN = ZoneInfo("America/New_York")
NOON = time(12, 0)


@dataclass
class Loading:
    """What was made so far, by the key that the docket knows it by."""

    today: date
    offices: dict[str, Office] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    matters: dict[str, Matter] = field(default_factory=dict)
    intelligence: dict[str, IntelligenceItem] = field(default_factory=dict)
    requests: dict[str, OversightRequest] = field(default_factory=dict)

    def day(self, told: date | int | None) -> date | None:
        """A date as told, or that many business days from today."""
        if told is None or isinstance(told, date):
            return told
        return add_business_days(on_or_before(self.today), told)

    def moment(self, told: date | int) -> datetime:
        """Noon of that day, in the committee's zone."""
        return datetime.combine(self.day(told) or self.today, NOON, EASTERN)
