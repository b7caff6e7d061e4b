"""What a letter says beside its items: the period, the letter that it follows up, preservation, handling, instructions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.letters.dates import DATE, find_dates
from app.letters.items import AskedItem
from app.letters.text import LetterText, Paragraph

_MONTHLY = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\s+(?:19|20)\d\d"
_DAY = rf"(?:{re.sub(r'[?]P<[a-z0-9]+>', '?:', DATE.pattern)}|{_MONTHLY})"
_NOW = r"(?:the\s+)?(?:present|current\s+(?:date|day)|today|date\s+of\s+(?:this|your)\s+\w+|now)"
_PERIOD = re.compile(
    rf"\b(?:(?:for|covering|during|within|in)\s+the\s+(?:(?:relevant|time)\s+)*period\b[^.;:]{{0,30}}?|"
    rf"(?:relevant|time)\s+period\b[^.;]{{0,60}}?|from\s+|between\s+)(?P<first>{_DAY}),?\s+"
    rf"(?:to|through|until|and|-)\s+(?P<last>{_DAY}|{_NOW})"
)
_EARLIER = re.compile(
    r"\b(?:our|my|the\s+(?:Sub)?[Cc]ommittee's|(?:I|[Ww]e|(?:Sub)?[Cc]ommittee)\s+(?:previously\s+|first\s+|also\s+)?"
    r"(?:wrote|sent|asked|requested))\b"
)
_PRESERVE = re.compile(r"\bpreserv(?:e|ation|ing)\b[^.]{0,160}\b(?:documents?|records?|communications?|data|e-?mails?)\b|"
                       r"\bpreservation\s+(?:demand|notice|request)\b|\blitigation\s+hold\b", re.IGNORECASE)  # fmt: skip
_SECRETS = re.compile(
    r"(?=[^?]*$)(?=.*\b(?:provid\w+|submi\w+|sen[dt]|transmit\w*|deliver\w*|contact|segregat\w+|arrang\w+)\b)"
    r"(?:.*\bclassified\b.*\b(?:separate|annex|addendum|appendix|secur\w+\s+(?:director|manager|officer)|unclassified|facility)\b|"
    r".*\bOffice\s+of\s+(?:House|Senate)\s+Security\b)",
    re.IGNORECASE | re.DOTALL,
)
_HOW = re.compile(
    r"\b(?:attachment|attached|enclos\w+|appendix)\b[^.]{0,120}\b(?:instructions?|responding\s+to|definitions?)\b|"
    r"\b(?:machine-readable|searchable\s+PDF|Bates|privilege\s+log|rolling\s+basis|electronic\s+(?:form|format))\b",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"(?<=[.?!])\s+(?=[A-Z])")
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("update", re.compile(r"\b(?:weekly|monthly|quarterly|regular|periodic|ongoing)\s+(?:\w+\s+)?(?:updates?|reports?|brief"
                          r"ings?)\b", re.IGNORECASE)),
    ("briefing", re.compile(r"^(?:\W*(?:please|provide|arrange|schedule|an?|the|staff|member|classified)\b\s*)*(?:briefing|brief\b)",
                            re.IGNORECASE)),
    ("interview", re.compile(r"\b(?:transcribed\s+interviews?|make\s+\w+\s+available\s+for)\b", re.IGNORECASE)),
    ("documents sufficient to show", re.compile(r"\b(?:documents?|records?|materials?|information)\s+sufficient\s+to\b",
                                                re.IGNORECASE)),
    ("certification", re.compile(r"^\W*(?:please\s+)?(?:certify|a\s+(?:written\s+)?certification)\b", re.IGNORECASE)),
    ("data", re.compile(r"^\W*(?:please\s+)?(?:(?:provide|produce|submit|state|furnish|give)\s+)?(?:us\s+)?(?:the\s+|all\s+|any\s+)?(?:total\s+)?"
                        r"(?:data\b|datasets?\b|spreadsheet|number\s+of|numbers\b|percentage|amounts?\b|statistics)",
                        re.IGNORECASE)),
    ("documents", re.compile(r"\b(?:all|any|each|every|copy|copies|produce|unredacted|complete|drafts?)\b.{0,80}?\b(?:documents?|"
                             r"communications?|records?|e-?mails?|memorand\w+|minutes|correspondence|contracts?|reports?|"
                             r"files?|policies|agreements?|notes|logs?|messages|calendars?|letters?)\b", re.IGNORECASE)),
    ("question", re.compile(r"\?|^\W*(?:please\s+)?(?:describe|explain|state|identify|confirm|clarify|specify|indicate|tell|"
                            r"detail|who|what|when|where|why|how|whether|which|to\s+what\s+extent)\b", re.IGNORECASE)),
    ("list", re.compile(r"^\W*(?:please\s+)?(?:(?:provide|produce|submit)\s+)?(?:an?|the)\s+(?:\w+\s+){0,3}?(?:list|timeline|inventory|"
                        r"chart|table|accounting|schedule)\b|^\W*(?:please\s+)?list\b", re.IGNORECASE)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Aside:
    """A finding beside the items: `what` it is, its value where it has one, and where its words stand."""

    what: str
    value: str | None
    start: int
    end: int


def kind_of(item: AskedItem) -> str | None:
    """What sort of thing an item asks for, by its own words; None where they don't tell."""
    if item.text.rstrip().endswith("?"):
        return "question"
    return next((kind for kind, pattern in _KINDS if pattern.search(item.text)), None)


def read_asides(letter: LetterText, paragraphs: Sequence[Paragraph], items: Sequence[AskedItem]) -> list[Aside]:
    """The first of each sort, in the order of their sorts."""
    found: dict[str, Aside] = {}
    for aside in [*_periods(letter, paragraphs, items), *_follow_ups(letter, paragraphs), *_told(letter, paragraphs)]:
        found.setdefault(aside.what, aside)
    return list(found.values())


def _periods(letter: LetterText, paragraphs: Sequence[Paragraph], items: Sequence[AskedItem]) -> Iterator[Aside]:
    """The period of the whole request: printed outside the items, which have periods of their own."""
    for paragraph in paragraphs:
        for match in _PERIOD.finditer(letter.plain, paragraph.start, paragraph.end):
            named = "period" in match[0].lower() or re.search(r"\b(?:documents|records|information)\b", paragraph.text)
            if named and not any(item.start <= match.start() < item.end for item in items):
                yield Aside(
                    "relevant_period", letter.words(match.start("first"), match.end()), match.start(), match.end()
                )


def _follow_ups(letter: LetterText, paragraphs: Sequence[Paragraph]) -> Iterator[Aside]:
    """The day of an earlier letter of the sender's own."""
    for paragraph in paragraphs:
        for match in _EARLIER.finditer(letter.plain, paragraph.start, paragraph.end):
            near = letter.plain[match.start() : min(match.end() + 70, paragraph.end)]
            printed = next(find_dates(near), None)
            if printed is None or not re.search(
                r"letter|request|wrote|asked|sent", near[: printed.end + 12], re.IGNORECASE
            ):
                continue
            if re.search(r"\b(?:by|before|than)\s+$", near[: printed.start]) or "your" in near[: printed.start].lower():
                continue
            start = match.start() + printed.start
            yield Aside("follows_up", _iso(printed.on), start, match.start() + printed.end)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _told(letter: LetterText, paragraphs: Sequence[Paragraph]) -> Iterator[Aside]:
    """The sentences on preservation, on classified material, and on how to answer."""
    for paragraph in paragraphs:
        start = paragraph.start
        for stop in [*_SENTENCES.finditer(letter.plain, paragraph.start, paragraph.end), None]:
            end = stop.start() if stop else paragraph.end
            sentence = letter.plain[start:end]
            for what, pattern in (
                ("preservation", _PRESERVE),
                ("classified_handling", _SECRETS),
                ("instructions", _HOW),
            ):
                # The pattern for secrets looks at the whole sentence: from every place in it would take too long.
                if pattern.match(sentence) if pattern is _SECRETS else pattern.search(sentence):
                    yield Aside(what, letter.words(start, end), start, end)
            start = stop.end() if stop else end
