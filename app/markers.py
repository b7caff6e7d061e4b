"""The marks that people set before the items of a list: "1.", "(b)", "iii)", "Question 4:", "3(b)(ii)", bullets."""

import re
from dataclasses import dataclass

DEEPEST = 3
DASHES = "*–—-"
BULLETS = "•●○◦▪■□‣⁃∙·\uf0b7\uf0a7" + DASHES
_ROMAN = ((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_INDENT = re.compile(r"[\s\u200b\ufeff]*")
_WORDED = re.compile(
    r"(?:Question|Request|Interrogatory|Item|Topic|Q|No)(?:\s?(?:No\.|Number|#)|\.)?\s?"
    r"(?P<label>[1-9]\d{0,2})\s?(?:[:.)]|[–—-](?=\s))"
)
_DASHED = re.compile(r"([1-9]\d?)\s[-–—]\s+(?=[A-Z“\"])")
_PATH = re.compile(
    r"(?P<first>[1-9]\d?)(?P<rest>(?:\.(?:[1-9]\d?|[a-z]{1,4})|\([a-z\d]{1,4}\)|[a-z])+)(?P<close>[.):]{0,2})(?=\s|$)"
)
_ENCLOSED = re.compile(
    r"(?P<open>[(\[]?)(?P<label>\d{1,3}|[a-z]{1,7}|[A-Z]{1,5})(?P<close>\.\)|\)\.|[)\]]:|[.)\]:])(?=(?P<next>.?.?))",
    re.DOTALL,
)
INLINE = re.compile(
    r"(?<=\s)\((?P<label>\d{1,2}|[a-z]{1,4})\)(?=[\s\w“\"])"
    r"|(?<=[:;,]\s)(?P<bare>\d{1,2})\)(?=\s+\S)|(?<=\b(?:and|nor)\s)(?P<last>\d{1,2})\)(?=\s+\S)"
    r"|(?<=[.?!;:]\s)(?P<dotted>\d{1,2})[.)](?=\s+[A-Z“\"])"
    r"|(?:(?<=[.?!;:]\s)|(?<=[;,]\sand\s)|(?<=[;,]\sor\s))(?P<lettered>[a-z])[.)](?=\s+\w)"
)
# "from January 1, 2024 / – June 30, 2024": a dash between two days, where the line was wrapped.
_UNTIL = re.compile(
    r"\s+(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+\d|(?:19|20)\d\d\b|(?:the\s+)?present\b)"
)
_RUNS = re.compile(r"\d+|[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark: its label, every way to read it as (kind, value), the style in which it is set, and its whole address."""

    printed: str
    label: str
    style: str
    readings: tuple[tuple[str, int], ...]
    path: tuple[str, ...] = ()
    indent: int = 0

    @property
    def is_bullet(self) -> bool:
        return not self.label

    @property
    def may_begin(self) -> bool:
        return any(value == 1 for _, value in self.readings)

    def precedes(self, after: "Mark | None", reading: tuple[str, int]) -> bool:
        """Whether the next mark in the text is this one's successor."""
        return after is not None and after.style == self.style and (reading[0], reading[1] + 1) in after.readings


def read_mark(line: str) -> tuple[Mark | None, int]:
    """The mark at the head of a line and where the words after it begin; (None, indent) where there is none."""
    indent = _INDENT.match(line)
    at = indent.end() if indent else 0
    for read in (_bullet, _worded, _dashed, _path, _enclosed):
        mark, end = read(line, at)
        if mark:
            return mark, end
    return None, at


def inline_mark(found: re.Match[str]) -> Mark:
    """The mark that `INLINE` found in the middle of a paragraph."""
    dotted = found["dotted"] or found["lettered"]
    style = "(" if found["label"] else "." if dotted else ")"
    label = str(found["label"] or dotted or found["bare"] or found["last"])
    return Mark(found[0], _tidy(label), style, readings_of(label))


def as_path(number: str) -> str:
    """The form in which an item is cited after `#`: "3b.ii" becomes "3(b)(ii)"."""
    runs: list[str] = _RUNS.findall(number)
    first, *rest = runs or [number]
    return first + "".join(f"({run})" for run in rest)


def join_number(parent: str | None, label: str) -> str:
    """The canonical number of `label` below `parent`: "5" and "a" make "5a", "5a" and "i" make "5a.i"."""
    if parent is None:
        return label
    short = parent.isdigit() or parent.isalpha()
    return parent + label if short and parent.isdigit() != label.isdigit() else f"{parent}.{label}"


def number_of(labels: tuple[str, ...]) -> str | None:
    """The canonical number of a whole address."""
    number: str | None = None
    for label in labels:
        number = join_number(number, label)
    return number


def _bullet(line: str, at: int) -> tuple[Mark | None, int]:
    sign, after = line[at : at + 1], line[at + 1 : at + 2]
    hollow = sign == "o" and after.isspace() and (after == "\t" or line[at + 1 :].lstrip()[:1].isupper())
    drawn = bool(sign) and sign in BULLETS and (after.isspace() or sign not in DASHES)
    drawn = drawn and not (sign in DASHES and _UNTIL.match(line, at + 1))
    return (Mark(sign, "", sign, (), indent=at), at + 1) if hollow or drawn else (None, at)


def _worded(line: str, at: int) -> tuple[Mark | None, int]:
    found = _WORDED.match(line, at)
    if not found:
        return None, at
    return Mark(found[0], found["label"], "word", readings_of(found["label"])), found.end()


def _dashed(line: str, at: int) -> tuple[Mark | None, int]:
    found = _DASHED.match(line, at)
    return (Mark(found[0], found[1], "dash", readings_of(found[1])), found.end()) if found else (None, at)


def _path(line: str, at: int) -> tuple[Mark | None, int]:
    """A mark that prints its whole address: "3(b)(ii)", "1.a.", "2.1"."""
    found = _PATH.match(line, at)
    if not found:
        return None, at
    labels = (found["first"], *_RUNS.findall(found["rest"]))
    readings = readings_of(labels[-1])
    if not 1 < len(labels) <= DEEPEST or not all(map(readings_of, labels)):
        return None, at
    if not found["close"] and found["rest"][-1].isalpha():
        return None, at
    return Mark(found[0], labels[-1], "path", readings, labels), found.end()


def _enclosed(line: str, at: int) -> tuple[Mark | None, int]:
    found = _ENCLOSED.match(line, at)
    if not found:
        return None, at
    opened, label, close, after = found["open"], found["label"], found["close"], found["next"]
    readings = readings_of(label)
    if not readings or not _is_closed(opened, close) or not _may_follow(label, close, after):
        return None, at
    return Mark(found[0], _tidy(label), opened + close.rstrip(":"), readings), found.end("close")


def _is_closed(opened: str, close: str) -> bool:
    """ "(" wants ")", "[" wants "]"; without them "1.", "1)", "1.)", "1)." and "1:" are printed."""
    if opened:
        return close[0] == {"(": ")", "[": "]"}[opened]
    return "]" not in close


def _may_follow(label: str, close: str, after: str) -> bool:
    """Words follow a mark after a space; "1.Did" and "(a)the" are printed too, "U.S." and "3.5" are no marks."""
    if not after or after[0].isspace():
        return close != ":" or label.isdigit()
    if close == ":" or not (after[0].isalpha() or after[0] in "“\"'‘["):
        return False
    if ")" in close or "]" in close:
        return True
    return label.isdigit() or (label.islower() and after[0].isupper() and after[1:] != ".")


def _tidy(label: str) -> str:
    return str(int(label)) if label.isdigit() else label


def readings_of(label: str) -> tuple[tuple[str, int], ...]:
    if label.isdecimal():
        return (("decimal", int(label)),) if int(label) > 0 else ()
    if not label.islower() and not label.isupper():
        return ()
    case, small = ("lower" if label.islower() else "upper"), label.lower()
    found: list[tuple[str, int]] = []
    if len(small) == 1:
        found.append((case, ord(small) - 96))
    elif len(small) == 2 and small[0] == small[1] and small not in {"ii", "xx"}:
        found.append((case, ord(small[0]) - 70))
    if roman := _from_roman(small):
        found.append((f"{case} roman", roman))
    return tuple(found)


def _from_roman(label: str) -> int:
    value, rest = 0, label
    for worth, letters in _ROMAN:
        while rest.startswith(letters):
            value, rest = value + worth, rest[len(letters) :]
    return value if not rest and label == to_roman(value) else 0


def to_roman(value: int) -> str:
    letters = ""
    for worth, sign in _ROMAN:
        letters += sign * (value // worth)
        value %= worth
    return letters
