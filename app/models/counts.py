"""One count (rule 2 of the record): five states of an item, and the sum over a request's top-level items."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.models.base import Picklist
from app.models.picklists import Disposition


class Standing(Picklist):
    """Where an item stands; OUT leaves the denominator."""

    SATISFIED = "satisfied", "Satisfied"
    PARTIAL = "partial", "Partial"
    SAID_DONE = "said_done", "Agency says done"
    REFUSED = "refused", "Withheld or refused"
    NOTHING = "nothing", "Nothing yet"
    OUT = "out", "Withdrawn or moot"


PARTIAL = frozenset(
    {
        Disposition.PARTIAL,
        Disposition.NARRATIVE_IN_LIEU,
        Disposition.BRIEFING_IN_LIEU,
        Disposition.INCAM_ONLY,
        Disposition.PUBLIC_LINK_ONLY,
        Disposition.CLASSIFIED_ANNEX,
        Disposition.NARROWED,
    }
)
SAID_DONE = frozenset({Disposition.FULL, Disposition.NO_RECORDS})
OUT = frozenset({Disposition.MOOT, Disposition.WITHDRAWN_BY_US})


def standing_of(disposition: Disposition | None, *, is_accepted: bool, is_withheld_whole: bool) -> Standing:
    """The state of one item without sub-items, from its latest disposition and our own acceptance."""
    if disposition in OUT:
        return Standing.OUT
    if is_accepted:
        return Standing.SATISFIED
    if disposition is Disposition.REFUSED or is_withheld_whole:
        return Standing.REFUSED
    if disposition in PARTIAL:
        return Standing.PARTIAL
    if disposition in SAID_DONE:
        return Standing.SAID_DONE
    return Standing.NOTHING


def common_standing(standings: Iterable[Standing]) -> Standing:
    """A parent has its sub-items' common state, else partial; sub-items that are out do not speak."""
    speaking = {standing for standing in standings if standing is not Standing.OUT}
    if not speaking:
        return Standing.OUT
    return speaking.pop() if len(speaking) == 1 else Standing.PARTIAL


@dataclass(frozen=True)
class Count:
    """Numbers of top-level items; `counted` is the denominator, `nothing` what is left of it."""

    counted: int = 0
    satisfied: int = 0
    partial: int = 0
    said_done: int = 0
    refused: int = 0

    @classmethod
    def of(cls, standings: Iterable[Standing]) -> "Count":
        found = list(standings)
        return cls(
            counted=sum(standing is not Standing.OUT for standing in found),
            satisfied=found.count(Standing.SATISFIED),
            partial=found.count(Standing.PARTIAL),
            said_done=found.count(Standing.SAID_DONE),
            refused=found.count(Standing.REFUSED),
        )

    def __add__(self, other: "Count") -> "Count":
        return Count(
            counted=self.counted + other.counted,
            satisfied=self.satisfied + other.satisfied,
            partial=self.partial + other.partial,
            said_done=self.said_done + other.said_done,
            refused=self.refused + other.refused,
        )

    @property
    def nothing(self) -> int:
        return self.counted - self.satisfied - self.partial - self.said_done - self.refused

    @property
    def is_satisfied(self) -> bool:
        """Every counted item is satisfied (and there is one)."""
        return self.counted > 0 and self.satisfied == self.counted

    @property
    def headline(self) -> str:
        """The one number that stands everywhere: "3 of 8 satisfied"."""
        return f"{self.satisfied} of {self.counted} satisfied"

    @property
    def five(self) -> tuple[tuple[Standing, int], ...]:
        """The five states in their fixed order, with their numbers."""
        return (
            (Standing.SATISFIED, self.satisfied),
            (Standing.PARTIAL, self.partial),
            (Standing.SAID_DONE, self.said_done),
            (Standing.REFUSED, self.refused),
            (Standing.NOTHING, self.nothing),
        )
