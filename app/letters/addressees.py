"""To whom a letter goes: the blocks above the salutation, or the salutation where no block is printed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from app.letters.people import Person, bare_name, looks_like_name, looks_like_title
from app.letters.text import Line
from app.letters.vocabulary import (
    AGENCY,
    CITY,
    DELIVERY,
    HONORIFIC,
    SINGULAR,
    STREET,
    SUBJECT,
    SUFFIX,
    TITLE,
    TITLE_WORDS,
)

_IMPLIED = {
    "attorney general of the united states": "Department of Justice",
    "director of national intelligence": "Office of the Director of National Intelligence",
    "commissioner of internal revenue": "Internal Revenue Service",
    "commissioner of food and drugs": "Food and Drug Administration",
    "commissioner of social security": "Social Security Administration",
    "postmaster general": "United States Postal Service",
    "comptroller of the currency": "Office of the Comptroller of the Currency",
    "comptroller general of the united states": "Government Accountability Office",
    "archivist of the united states": "National Archives and Records Administration",
}
_SECRETARY = re.compile(
    r"(?:(?:Acting|Deputy|Under|Assistant)\s+)*Secretary\s+of\s+(?P<of>(?:the\s+)?[A-Z].{2,60})", re.IGNORECASE
)
_NO_DEPARTMENT = re.compile(r"\b(?:for|Institution|Board|Commission|Senate|Commonwealth|Cabinet|State of)\b|,")
_LAWYER = "Attorney General"
_RANKS = re.compile(
    r"(?:(?:Lieutenant|Major|Brigadier|Rear|Vice)\s+)*(?:General|Admiral|Colonel|Captain|Commander|Major)"
)

# "Department of Examples, 12 C Street": the place stands on the agency's own line.
_PLACE = re.compile(r",\s+(?=\d|Washington,)")

# "Assistant Secretary for Health Department of Examples": where the body's name begins behind what the title is for.
_BODY_BEGINS = re.compile(
    r"\b(?:U\.S\.\s+|United\s+States\s+)?(?:Department|Bureau|Office|Centers?|Agency|Administration)\s+(?:of|for)\b"
)


@dataclass(slots=True)
class _Block:
    """An address block while it is being read."""

    start: int
    end: int
    name: str | None = None
    titles: list[str] = field(default_factory=list)
    agency: str | None = None
    placed: bool = False
    in_washington: bool = False
    sure: bool = False


def read_addressees(head: tuple[Line, ...], salutation: Line | None) -> list[Person]:
    """The people (or offices) of the address blocks; what only the salutation prints is added to them."""
    blocks = [block for block in _blocks(head) if block.name or block.titles]
    people = [_person(block) for block in blocks if block.sure or block.placed or block.titles]
    greeted = greeted_people(salutation) if salutation else []
    if not people:
        return greeted
    return _completed(people, greeted)


def _completed(people: list[Person], greeted: list[Person]) -> list[Person]:
    if len(people) == len(greeted):
        pairs = zip(people, greeted, strict=True)
        return [replace(p, name=p.name or g.name, title=p.title or g.title) for p, g in pairs]
    return people


_Segment = tuple[str, int, int]


def _segments(head: tuple[Line, ...]) -> Iterator[_Segment]:
    """The lines of the address blocks, block after block: wide gaps part what was run onto one line, or two columns."""
    columns: list[list[_Segment]] = []
    for line in head:
        parts = _parts(line)
        if columns and len(parts) == len(columns):
            for column, part in zip(columns, parts, strict=True):
                column.append(part)
            continue
        if columns:
            yield from (part for column in columns for part in column)
            columns = []
        if len(parts) > 1 and all(HONORIFIC.match(text) for text, _, _ in parts):
            columns = [[part] for part in parts]
        else:
            yield from parts
    yield from (part for column in columns for part in column)


def _parts(line: Line) -> list[_Segment]:
    found, at = [], line.start
    for part in re.split(r"(\s{2,})", line.text):
        if part.strip():
            found.append((part.strip(), at, at + len(part)))
        at += len(part)
    return found


def _blocks(head: tuple[Line, ...]) -> list[_Block]:
    blocks: list[_Block] = []
    for text, start, end in _segments(head):
        if DELIVERY.match(text) or SUBJECT.match(text) or re.match(r"^(?:to|date)\s*:\s*$", text, re.IGNORECASE):
            continue
        text = re.sub(r"^to\s*:\s*", "", text, flags=re.IGNORECASE)
        current = blocks[-1] if blocks else None
        if _begins_block(text, current):
            blocks.append(_begun(text, start, end))
        elif current is not None:
            _add(current, text, end)
        elif looks_like_title(text) or AGENCY.search(text):
            block = _Block(start, end)
            _add(block, text, end)
            blocks.append(block)
    return blocks


def _begins_block(text: str, current: _Block | None) -> bool:
    if HONORIFIC.match(text) and not (text.startswith("Dr") and STREET.search(text)):
        return True
    if STREET.search(text) or CITY.search(text):
        return False
    named = looks_like_name(text.split(", ")[0]) and not AGENCY.search(text.split(", ")[0])
    titled = bool(_title_then_name(text))
    if current is None or current.placed:
        return named or titled
    return bool(current.agency) and titled


def _title_then_name(text: str) -> tuple[str, str] | None:
    """ "Secretary Jane Doe", "Acting Director John Roe": the title stands before the name."""
    found = TITLE.match(text)
    if not found or found.end() == len(text):
        return None
    name = text[found.end() :].strip()
    before, comma, behind = name.partition(", ")
    whole = looks_like_name(name) or (comma and looks_like_name(before) and AGENCY.search(behind))
    return (found[0], name) if whole and "," not in found[0] else None


def _begun(text: str, start: int, end: int) -> _Block:
    block = _Block(start, end, sure=True)
    split = _title_then_name(text)
    if split and not HONORIFIC.match(text):
        block.titles.append(split[0])
        text = split[1]
    run_on = _run_on(bare_name(text))
    name, *rest = re.split(rf",\s+(?!{SUFFIX}\b)", text, maxsplit=1)
    bare = bare_name(name)
    inner = _title_then_name(bare)
    if run_on:
        block.name, below = run_on
        _add(block, below, end)
        return block
    if inner:
        block.titles.append(inner[0])
        bare = inner[1]
    if looks_like_title(bare) and not inner and not looks_like_name(bare):
        block.titles.append(bare)
    else:
        block.name = bare
    if rest:
        _add(block, rest[0], end)
    return block


def _run_on(text: str) -> tuple[str, str] | None:
    """ "Jane Doe Director Example Agency 12 C Street": a block that lost its line ends."""
    found = TITLE.search(text)
    if not found or not found.start() or not looks_like_name(text[: found.start()]):
        return None
    title, rest = found[0], re.split(r"\s+\d", text[found.end() :])[0]
    if not AGENCY.search(rest) or rest[:1] == ",":
        return None
    rest = rest.strip(" ,")
    body = _BODY_BEGINS.search(rest) if rest.startswith("for ") else None
    if body:
        title, rest = f"{title} {rest[: body.start()].strip(' ,')}", rest[body.start() :]
    return text[: found.start()].strip(" ,"), f"{title} {rest}" if rest.startswith("of ") else f"{title}, {rest}"


def _add(block: _Block, text: str, end: int) -> None:
    """One more line below a name: street or city ends the block; else it is title, agency, or both."""
    text, *place = _PLACE.split(text, maxsplit=1)
    if STREET.search(text) or CITY.search(text):
        block.placed = True
        block.in_washington = block.in_washington or text.startswith("Washington")
        return
    _add_office(block, text, end)
    block.placed = block.placed or bool(place)


def _add_office(block: _Block, text: str, end: int) -> None:
    if block.placed or len(text) > 110:
        return
    block.end = end
    broken = block.agency and re.search(r"(?:\b(?:and|of|for|the)|&)$", block.agency)
    if broken or (text[:1].islower() and (block.agency or block.titles)):
        _go_on(block, text.rstrip(","))
        return
    if block.agency:
        if not block.titles and looks_like_title(text):
            block.titles.append(text.rstrip(","))
        return
    if looks_like_title(text) and not text.startswith(("Office of the", "Department", "Bureau")):
        title, agency = _title_and_agency(text)
        block.titles.append(title)
        block.agency = agency
    else:
        block.agency = text.rstrip(",")


def _go_on(block: _Block, text: str) -> None:
    """A title or a body's name that runs over two lines: "Assistant Secretary for Planning / and Evaluation"."""
    if block.agency:
        block.agency = f"{block.agency} {text}"
    else:
        block.titles[-1] = f"{block.titles[-1]} {text}"


def _title_and_agency(text: str) -> tuple[str, str | None]:
    """ "Director, NIOSH" is both; so is "Administrator of the Example Agency", which stays the title too."""
    parts = re.split(r",\s+", text.rstrip(","))
    for at in range(1, len(parts)):
        rest = ", ".join(parts[at:])
        if not looks_like_title(rest) and not rest.lower().startswith(("and ", "for ")):
            return ", ".join(parts[:at]), rest
    found = re.match(r"(?:.*?)\b(?:of|at)\s+(?:the\s+)?(?P<agency>[A-Z].*)", text)
    if found and AGENCY.search(found["agency"]) and not _SECRETARY.match(text):
        return text, found["agency"]
    return text.rstrip(","), None


def _person(block: _Block) -> Person:
    titles = block.titles[1:] if len(block.titles) > 1 and _RANKS.fullmatch(block.titles[0]) else block.titles
    title = ", ".join(titles) or None
    agency, implied = block.agency, False
    if not agency and title:
        agency = implied_agency(f"{title} of the United States" if block.in_washington and title == _LAWYER else title)
        implied = agency is not None
    return Person(block.name, title, agency, block.start, block.end, 0.95 if block.name and agency else 0.75, implied)


def implied_agency(title: str) -> str | None:
    """The body that a printed title names without naming it: "Secretary of the Treasury" heads one department."""
    plain = re.sub(r"^(?:acting|interim)\s+", "", title.lower())
    if plain in _IMPLIED:
        return _IMPLIED[plain]
    found = _SECRETARY.fullmatch(title)
    if found and not _NO_DEPARTMENT.search(title):
        return f"Department of {found['of']}"
    return None


def greeted_people(salutation: Line) -> list[Person]:
    """The people whom "Dear ...:" names; "Dear Mr. Secretary" names an office, "Dear Colleagues" nobody."""
    text = " ".join(salutation.text.split())
    text = re.split(r"[:;]|,\s*$", re.sub(r"^Dear\s+", "", text, count=1))[0].strip(" ,.")
    if re.match(
        r"(?:sirs?|madam|to whom|colleagues?|friends?|all|counsel|ladies)\b(?!.*(?:chair|secretary))",
        text,
        re.IGNORECASE,
    ):
        return []
    text = re.sub(r",\s*(Jr|Sr|II|III|IV)\b\.?", r" \1", text)
    people: list[Person] = []
    shared = ""
    for part in re.split(r"\s*,\s*(?:and\s+|&\s+)?|\s+(?:and|&)\s+", text):
        title, name = _greeting(part)
        if not title and not name:
            continue
        plural = SINGULAR.get(title.split()[-1].lower()) if title else None
        if plural:
            shared = " ".join([*title.split()[:-1], plural])
            title = shared
        elif title or re.match(r"(?:Mr|Ms|Mrs|Dr)\b", part):
            shared = "" if title else shared
        title = title or shared
        people.append(Person(name or None, title or None, None, salutation.start, salutation.end, 0.8 if name else 0.6))
    return people


def _greeting(part: str) -> tuple[str, str]:
    words = part.split()
    title: list[str] = []
    while words and re.match(
        r"(?:Mr|Mrs|Ms|Dr|Messrs|Drs|Prof|Madam|Madame|Mses|Hon|Honorable|The|Sen|Rep)\.?$", words[0]
    ):
        words.pop(0)
    while (
        words
        and words[0].lower().strip(".") in TITLE_WORDS
        and not (len(words) == 1 and title and _is_family(words[0], title))
    ):
        title.append(words.pop(0))
    if title and words and words[0] in {"of", "for"}:
        return " ".join([*title, *words]), ""
    return " ".join(title), " ".join(words)


def _is_family(word: str, title: list[str]) -> bool:
    """ "Director Marshal" is a person: a title follows no title that takes none after it."""
    return word.lower() in {"dean", "judge", "justice", "marshal", "mayor", "chancellor", "leader"} and bool(title)
