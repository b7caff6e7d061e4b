"""Numbered lists as people print them: text that staff paste in, the items with their numbers and levels out."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.markers import DASHES, DEEPEST, INLINE, Mark, as_path, inline_mark, join_number, number_of, read_mark
from app.markers import readings_of as _readings

__all__ = ["NumberedItem", "as_path", "clean", "number_of", "read_items"]

_ENDED = re.compile(r"(?:[.?!:;,”\"’)\]—]|\b(?:and|or))[\d\s]*$")
_SENTENCE_END = re.compile(r"[.?!:;”\"][\d\s)\]’]*(?:and|or)?[,\s]*$")
_HYPHEN = re.compile(r"([^\W\d_]+)-[ \t]*\r?\n\s*([a-z]+)")
_KEPT_HYPHEN = re.compile(
    r"self|non|well|high|low|long|short|third|first|second|follow|year|decision|law|policy|cross|ex|co|anti|pre|post|multi"
    r"|real|full|part|time|one|two|three|four|five|on|off|in|up|by|all|half|so|end|mid|far|near",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\s*(?:Please|Specifically, (?:please|provide|describe))\b")
_BLANK = " \t\r\n\f\v\u00a0\u200b\ufeff\x1c\x1d\x1e\x85\u2028\u2029"
PARAGRAPH = "\u2029"
_NARROW, _WIDE = 40, 112


@dataclass(frozen=True, slots=True)
class NumberedItem:
    """One item: `number` is canonical ("3", "3b", "3b.ii", "A1") or None; `source[start:end]` holds it and its mark."""

    number: str | None
    printed: str
    level: int
    parent: str | None
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the text that starts at a mark, or as a paragraph of its own.

    `gap`: blank lines stand before it. `ended`: the words before it end a sentence or a clause. `loose`: or their last
    line is so short that the break isn't a wrapped line's.
    """

    start: int
    body: int
    end: int
    mark: Mark | None = None
    gap: bool = True
    ended: bool = True
    loose: bool = True
    inline: bool = False


@dataclass(slots=True)
class _Open:
    """A list that is being read, and the last label seen in it."""

    kind: str
    style: str
    last: int
    label: str
    indent: int = 0


_Placed = list[tuple[_Piece, int]]
_Choice = tuple[int, tuple[str, int]] | None


def read_items(text: str) -> tuple[NumberedItem, ...]:
    """The items of a pasted list. Paragraphs that bear no mark become items without a number; nothing raises."""
    pieces = list(_pieces(text))
    if not any(piece.mark for piece in pieces):
        pieces = _lines_that_are_items(text, pieces)
    pieces = [part for piece in pieces for part in _split_inline(text, piece)]
    return tuple(_items(text, _Levels(text).place(pieces)))


def clean(text: str) -> str:
    """One line of text: wrapped lines joined, words that were cut at a line's end made whole again."""
    if "\u00ad" in text:
        text = re.sub(r"\u00ad\s*", "", text)
    if "-" in text and "\n" in text:
        text = _HYPHEN.sub(_mend, text)
    return " ".join(text.replace("\u200b", "").replace("\ufeff", "").split())


def _mend(cut: re.Match[str]) -> str:
    keep = bool(_KEPT_HYPHEN.fullmatch(cut[1])) or cut[1].isupper()
    return f"{cut[1]}-{cut[2]}" if keep else f"{cut[1]}{cut[2]}"


def _pieces(text: str) -> Iterator[_Piece]:
    """Cut the text at every line that looks marked and at every blank line."""
    lines = text.splitlines(keepends=True)
    full = 0.7 * max((len(line.rstrip(_BLANK)) for line in lines), default=0)
    full = 0 if full < _NARROW else full
    current: _Piece | None = None
    gap, start, before = False, 0, 0
    for line in lines:
        start, end = start, start + len(line)
        if line.strip(_BLANK):
            mark, offset = read_mark(line)
            if full > _WIDE and current and line.lstrip(_BLANK)[:1].isupper():
                gap = gap or _ends_sentence(text[max(current.body, current.end - 60) : current.end])
            if current and not mark and not gap:
                current = replace(current, end=end)
            else:
                ended = current is None or bool(_ENDED.search(text, max(current.body, current.end - 60), current.end))
                if current:
                    yield current
                loose = gap or ended or before < full or not full
                current = _Piece(start, start + offset, end, mark, gap or current is None, ended, loose)
            gap, before = line.endswith(PARAGRAPH), len(line.rstrip(_BLANK))
        else:
            gap = True
        start = end
    if current:
        yield current


def _lines_that_are_items(text: str, pieces: list[_Piece]) -> list[_Piece]:
    """A paste without marks and without blank lines: one item a line where every line ends a sentence."""
    if len(pieces) != 1:
        return pieces
    found, start = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip(_BLANK):
            found.append(_Piece(start, start, start + len(line)))
        start += len(line)
    whole = len(found) > 1 and all(_ends_sentence(text[piece.body : piece.end]) for piece in found)
    return found if whole else pieces


def _ends_sentence(words: str) -> bool:
    return bool(_SENTENCE_END.search(words[-60:].rstrip()))


def _split_inline(text: str, piece: _Piece) -> Iterator[_Piece]:
    """Cut "... the following: (1) the plan; (2) the budget" at its marks."""
    run = _inline_run(text, piece)
    if not run:
        yield piece
        return
    yield replace(piece, end=run[0].start())
    for found, after in zip(run, [*run[1:], None], strict=True):
        end = after.start() if after else piece.end
        yield _Piece(found.start(), found.end(), end, inline_mark(found), inline=True)


def _inline_run(text: str, piece: _Piece) -> list[re.Match[str]]:
    """Consecutive marks within a paragraph: "(1)" after a colon (or where no mark leads), "2." after a sentence."""
    own = piece.mark.readings[0] if piece.mark and piece.mark.readings else ("", 0)
    run: list[re.Match[str]] = []
    style, expected = "", ("", 0)
    for found in INLINE.finditer(text, piece.body, piece.end):
        mark = inline_mark(found)
        if run and expected in mark.readings and mark.style == style:
            run.append(found)
            expected = (expected[0], expected[1] + 1)
        elif not run:
            begun = next((reading for reading in mark.readings if _may_lead(text, piece, found, reading)), None)
            if begun:
                run, style, expected = [found], mark.style, (begun[0], begun[1] + 1)
    return run if len(run) > 1 or (run and own[1] and (own[0], own[1] + 1) in inline_mark(run[0]).readings) else []


def _may_lead(text: str, piece: _Piece, found: re.Match[str], reading: tuple[str, int]) -> bool:
    own = next(iter(piece.mark.readings), ("", 0)) if piece.mark else ("", 0)
    led = text[max(piece.body, found.start() - 9) : found.start()].rstrip()
    if reading == (own[0], own[1] + 1):
        style = piece.mark.style if piece.mark else ""
        lettered = bool(found["lettered"]) and style == "."
        return bool(found["dotted"]) or lettered or (style == "()" and bool(_ENDED.search(led)))
    if found["lettered"]:
        return reading[1] == 1 and (led.endswith(":") or piece.mark is not None)
    if found["dotted"]:
        return reading[1] == 1 and piece.mark is None
    return reading[1] == 1 and (led.endswith((":", "?")) or piece.mark is None)


class _Levels:
    """Follows the marks down the text and gives each its level; false marks go back into the text before them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lists: list[_Open] = []
        self.placed: _Placed = []
        self.ahead: dict[tuple[str, tuple[str, int]], list[int]] = defaultdict(list)

    def place(self, pieces: list[_Piece]) -> _Placed:
        """Pieces with their levels; 0 stands for a paragraph without a mark."""
        marked = [piece for piece in pieces if piece.mark]
        for piece in marked:
            for reading in piece.mark.readings if piece.mark else ():
                self.ahead[piece.mark.style if piece.mark else "", reading].append(piece.start)
        following = iter([*marked[1:], None])
        for piece in pieces:
            after = next(following) if piece.mark else None
            if piece.mark and self._opens_section(piece):
                self.lists.clear()
            self._add(piece, self._level(piece, piece.mark, after.mark if after else None) if piece.mark else 0)
        return self.placed

    def _add(self, piece: _Piece, level: int) -> None:
        if level or piece.mark is None:
            self.placed.append((piece, level))
        elif piece.gap or not self.placed:
            self.placed.append((replace(piece, mark=None, body=piece.start), 0))
        else:
            before, of = self.placed[-1]
            self.placed[-1] = (replace(before, end=piece.end), of)

    def _opens_section(self, piece: _Piece) -> bool:
        """A heading or an introduction parts two lists, so that the second isn't taken for the first one's sub-list."""
        if not self.placed or self.placed[-1][1] or not piece.mark or not piece.mark.may_begin:
            return False
        top = self.lists[0] if self.lists else None
        if top and top.style != piece.mark.style and self._next(piece, top.style, (top.kind, top.last + 1)) is not None:
            return False
        return _introduces(self.text, self.placed[-1][0], piece)

    def _level(self, piece: _Piece, mark: Mark, after: Mark | None) -> int:
        if mark.path:
            return self._level_of_path(piece, mark, after)
        if mark.is_bullet:
            return self._level_of_bullet(piece, mark)
        choice = (
            self._continuing(piece, mark) or self._starting(piece, mark, after) or self._straying(piece, mark, after)
        )
        if not choice or choice[0] >= DEEPEST:
            return 0
        depth, (kind, value) = choice
        self.lists[depth:] = [_Open(kind, mark.style, value, mark.label)]
        return depth + 1

    def _continuing(self, piece: _Piece, mark: Mark) -> _Choice:
        """The next number of an open list, the innermost first, one of the same style before one of another."""
        for exact in (True, False):
            for depth in range(len(self.lists) - 1, -1, -1):
                there = self.lists[depth]
                if exact != (there.style == mark.style) or not (exact or piece.loose):
                    continue
                if (there.kind, there.last + 1) in mark.readings:
                    taken = "roman" in there.kind or not self._begins_roman(piece, mark, there)
                    return (depth, (there.kind, there.last + 1)) if taken else None
        return None

    def _begins_roman(self, piece: _Piece, mark: Mark, there: _Open) -> bool:
        """Whether an "i" after an "h" heads a list of romans: a "ii" comes, and before any "j"."""
        if mark.label not in {"i", "I"}:
            return False
        second = self._next(piece, mark.style, (mark.readings[-1][0], 2))
        tenth = self._next(piece, there.style, (there.kind, 10))
        return second is not None and (tenth is None or second < tenth)

    def _next(self, piece: _Piece, style: str, reading: tuple[str, int]) -> int | None:
        places = self.ahead[style, reading]
        at = bisect_right(places, piece.start)
        return places[at] if at < len(places) else None

    def _starting(self, piece: _Piece, mark: Mark, after: Mark | None) -> _Choice:
        for reading in mark.readings:
            if reading[1] == 1 and (piece.loose or mark.precedes(after, reading)):
                return self._depth_of_new(piece, mark, reading), reading
        return None

    def _depth_of_new(self, piece: _Piece, mark: Mark, reading: tuple[str, int]) -> int:
        """A list of the same kind starts anew in its place; of another style it's a sub-list if the outer goes on."""
        for depth, there in enumerate(self.lists):
            if there.kind != reading[0]:
                continue
            if there.style == mark.style:
                return depth
            goes_on = self._next(piece, there.style, (there.kind, there.last + 1)) is not None
            led = self.text[max(0, piece.start - 9) : piece.start].rstrip().endswith(":")
            if piece.gap and not piece.inline and not led and not goes_on:
                return depth
        return len(self.lists)

    def _straying(self, piece: _Piece, mark: Mark, after: Mark | None) -> _Choice:
        """A number out of turn: skipped, repeated, or the paste starts in the middle of a list."""
        if not (piece.gap or piece.ended):
            return None
        for depth in range(len(self.lists) - 1, -1, -1):
            for reading in mark.readings:
                if self.lists[depth].kind == reading[0] and self.lists[depth].style == mark.style:
                    return depth, reading
        followed = next((reading for reading in mark.readings if mark.precedes(after, reading)), None)
        return (len(self.lists), followed or mark.readings[0]) if followed or not self.lists else None

    def _level_of_path(self, piece: _Piece, mark: Mark, after: Mark | None) -> int:
        """An address such as "2.1" counts where its head is the item being read, or where it is set off."""
        heads = mark.path[:-1]
        fits = [entry.label for entry in self.lists[: len(heads)]] == list(heads)
        figure = mark.printed.rstrip(".").replace(".", "").isdigit()
        if not fits and (not piece.loose or (figure and not mark.precedes(after, mark.readings[0]))):
            return 0
        kept = self.lists[: len(heads)]
        if not fits:
            kept = [_Open(kind, "path", value, head) for head in heads for kind, value in _readings(head)[:1]]
        kind, value = mark.readings[0]
        self.lists = [*kept, _Open(kind, "path", value, mark.label)]
        return len(self.lists)

    def _level_of_bullet(self, piece: _Piece, mark: Mark) -> int:
        """Bullets of one sign are one list; a deeper indent of the same sign is a sub-list."""
        same = [depth for depth, there in enumerate(self.lists) if there.style == mark.style]
        if not same and mark.style in DASHES and not piece.loose:
            return 0
        level_with = [depth for depth in same if self.lists[depth].indent <= mark.indent + 1]
        depth = level_with[-1] if level_with else same[0] if same else len(self.lists)
        if level_with and mark.indent > self.lists[depth].indent + 1:
            depth += 1
        if depth >= DEEPEST:
            return 0
        self.lists[depth:] = [_Open("bullet", mark.style, 0, "", mark.indent)]
        return depth + 1


def _introduces(text: str, paragraph: _Piece, after: _Piece) -> bool:
    """Whether a paragraph leads to the list that follows: "Please provide:", or a heading such as "Documents"."""
    if after.inline:
        return True
    words = text[paragraph.body : paragraph.end].rstrip()
    if words.endswith(":"):
        return True
    if after.mark is None or words[-1:] in set(".?!;,)") or not words[:1].isupper() or not paragraph.ended:
        return False
    return len(words) < 80 if after.mark.may_begin else paragraph.gap and after.gap and len(words.split()) < 7


def _items(text: str, placed: _Placed) -> Iterator[NumberedItem]:
    """Number what is left after paragraphs were joined and introductions dropped."""
    numbers: list[str | None] = []
    for piece, level in _joined(text, placed):
        mark = piece.mark
        del numbers[level - 1 :]
        parent = next((number for number in reversed(numbers) if number), None)
        number = join_number(parent, mark.label) if mark and mark.label else None
        if mark and mark.path:
            number, parent = number_of(mark.path), number_of(mark.path[:-1])
        numbers += [None] * (level - 1 - len(numbers)) + [number]
        printed = mark.printed if mark else ""
        yield NumberedItem(number, printed, level, parent, clean(text[piece.body : piece.end]), piece.start, piece.end)


def _joined(text: str, placed: _Placed) -> Iterator[tuple[_Piece, int]]:
    """Settle the paragraphs without a mark: part of the item before, its sub-item, an introduction, or an item."""
    last = max((n for n, (_, level) in enumerate(placed) if level), default=-1)
    current: tuple[_Piece, int] | None = None
    parent, opened = 0, False
    for n, (piece, level) in enumerate(placed):
        if not level:
            follower, depth = placed[n + 1] if n + 1 < len(placed) else (None, 0)
            if current and follower and depth > current[1] and text[piece.body : piece.end].rstrip().endswith(":"):
                current = (replace(current[0], end=piece.end), current[1])
                continue
            if follower and _introduces(text, piece, follower):
                if current:
                    yield current
                current, parent = None, 0
                continue
            below = bool(parent) and ((opened and n < last) or _asks(text, piece))
            if current and _runs_on(text, current[0], piece, between=n < last and not below):
                current = (replace(current[0], end=piece.end), current[1])
                continue
            level = min(parent + 1, DEEPEST) if below else 1
        if current:
            yield current
        current = (piece, level)
        if piece.mark:
            words = text[piece.body : piece.end].rstrip()
            parent, opened = (level if "?" not in words else 0), words.endswith(":")
    if current:
        yield current


def _asks(text: str, piece: _Piece) -> bool:
    """Whether a paragraph without a mark asks: below an item that only states, it is what that item asks."""
    return bool(_ASKS.match(text, piece.body) or text.find("?", piece.body, piece.end) >= 0)


def _runs_on(text: str, before: _Piece, piece: _Piece, *, between: bool) -> bool:
    """Whether a paragraph goes on with the item before it: between two items, or where a page's end cut a sentence."""
    words = text[piece.body : piece.end].lstrip()
    return (between and before.mark is not None) or words[:1].islower()
