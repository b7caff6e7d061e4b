"""What tests of the administration read from pages and from the history."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.models import Event
from tests.pages import parse


@dataclass(frozen=True)
class Told:
    """One event of the history."""

    chain: str
    actor: str
    noun: str
    verb: str
    summary: str
    changes: dict[str, Any]
    act_id: int


def text_of(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def errors_of(answer: Any) -> dict[str, str]:
    """What stands beside the fields, by the field's id."""
    found = {}
    for element in parse(text_of(answer)).iter("span"):
        if "usa-error-message" in (element.get("class") or ""):
            found[element.get("id").removesuffix("-error")] = "".join(element.itertext()).removeprefix("Error: ")
    return found


def history(given: Any) -> list[Told]:
    """The history of all chains, oldest first."""
    with given.session() as session:
        events = session.scalars(sa.select(Event).order_by(Event.at, Event.chain, Event.sequence)).all()
        return [
            Told(
                event.chain,
                event.actor,
                event.noun,
                event.verb,
                event.payload.summary,
                event.payload.changes,
                event.act_id,
            )
            for event in events
        ]
