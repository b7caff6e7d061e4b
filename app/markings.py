"""The classification guard: it knows a marking when it sees one, and says no without repeating it."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from app.refusals import Refused


@dataclass(frozen=True)
class Marking:
    """What was seen, in words for the log, and on which line of the text; never the text itself."""

    what: str
    line: int


class Marked(Refused):
    """The guard said no: to what (`sort` is text, file or file name), for which `what`; of the content a digest only."""

    def __init__(self, sentence: str, *, field: str | None = None, marks: tuple[str, str, str] = ("", "", "")) -> None:
        super().__init__(sentence, field=field)
        self.digest, self.sort, self.what = marks


def digest_of(text: str) -> str:
    """The SHA-256 by which a text that was refused is known again."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def find_marking(text: str) -> Marking | None:
    """The first marking that must be refused, or None. Linear in the length of the text."""
    if not may_be_marked(text):
        return None
    plain = _plain(text)
    candidate = _UNCLASSIFIED_CHAIN.sub(" UNCLASSIFIED ", plain)
    return _first(_REFUSED, candidate)


def warn_marking(text: str) -> Marking | None:
    """A lone mark that may be a lettered item or a quotation: shown as a warning, never refused."""
    if not may_be_marked(text):
        return None
    return _first(_WARNED, _UNCLASSIFIED_CHAIN.sub(" UNCLASSIFIED ", _plain(text)))


def refuse_marked(text: str, *, field: str | None = None, passes: frozenset[str] = frozenset()) -> None:
    """Raise `Refused` where the text is marked; the sentence names the sort of marking and quotes nothing.

    `passes` are the digests of false alarms that a security officer has released.
    """
    marking = find_marking(text)
    if marking and (digest := digest_of(text)) not in passes:
        marks = (digest, "text", marking.what)
        raise Marked(sentence_for(marking, "This text"), field=field, marks=marks)


def sentence_for(marking: Marking, subject: str) -> str:
    """What the person is told about `subject` ("This text", "This file")."""
    return (
        f"{subject} seems to carry a classification marking ({marking.what}). "
        "Only unclassified material may be kept here, so it was not saved. Do not copy or forward it; "
        "call your security officer, who can also release a false alarm."
    )


# ---- making the text plain: what a reader's eye would see ----

# Letters and strokes of other scripts that print like ours, which compatibility forms do not fold.
_LOOKALIKES = str.maketrans(
    "АВЕКМНОРСТХЅІЈаеорсхѕіј" + "ΑΒΕΗΙΚΜΝΟΡΤΧ" + "⁄∕⧸╱⟋" + "‐‑‒–—−" + "‘’“”§…•\u00a0" + "\u0085\u2028\u2029",
    "ABEKMHOPCTXSIJaeopcxsij" + "ABEHIKMNOPTX" + "/////" + "------" + "''\"\"$.* " + "\n\n\n",
)
_BREAKS = str.maketrans("\r\v\f\x1c\x1d\x1e", "\n\n\n\n\n\n", "\0\1\2\3\4\5\6\7\b\x0e\x0f\x7f")
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")


def may_be_marked(text: str) -> bool:
    """Whether the text is worth a slow look: no marking is possible without one of these letters in a row.

    Several texts may be asked about as one: where the whole is free of suspicion, each of them is.
    """
    if not text.isascii():
        text = _folded(text)
    text = text.translate(_BREAKS)
    return _NEEDLES.search("".join(text.upper().split())) is not None


def _plain(text: str) -> str:
    """One blank between words, one break between lines, so that every later pattern is short."""
    if not text.isascii():
        text = _folded(text)
    return _LINES.sub("\n", _BLANKS.sub(" ", text.translate(_BREAKS))).strip()


def _folded(text: str) -> str:
    # Accents go first as well as last: a long run of them would make the normal form quadratic.
    text = text.translate(_LOOKALIKES)
    if text.isascii():
        return text
    seen = _without_unseen(text)
    return _without_unseen(unicodedata.normalize("NFKD", seen).translate(_LOOKALIKES))


def _without_unseen(text: str) -> str:
    """Joiners, soft hyphens, direction marks and accents print as nothing, or upon the letter before them."""
    return text.translate({ord(c): None for c in set(text) if not c.isascii() and unicodedata.category(c) in _UNSEEN})


_UNSEEN = {"Cf", "Mn", "Me", "Cc", "Cn", "Co", "Cs"}
_NEEDLES = re.compile(
    r"SECRET|(?<!HTTP:)(?<!HTTPS:)//|\\\\|NOFORN|ORCON|CLASSIF|DERIVEDF|DECL|REASONS?:1|CLBY:|DRVF|\((?:TS|S|C)[)/-]|\[(?:TS|S|C)/|HCS|SPECIALACCESS|SAP-|SI/TK"
)

# ---- the patterns; all repetition is bounded, after blanks were joined ----


def _spaced(word: str) -> str:
    """The word, also where it is spread out ("S E C R E T")."""
    return r"\s?".join(word)


_SECRET = _spaced("SECRET")
_LEVEL = rf"(?:{_spaced('TOP')}[\s_-]?{_SECRET}|{_SECRET})"
_SLASHES = r"\s?[/\\]\s?[/\\]\s?"
_END = r"(?![A-Za-z0-9])"
# Compartments and controls that no unclassified paper bears.
_HARD = r"(?:ORCON(?:-USGOV)?|HCS(?:-[A-Z])?|SI(?:-[A-Z]{1,4})?|TK|COMINT|TALENT\s?KEYHOLE|GAMMA|CNWDI|FRD|RD|SAR-\w{2,}|SAP-?\w*|RSEN|IMCON)"
# Dissemination controls that controlled unclassified papers may bear too.
_SOFT = rf"(?:{_spaced('NOFORN')}|NF|OC|REL(?:IDO)?|EYES\sONLY|FGI|PROPIN|PR|DSEN|FISA|FOUO|DISPLAY\sONLY|NODIS|EXDIS|LIMDIS|ACCM|WAIVED|X[1-8]|MR)"
_CONTROL = rf"(?:{_HARD}|{_SOFT}|(?:19|20)\d{{6}}|\d{{2}}X\d){_END}"
_COMPANY = r"(?!(?:ATTORNEY|PRIVILEGED|BUSINESS|COMMERCIAL|COMPANY|PROPRIETARY|TRADE|DO|FOR|FOIA|FRE|NOT|DRAFT|INTERNAL|PERSONAL|COMMITTEE)\b)"
_EDGE = r"[\s*\-_=~#|.:<>\[\]()\"']{0,60}"
_PAGE = r"(?:[ *\-_=~#|.]{0,60}(?:[Pp](?:AGE|age|G|g)?\.? ?)?\d{1,5}(?: ?(?:OF|of|/) ?\d{1,5})?)?"

# "CUI//SP-PRVCY//NOFORN": a chain that opens unclassified and holds nothing but what such chains may hold.
_UNCLASSIFIED_CHAIN = re.compile(
    rf"(?<![\w/])(?:CUI|CONTROLLED|UNCLASSIFIED|UNCLAS|U|SBU|FOUO|LES)"
    rf"(?:\s?//\s?(?!(?:{_HARD}|{_LEVEL}|TS|S|C|CONFIDENTIAL){_END})[A-Z][A-Z0-9-]{{1,20}}(?:/[A-Z][A-Z0-9-]{{1,20}}){{0,8}}){{1,8}}",
)
_ANY = re.IGNORECASE | re.ASCII
_LINE = re.MULTILINE | re.ASCII
_BANNER, _BLOCK, _PORTION = "a banner", "a classification authority block", "a portion mark"

_REFUSED = (
    # SECRET//NOFORN, TOP SECRET // SI, TS//SI: a level and a known control, in any case.
    (_BANNER, re.compile(rf"(?<![A-Za-z0-9.@])(?:{_LEVEL}|CONFIDENTIAL|TS){_SLASHES}{_CONTROL}", _ANY)),
    # In capitals any word may follow the slashes, and none need.
    (_BANNER, re.compile(rf"(?<![A-Za-z0-9.@])(?:{_LEVEL}|TS){_SLASHES}(?:[A-Z0-9][A-Z0-9-]|$)", _LINE)),
    (_BANNER, re.compile(rf"(?<![A-Za-z0-9.@]){_spaced('TOP')}[\s_-]?{_SECRET}{_SLASHES}\w", _ANY)),
    (_BANNER, re.compile(rf"(?<![A-Za-z0-9.@])CONFIDENTIAL//{_COMPANY}[A-Z0-9][A-Z0-9-]", _LINE)),
    # Older and careless spellings: SECRET/NOFORN, SECRET NOFORN, SECRET - ORCON, SECRET REL TO USA.
    (
        _BANNER,
        re.compile(
            rf"(?<![A-Za-z0-9.@])(?:{_LEVEL}|CONFIDENTIAL|TS)[\s/\\,;|-]{{1,4}}(?:{_spaced('NOFORN')}|ORCON|COMINT|HCS(?:-[A-Z])?){_END}",
            _ANY,
        ),
    ),
    (
        _BANNER,
        re.compile(
            rf"(?<![A-Za-z0-9.@])(?:{_LEVEL}|CONFIDENTIAL|TS)[\s/,;-]{{1,4}}(?:REL TO [A-Z]{{3}}|SAP-|SAR-|SI/|TK/)",
            _LINE,
        ),
    ),
    (_BANNER, re.compile(rf"(?<!:)//\s?(?:{_spaced('NOFORN')}|ORCON){_END}", _ANY)),
    (_BANNER, re.compile(rf"(?<!:)//\s?{_HARD}{_END}|(?<![\w-])HCS-[OPX]{_END}|(?<![A-Z])SI/TK{_END}", _LINE)),
    (_BANNER, re.compile(rf"//\s?[A-Z]{{3,4}} {_LEVEL}{_END}|\bSPECIAL ACCESS REQUIRED\b", _LINE)),
    # The level alone on its line, with rules, brackets or a page number about it.
    (
        _BANNER,
        re.compile(
            rf"^{_PAGE}{_EDGE}(?:NATO |COSMIC )?(?:{_LEVEL}|[Tt]op\s[Ss]ecret|Secret){_PAGE}{_EDGE}$(?!\n(?:SERVICE|Service|BALLOT))",
            _LINE,
        ),
    ),
    (
        _BANNER,
        re.compile(rf"^{_EDGE}HCS{_EDGE}$|^SAP-(?!(?:HANA|ERP|BW|BI|CRM|SRM|ABAP|FI|HR|GUI)\b)[A-Z]{{2,20}}$", _LINE),
    ),
    (_BANNER, re.compile(rf"\A{_EDGE}{_LEVEL}{_EDGE}\Z", _ANY)),
    (
        _BLOCK,
        re.compile(
            rf"^{_EDGE}(?:CLASSIFIED\sBY|DERIVED\sFROM|DECLASSIFY\sON|CL\sBY|DE?RV\sFROM|DECL(?:\sON)?)\s?:",
            _ANY | re.MULTILINE,
        ),
    ),
    (
        _BLOCK,
        re.compile(
            r"\b(?:Classified\s[Bb]y|CLASSIFIED\sBY|Declassify\s[Oo]n|DECLASSIFY\sON|DERIVED\sFROM|Derived\sFrom)\s?:",
            re.ASCII,
        ),
    ),
    (_BLOCK, re.compile(r"\bREASONS?\s?:\s?(?:E\.?O\.? ?\d{5},? ?)?(?:SEC(?:TION|\.)? )?1\.[45]\s?\(?[A-H]\b", _ANY)),
    (
        _PORTION,
        re.compile(rf"[(\[]\s?(?:TS|S|C)(?:{_SLASHES}{_CONTROL}|\s?[/-]\s?(?:NF|OC|SI|REL|NOFORN){_END})", _ANY),
    ),
    (_PORTION, re.compile(rf"[(\[]\s?(?:TS|S|C){_SLASHES}[A-Z]", _LINE)),
)
_WARNED = (
    (_PORTION, re.compile(r"\(\s?(?:TS|S|C)\s?\)", re.ASCII)),
    (_BANNER, re.compile(rf"^{_EDGE}(?:NOFORN|ORCON){_EDGE}$", _LINE)),
)


def _first(patterns: tuple[tuple[str, re.Pattern[str]], ...], text: str) -> Marking | None:
    for what, pattern in patterns:
        found = pattern.search(text)
        if found:
            return Marking(what, text.count("\n", 0, found.start()) + 1)
    return None
