"""Closed lists of codes about reminders: who is told, in which words, until when, and how a person wants it."""

from app.models.base import Picklist


class Audience(Picklist):
    """Who is told by a step of a reminder ladder."""

    OWNER = "OWNER", "Owner"
    BACKUP = "BACKUP", "Backup"
    TEAM = "TEAM", "The office's whole staff"
    DIRECTOR = "DIRECTOR", "Staff director"
    PERSON = "PERSON", "A named person"


class Wording(Picklist):
    """Which words a step's mail opens with."""

    STANDARD = "STANDARD", "Standard"
    ESCALATION = "ESCALATION", "To a supervisor: whose it is and how late"
    OUR_CLOCK = "OUR_CLOCK", "The clock runs on the committee"


class StopsWhen(Picklist):
    """What ends a step before its request is satisfied, closed or void, which ends every step."""

    ENDED = "ENDED", "Only when it is satisfied, closed or void"
    HEARD = "HEARD", "Once the agency was heard from"
    SAID_DONE = "SAID_DONE", "Once the agency says that all is done"


class MailMode(Picklist):
    """How a person wants reminders."""

    EACH = "EACH", "Each reminder; three or more in one morning come as one mail"
    DIGEST = "DIGEST", "One daily digest"
    LEAST = (
        "LEAST",
        "As little as possible: the last reminder before a deadline, and overdue notices, of my own requests",
    )
