"""What was recorded otherwise than the letter prints it, as far as the reader read it: each with both texts. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from itertools import zip_longest
from typing import Any

from app.dates import clock_text, day_text
from app.markers import as_path
from app.models import Item
from app.requests.letter import Filing
from app.requests.letter_findings import addressed, clock_of, day_of, signatories_of

MOST, LONGEST = 60, 300
NOTHING = "nothing"
Correction = dict[str, str]


def corrections_of(findings: Mapping[str, Any], filing: Filing, items: Sequence[Item]) -> list[Correction]:
    if not findings:
        return []
    told = [*facts(findings, filing), *people(findings, filing)]
    pairs = [*(pair for pair in told if pair[1]), *of_items(findings, items)]
    found = [
        {"what": what, "printed": short(printed), "recorded": short(recorded)}
        for what, printed, recorded in pairs
        if " ".join(printed.split()) != " ".join(recorded.split())
    ]
    return found[:MOST]


def facts(findings: Mapping[str, Any], filing: Filing) -> Iterator[tuple[str, str, str]]:
    letter = filing.letter
    yield "Subject", findings.get("subject") or "", letter.subject
    yield "Date on the letter", said(day_of(findings, "date_sent")), said(letter.dated_on)
    printed = said(day_of(findings, "due_date"))
    if printed and filing.rule is None:
        yield "Due date", printed, said(filing.due_on)
        yield "Due time", clock_of(findings), clock(filing.due_time)
    yield "Copies to", "; ".join(findings.get("cc") or []), "; ".join((letter.cc or "").splitlines())


def people(findings: Mapping[str, Any], filing: Filing) -> Iterator[tuple[str, str, str]]:
    """Who stands in the letter at this agency; where it has one agency only, that one whichever was chosen."""
    letter, everybody = filing.letter, addressed(findings)
    own = [each for each in everybody if each[0] == str(letter.agency_id)] or (everybody if len(everybody) == 1 else [])
    for _, _, name, title in own[:1]:
        yield "Addressee", name, letter.addressee or ""
        yield "Addressee's title", title, letter.addressee_title or ""
    yield "Signatories", signed(signatories_of(findings)), signed(letter.signatories)


def of_items(findings: Mapping[str, Any], items: Sequence[Item]) -> Iterator[tuple[str, str, str]]:
    """Numbered items by their number; those of a letter without numbers by their order."""
    printed = findings.get("items") or []
    if not any(item.get("number") for item in printed):
        texts = [item.get("text") or "" for item in printed]
        pairs = zip_longest(texts, [item.text for item in items], fillvalue="") if printed else ()
        yield from ((f"Item {n}", before, after) for n, (before, after) in enumerate(pairs, start=1))
        return
    numbered = {as_path(item["number"]): item.get("text") or "" for item in printed if item.get("number")}
    recorded = {item.path or "": item.text for item in items}
    for path in dict.fromkeys([*numbered, *(path for path in recorded if path)]):
        yield f"Item {path}", numbered.get(path, ""), recorded.get(path, "")


def said(day: date | None) -> str:
    return day_text(day) if day else ""


def clock(at: time | None) -> str:
    return clock_text(at) if at else ""


def signed(people: Sequence[tuple[str, str]]) -> str:
    return "; ".join(", ".join(filter(None, person)) for person in people)


def short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rstrip()} ..."


def sentence(correction: Mapping[str, str]) -> str:
    printed, recorded = correction["printed"] or NOTHING, correction["recorded"] or NOTHING
    return f"{correction['what']}: the letter prints {printed}; recorded as {recorded}."
