"""What a letter asks for: its numbered items, told apart from lists that state, recommend, quote or recount."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.letters.deadlines import find_deadlines
from app.letters.text import LetterText, Paragraph
from app.markers import Mark, join_number
from app.numbering import PARAGRAPH, NumberedItem, read_items

_STRONG = re.compile(
    r"\b(?:please|kindly|(?:we|I|committee|subcommittee)\b(?:,[^,]{0,80},)?\s+(?:\w+\s+){0,3}?(?:request|ask|seek|"
    r"demand|require|need|want|invite|"
    r"(?:would\s+)?(?:like|appreciate))|(?:answers?|respon\w+|repl\w+|address)\b[^.:]{0,80}\bfollowing|"
    r"following\s+(?:\w+\s+){0,3}(?:questions?|requests?)|"
    r"(?:provide|produce|submit|furnish|requests?|requesting|seeking)\b[^.]{0,120}\b(?:following|by|below)|"
    r"(?:questions?|requests?)\s+(?:below|are|is|include)|(?:listed|set\s+(?:forth|out)|described|identified|enumerated)\s+below|"
    r"(?:is|are)\s+(?:hereby\s+)?(?:requested|asked|directed))",
    re.IGNORECASE,
)
_DECOY = re.compile(
    r"\b(?:found|findings?|recommend\w*|concluded|conclusions?|reported|reports?\s+that|stated|states\s+that|"
    r"alleg\w+|facts|timeline|chronology|examples?|"
    r"according\s+to|requires\s+that|requires|provides\s+that|mandates?|defines?|section\s+\d+|for\s+instance|"
    r"reasons|concerns|principles|highlights?|"
    r"as\s+follows|identified|observed|determined|includes?\s+the\s+following|announced|incidents?|violations?|"
    r"testified|wrote|noted|revealed|"
    r"guidance|statute|regulations?|goals|steps|actions)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"\b(?:previously|earlier|prior|last\s+(?:letter|month|year)|(?:we|I|committee|letter)\s+(?:had\s+)?(?:asked|"
    r"requested|posed|sought|wrote)|had\s+(?:asked|requested)|"
    r"(?:our|my)\s+\w+\s+\d{1,2}(?:,\s+\d{4})?,?\s+letter\s+(?:asked|requested|sought|posed|contained))\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"\b(?:again|renew|reiterate|repeat|still|remain|outstanding|unanswered|please)\b", re.IGNORECASE)
_IMPERATIVE = re.compile(
    r"(?:and\s+)?(?:Please|Provide|Describe|Explain|List|State|Identify|Produce|Detail|Submit|Confirm|Clarify|"
    r"Specify|Indicate|Disclose|Outline|"
    r"Discuss|Summarize|Furnish|Supply|Give|Share|Tell|Address|Name|Attach|Certify|Preserve|For\s+each|If\s+(?:so|"
    r"yes|not|no)\b|Kindly|Elaborate)\b",
    re.IGNORECASE,
)
_MATTER = re.compile(
    r"(?:All|Any|Each|Every|Cop(?:y|ies)|(?:An?|The)\s+(?:[\w-]+,?\s+){0,4}(?:list|copy|copies|description|"
    r"explanation|timeline|accounting|summary|breakdown|"
    r"briefing|number|names?|identit(?:y|ies)|dates?|nature|total|amount|status|basis|cost|costs|assessment|"
    r"analysis|report|plan|details?|documents?|records?|"
    r"chart|table|inventory|account|update|updates|role|extent|process|criteria|budget|log|memoranda|memorandum|"
    r"information|percentage)|Documents|Communications|"
    r"Records|E-?mails|Unredacted|Information|Details|Weekly|Monthly|Whether|How|What|Why|When|Where|Who|Which|"
    r"To\s+what\s+extent|Documentation|"
    r"Correspondence|Contracts|Calendars|Minutes|Data|Any\s+and\s+all|Complete|Detailed|Names|Descriptions?|"
    r"Transcripts|Memoranda|Reports|Drafts|Policies)\b",
)
_ORDINAL = re.compile(r"(?:First|Second|Third|Fourth|Fifth|Sixth|Last|Finally)(?:ly)?,\s+(?:and\s+)?")
_CLOSES = re.compile(
    r"(?:Thank|We\b|I\b|My\b|Our\b|Sincerely|Please\s+(?:contact|feel|direct|do\s+not|note|have\s+your|reply|"
    r"respond|send|deliver|also)|If\s+you\s+(?:have|need)|Should\s+you|"
    r"In\s+addition|Additionally|Finally|Furthermore|Moreover|Your\b|This\b|These\b|Pursuant|Again|Until|"
    r"Given\s+the\s+(?:urgency|importance)|"
    r"The\s+(?:Committee|American|Subcommittee)|To\s+(?:assist|help|schedule|arrange)|When\s+producing|Due\s+to|"
    r"In\s+(?:light|conclusion|closing)|Accordingly|Attached|An\s+attachment)\b"
)


@dataclass(frozen=True, slots=True)
class AskedItem:
    """One item; `parent` is its parent's number, or the opening words of a parent that has none."""

    number: str | None
    printed: str
    level: int
    parent: str | None
    text: str
    start: int
    end: int
    confidence: float


def asks(text: str) -> bool:
    """Whether a paragraph asks something or names what is wanted."""
    words = _ORDINAL.sub("", text)
    words = words[:1].upper() + words[1:]
    return "?" in text or bool(_IMPERATIVE.match(words) or _MATTER.match(words))


def leads(text: str) -> bool:
    """Whether the last sentence of a paragraph asks for what follows."""
    return bool(_STRONG.search(last_sentence(text)))


def last_sentence(text: str) -> str:
    parts = re.split(r"(?<=[.?!])\"?\s+(?=[A-Z\"])", text[-900:])
    last = parts[-1]
    while len(last) < 60 and len(parts) > 1:
        parts.pop()
        last = f"{parts[-1]} {last}"
    return last


def read_asked(letter: LetterText, paragraphs: Sequence[Paragraph]) -> list[AskedItem]:
    """All items that the letter asks for, in order."""
    found: list[AskedItem] = []
    at = 0
    accepted = False
    while at < len(paragraphs):
        paragraph = paragraphs[at]
        if paragraph.mark:
            end = _end_of_list(paragraphs, at)
            items = _marked_items(letter, paragraphs, at, end)
            accepted = _is_asked(paragraphs, at, items, after_asked=accepted)
            found += items if accepted else []
            at = end
            continue
        inline = _inline_items(letter, paragraph)
        following = paragraphs[at + 1].mark if at + 1 < len(paragraphs) else None
        if inline and not (following and paragraph.text.endswith(":")):
            found += inline
        elif not following and _introduces(paragraph.text):
            items, at = _unmarked_items(letter, paragraphs, at + 1, announced=paragraph.text.endswith(":"))
            found += items
            continue
        accepted = accepted and len(paragraph.text) < 90
        at += 1
    return found


def _end_of_list(paragraphs: Sequence[Paragraph], start: int) -> int:
    """The paragraph after the list that begins at `start`; paragraphs between two of its items belong to it."""
    first = paragraphs[start].mark
    last = start
    for at in range(start + 1, min(len(paragraphs), start + 400)):
        mark = paragraphs[at].mark
        if mark is None:
            if at - last > 8:
                break
            continue
        between = at - last - 1
        same = first is not None and mark.style == first.style
        led = between and (_introduces(paragraphs[at - 1].text) or paragraphs[at - 1].text.endswith(":"))
        begins = (mark.may_begin or mark.is_bullet) and (same or not _goes_on(paragraphs, at, first))
        if between and ((begins and (same or led)) or (same and _introduces(paragraphs[at - 1].text))):
            break
        last = at
    return _with_trailing(paragraphs, last) + 1


def _goes_on(paragraphs: Sequence[Paragraph], at: int, first: Mark | None) -> bool:
    """Whether the list that began with `first` goes on after a list of another style, its sub-list."""
    for paragraph in paragraphs[at + 1 : at + 25]:
        if first and paragraph.mark and paragraph.mark.style == first.style:
            return not paragraph.mark.may_begin and not paragraph.mark.is_bullet
    return False


def _with_trailing(paragraphs: Sequence[Paragraph], last: int) -> int:
    """Questions below a last item that only states something are that item's own."""
    if "?" in paragraphs[last].text or _IMPERATIVE.match(_body(paragraphs[last])):
        return last
    at = last
    while at + 1 < len(paragraphs) and not paragraphs[at + 1].mark:
        text = paragraphs[at + 1].text
        if not ("?" in text or _IMPERATIVE.match(text)) or _ends_list(paragraphs[at + 1]):
            break
        at += 1
    return at


def _body(paragraph: Paragraph) -> str:
    mark = paragraph.mark
    return paragraph.text[len(mark.printed) :].lstrip() if mark else paragraph.text


def _is_asked(paragraphs: Sequence[Paragraph], start: int, items: Sequence[AskedItem], *, after_asked: bool) -> bool:
    """Judge a marked list by the sentence that leads to it and by what its items say."""
    tops = [item for item in items if item.level == 1] or list(items)
    if not tops:
        return False
    asking = sum(_item_asks(item, items) for item in tops) / len(tops)
    questions = sum("?" in item.text or item.text.startswith("Please") for item in items) / len(items)
    lead, heading = _lead(paragraphs, start)
    sentence = last_sentence(lead)
    if _QUOTED.search(sentence) and not _AGAIN.search(sentence):
        return False
    if lead and _STRONG.search(sentence):
        return len(tops) > 1 or asking > 0
    if lead and _DECOY.search(sentence) and not (heading and after_asked):
        return questions >= 0.6
    if heading and after_asked:
        return asking >= 0.3
    return asking >= 0.5 and questions > 0 if len(tops) > 1 else questions > 0 and bool(lead) and lead.endswith(":")


def _item_asks(item: AskedItem, items: Sequence[AskedItem]) -> bool:
    return asks(item.text) or any("?" in other.text for other in items if other.parent and other.parent == item.number)


def _lead(paragraphs: Sequence[Paragraph], start: int) -> tuple[str, bool]:
    """The paragraph that leads to a list, and whether a heading stands between or leads alone."""
    heading = False
    for at in range(start - 1, max(-1, start - 4), -1):
        text = paragraphs[at].text
        if paragraphs[at].mark:
            return "", heading
        titled = text[-1:] not in ".:?!" or (text.endswith(":") and len(text.split()) < 6 and "following" not in text)
        if len(text) < 90 and titled and not _STRONG.search(text):
            heading = True
            continue
        return text, heading
    return "", heading


def _introduces(text: str) -> bool:
    sentence = last_sentence(text)
    if not _STRONG.search(sentence):
        return False
    return text.rstrip().endswith((":", ",")) or bool(
        re.search(r"\b(?:following|below|questions?)\b", sentence, re.IGNORECASE)
    )


def _marked_items(letter: LetterText, paragraphs: Sequence[Paragraph], start: int, end: int) -> list[AskedItem]:
    begin, stop = paragraphs[start].start, paragraphs[end - 1].end
    while begin and letter.tidy[begin - 1] in " \t\u00a0":
        begin -= 1
    chars = list(letter.tidy[begin:stop])
    for paragraph in paragraphs[start + 1 : end]:
        before = paragraph.start - begin - 1
        while before > 0 and chars[before] in " \t\u00a0":
            before -= 1
        chars[before] = PARAGRAPH if chars[before].isspace() else chars[before]
    items = read_items("".join(chars))
    return _with_parents(list(_without_headings([_moved(item, begin) for item in items])))


def _moved(item: NumberedItem, by: int) -> NumberedItem:
    return replace(item, start=item.start + by, end=item.end + by)


def _without_headings(items: list[NumberedItem]) -> Iterator[NumberedItem]:
    """ "A. Documents" above "1. ..." is a section's heading: its items move up, as "A1"."""
    sections = [item for item in items if item.level == 1]
    lettered = bool(sections) and all(re.fullmatch(r"[A-Z]+", item.number or "") for item in sections)
    below = {item.parent for item in items if item.level == 2 and re.fullmatch(r"\W*\d+\W*", item.printed)}
    headed = lettered and all(item.number in below and not asks_directly(item.text) for item in sections)
    if not headed:
        yield from items
        return
    for item in items:
        if item.level > 1:
            parent = None if item.level == 2 else item.parent
            yield replace(item, level=item.level - 1, parent=parent)


def asks_directly(text: str) -> bool:
    return "?" in text or bool(_IMPERATIVE.match(text))


def _with_parents(items: list[NumberedItem]) -> list[AskedItem]:
    """Sub-items of an item without a number are tied to it by its opening words."""
    above: dict[int, NumberedItem] = {}
    asked = []
    for item in items:
        above[item.level] = item
        parent = item.parent
        holder = above.get(item.level - 1)
        if item.level > 1 and holder is not None and holder.number is None:
            parent = opening(holder.text)
        asked.append(
            AskedItem(
                item.number,
                item.printed,
                item.level,
                parent,
                item.text,
                item.start,
                item.end,
                0.95 if item.number else 0.8,
            )
        )
    return asked


def opening(text: str) -> str:
    return " ".join(text.split()[:6])


def _inline_items(letter: LetterText, paragraph: Paragraph) -> list[AskedItem]:
    """ "We request (1) the plan; (2) the memo": items within a sentence that asks."""
    source = letter.tidy[paragraph.start : paragraph.end]
    if ")" not in source:
        return []
    items = [item for item in read_items(source) if item.number]
    if len(items) < 2 or items[0].level > 1:
        return []
    before = letter.plain[paragraph.start : paragraph.start + items[0].start]
    if not _STRONG.search(last_sentence(" ".join(before.split()) + " ")) or _QUOTED.search(last_sentence(before)):
        return []
    items[-1] = _cut_short(items[-1], source)
    return _with_parents([_moved(item, paragraph.start) for item in items])


def _cut_short(item: NumberedItem, source: str) -> NumberedItem:
    """The last of the items within a paragraph ends where a sentence speaks of the deadline or closes the letter."""
    for stop in re.finditer(r"(?<=[.?!])\s+(?=[A-Z])", source[item.start : item.end]):
        rest = source[item.start + stop.end() : item.end]
        if _CLOSES.match(rest) or any(find_deadlines(rest, 0, len(rest))):
            end = item.start + stop.start()
            kept = len(item.text) - len(" ".join(rest.split()))
            return replace(item, end=end, text=item.text[:kept].rstrip())
    return item


def _unmarked_items(
    letter: LetterText, paragraphs: Sequence[Paragraph], start: int, *, announced: bool
) -> tuple[list[AskedItem], int]:
    """Questions whose numbers were lost: the paragraphs after the introduction that ask, up to one that doesn't.

    Below a colon (`announced`) some paragraphs may come first that only say about whom or what is asked.
    """
    found: list[AskedItem] = []
    at, skipped = start, 0
    while at < len(paragraphs) and not paragraphs[at].mark:
        paragraph = paragraphs[at]
        wanted = asks(paragraph.text) or _in_series(paragraph, found)
        heading = _is_heading(paragraphs, at)
        over = found and not wanted and not heading
        if _ends_list(paragraph) or over or skipped > (8 if announced else 0) or _inline_items(letter, paragraph):
            break
        if wanted and not heading:
            found.append(_unmarked(letter, paragraph, found))
        else:
            skipped += 1
        at += 1
    if len(found) > 1 or (announced and found and "?" in found[0].text):
        return found, at
    return [], start


def _is_heading(paragraphs: Sequence[Paragraph], at: int) -> bool:
    """A few words without a stop, above a paragraph that asks."""
    text = paragraphs[at].text
    if len(text.split()) > 7 or text[-1:] in ".?!;:,)" or at + 1 == len(paragraphs):
        return False
    return "?" in paragraphs[at + 1].text or bool(_IMPERATIVE.match(paragraphs[at + 1].text))


def _in_series(paragraph: Paragraph, found: Sequence[AskedItem]) -> bool:
    """ "Staffing since 2015; and" and the paragraph after it are items by their punctuation."""
    series = re.compile(r";(?:\s+(?:and|or))?$")
    return bool(series.search(paragraph.text)) or bool(found and series.search(found[-1].text))


def _ends_list(paragraph: Paragraph) -> bool:
    """A paragraph that ends the list: thanks, a deadline, who to call."""
    text = paragraph.text
    if _CLOSES.match(text) and not text.rstrip().endswith("?"):
        return True
    return "?" not in text and any(find_deadlines(text, 0, len(text)))


def _unmarked(letter: LetterText, paragraph: Paragraph, found: Sequence[AskedItem]) -> AskedItem:
    text = letter.words(paragraph.start, paragraph.end)
    parent = next((item for item in reversed(found) if item.level == 1), None)
    nested = any(item.level == 2 for item in found[-40:]) and "?" in (found[-1].text if found else "")
    below = r"If\s+(?:so|yes|not|no|the\s+answer)\b" + (r"|Please\b" if nested else "")
    if parent and re.match(below, text):
        return AskedItem(None, "", 2, opening(parent.text), text, paragraph.start, paragraph.end, 0.7)
    return AskedItem(None, "", 1, None, text, paragraph.start, paragraph.end, 0.7)


def number_warnings(items: Sequence[AskedItem]) -> Iterator[str]:
    """What is odd about the numbers: a number left out, a number twice, a list that begins again."""
    last: dict[str, int] = {}
    seen: set[str] = set()
    for item in items:
        if item.number is None:
            continue
        key = item.parent or ""
        label = item.number[len(key) :].lstrip(".") if item.number.startswith(key) else item.number
        if item.number in seen:
            yield f"The number {item.number} is printed more than once."
        elif label.isdigit() and key in last and int(label) > last[key] + 1:
            yield f"The numbering skips from {join_number(item.parent, str(last[key]))} to {item.number}."
        if label.isdigit():
            last[key] = int(label)
        seen.add(item.number)
