"""The words by which a letter's parts are known: titles, honorifics, kinds of agency, first names."""

import re

HONORIFIC = re.compile(
    r"(?:The\s+)?(?:Right\s+)?(?:Honorable|Honourable|Hon\.?)\s+|(?:Mr|Mrs|Ms|Dr|Messrs|Prof|Gen|Adm|Lt|Col|Capt|"
    r"Sen|Rep|Rev|Amb)\.\s*"
    r"|(?:Mr|Mrs|Ms|Dr|Sen|Rep)\s+(?=[A-Z])|(?:Professor|Senators?|Representatives?|Congressm[ae]n|"
    r"Congresswom[ae]n|Reps\.|Sens\.)\s+(?=[A-Z])",
    re.IGNORECASE,
)
SUFFIX = (
    r"(?:Jr|Sr|II|III|IV|M\.?D|Ph\.?D|J\.?D|Esq|USN|USA|USAF|USMC|USCG|CPA|M\.?P\.?H|D\.?V\.?M|D\.?D\.?S|D\.?O|"
    r"R\.?N|LL\.?M)"
)
_RANK = (
    r"Acting|Interim|Deputy|Principal|Senior|Associate|Assistant|Under|Vice|Chief|Executive|Special|Managing|General|"
    r"Inspector|Attorney|Postmaster|Surgeon|Comptroller|Solicitor|Co|Ranking|Supervisory|Regional|National|Performing|"
    r"Lead|Global|Federal|Congressional|Legislative|Group|First|Staff|Provost|Major|Lieutenant|Brigadier|Rear|Madam|"
    r"Independent|United\s+States|U\.S\.|Minority|Majority|Republican|Democratic|Founding|Presiding|Designated|Former"
)
_HEAD = (
    r"Secretary|Secretaries|Undersecretary|Director|Administrator|Commissioner|Chairman|Chairwoman|Chairperson|"
    r"Chairmen|"
    r"Chair|Attorney\s+General|Inspector\s+General|Comptroller|Counsel|President|CEO|CFO|COO|CIO|CISO|Officer|"
    r"Archivist|"
    r"Librarian|Postmaster\s+General|Surgeon\s+General|Governor|Mayor|Commandant|Superintendent|Ambassador|Chancellor|"
    r"Solicitor|Treasurer|Registrar|Register|Trustee|Partner|Founder|Co-Founder|Cofounder|Advisor|Adviser|Coordinator|"
    r"Admiral|General|Colonel|Captain|Manager|Member|Members|Representative|Senator|Delegate|Liaison|Envoy|Chief|Dean|"
    r"Provost|Counselor|Marshal|Sheriff|Judge|Justice|Prosecutor|Auditor|Controller|Ombudsman|Advocate|Owner|"
    r"Leader|Whip|Speaker|Co-Chair|Co-chair|Co-Chairman|Co-chairman|Vice-Chair|Premier|Publisher|Editor|Clerk|Czar|"
    r"Congressman|Congresswoman|Commander|Executive|Administrators|Directors|Commissioners|Chairs|Generals|Presidents"
)
TITLE = re.compile(rf"(?:(?:{_RANK})[\s-]+)*(?:{_HEAD})(?![\w-])", re.IGNORECASE)
TITLE_WORDS = frozenset(
    word.lower()
    for word in re.findall(r"[A-Za-z.-]+", (_RANK + "|" + _HEAD).replace(r"\s+", "|"))
    if word not in {"United", "States", "Federal", "National", "Global", "Group"}
)
SINGULAR = {
    "secretaries": "Secretary", "directors": "Director", "administrators": "Administrator", "chairs": "Chair",
    "commissioners": "Commissioner", "chairmen": "Chairman", "generals": "General", "presidents": "President",
    "members": "Member", "ambassadors": "Ambassador", "governors": "Governor", "senators": "Senator",
}  # fmt: skip
AGENCY = re.compile(
    r"\b(?:Department|Dept|Agency|Agencies|Bureau|Office|Commission|Administration|Service|Services|Board|Council|"
    r"Corporation|Corps|Center|Centers|Centre|Institute|Institutes|Institution|Authority|Foundation|Committee|"
    r"Subcommittee|Caucus|Inc|LLC|L\.L\.C|LLP|Ltd|Corp|Company|Co\.|Group|University|College|Association|Airlines|"
    r"Airways|Bank|Reserve|Guard|Force|Army|Navy|Fund|Library|Archives|Endowment|Society|Partnership|Headquarters|"
    r"Hospital|System|Systems|Laboratory|Division|Senate|House of Representatives|Congress|Treasury|Court|Mission|"
    r"Embassy|Exchange|Enforcement|Patrol|Security|Technologies|Pharmaceuticals|Holdings|Trust|Union|Museum|State)\b"
)
STREET = re.compile(
    r"^(?:\d+[A-Z]?(?:st|nd|rd|th)?\b|P\.?\s?O\.?\s*Box|Room\b|Suite\b|Rm\.|Mail\s?[Ss]top|Floor\b|"
    r"One\s+\w+\s+(?:Plaza|Way))"
    r"|\b(?:Street|St\.|Avenue|Ave\b\.?|Road|Rd\.|Boulevard|Blvd|Drive|Parkway|Pkwy|Highway|Hwy|Lane|Ln\b|Plaza|"
    r"Building|"
    r"Bldg|Pike|Circle|Pentagon$|Square|Suite|Floor|Bouleva[r]d)\b.*$|,?\s(?:N\.?W|S\.?W|N\.?E|S\.?E)\.?,?$"
)
CITY = re.compile(
    r"\b\d{5}(?:-\d{4})?$|,\s*(?:[A-Z]{2}|D\.?\s?C\.?)\.?$|^Washington\b.{0,12}$|"
    r"^[A-Z][a-z]+(?: [A-Z][a-z]+)?,\s+[A-Z][a-z]+$"
)
DELIVERY = re.compile(
    r"^(?:from\s*:|(?:sent\s+)?(?:via|by)\b|delivered\b|transmitted\b|attn\b|attention\b|c/o\b|e-?mail:|fax\b|"
    r".*@\S+\.\w+$|"
    r"personal\b"
    r"|confidential\b|unclassified\b|ref(?:erence)?\b[:. ]|our\s+ref|file\s+no|in\s+reply)",
    re.IGNORECASE,
)
SUBJECT = re.compile(r"^(?:re|subject|subj|in\s+re)\s*:\s*", re.IGNORECASE)
SALUTATION = re.compile(
    r"^(?:Dear\b\s*\S|To\s+Whom\s+It\s+May\s+Concern|(?:Mr|Madam|Ms)\.?\s+(?:Secretary|Chairman|Chair|President|"
    r"Director)\s*[:,]$|(?:Mr|Mrs|Ms|Dr|(?:Acting\s+)?(?:Secretary|Director|Administrator|Commissioner|"
    r"Chairman|Chairwoman|Chair|"
    r"Superintendent|Governor|President|General|Admiral|Colonel|Attorney\s+General|Inspector\s+General))\.?"
    r"(?:\s+[A-Z][\w.'-]+){1,3}\s*:$)"
)
CLOSING = re.compile(
    r"^(?:(?:very\s+)?(?:sincerely|respectfully|cordially|truly|faithfully)(?:\s+(?:yours|submitted))?|"
    r"yours\s+(?:very\s+)?"
    r"(?:sincerely|truly|respectfully|cordially|faithfully)|(?:with\s+)?(?:best|kind|warm|kindest|"
    r"warmest)\s+(?:regards|wishes)|"
    r"(?:best\s+)?regards|with\s+(?:great\s+)?(?:appreciation|gratitude|respect|thanks)|very\s+truly\s+yours|"
    r"in\s+service|"
    r"semper\s+fidelis|for\s+(?:freedom|liberty)|all\s+the\s+best|best|(?:many\s+)?thanks(?=,$)|"
    r"thank\s+you(?=,$))\s*(?P<mark>[,.;:]|$)\s*",
    re.IGNORECASE,
)
COPY = re.compile(
    r"^(?:cc|c\.c\.|copy\s+to|copies\s+to|with\s+copies?\s+to|bcc)\s*[:;.]?\s*(?=$|[A-Z:])", re.IGNORECASE
)
ENCLOSURE = re.compile(r"^(?:enclosures?|encl?s?\.?|attachments?|attached)\b[^a-z]{0,12}(?:$|\(|:)", re.IGNORECASE)
# Where a schedule of what is wanted begins below the signatures, and where what explains it does.
SCHEDULE = re.compile(
    r"(?:(?:schedule|appendix|annex|addendum)\b.{0,60}|(?:attachment|exhibit|enclosure)\s+(?:[A-Z]|\d)\b.{0,60}|"
    r"(?:document|information|data)?\s*(?:requests?|questions?)(?:\s+for\b.{0,50})?)\s*:?",
    re.IGNORECASE,
)
EXPLAINS = re.compile(
    r"(?:(?:schedule|attachment|appendix|annex|exhibit)\s+\w+\s*[-:–.]?\s*)?(?:definitions?|instructions?|"
    r"(?:general\s+)?(?:definitions|instructions)\s+and\b.*|responding\s+to\b.*|(?:production|"
    r"delivery)\s+(?:format|instructions|standards)\b.*)(?:\s+and\b.*)?\s*:?",
    re.IGNORECASE,
)
ALSO_SENT = re.compile(
    r"^\(?(?:(?:an?\s+)?(?:identical|similar)\s+letters?|letters?)\b.{0,30}\bsent\s+to\b", re.IGNORECASE
)
_POINTS = re.compile(r"\b(?:full|text|copy|pdf|read|view)\b.*\bletter\b.*\b(?:below|here|follows?)\b", re.IGNORECASE)
NOTE = re.compile(r"^(?:\[\d{1,3}\]|\d{1,3}\s+(?=[A-Z\"'])|#{3}|-{3,}|={3,}|\*{3,})")


def is_sentence(text: str) -> bool:
    """Whether a line is prose, not part of a letterhead, an address or a signature."""
    words = text.split()
    if _POINTS.search(text) and len(text) < 120:
        return True
    small = sum(word[:1].islower() for word in words)
    return len(words) > 5 and text.rstrip("\"')").endswith((".", "!", "?")) and small >= 0.4 * len(words)
