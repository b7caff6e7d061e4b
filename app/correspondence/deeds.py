"""Steps that the verbs of correspondence share: hold a request whole, tell the history of each noun that changed."""

from dataclasses import dataclass
from typing import Any

from app.correspondence import queries
from app.dates import day_text
from app.history import changes_of, hold, record
from app.models import Communication, OversightRequest, User
from app.models.base import new_id
from app.models.item import ItemDisposition


@dataclass(frozen=True)
class Deed:
    """What was done to one noun, in words for the history."""

    noun: Any
    verb: str
    summary: str
    told: dict[str, Any] | None = None


def hold_whole(oversight_request: OversightRequest) -> None:
    """Lock the request, then read its items and replies as they are now, so that the count follows from all of them."""
    hold(oversight_request)
    queries.read_afresh(oversight_request)


def finish(oversight_request: OversightRequest, deeds: list[Deed], *, by: User, act_id: int | None = None) -> int:
    """Write what follows for the request, then one event per noun changed, bound by one act; returns the act's id.

    What changed is asked of every noun first: the first event flushes, and after that nobody knows.
    """
    oversight_request.recount()
    oversight_request.retally()
    follows = request_words(oversight_request)
    every = deeds + ([Deed(oversight_request, "heard", follows)] if follows else [])
    act_id = act_id or new_id()
    told = [(deed, changes_of(deed.noun) if deed.told is None else deed.told) for deed in every]
    for deed, changes in told:
        record(deed.noun, deed.verb, by=by, summary=deed.summary, changes=changes, act_id=act_id)
    return act_id


def disposed(disposition: ItemDisposition) -> Deed:
    return Deed(disposition, "logged", f"{disposition.item.label}: {disposition.code.label.lower()}.")


def request_words(oversight_request: OversightRequest) -> str:
    """What changed on the request itself, in one line; empty where nothing did."""
    changed = changes_of(oversight_request).keys()
    words = [oversight_request.step_words] if changed & {"next_step", "next_step_on", "waits_on"} else []
    if any(name.endswith("_items") for name in changed):
        words.append(f"Now {oversight_request.count.headline}.")
    if "last_heard_on" in changed and oversight_request.last_heard_on:
        words.append(f"Last heard from the agency on {day_text(oversight_request.last_heard_on)}.")
    return " ".join(words) or ("Replies to classify counted anew." if changed else "")


def when(communication: Communication) -> str:
    return day_text(communication.dated_on)
