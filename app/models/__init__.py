"""Nouns: every table of the record lives here once; verbs and pages stand above."""

from app.models.absence import Absence
from app.models.address_hold import AddressHold
from app.models.agency import Agency, AgencyAlias, AgencyDomain
from app.models.agency_contact import AgencyContact
from app.models.agency_merge import AgencyMerge
from app.models.assignment import Assignment
from app.models.base import Base
from app.models.browser_session import BrowserSession
from app.models.calendar_feed import CalendarFeed
from app.models.chamber_calendar import ChamberCalendar
from app.models.claim import Claim, ClaimItem, ClaimTie
from app.models.closure import Closure
from app.models.committee import Committee
from app.models.communication import Communication
from app.models.deadline import Deadline, DeadlineEntry
from app.models.directory_import import DirectoryImport
from app.models.event import ChainHead, Event, EventPayload
from app.models.intelligence_item import IntelligenceItem, IntelligenceLink
from app.models.item import Item, ItemDisposition
from app.models.job_run import JobRun
from app.models.ladder_step import LadderStep
from app.models.letter_reading import LetterReading
from app.models.mail_rules import MailRules, Snooze
from app.models.marking_hit import MarkingHit
from app.models.matter import Matter
from app.models.member import Member
from app.models.message import Message
from app.models.number_series import NumberSeries
from app.models.office import Office
from app.models.other_date import OtherDate
from app.models.outcome import Outcome
from app.models.oversight_request import NamedPerson, OversightRequest, RequestDraft, Share
from app.models.production import Production
from app.models.reminder import Reminder
from app.models.reminder_ladder import ReminderLadder
from app.models.request_link import RequestLink
from app.models.saved_view import SavedView
from app.models.search_text import SearchText
from app.models.seat import Seat
from app.models.second_factor import Authenticator, Passkey, RecoveryCode
from app.models.sequestration import SequesteredFile, SequesteredText, Sequestration
from app.models.sheet_import import ImportedRecord, SheetImport, SheetPart
from app.models.sign_in_link import SignInLink
from app.models.stored_file import Attachment, FileText, StoredFile
from app.models.throttle import Throttle
from app.models.topic import RequestTopic, Topic
from app.models.user import Role as SecurityRole
from app.models.user import User
from app.models.viewing import Viewing
from app.models.written_letter import LetterMention, LetterStep, LetterTemplate, WrittenLetter

__all__ = [
    "Absence",
    "AddressHold",
    "Agency",
    "AgencyAlias",
    "AgencyContact",
    "AgencyDomain",
    "AgencyMerge",
    "Assignment",
    "Attachment",
    "Authenticator",
    "Base",
    "BrowserSession",
    "CalendarFeed",
    "ChainHead",
    "ChamberCalendar",
    "Claim",
    "ClaimItem",
    "ClaimTie",
    "Closure",
    "Committee",
    "Communication",
    "Deadline",
    "DeadlineEntry",
    "DirectoryImport",
    "Event",
    "EventPayload",
    "FileText",
    "ImportedRecord",
    "IntelligenceItem",
    "IntelligenceLink",
    "Item",
    "ItemDisposition",
    "JobRun",
    "LadderStep",
    "LetterMention",
    "LetterReading",
    "LetterStep",
    "LetterTemplate",
    "MailRules",
    "MarkingHit",
    "Matter",
    "Member",
    "Message",
    "NamedPerson",
    "NumberSeries",
    "Office",
    "OtherDate",
    "Outcome",
    "OversightRequest",
    "Passkey",
    "Production",
    "RecoveryCode",
    "Reminder",
    "ReminderLadder",
    "RequestDraft",
    "RequestLink",
    "RequestTopic",
    "SavedView",
    "SearchText",
    "Seat",
    "SecurityRole",
    "SequesteredFile",
    "SequesteredText",
    "Sequestration",
    "Share",
    "SheetImport",
    "SheetPart",
    "SignInLink",
    "Snooze",
    "StoredFile",
    "Throttle",
    "Topic",
    "User",
    "Viewing",
    "WrittenLetter",
]
