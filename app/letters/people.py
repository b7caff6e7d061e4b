"""Names and titles: what a name looks like, and how a line of several people is taken apart."""

import re
from dataclasses import dataclass

from app.letters.names import FIRST_NAMES
from app.letters.vocabulary import AGENCY, HONORIFIC, SUFFIX, TITLE

_WORD = (
    r"(?:[A-Z]\.(?:[A-Z]\.)*|(?:(?:Mc|Mac|O'|D'|De|Di|La|Le|Van|Du)?[A-ZÀ-Þ][\w'À-ÿ]*(?:-[A-ZÀ-Þ][\w'À-ÿ]*)*)|"
    r"\"[A-Z]\w+\"|\([A-Z]\w+\)|de|la|van|von|der|del|Del|bin|al)"
)
_NAME = re.compile(rf"{_WORD}(?:\s+{_WORD}){{0,5}}(?:,?\s+{SUFFIX}\.?)*,?")
_PARTY = re.compile(
    r"\s*[(\[](?:[A-Z]{1,2}\s*-\s*)?[A-Z]{2}(?:\s*-\s*(?:\d{1,2}|AL|At[- ]Large))?[)\]]|\s*\([RDI]-[A-Z][\w. ]*\)|"
    r",\s*[RDI]-[A-Z][\w.]+$"
)
_SIGN = re.compile(r"^(?:/s/|_{2,}|s/|\[signed\]|\[signature\]|X_{2,})\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Person:
    """A person as printed: no honorific, party or state; where the words stand; how sure the reader is."""

    name: str | None
    title: str | None
    agency: str | None
    start: int
    end: int
    confidence: float = 0.9
    agency_implied: bool = False


def bare_name(text: str) -> str:
    """A name without honorifics, party and state, and degrees that follow a first suffix."""
    name = _PARTY.sub("", _SIGN.sub("", text.strip())).strip(" ,;:_*")
    while found := HONORIFIC.match(name):
        name = name[found.end() :].lstrip(" ,")
    name = re.sub(
        r",?\s+(?:M\.?D|Ph\.?D|J\.?D|Esq|CPA|M\.?P\.?H|D\.?V\.?M|D\.?O|USN|USA|USAF|USMC|USCG)\.?(?=,|$|\s)", "", name
    )
    return re.sub(r",?\s*\(Ret\.?\)", "", name).strip(" ,;:")


def looks_like_name(text: str) -> bool:
    """Two to six capitalised words without a digit, a title or an agency in them."""
    name = bare_name(text)
    if not name or any(sign.isdigit() for sign in name) or len(name) > 60 or not _NAME.fullmatch(name):
        return False
    return len(name.split()) > 1 and not looks_like_title(name) and not AGENCY.search(_last_words(name))


def looks_like_title(text: str) -> bool:
    found = TITLE.search(text)
    if not found or _OF_AGENCY.match(text[found.end() :]):
        return False
    first = text.split()[0].lower().strip(".,")
    return first not in FIRST_NAMES or bool(re.search(r"\s(?:of|for)\s", text))


# "General Services Administration", "Executive Office": the title is part of a body's name.
_OF_AGENCY = re.compile(rf"\s+(?!of\b|for\b)(?:[A-Z]\w+\s+){{0,3}}?{AGENCY.pattern}")


def _last_words(name: str) -> str:
    return name.partition(" ")[2]


def split_names(text: str, count: int | None = None) -> list[str]:
    """The people on one line: "Ron Doe Ann E. Roe" is two. `count` says how many, where the titles below tell."""
    parts = [part for part in re.split(r"\s{3,}|\t", text.strip()) if part.strip()]
    if len(parts) > 1 and (count is None or len(parts) == count):
        return [bare_name(part) for part in parts]
    parts = _at_honorifics(" ".join(text.split()))
    if len(parts) > 1:
        return [bare_name(part) for part in parts]
    tokens = bare_name(text).split()
    if len(tokens) > 40:
        return [" ".join(tokens)]
    best: tuple[float, list[str]] = (-99.0, [" ".join(tokens)])
    for number in [count] if count else range(1, max(2, len(tokens) // 2 + 1)):
        score, names = _best_split(tuple(tokens), number)
        if score - 0.1 * number > best[0]:
            best = (score - 0.1 * number, names)
    return [bare_name(name) for name in best[1]]


def _at_honorifics(text: str) -> list[str]:
    starts = [
        found.start() for found in HONORIFIC.finditer(text) if found.start() == 0 or text[found.start() - 1] == " "
    ]
    starts = [at for n, at in enumerate(starts) if n == 0 or len(text[starts[n - 1] : at].split()) > 2]
    if len(starts) < 2 or starts[0]:
        return [text]
    return [text[a:b].strip() for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]


def _best_split(tokens: tuple[str, ...], number: int) -> tuple[float, list[str]]:
    """Cut the words into `number` names so that each begins like a first name and ends like a family name."""
    table: dict[tuple[int, int], tuple[float, list[str]]] = {(0, 0): (0.0, [])}
    for end in range(1, len(tokens) + 1):
        for made in range(1, number + 1):
            options = []
            for start in range(max(0, end - 6), end):
                before = table.get((start, made - 1))
                if before:
                    options.append((before[0] + _score(tokens[start:end]), [*before[1], " ".join(tokens[start:end])]))
            if options:
                table[end, made] = max(options, key=lambda option: option[0])
    score, names = table.get((len(tokens), number), (-99.0, [" ".join(tokens)]))
    return score / number, names


def _score(words: tuple[str, ...]) -> float:
    score = 0.0 if len(words) in {2, 3} else (-1.0 if len(words) == 4 else -3.0)
    first, last = words[0].strip('",').lower(), words[-1].rstrip(",.")
    score += 2.0 if first in FIRST_NAMES else 0.0
    score -= 0.5 if len(first.rstrip(".")) == 1 else 0.0
    score -= 4.0 if len(last) == 1 else 0.0
    score -= 3.0 if re.fullmatch(SUFFIX, words[0].rstrip(".,")) else 0.0
    score -= sum(1.5 for word in words[2:] if word.lower().strip(",") in FIRST_NAMES and word != words[-1])
    score -= 0.7 if last.lower() in FIRST_NAMES and len(words) > 2 else 0.0
    return score
