"""What a letter asks for: its numbered items, told apart from lists that state, recommend, quote or recount."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.letters.asking import (
    AGAIN,
    CLOSES,
    DECOY,
    IMPERATIVE,
    QUOTED,
    RENEWS,
    STRONG,
    asks,
    asks_directly,
    asks_of_you,
    capital,
    last_sentence,
)
from app.letters.deadlines import find_deadlines
from app.letters.ordinals import Told, told_off
from app.letters.text import LetterText, Paragraph
from app.markers import Mark, join_number
from app.numbering import PARAGRAPH, NumberedItem, clean, read_items

_INLINE = re.compile(r"\)|[.?!;:]\s+(?:1|a)\.\s")
# What stands behind the last of the items within a sentence is the sentence's own: ", by noon on Tuesday, March 17."
_OURS = re.compile(r"\b(?:we|I)\b[^.]*\b(?:questions?|requests?|things|matters)\b", re.IGNORECASE)
_TAIL = re.compile(r"[,;]\s*$")


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


def read_asked(letter: LetterText, paragraphs: Sequence[Paragraph]) -> list[AskedItem]:
    """All items that the letter asks for, in order."""
    found: list[AskedItem] = []
    at = 0
    accepted = False
    series = told_off(letter, paragraphs, is_asked=_series_asks)
    while at < len(paragraphs):
        paragraph = paragraphs[at]
        if at in series:
            found += _told_items(letter, series[at])
            at = series[at][-1].paragraph + 1
            continue
        if paragraph.mark:
            end = _end_of_list(paragraphs, at)
            items = _marked_items(letter, paragraphs, at, end)
            accepted = _is_asked(paragraphs, at, items, after_asked=accepted) or _is_renewed(paragraphs, at, end)
            found += items if accepted else []
            at = end
            continue
        inline = _inline_items(letter, paragraph)
        following = paragraphs[at + 1].mark if at + 1 < len(paragraphs) else None
        if inline and not (following and paragraph.text.endswith(":")):
            found += inline
        elif not following and at + 1 not in series and _introduces(paragraph.text):
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
    if "?" in paragraphs[last].text or IMPERATIVE.match(_body(paragraphs[last])):
        return last
    at = last
    while at + 1 < len(paragraphs) and not paragraphs[at + 1].mark:
        text = paragraphs[at + 1].text
        if not ("?" in text or IMPERATIVE.match(text)) or _ends_list(paragraphs[at + 1]):
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
    questions = sum("?" in item.text or asks_of_you(item.text) for item in items) / len(items)
    lead, heading = _lead(paragraphs, start)
    sentence = last_sentence(lead)
    if QUOTED.search(sentence) and not AGAIN.search(sentence):
        return False
    if lead and STRONG.search(sentence):
        return len(tops) > 1 or asking > 0
    if lead and DECOY.search(sentence) and not (heading and after_asked):
        return questions >= 0.6
    if heading and after_asked:
        return asking >= 0.3
    return asking >= 0.5 and questions > 0 if len(tops) > 1 else questions > 0 and bool(lead) and lead.endswith(":")


def _is_renewed(paragraphs: Sequence[Paragraph], start: int, end: int) -> bool:
    """Whether the letter quotes what an earlier one asked, and then asks just that again, with no list of its own."""
    sentence = last_sentence(_lead(paragraphs, start)[0])
    if any(paragraph.mark for paragraph in paragraphs[end : end + 4]):
        return False
    after = " ".join(paragraph.text for paragraph in paragraphs[end : end + 2])
    return bool(QUOTED.search(sentence) and RENEWS.search(after))


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
        if len(text) < 90 and titled and not STRONG.search(text):
            heading = True
            continue
        return text, heading
    return "", heading


def _introduces(text: str) -> bool:
    sentence = last_sentence(text)
    if not STRONG.search(sentence):
        return False
    return text.rstrip().endswith((":", ",")) or bool(
        re.search(r"\b(?:following|below|questions?)\b", sentence, re.IGNORECASE)
    )


def _marked_items(letter: LetterText, paragraphs: Sequence[Paragraph], start: int, end: int) -> list[AskedItem]:
    begin, stop = paragraphs[start].start, paragraphs[end - 1].end
    while begin and letter.tidy[begin - 1] in " \t\u00a0":
        begin -= 1
    chars = list(letter.tidy[begin:stop])
    for paragraph in paragraphs[start:end]:
        chars[paragraph.start - begin : paragraph.end - begin] = letter.unbroken(paragraph)
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
    source = letter.unbroken(paragraph)
    if not _INLINE.search(source):
        return []
    items = [item for item in read_items(source) if item.number]
    if len(items) < 2 or items[0].level > 1:
        return []
    before = letter.plain[paragraph.start : paragraph.start + items[0].start]
    if not STRONG.search(last_sentence(" ".join(before.split()) + " ")) or QUOTED.search(last_sentence(before)):
        return []
    items[-1] = _without_deadline(_cut_short(items[-1], source), letter, paragraph)
    return _with_parents([_moved(item, paragraph.start) for item in items])


def _without_deadline(item: NumberedItem, letter: LetterText, paragraph: Paragraph) -> NumberedItem:
    for deadline in find_deadlines(letter.plain, paragraph.start, paragraph.end):
        tail = letter.plain[deadline.end : paragraph.start + item.end].strip(" .\n")
        before = _TAIL.search(letter.plain, paragraph.start + item.start, deadline.start)
        if before and not tail:
            end = before.start() - paragraph.start
            kept = clean(letter.tidy[paragraph.start + item.start : before.start()])
            return replace(
                item, end=end, text=kept[len(item.printed) :].lstrip() if kept.startswith(item.printed) else kept
            )
    return item


def _cut_short(item: NumberedItem, source: str) -> NumberedItem:
    """The last of the items within a paragraph ends where a sentence speaks of the deadline or closes the letter."""
    for stop in re.finditer(r"(?<=[.?!])\s+(?=[A-Z])", source[item.start : item.end]):
        rest = source[item.start + stop.end() : item.end]
        if CLOSES.match(rest) or any(find_deadlines(rest, 0, len(rest))):
            end = item.start + stop.start()
            kept = len(item.text) - len(" ".join(rest.split()))
            return replace(item, end=end, text=item.text[:kept].rstrip())
    return item


def _series_asks(lead: str, told: Sequence[str]) -> bool:
    """Judge what is told off in words ("First, ...") by the sentence before it and by what it says."""
    sentence = last_sentence(lead)
    asked = [asks(words) or bool(STRONG.search(re.split(r"(?<=[.?!])\s", words)[0])) for words in told]
    if QUOTED.search(sentence) and not AGAIN.search(sentence):
        return False
    ours = STRONG.search(sentence) or _OURS.search(sentence)
    if ours and lead.endswith(":"):
        return True
    return all(asked) and bool(ours or any(asks_of_you(capital(words)) or STRONG.search(words) for words in told))


def _told_items(letter: LetterText, series: Sequence[Told]) -> list[AskedItem]:
    """The words that tell them off are no part of the items; a last one that only names the deadline is none."""
    items = []
    for told in series:
        text = letter.words(told.body, told.end)
        if told is series[-1]:
            source = letter.tidy[told.body : told.end]
            cut = _cut_short(NumberedItem(None, "", 1, None, text, 0, len(source)), source)
            if _ends_list(Paragraph(told.start, told.end, capital(text), None, told.body)) and cut.end == len(source):
                break
            items.append(AskedItem(None, "", 1, None, cut.text, told.start, told.body + cut.end, 0.75))
        else:
            items.append(AskedItem(None, "", 1, None, text, told.start, told.end, 0.75))
    return items


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
        elif not heading:
            skipped += 1
        at += 1
    if len(found) > 1 or (announced and found and "?" in found[0].text):
        return found, at
    return [], start


def _is_heading(paragraphs: Sequence[Paragraph], at: int) -> bool:
    """A few words without a stop, above a paragraph that asks."""
    text = paragraphs[at].text
    if len(text.split()) > 7 or text[-1:] in ".?!;,)" or at + 1 == len(paragraphs) or STRONG.search(text):
        return False
    return "?" in paragraphs[at + 1].text or bool(IMPERATIVE.match(paragraphs[at + 1].text))


def _in_series(paragraph: Paragraph, found: Sequence[AskedItem]) -> bool:
    """ "Staffing since 2015; and" and the paragraph after it are items by their punctuation."""
    series = re.compile(r";(?:\s+(?:and|or))?$")
    return bool(series.search(paragraph.text)) or bool(found and series.search(found[-1].text))


def _ends_list(paragraph: Paragraph) -> bool:
    """A paragraph that ends the list: thanks, a deadline, who to call."""
    text = paragraph.text
    if CLOSES.match(text) and not text.rstrip().endswith("?"):
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
