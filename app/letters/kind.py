"""Whether a text is a request at all: an agency's reply, a press release and a letter of thanks are not."""

import re
from collections.abc import Sequence

from app.letters.parts import Parts
from app.letters.text import Line, Paragraph
from app.letters.vocabulary import HONORIFIC

_PRESS = re.compile(
    r"^(?:for\s+immediate\s+release|(?:press|news|media)\s+(?:release|advisory|contacts?)|embargoed|(?:media|"
    r"press)\s+inquiries|contact:\s)",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"^[A-Z][A-Z .,]{3,40}(?:D\.?\s?C\.?)?,?\s*(?:\([^)]{3,40}\)\s*)?[-–—]{1,2}\s|^\([A-Z][\w. ]+, ?[A-Z.]{2,5}\)"
)
_REPLY = re.compile(
    r"\b(?:(?:this|letter)\s+(?:letter\s+)?(?:is\s+)?(?:responds?|replies|in\s+(?:further\s+)?(?:response|reply))|"
    r"(?:I|we)\s+(?:write|am\s+writing|are\s+writing)\s+(?:to\s+respond|in\s+(?:further\s+)?(?:response|reply))|"
    r"in\s+(?:further\s+)?(?:response|reply)\s+to\s+(?:your|the\s+committee's)|(?:I\s+am|"
    r"we\s+are)\s+(?:responding|replying)\s+to|thank\s+you\s+for\s+(?:your|"
    r"the\s+committee's)\s+(?:\w+\s+){0,3}(?:letter|inquiry|correspondence|interest|request|e-?mail)|"
    r"(?:has|have)\s+(?:asked|directed)\s+(?:me|us)\s+to\s+respond|your\s+letter\s+(?:was|"
    r"has\s+been)\s+(?:referred|forwarded|received)|respond(?:s|ing)?\s+to\s+your\s+(?:\w+\s+){0,3}(?:letter|"
    r"request|inquiry)|(?:acknowledge\w*|confirms?)\s+(?:the\s+)?receipt\s+of\s+your)\b",
    re.IGNORECASE,
)
_CONGRESS = re.compile(
    r"\b(?:United\s+States\s+Senate|U\.S\.\s+Senate|House\s+of\s+Representatives|Members?\s+of\s+Congress|"
    r"(?:Sub)?Committee\s+on|Ranking\s+(?:Minority\s+)?Member|Dear\s+(?:\w+\s+)?(?:Senator|Representative|"
    r"Congressman|Congresswoman))\b"
)
_ASK = re.compile(
    r"\b(?:please\s+(?!(?:see|refer|do\s+not|don't|feel|contact|call|have\s+your\s+staff\s+contact|reach|"
    r"direct\s+any|note|"
    r"let\s+\w+\s+know\s+if|accept|find|be\s+(?:advised|assured))\b)\w+|"
    r"(?:we|I|(?:sub)?committee)\s+(?:\w+\s+){0,2}?(?:requests?|asks?|demands?|calls?\s+(?:on|upon)|urges?)\b|"
    r"(?:I'm|am|are)\s+(?:asking|requesting)\b|(?:is|"
    r"are)\s+(?:hereby\s+)?requested|look\s+forward\s+to\s+(?:\w+\s+){0,3}(?:response|reply|answers?))",
    re.IGNORECASE,
)
_LIAISON = re.compile(r"\b(?:Legislative|Congressional|Intergovernmental)\s+(?:Affairs|Relations|Liaison)\b")
_OFFERS = re.compile(
    r"\b(?:if\s+(?:we|I|the\s+Department)\s+(?:can|may)\s+be\s+of|further\s+assistance|(?:we|"
    r"the\s+Department)\s+(?:appreciate|share)s?\s+your\s+(?:interest|concern))",
    re.IGNORECASE,
)


def is_request(parts: Parts, paragraphs: Sequence[Paragraph], *, listed: bool, dated: bool) -> bool:
    """Judge by how the text opens, to whom it is addressed, and whether it asks: has items, or a deadline."""
    head, salutation, signed = parts.head, parts.salutation, parts.ending.signed
    body = [paragraph.text for paragraph in paragraphs]
    asked = listed or dated or any(_ASK.search(text) for text in body)
    addressed = _address(head, salutation)
    replies = any(_REPLY.search(text) for text in body[:2]) or bool(
        _LIAISON.search(" ".join(line.text for line in [*head, *signed])) and not listed
    )
    if replies and _CONGRESS.search(addressed):
        return False
    if replies and not listed and any(_OFFERS.search(text) for text in body):
        return False
    if salutation is None and not any(re.match(r"to\s*:", line.text, re.IGNORECASE) for line in head):
        return asked and any(re.search(r"\byou(?:r|rs)?\b", text, re.IGNORECASE) for text in body)
    return asked


def is_release(parts: Parts, paragraphs: Sequence[Paragraph]) -> bool:
    """Whether the text tells the press about a letter that it doesn't hold."""
    openings = [line.text for line in parts.head] + [paragraph.text for paragraph in paragraphs[:3]]
    return parts.salutation is None and any(_PRESS.match(text) or _DATELINE.match(text) for text in openings)


def _address(head: Sequence[Line], salutation: Line | None) -> str:
    """The address block and the salutation, without the sender's letterhead above them."""
    first = next((n for n, line in enumerate(head) if HONORIFIC.match(line.text)), len(head))
    return " ".join([*(line.text for line in head[first:]), salutation.text if salutation else ""])
