"""The field's own terms: every closed list of codes that a record may hold."""

from app.models.base import Picklist


class OfficeKind(Picklist):
    MAJORITY = "MAJORITY", "Majority staff of a committee"
    MINORITY = "MINORITY", "Minority staff of a committee"
    NONPARTISAN = "NONPARTISAN", "Non-partisan staff"
    PERSONAL = "PERSONAL", "Member's personal office"


class Retention(Picklist):
    COMMITTEE_RECORD = "COMMITTEE_RECORD", "Committee record"
    PERSONAL_PAPERS = "PERSONAL_PAPERS", "Member's personal papers"


class Role(Picklist):
    STAFF_DIRECTOR = "STAFF_DIRECTOR", "Staff director"
    COUNSEL = "COUNSEL", "Counsel"
    INVESTIGATOR = "INVESTIGATOR", "Investigator"
    CLERK = "CLERK", "Clerk"
    READER = "READER", "Reader (member's office)"


class Chamber(Picklist):
    HOUSE = "HOUSE", "House"
    SENATE = "SENATE", "Senate"
    JOINT = "JOINT", "Joint"


class Instrument(Picklist):
    LETTER = "LETTER", "Information request letter"
    DOCREQ = "DOCREQ", "Document request"
    FOLLOWUP = "FOLLOWUP", "Follow-up or deficiency letter"
    PRESERVE = "PRESERVE", "Preservation request"
    QFR = "QFR", "Questions for the record"
    BRIEFING = "BRIEFING", "Briefing request"
    GETBACK = "GETBACK", "Get-back or taken question"
    TI = "TI", "Transcribed interview"
    DEPO = "DEPO", "Deposition"
    INVITE = "INVITE", "Hearing or testimony invitation"
    SUBP_DT = "SUBP_DT", "Subpoena duces tecum"
    SUBP_AT = "SUBP_AT", "Subpoena ad testificandum"
    INCAM = "INCAM", "In camera review"
    MANDATE = "MANDATE", "Directed or mandated report"
    NOTIFY = "NOTIFY", "Statutory notification"
    ROI = "ROI", "Resolution of inquiry"
    SEVEN = "SEVEN", "5 U.S.C. 2954 request"
    GAO = "GAO", "Request to GAO"
    IG = "IG", "Request to an inspector general"
    OTHER = "OTHER", "E-mail or phone request by staff"


class Authority(Picklist):
    COMMITTEE_VOTE = "COMMITTEE_VOTE", "Vote of the committee"
    CHAIR = "CHAIR", "Chair"
    SUBCHAIR = "SUBCHAIR", "Subcommittee chair"
    CHAIR_AND_RM = "CHAIR_AND_RM", "Chair and ranking member"
    RM = "RM", "Ranking member"
    SUB_RM = "SUB_RM", "Subcommittee ranking member"
    STATUTORY_GROUP = "STATUTORY_GROUP", "Statutory group (5 U.S.C. 2954)"
    MEMBERS = "MEMBERS", "Several members"
    MEMBER = "MEMBER", "One member"
    JOINT_COMMITTEES = "JOINT_COMMITTEES", "Several committees jointly"
    BICAMERAL = "BICAMERAL", "Both chambers"


class ItemKind(Picklist):
    QUESTION = "QUESTION", "Question"
    DOCS = "DOCS", "All documents and communications"
    DOCS_SUFFICIENT = "DOCS_SUFFICIENT", "Documents sufficient to show"
    DATA = "DATA", "Counts or tables"
    LIST = "LIST", "List"
    NARRATIVE = "NARRATIVE", "Narrative or explanation"
    BRIEFING = "BRIEFING", "Briefing"
    INTERVIEW = "INTERVIEW", "Interview"
    CERTIFY = "CERTIFY", "Certification"
    PRESERVE = "PRESERVE", "Preservation"
    RECURRING_UPDATE = "RECURRING_UPDATE", "Recurring update"
    ACTION = "ACTION", "Action"


class Disposition(Picklist):
    FULL = "FULL", "Answered in full"
    PARTIAL = "PARTIAL", "Answered in part"
    NARRATIVE_IN_LIEU = "NARRATIVE_IN_LIEU", "Narrative instead of documents"
    BRIEFING_IN_LIEU = "BRIEFING_IN_LIEU", "Briefing instead of documents"
    INCAM_ONLY = "INCAM_ONLY", "In camera review only"
    PUBLIC_LINK_ONLY = "PUBLIC_LINK_ONLY", "Link to public material only"
    REFERRED = "REFERRED", "Referred to another agency"
    DEFERRED = "DEFERRED", "Deferred"
    PENDING_CLEARANCE = "PENDING_CLEARANCE", "Pending clearance"
    CLASSIFIED_ANNEX = "CLASSIFIED_ANNEX", "Classified annex exists elsewhere"
    NO_RECORDS = "NO_RECORDS", "No records"
    REFUSED = "REFUSED", "Refused"
    NON_RESPONSIVE = "NON_RESPONSIVE", "Answered another question"
    NO_RESPONSE = "NO_RESPONSE", "No response"
    MOOT = "MOOT", "Moot"
    WITHDRAWN_BY_US = "WITHDRAWN_BY_US", "Withdrawn by us"
    NARROWED = "NARROWED", "Narrowed by agreement"


class Ground(Picklist):
    EXECUTIVE_PRIV_ASSERTED = "EXECUTIVE_PRIV_ASSERTED", "Executive privilege, asserted by the President"
    EXEC_CONFIDENTIALITY = "EXEC_CONFIDENTIALITY", "Executive confidentiality, not asserted"
    DELIBERATIVE = "DELIBERATIVE", "Deliberative process"
    PRESIDENTIAL_COMMS = "PRESIDENTIAL_COMMS", "Presidential communications"
    ATTORNEY_CLIENT = "ATTORNEY_CLIENT", "Attorney-client"
    WORK_PRODUCT = "WORK_PRODUCT", "Attorney work product"
    LAW_ENF = "LAW_ENF", "Open investigation or law enforcement"
    GRAND_JURY = "GRAND_JURY", "Grand jury, Rule 6(e)"
    CLASSIFIED = "CLASSIFIED", "Classified"
    INTEL_SOURCES_METHODS = "INTEL_SOURCES_METHODS", "Intelligence sources and methods"
    FOREIGN_GOVT_INFO = "FOREIGN_GOVT_INFO", "Foreign government information"
    PRIVACY = "PRIVACY", "Privacy"
    TAX_6103 = "TAX_6103", "Tax returns, 26 U.S.C. 6103"
    TRADE_SECRET = "TRADE_SECRET", "Trade secret or proprietary"
    THIRD_AGENCY = "THIRD_AGENCY", "Belongs to another agency"
    PENDING_LITIGATION = "PENDING_LITIGATION", "Pending litigation"
    IG_INDEPENDENCE = "IG_INDEPENDENCE", "Independence of the inspector general"
    DISSENT_CHANNEL = "DISSENT_CHANNEL", "Dissent channel"
    NOT_A_CHAIR = "NOT_A_CHAIR", "Authority: not a chair"
    SCOPE_BURDEN = "SCOPE_BURDEN", "Scope or burden"
    TESTIMONIAL_IMMUNITY = "TESTIMONIAL_IMMUNITY", "Testimonial immunity"
    OTHER = "OTHER", "Other"


class Handling(Picklist):
    PUBLIC = "PUBLIC", "Public"
    COMMITTEE_INTERNAL = "COMMITTEE_INTERNAL", "Committee internal"
    CUI = "CUI", "CUI, as received"
    LES_PRIVACY = "LES_PRIVACY", "Law enforcement or privacy"
    COMMITTEE_SENSITIVE = "COMMITTEE_SENSITIVE", "Committee sensitive"
    SOURCE_PROTECTED = "SOURCE_PROTECTED", "Source protected"
    EXEC_SESSION = "EXEC_SESSION", "Executive session"


# What is looked at and copied under the security officer's eyes.
WATCHED = frozenset({Handling.COMMITTEE_SENSITIVE, Handling.SOURCE_PROTECTED, Handling.EXEC_SESSION})


class ClosingReason(Picklist):
    SATISFIED = "SATISFIED", "Satisfied"
    UNSATISFIED = "UNSATISFIED", "Unsatisfied"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"
    SUPERSEDED = "SUPERSEDED", "Superseded"
    END_OF_CONGRESS = "END_OF_CONGRESS", "End of Congress"
    CARRIED_OVER = "CARRIED_OVER", "Carried over"


class WaitsOn(Picklist):
    US = "US", "Us"
    AGENCY = "AGENCY", "The agency"
    MEMBER = "MEMBER", "The member"
    COUNSEL = "COUNSEL", "Counsel"


class CommunicationKind(Picklist):
    REPLY = "REPLY", "Reply letter"
    ACK = "ACK", "Acknowledgment"
    INTERIM = "INTERIM", "Interim reply"
    PRODUCTION = "PRODUCTION", "Production of documents"
    EMAIL = "EMAIL", "E-mail"
    CALL = "CALL", "Call"
    MEETING = "MEETING", "Meeting"
    BRIEFING = "BRIEFING", "Briefing"
    INCAM_SESSION = "INCAM_SESSION", "In camera session"
    STATEMENT = "STATEMENT", "Public statement"
    LETTER_OUT = "LETTER_OUT", "Letter from us"


class Direction(Picklist):
    IN = "IN", "From the agency"
    OUT = "OUT", "From us"
    INTERNAL = "INTERNAL", "Internal"


class Settles(Picklist):
    """What a reply was found to be, once somebody has classified it."""

    NOTHING = "NOTHING", "Settles no item"
    ACKNOWLEDGMENT = "ACKNOWLEDGMENT", "Acknowledgment only"
    PART = "PART", "Answers in part"
    ALL = "ALL", "Answers all, the agency says"
    REFUSAL = "REFUSAL", "Refuses"


class SourceClass(Picklist):
    OFFICIAL_US = "OFFICIAL_US", "U.S. official"
    IG_GAO = "IG_GAO", "Inspector general or GAO"
    FOREIGN_OFFICIAL = "FOREIGN_OFFICIAL", "Foreign official"
    COURT_RECORD = "COURT_RECORD", "Court record"
    NGO = "NGO", "NGO or think tank"
    MEDIA = "MEDIA", "Media"
    SOCIAL_MEDIA = "SOCIAL_MEDIA", "Social media"
    COMMERCIAL_IMAGERY = "COMMERCIAL_IMAGERY", "Commercial imagery"
    INSIDER = "INSIDER", "Whistleblower or insider"
    CONSTITUENT = "CONSTITUENT", "Constituent"
    CONTRACTOR = "CONTRACTOR", "Contractor"
    CLASSIFIED_REFERENCE = "CLASSIFIED_REFERENCE", "Classified, by reference only"


class Reliability(Picklist):
    """The source, on the Admiralty scale; None means "not assessed"."""

    A = "A", "A - completely reliable"
    B = "B", "B - usually reliable"
    C = "C", "C - fairly reliable"
    D = "D", "D - not usually reliable"
    E = "E", "E - unreliable"
    F = "F", "F - cannot be judged"


class Credibility(Picklist):
    """The information, graded apart from its source; None means "not assessed"."""

    CONFIRMED = "1", "1 - confirmed by other sources"
    PROBABLY_TRUE = "2", "2 - probably true"
    POSSIBLY_TRUE = "3", "3 - possibly true"
    DOUBTFUL = "4", "4 - doubtful"
    IMPROBABLE = "5", "5 - improbable"
    CANNOT_BE_JUDGED = "6", "6 - truth cannot be judged"


class Relation(Picklist):
    PROMPTED = "PROMPTED", "Prompted the request"
    SUPPORTS = "SUPPORTS", "Supports"
    CONTRADICTS = "CONTRADICTS", "Contradicts"
    CORROBORATES = "CORROBORATES", "Corroborates"


class OutcomeKind(Picklist):
    INFO_OBTAINED = "INFO_OBTAINED", "Information obtained"
    AGENCY_ACTION = "AGENCY_ACTION", "Action by the agency"
    PERSONNEL = "PERSONNEL", "Personnel action"
    REVIEW_OPENED = "REVIEW_OPENED", "IG or GAO review opened"
    REFERRAL = "REFERRAL", "Referral"
    HEARING = "HEARING", "Hearing"
    REPORT_PUBLISHED = "REPORT_PUBLISHED", "Report published"
    LEGISLATION = "LEGISLATION", "Legislation"
    APPROPS_PROVISION = "APPROPS_PROVISION", "Appropriations provision"
    STATUTORY_REPORT_REQUIRED = "STATUTORY_REPORT_REQUIRED", "Statutory report required"
    ARMS_SALE_HELD = "ARMS_SALE_HELD", "Arms sale held or conditioned"
    SANCTION = "SANCTION", "Sanction"
    CORRECTED_TESTIMONY = "CORRECTED_TESTIMONY", "Testimony corrected"
    PUBLIC_DISCLOSURE = "PUBLIC_DISCLOSURE", "Public disclosure"
    NO_CHANGE = "NO_CHANGE", "No change"
    UNRESOLVED = "UNRESOLVED", "Unresolved"


class Attributable(Picklist):
    YES = "YES", "Yes"
    CONTRIBUTED = "CONTRIBUTED", "Contributed"
    UNKNOWN = "UNKNOWN", "Unknown"


class AttachmentPurpose(Picklist):
    SIGNED_LETTER = "SIGNED_LETTER", "Signed letter"
    REPLY = "REPLY", "Reply"
    EVIDENCE = "EVIDENCE", "Supporting file"
    SENT_MESSAGE = "SENT_MESSAGE", "Sent message"
    LADDER = "LADDER", "Paper of a step on the ladder"


class LinkKind(Picklist):
    """What a request is to an earlier one; a companion went to another agency in the same act."""

    SUPERSEDES = "SUPERSEDES", "Supersedes"
    FOLLOWS_UP = "FOLLOWS_UP", "Follows up"
    ESCALATES = "ESCALATES", "Escalates"
    COMPANION = "COMPANION", "Companion of"


class Rung(Picklist):
    """The ladder, from asking to the rarest means; the codes are in their order."""

    LETTER = "L00", "Letter"
    CALL = "L01", "Staff e-mail or call"
    FOLLOW_UP = "L02", "Follow-up letter"
    CONFER = "L03", "Meet and confer, or priority list"
    ACCOMMODATION = "L04", "Briefing, in camera review or reading room offered"
    PRESSURE = "L05", "Public pressure: statement or hearing on non-production"
    INTERVIEW = "L06", "Interview or deposition of a records official"
    SUBPOENA_THREATENED = "L07", "Subpoena threatened, with a date"
    SUBPOENA = "L08", "Subpoena authorized, issued, served or returned"
    DEFICIENCY = "L09", "Return date missed, deficiency letter"
    CONTEMPT_NOTICE = "L10", "Notice of contempt"
    CONTEMPT_REPORT = "L11", "Committee's contempt report"
    FLOOR_VOTE = "L12", "Floor vote"
    CERTIFICATION = "L13", "Certification to the U.S. Attorney"
    CIVIL_ENFORCEMENT = "L14", "Civil enforcement"
    INHERENT_CONTEMPT = "L15", "Inherent contempt"


class ClaimKind(Picklist):
    ADMITS = "ADMITS", "Admits"
    ASSERTS = "ASSERTS", "Asserts"
    DENIES = "DENIES", "Denies"
    COMMITS = "COMMITS", "Commits"


class EntryKind(Picklist):
    """A row of the deadline's ledger; the codes are those of `app.ledger`."""

    START = "start", "Set"
    EXTENSION = "extension", "Extended"
    CORRECTION = "correction", "Corrected"
    UNDO = "undo", "Taken back"
    WITHDRAWAL = "withdrawal", "Withdrawn"
    STOP = "stop", "Clock stopped"
    RESTART = "restart", "Clock restarted"
    CLOSURE = "closure", "Closure declared"
    REOPENING = "reopening", "Closure lifted"
    CALENDAR = "calendar", "Counted again"
    ASK = "ask", "More time asked for"
    REFUSAL = "refusal", "More time refused"
    PART = "part", "Extended for some items"


class DueBasis(Picklist):
    """How a letter sets its date; the codes are those of `app.bases`."""

    DATE = "DATE", "A printed date"
    DATE_TIME = "DATE_TIME", "A printed date and time"
    COB = "COB", "Close of business on a printed date"
    N_BUS_DAYS = "N_BUS_DAYS", "A number of business days"
    N_CAL_DAYS = "N_CAL_DAYS", "A number of calendar days"
    N_WEEKS = "N_WEEKS", "A number of weeks"
    N_LEGISLATIVE_DAYS = "N_LEGISLATIVE_DAYS", "A number of legislative days"
    N_SESSION_DAYS = "N_SESSION_DAYS", "A number of session days"
    N_DAYS_AFTER_ENACTMENT = "N_DAYS_AFTER_ENACTMENT", "A number of days after enactment"
    EVENT = "EVENT", "Before an event, such as a hearing"
    RECURRING = "RECURRING", "Every so many days"
    IMMEDIATE = "IMMEDIATE", "At once"
    NONE = "NONE", "No date is set"


class ClosureKind(Picklist):
    """Why offices are closed."""

    ORDER = "ORDER", "Executive order"
    LAPSE = "LAPSE", "Lapse in appropriations"
    WEATHER = "WEATHER", "Weather"
    COMMITTEE = "COMMITTEE", "Added by the committee"
    OTHER = "OTHER", "Another reason"


class MessageKind(Picklist):
    REMINDER = "REMINDER", "Reminder"
    OVERDUE = "OVERDUE", "Overdue notice"
    DIGEST = "DIGEST", "Digest"
    ACCOUNT = "ACCOUNT", "Account"
    RETURNED = "RETURNED", "Notice of returned mail"
    SUMMARY = "SUMMARY", "Weekly summary"
    SAMPLE = "SAMPLE", "Sample"


class ContactPurpose(Picklist):
    """For what an office calls a contact at an agency."""

    LEGISLATIVE_AFFAIRS = "LEGISLATIVE_AFFAIRS", "Legislative affairs"
    GENERAL_COUNSEL = "GENERAL_COUNSEL", "General counsel"
    EXECUTIVE_SECRETARIAT = "EXECUTIVE_SECRETARIAT", "Executive secretariat"
    PROGRAM_OFFICE = "PROGRAM_OFFICE", "Program office"
    BUDGET = "BUDGET", "Budget"
    INSPECTOR_GENERAL = "INSPECTOR_GENERAL", "Inspector general"
    RECORDS = "RECORDS", "Records and productions"
    PRESS = "PRESS", "Press office"
    SECURITY = "SECURITY", "Security office"
    OTHER = "OTHER", "Other"


class ViewingKind(Picklist):
    VIEWED = "VIEWED", "Read on its page"
    DOWNLOADED = "DOWNLOADED", "File downloaded"
    LOG_READ = "LOG_READ", "Viewing log read"
    REPORT_READ = "REPORT_READ", "Report read"
