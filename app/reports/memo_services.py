"""Write the weekly memo, and keep the Word style that an office lends it."""

from datetime import timedelta
from itertools import islice
from typing import IO

from werkzeug.datastructures import FileStorage

from app import documents
from app.attaching import examined, keep, style_of
from app.clock import now
from app.documents import FORMATS
from app.documents.wording import VERSIONS
from app.extensions import db
from app.history import record
from app.models import Office, User
from app.refusals import Refused
from app.reports import queries
from app.reports.asked import Asked
from app.reports.exporting import Export, Taken, address, file_name, record_export, write
from app.reports.memo import MOST, MemoFacts, memo_of
from app.reports.summary import counted

WEEK = timedelta(days=7)
NO_WORD_FILE = "Choose a Word document (.docx)."


def export_memo(office: Office, *, to: IO[bytes], by: User) -> Export:
    """Write the weekly memo of an office as Word to `to` and record the export."""
    queries.hold_still(db.session)
    facts = facts_of(Asked(office, "internal"), by=by)
    document = memo_of(facts, links_to=address())
    day, rows = document.local_as_of.date(), sum(part.tally.requests for part in facts.tallies)
    sha256 = write(document, "docx", to, style=style_of(office))
    taken = Taken(what="Weekly memo", version=VERSIONS["internal"], format="DOCX", filters="", rows=rows, sha256=sha256)
    holds = counted(rows, "request")
    record_export(office, taken, f"Weekly memo exported: DOCX, {holds}.", by=by)
    return Export(file_name(f"{office.short_name}-memo", day, "docx"), FORMATS["docx"].media_type, sha256, holds)


def facts_of(asked: Asked, *, by: User) -> MemoFacts:
    at, office, first = now(), asked.office, MOST + 1
    directors = [name for name in queries.directors_of(office) if name != by.name]
    return MemoFacts(
        asked=asked,
        at=at,
        to=", ".join(directors) or office.name,
        sender=by.name,
        tallies=queries.tallies(asked, at=at),
        overdue=list(queries.overdue(asked, at=at, first=first)),
        coming=list(queries.coming(asked, at=at, first=first)),
        came=queries.came(asked, since=at.astimezone(office.zone).date() - WEEK, first=MOST),
        escalated=list(queries.escalated(asked, at=at, first=MOST)),
        decisions=list(islice(queries.undecided(asked, at=at), MOST)),
    )


def keep_style(office: Office, *, upload: FileStorage, by: User) -> None:
    """From now on the office's memos take their styles, header and footer from this Word document."""
    found = examined(upload, office_ids=[office.id])
    if found.kind.code != "docx":
        raise Refused(NO_WORD_FILE, field="style")
    documents.demand_style(b"".join(found.spool.chunks()))
    stored, name = keep(db.session, upload, office_id=office.id)
    office.memo_style, office.memo_style_name = stored, name
    record(office, "memo_style_kept", by=by, summary=f"Memo style uploaded: {name}.", note=f"SHA-256 {stored.sha256}")
    db.session.commit()


def drop_style(office: Office, *, by: User) -> None:
    """Memos take the standard style again."""
    if office.memo_style_id is None:
        return
    office.memo_style_id = office.memo_style_name = None
    record(office, "memo_style_dropped", by=by, summary="Memos take the standard style again.")
    db.session.commit()
