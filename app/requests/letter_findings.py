"""What was found in a letter, as the filing page needs it: suggestions with their sources. Pure, and trusts no shape."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rapidfuzz import fuzz, process

from app.dates import clock_text, read_time
from app.markers import as_path
from app.models.agency import key_of
from app.models.picklists import Authority, ItemKind
from app.refusals import Refused
from app.requests.item_rows import Row

# Below this a spelling is no suggestion, and never is a suggestion taken by itself.
NEAR = 80
LONGEST_WORDS = 240
KINDS = {
    "question": ItemKind.QUESTION,
    "documents": ItemKind.DOCS,
    "documents sufficient to show": ItemKind.DOCS_SUFFICIENT,
    "data": ItemKind.DATA,
    "list": ItemKind.LIST,
    "briefing": ItemKind.BRIEFING,
    "interview": ItemKind.INTERVIEW,
    "certification": ItemKind.CERTIFY,
    "update": ItemKind.RECURRING_UPDATE,
}
FIELDS = {"date_sent": "dated_on", "due_date": "due_on", "signatory": "signatories", "follows up": "earlier_number"}
SUBHEAD = re.compile(r"\bsubcommittee\b", re.IGNORECASE)
RANKING = re.compile(r"\branking\b", re.IGNORECASE)
BODY = re.compile(r"\b(?:Department|Agency|Administration|Bureau|Commission|Office|Service|Corps|Board)\b")
CHAIR = re.compile(r"\bchair", re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """The letter's own words for a suggestion: where they stand, and how sure the reader is (0 to 1)."""

    mark: int
    words: str
    page: int
    confidence: float
    is_recognized: bool = False

    @property
    def sureness(self) -> str:
        """In words and in figures, so that nobody reads colors."""
        word = "sure" if self.confidence >= 0.9 else "fairly sure" if self.confidence >= 0.75 else "not sure"
        return f"{word}, {round(100 * self.confidence)}%{', recognized from a scan' if self.is_recognized else ''}"


@dataclass(frozen=True)
class Known:
    """An agency of the directory, with every name it goes by."""

    id: int
    short_name: str
    name: str
    names: tuple[str, ...]


def sources(findings: Mapping[str, Any]) -> dict[str, list[Source]]:
    """The words behind each field of the form; an item's are under `item` and its mark."""
    found: dict[str, list[Source]] = {}
    for mark, each in enumerate(evidence_of(findings)):
        name = str(each.get("finding", ""))
        field = f"item {mark}" if name.startswith("item") else FIELDS.get(name, name)
        words = " ".join(str(each.get("words", "")).split())
        shown = words if len(words) <= LONGEST_WORDS else f"{words[:LONGEST_WORDS].rstrip()} ..."
        source = Source(mark, shown, int(each.get("page", 1)), float(each["confidence"]), bool(each.get("recognized")))
        found.setdefault(field, []).append(source)
    return found


def evidence_of(findings: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [each for each in findings.get("evidence") or [] if isinstance(each, dict) and "confidence" in each]


def day_of(findings: Mapping[str, Any], name: str) -> date | None:
    """A day that was found; None where nothing is printed, and where its words were taken out of sight."""
    try:
        return date.fromisoformat(str(findings.get(name) or ""))
    except ValueError:
        return None


def matched(findings: Mapping[str, Any], directory: Sequence[Known]) -> list[dict[str, Any]]:
    """For each addressee the agency of the directory that is meant, or (below certainty) the one that is nearest."""
    by_key: dict[str, set[int]] = {}
    for known in directory:
        for name in known.names:
            by_key.setdefault(key_of(name), set()).add(known.id)
    by_id = {known.id: known for known in directory}
    found = []
    for _name, _title, printed in people_of(findings):
        ids = by_key.get(key_of(printed), set()) if printed else set()
        sure = by_id[next(iter(ids))] if len(ids) == 1 else None
        near = None if sure or not printed else nearest(printed, directory)
        found.append(
            {
                "printed": printed,
                "agency_id": sure.id if sure else None,
                "short_name": sure.short_name if sure else "",
                "closest": f"{near.name} ({near.short_name})" if near else "",
            }
        )
    return found


def people_of(findings: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(name, title, agency as printed) of each addressee; an agency that stands at the end of a title is taken from there."""
    found = []
    for person in findings.get("addressees") or []:
        name, title, agency = (person.get(part) or "" for part in ("name", "title", "agency"))
        before, _, after = title.rpartition(", ")
        if not agency and before and BODY.search(after):
            title, agency = before, after
        found.append((name, title, agency))
    return found


def nearest(printed: str, directory: Sequence[Known]) -> Known | None:
    names = [(name, known) for known in directory for name in known.names]
    keys = [key_of(name) for name, _ in names]
    best = process.extractOne(key_of(printed), keys, scorer=fuzz.token_sort_ratio, score_cutoff=NEAR)
    return names[best[2]][1] if best else None


def fields_of(findings: Mapping[str, Any]) -> dict[str, list[str]]:
    """What stands in the form at first: the letter's own values, typed as a person would; what is not printed is empty."""
    told = {"subject": (findings.get("subject") or "")[:300], "cc": "\n".join(findings.get("cc") or [])}
    for name, field in (("date_sent", "dated_on"), ("due_date", "due_on")):
        day = day_of(findings, name)
        told[field] = f"{day:%m/%d/%Y}" if day else ""
    told["due_time"] = clock_of(findings)
    told["signatories"] = "\n".join(", ".join(filter(None, each)) for each in signatories_of(findings))
    first, *further = addressed(findings)
    told |= {"agency_id": first[0], "addressee": first[2], "addressee_title": first[3]}
    fields = {name: [words] for name, words in told.items() if words}
    fields |= {
        "to_agency": [each[1] for each in further],
        "to_name": [each[2] for each in further],
        "to_title": [each[3] for each in further],
    }
    return fields


def clock_of(findings: Mapping[str, Any]) -> str:
    try:
        return clock_text(read_time(str(findings["due_time"]))) if findings.get("due_time") else ""
    except Refused:
        return ""


def signatories_of(findings: Mapping[str, Any]) -> list[tuple[str, str]]:
    names, titles = findings.get("signatories") or [], findings.get("signatory_titles") or []
    return [(name or "", title or "") for name, title in zip(names, titles, strict=False)]


def addressed(findings: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """(agency's id or "", its short name or as printed, addressee, title): one for each agency, the first at least."""
    people, matches = people_of(findings), findings.get("matches") or []
    found: dict[str, list[tuple[str, str]]] = {}
    heads: dict[str, tuple[str, str]] = {}
    for (name, title, _printed), match in zip(people, matches, strict=False):
        key = str(match["agency_id"] or match["printed"])
        # A second addressee without an agency of its own stands with the one before.
        key = key or next(reversed(heads), "")
        heads.setdefault(key, (str(match["agency_id"] or ""), match["short_name"] or match["printed"]))
        found.setdefault(key, []).append((name, title))
    return [(*heads[key], together(names), together(titles)) for key, (names, titles) in paired(found)] or [("",) * 4]


def paired(found: Mapping[str, list[tuple[str, str]]]) -> Iterable[tuple[str, tuple[list[str], list[str]]]]:
    for key, people in found.items():
        yield key, ([name for name, _ in people], [title for _, title in people])


def together(words: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(filter(None, words)))[:200]


def rows_of(findings: Mapping[str, Any]) -> list[Row]:
    """The items that were found as rows of the form, each with the mark of its own words."""
    marks = [mark for mark, each in enumerate(evidence_of(findings)) if str(each.get("finding", "")).startswith("item")]
    items = findings.get("items") or []
    found = []
    for place, item in enumerate(items):
        kind = KINDS.get(item.get("kind") or "")
        found.append(
            Row(
                number=as_path(item["number"]) if item.get("number") else "",
                level=max(1, min(5, int(item.get("level") or 1))),
                kind=kind.value if kind else "",
                mark=str(marks[place]) if len(marks) == len(items) else "",
                text=item.get("text") or "",
            )
        )
    return found


def authority_in(findings: Mapping[str, Any]) -> Authority | None:
    """What the titles below the letter may come to; only ever told, never filled in."""
    titles = [title for _, title in signatories_of(findings) if title]
    heads = [title for title in titles if CHAIR.search(title) and not RANKING.search(title)]
    ranking = [title for title in titles if RANKING.search(title)]
    is_sub = bool(heads + ranking) and all(SUBHEAD.search(title) for title in heads + ranking)
    if heads and ranking:
        return Authority.CHAIR_AND_RM
    if heads:
        return Authority.SUBCHAIR if is_sub else Authority.CHAIR
    if ranking:
        return Authority.SUB_RM if is_sub else Authority.RM
    count = len(signatories_of(findings))
    return Authority.MEMBERS if count > 1 else Authority.MEMBER if count else None
