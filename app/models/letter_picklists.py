"""The closed lists of codes for the letters that an office writes."""

from app.models.base import Picklist


class LetterKind(Picklist):
    """The letters that an office writes from its record."""

    REQUEST = "REQUEST", "Request"
    FOLLOW_UP = "FOLLOW_UP", "Follow-up"
    DEFICIENCY = "DEFICIENCY", "Deficiency letter"
    EXTENSION_REPLY = "EXTENSION_REPLY", "Reply to a request for more time"
    OUTSTANDING = "OUTSTANDING", "List of outstanding requests"
    PRESERVATION = "PRESERVATION", "Preservation request"
    QFR = "QFR", "Transmittal of questions for the record"


class OfficeWords(Picklist):
    """What an office keeps in its own words: the text of each kind of letter, and what several of them share."""

    REQUEST = "REQUEST", LetterKind.REQUEST.label
    FOLLOW_UP = "FOLLOW_UP", LetterKind.FOLLOW_UP.label
    DEFICIENCY = "DEFICIENCY", LetterKind.DEFICIENCY.label
    EXTENSION_REPLY = "EXTENSION_REPLY", LetterKind.EXTENSION_REPLY.label
    OUTSTANDING = "OUTSTANDING", LetterKind.OUTSTANDING.label
    PRESERVATION = "PRESERVATION", LetterKind.PRESERVATION.label
    QFR = "QFR", LetterKind.QFR.label
    LETTERHEAD = "LETTERHEAD", "Lines below the office's name in the letterhead"
    INSTRUCTIONS = "INSTRUCTIONS", "Standard instructions"


class LetterStage(Picklist):
    """How far a letter is on its way out; each but the first is a recorded act."""

    DRAFTED = "DRAFTED", "Drafted"
    COUNSEL = "COUNSEL", "Cleared by counsel"
    DIRECTOR = "DIRECTOR", "Cleared by the staff director"
    PRINCIPAL = "PRINCIPAL", "Approved by the principal"
    SENT = "SENT", "Sent"
