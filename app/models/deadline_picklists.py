"""Closed lists about a deadline: why its clock stops, which dates stand beside it, what a chamber's calendar counts."""

from app.models.base import Picklist


class StopKind(Picklist):
    """Why a clock stands still."""

    ACCOMMODATION = "ACCOMMODATION", "Talks about an accommodation"
    CLEARANCE = "CLEARANCE", "Clearance or access is pending"
    LAPSE = "LAPSE", "Lapse in appropriations"
    LITIGATION = "LITIGATION", "Litigation"
    CLARIFICATION = "CLARIFICATION", "The agency waits for us"
    OTHER = "OTHER", "Another reason"


class OtherKind(Picklist):
    """A date of a request beside its deadline."""

    ITEM = "ITEM", "An item's own date"
    PROMISED = "PROMISED", "Promised by the agency"
    ROLLING = "ROLLING", "Rolling production"
    TARGET = "TARGET", "Our own target"

    def told_as(self, item_path: str | None) -> str:
        """Promised; Production expected; Internal target; Item 3(b). In mail and calendars, without a word that was typed."""
        if self is OtherKind.ITEM:
            return f"Item {item_path}" if item_path else "The letter as a whole"
        short = {"PROMISED": "Promised", "ROLLING": "Production expected", "TARGET": "Internal target"}
        return short[self.value]


class DayKind(Picklist):
    """What a chamber's calendar counts."""

    LEGISLATIVE = "LEGISLATIVE", "Legislative days"
    SESSION = "SESSION", "Session days"
