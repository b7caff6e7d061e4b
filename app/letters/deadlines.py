"""Every deadline of a letter, told apart from dates that only occur in it and from old deadlines that it quotes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from app.letters.dates import DATE, MONTHS, WEEKDAYS, PrintedDate, as_date, find_time
from app.workdays import add_business_days

_CLOCK = (
    r"(?:(?:\d{1,2}(?::\d\d)?\s*[ap]\.?\s?m\b\.?|(?:12(?::00)?\s+)?(?:noon|midnight)|\d{1,2}:\d\d)(?:\s*\(?(?:E[SD]?T|"
    r"Eastern(?:\s+\w+)?(?:\s+[Tt]ime)?)\)?)?|"
    r"(?:the\s+)?(?:close|end)\s+of\s+(?:the\s+)?(?:business|day)(?:\s+day)?|C\.?O\.?B\.?|EOD|E\.O\.D\.)"
)
_LATEST = (
    r"(?:(?:by\s+)?(?:no|not)\s+later\s+than|(?:on\s+or\s+)?before|by|prior\s+to|until|due(?:\s+(?:on|by))?|"
    r"deadline\s+(?:of|is)(?:\s+on)?)"
)
_TO_DATE = re.compile(
    rf"\b{_LATEST}\s+(?:(?:at\s+)?{_CLOCK}\s*,?\s*(?:on\s+|of\s+)?)?(?:the\s+|next\s+|this\s+)?$", re.IGNORECASE
)
_AFTER_DATE = re.compile(rf"\s*,?\s*(?:at|by|before)?\s*{_CLOCK}", re.IGNORECASE)
_COUNT = (
    r"(?P<count>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"twenty|"
    r"twenty[- ]one|thirty|forty[- ]five|forty|forty-eight|sixty|seventy-two|ninety|a|an)"
)
_SPAN = (
    rf"(?:the\s+)?(?:next\s+|following\s+|coming\s+)?{_COUNT}(?:\s*\(\d{{1,3}}\))?[\s-]+(?P<kind>business|"
    rf"working|calendar|legislative|full)?[\s-]*(?P<unit>hour|day|week|month)s?\b'?"
)
_SINCE = (
    r"(?:\s+(?:from|of|after|following)\s+(?:now|today|(?:the\s+)?(?:date|receipt|receiving|delivery|transmittal)"
    r"(?:\s+(?:of|on)?\s*(?:this|the|your)?\s*(?:receipt\s+of\s+)?(?:this\s+)?(?:letter|request|correspondence|"
    r"inquiry))?|this\s+(?:letter|request|date)|receiving\s+this\s+letter))"
)
_SPAN_ALONE = re.sub(r"P<(count|kind|unit)>", r"P<\g<1>2>", _SPAN)
_RELATIVE = re.compile(
    rf"\b(?:(?:(?:by\s+)?(?:no|not)\s+(?:later|more)\s+than\s+|(?:with)?in\s+){_SPAN}(?P<since>{_SINCE})?"
    rf"|{_SPAN_ALONE}(?P<since2>{_SINCE}))",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"\b{_LATEST}\s+(?:{_CLOCK}\s*,?\s*(?:on\s+)?)?(?P<named>(?:this|next|"
    rf"this\s+coming)?\s*(?:{'|'.join(WEEKDAYS)})(?!\s*,?\s*(?:the\s+)?(?:\d|[A-Z][a-z]+\s+\d))|tomorrow"
    r"|(?:the\s+)?(?:end|close)\s+of\s+(?:(?:the|this|next)\s+(?:week|month|year)|(?:"
    rf"{'|'.join(MONTHS)})(?:,?\s+(?:19|20)\d\d)?(?!\s+\d)))\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:please|kindly|(?:I'm|am|are)\s+(?:asking|requesting)|(?:accordingly|therefore),\s+(?:provide|answer|"
    r"produce|submit)|(?:we|I|committee|"
    r"subcommittee)\s+(?:\w+\s+){0,3}?(?:requests?|asks?|expects?|demands?|requires?|"
    r"urge|invite|direct|look\s+forward|would\s+(?:like|appreciate)|"
    r"hope|want|need|await|seek|insist)|(?:is|are)\s+(?:hereby\s+)?(?:requested|asked|directed|required)|"
    r"look(?:ing)?\s+forward|appreciate|"
    r"you(?:r\s+\w+)?\s+(?:must|should|are\s+to)|your?\s+(?:complete\s+|full\s+|written\s+|prompt\s+)*(?:response|"
    r"reply|answers?|responses)|would\s+be\s+helpful|"
    r"unless|grateful|demand\w*|respectfully|respond|thank\s+you\s+in\s+advance|by\s+having|let\s+(?:us|me)\s+know|due)\b",
    re.IGNORECASE,
)
_REPLY = re.compile(
    r"\b(?:respon[ds]\w*|repl(?:y|ies)|answer\w*|documents?|information|records?|materials?|questions?|produc\w+|"
    r"hear(?:ing)?\s+(?:back\s+)?from\s+you|submit\w*|furnish\w*|compl(?:y|iance)|data|reports?|requests?|items?|"
    r"written|list|copies|explanation|findings|results|assessments?|views|"
    r"(?:provide|give)\s+(?:us|me|the\s+committee)|let\s+(?:us|me)\s+know)\b",
    re.IGNORECASE,
)
_WANTED = re.compile(
    r"\b(?:provide|following|below|send|tell|implement|act|complete|review|inform|advise|do\s+so)\b", re.IGNORECASE
)
_OTHER = re.compile(
    r"(?P<what>(?:oral\s+|staff\s+|member\s+|transcribed\s+|classified\s+)*(?:briefings?|brief\b|meetings?|"
    r"interviews?|hearing\b(?!\s+(?:back\s+)?from)|call\b)|point\s+of\s+contact|confirm\w*|"
    r"acknowledg\w*|preserv\w*|schedul\w*|testi\w+|appear\b|appearance|designat\w*|contact\b|meet\b|privilege\s+log)",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:(?:we|I|you|it|they|he|she|committee|letter|staff|chairman|senators?|members?|who|which|that|"
    r"department|agency)\s+(?:\w+\s+){0,2}?"
    r"(?:requested|asked|sought|wrote|sent|demanded|gave|set|promised|committed|agreed|stated|said|told|failed|"
    r"provided|responded|missed|ignored|pledged|assured)"
    r"|(?:was|were|had\s+been|has\s+been|have\s+been)\s+(?:\w+\s+)?(?:due|requested|asked|required|set|given|"
    r"supposed|sent|told|scheduled)|had\s+(?:asked|requested|until)|"
    r"(?:previous|prior|earlier|original|initial|first|last)\s+(?:letter|request|deadline|inquiry)|"
    r"deadline\s+(?:passed|expired|has|was|came)|"
    r"(?:our|my|the|a|'s)\s+\w+\s+\d{1,2}(?:,\s+\d{4})?,?\s+letter|failed\s+to|"
    r"did\s+not|never|passed\s+without|has\s+passed|came\s+and\s+went)\b",
    re.IGNORECASE,
)
_WAS = re.compile(r"\b(?:was|were|had\s+been)\s+(?:first\s+|originally\s+)?$", re.IGNORECASE)
_LAW = re.compile(
    r"\b(?:statute|law|Act|Section|U\.S\.C|C\.F\.R|regulations?|requires?\s+(?:that|the|agencies|you|DHS|DoD|OPM|"
    r"each)|mandates?|shall|enact\w*|enactment|plans?\s+to|intends?\s+to|"
    r"expected\s+to|projected|estimates?|will\s+(?:be|have|expire)|expires?|spend|complete\s+the\s+\w+)\b"
)
_SENTENCE = re.compile(
    r"(?<![A-Z]\.[A-Z])(?<!\b[MD]r)(?<!\bMs)(?<!\bNo)(?<!\b[ap]\.m)(?<!\bMrs)(?<!\b(?:Jan|Feb|Aug|Oct|Nov|Dec|"
    r"Hon))(?<!\bSept)"
    r"[.?!]\"?\s+(?=[A-Z\"(])"
)
_NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "twenty": 20,
    "twenty one": 21,
    "thirty": 30,
    "forty": 40,
    "forty five": 45,
    "forty eight": 48,
    "sixty": 60,
    "seventy two": 72,
    "ninety": 90,
}
ENOUGH = 3.0
# A sentence is looked at this far, so that a text without stops is read in linear time.
_NEAR = 1000


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline as printed: its phrase, what it is for ("" for the reply), and how sure the reader is of it."""

    start: int
    end: int
    printed: PrintedDate | None
    phrase: str
    what: str
    score: float
    relative: bool
    time: str | None


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    printed: PrintedDate | None


def find_deadlines(text: str, start: int, end: int) -> Iterator[Deadline]:
    """The deadlines in one paragraph, with those that only look like one left out."""
    spans = sorted([*_dated(text, start, end), *_relative(text, start, end)], key=lambda span: span.start)
    previous = start
    for span in spans:
        if span.start < previous:
            continue
        first, last = _sentence(text, start, end, span)
        deadline = _judged(text, span, (max(first, previous) if previous > first else first, last), first)
        if deadline.score >= ENOUGH:
            yield deadline
            previous = span.end


def _dated(text: str, start: int, end: int) -> Iterator[_Span]:
    for found in DATE.finditer(text, start, end):
        printed = as_date(found)
        before = _TO_DATE.search(text, max(start, found.start() - 70), found.start())
        if not printed or not before:
            continue
        after = _AFTER_DATE.match(text, found.end(), end)
        yield _Span(before.start(), after.end() if after else found.end(), printed)


def _relative(text: str, start: int, end: int) -> Iterator[_Span]:
    for pattern in (_RELATIVE, _NAMED):
        for found in pattern.finditer(text, start, end):
            yield _Span(found.start(), found.end(), None)


def _sentence(text: str, start: int, end: int, span: _Span) -> tuple[int, int]:
    first = start
    for stop in _SENTENCE.finditer(text, max(start, span.start - _NEAR), span.start):
        first = stop.end()
    end = min(end, span.end + _NEAR)
    after = _SENTENCE.search(text, span.end - 1, end)
    return max(first, span.start - _NEAR), after.start() + 1 if after else end


def _judged(text: str, span: _Span, clause: tuple[int, int], first: int) -> Deadline:
    before, after = text[clause[0] : span.start], text[span.end : min(clause[1], span.end + 160)]
    sentence = text[first : clause[1]]
    if not _REPLY.search(before) and not _OTHER.search(before):
        before = text[first : span.start]
    phrase = " ".join(text[span.start : span.end].split())
    score = 1.0 + (
        1.0 if re.search(r"later than|within|on or before|from (?:now|today)", phrase, re.IGNORECASE) else 0.0
    )
    asks = _ASKS.search(before) or (len(before) < 40 and _ASKS.search(after)) or _ASKS.search(sentence)
    score += 0.5 if span.printed and span.printed.year else 0.0
    score += 2.0 if asks else 0.0
    named = _REPLY.search(before) or _OTHER.search(before) or _WANTED.search(before) or _REPLY.search(after)
    # "By noon on March 3, please send us:" leads to what is due.
    leads = text[span.end : clause[1]].rstrip().endswith(":") or (len(before) < 40 and _WANTED.search(after))
    score += 1.0 if named or leads else -1.0
    score -= _doubt(phrase, before, sentence, asks)
    return Deadline(
        span.start, span.end, span.printed, phrase, _what(before, after), score, span.printed is None, find_time(phrase)
    )


def _doubt(phrase: str, before: str, sentence: str, asks: re.Match[str] | None) -> float:
    doubt = 0.0
    past = _last(_PAST, before)
    renewed = past and re.search(
        r"\b(?:please|we\s+(?:now\s+)?(?:ask|request)|again|I\s+(?:ask|request))\b", before[past.end() :], re.IGNORECASE
    )
    pleaded = past and re.match(r".*\bplease\b", before[: past.start()], re.IGNORECASE | re.DOTALL)
    if past and not renewed and not pleaded:
        doubt += 4.0
    if phrase.lower().startswith("due") and _WAS.search(before):
        doubt += 4.0
    if _LAW.search(before) and not re.search(r"\b(?:please|we|I)\b", sentence, re.IGNORECASE):
        doubt += 3.0
    if re.match(r"\s*(?:If|Should)\s+you\s+(?:are|cannot|can|do|need|have|believe|require)\b", sentence):
        doubt += 4.0
    if before.count('"') % 2:
        doubt += 4.0
    if re.match(r"by|until|before|prior to", phrase, re.IGNORECASE) and not asks:
        doubt += 2.0
    return doubt


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return max(pattern.finditer(text), key=lambda found: found.start(), default=None)


def _what(before: str, after: str) -> str:
    """What is due: "" for the reply itself, else the briefing, the contact, ...; the nearest noun before decides."""
    last_other, last_reply = _last(_OTHER, before), _last(_REPLY, before)
    if last_other is None and last_reply is None:
        last_other, last_reply = _OTHER.search(after), _REPLY.search(after)
        if last_other and (not last_reply or last_other.start() < last_reply.start()):
            return last_other["what"].lower()
        return ""
    if last_other and (not last_reply or last_reply.start() < last_other.start()):
        return " ".join(last_other["what"].lower().split())
    return ""


def resolve(deadline: Deadline, sent: date | None, context: date | None) -> date | None:
    """The day that is meant: a missing year comes from the letter's date or the context, days are counted."""
    if deadline.printed:
        anchor = sent or context
        return deadline.printed.on or (
            deadline.printed.nearest_from(anchor) if anchor and not deadline.printed.year else None
        )
    return _counted(deadline.phrase, sent) if sent else None


def _counted(phrase: str, sent: date) -> date | None:
    found = _RELATIVE.search(phrase)
    if found:
        parts = found.groupdict()
        count = (parts["count"] or parts["count2"]).lower().replace("-", " ")
        number = int(count) if count.isdigit() else _NUMBERS[count]
        return _add(
            sent, number, (parts["unit"] or parts["unit2"]).lower(), (parts["kind"] or parts["kind2"] or "").lower()
        )
    named = _NAMED.search(phrase)
    return _named_day(named["named"].lower(), sent) if named else None


def _add(sent: date, number: int, unit: str, kind: str) -> date | None:
    if kind == "legislative":
        return None
    if kind in {"business", "working"} and unit == "day":
        return add_business_days(sent, number)
    if unit == "hour":
        return sent + timedelta(days=-(-number // 24))
    if unit == "month":
        return sent + relativedelta(months=number)
    return sent + timedelta(days=number * (7 if unit == "week" else 1))


def _named_day(named: str, sent: date) -> date | None:
    if "tomorrow" in named:
        return sent + timedelta(days=1)
    month = next((n for n, name in enumerate(MONTHS, 1) if re.search(rf"\bof {name}\b", named)), 0)
    if month:
        year = re.search(r"\d{4}", named)
        in_year = int(year[0]) if year else sent.year + (month < sent.month)
        return date(in_year, month, 1) + relativedelta(months=1) - timedelta(days=1)
    if "month" in named:
        return sent + relativedelta(months=2 if "next" in named else 1, day=1) - timedelta(days=1)
    if "year" in named:
        return date(sent.year + ("next" in named), 12, 31)
    if "week" in named:
        return sent + timedelta(days=(4 - sent.weekday()) % 7 + (7 if "next" in named else 0))
    weekday = next(n for n, name in enumerate(WEEKDAYS) if name in named)
    return sent + timedelta(days=(weekday - sent.weekday() - 1) % 7 + 1)
