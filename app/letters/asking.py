"""How a letter's sentences ask: the words that lead to a list, those of its items, and those that close it."""

import re

STRONG = re.compile(
    r"\b(?:please|kindly|(?:we|I|committee|subcommittee)\b(?:,[^,]{0,80},)?\s+(?:\w+\s+){0,3}?(?:request|ask|seek|"
    r"demand|require|need|want|invite|"
    r"(?:would\s+)?(?:like|appreciate))|(?:answers?|respon\w+|repl\w+|address)\b[^.:]{0,80}\bfollowing|"
    r"following\s+(?:\w+\s+){0,3}(?:questions?|requests?)|"
    r"(?:provide|produce|submit|furnish|requests?|requesting|seeking)\b[^.]{0,120}\b(?:following|by|below)|"
    r"(?:questions?|requests?)\s+(?:below|are|is|include)|(?:listed|set\s+(?:forth|out)|described|identified|enumerated)\s+below|"
    r"(?:is|are)\s+(?:hereby\s+)?(?:requested|asked|directed))",
    re.IGNORECASE,
)
DECOY = re.compile(
    r"\b(?:found|findings?|recommend\w*|concluded|conclusions?|reported|reports?\s+that|stated|states\s+that|"
    r"alleg\w+|facts|timeline|chronology|examples?|"
    r"according\s+to|requires\s+that|requires|provides\s+that|mandates?|defines?|section\s+\d+|for\s+instance|"
    r"reasons|concerns|principles|highlights?|"
    r"as\s+follows|identified|observed|determined|includes?\s+the\s+following|announced|incidents?|violations?|"
    r"testified|wrote|noted|revealed|"
    r"guidance|statute|regulations?|goals|steps|actions)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(
    r"\b(?:previously|earlier|prior|last\s+(?:letter|month|year)|(?:we|I|committee|letter)\s+(?:had\s+)?(?:asked|"
    r"requested|posed|sought|wrote)|had\s+(?:asked|requested)|"
    r"(?:our|my)\s+\w+\s+\d{1,2}(?:,\s+\d{4})?,?\s+letter\s+(?:asked|requested|sought|posed|contained))\b",
    re.IGNORECASE,
)
AGAIN = re.compile(r"\b(?:again|renew|reiterate|repeat|still|remain|outstanding|unanswered|please)\b", re.IGNORECASE)
IMPERATIVE = re.compile(
    r"(?:and\s+)?(?:Please|Provide|Describe|Explain|List|State|Identify|Produce|Detail|Submit|Confirm|Clarify|"
    r"Specify|Indicate|Disclose|Outline|"
    r"Discuss|Summarize|Furnish|Send|Supply|Give|Share|Tell|Address|Name|Attach|Certify|Preserve|For\s+each|If\s+(?:so|"
    r"yes|not|no)\b|Kindly|Elaborate)\b",
    re.IGNORECASE,
)
MATTER = re.compile(
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
_OF_YOU = re.compile(r"(?:We|I)\s+(?:\w+\s+){0,2}?(?:ask|request|urge)\s+(?:that\s+)?(?:you|your|the\s+[A-Z]\w+)\b")
# What is quoted from an earlier letter is asked anew where the letter goes on so.
RENEWS = re.compile(
    r"\b(?:again\s+(?:ask|request)|(?:ask|request)\w*\s+again|renew\w*|reiterat\w+|repeat)\b[^.]{0,200}\b(?:requests?|provide|"
    r"produce|these|those|answers?|documents?|information)\b",
    re.IGNORECASE,
)
CLOSES = re.compile(
    r"(?:Thank|We\b|I\b|My\b|Our\b|Sincerely|Please\s+(?:contact|feel|direct|do\s+not|note|have\s+your|reply|"
    r"respond|send|deliver|also)|If\s+you\s+(?:have|need)|Should\s+you|"
    r"In\s+addition|Additionally|Finally|Furthermore|Moreover|Your\b|This\b|These\b|Pursuant|Again|Until|"
    r"Given\s+the\s+(?:urgency|importance)|"
    r"The\s+(?:Committee|American|Subcommittee)|To\s+(?:assist|help|schedule|arrange)|When\s+producing|Due\s+to|"
    r"In\s+(?:light|conclusion|closing)|Accordingly|Attached|An\s+attachment)\b"
)


def asks(text: str) -> bool:
    """Whether a paragraph asks something or names what is wanted."""
    words = capital(_ORDINAL.sub("", text))
    return "?" in text or bool(IMPERATIVE.match(words) or MATTER.match(words) or _OF_YOU.match(words))


def last_sentence(text: str) -> str:
    parts = re.split(r"(?<=[.?!])\"?\s+(?=[A-Z\"])", text[-900:])
    last = parts[-1]
    while len(last) < 60 and len(parts) > 1:
        parts.pop()
        last = f"{parts[-1]} {last}"
    return last


def asks_of_you(text: str) -> bool:
    """Whether a text that asks without a question mark asks the reader himself."""
    return text.startswith("Please") or bool(_OF_YOU.match(text))


def asks_directly(text: str) -> bool:
    return "?" in text or bool(IMPERATIVE.match(text) or _OF_YOU.match(text))


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]
